"""Second opinions from the jurors' orders of candidates: Borda, Schulze, ranked pairs, IRV. Exact and deterministic.

A ballot may rank equally, and whom it does not rank it has no opinion on (a juror in conflict). Equal outcomes stay
equal: nothing here is broken by chance or by the order of the input, unlike where these methods were found
(products.md §3a)."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any, TypeVar

Key = TypeVar("Key", bound=Hashable)
Order = Mapping[Key, int]  # candidate → place on one ballot, 1 best; equal places are equal
Wins = dict[tuple[Key, Key], int]


def order_of(values: Mapping[Key, Any]) -> dict[Key, int]:
    """The order a juror's points make: greatest first, equal points share a place."""
    ordered = sorted(set(values.values()), reverse=True)
    place = {value: number for number, value in enumerate(ordered, 1)}
    return {one: place[value] for one, value in values.items()}


def candidates_of(ballots: Iterable[Order[Key]]) -> list[Key]:
    """Everybody whom some ballot ranks, in order of first mention."""
    return list(dict.fromkeys(one for ballot in ballots for one in ballot))


def wins(ballots: Sequence[Order[Key]]) -> Wins[Key]:
    """(a, b) → how many ballots place a above b; pairs that nobody compares are 0."""
    everybody = candidates_of(ballots)
    number = {one: place for place, one in enumerate(everybody)}
    size = len(everybody)
    found = [[0] * size for _ in range(size)]
    for ballot in ballots:
        groups: dict[int, list[int]] = {}
        for one, place in ballot.items():
            groups.setdefault(place, []).append(number[one])
        below: list[int] = []
        for place in sorted(groups, reverse=True):  # from the last place upward: everybody so far is below
            for better in groups[place]:
                row = found[better]
                for worse in below:
                    row[worse] += 1
            below += groups[place]
    return {
        (a, b): found[x][y] for x, a in enumerate(everybody) for y, b in enumerate(everybody) if x != y
    }


def borda_points(ballots: Sequence[Order[Key]]) -> dict[Key, Fraction]:
    """Each candidate's mean Borda points over the ballots that rank it: n - 1 for the first of n, 0 for the last, half
    a point for each equal. A ballot that ranks fewer is stretched to the same n - 1; one that ranks a single
    candidate compares nobody and gives nothing."""
    most = len(candidates_of(ballots)) - 1
    given: dict[Key, list[Fraction]] = {}
    for ballot in ballots:
        if len(ballot) < 2:
            continue
        places = sorted(ballot.values())
        for one, place in ballot.items():
            equal = places.count(place) - 1
            below = sum(other > place for other in places)
            given.setdefault(one, []).append(Fraction(2 * below + equal, 2) * most / (len(ballot) - 1))
    return {one: Fraction(sum(points), len(points)) for one, points in given.items()}


def borda(ballots: Sequence[Order[Key]]) -> dict[Key, int]:
    """Places by mean Borda points."""
    points = borda_points(ballots)
    return {one: 1 + sum(other > mine for other in points.values()) for one, mine in points.items()}


def path_strengths(ballots: Sequence[Order[Key]]) -> Wins[Key]:
    """(a, b) → strength of the strongest path of victories from a to b, measured by winning votes (Schulze)."""
    direct, everybody = wins(ballots), candidates_of(ballots)
    size = len(everybody)
    strength = [
        [
            direct[a, b] if a != b and direct[a, b] > direct[b, a] else 0
            for b in everybody
        ]
        for a in everybody
    ]
    for middle in range(size):
        through = strength[middle]
        for start in range(size):
            row = strength[start]
            first = row[middle]
            if first and start != middle:
                strength[start] = [
                    mine if mine >= (via := first if first < rest else rest) else via
                    for mine, rest in zip(row, through, strict=True)
                ]
    return {(a, b): strength[x][y] for x, a in enumerate(everybody) for y, b in enumerate(everybody) if x != y}


def schulze(ballots: Sequence[Order[Key]]) -> dict[Key, int]:
    """Places by the Schulze method (M. Schulze, Social Choice and Welfare 36, 2011): one more than the number of
    candidates with a stronger path to it than it has back."""
    strength, everybody = path_strengths(ballots), candidates_of(ballots)
    return {
        one: 1 + sum(strength[other, one] > strength[one, other] for other in everybody if other != one)
        for one in everybody
    }


def ranked_pairs(ballots: Sequence[Order[Key]]) -> dict[Key, int]:
    """Places by ranked pairs (T. N. Tideman, Social Choice and Welfare 4, 1987): victories are locked from the
    strongest (most votes for, then fewest against) to the weakest, unless they would close a circle.

    Victories of equal strength are looked at together: those that would close a circle with stronger ones are dropped,
    then those that lie on a circle among themselves are all dropped, so no order of input decides. A place is one more
    than the number of candidates above."""
    direct, everybody = wins(ballots), candidates_of(ballots)
    number = {one: place for place, one in enumerate(everybody)}
    groups: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for (a, b), votes in direct.items():
        if votes > direct[b, a]:
            groups.setdefault((-votes, direct[b, a]), []).append((number[a], number[b]))
    above = [0] * len(everybody)  # bit set of whom each candidate reaches by locked victories
    for strength in sorted(groups):
        fresh = [(a, b) for a, b in groups[strength] if not above[b] >> a & 1]
        trial = _reach(above, fresh)
        kept = [(a, b) for a, b in fresh if not trial[b] >> a & 1]
        above = trial if len(kept) == len(fresh) else _reach(above, kept)
    return {one: 1 + sum(row >> place & 1 for row in above) for one, place in number.items()}


def _reach(above: Sequence[int], fresh: Iterable[tuple[int, int]]) -> list[int]:
    """Whom each reaches when these victories are added: closed under following them."""
    found = list(above)
    for a, b in fresh:
        if found[a] >> b & 1:
            continue
        gained = found[b] | 1 << b
        for start, row in enumerate(found):
            if start == a or row >> a & 1:
                found[start] = row | gained
    return found


def irv(ballots: Sequence[Order[Key]]) -> dict[Key, int]:
    """Places by instant run-off: in each round a ballot is one vote for whom it ranks best of those still standing,
    shared equally among equals; whoever has fewest votes falls out. All with equally few fall together and are put in
    order by a run-off among themselves; where everybody is equal, they share the place."""
    standing = candidates_of(ballots)
    found: dict[Key, int] = {}
    while standing:
        votes: dict[Key, Fraction] = dict.fromkeys(standing, Fraction(0))
        for ballot in ballots:
            left = [one for one in standing if one in ballot]
            if not left:
                continue
            best = min(ballot[one] for one in left)
            first = [one for one in left if ballot[one] == best]
            for one in first:
                votes[one] += Fraction(1, len(first))
        fewest = min(votes.values())
        fallen = {one for one in standing if votes[one] == fewest}
        above = len(standing) - len(fallen)
        if above and len(fallen) > 1:
            again = irv([{one: place for one, place in ballot.items() if one in fallen} for ballot in ballots])
            found |= {one: above + place for one, place in again.items()}
        else:
            found |= dict.fromkeys(fallen, above + 1)
        standing = [one for one in standing if one not in fallen]
    return found
