"""What stands on the keys of the quick entry: short words, digits in a fixed order, all that letters may find."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ...core.languages import SpokenLanguage
from ...core.text import sentence
from ...core.words import Words, choice_key
from ..model import Channel, FirstInYear, Topic
from .keyed import Choice, keyed

# The topics with digits first: those a desk hears most (an assumption to be confirmed), never re-ordered by use,
# because fingers remember places. The others have none.
TOPICS = (
    Topic.RESIDENCE, Topic.WORK, Topic.LICENCES, Topic.SOCIAL_ASSISTANCE, Topic.FAMILY_BENEFITS,
    Topic.RENTING, Topic.EDUCATION, Topic.HEALTH, Topic.COURSES, Topic.OTHER,
    Topic.CULTURE, Topic.DISABILITY, Topic.DISCRIMINATION, Topic.NGO,
)  # fmt: skip


def channels(words: Words) -> list[Choice]:
    """The channels, 1 to 5."""
    return keyed(tuple(Channel), lambda one: sentence(words(f"channel_short.{one.name.lower()}")), _full(words))


def languages(words: Words) -> list[Choice]:
    """The languages: the contract's and the volunteers' by digit, 0 for any other; codes such as "de" find one too."""
    most = [one for one in SpokenLanguage if one is not SpokenLanguage.OTHER]
    order = [*most[:9], SpokenLanguage.OTHER, *most[9:]]
    return keyed(order, lambda one: sentence(words.choice(one)), lambda one: (one.value,))


def topics(words: Words) -> list[Choice]:
    """The topics, of which the first ten have a digit."""
    made = keyed(TOPICS, lambda one: sentence(words(f"topic_short.{one.name.lower()}")), _full(words))
    return [Choice(one.value.value, one.said, one.key, one.more) for one in made]


def first_in_year(words: Words) -> list[Choice]:
    """Yes, no, not known: 1 to 3."""
    return keyed(tuple(FirstInYear), lambda one: sentence(words.choice(one)))


def _full(words: Words) -> Callable[[Any], tuple[str, ...]]:
    """The whole word of a choice, which finds it too and is its tooltip."""
    return lambda one: (sentence(words(choice_key(one))),)
