"""A small site in a folder of its own, to be spoiled, built and looked at."""

from __future__ import annotations

import contextlib
import io
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

from msgspec import Struct
from selectolax.lexbor import LexborHTMLParser

from hashtrail import cli, pipeline
from hashtrail.pipeline import Config, Report
from hashtrail.store import Store

PROJECT: Final = Path(__file__).resolve().parent.parent
SITES: Final = PROJECT / "tests" / "sites"


class Outcome(Struct, frozen=True):
    """What a command line run inside this process gave."""

    code: int
    stdout: str
    stderr: str


class SiteFolder:
    """A copy of a site of tests/sites/ with the templates of the project.

    Paths are relative to its folder (`content/site.yaml`, `templates/base.html`, `output/index.html`), and
    everything runs inside it, so that diagnostics name the same paths wherever the folder is.
    """

    def __init__(self, root: Path) -> None:
        self.root = root

    @classmethod
    def copy(cls, root: Path, site: str = "small") -> SiteFolder:
        shutil.copytree(SITES / site, root, dirs_exist_ok=True)
        shutil.copytree(PROJECT / "templates", root / "templates")
        return cls(root)

    def copy_to(self, root: Path) -> SiteFolder:
        """A second folder that holds what this one holds now, output/, links and the store included."""
        shutil.copytree(self.root, root, symlinks=True, dirs_exist_ok=True)
        copied = SiteFolder(root)
        # The store knows an output folder by where it is.
        old, new = (Store.key(folder.path("output")) for folder in (self, copied))
        for path in root.glob(f".hashtrail/*-{old}"):
            path.rename(path.with_name(path.name.replace(old, new)))
        copied._let_files_age()
        return copied

    def _let_files_age(self) -> None:
        """Go on in a later instant of the file system: a file of the instant of a build is read again by the next one."""
        copied_at = self.root.stat().st_ctime_ns
        clock = self.root / "clock"
        while True:
            clock.write_bytes(b"")
            if clock.stat().st_mtime_ns > copied_at:
                break
        clock.unlink()

    def path(self, path: str) -> Path:
        return self.root / path

    def write(self, path: str, content: str | bytes) -> None:
        target = self.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content if isinstance(content, bytes) else content.encode())

    def remove(self, path: str) -> None:
        """Remove a file, or a folder with all that is in it."""
        target = self.root / path
        if target.is_dir() and not target.is_symlink():
            shutil.rmtree(target)
        else:
            target.unlink()

    def edit(self, path: str, old: str, new: str) -> None:
        """Put `new` in the place of `old`, which must stand in the file exactly once."""
        text = (self.root / path).read_bytes().decode()
        assert text.count(old) == 1, f"{path} holds {old!r} {text.count(old)} times"
        self.write(path, text.replace(old, new))

    def build(self, **config: Any) -> Report:
        """What `pipeline.build` makes of the folder; `config` are the fields of its Config."""
        with contextlib.chdir(self.root):
            return pipeline.build(Config(**{"jobs": 1, **config}))

    def main(self, *arguments: str) -> Outcome:
        """The command line inside this process: fast, and within reach of monkeypatch."""
        stdout, stderr = io.StringIO(), io.StringIO()
        with (
            contextlib.chdir(self.root),
            contextlib.redirect_stdout(stdout),
            contextlib.redirect_stderr(stderr),
        ):
            try:
                code = cli.main(arguments)
            except SystemExit as stop:
                code = stop.code if isinstance(stop.code, int) else 1
        return Outcome(code, _printable(stdout.getvalue()), _printable(stderr.getvalue()))

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """The real command line: build.py in a process of its own."""
        return subprocess.run(
            [sys.executable, str(PROJECT / "build.py"), *arguments],
            cwd=self.root,
            capture_output=True,
            encoding="utf-8",
            errors="surrogateescape",
            check=False,
        )

    def files(self, folder: str) -> dict[str, bytes]:
        """Every file below a folder with its bytes; of a symbolic link, where it leads."""
        found = {}
        top = self.root / folder
        for here, folders, names in os.walk(top):
            for name in (*folders, *names):
                location = Path(here, name)
                path = location.relative_to(top).as_posix()
                if location.is_symlink():
                    found[path] = b"-> " + os.fsencode(location.readlink())
                elif location.is_file():
                    found[path] = location.read_bytes()
        return found

    def output_files(self) -> dict[str, bytes]:
        """Every file of output/ with its bytes, the build's own list of them included."""
        return self.files("output")

    def page(self, path: str) -> str:
        """The text of an output file."""
        return (self.root / "output" / path).read_bytes().decode()

    def parsed(self, path: str) -> LexborHTMLParser:
        """The page at a path of the site, such as `places/kz/`."""
        return LexborHTMLParser(self.page(f"{path}index.html"))


def _printable(text: str) -> str:
    """A text as standard error prints it: what is not UTF-8 in a file name comes as an escape."""
    return text.encode(errors="backslashreplace").decode()
