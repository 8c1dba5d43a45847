"""Errors before writes: every bad input is told in full, and output/ stays as it was."""

from __future__ import annotations

import html
from collections import Counter

import pytest

from hashtrail.diagnostics import CODES
from tests.bad_inputs import (
    ABOUT,
    BAD_INPUTS,
    DRAFT,
    GOOD_BRIEFING,
    MACHINES,
    NORWAY,
    ORDER,
    ORGANISATIONS,
    POWER_CUT,
    THREAD,
    BadInput,
)
from tests.site_folder import Outcome, SiteFolder

#: Where a build could leave a trace: its own output folder, and the ones that some cases name instead.
OUTPUTS = ("output", "elsewhere")


def build(site: SiteFolder, *arguments: str) -> Outcome:
    return site.main("build", "--jobs", "1", *arguments)


def heads(outcome: Outcome) -> list[str]:
    """The first line of each diagnostic, in the order of printing, without its message."""
    return [line.split(": ")[0] + " " + line.split("[")[1].split("]")[0]
            for line in outcome.stderr.splitlines() if ": error[" in line]  # fmt: skip


@pytest.mark.parametrize("case", [pytest.param(case, id=case.name) for case in BAD_INPUTS])
def test_bad_input_is_told_in_full_and_writes_nothing(
    case: BadInput, built_site: SiteFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = built_site
    for change in case.changes:
        change.make(site, monkeypatch)
    before = [site.files(folder) for folder in OUTPUTS]

    outcome = build(site, *case.arguments)

    if case.exit_code:
        printed, _, last = outcome.stderr.rpartition("\n\n")
        errors = printed.count(": error[")
        assert last == f"{errors} error{'' if errors == 1 else 's'}; nothing was written\n"
        assert outcome.stdout == ""
    else:
        printed = outcome.stderr.rstrip("\n")
        assert "; 1 warning (" in outcome.stdout
    assert printed == case.printed
    assert outcome.code == case.exit_code
    if case.exit_code:
        assert [site.files(folder) for folder in OUTPUTS] == before


def test_every_code_has_a_bad_input() -> None:
    assert {case.code for case in BAD_INPUTS} == set(CODES)


@pytest.mark.parametrize("case", [pytest.param(case, id=case.name) for case in BAD_INPUTS])
def test_bad_input_prints_its_code(case: BadInput) -> None:
    assert f"[{case.code}]: " in case.printed


def test_bad_inputs_have_names_of_their_own() -> None:
    assert [name for name, count in Counter(case.name for case in BAD_INPUTS).items() if count > 1] == []  # fmt: skip


def test_errors_of_one_file_come_together(built_site: SiteFolder) -> None:
    built_site.edit(NORWAY, "kind: policy", "kind: polcy")
    built_site.edit(NORWAY, "places: [NO]", "places: NO")
    built_site.edit(NORWAY, "announced: 2025-06-20", "announced: 2025-06-31")
    built_site.edit(
        NORWAY, "mines [@ministry].", "<u onclick=x>mines</u> [@minister] [m](ftp://x)."
    )
    assert heads(build(built_site)) == [
        f"{NORWAY}:4:7 unknown-value",
        f"{NORWAY}:6:9 wrong-type",
        f"{NORWAY}:9:82 invalid-date",
        f"{NORWAY}:18:53 raw-html",
        f"{NORWAY}:18:76 unknown-source",
        f"{NORWAY}:18:92 unsafe-link",
    ]


def test_errors_of_several_files_come_together(built_site: SiteFolder) -> None:
    built_site.edit(NORWAY, "kind: policy", "kind: polcy")
    built_site.edit(ORDER, "effective: 2021-06-20", "effective: 2021-06-17")
    built_site.edit(POWER_CUT, "thread: bit-mining-exodus", "thread: bit-mining")
    built_site.edit(THREAD, "[[KZ]]", "[[KG]]")
    built_site.edit(ABOUT, "summary:", "sumary:")
    built_site.edit(ORGANISATIONS, "country: NO\n", "country: no\n")
    built_site.write("content/notes.txt", "Ask the ministry.\n")
    assert heads(build(built_site)) == [
        f"{ORDER}:9:113 date-order",
        f"{POWER_CUT}:13:9 unknown-thread",
        f"{NORWAY}:4:7 unknown-value",
        "content/notes.txt:1:1 unexpected-file",
        f"{ORGANISATIONS}:9:12 invalid-id",
        f"{ABOUT}:3:1 unknown-key",
        f"{THREAD}:5:75 unknown-link",
    ]


def test_a_broken_briefing_does_not_break_those_that_name_it(built_site: SiteFolder) -> None:
    built_site.edit(ORDER, "kind: crackdown", "kind: crack-down")
    assert heads(build(built_site)) == [f"{ORDER}:4:7 unknown-value"]


def test_a_draft_is_checked_like_all_others(built_site: SiteFolder) -> None:
    built_site.edit(DRAFT, "places: [NO]", "places: [SE]")
    assert heads(build(built_site)) == [f"{DRAFT}:6:10 unknown-place"]


def test_check_tells_the_same_and_needs_no_output(built_site: SiteFolder) -> None:
    built_site.edit(ABOUT, "(/briefings/)", "(/briefing/)")
    built = build(built_site)
    built_site.remove("output")
    checked = built_site.main("check", "--jobs", "1")
    assert (checked.code, checked.stderr) == (built.code, built.stderr)
    assert not built_site.path("output").exists()


TEXT_VALUES = ["12:30", "1_000", "yes", "on", "NO", "0x1F", "1e3", "2021-06-18", "=", ".inf", "010"]


def test_text_stays_text_whatever_yaml_would_make_of_it(built_site: SiteFolder) -> None:
    for number, value in enumerate(TEXT_VALUES):
        path = f"content/briefings/2025/2025-06-21-value-{number}.md"
        built_site.write(path, GOOD_BRIEFING.replace("title: A quiet day", f"title: {value}"))
    outcome = build(built_site)
    assert (outcome.code, outcome.stderr) == (0, "")
    for number, value in enumerate(TEXT_VALUES):
        page = built_site.page(f"briefings/2025/value-{number}/index.html")
        assert f"<h1>{value}</h1>" in page


def test_norway_is_a_place(built_site: SiteFolder) -> None:
    assert "places: [NO]" in built_site.path(NORWAY).read_text()
    page = built_site.page("places/no/index.html")
    assert "Norway plans to stop new mines" in page


BODIES = {
    "{{ 7*7 }}": "{{ 7*7 }}",
    "{% raw %}": "{% raw %}",
    "{# hidden #}": "{# hidden #}",
    "{{ view.frame }}": "{{ view.frame }}",
    "`<script>`": "<code>&lt;script&gt;</code>",
    "&lt;script>": "&lt;script&gt;",
    "5 < 6 & 7": "5 &lt; 6 &amp; 7",
}


def test_text_of_a_body_stays_text(built_site: SiteFolder) -> None:
    words = " and ".join(f'"{number}: {text}"' for number, text in enumerate(BODIES))
    built_site.edit(NORWAY, "new mines [@", f"new mines {words} [@")
    outcome = build(built_site)
    assert (outcome.code, outcome.stderr) == (0, "")
    page = built_site.page("briefings/2025/norway-stop/index.html")
    for number, shown in enumerate(BODIES.values()):
        assert f'"{number}: {shown}"' in page


TITLES = ["<script>alert(1)</script>", "{{ 7*7 }}", "{% raw %}", "a & b", "\"quoted\" 'twice'"]


def test_text_of_a_field_stays_text(built_site: SiteFolder) -> None:
    for number, title in enumerate(TITLES):
        yaml = "title: '" + title.replace("'", "''") + "'"
        path = f"content/briefings/2025/2025-06-21-value-{number}.md"
        built_site.write(path, GOOD_BRIEFING.replace("title: A quiet day", yaml))
    outcome = build(built_site)
    assert (outcome.code, outcome.stderr) == (0, "")
    for number, title in enumerate(TITLES):
        page = built_site.page(f"briefings/2025/value-{number}/index.html")
        heading = page[page.index("<h1>") + 4 : page.index("</h1>")]
        assert html.unescape(heading) == title
        assert "<" not in heading
        assert "<script>alert" not in page
    assert "<script>alert" not in built_site.page("index.html")


REPAIRED = [MACHINES, "content/places.yaml", "templates/text.html"]


@pytest.mark.parametrize("path", REPAIRED)
def test_a_build_after_the_repair_is_as_if_nothing_had_been(
    path: str, built_site: SiteFolder
) -> None:
    good = built_site.path(path).read_bytes()
    before = built_site.output_files()
    built_site.write(path, "{% broken")
    assert build(built_site).code == 1
    built_site.write(path, good)
    outcome = build(built_site)
    assert (outcome.code, outcome.stderr) == (0, "")
    assert built_site.output_files() == before
