"""Real files and the events that the system tells of them."""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest

from hashtrail.preview import watching
from hashtrail.preview.watching import Changes, Watch
from tests.preview.running import PATIENCE, in_thread


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "content"
    (folder / "pages").mkdir(parents=True)
    (folder / "pages" / "about.md").write_text("text")
    return folder


@pytest.fixture(autouse=True)
def _events_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that a test of events does not pass because the folders were looked through."""
    monkeypatch.setattr(watching, "_LOOK", 2.0 * PATIENCE)


async def next_of(watch: Watch) -> Changes:
    return await asyncio.wait_for(watch.next(), PATIENCE)


def watched(folder: Path, act: Callable[[Watch], Coroutine[Any, Any, None]]) -> None:
    async def run() -> None:
        watch = Watch((folder,))
        watch.start()
        try:
            await act(watch)
        finally:
            await watch.stop()

    in_thread(run())


def save(file: Path) -> None:
    file.write_text("anew")


def save_by_rename(file: Path) -> None:
    temporary = file.with_name(f".{file.name}.swp")
    temporary.write_text("anew")
    os.replace(temporary, file)


@pytest.mark.parametrize("act", [save, save_by_rename, Path.unlink])
def test_any_change_of_a_file_is_noticed(folder: Path, act: Callable[[Path], None]) -> None:
    file = folder / "pages" / "about.md"

    async def check(watch: Watch) -> None:
        act(file)
        assert (await next_of(watch)).files == {file}

    watched(folder, check)


def test_a_move_tells_where_to(folder: Path) -> None:
    file, new = folder / "pages" / "about.md", folder / "pages" / "contact.md"

    async def check(watch: Watch) -> None:
        file.rename(new)
        changes = await next_of(watch)
        assert changes.moves == {file: new}
        assert changes.files == {file, new}

    watched(folder, check)


def test_a_new_folder_is_watched_too(folder: Path) -> None:
    async def check(watch: Watch) -> None:
        (folder / "threads").mkdir()
        await next_of(watch)
        (folder / "threads" / "x.md").write_text("x")
        assert folder / "threads" / "x.md" in (await next_of(watch)).files

    watched(folder, check)


def test_what_editors_leave_and_reading_is_no_change(folder: Path) -> None:
    pages = folder / "pages"

    async def check(watch: Watch) -> None:
        for name in (".about.md.swp", "about.md~", "#about.md#", "about.tmp"):
            (pages / name).write_text("x")
            (pages / name).unlink()
        (pages / ".git").mkdir()
        (pages / ".git" / "index").write_text("x")
        (pages / "about.md").read_text()
        list(pages.iterdir())
        # Events come in their order: this one is the first that counts.
        (pages / "last.md").write_text("x")
        assert (await next_of(watch)).files == {pages / "last.md"}

    watched(folder, check)


def test_a_folder_that_vanishes_and_comes_back(folder: Path, tmp_path: Path) -> None:
    async def check(watch: Watch) -> None:
        for _ in range(2):
            folder.rename(tmp_path / "away")
            await next_of(watch)
            (tmp_path / "away").rename(folder)
            await next_of(watch)
            save(folder / "pages" / "about.md")
            while folder / "pages" / "about.md" not in (await next_of(watch)).files:
                pass
        shutil.rmtree(folder)
        await next_of(watch)
        folder.mkdir()
        await next_of(watch)
        save(folder / "site.yaml")
        while folder / "site.yaml" not in (await next_of(watch)).files:
            pass

    watched(folder, check)


def test_a_folder_that_is_a_link(folder: Path, tmp_path: Path) -> None:
    link, other = tmp_path / "link", tmp_path / "other"
    link.symlink_to(folder)
    shutil.copytree(folder, other)

    async def check(watch: Watch) -> None:
        save(folder / "pages" / "about.md")
        assert (await next_of(watch)).files == {link / "pages" / "about.md"}
        link.unlink()
        link.symlink_to(other)
        await next_of(watch)
        save(other / "pages" / "about.md")
        while link / "pages" / "about.md" not in (await next_of(watch)).files:
            pass

    watched(link, check)


def test_a_burst_is_one_change(folder: Path) -> None:
    async def check(watch: Watch) -> None:
        for number in range(100):
            (folder / "pages" / f"{number}.md").write_text("x")
        seen: set[Path] = set()
        rounds = 0
        while len(seen) < 100:
            seen |= (await next_of(watch)).files
            rounds += 1
        assert rounds < 20

    watched(folder, check)


def test_a_change_without_events_is_found(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        raise OSError(28, "inotify watch limit reached")

    monkeypatch.setattr(watching, "_LOOK", 0.01)
    monkeypatch.setattr("watchdog.observers.api.BaseObserver.schedule", refuse)

    async def check(watch: Watch) -> None:
        assert watch.problem == "inotify watch limit reached"
        await asyncio.sleep(0.2)  # a first look, to compare the next one with
        save(folder / "pages" / "about.md")
        assert (await next_of(watch)).files == set()

    watched(folder, check)


def test_what_is_gone_or_empty_is_given_time_to_come_back(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A rename that is told of as a removal and a new file is one change, and so is a file emptied before it is written."""
    monkeypatch.setattr(watching, "_QUIET_HALFWAY", PATIENCE / 2)
    monkeypatch.setattr(watching, "_PATIENCE", PATIENCE)
    old, new = folder / "pages" / "about.md", folder / "pages" / "contact.md"

    async def act(watch: Watch) -> None:
        waiting = asyncio.create_task(next_of(watch))
        old.unlink()
        await asyncio.sleep(4 * watching._QUIET)
        assert not waiting.done()
        new.write_text("")
        await asyncio.sleep(4 * watching._QUIET)
        assert not waiting.done()
        monkeypatch.setattr(watching, "_QUIET_HALFWAY", watching._QUIET)
        waiting.cancel()
        assert watching.Changes({old}).are_halfway
        assert watching.Changes({new}).are_halfway
        new.write_text("text")
        assert not watching.Changes({new}).are_halfway
        assert not watching.Changes({old, new}, {old: new}).are_halfway

    watched(folder, act)


def test_files_below_a_folder_are_told_only_if_they_are_all() -> None:
    changes = watching.Changes({Path("site/content/site.yaml"), Path("site/templates/base.html")})
    assert changes.inside(Path("site/content")) == {"site.yaml"}
    changes.are_all = False
    assert changes.inside(Path("site/content")) == frozenset()
