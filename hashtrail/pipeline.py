"""`build`: the only module that knows the order of the stages.

Everything is read before anything is planned, planned before anything is rendered, and rendered and checked
before the output folder changes; the store is written last. What a build without changes does not need is
imported late.
"""

from __future__ import annotations

import gc
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal, Protocol

from msgspec import Struct

from hashtrail import output as outputs
from hashtrail import plan, recipes, urls, workers
from hashtrail.assets import Assets
from hashtrail.diagnostics import Diagnostic, SourceFile, has_errors
from hashtrail.files import FileStat
from hashtrail.output import Output, OutputError
from hashtrail.plan import Decision, OnDisk, Recipe
from hashtrail.reading import Contents
from hashtrail.recipes import ViewDigest, digest
from hashtrail.store import FOLDER, LinkState, OutputState, PageState, Store, StoreError

if TYPE_CHECKING:
    from hashtrail.explain import Changes
    from hashtrail.model import Record
    from hashtrail.rendering import Rendered, Renderer

CONTENT: Final = Path("content")
TEMPLATES: Final = Path("templates")
OUTPUT: Final = Path("output")

#: Pages that one task of a worker renders.
_CHUNK: Final = 40


class Config(Struct, frozen=True, kw_only=True):
    """What a build is asked for.

    `base_url` replaces the one of site.yaml; without `output` nothing is written; `clean` remembers nothing
    and writes every file anew; `jobs` are the processes to use, 0 for as many as there are cores.
    """

    content: Path = CONTENT
    templates: Path = TEMPLATES
    output: Path | None = OUTPUT
    base_url: str | None = None
    drafts: bool = False
    clean: bool = False
    jobs: int = 0


class PageCounts(Struct):
    """Files of the site: planned; of these rendered, written, or left as they were; and removed."""

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


class Explained(Struct, frozen=True):
    """What the next build would do with a page, and why."""

    path: str
    action: Literal["render", "keep", "remove"]
    reason: str


class Progress(Protocol):
    """Is told how far a stage has come; a total of 0 means that it is not known."""

    def __call__(self, stage: str, done: int, total: int) -> None: ...


def silent(stage: str, done: int, total: int) -> None:
    """The Progress that tells nobody."""


class _BuildFailedError(Exception):
    """The build cannot go on; its diagnostics say why."""


class _Goal(Struct, frozen=True):
    """The digests of what a build is made from, as `OutputState` keeps them."""

    inputs: bytes
    shown: bytes
    sources: dict[str, tuple[bytes, bytes]]
    template_sources: dict[str, bytes]

    @staticmethod
    def of(config: Config, contents: Contents, assets: Assets) -> _Goal:
        sources = {path: (state.record, state.body) for path, state in contents.states.items()}
        options = (str(config.base_url).encode(), str(config.drafts).encode())
        static = [part.encode() for file in assets.static for part in (file.path, file.digest)]
        # Paths hold no NUL and digests have one length: joined, they still tell their borders.
        records = [path.encode() + b"\0" + sources[path][0] for path in sorted(sources)]
        bodies = [sources[path][1] for path in sorted(sources)]
        templates = {name: digest(data) for name, data in assets.templates.items()}
        shown = digest(*options, *static, b"".join(records))
        named = [part for name, each in templates.items() for part in (name.encode(), each)]
        inputs = digest(shown, b"|".join(bodies), *named)
        return _Goal(inputs, shown, sources, templates)


class _Build:
    """One run through the stages: what was found so far, what was done, and how long it took."""

    def __init__(self, config: Config, progress: Progress, *, remember: bool) -> None:
        self.config = config
        self.progress = progress
        self.jobs = config.jobs or workers.cores()
        self.remember = remember and not config.clean
        self.found: list[Diagnostic] = []
        self.counts = PageCounts()
        self.seconds: dict[str, float] = {}
        self.store = Store(config.content.parent / FOLDER, recipes.engine())

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Time a stage, and stop after it if it found an error."""
        start = time.perf_counter()
        self.progress(name, 0, 0)
        try:
            yield
        finally:
            spent = time.perf_counter() - start
            self.seconds[name] = round(self.seconds.get(name, 0) + spent, 4)
        if has_errors(self.found):
            raise _BuildFailedError

    def run(self) -> Report:
        ok = True
        try:
            if self.config.output is None:
                self._run()
            else:
                with self.store.locked(lambda: self.progress("waiting for another build", 0, 0)):
                    self._run()
        except _BuildFailedError:
            ok = False
        except OutputError as error:
            self.found.append(error.diagnostic)
            ok = False
        except workers.WorkerError as error:
            here = SourceFile(self.config.content.as_posix(), "")
            self.found.append(here.diagnostic("worker-died", str(error)))
            ok = False
        if not ok:
            self.counts.written = self.counts.unchanged = self.counts.removed = 0
        return self._report(ok)

    def _report(self, ok: bool) -> Report:
        here = SourceFile(self.store.folder.as_posix(), "")
        for notice in self.store.notices:
            self.found.append(here.diagnostic("store-reset", notice, severity="warning"))
        self.found.sort(key=Diagnostic.sort_key)
        return Report(ok, tuple(dict.fromkeys(self.found)), self.counts, self.seconds)

    def _run(self) -> None:
        writes = self.config.output is not None
        with self.stage("read"):
            self.read(may_save=writes)
        output: Output | None = None
        if self.config.output is not None:
            output = Output(self.config.output, write_all=self.config.clean)
        with self.stage("plan"):
            decision = self.decide()
        try:
            with self.stage("render"):
                rendered = self._render(decision, output)
            with self.stage("links"):
                links = self._check_links(decision, rendered)
            if output is not None:
                with self.stage("write"):
                    self._write(output, decision, rendered, links)
        finally:
            self.contents.bodies.close()
            if output is not None:
                output.discard()

    def explain(self) -> tuple[Report, list[Explained]]:
        """Read and decide, and tell in full what came of it."""
        explained: list[Explained] = []
        ok = True
        try:
            with self.stage("read"):
                self.read(may_save=False)
            with self.stage("plan"):
                decision = self.decide()
                explained += (
                    Explained(path, "render", self._reason(path, short))
                    for path, short in decision.render.items()
                )
            explained += (Explained(path, "keep", "nothing changed") for path in decision.keep)
            explained += (
                Explained(path, "remove", "no page has this address any more")
                for path in decision.remove
            )
        except _BuildFailedError:
            ok = False
        return self._report(ok), sorted(explained, key=lambda each: each.path)

    def _reason(self, path: str, short: str) -> str:
        if self.state is None or path not in self.state.pages or path not in self.views:
            return short
        from hashtrail import explain  # noqa: PLC0415 - see above

        page = self.renderer.pages[path]
        return explain.reason(
            short,
            before=self.state.pages[path],
            recipe=self.recipes[path],
            view=page.make(),
            digest=self.views[path],
            changes=self._changes,
            template_closure=self.renderer.templates.closure(page.template)
            if page.template
            else (),
            ids=self._ids_by_link,
        )

    @cached_property
    def _changes(self) -> Changes:
        from hashtrail.explain import Changes  # noqa: PLC0415 - see above

        assert self.state is not None
        before, now = self.state.sources, self.goal.sources
        ids = {briefing.path: briefing.id for briefing in self.renderer.archive.briefings}
        changed = {path for path in before.keys() | now.keys() if before.get(path) != now.get(path)}
        old_templates, templates = self.state.template_sources, self.goal.template_sources
        return Changes(
            records={ids[path] for path in changed if path in ids},
            texts={path for path in changed if path in before and path in now},
            templates={
                name
                for name in old_templates.keys() | templates.keys()
                if old_templates.get(name) != templates.get(name)
            },
        )

    @cached_property
    def _ids_by_link(self) -> dict[str, str]:
        renderer = self.renderer
        return {
            renderer.urls.link(urls.briefing(briefing.id)): briefing.id
            for briefing in renderer.archive.briefings
        }

    # Reading and deciding

    def read(self, *, may_save: bool) -> None:
        """Find out what the build is made from, and what the last one of this output was made from."""
        self.assets = Assets(self.config.templates)
        self.contents = Contents(
            self.config.content,
            self.store,
            jobs=self.jobs,
            may_save=may_save,
            remember=self.remember,
            progress=lambda done, total: self.progress("read", done, total),
        )
        self.found += self.assets.found
        if self.contents.has_errors:
            self._check_contents()
        self.goal = _Goal.of(self.config, self.contents, self.assets)
        self.state: OutputState | None = None
        if self.remember and self.config.output is not None:
            self.state = self.store.output(self.config.output)
        self._refreshed: dict[str, FileStat] = {}

    def _check_contents(self) -> None:
        """The checks between files; also with errors in some, so that all errors come in one run."""
        from hashtrail import archive, files  # noqa: PLC0415 - see above

        self.found += archive.check(
            self._records,
            broken=self.contents.broken,
            source=lambda path: files.load(self.config.content, path),
            drafts=self.config.drafts,
        )
        self.found += self.contents.found

    @cached_property
    def _records(self) -> dict[str, Record]:
        return self.contents.records()

    @cached_property
    def renderer(self) -> Renderer:
        """All that it takes to make a page; what of it was not checked by the last build is checked now."""
        from hashtrail import archive, complaints, pages  # noqa: PLC0415 - see above
        from hashtrail.rendering import Renderer  # noqa: PLC0415

        is_new = self.state is None or self.state.shown != self.goal.shown
        if is_new:
            self._check_contents()
            self._stop_if_wrong()
        joined = archive.join(self._records, drafts=self.config.drafts)
        renderer = Renderer(
            joined,
            urls.SiteUrls.parse(self.config.base_url or joined.site.base_url),
            self.contents.bodies,
            self.config.templates,
            self.assets.templates,
            self.assets.static,
            self._staging,
            self.store if self._staging is not None else None,
        )
        del self.__dict__["_records"]
        if is_new:
            self.found += (
                complaints.collision(each, self.config.content, self.config.templates)
                for each in pages.collisions(renderer.planned)
            )
        if self.state is None or self.state.template_sources != self.goal.template_sources:
            names = (page.template for page in renderer.planned if page.template)
            self.found += renderer.templates.check(names)
        self._stop_if_wrong()
        return renderer

    @cached_property
    def _staging(self) -> outputs.Staging | None:
        if self.config.output is None:
            return None
        root = Path(os.path.realpath(self.config.output))
        return outputs.Staging(root, self.config.output, self.config.clean)

    def _stop_if_wrong(self) -> None:
        if has_errors(self.found):
            raise _BuildFailedError

    def decide(self) -> Decision:
        """What to render, keep and remove; sets `recipes`, unless nothing is remembered."""
        self.views: dict[str, ViewDigest] = {}
        self.recipes: dict[str, Recipe] = {}
        state = self.state
        if state is None:
            paths = [page.path for page in self.renderer.planned]
            self.counts.planned = len(paths)
            self.templates = self._template_digests()
            return Decision(dict.fromkeys(paths, plan.START_OVER), (), ())
        recorded = {path: page.recipe for path, page in state.pages.items()}
        if state.inputs == self.goal.inputs:
            self.recipes, self.templates = recorded, state.templates
            self.found += state.warnings
        else:
            if (
                state.template_sources == self.goal.template_sources
                and state.shown == self.goal.shown
            ):
                self.templates = state.templates
            else:
                self.templates = self._template_digests()
            self.views = self._view_digests(state)
            self.recipes = {path: self._recipe(path, view) for path, view in self.views.items()}
        self.counts.planned = len(self.recipes)
        return plan.decide(self.recipes, recorded, self._on_disk)

    def _template_digests(self) -> dict[str, bytes]:
        names = {page.template for page in self.renderer.planned if page.template}
        return {name: self.renderer.templates.digest(name) for name in sorted(names)}

    def _view_digests(self, state: OutputState) -> dict[str, ViewDigest]:
        """The digests of all views: the recorded ones if all that they are made from is the same."""
        if state.shown == self.goal.shown:
            self.found += state.warnings
            return {
                path: ViewDigest(page.recipe.view, page.fields, page.texts)
                for path, page in state.pages.items()
            }
        from hashtrail import rendering  # noqa: PLC0415 - see above

        paths = [page.path for page in self.renderer.planned]
        chunks = workers.run(
            rendering.digest_views,
            paths,
            jobs=self.jobs,
            chunk=10 * _CHUNK,
            start=rendering.start,
            arguments=(self.renderer,),
        )
        return {path: view for chunk in chunks for path, view in chunk}

    def _recipe(self, path: str, view: ViewDigest) -> Recipe:
        if self.state is not None and self.state.shown == self.goal.shown:
            template = self.state.pages[path].recipe.template
        else:
            template = self.renderer.pages[path].template or ""
        texts = digest(*(self.contents.states[text].body for text in view.texts))
        return Recipe(template, self.templates.get(template, b""), view.whole, texts)

    def _on_disk(self, path: str) -> OnDisk:
        """Whether the file of a recorded page is the one that was written."""
        assert self.state is not None
        assert self._staging is not None
        page = self.state.pages[path]
        # Joined as text: there is one for each page of the site.
        location = f"{self._staging.root}/{urls.output_path(path)}"
        try:
            stat = FileStat.of(os.lstat(location))
        except OSError:
            return "missing"
        if stat == page.stat and max(stat.mtime_ns, stat.ctime_ns) < self._written_at:
            return "as written"
        data = outputs.read(Path(location))
        if data is None or digest(data) != page.digest:
            return "changed"
        self._refreshed[path] = stat
        return "as written"

    @cached_property
    def _written_at(self) -> int:
        assert self.config.output is not None
        return self.store.written_at(f"pages-{self.store.key(self.config.output)}")

    # Rendering and checking

    def _render(self, decision: Decision, output: Output | None) -> dict[str, Rendered]:
        """Render and stage the pages; by site path."""
        paths = list(decision.render)
        if not paths:
            return {}
        from hashtrail import rendering  # noqa: PLC0415 - see above

        renderer = self.renderer
        if output is not None:
            output.open(map(urls.output_path, paths))
        rendered: dict[str, Rendered] = {}
        failures: dict[tuple[str, int], Diagnostic] = {}
        chunks = workers.run(
            rendering.render_pages,
            paths,
            jobs=self.jobs,
            chunk=_CHUNK,
            start=rendering.start,
            arguments=(renderer,),
        )
        for chunk in chunks:
            for page in chunk:
                if page.failure is not None:
                    # One mistake in a template spoils many pages; it is told once.
                    failures.setdefault((page.failure.path, page.failure.line), page.failure)
                rendered[page.path] = page
            self.progress("render", len(rendered), len(paths))
        self.found += failures.values()
        self.counts.rendered = len(rendered) if not failures else 0
        self.counts.written = sum(page.is_staged for page in rendered.values())
        self.counts.unchanged = self.counts.planned - self.counts.written
        return rendered

    def _check_links(self, decision: Decision, rendered: dict[str, Rendered]) -> LinkState | None:
        """Check the links that this build can have broken; returns those of all pages, None if all are as before."""
        if not rendered and not decision.remove:
            return None
        from hashtrail.linkcheck import LinkCheck  # noqa: PLC0415 - see above

        recorded: LinkState | None = LinkState([], {}, {})
        if decision.keep and self.config.output is not None:
            recorded = self.store.links(self.config.output)
        if recorded is None:
            raise StoreError("links")
        check = LinkCheck(
            decision,
            rendered,
            recorded,
            renderer=lambda: self.renderer,
            staging=self._staging,
            content=self.config.content,
            templates=self.config.templates,
        )
        self.found += check.found
        return check.links

    # Writing

    def _write(
        self,
        output: Output,
        decision: Decision,
        rendered: dict[str, Rendered],
        links: LinkState | None,
    ) -> None:
        planned = {urls.output_path(path) for path in (*decision.render, *decision.keep)}
        staged = [urls.output_path(path) for path, page in rendered.items() if page.is_staged]
        self.counts.unchanged = self.counts.planned - self.counts.written
        if staged or output.owned != planned:
            self.counts.removed = output.commit(planned, staged)
        is_new = self.state is None or self.state.inputs != self.goal.inputs
        if is_new or rendered or decision.remove or self._refreshed:
            self._remember(output, decision, rendered, links)

    def _remember(
        self,
        output: Output,
        decision: Decision,
        rendered: dict[str, Rendered],
        links: LinkState | None,
    ) -> None:
        pages: dict[str, PageState] = {}
        for path in decision.keep:
            assert self.state is not None
            before = self.state.pages[path]
            stat = self._refreshed.get(path, before.stat)
            pages[path] = PageState(before.recipe, before.fields, before.texts, before.digest, stat)
        root = output.staging.root
        for path, page in rendered.items():
            stat = FileStat.of(os.lstat(root / urls.output_path(path)))
            recipe = self._recipe(path, page.view)
            pages[path] = PageState(recipe, page.view.fields, page.view.texts, page.digest, stat)
        state = OutputState(
            inputs=self.goal.inputs,
            shown=self.goal.shown,
            sources=self.goal.sources,
            template_sources=self.goal.template_sources,
            templates=self.templates,
            pages=pages,
            warnings=tuple(each for each in self.found if each.severity == "warning"),
        )
        try:
            self.store.save_output(output.folder, state, links)
        except OSError as error:
            self.store.give_up(error)


def build(config: Config, progress: Progress = silent) -> Report:
    """Build the site. With any error nothing is written, and the report says what is wrong and where.

    Raises ValueError for a base URL of the configuration that cannot be one.
    """
    with _without_collector():
        first = _Build(config, progress, remember=True)
        try:
            return first.run()
        except StoreError:
            again = _Build(config, progress, remember=False)
            again.store.notices.add("the store is damaged; starting over")
            return again.run()


@contextmanager
def _without_collector() -> Iterator[None]:
    """A build makes millions of objects that stay and hardly a cycle: the collector would walk them in vain."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            # Frozen and thawed, they count as old: the collector does not walk them at once.
            gc.freeze()
            gc.enable()
            gc.unfreeze()


def explain(config: Config, progress: Progress = silent) -> tuple[Report, list[Explained]]:
    """What the next build would do with each page, by site path, and why. Writes nothing."""
    with _without_collector():
        return _Build(config, progress, remember=True).explain()
