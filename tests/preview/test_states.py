"""Versions, and where the readers of removed pages go on."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from hashtrail import urls
from hashtrail.diagnostics import SourceFile
from hashtrail.preview.states import States
from hashtrail.preview.watching import Changes
from tests.preview.running import in_thread

CONTENT = Path("content")


@pytest.fixture
def states(tmp_path: Path) -> States:
    for page in ("/", "/briefings/", "/briefings/2021/new/", "/contact/"):
        location = tmp_path / urls.output_path(page)
        location.parent.mkdir(parents=True, exist_ok=True)
        location.write_text("page")
    return States(tmp_path, CONTENT, "/")


def changes(*names: str) -> Changes:
    return Changes({CONTENT / name for name in names})


def moves(*pairs: tuple[str, str]) -> Changes:
    moved = {CONTENT / before: CONTENT / after for before, after in pairs}
    return Changes({*moved, *moved.values()}, moved)


def briefing(slug: str) -> str:
    return f"briefings/2021/2021-01-01-{slug}.md"


GONE = "/briefings/2021/old/"
NEW = "/briefings/2021/new/"


@pytest.mark.parametrize(
    ("happened", "target"),
    [
        pytest.param(moves((briefing("old"), briefing("new"))), NEW, id="moved"),
        pytest.param(
            moves((briefing("old"), briefing("mid")), (briefing("mid"), briefing("new"))),
            NEW,
            id="moved twice",
        ),
        pytest.param(
            moves((briefing("old"), briefing("mid")), (briefing("mid"), briefing("old"))),
            "/briefings/",
            id="moved in a circle",
        ),
        pytest.param(moves((briefing("old"), briefing("x"))), "/briefings/", id="moved away"),
        pytest.param(changes(briefing("old"), briefing("new")), NEW, id="removed and written"),
        pytest.param(changes(briefing("old"), "pages/contact.md"), "/briefings/", id="unlike"),
        pytest.param(changes(briefing("old")), "/briefings/", id="removed"),
        pytest.param(Changes(), "/briefings/", id="unknown"),
    ],
)
def test_where_readers_go_on(states: States, happened: Changes, target: str) -> None:
    state = states.finished(happened, ok=True, diagnostics=(), touched=(GONE, NEW, "/"))
    assert state.gone == {GONE: target}


def test_a_move_is_kept_until_a_build_succeeds(states: States) -> None:
    states.finished(moves((briefing("old"), briefing("new"))), ok=False, diagnostics=())
    state = states.finished(Changes(), ok=True, diagnostics=(), touched=(GONE,))
    assert state.gone == {GONE: NEW}
    state = states.finished(Changes(), ok=True, diagnostics=(), touched=(GONE,))
    assert state.gone == {GONE: "/briefings/"}


def test_the_edited_page_is_the_only_one(states: States) -> None:
    def edited(happened: Changes) -> str:
        return states.finished(happened, ok=True, diagnostics=()).edited

    assert edited(changes("pages/contact.md")) == "/contact/"
    assert edited(changes("pages/contact.md", "site.yaml")) == "/contact/"
    assert edited(changes("pages/contact.md", briefing("new"))) == ""
    assert edited(changes("pages/not-built.md")) == ""
    assert edited(Changes({Path("templates/base.html")})) == ""


def test_versions_grow_whatever_comes_of_a_build(states: States) -> None:
    first = states.latest.version
    assert states.finished(Changes(), ok=False, diagnostics=()).version == first + 1
    assert states.finished(Changes(), ok=True, diagnostics=()).version == first + 2


def test_the_base_path_stays_until_a_build_has_another(states: States) -> None:
    assert states.finished(Changes(), ok=True, diagnostics=(), base="/deep/").base == "/deep/"
    assert states.finished(Changes(), ok=False, diagnostics=()).base == "/deep/"


def test_too_much_to_tell_is_counted(states: States) -> None:
    here = SourceFile("x", "")
    found = tuple(here.diagnostic("empty-file", str(number)) for number in range(70))
    state = states.finished(Changes(), ok=False, diagnostics=found)
    assert (len(state.diagnostics), state.more) == (50, 20)
    touched = tuple(f"/{number}/" for number in range(501))
    assert states.finished(Changes(), ok=True, diagnostics=(), touched=touched).touched is None


def test_whoever_waits_is_woken(states: States) -> None:
    async def check() -> None:
        waiting = [asyncio.create_task(states.changed()) for _ in range(3)]
        await asyncio.sleep(0)
        states.finished(Changes(), ok=True, diagnostics=())
        await asyncio.wait_for(asyncio.gather(*waiting), 30)

    in_thread(check())
