"""The real site in a real browser, which must have nothing to complain about.

The site is built for https://example.org/hashtrail/ and served under /hashtrail/, as GitHub Pages does it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final, Protocol
from urllib.parse import urljoin

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, Response

from tests.browser.server import serve
from tests.site_folder import SiteFolder

BASE_PATH: Final = "/hashtrail/"
#: Milliseconds that a page may take; a machine under load is slow.
_TIMEOUT: Final = 20_000
#: What a page may leave half loaded.
_GIVEN_UP: Final = ("/icon.svg", "/excerpts.js", "/passages.js", "/index.json")


class ServedSite:
    """The site under test: its files, and the address of its root."""

    def __init__(self, folder: Path, root: str) -> None:
        self.folder = folder
        self.root = root

    def richest(self, pattern: str) -> str:
        """The path of the page with most in it among those that match a glob pattern (`places/*/`)."""
        found = self.folder.glob(f"{pattern}index.html")
        richest = max(found, key=lambda file: (file.stat().st_size, file))
        return f"{richest.parent.relative_to(self.folder).as_posix()}/"


class Watch:
    """Collects what goes wrong on a page: failed requests, errors, anything on the console."""

    def __init__(self, page: Page, root: str) -> None:
        self.complaints: list[str] = []
        self.expected_404s: set[str] = set()
        self._page = page
        self._root = root
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.complaints.append(f"error in a script: {error}"))
        page.on("request", self._request)
        page.on("requestfailed", self._failed)
        page.on("response", self._response)

    def _console(self, message: ConsoleMessage) -> None:
        url = message.location["url"]
        if "status of 404" in message.text and (
            url in self.expected_404s or self._is_for_feed(url)
        ):
            return
        self.complaints.append(
            f"console: {message.type}: {message.text} ({message.location['url']})"
        )

    def _is_for_feed(self, url: str) -> bool:
        """Whether the browser asks for an icon for a page that cannot name one; it asks above the site's path."""
        return url == urljoin(self._root, "/favicon.ico") and not self._page.url.endswith("/")

    def _request(self, request: Request) -> None:
        if not request.url.startswith((self._root, "data:", "blob:")):
            self.complaints.append(f"asked elsewhere: {request.url}")

    def _failed(self, request: Request) -> None:
        # The browser gives up on the icon by itself when the page gets another address meanwhile, and on what shows
        # excerpts, which the search page itself gives up when nobody looks at a result any more.
        is_given_up = request.failure == "net::ERR_ABORTED"
        if is_given_up and request.url.endswith(_GIVEN_UP):
            return
        self.complaints.append(f"failed: {request.url}: {request.failure}")

    def _response(self, response: Response) -> None:
        if response.status >= 400 and response.url not in self.expected_404s:
            self.complaints.append(f"answered {response.status}: {response.url}")


class OpenPage(Protocol):
    """Opens a page of the site and watches it; the options are those of a browser context.

    `status` is what the server must answer.
    """

    def __call__(self, path: str = "", *, status: int = 200, **options: Any) -> Page: ...


@pytest.fixture(scope="session")
def site(archive_below_path: SiteFolder) -> Iterator[ServedSite]:
    output = archive_below_path.path("output")
    with serve(output, BASE_PATH) as root:
        yield ServedSite(output, root)


@pytest.fixture
def open_page(browser: Browser, site: ServedSite) -> Iterator[OpenPage]:
    """Opens pages; after the test none of them may have had anything to complain about."""
    contexts = []
    watches = []

    def opened(path: str = "", *, status: int = 200, **options: Any) -> Page:
        # Without view transitions, which a browser under load breaks off with an error of its own.
        context = browser.new_context(**{"reduced_motion": "reduce", **options})
        context.set_default_timeout(_TIMEOUT)
        contexts.append(context)
        page = context.new_page()
        watch = Watch(page, site.root)
        watches.append(watch)
        url = site.root + path
        if status == 404:
            watch.expected_404s.add(url)
        response = page.goto(url)
        assert response is not None
        assert response.status == status, url
        return page

    yield opened
    for context in contexts:
        context.close()
    complaints = [complaint for watch in watches for complaint in watch.complaints]
    assert not complaints, "\n".join(complaints)


@pytest.fixture
def spoiled(browser: Browser, site: ServedSite) -> Iterator[Callable[[str], Page]]:
    """Opens pages whose requests may fail; a script may complain of nothing even then."""
    context = browser.new_context(reduced_motion="reduce")
    page = context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda said: complaints.append(said.text))

    def opened(path: str) -> Page:
        page.goto(site.root + path)
        return page

    yield opened
    context.close()
    assert not [each for each in complaints if "Failed to load resource" not in each]


def follow(page: Page, pattern: str, *, within: str = "body") -> Response:
    """Click the first link of a page whose path below the root matches a pattern, and wait for its target.

    Returns what the server answered.
    """
    links = page.locator(f"{within} a[href]").filter(visible=True)
    hrefs = links.evaluate_all("links => links.map(link => link.getAttribute('href'))")
    wanted = re.compile(re.escape(BASE_PATH) + pattern)
    found = next((number for number, href in enumerate(hrefs) if wanted.fullmatch(href)), None)
    assert found is not None, f"{page.url} links nothing like {pattern}"
    with page.expect_response(lambda response: response.url.endswith(hrefs[found])) as answered:
        links.nth(found).click()
    assert answered.value.status == 200, hrefs[found]
    page.wait_for_url(f"**{hrefs[found]}")
    return answered.value
