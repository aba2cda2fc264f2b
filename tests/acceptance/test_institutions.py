"""Scenario 14: 158 participations of 141 institutions, over three tasks; an institution counts once, people never."""

from __future__ import annotations

import datetime as dt
from itertools import islice
from uuid import UUID

from sqlalchemy.orm import Session

from openkrakow_desktop.activities.model import CoverageMeasure
from openkrakow_desktop.contacts.model import OrganisationKind
from openkrakow_desktop.core.measures import Period
from openkrakow_desktop.core.store import Store
from openkrakow_desktop.overview.measures import INSTITUTIONS_COVERED
from openkrakow_desktop.training.model import TrainingGroup
from tests.activities.build import organisation, put
from tests.training.build import TODAY, someone, training

KINDS = ((OrganisationKind.SCHOOL, 96), (OrganisationKind.KINDERGARTEN, 31), (OrganisationKind.OTHER_FACILITY, 14))
YEAR = Period(2026, TODAY)


def covered(session: Session, institution: UUID, measure: CoverageMeasure) -> None:
    put(session, "institution_coverage", institution_id=institution, measure=measure, covered_on=dt.date(2026, 10, 1))


def test_institutions_of_three_tasks(store: Store) -> None:
    with store.write("test") as session:
        institutions = [organisation(session, f"{kind.value} {number}", kind)
                        for kind, count in KINDS for number in range(count)]
        made = training(session, measure_tags=("5.4",))
        one_by_one = iter(institutions)
        for institution in islice(one_by_one, 60):      # 60 of 5.1, then 50 of 5.2, then 31 of 5.4
            covered(session, institution, CoverageMeasure.TOOLS)
        for institution in islice(one_by_one, 50):
            covered(session, institution, CoverageMeasure.RECOMMENDATIONS)
        for institution in one_by_one:
            someone(session, made, TrainingGroup.TEACHER, 100, institution)
        for institution in institutions[:10]:           # 17 more participations of institutions already reached
            someone(session, made, TrainingGroup.TEACHER, 100, institution)
        for institution in institutions[100:107]:
            covered(session, institution, CoverageMeasure.TOOLS)
        someone(session, made, TrainingGroup.PARENT)    # a resident, of no institution

        counted, left_out = INSTITUTIONS_COVERED.rows(session, YEAR)
        assert INSTITUTIONS_COVERED.read(session, YEAR).value == 141 == len(counted)
        assert len(counted) + sum(row.why == "already_counted" for row in left_out) == 158
