"""CSV files of the content folder."""

from __future__ import annotations

import csv
import io

from hypothesis import given
from hypothesis import strategies as st

from hashtrail import tables
from hashtrail.diagnostics import SourceFile
from hashtrail.model import HashrateShare
from tests.site_folder import SiteFolder

HEADER = "month,place,share_percent,source_url,release\n"


def read(text: str) -> tuple[list[HashrateShare], list[str]]:
    rows, found = tables.read(SourceFile("x.csv", text), HashrateShare, key=("month", "place"))
    return rows, [f"{each.line}:{each.column} {each.code}" for each in found]


def test_the_columns_may_stand_in_any_order() -> None:
    rows, found = read(
        "place,month,release,source_url,share_percent\nKZ,2021-08,2021-10-13,https://x.example/,18\n"
    )
    assert found == []
    assert [(row.place, row.share_percent) for row in rows] == [("KZ", 18.0)]


def test_empty_lines_are_passed_over_and_lines_are_counted_as_they_stand() -> None:
    rows, found = read(
        HEADER
        + "\n2021-08,KZ,18.1,https://x.example/,2021-10-13\n\n2021-08,US,x,https://x.example/,2021-10-13\n"
    )
    assert len(rows) == 1
    assert found == ["5:12 invalid-number"]


def test_all_errors_of_a_file_come_together() -> None:
    rows, found = read(HEADER + "2021,KZ,101,x,2021-10-13\n2021-08,US\n")
    assert rows == []
    assert found == ["2:1 invalid-date", "2:9 invalid-number", "2:13 invalid-url", "3:1 wrong-type"]


def test_a_file_without_a_header_lacks_its_columns() -> None:
    for text in ("", "\n\n"):
        rows, found = read(text)
        assert rows == []
        assert found == ["1:1 missing-key"] * 5


@given(st.lists(st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"])), min_size=1))
def test_cells_are_told_apart_as_the_csv_module_does(texts: list[str]) -> None:
    """Whatever stands in them: a header of unknown columns comes back cell by cell."""
    file = io.StringIO()
    csv.writer(file, lineterminator="\n").writerow(texts)
    if not file.getvalue().strip():
        return
    _, found = tables.read(SourceFile("x.csv", file.getvalue()), HashrateShare, key=())
    unknown = {each.message for each in found if each.code == "unknown-key"}
    assert {f"unknown column `{text}`" for text in texts} - {
        f"unknown column `{name}`" for name in HEADER.strip().split(",")
    } <= unknown


def test_the_shares_are_in_order_of_month_and_place(site: SiteFolder) -> None:
    from hashtrail import archive, content, files

    records = {
        path: content.parse(data, path, path).record
        for path, data in site.files("content").items()
        if not path.startswith(files.BRIEFINGS)
    }
    joined = archive.join({path: each for path, each in records.items() if each}, [])
    assert [(share.month, share.place) for share in joined.hashrate_shares] == [
        ("2021-06", "CN"), ("2021-06", "KZ"), ("2021-06", "other"), ("2021-07", "KZ")]  # fmt: skip
