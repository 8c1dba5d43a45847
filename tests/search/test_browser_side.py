"""The browser's side of the search, run by Node: its tests are the *.test.mjs beside this file."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from tests.real_site import ROOT
from tests.search import vectors
from tests.search.small_archive import write_index


def test_the_vectors_are_the_generated_ones() -> None:
    assert vectors.FILE.read_text(encoding="utf-8") == vectors.text(), (
        "run: python -m tests.search.vectors"
    )


def test_types() -> None:
    """The types that comments give hold: TypeScript reads them, strictly."""
    done = subprocess.run(
        [
            ROOT / "node_modules/.bin/tsc",
            *[
                "--noEmit",
                "--allowJs",
                "--checkJs",
                "--strict",
                "--target",
                "es2022",
                "--module",
                "esnext",
            ],
            *sorted((ROOT / "templates/static").rglob("*.js")),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout


def test_words_and_engine(tmp_path: Path) -> None:
    write_index(tmp_path)
    folder = Path(__file__).parent
    done = subprocess.run(
        ["node", "--test", *map(str, sorted(folder.glob("*.test.mjs")))],
        env={**os.environ, "SEARCH_INDEX": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
