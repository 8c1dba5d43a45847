"""The content folder as the store knows it: only what has changed is read, and only what is asked for is loaded."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from contextlib import contextmanager
from functools import cached_property, partial
from pathlib import Path
from typing import Any, Final, Generic, TypeVar

import msgspec
from msgspec import Struct

from hashtrail import files, workers
from hashtrail.diagnostics import Diagnostic, has_errors
from hashtrail.files import ContentFile
from hashtrail.model import Body, Briefing, Facts, Outline, Record
from hashtrail.recipes import digest
from hashtrail.sources import Column, SourceState, SourceStates, split
from hashtrail.store import Extract, Extracts, Store, group_of

T = TypeVar("T", Outline, Facts)

#: Where the year stands in the path of a briefing.
_YEAR: Final = slice(len(files.BRIEFINGS), len(files.BRIEFINGS) + 4)
#: Files that one task of a worker reads.
_CHUNK: Final = 50


class ToRead(Struct, frozen=True, array_like=True):
    """A file that may have changed, with the digest of its bytes if it was read before."""

    path: str
    stat: bytes
    known: bytes


class Read(Struct, frozen=True, array_like=True):
    """What reading a file gave. With an error there is no `state`; a file that had not changed has no `record`.

    A registry with errors has a record all the same, for the checks between files. A briefing has its outline and
    its facts.
    """

    state: SourceState | None
    record: bytes | None
    outline: bytes
    facts: bytes
    body: bytes
    diagnostics: tuple[Diagnostic, ...]


def read_files(folder: Path, chunk: Sequence[ToRead]) -> list[Read]:
    """Read files, and parse those whose bytes are not the known ones. Runs in a worker."""
    return [_read_file(folder, file) for file in chunk]


def _read_file(folder: Path, file: ToRead) -> Read:
    # YAML and Markdown: a build without changes does without them.
    from hashtrail import content  # noqa: PLC0415

    shown = files.shown(folder, file.path)
    data = files.read(folder / file.path, shown)
    if isinstance(data, Diagnostic):
        return Read(None, None, b"", b"", b"", (data,))
    source = digest(data)
    if source == file.known:
        state = SourceState(file.stat, source, b"", b"", b"", b"")
        return Read(state, None, b"", b"", b"", ())
    parsed = content.parse(data, file.path, shown)
    found = parsed.diagnostics
    if parsed.record is None:
        return Read(None, None, b"", b"", b"", found)
    record = msgspec.msgpack.encode(parsed.record)
    if has_errors(found):
        return Read(None, record, b"", b"", b"", found)
    outline = facts = body = b""
    if isinstance(parsed.record, Briefing):
        outline = msgspec.msgpack.encode(Outline.of(parsed.record))
        facts = msgspec.msgpack.encode(Facts.of(parsed.record))
    if parsed.body is not None:
        body = msgspec.msgpack.encode(parsed.body)
    state = SourceState(
        file.stat,
        source,
        record=digest(record),
        body=digest(body) if body else b"",
        outline=digest(outline) if outline else b"",
        facts=digest(facts) if facts else b"",
    )
    return Read(state, record, outline, facts, body, found)


def _digest_of(
    known: SourceStates, read: Mapping[str, SourceState], column: Column, field: str, path: str
) -> bytes:
    """The digest of what a file holds: of one that was read now, or else of one that is as it was."""
    if path in read:
        found: bytes = getattr(read[path], field)
        return found
    return known.digest(column, path)


#: The fields of extracts that hardly two briefings have alike.
_OWN: Final = frozenset({"id", "path"})


def _share(struct: Struct, known: dict[object, Any]) -> None:
    """Let an extract hold what is equal in others, and is `known`, as the same object: days, names, lists of them.

    Thousands of briefings hold the same few hundred texts, of which each decoded one would be a copy.
    """
    for name in struct.__struct_fields__:
        if name not in _OWN:
            msgspec.structs.force_setattr(struct, name, _shared(getattr(struct, name), known))


def _shared(value: Any, known: dict[object, Any]) -> Any:
    kind = type(value)
    if kind is str:
        return known.setdefault(value, value)
    if kind is tuple:
        if value and isinstance(value[0], Struct):
            # Not to be told by being equal: they may hold other types of numbers.
            for each in value:
                _share(each, known)
            return value
        parts = tuple([_shared(each, known) for each in value])
        return known.setdefault(parts, parts)
    return value


class _Extracts(Generic[T]):
    """One kind of extract of all briefings: those of the files that were read now, and the stored ones of all other."""

    def __init__(
        self,
        extract: Extract,
        column: Column,
        kind: type[T],
        store: Store,
        records: Callable[[str], Briefing],
    ) -> None:
        self._fresh: dict[str, T] = {}
        self._shared: dict[object, Any] = {}
        self._extract = extract
        self._column = column
        self._kind: type[T] = kind
        self._store = store
        #: Those of all files, once all were read. They are put in: whoever reads them holds this, and must be let go of
        #: though no collector looks for circles.
        self.states = SourceStates()
        self._records = records

    @cached_property
    def _decoder(self) -> msgspec.msgpack.Decoder[T]:
        return msgspec.msgpack.Decoder(self._kind)

    def take(self, path: str, encoded: bytes) -> None:
        """Take what was read of a file."""
        extract = self._decoder.decode(encoded)
        _share(extract, self._shared)
        if isinstance(extract, Outline):
            msgspec.structs.force_setattr(extract, "path", path)
            # Of its own, or else all that was encoded would stay in memory.
            sources = extract.encoded_sources.copy()
            msgspec.structs.force_setattr(extract, "encoded_sources", sources)
        self._fresh[path] = extract

    @cached_property
    def all(self) -> dict[str, T]:
        self._shared.clear()
        states = self.states
        briefings, digests = states.briefings, states.of_briefings(self._column)
        if len(self._fresh) == len(briefings):
            return {path: self._fresh[path] for path in briefings}
        stored = self._store.extracts(self._extract, self._kind)
        if (stored.paths, stored.digests) == ("\n".join(briefings), digests):
            return dict(zip(briefings, stored.values, strict=True)) | self._fresh
        paths = stored.paths.splitlines()
        known = dict(zip(paths, stored.values, strict=True))
        known_digests = dict(zip(paths, split(stored.digests), strict=True))
        loaded = {}
        for path, each in zip(briefings, split(digests), strict=True):
            if path in self._fresh:
                loaded[path] = self._fresh[path]
            elif known_digests.get(path) == each:
                loaded[path] = known[path]
            else:
                loaded[path] = self._kind.of(self._records(path))
        return loaded

    def save(self, known: SourceStates) -> None:
        """Write them if they are not those of the files as they were `known`."""
        states = self.states
        paths, digests = states.briefings, states.of_briefings(self._column)
        if (paths, digests) != (known.briefings, known.of_briefings(self._column)):
            extracts = Extracts("\n".join(paths), digests, tuple(self.all.values()))
            self._store.save_extracts(self._extract, extracts)


class Contents:
    """What the files of a content folder hold.

    `states` are those of the files without errors; `records` and `bodies` give what a file holds by its path,
    `outlines` and `facts` the extracts of the briefings; `found` is what is wrong with any file on its own, and `listed`
    are the files.
    """

    def __init__(
        self,
        folder: Path,
        store: Store,
        *,
        jobs: int,
        may_save: bool,
        remember: bool,
        progress: Callable[[int, int], None],
        before: Sequence[ContentFile] = (),
        changed: AbstractSet[str] = frozenset(),
    ) -> None:
        """Find out what has changed, and read that. New results go to the store, group by group, if they may.

        They are found there by the digest of their source, so it does no harm if the build fails later.
        Without `remember` all files are read anew. With the files `before`, in none of which anything
        was wrong, only the `changed` paths among them are looked at.
        """
        self.folder = folder
        self._store = store
        self._jobs = jobs
        self._may_save = may_save
        self._known = store.sources() if remember else SourceStates()
        rescanned = None
        if changed and len(self._known.paths) == len(before):
            rescanned = files.rescan(folder, before, changed)
        # Before the scan: a file of a later instant may have changed after it was read. Where nothing was scanned, any may.
        self._scanned_at = 0
        if rescanned is None:
            self._scanned_at = store.clock() if may_save else 0
            self.listed, self.found = files.scan(folder)
        else:
            self.listed, self.found = rescanned, []
        self._partial: dict[str, bytes] = {}
        self._read_now: dict[str, SourceState] = {}
        self._warnings: dict[str, tuple[Diagnostic, ...]] = {}

        def digest_of(column: Column, field: str) -> Callable[[str], bytes]:
            return partial(_digest_of, self._known, self._read_now, column, field)

        self.records = store.packed("record", digest_of("records", "record"), Briefing)
        self.bodies = store.packed("body", digest_of("bodies", "body"), Body)

        self.outlines = _Extracts("outline", "outlines", Outline, store, self.records)
        self.facts = _Extracts("facts", "facts", Facts, store, self.records)
        try:
            if rescanned is None:
                may_have_changed = self._recognised()
                gone = set(self._known.paths).difference(file.path for file in self.listed)
            else:
                may_have_changed = [file for file in rescanned if file.path in changed]
                self._unchanged = [path for path in self._known.paths if path not in changed]
                gone = set()
            self._read(may_have_changed, gone, progress)
        finally:
            self.close()

    def close(self) -> None:
        """Close the files of the store; what is asked for later opens them again."""
        self.records.close()
        self.bodies.close()

    def _recognised(self) -> list[ContentFile]:
        """Take the files that are as they were; gives those that may have changed."""
        known = dict(zip(self._known.paths, split(self._known.stats, files.STAT_SIZE), strict=True))
        self._unchanged = []
        others = []
        for file in self.listed:
            if known.get(file.path) == file.stat:
                self._unchanged.append(file.path)
            else:
                others.append(file)
        return others

    def _read(
        self,
        changed: Sequence[ContentFile],
        gone: AbstractSet[str],
        progress: Callable[[int, int], None],
    ) -> None:
        known = self._known
        to_read = [
            ToRead(file.path, file.stat, known.digest("sources", path) if is_known else b"")
            for file in changed
            for path in (file.path,)
            for is_known in (path in known.numbers,)
        ]
        self._has_news = bool(to_read or gone)
        self._take(to_read, set(map(group_of, gone)), progress)
        self.states = known.after(
            [*self._unchanged, *self._read_now], self._read_now, self._warnings
        )
        self.outlines.states = self.facts.states = self.states
        self.found += [each for warnings in self.states.warnings.values() for each in warnings]

    def _take(
        self,
        to_read: Sequence[ToRead],
        changed_groups: set[str],
        progress: Callable[[int, int], None],
    ) -> None:
        """Read files, group by group, so that no more than the values of one group are held in memory."""
        if to_read:
            import hashtrail.content  # noqa: F401, PLC0415 - once, before workers are forked
        to_come = Counter(group_of(file.path) for file in to_read)
        by_group: defaultdict[str, list[str]] = defaultdict(list)
        years = {group[:4] for group in (*to_come, *changed_groups)}
        for path in self._unchanged:
            # To tell its group takes longer, and mostly few are concerned.
            if not path.startswith(files.BRIEFINGS) or path[_YEAR] in years:
                by_group[group_of(path)].append(path)
        done = 0
        chunks = workers.run(
            partial(read_files, self.folder), to_read, jobs=self._jobs, chunk=_CHUNK
        )
        asked = iter(to_read)
        for chunk in chunks:
            for read, file in zip(chunk, asked, strict=False):
                group = group_of(file.path)
                if self._take_one(file, read):
                    changed_groups.add(group)
                if read.state is not None:
                    by_group[group].append(file.path)
                to_come[group] -= 1
                if not to_come[group] and group in changed_groups:
                    self._save_group(group, by_group[group])
                    changed_groups.discard(group)
            done += len(chunk)
            progress(done, len(to_read))
        for group in changed_groups:
            self._save_group(group, by_group[group])

    def _take_one(self, file: ToRead, read: Read) -> bool:
        """Take what reading a file gave; returns whether it is not what the store has."""
        path = file.path
        if read.state is None:
            self.found += read.diagnostics
            if read.record is not None:
                self._partial[path] = read.record
            return path in self._known.numbers
        is_known = read.record is None
        state = self._known.of(path) if is_known else read.state
        # As in git's index: a file of the instant in which it was looked at may have changed since.
        is_racy = files.is_of_time(file.stat, self._scanned_at)
        # What came from a worker is a copy, and one is enough.
        self._read_now[path] = msgspec.structs.replace(state, stat=b"" if is_racy else file.stat)
        self._warnings[path] = self._known.warnings.get(path, ()) if is_known else read.diagnostics
        if read.record is None:
            return False
        self.records.fresh[path] = read.record
        if read.body:
            self.bodies.fresh[path] = read.body
        if read.outline:
            self.outlines.take(path, read.outline)
            self.facts.take(path, read.facts)
        return True

    def _save_group(self, group: str, paths: Sequence[str]) -> None:
        """Write what the files of a group hold, those that have not changed included."""
        if not self._may_save:
            return
        records = {path: self.records.encoded(path) for path in paths}
        bodies = {path: self.bodies.encoded(path) for path in paths if self.bodies.has(path)}
        with self._saving():
            self._store.save_pack("body", group, bodies)
            self._store.save_pack("record", group, records)
            self.records.forget(group)
            self.bodies.forget(group)

    @contextmanager
    def _saving(self) -> Iterator[None]:
        """A store that cannot be written is no error: the build goes on with what it holds in memory."""
        try:
            yield
        except OSError as error:
            self._store.give_up(error)
            self._may_save = False

    def save(self) -> None:
        """Write what the next build recognises the files by."""
        if not self._may_save or not self._has_news:
            return
        self._has_news = False
        with self._saving():
            self.outlines.save(self._known)
            self.facts.save(self._known)
            self._store.save_sources(self.states)
            self._store.tidy(set(map(group_of, self.states.paths)))

    @property
    def broken(self) -> frozenset[str]:
        """The paths of the files that have errors of their own, or that are missing."""
        prefix = files.shown(self.folder, "")
        return frozenset(
            diagnostic.path.removeprefix(prefix)
            for diagnostic in self.found
            if diagnostic.severity == "error"
        )

    @property
    def has_errors(self) -> bool:
        return has_errors(self.found)

    def other_records(self) -> dict[str, Record]:
        """The records of all files but the briefings, by path; of registries also those with errors."""
        encoded = {path: self.records.encoded(path) for path in self.states.others}
        encoded |= self._partial
        return {path: msgspec.msgpack.decode(encoded[path], type=Record) for path in encoded}
