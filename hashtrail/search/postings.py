"""What one briefing gives to the index: its terms with their weights, by shard."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from hashlib import blake2b
from math import log2
from typing import Final

from msgspec import Struct

from hashtrail.model import Briefing, Organisation, Place, country_of
from hashtrail.search.analysis import mark, shard_of, stem, tokens

#: What a word weighs in each field, and how often it counts there at most.
_TITLE: Final = (6.0, 1)
_NAMES: Final = (3.0, 2)
_COUNTRY: Final = (1.5, 1)
_SUMMARY: Final = (2.0, 2)
_TAGS: Final = (2.0, 1)
_HEADINGS: Final = (1.5, 2)
_FACTS: Final = (0.7, 2)

#: BM25's b for the body, and the length that counts as common. It is fixed: an edit of one briefing would
#: otherwise shift the weights of all others.
_LENGTH_SHARE: Final = 0.4
_COMMON_LENGTH: Final = 300

#: Weights are kept in levels, two for each doubling.
LEVELS: Final = 8
_DIGEST_SIZE: Final = 8


class BriefingPostings(Struct, frozen=True, array_like=True):
    """A briefing's part of each shard, in order of the shards, and the words of its title and names.

    A part is empty, or has three lines, each with something for each term: a digit, the level of its weight; the
    forms of it that the briefing has; the marks of all words that follow it. Tabs separate the
    terms in the second and third line, blanks the forms. A part knows nothing of other briefings, nor of the number
    of its own.
    """

    parts: tuple[str, ...]
    words: tuple[str, ...]

    def digests(self) -> bytes:
        """A digest of each part, eight bytes each: what to remember to know later which parts have changed."""
        return b"".join(
            blake2b(part.encode(), digest_size=_DIGEST_SIZE).digest() for part in self.parts
        )


def changed_shards(before: bytes, after: bytes) -> list[int]:
    """The shards whose parts differ, by the digests of all parts of a briefing before and after an edit."""
    shards = range(len(after) // _DIGEST_SIZE)
    at = [slice(shard * _DIGEST_SIZE, (shard + 1) * _DIGEST_SIZE) for shard in shards]
    return [shard for shard in shards if before[at[shard]] != after[at[shard]]]


class Names(Struct, frozen=True):
    """The registries as far as the index knows them: the words of each name, by id."""

    organisations: dict[str, list[list[str]]]
    places: dict[str, list[list[str]]]

    @staticmethod
    def of(organisations: Mapping[str, Organisation], places: Mapping[str, Place]) -> Names:
        return Names(
            {id_: _name_words(entry) for id_, entry in organisations.items()},
            {id_: _name_words(entry) for id_, entry in places.items()},
        )


def _name_words(entry: Organisation | Place) -> list[list[str]]:
    return [tokens(name) for name in (entry.name, *entry.aliases)]


#: The level of each weight, by sixteenths.
_LEVELS: Final = [
    str(min(max(round(2 * log2(part / 16)), 0), LEVELS - 1)) if part else "0"
    for part in range(16 * 2 ** (LEVELS // 2))
]


def level(weight: float) -> str:
    """The digit of the level that a weight is kept as; `2 ** (level / 2)` is about the weight again."""
    sixteenths = int(16 * weight)
    return _LEVELS[sixteenths] if sixteenths < len(_LEVELS) else _LEVELS[-1]


def postings_of(briefing: Briefing, text: str, names: Names, shards: int) -> BriefingPostings:
    """The postings of a briefing, whose body says `text`, for an index of so many shards."""
    body = tokens(text)
    norm = 1 - _LENGTH_SHARE + _LENGTH_SHARE * len(body) / _COMMON_LENGTH
    weights: dict[str, float] = {word: count / norm for word, count in Counter(body).items()}
    pairs = set(zip(body, map(mark, body[1:]), strict=False))

    def add(texts: Iterable[list[str]], field: tuple[float, int]) -> None:
        weight, most = field
        counts: Counter[str] = Counter()
        for words in texts:
            counts.update(words)
            pairs.update(zip(words, map(mark, words[1:]), strict=False))
        for word, count in counts.items():
            weights[word] = weights.get(word, 0.0) + weight * min(count, most)

    title = tokens(briefing.title)
    own = [
        name
        for id_, registry in (
            *((id_, names.organisations) for id_ in briefing.organisations),
            *((id_, names.places) for id_ in briefing.places),
        )
        for name in registry[id_]
    ]
    countries = {country_of(place) for place in briefing.places} - set(briefing.places)
    around = [name for country in sorted(countries) for name in names.places[country]]
    add([title], _TITLE)
    add(own, _NAMES)
    add(around, _COUNTRY)
    add([tokens(briefing.summary)], _SUMMARY)
    add(map(tokens, briefing.tags), _TAGS)
    add((tokens(heading.text) for heading in briefing.prose.headings), _HEADINGS)
    add(map(tokens, _facts(briefing)), _FACTS)
    words = tuple(sorted({word for name in (title, *own, *around) for word in name}))
    return BriefingPostings(_parts(weights, pairs, shards), words)


def _facts(briefing: Briefing) -> list[str]:
    """What the tables of a briefing say that its text need not say."""
    found = [f"{each.value:,} {each.unit} {each.what}" for each in briefing.figures]
    found += (each.about for each in briefing.disputes)
    found += (claim.say for each in briefing.disputes for claim in each.claims)
    found += (each.measure.replace("-", " ") for each in briefing.actions)
    return found


def _parts(
    weights: Mapping[str, float], pairs: Iterable[tuple[str, str]], shards: int
) -> tuple[str, ...]:
    after: defaultdict[str, str] = defaultdict(str)
    for first, second in pairs:
        after[first] += second
    forms: dict[str, str] = {}
    for word in sorted(weights):
        group = stem(word)
        forms[group] = f"{forms[group]} {word}" if group in forms else word
    levels: list[list[str]] = [[] for _ in range(shards)]
    groups: list[list[str]] = [[] for _ in range(shards)]
    followers: list[list[str]] = [[] for _ in range(shards)]
    for group, joined in forms.items():
        if " " in joined:
            words = joined.split(" ")
            weight = sum([weights[word] for word in words])
            marks = "".join(after[word] for word in words)
        else:
            weight = weights[joined]
            marks = after[joined]
        shard = shard_of(group, shards)
        levels[shard].append(level(weight))
        groups[shard].append(joined)
        followers[shard].append("".join(sorted(set(marks))) if len(marks) > 1 else marks)
    return tuple(
        [
            f"{''.join(digits)}\n{'	'.join(names)}\n{'	'.join(marks)}" if digits else ""
            for digits, names, marks in zip(levels, groups, followers, strict=True)
        ]
    )
