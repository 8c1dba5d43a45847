"""Bad inputs: what is changed in the small site, and all that the engine prints about it.

`tests/test_bad_inputs.py` makes each of them; `tests/error_docs.py` writes docs/errors.md from the first one of each
code.
"""

from __future__ import annotations

import errno
import inspect
import os
from collections.abc import Callable
from concurrent.futures import Executor, Future
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import Any, Final

import pytest
from msgspec import Struct

from hashtrail import workers
from tests.site_folder import SiteFolder

SITE: Final = "content/site.yaml"
ORGANISATIONS: Final = "content/organisations.yaml"
PLACES: Final = "content/places.yaml"
ORDER: Final = "content/briefings/2021/2021-06-18-sichuan-order.md"
POWER_CUT: Final = "content/briefings/2021/2021-06-19-ganzi-power-cut.md"
MACHINES: Final = "content/briefings/2021/2021-07-first-machines.md"
NORWAY: Final = "content/briefings/2025/2025-06-20-norway-stop.md"
DRAFT: Final = "content/briefings/2025/2025-07-01-tromso-hearing.md"
THREAD: Final = "content/threads/bit-mining-exodus.md"
ABOUT: Final = "content/pages/about.md"
SHARES: Final = "content/data/hashrate-share.csv"

#: A briefing without a mistake, for a place where it is one.
GOOD_BRIEFING: Final = """\
---
title: A quiet day
date: 2025-06-21
kind: context
summary: Nothing was ordered and nobody moved.
places: [NO]
sources:
  - {id: diary, publisher: Diary, title: A quiet day, url: "https://diary.example/"}
---
Nothing happened [@diary].
"""


class Edit(Struct, frozen=True):
    """Put one text in the place of another."""

    path: str
    old: str
    new: str

    def make(self, site: SiteFolder, patch: pytest.MonkeyPatch) -> None:
        site.edit(self.path, self.old, self.new)


class Write(Struct, frozen=True):
    """Write a file."""

    path: str
    content: str | bytes

    def make(self, site: SiteFolder, patch: pytest.MonkeyPatch) -> None:
        site.write(self.path, self.content)


class Remove(Struct, frozen=True):
    """Remove a file or folder."""

    path: str

    def make(self, site: SiteFolder, patch: pytest.MonkeyPatch) -> None:
        site.remove(self.path)


class Do(Struct, frozen=True):
    """Anything else, with the sentence that tells it."""

    sentence: str
    function: Callable[[SiteFolder, pytest.MonkeyPatch], object]

    def make(self, site: SiteFolder, patch: pytest.MonkeyPatch) -> None:
        self.function(site, patch)


Change = Edit | Write | Remove | Do


class BadInput(Struct, frozen=True):
    """One mistake: its name and code, how it is made, and the whole of the diagnostics.

    `arguments` go to the command line; `example` replaces what docs/errors.md shows of the changes. A warning
    leaves the exit code at 0.
    """

    name: str
    code: str
    changes: tuple[Change, ...]
    printed: str
    arguments: tuple[str, ...] = ()
    example: str = ""
    exit_code: int = 1


def bad(
    name: str,
    code: str,
    *changes: Change,
    printed: str,
    arguments: tuple[str, ...] = (),
    example: str = "",
    exit_code: int = 1,
) -> BadInput:
    text = inspect.cleandoc(printed)
    return BadInput(name, code, changes, text, arguments, example, exit_code)


def _refuse_to_open(path: str) -> Callable[[SiteFolder, pytest.MonkeyPatch], None]:
    """Tests may run as root, whom no permission stops: so the system call itself says no."""

    def make(site: SiteFolder, patch: pytest.MonkeyPatch) -> None:
        real_open = os.open

        def refuse(file: Any, flags: int, *rest: Any, **named: Any) -> int:
            if Path(os.fsdecode(file)).as_posix().endswith(path):
                raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), file)
            return real_open(file, flags, *rest, **named)

        patch.setattr(os, "open", refuse)

    return make


def _full_disk(site: SiteFolder, patch: pytest.MonkeyPatch) -> None:
    real_replace = os.replace

    def refuse(source: Any, target: Any, **named: Any) -> None:
        if "output" in Path(target).parts:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        real_replace(source, target, **named)

    patch.setattr(os, "replace", refuse)
    site.edit(ABOUT, "A small archive.", "A very small archive.")


class _DeadExecutor(Executor):
    """What a pool of processes does when one of them was killed, by the system for want of memory for instance."""

    def submit(self, *_: Any, **__: Any) -> Future[Any]:
        future: Future[Any] = Future()
        future.set_exception(BrokenProcessPool())
        return future


def _dead_worker(site: SiteFolder, patch: pytest.MonkeyPatch) -> None:
    patch.setattr(workers, "executor", lambda *_: _DeadExecutor())


def _link(path: str, target: str) -> Callable[[SiteFolder, pytest.MonkeyPatch], None]:
    """A symbolic link to what stands outside of content/: a good briefing, or a folder that holds one."""

    def make(site: SiteFolder, patch: pytest.MonkeyPatch) -> None:
        site.write("outside/2025-06-21-quiet-day.md", GOOD_BRIEFING)
        site.path(path).symlink_to(site.path(target))

    return make


def _output_through_link(site: SiteFolder, patch: pytest.MonkeyPatch) -> None:
    site.path("output/about").rename(site.path("elsewhere"))
    site.path("output/about").symlink_to(site.path("elsewhere"))


def _folder_in_the_way(site: SiteFolder, patch: pytest.MonkeyPatch) -> None:
    site.remove("output/about/index.html")
    site.write("output/about/index.html/mine.txt", "Mine.\n")


def _yaml_bomb(levels: int) -> str:
    """Each value holds the one before ten times."""
    items = ["x", *(f"*a{level}" for level in range(levels - 1))]
    lines = (f"a{level}: &a{level} [{', '.join([item] * 10)}]" for level, item in enumerate(items))
    return "\n".join(lines) + "\n"


FILES: Final = (
    bad(
        "missing registry",
        "missing-file",
        Remove(PLACES),
        printed="""
        content/places.yaml:1:1: error[missing-file]: the file is missing
        """,
    ),
    bad(
        "missing site.yaml",
        "missing-file",
        Remove(SITE),
        printed="""
        content/site.yaml:1:1: error[missing-file]: the file is missing
        """,
    ),
    bad(
        "missing content folder",
        "missing-file",
        Remove("content"),
        printed="""
        content:1:1: error[missing-file]: there is no content folder here
        """,
    ),
    bad(
        "unreadable briefing",
        "unreadable-file",
        Do("The file may not be opened.", _refuse_to_open(NORWAY)),
        printed="""
        content/briefings/2025/2025-06-20-norway-stop.md:1:1: error[unreadable-file]: the file cannot be read: Permission denied
        """,
        example="A file that only another user may open.",
    ),
    bad(
        "unreadable folder",
        "unreadable-file",
        Do("The folder may not be listed.", _refuse_to_open("content/pages")),
        printed="""
        content/pages/:1:1: error[unreadable-file]: the folder cannot be read: Permission denied
        """,
    ),
    bad(
        "symbolic link to a file outside",
        "symbolic-link",
        Do(
            "`content/briefings/2025/2025-06-21-quiet-day.md` is a link to a file elsewhere.",
            _link(
                "content/briefings/2025/2025-06-21-quiet-day.md", "outside/2025-06-21-quiet-day.md"
            ),
        ),
        printed="""
        content/briefings/2025/2025-06-21-quiet-day.md:1:1: error[symbolic-link]: the file is a symbolic link
          hint: put the file itself here
        """,
    ),
    bad(
        "symbolic link to a folder outside",
        "symbolic-link",
        Do("`content/briefings/2024` is a link.", _link("content/briefings/2024", "outside")),
        printed="""
        content/briefings/2024:1:1: error[symbolic-link]: the file is a symbolic link
          hint: put the file itself here
        """,
    ),
    bad(
        "symbolic link inside the content",
        "symbolic-link",
        Do("`content/pages/imprint.md` is a link.", _link("content/pages/imprint.md", ABOUT)),
        printed="""
        content/pages/imprint.md:1:1: error[symbolic-link]: the file is a symbolic link
          hint: put the file itself here
        """,
    ),
    bad(
        "symbolic link among the static files",
        "symbolic-link",
        Do("`templates/static/x.svg` is a link.", _link("templates/static/x.svg", "outside")),
        printed="""
        templates/static/x.svg:1:1: error[symbolic-link]: the file is a symbolic link
          hint: put the file itself here
        """,
    ),
    bad(
        "named pipe",
        "unexpected-file",
        Do(
            "`content/pages/queue.md` is a named pipe.",
            lambda site, _: os.mkfifo(site.path("content/pages/queue.md")),
        ),
        printed="""
        content/pages/queue.md:1:1: error[unexpected-file]: this is not a regular file
        """,
    ),
    bad(
        "picture among the briefings",
        "unexpected-file",
        Write("content/briefings/2021/machines.png", b"\x89PNG"),
        printed="""
        content/briefings/2021/machines.png:1:1: error[unexpected-file]: the file has no place in the content folder
          hint: briefings are briefings/<year>/<date>-<slug>.md; pictures go into templates/static/
        """,
        example="`content/briefings/2021/machines.png`",
    ),
    bad(
        "briefing outside of a year",
        "unexpected-file",
        Write("content/briefings/2025-06-21-quiet-day.md", GOOD_BRIEFING),
        printed="""
        content/briefings/2025-06-21-quiet-day.md:1:1: error[unexpected-file]: the file has no place in the content folder
          hint: briefings are briefings/<year>/<date>-<slug>.md; pictures go into templates/static/
        """,
    ),
    bad(
        "line break in the name of a file",
        "file-name",
        Write("content/ask\nthem.txt", "Ask the ministry.\n"),
        printed="""
        content/ask\\nthem.txt:1:1: error[file-name]: the file name is not plain text
        """,
    ),
    bad(
        "text beside the registries",
        "unexpected-file",
        Write("content/notes.txt", "Ask the ministry.\n"),
        printed="""
        content/notes.txt:1:1: error[unexpected-file]: the file has no place in the content folder
          hint: briefings are briefings/<year>/<date>-<slug>.md; pictures go into templates/static/
        """,
    ),
    bad(
        "file name without a date",
        "file-name",
        Write("content/briefings/2025/quiet-day.md", GOOD_BRIEFING),
        printed="""
        content/briefings/2025/quiet-day.md:1:1: error[file-name]: the file name is not a date and a slug
            1 | ---
              | ^
          hint: name it <date>-<slug>.md, as in 2021-06-18-sichuan-closes-26-projects.md
        """,
        example="`content/briefings/2025/quiet-day.md`",
    ),
    bad(
        "file name in capitals",
        "file-name",
        Write("content/briefings/2025/2025-06-21-Quiet-Day.md", GOOD_BRIEFING),
        printed="""
        content/briefings/2025/2025-06-21-Quiet-Day.md:1:1: error[file-name]: `Quiet-Day` is not a slug
            1 | ---
              | ^
          hint: use lower-case letters, digits and single hyphens: `quiet-day`
        """,
    ),
    bad(
        "file name in Cyrillic",
        "file-name",
        Write("content/briefings/2025/2025-06-21-тихий-день.md", GOOD_BRIEFING),
        printed="""
        content/briefings/2025/2025-06-21-тихий-день.md:1:1: error[file-name]: `тихий-день` is not a slug
            1 | ---
              | ^
          hint: use lower-case letters, digits and single hyphens
        """,
    ),
    bad(
        "file name with dots",
        "file-name",
        Write("content/briefings/2025/2025-06-21-..quiet.day.md", GOOD_BRIEFING),
        printed="""
        content/briefings/2025/2025-06-21-..quiet.day.md:1:1: error[file-name]: `..quiet.day` is not a slug
            1 | ---
              | ^
          hint: use lower-case letters, digits and single hyphens: `quiet-day`
        """,
    ),
    bad(
        "file name that is not UTF-8",
        "file-name",
        Do(
            "The name of the file has the byte 0xFF.",
            lambda site, _: site.write(
                os.fsdecode(b"content/pages/\xff.md"),
                "---\ntitle: Imprint\nsummary: Who we are.\n---\nUs.\n",
            ),
        ),
        printed="""
        content/pages/\\xff.md:1:1: error[file-name]: the file name is not plain text
        """,
    ),
    bad(
        "briefing in the folder of another year",
        "file-name",
        Write("content/briefings/2021/2025-06-21-quiet-day.md", GOOD_BRIEFING),
        printed="""
        content/briefings/2021/2025-06-21-quiet-day.md:1:1: error[file-name]: a briefing of 2025 stands in the folder of 2021
            1 | ---
              | ^
          hint: move it to briefings/2025/
        """,
    ),
    bad(
        "page with a blank in its name",
        "file-name",
        Write(
            "content/pages/About us.md", "---\ntitle: About us\nsummary: Who we are.\n---\nUs.\n"
        ),
        printed="""
        content/pages/About us.md:1:1: error[file-name]: `About us` is not a slug
            1 | ---
              | ^
          hint: use lower-case letters, digits and single hyphens: `about-us`
        """,
    ),
    bad(
        "static file with a blank in its name",
        "file-name",
        Write("templates/static/my picture.svg", "<svg/>"),
        printed="""
        templates/static/my picture.svg:1:1: error[file-name]: `my picture.svg` is not a path of the site
          hint: use ASCII letters, digits, `.`, `_` and `-`, and an ending
        """,
    ),
    bad(
        "file of two megabytes",
        "file-too-large",
        Write(
            "content/briefings/2025/2025-06-21-quiet-day.md",
            GOOD_BRIEFING.ljust(2_000_000, "x"),
        ),
        printed="""
        content/briefings/2025/2025-06-21-quiet-day.md:1:1: error[file-too-large]: the file has 2,000,000 bytes, where 1,048,576 are allowed
        """,
        example="A briefing of 2,000,000 bytes.",
    ),
    bad(
        "empty briefing",
        "empty-file",
        Write(NORWAY, ""),
        printed="""
        content/briefings/2025/2025-06-20-norway-stop.md:1:1: error[empty-file]: the file is empty
        """,
        example="A file without a character.",
    ),
    bad(
        "blank registry",
        "empty-file",
        Write(PLACES, "\n \n"),
        printed="""
        content/places.yaml:1:1: error[empty-file]: the file is empty
        """,
    ),
    bad(
        "byte order mark",
        "byte-order-mark",
        Edit(NORWAY, "---\ntitle", "\ufeff---\ntitle"),
        printed="""
        content/briefings/2025/2025-06-20-norway-stop.md:1:1: error[byte-order-mark]: the file starts with a byte order mark
            1 |  ---
              | ^
          hint: save the file as UTF-8 without BOM
        """,
        example="The bytes EF BB BF before the first `---`.",
    ),
    bad(
        "Windows line endings",
        "line-endings",
        Edit(NORWAY, "kind: policy\n", "kind: policy\r\n"),
        printed="""
        content/briefings/2025/2025-06-20-norway-stop.md:4:13: error[line-endings]: the line ends with CR
            4 | kind: policy
              |             ^
          hint: save the file with Unix line endings (LF)
        """,
        example="`kind: policy` with CR LF at its end.",
    ),
    bad(
        "Latin-1",
        "not-utf8",
        Write(NORWAY, b"---\ntitle: Norway\nsummary: Troms\xf8 wants none.\n---\n"),
        printed="""
        content/briefings/2025/2025-06-20-norway-stop.md:3:15: error[not-utf8]: the byte 0xf8 is not UTF-8
            3 | summary: Troms
              |               ^
          hint: save the file as UTF-8
        """,
        example="The byte F8 of Latin-1 where UTF-8 writes `ø` as C3 B8.",
    ),
    bad(
        "NUL",
        "control-character",
        Edit(NORWAY, "plans to stop", "plans\0to stop"),
        printed="""
        content/briefings/2025/2025-06-20-norway-stop.md:2:20: error[control-character]: the character U+0000 is not allowed
            2 | title: Norway plans to stop new mines
              |                    ^
          hint: delete it
        """,
        example="A NUL in the title.",
    ),
    bad(
        "escape character in the text",
        "control-character",
        Edit(NORWAY, "plans a stop", "plans\x1b[31m a stop"),
        printed="""
        content/briefings/2025/2025-06-20-norway-stop.md:18:38: error[control-character]: the character U+001B is not allowed
           18 | The government of [[NO|Norway]] plans [31m a stop on new mines [@ministry].
              |                                      ^
          hint: delete it
        """,
    ),
    bad(
        "line separator",
        "control-character",
        Edit(NORWAY, "plans a stop", "plans\u2028a stop"),
        printed="""
        content/briefings/2025/2025-06-20-norway-stop.md:18:38: error[control-character]: the character U+2028 is not allowed
           18 | The government of [[NO|Norway]] plans a stop on new mines [@ministry].
              |                                      ^
          hint: delete it
        """,
    ),
    bad(
        "line break of a mainframe",
        "control-character",
        Edit(NORWAY, "plans to stop", "plans\u0085to stop"),
        printed="""
        content/briefings/2025/2025-06-20-norway-stop.md:2:20: error[control-character]: the character U+0085 is not allowed
            2 | title: Norway plans to stop new mines
              |                    ^
          hint: delete it
        """,
    ),
    bad(
        "control character written as a YAML escape",
        "control-character",
        Edit(NORWAY, "title: Norway plans to stop new mines", r'title: "Norway \e[31m stops"'),
        printed="""
        content/briefings/2025/2025-06-20-norway-stop.md:2:8: error[control-character]: `title` holds a character that no reader can see
            2 | title: "Norway \\e[31m stops"
              |        ^
        """,
    ),
)

YAML: Final = (
    bad(
        "no front matter",
        "missing-front-matter",
        Write(NORWAY, "The government of Norway plans a stop on new mines.\n"),
        printed="""
        content/briefings/2025/2025-06-20-norway-stop.md:1:1: error[missing-front-matter]: the file does not start with front matter
            1 | The government of Norway plans a stop on new mines.
              | ^
          hint: put --- on the first line, then the fields, then --- on a line of its own
        """,
    ),
    bad(
        "blank line before the front matter",
        "missing-front-matter",
        Edit(NORWAY, "---\ntitle", "\n---\ntitle"),
        printed="""
        content/briefings/2025/2025-06-20-norway-stop.md:1:1: error[missing-front-matter]: the file does not start with front matter
          hint: put --- on the first line, then the fields, then --- on a line of its own
        """,
    ),
    bad(
        "front matter without an end",
        "unclosed-front-matter",
        Edit(NORWAY, "lang: nb\n---\n", "lang: nb\n"),
        printed="""
        content/briefings/2025/2025-06-20-norway-stop.md:1:1: error[unclosed-front-matter]: the front matter does not end
            1 | ---
              | ^
          hint: put --- on a line of its own between the fields and the text
        """,
        example="Fields and text, and no second `---` between them.",
    ),
    bad(
        "front matter that ends with four hyphens",
        "unclosed-front-matter",
        Edit(NORWAY, "lang: nb\n---\n", "lang: nb\n----\n"),
        printed="""
        content/briefings/2025/2025-06-20-norway-stop.md:1:1: error[unclosed-front-matter]: the front matter does not end
            1 | ---
              | ^
          hint: put --- on a line of its own between the fields and the text
        """,
    ),
    bad(
        "tab before a key",
        "yaml-syntax",
        Edit(NORWAY, "    lang: nb", "\tlang: nb"),
        printed="""
        content/briefings/2025/2025-06-20-norway-stop.md:16:1: error[yaml-syntax]: a tab indents the line
           16 |  lang: nb
              | ^
          hint: indent with spaces
        """,
    ),
    bad(
        "bracket without its end",
        "yaml-syntax",
        Edit(NORWAY, "places: [NO]", "places: [NO"),
        printed="""
        content/briefings/2025/2025-06-20-norway-stop.md:6:9: error[yaml-syntax]: a [ is not closed
            6 | places: [NO
              |         ^
          hint: end the list with ]
        """,
    ),
    bad(
        "quote without its end",
        "yaml-syntax",
        Edit(NORWAY, "title: Norway plans to stop new mines", 'title: "Norway plans'),
        printed="""
        content/briefings/2025/2025-06-20-norway-stop.md:2:8: error[yaml-syntax]: a quote is not closed
            2 | title: "Norway plans
              |        ^
          hint: end the text with the quote that it starts with
        """,
    ),
    bad(
        "key without a colon",
        "yaml-syntax",
        Edit(NORWAY, "kind: policy", "kind policy"),
        printed="""
        content/briefings/2025/2025-06-20-norway-stop.md:4:1: error[yaml-syntax]: this line is no `key: value`
            4 | kind policy
              | ^
          hint: a key ends with a colon and a space
        """,
    ),
    bad(
        "two colons in a line",
        "yaml-syntax",
        Edit(NORWAY, "title: Norway plans to stop", "title: Norway: a plan to stop"),
        printed="""
        content/briefings/2025/2025-06-20-norway-stop.md:2:14: error[yaml-syntax]: a `: ` where no key can stand
            2 | title: Norway: a plan to stop new mines
              |              ^
          hint: put a text that holds `: ` into double quotes; start each key in the column of the one above
        """,
    ),
    bad(
        "value that starts with @",
        "yaml-syntax",
        Edit(NORWAY, "title: Norway plans", "title: @norway plans"),
        printed="""
        content/briefings/2025/2025-06-20-norway-stop.md:2:8: error[yaml-syntax]: a value cannot start with this character
            2 | title: @norway plans to stop new mines
              |        ^
          hint: put the value into double quotes
        """,
    ),
    bad(
        "value that starts with an asterisk",
        "yaml-syntax",
        Edit(NORWAY, "title: Norway plans", "title: *norway plans"),
        printed="""
        content/briefings/2025/2025-06-20-norway-stop.md:2:8: error[yaml-syntax]: an alias `*name` without its anchor
            2 | title: *norway plans to stop new mines
              |        ^
          hint: put a text that starts with * into double quotes
        """,
    ),
    bad(
        "two documents in a registry",
        "yaml-syntax",
        Edit(PLACES, "NO:\n", "---\nNO:\n"),
        printed="""
        content/places.yaml:9:1: error[yaml-syntax]: a second document starts here
            9 | ---
              | ^
          hint: a file holds one document; leave out the --- between them
        """,
    ),
    bad(
        "line that is indented too far",
        "yaml-syntax",
        Edit(NORWAY, "kind: policy", "  kind: policy"),
        printed="""
        content/briefings/2025/2025-06-20-norway-stop.md:4:7: error[yaml-syntax]: a `: ` where no key can stand
            4 |   kind: policy
              |       ^
          hint: put a text that holds `: ` into double quotes; start each key in the column of the one above
        """,
    ),
    bad(
        "tag of a Python object",
        "yaml-tag",
        Edit(
            NORWAY,
            "title: Norway plans to stop new mines",
            "title: !!python/object/apply:os.system [reboot]",
        ),
        printed="""
        content/briefings/2025/2025-06-20-norway-stop.md:2:8: error[yaml-tag]: the tag `!!python/object/apply:os.system` is not allowed
            2 | title: !!python/object/apply:os.system [reboot]
              |        ^
          hint: write the plain value
        """,
    ),
    bad(
        "tag of YAML",
        "yaml-tag",
        Edit(NORWAY, "date: 2025-06-20\nkind", "date: !!timestamp 2025-06-20\nkind"),
        printed="""
        content/briefings/2025/2025-06-20-norway-stop.md:3:7: error[yaml-tag]: the tag `!!timestamp` is not allowed
            3 | date: !!timestamp 2025-06-20
              |       ^
          hint: write the plain value
        """,
    ),
    bad(
        "alias bomb",
        "yaml-limit",
        Write(PLACES, _yaml_bomb(9)),
        printed="""
        content/places.yaml:5:5: error[yaml-limit]: aliases expand this value to more than 20,000 parts
            5 | a4: &a4 [*a3, *a3, *a3, *a3, *a3, *a3, *a3, *a3, *a3, *a3]
              |     ^
          hint: write the values out
        """,
        example="a0: &a0 [x, x, x, x]\na1: &a1 [*a0, *a0, *a0, *a0]\na2: &a2 [*a1, *a1, *a1, *a1]\n…",
    ),
    bad(
        "value that contains itself",
        "yaml-limit",
        Edit(NORWAY, "places: [NO]", "places: &places [NO, *places]"),
        printed="""
        content/briefings/2025/2025-06-20-norway-stop.md:6:9: error[yaml-limit]: the value contains itself
            6 | places: &places [NO, *places]
              |         ^
          hint: write it out
        """,
    ),
    bad(
        "ten thousand brackets",
        "yaml-limit",
        Edit(NORWAY, "places: [NO]", "places: " + "[" * 10_000 + "]" * 10_000),
        printed="""
        content/briefings/2025/2025-06-20-norway-stop.md:6:1008: error[yaml-limit]: lists and mappings are nested too deeply
            6 | [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[
              |                                                                   ^
        """,
    ),
    bad(
        "ten thousand hyphens",
        "yaml-limit",
        Edit(NORWAY, "places: [NO]", "places:\n  " + "- " * 10_000 + "NO"),
        printed="""
        content/briefings/2025/2025-06-20-norway-stop.md:7:1999: error[yaml-limit]: lists and mappings are nested too deeply
            7 | - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - -
              |                                                                   ^
        """,
    ),
    bad(
        "ten thousand braces in a registry",
        "yaml-limit",
        Write(PLACES, "CN: " + "{name: " * 10_000 + "}" * 10_000 + "\n"),
        printed="""
        content/places.yaml:1:6998: error[yaml-limit]: lists and mappings are nested too deeply
            1 | e: {name: {name: {name: {name: {name: {name: {name: {name: {name: {name: {name: {name: {name: {name:
              |                                                                   ^
        """,
    ),
    bad(
        "key that stands twice",
        "duplicate-key",
        Edit(NORWAY, "places: [NO]\n", "places: [NO]\nkind: context\n"),
        printed="""
        content/briefings/2025/2025-06-20-norway-stop.md:7:1: error[duplicate-key]: the key `kind` stands already in line 4
            7 | kind: context
              | ^
          hint: keep one of them
        """,
    ),
    bad(
        "key that stands twice in an action",
        "duplicate-key",
        Edit(NORWAY, "announced: 2025-06-20,", "announced: 2025-06-20, announced: 2025-06-21,"),
        printed="""
        content/briefings/2025/2025-06-20-norway-stop.md:9:94: error[duplicate-key]: the key `announced` stands already in line 9
            9 | overnment, measure: moratorium, place: NO, announced: 2025-06-20, announced: 2025-06-21, source: min
              |                                                                   ^
          hint: keep one of them
        """,
    ),
    bad(
        "place that stands twice",
        "duplicate-key",
        Edit(PLACES, "NO:\n", "CN:\n  name: Middle Kingdom\nNO:\n"),
        printed="""
        content/places.yaml:9:1: error[duplicate-key]: the key `CN` stands already in line 1
            9 | CN:
              | ^
          hint: keep one of them
        """,
    ),
)

FIELDS: Final = (
    bad(
        "misspelt key",
        "unknown-key",
        Edit(NORWAY, "places: [NO]", "plcaes: [NO]"),
        printed="""
        content/briefings/2025/2025-06-20-norway-stop.md:6:1: error[unknown-key]: unknown key `plcaes`
            6 | plcaes: [NO]
              | ^
          hint: did you mean `places`?
        """,
    ),
    bad(
        "key with an escape sequence",
        "unknown-key",
        Edit(NORWAY, "kind: policy", 'kind: policy\n"\\e[31mred\\nkey": x'),
        printed="""
        content/briefings/2025/2025-06-20-norway-stop.md:5:1: error[unknown-key]: unknown key `\\x1b[31mred\\nkey`
            5 | "\\e[31mred\\nkey": x
              | ^
          hint: the keys are title, date, kind, summary, places, sources, organisations, actions, moves, figures, caused_by, disputes, confidence, reported, thread, tags, published, updates, aliases, draft
        """,
    ),
    bad(
        "key of nothing",
        "unknown-key",
        Edit(DRAFT, "draft: true", "draft: true\nimportance: 5"),
        printed="""
        content/briefings/2025/2025-07-01-tromso-hearing.md:14:1: error[unknown-key]: unknown key `importance`
           14 | importance: 5
              | ^
          hint: the keys are title, date, kind, summary, places, sources, organisations, actions, moves, figures, caused_by, disputes, confidence, reported, thread, tags, published, updates, aliases, draft
        """,
    ),
    bad(
        "misspelt key in an action",
        "unknown-key",
        Edit(NORWAY, "{authority: norw", "{autority: norw"),
        printed="""
        content/briefings/2025/2025-06-20-norway-stop.md:9:6: error[unknown-key]: unknown key `autority`
            9 |   - {autority: norwegian-government, measure: moratorium, place: NO, announced: 2025-06-20, source:
              |      ^
          hint: did you mean `authority`?
        """,
    ),
    bad(
        "merge key",
        "unknown-key",
        Edit(PLACES, "KZ:\n  name: Kazakhstan", "KZ:\n  <<: {name: Kazakhstan}"),
        printed="""
        content/places.yaml:8:3: error[missing-key]: missing key `name`
            8 |   <<: {name: Kazakhstan}
              |   ^
          hint: add it: its common name in English

        content/places.yaml:8:3: error[unknown-key]: unknown key `<<`
            8 |   <<: {name: Kazakhstan}
              |   ^
          hint: the keys are name, aliases, coordinates
        """,
    ),
    bad(
        "no title",
        "missing-key",
        Edit(NORWAY, "title: Norway plans to stop new mines\n", ""),
        printed="""
        content/briefings/2025/2025-06-20-norway-stop.md:2:1: error[missing-key]: missing key `title`
            2 | date: 2025-06-20
              | ^
          hint: add it: what happened, in one line
        """,
        example="Front matter without the line `title: …`.",
    ),
    bad(
        "action without a source",
        "missing-key",
        Edit(NORWAY, ", source: ministry}", "}"),
        printed="""
        content/briefings/2025/2025-06-20-norway-stop.md:9:5: error[missing-key]: missing key `source`
            9 |   - {authority: norwegian-government, measure: moratorium, place: NO, announced: 2025-06-20}
              |     ^
          hint: add it: the source that says so
        """,
    ),
    bad(
        "organisation without a role",
        "missing-key",
        Edit(ORGANISATIONS, "  role: miner\n", ""),
        printed="""
        content/organisations.yaml:2:3: error[missing-key]: missing key `role`
            2 |   name: BIT Mining
              |   ^
          hint: add it: what it is to mining
        """,
    ),
    bad(
        "text instead of a list",
        "wrong-type",
        Edit(NORWAY, "places: [NO]", "places: NO"),
        printed="""
        content/briefings/2025/2025-06-20-norway-stop.md:6:9: error[wrong-type]: `places` should be a list
            6 | places: NO
              |         ^
          hint: write `places: [NO]`
        """,
    ),
    bad(
        "list instead of text",
        "wrong-type",
        Edit(
            NORWAY,
            "title: Norway plans to stop new mines",
            "title: [Norway, plans to stop new mines]",
        ),
        printed="""
        content/briefings/2025/2025-06-20-norway-stop.md:2:8: error[wrong-type]: `title` should be a single value, not a list
            2 | title: [Norway, plans to stop new mines]
              |        ^
        """,
    ),
    bad(
        "mapping instead of text",
        "wrong-type",
        Edit(NORWAY, "kind: policy", "kind: {policy: true}"),
        printed="""
        content/briefings/2025/2025-06-20-norway-stop.md:4:7: error[wrong-type]: `kind` should be a single value, not a mapping
            4 | kind: {policy: true}
              |       ^
        """,
    ),
    bad(
        "text instead of a mapping",
        "wrong-type",
        Edit(
            NORWAY,
            "{authority: norwegian-government, measure: moratorium, place: NO, announced: 2025-06-20, source: ministry}",
            "moratorium",
        ),
        printed="""
        content/briefings/2025/2025-06-20-norway-stop.md:9:5: error[wrong-type]: `actions[1]` should be a mapping of keys to values
            9 |   - moratorium
              |     ^
          hint: write `key: value`
        """,
    ),
    bad(
        "mapping instead of a list",
        "wrong-type",
        Edit(THREAD, "title: How BIT Mining left Sichuan", "title: {en: How BIT Mining left}"),
        printed="""
        content/threads/bit-mining-exodus.md:2:8: error[wrong-type]: `title` should be a single value, not a mapping
            2 | title: {en: How BIT Mining left}
              |        ^
        """,
    ),
    bad(
        "null instead of a list",
        "wrong-type",
        Edit(NORWAY, "places: [NO]", "places:"),
        printed="""
        content/briefings/2025/2025-06-20-norway-stop.md:6:8: error[wrong-type]: `places` should be a list
            6 | places:
              |        ^
        """,
    ),
    bad(
        "front matter that is a list",
        "wrong-type",
        Write(NORWAY, "---\n- title\n- date\n---\nText.\n"),
        printed="""
        content/briefings/2025/2025-06-20-norway-stop.md:2:1: error[wrong-type]: the front matter should be a mapping of keys to values
            2 | - title
              | ^
          hint: write `key: value`
        """,
    ),
    bad(
        "key that is a list",
        "wrong-type",
        Edit(NORWAY, "kind: policy", "[kind]: policy\nkind: policy"),
        printed="""
        content/briefings/2025/2025-06-20-norway-stop.md:4:1: error[wrong-type]: a key should be a single word
            4 | [kind]: policy
              | ^
        """,
    ),
    bad(
        "key without a value",
        "empty-value",
        Edit(NORWAY, "title: Norway plans to stop new mines", "title:"),
        printed="""
        content/briefings/2025/2025-06-20-norway-stop.md:2:7: error[empty-value]: `title` has no value
            2 | title:
              |       ^
          hint: give one, or leave the key out
        """,
    ),
    bad(
        "null",
        "empty-value",
        Edit(NORWAY, "kind: policy", "kind: null"),
        printed="""
        content/briefings/2025/2025-06-20-norway-stop.md:4:7: error[empty-value]: `kind` has no value
            4 | kind: null
              |       ^
          hint: give one, or leave the key out
        """,
    ),
    bad(
        "tilde",
        "empty-value",
        Edit(NORWAY, "title: Norway plans to stop new mines", "title: ~"),
        printed="""
        content/briefings/2025/2025-06-20-norway-stop.md:2:8: error[empty-value]: `title` has no value
            2 | title: ~
              |        ^
          hint: give one, or leave the key out
        """,
    ),
    bad(
        "empty quotes",
        "empty-value",
        Edit(NORWAY, "publisher: Government of Norway", 'publisher: " "'),
        printed="""
        content/briefings/2025/2025-06-20-norway-stop.md:12:16: error[empty-value]: `publisher` has no value
           12 |     publisher: " "
              |                ^
          hint: give one, or leave the key out
        """,
    ),
    bad(
        "front matter without a field",
        "empty-value",
        Write(NORWAY, "---\n---\nText.\n"),
        printed="""
        content/briefings/2025/2025-06-20-norway-stop.md:2:1: error[empty-value]: there are no fields here
            2 | ---
              | ^
        """,
    ),
    bad(
        "registry of comments",
        "empty-value",
        Write(PLACES, "# None yet.\n"),
        printed="""
        content/places.yaml:1:1: error[empty-value]: there are no fields here
            1 | # None yet.
              | ^
        """,
    ),
    bad(
        "misspelt kind",
        "unknown-value",
        Edit(NORWAY, "kind: policy", "kind: polcy"),
        printed="""
        content/briefings/2025/2025-06-20-norway-stop.md:4:7: error[unknown-value]: `kind`: `polcy` is not one of its values
            4 | kind: polcy
              |       ^
          hint: did you mean `policy`?
        """,
    ),
    bad(
        "unknown kind",
        "unknown-value",
        Edit(NORWAY, "kind: policy", "kind: news"),
        printed="""
        content/briefings/2025/2025-06-20-norway-stop.md:4:7: error[unknown-value]: `kind`: `news` is not one of its values
            4 | kind: news
              |       ^
          hint: the values are relocation, crackdown, policy, enforcement, market, context
        """,
    ),
    bad(
        "kind in capitals",
        "unknown-value",
        Edit(NORWAY, "kind: policy", "kind: POLICY"),
        printed="""
        content/briefings/2025/2025-06-20-norway-stop.md:4:7: error[unknown-value]: `kind`: `POLICY` is not one of its values
            4 | kind: POLICY
              |       ^
          hint: did you mean `policy`?
        """,
    ),
    bad(
        "unknown measure",
        "unknown-value",
        Edit(NORWAY, "measure: moratorium", "measure: memorandum"),
        printed="""
        content/briefings/2025/2025-06-20-norway-stop.md:9:48: error[unknown-value]: `measure`: `memorandum` is not one of its values
            9 |   - {authority: norwegian-government, measure: memorandum, place: NO, announced: 2025-06-20, source:
              |                                                ^
          hint: did you mean `moratorium`?
        """,
    ),
    bad(
        "unknown status",
        "unknown-value",
        Edit(MACHINES, "status: energised", "status: energized"),
        printed="""
        content/briefings/2021/2021-07-first-machines.md:9:67: error[unknown-value]: `status`: `energized` is not one of its values
            9 |   - {who: bit-mining, to: KZ, machines: 320, power_mw: 1, status: energized, date: 2021-07, source:
              |                                                                   ^
          hint: did you mean `energised`?
        """,
    ),
    bad(
        "unknown confidence",
        "unknown-value",
        Edit(POWER_CUT, "confidence: medium", "confidence: 80 percent"),
        printed="""
        content/briefings/2021/2021-06-19-ganzi-power-cut.md:15:13: error[unknown-value]: `confidence`: `80 percent` is not one of its values
           15 | confidence: 80 percent
              |             ^
          hint: the values are high, medium, low
        """,
    ),
    bad(
        "unknown role",
        "unknown-value",
        Edit(ORGANISATIONS, "  role: miner\n", "  role: minner\n"),
        printed="""
        content/organisations.yaml:3:9: error[unknown-value]: `role`: `minner` is not one of its values
            3 |   role: minner
              |         ^
          hint: did you mean `miner`?
        """,
    ),
    bad(
        "yes instead of true",
        "unknown-value",
        Edit(DRAFT, "draft: true", "draft: yes"),
        printed="""
        content/briefings/2025/2025-07-01-tromso-hearing.md:13:8: error[unknown-value]: `draft`: `yes` is neither true nor false
           13 | draft: yes
              |        ^
        """,
    ),
    bad(
        "name of a language",
        "unknown-value",
        Edit(NORWAY, "lang: nb", "lang: norwegian"),
        printed="""
        content/briefings/2025/2025-06-20-norway-stop.md:16:11: error[unknown-value]: `lang`: `norwegian` is not a language tag
           16 |     lang: norwegian
              |           ^
          hint: write a BCP 47 tag such as zh, zh-Hans or kk
        """,
    ),
    bad(
        "month 13",
        "invalid-date",
        Edit(ORDER, "published: 2021-06-24", "published: 2021-13-01"),
        printed="""
        content/briefings/2021/2021-06-18-sichuan-order.md:18:12: error[invalid-date]: `published`: `2021-13-01` is not a date
           18 | published: 2021-13-01
              |            ^
          hint: there is no month 13
        """,
    ),
    bad(
        "date as a number",
        "invalid-date",
        Edit(ORDER, "published: 2021-06-24", "published: 20210618"),
        printed="""
        content/briefings/2021/2021-06-18-sichuan-order.md:18:12: error[invalid-date]: `published`: `20210618` is not a date
           18 | published: 20210618
              |            ^
          hint: write 2021-06-18
        """,
    ),
    bad(
        "number that only looks like a date",
        "invalid-date",
        Edit(ORDER, "published: 2021-06-24", "published: 20211318"),
        printed="""
        content/briefings/2021/2021-06-18-sichuan-order.md:18:12: error[invalid-date]: `published`: `20211318` is not a date
           18 | published: 20211318
              |            ^
          hint: write it as YYYY-MM-DD, or YYYY-MM where the day is not known
        """,
    ),
    bad(
        "29 February of no leap year",
        "invalid-date",
        Edit(ORDER, "published: 2021-06-24", "published: 2021-02-29"),
        printed="""
        content/briefings/2021/2021-06-18-sichuan-order.md:18:12: error[invalid-date]: `published`: `2021-02-29` is not a date
           18 | published: 2021-02-29
              |            ^
          hint: February 2021 has no day 29
        """,
    ),
    bad(
        "date in words",
        "invalid-date",
        Edit(ORDER, "published: 2021-06-24", "published: 24 June 2021"),
        printed="""
        content/briefings/2021/2021-06-18-sichuan-order.md:18:12: error[invalid-date]: `published`: `24 June 2021` is not a date
           18 | published: 24 June 2021
              |            ^
          hint: write it as YYYY-MM-DD, or YYYY-MM where the day is not known
        """,
    ),
    bad(
        "date without zeros",
        "invalid-date",
        Edit(ORDER, "published: 2021-06-24", "published: 2021-6-24"),
        printed="""
        content/briefings/2021/2021-06-18-sichuan-order.md:18:12: error[invalid-date]: `published`: `2021-6-24` is not a date
           18 | published: 2021-6-24
              |            ^
          hint: write it as YYYY-MM-DD, or YYYY-MM where the day is not known
        """,
    ),
    bad(
        "negative machines",
        "invalid-number",
        Edit(POWER_CUT, "machines: 2600", "machines: -5"),
        printed="""
        content/briefings/2021/2021-06-19-ganzi-power-cut.md:11:54: error[invalid-number]: `machines`: `-5` is below 1
           11 |   - {who: bit-mining, from: CN-SC, to: KZ, machines: -5, hashrate_ph: 102.3, status: announced, date
              |                                                      ^
        """,
    ),
    bad(
        "half a machine",
        "invalid-number",
        Edit(POWER_CUT, "machines: 2600", "machines: 3.5"),
        printed="""
        content/briefings/2021/2021-06-19-ganzi-power-cut.md:11:54: error[invalid-number]: `machines`: `3.5` is not a whole number
           11 |   - {who: bit-mining, from: CN-SC, to: KZ, machines: 3.5, hashrate_ph: 102.3, status: announced, dat
              |                                                      ^
        """,
    ),
    bad(
        "number with an underscore",
        "invalid-number",
        Edit(POWER_CUT, "machines: 2600", "machines: 2_600"),
        printed="""
        content/briefings/2021/2021-06-19-ganzi-power-cut.md:11:54: error[invalid-number]: `machines`: `2_600` is not a plain number
           11 |   - {who: bit-mining, from: CN-SC, to: KZ, machines: 2_600, hashrate_ph: 102.3, status: announced, d
              |                                                      ^
          hint: write digits alone: 2600 or 18.2
        """,
    ),
    bad(
        "number with a separator, between braces",
        "unknown-key",
        Edit(ORDER, "value: 26,", "value: 2,600,"),
        printed="""
        content/briefings/2021/2021-06-18-sichuan-order.md:11:37: error[unknown-key]: unknown key `600`
           11 |   - {what: mines to close, value: 2,600, unit: mines, asof: 2021-06-18, source: gazette}
              |                                     ^
          hint: write digits alone: 2600 or 18.2
        """,
    ),
    bad(
        "number with a comma",
        "invalid-number",
        Edit(ORDER, "value: 26,", 'value: "2,600",'),
        printed="""
        content/briefings/2021/2021-06-18-sichuan-order.md:11:35: error[invalid-number]: `value`: `2,600` is not a plain number
           11 |   - {what: mines to close, value: "2,600", unit: mines, asof: 2021-06-18, source: gazette}
              |                                   ^
          hint: write digits alone: 2600 or 18.2
        """,
    ),
    bad(
        "hashrate of zero",
        "invalid-number",
        Edit(POWER_CUT, "hashrate_ph: 102.3", "hashrate_ph: 0"),
        printed="""
        content/briefings/2021/2021-06-19-ganzi-power-cut.md:11:73: error[invalid-number]: `hashrate_ph`: `0` is not above zero
           11 | ho: bit-mining, from: CN-SC, to: KZ, machines: 2600, hashrate_ph: 0, status: announced, date: 2021-0
              |                                                                   ^
        """,
    ),
    bad(
        "number with its unit",
        "invalid-number",
        Edit(MACHINES, "power_mw: 1,", "power_mw: 1 MW,"),
        printed="""
        content/briefings/2021/2021-07-first-machines.md:9:56: error[invalid-number]: `power_mw`: `1 MW` is not a plain number
            9 |   - {who: bit-mining, to: KZ, machines: 320, power_mw: 1 MW, status: energised, date: 2021-07, sourc
              |                                                        ^
          hint: write digits alone: 2600 or 18.2
        """,
    ),
    bad(
        "not a number",
        "invalid-number",
        Edit(ORDER, "value: 26,", "value: .nan,"),
        printed="""
        content/briefings/2021/2021-06-18-sichuan-order.md:11:35: error[invalid-number]: `value`: `.nan` is not a plain number
           11 |   - {what: mines to close, value: .nan, unit: mines, asof: 2021-06-18, source: gazette}
              |                                   ^
          hint: write digits alone: 2600 or 18.2
        """,
    ),
    bad(
        "coordinates in the wrong order",
        "invalid-number",
        Edit(PLACES, "name: Kazakhstan\n", "name: Kazakhstan\n  coordinates: [167.3, 47.9]\n"),
        printed="""
        content/places.yaml:9:17: error[invalid-number]: `latitude`: `167.3` is not between -90 and 90
            9 |   coordinates: [167.3, 47.9]
              |                 ^
        """,
    ),
    bad(
        "one coordinate",
        "wrong-type",
        Edit(PLACES, "name: Kazakhstan\n", "name: Kazakhstan\n  coordinates: [47.9]\n"),
        printed="""
        content/places.yaml:9:16: error[wrong-type]: `coordinates` should be a list of 2: [latitude, longitude]
            9 |   coordinates: [47.9]
              |                ^
          hint: write `coordinates: [latitude, longitude]`
        """,
    ),
    bad(
        "coordinates as a text",
        "wrong-type",
        Edit(PLACES, "name: Kazakhstan\n", "name: Kazakhstan\n  coordinates: 47.9 N 67.3 E\n"),
        printed="""
        content/places.yaml:9:16: error[wrong-type]: `coordinates` should be a list of 2: [latitude, longitude]
            9 |   coordinates: 47.9 N 67.3 E
              |                ^
          hint: write `coordinates: [latitude, longitude]`
        """,
    ),
    bad(
        "coordinates in degrees and minutes",
        "invalid-number",
        Edit(PLACES, "name: Kazakhstan\n", "name: Kazakhstan\n  coordinates: [47°54′N, 67.3]\n"),
        printed="""
        content/places.yaml:9:17: error[invalid-number]: `latitude`: `47°54′N` is not a plain number
            9 |   coordinates: [47°54′N, 67.3]
              |                 ^
          hint: write digits alone: 2600 or 18.2
        """,
    ),
    bad(
        "address without a scheme",
        "invalid-url",
        Edit(
            NORWAY, "url: https://regjeringen.example/krypto", "url: www.regjeringen.example/krypto"
        ),
        printed="""
        content/briefings/2025/2025-06-20-norway-stop.md:14:10: error[invalid-url]: `url`: `www.regjeringen.example/krypto` is not a web address
           14 |     url: www.regjeringen.example/krypto
              |          ^
          hint: write it with https:// or http://
        """,
    ),
    bad(
        "source with a javascript address",
        "invalid-url",
        Edit(NORWAY, "url: https://regjeringen.example/krypto", "url: javascript:alert(1)"),
        printed="""
        content/briefings/2025/2025-06-20-norway-stop.md:14:10: error[invalid-url]: `url`: `javascript:alert(1)` is not a web address
           14 |     url: javascript:alert(1)
              |          ^
          hint: write it with https:// or http://
        """,
    ),
    bad(
        "address with a blank",
        "invalid-url",
        Edit(NORWAY, "https://regjeringen.example/krypto", "https://regjeringen.example/krypto 2"),
        printed="""
        content/briefings/2025/2025-06-20-norway-stop.md:14:10: error[invalid-url]: `url`: `https://regjeringen.example/krypto 2` is not a web address
           14 |     url: https://regjeringen.example/krypto 2
              |          ^
          hint: write it with https:// or http://
        """,
    ),
    bad(
        "address with a broken host",
        "invalid-url",
        Edit(NORWAY, "https://regjeringen.example/krypto", "https://[regjeringen.example/"),
        printed="""
        content/briefings/2025/2025-06-20-norway-stop.md:14:10: error[invalid-url]: `url`: `https://[regjeringen.example/` is not a web address
           14 |     url: https://[regjeringen.example/
              |          ^
          hint: write it with https:// or http://
        """,
    ),
    bad(
        "site at an address with a query",
        "invalid-url",
        Edit(SITE, "base_url: https://example.org/", "base_url: https://example.org/?site=small"),
        printed="""
        content/site.yaml:5:11: error[invalid-url]: the site cannot be published at `https://example.org/?site=small`
            5 | base_url: https://example.org/?site=small
              |           ^
          hint: leave out the query, the fragment and any user name
        """,
    ),
    bad(
        "alias without its last slash",
        "invalid-path",
        Edit(POWER_CUT, "/ganzi.html]", "/ganzi]"),
        printed="""
        content/briefings/2021/2021-06-19-ganzi-power-cut.md:17:48: error[invalid-path]: `aliases`: `/ganzi` is not a path of the site
           17 | aliases: [/briefings/2021/power-cut-in-ganzi/, /ganzi]
              |                                                ^
          hint: start and end it with a slash, as in /old/url/, or let it end with a file name
        """,
    ),
    bad(
        "alias that climbs",
        "invalid-path",
        Edit(POWER_CUT, "/ganzi.html]", "/../../etc/]"),
        printed="""
        content/briefings/2021/2021-06-19-ganzi-power-cut.md:17:48: error[invalid-path]: `aliases`: `/../../etc/` is not a path of the site
           17 | aliases: [/briefings/2021/power-cut-in-ganzi/, /../../etc/]
              |                                                ^
          hint: start and end it with a slash, as in /old/url/, or let it end with a file name
        """,
    ),
    bad(
        "alias that is an address",
        "invalid-path",
        Edit(POWER_CUT, "/ganzi.html]", "https://example.org/ganzi/]"),
        printed="""
        content/briefings/2021/2021-06-19-ganzi-power-cut.md:17:48: error[invalid-path]: `aliases`: `https://example.org/ganzi/` is not a path of the site
           17 | aliases: [/briefings/2021/power-cut-in-ganzi/, https://example.org/ganzi/]
              |                                                ^
          hint: start and end it with a slash, as in /old/url/, or let it end with a file name
        """,
    ),
    bad(
        "alias of a host",
        "invalid-path",
        Edit(POWER_CUT, "/ganzi.html]", "//evil.example/]"),
        printed="""
        content/briefings/2021/2021-06-19-ganzi-power-cut.md:17:48: error[invalid-path]: `aliases`: `//evil.example/` is not a path of the site
           17 | aliases: [/briefings/2021/power-cut-in-ganzi/, //evil.example/]
              |                                                ^
          hint: start and end it with a slash, as in /old/url/, or let it end with a file name
        """,
    ),
    bad(
        "alias that is the home page",
        "invalid-path",
        Edit(POWER_CUT, "/ganzi.html]", "/]"),
        printed="""
        content/briefings/2021/2021-06-19-ganzi-power-cut.md:17:48: error[invalid-path]: `aliases`: `/` is not a path of the site
           17 | aliases: [/briefings/2021/power-cut-in-ganzi/, /]
              |                                                ^
          hint: start and end it with a slash, as in /old/url/, or let it end with a file name
        """,
    ),
    bad(
        "alias with a name that no file system takes",
        "invalid-path",
        Edit(POWER_CUT, "/ganzi.html]", f"/{'ganzi-' * 50}/]"),
        printed="""
        content/briefings/2021/2021-06-19-ganzi-power-cut.md:17:48: error[invalid-path]: `aliases`: `/ganzi-ganzi-ganzi-ganzi-ganzi-ganzi-ganzi-ganzi-ganzi-ganzi-ganzi-ganzi-ganzi-ganzi-ganzi-ganzi-ganzi-ganzi-ganzi-ganzi-ganzi-ganzi-ganzi-ganzi-ganzi-ganzi-ganzi-ganzi-ganzi-ganzi-ganzi-ganzi-ganzi-ganzi-ganzi-ganzi-ganzi-ganzi-ganzi-ganzi-ganzi-ganzi-ganzi-ganzi-ganzi-ganzi-ganzi-ganzi-ganzi-ganzi-/` is not a path of the site
           17 | aliases: [/briefings/2021/power-cut-in-ganzi/, /ganzi-ganzi-ganzi-ganzi-ganzi-ganzi-ganzi-ganzi-ganz
              |                                                ^
          hint: start and end it with a slash, as in /old/url/, or let it end with a file name
        """,
    ),
    bad(
        "alias among the files of the build",
        "invalid-path",
        Edit(POWER_CUT, "/ganzi.html]", "/.hashtrail-files/x/]"),
        printed="""
        content/briefings/2021/2021-06-19-ganzi-power-cut.md:17:48: error[invalid-path]: `aliases`: `/.hashtrail-files/x/` is not a path of the site
           17 | aliases: [/briefings/2021/power-cut-in-ganzi/, /.hashtrail-files/x/]
              |                                                ^
          hint: start and end it with a slash, as in /old/url/, or let it end with a file name
        """,
    ),
    bad(
        "tag in capitals",
        "invalid-id",
        Edit(ORDER, "tags: [hydropower]", "tags: [Hydropower]"),
        printed="""
        content/briefings/2021/2021-06-18-sichuan-order.md:17:8: error[invalid-id]: `tags`: `Hydropower` is not an id
           17 | tags: [Hydropower]
              |        ^
          hint: use lower-case letters, digits and single hyphens: `hydropower`
        """,
    ),
    bad(
        "tag in Cyrillic",
        "invalid-id",
        Edit(ORDER, "tags: [hydropower]", "tags: [гидроэнергия]"),
        printed="""
        content/briefings/2021/2021-06-18-sichuan-order.md:17:8: error[invalid-id]: `tags`: `гидроэнергия` is not an id
           17 | tags: [гидроэнергия]
              |        ^
          hint: use lower-case letters, digits and single hyphens
        """,
    ),
    bad(
        "organisation that climbs",
        "invalid-id",
        Edit(ORDER, "organisations: [sichuan-energy-bureau]", "organisations: [../bit-mining]"),
        printed="""
        content/briefings/2021/2021-06-18-sichuan-order.md:7:17: error[invalid-id]: `organisations`: `../bit-mining` is not an id
            7 | organisations: [../bit-mining]
              |                 ^
          hint: use lower-case letters, digits and single hyphens: `bit-mining`
        """,
    ),
    bad(
        "cause that climbs",
        "invalid-id",
        Edit(MACHINES, "caused_by: [2021/ganzi-power-cut]", "caused_by: [2021/../ganzi-power-cut]"),
        printed="""
        content/briefings/2021/2021-07-first-machines.md:10:13: error[invalid-id]: `caused_by`: `2021/../ganzi-power-cut` is not the id of a briefing
           10 | caused_by: [2021/../ganzi-power-cut]
              |             ^
          hint: write year/slug, as in 2021/sichuan-closes-26-projects
        """,
    ),
    bad(
        "cause without a year",
        "invalid-id",
        Edit(MACHINES, "caused_by: [2021/ganzi-power-cut]", "caused_by: [ganzi-power-cut]"),
        printed="""
        content/briefings/2021/2021-07-first-machines.md:10:13: error[invalid-id]: `caused_by`: `ganzi-power-cut` is not the id of a briefing
           10 | caused_by: [ganzi-power-cut]
              |             ^
          hint: write year/slug, as in 2021/sichuan-closes-26-projects
        """,
    ),
    bad(
        "place in lower case",
        "invalid-id",
        Edit(NORWAY, "places: [NO]", "places: [no]"),
        printed="""
        content/briefings/2025/2025-06-20-norway-stop.md:6:10: error[invalid-id]: `places`: `no` is not the id of a place
            6 | places: [no]
              |          ^
          hint: did you mean `NO`?
        """,
    ),
    bad(
        "name of a place",
        "invalid-id",
        Edit(NORWAY, "places: [NO]", "places: [Norway]"),
        printed="""
        content/briefings/2025/2025-06-20-norway-stop.md:6:10: error[invalid-id]: `places`: `Norway` is not the id of a place
            6 | places: [Norway]
              |          ^
          hint: places are ISO 3166 codes such as KZ or CN-SC
        """,
    ),
    bad(
        "place of a registry with a name for its id",
        "invalid-id",
        Edit(PLACES, "KZ:\n", "Kazakhstan:\n  name: Kazakhstan\nKZ:\n"),
        printed="""
        content/places.yaml:7:1: error[invalid-id]: `id`: `Kazakhstan` is not the id of a place
            7 | Kazakhstan:
              | ^
          hint: places are ISO 3166 codes such as KZ or CN-SC
        """,
    ),
    bad(
        "broken UUID",
        "invalid-id",
        Edit(SITE, "uuid: 3f1b7c1e-58a4", "uuid: 3f1b7c1e-58z4"),
        printed="""
        content/site.yaml:6:7: error[invalid-id]: `uuid`: `3f1b7c1e-58z4-4c0a-9d55-0c7a3f5f2b11` is not a UUID
            6 | uuid: 3f1b7c1e-58z4-4c0a-9d55-0c7a3f5f2b11
              |       ^
          hint: make one: python -c 'import uuid; print(uuid.uuid4())'
        """,
    ),
    bad(
        "title of 500 characters",
        "too-long",
        Edit(
            NORWAY,
            "title: Norway plans to stop new mines",
            "title: " + "Mine " * 99 + "mines",
        ),
        printed="""
        content/briefings/2025/2025-06-20-norway-stop.md:2:8: error[too-long]: `title`: 500 characters, where 110 are allowed
            2 | title: Mine Mine Mine Mine Mine Mine Mine Mine Mine Mine Mine Mine Mine Mine Mine Mine Mine Mine Min
              |        ^
          hint: shorten it by 390
        """,
        example="A title of 500 characters.",
    ),
    bad(
        "summary of 301 characters",
        "too-long",
        Edit(THREAD, "From the power cut", "From the power cut " + "x" * 236),
        printed="""
        content/threads/bit-mining-exodus.md:3:10: error[too-long]: `summary`: 301 characters, where 300 are allowed
            3 | summary: From the power cut xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
              |          ^
          hint: shorten it by 1
        """,
    ),
    bad(
        "empty list",
        "too-few",
        Edit(NORWAY, "places: [NO]", "places: []"),
        printed="""
        content/briefings/2025/2025-06-20-norway-stop.md:6:9: error[too-few]: `places` needs at least 1 item
            6 | places: []
              |         ^
          hint: add where it happened
        """,
    ),
    bad(
        "dispute with one claim",
        "too-few",
        Edit(ORDER, "      - {say: by the end of the month, source: wire}\n", ""),
        printed="""
        content/briefings/2021/2021-06-18-sichuan-order.md:15:7: error[too-few]: `claims` needs at least 2 items
           15 |       - {say: by 20 June, source: gazette}
              |       ^
          hint: add each claim with its source, two or more
        """,
    ),
    bad(
        "tag that stands twice",
        "duplicate-value",
        Edit(POWER_CUT, "tags: [hydropower,", "tags: [hydropower, hydropower,"),
        printed="""
        content/briefings/2021/2021-06-19-ganzi-power-cut.md:14:20: error[duplicate-value]: `hydropower` stands twice in `tags`
           14 | tags: [hydropower, hydropower, listed-company]
              |                    ^
        """,
    ),
)

BRIEFING: Final = (
    bad(
        "claim about a move that is not there",
        "unknown-move",
        Edit(
            ORDER,
            "{say: by 20 June, source: gazette}",
            "{say: 100 MW, source: gazette, move: 1, power_mw: 100}",
        ),
        printed="""
        content/briefings/2021/2021-06-18-sichuan-order.md:15:46: error[unknown-move]: there is no move 1
           15 |       - {say: 100 MW, source: gazette, move: 1, power_mw: 100}
              |                                              ^
          hint: list the move under `moves`, or leave `move` out
        """,
    ),
    bad(
        "claim about a move without a size",
        "incomplete-claim",
        Edit(
            ORDER,
            "{say: by 20 June, source: gazette}",
            "{say: 100 MW, source: gazette, power_mw: 100}",
        ),
        printed="""
        content/briefings/2021/2021-06-18-sichuan-order.md:15:9: error[incomplete-claim]: the claim gives a size and names no move
           15 |       - {say: 100 MW, source: gazette, power_mw: 100}
              |         ^
          hint: give `move` together with `machines`, `hashrate_ph` or `power_mw`
        """,
    ),
    bad(
        "date of another day than the file name",
        "date-mismatch",
        Edit(NORWAY, "\ndate: 2025-06-20\n", "\ndate: 2025-06-21\n"),
        printed="""
        content/briefings/2025/2025-06-20-norway-stop.md:3:7: error[date-mismatch]: the file name says 2025-06-20, the front matter 2025-06-21
            3 | date: 2025-06-21
              |       ^
          hint: rename the file to 2025-06-21-norway-stop.md, or write date: 2025-06-20
        """,
    ),
    bad(
        "file name with a month of no calendar",
        "file-name",
        Write("content/briefings/2025/2025-13-quiet-day.md", GOOD_BRIEFING),
        printed="""
        content/briefings/2025/2025-13-quiet-day.md:1:1: error[file-name]: `2025-13` in the file name is not a date
            1 | ---
              | ^
          hint: there is no month 13
        """,
    ),
    bad(
        "action without a date",
        "missing-date",
        Edit(NORWAY, " announced: 2025-06-20,", ""),
        printed="""
        content/briefings/2025/2025-06-20-norway-stop.md:9:5: error[missing-date]: the action has neither `announced` nor `effective`
            9 |   - {authority: norwegian-government, measure: moratorium, place: NO, source: ministry}
              |     ^
          hint: give at least one of them
        """,
        example="An action with neither `announced` nor `effective`.",
    ),
    bad(
        "move from nowhere to nowhere",
        "missing-place",
        Edit(MACHINES, " to: KZ,", ""),
        printed="""
        content/briefings/2021/2021-07-first-machines.md:9:5: error[missing-place]: the move has neither `from` nor `to`
            9 |   - {who: bit-mining, machines: 320, power_mw: 1, status: energised, date: 2021-07, source: release}
              |     ^
          hint: give at least one of them
        """,
        example="A move with neither `from` nor `to`.",
    ),
    bad(
        "effective before announced",
        "date-order",
        Edit(ORDER, "effective: 2021-06-20", "effective: 2021-06-17"),
        printed="""
        content/briefings/2021/2021-06-18-sichuan-order.md:9:113: error[date-order]: it is effective on 2021-06-17, before it was announced on 2021-06-18
            9 | : shutdown-order, place: CN-SC, announced: 2021-06-18, effective: 2021-06-17, source: gazette}
              |                                                                   ^
        """,
    ),
    bad(
        "ends before it begins",
        "date-order",
        Edit(NORWAY, "announced: 2025-06-20,", "announced: 2025-06-20, until: 2025-05,"),
        printed="""
        content/briefings/2025/2025-06-20-norway-stop.md:9:101: error[date-order]: it ends on 2025-05, before it begins on 2025-06-20
            9 | nt, measure: moratorium, place: NO, announced: 2025-06-20, until: 2025-05, source: ministry}
              |                                                                   ^
        """,
    ),
    bad(
        "published before the event",
        "date-order",
        Edit(ORDER, "published: 2021-06-24", "published: 2021-06-17"),
        printed="""
        content/briefings/2021/2021-06-18-sichuan-order.md:18:12: error[date-order]: it was published on 2021-06-17, before the event of 2021-06-18
           18 | published: 2021-06-17
              |            ^
        """,
    ),
    bad(
        "update before the publication",
        "date-order",
        Edit(ORDER, "{date: 2021-07-01,", "{date: 2021-06-20,"),
        printed="""
        content/briefings/2021/2021-06-18-sichuan-order.md:20:12: error[date-order]: the update of 2021-06-20 stands after 2021-06-24
           20 |   - {date: 2021-06-20, note: Corrected the number of mines., field: figures, old: 28, new: 26}
              |            ^
        """,
    ),
    bad(
        "updates out of order",
        "date-order",
        Edit(ORDER, "{date: 2021-08-02,", "{date: 2021-06-30,"),
        printed="""
        content/briefings/2021/2021-06-18-sichuan-order.md:21:12: error[date-order]: the update of 2021-06-30 stands after 2021-07-01
           21 |   - {date: 2021-06-30, note: Added the second source.}
              |            ^
        """,
    ),
    bad(
        "cause that came later",
        "date-order",
        Edit(ORDER, "tags: [hydropower]", "caused_by: [2025/norway-stop]"),
        printed="""
        content/briefings/2021/2021-06-18-sichuan-order.md:17:13: error[date-order]: `2025/norway-stop` of 2025-06-20 cannot have caused an event of 2021-06-18
           17 | caused_by: [2025/norway-stop]
              |             ^
        """,
    ),
    bad(
        "cause of itself",
        "date-order",
        Edit(MACHINES, "caused_by: [2021/ganzi-power-cut]", "caused_by: [2021/first-machines]"),
        printed="""
        content/briefings/2021/2021-07-first-machines.md:10:13: error[date-order]: a briefing cannot be its own cause
           10 | caused_by: [2021/first-machines]
              |             ^
          hint: leave it out
        """,
    ),
    bad(
        "citation of nothing",
        "unknown-source",
        Edit(NORWAY, "new mines [@ministry].", "new mines [@ministry], wrote a paper [@papr]."),
        printed="""
        content/briefings/2025/2025-06-20-norway-stop.md:18:86: error[unknown-source]: no source has the id `papr`
           18 | The government of [[NO|Norway]] plans a stop on new mines [@ministry], wrote a paper [@papr].
              |                                                                                      ^
          hint: list it under `sources`
        """,
    ),
    bad(
        "misspelt citation",
        "unknown-source",
        Edit(NORWAY, "new mines [@ministry].", "new mines [@minstry]."),
        printed="""
        content/briefings/2025/2025-06-20-norway-stop.md:18:59: error[unknown-source]: no source has the id `minstry`
           18 | The government of [[NO|Norway]] plans a stop on new mines [@minstry].
              |                                                           ^
          hint: did you mean `ministry`?
        """,
    ),
    bad(
        "action with the source of nothing",
        "unknown-source",
        Edit(NORWAY, "announced: 2025-06-20, source: ministry", "announced: 2025-06-20, source: x"),
        printed="""
        content/briefings/2025/2025-06-20-norway-stop.md:9:102: error[unknown-source]: no source has the id `x`
            9 | t, measure: moratorium, place: NO, announced: 2025-06-20, source: x}
              |                                                                   ^
          hint: list it under `sources`
        """,
    ),
    bad(
        "claim with the source of nothing",
        "unknown-source",
        Edit(ORDER, "{say: by 20 June, source: gazette}", "{say: by 20 June, source: gazete}"),
        printed="""
        content/briefings/2021/2021-06-18-sichuan-order.md:15:35: error[unknown-source]: no source has the id `gazete`
           15 |       - {say: by 20 June, source: gazete}
              |                                   ^
          hint: did you mean `gazette`?
        """,
    ),
    bad(
        "source that nothing cites",
        "uncited-source",
        Edit(
            NORWAY,
            "lang: nb\n",
            "lang: nb\n  - {id: paper, publisher: Paper, title: Stop, url: https://paper.example/}\n",
        ),
        printed="""
        content/briefings/2025/2025-06-20-norway-stop.md:17:5: error[uncited-source]: the source `paper` is never cited
           17 |   - {id: paper, publisher: Paper, title: Stop, url: https://paper.example/}
              |     ^
          hint: cite it in the text as [@paper], or leave it out
        """,
    ),
    bad(
        "two sources with one id",
        "duplicate-source",
        Edit(
            NORWAY,
            "lang: nb\n",
            "lang: nb\n  - {id: ministry, publisher: NRK, title: Stop, url: https://nrk.example/}\n",
        ),
        printed="""
        content/briefings/2025/2025-06-20-norway-stop.md:17:10: error[duplicate-source]: the id `ministry` stands already at source 1
           17 |   - {id: ministry, publisher: NRK, title: Stop, url: https://nrk.example/}
              |          ^
        """,
    ),
)

GROUNDING: Final = (
    bad(
        "number without a fact",
        "ungrounded-number",
        Edit(NORWAY, "on new mines [@", "on 40 new mines of 2,000 kW [@"),
        Edit(
            NORWAY,
            "source: ministry}\n",
            "source: ministry}\nfigures:\n  - {what: power, value: 2, unit: MW, source: ministry}\n",
        ),
        printed="""
        content/briefings/2025/2025-06-20-norway-stop.md:20:49: warning[ungrounded-number]: the number `40` does not stand in the front matter
           20 | The government of [[NO|Norway]] plans a stop on 40 new mines of 2,000 kW [@ministry].
              |                                                 ^
          hint: add it to `figures` with its source, put what is quoted into quotation marks, or leave it out
        """,
        exit_code=0,
    ),
    bad(
        "number in the summary without a fact",
        "ungrounded-number",
        Edit(NORWAY, "wants no new data centres", "wants no more than 40 data centres"),
        printed="""
        content/briefings/2025/2025-06-20-norway-stop.md:5:44: warning[ungrounded-number]: the number `40` does not stand in the front matter
            5 | summary: The government wants no more than 40 data centres that mine cryptocurrency.
              |                                            ^
          hint: add it to `figures` with its source, put what is quoted into quotation marks, or leave it out
        """,
        exit_code=0,
    ),
    bad(
        "paragraph without a source",
        "uncited-paragraph",
        Edit(
            NORWAY,
            "mines [@ministry].",
            "mines [@ministry].\n\nNobody had asked [[NO|the country]] for it.",
        ),
        printed="""
        content/briefings/2025/2025-06-20-norway-stop.md:20:1: warning[uncited-paragraph]: the paragraph cites no source
           20 | Nobody had asked [[NO|the country]] for it.
              | ^
          hint: put [@id] behind each statement, with the id of the source that says so
        """,
        exit_code=0,
    ),
    bad(
        "table without a source",
        "uncited-paragraph",
        Edit(
            NORWAY,
            "mines [@ministry].",
            "mines [@ministry].\n\n## Who asked\n\n| who | what |\n| --- | --- |\n| nobody | nothing |",
        ),
        printed="""
        content/briefings/2025/2025-06-20-norway-stop.md:22:1: warning[uncited-paragraph]: the table cites no source
           22 | | who | what |
              | ^
          hint: put [@id] behind each statement, with the id of the source that says so
        """,
        exit_code=0,
    ),
    bad(
        "summary that says the title",
        "repeated-title",
        Edit(
            NORWAY,
            "The government wants no new data centres that mine cryptocurrency.",
            "Norway plans to stop the new mines. More is to follow.",
        ),
        printed="""
        content/briefings/2025/2025-06-20-norway-stop.md:5:10: warning[repeated-title]: the summary says what the title says
            5 | summary: Norway plans to stop the new mines. More is to follow.
              |          ^
          hint: say what the title leaves out: who, how much, since when, what follows
        """,
        exit_code=0,
    ),
)

PROSE: Final = (
    bad(
        "no text",
        "empty-body",
        Edit(
            NORWAY, "The government of [[NO|Norway]] plans a stop on new mines [@ministry].\n", ""
        ),
        printed="""
        content/briefings/2025/2025-06-20-norway-stop.md:18:1: error[empty-body]: the text is missing
          hint: write it below the second ---
        """,
        example="Front matter, and nothing below its second `---`.",
    ),
    bad(
        "script",
        "raw-html",
        Edit(NORWAY, "new mines [@", "new mines <script>alert(1)</script> [@"),
        printed="""
        content/briefings/2025/2025-06-20-norway-stop.md:18:59: error[raw-html]: the HTML element <script> is not allowed
           18 | The government of [[NO|Norway]] plans a stop on new mines <script>alert(1)</script> [@ministry].
              |                                                           ^
          hint: write it in Markdown, or put it into backticks to show it
        """,
    ),
    bad(
        "script after a comment",
        "raw-html",
        Edit(NORWAY, "[@ministry].\n", "[@ministry].\n\n<!-- now --><script>alert(1)</script>\n"),
        printed="""
        content/briefings/2025/2025-06-20-norway-stop.md:20:13: error[raw-html]: the HTML element <script> is not allowed
           20 | <!-- now --><script>alert(1)</script>
              |             ^
          hint: write it in Markdown, or put it into backticks to show it
        """,
    ),
    bad(
        "event handler",
        "raw-html",
        Edit(NORWAY, "new mines [@", '<b onclick="alert(1)">new</b> mines [@'),
        printed="""
        content/briefings/2025/2025-06-20-norway-stop.md:18:49: error[raw-html]: the attribute `onclick` of <b> is not allowed
           18 | The government of [[NO|Norway]] plans a stop on <b onclick="alert(1)">new</b> mines [@ministry].
              |                                                 ^
          hint: leave it out
        """,
    ),
    bad(
        "event handler behind a quoted bracket",
        "raw-html",
        Edit(NORWAY, "new mines [@", '<b title="1 > 0" onclick="alert(1)">new</b> mines [@'),
        printed="""
        content/briefings/2025/2025-06-20-norway-stop.md:18:49: error[raw-html]: the attribute `onclick` of <b> is not allowed
           18 | The government of [[NO|Norway]] plans a stop on <b title="1 > 0" onclick="alert(1)">new</b> mines [@
              |                                                 ^
          hint: leave it out
        """,
    ),
    bad(
        "raw code block with a script",
        "raw-html",
        Edit(
            NORWAY, "[@ministry].\n", "[@ministry].\n\n<pre><code><script>x</script></code></pre>\n"
        ),
        printed="""
        content/briefings/2025/2025-06-20-norway-stop.md:20:12: error[raw-html]: the HTML element <script> is not allowed
           20 | <pre><code><script>x</script></code></pre>
              |            ^
          hint: write it in Markdown, or put it into backticks to show it
        """,
    ),
    bad(
        "link in HTML",
        "raw-html",
        Edit(NORWAY, "new mines [@", 'new <a href="/about/">mines</a> [@'),
        printed="""
        content/briefings/2025/2025-06-20-norway-stop.md:18:53: error[raw-html]: the HTML element <a> is not allowed
           18 | The government of [[NO|Norway]] plans a stop on new <a href="/about/">mines</a> [@ministry].
              |                                                     ^
          hint: write it in Markdown, or put it into backticks to show it
        """,
    ),
    bad(
        "text of a hundred thousand characters",
        "text-limit",
        Edit(NORWAY, "plans a stop", "plans a stop" + " and another stop" * 6_000),
        printed="""
        content/briefings/2025/2025-06-20-norway-stop.md:18:1: error[text-limit]: the text has 102,071 characters, where 100,000 are allowed
           18 | The government of [[NO|Norway]] plans a stop and another stop and another stop and another stop and
              | ^
          hint: make two briefings of it
        """,
        example="A text of more than 100,000 characters.",
    ),
    bad(
        "text of brackets",
        "text-limit",
        Edit(NORWAY, "plans a stop", "plans a stop " + "[" * 1_000),
        printed="""
        content/briefings/2025/2025-06-20-norway-stop.md:18:1044: error[text-limit]: the text has more than 1,000 `[` and `<`
           18 | [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[ on new mines [@ministry].
              |                                                                   ^
          hint: write it plainer
        """,
    ),
    bad(
        "list in a list, five thousand times",
        "text-limit",
        Edit(NORWAY, "The government of", "1. " * 5_000 + "The government of"),
        printed="""
        content/briefings/2025/2025-06-20-norway-stop.md:18:1: error[text-limit]: the text is nested too deeply
           18 | 1. 1. 1. 1. 1. 1. 1. 1. 1. 1. 1. 1. 1. 1. 1. 1. 1. 1. 1. 1. 1. 1. 1. 1. 1. 1. 1. 1. 1. 1. 1. 1. 1. 1
              | ^
          hint: write it plainer
        """,
    ),
    bad(
        "javascript link",
        "unsafe-link",
        Edit(NORWAY, "new mines [@", "[new mines](javascript:alert) [@"),
        printed="""
        content/briefings/2025/2025-06-20-norway-stop.md:18:61: error[unsafe-link]: the link `javascript:alert` is neither a web or mail address nor a path of the site
           18 | The government of [[NO|Norway]] plans a stop on [new mines](javascript:alert) [@ministry].
              |                                                             ^
          hint: write https://…, mailto:… or a path such as /about/
        """,
    ),
    bad(
        "javascript link in capitals, behind an entity",
        "unsafe-link",
        Edit(NORWAY, "new mines [@", "[new mines](JAVA&#83;CRIPT:alert) [@"),
        printed="""
        content/briefings/2025/2025-06-20-norway-stop.md:18:61: error[unsafe-link]: the link `JAVASCRIPT:alert` is neither a web or mail address nor a path of the site
           18 | The government of [[NO|Norway]] plans a stop on [new mines](JAVA&#83;CRIPT:alert) [@ministry].
              |                                                             ^
          hint: write https://…, mailto:… or a path such as /about/
        """,
    ),
    bad(
        "javascript link behind a control character",
        "unsafe-link",
        Edit(NORWAY, "new mines [@", "[new mines](&#1;javascript:alert) [@"),
        printed="""
        content/briefings/2025/2025-06-20-norway-stop.md:18:61: error[unsafe-link]: the link `\\x01javascript:alert` is neither a web or mail address nor a path of the site
           18 | The government of [[NO|Norway]] plans a stop on [new mines](&#1;javascript:alert) [@ministry].
              |                                                             ^
          hint: write https://…, mailto:… or a path such as /about/
        """,
    ),
    bad(
        "data link",
        "unsafe-link",
        Edit(NORWAY, "new mines [@", "[new mines](data:text/html,x) [@"),
        printed="""
        content/briefings/2025/2025-06-20-norway-stop.md:18:61: error[unsafe-link]: the link `data:text/html,x` is neither a web or mail address nor a path of the site
           18 | The government of [[NO|Norway]] plans a stop on [new mines](data:text/html,x) [@ministry].
              |                                                             ^
          hint: write https://…, mailto:… or a path such as /about/
        """,
    ),
    bad(
        "protocol-relative link",
        "unsafe-link",
        Edit(NORWAY, "new mines [@", "[new mines](//evil.example/x) [@"),
        printed="""
        content/briefings/2025/2025-06-20-norway-stop.md:18:61: error[unsafe-link]: the link `//evil.example/x` is neither a web or mail address nor a path of the site
           18 | The government of [[NO|Norway]] plans a stop on [new mines](//evil.example/x) [@ministry].
              |                                                             ^
          hint: write https://…, mailto:… or a path such as /about/
        """,
    ),
    bad(
        "link with a scheme of the engine",
        "unsafe-link",
        Edit(NORWAY, "new mines [@", "[new mines](wiki:mines) [@"),
        printed="""
        content/briefings/2025/2025-06-20-norway-stop.md:18:61: error[unsafe-link]: the link `wiki:mines` is neither a web or mail address nor a path of the site
           18 | The government of [[NO|Norway]] plans a stop on [new mines](wiki:mines) [@ministry].
              |                                                             ^
          hint: write https://…, mailto:… or a path such as /about/
        """,
    ),
    bad(
        "javascript link twice",
        "unsafe-link",
        Edit(NORWAY, "new mines [@", "[new](javascript:x) [mines](javascript:x) [@"),
        printed="""
        content/briefings/2025/2025-06-20-norway-stop.md:18:55: error[unsafe-link]: the link `javascript:x` is neither a web or mail address nor a path of the site
           18 | The government of [[NO|Norway]] plans a stop on [new](javascript:x) [mines](javascript:x) [@ministry
              |                                                       ^
          hint: write https://…, mailto:… or a path such as /about/

        content/briefings/2025/2025-06-20-norway-stop.md:18:77: error[unsafe-link]: the link `javascript:x` is neither a web or mail address nor a path of the site
           18 | ment of [[NO|Norway]] plans a stop on [new](javascript:x) [mines](javascript:x) [@ministry].
              |                                                                   ^
          hint: write https://…, mailto:… or a path such as /about/
        """,
    ),
    bad(
        "unsafe link in a footnote",
        "unsafe-link",
        Edit(POWER_CUT, "Nobody else has", "[Nobody](vbscript:x) else has"),
        printed="""
        content/briefings/2021/2021-06-19-ganzi-power-cut.md:36:20: error[unsafe-link]: the link `vbscript:x` is neither a web or mail address nor a path of the site
           36 | [^count]: [Nobody](vbscript:x) else has seen them.
              |                    ^
          hint: write https://…, mailto:… or a path such as /about/
        """,
    ),
    bad(
        "image from elsewhere",
        "external-image",
        Edit(NORWAY, "new mines [@", "![mines](https://images.example/mines.png) [@"),
        printed="""
        content/briefings/2025/2025-06-20-norway-stop.md:18:58: error[external-image]: the image `https://images.example/mines.png` comes from another host
           18 | The government of [[NO|Norway]] plans a stop on ![mines](https://images.example/mines.png) [@ministr
              |                                                          ^
          hint: put a copy into templates/static/ and write /static/…
        """,
    ),
    bad(
        "first-level heading",
        "heading-level",
        Edit(POWER_CUT, "## What stood there", "# What stood there"),
        printed="""
        content/briefings/2021/2021-06-19-ganzi-power-cut.md:27:1: error[heading-level]: a first-level heading
           27 | # What stood there
              | ^
          hint: use ##
        """,
    ),
    bad(
        "first-level heading without a blank",
        "heading-level",
        Edit(POWER_CUT, "## What stood there", "#What stood there"),
        printed="""
        content/briefings/2021/2021-06-19-ganzi-power-cut.md:27:1: error[heading-level]: a first-level heading
           27 | #What stood there
              | ^
          hint: use ##
        """,
    ),
    bad(
        "first-level heading that is underlined",
        "heading-level",
        Edit(POWER_CUT, "## What stood there", "What stood there\n================"),
        printed="""
        content/briefings/2021/2021-06-19-ganzi-power-cut.md:27:1: error[heading-level]: a first-level heading
           27 | What stood there
              | ^
          hint: use ##
        """,
    ),
    bad(
        "first-level heading in HTML",
        "raw-html",
        Edit(POWER_CUT, "## What stood there", "<h1>What stood there</h1>"),
        printed="""
        content/briefings/2021/2021-06-19-ganzi-power-cut.md:27:1: error[raw-html]: the HTML element <h1> is not allowed
           27 | <h1>What stood there</h1>
              | ^
          hint: write it in Markdown, or put it into backticks to show it
        """,
    ),
)

BETWEEN_FILES: Final = (
    bad(
        "unknown place",
        "unknown-place",
        Edit(NORWAY, "places: [NO]", "places: [NO, SE]"),
        printed="""
        content/briefings/2025/2025-06-20-norway-stop.md:6:14: error[unknown-place]: no place has the id `SE`
            6 | places: [NO, SE]
              |              ^
          hint: add `SE` to places.yaml
        """,
    ),
    bad(
        "unknown subdivision that is like one of another country",
        "unknown-place",
        Edit(NORWAY, "places: [NO]", "places: [NO, NO-SC]"),
        printed="""
        content/briefings/2025/2025-06-20-norway-stop.md:6:14: error[unknown-place]: no place has the id `NO-SC`
            6 | places: [NO, NO-SC]
              |              ^
          hint: add `NO-SC` to places.yaml
        """,
    ),
    bad(
        "subdivision that is misspelt",
        "unknown-place",
        Edit(MACHINES, "to: KZ,", "to: CN-SX,"),
        printed="""
        content/briefings/2021/2021-07-first-machines.md:9:27: error[unknown-place]: no place has the id `CN-SX`
            9 |   - {who: bit-mining, to: CN-SX, machines: 320, power_mw: 1, status: energised, date: 2021-07, sourc
              |                           ^
          hint: did you mean `CN-SC`?
        """,
    ),
    bad(
        "unknown subdivision",
        "unknown-place",
        Edit(MACHINES, "to: KZ,", "to: KZ-PAV,"),
        printed="""
        content/briefings/2021/2021-07-first-machines.md:9:27: error[unknown-place]: no place has the id `KZ-PAV`
            9 |   - {who: bit-mining, to: KZ-PAV, machines: 320, power_mw: 1, status: energised, date: 2021-07, sour
              |                           ^
          hint: add `KZ-PAV` to places.yaml
        """,
    ),
    bad(
        "place of an action that is unknown",
        "unknown-place",
        Edit(NORWAY, "measure: moratorium, place: NO", "measure: moratorium, place: SE"),
        printed="""
        content/briefings/2025/2025-06-20-norway-stop.md:9:67: error[unknown-place]: no place has the id `SE`
            9 |   - {authority: norwegian-government, measure: moratorium, place: SE, announced: 2025-06-20, source:
              |                                                                   ^
          hint: add `SE` to places.yaml
        """,
    ),
    bad(
        "seat of an organisation that is unknown",
        "unknown-place",
        Edit(ORGANISATIONS, "country: NO\n", "country: SE\n"),
        printed="""
        content/organisations.yaml:9:12: error[unknown-place]: no place has the id `SE`
            9 |   country: SE
              |            ^
          hint: add `SE` to places.yaml
        """,
    ),
    bad(
        "unknown organisation",
        "unknown-organisation",
        Edit(MACHINES, "organisations: [bit-mining]", "organisations: [bitmining]"),
        printed="""
        content/briefings/2021/2021-07-first-machines.md:7:17: error[unknown-organisation]: no organisation has the id `bitmining`
            7 | organisations: [bitmining]
              |                 ^
          hint: did you mean `bit-mining`?
        """,
    ),
    bad(
        "unknown authority",
        "unknown-organisation",
        Edit(NORWAY, "{authority: norwegian-government", "{authority: storting"),
        printed="""
        content/briefings/2025/2025-06-20-norway-stop.md:9:17: error[unknown-organisation]: no organisation has the id `storting`
            9 |   - {authority: storting, measure: moratorium, place: NO, announced: 2025-06-20, source: ministry}
              |                 ^
          hint: add `storting` to organisations.yaml
        """,
    ),
    bad(
        "unknown thread",
        "unknown-thread",
        Edit(MACHINES, "thread: bit-mining-exodus", "thread: bitmining-exodus"),
        printed="""
        content/briefings/2021/2021-07-first-machines.md:11:9: error[unknown-thread]: no thread has the id `bitmining-exodus`
           11 | thread: bitmining-exodus
              |         ^
          hint: did you mean `bit-mining-exodus`?
        """,
    ),
    bad(
        "unknown briefing",
        "unknown-briefing",
        Edit(MACHINES, "caused_by: [2021/ganzi-power-cut]", "caused_by: [2021/ganzi-power]"),
        printed="""
        content/briefings/2021/2021-07-first-machines.md:10:13: error[unknown-briefing]: no briefing has the id `2021/ganzi-power`
           10 | caused_by: [2021/ganzi-power]
              |             ^
          hint: did you mean `2021/ganzi-power-cut`?
        """,
    ),
    bad(
        "wiki link to nothing",
        "unknown-link",
        Edit(NORWAY, "new mines [@", "new mines of [[bit-minning]] [@"),
        printed="""
        content/briefings/2025/2025-06-20-norway-stop.md:18:62: error[unknown-link]: [[bit-minning]] is no organisation, place or briefing
           18 | The government of [[NO|Norway]] plans a stop on new mines of [[bit-minning]] [@ministry].
              |                                                              ^
          hint: did you mean `bit-mining`?
        """,
    ),
    bad(
        "wiki link to nothing, behind one that starts alike",
        "unknown-link",
        Edit(NORWAY, "new mines [@", "mines of [[bit-mining]] and [[bit]] [@"),
        printed="""
        content/briefings/2025/2025-06-20-norway-stop.md:18:77: error[unknown-link]: [[bit]] is no organisation, place or briefing
           18 | The government of [[NO|Norway]] plans a stop on mines of [[bit-mining]] and [[bit]] [@ministry].
              |                                                                             ^
          hint: briefings are linked as [[year/slug]]
        """,
    ),
    bad(
        "wiki link to nothing, with blanks",
        "unknown-link",
        Edit(NORWAY, "new mines [@", "new mines of [[ storting ]] [@"),
        printed="""
        content/briefings/2025/2025-06-20-norway-stop.md:18:62: error[unknown-link]: [[storting]] is no organisation, place or briefing
           18 | The government of [[NO|Norway]] plans a stop on new mines of [[ storting ]] [@ministry].
              |                                                              ^
          hint: briefings are linked as [[year/slug]]
        """,
    ),
    bad(
        "wiki link with the title of a briefing",
        "unknown-link",
        Edit(THREAD, "[[2021/ganzi-power-cut|a power cut]]", "[[BIT Mining loses its power]]"),
        printed="""
        content/threads/bit-mining-exodus.md:5:16: error[unknown-link]: [[BIT Mining loses its power]] is no organisation, place or briefing
            5 | It begins with [[BIT Mining loses its power]] and ends, for now, in [[KZ]].
              |                ^
          hint: briefings are linked as [[year/slug]]
        """,
    ),
    bad(
        "wiki link to a draft",
        "draft-link",
        Edit(NORWAY, "new mines [@", "[[2025/tromso-hearing|new]] mines [@"),
        printed="""
        content/briefings/2025/2025-06-20-norway-stop.md:18:49: error[draft-link]: [[2025/tromso-hearing]] is a draft
           18 | The government of [[NO|Norway]] plans a stop on [[2025/tromso-hearing|new]] mines [@ministry].
              |                                                 ^
          hint: publish it first, or leave the link out
        """,
    ),
    bad(
        "draft as a cause",
        "draft-link",
        Edit(NORWAY, "places: [NO]", "caused_by: [2025/tromso-hearing]\nplaces: [NO]"),
        printed="""
        content/briefings/2025/2025-06-20-norway-stop.md:6:13: error[draft-link]: `2025/tromso-hearing` is a draft
            6 | caused_by: [2025/tromso-hearing]
              |             ^
          hint: publish it first, or leave this out
        """,
    ),
    bad(
        "subdivision without its country",
        "missing-country",
        Edit(PLACES, "NO:\n", "SE-BD:\n  name: Norrbotten\nNO:\n"),
        printed="""
        content/places.yaml:9:1: error[missing-country]: `SE-BD` lies in `SE`, which has no entry
            9 | SE-BD:
              | ^
          hint: add `SE` to places.yaml
        """,
    ),
    bad(
        "two briefings with one slug",
        "duplicate-url",
        Write(
            "content/briefings/2025/2025-06-21-norway-stop.md",
            GOOD_BRIEFING,
        ),
        printed="""
        content/briefings/2025/2025-06-21-norway-stop.md:1:1: error[duplicate-url]: the URL /briefings/2025/norway-stop/ belongs already to content/briefings/2025/2025-06-20-norway-stop.md
            1 | ---
              | ^
          hint: give one of them another slug
        """,
        example="A second briefing of 2025 whose slug is `norway-stop`.",
    ),
    bad(
        "alias that is a briefing",
        "duplicate-url",
        Edit(POWER_CUT, "/ganzi.html]", "/briefings/2021/sichuan-order/]"),
        printed="""
        content/briefings/2021/2021-06-19-ganzi-power-cut.md:17:48: error[duplicate-url]: the URL /briefings/2021/sichuan-order/ belongs already to content/briefings/2021/2021-06-18-sichuan-order.md
           17 | aliases: [/briefings/2021/power-cut-in-ganzi/, /briefings/2021/sichuan-order/]
              |                                                ^
          hint: choose another one, or leave it out
        """,
    ),
    bad(
        "alias that is the briefing itself",
        "duplicate-url",
        Edit(POWER_CUT, "/ganzi.html]", "/briefings/2021/ganzi-power-cut/]"),
        printed="""
        content/briefings/2021/2021-06-19-ganzi-power-cut.md:17:48: error[duplicate-url]: the URL /briefings/2021/ganzi-power-cut/ belongs already to content/briefings/2021/2021-06-19-ganzi-power-cut.md
           17 | aliases: [/briefings/2021/power-cut-in-ganzi/, /briefings/2021/ganzi-power-cut/]
              |                                                ^
          hint: choose another one, or leave it out
        """,
    ),
    bad(
        "alias that is a page",
        "duplicate-url",
        Edit(POWER_CUT, "/ganzi.html]", "/about/]"),
        printed="""
        content/briefings/2021/2021-06-19-ganzi-power-cut.md:17:48: error[duplicate-url]: the URL /about/ belongs already to content/pages/about.md
           17 | aliases: [/briefings/2021/power-cut-in-ganzi/, /about/]
              |                                                ^
          hint: choose another one, or leave it out
        """,
    ),
    bad(
        "alias that is a list of the site",
        "duplicate-url",
        Edit(POWER_CUT, "/ganzi.html]", "/places/kz/]"),
        printed="""
        content/briefings/2021/2021-06-19-ganzi-power-cut.md:17:48: error[duplicate-url]: the URL /places/kz/ belongs already to a page that the site makes itself
           17 | aliases: [/briefings/2021/power-cut-in-ganzi/, /places/kz/]
              |                                                ^
          hint: choose another one, or leave it out
        """,
    ),
    bad(
        "alias that two briefings claim",
        "duplicate-url",
        Edit(MACHINES, "caused_by:", "aliases: [/ganzi.html]\ncaused_by:"),
        printed="""
        content/briefings/2021/2021-06-19-ganzi-power-cut.md:17:48: error[duplicate-url]: the URL /ganzi.html belongs already to content/briefings/2021/2021-07-first-machines.md
           17 | aliases: [/briefings/2021/power-cut-in-ganzi/, /ganzi.html]
              |                                                ^
          hint: choose another one, or leave it out
        """,
    ),
    bad(
        "alias below a file",
        "duplicate-url",
        Edit(MACHINES, "caused_by:", "aliases: [/ganzi.html/more/]\ncaused_by:"),
        printed="""
        content/briefings/2021/2021-07-first-machines.md:10:11: error[duplicate-url]: the URL /ganzi.html/more/ belongs already to content/briefings/2021/2021-06-19-ganzi-power-cut.md
           10 | aliases: [/ganzi.html/more/]
              |           ^
          hint: choose another one, or leave it out
        """,
    ),
    bad(
        "page with the name of a list",
        "duplicate-url",
        Write(
            "content/pages/places.md",
            "---\ntitle: Places\nsummary: Where mines stand.\n---\nEverywhere.\n",
        ),
        printed="""
        content/pages/places.md:1:1: error[duplicate-url]: the URL /places/ belongs already to a page that the site makes itself
            1 | ---
              | ^
          hint: choose another one, or leave it out
        """,
    ),
)

TABLES: Final = (
    bad(
        "table with semicolons",
        "wrong-type",
        Write(
            SHARES,
            "month;place;share_percent;source_url;release\n2021-07;KZ;18,05;https://shares.example/;2021\n",
        ),
        printed="""
        content/data/hashrate-share.csv:1:1: error[wrong-type]: the columns are not separated by commas
            1 | month;place;share_percent;source_url;release
              | ^
          hint: save the table with commas, not semicolons or tabs, between them: month,place,share_percent,source_url,release
        """,
    ),
    bad(
        "row with semicolons",
        "wrong-type",
        Edit(SHARES, "2021-07,KZ,18.05,", "2021-07;KZ;18.05;"),
        printed="""
        content/data/hashrate-share.csv:5:1: error[wrong-type]: the row has 2 cells, where the header has 5
            5 | 2021-07;KZ;18.05;https://shares.example/2021,2021-10-13
              | ^
          hint: a row is month,place,share_percent,source_url,release; a text with a comma in it goes between double quotes
        """,
    ),
    bad(
        "share of an unknown place",
        "unknown-place",
        Edit(SHARES, "2021-07,KZ,", "2021-07,KG,"),
        printed="""
        content/data/hashrate-share.csv:5:9: error[unknown-place]: no place has the id `KG`
            5 | 2021-07,KG,18.05,https://shares.example/2021,2021-10-13
              |         ^
          hint: add `KG` to places.yaml
        """,
    ),
    bad(
        "share of more than all",
        "invalid-number",
        Edit(SHARES, "KZ,13.8,", "KZ,138,"),
        printed="""
        content/data/hashrate-share.csv:3:12: error[invalid-number]: `share_percent`: `138` is not between 0 and 100
            3 | 2021-06,KZ,138,https://shares.example/2021,2021-10-13
              |            ^
        """,
    ),
    bad(
        "share with a comma",
        "wrong-type",
        Edit(SHARES, "KZ,13.8,", "KZ,13,8,"),
        printed="""
        content/data/hashrate-share.csv:3:1: error[wrong-type]: the row has 6 cells, where the header has 5
            3 | 2021-06,KZ,13,8,https://shares.example/2021,2021-10-13
              | ^
          hint: a row is month,place,share_percent,source_url,release; a text with a comma in it goes between double quotes
        """,
    ),
    bad(
        "share that is no number",
        "invalid-number",
        Edit(SHARES, "KZ,13.8,", "KZ,13.8 %,"),
        printed="""
        content/data/hashrate-share.csv:3:12: error[invalid-number]: `share_percent`: `13.8 %` is not a plain number
            3 | 2021-06,KZ,13.8 %,https://shares.example/2021,2021-10-13
              |            ^
          hint: write digits alone: 2600 or 18.2
        """,
    ),
    bad(
        "share without a place",
        "missing-key",
        Edit(SHARES, "2021-07,KZ,", "2021-07,,"),
        printed="""
        content/data/hashrate-share.csv:5:1: error[missing-key]: missing key `place`
            5 | 2021-07,,18.05,https://shares.example/2021,2021-10-13
              | ^
          hint: add it: id of a place, or `other` for all other places together
        """,
    ),
    bad(
        "share of a day",
        "invalid-date",
        Edit(SHARES, "2021-07,KZ", "2021-07-01,KZ"),
        printed="""
        content/data/hashrate-share.csv:5:1: error[invalid-date]: `month`: `2021-07-01` is not a month
            5 | 2021-07-01,KZ,18.05,https://shares.example/2021,2021-10-13
              | ^
          hint: write it as YYYY-MM
        """,
    ),
    bad(
        "share twice",
        "duplicate-value",
        Edit(SHARES, "2021-07,KZ", "2021-06,KZ"),
        printed="""
        content/data/hashrate-share.csv:5:1: error[duplicate-value]: the row of `2021-06` and `KZ` stands already in line 3
            5 | 2021-06,KZ,18.05,https://shares.example/2021,2021-10-13
              | ^
          hint: keep one of them
        """,
    ),
    bad(
        "column that is misspelt",
        "unknown-key",
        Edit(SHARES, "share_percent", "share_per_cent"),
        printed="""
        content/data/hashrate-share.csv:1:13: error[unknown-key]: unknown column `share_per_cent`
            1 | month,place,share_per_cent,source_url,release
              |             ^
          hint: did you mean `share_percent`?
        """,
    ),
    bad(
        "column that is missing",
        "missing-key",
        Edit(
            SHARES,
            "month,place,share_percent,source_url,release",
            "month,place,share_percent,source_url",
        ),
        printed="""
        content/data/hashrate-share.csv:1:1: error[missing-key]: missing column `release`
            1 | month,place,share_percent,source_url
              | ^
          hint: the columns are month,place,share_percent,source_url,release
        """,
    ),
    bad(
        "column twice",
        "duplicate-key",
        Edit(SHARES, "source_url,release", "source_url,month"),
        printed="""
        content/data/hashrate-share.csv:1:1: error[missing-key]: missing column `release`
            1 | month,place,share_percent,source_url,month
              | ^
          hint: the columns are month,place,share_percent,source_url,release

        content/data/hashrate-share.csv:1:38: error[duplicate-key]: the column `month` stands twice
            1 | month,place,share_percent,source_url,month
              |                                      ^
          hint: the columns are month,place,share_percent,source_url,release
        """,
    ),
    bad(
        "quote that does not end",
        "wrong-type",
        Edit(SHARES, '"https://shares.example/2021?a,b",', '"https://shares.example/2021?a,b,'),
        printed="""
        content/data/hashrate-share.csv:4:20: error[wrong-type]: the cell does not end where it should
            4 | 2021-06,other,51.9,"https://shares.example/2021?a,b,2021-10-13
              |                    ^
          hint: put a text with commas or quotes between quotes, on one line, and write "" for a quote in it
        """,
    ),
)

TEMPLATES: Final = (
    bad(
        "block without an end",
        "template-syntax",
        Write("templates/text.html", "<title>{{ view.heading }}</title>\n{% block main %}\n"),
        printed="""
        templates/text.html:2:1: error[template-syntax]: Unexpected end of template. Jinja was looking for the following tags: 'endblock'. The innermost block that needs to be closed is 'block'.
            2 | {% block main %}
              | ^
        """,
    ),
    bad(
        "filter that does not exist",
        "template-syntax",
        Write("templates/text.html", "<title>{{ view.heading|shout }}</title>\n"),
        printed="""
        templates/text.html:1:1: error[template-syntax]: No filter named 'shout'.
            1 | <title>{{ view.heading|shout }}</title>
              | ^
        """,
    ),
    bad(
        "include with a computed name",
        "template-syntax",
        Write("templates/text.html", "<title>\n{% include view.heading %}\n</title>\n"),
        printed="""
        templates/text.html:2:1: error[template-syntax]: the name of a template is computed
            2 | {% include view.heading %}
              | ^
          hint: extends, include and import take a name in quotes, so that it is known what a page is made of
        """,
    ),
    bad(
        "number that is too long to write",
        "template-syntax",
        Write("templates/text.html", "<title>\n{{ 10 ** 10000 }}\n</title>\n"),
        printed="""
        templates/text.html:1:1: error[template-syntax]: cannot be compiled: Exceeds the limit (4300 digits) for integer string conversion; use sys.set_int_max_str_digits() to increase the limit
            1 | <title>
              | ^
        """,
    ),
    bad(
        "include of nothing",
        "template-missing",
        Write("templates/text.html", '<title>\n{% include "publishr.html" %}\n</title>\n'),
        printed="""
        templates/text.html:2:13: error[template-missing]: there is no template `publishr.html`
            2 | {% include "publishr.html" %}
              |             ^
          hint: did you mean `publisher.html`?
        """,
    ),
    bad(
        "misspelt parent",
        "template-missing",
        Write("templates/text.html", '{% extends "bse.html" %}\n'),
        printed="""
        templates/text.html:1:13: error[template-missing]: there is no template `bse.html`
            1 | {% extends "bse.html" %}
              |             ^
          hint: did you mean `base.html`?
        """,
    ),
    bad(
        "include that climbs",
        "template-missing",
        Write("templates/text.html", '<title>\n{% include "../content/site.yaml" %}\n</title>\n'),
        printed="""
        templates/text.html:2:13: error[template-missing]: there is no template `../content/site.yaml`
            2 | {% include "../content/site.yaml" %}
              |             ^
        """,
    ),
    bad(
        "template of a page is missing",
        "template-missing",
        Remove("templates/publisher.html"),
        printed="""
        templates/publisher.html:1:1: error[template-missing]: the template `publisher.html` is missing
          hint: did you mean `list.html`?
        """,
    ),
    bad(
        "style sheet that cannot be read",
        "stylesheet-syntax",
        Write("templates/static/site.css", "p { color: red }\nb[=] { color: blue }\n"),
        printed="""
        templates/static/site.css:2:3: error[stylesheet-syntax]: No qualified name in attribute selector: Delim('=').
            2 | b[=] { color: blue }
              |   ^
        """,
    ),
    bad(
        "undefined variable",
        "template-error",
        Write("templates/text.html", "<title>\n{{ heading }}\n</title>\n"),
        printed="""
        templates/text.html:2:1: error[template-error]: while rendering /about/: 'heading' is undefined
            2 | {{ heading }}
              | ^
        """,
    ),
    bad(
        "undefined attribute",
        "template-error",
        Write("templates/text.html", "<title>{{ view.titel }}</title>\n"),
        printed="""
        templates/text.html:1:1: error[template-error]: while rendering /about/: 'hashtrail.views.pages.TextView object' has no attribute 'titel'
            1 | <title>{{ view.titel }}</title>
              | ^
        """,
    ),
    bad(
        "undefined attribute in a macro",
        "template-error",
        Write(
            "templates/macros/shout.html", "{% macro shout(x) %}\n{{ x.url }}!\n{% endmacro %}\n"
        ),
        Write(
            "templates/text.html",
            '{% from "macros/shout.html" import shout %}\n<title>{{ shout(view.heading) }}</title>\n',
        ),
        printed="""
        templates/macros/shout.html:2:1: error[template-error]: while rendering /about/: 'str object' has no attribute 'url'
            2 | {{ x.url }}!
              | ^
        """,
    ),
    bad(
        "mistake on every page",
        "template-error",
        Write("templates/list.html", "<title>{{ view.headin }}</title>\n"),
        printed="""
        templates/list.html:1:1: error[template-error]: while rendering /briefings/: 'hashtrail.views.lists.ListView object' has no attribute 'headin'
            1 | <title>{{ view.headin }}</title>
              | ^
        """,
    ),
    bad(
        "division by zero in a template",
        "template-error",
        Write("templates/text.html", "<title>{{ 1 / (view.heading|length - 18) }}</title>\n"),
        printed="""
        templates/text.html:1:1: error[template-error]: while rendering /about/: division by zero
            1 | <title>{{ 1 / (view.heading|length - 18) }}</title>
              | ^
        """,
    ),
    bad(
        "list that is shorter in a template",
        "template-error",
        Write("templates/text.html", "{% set first = [].pop() %}\n"),
        printed="""
        templates/text.html:1:1: error[template-error]: while rendering /about/: pop from empty list
            1 | {% set first = [].pop() %}
              | ^
        """,
    ),
    bad(
        "template that includes itself",
        "template-error",
        Write("templates/text.html", '<title>\n{% include "text.html" %}\n</title>\n'),
        printed="""
        templates/text.html:2:1: error[template-error]: while rendering /about/: the template includes itself without end
            2 | {% include "text.html" %}
              | ^
        """,
    ),
    bad(
        "template in Latin-1",
        "not-utf8",
        Write("templates/text.html", b"Troms\xf8"),
        printed="""
        templates/text.html:1:1: error[not-utf8]: the template is not UTF-8: invalid start byte
            1 | Troms�
              | ^
        """,
    ),
)

LINKS: Final = (
    bad(
        "dead link in a briefing",
        "dead-link",
        Edit(NORWAY, "new mines [@", "[new mines](/placse/no/) [@"),
        printed="""
        content/briefings/2025/2025-06-20-norway-stop.md:18:61: error[dead-link]: `/placse/no/`: no page or file of the site has this address
           18 | The government of [[NO|Norway]] plans a stop on [new mines](/placse/no/) [@ministry].
              |                                                             ^
          hint: did you mean `/places/no/`?
        """,
    ),
    bad(
        "dead relative link in a briefing",
        "dead-link",
        Edit(MACHINES, "](../sichuan-order/#page-main)", "](../sichuan-ordr/)"),
        printed="""
        content/briefings/2021/2021-07-first-machines.md:18:121: error[dead-link]: `../sichuan-ordr/`: no page or file of the site has this address
           18 | release]. The order they followed is in [the briefing of 18 June](../sichuan-ordr/), what came befor
              |                                                                   ^
          hint: did you mean `/briefings/2021/sichuan-order/`?
        """,
    ),
    bad(
        "link to a draft by its path",
        "dead-link",
        Edit(NORWAY, "new mines [@", "[new mines](/briefings/2025/tromso-hearing/) [@"),
        printed="""
        content/briefings/2025/2025-06-20-norway-stop.md:18:61: error[dead-link]: `/briefings/2025/tromso-hearing/`: no page or file of the site has this address
           18 | The government of [[NO|Norway]] plans a stop on [new mines](/briefings/2025/tromso-hearing/) [@minis
              |                                                             ^
          hint: did you mean `/briefings/2021/first-machines/`?
        """,
    ),
    bad(
        "dead link in a page",
        "dead-link",
        Edit(ABOUT, "(/briefings/)", "(/briefing/)"),
        printed="""
        content/pages/about.md:7:45: error[dead-link]: `/briefing/`: no page or file of the site has this address
            7 | A small archive. Start with [all briefings](/briefing/), or write to <desk@example.org>.
              |                                             ^
          hint: did you mean `/briefings/`?
        """,
    ),
    bad(
        "picture that is missing",
        "dead-link",
        Edit(NORWAY, "new mines [@", "![new mines](/static/mines.png) [@"),
        printed="""
        content/briefings/2025/2025-06-20-norway-stop.md:18:62: error[dead-link]: `/static/mines.png`: no page or file of the site has this address
           18 | The government of [[NO|Norway]] plans a stop on ![new mines](/static/mines.png) [@ministry].
              |                                                              ^
          hint: did you mean `/static/icon.svg`?
        """,
    ),
    bad(
        "link without its last slash",
        "dead-link",
        Edit(ABOUT, "(/briefings/)", "(/briefings)"),
        printed="""
        content/pages/about.md:7:45: error[dead-link]: `/briefings`: no page or file of the site has this address
            7 | A small archive. Start with [all briefings](/briefings), or write to <desk@example.org>.
              |                                             ^
          hint: did you mean `/briefings/`?
        """,
    ),
    bad(
        "dead link in a template",
        "dead-link",
        Write(
            "templates/text.html", '<title>{{ view.heading }}</title>\n<a href="/imprint/">Us</a>\n'
        ),
        printed="""
        templates/text.html:2:10: error[dead-link]: `/imprint/` on the page /about/: no page or file of the site has this address
            2 | <a href="/imprint/">Us</a>
              |          ^
          hint: did you mean `/timeline/`?
        """,
    ),
    bad(
        "dead fragment of the same page",
        "dead-fragment",
        Edit(ABOUT, "(#what-it-is)", "(#what-it-was)"),
        printed="""
        content/pages/about.md:11:20: error[dead-fragment]: `#what-it-was`: the page has no part `#what-it-was`
           11 | It is [not advice](#what-it-was).
              |                    ^
        """,
    ),
    bad(
        "dead fragment of another page",
        "dead-fragment",
        Edit(MACHINES, "/#page-main)", "/#page-end)"),
        printed="""
        content/briefings/2021/2021-07-first-machines.md:18:121: error[dead-fragment]: `../sichuan-order/#page-end`: the page has no part `#page-end`
           18 | release]. The order they followed is in [the briefing of 18 June](../sichuan-order/#page-end), what
              |                                                                   ^
          hint: did you mean `page-record`?
        """,
    ),
)

OUTPUT: Final = (
    bad(
        "foreign output folder",
        "foreign-output",
        Write("elsewhere/thesis.txt", "Chapter one.\n"),
        arguments=("--output", "elsewhere"),
        printed="""
        elsewhere:1:1: error[foreign-output]: the output folder holds files that no build has written, such as `thesis.txt`
          hint: choose an empty folder, or empty this one
        """,
        example="`python build.py --output elsewhere`, where that folder holds `thesis.txt`.",
    ),
    bad(
        "content as the output folder",
        "foreign-output",
        arguments=("--output", "content"),
        printed="""
        content:1:1: error[foreign-output]: the output folder holds files that no build has written, such as `briefings`
          hint: choose an empty folder, or empty this one
        """,
    ),
    bad(
        "file as the output folder",
        "foreign-output",
        Write("elsewhere", "Not a folder.\n"),
        arguments=("--output", "elsewhere"),
        printed="""
        elsewhere:1:1: error[foreign-output]: the output folder cannot be used: Not a directory
        """,
    ),
    bad(
        "damaged list of files",
        "foreign-output",
        Write("output/.hashtrail-files", b"\x00\xff"),
        printed="""
        output/.hashtrail-files:1:1: error[foreign-output]: the list of the files that builds have written is damaged
          hint: empty the output folder
        """,
    ),
    bad(
        "symbolic link in the output folder",
        "output-failed",
        Edit(ABOUT, "A small archive.", "A very small archive."),
        Do("`output/about` is a symbolic link to a folder elsewhere.", _output_through_link),
        printed="""
        output/about:1:1: error[output-failed]: a symbolic link stands where a folder is needed
          hint: remove it; a build writes nothing through links
        """,
        example="`output/about` is a symbolic link to a folder elsewhere.",
    ),
    bad(
        "folder where a page should be written",
        "output-failed",
        Do(
            "A folder with a file of yours stands at `output/about/index.html/`.",
            _folder_in_the_way,
        ),
        printed="""
        output/about/index.html:1:1: error[output-failed]: a folder with files that no build has written stands where a file is needed
          hint: move it away
        """,
    ),
    bad(
        "worker that was killed",
        "worker-died",
        Edit(SITE, "title: Small Archive\n", "title: Smaller Archive\n"),
        Do("One of the two processes is killed.", _dead_worker),
        arguments=("--jobs", "2"),
        printed="""
        content:1:1: error[worker-died]: a worker process died; with --jobs 1 its error can be seen
        """,
        example="`python build.py --jobs 2`, and one of the two processes is killed.",
    ),
    bad(
        "damaged store",
        "store-reset",
        Write(".hashtrail/sources", b"\x00\xff"),
        printed="""
        .hashtrail:1:1: warning[store-reset]: the store is of another form; starting over
        """,
        exit_code=0,
        example="A file of `.hashtrail/` that was damaged.",
    ),
    bad(
        "full disk",
        "output-failed",
        Do("The disk is full.", _full_disk),
        printed="""
        output/about/index.html:1:1: error[output-failed]: the file cannot be written: No space left on device
        """,
    ),
)

BAD_INPUTS: Final = (
    *FILES,
    *YAML,
    *FIELDS,
    *BRIEFING,
    *GROUNDING,
    *PROSE,
    *BETWEEN_FILES,
    *TABLES,
    *TEMPLATES,
    *LINKS,
    *OUTPUT,
)
