"""An invented yearly report with every kind of block and of hostile name, for the tests of both renderers."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator
from fractions import Fraction

from openkrakow_desktop.core.document import (
    Block,
    Bullets,
    Cell,
    ChartKind,
    ChartSpec,
    Column,
    Contents,
    Document,
    Figure,
    Heading,
    KeyFigure,
    KeyFigures,
    Kind,
    NoData,
    Note,
    Paragraph,
    Query,
    Run,
    Series,
    Signature,
    Signatures,
    Source,
    Suppressed,
    Table,
    Total,
    Value,
    Where,
    labels,
)
from openkrakow_desktop.core.document_rules import answer
from openkrakow_desktop.core.words import words

MONTHS = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
TYPES = ("warsztaty", "koncert", "debata", "festyn", "kurs językowy")
PLACES = (
    "Centrum Wielokulturowe",
    "Klub Kultury „Wola”",
    "Biblioteka Kraków, filia nr 21",
    "Dzielnica XVIII Nowa Huta",
    "MOS Kraków-Wschód",
)
HOSTILE = (
    "<b>Pogrubiony</b> & <i>kursywny</i>", "<img src=/etc/hostname>", "=1+1", '=HYPERLINK("http://x","y")',
    "+48 600 700 800", "-5 stopni", "@SUM(A1)", "#N/A", "1e5", "007", "_x0041_ i &amp;", "Kate\u0301 v\u00edce\u0300",
    "Ivana\u202eevil", "Święto 🎉 radości 👩‍👩‍👧 dla wszystkich",
    "Koncert: محمد علي الفنان", "ערב שירה — wieczór poezji",
    "Свято рідної мови — Привіт, Краків!", "Zażółć gęślą jaźń (ŁÓDŹ) ćśńó", "Ґанок, їжак і Європа", "%s {0} \\n ) ( \\",
    "Bardzodługiesłowobezspacji" * 4, "日本の夕べ", "null\x00byte \x1b[31m", "Ўладзімір Караткевіч", "'apostrof",
    "\ttabulator",
)  # fmt: skip
NAMES = (
    "Święto języka ojczystego",
    "Kuchnia bez granic: pierogi, wareniki, momo i arepas przy jednym stole",
    "Spacer po Kazimierzu",
    "Jak działa budżet obywatelski i kto może w nim głosować",
    "Wieczór poezji ormiańskiej",
    "Wspólne czytanie bajek po polsku i ukraińsku",
    "Свято рідної мови",
    "Turniej szachowy dzielnic",
)
BASIS = "liczono uczestnictwa, nie osoby"


def source(register: str, basis: str = "") -> Source:
    return Source(register, "stan na 31.12.2025", "migawka v1", basis)


def events(count: int, seed: int = 2025) -> Table:
    chance, rows = random.Random(seed), []
    for i in range(count):
        name = HOSTILE[i % 45] if i < 90 and i % 45 < len(HOSTILE) else f"{chance.choice(NAMES)} ({i + 1})"
        day = dt.date(2025, 1, 1) + dt.timedelta(days=i * 364 // max(1, count - 1))
        people: Value = chance.randrange(8, 240)
        if i % 97 == 40:
            people = NoData("Organizator nie przekazał liczby uczestników.")
        cost: Value = Cell(0, "Wydarzenie bezpłatne, sala użyczona.") if i % 61 == 7 else chance.randrange(10**4, 10**6)
        rows.append((i + 1, name, day, chance.choice(TYPES), chance.choice(PLACES), people, cost))
    columns = (
        Column("Lp.", Kind.INTEGER),
        Column("Nazwa", header=True),
        Column("Data", Kind.DATE),
        Column("Rodzaj"),
        Column("Miejsce"),
        Column("Uczestnicy", Kind.INTEGER, total=Total.SUM),
        Column("Koszt", Kind.MONEY, total=Total.SUM),
    )
    told = "Wszystkie wydarzenia w kolejności dat, z liczbą uczestnictw i kosztem."
    caption = "Wydarzenia programu w 2025 roku"
    return Table("wydarzenia", caption, columns, tuple(rows), source("rejestr wydarzeń", BASIS), summary=told)


def month(number: int) -> tuple[Where, Where]:
    first = dt.date(2025, number, 1)
    return Where("Data", first, ">="), Where("Data", (first + dt.timedelta(days=31)).replace(day=1), "<")


def by(listed: Table, name: str, caption: str, column: str, values: tuple[str, ...]) -> Table:
    """A cross table whose every number follows from the list of events."""
    tables, rows = {listed.name: listed}, []
    for place, value in enumerate(values, 1):
        where = month(place) if column == "Miesiąc" else (Where(column, value),)
        queries = (
            Query(listed.name, Total.COUNT, "", where),
            Query(listed.name, Total.COUNT, "Uczestnicy", where),
            Query(listed.name, Total.SUM, "Uczestnicy", where),
            Query(listed.name, Total.SUM, "Koszt", where),
        )
        numbers = [answer(tables, query) for query in queries]
        cells = (Cell(n, "", q) for n, q in zip(numbers, queries, strict=True))
        rows.append((value, *cells, Fraction(numbers[0] or 0, len(listed.rows))))
    columns = (
        Column(column, header=True),
        Column("Wydarzenia", Kind.INTEGER, total=Total.SUM),
        Column("Z frekwencją", Kind.INTEGER, total=Total.SUM),
        Column("Uczestnicy", Kind.INTEGER, total=Total.SUM),
        Column("Koszt", Kind.MONEY, total=Total.SUM),
        Column("Udział", Kind.PERCENT, digits=1, total=Total.SUM),
    )
    return Table(name, caption, columns, tuple(rows), source("rejestr wydarzeń", BASIS))


INDICATORS = (
    ("Osoby obsłużone w Punkcie Informacyjnym", 5412, 4000, 5132, "✓ osiągnięto"),
    ("Procedury przetłumaczone na języki obce", 31, 50, 11, "… w toku"),
    ("Przeszkoleni pracownicy miasta i dzielnic", 118, 100, 150, "✓ osiągnięto"),
    ("Spotkania koordynatorów współpracy", 2, 2, 0, "✓ osiągnięto"),
    ("Spotkania konsultacyjne z min. 10 osobami", 1, 2, 0, "✗ nie osiągnięto"),
    ("Wydarzenia Centrum Wielokulturowego", 173, 100, 150, "✓ osiągnięto"),
    ("Udział w budżecie obywatelskim (%)", None, 5, 0, "– brak danych"),
    ("Zgłoszenia do tytułu Ambasadora Wielokulturowości", 19, 10, 23, "✓ osiągnięto"),
    ("Instytucje objęte wsparciem językowym i szkoleniami", 152, 150, 148, "✓ osiągnięto"),
    ("Działania na rzecz bezpieczeństwa i przeciw nienawiści", 0, 10, 0, "✗ nie osiągnięto"),
)


def summary() -> Iterator[Block]:
    series = (("wartość w 2025 roku", 1), ("wartość oczekiwana", 2), ("baza 2023", 3))
    chart = ChartSpec(
        ChartKind.BULLET,
        tuple(i[0] for i in INDICATORS),
        tuple(Series(name, tuple(i[k] for i in INDICATORS)) for name, k in series),  # type: ignore[misc]
        labels=tuple(i[4] for i in INDICATORS),
    )
    yield Heading("Rok w skrócie", new_page=True)
    yield Paragraph(
        "W 2025 roku miasto osiągnęło sześć z dziesięciu wskaźników programu. Jeden jest w toku, a dla jednego nie ma "
        "jeszcze danych.", lead=True)  # fmt: skip
    yield KeyFigures((
        KeyFigure("osób obsłużonych w Punkcie Informacyjnym", 5412, note="o 280 więcej niż w 2023 roku"),
        KeyFigure("wydarzeń Centrum Wielokulturowego", 173, note="oczekiwano co najmniej 100"),
        KeyFigure("wydano na wydarzenia", 123456789, Kind.MONEY),
        KeyFigure("udział w budżecie obywatelskim", NoData("Liczba głosów nie jest zbierana."), Kind.PERCENT),
    ))  # fmt: skip
    told = "Sześć wskaźników osiągnięto, dwóch nie, jeden jest w toku, dla jednego brak danych."
    yield Figure("wskazniki", "Dziesięć wskaźników programu", chart, told, source("pomiary programu", "za rok"))
    yield Note("Cztery wartości oczekiwane są niższe od bazy z 2023 roku. Spadek względem bazy nie oznacza więc, że "
               "wskaźnika nie osiągnięto.", "Jak czytać")  # fmt: skip


def figures(listed: Table) -> dict[str, Figure]:
    tables = {listed.name: listed}

    def count(*where: Where, column: str = "") -> int:
        how = Total.SUM if column else Total.COUNT
        return int(answer(tables, Query(listed.name, how, column, where)) or 0)

    people = tuple(count(*month(m), column="Uczestnicy") for m in range(1, 13))
    last_year = (*(p * 7 // 9 for p in people[:10]), None, people[11] // 2)
    days = [dt.date(2025, 1, 1) + dt.timedelta(days=n) for n in range(365)]
    daily = tuple(None if d.month == 8 else count(Where("Data", d), column="Uczestnicy") for d in days)
    kinds = tuple(Series(t, tuple(count(*month(m), Where("Rodzaj", t)) for m in range(1, 13))) for t in TYPES)
    nominees = ("Fundacja <b>Ratunek</b> & Nadzieja", "Олена Ковальчук", "Wieczór Kultur", "محمد علي", "Anna Nowak")
    scores = random.Random(7)
    jurors = tuple(Series("", tuple(scores.randrange(24, 39) for _ in nominees)) for _ in range(9))
    places = tuple(Series(t, tuple(count(Where("Miejsce", p), Where("Rodzaj", t)) for p in PLACES)) for t in TYPES)
    monthly = tuple(count(*month(m)) for m in range(1, 13))
    lowest, mean = (41, 55, 38, 60, 72), (Fraction(172, 3), 71, 66, Fraction(220, 3), 81)
    spread = (Series("najniższa", lowest), Series("średnia", mean), Series("najwyższa", (70, 88, 90, 84, None)))
    changes = (Series("wydarzenia", (12, -7, None, 3)), Series("spotkania", (-2, 0, 4, 5)))
    lists = (Series("z listy", (3120,)), Series("bez listy", (2425,)))
    in_places = (Series("wydarzenia", tuple(count(Where("Miejsce", p)) for p in PLACES)),)
    day_by_day = ChartSpec(ChartKind.HEAT, (), (Series("uczestnictwa", daily),), start=days[0], marked=364)
    points = ChartSpec(ChartKind.DOTS, nominees, jurors, "punkty, 20–40", axis=(20, 40), digits=1)
    years = (Series("2025", people), Series("2024", last_year))
    quarters = ("I kw.", "II kw.", "III kw.", "IV kw.")
    rated = ChartSpec(
        ChartKind.STEPS, ("20.11.2023", "3.06.2024", "20.11.2025"), (Series("ocena", (3, 7, 1)),),
        start=dt.date(2023, 11, 20), days=(0, 196, 731, 1127), axis=(1, 7),
    )  # fmt: skip
    months = ChartSpec(ChartKind.MONTHS, MONTHS, (Series("wydarzenia", monthly),), marked=11)
    made = (
        ("miesiace", "Wydarzenia w miesiącach", months),
        ("rodzaje", "Rodzaje wydarzeń w miesiącach", ChartSpec(ChartKind.STACKED, MONTHS, kinds)),
        ("uczestnicy", "Uczestnictwa w miesiącach", ChartSpec(ChartKind.LINE, MONTHS, years)),
        ("dni", "Uczestnictwa dzień po dniu", day_by_day),
        ("oceny", "Suma punktów każdej osoby oceniającej", points),
        ("rozrzut", "Oceny kandydatur", ChartSpec(ChartKind.DOTS, nominees, spread, "punkty, 0–100", digits=1)),
        ("miejsca", "Wydarzenia według miejsca", ChartSpec(ChartKind.BARS, PLACES, in_places, "liczba wydarzeń")),
        ("zmiana", "Zmiana względem 2024 roku", ChartSpec(ChartKind.BARS, quarters, changes)),
        ("dzielnice", "Zmiana w miejscach", ChartSpec(ChartKind.BARS, PLACES, (Series("", (12, -7, None, 3, 0)),))),
        ("czesci", "Rodzaje wydarzeń w miejscach", ChartSpec(ChartKind.SHARES, PLACES, places)),
        ("ocena", "Ocena w czasie", rated),
        ("lista", "Osoby z listy i bez listy", ChartSpec(ChartKind.SHARES, ("uczestnictwa",), lists)),
    )
    told = "Wydarzenia rozkładały się równo przez cały rok i miały podobną liczbę uczestników."
    return {n: Figure(n, caption, chart, told, source("rejestr wydarzeń", BASIS)) for n, caption, chart in made}


def indicator_table() -> Table:
    def value(number: int | None) -> Value:
        if number is None:
            return NoData("Liczba głosów nie jest zbierana; wniosek złożono 14.11.2025.")
        return Cell(number, "Jedno spotkanie odwołano." if number == 1 else "")

    columns = (Column("Wskaźnik", header=True), *(Column(t, Kind.INTEGER) for t in ("Baza 2023", "Oczekiwana", "2025")),
               Column("Stan"))  # fmt: skip
    rows = tuple((name, base, wanted, value(now), state) for name, now, wanted, base, state in INDICATORS)
    notes = ("Wagi wskaźników nie są w programie podane.",)
    return Table("tabela_wskaznikow", "Wskaźniki programu", columns, rows, source("pomiary programu"), notes)


def wide_table() -> Table:
    titles = ("Zadanie", *(f"Kategoria wieku {i}" for i in range(1, 11)), "Razem")
    columns = tuple(Column(t, Kind.INTEGER if i else Kind.TEXT, header=i == 0) for i, t in enumerate(titles))
    rows: list[tuple[Value, ...]] = []
    for n, name in enumerate(NAMES * 3):
        tallies: list[Value] = [n * k % 70 + 5 for k in range(10)]
        tallies[n % 10], tallies[(n + 3) % 10] = Suppressed(), Suppressed()
        if n == 4:
            tallies[0] = NoData()
        rows.append((f"{name} {n}", *tallies, 12345 + n))
    return Table("wiek", "Obecni według wieku", columns, tuple(rows), source("tabele uczestnictwa"), wide=True)


def contacts(count: int) -> Table:
    """Rows behind numbers: in the workbook only."""
    start = dt.datetime(2025, 1, 7, 9, 30)
    when = (Column("Kiedy", Kind.MOMENT), Column("Od", Kind.TIME))
    columns = (Column("Nr", Kind.INTEGER), *when, Column("Temat", header=True), Column("Uwagi"))
    topics = ("pobyt", "praca", "szkoła", "zdrowie")
    rows = tuple(
        (i, start + dt.timedelta(hours=i), dt.time(9 + i % 8, 15), topics[i % 4], None if i % 3 else f"uwaga {i}")
        for i in range(count)
    )
    return Table("kontakty", "Kontakty Punktu", columns, rows, source("rejestr kontaktów"), workbook_only=True)


def contact_table(listed: Table) -> Table:
    tables, rows = {listed.name: listed}, []
    for topic in ("pobyt", "praca", "szkoła", "zdrowie"):
        blank = Query(listed.name, Total.COUNT, "", (Where("Temat", topic.upper()), Where("Uwagi", None)))
        filled = Query(listed.name, Total.COUNT, "Uwagi", (Where("Temat", topic), Where("Uwagi", None, "<>")))
        mean = Query(listed.name, Total.MEAN, "Nr", (Where("Temat", topic),))
        other = Query(listed.name, Total.COUNT, "", (Where("Temat", topic, "<>"), Where("Nr", 20, "<=")))
        morning = Query(listed.name, Total.COUNT, "", (Where("Od", dt.time(12), "<"), Where("Temat", topic)))
        later = Where("Kiedy", dt.datetime(2025, 1, 9, 12), ">=")
        since = Query(listed.name, Total.COUNT, "", (later, Where("Temat", topic)))
        rows.append((topic, *(Cell(answer(tables, q), "", q) for q in (blank, filled, mean, other, morning, since))))
    titles = ("Bez uwag", "Z uwagami", "Średni numer", "Inne tematy", "Przed południem", "Od 9 stycznia")
    kinds = (Column(t, Kind.DECIMAL if t.startswith("Ś") else Kind.INTEGER, digits=1) for t in titles)
    return Table("tematy", "Tematy kontaktów", (Column("Temat", header=True), *kinds), tuple(rows), source("kontakty"))


def prose() -> Iterator[Block]:
    yield Heading("Wskaźniki i cele", new_page=True)
    yield Paragraph((
        "Podstawą sprawozdania jest program przyjęty uchwałą Rady Miasta. Pełny tekst: ",
        Run("bip.krakow.pl", href="https://www.bip.krakow.pl/"), ". ",
        Run("Liczby w tabelach i na wykresach pochodzą z tych samych zapisów", bold=True),
        " i można je odtworzyć z arkusza dołączonego do sprawozdania.",
    ))  # fmt: skip
    missed = Bullets(("spotkania konsultacyjne (odwołano dwa terminy),", "działania na rzecz bezpieczeństwa."))
    yield Bullets(("Osiągnięto sześć wskaźników.", ("Dwóch nie osiągnięto:", missed), "Dla jednego brak danych."))


def report(rows: int = 420, language: str = "pl", *, contents: bool = True) -> Document:
    listed, spoken = events(rows), contacts(60)
    drawn = figures(listed)
    charts = [drawn[n] for n in ("oceny", "rozrzut", "zmiana", "dzielnice", "czesci", "lista")]
    blocks: tuple[Block, ...] = (
        *((Contents(),) if contents else ()),
        *summary(),
        *prose(),
        indicator_table(),
        Heading("Wydarzenia"),
        Heading("Przebieg roku", 2),
        drawn["miesiace"],
        by(listed, "miesiac", "Wydarzenia w miesiącach", "Miesiąc", MONTHS),
        drawn["dni"],
        drawn["rodzaje"],
        by(listed, "rodzaj", "Wydarzenia według rodzaju", "Rodzaj", TYPES),
        Heading("Uczestnicy i miejsca", 2),
        drawn["uczestnicy"],
        drawn["miejsca"],
        by(listed, "miejsce", "Wydarzenia według miejsca", "Miejsce", PLACES),
        Heading("Obecni według wieku", 2),
        wide_table(),
        Heading("Tytuł Ambasadora Wielokulturowości"),
        Paragraph("Kapituła oceniła pięć kandydatur w pełnej procedurze. " * 3),
        *charts,
        Bullets(("nabór zgłoszeń", "ocena formalna", "ocena Kapituły"), numbered=True),
        spoken,
        contact_table(spoken),
        Heading("Wykaz wydarzeń", new_page=True),
        Paragraph("Nazwy podano tak, jak zgłosili je organizatorzy."),
        listed,
        Heading("Podpisy", 2),
        Signatures((Signature("Sporządziła"), Signature("Zatwierdził", "Jan <b>Kowalski</b>"), Signature("Data"))),
    )
    facts = (("Dane", "stan na 31.12.2025"), ("Migawka", "v1, zatwierdzona 12.03.2026"), ("Podstawa", "uczestnictwa"))
    return Document(
        "Otwarty Kraków 2025",
        blocks,
        labels(words(language)),
        "Sprawozdanie roczne z realizacji programu",
        "Urząd Miasta Krakowa",
        "Sprawozdanie roczne",
        facts,
        cover=True,
        banner="Dane przykładowe: osoby i liczby są wymyślone",
        names={"RokRaportu": 2025, "StanNa": dt.date(2025, 12, 31)},
        created=dt.datetime(2026, 3, 12, 9, 30, tzinfo=dt.UTC),
    )
