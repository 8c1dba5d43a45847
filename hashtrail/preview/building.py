"""The builder in a process of its own, which does nothing but wait for work.

So the forks of its workers, its disabled garbage collector and its use of the processor never meet the threads and the
event loop of the server.
"""

from __future__ import annotations

import asyncio
import contextlib
import functools
import gc
import multiprocessing
import os
import signal
from collections.abc import Callable
from collections.abc import Set as AbstractSet
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Final

from msgspec import Struct

from hashtrail import files
from hashtrail.pipeline import Builder, Config, Progress, Report
from hashtrail.urls import SiteUrls

#: The stage in which the output folder changes.
_WRITE: Final = "write"
#: Seconds between two looks at whether the process still lives. Its workers hold its end of the pipe open.
_LOOK: Final = 0.5


class BuilderDiedError(Exception):
    """The process ended in the middle of a build; the message says how."""


class Built(Struct, frozen=True):
    """What a build did; with a site, also the base path that its links have."""

    report: Report
    base_path: str | None


class _Progressed(Struct, frozen=True):
    stage: str
    done: int
    total: int


class BuildProcess:
    """The process, as the server sees it. It is started when it is first needed."""

    def __init__(self, config: Config) -> None:
        self._config = config
        self._process: BaseProcess | None = None
        self._pipe: Connection | None = None

    async def build(
        self,
        progress: Progress,
        before_write: Callable[[], None],
        *,
        defer: bool,
        changed: AbstractSet[str],
    ) -> Built:
        """Build once, as `pipeline.Builder.build` does. `before_write` is called before the output folder changes, which waits for its return.

        Raises BuilderDiedError if the process dies; the next build starts another one.
        """
        try:
            pipe = self._pipe or self._start()
            pipe.send((defer, changed))
            while True:
                match await self._receive(pipe):
                    case Built() as built:
                        return built
                    case _Progressed(stage, done, total):
                        progress(stage, done, total)
                        if stage == _WRITE and not done:
                            before_write()
                            pipe.send(None)
        except (EOFError, OSError) as error:
            raise BuilderDiedError(self._cause()) from error
        except BaseException:
            # The answer of a build that nobody waits for would be taken for that of the next one.
            self.stop()
            raise

    def _start(self) -> Connection:
        # Spawned, it inherits neither threads nor open sockets.
        context = multiprocessing.get_context("spawn")
        self._pipe, other = context.Pipe()
        self._process = context.Process(target=_serve_builds, args=(other, self._config))
        self._process.start()
        other.close()
        return self._pipe

    async def _receive(self, pipe: Connection) -> object:
        loop = asyncio.get_running_loop()
        readable = asyncio.Event()
        descriptor = pipe.fileno()
        loop.add_reader(descriptor, readable.set)
        try:
            while not readable.is_set():
                # Not asyncio.wait_for, which before Python 3.12 may swallow that it was cancelled.
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(_LOOK):
                        await readable.wait()
                if not readable.is_set() and self._process and not self._process.is_alive():
                    raise EOFError
        finally:
            loop.remove_reader(descriptor)
        return pipe.recv()

    def _cause(self) -> str:
        process = self._process
        if process is not None:
            process.join(_LOOK)  # it closes its files a moment before it is gone
        self.stop()
        code = process.exitcode if process else None
        if code is not None and code < 0:
            return f"the process that builds was ended by {signal.Signals(-code).name}"
        return f"the process that builds ended with exit status {code}"

    def stop(self) -> None:
        """End the process and all of its workers, whatever they are doing. A killed build leaves no torn file."""
        if self._process is not None and self._process.pid is not None:
            if self._process.exitcode is None:
                # Not yet in a group of its own, if it has only just been started.
                self._process.kill()
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.join()
        if self._pipe is not None:
            self._pipe.close()
        self._process = self._pipe = None


def _serve_builds(pipe: Connection, config: Config) -> None:
    """What the process does, until nobody is at the other end of the pipe."""
    # A process group of its own, to be ended as a whole, and out of the way of Ctrl-C.
    os.setpgid(0, 0)
    builder = Builder(config)

    def progress(stage: str, done: int, total: int) -> None:
        pipe.send(_Progressed(stage, done, total))
        if stage == _WRITE and not done:
            pipe.recv()

    is_told = False

    def written(report: Report) -> None:
        nonlocal is_told
        if not is_told:
            is_told = True
            pipe.send(Built(report, _base_path(config)))

    # Between builds, not in the middle of one; and what one build leaves for the next is not looked at again.
    gc.disable()
    with contextlib.suppress(EOFError, ConnectionError):
        while True:
            defer, changed = pipe.recv()
            is_told = False
            report = builder.build(progress, written, defer=defer, changed=changed)
            if not is_told:
                pipe.send(Built(report, None))
            gc.collect()
            gc.freeze()


def _base_path(config: Config) -> str | None:
    """The base path of the configuration; None if site.yaml has just been spoiled."""
    if config.base_url is not None:
        return SiteUrls.parse(config.base_url).base_path
    data = files.read(config.content / files.SITE, files.SITE)
    return _base_path_of(data) if isinstance(data, bytes) else None


@functools.lru_cache(maxsize=1)
def _base_path_of(data: bytes) -> str | None:
    from hashtrail import content  # noqa: PLC0415 - only the process that builds needs it
    from hashtrail.model import SiteConfig  # noqa: PLC0415

    record = content.parse(data, files.SITE, files.SITE).record
    return SiteUrls.parse(record.base_url).base_path if isinstance(record, SiteConfig) else None
