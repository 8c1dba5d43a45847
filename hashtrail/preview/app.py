"""The web application: the site as GitHub Pages would serve it, and what the preview adds to its pages.

It answers to the names of this machine only: a page of another site that makes its own name point here (DNS rebinding)
gets nothing. A path is looked up only if a page of the site could have it, and only in the output folder itself.
"""

from __future__ import annotations

import asyncio
import contextlib
import html
import ipaddress
import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final
from urllib.parse import quote

import msgspec
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from hashtrail import files, output, urls
from hashtrail.preview import sources
from hashtrail.preview.states import States

#: Below this path stands what is not part of the site. No page can have it: an id begins with a letter or digit.
OWN: Final = "/-/preview/"
_BROWSER: Final = Path(__file__).with_name("browser")
_LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1"})
#: Seconds after which a silent stream says that it is still there.
_PING: Final = 15
_RETRY: Final = b"retry: 500\n\n"

_HTML: Final = "text/html; charset=utf-8"
#: The types that GitHub Pages gives to files.
TYPES: Final = {
    ".css": "text/css; charset=utf-8",
    ".csv": "text/csv; charset=utf-8",
    ".geojson": "application/geo+json",
    ".gif": "image/gif",
    ".html": _HTML,
    ".ico": "image/vnd.microsoft.icon",
    ".ics": "text/calendar; charset=utf-8",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".js": "application/javascript; charset=utf-8",
    ".json": "application/json; charset=utf-8",
    ".map": "application/json; charset=utf-8",
    ".md": "text/markdown; charset=utf-8",
    ".mjs": "application/javascript; charset=utf-8",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".wasm": "application/wasm",
    ".webmanifest": "application/manifest+json",
    ".webp": "image/webp",
    ".woff": "font/woff",
    ".woff2": "font/woff2",
    ".xml": "application/xml",
    ".zip": "application/zip",
}
_OCTETS: Final = "application/octet-stream"
_HEADERS: Final = {
    "Cache-Control": "no-store",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}
_BARE: Final = """\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{title}</title>
</head>
<body>
<h1>{title}</h1>
<p>{text}</p>
</body>
</html>
"""


class Preview:
    """What the application serves: the output folder, and what is known of its state."""

    def __init__(self, folder: Path, content: Path, states: States, *, follows: bool) -> None:
        self.states = states
        #: Closed while the output folder changes.
        self.gate = asyncio.Event()
        self._folder = Path(os.path.realpath(folder))
        self.content = content
        self._follows = follows

    async def page(self, request: Request) -> Response:
        """A file of the site, a redirect, or the 404 page. All is read in one go, while no build writes."""
        await self.gate.wait()
        base = self.states.latest.base
        path: str = request.scope["path"]
        query = f"?{request.url.query}" if request.url.query else ""
        if not path.startswith(base):
            if path == "/" or path + "/" == base:
                return _redirect(base + query)
            text = f'The site is served below <a href="{base}">{base}</a>.'
            return self._html(_bare("Not part of the site", text), "", 404)
        site_path = "/" + path[len(base) :]
        if (data := self._read(site_path)) is not None:
            return self._file(site_path, data)
        if not site_path.endswith("/") and self._read(site_path + "/") is not None:
            return _redirect(quote(path) + "/" + query)
        return self._not_found(site_path)

    def _read(self, site_path: str) -> bytes | None:
        """The bytes of the file with a site path; None if the site has none, or a link stands on the way to it."""
        if not urls.is_site_path(site_path):
            return None
        location = self._folder / urls.output_path(site_path)
        if os.path.realpath(location) != os.fspath(location):
            return None
        return output.read(location)

    def _file(self, site_path: str, data: bytes) -> Response:
        suffix = Path(urls.output_path(site_path)).suffix
        if suffix == ".html":
            return self._html(data, site_path, 200)
        return Response(data, headers={**_HEADERS, "Content-Type": TYPES.get(suffix, _OCTETS)})

    def _not_found(self, site_path: str) -> Response:
        data = self._read(urls.NOT_FOUND)
        if data is None:
            data = _bare("Nothing to show yet", "The site will stand here once a build succeeds.")
        return self._html(data, site_path, 404)

    def _html(self, data: bytes, site_path: str, status: int) -> Response:
        source = sources.source_of(site_path, self.content) if status == 200 else ""
        attributes = {
            "version": str(self.states.latest.version),
            "base": self.states.latest.base,
            "source": files.shown(self.content, source) if source else "",
            "draft": "true" if source and sources.is_draft(source, self.content) else "",
            "status": str(status),
            "follows": "true" if self._follows else "",
        }
        body = data if _is_redirect(data) else _with_script(data, attributes)
        return Response(body, status, headers={**_HEADERS, "Content-Type": _HTML})

    async def own(self, request: Request) -> Response:
        """A file of the preview itself."""
        name = request.path_params["name"]
        data = output.read(_BROWSER / name) if name in os.listdir(_BROWSER) else None
        if data is None:
            return PlainTextResponse("not found", 404, headers=_HEADERS)
        content_type = TYPES.get(Path(name).suffix, _OCTETS)
        return Response(data, headers={**_HEADERS, "Content-Type": content_type})

    async def events(self, request: Request) -> Response:
        return _EventStream(self.states)


def _redirect(target: str) -> Response:
    return RedirectResponse(target, 302, headers=_HEADERS)


def _bare(title: str, text: str) -> bytes:
    return _BARE.format(title=title, text=text).encode()


def _is_redirect(data: bytes) -> bool:
    """Whether a page only leads to another one. Its policy allows no script, and nobody sees it."""
    return b'http-equiv="refresh"' in data[:4096]


def _with_script(data: bytes, attributes: dict[str, str]) -> bytes:
    named = "".join(
        f' data-preview-{name}="{html.escape(value)}"' for name, value in attributes.items()
    )
    tag = f'<script type="module" src="{OWN}client.js"{named}></script>\n'.encode()
    head, found, rest = data.partition(b"</head>")
    return head + tag + found + rest if found else data + tag


class _EventStream(Response):
    """Server-sent events (https://html.spec.whatwg.org/multipage/server-sent-events.html).

    Each is the whole latest state: who is slow misses states between, but never the last one.
    """

    def __init__(self, states: States) -> None:
        super().__init__(headers=_HEADERS, media_type="text/event-stream")
        # A stream has no length.
        del self.headers["Content-Length"]
        self._states = states

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        start: Message = {
            "type": "http.response.start", "status": 200, "headers": self.raw_headers,
        }  # fmt: skip
        await send(start)
        if scope["method"] != "HEAD":
            await self._stream(receive, send)
        await send({"type": "http.response.body", "body": b""})

    async def _stream(self, receive: Receive, send: Send) -> None:
        async def say(data: bytes) -> None:
            await send({"type": "http.response.body", "body": data, "more_body": True})

        await say(_RETRY)
        told = 0
        gone = asyncio.create_task(_disconnect(receive))
        try:
            while not self._states.is_closed:
                changed = asyncio.create_task(self._states.changed())
                # Neither may be told before the wait for the next one has begun.
                await asyncio.sleep(0)
                state, busy = self._states.latest, self._states.busy
                if state.version != told:
                    await say(_event("state", state))
                    told = state.version
                if busy is not None:
                    await say(_event("busy", busy))
                done, _ = await asyncio.wait(
                    {gone, changed}, timeout=_PING, return_when=asyncio.FIRST_COMPLETED
                )
                changed.cancel()
                if gone in done:
                    return
                if not done:
                    await say(b": still here\n\n")
        finally:
            gone.cancel()


def _event(name: str, data: msgspec.Struct) -> bytes:
    return b"event: %s\ndata: %s\n\n" % (name.encode(), msgspec.json.encode(data))


async def _disconnect(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


class HostCheck:
    """Answers 400 unless a request names this machine, and its port, as the host that it asks."""

    def __init__(self, app: ASGIApp, is_allowed: Callable[[str], bool]) -> None:
        self._app = app
        self._is_allowed = is_allowed

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        hosts = [value.decode("latin-1") for name, value in scope["headers"] if name == b"host"]
        if len(hosts) != 1 or not self._is_allowed(hosts[0]):
            text = "This server answers to the address that it was started with, and to no other name.\n"
            await PlainTextResponse(text, 400, headers=_HEADERS)(scope, receive, send)
            return
        await self._app(scope, receive, send)


def is_allowed_host(header: str, host: str, port: int) -> bool:
    """Whether a Host header names a loopback address or the host that the server was given, with its port.

    A server on all addresses of the machine cannot know their names; then any address will do, for a rebinding attack
    always comes by a name.
    """
    name, bracket, rest = header.rpartition("]")
    if bracket:
        name, given = name.removeprefix("["), rest.removeprefix(":")
    else:
        name, _, given = header.partition(":")
    if given != str(port) and not (port == 80 and not given):
        return False
    name = name.lower()
    if name in _LOOPBACK or name == host.lower():
        return True
    with contextlib.suppress(ValueError):
        if ipaddress.ip_address(host).is_unspecified:
            ipaddress.ip_address(name)
            return True
    return False


def app(preview: Preview, is_allowed: Callable[[str], bool]) -> ASGIApp:
    """The application. Any method but GET and HEAD gets 405."""
    routes: Iterable[Route] = (
        Route(f"{OWN}events", preview.events),
        Route(OWN + "{name}", preview.own),
        Route("/{path:path}", preview.page),
    )
    application = Starlette(
        routes=list(routes), middleware=[Middleware(HostCheck, is_allowed=is_allowed)]
    )
    application.router.redirect_slashes = False
    return application
