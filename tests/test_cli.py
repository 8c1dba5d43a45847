"""The command line: verbs, reports and exit codes."""

from __future__ import annotations

import errno
import json
import os
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from hashtrail.diagnostics import SourceFile
from hashtrail.frontmatter import FrontMatterText, split
from hashtrail.model import Kind
from tests.bad_inputs import ABOUT, MACHINES, NORWAY, ORDER
from tests.site_folder import PROJECT, Outcome, SiteFolder

# Exit codes, in a process of their own


def test_without_a_verb_it_builds(site: SiteFolder) -> None:
    done = site.run()
    assert (done.returncode, done.stderr) == (0, "")
    files = len(site.output_files()) - 1
    assert done.stdout.startswith(
        f"{files} files in output/: {files} written, 0 unchanged, 0 removed ("
    )
    assert done.stdout.endswith(" s)\n")


def test_options_may_stand_without_a_verb(site: SiteFolder) -> None:
    done = site.run("--output", "elsewhere", "--jobs", "1")
    assert done.returncode == 0
    assert "index.html" in site.files("elsewhere")
    assert not site.path("output").exists()


def test_an_error_of_the_content_is_exit_code_1(site: SiteFolder) -> None:
    site.edit(NORWAY, "kind: policy", "kind: polcy")
    done = site.run("build")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == (
        f"{NORWAY}:4:7: error[unknown-value]: `kind`: `polcy` is not one of its values\n"
        "    4 | kind: polcy\n"
        "      |       ^\n"
        "  hint: did you mean `policy`?\n"
        "\n"
        "1 error; nothing was written\n"
    )
    assert not site.path("output").exists()


USAGE = {
    "unknown verb": ["publish"],
    "unknown option": ["build", "--colour"],
    "base URL of no host": ["build", "--base-url", "example.org"],
    "base URL with a query": ["build", "--base-url", "https://example.org/?a"],
    "no processes": ["build", "--jobs", "0"],
    "many processes": ["build", "--jobs", "many"],
    "unknown format": ["build", "--format", "xml"],
    "new without a title": ["new", "--kind", "policy"],
    "new without a kind": ["new", "Title"],
    "new of no kind": ["new", "Title", "--kind", "news"],
    "new of no date": ["new", "Title", "--kind", "policy", "--date", "2021-13-01"],
    "new of a year": ["new", "Title", "--kind", "policy", "--date", "2021"],
    "new with an empty title": ["new", "  ", "--kind", "policy"],
    "new with a long title": ["new", "x" * 111, "--kind", "policy"],
    "new with a control character": ["new", "a\x7fb", "--kind", "policy"],
    "new with a broken character": ["new", "a\udcffb", "--kind", "policy"],
}


@pytest.mark.parametrize("arguments", USAGE.values(), ids=USAGE)
def test_wrong_usage_is_exit_code_2(site: SiteFolder, arguments: list[str]) -> None:
    before = site.files(".")
    outcome = site.main(*arguments)
    assert (outcome.code, outcome.stdout) == (2, "")
    assert outcome.stderr
    assert "Traceback" not in outcome.stderr
    assert site.files(".") == before


def test_wrong_usage_in_a_process_of_its_own(site: SiteFolder) -> None:
    done = site.run("publish")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("usage: build.py")


@pytest.mark.parametrize("verb", ["", "build", "check", "new", "schema", "explain"])
def test_help(site: SiteFolder, verb: str) -> None:
    outcome = site.main(*filter(None, [verb, "--help"]))
    assert (outcome.code, outcome.stderr) == (0, "")
    assert outcome.stdout.startswith("usage: build.py")


# Build and check


def test_a_build_counts_what_it_did(built_site: SiteFolder) -> None:
    built_site.edit(ABOUT, "A small archive.", "A very small archive.")
    files = len(built_site.output_files()) - 1
    outcome = built_site.main("build", "--jobs", "1")
    assert outcome.stdout.startswith(f"{files} files in output/: 1 written, {files - 1} unchanged, 0 removed (")  # fmt: skip


def test_check_writes_nothing(site: SiteFolder) -> None:
    before = site.files(".")
    outcome = site.main("check", "--jobs", "1")
    assert (outcome.code, outcome.stderr) == (0, "")
    assert " files checked, no errors (" in outcome.stdout
    assert site.files(".") == before


def test_check_with_an_error(site: SiteFolder) -> None:
    site.edit(NORWAY, "places: [NO]", "places: [SE]")
    outcome = site.main("check", "--jobs", "1")
    assert outcome.code == 1
    assert outcome.stderr.startswith(f"{NORWAY}:6:10: error[unknown-place]: ")


def test_folders_may_have_other_names(site: SiteFolder) -> None:
    site.path("content").rename(site.path("texts"))
    site.path("templates").rename(site.path("looks"))
    folders = ("--content", "texts", "--templates", "looks", "--output", "public")
    assert site.main("build", "--jobs", "1", *folders).code == 0
    assert "index.html" in site.files("public")
    site.edit(ABOUT.replace("content", "texts"), "summary:", "sumary:")
    outcome = site.main("build", "--jobs", "1", *folders)
    assert outcome.stderr.startswith("texts/pages/about.md:3:1: error[unknown-key]: ")


def test_the_base_url_of_the_command_line_wins(site: SiteFolder) -> None:
    arguments = ("build", "--jobs", "1", "--base-url", "https://b.example/c")
    assert site.main(*arguments).code == 0
    home = site.page("index.html")
    assert 'rel="canonical" href="https://b.example/c/"' in home
    assert "https://example.org/" not in home


def test_drafts_are_built_only_if_asked_for(built_site: SiteFolder) -> None:
    path = "briefings/2025/tromso-hearing/index.html"
    assert path not in built_site.output_files()
    assert built_site.main("build", "--jobs", "1", "--drafts").code == 0
    assert "Draft" in built_site.page(path)
    assert built_site.main("build", "--jobs", "1").code == 0
    assert path not in built_site.output_files()


@pytest.mark.parametrize("jobs", ["1", "2", "3"])
def test_the_number_of_processes_changes_no_byte(
    built_site: SiteFolder, tmp_path: Path, jobs: str
) -> None:
    fresh = SiteFolder.copy(tmp_path / "fresh")
    # In a process of its own: it forks.
    assert fresh.run("build", "--jobs", jobs).returncode == 0
    assert fresh.output_files() == built_site.output_files()


# Reports


def test_the_json_report_of_a_good_build(site: SiteFolder) -> None:
    done = site.run("build", "--format", "json")
    assert (done.returncode, done.stderr) == (0, "")
    report = json.loads(done.stdout)
    files = len(site.output_files()) - 1
    assert report["ok"] is True
    assert report["diagnostics"] == []
    assert report["pages"] == {
        "planned": files,
        "rendered": files,
        "written": files,
        "unchanged": 0,
        "removed": 0,
    }
    assert {"read", "plan", "render", "links", "write"} <= report["seconds"].keys()
    assert all(isinstance(each, float | int) for each in report["seconds"].values())


def test_the_json_report_of_errors(site: SiteFolder) -> None:
    site.edit(NORWAY, "kind: policy", "kind: polcy")
    outcome = site.main("build", "--jobs", "1", "--format", "json")
    assert (outcome.code, outcome.stderr) == (1, "")
    report = json.loads(outcome.stdout)
    assert report["ok"] is False
    assert report["diagnostics"] == [
        {
            "path": NORWAY,
            "line": 4,
            "column": 7,
            "code": "unknown-value",
            "message": "`kind`: `polcy` is not one of its values",
            "hint": "did you mean `policy`?",
            "severity": "error",
            "excerpt": "kind: polcy",
            "caret": 6,
        }
    ]
    assert report["pages"]["written"] == report["pages"]["removed"] == 0


def test_the_json_report_of_a_name_that_is_no_text(site: SiteFolder) -> None:
    site.write(os.fsdecode(b"content/pages/\xff.md"), "x")
    site.write(os.fsdecode(b"content/\xfe/x.md"), "x")
    outcome = site.main("check", "--jobs", "1", "--format", "json")
    report = json.loads(outcome.stdout)
    assert outcome.code == 1
    assert {each["code"] for each in report["diagnostics"]} == {"file-name"}


def test_annotations_for_github(site: SiteFolder) -> None:
    site.edit(NORWAY, "kind: policy", "kind: polcy")
    site.edit(ORDER, "effective: 2021-06-20", "effective: 2021-06-17")
    outcome = site.main("check", "--jobs", "1", "--format", "github")
    assert outcome.code == 1
    assert outcome.stdout == (
        f"::error file={ORDER},line=9,col=113,title=date-order"
        "::it is effective on 2021-06-17, before it was announced on 2021-06-18\n"
        f"::error file={NORWAY},line=4,col=7,title=unknown-value"
        "::`kind`: `polcy` is not one of its values%0Ahint: did you mean `policy`?\n"
    )
    assert outcome.stderr == "2 errors; nothing was written\n"


def test_no_progress_in_a_pipe(site: SiteFolder) -> None:
    done = site.run("build")
    assert "\x1b" not in done.stdout + done.stderr
    assert "\r" not in done.stdout + done.stderr


def test_a_store_that_cannot_be_written_costs_memory_and_no_build(
    site: SiteFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    real_replace = os.replace

    def refuse(source: Any, target: Any, **named: Any) -> None:
        if ".hashtrail" in Path(target).parts:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        real_replace(source, target, **named)

    monkeypatch.setattr(os, "replace", refuse)
    outcome = site.main("build", "--jobs", "1")
    assert outcome.code == 0
    assert "warning[store-reset]" in outcome.stderr
    assert "index.html" in site.output_files()


# Explain


def test_explain_tells_what_a_build_would_do_and_why(built_site: SiteFolder) -> None:
    files = len(built_site.output_files()) - 1
    outcome = built_site.main("explain", "--jobs", "1")
    assert (outcome.code, outcome.stderr) == (0, "")
    assert outcome.stdout == f"0 to do, {files} to keep\n"
    built_site.edit(ABOUT, "A small archive.", "A very small archive.")
    before = built_site.output_files()
    outcome = built_site.main("explain", "--jobs", "1")
    assert outcome.stdout == f"/about/: render: text changed\n1 to do, {files - 1} to keep\n"
    assert built_site.output_files() == before


def test_explain_one_page(built_site: SiteFolder) -> None:
    outcome = built_site.main("explain", "/about/", "--jobs", "1")
    assert (outcome.code, outcome.stdout) == (0, "/about/: keep: nothing changed\n")
    outcome = built_site.main("explain", "/abuot/", "--jobs", "1")
    assert outcome.code == 1
    assert "/about/" in outcome.stderr


def test_explain_with_an_error(built_site: SiteFolder) -> None:
    built_site.edit(NORWAY, "kind: policy", "kind: polcy")
    outcome = built_site.main("explain", "--jobs", "1")
    assert outcome.code == 1
    assert "error[unknown-value]" in outcome.stderr


# New

TITLES = {
    "plain": ("Norway stops new mines", "norway-stops-new-mines"),
    "quotes and colons": ('A "new": title, [it] {is} # here', "a-new-title-it-is-here"),
    "braces": ("{title} {date} {0}", "title-date-0"),
    "number": ("26 projects closed", "26-projects-closed"),
    "blanks": ("  Norway \n stops ", "norway-stops"),
    "accents": ("Énergie à Malmö", "energie-a-malmo"),
    "yes": ("Yes", "yes"),
    "length": ("x" * 110, "x" * 100),
}


@pytest.mark.parametrize(("title", "slug"), TITLES.values(), ids=TITLES)
def test_new_names_its_file_by_date_and_title(site: SiteFolder, title: str, slug: str) -> None:
    outcome = site.main("new", title, "--kind", "policy", "--date", "2025-07-02")
    path = f"content/briefings/2025/2025-07-02-{slug}.md"
    assert (outcome.code, outcome.stdout, outcome.stderr) == (0, f"{path}\n", "")
    parts = split(SourceFile(path, site.path(path).read_text(encoding="utf-8")))
    assert isinstance(parts, FrontMatterText)
    assert yaml.load(parts.yaml, yaml.BaseLoader)["title"] == " ".join(title.split())


def test_new_starts_a_draft_that_wants_only_what_an_editor_knows(site: SiteFolder) -> None:
    written = [
        site.main("new", title, "--kind", "policy", "--date", "2025-07-02").stdout.rstrip("\n")
        for title, _ in TITLES.values()
    ]
    checked = site.main("check", "--jobs", "1", "--format", "json")
    complaints = json.loads(checked.stdout)["diagnostics"]
    assert [(each["path"], each["code"]) for each in complaints] == [
        (path, "too-few") for path in sorted(written)
    ]
    # A number of the title still wants its fact.
    with_numbers = {
        f"content/briefings/2025/2025-07-02-{TITLES[name][1]}.md" for name in ("braces", "number")
    }

    def warned(outcome: Outcome) -> set[str]:
        found = [line for line in outcome.stderr.splitlines() if ": warning[" in line]
        assert all("[ungrounded-number]" in line for line in found)
        return {line.partition(":")[0] for line in found}

    for path in written:
        site.edit(path, "places: []", "places: [NO]")
    outcome = site.main("build", "--jobs", "1")
    assert (outcome.code, warned(outcome)) == (0, with_numbers)
    assert "26-projects-closed" not in "".join(site.output_files())
    outcome = site.main("build", "--jobs", "1", "--drafts")
    assert (outcome.code, warned(outcome)) == (0, with_numbers)
    assert "briefings/2025/26-projects-closed/index.html" in site.output_files()


@pytest.mark.parametrize("kind", Kind)
def test_new_of_every_kind(site: SiteFolder, kind: Kind) -> None:
    outcome = site.main("new", "A title", "--kind", kind, "--date", "2025-07")
    assert (outcome.code, outcome.stdout) == (0, "content/briefings/2025/2025-07-a-title.md\n")
    assert f"\nkind: {kind}\n" in site.path("content/briefings/2025/2025-07-a-title.md").read_text()


def test_new_without_a_date_is_of_today(site: SiteFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hashtrail.dates.today", lambda: "2026-11-25")
    outcome = site.main("new", "A title", "--kind", "policy")
    assert outcome.stdout == "content/briefings/2026/2026-11-25-a-title.md\n"


def test_new_replaces_no_briefing(site: SiteFolder) -> None:
    arguments = ("new", "Norway stop", "--kind", "policy", "--date")
    before = site.files("content")
    for date in ("2025-06-20", "2025-06-21", "2025-06"):
        outcome = site.main(*arguments, date)
        assert (outcome.code, outcome.stdout) == (1, "")
        assert NORWAY in outcome.stderr
    assert site.files("content") == before
    assert site.main(*arguments, "2024-06-20").code == 0


def test_new_writes_no_name_that_reads_as_another_day(site: SiteFolder) -> None:
    before = site.files("content")
    outcome = site.main("new", "26 projects closed", "--kind", "policy", "--date", "2025-06")
    assert outcome.code == 2
    assert "--date" in outcome.stderr
    assert site.files("content") == before


def test_new_in_another_folder(site: SiteFolder) -> None:
    outcome = site.main("new", "A title", "--kind", "policy", "--date", "2025-07", "--content", "texts")  # fmt: skip
    assert outcome.stdout == "texts/briefings/2025/2025-07-a-title.md\n"


# Schema


@pytest.fixture(scope="module")
def validator(tmp_path_factory: pytest.TempPathFactory) -> jsonschema.Draft202012Validator:
    outcome = SiteFolder(tmp_path_factory.mktemp("schema")).main("schema")
    assert (outcome.code, outcome.stderr) == (0, "")
    schema = json.loads(outcome.stdout)
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


#: The fields that are no text; everything else is what stands there.
NUMBERS = {"move", "machines", "hashrate_ph", "power_mw", "value"}


def as_json(value: Any, key: str = "") -> Any:
    """YAML that was read as text only, with the numbers and truth values that the model means."""
    if isinstance(value, dict):
        return {name: as_json(each, name) for name, each in value.items()}
    if isinstance(value, list):
        return [as_json(each, key) for each in value]
    return json.loads(value) if key in NUMBERS or key == "draft" else value


def front_matter(path: Path) -> Any:
    parts = split(SourceFile(path.name, path.read_text(encoding="utf-8")))
    assert isinstance(parts, FrontMatterText)
    return as_json(yaml.load(parts.yaml, yaml.BaseLoader))


BRIEFINGS = sorted((PROJECT / "content" / "briefings").rglob("*.md"))


def test_there_are_real_briefings() -> None:
    assert len(BRIEFINGS) > 30


def test_the_schema_accepts_every_real_briefing(
    validator: jsonschema.Draft202012Validator,
) -> None:
    wrong = {
        path.name: [error.message for error in validator.iter_errors(front_matter(path))]
        for path in BRIEFINGS
    }
    assert {name: errors for name, errors in wrong.items() if errors} == {}


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"plcaes": ["NO"]}, id="unknown key"),
        pytest.param({"kind": "news"}, id="unknown kind"),
        pytest.param({"places": []}, id="empty list"),
        pytest.param({"places": "NO"}, id="text instead of a list"),
        pytest.param({"title": "x" * 111}, id="long title"),
        pytest.param({"date": "18 June 2021"}, id="date in words"),
        pytest.param({"draft": "yes"}, id="yes"),
        pytest.param({"moves": [{"who": "a", "status": "shipped", "source": "b", "machines": 0}]}, id="no machines"),
        pytest.param({"moves": [{"who": "a", "status": "shipped", "source": "b", "origin": "CN"}]}, id="unknown key in a move"),
        pytest.param({"sources": [{"id": "a", "publisher": "A", "title": "B", "url": "ftp://a/"}]}, id="bad address"),
    ],
)  # fmt: skip
def test_the_schema_rejects_what_the_engine_rejects(
    validator: jsonschema.Draft202012Validator, change: dict[str, Any]
) -> None:
    good = front_matter(BRIEFINGS[0])
    assert validator.is_valid(good)
    assert not validator.is_valid(good | change)


@pytest.mark.parametrize("key", ["title", "date", "kind", "summary", "places", "sources"])
def test_the_schema_wants_what_the_engine_wants(
    validator: jsonschema.Draft202012Validator, key: str
) -> None:
    good = front_matter(BRIEFINGS[0])
    assert not validator.is_valid({name: good[name] for name in good if name != key})


def test_the_editor_can_use_the_schema_for_the_small_site(
    site: SiteFolder, validator: jsonschema.Draft202012Validator
) -> None:
    for path in (ORDER, MACHINES, NORWAY):
        assert validator.is_valid(front_matter(site.path(path)))
