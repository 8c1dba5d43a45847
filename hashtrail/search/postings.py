"""What one briefing gives to the index: its terms with their weights, by shard."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from itertools import chain
from typing import Final

from msgspec import Struct

from hashtrail.model import Briefing, Organisation, Place, country_of
from hashtrail.search.analysis import pairs, tokens

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

#: What weights are counted in here, and the most of it that is told apart.
PARTS: Final = 16
MOST_PARTS: Final = (1 << 10) - 1


class BriefingPostings(Struct, frozen=True, array_like=True):
    """A briefing's words, the pairs of neighbours in its texts, and the words of its title and names.

    `weights` are those of each form, in sixteenths. `marks` has a character for each pair, `shards_of_marks` the shard
    of its first word. The words have blanks between them. Nothing here knows of other briefings, nor of the number
    of its own.
    """

    forms: tuple[str, ...]
    weights: tuple[int, ...]
    marks: str
    shards_of_marks: bytes
    words: str


class Named(Struct, frozen=True, array_like=True):
    """An organisation or place as texts name it: the words of each of its names, and all of them, each once."""

    names: tuple[tuple[str, ...], ...]
    words: tuple[str, ...]


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
    return Named(names, tuple(dict.fromkeys(chain.from_iterable(names))))


def postings_of(briefing: Briefing, text: str, names: Names, shards: int) -> BriefingPostings:
    """The postings of a briefing, whose body says `text`, for an index of so many shards."""
    body = tokens(text)
    counts = Counter(body)
    norm = (
        1
        - _LENGTH_SHARE
        + _LENGTH_SHARE * (len(body) // _LENGTH_STEP * _LENGTH_STEP) / _COMMON_LENGTH
    )
    # What words have from elsewhere than the body.
    more: defaultdict[str, float] = defaultdict(float)
    title = tokens(briefing.title)
    by_name = _weights_of_names(briefing, names, frozenset(title), counts)
    more.update(by_name)
    texts = [body, *chain.from_iterable(named.names for named in _entries(briefing, names))]
    for in_field, (weight, most) in (
        ([title], _TITLE),
        ([tokens(briefing.summary)], _SUMMARY),
        ([tokens(briefing.id.partition("/")[2])], _SLUG),
        (list(map(tokens, briefing.tags)), _TAGS),
        ([tokens(heading.text) for heading in briefing.prose.headings], _HEADINGS),
        (list(map(tokens, _facts(briefing))), _FACTS),
    ):
        texts += in_field
        for word, count in Counter(chain.from_iterable(in_field)).items():
            more[word] += weight * min(count, most)
    by_count = [_parts(count / norm) for count in range(max(counts.values(), default=0) + 1)]
    weights = dict(zip(counts, map(by_count.__getitem__, counts.values()), strict=True))
    for word, other in more.items():
        weights[word] = _parts(counts.get(word, 0) / norm + other)
    shards_of_marks, marks = pairs(texts, shards)
    return BriefingPostings(
        forms=tuple(weights),
        weights=tuple(weights.values()),
        marks=marks,
        shards_of_marks=shards_of_marks,
        words=" ".join(sorted({*title, *by_name})),
    )


def _parts(weight: float) -> int:
    return min(int(PARTS * weight), MOST_PARTS)


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
