"""Ledgers: of a few actions and moves without files, and of a site."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import msgspec

from hashtrail import archive
from hashtrail.dates import Date
from hashtrail.ledger import Ledger
from hashtrail.model import (
    Action,
    Briefing,
    Claim,
    Dispute,
    Kind,
    Move,
    Outline,
    Places,
    Prose,
    SiteConfig,
    Source,
)
from hashtrail.model import Facts as BriefingFacts
from hashtrail.reading import Contents
from hashtrail.store import Store
from tests.site_folder import SiteFolder

_SITE = SiteConfig(
    title="Trail",
    tagline="Small",
    description="A small archive.",
    publisher="Trail",
    base_url="https://trail.example/",
    uuid="7c1f6a52-3f0e-4a53-9d0b-5b7f0a4de6c1",
    founded=Date("2020-01-01"),
    licence_name="CC0",
    licence_url="https://licence.example/",
)
_SOURCE = Source(id="s", publisher="P", title="T", url="https://p.example/")


def action(measure: str, place: str, authority: str = "a", **dates: str) -> Action:
    return msgspec.convert(
        {"authority": authority, "measure": measure, "place": place, "source": "s", **dates}, Action
    )


def move(status: str, who: str = "w", **fields: Any) -> Move:
    """A move; `from_` is where from."""
    if "from_" in fields:
        fields["from"] = fields.pop("from_")
    return msgspec.convert({"who": who, "status": status, "source": "s", **fields}, Move)


def claim(move: int, **sizes: float) -> Claim:
    return msgspec.convert({"say": "so", "source": "s", "move": move, **sizes}, Claim)


def briefing(date: str, slug: str = "event", **fields: Any) -> Briefing:
    """A briefing of a day; `claims` are those of its one dispute."""
    claims: Sequence[Claim] = fields.pop("claims", ())
    if claims:
        fields["disputes"] = (Dispute(about="size", claims=tuple(claims)),)
    return Briefing(
        **{
            "title": slug,
            "date": Date(date),
            "kind": Kind.CRACKDOWN,
            "summary": slug,
            "places": ("CN",),
            "sources": (_SOURCE,),
            "id": f"{date[:4]}/{slug}",
            "path": f"briefings/{date[:4]}/{date}-{slug}.md",
            "prose": Prose((), (), (), {}),
            **fields,
        }
    )


def ledger(*briefings: Briefing) -> Ledger:
    """The ledger of some briefings, whose ids must be different."""
    records: Mapping[str, Any] = {"site.yaml": _SITE, "places.yaml": Places({})}
    joined = archive.join(records, map(Outline.of, briefings))
    return Ledger(joined, {each.path: BriefingFacts.of(each) for each in briefings})


@contextmanager
def contents_of(site: SiteFolder) -> Iterator[Contents]:
    store = Store(site.path(".hashtrail"), b"\0" * 16)
    contents = Contents(
        site.path("content"),
        store,
        jobs=1,
        may_save=True,
        remember=True,
        progress=lambda done, total: None,
    )
    try:
        yield contents
    finally:
        contents.close()


def ledger_of(contents: Contents) -> Ledger:
    joined = archive.join(contents.other_records(), contents.outlines.all.values())
    return Ledger(joined, contents.facts.all)
