"""Before scoring is closed no list, sum, panel, history, export or template shows a score to anybody but its giver."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from uuid import UUID

import pytest

from openkrakow_desktop.app.features import DECLARED
from openkrakow_desktop.competition.feature import SCORES
from openkrakow_desktop.competition.model import Ballot, Score
from openkrakow_desktop.competition.results import close_scoring
from openkrakow_desktop.competition.secrecy import refuse_early
from openkrakow_desktop.contacts.model import Account, Role
from openkrakow_desktop.core.clock import Clock
from openkrakow_desktop.core.excel_template import register_rows
from openkrakow_desktop.core.list_export import list_document
from openkrakow_desktop.core.listing import KEY_SIZE, View, keys_of, may_see, totals
from openkrakow_desktop.core.problems import Refused
from openkrakow_desktop.core.store import Store
from openkrakow_desktop.core.words import words

from . import build

NOW = Clock.fixed(dt.date(2026, 9, 1)).now()


@pytest.fixture
def scored(store: Store) -> dict[str, UUID]:
    """Two members with accounts who scored one candidate, and a secretary."""
    with store.write("test") as session:
        edition = build.edition(session)
        candidate = build.accepted(session, edition, "Olga Kos")
        accounts = {}
        for name, role in (("Ewa", Role.JUROR), ("Jan", Role.JUROR), ("Sekretarz", Role.JURY_SECRETARY)):
            account = Account(name=name, role=role)
            session.add(account)
            session.flush()
            accounts[name] = account.id
        members = [build.juror(session, edition, name, account_id=accounts[name]) for name in ("Ewa", "Jan")]
        build.begin_scoring(session, edition)
        for member, points in zip(members, (28, 36), strict=True):
            build.hand_in(session, edition, member, candidate, points)
    return accounts | {"edition": edition}


def seen(store: Store) -> int:
    with store.read() as session:
        view = View()
        found = len(keys_of(session, SCORES, view)) // KEY_SIZE
        assert totals(session, SCORES, view).shown == found == len(register_rows(session, SCORES))
        rows = list_document(session, SCORES, view, words("pl"), NOW).tables()
        assert sum(len(table.rows) for table in rows.values()) == found
        allowed = [may_see(session, SCORES, one.id) for one in session.query(Score)]
        assert sum(allowed) == found
    return found


def test_everybody_sees_only_their_own(store: Store, scored: dict[str, UUID]) -> None:
    counts = {}
    for name in ("Ewa", "Jan", "Sekretarz"):
        store.actor = scored[name].hex
        counts[name] = seen(store)
    store.actor = "?"
    assert counts == {"Ewa": 4, "Jan": 4, "Sekretarz": 0} and seen(store) == 0
    with store.snapshot() as still:
        assert seen(still) == 0


def test_results_wait_for_the_closing(store: Store, scored: dict[str, UUID]) -> None:
    with store.read() as session, pytest.raises(Refused) as refused:
        refuse_early(session, scored["edition"])
    assert refused.value.problems[0].key == "problem.results_after_closing"
    with store.write("edition.close_scoring") as session:
        close_scoring(session, scored["edition"], is_confirmed=True)
    with store.read() as session:
        refuse_early(session, scored["edition"])
        assert session.query(Ballot).count() == 2
    store.actor = "?"
    assert seen(store) == 8


def test_only_scores_hide(store: Store) -> None:
    hidden = [one.key for one in DECLARED.registers.values() if one.visible is not None]
    assert hidden == ["score"]


def test_an_exported_file_tells_nothing(store: Store, scored: dict[str, UUID], tmp_path: Path) -> None:
    from openkrakow_desktop.core.excel_template import write_registers

    target = tmp_path / "oceny.xlsx"
    store.actor = scored["Sekretarz"].hex
    with store.read() as session:
        write_registers(session, DECLARED, [SCORES], target, words("pl"), today=dt.date(2026, 9, 1))
    from openpyxl import load_workbook

    sheet = load_workbook(target)[words("pl")("score._many")[:31].capitalize()]
    assert all(cell.value is None for row in sheet.iter_rows(min_row=2) for cell in row)
