"""What every small register keeps beside its own matter (domain.md §1.7): its unit, the proof, the case, a remark."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import String
from sqlalchemy.orm import Mapped

from ..core.record import NAME, SHORT, link, note, plain


class Filed:
    """Mixed into the models of small registers; the form and the sheet take these columns last."""

    unit_id: Mapped[UUID | None] = link("organisation.id")
    evidence: Mapped[str | None] = plain(String(NAME))
    case_no: Mapped[str | None] = plain(String(SHORT), case_no=True)
    remark: Mapped[str | None] = note()


FILED = ("unit_id", "evidence", "case_no", "remark")
