"""The programs beside Python that the tests need: a browser, a Java runtime, npm, and a library of Playwright's.

Run as a script it sees to all of them: what is there is taken as it is, what is missing comes from apt where apt is
at hand and this runs as root; else it says how to get it, and fails.
"""

from __future__ import annotations

import ctypes
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

#: The Nu HTML checker needs it.
_JAVA_VERSION: Final = 17


class MissingProgramError(Exception):
    """A program that the tests need is not there; the message says how to get it."""


@dataclass(frozen=True)
class Program:
    """A program under any of the names of `commands`; `packages` are those of Debian that bring it."""

    what: str
    commands: tuple[str, ...]
    packages: tuple[str, ...]

    def find(self) -> str | None:
        """Its path, or None."""
        return next(filter(None, map(shutil.which, self.commands)), None)

    def path(self) -> str:
        """Its path. Raises MissingProgramError where it is missing."""
        if path := self.find():
            return path
        names = " or ".join(f"`{command}`" for command in self.commands)
        raise MissingProgramError(
            f"The tests need {self.what}, and find no {names}. To install it on Debian: "
            f"apt-get install {' '.join(self.packages)} (make test does it where it runs as root)."
        )


@dataclass(frozen=True)
class _Java(Program):
    def find(self) -> str | None:
        path = super().find()
        return path if path and _java_version(path) >= _JAVA_VERSION else None


@dataclass(frozen=True)
class _Library(Program):
    def find(self) -> str | None:
        try:
            ctypes.CDLL(self.commands[0])
        except OSError:
            return None
        return self.commands[0]


def _java_version(java: str) -> int:
    """The feature version: 17 for 17.0.15; 0 where `java` is a stub that starts nothing."""
    told = subprocess.run([java, "-version"], capture_output=True, text=True, check=False)
    found = re.search(r'version "(\d+)', told.stderr)
    return int(found[1]) if found else 0


BROWSER: Final = Program(
    "a browser",
    ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable"),
    ("chromium", "fonts-liberation"),
)
JAVA: Final = _Java(
    f"a Java runtime ({_JAVA_VERSION} or newer)", ("java",), ("default-jre-headless",)
)
NPM: Final = Program("npm", ("npm",), ("npm",))
#: The Node.js that comes with Playwright is linked with it; Debian has it only where something else wants it.
LIBATOMIC: Final = _Library("a library for Playwright", ("libatomic.so.1",), ("libatomic1",))


def main() -> int:
    """See to all programs and return the exit code."""
    programs = [BROWSER, JAVA, NPM]
    if sys.platform == "linux":
        programs.append(LIBATOMIC)
    missing = [program for program in programs if not program.find()]
    if missing and os.geteuid() == 0 and shutil.which("apt-get"):
        _install([package for program in missing for package in program.packages])
    for program in programs:
        try:
            print(program.path(), flush=True)
        except MissingProgramError as error:
            print(error, file=sys.stderr)
            return 1
    return 0


def _install(packages: Sequence[str]) -> None:
    # Without a terminal dpkg must not ask.
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (
        ["apt-get", "update", "-qq"],
        ["apt-get", "install", "-qq", "-o=Dpkg::Use-Pty=0", "--no-install-recommends", *packages],
    ):
        print(" ".join(command), flush=True)
        # What is still missing after a failure is told afterwards.
        subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, check=False)


if __name__ == "__main__":
    sys.exit(main())
