"""The real site, built through the command line as an editor and the deployment do."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).parents[1]

#: Where the site is published in tests: below a path, as a project site of GitHub Pages is.
BASE_URL: Final = "https://example.org/hashtrail/"
#: Files of an output folder that are no part of the site.
NOT_SITE: Final = frozenset({".gitignore", ".hashtrail-files"})
#: What a checkout needs to build the site.
_CHECKOUT: Final = ("build.py", "hashtrail", "content", "templates", "output/.gitignore")


def build(
    checkout: Path, *options: str | Path, environment: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """Run `build.py` in a copied checkout and return its report; the environment is that of the tests unless given."""
    done = subprocess.run(
        [sys.executable, "build.py", "build", "--format", "json", *map(str, options)],
        cwd=checkout,
        env=environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, f"the build failed: {done.stdout}{done.stderr}"
    assert done.stderr == ""
    report: dict[str, Any] = json.loads(done.stdout)
    assert report["ok"] is True
    return report


def files(folder: Path) -> dict[str, bytes]:
    """Every file below a folder with its bytes, by path."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def copy_checkout(target: Path) -> Path:
    """Copy what a fresh clone holds and a build needs; nothing that a build has left behind."""
    for name in _CHECKOUT:
        source = ROOT / name
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, target / name)
    return target
