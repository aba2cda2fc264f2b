"""What the competition still needs from a person, and its days: the end of the call, completions, the end of
scoring."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ..core.gaps import Deadline, Gap
from ..core.measures import Period
from .kinds import AmbassadorMeetingState, EditionState, NominationState
from .model import AmbassadorMeeting, Edition, Nomination, Score
from .nominations import is_late

OPEN = (NominationState.RECEIVED, NominationState.TO_COMPLETE, NominationState.COMPLETED, NominationState.ACCEPTED)
BEFORE_CLOSING = (EditionState.FORMAL_CHECK, EditionState.SCORING)


def deadlines(session: Session, period: Period) -> Iterable[Deadline]:
    """Days that are coming, and completions that are overdue as long as they are awaited."""
    for edition in session.scalars(select(Edition)):
        title = str(edition.title_year)
        if (
            edition.state in (EditionState.PLANNED, EditionState.CALL)
            and edition.call_close_on
            and edition.call_close_on >= period.today
        ):
            yield Deadline("call_close", edition.call_close_on, "edition", edition.id, title)
        if edition.state in BEFORE_CLOSING and edition.scoring_close_on:
            yield Deadline("scoring_close", edition.scoring_close_on, "edition", edition.id, title)
    awaited = (
        select(Nomination, Edition.title_year)
        .join(Edition, Edition.id == Nomination.edition_id)
        .where(Nomination.state == NominationState.TO_COMPLETE)
    )
    for nomination, year in session.execute(awaited):
        if due := nomination.supplement_due_on:
            yield Deadline("nomination_supplement", due, "nomination", nomination.id, f"{nomination.no or '–'}/{year}")


def gaps(session: Session, period: Period) -> Iterable[Gap]:
    """What would leave the year's numbers or the jury's work in doubt."""
    received = (
        select(Nomination, Edition)
        .join(Edition, Edition.id == Nomination.edition_id)
        .where(period.holds(Nomination.received_on))
    )
    for nomination, edition in session.execute(received):
        title = f"{nomination.no or '–'}/{edition.title_year}"
        late = is_late(edition, nomination.received_at, nomination.postmarked_on)
        if late and nomination.state in OPEN:
            yield Gap("nomination_late_open", "nomination", nomination.id, title, nomination.received_on)
        if (
            nomination.state is NominationState.TO_COMPLETE
            and (nomination.supplement_due_on or period.today) < period.today
        ):
            yield Gap("supplement_overdue", "nomination", nomination.id, title, nomination.supplement_due_on)
    twice = (
        select(Edition.title_year, Nomination.no, func.max(Nomination.received_on))
        .join(Edition, Edition.id == Nomination.edition_id)
        .where(Nomination.no.is_not(None))
        .group_by(Edition.title_year, Nomination.no)
        .having(func.count() > 1, period.holds(func.max(Nomination.received_on)))
    )
    for year, no, on in session.execute(twice):
        yield Gap("nomination_number_twice", "nomination", None, f"{no}/{year}", on)
    doubled = (
        select(Score.ballot_id, func.count())
        .where(Score.is_superseded.is_(False))
        .group_by(Score.ballot_id, Score.criterion_id)
        .having(func.count() > 1)
    )
    for ballot_id, count in session.execute(doubled):
        yield Gap("score_twice", "ballot", ballot_id, values={"count": count})
    planned = select(AmbassadorMeeting).where(
        period.holds(AmbassadorMeeting.met_on),
        AmbassadorMeeting.met_on < period.today,
        AmbassadorMeeting.state == AmbassadorMeetingState.PLANNED,
    )
    for meeting in session.scalars(planned):
        yield Gap("meeting_undecided", "ambassador_meeting", meeting.id, meeting.place or "", meeting.met_on)
