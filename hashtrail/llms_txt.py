"""llms.txt (https://llmstxt.org): what the site is and where its lists and data are, for programs that read for someone.

A heading, a quotation that sums up, a few notes, and sections of links in Markdown. All URLs are absolute.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from hashtrail import dates, urls
from hashtrail.site import Site
from hashtrail.views.frames import LinkGroup
from hashtrail.views.llms_txt import LlmsView
from hashtrail.views.texts import Link

#: What would be read as Markdown in the text of a link.
_MARKS: Final = re.compile(r"([\\\[\]])")


def view(site: Site, data_files: Iterable[str]) -> LlmsView:
    """The file of a site; `data_files` are the site paths of what can be downloaded."""
    config = site.config
    feeds = [("Atom feed", urls.atom_feed(urls.HOME)), ("JSON Feed", urls.json_feed(urls.HOME))]
    if urls.HOME in site.dated:
        feeds.append(
            ("Calendar of the days on which actions begin and end", urls.calendar(urls.HOME))
        )
    return LlmsView(
        title=config.title,
        summary=config.description,
        notes=_notes(site),
        groups=(
            LinkGroup("Lists", _absolute(site, site.navigation)),
            *(LinkGroup(group.heading, _absolute(site, group.links)) for group in site.footer),
            LinkGroup("Feeds", _paths(site, feeds)),
            LinkGroup(
                "Data", _paths(site, ((path.rpartition("/")[2], path) for path in data_files))
            ),
        ),
    )


def _notes(site: Site) -> tuple[str, ...]:
    archive, config = site.archive, site.config
    count = len(archive.briefings)
    briefings = "1 briefing" if count == 1 else f"{count:,} briefings"
    years = sorted(archive.by_year)
    span = f" on events from {years[0]} to {years[-1]}" if years else ""
    extent = f"{briefings}{span}, as of {dates.display(archive.as_of)}."
    form = (
        "Each briefing is about one event and lists its sources. Every action, move and figure names the source that "
        "it rests on; where sources disagree, each claim is shown with its source."
    )
    use = (
        f"Text and data are under {config.licence_name} ({config.licence_url}). "
        f"Name {config.publisher} and link the briefing: each page says how to cite it."
    )
    return extent, form, use


def _absolute(site: Site, links: Iterable[Link]) -> tuple[Link, ...]:
    return tuple(
        Link(link.text, link.url if urls.is_external(link.url) else site.urls.origin + link.url)
        for link in links
    )


def _paths(site: Site, named: Iterable[tuple[str, str]]) -> tuple[Link, ...]:
    return tuple(Link(name, site.urls.absolute(path)) for name, path in named)


def as_markdown(page: LlmsView) -> bytes:
    return "".join(f"{line}\n" for line in _lines(page)).encode()


def _lines(page: LlmsView) -> Iterator[str]:
    yield f"# {_one_line(page.title)}"
    yield ""
    yield f"> {_one_line(page.summary)}"
    for note in page.notes:
        yield ""
        yield _one_line(note)
    for group in page.groups:
        if group.links:
            yield ""
            yield f"## {group.heading}"
            yield ""
            for link in group.links:
                text = _MARKS.sub(r"\\\1", _one_line(link.text))
                yield f"- [{text}]({link.url})"


def _one_line(text: str) -> str:
    return " ".join(text.split())
