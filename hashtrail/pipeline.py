"""`build`: the only module that knows the order of the stages.

Everything is read before anything is planned, planned before anything is rendered, and rendered and checked
before the output folder changes; the store is written last. What a build without changes does not need is
imported late.
"""

from __future__ import annotations

import gc
import os
import time
from collections.abc import Callable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from contextlib import contextmanager
from functools import cached_property
from typing import TYPE_CHECKING, Final, Literal, NamedTuple, Protocol

from msgspec import Struct, structs

from hashtrail import recipes, urls, workers
from hashtrail.diagnostics import Diagnostic, SourceFile, has_errors
from hashtrail.files import packed
from hashtrail.inputs import BuildFailedError, Config, Inputs, Memory
from hashtrail.output import Output, OutputError
from hashtrail.plan import Decision
from hashtrail.store import FOLDER, OutputState, Store, StoreError
from hashtrail.written import Note, WrittenFile, WrittenFiles

if TYPE_CHECKING:
    from hashtrail.explain import Changes
    from hashtrail.linkcheck import LinkCheck
    from hashtrail.links import PageLinks
    from hashtrail.rendering import Rendered

__all__ = ["Builder", "Config", "Explained", "PageCounts", "Progress", "Report", "build", "explain"]

#: Pages that one task of a worker renders.
_CHUNK: Final = 40
#: Bytes of old notes that a journal may have beside as many as it has new ones.
_TAIL: Final = 1 << 20


class PageCounts(Struct):
    """Files of the site: planned; of these rendered, written, or left as they were; and removed."""

    planned: int = 0
    rendered: int = 0
    written: int = 0
    unchanged: int = 0
    removed: int = 0


class Report(Struct, frozen=True):
    """What a build did: whether it succeeded, what it found, and the seconds that each stage took.

    `touched` are the site paths of the files that it wrote or removed; `is_behind` tells that what can wait, such as the
    search index, was deferred, and another build is to bring it up to date, and `is_late` that all that it touched is of
    that kind.
    """

    ok: bool
    diagnostics: tuple[Diagnostic, ...]
    pages: PageCounts
    seconds: dict[str, float]
    touched: tuple[str, ...] = ()
    is_behind: bool = False
    is_late: bool = True


class Explained(Struct, frozen=True):
    """What the next build would do with a page, and why."""

    path: str
    action: Literal["render", "keep", "remove"]
    reason: str


class Progress(Protocol):
    """Is told how far a stage has come; a total of 0 means that it is not known."""

    def __call__(self, stage: str, done: int, total: int) -> None: ...


def _untold(report: Report) -> None:
    """Nobody waits for a report."""


def silent(stage: str, done: int, total: int) -> None:
    """The Progress that tells nobody."""


class _Noted(NamedTuple):
    """A rendered file: the digest of its bytes, where its note stands, and the texts that it shows."""

    digest: bytes
    note: bytes
    texts: tuple[str, ...]


class _Build:
    """One run through the stages: what was found so far, what was done, and how long it took."""

    inputs: Inputs

    def __init__(
        self,
        config: Config,
        progress: Progress,
        store: Store,
        memory: Memory,
        *,
        remember: bool,
        defer: bool = False,
        changed: AbstractSet[str] = frozenset(),
    ) -> None:
        self.config = config
        self.progress = progress
        self.store = store
        self.memory = memory
        self.remember = remember and not config.clean
        self.defer = defer
        self.changed = changed
        self.found: list[Diagnostic] = []
        self.counts = PageCounts()
        self.seconds: dict[str, float] = {}
        self.touched: list[str] = []
        # What is known of each file that was rendered; None if that cannot be kept.
        self.noted: dict[str, _Noted] | None = {}

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
            raise BuildFailedError

    def run(self, written: Callable[[Report], None]) -> Report:
        """Build, and tell when the output is as it shall be."""
        self.written = written
        ok = True
        try:
            if self.config.output is None:
                self._run(None)
            else:
                with self.store.locked(lambda: self.progress("waiting for another build", 0, 0)):
                    known, is_clean = self.memory.output, self.config.clean
                    names = known.names if known is not None else None
                    try:
                        self._run(Output(self.config.output, write_all=is_clean, names=names))
                    finally:
                        if not self.defer:
                            self.store.settle()
        except BuildFailedError:
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
            self.touched.clear()
        return self._report(ok)

    def _report(self, ok: bool) -> Report:
        here = SourceFile(self.store.folder.as_posix(), "")
        notices = (
            here.diagnostic("store-reset", notice, severity="warning")
            for notice in self.store.notices
        )
        found = sorted((*self.found, *notices), key=Diagnostic.sort_key)
        return Report(
            ok,
            tuple(dict.fromkeys(found)),
            self.counts,
            {**self.seconds},
            tuple(self.touched),
            ok and self.inputs.is_behind,
            not self.touched or all(map(self.inputs.can_wait, self.touched)),
        )

    def _run(self, output: Output | None) -> None:
        try:
            with self.stage("read"):
                self._read(may_save=output is not None)
            with self.stage("plan"):
                decision = self._decide()
            with self.stage("render"):
                rendered, links = self._render(decision, output)
            with self.stage("links"):
                if links is not None:
                    links.finish()
                    self.found += links.found
            if output is not None:
                with self.stage("write"):
                    self._write(output, decision, rendered)
                self.written(self._report(True))
                with self.stage("remember"):
                    self._remember(output, decision, rendered, links)
        finally:
            # What a failed build has read need not be read again.
            self._close()
            if output is not None:
                output.discard()

    def _close(self) -> None:
        if "inputs" in self.__dict__:
            try:
                self.inputs.contents.save()
            finally:
                self.inputs.close()

    def explain(self) -> tuple[Report, list[Explained]]:
        """Read and decide, and tell in full what came of it."""
        explained: list[Explained] = []
        ok = True
        try:
            with self.stage("read"):
                self._read(may_save=False)
            with self.stage("plan"):
                decision = self._decide()
                explained += (
                    Explained(path, "render", self._reason(path, short))
                    for path, short in decision.render.items()
                )
            explained += (Explained(path, "keep", "nothing changed") for path in decision.keep)
            explained += (
                Explained(path, "remove", "no page has this address any more")
                for path in decision.remove
            )
        except BuildFailedError:
            ok = False
        finally:
            self._close()
        return self._report(ok), sorted(explained, key=lambda each: each.path)

    def _reason(self, path: str, short: str) -> str:
        inputs = self.inputs
        recipe = inputs.recipes[path]
        is_known = path in inputs.recorded.numbers
        if recipe is None or not is_known or inputs.is_of_index(path):
            return short
        from hashtrail import explain  # noqa: PLC0415 - see above

        page = inputs.renderer.page(path)
        view, reads = inputs.renderer.view(page)
        return explain.reason(
            short,
            before=inputs.note(path),
            recipe=recipe,
            view=view,
            digest=recipes.view(view, reads, inputs.renderer.given(page)),
            changes=self._changes,
            template_closure=inputs.renderer.templates.closure(page.template)
            if page.template
            else (),
            ids=self._ids_by_link,
        )

    @cached_property
    def _changes(self) -> Changes:
        from hashtrail.explain import Changes  # noqa: PLC0415 - see above

        inputs = self.inputs
        assert inputs.state is not None
        before, now = inputs.state.versions, inputs.versions
        ids = {briefing.path: briefing.id for briefing in inputs.renderer.archive.briefings}
        changed = {*now.changed(before, "records"), *now.changed(before, "bodies")}
        changed |= set(before.paths) - set(now.paths)
        old_templates, templates = inputs.state.template_sources, inputs.template_sources
        return Changes(
            records={ids[path] for path in changed if path in ids},
            texts={path for path in changed if path in before.numbers and path in now.numbers},
            templates={
                name
                for name in old_templates.keys() | templates.keys()
                if old_templates.get(name) != templates.get(name)
            },
        )

    @cached_property
    def _ids_by_link(self) -> dict[str, str]:
        renderer = self.inputs.renderer
        return {
            renderer.urls.link(urls.briefing(briefing.id)): briefing.id
            for briefing in renderer.archive.briefings
        }

    def _read(self, *, may_save: bool) -> None:
        self.inputs = Inputs(
            self.config,
            self.store,
            self.memory,
            may_save=may_save,
            remember=self.remember,
            defer=self.defer,
            changed=self.changed,
            progress=lambda done, total: self.progress("read", done, total),
        )
        self.found = self.inputs.found
        self.inputs.check_what_there_is()

    def _decide(self) -> Decision:
        decision = self.inputs.decide()
        self.counts.planned = len(decision.render) + len(decision.keep)
        return decision

    def _render(
        self, decision: Decision, output: Output | None
    ) -> tuple[dict[str, bool], LinkCheck | None]:
        """Render and stage the pages; gives whether each has to be written, by site path, and the check that has their links.

        There is none if all links are as they were.
        """
        rendered: dict[str, bool] = {}
        paths = list(decision.render)
        if not paths and not decision.remove:
            return rendered, None
        from hashtrail import rendering  # noqa: PLC0415 - see above

        links = self._link_check(decision)
        if output is not None:
            output.open(map(urls.output_path, paths))
        failures: dict[tuple[str, int], tuple[str, Diagnostic]] = {}

        def take(page: Rendered, page_links: PageLinks | None) -> None:
            if page.failure is not None:
                # One mistake in a template spoils many pages; it is told once, for the first of them.
                mistake = (page.failure.path, page.failure.line)
                told = (page.path, page.failure)
                failures[mistake] = min(told, failures.get(mistake, told))
            rendered[page.path] = page.is_staged
            signs = links.take(page, page_links)
            if output is not None and not failures:
                self._note(page, signs)

        for path in filter(self.inputs.is_of_index, paths):
            take(self._put_index_file(path), None)
        chunks = _chunks([path for path in paths if path not in rendered])
        made = workers.run_chunks(
            rendering.render_pages,
            chunks,
            len(chunks),
            jobs=self.config.processes,
            start=rendering.start,
            arguments=(self.inputs.renderer,),
            in_order=False,
        )
        for chunk in made:
            for page, page_links in chunk:
                take(page, page_links)
            self.progress("render", len(rendered), len(paths))
        self.found += (failure for _, failure in failures.values())
        self.counts.rendered = len(rendered) if not failures else 0
        self.counts.written = sum(rendered.values())
        return {path: rendered[path] for path in paths}, links

    def _note(self, page: Rendered, signs: bytes) -> None:
        """Note how a file was made, as soon as it is: there are too many to hold that in memory."""
        if self.noted is None:
            return
        inputs = self.inputs
        note = Note(inputs.recipe(page.path, page.view), page.view, signs)
        try:
            place = inputs.write_note(note)
        except OSError as error:
            self.store.give_up(error)
            self.noted = None
        else:
            self.noted[page.path] = _Noted(page.digest, place, page.view.texts)

    def _put_index_file(self, path: str) -> Rendered:
        """Stage a file of the search index."""
        from hashtrail.rendering import Rendered  # noqa: PLC0415 - see above

        index, staging = self.inputs.index, self.inputs.staging
        assert index is not None
        assert staging is not None
        data = index.bytes_of(path)
        view = recipes.ViewDigest(self.inputs.recipe_of(path).view, b"", (), b"")
        is_staged = staging.put(urls.output_path(path), data)
        return Rendered(path, view, recipes.digest(data), is_staged)

    def _link_check(self, decision: Decision) -> LinkCheck:
        from hashtrail.linkcheck import LinkCheck  # noqa: PLC0415 - see above

        inputs = self.inputs
        return LinkCheck(
            decision,
            inputs.recorded.fragments,
            inputs.recorded.targets,
            lambda paths: (inputs.note(path).links for path in paths),
            renderer=lambda: self.inputs.renderer,
            staging=self.inputs.staging,
            content=self.config.content,
            templates=self.config.templates,
        )

    def _write(self, output: Output, decision: Decision, rendered: dict[str, bool]) -> None:
        self.counts.unchanged = self.counts.planned - self.counts.written
        state = self.inputs.state
        is_listed = state is not None and output.listed == state.listed
        if is_listed and not rendered and not decision.remove:
            return
        removed, added = self._differences(output, decision, is_listed=is_listed)
        staged = [urls.output_path(path) for path, is_staged in rendered.items() if is_staged]
        self.touched += map(urls.of_output, (*staged, *sorted(removed)))
        self.memory.output = None
        if staged or removed or added:
            self.counts.removed = output.commit(removed, added, staged)

    def _differences(
        self, output: Output, decision: Decision, *, is_listed: bool
    ) -> tuple[AbstractSet[str], AbstractSet[str]]:
        """The files that the output folder shall hold no more, and those that it does not hold yet."""
        state = self.inputs.state
        if state is not None and (is_listed or self.memory.output is not None):
            removed = set(map(urls.output_path, decision.remove))
            new = decision.render.keys() - state.files.numbers.keys()
            return removed, set(map(urls.output_path, new))
        planned = {urls.output_path(path) for path in (*decision.render, *decision.keep)}
        return output.owned - planned, planned - output.owned

    def _remember(
        self,
        output: Output,
        decision: Decision,
        rendered: dict[str, bool],
        links: LinkCheck | None,
    ) -> None:
        """Write to the store what was read, and last what the output folder holds now."""
        inputs, state = self.inputs, self.inputs.state
        inputs.contents.save()
        is_new = state is None or state.inputs != inputs.inputs
        if not (is_new or rendered or decision.remove or inputs.refreshed):
            self.memory.output = output
            return
        if self.noted is None:
            return
        before = inputs.recorded
        try:
            changed, texts = self._changed_files(output, decision, before, self.noted)
            files = before.after(
                decision.remove,
                changed,
                texts,
                journal=inputs.journal.name,
                index=frozenset(inputs.index_recipes) if is_new else before.index,
                fragments=links.fragments if links is not None else before.fragments,
                targets=links.targets if links is not None else before.targets,
            )
            after = OutputState(
                # Nothing has this digest: so the next build that defers nothing takes up what was deferred.
                inputs=b"" if inputs.is_behind else inputs.inputs,
                shown=inputs.shown,
                skeleton=inputs.skeleton,
                registries=inputs.registries,
                ledger=inputs.ledger,
                listed=output.listed or (state.listed if state is not None else b""),
                versions=inputs.versions,
                template_sources=inputs.template_sources,
                templates=inputs.template_digests,
                files=self._journal_kept_small(files),
            )
            if inputs.made_index is not None:
                inputs.made_index.save()
            self.store.save_output(output.folder, after)
            self.memory.output = output
        except OSError as error:
            self.store.give_up(error)

    def _changed_files(
        self,
        output: Output,
        decision: Decision,
        before: WrittenFiles,
        noted: dict[str, _Noted],
    ) -> tuple[dict[str, WrittenFile], dict[str, tuple[tuple[str, ...], tuple[str, ...]]]]:
        """The files that were rendered, or of which more is known, and the texts that each showed and shows if these differ."""
        inputs = self.inputs
        changed = {**inputs.refreshed}
        texts: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {}
        for path, view in inputs.views.items():
            if path in noted or path not in before.numbers:
                continue
            note = inputs.note(path)
            if note.view != view:
                place = inputs.write_note(structs.replace(note, view=view))
                changed[path] = changed.get(path, before[path])._replace(note=place)
                texts[path] = (note.view.texts, view.texts)
        root = f"{output.staging.root}/"
        for path, each in noted.items():
            state = os.lstat(root + urls.output_path(path))
            changed[path] = WrittenFile(packed(state), each.digest, each.note)
            was = inputs.note(path).view.texts if path in before.numbers else ()
            texts[path] = (was, each.texts)
        for path in decision.remove:
            texts[path] = (inputs.note(path).view.texts, ())
        return changed, {path: each for path, each in texts.items() if each[0] != each[1]}

    def _journal_kept_small(self, files: WrittenFiles) -> WrittenFiles:
        """The files with their notes in a new journal, if most of the one that they have is of builds before."""
        inputs = self.inputs
        if inputs.journal.flush() <= _TAIL + 2 * files.noted or self.defer:
            return files
        assert self.config.output is not None
        fresh = self.store.journal(self.config.output)
        notes = [fresh.append(inputs.read_note(files[path].note)) for path in files.paths]
        fresh.flush()
        fresh.close()
        return files.noted_in(fresh.name, notes)


def _chunks(paths: Sequence[str]) -> list[list[str]]:
    """Pages as tasks of workers. The files that are made from one database come first and together."""
    from hashtrail.data import downloads  # noqa: PLC0415 - see above

    of_database = {urls.DATA + name for name in downloads.names()}
    data = [path for path in paths if path in of_database]
    others = [path for path in paths if path not in of_database]
    starts = range(0, len(others), _CHUNK)
    return [*([data] if data else []), *(others[at : at + _CHUNK] for at in starts)]


class Builder:
    """Builds one site again and again, and keeps in memory what the next build can use.

    It takes the files of the output folder for its own: whether they are as written is asked by the first build alone.
    """

    def __init__(self, config: Config, *, keep: bool = True) -> None:
        """With `keep` what was loaded from the store stays in memory, for the builds to come."""
        self.config = config
        self._keep = keep
        self._store: Store | None = None
        self._memory = Memory()

    def build(
        self,
        progress: Progress = silent,
        written: Callable[[Report], None] = _untold,
        *,
        defer: bool = False,
        changed: AbstractSet[str] = frozenset(),
    ) -> Report:
        """Build the site. With any error nothing is written, and the report says what is wrong and where.

        `written` gets the report of a build without errors as soon as the output is as it shall be; what the next build
        will want to know is taken down after that. With `defer` what can wait stays as it is: the search index,
        the pages that say so, and what is taken down, which memory holds until then. With `changed`, paths below content/, no other file there is looked at: whoever knows that
        no other is different spares a look at thousands, and builds once more without it in case that was wrong.
        Raises ValueError for a base URL of the configuration that cannot be one.
        """
        with _without_collector():
            try:
                return self._run(progress, written, remember=True, defer=defer, changed=changed)
            except StoreError:
                self._store, self._memory = None, Memory()
                return self._run(
                    progress, written, remember=False, defer=defer, changed=frozenset()
                )

    def _run(
        self,
        progress: Progress,
        written: Callable[[Report], None],
        *,
        remember: bool,
        defer: bool,
        changed: AbstractSet[str],
    ) -> Report:
        if self._store is None:
            folder = self.config.content.parent / FOLDER
            self._store = Store(folder, recipes.engine(), keep=self._keep)
        store = self._store
        store.puts_off = defer
        store.notices = set() if remember else {"the store is damaged; starting over"}
        build = _Build(
            self.config,
            progress,
            store,
            self._memory,
            remember=remember,
            defer=defer,
            changed=changed,
        )
        return build.run(written)


def build(config: Config, progress: Progress = silent) -> Report:
    """Build the site once; as `Builder.build`."""
    return Builder(config, keep=False).build(progress)


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
        store = Store(config.content.parent / FOLDER, recipes.engine())
        return _Build(config, progress, store, Memory(), remember=True).explain()
