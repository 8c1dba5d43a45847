"""What the last build remembered, in `.hashtrail/` beside the content folder. It is safe to delete.

Several kinds of file, each with a header (form, engine, checksum), each written whole and renamed into place:

- `sources`: for each content file the state by which it is recognised and the digests of what it holds (an empty
  `clock` beside it takes the time);
- `record-<group>` and `body-<group>`: what the briefings of a month (or all other files) hold;
- `outline` and `facts`: those of all briefings;
- `code-<key>`: a compiled template;
- `pages-<output>`: what is known of the files of one output folder;
- `notes-<output>-<time>`: a journal of what is known besides, of one file each (no header; `pages-` tells what
  counts in it, and a killed build leaves no more than a tail that nothing refers to).

A file that is damaged, of another form or of another engine counts as missing. Records and bodies carry the
digest of their source and are checked against it, so that files of different builds may stand side by side.
"""

from __future__ import annotations

import fcntl
import os
import re
import struct
import time
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import cache, cached_property
from pathlib import Path
from typing import Any, Final, Generic, Literal, TypeVar, get_args

import msgspec
from msgspec import Struct

from hashtrail.files import BRIEFINGS, packed
from hashtrail.journal import Journal
from hashtrail.recipes import DIGEST_SIZE, digest
from hashtrail.sources import SourceStates, Versions
from hashtrail.views.texts import TextUnavailableError
from hashtrail.written import WrittenFiles

FOLDER: Final = ".hashtrail"
_FORM: Final = b"hashtrail store 1\n"
#: Compiled templates that are kept: those of ten versions of each.
_CODE_LIMIT: Final = 300
#: A CRC-32 tells damage as well as a digest, in a fifth of the time.
_CHECKSUM: Final = struct.Struct("<I")
_HEADER_SIZE: Final = len(_FORM) + DIGEST_SIZE + _CHECKSUM.size

T = TypeVar("T")


class StoreError(TextUnavailableError):
    """A file of the store is not what it was when it was written."""


class OutputState(Struct, frozen=True, kw_only=True):
    """What the last build of an output folder was made from, and what it wrote.

    `inputs` is the digest of all that the build read, `shown` of all that its views were made from, `skeleton` of
    that without the records of briefings, of which it takes the outlines, `registries` of that without any briefings,
    `ledger` that of their facts, and `listed` that
    of the list of files in the folder; `template_sources` are the digests of the template files, and `templates` those
    of each template with all that it uses. `versions` are the content files that it read, `files` those that it wrote.
    """

    inputs: bytes
    shown: bytes
    skeleton: bytes
    registries: bytes
    ledger: bytes
    listed: bytes
    template_sources: dict[str, bytes]
    templates: dict[str, bytes]
    versions: Versions
    files: WrittenFiles


#: What many pages need of each briefing, kept in one file apart from the records.
Extract = Literal["outline", "facts"]
#: What is kept in packs: the records and bodies of content files, and what the search index knows of each.
Kind = Literal["record", "body", "postings"]

_MONTH: Final = re.compile(r"briefings/\d{4}/(\d{4}-\d{2})(?=-)")
#: Where the longest part of a path ends that tells the group.
_GROUP_END: Final = len("briefings/2021/2021-06-")


class Extracts(Struct, Generic[T], frozen=True):
    """One kind of extract of briefings, in order of the paths of these, one in a line, and the column of their digests."""

    paths: str = ""
    digests: bytes = b""
    values: tuple[T, ...] = ()


def _checksum(data: bytes) -> bytes:
    return _CHECKSUM.pack(zlib.crc32(data))


def group_of(path: str) -> str:
    """The group whose files a content file is stored with: its month if it is a briefing's, or else `site`."""
    return _group(path[:_GROUP_END])


@cache
def _group(path: str) -> str:
    if month := _MONTH.match(path):
        return month[1]
    return path.split("/")[1] if path.startswith(BRIEFINGS) else "site"


class Store:
    """The files of one store folder. With `engine` it takes only what the same engine has written."""

    def __init__(self, folder: Path, engine: bytes, *, keep: bool = False) -> None:
        """With `keep` it holds what it has loaded or saved, for the builds that follow in this process.

        What is held counts only as long as its file is the one that it was loaded from.
        """
        self.folder = folder
        self._engine = engine
        self._kept: dict[str, tuple[bytes | None, Any]] | None = {} if keep else None
        self._late: set[str] = set()
        #: Whether it puts off, until `settle`, what is to be saved and holds that in memory: if the process is killed
        #: before, the next build finds out anew. Packs are written all the same; a store that keeps nothing puts off nothing.
        self.puts_off = False
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

    def settle(self) -> None:
        """Save what was put off, unless another process has written there since."""
        while self._late:
            assert self._kept is not None
            name = self._late.pop()
            before, value = self._kept[name]
            if before == self._stat(name):
                try:
                    self._write_value(name, value)
                except OSError as error:
                    self.give_up(error)

    def give_up(self, error: OSError) -> None:
        """Note that nothing can be written, and so nothing will be remembered."""
        self.notices.add(f"the store cannot be written ({error.strerror}); nothing is remembered")

    # Reading

    def _payload(self, name: str) -> bytes | None:
        try:
            with open(self.folder / name, "rb", buffering=0) as file:
                # Apart, for files are large, and to take in memory is what a build without changes does most.
                header, payload = file.read(_HEADER_SIZE), file.read()
        except FileNotFoundError:
            return None
        except OSError as error:
            self.notices.add(f"the store cannot be read ({error.strerror}); starting over")
            return None
        if not header.startswith(_FORM):
            self.notices.add("the store is of another form; starting over")
        elif header[len(_FORM) : len(_FORM) + DIGEST_SIZE] != self._engine:
            self.notices.add("the store is of another version of the engine; starting over")
        elif header[len(_FORM) + DIGEST_SIZE :] != _checksum(payload):
            self.notices.add("the store is damaged; starting over")
        else:
            return payload
        return None

    def load_as(self, name: str, kind: type[T]) -> T | None:
        """What a file of the store holds. It may be held for others: nobody changes it."""
        if self._kept is not None and name in self._kept:
            stat, kept = self._kept[name]
            if stat == self._stat(name):
                value: T = kept
                return value
        stat_before = self._stat(name)
        payload = self._payload(name)
        if payload is None:
            return None
        try:
            loaded = msgspec.msgpack.decode(payload, type=kind)
        except msgspec.MsgspecError:
            self.notices.add("the store is damaged; starting over")
            return None
        self._keep(name, stat_before, loaded)
        return loaded

    def _stat(self, name: str) -> bytes | None:
        try:
            return packed(os.stat(self.folder / name))
        except OSError:
            return None

    def _keep(self, name: str, stat: bytes | None, value: Any) -> None:
        if self._kept is not None and stat is not None:
            self._kept[name] = (stat, value)

    def clock(self) -> int:
        """The time (ns) as the file system of the store gives it to files; 0 where nothing can be written."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            (self.folder / "clock").write_bytes(b"")
            return os.stat(self.folder / "clock").st_mtime_ns
        except OSError:
            return 0

    def written_at(self, output: Path) -> int:
        """When what is known of an output folder was written (ns); a file of the same instant may have changed since."""
        state = self._state_of(output)
        return state.st_mtime_ns if state else 0

    def size(self, output: Path) -> int:
        """The bytes that are known of the files of an output folder."""
        state = self._state_of(output)
        return state.st_size if state else 0

    def _state_of(self, output: Path) -> os.stat_result | None:
        try:
            return os.stat(self.folder / f"pages-{self.key(output)}")
        except OSError:
            return None

    def sources(self) -> SourceStates:
        return self.load_as("sources", SourceStates) or SourceStates()

    def extracts(self, extract: Extract, of: type[T]) -> Extracts[T]:
        """One kind of extract of briefings."""
        return self.load_as(extract, Extracts[of]) or Extracts()  # type: ignore[valid-type]

    def packed(self, kind: Kind, digest_of: Callable[[str], bytes], of: type[T]) -> Packed[T]:
        """The records or bodies of files, or what else is packed, and has a digest by its path."""
        return Packed(self.folder, self._engine, kind, digest_of, of)

    def load(self, name: str) -> bytes | None:
        """What `save` has put there; None if it is not as it was."""
        return self._payload(name)

    def load_code(self, key: str) -> bytes | None:
        """The compiled template with a key (`templating.CompiledTemplates`)."""
        return self._payload(f"code-{key}")

    def output(self, output: Path) -> OutputState | None:
        return self.load_as(f"pages-{self.key(output)}", OutputState)

    def journal(self, output: Path, name: str = "") -> Journal:
        """The journal of an output folder that has a name; a new one if it has none."""
        return Journal(self.folder / (name or f"notes-{self.key(output)}-{time.time_ns():x}"))

    # Writing

    def _write(self, name: str, payload: bytes) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        temporary = self.folder / f"{name}.{os.getpid()}.new"
        with temporary.open("wb") as file:
            file.write(_FORM + self._engine + _checksum(payload))
            file.write(payload)
        os.replace(temporary, self.folder / name)

    def _save(self, name: str, value: Any) -> None:
        if self.puts_off and self._kept is not None:
            self._kept[name] = (self._stat(name), value)
            self._late.add(name)
        else:
            self._late.discard(name)
            self._write_value(name, value)

    def _write_value(self, name: str, value: Any) -> None:
        self._write(name, msgspec.msgpack.encode(value))
        self._keep(name, self._stat(name), value)

    def save_sources(self, sources: SourceStates) -> None:
        self._save("sources", sources)

    def save_extracts(self, extract: Extract, extracts: Extracts[T]) -> None:
        self._save(extract, extracts)

    def save_pack(self, kind: Kind, group: str, values: Mapping[str, bytes]) -> None:
        """Write the encoded records or bodies of a group, or what else is packed, by content path."""
        index: dict[str, tuple[int, int]] = {}
        offset = 0
        for path, value in values.items():
            index[path] = (offset, len(value))
            offset += len(value)
        head = msgspec.msgpack.encode(index)
        name = f"{kind}-{group}"
        self.folder.mkdir(parents=True, exist_ok=True)
        temporary = self.folder / f"{name}.{os.getpid()}.new"
        with temporary.open("wb") as file:
            file.write(_FORM + self._engine + _checksum(head) + _LENGTH.pack(len(head)) + head)
            file.writelines(values.values())
        os.replace(temporary, self.folder / name)

    def save(self, name: str, data: bytes) -> None:
        """Put bytes under a name of their own kind."""
        self._write(name, data)

    def save_code(self, key: str, code: bytes) -> None:
        """Keep a compiled template; where that is not possible it is compiled again."""
        with suppress(OSError):
            self._write(f"code-{key}", code)

    def save_output(self, output: Path, state: OutputState) -> None:
        """Write what an output folder holds: the last thing that a build does."""
        key = self.key(output)
        self._save(f"pages-{key}", state)
        if not self.puts_off:
            for name in self._names():
                if name.startswith(f"notes-{key}-") and name != state.files.journal:
                    (self.folder / name).unlink(missing_ok=True)

    def inside(self, name: str) -> Store:
        """A store of its own in a folder of this one."""
        inner = Store(self.folder / name, self._engine)
        inner.notices = self.notices
        return inner

    def tidy(self, groups: Iterable[str]) -> None:
        """Remove the files of all groups but the given ones, and what a killed build has left.

        A store that puts off what it saves leaves this to a later build.
        """
        if self.puts_off:
            return
        kept = {f"{kind}-{group}" for group in groups for kind in get_args(Kind)}
        packs = tuple(f"{kind}-" for kind in get_args(Kind))
        names = list(self._names())
        is_crowded = sum(name.startswith("code-") for name in names) > _CODE_LIMIT
        for name in names:
            if (
                name.endswith(".new")
                or (name.startswith(packs) and name not in kept)
                or (is_crowded and name.startswith("code-"))
            ):
                (self.folder / name).unlink(missing_ok=True)

    def _names(self) -> Iterator[str]:
        try:
            yield from os.listdir(self.folder)
        except FileNotFoundError:
            return


_LENGTH: Final = struct.Struct("<Q")
#: Files that one process holds open at a time for each kind: an archive may have more months than it may have files.
_OPEN_LIMIT: Final = 200


class Packed(Generic[T]):
    """What is packed, of one kind, by content path: that of this build in memory, all other in the files of the store.

    One is read from its file when it is asked for and is checked against its digest, so that a process needs no more
    memory for them than for one. `digest_of` gives the digests.
    """

    def __init__(
        self,
        folder: Path,
        engine: bytes,
        kind: Kind,
        digest_of: Callable[[str], bytes],
        of: type[T],
        fresh: dict[str, bytes] | None = None,
    ) -> None:
        self.fresh: dict[str, bytes] = fresh or {}
        self._arguments = (folder, engine, kind, digest_of, of)
        self._packs: dict[str, _Pack] = {}

    def __reduce__(self) -> tuple[Any, ...]:
        """For a worker process, which opens the files anew."""
        return Packed, (*self._arguments, self.fresh)

    @cached_property
    def _decoder(self) -> msgspec.msgpack.Decoder[T]:
        return msgspec.msgpack.Decoder(self._arguments[-1])

    def __call__(self, path: str) -> T:
        """What belongs to a content file. Raises StoreError if it is not what was stored."""
        return self._decoder.decode(self.encoded(path))

    def has(self, path: str) -> bool:
        """Whether a content file has one."""
        return bool(self._arguments[3](path))

    def encoded(self, path: str) -> bytes:
        fresh = self.fresh.get(path)
        if fresh is not None:
            return fresh
        folder, engine, kind, digest_of, _ = self._arguments
        group = group_of(path)
        if group not in self._packs:
            if len(self._packs) >= _OPEN_LIMIT:
                self._packs.pop(next(iter(self._packs))).close()
            self._packs[group] = _Pack(folder / f"{kind}-{group}", engine)
        data = self._packs[group].read(path)
        if digest(data) != digest_of(path):
            raise StoreError(path)
        return data

    def forget(self, group: str) -> None:
        """Hold nothing of a group any more: its files were written anew."""
        for path in [path for path in self.fresh if group_of(path) == group]:
            del self.fresh[path]
        if pack := self._packs.pop(group, None):
            pack.close()

    def close(self) -> None:
        """Close the files; what is asked for later opens them again."""
        while self._packs:
            self._packs.popitem()[1].close()


class _Pack:
    """One file of a group: a header, an index of offsets and lengths, and the values one after the other."""

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
        if header[:_HEADER_SIZE] != _FORM + engine + _checksum(head):
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
