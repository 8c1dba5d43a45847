"""What one briefing gives to the index: its terms with their weights, by shard."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from itertools import chain
from typing import Final

from msgspec import Struct

from hashtrail.model import Briefing, Organisation, Place, country_of
from hashtrail.search.analysis import BETWEEN, END, coder, length, tokens

#: What a word weighs in each field: one that stands there once, and any other one.
_TITLE: Final = (6.0, 6.0)
_SUMMARY: Final = (2.0, 4.0)
_SLUG: Final = (2.0, 2.0)
_TAGS: Final = (2.0, 2.0)
_HEADINGS: Final = (1.5, 3.0)
_FACTS: Final = (0.7, 1.4)

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

    `weights` are those of each form, in sixteenths; `marks` those of pairs by shard. The words have blanks between
    them. Nothing here knows of other briefings, nor of the number of its own.
    """

    forms: tuple[str, ...]
    weights: tuple[int, ...]
    marks: tuple[str, ...]
    words: str


class Named(Struct, frozen=True, array_like=True):
    """An organisation or place as texts name it: the words of each of its names, all of them, each once, and as one list."""

    names: tuple[tuple[str, ...], ...]
    words: tuple[str, ...]
    spelled: tuple[str, ...]


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
    spelled = tuple(chain.from_iterable((*name, END) for name in names))
    return Named(names, tuple(dict.fromkeys(chain.from_iterable(names))), spelled)


def postings_of(briefing: Briefing, text: str, names: Names, shards: int) -> BriefingPostings:
    """The postings of a briefing, whose body says `text`, for an index of so many shards."""
    code = coder(shards)
    body = code.code_text(text)
    counts = code.counts(body)
    steps = length(body) // _LENGTH_STEP * _LENGTH_STEP
    norm = 1 - _LENGTH_SHARE + _LENGTH_SHARE * steps / _COMMON_LENGTH
    title = frozenset(code.words(code.code_text(briefing.title)))
    named = _named_in(briefing, names)
    by_name = _weights_of_names(named, title, counts)
    # What words have from elsewhere than the body.
    more = defaultdict(float, by_name)
    texts = [body, code.code(chain.from_iterable(each.spelled for each, _, _ in named))]
    for in_field, (once, more_often) in (
        ((briefing.title,), _TITLE),
        ((briefing.summary,), _SUMMARY),
        ((briefing.id.partition("/")[2].replace("-", " "),), _SLUG),
        (briefing.tags, _TAGS),
        ([heading.text for heading in briefing.prose.headings], _HEADINGS),
        (_facts(briefing), _FACTS),
    ):
        coded = code.code_text(BETWEEN.join(in_field))
        texts.append(coded)
        weights: dict[str, float] = {}
        for word in code.words(coded):
            weights[word] = more_often if word in weights else once
        for word, weight in weights.items():
            more[word] += weight
    # Most words stand once or twice in the body, and nowhere else.
    by_count = [_parts(count / norm) for count in range(max(counts.values(), default=0) + 1)]
    others = [_parts(counts.pop(word, 0) / norm + other) for word, other in more.items()]
    return BriefingPostings(
        forms=(*counts, *more),
        weights=(*map(by_count.__getitem__, counts.values()), *others),
        marks=code.marks(texts),
        words=" ".join(sorted({*title, *by_name})),
    )


def _parts(weight: float) -> int:
    return min(int(PARTS * weight), MOST_PARTS)


def _named_in(briefing: Briefing, names: Names) -> list[tuple[Named, float, float]]:
    """What a briefing names, each with what its words weigh and with the share that this counts."""
    organisations, places = briefing.organisations, briefing.places
    countries = sorted({country_of(place) for place in places} - set(places))
    return [
        *(
            (names.organisations[each], _NAMED + (each == organisations[0]) * _NAMED_FIRST, 1)
            for each in organisations
        ),
        *((names.places[each], _NAMED + (each == places[0]) * _NAMED_FIRST, 1) for each in places),
        # The countries of places that it does not list itself.
        *((names.places[each], _NAMED, _COUNTRY_SHARE) for each in countries),
    ]


def _weights_of_names(
    entries: Iterable[tuple[Named, float, float]], title: frozenset[str], counts: Counter[str]
) -> dict[str, float]:
    """What each word of a name of the briefing's organisations and places weighs: the most that one of them gives it."""
    weights: dict[str, float] = {}
    for named, base, share in entries:
        in_title = _NAMED_IN_TITLE * any(map(title.issuperset, named.names))
        # Most names are not in the text: a look at their first word tells.
        mentions = max(
            [min(map(counts.__getitem__, name)) for name in named.names if name[0] in counts],
            default=0,
        )
        weight = share * (base + in_title + _NAMED_IN_TEXT * mentions / (mentions + 2))
        for word in named.words:
            if weights.get(word, 0.0) < weight:
                weights[word] = weight
    return weights


def _facts(briefing: Briefing) -> list[str]:
    """What the tables of a briefing say that its text need not say."""
    found = [f"{each.value:,} {each.unit} {each.what}" for each in briefing.figures]
    found += (each.about for each in briefing.disputes)
    found += (claim.say for each in briefing.disputes for claim in each.claims)
    found += (each.measure.replace("-", " ") for each in briefing.actions)
    return found
