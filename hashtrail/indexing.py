"""The search index, kept from build to build: an edit makes anew only the files that it concerns.

What the briefings give to each shard stands in the store; an edit takes the shards to which a briefing now gives
something else, puts that in, and makes the files of these shards. Another order of briefings, or one more, makes all
shards from what is known; a text is read again only if it has changed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import chain
from math import ceil
from typing import Final, NamedTuple

import msgspec
from msgspec import Struct

from hashtrail import workers
from hashtrail.archive import Archive
from hashtrail.model import Body, Briefing, Outline, country_of
from hashtrail.recipes import digest
from hashtrail.search import cards, manifest
from hashtrail.search.facets import FacetRow
from hashtrail.search.index import entry, whole_files
from hashtrail.search.postings import BriefingPostings, Names
from hashtrail.search.shards import (
    ShardFiles,
    ShardPart,
    changed_shards,
    joined,
    parts_of,
    renewed,
    shard_count,
    shard_files,
)
from hashtrail.sources import Versions, split
from hashtrail.spool import Spool
from hashtrail.store import Packed, Store, StoreError, group_of

#: The most briefings that one task of a worker takes, for what many of them give to a shard is written much shorter;
#: and the fewest, for which it is worth to start one. And shards.
_CHUNK: Final = 400
_SMALLEST_CHUNK: Final = 100
_SHARDS_AT_ONCE: Final = 8

#: What the store keeps under a name of its own; beside these, the parts of each shard.
_STATE: Final = "state"
_ROWS: Final = "rows"


class Row(Struct, frozen=True, array_like=True):
    """What the index takes from one briefing for the files that hold all of them."""

    card: bytes
    facets: FacetRow
    words: str


class _Card(Struct, frozen=True, array_like=True):
    """A Row, of which the first value alone is wanted."""

    card: bytes


class Taken(Struct, frozen=True, array_like=True):
    """All that the index takes from one briefing, as it stands in a pack: its row and its postings, both encoded."""

    row: msgspec.Raw
    postings: msgspec.Raw


class Given(NamedTuple):
    """What a worker makes of briefings: a Taken for each, and a ShardPart for each shard, all encoded."""

    taken: list[bytes]
    parts: list[bytes]


class ShardState(Struct, frozen=True, array_like=True):
    """What is known of a shard: the digest of its parts, the names of its files, and what its best cards are."""

    parts: bytes
    terms: str
    follow: str
    best: str
    best_cards: tuple[int, ...]


class IndexState(Struct, frozen=True, dict=True):
    """The index as the last build left it.

    `versions` are those of the content files, `order` the paths of the briefings, the oldest first, and `postings` the
    digests of what is packed of each, an encoded Taken, in that order. `named` are the digests of organisations and places
    by id, `titles` the titles of threads; `others` are the names of the files that hold all briefings, by kind.
    """

    versions: Versions = Versions()
    order: tuple[str, ...] = ()
    postings: bytes = b""
    named: dict[str, bytes] = {}
    titles: dict[str, str] = {}
    rows: bytes = b""
    shards: tuple[ShardState, ...] = ()
    others: dict[str, tuple[str, ...]] = {}

    @cached_property
    def postings_by_path(self) -> dict[str, bytes]:
        return dict(zip(self.order, split(self.postings), strict=True))


class _Task(NamedTuple):
    """What a worker needs to know of the archive."""

    records: Packed[Briefing]
    bodies: Packed[Body]
    names: Names
    shards: int


_decode_card: Final = msgspec.msgpack.Decoder(_Card).decode

# The task of a worker process, set by `start` before any chunk.
_task: list[_Task] = []


def start(task: _Task) -> None:
    """Make ready this process for chunks of briefings."""
    _task[:] = [task]


def read_briefings(briefings: Sequence[tuple[str, int]]) -> Given:
    """What the index takes from briefings, by the paths of their files and their ascending numbers."""
    task = _task[0]
    encode = msgspec.msgpack.encode
    taken = []

    def all_postings() -> Iterator[BriefingPostings]:
        for path, _ in briefings:
            of = entry(task.records(path), task.bodies(path).text, task.names, task.shards)
            row = msgspec.Raw(encode(Row(of.card, of.row, of.postings.words)))
            taken.append(encode(Taken(row, msgspec.Raw(encode(of.postings)))))
            yield of.postings

    parts = parts_of(all_postings(), [number for _, number in briefings], task.shards)
    return Given(taken, list(map(encode, parts)))


class _Numbers(NamedTuple):
    """The numbers that the briefings of the last build have now, -1 for none, and those of the briefings that changed."""

    of_known: list[int]
    of_changed: list[int]


class Made(NamedTuple):
    """A shard: what the briefings give to it, and its files.

    `part` is an encoded ShardPart, empty if it was not put together now; `digest` is that of the part as it is stored.
    """

    number: int
    part: bytes
    digest: bytes
    files: ShardFiles


# The numbers for a worker process, set by `start_shards` before any shard.
_numbers: list[_Numbers] = []


def start_shards(numbers: _Numbers) -> None:
    """Make ready this process for shards."""
    _numbers[:] = [numbers]


def make_shards(columns: Sequence[tuple[int, bytes, bytes]]) -> list[Made]:
    """Shards by their numbers, from what briefings gave to each in the last build, if there was one, and what changed ones give."""
    return [_make_shard(number, known, given) for number, known, given in columns]


def _make_shard(number: int, known: bytes, given: bytes) -> Made:
    if not known:
        return Made(number, b"", digest(given), shard_files(_part_of(given)))
    of_known, of_changed = _numbers[0]
    part = renewed(_part_of(known), of_known, _part_of(given), of_changed)
    encoded = msgspec.msgpack.encode(part)
    return Made(number, encoded, digest(_column_of([encoded])), shard_files(part))


def _part_of(column: bytes) -> ShardPart:
    return joined(msgspec.msgpack.decode(column, type=list[ShardPart]))


def _column_of(parts: Iterable[bytes]) -> bytes:
    """Encoded parts as one."""
    return msgspec.msgpack.encode(list(map(msgspec.Raw, parts)))


class Index:
    """The files of the search index for the briefings that a site shows."""

    def __init__(
        self,
        archive: Archive,
        versions: Versions,
        records: Packed[Briefing],
        bodies: Packed[Body],
        store: Store,
        *,
        jobs: int,
        remember: bool,
    ) -> None:
        """`versions` are those of the content files, `store` is one of the index alone.

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
        self._versions = versions
        # On disk as soon as they are large: for a hundred thousand briefings they would take a gigabyte.
        self._columns: Spool[int] = Spool(store.folder)
        self._given: Spool[int] = Spool(store.folder)
        self._made: Spool[str] = Spool(store.folder)
        self._postings: Spool[str] = Spool(store.folder)
        self._digests: dict[str, bytes] = {}
        #: Rows, encoded: decoded they would take many times as much.
        self._rows: list[bytes] | None = None
        self._are_rows_new = False
        self._packed = store.packed("postings", self._before.postings_by_path.__getitem__, Taken)
        try:
            self.state = self._update()
        except BaseException:
            self.close()
            raise
        finally:
            self._packed.close()

    def close(self) -> None:
        """Hold no file open any more."""
        for spool in (self._columns, self._given, self._made, self._postings):
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
                shard = self.state.shards[number]
                if path == shard.best:
                    self._make_best(number, shard.best_cards)
                else:
                    self._take_shard(_make_shard(number, b"", self._column(number)))
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
        changed.update(map(group_of, set(self._before.order) - set(self.state.order)))
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
        touched = self._take(order, changed, shards)
        postings = before.postings_by_path | self._digests
        states = self._make_shards(touched, shards, self._renumbered(order, changed))
        others, rows = before.others, before.rows
        if self._are_rows_new or are_names_new:
            others = self._make_others()
        if self._are_rows_new:
            encoded = msgspec.msgpack.encode(list(map(msgspec.Raw, self._all_rows())))
            rows = digest(encoded)
            self._made.put(_ROWS, encoded)
        # Pages are rendered before they are asked for again, if they are.
        self._rows = None
        return IndexState(
            versions=self._versions,
            order=order,
            postings=b"".join([postings[path] for path in order]),
            named=self._named,
            titles=self._titles,
            rows=rows,
            shards=states,
            others=others,
        )

    def _changed(self, before: IndexState) -> list[str]:
        """The briefings of which the index takes something else than before: records, texts, or names that they list."""
        ids = before.named.keys() | self._named.keys()
        renamed = {each for each in ids if before.named.get(each) != self._named.get(each)}

        def names_changed(briefing: Outline) -> bool:
            listed = (*briefing.organisations, *briefing.places, *map(country_of, briefing.places))
            return not renamed.isdisjoint(listed)

        versions = self._versions
        changed = {*versions.changed(before.versions, "records")}
        changed.update(versions.changed(before.versions, "bodies"))
        # A draft is known and not shown.
        changed.update(set(versions.paths).difference(before.order))
        return [
            briefing.path
            for briefing in self._briefings
            if briefing.path in changed or (renamed and names_changed(briefing))
        ]

    def _take(self, order: tuple[str, ...], changed: Sequence[str], shards: int) -> set[int]:
        """Read the briefings that changed, and put what they give into the shards that it concerns; gives these."""
        before = self._before
        is_edit = order == before.order and bool(before.shards)
        touched = set() if is_edit else set(range(shards))
        new_rows: dict[str, bytes] = {}
        decode_postings = msgspec.msgpack.Decoder(BriefingPostings).decode
        # What all briefings give is all of the shards; if some of these are known it is put into them.
        into = self._given if before.shards else self._columns
        for path, taken in self._read(order, changed, shards, into):
            is_new_row = True
            if is_edit:
                known = self._packed(path)
                is_new_row = taken.row != known.row
                if len(touched) < shards:
                    old, new = map(decode_postings, (known.postings, taken.postings))
                    touched.update(changed_shards(old, new, shards))
            if is_new_row:
                new_rows[path] = bytes(taken.row)
        if new_rows or not is_edit:
            is_all_new = len(new_rows) == len(order)
            old_rows = {} if is_all_new else dict(zip(before.order, self._all_rows(), strict=True))
            rows = old_rows | new_rows
            self._rows = [rows[path] for path in order]
            self._are_rows_new = True
        return touched

    def _read(
        self, order: Sequence[str], changed: Sequence[str], shards: int, given: Spool[int]
    ) -> Iterator[tuple[str, Taken]]:
        """What the index takes from some briefings, each with its path; what they give to shards goes to `given`."""
        numbers = {path: number for number, path in enumerate(order)}
        task = _Task(self._records, self._bodies, self._names, shards)
        decoder = msgspec.msgpack.Decoder(Taken)
        # As many tasks for each worker, so that none waits for the others.
        tasks = self._jobs * max(ceil(len(changed) / (self._jobs * _CHUNK)), 1)
        chunks = workers.run(
            read_briefings,
            [(path, numbers[path]) for path in changed],
            jobs=self._jobs,
            chunk=max(ceil(len(changed) / tasks), _SMALLEST_CHUNK),
            start=start,
            arguments=(task,),
        )
        paths = iter(changed)
        for chunk in chunks:
            for shard, part in enumerate(chunk.parts):
                given.add(shard, part)
            for taken, path in zip(chunk.taken, paths, strict=False):
                self._postings.put(path, taken)
                self._digests[path] = digest(taken)
                yield path, decoder.decode(taken)

    def _renumbered(self, order: Sequence[str], changed: Sequence[str]) -> _Numbers:
        numbers = {path: number for number, path in enumerate(order)}
        of_changed = [numbers[path] for path in changed]
        for path in changed:
            numbers[path] = -1
        return _Numbers([numbers.get(path, -1) for path in self._before.order], of_changed)

    def _column(self, shard: int) -> bytes:
        """What the briefings give to a shard, by this build or else by the store: encoded parts."""
        if shard in self._columns or not self._before.shards:
            return _column_of(self._columns.pieces(shard))
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

    def _all_rows(self) -> list[bytes]:
        if self._rows is None:
            data = self._made.get(_ROWS) if _ROWS in self._made else self._stored_rows()
            self._rows = list(map(bytes, msgspec.msgpack.decode(data, type=list[msgspec.Raw])))
        return self._rows

    # Making files

    def _make_shards(
        self, touched: set[int], shards: int, numbers_of: _Numbers
    ) -> tuple[ShardState, ...]:
        states = dict(enumerate(self._before.shards))
        numbers = sorted(touched)
        starts = range(0, len(numbers), _SHARDS_AT_ONCE)
        chunks = workers.run_chunks(
            make_shards,
            (list(map(self._to_make, numbers[at : at + _SHARDS_AT_ONCE])) for at in starts),
            len(starts),
            jobs=self._jobs,
            start=start_shards,
            arguments=(numbers_of,),
        )
        for made in chain.from_iterable(chunks):
            if made.part:
                self._columns.put(made.number, made.part)
            states[made.number] = self._take_shard(made)
        if self._are_rows_new:
            for number in states.keys() - touched:
                best = self._make_best(number, states[number].best_cards)
                states[number] = msgspec.structs.replace(states[number], best=best)
        return tuple(states[number] for number in range(shards))

    def _to_make(self, number: int) -> tuple[int, bytes, bytes]:
        """What `make_shards` takes of a shard."""
        if self._before.shards:
            return number, self._stored_column(number), _column_of(self._given.pieces(number))
        return number, b"", self._column(number)

    def _take_shard(self, made: Made) -> ShardState:
        number, files = made.number, made.files
        return ShardState(
            made.digest,
            self._make("terms", number, files.terms),
            self._make("follow", number, files.followers),
            self._best(number, files.best),
            files.best,
        )

    def _best(self, number: int, best: tuple[int, ...]) -> str:
        """The name of the best cards of a shard; they are made only if they are not those of the last build."""
        before = self._before.shards
        if before and before[number].best_cards == best and not self._are_rows_new:
            return before[number].best
        return self._make_best(number, best)

    def _make_best(self, number: int, best: tuple[int, ...]) -> str:
        if not cards.needs_best(len(self._briefings)):
            return ""
        rows, decode = self._all_rows(), _decode_card
        return self._make(
            "best", number, cards.best_cards({at: decode(rows[at]).card for at in best})
        )

    def _make(self, kind: str, number: int, data: bytes) -> str:
        name = manifest.name(kind, number, data)
        self._made.put(name, data)
        return name

    def _make_others(self) -> dict[str, tuple[str, ...]]:
        """The files that hold all briefings: cards, facets, vocabulary."""
        archive = self._archive
        rows = list(map(msgspec.msgpack.Decoder(Row).decode, self._all_rows()))
        by_kind = whole_files(
            [row.facets for row in rows],
            [row.card for row in rows],
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
