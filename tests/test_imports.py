"""The house of floors: a module imports only from below, or from its own floor what stands before it there.

The table is the one in the docstring of the package.
"""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

import hashtrail
from tests.real_site import ROOT
from tests.site_folder import SiteFolder

PACKAGE: Final = ROOT / "hashtrail"
_ROW: Final = re.compile(r"\| (\d+) \| `?(\w+)`? \| [^|]+ \|")

#: The modules of each row of the table, with their floors.
FLOORS: Final = [
    (match[2], int(match[1]))
    for line in (hashtrail.__doc__ or "").splitlines()
    if (match := _ROW.fullmatch(line.strip()))
]


def modules(package: Path) -> dict[str, list[Path]]:
    """The files of each module; a package inside the package is one module."""
    found: dict[str, list[Path]] = {}
    for path in sorted(package.rglob("*.py")):
        first = path.relative_to(package).parts[0].removesuffix(".py")
        if first != "__init__":
            found.setdefault(first, []).append(path)
    return found


def imports(path: Path, package: Path) -> Iterator[tuple[int, str]]:
    """What a file imports of the package: line and name of the module, wherever the import stands."""
    here = (package.name, *path.relative_to(package).parts[:-1])
    for node in ast.walk(ast.parse(path.read_bytes(), path)):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = here[: len(here) + 1 - node.level] if node.level else ()
            origin = ".".join((*base, *filter(None, [node.module])))
            names = [f"{origin}.{alias.name}" for alias in node.names]
        for name in names:
            parts = name.split(".")
            if parts[0] == package.name and len(parts) > 1:
                yield getattr(node, "lineno", 0), parts[1]


def test_the_table_names_every_module_once() -> None:
    assert [name for name, _ in FLOORS] == list(dict(FLOORS)), "a module stands in two rows"
    assert sorted(dict(FLOORS)) == sorted(modules(PACKAGE))
    floors = [floor for _, floor in FLOORS]
    assert floors == sorted(floors), "the table does not go from the ground up"


def test_modules_import_only_from_below() -> None:
    ranks = {name: rank for rank, (name, _) in enumerate(FLOORS)}
    wrong = [
        f"{path.relative_to(ROOT)}:{line}: `{name}` imports `{imported}`, which stands above it"
        for name, paths in modules(PACKAGE).items()
        for path in paths
        for line, imported in imports(path, PACKAGE)
        if imported in ranks and imported != name and ranks[imported] > ranks.get(name, -1)
    ]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("name", modules(PACKAGE))
def test_each_module_can_be_imported_alone(name: str) -> None:
    """No module works only because another one was imported before it."""
    alone = subprocess.run(
        [sys.executable, "-W", "error", "-c", f"import hashtrail.{name}"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert alone.returncode == 0, alone.stderr
    assert alone.stdout == ""


def test_a_build_without_changes_loads_little(built_site: SiteFolder) -> None:
    """What reads, plans and renders takes longer to load than such a build takes."""
    built_site.build()
    code = (
        "import sys\n"
        "from hashtrail import cli\n"
        "assert cli.main(['build', '--jobs', '1']) == 0\n"
        "print(*sys.modules, sep='\\n')\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=built_site.root,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert " 0 written, " in done.stdout
    loaded = {name.partition(".")[0] for name in done.stdout.splitlines()}
    assert not loaded & {"PIL", "jinja2", "markdown", "nh3", "selectolax", "yaml"}
    assert "hashtrail.archive" not in done.stdout.splitlines()
