"""The panel of a record is read while somebody writes: neither waits for the other (decisions.md 15)."""

from __future__ import annotations

import threading
import time

from sqlalchemy import select

from openkrakow_desktop.contacts.feature import ORGANISATIONS
from openkrakow_desktop.contacts.model import Organisation, OrganisationKind
from openkrakow_desktop.gui.desk import Desk
from openkrakow_desktop.gui.record_data import card_of


def test_a_record_is_read_while_a_writer_waits_to_commit(desk: Desk) -> None:
    """The writer waits for the reading to end; a second reading inside it would then wait for the writer."""
    with desk.store.write("organisation.add") as session:
        one = Organisation(name="Mosty", kind=OrganisationKind.NGO)
        session.add(one)
        session.flush()
        key = one.id

    def write() -> None:
        with desk.store.write("organisation.edit") as session:
            session.get_one(Organisation, key).name = "Mosty i kładki"

    writer = threading.Thread(target=write)
    with desk.store.read() as session:
        session.scalar(select(Organisation.name))
        writer.start()
        time.sleep(0.3)
        begun = time.monotonic()
        card = card_of(session, desk, ORGANISATIONS, key)
        assert time.monotonic() - begun < 5
    writer.join()
    assert card is not None and len(card.history) == 1
