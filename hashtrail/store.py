"""What the last build remembered, in `.hashtrail/` beside the content folder. It is safe to delete.

Several kinds of file, each with a header (form, engine, digest), each written whole and renamed into place:

- `sources`: for each content file the state by which it is recognised and the digests of what it holds;
- `records-<group>` and `bodies-<group>`: what the files of a folder of briefings (or all others) hold;
- `code-<key>`: a compiled template;
- `pages-<output>` and `links-<output>`: for each file of one output folder its recipe and digest, and its links.

A file that is damaged, of another form or of another engine counts as missing. Records and bodies carry the
digest of their source and are checked against it, so that files of different builds may stand side by side.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import struct
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final, TypeVar

import msgspec
from msgspec import Struct

from hashtrail.diagnostics import Diagnostic
from hashtrail.files import FileStat
from hashtrail.model import Body, Record
from hashtrail.plan import Recipe
from hashtrail.recipes import DIGEST_SIZE, digest
from hashtrail.views import TextUnavailableError

FOLDER: Final = ".hashtrail"
_FORM: Final = b"hashtrail store 1\n"
#: Compiled templates that are kept: those of ten versions of each.
_CODE_LIMIT: Final = 300
_HEADER_SIZE: Final = len(_FORM) + 2 * DIGEST_SIZE

T = TypeVar("T")


class StoreError(TextUnavailableError):
    """A file of the store is not what it was when it was written."""


class SourceState(Struct, frozen=True, array_like=True):
    """A content file as it was read: its state, and the digests of its bytes, its record and its body."""

    stat: FileStat
    source: bytes
    record: bytes
    body: bytes


class StoredRecord(Struct, frozen=True, array_like=True):
    """What a content file without errors holds, still encoded, and the warnings about it."""

    source: bytes
    record: msgspec.Raw
    warnings: tuple[Diagnostic, ...]

    def decode(self) -> Record:
        record: Record = msgspec.msgpack.decode(self.record, type=Record)
        return record


class PageState(Struct, frozen=True, array_like=True):
    """A file of the site as it was written. `fields` and `texts` are those of its view (`recipes.ViewDigest`)."""

    recipe: Recipe
    fields: bytes
    texts: tuple[str, ...]
    digest: bytes
    stat: FileStat


class OutputState(Struct, frozen=True, kw_only=True):
    """What the last build of an output folder was made from, and what it wrote, by site path.

    `inputs` is the digest of all that the build read, `shown` of all that its views were made from; `sources`
    are the digests of record and body of each content file, `template_sources` those of the template files,
    and `templates` those of each template with all that it uses.
    """

    inputs: bytes
    shown: bytes
    sources: dict[str, tuple[bytes, bytes]]
    template_sources: dict[str, bytes]
    templates: dict[str, bytes]
    pages: dict[str, PageState]
    warnings: tuple[Diagnostic, ...]


class LinkState(Struct):
    """The internal links of each HTML page by site path, and those to a part of another page.

    The targets of a page are numbers (unsigned, 32 bits) of `targets`.
    """

    targets: list[str]
    pages: dict[str, bytes]
    fragments: dict[str, tuple[str, ...]]


def group_of(path: str) -> str:
    """The group whose files a content file is stored with: its year, or `site`."""
    return path.split("/")[1] if path.startswith("briefings/") else "site"


class Store:
    """The files of one store folder. With `engine` it takes only what the same engine has written."""

    def __init__(self, folder: Path, engine: bytes) -> None:
        self.folder = folder
        self._engine = engine
        #: Why files were passed over, if any were: one sentence each.
        self.notices: set[str] = set()

    @staticmethod
    def key(output: Path) -> str:
        """The name under which the store knows an output folder: a digest of where it is."""
        return digest(os.path.realpath(output).encode()).hex()

    @contextmanager
    def locked(self, on_wait: Callable[[], None]) -> Iterator[None]:
        """Hold the store for one build; another one waits, after it has been told so.

        The lock is the operating system's and ends with the process, however that ends. A folder that cannot be
        written is not locked: then there is nothing to disturb.
        """
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            descriptor = os.open(self.folder, os.O_RDONLY)
        except OSError:
            yield
            return
        try:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                on_wait()
                fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)

    def give_up(self, error: OSError) -> None:
        """Note that nothing can be written, and so nothing will be remembered."""
        self.notices.add(f"the store cannot be written ({error.strerror}); nothing is remembered")

    # Reading

    def _payload(self, name: str) -> bytes | None:
        try:
            data = (self.folder / name).read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            self.notices.add(f"the store cannot be read ({error.strerror}); starting over")
            return None
        payload = data[_HEADER_SIZE:]
        if not data.startswith(_FORM):
            self.notices.add("the store is of another form; starting over")
        elif data[len(_FORM) : len(_FORM) + DIGEST_SIZE] != self._engine:
            self.notices.add("the store is of another version of the engine; starting over")
        elif data[len(_FORM) + DIGEST_SIZE : _HEADER_SIZE] != digest(payload):
            self.notices.add("the store is damaged; starting over")
        else:
            return payload
        return None

    def _load(self, name: str, kind: type[T]) -> T | None:
        payload = self._payload(name)
        if payload is None:
            return None
        try:
            return msgspec.msgpack.decode(payload, type=kind)
        except msgspec.MsgspecError:
            self.notices.add("the store is damaged; starting over")
            return None

    def written_at(self, name: str) -> int:
        """When a file of the store was written (ns); a file of the same instant may have changed since."""
        try:
            return os.stat(self.folder / name).st_mtime_ns
        except OSError:
            return 0

    def bodies(self, states: Mapping[str, SourceState]) -> Bodies:
        return Bodies(self.folder, self._engine, states)

    def sources(self) -> dict[str, SourceState]:
        return self._load("sources", dict[str, SourceState]) or {}

    def records(self, group: str) -> dict[str, StoredRecord]:
        return self._load(f"records-{group}", dict[str, StoredRecord]) or {}

    def load_code(self, key: str) -> bytes | None:
        """The compiled template with a key (`templating.CompiledTemplates`)."""
        return self._payload(f"code-{key}")

    def output(self, output: Path) -> OutputState | None:
        return self._load(f"pages-{self.key(output)}", OutputState)

    def links(self, output: Path) -> LinkState | None:
        return self._load(f"links-{self.key(output)}", LinkState)

    # Writing

    def _write(self, name: str, payload: Iterable[bytes]) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        parts = list(payload)
        state = hashlib.blake2b(digest_size=DIGEST_SIZE)
        state.update(sum(map(len, parts)).to_bytes(8, "little"))
        for part in parts:
            state.update(part)
        temporary = self.folder / f"{name}.{os.getpid()}.new"
        with temporary.open("wb") as file:
            file.write(_FORM + self._engine + state.digest())
            file.writelines(parts)
        os.replace(temporary, self.folder / name)

    def save_sources(self, sources: Mapping[str, SourceState]) -> None:
        self._write("sources", [msgspec.msgpack.encode(sources)])

    def save_group(
        self, group: str, records: Mapping[str, StoredRecord], bodies: Mapping[str, bytes]
    ) -> None:
        """Write the records and encoded bodies of a group; the bodies first, for a record promises one."""
        index: dict[str, tuple[int, int]] = {}
        offset = 0
        for path, body in bodies.items():
            index[path] = (offset, len(body))
            offset += len(body)
        head = msgspec.msgpack.encode(index)
        name = f"bodies-{group}"
        self.folder.mkdir(parents=True, exist_ok=True)
        temporary = self.folder / f"{name}.{os.getpid()}.new"
        with temporary.open("wb") as file:
            file.write(_FORM + self._engine + digest(head) + _LENGTH.pack(len(head)) + head)
            file.writelines(bodies.values())
        os.replace(temporary, self.folder / name)
        self._write(f"records-{group}", [msgspec.msgpack.encode(records)])

    def save_code(self, key: str, code: bytes) -> None:
        """Keep a compiled template; where that is not possible it is compiled again."""
        with suppress(OSError):
            self._write(f"code-{key}", [code])

    def save_output(self, output: Path, state: OutputState, links: LinkState | None) -> None:
        """Write what an output folder holds, with its links if they changed: the last thing that a build does."""
        if links is not None:
            self._write(f"links-{self.key(output)}", [msgspec.msgpack.encode(links)])
        self._write(f"pages-{self.key(output)}", [msgspec.msgpack.encode(state)])

    def tidy(self, groups: Iterable[str]) -> None:
        """Remove the files of all groups but the given ones, and what a killed build has left."""
        kept = {f"{kind}-{group}" for group in groups for kind in ("records", "bodies")}
        names = list(self._names())
        is_crowded = sum(name.startswith("code-") for name in names) > _CODE_LIMIT
        for name in names:
            if (
                name.endswith(".new")
                or (name.startswith(("records-", "bodies-")) and name not in kept)
                or (is_crowded and name.startswith("code-"))
            ):
                (self.folder / name).unlink(missing_ok=True)

    def _names(self) -> Iterator[str]:
        try:
            yield from os.listdir(self.folder)
        except FileNotFoundError:
            return


_LENGTH: Final = struct.Struct("<Q")


class Bodies:
    """The bodies of content files: those of this build in memory, all others in the files of the store.

    A body is read from its file when it is asked for and is checked against its digest, so that a process needs
    no more memory for them than for one. `states` gives the digests; it may still grow.
    """

    def __init__(self, folder: Path, engine: bytes, states: Mapping[str, SourceState]) -> None:
        self.fresh: dict[str, bytes] = {}
        self._folder = folder
        self._engine = engine
        self._states = states
        self._packs: dict[str, _Pack] = {}

    def __reduce__(self) -> tuple[Any, ...]:
        """For a worker process, which opens the files anew."""
        return _bodies, (self._folder, self._engine, self._states, self.fresh)

    def __call__(self, path: str) -> Body:
        """The body of a content file. Raises StoreError if it is not the one that was stored."""
        return msgspec.msgpack.decode(self.encoded(path), type=Body)

    def encoded(self, path: str) -> bytes:
        fresh = self.fresh.get(path)
        if fresh is not None:
            return fresh
        group = group_of(path)
        if group not in self._packs:
            self._packs[group] = _Pack(self._folder / f"bodies-{group}", self._engine)
        data = self._packs[group].read(path)
        if digest(data) != self._states[path].body:
            raise StoreError(path)
        return data

    def forget(self, group: str) -> None:
        """Hold nothing of a group any more: its files were written anew."""
        for path in [path for path in self.fresh if group_of(path) == group]:
            del self.fresh[path]
        if pack := self._packs.pop(group, None):
            pack.close()

    def close(self) -> None:
        """Close the files; a body that is asked for later opens them again."""
        while self._packs:
            self._packs.popitem()[1].close()


def _bodies(
    folder: Path, engine: bytes, states: Mapping[str, SourceState], fresh: dict[str, bytes]
) -> Bodies:
    bodies = Bodies(folder, engine, states)
    bodies.fresh = fresh
    return bodies


class _Pack:
    """One file of bodies: a header, an index of offsets and lengths, and the bodies one after the other."""

    def __init__(self, location: Path, engine: bytes) -> None:
        try:
            self._file = location.open("rb", buffering=0)
        except OSError as error:
            raise StoreError(location.name) from error
        try:
            header = self._file.read(_HEADER_SIZE + _LENGTH.size)
            (length,) = _LENGTH.unpack(header[_HEADER_SIZE:])
            head = self._file.read(min(length, os.fstat(self._file.fileno()).st_size))
            self._index = msgspec.msgpack.decode(head, type=dict[str, tuple[int, int]])
        except (OSError, struct.error, msgspec.MsgspecError) as error:
            self.close()
            raise StoreError(location.name) from error
        if header[:_HEADER_SIZE] != _FORM + engine + digest(head):
            self.close()
            raise StoreError(location.name)
        self._start = len(header) + len(head)

    def read(self, path: str) -> bytes:
        if path not in self._index:
            raise StoreError(path)
        offset, length = self._index[path]
        # pread keeps no position, which processes that share the open file would fight over.
        return os.pread(self._file.fileno(), length, self._start + offset)

    def close(self) -> None:
        self._file.close()
