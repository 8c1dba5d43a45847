"""The whole index at once: briefings in, files out. A build that remembers takes the same steps one by one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from hashtrail.model import Briefing, Organisation, Place
from hashtrail.search import cards, facets, manifest
from hashtrail.search.facets import FacetRow
from hashtrail.search.postings import BriefingPostings, Names, postings_of
from hashtrail.search.shards import parts_of, shard_count, shard_files
from hashtrail.search.vocabulary import vocabulary


class Entry(Struct, frozen=True, array_like=True):
    """All that the index takes from one briefing."""

    postings: BriefingPostings
    row: FacetRow
    card: bytes


def in_order(briefings: Iterable[Briefing]) -> list[Briefing]:
    """Briefings as the index numbers them: by date, so that the newest have the highest numbers."""
    return sorted(briefings, key=lambda briefing: (briefing.date, briefing.id))


def entry(briefing: Briefing, text: str, names: Names, shards: int) -> Entry:
    return Entry(
        postings_of(briefing, text, names, shards),
        facets.facet_row(briefing),
        cards.result_card(briefing),
    )


def index_files(
    briefings: Iterable[Briefing],
    texts: Mapping[str, str],
    organisations: Mapping[str, Organisation],
    places: Mapping[str, Place],
    threads: Mapping[str, str],
) -> dict[str, bytes]:
    """The files of the index by site path. `texts` are what bodies say, by path of the briefing."""
    ordered = in_order(briefings)
    names = Names.of(organisations, places)
    shards = shard_count(len(ordered))
    entries = [entry(briefing, texts[briefing.path], names, shards) for briefing in ordered]
    return files_of(entries, shards, organisations, places, threads)


def files_of(
    entries: Sequence[Entry],
    shards: int,
    organisations: Mapping[str, Organisation],
    places: Mapping[str, Place],
    threads: Mapping[str, str],
) -> dict[str, bytes]:
    """The files of the index by site path, from what it takes from each briefing, in order."""
    parts = parts_of((each.postings for each in entries), range(len(entries)), shards)
    rendered = list(map(shard_files, parts))
    all_cards = [each.card for each in entries]
    by_kind = {
        "terms": [each.terms for each in rendered],
        "follow": [each.followers for each in rendered],
        "best": [
            cards.best_cards({number: all_cards[number] for number in each.best})
            for each in rendered
        ]
        if cards.needs_best(len(entries))
        else [],
        **whole_files(
            [each.row for each in entries],
            all_cards,
            (each.postings.words for each in entries),
            organisations,
            places,
            threads,
        ),
    }
    files = {
        manifest.name(kind, number, data): data
        for kind, of_kind in by_kind.items()
        for number, data in enumerate(of_kind)
    }
    digests = {kind: [manifest.digest(data) for data in of] for kind, of in by_kind.items()}
    files[manifest.MANIFEST] = manifest.manifest(len(entries), digests)
    return files


def whole_files(
    rows: Sequence[FacetRow],
    all_cards: Sequence[bytes],
    words: Iterable[str],
    organisations: Mapping[str, Organisation],
    places: Mapping[str, Place],
    threads: Mapping[str, str],
) -> dict[str, list[bytes]]:
    """The files that hold all briefings, in order, by their kind; `words` are those of titles and names."""
    return {
        "cards": cards.card_blocks(all_cards),
        "all": cards.all_cards(all_cards),
        "facets": list(facets.facet_tables(rows, organisations, places, threads)),
        "words": [vocabulary(words)],
    }
