"""Pages into files: what a worker does for a chunk of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from hashtrail import links, recipes
from hashtrail.archive import Archive
from hashtrail.diagnostics import Diagnostic
from hashtrail.links import PageLinks
from hashtrail.output import Staging
from hashtrail.pages import Page, plan
from hashtrail.recipes import ViewDigest, digest
from hashtrail.site import Site
from hashtrail.store import Bodies
from hashtrail.templating import CompiledTemplates, TemplateRenderError, Templates
from hashtrail.urls import SiteUrls
from hashtrail.views import StaticFile


class Rendered(Struct, frozen=True, array_like=True):
    """A page that was rendered, or the failure to do so.

    It has the digests of its view and bytes, its links if it is HTML, and whether its file has to be written.
    """

    path: str
    view: ViewDigest
    digest: bytes
    links: PageLinks | None
    is_staged: bool
    failure: Diagnostic | None = None


class Renderer:
    """All that it takes to make any page of a site. Can be pickled: a worker plans the site anew."""

    def __init__(
        self,
        archive: Archive,
        urls: SiteUrls,
        bodies: Bodies,
        templates_folder: Path,
        templates: dict[str, bytes],
        static: dict[StaticFile, Path],
        staging: Staging | None,
        compiled: CompiledTemplates | None,
    ) -> None:
        self._arguments = (
            archive,
            urls,
            bodies,
            templates_folder,
            templates,
            static,
            staging,
            compiled,
        )
        self.archive = archive
        self.urls = urls
        self._static = static
        self._staging = staging
        self.templates = Templates(templates_folder, templates, compiled)
        self.pages: dict[str, Page] = {}
        self.planned = plan(Site(archive, urls, bodies), static)
        for page in self.planned:
            self.pages.setdefault(page.path, page)

    def __reduce__(self) -> tuple[type[Renderer], tuple[Any, ...]]:
        return Renderer, self._arguments

    def bytes_of(self, page: Page, view: Struct) -> bytes:
        """The bytes of a page that shows a view. Raises TemplateRenderError."""
        if page.template is not None:
            return self.templates.render(page.template, view, page.path)
        if isinstance(view, StaticFile):
            return self._static[view].read_bytes()
        return msgspec.json.encode(view, enc_hook=str) + b"\n"

    def render(self, path: str) -> Rendered:
        """Render and stage one page."""
        page = self.pages[path]
        view = page.make()
        view_digest = recipes.view(view)
        try:
            data = self.bytes_of(page, view)
        except TemplateRenderError as error:
            return Rendered(path, view_digest, b"", None, False, error.diagnostic)
        found = links.extract(data, path, self.urls) if page.is_html else None
        staged = self._staging is not None and self._staging.put(page.output_path, data)
        return Rendered(path, view_digest, digest(data), found, staged)

    def view_digest(self, path: str) -> ViewDigest:
        return recipes.view(self.pages[path].make())


# The renderer of a worker process: set by `start` before any chunk, as executors do with an initializer.
_renderer: list[Renderer] = []


def start(renderer: Renderer) -> None:
    """Make ready this process for chunks of pages."""
    _renderer[:] = [renderer]


def render_pages(paths: Sequence[str]) -> list[Rendered]:
    """Render and stage pages by site path."""
    return [_renderer[0].render(path) for path in paths]


def digest_views(paths: Iterable[str]) -> list[tuple[str, ViewDigest]]:
    """The digests of the views of pages by site path."""
    return [(path, _renderer[0].view_digest(path)) for path in paths]
