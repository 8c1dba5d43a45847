"""Where a mistake was written that shows only in the planned or rendered site."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from pathlib import Path

from hashtrail import files, frontmatter, prose
from hashtrail.assets import STATIC_FOLDER
from hashtrail.diagnostics import Diagnostic, SourceFile, did_you_mean, nearest
from hashtrail.links import DeadLink
from hashtrail.model import Prose
from hashtrail.pages import Collision, Page
from hashtrail.templating import Templates
from hashtrail.urls import SiteUrls


def collision(collision: Collision, content: Path, templates: Path) -> Diagnostic:
    """Two pages for one file: the complaint goes to the page that a person can move.

    That is the alias before the page proper, and a page of one file before one that gathers many.
    """
    first, second = sorted(
        (collision.first, collision.second), key=lambda page: (bool(page.where), bool(page.source))
    )
    owner = "a page that the site makes itself"
    if first.source:
        owner = files.shown(content, first.source)
    message = f"the URL {second.path} belongs already to {owner}"
    hint = "choose another one, or leave it out"
    if not second.source:
        here = SourceFile((templates / STATIC_FOLDER).as_posix(), "")
        return here.diagnostic("duplicate-url", message, hint=hint)
    source, parts = _open(content, second.source)
    line, column = 1, 1
    if second.where and parts is not None:
        line, column = frontmatter.locate(parts.yaml, parts.yaml_line, second.where)
    return source.diagnostic("duplicate-url", message, line=line, column=column, hint=hint)


def _open(content: Path, path: str) -> tuple[SourceFile, frontmatter.FrontMatterText | None]:
    source = files.load(content, path)
    parts = frontmatter.split(source)
    return source, None if isinstance(parts, Diagnostic) else parts


class DeadLinks:
    """Turns dead links into diagnostics: in the text that wrote them, or else in a template."""

    def __init__(
        self,
        prose_of: Callable[[str], Prose | None],
        site_urls: SiteUrls,
        templates: Templates,
        content: Path,
        templates_folder: Path,
    ) -> None:
        """`prose_of` gives what is known of the text of a content file by its path."""
        self._urls = site_urls
        self._templates = templates
        self._content = content
        self._templates_folder = templates_folder
        self._prose_of = prose_of

    def diagnostic(
        self,
        dead: DeadLink,
        page: Page,
        paths: Collection[str],
        anchors: Mapping[str, Collection[str]],
    ) -> Diagnostic:
        """`paths` are all site paths and `anchors` the known anchors of pages, for the hint."""
        code, message, hint = self._complaint(dead, paths, anchors)
        if page.source and (text := self._prose_of(page.source)):
            written = {self._urls.resolve(link, page.path): link for link in text.links}
            link = written.get(dead.target, dead.target)
            source, parts = _open(self._content, page.source)
            if parts is not None and link in parts.body:
                line, column = prose.place_of_link(source, parts.body, link)
                message = f"`{link}`: {message}"
                return source.diagnostic(code, message, line=line, column=column, hint=hint)
        message = f"`{dead.target}` on the page {page.path}: {message}"
        in_template = self._templates.find(page.template, dead.target) if page.template else None
        if in_template is None:
            # Made by a view, such as the link of a stylesheet: every page has it, and one complaint does.
            folder = SourceFile(self._templates_folder.as_posix(), "")
            return folder.diagnostic(code, message, hint=hint)
        source, offset = in_template
        return source.diagnostic_at(offset, code, message, hint=hint)

    def _complaint(
        self, dead: DeadLink, paths: Collection[str], anchors: Mapping[str, Collection[str]]
    ) -> tuple[str, str, str]:
        path, _, fragment = dead.target.partition("#")
        site_path = self._urls.site_path(path) if path else dead.page
        if dead.is_fragment:
            hint = did_you_mean(fragment, anchors.get(site_path or "", ()))
            return "dead-fragment", f"the page has no part `#{fragment}`", hint
        hint = ""
        if site_path is None:
            hint = f"the site is published below {self._urls.base_path}; write the path without it"
        elif site_path + "/" in paths:
            hint = f"did you mean `{site_path}/`?"
        elif near := nearest(site_path, paths):
            hint = f"did you mean `{near}`?"
        return "dead-link", "no page or file of the site has this address", hint
