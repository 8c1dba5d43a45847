"""The check of the links that a build can have broken: of the pages it rendered, and of kept ones to what it changed."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from hashtrail import complaints, output, recipes, urls
from hashtrail import links as page_links
from hashtrail.diagnostics import Diagnostic
from hashtrail.links import PageLinks
from hashtrail.output import Staging
from hashtrail.plan import Decision
from hashtrail.rendering import Rendered, Renderer


class LinkCheck:
    """One build's check. `found` are the complaints about dead links.

    For the next one, `fragments` are the links of its pages to a part of another page, and `targets` the signs of all
    that they link, and perhaps of what pages linked before.

    Give it the links of each rendered page (`take`), then `finish`.
    """

    def __init__(
        self,
        decision: Decision,
        fragments: Mapping[str, tuple[str, ...]],
        targets: bytes,
        signs: Callable[[Iterable[str]], Iterable[bytes]],
        *,
        renderer: Callable[[], Renderer],
        staging: Staging | None,
        content: Path,
        templates: Path,
    ) -> None:
        """`fragments` and `targets` are those of the last build, `signs` gives those of what pages link that are kept.

        `renderer` is asked for only where a page has to be looked at again.
        """
        self.fragments = {**fragments}
        self._targets_before = targets
        self._targets = set(array("I", targets))
        self.found: list[Diagnostic] = []
        self._signs = signs
        self._decision = decision
        self._rendered: dict[str, bool] = {}
        self._suspects: set[str] = set()
        self._renderer = renderer
        self._staging = staging
        self._content = content
        self._templates = templates
        self._planned = {*decision.render, *decision.keep}
        # Not functools.cache, which would hold this, and the whole build, in a circle: no collector looks for one.
        self._known_anchors: dict[str, frozenset[str]] = {}

    @property
    def targets(self) -> bytes:
        # None is ever taken out.
        if len(self._targets) * array("I").itemsize == len(self._targets_before):
            return self._targets_before
        return array("I", sorted(self._targets)).tobytes()

    def take(self, page: Rendered, links: PageLinks | None) -> bytes:
        """Take the links of a rendered page; gives their signs (`recipes.signs`)."""
        self._rendered[page.path] = page.is_staged
        if links is None:
            return b""
        signed = recipes.signs(links.targets)
        self._targets.update(array("I", signed))
        self.fragments.pop(page.path, None)
        if links.fragments:
            self.fragments[page.path] = links.fragments
        if links.missing or not self._planned.issuperset(links.targets):
            self._suspects.add(page.path)
        return signed

    def finish(self) -> None:
        """Check the links; `found` tells what is wrong."""
        suspects = {*self._suspects, *self._links_to_removed(), *self._dead_fragments()}
        if suspects:
            self._tell(suspects)

    def _links_to_removed(self) -> set[str]:
        """The kept pages that link a removed one."""
        removed, kept = self._decision.remove, self._decision.keep
        if not removed:
            return set()
        for path in removed:
            self.fragments.pop(path, None)
        gone = self._targets.intersection(array("I", recipes.signs(removed)))
        if not gone:
            return set()
        signed_pages = zip(kept, self._signs(kept), strict=True)
        return {path for path, signed in signed_pages if not gone.isdisjoint(array("I", signed))}

    def _dead_fragments(self) -> set[str]:
        """The pages with a link to a missing part of another page, where either of the two is new."""
        suspects = set()
        for path, targets in self.fragments.items():
            for target in targets:
                page, _, fragment = target.partition("#")
                is_new = path in self._rendered or page in self._rendered
                if is_new and page in self._planned and fragment not in self._anchors(page):
                    suspects.add(path)
        return suspects

    def _tell(self, suspects: set[str]) -> None:
        renderer = self._renderer()
        blame = complaints.DeadLinks(
            renderer.prose, renderer.urls, renderer.templates, self._content, self._templates
        )
        told: set[tuple[str, int, int, str]] = set()
        for path in sorted(suspects):
            linked = {
                page: self._anchors(page)
                for target in self.fragments.get(path, ())
                if (page := target.partition("#")[0]) in self._planned
            }
            data = self._bytes(path)
            for dead in page_links.dead(data, path, renderer.urls, self._planned, linked):
                diagnostic = blame.diagnostic(dead, renderer.page(path), self._planned, linked)
                key = (diagnostic.path, diagnostic.line, diagnostic.column, dead.target)
                if key not in told:
                    told.add(key)
                    self.found.append(diagnostic)

    def _anchors(self, path: str) -> frozenset[str]:
        """The anchors of a page, or of a picture of which others show a part; none of any other file."""
        if path not in self._known_anchors:
            has_parts = urls.output_path(path).endswith((".html", ".svg"))
            found = page_links.anchors(self._bytes(path)) if has_parts else frozenset()
            self._known_anchors[path] = found
        return self._known_anchors[path]

    def _bytes(self, path: str) -> bytes:
        """The bytes of a page as they will be in the output."""
        if self._staging is not None:
            output_path = urls.output_path(path)
            is_staged = self._rendered.get(path, False)
            location = f"{self._staging.root}/{output_path}"
            if is_staged:
                location = self._staging.staged(output_path)
            if (data := output.read(location)) is not None:
                return data
        renderer = self._renderer()
        page = renderer.page(path)
        return renderer.bytes_of(page, renderer.view(page)[0])
