"""The lists that MkDocs does not know, as pages that it is given: of all briefings, and of each term."""

# mypy: disable-error-code="import-not-found"

from collections import defaultdict
from typing import Any, NamedTuple

import yaml
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page

PAGE_LENGTH = 50
LATEST = 50
TAXONOMIES = ("tags", "places", "organisations", "years")


class Briefing(NamedTuple):
    file: File
    meta: dict[str, Any]


class ListPage(NamedTuple):
    briefings: list[Briefing]
    total: int
    number: int
    pages: int
    newer: str
    older: str


newest: list[Briefing] = []
lists: dict[str, ListPage] = {}
directories: dict[str, tuple[str, dict[str, int]]] = {}


def read(file: File) -> Briefing:
    front_matter = file.content_string.split("---\n", 2)[1]
    return Briefing(file, yaml.load(front_matter, yaml.CSafeLoader))


def on_files(files: Files, config: MkDocsConfig) -> Files:
    newest[:] = sorted(map(read, files.documentation_pages()), key=lambda b: b.meta["date"])[::-1]
    lists.clear()
    add_list(files, config, "briefings", "Briefings", newest)
    for taxonomy in TAXONOMIES:
        by_term = defaultdict(list)
        for briefing in newest:
            for term in briefing.meta[taxonomy]:
                by_term[term].append(briefing)
        counts = {term: len(by_term[term]) for term in sorted(by_term)}
        directories[f"{taxonomy}/index.md"] = (taxonomy, counts)
        add_page(files, config, f"{taxonomy}/index.md", taxonomy)
        for term in counts:
            add_list(files, config, f"{taxonomy}/{term}", term, by_term[term])
    add_page(files, config, "index.md", "Bench")
    return files


def add_page(files: Files, config: MkDocsConfig, path: str, title: str) -> None:
    files.append(File.generated(config, path, content=f"---\ntitle: '{title}'\n---\n"))


def add_list(
    files: Files, config: MkDocsConfig, path: str, title: str, briefings: list[Briefing]
) -> None:
    pages = -(-len(briefings) // PAGE_LENGTH)
    folders = [path if number == 1 else f"{path}/page/{number}" for number in range(1, pages + 1)]
    for number, folder in enumerate(folders, 1):
        lists[f"{folder}/index.md"] = ListPage(
            briefings[(number - 1) * PAGE_LENGTH : number * PAGE_LENGTH],
            len(briefings),
            number,
            pages,
            f"/{folders[number - 2]}/" if number > 1 else "",
            f"/{folders[number]}/" if number < pages else "",
        )
        add_page(files, config, f"{folder}/index.md", title)


def on_page_context(
    context: dict[str, Any], page: Page, config: MkDocsConfig, nav: Navigation
) -> dict[str, Any]:
    path = page.file.src_uri
    context["list"] = lists.get(path)
    context["directory"] = directories.get(path)
    context["taxonomies"] = TAXONOMIES
    if path == "index.md":
        context["latest"] = newest[:8]
    return context


def on_template_context(
    context: dict[str, Any], template_name: str, config: MkDocsConfig
) -> dict[str, Any]:
    context["newest"] = newest[:LATEST]
    return context
