"""What the panel of a coordinator or an assistant shows besides its fields: who was there before, who came after."""

from __future__ import annotations

from uuid import UUID

from PySide6.QtWidgets import QWidget

from ...gui.desk import Desk
from ...gui.layout import Item, column, row
from ...gui.widgets import button, symbol, text
from ..contact_base import Contact, ContactBase
from .contact_page import PLACES


def contact_part(desk: Desk, panel: QWidget, record_id: UUID, told: tuple[ContactBase, Contact]) -> QWidget:
    """The part of the panel: names, and the form of whoever follows where nobody does yet."""
    w, (base, one) = desk.words, told
    lines: list[Item] = []
    for icon, key, name in (("history", "after", one.follows), ("arrow-right", "before", one.followed_by)):
        if name:
            lines.append(row(symbol(icon), (text(w(f"contact_base.{key}", name=name), wrap=True), 1), gap=0.75))
    if one.to_on is not None and not (one.followed_by or one.goes_on):
        does = button(w("contact_base.follow"), "", "user-plus", does=lambda: desk.open_asked.emit(PLACES[base], one))
        lines += [text(w("contact_base.vacant"), tone="muted", wrap=True), row(does, 1)]
    reached = one.address or w("contact_base.no_address")
    said = w("contact_base.email" if base is ContactBase.COORDINATORS else "contact_base.school_email")
    lines.append(row(text(said, tone="muted"), (text(reached, wrap=True), 1), gap=1))
    return column(*lines, gap=1)
