"""The output folder: written only where bytes differ, whole or not at all, and nothing outside of it ever."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from hashtrail.output import OWNED_LIST
from tests.bad_inputs import ABOUT, DRAFT, MACHINES, NORWAY, ORDER
from tests.site_folder import PROJECT, SiteFolder

EPOCH = 1_000_000_000


@pytest.fixture
def site(built_site: SiteFolder) -> SiteFolder:
    """The small site, built already."""
    return built_site


@pytest.fixture
def new_site(tmp_path: Path) -> SiteFolder:
    """The small site, never built."""
    return SiteFolder.copy(tmp_path / "new")


@pytest.fixture(scope="module")
def spoiled(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """What a clean build makes of the spoiled site: the oracle."""
    fresh = SiteFolder.copy(tmp_path_factory.mktemp("spoiled") / "site")
    spoil(fresh)
    assert fresh.build().ok
    return fresh.output_files()


def backdate(folder: Path) -> dict[str, tuple[int, int, int]]:
    """Set every time of a folder to one of the past, so that any write shows; returns the state."""
    for here, folders, names in os.walk(folder, topdown=False):
        for name in (*folders, *names):
            os.utime(Path(here, name), (EPOCH, EPOCH), follow_symlinks=False)
    os.utime(folder, (EPOCH, EPOCH))
    return state(folder)


def state(folder: Path) -> dict[str, tuple[int, int, int]]:
    paths = [folder, *sorted(folder.rglob("*"))]
    stats = {path.relative_to(folder).as_posix(): path.lstat() for path in paths}
    return {name: (stat.st_ino, stat.st_size, stat.st_mtime_ns) for name, stat in stats.items()}


def site_files(site: SiteFolder) -> dict[str, bytes]:
    """The files of the site proper: without the list of the build."""
    return {path: data for path, data in site.output_files().items() if path != OWNED_LIST}


# Written only where bytes differ


def test_a_first_build_writes_every_file_once(new_site: SiteFolder) -> None:
    report = new_site.build()
    assert report.ok
    assert report.pages.planned == report.pages.written == report.pages.rendered > 50
    assert report.pages.unchanged == report.pages.removed == 0
    assert len(site_files(new_site)) == report.pages.planned


def test_a_second_build_writes_nothing(new_site: SiteFolder) -> None:
    assert new_site.build().ok
    before = backdate(new_site.path("output"))
    report = new_site.build()
    assert report.ok
    assert (report.pages.written, report.pages.removed) == (0, 0)
    assert report.pages.unchanged == report.pages.planned
    third = new_site.build()
    assert (third.pages.rendered, third.pages.written) == (0, 0)
    assert state(new_site.path("output")) == before


def test_without_its_store_a_build_still_writes_no_file_that_is_right(site: SiteFolder) -> None:
    before = backdate(site.path("output"))
    site.remove(".hashtrail")
    report = site.build()
    assert (report.pages.written, report.pages.removed) == (0, 0)
    del before["."]
    assert before.items() <= state(site.path("output")).items()


def test_a_clean_build_writes_every_file_anew_with_the_same_bytes(site: SiteFolder) -> None:
    files = site.output_files()
    before = backdate(site.path("output"))
    report = site.build(clean=True)
    assert report.pages.written == report.pages.planned
    assert site.output_files() == files
    after = state(site.path("output"))
    assert [path for path in site_files(site) if after[path] == before[path]] == []


def test_a_build_that_only_checks_writes_nothing(new_site: SiteFolder) -> None:
    before = new_site.files(".")
    assert new_site.build(output=None).ok
    assert new_site.files(".") == before


def test_only_what_an_edit_changes_is_written(site: SiteFolder) -> None:
    before = site_files(site)
    site.edit(ABOUT, "A small archive.", "A very small archive.")
    report = site.build()
    changed = {path for path, data in site_files(site).items() if data != before[path]}
    assert changed == {"about/index.html"}
    assert report.pages.written == 1


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(lambda path: path.write_text("edited by hand"), id="edited"),
        pytest.param(lambda path: path.unlink(), id="removed"),
        pytest.param(lambda path: path.write_bytes(b""), id="emptied"),
    ],
)
def test_a_file_that_was_changed_by_hand_is_put_right(
    site: SiteFolder, damage: Callable[[Path], object]
) -> None:
    before = site.output_files()
    damage(site.path("output/about/index.html"))
    report = site.build()
    assert report.pages.written == 1
    assert site.output_files() == before


# Owned files


def test_a_page_that_is_gone_takes_its_file_and_its_empty_folder_along(site: SiteFolder) -> None:
    before = site.output_files()
    site.remove(NORWAY)
    site.remove(DRAFT)
    report = site.build()
    assert report.ok
    paths = site.output_files()
    assert report.pages.removed == len(before.keys() - paths.keys()) > 0
    assert not [path for path in paths if path.startswith("briefings/2025/")]
    assert not site.path("output/briefings/2025").exists()
    assert not site.path("output/sources/government-of-norway").exists()
    assert "places/no/index.html" in paths


def test_foreign_files_stay(site: SiteFolder) -> None:
    foreign = {"CNAME": b"example.org\n", "about/notes.txt": b"mine", "mine/deep/x.html": b"x"}
    for path, data in foreign.items():
        site.write(f"output/{path}", data)
    site.remove(ABOUT)
    site.edit(MACHINES, ", what came before under [about](/about/)", "")
    for _ in range(2):
        assert site.build().ok
        files = site.output_files()
        assert foreign.items() <= files.items()
        assert "about/index.html" not in files


@pytest.mark.parametrize(
    "existing", [{}, {".gitignore": "*\n!.gitignore\n"}], ids=["empty", "gitignore"]
)
def test_an_empty_folder_is_taken(new_site: SiteFolder, existing: dict[str, str]) -> None:
    new_site.path("output").mkdir()
    for name, text in existing.items():
        new_site.write(f"output/{name}", text)
    assert new_site.build().ok
    files = new_site.output_files()
    assert all(files[name] == text.encode() for name, text in existing.items())


def test_the_list_names_the_files_of_the_site(site: SiteFolder) -> None:
    listed = site.page(OWNED_LIST).splitlines()[1:]
    assert listed == sorted(site_files(site))


@pytest.mark.parametrize(
    "evil", ["../victim.txt", "/victim.txt", "a/../../victim.txt", "a/./../../victim.txt", ""]
)
def test_a_list_that_names_files_elsewhere_removes_none_of_them(
    site: SiteFolder, evil: str
) -> None:
    site.write("victim.txt", "precious")
    if evil.startswith("/"):
        evil = site.path("victim.txt").as_posix()
    site.write(f"output/{OWNED_LIST}", site.page(OWNED_LIST) + evil + "\n")
    site.edit(ABOUT, "A small archive.", "A very small archive.")
    assert site.build().ok
    assert site.path("victim.txt").read_text() == "precious"
    assert "about/index.html" in site.output_files()


def test_two_output_folders_do_not_know_each_other(site: SiteFolder) -> None:
    first = site.output_files()
    assert site.build(output=Path("other"), base_url="https://other.example/x/").ok
    assert site.output_files() == first
    assert site.build().pages.written == 0
    assert b"https://other.example/x/" in site.files("other")["feed.xml"]


# Links are never followed


def test_a_link_in_the_place_of_a_file_is_replaced_and_not_written_through(
    site: SiteFolder,
) -> None:
    before = site.output_files()
    site.write("victim.txt", "precious")
    site.path("output/about/index.html").unlink()
    site.path("output/about/index.html").symlink_to(site.path("victim.txt"))
    assert site.build().ok
    assert site.output_files() == before
    assert site.path("victim.txt").read_text() == "precious"


@pytest.mark.parametrize("name", [".hashtrail-files.new", OWNED_LIST])
def test_a_link_in_the_place_of_the_list_is_not_written_through(
    site: SiteFolder, name: str
) -> None:
    victim = site.page(OWNED_LIST) + "precious\n"
    site.write("victim.txt", victim)
    site.path(f"output/{name}").unlink(missing_ok=True)
    site.path(f"output/{name}").symlink_to(site.path("victim.txt"))
    site.edit(ORDER, "tags: [hydropower]", "tags: [hydropower, closure]")
    site.build()
    assert site.path("victim.txt").read_text() == victim


def test_a_link_in_the_place_of_the_staging_folder_is_not_written_through(
    site: SiteFolder,
) -> None:
    site.write("victim/precious.txt", "precious")
    site.path("output/.hashtrail-staging").symlink_to(site.path("victim"))
    site.edit(ABOUT, "A small archive.", "A very small archive.")
    site.build()
    assert site.files("victim") == {"precious.txt": b"precious"}


def test_nothing_is_removed_below_a_link(site: SiteFolder) -> None:
    site.path("output/about").rename(site.path("victim"))
    site.path("output/about").symlink_to(site.path("victim"))
    before = site.files("victim")
    site.remove(ABOUT)
    site.edit(MACHINES, ", what came before under [about](/about/)", "")
    report = site.build()
    assert site.files("victim") == before
    assert [each.code for each in report.diagnostics] == ["output-failed"]


def test_the_output_folder_itself_may_be_a_link(new_site: SiteFolder) -> None:
    new_site.path("elsewhere").mkdir()
    new_site.path("output").symlink_to(new_site.path("elsewhere"))
    assert new_site.build().ok
    assert "index.html" in new_site.files("elsewhere")
    assert new_site.path("output").is_symlink()
    assert new_site.build().pages.written == 0


# Interrupted builds


#: What is killed closes no file.
killed = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")


class KilledError(BaseException):
    """What no part of the engine may catch: the process is told to end."""


def kill_at(patch: pytest.MonkeyPatch, calls: int) -> None:
    """Let the call of os.replace after so many fail as if the process were killed."""
    real_replace = os.replace
    left = calls

    def replace(*arguments: Any, **named: Any) -> None:
        nonlocal left
        if left == 0:
            raise KilledError
        left -= 1
        real_replace(*arguments, **named)

    patch.setattr(os, "replace", replace)


def spoil(site: SiteFolder) -> None:
    """An edit that changes many pages, adds some and removes some."""
    site.edit(ORDER, "title: Sichuan orders 26 mines to close", "title: Sichuan closes 26 mines")
    site.edit(ORDER, "tags: [hydropower]", "tags: [closure]")
    site.remove(NORWAY)
    site.remove(DRAFT)


def assert_not_torn(files: dict[str, bytes], *whole: dict[str, bytes]) -> None:
    """Every file is one that a whole build has written; what the build keeps for itself apart."""
    torn = [
        path
        for path, data in files.items()
        if not path.startswith(".hashtrail-")
        and data not in [each[path] for each in whole if path in each]
    ]
    assert torn == []


@killed
@pytest.mark.parametrize("calls", [0, 1, 2, 3, 5, 8, 13, 21, 34])
def test_a_build_that_was_killed_leaves_no_torn_file_and_the_next_puts_all_right(
    site: SiteFolder, spoiled: dict[str, bytes], calls: int
) -> None:
    old = site.output_files()
    spoil(site)
    with pytest.MonkeyPatch.context() as patch:
        kill_at(patch, calls)
        try:
            site.build()
        except KilledError:
            assert_not_torn(site.output_files(), old, spoiled)
    assert site.build().ok
    assert site.output_files() == spoiled


@killed
@pytest.mark.parametrize("calls", [0, 1, 5, 20, 60])
def test_a_first_build_that_was_killed_is_no_reason_to_refuse_the_next(
    new_site: SiteFolder, site: SiteFolder, calls: int
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        kill_at(patch, calls)
        with pytest.raises(KilledError):
            new_site.build()
    assert_not_torn(new_site.output_files(), site.output_files())
    report = new_site.build()
    assert report.diagnostics == ()
    assert new_site.output_files() == site.output_files()


KILL = """\
import os, runpy, sys
left, name = int(sys.argv.pop(1)), sys.argv.pop(1)
real = os.replace
def replace(source, target, **named):
    global left
    if os.fspath(target).endswith(name):
        if left == 0:
            os._exit(9)  # as SIGKILL: nothing is tidied up
        left -= 1
    real(source, target, **named)
os.replace = replace
sys.argv[0] = {build!r}
runpy.run_path({build!r}, run_name="__main__")
"""


def kill_for_real(site: SiteFolder, calls: int, name: str) -> None:
    """Build in a process that ends when a file of this name is to be put into place once more after so many calls."""
    script = KILL.format(build=str(PROJECT / "build.py"))
    ended = subprocess.run(
        [sys.executable, "-c", script, str(calls), name, "build", "--jobs", "1"],
        cwd=site.root,
        env={**os.environ, "PYTHONPATH": str(PROJECT)},
        capture_output=True,
        check=False,
    )
    assert ended.returncode == 9, ended.stderr.decode()


@pytest.mark.parametrize(
    ("calls", "name"),
    [
        pytest.param(0, "", id="first file of the store"),
        pytest.param(0, OWNED_LIST, id="list before the pages"),
        pytest.param(9, ".html", id="tenth page"),
        pytest.param(1, OWNED_LIST, id="list after the pages"),
    ],
)
def test_a_process_that_was_killed_for_real(
    site: SiteFolder, spoiled: dict[str, bytes], calls: int, name: str
) -> None:
    old = site.output_files()
    spoil(site)
    kill_for_real(site, calls, name)
    assert_not_torn(site.output_files(), old, spoiled)
    assert site.build().ok
    assert site.output_files() == spoiled


def test_a_first_process_that_was_killed_before_its_list_was_in_place(
    new_site: SiteFolder, site: SiteFolder
) -> None:
    kill_for_real(new_site, 0, OWNED_LIST)
    assert new_site.output_files().keys().isdisjoint(site.output_files())
    report = new_site.build()
    assert report.diagnostics == ()
    assert new_site.output_files() == site.output_files()


def test_a_refusal_of_the_file_system_is_told_and_put_right_by_the_next_build(
    site: SiteFolder, spoiled: dict[str, bytes]
) -> None:
    spoil(site)
    real_replace = os.replace

    def refuse(source: Any, target: Any, **named: Any) -> None:
        if Path(target).name == "feed.json":
            raise OSError(28, "No space left on device")
        real_replace(source, target, **named)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "replace", refuse)
        report = site.build()
    assert [each.code for each in report.diagnostics] == ["output-failed"]
    assert report.pages.written == 0
    assert site.build().ok
    assert site.output_files() == spoiled


def test_a_report_names_what_was_written_and_removed(built_site: SiteFolder) -> None:
    assert built_site.build().touched == ()
    path = "content/briefings/2025/2025-07-01-tromso-hearing.md"
    assert "/briefings/2025/tromso-hearing/" in built_site.build(drafts=True).touched
    built_site.edit(path, "title: Hearing", "title: A hearing")
    touched = built_site.build(drafts=True).touched
    assert "/briefings/2025/tromso-hearing/" in touched
    assert "/" in touched
    assert "/about/" not in touched
    built_site.remove(path)
    report = built_site.build(drafts=True)
    assert "/briefings/2025/tromso-hearing/" in report.touched
    assert len(report.touched) == report.pages.written + report.pages.removed
    built_site.write("content/pages/about.md", "wrong")
    assert built_site.build(drafts=True).touched == ()
