"""The documentation says what is."""

from __future__ import annotations

import re
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Final

import pytest
from markdown.extensions.toc import slugify_unicode

from tests import front_matter_docs
from tests.site_folder import PROJECT, SiteFolder
from tests.test_imports import PACKAGE, modules

DOCS: Final = PROJECT / "docs"
PAGES: Final = [
    PROJECT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")
] + sorted(DOCS.glob("*.md"))
#: The link of an image or text; not what stands in code.
_LINK: Final = re.compile(r"\]\(([^)\s]+)\)")
_CODE: Final = re.compile(r"^```.*?^```$|`[^`\n]*`", re.MULTILINE | re.DOTALL)
_HEADING: Final = re.compile(r"^#+ (.+)$", re.MULTILINE)


def text(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def anchors(page: Path) -> set[str]:
    """The anchors that GitHub gives to the headings of a page."""
    blank = re.sub(r"^```.*?^```$", "", text(page), flags=re.MULTILINE | re.DOTALL)
    return {slugify_unicode(heading.replace("`", ""), "-") for heading in _HEADING.findall(blank)}


def test_the_reference_is_the_generated_one() -> None:
    assert text(front_matter_docs.PAGE) == front_matter_docs.text(), (
        "run: python -m tests.front_matter_docs"
    )


@pytest.mark.parametrize("page", [pytest.param(page, id=page.name) for page in PAGES])
def test_internal_links_lead_somewhere(page: Path) -> None:
    dead = []
    for target in _LINK.findall(_CODE.sub("", text(page))):
        path, _, fragment = target.partition("#")
        if re.match(r"[a-z]+:", target):
            continue
        location = page.parent / path if path else page
        if not location.is_file() or (fragment and fragment not in anchors(location)):
            dead.append(target)
    assert not dead


@cache
def help_of(*words: str) -> str:
    outcome = SiteFolder(PROJECT).main(*words, "--help")
    assert outcome.code == 0
    return outcome.stdout


def options(words: str) -> set[str]:
    return set(re.findall(r"(?<![\w-])--[a-z][a-z-]*", words))


def test_editing_names_the_verbs_and_options_of_the_command_line() -> None:
    verbs = re.findall(r"^    ([a-z]+) ", help_of(), re.MULTILINE)
    by_option: dict[str, set[str]] = {}
    for verb in verbs:
        for option in options(help_of(verb)) - {"--help"}:
            by_option.setdefault(option, set()).add(verb)

    page = text(DOCS / "editing.md").partition("\n## The command line\n")[2].partition("\n## ")[0]
    rows = [line.split("|")[1:-1] for line in page.splitlines() if line.startswith("| ")]
    named = {
        match[1]: set(re.findall(r"[a-z]+", row[1]))
        for row in rows
        if (match := re.match(r" `(--[a-z-]+)", row[0])) and match[1] != "--help"
    }
    assert named == by_option
    named_verbs = [match[1] for row in rows if (match := re.match(r" `([a-z]+)", row[0]))]
    assert named_verbs == verbs


@pytest.mark.parametrize("page", [pytest.param(page, id=page.name) for page in PAGES])
def test_no_page_names_an_option_that_there_is_not(page: Path) -> None:
    known = set(chain.from_iterable(options(help_of(verb)) for verb in ("build", "serve", "new")))
    for command in re.findall(r"python build\.py[^`\n]*", text(page)):
        assert options(command) <= known, command


def test_architecture_names_every_module_once() -> None:
    named = re.findall(r"^\| `(\w+)` \|", text(DOCS / "architecture.md"), re.MULTILINE)
    assert sorted(named) == sorted(modules(PACKAGE))


def test_files_that_are_named_are_there() -> None:
    """Paths of the repository in backticks, in the pages for those who change it."""
    for page in (PROJECT / "CONTRIBUTING.md", DOCS / "architecture.md", DOCS / "publishing.md"):
        named = re.findall(r"`((?:hashtrail|tests|templates|docs|\.github)/[\w./-]*)`", text(page))
        assert named
        assert [path for path in named if not (PROJECT / path).exists()] == []
