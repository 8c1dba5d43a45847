"""A seeded random walk over everything that a build depends on, and the oracle that it is held against.

Each step changes the content, the templates, the registries, the configuration, the engine, the output or the
store in a way that depends on its own seed alone, so that a walk can be cut down to the steps that matter.
"""

from __future__ import annotations

import random
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

from msgspec import Struct

from hashtrail import recipes
from hashtrail.recipes import digest
from tests.site_folder import PROJECT, SiteFolder

_WORDS: Final = (
    "power",
    "grid",
    "machines",
    "order",
    "park",
    "river",
    "winter",
    "tariff",
    "notice",
)
_TAGS: Final = ("hydropower", "coal", "export", "winter", "seizures")

_BRIEFING: Final = """\
---
title: {title}
date: {date}
kind: {kind}
summary: A briefing that the walk has written about {word}.
places: [{place}]
sources:
  - id: wire
    publisher: Wire {publisher}
    title: What the wire said
    url: https://example.com/{word}
organisations: [{organisation}]
tags: [{tag}]
---

It was about {word} [@wire]. See [[{organisation}]] and [[{place}]].
"""


class Step(Struct, frozen=True):
    """One change: its name and the seed of all that is random in it."""

    name: str
    seed: int


class Walk:
    """A site under change, with the options of its next build."""

    def __init__(self, root: Path) -> None:
        self.site = SiteFolder.copy(root / "site")
        self.oracle = root / "oracle"
        self.options: dict[str, Any] = {"jobs": 1}
        self.engine = recipes.engine()
        self.good = self.site.files("content") | {"": b""}
        self._keep_good()

    # What the steps do

    def briefings(self) -> list[str]:
        return sorted(
            path
            for path in self.site.files("content")
            if path.startswith("briefings/") and path.endswith(".md")
        )

    def pick(self, chance: random.Random) -> str | None:
        briefings = self.briefings()
        return f"content/{chance.choice(briefings)}" if briefings else None

    def text(self, path: str) -> str:
        return self.site.path(path).read_bytes().decode(errors="replace")

    def replace(self, path: str, old: str, new: str) -> None:
        """Replace the first of some text; nothing where it is not there."""
        if self.site.path(path).is_file():
            self.site.write(path, self.text(path).replace(old, new, 1))

    def set_field(self, path: str, field: str, value: str) -> None:
        lines = self.text(path).split("\n")
        kept = [line for line in lines if not line.startswith(f"{field}:")]
        self.site.write(path, "\n".join([*kept[:1], f"{field}: {value}", *kept[1:]]))

    def add_briefing(self, chance: random.Random) -> None:
        year = chance.choice((2019, 2021, 2024))
        month = f"{year}-{chance.randrange(1, 13):02}"
        word = chance.choice(_WORDS)
        slug = f"walk-{word}-{chance.randrange(100)}"
        text = _BRIEFING.format(
            title=f"The {word} of {month}",
            date=month,
            kind=chance.choice(("relocation", "crackdown", "policy")),
            word=word,
            place=chance.choice(("CN", "CN-SC", "NO", "KZ")),
            publisher=chance.randrange(4),
            organisation=chance.choice(self._organisations()),
            tag=chance.choice(_TAGS),
        )
        self.site.write(f"content/briefings/{year}/{month}-{slug}.md", text)

    def _organisations(self) -> list[str]:
        registry = self.text("content/organisations.yaml")
        return [
            line[:-1]
            for line in registry.split("\n")
            if line and line[0].isalpha() and line.endswith(":")
        ]

    def rename(self, path: str, chance: random.Random) -> None:
        location = self.site.path(path)
        date, _, slug = location.stem.rpartition("walk-")
        if not date:
            return
        target = location.with_name(
            f"{date}walk-{slug.split('-')[0]}-{chance.randrange(100, 200)}.md"
        )
        if target.exists():
            return
        old = f"/briefings/{location.parent.name}/walk-{slug}/"
        location.rename(target)
        self.set_field(target.relative_to(self.site.root).as_posix(), "aliases", f"[{old}]")

    def any_file(self, folder: str, chance: random.Random) -> Path | None:
        files = sorted(self.site.files(folder))
        return self.site.path(folder) / chance.choice(files) if files else None

    # The build, and what it must be equal to

    def build(self) -> tuple[bool, dict[str, bytes]]:
        report = self.site.build(**self.options)
        return report.ok, self.site.output_files()

    def clean_build(self) -> tuple[bool, dict[str, bytes]]:
        """What a build of the same input makes where there is neither output nor store."""
        shutil.rmtree(self.oracle, ignore_errors=True)
        clean = SiteFolder(self.oracle)
        for folder in ("content", "templates"):
            shutil.copytree(self.site.path(folder), clean.path(folder), symlinks=True)
        report = clean.build(**{**self.options, "jobs": 1})
        return report.ok, clean.output_files()

    def _keep_good(self) -> None:
        self.good = {
            f"{folder}/{path}": data
            for folder in ("content", "templates")
            for path, data in self.site.files(folder).items()
        }

    def repair(self) -> None:
        """Put back the last content and templates that could be built."""
        for folder in ("content", "templates"):
            shutil.rmtree(self.site.path(folder))
        for path, data in self.good.items():
            self.site.write(path, data)

    def advance(self, step: Step) -> str | None:
        """Take one step and build; what is wrong with the outcome, None if nothing is."""
        before = self.site.output_files()
        chance = random.Random(step.seed)
        touches_output = STEPS[step.name](self, chance)
        if touches_output:
            before = self.site.output_files()
        ok, files = self.build()
        clean_ok, clean_files = self.clean_build()
        if ok != clean_ok:
            return f"the incremental build says {ok}, a clean one {clean_ok}"
        if not ok:
            self.repair()
            return None if files == before else "a build with errors changed the output"
        self._keep_good()
        if files != clean_files:
            wrong = sorted(
                path
                for path in files.keys() | clean_files.keys()
                if files.get(path) != clean_files.get(path)
            )
            return f"differs from a clean build: {', '.join(wrong[:5])}"
        again = self.site.build(**self.options)
        if again.pages.rendered or again.pages.written or again.pages.removed:
            return f"a second build did something: {again.pages}"
        return None


def _edit_body(walk: Walk, chance: random.Random) -> None:
    if path := walk.pick(chance):
        walk.site.write(path, walk.text(path) + f"\nMore about {chance.choice(_WORDS)}.\n")


def _edit_title(walk: Walk, chance: random.Random) -> None:
    if path := walk.pick(chance):
        walk.set_field(
            path, "title", f"The {chance.choice(_WORDS)} and the {chance.choice(_WORDS)}"
        )


def _edit_summary_same_size(walk: Walk, chance: random.Random) -> None:
    """The kind of edit that size and a coarse clock do not show."""
    if path := walk.pick(chance):
        text = walk.text(path)
        walk.site.write(
            path,
            text.replace("summary: A", "summary: O").replace(
                "summary: O", "summary: A", chance.randrange(2)
            ),
        )


def _edit_tag(walk: Walk, chance: random.Random) -> None:
    if path := walk.pick(chance):
        walk.set_field(path, "tags", f"[{', '.join(chance.sample(_TAGS, 2))}]")


def _edit_place(walk: Walk, chance: random.Random) -> None:
    if path := walk.pick(chance):
        walk.set_field(path, "places", f"[{chance.choice(('CN', 'CN-SC', 'NO', 'KZ'))}]")


def _edit_date(walk: Walk, chance: random.Random) -> None:
    path = walk.pick(chance)
    if path and "walk-" in path:
        location = walk.site.path(path)
        month = f"{location.parent.name}-{chance.randrange(1, 13):02}"
        target = location.with_name(f"{month}-{location.name[8:]}")
        if not target.exists():
            location.rename(target)
            walk.set_field(target.relative_to(walk.site.root).as_posix(), "date", month)


def _correct(walk: Walk, chance: random.Random) -> None:
    if path := walk.pick(chance):
        walk.set_field(
            path, "updates", f"[{{date: 2026-12-0{chance.randrange(1, 9)}, note: Mended.}}]"
        )


def _link(walk: Walk, chance: random.Random) -> None:
    """A wiki link, an ordinary one and one to a part of a page; their targets may go later."""
    path, other = walk.pick(chance), walk.pick(chance)
    if path and other:
        year, name = other.split("/")[-2:]
        slug = name.removesuffix(".md").lstrip("0123456789-")
        links = f"[[{year}/{slug}]], [there](/briefings/{year}/{slug}/), [its sources](/briefings/{year}/{slug}/#page-sources)"
        walk.site.write(path, walk.text(path) + f"\nSee {links}.\n")


def _draft(walk: Walk, chance: random.Random) -> None:
    if path := walk.pick(chance):
        walk.set_field(path, "draft", chance.choice(("true", "false")))


def _delete(walk: Walk, chance: random.Random) -> None:
    if path := walk.pick(chance):
        walk.site.remove(path)


def _add(walk: Walk, chance: random.Random) -> None:
    walk.add_briefing(chance)


def _rename(walk: Walk, chance: random.Random) -> None:
    if path := walk.pick(chance):
        walk.rename(path, chance)


def _break(walk: Walk, chance: random.Random) -> None:
    if path := walk.pick(chance):
        bad = chance.choice(("plcaes: [KZ]", "places: [", "date: 2021-13", "\x00"))
        walk.site.write(path, walk.text(path).replace("---\n", f"---\n{bad}\n", 1))


def _touch(walk: Walk, chance: random.Random) -> None:
    if path := walk.pick(chance):
        walk.site.write(path, walk.site.path(path).read_bytes())


def _template(walk: Walk, chance: random.Random) -> None:
    """Edit a page template, a layout, or a file of macros."""
    names = [
        name for name in sorted(walk.site.files("templates")) if name.endswith((".html", ".xml"))
    ]
    name = f"templates/{chance.choice(names)}"
    if name.endswith(".html"):
        walk.replace(name, "</", f"<!-- {chance.choice(_WORDS)} --></")


def _template_add(walk: Walk, chance: random.Random) -> None:
    name = f"walk-{chance.randrange(3)}.html"
    walk.site.write(f"templates/{name}", f"<p>{chance.choice(_WORDS)}</p>\n")
    walk.replace("templates/text.html", "{% block", "{# walk #}{% block")


def _template_delete(walk: Walk, chance: random.Random) -> None:
    """Most of these break the site; a template that nothing uses does not."""
    names = [
        name for name in sorted(walk.site.files("templates")) if not name.startswith("static/")
    ]
    walk.site.remove(f"templates/{chance.choice(names)}")


def _static(walk: Walk, chance: random.Random) -> None:
    path = f"templates/static/walk-{chance.randrange(3)}.css"
    if walk.site.path(path).exists() and chance.random() < 0.4:
        walk.site.remove(path)
    else:
        walk.site.write(path, f"/* {chance.choice(_WORDS)} */\n")


def _organisation(walk: Walk, chance: random.Random) -> None:
    walk.replace(
        "content/organisations.yaml", "  name: ", f"  name: {chance.choice(_WORDS).title()} "
    )


def _organisation_add(walk: Walk, chance: random.Random) -> None:
    entry = f"walk-{chance.randrange(1000)}"
    registry = walk.text("content/organisations.yaml")
    if f"\n{entry}:" not in registry:
        text = f"{registry}{entry}:\n  name: {entry.title()}\n  role: miner\n"
        walk.site.write("content/organisations.yaml", text)


def _place(walk: Walk, chance: random.Random) -> None:
    walk.replace("content/places.yaml", "  name: ", f"  name: {chance.choice(_WORDS).title()} ")


def _shares(walk: Walk, chance: random.Random) -> None:
    path = "content/data/hashrate-share.csv"
    if walk.site.path(path).exists() and chance.random() < 0.3:
        walk.site.remove(path)
    else:
        header = "month,place,share_percent,source_url,release\n"
        row = f"2021-07,KZ,{chance.randrange(100)}.5,https://shares.example/,2021-10-13\n"
        walk.site.write(path, header + row)


def _config(walk: Walk, chance: random.Random) -> None:
    walk.replace("content/site.yaml", "tagline: ", f"tagline: {chance.choice(_WORDS).title()} ")


def _page(walk: Walk, chance: random.Random) -> None:
    path = f"content/pages/walk-{chance.randrange(2)}.md"
    if walk.site.path(path).exists():
        walk.site.remove(path)
    else:
        walk.site.write(
            path, "---\ntitle: A page\nsummary: Of the walk.\n---\n\n## Part\n\nText.\n"
        )


def _thread(walk: Walk, chance: random.Random) -> None:
    walk.site.write(
        "content/threads/walk.md",
        f"---\ntitle: The {chance.choice(_WORDS)} thread\nsummary: Of the walk.\n---\n\nText.\n",
    )
    if path := walk.pick(chance):
        walk.set_field(path, "thread", "walk")


def _drafts(walk: Walk, chance: random.Random) -> None:
    walk.options["drafts"] = not walk.options.get("drafts", False)


def _base_url(walk: Walk, chance: random.Random) -> None:
    walk.options["base_url"] = chance.choice((None, "https://example.org/hashtrail/"))


def _jobs(walk: Walk, chance: random.Random) -> None:
    walk.options["jobs"] = chance.choice((1, 2))


def _engine(walk: Walk, chance: random.Random) -> None:
    """Another version of the engine: it remembers nothing of what the one before has written."""
    version = digest(walk.engine, str(chance.randrange(2)).encode())
    recipes.engine = lambda: version  # type: ignore[assignment]


def _output_delete(walk: Walk, chance: random.Random) -> bool:
    location = walk.any_file("output", chance)
    if location and location.name != ".hashtrail-files":
        location.unlink()
    return True


def _output_edit(walk: Walk, chance: random.Random) -> bool:
    location = walk.any_file("output", chance)
    if location and location.name != ".hashtrail-files":
        location.write_bytes(location.read_bytes()[:-1] + b"!")
    return True


def _output_folder(walk: Walk, chance: random.Random) -> bool:
    shutil.rmtree(walk.site.path("output"), ignore_errors=True)
    return True


def _output_in_the_way(walk: Walk, chance: random.Random) -> bool:
    """A folder where a file should be, and a link where one should be."""
    location = walk.any_file("output", chance)
    if location and location.name != ".hashtrail-files":
        location.unlink()
        if chance.random() < 0.5:
            location.symlink_to(walk.site.path("content/site.yaml"))
    return True


def _store_cut(walk: Walk, chance: random.Random) -> None:
    if location := walk.any_file(".hashtrail", chance):
        data = location.read_bytes()
        location.write_bytes(data[: chance.randrange(len(data) + 1)])


def _store_flip(walk: Walk, chance: random.Random) -> None:
    if location := walk.any_file(".hashtrail", chance):
        data = bytearray(location.read_bytes())
        if data:
            data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
            location.write_bytes(data)


def _store_delete(walk: Walk, chance: random.Random) -> None:
    shutil.rmtree(walk.site.path(".hashtrail"), ignore_errors=True)


def _store_part(walk: Walk, chance: random.Random) -> None:
    if location := walk.any_file(".hashtrail", chance):
        location.unlink()


def _kill(walk: Walk, chance: random.Random) -> bool:
    """Edit, and kill the build of it somewhere between its first line and its last."""
    _edit_title(walk, chance)
    _template(walk, chance)
    code = (
        "import os, signal, sys\n"
        f"sys.path.insert(0, {str(PROJECT)!r})\n"
        "from hashtrail import cli\n"
        "replaced = os.replace\n"
        f"left = [{chance.randrange(40)}]\n"
        "def replace(*arguments):\n"
        "    if not left[0]:\n"
        "        os.kill(os.getpid(), signal.SIGKILL)\n"
        "    left[0] -= 1\n"
        "    return replaced(*arguments)\n"
        "os.replace = replace\n"
        "sys.exit(cli.main(['--jobs', '1']))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=walk.site.root, capture_output=True, check=False
    )
    assert done.returncode in (0, 1, -signal.SIGKILL), done.stderr.decode()
    return True


#: Every kind of step; one that changes the output by hand says so by returning True.
STEPS: Final[dict[str, Callable[[Walk, random.Random], bool | None]]] = {
    step.__name__.lstrip("_"): step
    for step in (
        _edit_body, _edit_title, _edit_summary_same_size, _edit_tag, _edit_place, _edit_date, _correct,
        _link, _draft, _delete, _add, _rename, _break, _touch, _template, _template_add,
        _template_delete, _static, _organisation, _organisation_add, _place, _shares, _config, _page, _thread,
        _drafts, _base_url, _jobs, _engine, _output_delete, _output_edit, _output_folder,
        _output_in_the_way, _store_cut, _store_flip, _store_delete, _store_part, _kill,
    )
}  # fmt: skip
_FREQUENT: Final = ("add", "add", "add", "edit_body", "edit_title", "link", "rename", "edit_date")
_SELDOM: Final = ("kill", "output_folder", "store_delete", "engine")


def steps(seed: int, count: int) -> list[Step]:
    """The walk of a seed. Every kind of step comes, the costly ones seldom."""
    chance = random.Random(seed)
    names = (
        [name for name in STEPS if name not in _SELDOM] * 2 + list(_FREQUENT) * 2 + list(_SELDOM)
    )
    return [Step(chance.choice(names), chance.randrange(1 << 32)) for _ in range(count)]


def failure(walked: Sequence[Step], root: Path) -> tuple[int, str] | None:
    """Take steps in a fresh folder: the number of the first whose outcome is wrong, and what is."""
    shutil.rmtree(root, ignore_errors=True)
    root.mkdir(parents=True)
    engine = recipes.engine
    try:
        walk = Walk(root)
        walk.build()
        for number, step in enumerate(walked):
            if wrong := walk.advance(step):
                return number, wrong
    finally:
        recipes.engine = engine
    return None


def shrink(walked: Sequence[Step], root: Path) -> list[Step]:
    """A shorter walk that fails too: leave out ever smaller runs of steps as long as it still fails."""
    found = failure(walked, root)
    assert found is not None
    steps_left = list(walked[: found[0] + 1])
    size = len(steps_left) // 2
    while size:
        at = 0
        while at < len(steps_left):
            shorter = steps_left[:at] + steps_left[at + size :]
            again = failure(shorter, root) if shorter else None
            if again is None:
                at += size
            else:
                steps_left = shorter[: again[0] + 1]
        size //= 2
    return steps_left
