"""2,000 trainings with 50,000 participations: the list read, filtered and searched; 500 certificates as one tagged PDF.

The rows a person waits for have 100 ms, as a frame has; the foot's sums come after them, off the window's thread;
certificates have 10 s (issue 4). The yardstick of the PDF is plain untagged reportlab with as many pages of words."""

from __future__ import annotations

import datetime as dt
import io
import statistics
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import select

from openkrakow_desktop.app.features import DECLARED
from openkrakow_desktop.core.clock import Clock
from openkrakow_desktop.core.declarations import ReportContext
from openkrakow_desktop.core.document import Document
from openkrakow_desktop.core.keys import new_keys
from openkrakow_desktop.core.listing import View, keys_of, page, totals
from openkrakow_desktop.core.migrate import import_models
from openkrakow_desktop.core.pdf import pdf_bytes
from openkrakow_desktop.core.shape import insert_rows, shape
from openkrakow_desktop.core.store import Store
from openkrakow_desktop.core.store_engine import commit
from openkrakow_desktop.core.words import words
from openkrakow_desktop.training.feature import TRAININGS
from openkrakow_desktop.training.model import Training, TrainingGroup, TrainingState, TrainingTopic
from openkrakow_desktop.training.papers import certificates
from openkrakow_desktop.training.service import issue_certificates

from .measure import Ratio, elapsed, ratio

MANY, EACH, CERTIFIED, SHOWN = 2_000, 25, 500, 60
LIST, SUMS, CERTIFICATES = 0.1, 0.5, 10.0  # seconds
FIRST = dt.date(2019, 1, 7)


def rows(store: Store, table: str, count: int, **given: Any) -> list[Any]:
    """Rows written past the journal, to save time; a list gives one value a row."""
    known, ids = shape(table), new_keys(count)
    columns: dict[str, Any] = {"id": ids, "version": [1] * count}
    for name in known.fields:
        value = given.get(name, known.default(name))
        columns.setdefault(name, value if isinstance(value, list) else [value] * count)
    for name, _ in known.derived:
        columns[name] = given.get(name, [""] * count)
    with store.transaction() as session:
        insert_rows(session.connection(), known.table, columns)
        commit(session)
    return ids


def fill(store: Store) -> Any:
    """2,000 trainings of eight years with 25 people each and one more of 500; returns the key of that one."""
    days = [FIRST + dt.timedelta(n % 2_800) for n in range(MANY)] + [dt.date(2026, 5, 4)]
    titles = [f"Komunikacja {n}" for n in range(MANY)] + ["Największe"]
    count = MANY + 1
    trainings = rows(store, "training", count, title=titles, topic=TrainingTopic.OTHER, start_on=days,
                     end_on=days, state=TrainingState.HELD, measure_tags=("1.4",),
                     search=[one.lower() for one in titles])  # fmt: skip
    sessions = rows(store, "training_session", count, training_id=trainings, held_on=days, minutes=240)
    people = rows(store, "person", 5_000, last_name=[f"Nazwisko{n}" for n in range(5_000)], first_name="Anna")
    codes = [f"SZ-{n:05d}" for n in range(5_000)]
    trainees = rows(store, "trainee", 5_000, code=codes, person_id=people, group=TrainingGroup.OFFICE)
    owners = [key for key in range(MANY) for _ in range(EACH)] + [MANY] * CERTIFIED
    total = len(owners)
    made = rows(store, "participation", total, training_id=[trainings[key] for key in owners],
                trainee_id=[trainees[n % 5_000] for n in range(total)], group=TrainingGroup.OFFICE)  # fmt: skip
    rows(store, "participation_minutes", total, participation_id=made, session_id=[sessions[key] for key in owners],
         minutes=[240 if n % 7 else 100 for n in range(total - CERTIFIED)] + [240] * CERTIFIED)  # fmt: skip
    return trainings[-1]


def plain_pdf(pages: int) -> bytes:
    """As many pages with the same words, untagged."""
    from reportlab.pdfgen.canvas import Canvas

    held = io.BytesIO()
    canvas = Canvas(held)
    for n in range(pages):
        for place in range(10):
            canvas.drawString(80, 700 - 30 * place, f"Zaświadczenie nr OK/SZK/1/2026/{n:03d} za ukończenie szkolenia")
        canvas.showPage()
    canvas.save()
    return held.getvalue()


def main(print: Callable[..., None] = print) -> None:
    """Print the ratios."""
    import_models()
    with tempfile.TemporaryDirectory() as folder:
        store = Store(Path(folder) / "trainings.okdb", durable=False).create()
        key = fill(store)
        for name, view in (
            ("a list of 2,000 trainings, first rows", View()),
            ("… filtered by state", View(choices={"state": (TrainingState.HELD,)})),
            ("… searched", View(search="komunikacja 19")),
        ):
            print(Ratio(name, _median(partial(_open, store, view)), LIST, 1))
        print(Ratio("… the foot's sums of a year", _median(partial(_sums, store, View(year=2024))), LIST, 1))
        print(Ratio("… of eight years, 50,000 participations", _median(partial(_sums, store, View())), SUMS, 1))
        print(Ratio("500 certificates: issued, set, one PDF", elapsed(lambda: _certify(store, key)), CERTIFICATES, 1))
        document = _document(store, key)
        ratio("… the PDF / plain reportlab", lambda: pdf_bytes(document), lambda: plain_pdf(CERTIFIED), runs=3,
              target=3)  # fmt: skip
        store.close()


def _median(work: Callable[[], object]) -> float:
    return statistics.median(elapsed(work) for _ in range(5))


def _sums(store: Store, view: View) -> None:
    with store.read() as session:
        assert totals(session, TRAININGS, view).sums["completed"]


def _open(store: Store, view: View) -> None:
    """What a person waits for: keys and the first screen."""
    with store.read() as session:
        found = bytes(keys_of(session, TRAININGS, view)[: 16 * SHOWN])
        assert found
        page(session, TRAININGS, [UUID(bytes=found[at : at + 16]) for at in range(0, len(found), 16)])


def _document(store: Store, key: Any) -> Document:
    context = ReportContext(words("pl"), Clock().now(), DECLARED)
    with store.read() as session:
        return certificates(session, context, key)


def _certify(store: Store, key: Any) -> None:
    with store.write("training.certify") as session:
        issue_certificates(session, key, dt.date(2026, 5, 4))
    data, pages = pdf_bytes(_document(store, key))
    assert pages == CERTIFIED and data
    with store.read() as session:
        assert session.scalar(select(Training.certificate_group).where(Training.id == key)) == 1


if __name__ == "__main__":
    main()
