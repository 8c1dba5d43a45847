"""Content files, one at a time and together: what is read, how it is indexed, and what is checked between them."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import pytest

from hashtrail import archive, content, files
from hashtrail.archive import Archive
from hashtrail.diagnostics import Diagnostic, has_errors
from hashtrail.model import Briefing, Kind, Organisations, Outline, Record
from tests.bad_inputs import ABOUT, DRAFT, MACHINES, NORWAY, ORDER, ORGANISATIONS, THREAD
from tests.site_folder import SiteFolder


def read(site: SiteFolder) -> tuple[dict[str, Record], list[Diagnostic]]:
    """The records of a site, and what is wrong with its files one at a time."""
    listed, found = files.scan(site.path("content"))
    records = {}
    for file in listed:
        data = site.path(f"content/{file.path}").read_bytes()
        parsed = content.parse(data, file.path, f"content/{file.path}")
        found += parsed.diagnostics
        if parsed.record is not None:
            records[file.path] = parsed.record
    return records, found


def check(site: SiteFolder, *, drafts: bool = False) -> list[tuple[str, int, int, str]]:
    """Where the checks between files complain, and of what."""
    records, found = read(site)
    broken = frozenset(each.path.removeprefix("content/") for each in found)
    complaints = archive.check(
        records,
        [each for each in records.values() if isinstance(each, Briefing)],
        outlines(records),
        broken=broken,
        source=lambda path: files.load(site.path("content"), path),
        drafts=drafts,
    )
    prefix = f"{site.root.as_posix()}/content/"
    return [(d.path.removeprefix(prefix), d.line, d.column, d.code) for d in complaints]


def join(site: SiteFolder, *, drafts: bool = False) -> Archive:
    records, found = read(site)
    assert not has_errors(found)
    return archive.join(records, outlines(records), drafts=drafts)


def outlines(records: Mapping[str, Record]) -> list[Outline]:
    return [Outline.of(each) for each in records.values() if isinstance(each, Briefing)]


def ids(briefings: tuple[Outline, ...]) -> list[str]:
    return [briefing.id for briefing in briefings]


# Which files there are


def test_scan_lists_content_in_order_and_passes_over_what_editors_leave(site: SiteFolder) -> None:
    for name in (
        ".about.md.swp",
        "about.md~",
        "#about.md#",
        "about.tmp",
        ".hidden/x.md",
        ".DS_Store",
    ):
        site.write(f"content/pages/{name}", "x\n")
    listed, found = files.scan(site.path("content"))
    paths = [file.path for file in listed]
    assert found == []
    assert paths == sorted(paths)
    assert paths == [
        "briefings/2021/2021-06-18-sichuan-order.md",
        "briefings/2021/2021-06-19-ganzi-power-cut.md",
        "briefings/2021/2021-07-first-machines.md",
        "briefings/2025/2025-06-20-norway-stop.md",
        "briefings/2025/2025-07-01-tromso-hearing.md",
        "data/hashrate-share.csv",
        "organisations.yaml",
        "pages/about.md",
        "places.yaml",
        "site.yaml",
        "threads/bit-mining-exodus.md",
    ]


def test_a_file_that_goes_away_during_the_scan_was_never_there(
    site: SiteFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    listed = files.scan(site.path("content"))
    names = os.listdir
    monkeypatch.setattr(os, "listdir", lambda folder: [*names(folder), "2021-01-01-gone.md"])
    assert files.scan(site.path("content")) == listed


def test_a_link_is_never_read(site: SiteFolder, tmp_path: Path) -> None:
    secret = tmp_path / "secret.md"
    secret.write_text("secret")
    site.path(ABOUT).unlink()
    site.path(ABOUT).symlink_to(secret)
    data = files.read(site.path(ABOUT), ABOUT)
    assert isinstance(data, Diagnostic)
    assert data.code == "unreadable-file"


@pytest.mark.parametrize(
    ("size", "fits"), [(files.SIZE_LIMIT, True), (files.SIZE_LIMIT + 1, False)]
)
def test_the_size_limit(site: SiteFolder, size: int, fits: bool) -> None:
    site.write(ABOUT, b"x" * size)
    data = files.read(site.path(ABOUT), ABOUT)
    assert isinstance(data, bytes) is fits


@pytest.mark.parametrize(
    ("data", "code", "line", "column"),
    [
        (b"", "empty-file", 1, 1),
        (b" \n\t\n", "empty-file", 1, 1),
        (b"a\n\xffb", "not-utf8", 2, 1),
        (b"\xc3\xa9\xe2\x82", "not-utf8", 1, 2),
        (b"a\xed\xa0\x80", "not-utf8", 1, 2),
        (b"\xef\xbb\xbfa", "byte-order-mark", 1, 1),
        (b"a\r\nb\r\n", "line-endings", 1, 2),
        (b"a\nb\rc", "line-endings", 2, 2),
        (b"a\n\x00", "control-character", 2, 1),
        (b"a\x7f", "control-character", 1, 2),
        (b"a\xc2\x85", "control-character", 1, 2),
        (b"a\xe2\x80\xa8", "control-character", 1, 2),
        (b"a\xef\xbb\xbf", "control-character", 1, 2),
    ],
    ids=lambda value: repr(value) if isinstance(value, bytes) else None,
)
def test_bytes_that_no_content_file_may_hold(
    data: bytes, code: str, line: int, column: int
) -> None:
    found = files.decode(data, "a.md")
    assert isinstance(found, Diagnostic)
    assert (found.code, found.line, found.column) == (code, line, column)


@pytest.mark.parametrize("text", ["a\tb\n", "é 中文 🇳🇴\n", "a\u00a0b", "a\u200bb", "a"])
def test_text_that_it_may_hold(text: str) -> None:
    source = files.decode(text.encode(), "a.md")
    assert not isinstance(source, Diagnostic)
    assert source.text == text


# One file at a time


def test_reading_a_file_is_a_function_of_its_bytes_and_its_path(site: SiteFolder) -> None:
    data = site.path(ORDER).read_bytes()
    path = ORDER.removeprefix("content/")
    first, second = (content.parse(data, path, ORDER) for _ in range(2))
    assert first == second
    assert isinstance(first.record, Briefing)
    assert (first.record.id, first.record.path) == ("2021/sichuan-order", path)
    assert first.body is not None


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("2021-06-18-a.md", ("2021-06-18", "a")),
        ("2021-06-a.md", ("2021-06", "a")),
        ("2021-a.md", ("2021", "a")),
        ("2021-06-18-26-projects.md", ("2021-06-18", "26-projects")),
        ("2021-06-18.md", ("2021-06", "18")),
        ("a.md", None),
        ("2021-06-18-a.txt", None),
        ("21-06-18-a.md", None),
    ],
)
def test_the_name_of_a_briefing(name: str, parts: tuple[str, str] | None) -> None:
    assert content.briefing_name(name) == parts


def test_an_entry_with_an_error_still_counts_as_known(site: SiteFolder) -> None:
    site.edit(ORGANISATIONS, "  role: miner\n", "  role: minner\n")
    records, found = read(site)
    assert [each.code for each in found] == ["unknown-value"]
    registry = records["organisations.yaml"]
    assert isinstance(registry, Organisations)
    assert "bit-mining" in registry.entries
    assert check(site) == []


# All files together


def test_briefings_come_newest_first_everywhere(site: SiteFolder) -> None:
    joined = join(site)
    assert ids(joined.briefings) == [
        "2025/norway-stop",
        "2021/first-machines",
        "2021/ganzi-power-cut",
        "2021/sichuan-order",
    ]
    for index in (joined.by_year, joined.by_place, joined.by_organisation, joined.by_thread):
        for briefings in index.values():
            assert ids(briefings) == [
                each for each in ids(joined.briefings) if each in ids(briefings)
            ]


def test_a_vague_date_comes_before_the_days_of_its_month(site: SiteFolder) -> None:
    site.write(
        "content/briefings/2021/2021-07-01-canada-day.md",
        site.path(MACHINES).read_text().replace("date: 2021-07\nkind", "date: 2021-07-01\nkind"),
    )
    assert ids(join(site).by_year["2021"])[:2] == ["2021/canada-day", "2021/first-machines"]


def test_a_country_has_the_briefings_of_its_regions(site: SiteFolder) -> None:
    joined = join(site)
    assert ids(joined.by_place["CN-SC"]) == ["2021/ganzi-power-cut", "2021/sichuan-order"]
    assert ids(joined.by_place["CN"]) == [
        "2021/first-machines",
        "2021/ganzi-power-cut",
        "2021/sichuan-order",
    ]
    assert joined.subdivisions("CN") == ("CN-SC",)
    assert joined.subdivisions("NO") == ()


def test_every_kind_has_a_list_also_without_briefings(site: SiteFolder) -> None:
    joined = join(site)
    assert list(joined.by_kind) == list(Kind)
    assert ids(joined.by_kind[Kind.POLICY]) == ["2025/norway-stop"]
    assert joined.by_kind[Kind.MARKET] == ()


def test_what_links_to_what_and_what_led_to_what(site: SiteFolder) -> None:
    joined = join(site)
    assert ids(joined.linked_from["2021/sichuan-order"]) == ["2021/ganzi-power-cut"]
    assert ids(joined.linked_from["KZ"]) == ["2021/first-machines"]
    assert ids(joined.led_to["2021/sichuan-order"]) == ["2021/ganzi-power-cut"]
    assert ids(joined.led_to["2021/ganzi-power-cut"]) == ["2021/first-machines"]
    assert "2021/first-machines" not in joined.led_to


def test_drafts_are_left_out_of_every_index(site: SiteFolder) -> None:
    joined = join(site)
    assert "2025/tromso-hearing" not in joined.by_id
    assert ids(joined.by_place["NO"]) == ["2025/norway-stop"]
    assert "2025/norway-stop" not in joined.led_to
    assert joined.by_kind[Kind.CONTEXT] == ()


def test_drafts_are_there_if_asked_for(site: SiteFolder) -> None:
    joined = join(site, drafts=True)
    assert ids(joined.by_place["NO"]) == ["2025/tromso-hearing", "2025/norway-stop"]
    assert ids(joined.led_to["2025/norway-stop"]) == ["2025/tromso-hearing"]


def test_the_order_of_the_records_does_not_matter(site: SiteFolder) -> None:
    records, _ = read(site)
    backwards = dict(reversed(records.items()))
    first, second = (
        archive.join(records, outlines(records)),
        archive.join(backwards, outlines(backwards)),
    )
    assert first.briefings == second.briefings
    for field in ("by_year", "by_kind", "by_place", "by_organisation", "by_tag", "by_thread", "linked_from", "led_to"):  # fmt: skip
        assert list(getattr(first, field).items()) == list(getattr(second, field).items())


# Checks between files


def test_the_small_site_has_nothing_to_complain_about(site: SiteFolder) -> None:
    assert check(site) == []
    assert check(site, drafts=True) == []


def test_only_a_draft_may_rest_on_a_draft_unless_drafts_are_shown(site: SiteFolder) -> None:
    path = "content/briefings/2025/2025-08-tromso-protest.md"
    text = site.path(DRAFT).read_text().replace("date: 2025-07-01", "date: 2025-08")
    text = text.replace("2025/norway-stop", "2025/tromso-hearing")
    site.write(path, text)
    assert check(site) == []
    site.edit(path, "draft: true", "draft: false")
    assert check(site) == [
        ("briefings/2025/2025-08-tromso-protest.md", 7, 13, "draft-link"),
        ("briefings/2025/2025-08-tromso-protest.md", 15, 42, "draft-link"),
    ]
    assert check(site, drafts=True) == []


def test_a_thread_may_not_link_a_draft(site: SiteFolder) -> None:
    site.edit(THREAD, "[[KZ]]", "[[2025/tromso-hearing]]")
    assert check(site) == [("threads/bit-mining-exodus.md", 5, 75, "draft-link")]


@pytest.mark.parametrize(
    ("date", "codes"),
    [
        pytest.param("2021-07-31", [], id="a day of the month of its cause"),
        pytest.param("2021-07-01", [], id="the first day of that month"),
        pytest.param("2021", [], id="the year of its cause"),
        pytest.param("2021-06-30", ["date-order"], id="the day before"),
        pytest.param("2020", ["date-order"], id="the year before"),
    ],
)
def test_a_cause_that_may_have_come_earlier_is_none_too_late(
    site: SiteFolder, date: str, codes: list[str]
) -> None:
    text = site.path(ORDER).read_text().replace("date: 2021-06-18\nkind", f"date: {date}\nkind")
    text = text.replace("tags: [hydropower]", "caused_by: [2021/first-machines]")
    text = text.replace("published: 2021-06-24\n", "")
    site.write(f"content/briefings/{date[:4]}/{date}-late.md", text)
    found = [code for _, _, _, code in check(site) if code == "date-order"]
    assert found == codes


def test_what_a_broken_file_names_or_is_named_by_is_not_wrong_for_that(site: SiteFolder) -> None:
    site.write(ORDER, "nothing")
    site.write("content/threads/bit-mining-exodus.md", "nothing")
    site.write("content/places.yaml", "- nothing\n")
    site.write("content/organisations.yaml", "[")
    assert check(site) == []


def test_every_name_that_nothing_has_is_told_where_it_stands(site: SiteFolder) -> None:
    site.edit(NORWAY, "places: [NO]", "places: [NO, SE]")
    site.edit(NORWAY, "organisations: [norwegian-government]", "organisations: [storting]")
    site.edit(NORWAY, "measure: moratorium, place: NO", "measure: moratorium, place: DK")
    site.edit(NORWAY, "plans a stop", "[[2025/plan]] [[FI]]")
    assert check(site) == [
        ("briefings/2025/2025-06-20-norway-stop.md", 6, 14, "unknown-place"),
        ("briefings/2025/2025-06-20-norway-stop.md", 9, 67, "unknown-place"),
        ("briefings/2025/2025-06-20-norway-stop.md", 7, 17, "unknown-organisation"),
        ("briefings/2025/2025-06-20-norway-stop.md", 18, 33, "unknown-link"),
        ("briefings/2025/2025-06-20-norway-stop.md", 18, 47, "unknown-link"),
    ]
