"""Many browsers and many saves at once: the last state reaches everybody, and nothing is left behind."""

from __future__ import annotations

import os
import shutil
import time
from contextlib import ExitStack
from pathlib import Path

from playwright.sync_api import Browser, expect

from tests.preview.running import PATIENCE, Running, Stream, family, running, streaming, wait_until
from tests.site_folder import SiteFolder

ABOUT = "content/pages/about.md"
STREAMS = 50
SAVES = 200


def resources(server: Running) -> tuple[int, int, int]:
    """Open files, threads and processes of a server."""
    process = server.process.pid
    return (
        len(os.listdir(f"/proc/{process}/fd")),
        len(os.listdir(f"/proc/{process}/task")),
        len(family(process)),
    )


def text_of_about(server: Running) -> str:
    return server.get("/about/").body.decode()


def settle(server: Running, before: tuple[int, int, int]) -> None:
    """Wait until the server has noticed that its clients are gone."""
    wait_until(
        lambda: all(now <= then for now, then in zip(resources(server), before, strict=True))
    )


def save(file: Path, text: str) -> None:
    """As good editors do: nobody ever sees half a text."""
    new = file.with_suffix(".tmp")
    new.write_text(text, encoding="utf-8")
    os.replace(new, file)


def wait_for(stream: Stream, server: Running, mark: str) -> int:
    """Wait until a stream tells of the state in which the page holds a mark; returns the states until then."""
    states = 0
    while True:
        version = stream.next()["version"]
        states += 1
        # Served now, it is of this version or of a later one.
        if f'data-preview-version="{version}"' in (text := text_of_about(server)) and mark in text:
            return states


def test_many_quick_saves_and_many_listeners(site: SiteFolder, browser: Browser) -> None:
    context = browser.new_context(reduced_motion="reduce")
    with running(site) as server:
        page = context.new_page()
        page.goto(server.address + "about/")
        page.close()
        # One lookup through the folders has been made by now, in a thread that stays.
        with streaming(server) as stream:
            site.edit(ABOUT, "title: ", "title: Warm, ")
            wait_for(stream, server, "Warm, ")
        before = resources(server)
        tabs = [context.new_page() for _ in range(3)]
        for tab in tabs:
            tab.goto(server.address + "about/")
        with ExitStack() as stack:
            streams = [stack.enter_context(streaming(server)) for _ in range(STREAMS)]
            text = site.path(ABOUT).read_text()
            for number in range(1, SAVES + 1):
                save(site.path(ABOUT), text.replace("title: ", f"title: Save {number}, "))
            last = f"Save {SAVES}, "
            for stream in streams:
                # Some builds saw several saves at once.
                assert wait_for(stream, server, last) <= SAVES + 1
            for tab in tabs:
                expect(tab.locator("h1")).to_contain_text(last, timeout=PATIENCE * 1000)
                tab.close()
        settle(server, before)
    context.close()
    assert server.complaints == []


def test_a_checkout_of_another_branch(site: SiteFolder) -> None:
    """A thousand files come, change and go in one go."""
    norway = site.path("content/briefings/2025/2025-06-20-norway-stop.md").read_text()
    folder = site.path("content/briefings/2024")
    last = "/briefings/2024/branch-999/"
    with running(site) as server, streaming(server) as stream:
        folder.mkdir()
        for number in range(1000):
            text = norway.replace("title: Norway", f"title: Branch {number}, Norway")
            text = text.replace("date: 2025-06-20", "date: 2024-06-20", 1)
            (folder / f"2024-06-20-branch-{number}.md").write_text(text)
        while "Branch 999" not in server.get(last).body.decode():
            stream.next()
        shutil.rmtree(folder)
        while server.get(last).status == 200:
            stream.next()
        assert server.get("/briefings/2024/").status == 404
        assert not [path for path in site.files(".hashtrail/preview") if "branch-" in path]


def test_a_save_during_a_build_is_not_lost(site: SiteFolder) -> None:
    """Saves at every moment of a build: whenever it has read the file, the last text is served."""
    with running(site) as server, streaming(server) as stream:
        text = site.path(ABOUT).read_text()
        for number in range(15):
            mark = f"At {number}, "
            site.write(ABOUT, text.replace("title: ", "title: First, "))
            time.sleep(number / 250)
            site.write(ABOUT, text.replace("title: ", f"title: {mark}"))
            while mark not in text_of_about(server):
                stream.next()
