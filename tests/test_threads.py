"""The page of a thread: what it tells of its briefings, one after the other."""

from __future__ import annotations

from selectolax.lexbor import LexborHTMLParser, LexborNode

from tests.bad_inputs import ORDER, POWER_CUT, THREAD
from tests.site_folder import SiteFolder

_MACHINES = "content/briefings/2021/2021-07-first-machines.md"


def page(site: SiteFolder) -> LexborHTMLParser:
    return site.parsed("threads/bit-mining-exodus/")


def parts(site: SiteFolder) -> list[LexborNode]:
    return page(site).css(".story > li")


def words(node: LexborNode) -> str:
    return " ".join(node.text(separator=" ").split()).replace(" ,", ",")


def under(part: LexborNode, heading: str) -> list[str]:
    """The lines of a part under one of its headings."""
    for each in part.css("h4"):
        if each.text() == heading:
            lines = each.next
            while lines is not None and lines.tag != "ul":
                lines = lines.next
            assert lines is not None
            return [words(line) for line in lines.iter() if line.tag == "li"]
    return []


def status(part: LexborNode) -> list[tuple[list[str], str]]:
    """Of each move the steps of its scale, and the one that it has reached."""
    return [
        (
            [step.text() for step in steps.css("li")],
            "".join(step.text() for step in steps.css("[aria-current=step]")),
        )
        for steps in part.css(".steps")
    ]


def test_a_story_goes_from_cause_to_effect(built_site: SiteFolder) -> None:
    cut, machines = parts(built_site)
    assert [each.attributes["id"] for each in (cut, machines)] == [
        "2021/ganzi-power-cut",
        "2021/first-machines",
    ]
    assert under(cut, "Follows from") == ["Sichuan orders 26 mines to close, 18 June 2021"]
    (action,) = under(cut, "What authorities did")
    assert action.startswith("Power cut by ")
    assert action.endswith("in Sichuan, China, 19 June 2021")
    assert under(cut, "What happened next") == ["First machines reach Kazakhstan, 1 month later"]
    (effect,) = [link for link in cut.css("a") if link.text() == "First machines reach Kazakhstan"]
    assert effect.attributes["href"] == "#2021/first-machines"
    # What stands in the thread itself has told so already.
    assert under(machines, "Follows from") == []
    assert "1 month later" in words(machines.css(".card-meta")[0])


def test_each_move_stands_on_the_scale(built_site: SiteFolder) -> None:
    scale = ["Announced", "Shipped", "Delivered", "Energised"]
    cut, machines = parts(built_site)
    assert status(cut) == [(scale, "Announced")]
    assert status(machines) == [(scale, "Energised")]
    (move,) = under(machines, "What moved")
    assert move.startswith("BIT Mining, from not stated to Kazakhstan, 320 machines, 1 MW, July")
    built_site.edit(POWER_CUT, "status: announced", "status: cancelled")
    assert built_site.build().ok
    assert status(parts(built_site)[0]) == [(["Announced", "Cancelled"], "Cancelled")]


def test_a_move_that_came_to_a_halt_says_so(site: SiteFolder) -> None:
    site.remove(_MACHINES)
    site.edit(THREAD, " and ends, for now, in [[KZ]]", "")
    assert site.build(search=False).ok
    (cut,) = parts(site)
    assert status(cut)[0][1] == "Announced, stalled (inferred)"


def test_a_thread_without_briefings_says_so(site: SiteFolder) -> None:
    for path in (POWER_CUT, _MACHINES):
        site.edit(path, "thread: bit-mining-exodus\n", "")
    assert site.build(search=False).ok
    assert parts(site) == []
    assert "No briefing belongs to this thread yet." in site.page(
        "threads/bit-mining-exodus/index.html"
    )


def test_a_new_title_of_a_cause_gets_into_the_story(built_site: SiteFolder) -> None:
    built_site.edit(ORDER, "orders 26 mines to close", "closes 26 mines")
    assert built_site.build().ok
    assert under(parts(built_site)[0], "Follows from") == ["Sichuan closes 26 mines, 18 June 2021"]
