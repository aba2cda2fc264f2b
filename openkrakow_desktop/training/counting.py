"""How long somebody was there, whether that is presence, whether it is completion: once in SQL, once in integers.

Never a fraction: 80% of 720 minutes is 576, and 575 is not enough (domain.md §1.13)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import and_, case, func, select
from sqlalchemy.orm import Session

from .model import Participation, ParticipationMinutes, Training, TrainingSession


def attended() -> Any:
    """SQL: minutes of a participation over all sessions, 0 where none were entered."""
    return (select(func.coalesce(func.sum(ParticipationMinutes.minutes), 0))
            .where(ParticipationMinutes.participation_id == Participation.id)
            .correlate(Participation).scalar_subquery())


def length() -> Any:
    """SQL: minutes of all sessions of a training."""
    return (select(func.coalesce(func.sum(TrainingSession.minutes), 0))
            .where(TrainingSession.training_id == Training.id)
            .correlate(Training).scalar_subquery())


def present() -> Any:
    """SQL: the participant was there for at least a minute."""
    return attended() > 0


def completed() -> Any:
    """SQL: the participant was there for the share of the time that the training asks for (80% unless changed)."""
    return and_(attended() > 0, attended() * 100 >= Training.threshold * length())


def has_completed() -> Any:
    """SQL: the same, of a participation by itself, as a list shows it."""
    return (select(case((completed(), True), else_=False)).select_from(Training)
            .where(Training.id == Participation.training_id).correlate(Participation).scalar_subquery())


def participants(*tests: Any) -> Any:
    """SQL: how many participations of a training pass these tests."""
    return (select(func.count(Participation.id)).where(Participation.training_id == Training.id, *tests)
            .correlate(Training).scalar_subquery())


def is_completed(minutes: int, total: int, threshold: int) -> bool:
    """Whether `minutes` of `total` are at least `threshold` per cent; nothing is complete without a minute."""
    return minutes > 0 and minutes * 100 >= threshold * total


def minutes_of(session: Session, participation_id: UUID, but: UUID | None = None) -> int:
    """Minutes of a participation as stored, leaving out the entry `but`."""
    query = select(func.coalesce(func.sum(ParticipationMinutes.minutes), 0))
    query = query.where(ParticipationMinutes.participation_id == participation_id)
    return session.scalar(query if but is None else query.where(ParticipationMinutes.id != but)) or 0


def length_of(session: Session, training_id: UUID) -> int:
    """Minutes of all sessions of a training as stored."""
    return session.scalar(select(func.coalesce(func.sum(TrainingSession.minutes), 0))
                          .where(TrainingSession.training_id == training_id)) or 0
