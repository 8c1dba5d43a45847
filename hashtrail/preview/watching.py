"""Watching the folders that a site is made from.

What the operating system tells of a file is a hint that something is different, and no more: it starts a build, which
finds out for itself. Now and then the folders are looked through as well, for a hint can get lost: on a network drive,
in a burst, or while a folder is away.
"""

from __future__ import annotations

import asyncio
import hashlib
import os
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from msgspec import Struct, field
from watchdog.events import (
    DirCreatedEvent,
    DirDeletedEvent,
    DirMovedEvent,
    FileClosedEvent,
    FileCreatedEvent,
    FileDeletedEvent,
    FileModifiedEvent,
    FileMovedEvent,
    FileSystemEvent,
    FileSystemEventHandler,
)
from watchdog.observers import Observer
from watchdog.observers.api import BaseObserver, ObservedWatch

from hashtrail.files import is_editors_own

#: To read a file raises events too: builds would wake themselves.
_EVENTS: Final[list[type[FileSystemEvent]]] = [
    DirCreatedEvent,
    DirDeletedEvent,
    DirMovedEvent,
    FileClosedEvent,
    FileCreatedEvent,
    FileDeletedEvent,
    FileModifiedEvent,
    FileMovedEvent,
]
#: A save is several events. Seconds without one after which it counts as done, and how long that may take at most.
_QUIET: Final = 0.015
#: The same where a file is gone or empty: that may be one half of a save, or of a rename.
_QUIET_HALFWAY: Final = 0.2
_PATIENCE: Final = 0.5
#: Seconds between two looks through the folders: at least these, and a hundred times what a look takes.
_LOOK: Final = 2.0
_LOOK_SHARE: Final = 100


class Changes(Struct):
    """What has happened, as far as it is known: files that were written or removed, and where moved ones went.

    Paths are those of the watched folders with what stands below them. If they `are_all` is told, no other file is
    different.
    """

    files: set[Path] = field(default_factory=set)
    moves: dict[Path, Path] = field(default_factory=dict)
    are_all: bool = True

    def inside(self, folder: Path) -> frozenset[str]:
        """The paths below a folder, with slashes; none if others may be different too."""
        if not self.are_all:
            return frozenset()
        return frozenset(
            path.relative_to(folder).as_posix()
            for path in self.files
            if path.is_relative_to(folder)
        )

    @property
    def are_halfway(self) -> bool:
        """Whether a file is gone, or there with nothing in it."""
        return any(_is_gone_or_empty(path) for path in self.files - self.moves.keys())


class Watch:
    """Watches some folders, each with all that is below it. They may be missing, vanish and come back."""

    def __init__(self, folders: Sequence[Path]) -> None:
        self._folders = folders
        self._loop = asyncio.get_running_loop()
        self._wake = asyncio.Event()
        self._changes = Changes()
        self._observer: BaseObserver = Observer()
        self._watched: dict[Path, tuple[tuple[int, int], ObservedWatch]] = {}
        self._looking: asyncio.Task[None] | None = None
        #: Why the operating system tells of no events, if it does not.
        self.problem = ""

    def start(self) -> None:
        self._observer.start()
        for parent in {folder.parent for folder in self._folders}:
            self._schedule(parent, _Parent(self))
        self.renew()
        self._looking = self._loop.create_task(self._look())

    async def stop(self) -> None:
        if self._looking is not None:
            self._looking.cancel()
        self._observer.stop()
        await asyncio.to_thread(self._observer.join)

    async def next(self) -> Changes:
        """Wait for a change, and then until it is complete."""
        await self._wake.wait()
        until = self._loop.time() + _PATIENCE
        while self._wake.is_set() and self._loop.time() < until:
            self._wake.clear()
            await asyncio.sleep(_QUIET_HALFWAY if self._changes.are_halfway else _QUIET)
        self._wake.clear()
        changes, self._changes = self._changes, Changes()
        self.renew()
        return changes

    def renew(self) -> None:
        """Watch what stands at the paths of the folders now, should it be another folder than before."""
        for folder in self._folders:
            identity = _identity(folder)
            before, watch = self._watched.get(folder, (None, None))
            if identity == before:
                continue
            if watch is not None:
                self._observer.unschedule(watch)
                del self._watched[folder]
            if identity is not None:
                # A link is followed to where it leads now.
                handler = _Folder(self, folder, Path(os.path.realpath(folder)))
                new = self._schedule(handler.real, handler, recursive=True)
                if new is not None:
                    self._watched[folder] = identity, new

    def _schedule(
        self, folder: Path, handler: FileSystemEventHandler, *, recursive: bool = False
    ) -> ObservedWatch | None:
        try:
            return self._observer.schedule(
                handler, str(folder), recursive=recursive, event_filter=_EVENTS
            )
        except OSError as error:
            if folder.is_dir():
                self.problem = error.strerror or str(error)
            return None

    def hint(self, path: Path | None = None, destination: Path | None = None) -> None:
        """Something is different; called from the threads of the observer."""
        self._loop.call_soon_threadsafe(self._take, path, destination)

    def _take(self, path: Path | None, destination: Path | None) -> None:
        self._changes.files.update(filter(None, (path, destination)))
        if path is None and destination is None:
            self._changes.are_all = False
        if path is not None and destination is not None:
            self._changes.moves[path] = destination
        self._wake.set()

    def concerns(self, path: Path) -> bool:
        """Whether a path is that of a watched folder itself."""
        return any(path.name == folder.name for folder in self._folders)

    async def _look(self) -> None:
        before, seconds = await asyncio.to_thread(_look_through, self._folders)
        while True:
            await asyncio.sleep(max(_LOOK, _LOOK_SHARE * seconds))
            now, seconds = await asyncio.to_thread(_look_through, self._folders)
            if now != before:
                # Mostly a change that was told of already: then this build finds nothing to do.
                self._take(None, None)
            before = now


class _Folder(FileSystemEventHandler):
    """What happens below a watched folder."""

    def __init__(self, watch: Watch, shown: Path, real: Path) -> None:
        self.real = real
        self._watch = watch
        self._shown = shown

    def on_any_event(self, event: FileSystemEvent) -> None:
        path, destination = self._path(event.src_path), self._path(event.dest_path)
        if path is not None or destination is not None:
            self._watch.hint(path, destination)

    def _path(self, location: bytes | str) -> Path | None:
        """Where a file is, as the folder was named; None for what text editors leave beside it."""
        path = Path(os.fsdecode(location))
        if not location or not path.is_relative_to(self.real):
            return None
        below = path.relative_to(self.real)
        if any(map(is_editors_own, below.parts)):
            return None
        return self._shown / below


class _Parent(FileSystemEventHandler):
    """What happens to a watched folder itself."""

    def __init__(self, watch: Watch) -> None:
        self._watch = watch

    def on_any_event(self, event: FileSystemEvent) -> None:
        paths = (Path(os.fsdecode(path)) for path in (event.src_path, event.dest_path) if path)
        if any(map(self._watch.concerns, paths)):
            self._watch.hint()


def _is_gone_or_empty(path: Path) -> bool:
    try:
        return os.stat(path).st_size == 0
    except OSError:
        return True


def _identity(folder: Path) -> tuple[int, int] | None:
    """What tells a folder from another one at the same path; None if none is there."""
    try:
        stat = os.stat(folder)
    except OSError:
        return None
    return stat.st_dev, stat.st_ino


def _look_through(folders: Sequence[Path]) -> tuple[bytes, float]:
    """A digest of the state of all files below the folders, and the seconds that it took."""
    start = time.perf_counter()
    state = hashlib.blake2b()
    for folder in folders:
        for line in _states(os.fspath(folder)):
            state.update(line.encode(errors="surrogateescape"))
    return state.digest(), time.perf_counter() - start


def _states(folder: str) -> Iterator[str]:
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError:
        return
    for entry in entries:
        if is_editors_own(entry.name):
            continue
        if entry.is_dir(follow_symlinks=False):
            yield f"{entry.path}/\n"
            yield from _states(entry.path)
            continue
        try:
            stat = entry.stat(follow_symlinks=False)
        except OSError:
            continue
        yield f"{entry.path} {stat.st_ino} {stat.st_size} {stat.st_mtime_ns}\n"
