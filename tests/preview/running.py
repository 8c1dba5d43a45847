"""A real preview server in a process of its own, on a small site in a folder of its own."""

from __future__ import annotations

import asyncio
import json
import os
import queue
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPResponse
from typing import IO, Any, Final
from urllib.parse import urlsplit

from msgspec import Struct

from tests.site_folder import PROJECT, SiteFolder

#: Seconds after which a test gives up; nothing takes nearly as long.
PATIENCE: Final = 30
BASE_URL: Final = "https://example.org/hashtrail/"
_READY: Final = re.compile(r"The preview is at (http://\S+)")


class Answer(Struct, frozen=True):
    status: int
    headers: dict[str, str]
    body: bytes


class Running:
    """The server, what it prints, and a client for it."""

    def __init__(self, site: SiteFolder, *options: str) -> None:
        self.site = site
        self.process = subprocess.Popen(
            [sys.executable, str(PROJECT / "build.py"), "serve", "--jobs=1", *options],
            cwd=site.root,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            env={**os.environ, "PYTHONUNBUFFERED": "1"},
        )
        self.complaints: list[str] = []
        self._lines: queue.Queue[str | None] = queue.Queue()
        assert self.process.stdout is not None
        assert self.process.stderr is not None
        self._readers = [
            threading.Thread(target=self._read, args=(self.process.stdout,)),
            threading.Thread(target=self._complain, args=(self.process.stderr,)),
        ]
        for reader in self._readers:
            reader.start()
        self.address = ""

    def _read(self, stream: IO[str]) -> None:
        for line in stream:
            self._lines.put(line.rstrip("\n"))
        self._lines.put(None)

    def _complain(self, stream: IO[str]) -> None:
        self.complaints += (line.rstrip("\n") for line in stream)

    def line(self) -> str:
        """The next line of its standard output."""
        line = self._lines.get(timeout=PATIENCE)
        assert line is not None, "the server has ended:\n" + "\n".join(self.complaints)
        return line

    def wait_for(self, pattern: str) -> re.Match[str]:
        """Wait for a line of standard output that holds a pattern."""
        while True:
            if match := re.search(pattern, self.line()):
                return match

    def ready(self) -> Running:
        self.address = self.wait_for(_READY.pattern)[1]
        return self

    @property
    def host(self) -> str:
        return urlsplit(self.address).netloc

    @property
    def port(self) -> int:
        return int(self.host.rpartition(":")[2])

    def get(
        self,
        target: str,
        *,
        method: str = "GET",
        hosts: tuple[str, ...] | None = None,
    ) -> Answer:
        """Ask for a target exactly as it is written; `hosts` are the Host headers."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            connection.putrequest(method, target, skip_host=True, skip_accept_encoding=True)
            for host in (self.host,) if hosts is None else hosts:
                connection.putheader("Host", host)
            connection.endheaders()
            response: HTTPResponse = connection.getresponse()
            headers = {name.lower(): value for name, value in response.getheaders()}
            return Answer(response.status, headers, response.read())
        finally:
            connection.close()

    def stop(self, kind: signal.Signals = signal.SIGINT) -> int:
        """End it, as Ctrl-C does, and return its exit status."""
        if self.process.poll() is None:
            self.process.send_signal(kind)
        code = self.process.wait(PATIENCE)
        for reader in self._readers:
            reader.join(PATIENCE)
        for stream in (self.process.stdout, self.process.stderr):
            assert stream is not None
            stream.close()
        return code


@contextmanager
def running(site: SiteFolder, *options: str, port: int = 0) -> Iterator[Running]:
    """A server whose site can be looked at. Afterwards it must end well."""
    server = Running(site, f"--port={port}", *options)
    try:
        yield server.ready()
    except BaseException:
        server.stop()
        raise
    if server.process.poll() is None:
        assert server.stop() == 0, server.complaints


class Stream:
    """A client of the event stream."""

    def __init__(self, server: Running) -> None:
        self._socket = socket.create_connection(("127.0.0.1", server.port), PATIENCE)
        request = f"GET /-/preview/events HTTP/1.1\r\nHost: {server.host}\r\n\r\n"
        self._socket.sendall(request.encode())
        self._file = self._socket.makefile("rb")

    def next(self) -> dict[str, Any]:
        """Wait for the next state."""
        kind = b""
        until = time.monotonic() + PATIENCE
        for line in self._file:
            assert time.monotonic() < until, "no state came"
            if line.startswith(b"event: "):
                kind = line.split()[1]
            if line.startswith(b"data: ") and kind == b"state":
                state: dict[str, Any] = json.loads(line.removeprefix(b"data: "))
                return state
        raise AssertionError("the stream has ended")

    def close(self) -> None:
        self._file.close()
        self._socket.close()


@contextmanager
def streaming(server: Running) -> Iterator[Stream]:
    stream = Stream(server)
    try:
        yield stream
    finally:
        stream.close()


def is_alive(process: int) -> bool:
    """Whether a process runs still. One that nobody has asked for its exit status does not."""
    try:
        with open(f"/proc/{process}/stat", encoding="utf-8") as file:
            return file.read().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def wait_until(is_true: Callable[[], bool]) -> None:
    """Wait for what tells of itself in no other way."""
    until = time.monotonic() + PATIENCE
    while not is_true():
        assert time.monotonic() < until, "it never came"
        time.sleep(0.02)


def family(process: int) -> dict[int, int]:
    """The processes that a process has started, and those that they have, with their process groups."""
    parents: dict[int, int] = {}
    groups: dict[int, int] = {}
    for entry in os.listdir("/proc"):
        if entry.isdecimal():
            try:
                with open(f"/proc/{entry}/stat", encoding="utf-8") as file:
                    fields = file.read().rpartition(")")[2].split()
            except OSError:
                continue
            parents[int(entry)], groups[int(entry)] = map(int, fields[1:3])
    found = {process}
    while more := {child for child, parent in parents.items() if parent in found} - found:
        found |= more
    return {child: groups[child] for child in found - {process}}


def in_thread(work: Coroutine[Any, Any, None]) -> None:
    """Run a coroutine in a thread: that of the tests has the event loop of Playwright."""
    with ThreadPoolExecutor(1) as executor:
        executor.submit(asyncio.run, work).result()
