"""The preview server: builds, watches, builds anew after each change, and serves what the last good build has made."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import signal
import socket
from collections.abc import Callable
from functools import partial
from pathlib import Path
from types import FrameType
from typing import Final

import uvicorn
from msgspec import Struct

from hashtrail.diagnostics import Diagnostic, SourceFile
from hashtrail.pipeline import Config, Progress
from hashtrail.preview import app
from hashtrail.preview.building import BuilderDiedError, BuildProcess, Built
from hashtrail.preview.states import Busy, State, States
from hashtrail.preview.watching import Changes, Watch
from hashtrail.store import FOLDER
from hashtrail.urls import SiteUrls

#: The ports that are tried for a hint, if the wanted one is taken.
_PORTS: Final = 100
#: Seconds after which a build is worth telling of while it runs, and between two such messages.
_BUSY: Final = 0.4
#: Seconds without a change after which what can wait, such as the search index, is brought up to date.
_SETTLE: Final = 1.0
#: Seconds that the system may take to tell of a change that a build has seen already.
_LATE: Final = 1.0
#: Seconds that requests have to end when the server does.
_GRACE: Final = 1


class AddressError(Exception):
    """The server cannot listen where it should; the message says why, and what to do."""


class Listener(Struct, frozen=True):
    """Who is told.

    `progress` of how far the first build has come; `ready` of the address, when there is something to look at; `built` of each
    build, with all that it found; `problem` of what else is wrong.
    """

    progress: Progress
    ready: Callable[[str], None]
    built: Callable[[State, tuple[Diagnostic, ...]], None]
    problem: Callable[[str], None]


def default_output(content: Path) -> Path:
    """Where the preview builds: apart from the site that is published, so that no draft gets in there."""
    return content.parent / FOLDER / "preview"


def listen(host: str, port: int) -> socket.socket:
    """Bind the address. Raises AddressError."""
    try:
        return _bound(host, port)
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            reason = error.strerror or str(error)
            raise AddressError(f"cannot listen on {host}, port {port}: {reason}") from error
    for other in range(port + 1, min(port + _PORTS, 65535) + 1):
        with contextlib.suppress(OSError), _bound(host, other):
            hint = f"port {other} is free: --port {other}"
            raise AddressError(f"port {port} is in use already; {hint}")
    raise AddressError(f"port {port} is in use already, and so are those after it")


def _bound(host: str, port: int) -> socket.socket:
    # A number is looked up as it is; a name may have several addresses, of which the first is taken.
    family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    bound = socket.socket(family, kind, protocol)
    try:
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind(address)
        bound.listen(128)
    except BaseException:
        bound.close()
        raise
    return bound


class Server:
    """One run of the server."""

    def __init__(
        self, config: Config, bound: socket.socket, host: str, listener: Listener, *, follows: bool
    ) -> None:
        """`config` has an output folder; `follows` lets the page that is being edited open by itself."""
        assert config.output is not None
        self._listener = listener
        self._socket = bound
        self._host = host
        self._port: int = bound.getsockname()[1]
        base = SiteUrls.parse(config.base_url).base_path if config.base_url else "/"
        self._states = States(config.output, config.content, base)
        self._preview = app.Preview(config.output, config.content, self._states, follows=follows)
        self._builder = BuildProcess(config)
        self._watch = Watch((config.content, config.templates))
        self._told_busy = 0.0
        self._is_ready = False
        #: What the last build found.
        self._found: tuple[Diagnostic, ...] = ()

    async def run(self) -> None:
        """Serve until a signal says that it is enough."""
        application = app.app(
            self._preview, lambda header: app.is_allowed_host(header, self._host, self._port)
        )
        config = uvicorn.Config(
            application,
            log_config=None,
            log_level="critical",
            access_log=False,
            lifespan="off",
            server_header=False,
            ws="none",
            timeout_graceful_shutdown=_GRACE,
        )
        server = _Uvicorn(config, self._states.close)
        building = asyncio.create_task(self._build_for_ever())
        building.add_done_callback(lambda _: server.stop())
        try:
            self._watch.start()
            await server.serve([self._socket])
        finally:
            building.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await building
            self._builder.stop()
            await self._watch.stop()

    async def _build_for_ever(self) -> None:
        await self._build(Changes(), defer=True)
        if self._watch.problem:
            self._listener.problem(
                f"changes are seen late, for the system does not tell of them: {self._watch.problem}"
            )
        self._is_ready = True
        self._listener.ready(self._address())
        while True:
            await self._build(await self._next(), defer=True)

    async def _next(self) -> Changes:
        """Wait for changes; what was put off is done when there have been none for a while."""
        waiting = asyncio.create_task(self._watch.next())
        try:
            if self._states.latest.is_behind:
                await asyncio.wait((waiting,), timeout=_SETTLE)
                if not waiting.done():
                    await self._build(Changes(), defer=False, late=waiting)
                    if waiting.done():
                        # That build has followed them, or else the next one will find out.
                        return Changes()
            return await waiting
        finally:
            waiting.cancel()

    def _address(self) -> str:
        host = f"[{self._host}]" if ":" in self._host else self._host
        return f"http://{host}:{self._port}{self._states.latest.base}"

    async def _build(
        self, changes: Changes, *, defer: bool, late: asyncio.Task[Changes] | None = None
    ) -> None:
        """Build once. A build that nobody has asked for may see what will be told of only `late`. Should the builder die, once more, for it may have left the output half-written."""
        build = partial(
            self._builder.build,
            self._progress,
            self._preview.gate.clear,
            defer=defer,
            # What nobody was told of is found by the build that follows when it is quiet.
            changed=changes.inside(self._preview.content) if defer else frozenset(),
        )
        found: tuple[Diagnostic, ...]
        start = asyncio.get_running_loop().time()
        self._told_busy = start
        has_died = False
        try:
            try:
                built = await build()
            except BuilderDiedError as error:
                self._listener.problem(f"{error}; starting it again")
                has_died = True
                built = await build()
        except BuilderDiedError as error:
            here = SourceFile(self._preview.content.as_posix(), "")
            found = (
                here.diagnostic("worker-died", f"{error}, twice; the next change starts it again"),
            )
            state = self._states.finished(changes, ok=False, diagnostics=found)
        else:
            report = built.report
            found = report.diagnostics
            if self._is_ready and not changes.files and self._is_as_before(built) and not has_died:
                # The folders had been looked through again, and there was nothing that nobody knew.
                self._preview.gate.set()
                if self._states.latest.is_behind and not report.is_behind:
                    self._states.caught_up(report.touched)
                else:
                    self._states.set_busy(None)
                return
            if late is not None:
                await asyncio.wait((late,), timeout=_LATE)
                changes = late.result() if late.done() else changes
            state = self._states.finished(
                changes,
                ok=report.ok,
                diagnostics=found,
                touched=None if has_died else report.touched,
                base=built.base_path,
                is_behind=report.is_behind,
                rendered=report.pages.rendered,
                seconds=asyncio.get_running_loop().time() - start,
            )
        self._found = found
        self._preview.gate.set()
        self._listener.built(state, found)

    def _is_as_before(self, built: Built) -> bool:
        latest, report = self._states.latest, built.report
        return (
            (report.ok, report.diagnostics) == (latest.ok, self._found)
            and report.is_late
            and built.base_path in (None, latest.base)
        )

    def _progress(self, stage: str, done: int, total: int) -> None:
        if not self._is_ready:
            self._listener.progress(stage, done, total)
        now = asyncio.get_running_loop().time()
        if now - self._told_busy > _BUSY:
            self._told_busy = now
            self._states.set_busy(Busy(stage, done, total))


class _Uvicorn(uvicorn.Server):
    """Ends at the first signal, and sends those home who would stay: an event stream has no end of its own."""

    def __init__(self, config: uvicorn.Config, on_exit: Callable[[], None]) -> None:
        super().__init__(config)
        self._on_exit = on_exit
        self._loop = asyncio.get_running_loop()

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        # Unlike the original it does not raise the signal again: to end is what was asked for.
        self.force_exit = self.should_exit and sig == signal.SIGINT
        self._loop.call_soon_threadsafe(self.stop)

    def stop(self) -> None:
        self.should_exit = True
        self._on_exit()


def serve(
    config: Config, bound: socket.socket, host: str, listener: Listener, *, follows: bool
) -> None:
    """Run the server on a bound socket until SIGINT or SIGTERM."""

    async def run() -> None:
        await Server(config, bound, host, listener, follows=follows).run()

    asyncio.run(run())
