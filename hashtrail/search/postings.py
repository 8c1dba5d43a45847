"""What one briefing gives to the index: its terms with their weights, by shard."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from itertools import chain
from math import log2
from typing import Final

from msgspec import Struct

from hashtrail.model import Briefing, Organisation, Place, country_of
from hashtrail.search.analysis import marks, shards_of_words, stem, tokens

#: What a word weighs in each field, and how often it counts there at most.
_TITLE: Final = (6.0, 1)
_SUMMARY: Final = (2.0, 2)
_SLUG: Final = (2.0, 1)
_TAGS: Final = (2.0, 1)
_HEADINGS: Final = (1.5, 2)
_FACTS: Final = (0.7, 2)

#: What the words of a name weigh, by how much the briefing is about the organisation or place: for any, for the
#: first in its list, for one in the title, and for one that the text names often. All other names of it weigh
#: the same as the one that is written.
_NAMED: Final = 1.5
_NAMED_FIRST: Final = 2.0
_NAMED_IN_TITLE: Final = 4.0
_NAMED_IN_TEXT: Final = 1.5
#: What of that a country has by its provinces.
_COUNTRY_SHARE: Final = 0.5

#: BM25's b for the body, and the length that counts as common. It is fixed: an edit of one briefing would
#: otherwise shift the weights of all others.
_LENGTH_SHARE: Final = 0.4
_COMMON_LENGTH: Final = 300
#: Lengths are taken in steps, so that one word more or less hardly ever shifts the weights of the others.
_LENGTH_STEP: Final = 50

#: Weights are kept in levels, two for each doubling.
LEVELS: Final = 10


class BriefingPostings(Struct, frozen=True, array_like=True):
    """A briefing's part of each shard, in order of the shards, and the words of its title and names.

    A part is empty, or has three lines: for each term a digit, the level of its weight; the forms of each term that
    the briefing has, with tabs between terms and blanks between forms; and the marks of its words and what follows
    them. A part knows nothing of other briefings, nor of the number of its own. The words have blanks between them.
    """

    parts: tuple[str, ...]
    words: str


def changed_shards(before: Sequence[str], after: Sequence[str]) -> list[int]:
    """The shards whose parts differ, by the parts of a briefing before and after an edit."""
    return [shard for shard, (old, new) in enumerate(zip(before, after, strict=True)) if old != new]


class Named(Struct, frozen=True, array_like=True):
    """An organisation or place as texts name it: the words of each of its names, and all of them, each once.

    `firsts` are the first words of all pairs of neighbours in its names, `signs` what stands for the pairs.
    """

    names: tuple[tuple[str, ...], ...]
    words: tuple[str, ...]
    firsts: tuple[str, ...]
    signs: str


class Names(Struct, frozen=True):
    """The registries as far as postings rest on them, by id."""

    organisations: dict[str, Named]
    places: dict[str, Named]

    @staticmethod
    def of(organisations: Mapping[str, Organisation], places: Mapping[str, Place]) -> Names:
        return Names(
            {id_: _named(entry) for id_, entry in organisations.items()},
            {id_: _named(entry) for id_, entry in places.items()},
        )


def _named(entry: Organisation | Place) -> Named:
    listed = (tuple(tokens(name)) for name in (entry.name, *entry.aliases))
    names = tuple(filter(None, listed))
    return Named(
        names,
        tuple(dict.fromkeys(chain.from_iterable(names))),
        tuple(word for name in names for word in name[:-1]),
        "".join(map(marks, names)),
    )


@cache
def _level(weight: float) -> str:
    """The digit that a weight is kept as; `2 ** (digit / 2)` is about the weight again."""
    part = int(16 * weight)
    return str(min(max(round(2 * log2(part / 16)), 0), LEVELS - 1)) if part else "0"


def postings_of(briefing: Briefing, text: str, names: Names, shards: int) -> BriefingPostings:
    """The postings of a briefing, whose body says `text`, for an index of so many shards."""
    body = tokens(text)
    counts = Counter(body)
    norm = (
        1
        - _LENGTH_SHARE
        + _LENGTH_SHARE * (len(body) // _LENGTH_STEP * _LENGTH_STEP) / _COMMON_LENGTH
    )
    weights: dict[str, float] = {word: count / norm for word, count in counts.items()}
    # The first words of all pairs of neighbours, and what stands for the pairs.
    firsts = body[:-1]
    signs = [marks(body)]

    def add(texts: Iterable[list[str]], field: tuple[float, int]) -> None:
        weight, most = field
        of_field: Counter[str] = Counter()
        for words in texts:
            of_field.update(words)
            firsts.extend(words[:-1])
            signs.append(marks(words))
        for word, count in of_field.items():
            weights[word] = weights.get(word, 0.0) + weight * min(count, most)

    title = tokens(briefing.title)
    by_name = _weights_of_names(briefing, names, frozenset(title), counts)
    for word, weight in by_name.items():
        weights[word] = weights.get(word, 0.0) + weight
    for named in _entries(briefing, names):
        firsts += named.firsts
        signs.append(named.signs)
    add([title], _TITLE)
    add([tokens(briefing.summary)], _SUMMARY)
    add([tokens(briefing.id.partition("/")[2])], _SLUG)
    add(map(tokens, briefing.tags), _TAGS)
    add((tokens(heading.text) for heading in briefing.prose.headings), _HEADINGS)
    add(map(tokens, _facts(briefing)), _FACTS)
    words = " ".join(sorted({*title, *by_name}))
    return BriefingPostings(_parts(weights, firsts, "".join(signs), shards), words)


def _weights_of_names(
    briefing: Briefing, names: Names, title: frozenset[str], counts: Counter[str]
) -> dict[str, float]:
    """What each word of a name of the briefing's organisations and places weighs: the most that one of them gives it."""
    weights: dict[str, float] = {}

    def add(named: Named, share: float, *, is_first: bool) -> None:
        weight = _NAMED + _NAMED_FIRST * is_first
        weight += _NAMED_IN_TITLE * any(map(title.issuperset, named.names))
        # Most names are not in the text: a look at their first word tells.
        mentions = max(
            [min(map(counts.__getitem__, name)) for name in named.names if name[0] in counts],
            default=0,
        )
        weight = share * (weight + _NAMED_IN_TEXT * mentions / (mentions + 2))
        for word in named.words:
            if weights.get(word, 0.0) < weight:
                weights[word] = weight

    for number, organisation in enumerate(briefing.organisations):
        add(names.organisations[organisation], 1, is_first=number == 0)
    for number, place in enumerate(briefing.places):
        add(names.places[place], 1, is_first=number == 0)
    for country in _countries_around(briefing):
        add(names.places[country], _COUNTRY_SHARE, is_first=False)
    return weights


def _entries(briefing: Briefing, names: Names) -> list[Named]:
    return [
        *(names.organisations[organisation] for organisation in briefing.organisations),
        *(names.places[place] for place in (*briefing.places, *_countries_around(briefing))),
    ]


def _countries_around(briefing: Briefing) -> list[str]:
    """The countries of a briefing's places that it does not list itself."""
    return sorted({country_of(place) for place in briefing.places} - set(briefing.places))


def _facts(briefing: Briefing) -> list[str]:
    """What the tables of a briefing say that its text need not say."""
    found = [f"{each.value:,} {each.unit} {each.what}" for each in briefing.figures]
    found += (each.about for each in briefing.disputes)
    found += (claim.say for each in briefing.disputes for claim in each.claims)
    found += (each.measure.replace("-", " ") for each in briefing.actions)
    return found


def _parts(
    weights: Mapping[str, float], firsts: Iterable[str], signs: str, shards: int
) -> tuple[str, ...]:
    """The parts of all shards, from the weight of each word and all pairs of neighbours."""
    shard_of = shards_of_words(shards)
    stems = list(map(stem, weights))
    forms = dict(zip(stems, weights, strict=True))
    others = [(of, word) for of, word in zip(stems, weights, strict=True) if forms[of] is not word]
    for of, word in others:
        forms[of] += f" {word}"
    levels = [""] * shards
    groups = [""] * shards
    for shard, joined in zip(map(shard_of, forms), forms.values(), strict=True):
        weight = weights.get(joined)
        if weight is None:
            words = sorted(joined.split(" "))
            levels[shard] += _level(sum([weights[word] for word in words]))
            groups[shard] += f"\t{' '.join(words)}"
        else:
            levels[shard] += _level(weight)
            groups[shard] += f"\t{joined}"
    marked = [""] * shards
    for shard, sign in zip(map(shard_of, firsts), signs, strict=True):
        marked[shard] += sign
    return tuple(
        [
            f"{of_terms}{joined}\n{of_pairs}".replace("\t", "\n", 1) if joined else ""
            for of_terms, joined, of_pairs in zip(levels, groups, marked, strict=True)
        ]
    )
