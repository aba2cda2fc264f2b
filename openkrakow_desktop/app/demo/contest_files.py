"""Two invented files with some nominations, taken in as any sender's would be; the same seed keeps the same names."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from ...competition.attachments import add_attachment, keep_file
from ...competition.model import Nomination
from ...paths import SAMPLES
from .maker import Maker

FILES = (("list-polecajacy.pdf", "List polecający.pdf"), ("zgloszenie.odt", "Zgłoszenie, wersja edytowalna.odt"))
EVERY = 3  # nominations; the others came on paper only


def make_attachments(maker: Maker, folder: Path) -> None:
    """A letter of recommendation and an editable form with every third nomination, on the day it came."""
    for one in maker.find("nomination", Nomination.no.is_not(None)):
        if (one.no or 0) % EVERY:
            continue
        for sample, name in FILES:
            kept = keep_file(SAMPLES / sample, folder, maker.key("attachment"))
            at = one.received_at + dt.timedelta(hours=1)
            add_attachment(maker.session, one.id, name, kept, folder, "sekretariat", at, maker.key("attachment"))
