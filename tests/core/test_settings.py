"""A person's settings survive, and a spoilt file costs only the settings."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from openkrakow_desktop.core.settings import FILE, SPOILT, Settings, preferred_language


def test_values_survive_a_new_start(tmp_path: Path) -> None:
    settings = Settings(tmp_path / "new")
    assert settings.get("theme") is None and settings.get("theme", "light") == "light"
    settings.set("theme", "dark")
    settings.set("databases", ["/a ł.okdb"])
    again = Settings(tmp_path / "new")
    assert again.get("theme") == "dark" and again.get("databases") == ["/a ł.okdb"]
    again.set("theme", None)
    assert Settings(tmp_path / "new").get("theme") is None


def test_two_programs_keep_each_others_values(tmp_path: Path) -> None:
    first, second = Settings(tmp_path), Settings(tmp_path)
    first.set("theme", "dark")
    second.set("language", "uk")
    assert json.loads((tmp_path / FILE).read_text("utf-8")) == {"language": "uk", "theme": "dark"}


@pytest.mark.parametrize("spoilt", ["{", "[]", "\x00\x01", ""])
def test_a_spoilt_file_is_put_aside(tmp_path: Path, spoilt: str) -> None:
    (tmp_path / FILE).write_text(spoilt, "utf-8")
    settings = Settings(tmp_path)
    assert settings.get("theme") is None and (tmp_path / (FILE + SPOILT)).exists()
    settings.set("theme", "dark")
    assert Settings(tmp_path).get("theme") == "dark"


def test_what_cannot_be_written_holds_until_the_end(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder", "utf-8")
    settings = Settings(tmp_path / "file")
    settings.set("theme", "dark")
    assert settings.get("theme") == "dark"


@pytest.mark.parametrize(("named", "kept", "system", "spoken"), [
    ("uk", "en", "pl_PL.UTF-8", "uk"), ("", "en", "pl_PL.UTF-8", "en"), ("", None, "uk_UA.UTF-8", "uk"),
    ("", None, "de_DE.UTF-8", "pl"), ("xx", None, "en_GB.UTF-8", "en")])
def test_language(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, named: str, kept: str | None, system: str,
                  spoken: str) -> None:
    for name in ("LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", system)
    settings = Settings(tmp_path)
    settings.set("language", kept)
    assert preferred_language(named, settings) == spoken
