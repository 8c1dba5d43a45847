"""Pages into files: what a worker does for a chunk of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property, partial
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct, structs

from hashtrail import assets, files, links, recipes
from hashtrail.archive import Archive
from hashtrail.diagnostics import Diagnostic
from hashtrail.flows import Flows
from hashtrail.links import PageLinks
from hashtrail.model import Facts, Prose, StandalonePage, Thread
from hashtrail.output import Staging
from hashtrail.pages import Page, plan
from hashtrail.recipes import ViewDigest, digest
from hashtrail.rules import Rules
from hashtrail.site import Holdings, Site
from hashtrail.templating import CompiledTemplates, TemplateRenderError, Templates
from hashtrail.urls import SiteUrls
from hashtrail.views.files import StaticFile


class Rendered(Struct, frozen=True, array_like=True):
    """A page that was rendered, or the failure to do so.

    It has the digests of its view and bytes, and whether its file has to be written.
    """

    path: str
    view: ViewDigest
    digest: bytes
    is_staged: bool
    failure: Diagnostic | None = None


class Renderer:
    """All that it takes to make any page of a site. Can be pickled: a worker plans the site anew."""

    def __init__(
        self,
        archive: Archive,
        urls: SiteUrls,
        holdings: Holdings,
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
        self._site = Site(archive, urls, holdings, has_search=has_search)
        self._plan = plan(self._site, static)
        self._pages: dict[str, Page] = {}
        # Where two claim one path, the second.
        self._rivals: list[Page] = []

    def __reduce__(self) -> tuple[Callable[..., Renderer], tuple[Any, ...]]:
        folder, templates, compiled = self._of_templates
        make = partial(Renderer, has_search=self._has_search)
        holdings = self._site.holdings
        facts: Callable[[], dict[str, Facts]] = partial(dict, holdings.facts())
        return make, (
            self.archive,
            self.urls,
            structs.replace(holdings, facts=facts),
            folder,
            templates,
            self._static,
            self.staging,
            compiled,
        )

    def _plan_next(self) -> bool:
        """Plan one page more; returns whether there was one."""
        page = next(self._plan, None)
        if page is not None and self._pages.setdefault(page.path, page) is not page:
            self._rivals.append(page)
        return page is not None

    def page(self, path: str) -> Page:
        """The page with a site path. The site is planned as far as it takes to find it; KeyError if it has none."""
        while path not in self._pages and self._plan_next():
            pass
        return self._pages[path]

    @cached_property
    def planned(self) -> tuple[Page, ...]:
        """Every page in order of its path, also where two claim one."""
        while self._plan_next():
            pass
        pages = (*self._pages.values(), *self._rivals)
        return tuple(sorted(pages, key=lambda page: page.path))

    @cached_property
    def deferred(self) -> frozenset[str]:
        """The site paths of the pages that a preview may leave as they were."""
        return frozenset(page.path for page in self.planned if page.is_deferred)

    def renew(self, holdings: Holdings) -> None:
        """Go on with other records and texts of the same outlines."""
        self._site.renew(holdings)

    def prepare(self) -> None:
        """Make what most pages need, before workers that share the memory of this process are started."""
        _ = self.planned
        self.archive.make_indexes()
        with self._site.noting():
            for part in (Flows, Rules):
                self._site.ledger.once(part)

    def view(self, page: Page) -> tuple[Struct, set[str]]:
        """What a page shows, and what was read to know it (`Site.noting`)."""
        with self._site.noting() as reads:
            view = page.make()
        return view, reads

    def given(self, page: Page) -> bytes:
        """The digest of all of the archive that can be seen on a page; b"" if more than the records of briefings is read for it."""
        given = page.given()
        if given is None:
            return b""
        has_calendar = b"calendar" if self._site.has_calendar else b""
        return digest(msgspec.msgpack.encode(given), has_calendar)

    def prose(self, path: str) -> Prose | None:
        """What is known of the text of a content file; None if there is none."""
        texts: tuple[Thread | StandalonePage, ...] = (
            *self.archive.threads.values(),
            *self.archive.pages.values(),
        )
        for text in texts:
            if text.path == path:
                return text.prose
        return self._site.holdings.records(path).prose if path.startswith(files.BRIEFINGS) else None

    def bytes_of(self, page: Page, view: Struct) -> bytes:
        """The bytes of a page that shows a view. Raises TemplateRenderError."""
        made = self._made(page, view)
        return made if isinstance(made, bytes) else b"".join(made)

    def _made(self, page: Page, view: Struct) -> bytes | Iterator[bytes]:
        if page.template is not None:
            return self.templates.render(page.template, view, page.path)
        if isinstance(view, StaticFile):
            location = self._static[view]
            try:
                return assets.published(view.path, location.read_bytes())
            except ValueError as error:
                raise TemplateRenderError(assets.stylesheet_error(location, error)) from error
        return page.encode(view)

    def render(self, path: str) -> tuple[Rendered, PageLinks | None]:
        """Render and stage one page; gives also its links if it is HTML."""
        page = self.page(path)
        view, reads = self.view(page)
        view_digest = recipes.view(view, reads, self.given(page))
        try:
            data = self._made(page, view)
        except TemplateRenderError as error:
            return Rendered(path, view_digest, b"", False, error.diagnostic), None
        if not isinstance(data, bytes):
            if self.staging is None:
                return Rendered(path, view_digest, b"", False), None
            staged, data_digest = self.staging.put_pieces(page.output_path, data)
            return Rendered(path, view_digest, data_digest, staged), None
        # Views and pages of all briefings are large, and so is what the links of one are read from.
        del view
        found = links.extract(data, path, self.urls) if page.is_html else None
        staged = self.staging is not None and self.staging.put(page.output_path, data)
        return Rendered(path, view_digest, digest(data), staged), found

    def view_digest(self, path: str, known: bytes) -> ViewDigest | None:
        """The digest of the view of a page; None if what it is given has the `known` digest, and no view is made."""
        page = self.page(path)
        given = self.given(page)
        return None if known and given == known else recipes.view(*self.view(page), given)


# The renderer of a worker process: set by `start` before any chunk, as executors do with an initializer.
_renderer: list[Renderer] = []


def start(renderer: Renderer) -> None:
    """Make ready this process for chunks of pages."""
    _renderer[:] = [renderer]


def render_pages(paths: Sequence[str]) -> list[tuple[Rendered, PageLinks | None]]:
    """Render and stage pages by site path."""
    return [_renderer[0].render(path) for path in paths]


def digest_views(pages: Iterable[tuple[str, bytes]]) -> list[tuple[str, ViewDigest | None]]:
    """The digests of the views of pages by site path: `Renderer.view_digest` of each."""
    return [(path, _renderer[0].view_digest(path, known)) for path, known in pages]
