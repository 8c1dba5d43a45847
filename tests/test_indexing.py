"""The search index as builds keep it: always the one that is made from the same briefings at once."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from hashtrail.search import cards, shards
from tests.search import judge
from tests.site_folder import SiteFolder


def kept(site: SiteFolder) -> dict[str, bytes]:
    """The files of the index in the output, by site path; the page itself apart."""
    folder = site.path("output/search")
    found = folder.rglob("*") if folder.exists() else ()
    return {
        f"/search/{path.relative_to(folder).as_posix()}": path.read_bytes()
        for path in found
        if path.is_file() and path.name != "index.html"
    }


def made_at_once(site: SiteFolder) -> dict[str, bytes]:
    return judge.read(site.path("content")).index()


def _first_briefing(site: SiteFolder) -> Path:
    return sorted(site.path("content/briefings/2021").glob("*.md"))[0]


def _edit_text(site: SiteFolder) -> None:
    file = _first_briefing(site)
    file.write_text(file.read_text(encoding="utf-8") + "\nA zyzzyva of late.\n", encoding="utf-8")


def _edit_title(site: SiteFolder) -> None:
    file = _first_briefing(site)
    text = file.read_text(encoding="utf-8")
    file.write_text(re.sub(r"(?m)^title: .*$", "title: Quokka", text), encoding="utf-8")


def _delete(site: SiteFolder) -> None:
    sorted(site.path("content/briefings").rglob("*.md"))[-1].unlink()


def _name_an_organisation(site: SiteFolder) -> None:
    file = site.path("content/organisations.yaml")
    text = file.read_text(encoding="utf-8")
    file.write_text(re.sub(r"(?m)^  name: (.*)$", r"  name: \1 Wombat", text), encoding="utf-8")


def _rename_a_thread(site: SiteFolder) -> None:
    file = sorted(site.path("content/threads").glob("*.md"))[0]
    text = file.read_text(encoding="utf-8")
    file.write_text(re.sub(r"(?m)^title: .*$", "title: Numbat", text), encoding="utf-8")


EDITS = [_edit_text, _edit_title, _name_an_organisation, _rename_a_thread]


@pytest.mark.parametrize("edit", EDITS)
def test_after_an_edit_the_index_is_the_one_made_at_once(
    site: SiteFolder, edit: Callable[[SiteFolder], None]
) -> None:
    site.build(jobs=1)
    before = kept(site)
    assert before == made_at_once(site)
    edit(site)
    assert site.build(jobs=1).ok
    assert kept(site) == made_at_once(site) != before


def test_an_edit_of_a_word_makes_few_files_anew(site: SiteFolder) -> None:
    site.build(jobs=1)
    before = kept(site)
    _edit_text(site)
    site.build(jobs=1)
    kinds = {path.split("/")[-1].split("-")[0] for path in kept(site).keys() - before.keys()}
    assert kinds == {"terms", "follow"}
    assert len(kept(site).keys() - before.keys()) <= 6


def test_a_file_of_the_index_that_is_missing_is_made_again(site: SiteFolder) -> None:
    site.build(jobs=1)
    before = kept(site)
    for path in before:
        site.path(f"output{path}").unlink()
        report = site.build(jobs=1)
        assert report.pages.written == 1
    assert kept(site) == before


def _turn_a_title_round(site: SiteFolder) -> None:
    file = _first_briefing(site)
    text = file.read_text(encoding="utf-8")
    turned = re.sub(r"(?m)^title: (\S+) (.*)$", r"title: \2 \1", text)
    assert turned != text
    file.write_text(turned, encoding="utf-8")


@pytest.mark.parametrize("edit", [*EDITS, _turn_a_title_round])
def test_best_cards_of_a_large_archive_are_those_made_at_once(
    site: SiteFolder, monkeypatch: pytest.MonkeyPatch, edit: Callable[[SiteFolder], None]
) -> None:
    monkeypatch.setattr(cards, "needs_best", lambda briefings: True)
    monkeypatch.setattr(shards, "_PAGE", 1)
    site.build(jobs=1)
    best = sorted(site.path("output/search").rglob("best-*"))
    best[0].unlink()
    assert site.build(jobs=1).pages.written == 1
    edit(site)
    best[-1].unlink()
    report = site.build(jobs=1)
    assert "store-reset" not in {each.code for each in report.diagnostics}
    assert kept(site) == made_at_once(site)


@pytest.mark.parametrize("name", ["state", "rows", "parts-0", "postings-2021-06"])
def test_damage_to_what_is_kept_of_the_index_is_mended(site: SiteFolder, name: str) -> None:
    site.build(jobs=1)
    (folder,) = site.path(".hashtrail").glob("search-*")
    assert (folder / name).exists()
    data = bytearray((folder / name).read_bytes())
    data[-1] ^= 1
    (folder / name).write_bytes(data)
    for edit in EDITS:
        edit(site)
    assert site.build(jobs=1).ok
    assert kept(site) == made_at_once(site)


def test_parts_of_another_build_are_never_taken(site: SiteFolder) -> None:
    """As after a kill between two writes: the parts of a shard are newer than the state that knows them."""
    site.build(jobs=1)
    (folder,) = site.path(".hashtrail").glob("search-*")
    state = (folder / "state").read_bytes()
    _edit_text(site)
    site.build(jobs=1)
    (folder / "state").write_bytes(state)
    _edit_title(site)
    site.build(jobs=1)
    assert kept(site) == made_at_once(site)


def test_without_search_there_is_no_index(site: SiteFolder) -> None:
    site.build(jobs=1)
    assert kept(site)
    site.build(jobs=1, search=False)
    assert not kept(site)
    site.build(jobs=1)
    assert kept(site) == made_at_once(site)


def test_without_search_there_is_neither_page_nor_box(site: SiteFolder) -> None:
    site.build(jobs=1)
    assert 'role="search"' in site.page("index.html")
    assert "/search/" in site.page("404.html")
    assert site.path("output/search/index.html").exists()
    site.build(jobs=1, search=False)
    assert 'role="search"' not in site.page("index.html")
    assert "/search/" not in site.page("404.html")
    assert not site.path("output/search").exists()


def test_an_archive_without_briefings_has_an_index(site: SiteFolder) -> None:
    site.remove("content/briefings")
    site.remove("content/threads")
    report = site.build()
    assert report.ok, report.diagnostics
    assert kept(site) == made_at_once(site)
