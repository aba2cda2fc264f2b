"""`openkrakow results`: refused before the closing; then exact numbers, ties and what proves them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from openkrakow_desktop.app.command_line import main
from openkrakow_desktop.app.startup import open_database
from openkrakow_desktop.competition.closing import issue_protocol
from openkrakow_desktop.competition.kinds import AwardKind
from openkrakow_desktop.competition.results import close_scoring
from openkrakow_desktop.core.words import words

from .test_protocol import NOW, move, settle, tied


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("OPENKRAKOW_HOME", str(tmp_path / "home"))
    place = str(tmp_path / "office.okdb")
    opened = open_database(place, create=True)
    try:
        with opened.store.write("test") as session:
            tied(session)
    finally:
        opened.store.close()
    return place


def write(place: str, work: Any) -> None:
    opened = open_database(place)
    try:
        with opened.store.write("test") as session:
            from sqlalchemy import select

            from openkrakow_desktop.competition.model import Edition

            work(session, session.scalars(select(Edition.id)).one())
    finally:
        opened.store.close()


def asked(place: str, capsys: Any, *more: str) -> tuple[int, str, str]:
    code = main(["results", "2025", "--db", place, "--lang", "pl", *more])
    said = capsys.readouterr()
    return code, said.out, said.err


def test_before_the_closing_it_says_nothing(office: str, capsys: pytest.CaptureFixture[str]) -> None:
    for more in ((), ("--json",)):
        code, out, err = asked(office, capsys, *more)
        assert code == 1
        assert out == ""
        assert words("pl")("problem.results_after_closing") in err
        assert not any(number in err for number in ("30", "33", "67"))


def test_no_such_edition(office: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["results", "1999", "--db", office, "--lang", "pl"]) == 1
    assert "1999" in capsys.readouterr().err


def test_json_is_exact(office: str, capsys: pytest.CaptureFixture[str]) -> None:
    write(office, lambda session, edition: close_scoring(session, edition))
    code, out, _ = asked(office, capsys, "--json")
    assert code == 0
    tree = json.loads(out)
    (told,) = tree["categories"]
    n, o, p = told["candidates"]
    assert (n["place"], o["place"], p["place"]) == (1, 1, 3)
    assert n["is_tied"] and o["is_tied"] and not p["is_tied"]
    assert n["result"] == o["result"] == {"exact": "67/2", "shown": "33.50"}
    assert n["spread"] == {"exact": "7", "shown": "7.00"}
    assert (n["cards"], n["eligible"], n["excluded"]) == (2, 2, 2)
    assert told["open_ties"] == [{"place": 1, "candidates": [1, 2], "waits_for": None}]
    assert tree["protocol"] is None
    assert len(tree["head"]) == 64
    assert "Ewa" not in out  # no member of the Chapter by name


def test_after_the_protocol_its_head_verifies(office: str, capsys: pytest.CaptureFixture[str]) -> None:
    def all_of_it(session: Any, edition: Any) -> None:
        close_scoring(session, edition)
        settle(session, edition)
        move(session, edition, Orkiestra=AwardKind.TITLE)

    write(office, all_of_it)
    write(office, lambda session, edition: issue_protocol(session, edition, words("pl"), at=NOW))
    _, out, _ = asked(office, capsys, "--json")
    tree = json.loads(out)
    assert [one["place"] for one in tree["categories"][0]["candidates"]] == [1, 2, 3]
    assert tree["categories"][0]["ties"]
    assert tree["protocol"]["no"] == 1
    assert main(["verify", "--anchor", tree["protocol"]["head"], "--db", office, "--lang", "pl"]) == 0
    assert main(["verify", "--anchor", "0" * 64, "--db", office, "--lang", "pl"]) == 1


def test_for_people(office: str, capsys: pytest.CaptureFixture[str]) -> None:
    write(office, lambda session, edition: close_scoring(session, edition))
    code, out, _ = asked(office, capsys)
    assert code == 0
    assert "67/2 (33,50)" in out
    assert "1=" in out
    assert "Remis na miejscu 1" in out
