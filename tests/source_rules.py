"""The project's own rules of style and safety, each a function from one source file to the lines that break it.

They read the syntax tree, so comments and strings never matter. A rule has no list of exceptions: it names the rooms
where something is allowed, and everything else obeys.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

LONGEST_FILE = 450
LONGEST_FUNCTION = 70


@dataclass(frozen=True)
class Source:
    """One file: its path from the project's root, its text, its tree."""

    path: PurePosixPath
    text: str
    tree: ast.Module

    @classmethod
    def of(cls, path: str, text: str) -> Source:
        return cls(PurePosixPath(path), text, ast.parse(text, path))

    def is_in(self, *rooms: str) -> bool:
        """Whether the path starts with one of these: a package, a module, a family of modules (`core/excel`)."""
        inside = str(self.path).removeprefix("openkrakow_desktop/")
        return inside.startswith(rooms)

    def calls(self) -> Iterator[tuple[ast.Call, str]]:
        """Every call with the last word of what is called: `Path("x").write_text()` gives "write_text"."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Call):
                name = last_word(node.func)
                if name:
                    yield node, name


Finding = tuple[int, str]
Rule = Callable[[Source], Iterator[Finding]]


def last_word(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


def first_word(node: ast.expr) -> str:
    """The name a dotted expression starts with: "shutil" of `shutil.copy`, "" of a call's result."""
    while isinstance(node, ast.Attribute):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""


def writes_are_atomic(source: Source) -> Iterator[Finding]:
    """Only core/files.py opens a file for writing; everybody else goes through its `replacing(path)`.

    The temporary file of `with replacing(path) as temporary:` is there to be written to.
    """
    if source.is_in("core/files.py"):
        return
    given = _given_by_replacing(source.tree)
    for call, name in source.calls():
        target = call.args[1] if first_word(call.func) == "shutil" and len(call.args) > 1 else call.func
        if first_word(target) in given:
            continue
        if name == "open" and _may_write(call) and not first_word(call.func).endswith("archive"):  # a zip's member
            yield call.lineno, "opens a file for writing: use core/files.py replacing(path)"
        elif name in {"write_text", "write_bytes"}:
            yield call.lineno, f"{name}() can leave half a file: use core/files.py replacing(path)"
        elif first_word(call.func) == "shutil" and name in {"copy", "copy2", "copyfile", "copytree", "move"}:
            yield call.lineno, f"shutil.{name}() opens its target for writing: use core/files.py replacing(path)"
        elif name == "ZipFile" and _may_write(call) and not source.is_in("core/"):
            yield call.lineno, "writes a zip file outside core"


def _given_by_replacing(tree: ast.Module) -> set[str]:
    """The names that stand for the temporary files of `replacing`."""
    items = [item for node in ast.walk(tree) if isinstance(node, ast.With) for item in node.items]
    return {item.optional_vars.id for item in items if isinstance(item.optional_vars, ast.Name)
            and isinstance(item.context_expr, ast.Call) and last_word(item.context_expr.func) == "replacing"}


def _may_write(call: ast.Call) -> bool:
    """Whether the mode of this open() or ZipFile() is, or might be, one that changes the file."""
    named = [keyword.value for keyword in call.keywords if keyword.arg == "mode"]
    is_method = isinstance(call.func, ast.Attribute) and first_word(call.func) not in {"io", "zipfile", "gzip"}
    modes = named or call.args[0 if is_method else 1 :][:1]
    if not modes:
        return False
    mode = modes[0]
    if isinstance(mode, ast.Constant):
        return isinstance(mode.value, str) and any(letter in mode.value for letter in "wax+")
    return bool(named) or not is_method  # store.open(place) and desk.open(page) are no files


def only_commands_print(source: Source) -> Iterator[Finding]:
    rooms = ("app/command", "app/competition_", "core/excel_child", "benchmarks/", "run.py")
    if source.is_in(*rooms):  # the child answers its parent there
        return
    for call, name in source.calls():
        if isinstance(call.func, ast.Name) and name == "print":
            yield call.lineno, "print() outside app/command_line"
        elif ast.unparse(call.func) == "sys.stdout.write":  # a crash may still be told on stderr
            yield call.lineno, "writes to stdout outside app/command_line"


def init_is_a_docstring(source: Source) -> Iterator[Finding]:
    if source.path.name == "__init__.py" and not (len(source.tree.body) == 1 and ast.get_docstring(source.tree)):
        yield 1, "__init__.py holds one docstring and nothing else"


def module_says_what_it_is(source: Source) -> Iterator[Finding]:
    if not ast.get_docstring(source.tree):
        yield 1, "a module opens with what it is"


def text_is_plain(source: Source) -> Iterator[Finding]:
    """A name like `<img src=file:///…>` must never be rendered: labels come from gui/widgets, which sets plain text."""
    if not source.is_in("gui/widgets"):
        for call, name in source.calls():
            if name == "QLabel":
                yield call.lineno, "a QLabel guesses at HTML: take one from gui/widgets"
        for node in ast.walk(source.tree):
            if isinstance(node, ast.ClassDef) and "QLabel" in map(last_word, node.bases):
                yield node.lineno, "a QLabel guesses at HTML: derive it in gui/widgets"
    for call, name in source.calls():
        if name in {"setHtml", "insertHtml", "setMarkdown"}:
            yield call.lineno, f"{name}() renders markup"
        elif name == "setTextFormat" and not all(last_word(argument) == "PlainText" for argument in call.args):
            yield call.lineno, "a text format other than PlainText"


def settings_are_ours(source: Source) -> Iterator[Finding]:
    for node in ast.walk(source.tree):
        if isinstance(node, ast.alias | ast.Name | ast.Attribute) and _name(node) == "QSettings":
            yield getattr(node, "lineno", 1), "QSettings hides settings in a registry: use core/settings.py"


def _name(node: ast.alias | ast.Name | ast.Attribute) -> str:
    return node.name.rpartition(".")[2] if isinstance(node, ast.alias) else last_word(node)


def time_comes_from_a_clock(source: Source) -> Iterator[Finding]:
    """Rules take the clock (core/clock.py) or a parameter, so that a test sets the day and Warsaw decides the year."""
    if source.is_in("core/clock.py"):
        return
    for call, name in source.calls():
        words = {node.id if isinstance(node, ast.Name) else getattr(node, "attr", "") for node in ast.walk(call.func)}
        is_naive = name == "utcnow" or (name in {"today", "now"} and words & {"date", "datetime", "dt"})
        if is_naive and not call.args and not call.keywords:
            yield call.lineno, f"naive {ast.unparse(call.func)}(): take the clock"


_ROOMS_OF_LIBRARIES = {
    "openpyxl": ("core/excel", "benchmarks/"),
    "reportlab": ("core/pdf", "benchmarks/"),
    "sqlite3": ("core/store", "core/backup", "core/migrate", "benchmarks/"),
    "sqlalchemy.dialects": ("core/store", "core/backup", "core/migrate", "benchmarks/"),
}


def libraries_stay_in_their_room(source: Source) -> Iterator[Finding]:
    """Only core/excel* knows openpyxl, only core/pdf* reportlab, only core/{store,backup,migrate}* SQLite itself."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Import):
            modules = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            modules = [node.module]
        else:
            continue
        for module in modules:
            for library, rooms in _ROOMS_OF_LIBRARIES.items():
                if f"{module}.".startswith(f"{library}.") and not source.is_in(*rooms):
                    yield node.lineno, f"imports {library} outside {', '.join(rooms)}"


def dialogs_are_opened_in_one_place(source: Source) -> Iterator[Finding]:
    """gui/dialogs alone runs a modal loop (and app the application's own), so that tests meet no modal dialog."""
    if source.is_in("gui/dialogs", "app/"):
        return
    for call, name in source.calls():
        if name in {"exec", "exec_"} and isinstance(call.func, ast.Attribute):
            yield call.lineno, "runs a modal loop outside gui/dialogs"


def nothing_is_too_long(source: Source) -> Iterator[Finding]:
    lines = source.text.count("\n")
    if lines > LONGEST_FILE:
        yield 1, f"{lines} lines, at most {LONGEST_FILE}: split it by meaning"
    for node in ast.walk(source.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            if length > LONGEST_FUNCTION:
                yield node.lineno, f"{node.name} has {length} lines, at most {LONGEST_FUNCTION}"


RULES: tuple[Rule, ...] = (
    writes_are_atomic,
    only_commands_print,
    init_is_a_docstring,
    module_says_what_it_is,
    text_is_plain,
    settings_are_ours,
    time_comes_from_a_clock,
    libraries_stay_in_their_room,
    dialogs_are_opened_in_one_place,
    nothing_is_too_long,
)
