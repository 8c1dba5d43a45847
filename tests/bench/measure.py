"""One command in a fresh process: wall clock, CPU and peak memory of it and all that it starts."""

from __future__ import annotations

import os
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

#: Seconds between two looks at the memory; more where a look takes long, so that it stays cheap.
_INTERVAL: Final = 0.05
_LOOK_SHARE: Final = 50


class CommandFailedError(Exception):
    """A measured command did not succeed."""


@dataclass(frozen=True)
class Measured:
    """`peak` is in bytes: the highest sum of PSS seen, or the most RSS of any process if that was higher.

    PSS counts a page that processes share once. The kernel's own mark of the most that a process had catches
    what is too short for the samples. It is that of /proc: the mark that `wait4` gives begins with what the process had
    that started the command, which is the benchmark with its archive.
    """

    seconds: float
    cpu: float
    peak: int
    output: str

    def then(self, other: Measured) -> Measured:
        """One command and after it another, taken for one."""
        return Measured(
            self.seconds + other.seconds,
            self.cpu + other.cpu,
            max(self.peak, other.peak),
            self.output + other.output,
        )


def environment() -> dict[str, str]:
    """The environment of what is measured: Python may keep its bytecode, as it does where nobody has forbidden it."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def run(command: Sequence[str], folder: Path) -> Measured:
    """Run a command to its end. Raises CommandFailedError, with its last words, if it fails."""
    os.sync()  # what earlier runs wrote shall not be written out at the cost of this one
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
        start = time.perf_counter()
        process = subprocess.Popen(
            command,
            cwd=folder,
            env=environment(),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=errors,
            start_new_session=True,
        )
        memory = _MemoryWatch(process.pid)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        memory.stop()
        text, complaints = _text(output), _text(errors)
    if process.returncode != 0:
        raise CommandFailedError(
            f"{' '.join(command)} in {folder}: exit status {process.returncode}\n{(text + complaints)[-4000:]}"
        )
    return Measured(seconds, usage.ru_utime + usage.ru_stime, memory.peak, text)


def _text(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read().decode(errors="replace")


class _MemoryWatch(threading.Thread):
    """Looks again and again at the memory of a session: the process that leads it, and all of its children."""

    def __init__(self, session: int) -> None:
        super().__init__(daemon=True)
        self.session = session
        self.peak = 0
        self._stopped = threading.Event()
        self.start()

    def stop(self) -> None:
        self._stopped.set()
        self.join()

    def run(self) -> None:
        pause = 0.0
        while not self._stopped.wait(pause):
            start = time.perf_counter()
            self.peak = max(self.peak, memory(self.session), *map(_most, _processes(self.session)))
            pause = max(_INTERVAL, _LOOK_SHARE * (time.perf_counter() - start))


def memory(session: int) -> int:
    """The bytes of memory (PSS) of all processes of a session."""
    return sum(map(_pss, _processes(session)))


def _processes(session: int) -> Iterator[int]:
    for entry in os.listdir("/proc"):
        if entry.isdecimal():
            try:
                # The name stands in parentheses and may hold spaces; the session is the 4th after it.
                stat = Path(f"/proc/{entry}/stat").read_text()
            except OSError:
                continue
            if int(stat.rpartition(")")[2].split()[3]) == session:
                yield int(entry)


def _pss(process: int) -> int:
    return _bytes_told(process, "smaps_rollup", "Pss:")


def _most(process: int) -> int:
    """The most RSS that a process has had since it runs what it runs."""
    return _bytes_told(process, "status", "VmHWM:")


def _bytes_told(process: int, file: str, field: str) -> int:
    try:
        lines = Path(f"/proc/{process}/{file}").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith(field))
