"""The preview servers: how long it takes from a save until the new text is served, and what memory that costs."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from . import measure
from .systems import System

#: Seconds that a server has to start, and to serve an edit.
_PATIENCE: Final = 600
#: Seconds after which the first save counts as missed.
_FIRST_PATIENCE: Final = 30
#: Seconds between two questions whether the new text is there. What is asked costs the asked one little.
_PAUSE: Final = 0.004
#: Edits between two looks at the memory.
_LOOK_EVERY: Final = 100


class PreviewError(Exception):
    """A server did not do what was asked of it."""


@dataclass
class Previewed:
    """Seconds from each save to the new text, and bytes of memory (PSS of all processes) by number of edits."""

    seconds: list[float] = field(default_factory=list)
    memory: dict[int, int] = field(default_factory=dict)


@contextmanager
def _served(command: list[str], folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(
        command,
        cwd=folder,
        env=measure.environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        os.killpg(process.pid, signal.SIGINT)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _wait_for(
    port: int, path: str, mark: str, process: subprocess.Popen[bytes], patience: float = _PATIENCE
) -> None:
    until = time.monotonic() + patience
    while mark not in _text(port, path):
        if process.poll() is not None or time.monotonic() > until:
            raise PreviewError(f"{process.args!r}: does not serve {mark!r} at {path}")
        time.sleep(_PAUSE)


def _text(port: int, path: str) -> str:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=_PATIENCE)
    try:
        connection.request("GET", path)
        return connection.getresponse().read().decode(errors="replace")
    except (OSError, http.client.HTTPException):
        # Not there yet, or, from a server that writes while it answers, half of it.
        return ""
    finally:
        connection.close()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port: int = taken.getsockname()[1]
        return port


def run(
    system: System,
    installation: Path,
    archive: Path,
    path: str,
    edit: Callable[[], str],
    edits: int,
) -> Previewed:
    """Start the server of a system and save a file again and again; `edit` does so and returns the new words of `path`.

    The first edit is not counted: it waits for the start. Raises PreviewError.
    """
    if system.serve is None:
        raise PreviewError(f"{system.label} has no server to measure")
    result = Previewed()
    port = free_port()
    command = system.serve(installation, archive, port)
    with _served(command, system.working_folder(archive)) as process:
        _wait_for(port, path, "<html", process)
        try:
            _wait_for(port, path, edit(), process, _FIRST_PATIENCE)
        except PreviewError:
            # Some answer before they watch, and miss a save until then.
            _wait_for(port, path, edit(), process)
        for number in range(edits):
            start = time.perf_counter()
            _wait_for(port, path, edit(), process)
            result.seconds.append(time.perf_counter() - start)
            if number % _LOOK_EVERY == 0 or number == edits - 1:
                result.memory[number + 1] = measure.memory(process.pid)
    return result
