"""Works the places of an edition out again from data.json beside it, by Python alone: python recompute.py

It is shipped in the proof file and imports nothing of the program. It ends with 0 when every file is as SHA256SUMS
says and every place as the protocol says, else with 1. Numbers are exact fractions throughout."""

import hashlib
import json
import sys
from fractions import Fraction as F
from pathlib import Path


def mean(values):
    return sum(values, F(0)) / len(values) if values else None


def median(values):
    told, half = sorted(values), len(values) // 2
    return None if not told else told[half] if len(told) % 2 else (told[half - 1] + told[half]) / 2


def rounded(value, step):  # to the nearest step, halves up
    return step * ((abs(value) / step + F(1, 2)) // 1) * (1 if value >= 0 else -1)


def closest(values):
    told = sorted(values)
    if len(told) != 3:
        return told if len(told) < 3 else told[1:-1]
    return told[:2] if told[1] - told[0] < told[2] - told[1] else told[1:]


def most(criteria):
    return sum(one["weight"] * one["most"] for one in criteria)


def total(points, criteria, missing):
    """A card's points as one number; a hole costs nothing by ODPOWIEDZI, else the card has no value."""
    answered = [one for one in criteria if points.get(one["key"]) is not None]
    if not answered or (missing != "ODPOWIEDZI" and len(answered) < len(criteria)):
        return None
    return F(sum(one["weight"] * points[one["key"]] for one in answered)) * most(criteria) / most(answered)


def weighted(pairs):
    return sum(weight * value for weight, value in pairs) / F(sum(weight for weight, _ in pairs))


def whole(parts, stages):
    if None in parts:
        return None
    return weighted([(one["weight"], value) for one, value in zip(stages, parts, strict=True)])


def aggregated(values, rules, clip):
    method, step = rules["method"], F(rules["step"])
    if method == "MEDIANA":
        return median(values)
    if method == "ŚREDNIA_OBCIĘTA":
        return mean(sorted(values)[rules["trim"] : len(values) - rules["trim"]])
    if method == "BEZ_SKRAJNYCH":
        return mean(closest(values))
    if method == "ŚREDNIA_OGRANICZONA" and clip is not None:
        middle, clip = mean(values), F(clip)
        values = [min(max(one, middle - clip), middle + clip) for one in values]
        if rules["clip_order"] == "KOMÓRKI":
            values = [rounded(one, step) for one in values]
    return mean(values)


def result_of(cards, eligible, rules, stages):
    """A candidate's result, None where a stage has too few cards."""
    parts = []
    for at, stage in enumerate(stages):
        values = [card[at] for card in cards if card[at] is not None]
        least = rules["minimum"] if rules["minimum"] is not None else -(-eligible // 2)
        required = rules["missing"] == "WYMAGANA" and not len(values) == len(cards) >= eligible
        enough = len(values) >= max(1, least) and not required
        clip = stage["clip"] if stage["clip"] is not None else rules["clip"]
        parts.append(aggregated(values, rules, clip) if enough else None)
    return whole(parts, stages)


def ranks(results):
    return {one: 1 + sum(other > value for other in results.values()) for one, value in results.items()}


def category_of(told, rules):
    """The places of one category, and the exact results."""
    counted = [one for one in rules["criteria"] if one["counted"]]
    stages = rules["stages"] or [{"key": None, "weight": 1, "clip": None}]
    parts = [counted if one["key"] is None else [c for c in counted if c["stage"] == one["key"]] for one in stages]
    cards, given, eligible = {}, {}, {}
    for candidate in told["candidates"]:
        mine = [one for one in told["cards"] if one["candidate"] == candidate["key"]]
        eligible[candidate["key"]] = sum(one["state"] != "WYŁĄCZONA" for one in mine)
        cards[candidate["key"]] = [
            [total(one["points"], part, rules["missing"]) for part in parts]
            for one in mine
            if one["state"] in ("OCENIONA", "WSTRZYMANIE")
        ]
        given[candidate["key"]] = [p for one in mine if one["state"] == "OCENIONA" for p in one["points"].items()]
    results = {one: result_of(cards[one], eligible[one], rules, stages) for one in cards}
    known = {one: value for one, value in results.items() if value is not None}
    rounds = rules["rank_on"] == "ZAOKRĄGLONE"
    places = ranks({one: rounded(value, F(rules["step"])) if rounds else value for one, value in known.items()})
    totals = {one: [v for card in cards[one] if (v := whole(card, stages)) is not None] for one in cards}
    full = {one["key"]: one["most"] for one in counted}

    def measure(step, one):
        if step["kind"] == "MEDIANA":
            return median(totals[one])
        if step["kind"] == "KRYTERIUM":
            return mean([F(v) for key, v in given[one] if key == step["criterion"] and v is not None])
        return mean([F(v == full[key]) for key, v in given[one] if key in full and v is not None])

    return climbed(places, told, rules["ladder"], measure), known


def climbed(places, told, ladder, measure):
    """Places after the tie ladder: only a tie across the last title climbs; people's steps are on record."""
    numbers, titles = {one["key"]: one["no"] for one in told["candidates"]}, told["titles"]

    for step in [*ladder, {"kind": None}]:
        tied = [[one for one in places if places[one] == place] for place in set(places.values())]
        open_ = [one for one in tied if titles is not None and places[one[0]] <= titles < places[one[0]] + len(one) - 1]
        if not open_ or step["kind"] == "EX_AEQUO":
            return places
        group, base = open_[0], places[open_[0][0]]
        if step["kind"] in ("KRYTERIUM", "MEDIANA", "NAJWYŻSZE_OCENY"):
            values = {one: measure(step, one) for one in group}
            values = {one: F(-1) if value is None else value for one, value in values.items()}
            places.update({one: base + rank - 1 for one, rank in ranks(values).items()})
            continue
        found = next((one for one in told["resolutions"] if set(one["places"]) == set(group)), None)
        if found is None or (found["method"] == "LOSOWANIE" and not is_drawn(found, numbers)):
            return places
        if found["method"] == "EX_AEQUO":
            return places
        values = {one: -place for one, place in found["places"].items()}
        places.update({one: base + rank - 1 for one, rank in ranks(values).items()})
    return places


def is_drawn(found, numbers):
    given = sorted(found["places"], key=lambda one: found["places"][one])
    drawn = sorted(given, key=lambda one: hashlib.sha256(f"{found['seed']}|{numbers[one]}".encode()).hexdigest())
    return given == drawn and len(set(found["places"].values())) == len(given)


def main(folder):
    data = json.loads((folder / "data.json").read_text("utf-8"))
    words, is_same = data["words"], True
    for line in (folder / "SHA256SUMS").read_text("utf-8").splitlines():
        digest, name = line.split("  ", 1)
        if not (folder / name).exists() or hashlib.sha256((folder / name).read_bytes()).hexdigest() != digest:
            is_same = False
            print(f"{words['changed']}: {name}")
    for told in data["categories"]:
        places, results = category_of(told, data["rules"])
        print(f"{told['name']}:")
        for one in sorted(results, key=lambda one: (places[one], one)):
            print(f"  {places[one]}. {words['candidate']} {one}: {results[one]} = {float(results[one]):.4f}")
        if places != told["places"] or {one: str(value) for one, value in results.items()} != told["results"]:
            is_same = False
            print(f"  {words['differs']}: {told['places']}")
    print(words["same" if is_same else "not_same"])
    return 0 if is_same else 1


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8")
    sys.exit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parent))
