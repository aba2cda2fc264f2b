"""Remarks that name somebody, and those that only look so."""

from __future__ import annotations

import pytest

from openkrakow_desktop.point.remarks import is_pesel, what_it_names


@pytest.mark.parametrize(("remark", "kind"), [
    ("44051401359", "pesel"), ("tel. +48 512-345-678", "phone"), ("512345678", "phone"), ("o.k@example.org", "mail"),
    ("Olena Kovalchuk", "name"), ("Олена Ковальчук", "name"), ("przyszła pani Nowak", "name"),
    ("Anna Wiśniewska prosi o list", "name"), ("Jan Kowalski", "name"), ("Mr Smith", "name"),
])  # fmt: skip
def test_named(remark: str, kind: str) -> None:
    assert what_it_names(remark) == kind


@pytest.mark.parametrize("remark", [
    "pytano o Kartę Polaka", "sprawa SP-03.0541.12.2025", "Urząd Wojewódzki, ul. Przy Rondzie 6", "12345678901",
    "zapis na 12.05.2026 o 10:30", "skierowano do Urzędu Miasta Krakowa", "opłata 440 zł, konto w załączniku",
    "prosi o tłumacza", "Karta Krakowska", "Nowa Huta", "spotkanie w Centrum Wielokulturowym", "",
])  # fmt: skip
def test_not_named(remark: str) -> None:
    assert what_it_names(remark) == ""


def test_the_check_digit_of_a_pesel() -> None:
    assert is_pesel("44051401359") and not is_pesel("44051401358")
    assert not is_pesel("44951401359") and not is_pesel("4405140135") and not is_pesel("4405140135x")
