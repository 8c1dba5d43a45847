"""What a list of results shows of each briefing, in blocks of neighbours."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import msgspec
from msgspec import Struct

from hashtrail.model import Briefing

#: Cards in a block: of a small archive nearly all, of a large one few, for results lie all over it.
_SMALL: Final = 512
_BLOCK_OF_SMALL: Final = 128
_BLOCK: Final = 16


class ResultCard(Struct, frozen=True, array_like=True):
    id: str
    date: str
    kind: str
    title: str
    summary: str


def result_card(briefing: Briefing) -> bytes:
    """The card of a briefing, as it stands in the files: a JSON array."""
    card = ResultCard(
        briefing.id, briefing.date, briefing.kind.value, briefing.title, briefing.summary
    )
    return msgspec.json.encode(card)


def block_size(briefings: int) -> int:
    return _BLOCK_OF_SMALL if briefings <= _SMALL else _BLOCK


def card_blocks(cards: Sequence[bytes]) -> list[bytes]:
    """The blocks of all cards, in the order of their briefings: JSON arrays."""
    size = block_size(len(cards))
    return [b"[%b]" % b",".join(cards[at : at + size]) for at in range(0, len(cards), size)]


def best_cards(best: Mapping[int, bytes]) -> bytes:
    """The cards that go with a shard (`ShardFiles.best`) by number: a JSON object.

    With them a query of one word needs no block, whatever the size of the archive.
    """
    return msgspec.json.encode({number: msgspec.Raw(card) for number, card in best.items()})


def needs_best(briefings: int) -> bool:
    """Whether an archive is so large that shards have their best cards beside them."""
    return briefings > _SMALL
