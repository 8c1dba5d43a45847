"""What the store knows of the content files, in columns.

A build without changes needs no more than to compare them, and an edit changes one row: to make objects of all would take
longer than what either does besides.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Final, Literal

from msgspec import Struct

from hashtrail.diagnostics import Diagnostic
from hashtrail.files import BRIEFINGS, STAT_SIZE
from hashtrail.recipes import DIGEST_SIZE

#: Stands in a column where a file has nothing of that kind.
_NOTHING: Final = bytes(DIGEST_SIZE)

#: Digests that are compared at once.
_AT_ONCE: Final = 256

#: The columns of digests: of the bytes of a file, its record and its body, and of a briefing its outline and its facts.
Column = Literal["sources", "records", "bodies", "outlines", "facts"]


class SourceState(Struct, frozen=True, array_like=True):
    """A content file as it was read: its packed state (`files.packed`), and its digests; b"" for what it does not have.

    A state of b"" is that of no file: one of the instant in which it was looked at may have changed since.
    """

    stat: bytes
    source: bytes
    record: bytes
    body: bytes
    outline: bytes
    facts: bytes


def split(column: bytes, size: int = DIGEST_SIZE) -> list[bytes]:
    """The digests, or what else has that size, of a column."""
    return [column[at : at + size] for at in range(0, len(column), size)]


def _differing(column: bytes, other: bytes) -> Iterator[int]:
    """Where two columns of the same length have different digests."""
    size = _AT_ONCE * DIGEST_SIZE
    for start, (one, two) in enumerate(zip(split(column, size), split(other, size), strict=True)):
        if one != two:
            pairs = zip(split(one), split(two), strict=True)
            yield from (start * _AT_ONCE + number for number, (a, b) in enumerate(pairs) if a != b)


class Versions(Struct, frozen=True, dict=True):
    """The digests of the record and the body of each content file, in order of the `paths`."""

    paths: tuple[str, ...] = ()
    records: bytes = b""
    bodies: bytes = b""

    @cached_property
    def numbers(self) -> dict[str, int]:
        """Where each path stands."""
        return {path: number for number, path in enumerate(self.paths)}

    def digest(self, column: Column, path: str) -> bytes:
        """The digest of a file in a column; b"" if it has nothing of that kind. Raises KeyError for another file."""
        at = self.numbers[path] * DIGEST_SIZE
        found: bytes = getattr(self, column)[at : at + DIGEST_SIZE]
        return found if found != _NOTHING else b""

    def changed(self, before: Versions, column: Literal["records", "bodies"]) -> list[str]:
        """The paths of files that were not there before, or had another digest in a column."""
        then, now = getattr(before, column), getattr(self, column)
        if before.paths == self.paths:
            return [self.paths[number] for number in _differing(now, then)]
        known = dict(zip(before.paths, split(then), strict=True))
        here = zip(self.paths, split(now), strict=True)
        return [path for path, each in here if known.get(path) != each]


class SourceStates(Versions, frozen=True, dict=True):
    """The content files without errors as they were read, in order of their paths, and the warnings about some."""

    stats: bytes = b""
    sources: bytes = b""
    outlines: bytes = b""
    facts: bytes = b""
    warnings: dict[str, tuple[Diagnostic, ...]] = {}

    def of(self, path: str) -> SourceState:
        """The state of a file. Raises KeyError if there is none."""
        at = self.numbers[path] * STAT_SIZE
        digests = (self.digest(column, path) for column in _COLUMNS)
        return SourceState(self.stats[at : at + STAT_SIZE], *digests)

    @property
    def versions(self) -> Versions:
        return Versions(self.paths, self.records, self.bodies)

    @cached_property
    def _briefings(self) -> tuple[int, int]:
        first = bisect_left(self.paths, BRIEFINGS)
        after = bisect_left(self.paths, BRIEFINGS[:-1] + chr(ord("/") + 1))
        return first, after

    @property
    def briefings(self) -> tuple[str, ...]:
        """The paths of the briefings."""
        first, after = self._briefings
        return self.paths[first:after]

    def of_briefings(self, column: Column) -> bytes:
        """A column as far as it is that of the briefings."""
        first, after = self._briefings
        whole: bytes = getattr(self, column)
        return whole[first * DIGEST_SIZE : after * DIGEST_SIZE]

    @property
    def others(self) -> tuple[str, ...]:
        """The paths of all files but the briefings."""
        first, after = self._briefings
        return self.paths[:first] + self.paths[after:]

    def after(
        self,
        paths: Sequence[str],
        read: Mapping[str, SourceState],
        warnings: Mapping[str, tuple[Diagnostic, ...]],
    ) -> SourceStates:
        """The states of these files: those that were `read`, with these warnings, and all other as they were."""
        if not read and len(paths) == len(self.paths):
            return self
        ordered = tuple(sorted(paths))
        told = {**self.warnings, **warnings}
        if ordered == self.paths:
            columns = [bytearray(getattr(self, column)) for column in ("stats", *_COLUMNS)]
            for path, state in read.items():
                for column, value in zip(columns, _fields(state), strict=True):
                    at = self.numbers[path] * len(value)
                    column[at : at + len(value)] = value
        else:
            rows = (_fields(read[path] if path in read else self.of(path)) for path in ordered)
            columns = [bytearray(b"".join(column)) for column in zip(*rows, strict=True)]
        stats, sources, records, bodies, outlines, facts = map(bytes, columns or [bytearray()] * 6)
        return SourceStates(
            paths=ordered,
            records=records,
            bodies=bodies,
            stats=stats,
            sources=sources,
            outlines=outlines,
            facts=facts,
            warnings={path: told[path] for path in ordered if told.get(path)},
        )


#: In the order of the fields of a SourceState.
_COLUMNS: Final[tuple[Column, ...]] = ("sources", "records", "bodies", "outlines", "facts")


def _fields(state: SourceState) -> tuple[bytes, ...]:
    """The fields of a state, each in the size of its column."""
    digests = (state.source, state.record, state.body, state.outline, state.facts)
    return (
        state.stat.ljust(STAT_SIZE, b"\0"),
        *(each.ljust(DIGEST_SIZE, b"\0") for each in digests),
    )
