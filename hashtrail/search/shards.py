"""A shard: the terms of some beginnings of words, each with the briefings that have it."""

from __future__ import annotations

import string
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from math import log2
from operator import sub
from typing import Final

from msgspec import Struct

from hashtrail.search.analysis import coder, shard_of, stem
from hashtrail.search.postings import MOST_PARTS, PARTS, BriefingPostings

#: Briefings for which a shard is meant, and the least and largest number of shards.
_BRIEFINGS_A_SHARD: Final = 16
_FEWEST: Final = 8
_MOST: Final = 256
#: Numbers are written as characters from here on: all that has a meaning of its own in a line stands before.
_FIRST: Final = 0x23
_SURROGATES: Final = 0xD800
_SURROGATE_COUNT: Final = 0x800


#: The results of a first page.
_PAGE: Final = 10
#: Weights are kept in levels, two for each doubling.
LEVELS: Final = 10


class ShardFiles(Struct, frozen=True):
    """The bytes of a shard's two files: terms with briefings, and the marks of what follows, for phrases.

    `best` are the numbers of the briefings on the first page of a query for any of its frequent terms.
    """

    terms: bytes
    followers: bytes
    best: tuple[int, ...]


def shard_count(briefings: int) -> int:
    """How many shards an index has: a power of two by the size of the archive, so that it seldom changes."""
    count = _FEWEST
    while count < _MOST and count * _BRIEFINGS_A_SHARD < briefings:
        count *= 2
    return count


class _Gaps(dict[int, str]):
    """The characters that gaps between numbers are written as."""

    def __missing__(self, gap: int) -> str:
        code = gap + _FIRST - 1
        self[gap] = chr(code if code < _SURROGATES else code + _SURROGATE_COUNT)
        return self[gap]


_character_of_gap: Final = _Gaps().__getitem__


def encode_ascending(numbers: Sequence[int]) -> str:
    """Ascending numbers, each once, as characters for what lies between them: in UTF-8 a small gap takes a byte."""
    return "".join(map(_character_of_gap, map(sub, numbers, chain((-1,), numbers))))


class ShardPart(Struct, frozen=True, array_like=True):
    """What some briefings give to a shard.

    `forms` are the briefings by word, ascending, each with the weight of the word there: `number << 16 | weight`.
    `marks` has a line for each briefing: the marks of the pairs whose first word lies here.
    """

    forms: dict[str, list[int]]
    marks: str


#: Room for what many forms of a term weigh together.
_WEIGHT_BITS: Final = 16
_WEIGHT: Final = (1 << _WEIGHT_BITS) - 1


def _level(weight: int) -> str:
    """The digit that a weight is kept as; `2 ** (digit / 2)` is about the weight again."""
    return str(min(max(round(2 * log2(weight / PARTS)), 0), LEVELS - 1)) if weight else "0"


#: Of weights up to here. Those above have all the highest level.
_level_of: Final = [_level(weight) for weight in range(MOST_PARTS + 1)].__getitem__


def parts_of(
    postings: Iterable[BriefingPostings], numbers: Iterable[int], shards: int
) -> list[ShardPart]:
    """What briefings, of these ascending numbers, give to each shard."""
    forms: defaultdict[str, list[int]] = defaultdict(list)
    marks = []
    for number, each in zip(numbers, postings, strict=True):
        base = number << _WEIGHT_BITS
        for form, weight in zip(each.forms, each.weights, strict=True):
            forms[form].append(base | weight)
        marks.append(each.marks)
    by_shard = zip(*marks, strict=True) if marks else [()] * shards
    parts = [ShardPart({}, "\n".join((*of_shard, ""))) for of_shard in by_shard]
    shard = coder(shards).shard
    for form, found in forms.items():
        parts[shard(form)].forms[form] = found
    return parts


def changed_shards(before: BriefingPostings, after: BriefingPostings, shards: int) -> list[int]:
    """The shards to which a briefing gives something else after an edit than before."""
    old, new = (dict(zip(of.forms, of.weights, strict=True)) for of in (before, after))
    changed = {shard_of(form, shards) for form, _ in old.items() ^ new.items()}
    changed.update(
        shard
        for shard, (of_old, of_new) in enumerate(zip(before.marks, after.marks, strict=True))
        if of_old != of_new
    )
    return sorted(changed)


def joined(parts: Iterable[ShardPart]) -> ShardPart:
    """What all briefings give to a shard, from parts with ascending numbers."""
    forms: defaultdict[str, list[int]] = defaultdict(list)
    marks = []
    for part in parts:
        for form, found in part.forms.items():
            forms[form] += found
        marks.append(part.marks)
    return ShardPart(forms, "".join(marks))


def renewed(
    old: ShardPart, numbers: Sequence[int], new: ShardPart, new_numbers: Sequence[int]
) -> ShardPart:
    """A shard after an edit: `numbers` are the new ones of the briefings of `old`, -1 for those that it has no more."""
    forms: dict[str, list[int]] = {}
    for form, found in old.forms.items():
        kept = [
            numbers[each >> _WEIGHT_BITS] << _WEIGHT_BITS | each & _WEIGHT
            for each in found
            if numbers[each >> _WEIGHT_BITS] >= 0
        ]
        if kept:
            forms[form] = kept
    for form, found in new.forms.items():
        forms[form] = sorted(forms.get(form, []) + found)
    lines = dict(zip(numbers, old.marks.split("\n"), strict=False))
    lines |= zip(new_numbers, new.marks.split("\n"), strict=False)
    lines.pop(-1, None)
    return ShardPart(forms, "".join([f"{lines[number]}\n" for number in range(len(lines))]))


def shard_files(part: ShardPart) -> ShardFiles:
    """The files of a shard from what all briefings give to it."""
    by_stem: defaultdict[str, list[str]] = defaultdict(list)
    for form in sorted(part.forms):
        by_stem[stem(form)].append(form)
    lines = []
    best: set[int] = set()
    for forms in sorted(by_stem.values()):
        having, weights = _together([part.forms[form] for form in forms])
        levels = "".join(map(_level_of, weights))
        lines.append(f"{' '.join(forms)}\t{encode_ascending(having)}\t{levels}")
        if len(having) > _PAGE:
            best.update(having[at] for at in _first_page(levels))
    return ShardFiles("\n".join(lines).encode(), part.marks[:-1].encode(), tuple(sorted(best)))


def _together(forms: Sequence[list[int]]) -> tuple[list[int], list[int]]:
    """The briefings that have any of the forms of a term, and what these weigh together in each, up to the most that is told apart."""
    numbers: list[int] = []
    weights: list[int] = []
    last = -1
    for each in sorted(chain.from_iterable(forms)) if len(forms) > 1 else forms[0]:
        number = each >> _WEIGHT_BITS
        if number == last:
            weights[-1] = min(weights[-1] + (each & _WEIGHT), MOST_PARTS)
        else:
            numbers.append(number)
            weights.append(each & _WEIGHT)
            last = number
    return numbers, weights


def _first_page(weights: str) -> Iterator[int]:
    """Where the highest weights stand, of equal ones the last ones first: so a browser ranks one word."""
    left = _PAGE
    for digit in reversed(string.digits):
        at = weights.rfind(digit)
        while at >= 0 and left:
            yield at
            left -= 1
            at = weights.rfind(digit, 0, at)
