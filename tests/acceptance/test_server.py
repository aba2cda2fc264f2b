"""The same office on a shared PostgreSQL server: every command works, and every number is the same."""

from __future__ import annotations

import json
import secrets
from pathlib import Path
from typing import Any

import pytest

from openkrakow_desktop.app.command_line import main
from openkrakow_desktop.paths import SAMPLES
from tests.stores import Server

from .workbooks import SAMPLE, YEAR


def test_every_command_on_a_server(postgres_server: Server, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    name = f"cli{secrets.token_hex(4)}"
    postgres_server.execute(f"CREATE DATABASE {name}")
    places = (str(tmp_path / "biuro.okdb"), f"{postgres_server.url}/{name}")

    def ask(place: str, *arguments: str) -> str:
        capsys.readouterr()
        code = main(["--db", place, "--lang", "pl", *arguments])
        told = capsys.readouterr()
        assert code == 0, told.err
        return told.out

    told: list[dict[str, Any]] = []
    for number, place in enumerate(places):
        ask(place, "new", place)
        assert json.loads(ask(place, "import", str(SAMPLES / SAMPLE), "--json"))["written"] is True
        counted = json.loads(ask(place, "measures", str(YEAR), "--json"))
        counted |= json.loads(ask(place, "indicators", str(YEAR), "--json"))
        counted["rows"] = json.loads(ask(place, "rows", "3.1b", str(YEAR), "--json"))
        told.append(counted)
        ask(place, "export", "event", str(tmp_path / f"wydarzenia-{number}.xlsx"))
        ask(place, "export", "event", str(tmp_path / f"wydarzenia-{number}.csv"))
        ask(
            place,
            "report",
            str(YEAR),
            "--xlsx",
            str(tmp_path / f"{number}.xlsx"),
            "--pdf",
            str(tmp_path / f"{number}.pdf"),
        )
        ask(place, "check", "--json")
        ask(place, "verify")
    assert told[0] == told[1]


def test_backup_of_a_server_comes_back(
    postgres_server: Server, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    name, other = f"cli{secrets.token_hex(4)}", f"cli{secrets.token_hex(4)}"
    for one in (name, other):
        postgres_server.execute(f"CREATE DATABASE {one}")
    place, file = f"{postgres_server.url}/{name}", tmp_path / "kopia.dump"
    assert main(["new", place]) == 0
    assert main(["--db", place, "backup", str(file)]) == 0, capsys.readouterr().err
    assert main(["--db", f"{postgres_server.url}/{other}", "restore", str(file)]) == 0, capsys.readouterr().err
    assert main(["--db", f"{postgres_server.url}/{other}", "verify"]) == 0, capsys.readouterr().err
