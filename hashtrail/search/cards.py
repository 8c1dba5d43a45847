"""What a list of results shows of each briefing, in blocks of neighbours."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import msgspec
from msgspec import Struct

from hashtrail.model import Briefing

#: Briefings of an archive that is small: all its cards together are as much as what two words of a large one load.
_SMALL: Final = 512
#: Cards in a block: few, for results lie all over an archive, though not so few that the names of blocks take more.
_BLOCK_OF_SMALL: Final = 8
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
    return [_block(cards[at : at + size]) for at in range(0, len(cards), size)]


def all_cards(cards: Sequence[bytes]) -> list[bytes]:
    """One block more, with the cards of all briefings of a small archive: its first query needs no other one."""
    return [] if needs_best(len(cards)) else [_block(cards)]


def _block(cards: Sequence[bytes]) -> bytes:
    return b"[%b]" % b",".join(cards)


def best_cards(best: Mapping[int, bytes]) -> bytes:
    """The cards that go with a shard (`ShardFiles.best`) by number: a JSON object.

    With them a query of one word needs no block, whatever the size of the archive.
    """
    return msgspec.json.encode({number: msgspec.Raw(card) for number, card in best.items()})


def needs_best(briefings: int) -> bool:
    """Whether an archive is so large that shards have their best cards beside them."""
    return briefings > _SMALL
