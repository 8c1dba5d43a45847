"""The loop of builds, with a builder that does nothing, and the server as a process."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import socket
from collections.abc import Callable
from collections.abc import Set as AbstractSet
from pathlib import Path
from typing import Any

import pytest

from hashtrail.pipeline import Config, PageCounts, Progress, Report
from hashtrail.preview import server as servers
from hashtrail.preview.building import BuilderDiedError, Built
from hashtrail.preview.server import Listener, Server
from hashtrail.preview.states import State
from tests.preview.running import (
    BASE_URL,
    Running,
    family,
    in_thread,
    is_alive,
    running,
    streaming,
    wait_until,
)
from tests.site_folder import SiteFolder

ABOUT = "content/pages/about.md"


class FakeBuilder:
    """Takes a moment for each build, and notes what it is asked for."""

    def __init__(self, config: Config) -> None:
        self.running = 0
        self.most = 0
        self.builds = 0
        self.deaths = 0

    async def build(
        self,
        progress: Progress,
        before_write: Callable[[], None],
        *,
        defer: bool,
        changed: AbstractSet[str],
    ) -> Built:
        self.running += 1
        self.builds += 1
        self.most = max(self.most, self.running)
        await asyncio.sleep(0.01)
        self.running -= 1
        if self.deaths:
            self.deaths -= 1
            before_write()
            raise BuilderDiedError("it died")
        return Built(Report(True, (), PageCounts(), {}), "/")

    def stop(self) -> None:
        pass


class Desk:
    """A Server with such a builder, and what it has told."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        for name in ("content", "templates", "output"):
            (folder / name).mkdir()
        monkeypatch.setattr(servers, "BuildProcess", FakeBuilder)
        self.config = Config(
            content=folder / "content", templates=folder / "templates", output=folder / "output"
        )
        self.states: asyncio.Queue[State] = asyncio.Queue()
        self.problems: list[str] = []

    async def run(self, act: Callable[[Any, FakeBuilder], Any]) -> None:
        listener = Listener(
            progress=lambda *_: None,
            ready=lambda _: None,
            built=lambda state, _: self.states.put_nowait(state),
            problem=self.problems.append,
        )
        bound = servers.listen("127.0.0.1", 0)
        server = Server(self.config, bound, "127.0.0.1", listener, follows=False)
        serving = asyncio.create_task(server.run())
        try:
            await asyncio.wait_for(self.states.get(), 30)
            await act(server, server._builder)  # type: ignore[arg-type]
        finally:
            serving.cancel()
            await asyncio.gather(serving, return_exceptions=True)
            bound.close()


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    return Desk(tmp_path, monkeypatch)


def test_one_build_at_a_time_and_one_more_after_the_last_change(desk: Desk) -> None:
    async def act(server: Server, builder: FakeBuilder) -> None:
        for _ in range(200):
            server._watch.hint(desk.config.content / "pages/about.md")
            await asyncio.sleep(0.002)
        builds_then = builder.builds
        state = await asyncio.wait_for(desk.states.get(), 30)
        while builder.builds == builds_then or not desk.states.empty():
            latest = await asyncio.wait_for(desk.states.get(), 30)
            assert latest.version == state.version + 1
            state = latest
        assert builder.most == 1
        assert 1 < builder.builds < 100

    in_thread(desk.run(act))


def test_a_dead_builder_is_started_once_more(desk: Desk) -> None:
    async def act(server: Server, builder: FakeBuilder) -> None:
        builder.deaths = 1
        server._watch.hint(desk.config.content / "site.yaml")
        state = await asyncio.wait_for(desk.states.get(), 30)
        # It may have written half: each page counts as touched.
        assert (state.ok, state.touched) == (True, None)
        assert desk.problems == ["it died; starting it again"]
        builder.deaths = 2
        server._watch.hint(desk.config.content / "site.yaml")
        state = await asyncio.wait_for(desk.states.get(), 30)
        assert (state.ok, state.diagnostics[0].code) == (False, "worker-died")
        assert server._preview.gate.is_set()
        server._watch.hint(desk.config.content / "site.yaml")
        state = await asyncio.wait_for(desk.states.get(), 30)
        assert state.ok

    in_thread(desk.run(act))


def test_a_look_that_finds_nothing_is_told_to_nobody(desk: Desk) -> None:
    async def act(server: Server, builder: FakeBuilder) -> None:
        version = server._states.latest.version
        server._watch.hint()
        while builder.builds < 2 or builder.running:
            await asyncio.sleep(0)
        server._watch.hint(desk.config.content / "site.yaml")
        state = await asyncio.wait_for(desk.states.get(), 30)
        assert state.version == version + 1

    in_thread(desk.run(act))


# The server as a process


def test_a_killed_builder_is_told_and_replaced(site: SiteFolder) -> None:
    with running(site) as server:
        # It is alone in a group of its own.
        (builder,) = [pid for pid, group in family(server.process.pid).items() if pid == group]
        os.kill(builder, signal.SIGKILL)
        site.edit(ABOUT, "title: ", "title: After that, ")
        server.wait_for(r"changed: .*/about/|rendered")
        assert "After that, " in server.get("/about/").body.decode()
        assert any("ended by SIGKILL; starting it again" in line for line in server.complaints)


@pytest.mark.parametrize("kind", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_it_and_all_that_it_started(site: SiteFolder, kind: signal.Signals) -> None:
    with running(site) as server:
        children = family(server.process.pid)
        assert children
        with socket.create_connection(("127.0.0.1", server.port)) as stream:
            stream.sendall(
                f"GET /-/preview/events HTTP/1.1\r\nHost: {server.host}\r\n\r\n".encode()
            )
            assert stream.recv(15) == b"HTTP/1.1 200 OK"
            assert server.stop(kind) == 0
    assert server.complaints == []
    wait_until(lambda: not any(map(is_alive, children)))


def test_a_signal_in_the_middle_of_a_build(site: SiteFolder) -> None:
    server = Running(site, "--port=0")
    wait_until(lambda: bool(family(server.process.pid)))
    children = family(server.process.pid)
    assert server.stop() == 0
    assert server.complaints == []
    wait_until(lambda: not any(map(is_alive, children)))


def test_a_port_in_use(site: SiteFolder) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        outcome = site.main("serve", f"--port={port}")
    assert outcome.code == 2
    free = re.fullmatch(
        rf"port {port} is in use already; port (\d+) is free: --port \1\n", outcome.stderr
    )
    assert free is not None
    assert int(free[1]) > port
    assert not site.path(".hashtrail").exists()


@pytest.mark.parametrize(
    ("options", "text"),
    [
        (["--host=192.0.2.1"], "cannot listen on 192.0.2.1, port 8000: "),
        (["--host=no such host"], "cannot listen on no such host, port 8000: "),
        (["--port=70000"], "'70000' is no port: 0 to 65535"),
        (["--port=x"], "'x' is no port: 0 to 65535"),
    ],
)
def test_wrong_addresses(site: SiteFolder, options: list[str], text: str) -> None:
    outcome = site.main("serve", *options)
    assert outcome.code == 2
    assert text in outcome.stderr


def test_the_terminal_tells_a_complaint_once(site: SiteFolder) -> None:
    text = site.path(ABOUT).read_text()
    with running(site) as server:
        site.write(ABOUT, text.replace("title: ", "titel: "))
        server.wait_for(r"\d+:\d+:\d+  1 error; the last good site stays \(")
        template = site.path("templates/text.html")
        template.write_text(template.read_text())
        server.wait_for("1 error")
        site.write(ABOUT, text.replace("title: ", "title: Mended, "))
        server.wait_for(r"\d+ files changed: .*/about/")
    told = [line for line in server.complaints if "error[" in line]
    assert len(told) == 1
    assert told[0].startswith(f"{ABOUT}:")
    assert any(re.fullmatch(r" +\| \^", line) for line in server.complaints)


def test_a_site_that_is_broken_from_the_start(site: SiteFolder) -> None:
    text = site.path("content/site.yaml").read_text()
    site.write("content/site.yaml", "{")
    with running(site, f"--base-url={BASE_URL}") as server:
        answer = server.get("/hashtrail/")
        assert answer.status == 404
        assert b"Nothing to show yet" in answer.body
        assert b"/-/preview/client.js" in answer.body
        site.write("content/site.yaml", text)
        server.wait_for("rendered|changed")
        assert server.get("/hashtrail/").status == 200
    # What a good build has left is there, whatever is wrong the next time.
    site.write("content/site.yaml", "{")
    with running(site, f"--base-url={BASE_URL}") as server:
        assert server.get("/hashtrail/").status == 200


def test_drafts_are_shown_if_asked_for_and_never_get_into_output(built_site: SiteFolder) -> None:
    before = built_site.output_files()
    draft = "/briefings/2025/tromso-hearing/"
    with running(built_site) as server:
        assert server.get(draft).status == 404
    with running(built_site, "--drafts") as server:
        assert b'data-preview-draft="true"' in server.get(draft).body
    assert built_site.output_files() == before


def test_the_search_index_follows_when_the_pages_are_up(site: SiteFolder) -> None:
    def words() -> str:
        folder = site.path(".hashtrail/preview/search")
        return "".join(path.read_text() for path in folder.glob("terms-*"))

    with running(site) as server, streaming(server) as stream:
        while stream.next()["is_behind"]:
            pass
        assert "ganzi" in words()
        briefing = "content/briefings/2021/2021-06-19-ganzi-power-cut.md"
        site.write(briefing, site.path(briefing).read_text() + "\nA zyzzyva.\n")
        state = stream.next()
        page = f"{state['base']}briefings/2021/ganzi-power-cut/"
        assert state["is_behind"]
        assert state["rendered"]
        assert b"zyzzyva" in server.get(page).body
        after = stream.next()
        assert not after["is_behind"]
        assert after["version"] > state["version"]
        assert all(path.startswith("/search/") for path in after["touched"])
        assert "zyzzyva" in words()


def test_the_data_follow_without_a_word_about_pages(site: SiteFolder) -> None:
    with running(site) as server, streaming(server) as stream:
        while stream.next()["is_behind"]:
            pass
        briefing = "content/briefings/2021/2021-06-19-ganzi-power-cut.md"
        site.edit(briefing, "title: BIT Mining loses", "title: BIT Mining has lost")
        state = stream.next()
        assert state["is_behind"]
        assert not any(path.startswith("/data/") for path in state["touched"])
        after = stream.next()
        assert "/data/briefings.csv" in after["touched"]
        assert not after["is_behind"]
        # The bar goes on telling of the build that was asked for.
        for told in ("rendered", "seconds", "time"):
            assert after[told] == state[told]
        csv = server.get(f"{state['base']}data/briefings.csv")
        assert b"has lost" in csv.body
