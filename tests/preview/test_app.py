"""What the server answers, and above all what it does not."""

from __future__ import annotations

import os
import re
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from hashtrail.preview.app import TYPES, is_allowed_host
from tests.browser.server import _TYPES as GITHUB_TYPES
from tests.preview.running import BASE_URL, Running, running
from tests.site_folder import SiteFolder

SECRET = b"nobody may read this"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    site = SiteFolder.copy(tmp_path_factory.mktemp("app") / "site")
    site.write("templates/static/data.csv", "a,b\n")
    site.write("templates/static/note.unknown", "?")
    with running(site, f"--base-url={BASE_URL}") as server:
        output = site.path(".hashtrail/preview")
        site.write("secret.txt", SECRET)
        site.write("secret/index.html", SECRET)
        site.write(".hashtrail/preview-secret.txt", SECRET)
        (output / "link.txt").symlink_to(site.path("secret.txt"))
        (output / "folder").symlink_to(site.path("secret"))
        (output / "index-link").mkdir()
        (output / "index-link" / "index.html").symlink_to(site.path("secret.txt"))
        (output / "inside.css").symlink_to(output / "static" / "site.css")
        (output / "empty").mkdir()
        os.mkfifo(output / "pipe.txt")
        yield server


@pytest.mark.parametrize(
    ("target", "status", "text"),
    [
        ("/hashtrail/", 200, "Small Archive"),
        ("/hashtrail/?q=1", 200, "Small Archive"),
        ("/hashtrail/about/", 200, "About"),
        ("/hashtrail/feed.xml", 200, "<feed"),
        ("/hashtrail/%61bout/", 200, "About"),
        ("/hashtrail/no/such/page/", 404, "not found"),
        ("/hashtrail/no.css", 404, "not found"),
        ("/elsewhere/", 404, 'href="/hashtrail/"'),
        ("/favicon.ico", 404, ""),
        ("/-/preview/client.js", 200, "export|import"),
        ("/-/preview/nothing.js", 404, "not found"),
        ("/-/preview/..%2fapp.py", 404, "not part"),
        ("/-/preview/../app.py", 404, "not part"),
    ],
)
def test_answers(server: Running, target: str, status: int, text: str) -> None:
    answer = server.get(target)
    assert answer.status == status
    assert re.search(text, answer.body.decode(), re.IGNORECASE)
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "server" not in answer.headers


@pytest.mark.parametrize(
    ("target", "location"),
    [
        ("/", "/hashtrail/"),
        ("/hashtrail", "/hashtrail/"),
        ("/hashtrail?q=1", "/hashtrail/?q=1"),
        ("/hashtrail/about", "/hashtrail/about/"),
        ("/hashtrail/about?q=1", "/hashtrail/about/?q=1"),
    ],
)
def test_redirects(server: Running, target: str, location: str) -> None:
    answer = server.get(target)
    # A permanent one would stay in the browser after another site has come to this port.
    assert (answer.status, answer.headers["location"]) == (302, location)


@pytest.mark.parametrize(
    "target",
    [
        "/hashtrail/../secret.txt",
        "/hashtrail/../../secret.txt",
        "/hashtrail/%2e%2e/%2e%2e/secret.txt",
        "/hashtrail/%2E%2E%2F%2E%2E%2Fsecret.txt",
        "/hashtrail/%252e%252e/%252e%252e/secret.txt",
        "/hashtrail/..%5c..%5csecret.txt",
        "/hashtrail/..\\..\\secret.txt",
        "/hashtrail/about/../../../secret.txt",
        "/hashtrail/../preview-secret.txt",
        "/hashtrail/..%2fpreview-secret.txt",
        "/hashtrail/{root}/secret.txt",
        "/hashtrail//{root}/secret.txt",
        "/hashtrail/%2f{root}/secret.txt",
        "//{root}/secret.txt",
        "http://127.0.0.1/{root}/secret.txt",
        "file://{root}/secret.txt",
        "/hashtrail/link.txt",
        "/hashtrail/folder/",
        "/hashtrail/folder",
        "/hashtrail/folder/index.html",
        "/hashtrail/index-link/",
        "/hashtrail/inside.css",
        "/hashtrail/.hashtrail-files",
        "/hashtrail/pipe.txt",
        "/hashtrail/feed.xml%00.html",
        "/hashtrail/%00",
        "/hashtrail/about/%00/",
        "/hashtrail/feed.xml/",
        "/hashtrail/%ff%fe",
        "/hashtrail/%c0%ae%c0%ae/secret.txt",
        "/hashtrail/" + "a" * 5000,
        "/hashtrail/" + "a/" * 5000,
    ],
)
def test_nothing_but_the_output_is_served(server: Running, target: str) -> None:
    answer = server.get(target.format(root=server.site.root.as_posix().lstrip("/")))
    assert answer.status == 404
    assert SECRET not in answer.body


@pytest.mark.parametrize("target", ["/hashtrail/static/", "/hashtrail/empty/", "/hashtrail/empty"])
def test_no_folder_is_listed(server: Running, target: str) -> None:
    answer = server.get(target)
    assert answer.status == 404
    assert b"site.css" not in answer.body.partition(b"</head>")[2]


@pytest.mark.parametrize(
    ("target", "content_type"),
    [
        ("/hashtrail/", "text/html; charset=utf-8"),
        ("/hashtrail/nowhere.json", "text/html; charset=utf-8"),
        ("/hashtrail/feed.xml", "application/xml"),
        ("/hashtrail/feed.json", "application/json; charset=utf-8"),
        ("/hashtrail/robots.txt", "text/plain; charset=utf-8"),
        ("/hashtrail/static/site.css", "text/css; charset=utf-8"),
        ("/hashtrail/static/icon.svg", "image/svg+xml"),
        ("/hashtrail/static/data.csv", "text/csv; charset=utf-8"),
        ("/hashtrail/static/note.unknown", "application/octet-stream"),
        ("/-/preview/client.js", "application/javascript; charset=utf-8"),
        ("/-/preview/desk.css", "text/css; charset=utf-8"),
        ("/-/preview/events", "text/event-stream; charset=utf-8"),
    ],
)
def test_content_types(server: Running, target: str, content_type: str) -> None:
    answer = server.get(target, method="HEAD")
    assert answer.headers["content-type"] == content_type
    assert answer.body == b""


def test_types_are_those_of_the_other_server_that_plays_github_pages() -> None:
    assert TYPES | GITHUB_TYPES == TYPES


def test_a_head_tells_what_a_get_would(server: Running) -> None:
    whole, head = (server.get("/hashtrail/about/", method=each) for each in ("GET", "HEAD"))
    assert head.headers["content-length"] == str(len(whole.body))


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "PATCH"])
@pytest.mark.parametrize("target", ["/hashtrail/", "/-/preview/client.js", "/-/preview/events"])
def test_other_methods_are_refused(server: Running, method: str, target: str) -> None:
    assert server.get(target, method=method).status == 405


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "LOCALHOST", "[::1]"])
def test_it_answers_to_names_of_this_machine(server: Running, host: str) -> None:
    assert server.get("/hashtrail/", hosts=(f"{host}:{server.port}",)).status == 200


@pytest.mark.parametrize(
    "host",
    [
        "evil.example:{port}",
        "evil.example",
        "127.0.0.1.evil.example:{port}",
        "localhost.evil.example:{port}",
        "127.0.0.1",
        "127.0.0.1:1",
        "127.0.0.1:{port}0",
        "localhost:{port}@evil.example",
        "evil.example:{port}]:{port}",
        "192.168.0.1:{port}",
        "0.0.0.0:{port}",
        "",
    ],
)
@pytest.mark.parametrize("target", ["/hashtrail/", "/-/preview/events", "/-/preview/client.js"])
def test_it_answers_to_no_other_name(server: Running, host: str, target: str) -> None:
    answer = server.get(target, hosts=(host.format(port=server.port),))
    assert answer.status == 400
    assert b"Small Archive" not in answer.body


@pytest.mark.parametrize("hosts", [(), ("127.0.0.1:{port}", "evil.example")])
def test_one_host_has_to_be_named(server: Running, hosts: tuple[str, ...]) -> None:
    named = tuple(host.format(port=server.port) for host in hosts)
    assert server.get("/hashtrail/", hosts=named).status == 400


@pytest.mark.parametrize(
    ("header", "host", "port", "allowed"),
    [
        ("desk.example:8000", "desk.example", 8000, True),
        ("desk.example:8000", "127.0.0.1", 8000, False),
        ("192.168.0.7:8000", "192.168.0.7", 8000, True),
        ("192.168.0.7:8000", "0.0.0.0", 8000, True),
        ("[fe80::1]:8000", "::", 8000, True),
        ("evil.example:8000", "0.0.0.0", 8000, False),
        ("localhost", "127.0.0.1", 80, True),
        ("localhost", "127.0.0.1", 8000, False),
    ],
)
def test_the_host_of_the_command_line_counts(
    header: str, host: str, port: int, *, allowed: bool
) -> None:
    assert is_allowed_host(header, host, port) is allowed


def test_it_is_bound_to_this_machine_alone(server: Running) -> None:
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.2", server.port), 5)


def test_pages_get_one_script_and_the_output_none(server: Running) -> None:
    page = server.get("/hashtrail/about/").body.decode()
    assert page.count("/-/preview/") == 1
    tag = re.search(r"<script [^>]*preview[^>]*></script>\n</head>", page)
    assert tag is not None
    assert 'data-preview-source="content/pages/about.md"' in tag[0]
    files = server.site.files(".hashtrail/preview")
    assert files["about/index.html"].decode() == page.replace(tag[0], "</head>")
    assert not [path for path, data in files.items() if b"-preview-" in data or b"/-/" in data]
    assert not server.site.path("output").exists()


def test_what_is_no_page_is_served_as_it_is(server: Running) -> None:
    for path in ("feed.xml", "static/site.css", "robots.txt"):
        location = Path(server.site.path(".hashtrail/preview"), path)
        assert server.get(f"/hashtrail/{path}").body == location.read_bytes()
