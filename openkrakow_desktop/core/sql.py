"""SQL that the two databases spell differently, as expressions that compile to either."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Integer
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement


class days_between(FunctionElement[int]):
    """SQL: whole days from one date to another, negative when the second is earlier, NULL when either is.

    `days_between(received_on, starts_on)`: 10 August to 6 September is 27. Exact."""

    type = Integer()
    inherit_cache = True
    name = "days_between"


@compiles(days_between)
def _subtracted(element: Any, compiler: Any, **options: Any) -> str:
    first, second = (compiler.process(one, **options) for one in element.clauses)
    return f"(CAST({second} AS DATE) - CAST({first} AS DATE))"


@compiles(days_between, "sqlite")
def _by_julian_days(element: Any, compiler: Any, **options: Any) -> str:
    first, second = (compiler.process(one, **options) for one in element.clauses)
    return f"CAST(julianday({second}) - julianday({first}) AS INTEGER)"
