"""What is held of the content folder."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from hashtrail import reading
from hashtrail.model import Facts, Outline
from hashtrail.store import Store
from tests.site_folder import SiteFolder


def contents(site: SiteFolder) -> reading.Contents:
    return reading.Contents(
        site.path("content"),
        Store(site.path(".hashtrail"), b""),
        jobs=1,
        may_save=False,
        remember=False,
        progress=lambda done, total: None,
    )


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
