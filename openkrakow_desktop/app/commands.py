"""What each command does: numbers, reports, workbooks, backups, proof. Results go to stdout, refusals are raised."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..core.clock import Clock
from ..core.declarations import EARLIEST, YEARS_AHEAD, Register
from ..core.measures import Period
from ..core.problems import Problem, Refused
from ..core.settings import Settings
from ..core.store_engine import remove_file
from ..core.words import Words, words
from .command_line import DONE, REFUSED, say, sentence
from .startup import Opened, chosen_database, damage_told, open_database

if TYPE_CHECKING:
    from ..core.document import Document
    from ..overview.summary_hidden import Variant


@dataclass(frozen=True)
class Call:
    """One command as it was typed, and where it runs."""

    typed: argparse.Namespace
    settings: Settings
    language: str
    clock: Clock

    @property
    def words(self) -> Words:
        return words(self.language)

    @property
    def place(self) -> str:
        """The database it is about."""
        return chosen_database(self.typed.db, self.settings)

    @contextmanager
    def opened(self) -> Iterator[Opened]:
        """The database, closed again afterwards."""
        with damage_told(self.place):
            opened = open_database(self.place)
            try:
                yield opened
            finally:
                opened.store.close()

    def period(self) -> Period:
        """The year asked for. Raises Refused when no record could lie in it."""
        year, today = self.typed.year, self.clock.today()
        first, last = EARLIEST.year, today.year + YEARS_AHEAD
        if not first <= year <= last:
            raise Refused(Problem("year", "problem.year_outside", {"year": year, "first": first, "last": last}))
        return Period(year, today)


def run(call: Call) -> int:
    """Run the command that was typed and return its exit code."""
    from .command_numbers import indicators, measures, rows
    from .command_programme import programme
    from .command_versions import snapshot
    from .competition_commands import COMMANDS
    from .competition_results_command import results

    return {
        "new": new,
        "demo": demo,
        "measures": measures,
        "indicators": indicators,
        "rows": rows,
        "report": report,
        "snapshot": snapshot,
        "programme": programme,
        "template": template,
        "import": import_,
        "export": export,
        **COMMANDS,
        "results": results,
        "backup": backup,
        "restore": restore,
        "check": check,
        "verify": verify,
    }[call.typed.command](call)


# ---- report, demo --------------------------------------------------------------------------------------------------
def report(call: Call) -> int:
    """The year book as a workbook and the report as a PDF; with neither named, both beside the caller."""
    from ..overview.summary_hidden import Variant

    period, typed = call.period(), call.typed
    xlsx, pdf = typed.xlsx, typed.pdf
    if xlsx is None and pdf is None:
        xlsx, pdf = Path(f"summary-{period.year}.xlsx"), Path(f"report-{period.year}.pdf")
    for path, ending in ((xlsx, ".xlsx"), (pdf, ".pdf")):
        if path is not None:
            _must_end(path, ending)
    if typed.published and (xlsx is None or typed.version is not None):
        raise Refused(Problem("published", "problem.published_book"))
    variant = Variant.PUBLISHED if typed.published else Variant.COMPLETE
    with call.opened() as opened:
        for path in write_report(call, opened, period, xlsx, pdf, typed.version, variant):
            print(call.words("told.written", path=path))
    return DONE


def write_report(
    call: Call,
    opened: Opened,
    period: Period,
    xlsx: Path | None,
    pdf: Path | None,
    version: int | None = None,
    variant: Variant | None = None,
) -> Iterator[Path]:
    """Write the year book (`variant`; None: complete) and the report to the Council from a private copy of the
    database, each file as soon as it is whole; with `version` the report that was frozen and its annex."""
    from ..overview.evaluate import evaluate
    from ..overview.report import council_report
    from ..overview.snapshots import document_of, version_of
    from ..overview.summary_hidden import Variant
    from ..overview.year_book import year_book
    from ..programme.catalogue import catalogue

    book: Document | None
    paper: Document | None
    with opened.store.snapshot() as still, still.read() as session:
        if version is not None:
            frozen = document_of(session, version_of(session, period.year, version), call.words)
            book, paper = frozen, frozen
        else:
            known = catalogue(period.year)
            numbers = evaluate(session, period, known, opened.declared)
            make = partial(year_book, variant=variant or Variant.COMPLETE)
            book, paper = (
                one(
                    session,
                    period,
                    call.words,
                    known,
                    opened.declared,
                    now=call.clock.now(),
                    is_demo=opened.is_demo,
                    numbers=numbers,
                )
                if path is not None
                else None
                for path, one in ((xlsx, make), (pdf, council_report))
            )
    if xlsx is not None and book is not None:
        from ..core.excel import write_excel

        write_excel(book, xlsx)
        yield xlsx
    if pdf is not None and paper is not None:
        from ..core.pdf import write_pdf

        write_pdf(paper, pdf)
        yield pdf


def demo(call: Call) -> int:
    """An invented year in a database of its own, its summary and report, and the window where there is a screen."""
    from .demo.make import SEED, make_demo
    from .startup import demo_place

    typed, w = call.typed, call.words
    typed.out.mkdir(parents=True, exist_ok=True)
    place = demo_place(typed.db, typed.out)
    say(w("told.demo_making"))
    opened = open_database(place, create=True)
    try:
        with _whole_or_gone(opened):
            seed = SEED if typed.seed is None else typed.seed
            year = make_demo(opened.store, opened.declared, call.clock, seed=seed, scale=typed.scale)
        opened = Opened(opened.store, opened.declared, is_demo=True)
        print(w("told.demo_done", year=year, records=w.count("told.records", _count_records(opened))))
        print(w("told.demo_database", path=place))
        files = (typed.out / f"summary-{year}.xlsx", typed.out / f"report-{year}.pdf")
        for file in write_report(call, opened, Period(year, call.clock.today()), *files):
            print(w("told.written", path=file))
    finally:
        opened.store.close()
    if typed.no_window or not _has_screen():
        print(w("told.demo_window", path=place))
        return DONE
    from .window import run as open_window

    return open_window(db=str(place), language=call.language)


@contextmanager
def _whole_or_gone(opened: Opened) -> Iterator[None]:
    """Half an invented year is no use to anybody: whatever stops the work takes the new file away again."""
    try:
        yield
    except BaseException:
        opened.store.close()
        if opened.store.path:
            remove_file(opened.store.path)
        raise


def _count_records(opened: Opened) -> int:
    from sqlalchemy import func, select

    with opened.store.read() as session:
        models = [register.record for register in opened.declared.registers.values()]
        return sum(session.scalar(select(func.count()).select_from(model)) or 0 for model in models)


def _has_screen() -> bool:
    import os

    names = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    return not sys.platform.startswith("linux") or any(os.environ.get(name) for name in names)


# ---- workbooks -----------------------------------------------------------------------------------------------------
def template(call: Call) -> int:
    """An empty workbook to fill in; no database is needed."""
    from ..core.excel_template import write_template
    from .features import DECLARED

    _must_end(call.typed.file, ".xlsx")
    for name in call.typed.registers:
        _register(call, name)
    write_template(DECLARED, call.typed.file, call.words, call.typed.registers, today=call.clock.today())
    print(call.words("told.written", path=call.typed.file))
    return DONE


def import_(call: Call) -> int:
    """A workbook into the registers: checked, then written in one go or not at all."""
    from ..core.excel_import import import_file
    from ..core.excel_read import read_workbook
    from ..core.excel_template import write_rejected
    from .imported import keep_mappings, mappings_for, outcome_tree, told_outcome

    typed, w, today = call.typed, call.words, call.clock.today()
    if typed.rejected is not None:
        _may_take_rejected(typed.rejected, typed.file)
    with call.opened() as opened:
        sheets = read_workbook(typed.file)
        mappings = mappings_for(typed, call.settings, sheets, opened.declared)
        outcome = import_file(
            opened.store,
            opened.declared,
            typed.file,
            today=today,
            dry_run=typed.dry_run,
            valid_rows_only=typed.valid_rows_only,
            create_missing=typed.create_missing,
            mappings=mappings,
            sheets=sheets,
        )
        declared = opened.declared
    keep_mappings(typed, call.settings, outcome)
    if typed.json:
        print_json(outcome_tree(outcome, typed, w))
    else:
        for line in told_outcome(outcome, typed, w):
            print(line)
        for fault in outcome.faults:
            where = f"{fault.sheet} {fault.cell}".strip()
            say(": ".join(part for part in (where, fault.value, fault.sentence(w)) if part))
    if typed.rejected is not None and any(line.refused for line in outcome.lines):
        rejected = write_rejected(declared, outcome.lines, typed.rejected, w, today=today)
        say(w("told.rejected", records=w.count("told.records", rejected), path=typed.rejected))
    if outcome.written or (typed.dry_run and not outcome.grave):
        return DONE
    say(w("problem.import_refused", count=sum(outcome.refused.values()) or len(outcome.grave)))
    return REFUSED


def _may_take_rejected(path: Path, source: Path) -> None:
    """Refuse, before anything is read or written, a place where the refused rows could not be kept."""
    _must_end(path, ".xlsx")
    if path.is_dir():
        raise Refused(Problem("rejected", "problem.file_is_folder", {"path": path}))
    if path.exists() and source.exists() and path.samefile(source):
        raise Refused(Problem("rejected", "problem.file_is_source", {"path": path}))
    if not path.parent.is_dir():
        raise Refused(Problem("rejected", "problem.file_folder_gone", {"path": path}))


def export(call: Call) -> int:
    """A whole register as a workbook that can be read back, or as a .csv file."""
    from ..core.csv_write import write_csv
    from ..core.excel_template import write_registers

    register, file, w = _register(call, call.typed.register), call.typed.file, call.words
    _must_end(file, ".xlsx", ".csv")
    with call.opened() as opened, opened.store.snapshot() as still, still.read() as session:
        if file.suffix.lower() == ".csv":
            count = write_csv(session, register, file, w)
        else:
            count = write_registers(session, opened.declared, [register], file, w, today=call.clock.today())
    print(w("told.exported", records=w.count("told.records", count), path=file))
    return DONE


def _register(call: Call, name: str) -> Register:
    from .features import DECLARED

    if name not in DECLARED.registers:
        values = {"name": name, "names": ", ".join(DECLARED.registers)}
        raise Refused(Problem("register", "problem.no_such_register", values))
    return DECLARED.registers[name]


def _must_end(path: Path, *endings: str) -> None:
    if path.suffix.lower() not in endings:
        raise Refused(Problem("file", "problem.file_kind", {"path": path, "endings": ", ".join(endings)}))


# ---- safety --------------------------------------------------------------------------------------------------------
def new(call: Call) -> int:
    """An empty database with the City's public structure; refused where there is one already."""
    open_database(call.typed.place, create=True).store.close()
    print(call.words("told.made_new", path=call.typed.place))
    return DONE


def backup(call: Call) -> int:
    """A verified copy of the database."""
    from ..core.backup import backup as make_backup

    with call.opened() as opened:
        made = make_backup(opened.store, call.typed.file)
    told = {"path": made.path, "rows": made.rows, "operations": made.operations, "hash": made.sha256}
    print(call.words("told.backed_up", **told))
    return DONE


def restore(call: Call) -> int:
    """A backup in the place of the database; what was there stays beside it."""
    from ..core.backup import restore as bring_back
    from ..paths import data_folder

    done = bring_back(call.typed.file, call.place, profile=data_folder())
    print(call.words("told.restored", path=done.path))
    if done.kept:
        print(call.words("told.kept", path=done.kept))
    return DONE


def check(call: Call) -> int:
    """Everything that is wrong with the database."""
    from ..core.backup import check as look_through
    from ..core.kept_files import folder_of
    from ..overview.snapshots import altered
    from .features import DECLARED

    with call.opened() as opened:
        found = [*look_through(opened.store), *opened.store.warnings]
        with opened.store.read() as session:
            for feature in DECLARED.features:
                found += feature.kept_files(session, folder_of(opened.store)) if feature.kept_files else []
            found += altered(session, opened.store.upgrade)
    grave = [problem for problem in found if not problem.warning]
    if call.typed.json:
        told = [{"key": one.key, "warning": one.warning, "sentence": sentence(one, call.words)} for one in found]
        print_json({"database": call.place, "sound": not grave, "problems": told})
    else:
        for one in found:
            say(sentence(one, call.words))
        if not grave:
            print(call.words("told.sound"))
    if grave:
        say(call.words("problem.check_failed", count=len(grave)))
    return REFUSED if grave else DONE


def verify(call: Call) -> int:
    """The proof of the journal: chains, seals, ends, and the tables against what the journal says."""
    from ..core.proof import verify as prove

    with call.opened() as opened, opened.store.snapshot() as still:
        proof = prove(still, call.typed.anchor)
        heads = [head.hash.hex() for _, head in sorted(still.heads().items()) if head.hash]
    for finding in proof.findings:
        say(sentence(finding.problem, call.words))
    if proof.findings:
        say(call.words("problem.verify_failed", count=len(proof.findings)))
        return REFUSED
    print(call.words("told.proved", operations=proof.operations, devices=proof.devices))
    print(call.words("told.head", hash=", ".join(heads)))
    return DONE


# ---- printing ------------------------------------------------------------------------------------------------------
def print_json(tree: Any) -> int:
    """One document and nothing else."""
    whole = (sys.stdout.encoding or "").lower().startswith("utf")  # else letters as \\uXXXX, for any console
    print(json.dumps(tree, ensure_ascii=not whole, indent=2))
    return DONE
