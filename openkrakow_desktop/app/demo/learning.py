"""Invented trainings: for the office, for schools, for services; held, cancelled for lack of takers, planned."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from ...training.model import (
    InvitationState,
    TrainingCancelReason,
    TrainingForm,
    TrainingGroup,
    TrainingState,
    TrainingTag,
    TrainingTopic,
)
from .maker import Maker

MINUTES = 240
KINDS = {  # group → kind of organisation
    TrainingGroup.OFFICE: "UMK", TrainingGroup.MUNICIPAL_UNIT: "MJO", TrainingGroup.MUNICIPAL_POLICE: "MJO",
    TrainingGroup.DISTRICT: "DZIELNICA", TrainingGroup.POLICE: "POLICJA", TrainingGroup.NGO: "NGO",
    TrainingGroup.TEACHER: "SZKOŁA", TrainingGroup.PARENT: "SZKOŁA",
}  # fmt: skip
OFFICE = {TrainingGroup.OFFICE: 10, TrainingGroup.MUNICIPAL_UNIT: 6, TrainingGroup.DISTRICT: 2, TrainingGroup.NGO: 1}
SERVICES = {TrainingGroup.MUNICIPAL_POLICE: 6, TrainingGroup.POLICE: 5, TrainingGroup.OFFICE: 3, TrainingGroup.NGO: 1}


def make_trainings(maker: Maker, year: int) -> None:
    """A year of trainings; the schools are reached by three of them, almost all in the closed year."""
    words = maker.words["trainings"]
    trainees: dict[TrainingGroup, list[UUID]] = {}
    for number in range(maker.times(7, year)):
        _held(
            maker,
            year,
            maker.one(words["office"]),
            (TrainingTag.OFFICE,),
            OFFICE,
            22,
            trainees,
            TrainingTopic.SENSITIVE_LANGUAGE,
            number,
        )
    for number in range(maker.times(3, year)):
        tags = (TrainingTag.SERVICES, TrainingTag.OFFICE) if number == 0 else (TrainingTag.SERVICES,)
        _held(
            maker,
            year,
            maker.one(words["services"]),
            tags,
            SERVICES,
            18,
            trainees,
            TrainingTopic.RESPONDING_TO_DISCRIMINATION,
            number,
        )
    _schools(maker, year, words["education"])
    maker.put(
        "training",
        title=maker.one(words["office"]),
        topic=TrainingTopic.MEDIATION,
        form=TrainingForm.WORKSHOP,
        start_on=(day := maker.day(year)),
        end_on=day,
        places=20,
        state=TrainingState.CANCELLED,
        cancel_reason=TrainingCancelReason.LACK_OF_TAKERS,
        cancelled_on=day - dt.timedelta(3),
        measure_tags=(TrainingTag.OFFICE.value,),
    )
    if year == maker.today.year:
        soon = maker.today + dt.timedelta(12)
        ahead = maker.put(
            "training",
            title=words["office"][0],
            topic=TrainingTopic.ACCESSIBILITY,
            start_on=soon,
            end_on=soon,
            places=25,
            state=TrainingState.ENROLLING,
            measure_tags=(TrainingTag.OFFICE.value,),
        )
        maker.put("training_session", training_id=ahead.id, held_on=soon, minutes=MINUTES, place="ul. Przykładowa 4")
        _invitations(maker, ahead.id)


def _invitations(maker: Maker, training: UUID) -> None:
    """Units invited to the training ahead: some come, one does not, others have not answered, one of them overdue."""
    today = maker.today
    coming: dict[int, int] = {0: 6, 1: 4, 4: 3}
    for number, unit in enumerate([*maker.organisations["UMK"][:5], *maker.organisations["MJO"][:4]]):
        known = {"invited_on": today - dt.timedelta(14), "reply_by": today + dt.timedelta(-3 if number == 3 else 4)}
        if number in coming:
            answer = {"state": InvitationState.COMING, "coming": coming[number]}
        elif number == 2:
            answer = {"state": InvitationState.DECLINED}
        else:
            answer = {}
        if answer:
            known["answered_on"] = today - dt.timedelta(6 - number)
        maker.put("training_invitation", training_id=training, unit_id=unit, places=5, **known, **answer)


def _training(
    maker: Maker, year: int, title: str, tags: tuple[TrainingTag, ...], topic: TrainingTopic, places: int
) -> tuple[UUID, UUID, dt.date]:
    day = maker.day(year)
    training = maker.put(
        "training",
        title=title,
        topic=topic,
        start_on=day,
        end_on=day,
        places=places,
        state=TrainingState.HELD,
        organiser_id=maker.organisations["UMK"][0],
        measure_tags=tuple(tag.value for tag in tags),
        trainers="zespół przykładowy",
    )
    session = maker.put(
        "training_session", training_id=training.id, held_on=day, minutes=MINUTES, place="ul. Przykładowa 4"
    )
    return training.id, session.id, day


def _held(
    maker: Maker,
    year: int,
    title: str,
    tags: tuple[TrainingTag, ...],
    mix: dict[TrainingGroup, int],
    size: int,
    trainees: dict[TrainingGroup, list[UUID]],
    topic: TrainingTopic,
    number: int,
) -> None:
    training, session, day = _training(maker, year, f"{title}, grupa {number + 1}", tags, topic, size + 4)
    seen: set[UUID] = set()
    for _ in range(size - maker.dice.randint(0, 5)):
        group = maker.weighted(mix)
        known = [key for key in trainees.get(group, []) if key not in seen]
        trainee = maker.one(known) if known and maker.dice.random() < 0.15 else _trainee(maker, group, trainees)
        seen.add(trainee)
        _took_part(maker, training, session, trainee, group, maker.weighted({MINUTES: 16, 200: 3, 120: 1, 0: 1}))
    if maker.dice.random() < 0.6:
        maker.act("training.certify", training, certificate_on=day)


def _trainee(maker: Maker, group: TrainingGroup, trainees: dict[TrainingGroup, list[UUID]]) -> UUID:
    unit = maker.organisation(KINDS[group])
    person = maker.next_person() if maker.dice.random() < 0.2 else None
    made = maker.put("trainee", person_id=person, unit_id=unit, group=group)
    trainees.setdefault(group, []).append(made.id)
    key: UUID = made.id
    return key


def _took_part(
    maker: Maker,
    training: UUID,
    session: UUID,
    trainee: UUID,
    group: TrainingGroup,
    minutes: int,
    unit: UUID | None = None,
) -> None:
    chosen = unit or maker.organisation(KINDS[group])
    made = maker.put("participation", training_id=training, trainee_id=trainee, unit_id=chosen, group=group)
    maker.put("participation_minutes", participation_id=made.id, session_id=session, minutes=minutes)


def _schools(maker: Maker, year: int, titles: list[str]) -> None:
    """Teachers of many schools, so that indicator T2-5.1 comes close to what is expected, and misses it."""
    share = {maker.today.year - 1: 0.93, maker.today.year - 2: 0.9}.get(year, 0.6 * maker.share(year))
    units = [*maker.organisations["SZKOŁA"], *maker.organisations["PRZEDSZKOLE"]]
    chosen = units[: round(len(units) * share * 0.85)]
    for number, title in enumerate(titles):
        if not chosen[number::3]:
            continue
        training, session, _ = _training(
            maker, year, title, (TrainingTag.EDUCATION,), TrainingTopic.INTERCULTURAL_COMMUNICATION, 60
        )
        for unit in chosen[number::3]:
            group = maker.weighted({TrainingGroup.TEACHER: 5, TrainingGroup.PARENT: 1})
            trainee = maker.put("trainee", unit_id=unit, group=group)
            _took_part(maker, training, session, trainee.id, group, MINUTES, unit)
