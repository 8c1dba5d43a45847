"""A shard: the terms of some beginnings of words, each with the briefings that have it."""

from __future__ import annotations

import string
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, repeat
from typing import Final

from msgspec import Struct

from hashtrail.search.analysis import stem

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


def shard_files(parts: Sequence[str]) -> ShardFiles:
    """The files of a shard from the parts of all briefings, in their order; each has one, if only an empty one."""
    # All parts at once: there are millions of them, and most have one term or two.
    numbers = [number for number, part in enumerate(parts) if part]
    lines = "\n".join([parts[number] for number in numbers]).split("\n") if numbers else []
    levels, groups, marks = lines[::3], "\t".join(lines[1::3]), lines[2::3]
    each_number = chain.from_iterable(map(repeat, numbers, map(len, levels)))
    rows: defaultdict[str, list[tuple[int, str]]] = defaultdict(list)
    for group, row in zip(
        groups.split("\t"), zip(each_number, "".join(levels), strict=True), strict=False
    ):
        rows[group].append(row)
    followers = [""] * len(parts)
    for number, of_pairs in zip(numbers, marks, strict=True):
        followers[number] = of_pairs
    by_stem: defaultdict[str, list[str]] = defaultdict(list)
    for group in rows:
        by_stem[stem(group.partition(" ")[0])].append(group)
    terms = []
    best: set[int] = set()
    for forms, found in sorted(_terms(rows, by_stem.values())):
        having, digits = zip(*found, strict=True)
        weights = "".join(digits)
        terms.append(f"{forms}\t{encode_ascending(having)}\t{weights}")
        if len(having) > _PAGE:
            best.update(having[at] for at in _first_page(weights))
    return ShardFiles("\n".join(terms).encode(), "\n".join(followers).encode(), tuple(sorted(best)))


def _first_page(weights: str) -> Iterator[int]:
    """Where the highest weights stand, of equal ones the last ones first: so a browser ranks one word."""
    left = _PAGE
    for digit in reversed(string.digits):
        at = weights.rfind(digit)
        while at >= 0 and left:
            yield at
            left -= 1
            at = weights.rfind(digit, 0, at)


def _terms(
    rows: Mapping[str, list[tuple[int, str]]], terms: Iterable[list[str]]
) -> Iterator[tuple[str, list[tuple[int, str]]]]:
    """Each term's forms and rows. Briefings with different forms of it were told apart so far."""
    for groups in terms:
        if len(groups) == 1:
            yield groups[0], rows[groups[0]]
        else:
            forms = {form for group in groups for form in group.split(" ")}
            yield " ".join(sorted(forms)), sorted([row for group in groups for row in rows[group]])
