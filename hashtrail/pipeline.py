"""`build`: the only module that knows the order of the stages.

Everything is read before anything is planned, planned before anything is rendered, and rendered and checked
before the output folder changes.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final, Protocol

import msgspec
from msgspec import Struct

from hashtrail import archive as archives
from hashtrail import frontmatter, links, pages, prose, templating
from hashtrail.archive import Archive
from hashtrail.diagnostics import Diagnostic, SourceFile, did_you_mean, has_errors, nearest
from hashtrail.links import DeadLink, PageLinks
from hashtrail.model import Prose
from hashtrail.output import Output, OutputError
from hashtrail.pages import Page
from hashtrail.templating import TemplateRenderError, Templates
from hashtrail.urls import SiteUrls
from hashtrail.views import StaticFile

CONTENT: Final = Path("content")
TEMPLATES: Final = Path("templates")
OUTPUT: Final = Path("output")


class Config(Struct, frozen=True, kw_only=True):
    """What a build is asked for. `base_url` replaces the one of site.yaml; without `output` nothing is written."""

    content: Path = CONTENT
    templates: Path = TEMPLATES
    output: Path | None = OUTPUT
    base_url: str | None = None
    drafts: bool = False
    clean: bool = False


class PageCounts(Struct):
    """Files of the site: planned; of these rendered in this build; of these written or the same as on disk; and removed."""

    planned: int = 0
    rendered: int = 0
    written: int = 0
    unchanged: int = 0
    removed: int = 0


class Report(Struct, frozen=True):
    """What a build did: whether it succeeded, what it found, and the seconds that each stage took."""

    ok: bool
    diagnostics: tuple[Diagnostic, ...]
    pages: PageCounts
    seconds: dict[str, float]


class Progress(Protocol):
    """Is told how far a stage has come; a total of 0 means that it is not known."""

    def __call__(self, stage: str, done: int, total: int) -> None: ...


def silent(stage: str, done: int, total: int) -> None:
    """The Progress that tells nobody."""


class _BuildFailedError(Exception):
    """The build cannot go on; its diagnostics say why."""


class _Build:
    """One run through the stages: what was found so far, what was done, and how long it took."""

    def __init__(self, config: Config, progress: Progress) -> None:
        self.config = config
        self.progress = progress
        self.found: list[Diagnostic] = []
        self.counts = PageCounts()
        self.seconds: dict[str, float] = {}

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Time a stage, and stop after it if it found an error."""
        start = time.perf_counter()
        self.progress(name, 0, 0)
        try:
            yield
        finally:
            self.seconds[name] = round(time.perf_counter() - start, 4)
        if has_errors(self.found):
            raise _BuildFailedError

    def run(self) -> Report:
        ok = True
        output: Output | None = None
        try:
            with self.stage("read"):
                archive, found = archives.read(self.config.content, drafts=self.config.drafts)
                self.found += found
            assert archive is not None
            site_urls = SiteUrls.parse(self.config.base_url or archive.site.base_url)
            with self.stage("plan"):
                templates = Templates(self.config.templates)
                static = dict(templating.static_files(self.config.templates, self.found))
                planned = pages.plan(archive, site_urls, static)
                self.counts.planned = len(planned)
                self._check_collisions(planned)
                self.found += templates.check(
                    page.template for page in planned if page.template is not None
                )
            if self.config.output is not None:
                output = Output(self.config.output, start_over=self.config.clean)
            with self.stage("render"):
                page_links = self._render(planned, templates, static, output)
            with self.stage("links"):
                self._check_links(archive, planned, page_links, templates, site_urls)
            if output is not None:
                with self.stage("write"):
                    self.counts.removed = output.commit()
        except _BuildFailedError:
            ok = False
        except OutputError as error:
            self.found.append(error.diagnostic)
            ok = False
        finally:
            if output is not None:
                output.discard()
        if not ok:
            self.counts.written = self.counts.unchanged = self.counts.removed = 0
        self.found.sort(key=Diagnostic.sort_key)
        return Report(ok, tuple(self.found), self.counts, self.seconds)

    def _check_collisions(self, planned: Iterable[Page]) -> None:
        for collision in pages.collisions(planned):
            # The complaint goes to the page that a person can move: the alias before the page proper.
            first, second = sorted(
                (collision.first, collision.second),
                key=lambda page: (bool(page.where), bool(page.source)),
            )
            if not second.source:
                template = self.config.templates / templating.STATIC_FOLDER
                here = SourceFile(template.as_posix(), "")
                self.found.append(
                    here.diagnostic(
                        "duplicate-url", f"two pages would be written to {second.output_path}"
                    )
                )
                continue
            owner = (
                self._shown(first.source) if first.source else "a page that the site makes itself"
            )
            self.found.append(
                self._diagnostic_in_front_matter(
                    second,
                    "duplicate-url",
                    f"the URL {second.path} belongs already to {owner}",
                    "choose another one, or leave it out",
                )
            )

    def _shown(self, path: str) -> str:
        return f"{self.config.content.as_posix()}/{path}"

    def _source(self, path: str) -> SourceFile:
        loaded = archives.load(self.config.content / path, self._shown(path))
        return loaded if isinstance(loaded, SourceFile) else SourceFile(self._shown(path), "")

    def _diagnostic_in_front_matter(
        self, page: Page, code: str, message: str, hint: str
    ) -> Diagnostic:
        source = self._source(page.source)
        parts = frontmatter.split(source)
        line, column = 1, 1
        if page.where and isinstance(parts, frontmatter.FrontMatterText):
            line, column = frontmatter.locate(parts.yaml, parts.yaml_line, page.where)
        return source.diagnostic(code, message, line=line, column=column, hint=hint)

    def _render(
        self,
        planned: Sequence[Page],
        templates: Templates,
        static: dict[StaticFile, Path],
        output: Output | None,
    ) -> dict[str, PageLinks]:
        """Render and stage every page; returns the links of the HTML pages by site path."""
        page_links: dict[str, PageLinks] = {}
        failures: dict[tuple[str, int], Diagnostic] = {}
        for number, page in enumerate(planned, 1):
            try:
                data = _render(page, templates, static)
            except TemplateRenderError as failure:
                # One mistake in a template spoils many pages; it is told once.
                where = failure.diagnostic
                failures.setdefault((where.path, where.line), where)
                continue
            self.counts.rendered += 1
            if page.output_path.endswith(".html"):
                page_links[page.path] = links.extract(data)
            if output is not None and not failures:
                if output.stage(page.output_path, data) == "written":
                    self.counts.written += 1
                else:
                    self.counts.unchanged += 1
            if number % 100 == 0:
                self.progress("render", number, len(planned))
        self.found += failures.values()
        return page_links

    def _check_links(
        self,
        archive: Archive,
        planned: Iterable[Page],
        page_links: dict[str, PageLinks],
        templates: Templates,
        site_urls: SiteUrls,
    ) -> None:
        by_path = {page.path: page for page in planned}
        texts: dict[str, Prose] = {
            text.path: text.prose
            for texts_of_kind in (
                archive.briefings,
                archive.threads.values(),
                archive.pages.values(),
            )
            for text in texts_of_kind
        }
        seen: set[tuple[str, int, int, str]] = set()
        for dead in links.check(page_links, frozenset(by_path), site_urls):
            diagnostic = self._dead_link(dead, by_path, page_links, texts, templates, site_urls)
            key = (diagnostic.path, diagnostic.line, diagnostic.column, dead.target)
            if key not in seen:
                seen.add(key)
                self.found.append(diagnostic)

    def _dead_link(
        self,
        dead: DeadLink,
        by_path: dict[str, Page],
        page_links: dict[str, PageLinks],
        texts: dict[str, Prose],
        templates: Templates,
        site_urls: SiteUrls,
    ) -> Diagnostic:
        """The diagnostic for a dead link, where it was written: in a text, or else in a template."""
        page = by_path[dead.page]
        code, message, hint = "dead-link", "no page or file of the site has this address", ""
        path, _, fragment = dead.target.partition("#")
        if dead.is_fragment:
            code, message = "dead-fragment", f"the page has no part `#{fragment}`"
            target_page = site_urls.site_path(path) if path else dead.page
            if target_page in page_links:
                hint = did_you_mean(fragment, page_links[target_page].anchors)
        elif near := nearest(site_urls.site_path(path) or "", by_path):
            hint = f"did you mean `{near}`?"
        if page.source and (text := texts.get(page.source)):
            written = {site_urls.resolve(link, page.path): link for link in text.links}
            link = written.get(dead.target, dead.target)
            source = self._source(page.source)
            parts = frontmatter.split(source)
            body = parts.body if isinstance(parts, frontmatter.FrontMatterText) else ""
            if link in body:
                line, column = prose.place_of_link(source, body, link)
                return source.diagnostic(
                    code, f"`{link}`: {message}", line=line, column=column, hint=hint
                )
        message = f"`{dead.target}` on the page {page.path}: {message}"
        names = templates.closure(page.template) if page.template else ()
        written_there = templates.find(names, dead.target)
        if written_there is None:
            # Made by a view, such as the link of a stylesheet: every page has it, and one complaint does.
            folder = SourceFile(self.config.templates.as_posix(), "")
            return folder.diagnostic(code, message, hint=hint)
        source, offset = written_there
        return source.diagnostic_at(offset, code, message, hint=hint)


def _render(page: Page, templates: Templates, static: dict[StaticFile, Path]) -> bytes:
    """The bytes of a page."""
    if isinstance(page.view, StaticFile):
        return static[page.view].read_bytes()
    if page.template is None:
        return msgspec.json.encode(page.view) + b"\n"
    return templates.render(page.template, page.view, page.path)


def build(config: Config, progress: Progress = silent) -> Report:
    """Build the site. With any error nothing is written, and the report says what is wrong and where.

    Raises ValueError for a base URL of the configuration that cannot be one.
    """
    return _Build(config, progress).run()
