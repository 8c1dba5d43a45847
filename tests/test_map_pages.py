"""The maps: what they show of the real archive, and of archives that lack something."""

from __future__ import annotations

import gzip
import json
import re
from collections import Counter
from typing import Any, Final

import pytest

from hashtrail import map_pages
from hashtrail.flows import Flows
from hashtrail.ledger import Ledger
from hashtrail.model import Measure, Status
from tests.ledgers import contents_of, ledger_of
from tests.pages import Map
from tests.site_folder import SiteFolder

_GANZI: Final = "content/briefings/2021/2021-06-19-ganzi-power-cut.md"
_PLACES: Final = "content/places.yaml"
#: The captions of the tables.
_PAIRS: Final = "From where to where"
_ACTED: Final = "Where authorities acted"


@pytest.fixture(scope="module")
def ledger(archive_below_path: SiteFolder) -> Ledger:
    with contents_of(archive_below_path) as contents:
        return ledger_of(contents)


@pytest.fixture(scope="module")
def real_map(archive_below_path: SiteFolder) -> Map:
    return Map(archive_below_path.page("map/index.html"))


@pytest.fixture
def located(site: SiteFolder) -> SiteFolder:
    """The small site with the coordinates of some of its places."""
    site.edit(_PLACES, "name: Sichuan\n", "name: Sichuan\n  coordinates: [30.57, 102.7]\n")
    site.edit(_PLACES, "name: Kazakhstan\n", "name: Kazakhstan\n  coordinates: [47.89, 67.27]\n")
    return site


def built_map(site: SiteFolder, page: str = "map/index.html") -> Map:
    report = site.build(search=False)
    assert report.ok, report.diagnostics
    return Map(site.page(page))


# Of the real archive


def test_every_move_and_action_is_counted_once(real_map: Map, ledger: Ledger) -> None:
    moves = Flows(ledger).moves
    pairs = Counter((each.move.origin, each.move.to) for each in moves)
    places = Counter(each.action.place for each in ledger.actions)
    assert sorted(int(row["Moves"]) for row in real_map.table(_PAIRS)) == sorted(pairs.values())
    assert sorted(int(row["Actions"]) for row in real_map.table(_ACTED)) == sorted(places.values())
    unknown = [sum(count for pair, count in pairs.items() if pair[end] is None) for end in (0, 1)]
    inside = sum(count for (origin, to), count in pairs.items() if origin == to)
    assert (
        f"{len(moves)} moves between {len(pairs)} pairs of places: {unknown[0]} from an origin that no source states, "
        f"{unknown[1]} to a destination that none states, {inside} within one place. "
        f"{len(ledger.actions)} actions of authorities at {len(places)} places." in real_map.text
    )


def test_each_row_has_its_arc_or_mark_and_links_a_briefing(real_map: Map) -> None:
    assert len(real_map.titles(".arc")) == len(real_map.table(_PAIRS))
    assert len(real_map.titles(".mark")) == len(real_map.table(_ACTED))
    for link in real_map.tree.css(".map-frame a"):
        row = real_map.tree.css_first(
            (link.attributes["href"] or "").removeprefix("/hashtrail/map/")
        )
        assert row is not None
        assert row.css_first('a[href*="/briefings/"]') is not None


def test_the_maps_of_years_hold_every_move_and_action(
    archive_below_path: SiteFolder, ledger: Ledger
) -> None:
    moves, actions = [], []
    for year in ledger.archive.by_year:
        page = Map(archive_below_path.page(f"map/{year}/index.html"))
        moves += page.table("Every move")
        actions += page.table("Every action")
    assert len(moves) == len(Flows(ledger).moves)
    assert len(actions) == len(ledger.actions)
    stated = [each.move.machines for each in Flows(ledger).moves if each.move.machines is not None]
    told = [row.get("Machines", "not stated") for row in moves]
    assert sorted(int(each.replace(",", "")) for each in told if each != "not stated") == sorted(
        stated
    )


def test_the_script_gets_the_same_facts(
    archive_below_path: SiteFolder, ledger: Ledger, real_map: Map
) -> None:
    facts: dict[str, Any] = json.loads(archive_below_path.page("map/facts.json"))
    assert len(facts["moves"]) == len(Flows(ledger).moves)
    assert len(facts["actions"]) == len(ledger.actions)
    for row, *_ in (*facts["moves"], *facts["actions"]):
        assert real_map.tree.css_first(f"#{row}") is not None
    assert {who for _, _, who, *_ in (*facts["moves"], *facts["actions"])} == set(
        facts["organisations"]
    )
    telling = {each.briefing.id for each in Flows(ledger).moves}
    telling |= {each.briefing.id for each in ledger.actions}
    assert telling == {"/".join(url.split("/")[-3:-1]) for _, _, url in facts["briefings"]}


def test_the_page_is_light(archive_below_path: SiteFolder) -> None:
    assert len(gzip.compress(archive_below_path.page("map/index.html").encode())) < 40_000


def test_every_measure_has_a_group_that_the_legend_tells(real_map: Map) -> None:
    groups = {node.attributes["data-group"] for node in real_map.tree.css(".legend [data-group]")}
    facts = map_pages.GROUP_OF
    assert set(facts) == set(Measure)
    assert set(facts.values()) == groups
    for status in Status:
        assert real_map.tree.css_first(f".legend .status-{status}") is not None


# Of archives that lack something


def test_a_move_whose_origin_has_no_coordinates_comes_from_nowhere(site: SiteFolder) -> None:
    site.edit(_PLACES, "name: Kazakhstan\n", "name: Kazakhstan\n  coordinates: [47.89, 67.27]\n")
    page = built_map(site)
    assert sorted(page.titles(".arc")) == [
        "Sichuan, China to Kazakhstan: 1 move, announced",
        "a place not stated to Kazakhstan: 1 move, energised",
    ]
    assert re.search(r"1 move and \d actions? are missing on the map", page.text)
    assert len(page.table(_PAIRS)) == 2


def test_without_coordinates_all_is_in_the_tables(site: SiteFolder) -> None:
    page = built_map(site)
    assert page.titles(".arc") == page.titles(".mark") == []
    assert len(page.table(_PAIRS)) == 2
    assert "missing on the map" in page.text
    assert site.parsed("places/kz/").css_first(".small-map") is None


def test_arcs_marks_and_the_map_of_a_place(located: SiteFolder) -> None:
    page = built_map(located)
    assert "Sichuan, China to Kazakhstan: 1 move, announced" in page.titles(".arc")
    assert any("power cut 1" in title for title in page.titles(".mark"))
    place = Map(located.page("places/kz/index.html"))
    assert len(place.titles(".arc")) == 2
    assert place.tree.css_first("main .here") is not None
    view = place.tree.css_first(".small-map > svg")
    assert view is not None
    assert (
        view.attributes["viewbox" if "viewbox" in view.attributes else "viewBox"] != "0 0 1000 432"
    )


def test_an_archive_without_moves(site: SiteFolder) -> None:
    for path in (_GANZI, "content/briefings/2021/2021-07-first-machines.md"):
        text = site.path(path).read_text()
        site.write(path, re.sub(r"moves:\n(?:  - .*\n)+", "", text))
    page = built_map(site)
    assert "The archive knows of no move here yet." in page.text
    assert "0 moves between 0 pairs of places" in page.text
    assert page.table(_ACTED)


def test_an_empty_archive(site: SiteFolder) -> None:
    site.remove("content/briefings")
    site.remove("content/threads")
    site.write(
        "content/pages/about.md", "---\ntitle: About\nsummary: Nothing yet.\n---\nNothing.\n"
    )
    page = built_map(site)
    assert "The archive knows of no move here yet." in page.text
    assert "The archive knows of no action here yet." in page.text
    assert not page.tree.css("table")
    assert page.tree.css_first("main svg use") is not None


def test_an_edit_of_a_body_leaves_the_maps_alone(located: SiteFolder) -> None:
    located.build(search=False)
    located.edit(_GANZI, "They were counted", "They were all counted")
    outcome = located.main("explain", "--no-search")
    assert "/briefings/2021/ganzi-power-cut/" in outcome.stdout
    assert "/map/" not in outcome.stdout
    located.edit(_GANZI, "machines: 2600", "machines: 2601")
    outcome = located.main("explain", "--no-search")
    assert "/map/: render" in outcome.stdout
    assert "/map/2021/: render" in outcome.stdout
    assert "/map/2025/: render" not in outcome.stdout


def test_many_pairs_are_cut_and_counted(
    located: SiteFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(map_pages, "_ROWS", 1)
    page = built_map(located)
    assert len(page.table(_PAIRS)) == len(page.titles(".arc")) == 1
    assert "The maps by year have 1 more pair of places, with fewer moves." in page.text
