"""What was in force: at the end of each year, and on any day that the reader's browser is asked for.

The page of a year has the rules that were known by its last day, and had not ended before its first. So it also holds
all that a browser needs to tell of any other day of that year. Of a large archive each country has such a page of its
own, and the page of the year counts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from hashtrail import dates, ledger_rows, urls
from hashtrail.archive import Archive
from hashtrail.dates import Date
from hashtrail.ledger import Ledger
from hashtrail.model import country_of
from hashtrail.rules import Rule, Rules, State
from hashtrail.site import Site
from hashtrail.views.asof import AsOfForm, AsOfRule, AsOfSection, AsOfView, CountryRules
from hashtrail.views.frames import NavigationItem
from hashtrail.views.lists import Option
from hashtrail.views.texts import Link

#: Beyond so many briefings a page of a year with the rules of all countries weighs too much for a slow link.
MOST_TOGETHER: Final = 1500


def is_split(archive: Archive) -> bool:
    """Whether the rules of each country stand on pages of their own."""
    return len(archive.briefings) > MOST_TOGETHER


def years(archive: Archive) -> tuple[str, ...]:
    """The years that have a page, the latest first: from that of the first event to that of the newest change."""
    last = dates.year(archive.as_of)
    first = min(archive.by_year, default=last)
    return tuple(f"{year:04}" for year in range(int(last), int(first) - 1, -1))


def countries(archive: Archive) -> tuple[str, ...]:
    """The countries of the registry, by name."""
    found = {country_of(place) for place in archive.places}
    return tuple(sorted(found, key=lambda country: archive.places[country].name))


def day_of(archive: Archive, year: str) -> Date:
    """The day as of which the page of a year stands: its last, or that of the newest change."""
    return min(Date(f"{year}-12-31"), dates.last_day(archive.as_of))


def asof_view(site: Site) -> AsOfView:
    """The page that asks for a day; as it is written it stands as of the newest change."""
    archive = site.archive
    last = years(archive)[0]
    return _view(
        site,
        urls.AS_OF,
        "As of",
        "What was in force on a day, and where.",
        last,
        form=AsOfForm(
            first=Date(f"{years(archive)[-1]}-01-01"),
            places=tuple(Option(each, archive.places[each].name) for each in countries(archive)),
            pages=site.urls.link(urls.AS_OF),
            is_split=is_split(archive),
            modules=tuple(
                site.urls.link(f"{urls.STATIC}{name}.js")
                for name in ("form-state", "rules", "asof")
            ),
        ),
    )


def year_view(site: Site, year: str, country: str = "") -> AsOfView:
    """What was in force at the end of a year: everywhere, or in one country."""
    path = urls.as_of(year, country)
    day = day_of(site.archive, year)
    where = f" in {site.place_name(country)}" if country else ""
    trail = [site.link("As of", urls.AS_OF)]
    if country:
        trail.append(site.link(year, urls.as_of(year)))
    return _view(
        site,
        path,
        f"In force{where} in {year}",
        f"What was in force{where} on {dates.display(day)}, and what ended in {year}.",
        year,
        country,
        trail=trail,
    )


def _view(
    site: Site,
    path: str,
    heading: str,
    lead: str,
    year: str,
    country: str = "",
    *,
    trail: Sequence[Link] = (),
    form: AsOfForm | None = None,
) -> AsOfView:
    archive = site.archive
    day = day_of(archive, year)
    by_country = site.ledger.once(_by_country)
    known = {
        each: tuple(_known(by_country.get(each, ()), year, day))
        for each in ([country] if country else countries(archive))
    }
    is_counted = is_split(archive) and not country
    return AsOfView(
        frame=site.frame(path, heading, lead, trail=trail),
        heading=heading,
        lead=lead,
        day=day,
        as_of=archive.as_of,
        data=ledger_rows.data_file(site, "actions"),
        year=year,
        years=tuple(
            NavigationItem(
                each, site.urls.link(urls.as_of(each, country)), path == urls.as_of(each, country)
            )
            for each in years(archive)
        ),
        form=form,
        sections=tuple(
            AsOfSection(
                state,
                sum(its is state for rules in known.values() for _, its in rules),
                ()
                if is_counted
                else tuple(
                    _row(site, rule)
                    for rules in known.values()
                    for rule, its in rules
                    if its is state
                ),
            )
            for state in State
        ),
        countries=tuple(
            CountryRules(
                site.link(archive.places[each].name, urls.as_of(year, each)),
                tuple(sum(its is state for _, its in rules) for state in State),
            )
            for each, rules in known.items()
            if rules
        )
        if is_counted
        else (),
    )


def _by_country(ledger: Ledger) -> dict[str, tuple[Rule, ...]]:
    """The rules of each country, those for all of it first, then by the name of the region, the newest first."""
    places = ledger.archive.places
    found: defaultdict[str, list[Rule]] = defaultdict(list)
    for rule in ledger.once(Rules).all:
        found[country_of(rule.action.place)].append(rule)
    return {
        country: tuple(
            sorted(
                rules,
                key=lambda rule: (rule.action.place != country, places[rule.action.place].name),
            )
        )
        for country, rules in found.items()
    }


def _known(rules: Iterable[Rule], year: str, day: Date) -> Iterator[tuple[Rule, State]]:
    """The rules that were known on a day of a year, with what they were, without those that had ended before the year."""
    for rule in rules:
        state = rule.state(day)
        if state and not (rule.end and dates.year(rule.end) < year):
            yield rule, state


def _row(site: Site, rule: Rule) -> AsOfRule:
    """A rule as the page shows it. Titles are those of the ledger: a text is not asked for."""
    action = rule.action
    return AsOfRule(
        country=country_of(action.place),
        place=site.place(action.place),
        measure=action.measure,
        authorities=tuple(map(site.organisation, rule.authorities)),
        known=rule.known,
        start=rule.start or "",
        end=rule.end or "",
        announced=rule.dates.announced,
        effective=rule.dates.effective,
        until=rule.dates.until,
        liftings=ledger_rows.liftings(site, rule),
        briefing=site.briefing(rule.tellings[0].briefing),
    )
