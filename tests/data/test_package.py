"""The data package is valid, and so is what it describes."""

from __future__ import annotations

import json
import shutil
import warnings
from pathlib import Path
from typing import Any

from hashtrail.data.tables import TABLES


def validate(package: Path) -> list[Any]:
    """What frictionless finds wrong with a package and its files."""
    import frictionless

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        report = frictionless.validate(str(package))
    return [*report.errors, *(error for task in report.tasks for error in task.errors)]


def test_frictionless_finds_nothing_wrong(files: Path) -> None:
    assert validate(files / "datapackage.json") == []


def test_frictionless_would_find_a_row_that_breaks_the_description(
    files: Path, tmp_path: Path
) -> None:
    for path in [*files.glob("*.csv"), files / "datapackage.json"]:
        shutil.copy(path, tmp_path)
    moves = tmp_path / "moves.csv"
    header, first, rest = moves.read_text("utf-8").split("\n", 2)
    spoiled = first.replace("shipped", "lost").replace(",US,", ",XX,")
    assert spoiled != first
    moves.write_text("\n".join((header, spoiled, rest)), "utf-8", newline="")
    assert {error.type for error in validate(tmp_path / "datapackage.json")} == {
        "constraint-error",
        "foreign-key",
    }


def test_every_column_is_described(files: Path) -> None:
    package = json.loads((files / "datapackage.json").read_bytes())
    assert [each["name"] for each in package["resources"]] == list(TABLES)
    for resource in package["resources"]:
        for field in resource["schema"]["fields"]:
            assert field["description"]
            assert field["type"]
    fields = {
        field["name"]: field for each in package["resources"] for field in each["schema"]["fields"]
    }
    assert fields["power_mw"]["unit"] == "MW"
    assert fields["hashrate_ph"]["unit"] == "PH/s"
