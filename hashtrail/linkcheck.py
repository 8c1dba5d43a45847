"""The check of the links that a build can have broken: of the pages it rendered, and of kept ones to what it changed."""

from __future__ import annotations

from array import array
from collections.abc import Callable
from functools import cache
from pathlib import Path

from hashtrail import complaints, output, urls
from hashtrail import links as page_links
from hashtrail.diagnostics import Diagnostic
from hashtrail.links import PageLinks
from hashtrail.output import Staging
from hashtrail.plan import Decision
from hashtrail.rendering import Rendered, Renderer
from hashtrail.store import LinkState


class LinkCheck:
    """One build's check. `links` are those of all its pages, `found` the complaints about dead ones.

    Give it the links of each rendered page (`take`), then `finish`.
    """

    def __init__(
        self,
        decision: Decision,
        recorded: LinkState,
        *,
        renderer: Callable[[], Renderer],
        staging: Staging | None,
        content: Path,
        templates: Path,
    ) -> None:
        """`recorded` are the links of the pages that are kept.

        `renderer` is asked for only where a page has to be looked at again.
        """
        self.links = LinkState([*recorded.targets], {**recorded.pages}, {**recorded.fragments})
        self.found: list[Diagnostic] = []
        self._numbers = {target: number for number, target in enumerate(recorded.targets)}
        self._decision = decision
        self._rendered: dict[str, bool] = {}
        self._suspects: set[str] = set()
        self._renderer = renderer
        self._staging = staging
        self._content = content
        self._templates = templates
        self._planned = {*decision.render, *decision.keep}
        self._anchors = cache(self._read_anchors)

    def take(self, page: Rendered, links: PageLinks | None) -> None:
        """Take the links of a rendered page."""
        self._rendered[page.path] = page.is_staged
        if links is None:
            return
        numbers = self._numbers
        for target in links.targets:
            if target not in numbers:
                numbers[target] = len(numbers)
                self.links.targets.append(target)
        self.links.pages[page.path] = array("I", map(numbers.__getitem__, links.targets)).tobytes()
        self.links.fragments.pop(page.path, None)
        if links.fragments:
            self.links.fragments[page.path] = links.fragments
        if links.missing or not self._planned.issuperset(links.targets):
            self._suspects.add(page.path)

    def finish(self) -> None:
        """Check the links; `found` tells what is wrong."""
        suspects = {*self._suspects, *self._links_to_removed(), *self._dead_fragments()}
        if suspects:
            self._tell(suspects)

    def _links_to_removed(self) -> set[str]:
        """The kept pages that link a removed one."""
        removed = set(self._decision.remove)
        if not removed:
            return set()
        for path in removed:
            self.links.pages.pop(path, None)
            self.links.fragments.pop(path, None)
        gone = {number for number, target in enumerate(self.links.targets) if target in removed}
        if not gone:
            return set()
        kept = self._decision.keep
        return {
            path
            for path in kept
            if not gone.isdisjoint(array("I", self.links.pages.get(path, b"")))
        }

    def _dead_fragments(self) -> set[str]:
        """The pages with a link to a missing part of another page, where either of the two is new."""
        suspects = set()
        for path, targets in self.links.fragments.items():
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
                for target in self.links.fragments.get(path, ())
                if (page := target.partition("#")[0]) in self._planned
            }
            data = self._bytes(path)
            for dead in page_links.dead(data, path, renderer.urls, self._planned, linked):
                diagnostic = blame.diagnostic(dead, renderer.page(path), self._planned, linked)
                key = (diagnostic.path, diagnostic.line, diagnostic.column, dead.target)
                if key not in told:
                    told.add(key)
                    self.found.append(diagnostic)

    def _read_anchors(self, path: str) -> frozenset[str]:
        """The anchors of a page, or of a picture of which others show a part; none of any other file."""
        has_parts = urls.output_path(path).endswith((".html", ".svg"))
        return page_links.anchors(self._bytes(path)) if has_parts else frozenset()

    def _bytes(self, path: str) -> bytes:
        """The bytes of a page as they will be in the output."""
        if self._staging is not None:
            output_path = urls.output_path(path)
            is_staged = self._rendered.get(path, False)
            location = self._staging.root / output_path
            if is_staged:
                location = self._staging.staged(output_path)
            if (data := output.read(location)) is not None:
                return data
        renderer = self._renderer()
        page = renderer.page(path)
        return renderer.bytes_of(page, renderer.view(page)[0])
