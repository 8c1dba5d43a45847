"""The server of these tests does what GitHub Pages does."""

from __future__ import annotations

from collections.abc import Iterator
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.browser.server import serve


@pytest.fixture
def root(tmp_path: Path) -> Iterator[str]:
    (tmp_path / "index.html").write_text("home")
    (tmp_path / "404.html").write_text("nowhere")
    (tmp_path / ".hidden").write_text("not deployed")
    (tmp_path / "feed.xml").write_text("<feed/>")
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "index.html").write_text("a folder")
    with serve(tmp_path, "/project/") as address:
        yield address


def get(root: str, target: str, method: str = "GET") -> tuple[HTTPResponse, str]:
    connection = HTTPConnection(urlsplit(root).netloc, timeout=10)
    connection.request(method, target)
    response = connection.getresponse()
    body = response.read().decode()
    connection.close()
    return response, body


@pytest.mark.parametrize(
    ("target", "status", "body"),
    [
        ("/project/", 200, "home"),
        ("/project/?q=1", 200, "home"),
        ("/project/a/", 200, "a folder"),
        ("/project/feed.xml", 200, "<feed/>"),
        ("/project/404", 200, "nowhere"),
        ("/project/b/", 404, "nowhere"),
        ("/project/.hidden", 404, "nowhere"),
        ("/project/../project/", 404, "nowhere"),
        ("/", 404, ""),
        ("/a/", 404, ""),
    ],
)
def test_answers(root: str, target: str, status: int, body: str) -> None:
    response, text = get(root, target)
    assert (response.status, text) == (status, body)


@pytest.mark.parametrize(
    ("target", "location"),
    [
        ("/project", "/project/"),
        ("/project/a", "/project/a/"),
        ("/project/a?q=1", "/project/a/?q=1"),
    ],
)
def test_folders_get_their_slash(root: str, target: str, location: str) -> None:
    response, _ = get(root, target)
    assert (response.status, response.headers["Location"]) == (301, location)


def test_content_types_and_heads(root: str) -> None:
    response, body = get(root, "/project/feed.xml", "HEAD")
    assert (response.status, body) == (200, "")
    assert response.headers["Content-Type"] == "application/xml"
    response, _ = get(root, "/project/nowhere.json")
    assert response.headers["Content-Type"] == "text/html; charset=utf-8"
