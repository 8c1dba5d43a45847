"""The search index, kept from build to build: an edit makes anew only the files that it concerns.

What each briefing gives to a shard stands in the store, joined by shard; an edit takes the shards whose part of it
has changed, puts in the new one, and makes the files of these shards. Another order of briefings, or one more, makes all
shards from the parts that are known; a text is read again only if it has changed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import chain
from typing import Final, NamedTuple

import msgspec
from msgspec import Struct

from hashtrail import workers
from hashtrail.archive import Archive
from hashtrail.model import Body, Briefing, Outline, country_of
from hashtrail.recipes import digest
from hashtrail.search import cards, manifest
from hashtrail.search.cards import ResultCard
from hashtrail.search.facets import FacetRow
from hashtrail.search.index import Entry, entry, whole_files
from hashtrail.search.postings import Names, changed_shards
from hashtrail.search.shards import ShardFiles, shard_count, shard_files
from hashtrail.spool import Spool
from hashtrail.store import Packed, Store, StoreError, group_of

#: Briefings, and shards, that one task of a worker takes.
_CHUNK: Final = 50
_SHARDS_AT_ONCE: Final = 8
#: Briefings whose parts are held before they are put to those of the others.
_HELD: Final = 1000
#: Between the parts of a shard: no text of a briefing holds it.
_BORDER: Final = b"\0"

#: What the store keeps under a name of its own; beside these, the parts of each shard.
_STATE: Final = "state"
_ROWS: Final = "rows"


class Row(Struct, frozen=True, array_like=True):
    """What the index takes from one briefing for the files that hold all of them."""

    facets: FacetRow
    card: ResultCard
    words: str


class Taken(Struct, frozen=True, array_like=True):
    """All that the index takes from one briefing, as it stands in a pack: its part of each shard, and its row, encoded."""

    parts: tuple[str, ...]
    row: bytes


class Known(Struct, frozen=True, array_like=True):
    """What is known of one briefing: the digests of its record and body, and of its `postings`, an encoded Taken."""

    source: tuple[bytes, bytes]
    postings: bytes


class ShardState(Struct, frozen=True, array_like=True):
    """What is known of a shard: the digest of its parts, the names of its files, and what its best cards are."""

    parts: bytes
    terms: str
    follow: str
    best: str
    best_cards: tuple[int, ...]


class IndexState(Struct, frozen=True):
    """The index as the last build left it.

    `named` are the digests of organisations and places by id, `titles` the titles of threads; `others` are the names of the
    files that hold all briefings, by kind.
    """

    named: dict[str, bytes] = {}
    titles: dict[str, str] = {}
    order: tuple[str, ...] = ()
    known: dict[str, Known] = {}
    rows: bytes = b""
    shards: tuple[ShardState, ...] = ()
    others: dict[str, tuple[str, ...]] = {}


class _Task(NamedTuple):
    """What a worker needs to know of the archive."""

    records: Packed[Briefing]
    bodies: Packed[Body]
    names: Names
    shards: int


# The task of a worker process, set by `start` before any chunk.
_task: list[_Task] = []


def start(task: _Task) -> None:
    """Make ready this process for chunks of briefings."""
    _task[:] = [task]


def read_briefings(paths: Sequence[str]) -> list[bytes]:
    """What the index takes from each briefing, by the path of its file: encoded."""
    task = _task[0]
    return [
        _taken(entry(task.records(path), task.bodies(path).text, task.names, task.shards))
        for path in paths
    ]


def _taken(of: Entry) -> bytes:
    row = msgspec.msgpack.encode(Row(of.row, of.card, of.postings.words))
    return msgspec.msgpack.encode(Taken(of.postings.parts, row))


def make_shards(columns: Sequence[tuple[int, bytes]]) -> list[tuple[int, ShardFiles]]:
    """The files of shards, each by its number and the parts of all briefings."""
    return [(number, _files_of(column)) for number, column in columns]


def _files_of(column: bytes) -> ShardFiles:
    return shard_files(column.decode().split(_BORDER.decode()))


class Index:
    """The files of the search index for the briefings that a site shows."""

    def __init__(
        self,
        archive: Archive,
        sources: dict[str, tuple[bytes, bytes]],
        records: Packed[Briefing],
        bodies: Packed[Body],
        store: Store,
        *,
        jobs: int,
        remember: bool,
    ) -> None:
        """`sources` are the digests of record and body of each content file, `store` is one of the index alone.

        Raises StoreError if something there is not what it was.
        """
        self._archive = archive
        self._records = records
        self._bodies = bodies
        self._store = store
        self._jobs = jobs
        self._before = IndexState()
        if remember:
            self._before = store.load_as(_STATE, IndexState) or IndexState()
        # The oldest first, as the index numbers them.
        self._briefings = archive.briefings[::-1]
        self._names = Names.of(archive.organisations, archive.places)
        self._named = self._digest_names()
        self._titles = {thread.id: thread.title for thread in archive.threads.values()}
        self._sources = sources
        # On disk as soon as they are large: for a hundred thousand briefings they would take a gigabyte.
        self._columns: Spool[int] = Spool(store.folder)
        self._made: Spool[str] = Spool(store.folder)
        self._postings: Spool[str] = Spool(store.folder)
        self._rows: list[Row] | None = None
        self._are_rows_new = False
        self._packed = store.packed("postings", self._before.known, Taken)
        try:
            self.state = self._update()
        except BaseException:
            self.close()
            raise
        finally:
            self._packed.close()

    def close(self) -> None:
        """Hold no file open any more."""
        for spool in (self._columns, self._made, self._postings):
            spool.close()
        self._packed.close()

    def _digest_names(self) -> dict[str, bytes]:
        archive = self._archive
        named = [*archive.organisations.items(), *archive.places.items()]
        return {id_: digest(msgspec.msgpack.encode(each)) for id_, each in named}

    @property
    def files(self) -> dict[str, bytes]:
        """The site paths of all files, each with a digest of its bytes."""
        names = [name for shard in self.state.shards for name in _names_of(shard)]
        names += (name for of_kind in self.state.others.values() for name in of_kind)
        found = {name: digest(name.encode()) for name in names}
        found[manifest.MANIFEST] = digest(self._manifest(self.state))
        return found

    def bytes_of(self, path: str) -> bytes:
        """The bytes of a file. Raises StoreError if what it is made from is not what it was."""
        if path == manifest.MANIFEST:
            return self._manifest(self.state)
        if path not in self._made:
            numbers = [
                number
                for number, shard in enumerate(self.state.shards)
                if path in (shard.terms, shard.follow, shard.best)
            ]
            for number in numbers:
                self._take_shard(number, _files_of(self._column(number)))
            if not numbers:
                self._make_others()
        if path not in self._made:
            raise StoreError(path)
        return self._made.get(path)

    def save(self) -> None:
        """Write to the store what the next build can use, the state last. Raises OSError if that cannot be."""
        store = self._store
        if self.state is self._before:
            return
        groups: defaultdict[str, list[str]] = defaultdict(list)
        for path in self.state.order:
            groups[group_of(path)].append(path)
        for number in self._columns:
            store.save(f"parts-{number}", self._column(number))
        changed = {group_of(path) for path in self._postings}
        changed |= {group_of(path) for path in self._before.known.keys() - self.state.known.keys()}
        for group in sorted(changed & groups.keys()):
            store.save_pack(
                "postings",
                group,
                {path: self._postings_of(path) for path in groups[group]},
            )
        self._packed.close()
        if self._are_rows_new:
            store.save(_ROWS, self._made.get(_ROWS))
        store.save(_STATE, msgspec.msgpack.encode(self.state))
        store.tidy(groups)

    def _postings_of(self, path: str) -> bytes:
        return self._postings.get(path) if path in self._postings else self._packed.encoded(path)

    # Bringing the index up to date

    def _update(self) -> IndexState:
        before = self._before
        order = tuple(each.path for each in self._briefings)
        shards = shard_count(len(order))
        if len(before.shards) != shards:
            before = self._before = IndexState()
        changed = self._changed(before)
        # What the facets show beside the briefings.
        are_names_new = (self._named, self._titles) != (before.named, before.titles)
        if not changed and order == before.order and not are_names_new:
            return before
        if order == before.order and before.shards:
            touched = self._edit(changed, shards)
        else:
            self._arrange(order, changed, shards)
            touched = set(range(shards))
        known = {
            path: Known(self._sources[path], digest(self._postings.get(path)))
            if path in self._postings
            else before.known[path]
            for path in order
        }
        states = self._make_shards(touched, shards)
        others, rows = before.others, before.rows
        if self._are_rows_new or are_names_new:
            others = self._make_others()
        if self._are_rows_new:
            encoded = msgspec.msgpack.encode(self._all_rows())
            rows = digest(encoded)
            self._made.put(_ROWS, encoded)
        # Pages are rendered before they are asked for again, if they are.
        self._rows = None
        self.__dict__.pop("_cards", None)
        return IndexState(
            named=self._named,
            titles=self._titles,
            order=order,
            known=known,
            rows=rows,
            shards=states,
            others=others,
        )

    def _changed(self, before: IndexState) -> list[str]:
        """The briefings of which the index takes something else than before: records, texts, or names that they list."""
        ids = before.named.keys() | self._named.keys()
        renamed = {each for each in ids if before.named.get(each) != self._named.get(each)}

        def is_changed(briefing: Outline) -> bool:
            known = before.known.get(briefing.path)
            if known is None or known.source != self._sources[briefing.path]:
                return True
            listed = (*briefing.organisations, *briefing.places, *map(country_of, briefing.places))
            return bool(renamed) and not renamed.isdisjoint(listed)

        return [briefing.path for briefing in self._briefings if is_changed(briefing)]

    def _read(self, paths: Sequence[str], shards: int) -> Iterator[tuple[str, Taken]]:
        """What the index takes from some briefings, each with its path; it goes to the store as it is."""
        task = _Task(self._records, self._bodies, self._names, shards)
        decoder = msgspec.msgpack.Decoder(Taken)
        chunks = workers.run(
            read_briefings, paths, jobs=self._jobs, chunk=_CHUNK, start=start, arguments=(task,)
        )
        for path, each in zip(paths, chain.from_iterable(chunks), strict=True):
            self._postings.put(path, each)
            yield path, decoder.decode(each)

    def _edit(self, changed: Sequence[str], shards: int) -> set[int]:
        """Put the new parts of briefings into their shards; gives these."""
        number_of = {path: number for number, path in enumerate(self._before.order)}
        edits: defaultdict[int, dict[int, bytes]] = defaultdict(dict)
        rows: dict[int, Row] = {}
        for path, after in self._read(changed, shards):
            before = self._packed(path)
            for shard in changed_shards(before.parts, after.parts):
                edits[shard][number_of[path]] = after.parts[shard].encode()
            if before.row != after.row:
                rows[number_of[path]] = msgspec.msgpack.decode(after.row, type=Row)
        for shard, new in edits.items():
            parts = self._column(shard).split(_BORDER)
            for number, part in new.items():
                parts[number] = part
            self._columns.put(shard, _BORDER.join(parts))
        if rows:
            all_rows = self._all_rows()
            self._are_rows_new = True
            for number, row in rows.items():
                all_rows[number] = row
        return set(edits)

    def _arrange(self, order: Sequence[str], changed: Sequence[str], shards: int) -> None:
        """Put the parts of all briefings into their shards, in another order or with others than before."""
        fresh: dict[str, int] = {path: number for number, path in enumerate(changed)}
        new_rows: list[Row] = []
        held: list[tuple[str, ...]] = []

        def put_parts() -> None:
            for shard, parts in enumerate(zip(*held, strict=True) if held else [()] * shards):
                self._columns.add(shard, "\0".join(parts).encode())
            held.clear()

        decoder = msgspec.msgpack.Decoder(Row)
        for _, each in self._read(changed, shards):
            new_rows.append(decoder.decode(each.row))
            held.append(each.parts)
            if len(held) >= _HELD:
                put_parts()
        if held or not order:
            put_parts()
        before = self._before
        number_of = {path: number for number, path in enumerate(before.order)}
        kept_rows = self._all_rows() if len(changed) < len(order) else []
        self._rows = [
            new_rows[fresh[path]] if path in fresh else kept_rows[number_of[path]] for path in order
        ]
        self._are_rows_new = True
        if len(changed) == len(order):
            return
        for shard in range(shards):
            new_parts = self._column(shard).split(_BORDER) if shard in self._columns else []
            old_parts = self._stored_column(shard).split(_BORDER)
            parts = [
                new_parts[fresh[path]] if path in fresh else old_parts[number_of[path]]
                for path in order
            ]
            self._columns.put(shard, _BORDER.join(parts))

    def _column(self, shard: int) -> bytes:
        """The parts of a shard, those of this build or else those of the store."""
        if shard in self._columns:
            return _BORDER.join(self._columns.pieces(shard))
        return self._stored_column(shard)

    def _stored_column(self, shard: int) -> bytes:
        data = self._store.load(f"parts-{shard}")
        if data is None or digest(data) != self._before.shards[shard].parts:
            raise StoreError(f"parts-{shard}")
        return data

    def _stored_rows(self) -> bytes:
        data = self._store.load(_ROWS)
        if data is None or digest(data) != self._before.rows:
            raise StoreError(_ROWS)
        return data

    def _all_rows(self) -> list[Row]:
        if self._rows is not None:
            return self._rows
        data = self._made.get(_ROWS) if _ROWS in self._made else self._stored_rows()
        self._rows = msgspec.msgpack.decode(data, type=list[Row])
        return self._rows

    # Making files

    def _make_shards(self, touched: set[int], shards: int) -> tuple[ShardState, ...]:
        states = dict(enumerate(self._before.shards))
        numbers = sorted(touched)
        starts = range(0, len(numbers), _SHARDS_AT_ONCE)
        columns = (
            [(number, self._column(number)) for number in numbers[at : at + _SHARDS_AT_ONCE]]
            for at in starts
        )
        for chunk in workers.run_chunks(make_shards, columns, len(starts), jobs=self._jobs):
            for number, files in chunk:
                states[number] = self._take_shard(number, files)
        if self._are_rows_new:
            for number in states.keys() - touched:
                best = self._make_best(number, states[number].best_cards)
                states[number] = msgspec.structs.replace(states[number], best=best)
        return tuple(states[number] for number in range(shards))

    def _take_shard(self, number: int, files: ShardFiles) -> ShardState:
        return ShardState(
            digest(self._column(number)),
            self._make("terms", number, files.terms),
            self._make("follow", number, files.followers),
            self._make_best(number, files.best),
            files.best,
        )

    def _make_best(self, number: int, best: tuple[int, ...]) -> str:
        if not cards.needs_best(len(self._briefings)):
            return ""
        return self._make("best", number, cards.best_cards(self._cards, best))

    def _make(self, kind: str, number: int, data: bytes) -> str:
        name = manifest.name(kind, number, data)
        self._made.put(name, data)
        return name

    @cached_property
    def _cards(self) -> list[ResultCard]:
        return [row.card for row in self._all_rows()]

    def _make_others(self) -> dict[str, tuple[str, ...]]:
        """The files that hold all briefings: cards, facets, vocabulary."""
        rows, archive = self._all_rows(), self._archive
        by_kind = whole_files(
            [row.facets for row in rows],
            self._cards,
            (row.words for row in rows),
            archive.organisations,
            archive.places,
            self._titles,
        )
        return {
            kind: tuple(self._make(kind, number, data) for number, data in enumerate(of_kind))
            for kind, of_kind in by_kind.items()
        }

    def _manifest(self, state: IndexState) -> bytes:
        names = {
            "terms": [shard.terms for shard in state.shards],
            "follow": [shard.follow for shard in state.shards],
            "best": [shard.best for shard in state.shards if shard.best],
            **state.others,
        }
        digests = {kind: [manifest.digest_in(name) for name in names[kind]] for kind in names}
        return manifest.manifest(len(state.order), digests)


def _names_of(shard: ShardState) -> list[str]:
    return [name for name in (shard.terms, shard.follow, shard.best) if name]
