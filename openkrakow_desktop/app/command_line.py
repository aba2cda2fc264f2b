"""`openkrakow …`: the arguments, the language, the exit code; no Qt. What a command does stands in commands.py.

Exit codes: 0 done, 1 refused, 2 usage, 3 environment (no display, no disk, no server). Refusals go to stderr in the
user's language; `--json` prints one document and nothing else. Nothing heavy is imported before a command needs it."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NoReturn

from ..core.clock import Clock
from ..core.problems import Problem, Refused
from ..core.settings import Settings, preferred_language
from ..core.words import LANGUAGES, Words

DONE, REFUSED, USAGE, ENVIRONMENT = 0, 1, 2, 3
OWN_WORDS = ("commands",)  # the file of words that suffices until something is refused
DEBUG = "OPENKRAKOW_DEBUG"
_ENVIRONMENT = frozenset(
    f"problem.{about}_{name}"
    for about in ("database", "file")
    for name in ("disk_full", "disk_error", "read_only", "folder_gone", "is_folder", "no_space", "unreachable",
                 "no_entry", "tool_missing")
)  # fmt: skip


def main(arguments: Sequence[str], clock: Clock | None = None) -> int:
    """Run one command (none: the window) and return its exit code."""
    settings = Settings()
    language = preferred_language(_named_language(arguments), settings)
    parser = make_parser(Words(language, parts=OWN_WORDS))
    try:
        chosen = parser.parse_args(arguments)
    except SystemExit as exit_:  # usage (2) or help and version (0): argparse has said what there is to say
        return int(exit_.code or 0)
    if chosen.command is None:
        from .window import run

        return run(db=chosen.db, language=chosen.lang)
    return _explained(chosen, settings, language, clock or Clock())


def _explained(chosen: argparse.Namespace, settings: Settings, language: str, clock: Clock) -> int:
    """Run the command; whatever stops it becomes a sentence and an exit code, never a traceback."""
    words = Words(language, parts=OWN_WORDS)
    try:
        from .commands import Call, run

        return run(Call(chosen, settings, language, clock))
    except Refused as refused:
        return say_refused(refused, language)
    except BrokenPipeError:  # the reader (head, less) has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except KeyboardInterrupt:
        say(words("told.interrupted"))
        return REFUSED
    except OSError as error:
        from ..core.files import not_written

        return say_refused(Refused(not_written(error)), language)
    except Exception as error:
        if os.environ.get(DEBUG):
            raise
        say(words("told.unexpected", error=_place(error)))
        return REFUSED


def _place(error: Exception) -> str:
    """The kind of an error and where it arose. Never its message: that may hold personal data."""
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    where = f" ({Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno})" if trace else ""
    return type(error).__name__ + where


def say(sentence: str) -> None:
    """To stderr, so that stdout holds results only."""
    print(sentence, file=sys.stderr)


def say_refused(refused: Refused, language: str) -> int:
    """Say every problem and return the exit code it stands for."""
    from ..core.words import words

    for problem in refused.problems:
        say(sentence(problem, words(language)))
    return ENVIRONMENT if any(problem.key in _ENVIRONMENT for problem in refused.problems) else REFUSED


def sentence(problem: Problem, words: Words) -> str:
    """A problem as a sentence; a register in it by its name."""
    values = {
        name: words(f"{value}._many") if name == "table" and words.has(f"{value}._many") else value
        for name, value in problem.values.items()
    }
    return words(problem.key, **values)


# ---- arguments -----------------------------------------------------------------------------------------------------
class _Parser(argparse.ArgumentParser):
    """Says in the user's language that a command is not understood; argparse's own reason stays beside it."""

    words: Words

    def error(self, message: str) -> NoReturn:
        self.exit(USAGE, f"{self.words('command.usage', reason=message)}\n{self.words('command.all_help')}\n")


def make_parser(words: Words) -> argparse.ArgumentParser:
    """Every command that works, with help in the language of `words`."""
    _Parser.words = words
    parser = _Parser(prog="openkrakow", description=words("command.about"), allow_abbrev=False)
    _common(parser, words, first=True)
    parser.add_argument("--version", action="version", version=_version())
    listed = parser.add_subparsers(
        dest="command", metavar="COMMAND", title=words("command.commands"), parser_class=_Parser
    )
    for name, add in COMMANDS.items():
        one = listed.add_parser(name, help=words(f"command.{name}"), description=words(f"command.{name}"))
        _common(one, words, first=False)
        add(one, words)
    return parser


def _common(parser: argparse.ArgumentParser, words: Words, *, first: bool) -> None:
    """--db and --lang may stand before the command or after it."""
    default = "" if first else argparse.SUPPRESS
    parser.add_argument("--db", metavar="FILE|URL", default=default, help=words("command.db"))
    parser.add_argument("--lang", choices=LANGUAGES, default=default, help=words("command.lang"))


def _version() -> str:
    from ..version import VERSION

    return VERSION


def _named_language(arguments: Sequence[str]) -> str:
    """The language after --lang, before anything is parsed: usage is explained in it too."""
    for place, word in enumerate(arguments):
        if word == "--lang" and place + 1 < len(arguments):
            return arguments[place + 1]
        if word.startswith("--lang="):
            return word.removeprefix("--lang=")
    return ""


def _json(parser: argparse.ArgumentParser, words: Words) -> None:
    parser.add_argument("--json", action="store_true", help=words("command.json"))


def _year(parser: argparse.ArgumentParser, words: Words) -> None:
    parser.add_argument("year", type=int, metavar="YEAR", help=words("command.year"))


def _demo(parser: argparse.ArgumentParser, words: Words) -> None:
    parser.add_argument("--out", type=Path, default=Path("demo"), metavar="DIR", help=words("command.demo_out"))
    parser.add_argument("--scale", type=_positive, default=1, metavar="N", help=words("command.demo_scale"))
    parser.add_argument("--seed", type=int, default=None, metavar="N", help=words("command.demo_seed"))
    parser.add_argument("--no-window", action="store_true", help=words("command.demo_no_window"))


def _positive(text: str) -> int:
    number = int(text)
    if not 1 <= number <= 1000:
        raise ValueError(text)
    return number


def _numbers(parser: argparse.ArgumentParser, words: Words) -> None:
    _year(parser, words)
    _version_of_year(parser, words)
    _json(parser, words)


def _version_of_year(parser: argparse.ArgumentParser, words: Words) -> None:
    parser.add_argument("--version", type=_positive, default=None, metavar="N", help=words("command.version"))


def _snapshot(parser: argparse.ArgumentParser, words: Words) -> None:
    _year(parser, words)
    parser.add_argument("--approve", action="store_true", help=words("command.snapshot_approve"))
    parser.add_argument("--by", metavar="NAME", help=words("command.snapshot_by"))
    parser.add_argument("--reason", metavar="TEXT", help=words("command.snapshot_reason"))
    parser.add_argument("--second", metavar="NAME", help=words("command.snapshot_second"))
    _json(parser, words)


def _rows(parser: argparse.ArgumentParser, words: Words) -> None:
    parser.add_argument("code", metavar="CODE", help=words("command.rows_code"))
    _year(parser, words)
    _json(parser, words)


def _report(parser: argparse.ArgumentParser, words: Words) -> None:
    _year(parser, words)
    parser.add_argument("--xlsx", type=Path, metavar="FILE", help=words("command.report_xlsx"))
    parser.add_argument("--published", action="store_true", help=words("command.report_published"))
    parser.add_argument("--pdf", type=Path, metavar="FILE", help=words("command.report_pdf"))
    _version_of_year(parser, words)


def _programme(parser: argparse.ArgumentParser, words: Words) -> None:
    parser.add_argument("file", type=Path, nargs="?", metavar="FILE", help=words("command.programme_file"))
    _json(parser, words)


def _template(parser: argparse.ArgumentParser, words: Words) -> None:
    parser.add_argument("file", type=Path, metavar="FILE.xlsx", help=words("command.template_file"))
    parser.add_argument("registers", nargs="*", metavar="REGISTER", help=words("command.template_registers"))


def _import(parser: argparse.ArgumentParser, words: Words) -> None:
    parser.add_argument("file", type=Path, metavar="FILE", help=words("command.import_file"))
    parser.add_argument("--dry-run", action="store_true", help=words("command.import_dry_run"))
    parser.add_argument("--rejected", type=Path, metavar="FILE.xlsx", help=words("command.import_rejected"))
    parser.add_argument("--valid-rows-only", action="store_true", help=words("command.import_valid"))
    parser.add_argument("--create-missing", action="store_true", help=words("command.import_create"))
    parser.add_argument("--mapping", type=Path, metavar="FILE.toml", help=words("command.import_mapping"))
    parser.add_argument("--save-mapping", type=Path, metavar="FILE.toml", help=words("command.import_save_mapping"))
    parser.add_argument("--set", action="append", default=[], metavar="FIELD=VALUE", help=words("command.import_set"))
    _json(parser, words)


def _export(parser: argparse.ArgumentParser, words: Words) -> None:
    parser.add_argument("register", metavar="REGISTER", help=words("command.export_register"))
    parser.add_argument("file", type=Path, metavar="FILE", help=words("command.export_file"))


def _score_cards(parser: argparse.ArgumentParser, words: Words) -> None:
    parser.add_argument("edition", type=int, metavar="EDITION", help=words("command.cards_edition"))
    parser.add_argument("folder", type=Path, metavar="DIR", help=words("command.cards_folder"))


def _task_cards(parser: argparse.ArgumentParser, words: Words) -> None:
    parser.add_argument("year", type=int, metavar="YEAR", help=words("command.year"))
    parser.add_argument("folder", type=Path, metavar="DIR", help=words("command.cards_folder"))


def _collect(parser: argparse.ArgumentParser, words: Words) -> None:
    parser.add_argument("files", type=Path, nargs="+", metavar="FILE", help=words("command.collect_files"))
    parser.add_argument("--dry-run", action="store_true", help=words("command.import_dry_run"))
    parser.add_argument("--partial", action="store_true", help=words("command.collect_partial"))
    _json(parser, words)


def _results(parser: argparse.ArgumentParser, words: Words) -> None:
    parser.add_argument("edition", type=int, metavar="EDITION", help=words("command.cards_edition"))
    _json(parser, words)


def _new(parser: argparse.ArgumentParser, words: Words) -> None:
    parser.add_argument("place", metavar="FILE|URL", help=words("command.new_place"))


def _backup(parser: argparse.ArgumentParser, words: Words) -> None:
    parser.add_argument("file", type=Path, metavar="FILE", help=words("command.backup_file"))


def _restore(parser: argparse.ArgumentParser, words: Words) -> None:
    parser.add_argument("file", type=Path, metavar="FILE", help=words("command.restore_file"))


def _verify(parser: argparse.ArgumentParser, words: Words) -> None:
    parser.add_argument("--anchor", metavar="HASH", help=words("command.verify_anchor"))


COMMANDS: dict[str, Callable[[argparse.ArgumentParser, Words], None]] = {
    "new": _new,
    "demo": _demo,
    "measures": _numbers,
    "indicators": _numbers,
    "rows": _rows,
    "report": _report,
    "snapshot": _snapshot,
    "programme": _programme,
    "template": _template,
    "import": _import,
    "export": _export,
    "score-cards": _score_cards,
    "task-cards": _task_cards,
    "collect": _collect,
    "results": _results,
    "backup": _backup,
    "restore": _restore,
    "check": _json,
    "verify": _verify,
}
