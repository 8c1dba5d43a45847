"""The columns of content files beside the plain dictionaries that they stand for."""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st

from hashtrail.diagnostics import SourceFile
from hashtrail.files import BRIEFINGS, STAT_SIZE
from hashtrail.recipes import DIGEST_SIZE, digest
from hashtrail.sources import SourceState, SourceStates

PATHS = [
    "organisations.yaml",
    "pages/about.md",
    *(f"{BRIEFINGS}2021/2021-06-{day:02}-x.md" for day in range(1, 9)),
    "briefings.md",
    "threads/exodus.md",
]
digests = st.sampled_from([b"", *(digest(bytes([number])) for number in range(3))])
states = st.builds(
    SourceState,
    stat=st.sampled_from([b"\1" * STAT_SIZE, b"\2" * STAT_SIZE]),
    source=digests.filter(bool),
    record=digests.filter(bool),
    body=digests,
    outline=digests,
    facts=digests,
)
folders = st.dictionaries(st.sampled_from(PATHS), states)


def columns_of(files: dict[str, SourceState]) -> SourceStates:
    return SourceStates().after(list(files), files, {})


def changed(
    before: dict[str, SourceState],
    now: dict[str, SourceState],
    digest_of: Callable[[SourceState], bytes],
) -> list[str]:
    return [
        path
        for path in sorted(now)
        if path not in before or digest_of(before[path]) != digest_of(now[path])
    ]


@given(folders, folders, st.sets(st.sampled_from(PATHS)))
def test_after_some_were_read_and_some_are_gone(
    before: dict[str, SourceState], read: dict[str, SourceState], gone: set[str]
) -> None:
    kept = {path: each for path, each in before.items() if path not in gone}
    now = kept | read
    found = columns_of(before).after(list(now), read, {})
    assert found.paths == tuple(sorted(now))
    assert {path: found.of(path) for path in found.paths} == now
    assert found == columns_of(now)


@given(folders, folders)
def test_what_has_changed_is_told_by_record_and_by_body(
    before: dict[str, SourceState], now: dict[str, SourceState]
) -> None:
    then, here = columns_of(before).versions, columns_of(now).versions
    assert here.changed(then, "records") == changed(before, now, lambda state: state.record)
    assert here.changed(then, "bodies") == changed(before, now, lambda state: state.body)


@given(st.integers(1, 700), st.data())
def test_a_change_anywhere_in_a_long_column_is_seen(count: int, data: st.DataObject) -> None:
    paths = tuple(map(str, range(count)))
    columns = bytes(DIGEST_SIZE * count)
    here = data.draw(st.integers(0, count - 1))
    at = data.draw(st.integers(0, DIGEST_SIZE - 1)) + here * DIGEST_SIZE
    other = columns[:at] + b"\1" + columns[at + 1 :]
    before, now = (SourceStates(paths, each, columns).versions for each in (columns, other))
    assert now.changed(before, "records") == [str(here)]
    assert now.changed(before, "bodies") == []


@given(folders)
def test_briefings_and_others_are_all_files(files: dict[str, SourceState]) -> None:
    found = columns_of(files)
    assert found.briefings == tuple(path for path in sorted(files) if path.startswith(BRIEFINGS))
    assert sorted((*found.briefings, *found.others)) == sorted(files)
    column = b"".join(files[path].outline.ljust(DIGEST_SIZE, b"\0") for path in found.briefings)
    assert found.of_briefings("outlines") == column


def test_warnings_stay_with_a_file_that_is_not_read_again() -> None:
    state = SourceState(b"\1" * STAT_SIZE, *(digest(b"x"),) * 5)
    first = SourceStates().after(["a", "b"], {"a": state, "b": state}, {"a": (), "b": ()})
    warning = SourceFile("a", "").diagnostic("uncited-paragraph", "no source", severity="warning")
    warned = first.after(["a", "b"], {"a": state}, {"a": (warning,)})
    assert warned.warnings == {"a": (warning,)}
    assert warned.after(["a", "b"], {"b": state}, {"b": ()}).warnings == warned.warnings
    assert warned.after(["b"], {}, {}).warnings == {}
    assert warned.after(["a", "b"], {"a": state}, {"a": ()}).warnings == {}
