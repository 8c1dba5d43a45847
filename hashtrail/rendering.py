"""Pages into files: what a worker does for a chunk of them."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from hashtrail import files, links, recipes
from hashtrail.archive import Archive
from hashtrail.diagnostics import Diagnostic
from hashtrail.links import PageLinks
from hashtrail.model import Body, Briefing, Prose, StandalonePage, Thread
from hashtrail.output import Staging
from hashtrail.pages import Page, plan
from hashtrail.recipes import ViewDigest, digest
from hashtrail.site import Site
from hashtrail.store import Packed
from hashtrail.templating import CompiledTemplates, TemplateRenderError, Templates
from hashtrail.urls import SiteUrls
from hashtrail.views import StaticFile


class Rendered(Struct, frozen=True, array_like=True):
    """A page that was rendered, or the failure to do so.

    It has the digests of its view and bytes, and whether its file has to be written.
    """

    path: str
    view: ViewDigest
    digest: bytes
    is_staged: bool
    failure: Diagnostic | None = None


class _Texts:
    """What content files hold: what a site reads may be replaced, while the site stays."""

    def __init__(self, records: Packed[Briefing], bodies: Packed[Body]) -> None:
        self.records = records
        self.bodies = bodies

    def record(self, path: str) -> Briefing:
        return self.records(path)

    def body(self, path: str) -> Body:
        return self.bodies(path)


class Renderer:
    """All that it takes to make any page of a site. Can be pickled: a worker plans the site anew."""

    def __init__(
        self,
        archive: Archive,
        urls: SiteUrls,
        records: Packed[Briefing],
        bodies: Packed[Body],
        templates_folder: Path,
        templates: dict[str, bytes],
        static: dict[StaticFile, Path],
        staging: Staging | None,
        compiled: CompiledTemplates | None,
        *,
        has_search: bool,
    ) -> None:
        self.archive = archive
        self.urls = urls
        self.staging = staging
        self._has_search = has_search
        self._static = static
        self._of_templates = (templates_folder, templates, compiled)
        self.templates = Templates(templates_folder, templates, compiled)
        self._texts = _Texts(records, bodies)
        self._site = Site(
            archive, urls, self._texts.record, self._texts.body, has_search=has_search
        )
        self.planned = plan(self._site, static)
        self.pages: dict[str, Page] = {}
        for page in self.planned:
            self.pages.setdefault(page.path, page)
        self._numbers = {briefing.id: number for number, briefing in enumerate(archive.briefings)}

    def __reduce__(self) -> tuple[Callable[..., Renderer], tuple[Any, ...]]:
        folder, templates, compiled = self._of_templates
        make = partial(Renderer, has_search=self._has_search)
        return make, (
            self.archive,
            self.urls,
            self._texts.records,
            self._texts.bodies,
            folder,
            templates,
            self._static,
            self.staging,
            compiled,
        )

    def renew(self, records: Packed[Briefing], bodies: Packed[Body]) -> None:
        """Go on with other records and texts of the same outlines."""
        self._texts.records = records
        self._texts.bodies = bodies
        self._site.forget()

    def view(self, page: Page) -> tuple[Struct, bytes]:
        """What a page shows, and the numbers (unsigned, 32 bits) of the briefings that were read to know it.

        They are counted as in `archive.briefings`.
        """
        with self._site.noting() as reads:
            view = page.make()
        return view, array("I", sorted(map(self._numbers.__getitem__, reads))).tobytes()

    def prose(self, path: str) -> Prose | None:
        """What is known of the text of a content file; None if there is none."""
        texts: tuple[Thread | StandalonePage, ...] = (
            *self.archive.threads.values(),
            *self.archive.pages.values(),
        )
        for text in texts:
            if text.path == path:
                return text.prose
        return self._texts.record(path).prose if path.startswith(files.BRIEFINGS) else None

    def bytes_of(self, page: Page, view: Struct) -> bytes:
        """The bytes of a page that shows a view. Raises TemplateRenderError."""
        if page.template is not None:
            return self.templates.render(page.template, view, page.path)
        if isinstance(view, StaticFile):
            return self._static[view].read_bytes()
        return msgspec.json.encode(view, enc_hook=str) + b"\n"

    def render(self, path: str) -> tuple[Rendered, PageLinks | None]:
        """Render and stage one page; gives also its links if it is HTML."""
        page = self.pages[path]
        view, reads = self.view(page)
        view_digest = recipes.view(view, reads)
        try:
            data = self.bytes_of(page, view)
        except TemplateRenderError as error:
            return Rendered(path, view_digest, b"", False, error.diagnostic), None
        found = links.extract(data, path, self.urls) if page.is_html else None
        staged = self.staging is not None and self.staging.put(page.output_path, data)
        return Rendered(path, view_digest, digest(data), staged), found

    def view_digest(self, path: str) -> ViewDigest:
        return recipes.view(*self.view(self.pages[path]))


# The renderer of a worker process: set by `start` before any chunk, as executors do with an initializer.
_renderer: list[Renderer] = []


def start(renderer: Renderer) -> None:
    """Make ready this process for chunks of pages."""
    _renderer[:] = [renderer]


def render_pages(paths: Sequence[str]) -> list[tuple[Rendered, PageLinks | None]]:
    """Render and stage pages by site path."""
    return [_renderer[0].render(path) for path in paths]


def digest_views(paths: Iterable[str]) -> list[tuple[str, ViewDigest]]:
    """The digests of the views of pages by site path."""
    return [(path, _renderer[0].view_digest(path)) for path in paths]
