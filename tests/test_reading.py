"""What is held of the content folder."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import pytest

from hashtrail import files, reading
from hashtrail.model import Facts, Outline
from hashtrail.recipes import DIGEST_SIZE
from hashtrail.store import Store
from tests.bad_inputs import ABOUT
from tests.site_folder import SiteFolder


def contents(site: SiteFolder, *, remember: bool = False) -> reading.Contents:
    return reading.Contents(
        site.path("content"),
        Store(site.path(".hashtrail"), b"e" * DIGEST_SIZE),
        jobs=1,
        may_save=remember,
        remember=remember,
        progress=lambda done, total: None,
    )


@pytest.mark.parametrize(("later", "is_seen"), [(0, True), (1, False)])
def test_a_file_of_the_instant_of_its_look_is_looked_into(
    site: SiteFolder, monkeypatch: pytest.MonkeyPatch, later: int, is_seen: bool
) -> None:
    """One that is written twice in that instant may have the same state each time."""
    about = site.path(ABOUT)
    state = about.stat()
    written_at = max(state.st_mtime_ns, state.st_ctime_ns)
    monkeypatch.setattr(Store, "clock", lambda store: written_at + later)
    first = contents(site, remember=True)
    first.save()
    about.write_bytes(about.read_bytes()[:-2] + b"!\n")
    states = {file.path: file.stat for file in files.scan(site.path("content"))[0]}
    was = {file.path: file.stat for file in first.listed}
    same = {states[path]: was[path] for path in states}
    pack = files.packed
    monkeypatch.setattr(files, "packed", lambda state: same.get(pack(state), pack(state)))
    second = contents(site, remember=True)
    path = ABOUT.removeprefix("content/")
    assert (second.states.of(path).source != first.states.of(path).source) is is_seen


def texts(extract: Outline | Facts) -> Iterator[str]:
    """Places, organisations and days, of which briefings have the same."""
    if isinstance(extract, Outline):
        yield from (*extract.places, *extract.organisations, extract.entered)
    else:
        yield from (part for each in extract.actions for part in (each.place, each.authority))


def test_what_briefings_have_alike_is_held_once(site: SiteFolder) -> None:
    read = contents(site)
    for extracts in (read.outlines.all, read.facts.all):
        held: defaultdict[str, set[int]] = defaultdict(set)
        for extract in extracts.values():
            for text in texts(extract):
                held[text].add(id(text))
        assert held
        assert all(len(objects) == 1 for objects in held.values())


def test_what_is_held_is_what_the_record_says(site: SiteFolder) -> None:
    read = contents(site)
    for path in read.states.briefings:
        record = read.records(path)
        assert read.outlines.all[path] == Outline.of(record)
        assert read.facts.all[path] == Facts.of(record)
        assert repr(read.facts.all[path]) == repr(Facts.of(record))
