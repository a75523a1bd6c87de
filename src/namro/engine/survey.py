"""Surveys of satisfaction: the index of an instrument from counts, its interval, the sample, what is too small to show.

Pure and exact: shares are fractions, square roots are taken on integers and rounded outwards. No clock, no chance: a draw
follows from its seed alone.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from hashlib import sha256
from math import isqrt

from namro.engine.errors import RuleError, Text

Answers = Mapping[str, int]  # question key -> level of the scale; a question left out was not answered


@dataclass(frozen=True)
class Part:
    """An instrument, a factor, a criterion or a question: what it is made of, and its weight in what it is part of."""

    key: str
    weight: Fraction = Fraction(1)
    of: tuple[Part, ...] = ()

    def questions(self) -> Iterator[str]:
        if not self.of:
            yield self.key
        for one in self.of:
            yield from one.questions()


@dataclass(frozen=True)
class Scale:
    """Levels 1 to `levels`, the last the best; a level from `satisfied_from` on counts as satisfied."""

    levels: int
    satisfied_from: int


@dataclass(frozen=True)
class Index:
    """The share of satisfied answers of a part, of how many; nothing where too few answered.

    `size` is the smallest number of answers any part of it rests on: the cautious reading where people leave questions out.
    """

    key: str
    size: int
    value: Fraction | None
    of: tuple[Index, ...] = field(default=(), repr=False)

    @property
    def is_complete(self) -> bool:
        return self.value is not None and all(one.is_complete for one in self.of)


def faults(whole: Part, scale: Scale) -> list[Text]:
    """Why an instrument cannot be used; nothing where it can. Weights within a part add up to 1 (domain rules, M4)."""
    found: list[Text] = []
    if not 2 <= scale.satisfied_from <= scale.levels <= 10:
        found.append(
            Text(
                "Thang đo phải có từ 2 đến 10 mức, mức hài lòng nằm trong thang.",
                "A scale has 2 to 10 levels, and satisfaction begins on it.",
            )
        )
    keys = list(whole.questions())
    if len(set(keys)) != len(keys):
        found.append(Text("Có câu hỏi trùng mã.", "Two questions have the same code."))
    found += _weights(whole)
    return found


def _weights(part: Part) -> list[Text]:
    if not part.of:
        return []
    found = []
    if any(one.weight <= 0 for one in part.of) or sum(one.weight for one in part.of) != 1:
        found.append(
            Text(
                f"Trọng số trong “{part.key}” phải dương và cộng lại bằng 1.",
                f"Weights within “{part.key}” are positive and add up to 1.",
            )
        )
    return found + [fault for one in part.of for fault in _weights(one)]


def counted(questions: Collection[str], scale: Scale, responses: Sequence[Answers]) -> dict[str, list[int]]:
    """How many chose each level of each question. Refuses answers outside the scale or to no question of it."""
    counts = {key: [0] * scale.levels for key in questions}
    for answers in responses:
        for key, level in answers.items():
            check_answer(counts, scale, key, level)
            counts[key][level - 1] += 1
    return counts


def check_answer(questions: Collection[str], scale: Scale, key: str, level: int) -> None:
    """Raises RuleError for an answer to no question of the instrument, or outside its scale."""
    if key not in questions:
        raise RuleError("survey.question", Text(f"Không có câu hỏi “{key}”.", f"There is no question “{key}”."))
    if not 1 <= level <= scale.levels:
        raise RuleError(
            "survey.level",
            Text(
                f"Câu “{key}”: {level} nằm ngoài thang 1 đến {scale.levels}.",
                f"Question “{key}”: {level} is outside the scale of 1 to {scale.levels}.",
            ),
        )


def index(part: Part, counts: Mapping[str, Sequence[int]], scale: Scale, minimum: int = 1) -> Index:
    """The index of a part from the counts of its questions: weighted shares of satisfied answers.

    A part that fewer than `minimum` answered has no value and no weight in the whole it belongs to, whose other weights
    share the rest: missing is not zero, and what is not shown cannot be got back by subtraction.
    Source: domain rules M4.5, practice (percentage of satisfied and very satisfied), not verified as law.
    """
    if not part.of:
        return _question(part, counts.get(part.key, ()), scale, minimum)
    found = tuple(index(one, counts, scale, minimum) for one in part.of)
    known = [(one.weight, got.value) for one, got in zip(part.of, found, strict=True) if got.value is not None]
    if not known:
        return Index(part.key, max((one.size for one in found), default=0), None, found)
    whole = sum((weight for weight, _ in known), Fraction(0))
    value = sum((weight * share for weight, share in known), Fraction(0)) / whole
    return Index(part.key, min(one.size for one in found if one.value is not None), value, found)


def _question(part: Part, counts: Sequence[int], scale: Scale, minimum: int) -> Index:
    size = sum(counts)
    if size < max(minimum, 1):
        return Index(part.key, size, None)
    return Index(part.key, size, Fraction(sum(counts[scale.satisfied_from - 1 :]), size))


def interval(
    share: Fraction, size: int, *, z: Fraction, population: int | None = None, digits: int = 4
) -> tuple[Fraction, Fraction]:
    """Wilson's interval of a share of `size` respondents, rounded outwards to `digits` decimals.

    A mean of values between 0 and 1 varies at most as a share does, so that for an index of several questions it is a
    cautious one. A known population makes the sample worth more (finite population correction); all of it asked, nothing
    is uncertain. Source: E. B. Wilson, 1927; W. G. Cochran, Sampling Techniques, §2.6.
    """
    if size < 1 or not 0 <= share <= 1:
        raise RuleError(
            "survey.empty",
            Text("Không có câu trả lời nào để tính khoảng tin cậy.", "There is no answer to compute an interval of."),
        )
    if population is not None and population <= size:
        return share, share
    worth = Fraction(size) if population is None else Fraction(size * (population - 1), population - size)
    shrink, half = 1 + z * z / worth, _root(z * z * (share * (1 - share) / worth + z * z / (4 * worth * worth)), digits)
    middle, unit = share + z * z / (2 * worth), 10**digits
    low, high = (middle - half) / shrink, (middle + half) / shrink
    return Fraction(max((low * unit).__floor__(), 0), unit), Fraction(min((high * unit).__ceil__(), unit), unit)


def _root(of: Fraction, digits: int) -> Fraction:
    """The square root, rounded up far beyond the digits asked for; exact where it is rational at that depth."""
    unit = 10 ** (digits + 12)
    scaled = of * unit * unit
    root = isqrt(scaled.__floor__())
    return Fraction(root if root * root == scaled else root + 1, unit)


def sample_size(population: int, error: Fraction) -> int:
    """n = N / (1 + N e²), rounded up. Source: domain rules M4.2 (the Ministry's guide, e = 5 %)."""
    if population < 1 or not 0 < error < 1:
        raise RuleError(
            "survey.population",
            Text(
                "Cỡ tổng thể phải từ 1, sai số nằm giữa 0 và 1.",
                "The population is 1 or more, the error between 0 and 1.",
            ),
        )
    return (population / (1 + population * error * error)).__ceil__()


def draw(population: int, size: int, seed: str) -> list[int]:
    """`size` places of 1 … `population`, in order: those whose hash with the seed is smallest. The same seed, the same draw."""
    if not 0 <= size <= population:
        raise RuleError(
            "survey.draw",
            Text(f"Không chọn được {size} trong {population}.", f"{size} cannot be drawn of {population}."),
        )
    ranked = sorted(range(1, population + 1), key=lambda place: (_mark(seed, place), place))
    return sorted(ranked[:size])


def _mark(seed: str, place: int) -> bytes:
    return sha256(f"{seed}\n{place}".encode()).digest()


def suppressed(sizes: Mapping[str, int], minimum: int, already: Collection[str] = ()) -> frozenset[str]:
    """The cells of one column that are not shown beside its total.

    Those of fewer than `minimum` answers; and, so that none of them is the total less the others, the smallest of the rest
    until at least two are hidden that hold `minimum` answers together. An empty cell says nothing and hides nothing. Where
    even hiding all does not do, the total is hidden by whoever shows it: its size is below the minimum, or `is_lone`.
    Source: primary and complementary cell suppression; the minimum is the choice of the installation.
    """
    filled = {key: size for key, size in sizes.items() if size > 0}
    hidden = {key for key, size in filled.items() if size < minimum or key in already}
    rest = sorted((key for key in filled if key not in hidden), key=lambda key: (filled[key], key))
    while hidden and rest and (len(hidden) < 2 or sum(filled[key] for key in hidden) < minimum):
        hidden.add(rest.pop(0))
    return frozenset(hidden)


def shows_total(sizes: Mapping[str, int], minimum: int, hidden: Collection[str]) -> bool:
    """Whether the total may stand beside its cells: enough answers, and not the same as one hidden cell."""
    held = [sizes[key] for key in hidden if sizes.get(key, 0)]
    return sum(sizes.values()) >= minimum and (not held or (len(held) > 1 and sum(held) >= minimum))


def is_straight(answers: Answers, least: int) -> bool:
    """Whether one level was chosen for every question, of at least `least` answered."""
    return len(answers) >= least and len(set(answers.values())) == 1


def bursts(moments: Sequence[int], window: int, most: int) -> frozenset[int]:
    """Places of the answers that came more than `most` within `window` seconds from one source; any order."""
    order = sorted(range(len(moments)), key=lambda place: moments[place])
    found: set[int] = set()
    start = 0
    for end, place in enumerate(order):
        while moments[place] - moments[order[start]] >= window:
            start += 1
        if end - start + 1 > most:
            found.update(order[start : end + 1])
    return frozenset(found)


def differences(first: Answers, second: Answers) -> list[str]:
    """Questions two keyings of one sheet of paper do not agree on, in order of their codes."""
    return sorted(key for key in {*first, *second} if first.get(key) != second.get(key))
