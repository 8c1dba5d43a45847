"""The page that tells readers what the archive does not know, and editors what to look for next."""

from __future__ import annotations

from collections.abc import Sequence

from hashtrail import coverage, flows, ledger_rows, urls
from hashtrail.flows import Flows
from hashtrail.languages import name_of
from hashtrail.ledger_rows import ROW_COUNT
from hashtrail.model import Outline
from hashtrail.site import Site
from hashtrail.views.coverage import (
    CountedList,
    CoverageView,
    CoverageYear,
    LanguageCount,
    QuietCountry,
)
from hashtrail.views.lists import Counted


def view(site: Site) -> CoverageView:
    ledger = site.ledger
    found = ledger.once(coverage.of)
    heading = "Coverage"
    lead = (
        "What this archive knows little about: months and countries without a briefing, statements that rest on one "
        "publisher, and moves without news."
    )
    return CoverageView(
        frame=site.frame(urls.COVERAGE, heading, lead),
        heading=heading,
        lead=lead,
        as_of=site.archive.as_of,
        total=len(site.archive.briefings),
        years=tuple(
            CoverageYear(
                year.year,
                site.urls.link(urls.timeline(year.year)) if year.total else "",
                year.months,
                year.undated,
                year.total,
            )
            for year in found.years
        ),
        months=found.months,
        empty_months=found.empty_months,
        longest_gap=found.longest,
        quiet=tuple(
            QuietCountry(
                site.place(place),
                len(site.archive.by_place[place]),
                newest.date,
                site.briefing(newest),
            )
            for place, newest in found.quiet[:ROW_COUNT]
        ),
        more_quiet=max(0, len(found.quiet) - ROW_COUNT),
        quiet_months=coverage.QUIET_MONTHS,
        empty_places=tuple(map(site.place, found.empty[:ROW_COUNT])),
        more_empty_places=max(0, len(found.empty) - ROW_COUNT),
        sources=found.sources,
        archived=found.archived,
        unarchived=_briefings(site, found.unarchived),
        languages=tuple(
            LanguageCount(tag, name_of(tag), count)
            for tag, count in (
                (language or site.config.lang, count) for language, count in found.languages
            )
        ),
        alone=_briefings(site, found.alone),
        reports=found.reports,
        early=found.early,
        stalled=ledger_rows.moves(site, ledger.once(Flows).stalled),
        stalled_months=flows.STALLED_MONTHS,
    )


def _briefings(site: Site, listed: Sequence[tuple[Outline, int]]) -> CountedList:
    return CountedList(
        tuple(Counted(site.briefing(briefing), count) for briefing, count in listed[:ROW_COUNT]),
        max(0, len(listed) - ROW_COUNT),
    )
