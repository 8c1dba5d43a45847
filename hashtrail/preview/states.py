"""What browsers are told: the state of the site after each build, under a version number that only grows."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Final

import msgspec
from msgspec import Struct

from hashtrail import urls
from hashtrail.diagnostics import Diagnostic
from hashtrail.preview import sources
from hashtrail.preview.watching import Changes

#: Touched paths and diagnostics that are told one by one.
_TOUCHED_LIMIT: Final = 500
_DIAGNOSTICS_LIMIT: Final = 50


class State(Struct, frozen=True, kw_only=True):
    """The outcome of one build.

    `touched` are the site paths of the files that it wrote or removed, None for too many to tell; `gone` leads from
    each page that it removed to where its reader goes on; `edited` is the page of the one file that was
    changed, if there is exactly one; `is_behind` tells that what can wait, the search and the data files, does not know of it yet. `time` is in milliseconds since 1970, `more` counts the diagnostics left out.
    """

    version: int
    base: str
    ok: bool
    diagnostics: tuple[Diagnostic, ...]
    more: int
    touched: tuple[str, ...] | None
    gone: dict[str, str]
    edited: str
    is_behind: bool
    rendered: int
    seconds: float
    time: int


class Busy(Struct, frozen=True):
    """The build that is running, once it takes longer than a moment: its stage and how far it has come."""

    stage: str
    done: int
    total: int


class States:
    """The latest state, and those who wait for the next one."""

    def __init__(self, output: Path, content: Path, base: str) -> None:
        self._output = output
        self._content = content
        self._changed = asyncio.Event()
        #: Greater than all of an earlier run of the server, whose pages may still be open.
        self._version = time.time_ns() // 1_000_000
        #: Moves of content files that no build has followed yet.
        self._moves: dict[str, str] = {}
        self.busy: Busy | None = None
        self.is_closed = False
        self.latest = State(
            version=self._version, base=base, ok=True, diagnostics=(), more=0, touched=None, gone={},
            edited="", is_behind=False, rendered=0, seconds=0, time=self._version,
        )  # fmt: skip

    async def changed(self) -> None:
        """Wait until there is anything new to tell."""
        await self._changed.wait()

    def _tell(self) -> None:
        # Whoever waits holds the old event; the next to come waits for the next one.
        self._changed.set()
        self._changed = asyncio.Event()

    def set_busy(self, busy: Busy | None) -> None:
        self.busy = busy
        self._tell()

    def close(self) -> None:
        """Send everybody home."""
        self.is_closed = True
        self._tell()

    def finished(
        self,
        changes: Changes,
        *,
        ok: bool,
        diagnostics: tuple[Diagnostic, ...],
        touched: tuple[str, ...] | None = (),
        base: str | None = None,
        is_behind: bool = False,
        rendered: int = 0,
        seconds: float = 0,
    ) -> State:
        """A build is done."""
        self._version += 1
        self._moves |= {
            before: after
            for before, after in (map(self._source, move) for move in changes.moves.items())
            if before and after
        }
        edited = sorted(filter(None, map(self._source, changes.files)))
        gone = self._gone(touched or (), edited) if ok else {}
        if ok:
            self._moves.clear()
        pages = {page for source in edited if (page := sources.page_of(source))}
        shown = [page for page in pages if self._exists(page)]
        self.latest = State(
            version=self._version,
            base=base or self.latest.base,
            ok=ok,
            diagnostics=diagnostics[:_DIAGNOSTICS_LIMIT],
            more=max(0, len(diagnostics) - _DIAGNOSTICS_LIMIT),
            touched=touched if touched is None or len(touched) <= _TOUCHED_LIMIT else None,
            gone=gone,
            edited=shown[0] if len(shown) == 1 else "",
            is_behind=is_behind,
            rendered=rendered,
            seconds=round(seconds, 3),
            time=time.time_ns() // 1_000_000,
        )
        self.busy = None
        self._tell()
        return self.latest

    def caught_up(self, touched: tuple[str, ...]) -> None:
        """What could wait has come up with the pages; all else is as it was."""
        self._version += 1
        self.latest = msgspec.structs.replace(
            self.latest, version=self._version, is_behind=False, touched=touched, edited=""
        )
        self.busy = None
        self._tell()

    def _source(self, path: Path) -> str:
        """The path of a file below the content folder; empty if it is not there."""
        if not path.is_relative_to(self._content):
            return ""
        return path.relative_to(self._content).as_posix()

    def _exists(self, page: str) -> bool:
        return os.path.lexists(self._output / urls.output_path(page))

    def _gone(self, touched: Iterable[str], edited: list[str]) -> dict[str, str]:
        """Where the readers of the removed pages go: after their file, if it was moved, or else to their list."""
        removed = [
            path for path in touched if path.endswith(("/", ".html")) and not self._exists(path)
        ]
        if not removed:
            return {}
        moved: dict[str, str] = {}
        for before in self._moves:
            after = before
            for _ in self._moves:
                after = self._moves.get(after, after)
            moved[sources.page_of(before)] = sources.page_of(after)
        for folder in {source.partition("/")[0] for source in edited}:
            # Removed here and written there, one of each: a move as well.
            pages = [sources.page_of(s) for s in edited if s.startswith(f"{folder}/")]
            lost = [page for page in pages if page in removed]
            new = [page for page in pages if page and self._exists(page)]
            if len(lost) == len(new) == 1:
                moved.setdefault(lost[0], new[0])
        return {
            page: moved[page] if self._exists(moved.get(page) or page) else self._above(page)
            for page in removed
        }

    def _above(self, page: str) -> str:
        """The nearest page above that exists, be it only in name."""
        while page != urls.HOME:
            page = page.removesuffix("/").rpartition("/")[0] + "/"
            if self._exists(page):
                break
        return page
