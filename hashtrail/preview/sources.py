"""Which content file a page is made from, and which page a content file makes, by their names alone."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from hashtrail import content, files, urls

_DRAFT: Final = re.compile(r"^draft:\s*true\s*(?:#.*)?$", re.MULTILINE)
#: The start of a file that is looked at for its front matter, in bytes.
_HEAD: Final = 1 << 16
_REGISTRIES: Final = {
    urls.ORGANISATIONS: files.ORGANISATIONS,
    urls.PLACES: files.PLACES,
}


def page_of(source: str) -> str:
    """The site path of the page of a file, by its path below the content folder; empty if it has none of its own."""
    folder, _, name = source.rpartition("/")
    if not name.endswith(".md"):
        return ""
    stem = name.removesuffix(".md")
    if folder == "threads":
        return urls.thread(stem)
    if folder == "pages":
        return urls.page(stem)
    if folder.startswith(files.BRIEFINGS) and (named := content.briefing_name(name)):
        return urls.briefing(f"{folder.removeprefix(files.BRIEFINGS)}/{named[1]}")
    return ""


def source_of(page: str, folder: Path) -> str:
    """The file below the content folder that the page with a site path is made from; empty if it gathers many."""
    parts = page.strip("/").split("/")
    candidates: list[str] = []
    if page.startswith(urls.BRIEFINGS) and len(parts) == 3:
        year, slug = parts[1:]
        in_year = f"{files.BRIEFINGS}{year}"
        names = (path.name for path in (folder / in_year).glob(f"*-{slug}.md"))
        candidates += (f"{in_year}/{name}" for name in names)
    elif page.startswith(urls.THREADS) and len(parts) == 2:
        candidates.append(f"threads/{parts[1]}.md")
    elif len(parts) == 1:
        candidates.append(f"pages/{parts[0]}.md")
    for candidate in candidates:
        if page_of(candidate) == page and (folder / candidate).is_file():
            return candidate
    for registry_path, registry in _REGISTRIES.items():
        if page.startswith(registry_path):
            return registry
    return ""


def is_draft(source: str, folder: Path) -> bool:
    """Whether a file of the content folder says that it is a draft."""
    if not source.endswith(".md"):
        return False
    try:
        with (folder / source).open("rb") as file:
            head = file.read(_HEAD).decode(errors="replace")
    except OSError:
        return False
    front_matter = head.removeprefix("---\n").partition("\n---")[0]
    return _DRAFT.search(front_matter) is not None
