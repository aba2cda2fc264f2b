"""A remark that tells too much of a person is warned about; an ordinary one is not."""

from __future__ import annotations

import pytest

from openkrakow_desktop.core.sensitive import looks_sensitive, sensitive_problems


@pytest.mark.parametrize(
    "text",
    [
        "Pan jest CHORY? Ma niepełnosprawność ruchową",
        "narodowość: inna",
        "wyznanie nieznane",
        "osoba muzułmańska",
        "uczestniczka jest w ciąży",
        "She is pregnant",
        "asked about ethnic background",
        "нова громадянство",
        "має інвалідність",
        "МУСУЛЬМАНИ",
        "cukrzyca, prosi o posiłek",
    ],
)
def test_telling(text: str) -> None:
    (problem,) = sensitive_problems("remark", text)
    assert (problem.field, problem.key, problem.warning) == ("remark", "problem.sensitive", True)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "prowadzone po ukraińsku",
        "Dzień Romów: wystawa",
        "wejście od podwórza, domofon 12",
        "klucz u ochrony",
        "brak rzutnika",
        "тренінг українською",
        "Room 3, bring chairs",
        "archiwizować w teczce",
        "szyfr do drzwi",
        "zgodnie z regulaminem",
    ],
)
def test_ordinary(text: str) -> None:
    assert not looks_sensitive(text)
    assert list(sensitive_problems("remark", text)) == []


def test_no_text() -> None:
    assert list(sensitive_problems("remark", None)) == []
