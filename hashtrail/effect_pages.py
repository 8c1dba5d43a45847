"""What followed: how long after their causes things happened, what left and arrived, and which moves stalled."""

from __future__ import annotations

from collections.abc import Iterator

from hashtrail import charts, effects, flows, ledger_rows, urls
from hashtrail.flows import Flows
from hashtrail.ledger import LedgerMove
from hashtrail.site import Site
from hashtrail.views.effects import CountrySums, EffectsView


def view(site: Site) -> EffectsView:
    archive = site.archive
    moves = site.ledger.once(Flows)
    followed = effects.direct(archive, archive.briefings)
    lags = effects.distribution(each.lag for each in followed)
    heading = "What followed"
    lead = (
        "How long after a crackdown or a rule its consequences came, what left each country and what arrived there, "
        "and which moves seem to have come to a halt."
    )
    return EffectsView(
        frame=site.frame(urls.EFFECTS, heading, lead),
        heading=heading,
        lead=lead,
        as_of=archive.as_of,
        lags=lags,
        lag_chart=charts.bars([(name, {"lag": count}) for name, count in lags.classes]),
        effects=ledger_rows.effects(site, followed),
        arrived=tuple(
            _by_country(
                site,
                {country: moves.into(country) for country in moves.countries},
                tuple(each for each in moves.moves if each.move.to is None),
            )
        ),
        left=tuple(
            _by_country(
                site,
                {country: moves.out_of(country) for country in moves.countries},
                tuple(each for each in moves.moves if each.move.origin is None),
            )
        ),
        inside=tuple(
            _by_country(site, {country: moves.inside(country) for country in moves.countries}, ())
        ),
        stalled=ledger_rows.moves(site, moves.stalled),
        stalled_months=flows.STALLED_MONTHS,
    )


def _by_country(
    site: Site, by_country: dict[str, tuple[LedgerMove, ...]], unknown: tuple[LedgerMove, ...]
) -> Iterator[CountrySums]:
    """The sums of each country by name, then those of the moves of which it is unknown."""
    named = [(site.place(country), moves) for country, moves in by_country.items() if moves]
    for link, moves in sorted(named, key=lambda each: each[0].text):
        yield CountrySums(link, flows.sums(moves))
    if unknown:
        yield CountrySums(None, flows.sums(unknown))
