"""The content folder as the store knows it: only what has changed is read, and only what is asked for is loaded."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Final

import msgspec
from msgspec import Struct

from hashtrail import files, workers
from hashtrail.diagnostics import Diagnostic, has_errors
from hashtrail.files import ContentFile, FileStat
from hashtrail.model import Record
from hashtrail.recipes import digest
from hashtrail.store import SourceState, Store, StoredRecord, group_of

#: Files that one task of a worker reads.
_CHUNK: Final = 50


class ToRead(Struct, frozen=True, array_like=True):
    """A file that may have changed, with the digest of its bytes if it was read before."""

    path: str
    stat: FileStat
    known: bytes


class Read(Struct, frozen=True, array_like=True):
    """What reading a file gave. With an error there is no `state`; a file that had not changed has no `record`.

    A registry with errors has a record all the same, for the checks between files.
    """

    path: str
    state: SourceState | None
    record: bytes | None
    body: bytes | None
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
        return Read(file.path, None, None, None, (data,))
    source = digest(data)
    if source == file.known:
        return Read(file.path, SourceState(file.stat, source, b"", b""), None, None, ())
    parsed = content.parse(data, file.path, shown)
    if parsed.record is None:
        return Read(file.path, None, None, None, parsed.diagnostics)
    record = msgspec.msgpack.encode(parsed.record)
    if has_errors(parsed.diagnostics):
        return Read(file.path, None, record, None, parsed.diagnostics)
    body = None if parsed.body is None else msgspec.msgpack.encode(parsed.body)
    state = SourceState(file.stat, source, digest(record), digest(body) if body else b"")
    return Read(file.path, state, record, body, parsed.diagnostics)


class Contents:
    """What the files of a content folder hold.

    `states` are those of the files without errors, by path; `found` is what is wrong with any file on its own.
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
    ) -> None:
        """Find out what has changed, and read that. New results go to the store at once if they may.

        They are found there by the digest of their source, so it does no harm if the build fails later.
        Without `remember` all files are read anew.
        """
        self.folder = folder
        self._store = store
        self._jobs = jobs
        self._may_save = may_save
        self._progress = progress
        listed, self.found = files.scan(folder)
        self._known = store.sources() if remember else {}
        self._fresh: dict[str, StoredRecord] = {}
        self._read_now: set[str] = set()
        self._partial: dict[str, bytes] = {}
        self.states: dict[str, SourceState] = {}
        self.bodies = store.bodies(self.states)
        try:
            self._read(listed)
        finally:
            self.bodies.close()

    def _read(self, listed: Sequence[ContentFile]) -> None:
        written_at = self._store.written_at("sources")
        to_read = []
        for file in listed:
            known = self._known.get(file.path)
            # As in git's index: a file of the same instant as the record of it may have changed since.
            is_racy = max(file.stat.mtime_ns, file.stat.ctime_ns) >= written_at
            if known is not None and known.stat == file.stat and not is_racy:
                self.states[file.path] = known
            else:
                to_read.append(ToRead(file.path, file.stat, known.source if known else b""))
        changed_groups = {group_of(path) for path in self._known.keys() - {f.path for f in listed}}
        self._take(to_read, changed_groups)
        if self._may_save and self.states != self._known:
            with self._saving():
                self._store.save_sources(self.states)
                self._store.tidy({group_of(path) for path in self.states})

    def _take(self, to_read: Sequence[ToRead], changed_groups: set[str]) -> None:
        """Read files, group by group, so that no more than the bodies of one group are held in memory."""
        if to_read:
            import hashtrail.content  # noqa: F401, PLC0415 - once, before workers are forked
        by_group: defaultdict[str, int] = defaultdict(int)
        for file in to_read:
            by_group[group_of(file.path)] += 1
        done = 0
        chunks = workers.run(
            partial(read_files, self.folder), to_read, jobs=self._jobs, chunk=_CHUNK
        )
        for chunk in chunks:
            for read in chunk:
                self._take_one(read, changed_groups)
                group = group_of(read.path)
                by_group[group] -= 1
                if not by_group[group] and group in changed_groups:
                    self._save_group(group)
                    changed_groups.discard(group)
            done += len(chunk)
            self._progress(done, len(to_read))
        for group in changed_groups:
            self._save_group(group)

    def _take_one(self, read: Read, changed_groups: set[str]) -> None:
        self.found += read.diagnostics
        if read.state is None:
            if read.record is not None:
                self._partial[read.path] = read.record
            if read.path in self._known:
                changed_groups.add(group_of(read.path))
            return
        if read.record is None:
            self.states[read.path] = msgspec.structs.replace(
                self._known[read.path], stat=read.state.stat
            )
            return
        self.states[read.path] = read.state
        self._read_now.add(read.path)
        warnings = tuple(each for each in read.diagnostics if each.severity == "warning")
        self._fresh[read.path] = StoredRecord(read.state.source, msgspec.Raw(read.record), warnings)
        if read.body is not None:
            self.bodies.fresh[read.path] = read.body
        changed_groups.add(group_of(read.path))

    def _save_group(self, group: str) -> None:
        """Write what the files of a group hold, those that have not changed included."""
        if not self._may_save:
            return
        paths = [path for path in self.states if group_of(path) == group]
        stored = self._stored(group, paths)
        bodies = {path: self.bodies.encoded(path) for path in paths if self.states[path].body}
        with self._saving():
            self._store.save_group(group, stored, bodies)
            self.bodies.forget(group)
            for path in paths:
                self._fresh.pop(path, None)

    @contextmanager
    def _saving(self) -> Iterator[None]:
        """A store that cannot be written is no error: the build goes on with what it holds in memory."""
        try:
            yield
        except OSError as error:
            self._store.give_up(error)
            self._may_save = False

    def _stored(self, group: str, paths: Iterable[str]) -> dict[str, StoredRecord]:
        """The stored records of files of a group; a file whose record is of other bytes is read again."""
        on_disk = self._store.records(group)
        stored: dict[str, StoredRecord] = {}
        for path in paths:
            record = self._fresh.get(path) or on_disk.get(path)
            if record is None or record.source != self.states[path].source:
                read = _read_file(self.folder, ToRead(path, self.states[path].stat, b""))
                self._take_one(read, set())
                record = self._fresh.get(path)
            if record is not None:
                stored[path] = record
        return stored

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

    def records(self) -> dict[str, Record]:
        """The records of all files, by path, as far as they can be read; the warnings go to `found`."""
        groups: defaultdict[str, list[str]] = defaultdict(list)
        for path in self.states:
            groups[group_of(path)].append(path)
        records: dict[str, Record] = {
            path: msgspec.msgpack.decode(record, type=Record)
            for path, record in self._partial.items()
        }
        for group, paths in groups.items():
            for path, stored in self._stored(group, paths).items():
                records[path] = stored.decode()
                if path not in self._read_now:
                    self.found += stored.warnings
        return records
