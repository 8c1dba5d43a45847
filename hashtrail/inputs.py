"""What a build is made from, beside what the last build of the same output was made from: and so, what is to be done."""

from __future__ import annotations

import os
from array import array
from collections.abc import Callable, Iterable, Sequence
from collections.abc import Set as AbstractSet
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec
from msgspec import Struct

from hashtrail import output as outputs
from hashtrail import plan, urls, workers, written
from hashtrail.assets import Assets
from hashtrail.diagnostics import Diagnostic, has_errors
from hashtrail.files import BRIEFINGS, ContentFile
from hashtrail.journal import Journal
from hashtrail.output import Looked, Output, Staging
from hashtrail.plan import Decision, Recipe
from hashtrail.reading import Contents
from hashtrail.recipes import ViewDigest, digest
from hashtrail.recipes import signs as signs_of
from hashtrail.store import OutputState, Store, StoreError
from hashtrail.workers import Aside
from hashtrail.written import Note, WrittenFile, WrittenFiles

if TYPE_CHECKING:
    from hashtrail.indexing import Index
    from hashtrail.rendering import Renderer

#: Stands in a recipe for the template of a file of the search index.
INDEX: Final = "search index"
#: Views that one task of a worker digests.
_CHUNK: Final = 400
#: Bytes that the store has about the files of an output from which on they are looked at in a process of their own:
#: some two thousand files.
_MANY: Final = 500_000


class Config(Struct, frozen=True, kw_only=True):
    """What a build is asked for.

    `base_url` replaces the one of site.yaml; without `output` nothing is written; `clean` remembers nothing
    and writes every file anew; without `search` the site has none; `jobs` are the processes to use, 0 for as many as
    there are cores.
    """

    content: Path = Path("content")
    templates: Path = Path("templates")
    output: Path | None = Path("output")
    base_url: str | None = None
    drafts: bool = False
    clean: bool = False
    search: bool = True
    jobs: int = 0

    @property
    def processes(self) -> int:
        return self.jobs or workers.cores()


class BuildFailedError(Exception):
    """The build cannot go on; what was found says why."""


class Memory:
    """What one build leaves in memory for the next one of the same process and configuration.

    It spares work and decides nothing: a renderer is used again for the same outlines and templates alone.
    """

    def __init__(self) -> None:
        self.renderer: Renderer | None = None
        self.key = (b"", b"")
        #: The files of the content folder, if nothing was wrong in any of them.
        self.listed: Sequence[ContentFile] = ()
        #: The output, once its files were seen to be as written; nobody else writes there while the process runs.
        self.output: Output | None = None


class Inputs:
    """All that a build is made from.

    `found` is what is wrong with it, `versions` and `template_sources` are those that `OutputState` keeps, `state`
    is what the last build of this output left (None if it is not remembered). Once `decide` was asked, `recipes` are those
    of the files, None for one that is the recorded one, `views` what is known of the views that were made to know them, and
    `refreshed` the files that are as written and look otherwise.
    """

    def __init__(
        self,
        config: Config,
        store: Store,
        memory: Memory,
        *,
        may_save: bool,
        remember: bool,
        defer: bool,
        changed: AbstractSet[str],
        progress: Callable[[int, int], None],
    ) -> None:
        """Find out what there is, and read what has changed. With `defer` what can wait stays as it is.

        With `changed` no other file below content/ is looked at, if the last build of this process knew them all.
        """
        self.config = config
        self._store = store
        self._memory = memory
        self._remember = remember
        self._defer = defer
        self.found: list[Diagnostic] = []
        # Before this process grows.
        self._aside = self._look_aside()
        self.assets = Assets(config.templates)
        try:
            self.contents = Contents(
                config.content,
                store,
                jobs=config.processes,
                may_save=may_save,
                remember=remember,
                progress=progress,
                before=memory.listed,
                changed=changed,
            )
        except BaseException:
            self._look_no_more()
            raise
        memory.listed = () if self.contents.has_errors else self.contents.listed
        self.found += (*self.contents.found, *self.assets.found)
        self.state: OutputState | None = None
        if remember and config.output is not None:
            self.state = store.output(config.output)
        self.versions = self.contents.states.versions
        self.template_digests: dict[str, bytes] = {}
        self.template_sources = {name: digest(data) for name, data in self.assets.templates.items()}
        self._options = digest(
            str(config.base_url).encode(),
            str(config.drafts).encode(),
            str(config.search).encode(),
            *(part.encode() for file in self.assets.static for part in (file.path, file.digest)),
        )
        named = [
            part for name, each in self.template_sources.items() for part in (name.encode(), each)
        ]
        self._templates = digest(*named)
        self.shown, self.inputs = self._digests()
        self.recipes: dict[str, Recipe | None] = {}
        self.views: dict[str, ViewDigest] = {}
        self.refreshed: dict[str, WrittenFile] = {}

    def _digests(self) -> tuple[bytes, bytes]:
        """The digest of all that views are made from, and of all that there is."""
        paths = "\n".join(self.versions.paths).encode()
        shown = digest(self._options, paths, self.versions.records)
        return shown, digest(shown, self.versions.bodies, self._templates)

    @cached_property
    def skeleton(self) -> bytes:
        """The digest of what views are made from, with the outlines of briefings in place of their records."""
        if self.state is not None and self.state.shown == self.shown:
            return self.state.skeleton
        states = self.contents.states
        briefings = "\n".join(states.briefings).encode()
        return digest(self.registries, briefings, states.of_briefings("outlines"))

    @cached_property
    def registries(self) -> bytes:
        """The digest of what views are made from beside the briefings."""
        if self.state is not None and self.state.shown == self.shown:
            return self.state.registries
        states = self.contents.states
        records = b"".join([states.digest("records", path) for path in states.others])
        return digest(self._options, "\n".join(states.others).encode(), records)

    @cached_property
    def ledger(self) -> bytes:
        """The digest of the facts of all briefings."""
        if self.state is not None and self.state.shown == self.shown:
            return self.state.ledger
        return digest(self.contents.states.of_briefings("facts"))

    # What is asked of all content

    def check_what_there_is(self) -> None:
        """With errors in some files: the checks between the others, so that all errors come in one run."""
        if self.contents.has_errors:
            self._check(None)

    def _check(self, changed: Iterable[str] | None) -> None:
        """The checks between files, of the changed briefings alone or else of all."""
        from hashtrail import archive, files  # noqa: PLC0415 - a build without changes does without it

        contents = self.contents
        briefings = contents.states.briefings if changed is None else changed
        self.found += archive.check(
            contents.other_records(),
            map(contents.records, briefings),
            contents.outlines.all.values(),
            broken=contents.broken,
            source=lambda path: files.load(self.config.content, path),
            drafts=self.config.drafts,
        )

    @cached_property
    def renderer(self) -> Renderer:
        """All that it takes to make a page; what of it was not checked by the last build is checked now."""
        is_moved = self.state is None or self.state.skeleton != self.skeleton
        if self.state is None or self.state.shown != self.shown:
            self._check(None if is_moved else self._changed_briefings)
            self._stop_if_wrong()
        renderer = self._make_renderer()
        if is_moved:
            from hashtrail import complaints, pages  # noqa: PLC0415 - see above
            from hashtrail.search import manifest  # noqa: PLC0415

            index = pages.Page(path=manifest.MANIFEST, make=Struct, template=None)
            self.found += (
                complaints.collision(each, self.config.content, self.config.templates)
                for each in pages.collisions((*renderer.planned, index))
            )
        if self.state is None or self.state.template_sources != self.template_sources:
            names = (page.template for page in renderer.planned if page.template)
            self.found += renderer.templates.check(names)
        self._stop_if_wrong()
        return renderer

    def _make_renderer(self) -> Renderer:
        from hashtrail import archive  # noqa: PLC0415 - see above
        from hashtrail.rendering import Renderer  # noqa: PLC0415
        from hashtrail.site import Holdings  # noqa: PLC0415

        contents, memory = self.contents, self._memory
        key = (self.skeleton, self._templates)
        holdings = Holdings(
            contents.records, contents.bodies, lambda: contents.facts.all, self.shown
        )
        if memory.renderer is not None and memory.key == key:
            memory.renderer.renew(holdings)
            return memory.renderer
        joined = archive.join(
            contents.other_records(), contents.outlines.all.values(), drafts=self.config.drafts
        )
        memory.key = key
        memory.renderer = Renderer(
            joined,
            urls.SiteUrls.parse(self.config.base_url or joined.site.base_url),
            holdings,
            self.config.templates,
            self.assets.templates,
            self.assets.static,
            self.staging,
            self._store if self.staging is not None else None,
            has_search=self.config.search,
        )
        return memory.renderer

    @cached_property
    def staging(self) -> Staging | None:
        if self.config.output is None:
            return None
        root = Path(os.path.realpath(self.config.output))
        return outputs.Staging(root, self.config.output, self.config.clean)

    def _stop_if_wrong(self) -> None:
        if has_errors(self.found):
            raise BuildFailedError

    @cached_property
    def _changed_briefings(self) -> list[str]:
        """The paths of the briefings whose record the last build did not know."""
        assert self.state is not None
        changed = self.versions.changed(self.state.versions, "records")
        return [path for path in changed if path.startswith(BRIEFINGS)]

    # Deciding

    def decide(self) -> Decision:
        """What to render, keep and remove."""
        state = self.state
        if state is None:
            self.template_digests = self._digest_templates()
            self.recipes = {**self.index_recipes}
            self.renderer.prepare()
            paths = [*(page.path for page in self.renderer.planned), *self.index_recipes]
            return Decision(dict.fromkeys(paths, plan.START_OVER), (), ())
        if state.inputs == self.inputs:
            self.recipes, self.template_digests = dict.fromkeys(state.files.paths), state.templates
        else:
            self.template_digests = self._digest_templates()
            self.recipes = self._recipes(state)
            self.recipes |= self.index_recipes
        looked = self._looked(state.files)
        self.refreshed = looked.refreshed
        recorded = state.files.numbers.keys()
        return plan.decide(
            self.recipes, recorded, lambda path: self.note(path).recipe, looked.disturbed
        )

    @cached_property
    def recorded(self) -> WrittenFiles:
        """The files of the output as the last build left them; none if that is not remembered."""
        return self.state.files if self.state is not None else WrittenFiles()

    @cached_property
    def journal(self) -> Journal:
        """The notes on the files of the output."""
        assert self.config.output is not None
        return self._store.journal(self.config.output, self.recorded.journal)

    def read_note(self, place: bytes) -> bytes:
        """The note at a place of the journal, encoded. Raises StoreError if it cannot be read any more."""
        noted = self.journal.read(place)
        if noted is None:
            raise StoreError(self.journal.name)
        return noted

    def write_note(self, note: Note) -> bytes:
        """Put a note into the journal; gives its place. Raises OSError if that cannot be done."""
        return self.journal.append(msgspec.msgpack.encode(note))

    def note(self, path: str) -> Note:
        """What the last build noted of a file. Raises StoreError if that cannot be read any more."""
        return written.note(self.read_note(self.recorded[path].note))

    def _digest_templates(self) -> dict[str, bytes]:
        """The digests of the templates that pages are shown by, each with all that it uses."""
        known: dict[str, bytes] = {}
        if self.state is not None and self.state.template_sources == self.template_sources:
            known = self.state.templates
            if self.state.skeleton == self.skeleton:
                return known
        names = {page.template for page in self.renderer.planned if page.template}
        return {
            name: known.get(name) or self.renderer.templates.digest(name) for name in sorted(names)
        }

    def _recipes(self, state: OutputState) -> dict[str, Recipe | None]:
        """The recipes of all pages; those that nothing touched, or that wait, are the recorded ones."""
        deferred: AbstractSet[str] = frozenset()
        if self._defer or not state.inputs:
            deferred = self.renderer.deferred & state.files.numbers.keys()
        waiting = deferred if self._defer else frozenset()
        known: dict[str, bytes] = {}
        if state.shown == self.shown:
            touched = set()
        elif state.skeleton == self.skeleton:
            touched = self._touched(state)
        else:
            touched = {page.path for page in self.renderer.planned}
            # What was deferred was made from more than what the last build knew.
            known = {
                path: given for path, given in self._given(state).items() if path not in deferred
            }
        if not state.inputs:
            touched |= deferred
        if len(touched) > _CHUNK:
            self.renderer.prepare()
        found = self._digest_views(
            [(path, known.get(path, b"")) for path in sorted(touched - waiting)]
        )
        self.views = {path: view for path, view in found.items() if view is not None}
        recipes: dict[str, Recipe | None] = dict.fromkeys(waiting)
        if state.skeleton == self.skeleton:
            recipes |= dict.fromkeys(state.files.paths)
            for path in state.files.index:
                del recipes[path]
        else:
            recipes |= dict.fromkeys(path for path, view in found.items() if view is None)
        affected = self.views.keys() | (recipes.keys() & self._shown_anew(state))
        for path in sorted(affected - waiting):
            view = self.views.get(path) or self.note(path).view
            recipes[path] = self.recipe(path, view)
        return recipes

    def _shown_anew(self, state: OutputState) -> set[str]:
        """The recorded pages that show a text, or are shown by a template, that has changed since."""
        changed_texts = self.versions.changed(state.versions, "bodies")
        changed_templates = {
            name
            for name, each in self.template_digests.items()
            if state.templates.get(name) != each
        }
        found = {path for text in changed_texts for path in state.files.shown_on(text)}
        if changed_templates:
            found |= {
                path
                for path in state.files.paths
                if self.note(path).recipe.template in changed_templates
            }
        return found

    def _touched(self, state: OutputState) -> set[str]:
        """The pages whose views were made from a record that has changed since; the outlines are as they were."""
        from hashtrail.site import EVERY_RECORD, LEDGER  # noqa: PLC0415 - see above

        changed = [*self._changed_briefings, EVERY_RECORD]
        if state.ledger != self.ledger:
            changed.append(LEDGER)
        signs = set(array("I", signs_of(changed)))
        return {
            path
            for path in state.files.paths
            if not signs.isdisjoint(array("I", self.note(path).view.reads))
        }

    def _given(self, state: OutputState) -> dict[str, bytes]:
        """What recorded pages were given whose views can be others only if that is, though outlines have changed since."""
        from hashtrail.site import ARCHIVE, EVERY_RECORD, LEDGER  # noqa: PLC0415 - see above

        if state.registries != self.registries:
            return {}
        gone = set(state.versions.paths).difference(self.versions.paths)
        changed = (*self._changed_briefings, *gone, ARCHIVE, EVERY_RECORD, LEDGER)
        signs = set(array("I", signs_of(changed)))
        given = {}
        for page in self.renderer.planned:
            if page.path not in state.files.numbers:
                continue
            note = self.note(page.path)
            if signs.isdisjoint(array("I", note.view.reads)):
                given[page.path] = note.view.given
        return given

    def _digest_views(self, pages: Sequence[tuple[str, bytes]]) -> dict[str, ViewDigest | None]:
        from hashtrail import rendering  # noqa: PLC0415 - see above

        chunks = workers.run(
            rendering.digest_views,
            pages,
            jobs=self.config.processes,
            chunk=_CHUNK,
            start=rendering.start,
            arguments=(self.renderer,),
        )
        return {path: view for chunk in chunks for path, view in chunk}

    @cached_property
    def index(self) -> Index | None:
        """The search index; None if there is to be none."""
        if not self.config.search or self.config.output is None:
            return None
        from hashtrail.indexing import Index  # noqa: PLC0415 - see above

        name = f"search-{self._store.key(self.config.output)}"

        def index(*, remember: bool) -> Index:
            return Index(
                self.renderer.archive,
                self.versions,
                self.contents.records,
                self.contents.bodies,
                self._store.inside(name),
                jobs=self.config.processes,
                remember=remember,
            )

        try:
            return index(remember=self._remember)
        except StoreError:
            return index(remember=False)

    def close(self) -> None:
        """Hold no file open any more, once what was read is saved."""
        self._look_no_more()
        self.contents.close()
        if "journal" in self.__dict__:
            self.journal.close()
        if self.made_index is not None:
            self.made_index.close()

    @property
    def made_index(self) -> Index | None:
        """The search index, if this build has had to make it or look at it."""
        made: Index | None = self.__dict__.get("index")
        return made

    @property
    def is_behind(self) -> bool:
        """Whether what can wait was deferred, and may not be that of what there is."""
        is_new = self.state is None or self.state.inputs != self.inputs
        return self._defer and is_new

    def can_wait(self, path: str) -> bool:
        """Whether the file with a site path, planned now or before, is one that a build may defer."""
        if self.is_of_index(path):
            return True
        return path in self.recipes and self.renderer.page(path).is_deferred

    @cached_property
    def index_recipes(self) -> dict[str, Recipe | None]:
        """The recipes of the files of the search index, by site path: for a view they have the digest of the bytes."""
        if self._defer:
            return dict.fromkeys(sorted(self.recorded.index))
        from hashtrail.search import manifest  # noqa: PLC0415 - see above

        files_of_index = self.index.files if self.index is not None else {}
        # All names but that of the manifest carry a digest: what has one that is recorded is as it was.
        return {
            path: None
            if path in self.recorded.index and path != manifest.MANIFEST
            else Recipe(INDEX, b"", each, b"")
            for path, each in files_of_index.items()
        }

    def is_of_index(self, path: str) -> bool:
        """Whether a site path is that of a file of the search index, planned now or before, and not of a page."""
        recipe = self.recipes.get(path)
        if recipe is not None:
            return recipe.template == INDEX
        return path in self.recorded.index

    def recipe_of(self, path: str) -> Recipe:
        """The recipe of a file as it was decided on, or recorded."""
        return self.recipes[path] or self.note(path).recipe

    def recipe(self, path: str, view: ViewDigest) -> Recipe:
        """The recipe of a page with the digest of its view, or of a file of the search index."""
        if self.is_of_index(path):
            return self.recipe_of(path)
        if self.state is not None and self.state.shown == self.shown:
            template = self.note(path).recipe.template
        else:
            template = self.renderer.page(path).template or ""
        texts = digest(*(self.versions.digest("bodies", text) for text in view.texts))
        return Recipe(template, self.template_digests.get(template, b""), view.whole, texts)

    @property
    def _is_output_known(self) -> bool:
        """Whether a build before has seen that the output is as it was written."""
        return self._memory.output is not None

    def _look_aside(self) -> Aside[Looked] | None:
        """Begin to look at the files of the output; None if they are too few for a process of their own."""
        output, jobs = self.config.output, self.config.processes
        if output is None or not self._remember or self._is_output_known or jobs < 2:
            return None
        if self._store.size(output) < _MANY:
            return None

        def look() -> Looked:
            state = self._store.output(output)
            return self._look(output, state.files if state is not None else WrittenFiles())

        return Aside(look, Looked)

    def _look(self, output: Path, files: WrittenFiles) -> Looked:
        root = Path(os.path.realpath(output))
        return outputs.look(root, files, self._store.written_at(output))

    def _look_no_more(self) -> None:
        if self._aside is not None:
            self._aside.cancel()

    def _looked(self, files: WrittenFiles) -> Looked:
        """What has become of the files of the output that are planned."""
        if self._is_output_known:
            return Looked({}, {})
        assert self.config.output is not None
        if self._aside is not None:
            found = self._aside.result()
        else:
            found = self._look(self.config.output, files)
        return Looked(
            {path: each for path, each in found.disturbed.items() if path in self.recipes},
            {path: each for path, each in found.refreshed.items() if path in self.recipes},
        )
