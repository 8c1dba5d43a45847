"""A shard: the terms of some beginnings of words, each with the briefings that have it."""

from __future__ import annotations

import string
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import chain
from math import log2
from typing import Final

from msgspec import Struct

from hashtrail.search.analysis import shard_of, stem
from hashtrail.search.postings import PARTS, BriefingPostings

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


def encode_ascending(numbers: Sequence[int]) -> str:
    """Ascending numbers, each once, as characters for what lies between them: in UTF-8 a small gap takes a byte."""
    codes = [
        number - before + _FIRST - 1
        for number, before in zip(numbers, (-1, *numbers), strict=False)
    ]  # fmt: skip
    if numbers and numbers[-1] >= _SURROGATES - _FIRST:
        codes = [code if code < _SURROGATES else code + _SURROGATE_COUNT for code in codes]
    return "".join(map(chr, codes))


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


@cache
def _level(weight: int) -> str:
    """The digit that a weight is kept as; `2 ** (digit / 2)` is about the weight again."""
    return str(min(max(round(2 * log2(weight / PARTS)), 0), LEVELS - 1)) if weight else "0"


def parts_of(
    postings: Iterable[BriefingPostings], numbers: Iterable[int], shards: int
) -> list[ShardPart]:
    """What briefings, of these ascending numbers, give to each shard."""
    forms: defaultdict[str, list[int]] = defaultdict(list)
    marks: list[list[str]] = [[] for _ in range(shards)]
    for number, each in zip(numbers, postings, strict=True):
        base = number << _WEIGHT_BITS
        for form, weight in zip(each.forms, each.weights, strict=True):
            forms[form].append(base | weight)
        for shard, mark in zip(each.shards_of_marks, each.marks, strict=True):
            marks[shard].append(mark)
        for of_shard in marks:
            of_shard.append("\n")
    parts = [ShardPart({}, "".join(of_shard)) for of_shard in marks]
    for form, found in forms.items():
        parts[shard_of(form, shards)].forms[form] = found
    return parts


def changed_shards(before: BriefingPostings, after: BriefingPostings, shards: int) -> list[int]:
    """The shards to which a briefing gives something else after an edit than before."""
    old, new = (parts_of([each], [0], shards) for each in (before, after))
    return [shard for shard in range(shards) if old[shard] != new[shard]]


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
        found = _together([part.forms[form] for form in forms])
        having = [each >> _WEIGHT_BITS for each in found]
        levels = "".join([_level(each & _WEIGHT) for each in found])
        lines.append(f"{' '.join(forms)}\t{encode_ascending(having)}\t{levels}")
        if len(having) > _PAGE:
            best.update(having[at] for at in _first_page(levels))
    return ShardFiles("\n".join(lines).encode(), part.marks[:-1].encode(), tuple(sorted(best)))


def _together(forms: Sequence[list[int]]) -> list[int]:
    """The briefings that have any of the forms of a term; one that has several has their weights together."""
    if len(forms) == 1:
        return forms[0]
    found: list[int] = []
    last = -1
    for each in sorted(chain.from_iterable(forms)):
        number = each >> _WEIGHT_BITS
        if number == last:
            found[-1] += each & _WEIGHT
        else:
            found.append(each)
            last = number
    return found


def _first_page(weights: str) -> Iterator[int]:
    """Where the highest weights stand, of equal ones the last ones first: so a browser ranks one word."""
    left = _PAGE
    for digit in reversed(string.digits):
        at = weights.rfind(digit)
        while at >= 0 and left:
            yield at
            left -= 1
            at = weights.rfind(digit, 0, at)
