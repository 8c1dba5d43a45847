"""What each page shows: one frozen struct per template, and all that the template can reach.

A page's recipe is taken by walking its view, so nothing that a page shows may come from elsewhere. URLs are
ready to be written; texts are plain and are escaped by the template, `Html` apart.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    # A build without changes loads this module, and would load the archive, YAML and Markdown through these.
    from hashtrail.charts import BarChart, LineChart
    from hashtrail.coverage import Gap
    from hashtrail.dates import Date
    from hashtrail.effects import Distribution, Lag
    from hashtrail.flows import Flow
    from hashtrail.model import Confidence, Heading, Kind, Measure, Status
    from hashtrail.rules import State


class Html(Struct, frozen=True):
    """Markup that is safe as it stands: sanitized prose, or JSON-LD without a `<`."""

    text: str

    def __html__(self) -> str:
        """What markupsafe, and so every template, takes as already escaped."""
        return self.text


class TextUnavailableError(Exception):
    """A text that a view shows cannot be had: no mistake of the template that asks for it."""


class ShownText:
    """A text of the archive as one page shows it: its links resolved for that page, when a template asks.

    `path` is its content file and `links` is all that it takes from elsewhere, the names and addresses behind
    its links: the two stand for it in the recipe of the page, with the digest of the converted text.
    """

    __slots__ = ("_resolve", "links", "path")

    def __init__(self, path: str, links: tuple[str, ...], resolve: Callable[[], str]) -> None:
        self.path = path
        self.links = links
        self._resolve = resolve

    def __html__(self) -> str:
        return self._resolve()

    def __str__(self) -> str:
        return self._resolve()


class Link(Struct, frozen=True):
    text: str
    url: str


class Name(Struct, frozen=True):
    """A name, with the BCP 47 tag of its language where it is written in other than Latin letters."""

    text: str
    lang: str


class NavigationItem(Struct, frozen=True):
    """A link of the main navigation; `is_current` on the pages that it leads to."""

    text: str
    url: str
    is_current: bool


class LinkGroup(Struct, frozen=True):
    """Links under one heading, such as a part of the footer."""

    heading: str
    links: tuple[Link, ...]


class FeedLinks(Struct, frozen=True):
    """The feeds that follow what a page lists, and the calendar of its actions, empty where there is none."""

    title: str
    atom: str
    json: str
    calendar: str


class MetaTag(Struct, frozen=True):
    """A `<meta>` of the head; `attribute` is `name` or `property`."""

    attribute: str
    name: str
    content: str


class SharedPicture(Struct, frozen=True):
    """The picture that stands for a page where its link is shared: an absolute URL, and what the picture shows."""

    url: str
    text: str


class Frame(Struct, frozen=True, kw_only=True):
    """What the layout around every page shows.

    `title` is the text of `<title>`, `canonical` the absolute URL of the page (empty on the 404 page, which has
    none), `home` the link of the home page, under which static files stand, `search` that of the search page;
    `theme_script` sets the theme that the reader chose; `script` is the module of the search box, and the address that the modules beside it are found by; both are empty
    on a site without search.
    """

    lang: str
    site_title: str
    tagline: str
    title: str
    description: str
    canonical: str
    home: str
    search: str
    navigation: tuple[NavigationItem, ...]
    footer: tuple[LinkGroup, ...]
    breadcrumbs: tuple[Link, ...]
    feeds: tuple[FeedLinks, ...]
    meta: tuple[MetaTag, ...]
    json_ld: Html
    licence: Link
    stylesheet: str
    theme_script: str
    script: str
    icon: str


class Card(Struct, frozen=True, kw_only=True):
    """A briefing as lists show it."""

    url: str
    title: str
    summary: str
    date: Date
    kind: Kind
    places: tuple[Link, ...]
    is_draft: bool


class Pagination(Struct, frozen=True, kw_only=True):
    """Where a page of a list stands among the others; `newer` and `older` are empty at the ends."""

    number: int
    count: int
    newer: str
    older: str
    pages: tuple[Link, ...]


class SourceMark(Struct, frozen=True):
    """A reference to a numbered source of the same page."""

    number: int
    url: str
    publisher: str


class ActionRow(Struct, frozen=True, kw_only=True):
    authority: Link
    measure: Measure
    place: Link
    announced: Date | None
    effective: Date | None
    until: Date | None
    source: SourceMark


class MoveRow(Struct, frozen=True, kw_only=True):
    who: Link
    origin: Link | None
    to: Link | None
    machines: int | None
    hashrate_ph: float | None
    power_mw: float | None
    status: Status
    date: Date | None
    source: SourceMark


class FigureRow(Struct, frozen=True, kw_only=True):
    what: str
    value: int | float
    unit: str
    asof: Date | None
    source: SourceMark


class ClaimRow(Struct, frozen=True):
    say: str
    source: SourceMark


class DisputeBox(Struct, frozen=True):
    about: str
    claims: tuple[ClaimRow, ...]


class SourceRow(Struct, frozen=True, kw_only=True):
    """A source in the list of a briefing; `citations` are the anchors in the text that cite it."""

    anchor: str
    publisher: Link
    title: str
    url: str
    date: Date | None
    archived: str | None
    accessed: Date | None
    lang: str | None
    citations: tuple[str, ...]


class UpdateRow(Struct, frozen=True, kw_only=True):
    """A correction; `briefing` is None on the page of the briefing itself."""

    date: Date
    note: str
    field: str | None
    old: str | None
    new: str | None
    briefing: Link | None


class ThreadBox(Struct, frozen=True, kw_only=True):
    """Where a briefing stands in its thread, counted from 1, oldest first."""

    thread: Link
    number: int
    count: int
    earlier: Link | None
    later: Link | None


class CitationFile(Struct, frozen=True):
    """A reference file of a briefing, to be saved: the name of its format and of the file, and a `data:` URL."""

    format: str
    name: str
    url: str


class BriefingView(Struct, frozen=True, kw_only=True):
    """A briefing; `json` is the link of its JSON file."""

    frame: Frame
    title: str
    summary: str
    kind: Kind
    kind_link: Link
    date: Date
    reported: Date | None
    published: Date
    changed: Date | None
    confidence: Confidence
    is_draft: bool
    places: tuple[Link, ...]
    organisations: tuple[Link, ...]
    tags: tuple[Link, ...]
    actions: tuple[ActionRow, ...]
    moves: tuple[MoveRow, ...]
    figures: tuple[FigureRow, ...]
    disputes: tuple[DisputeBox, ...]
    body: ShownText
    headings: tuple[Heading, ...]
    sources: tuple[SourceRow, ...]
    updates: tuple[UpdateRow, ...]
    thread: ThreadBox | None
    caused_by: tuple[Card, ...]
    led_to: EffectTable
    linked_from: tuple[Link, ...]
    more_linked_from: int
    related: tuple[Card, ...]
    earlier: Link | None
    later: Link | None
    citation: str
    citation_files: tuple[CitationFile, ...]
    scripts: tuple[str, ...]
    json: str


class FileRow(Struct, frozen=True):
    """A file of the data: its name, link and media type, and what is in it."""

    name: str
    url: str
    media_type: str
    what: str


class ColumnRow(Struct, frozen=True, kw_only=True):
    """A column of a table; `references` names the table whose rows it points to."""

    name: str
    type: str
    unit: str
    description: str
    values: tuple[str, ...]
    is_required: bool
    is_key: bool
    references: str


class TableBox(Struct, frozen=True, kw_only=True):
    """A table of the data with its columns, the number of its rows, and its two files."""

    name: str
    title: str
    description: str
    count: int
    csv: str
    json: str
    columns: tuple[ColumnRow, ...]


class ExampleBox(Struct, frozen=True):
    """Code for a program, and what it answers."""

    program: str
    answers: str
    code: str


class DataView(Struct, frozen=True, kw_only=True):
    """The page that documents the data."""

    frame: Frame
    heading: str
    description: str
    as_of: Date
    files: tuple[FileRow, ...]
    tables: tuple[TableBox, ...]
    examples: tuple[ExampleBox, ...]
    citation: str
    publisher: str


class Option(Struct, frozen=True):
    """A value that a filter offers, and its name."""

    value: str
    name: str


class Counted(Struct, frozen=True):
    """A link with the number of briefings behind it, and a note."""

    link: Link
    count: int
    note: str = ""


class CountedKind(Struct, frozen=True):
    """A kind with the number of briefings behind it, and what it means."""

    kind: Kind
    link: Link
    count: int
    note: str


class Month(Struct, frozen=True):
    """Briefings of one month, or of one year where no more is known."""

    month: Date
    cards: tuple[Card, ...]


class BriefingPart(Struct, frozen=True, kw_only=True):
    """The briefings on one page of a list, out of a `total`.

    `kinds` counts those that stand on this page, for a filter; `stylesheet` has the rules for that.
    """

    total: int
    months: tuple[Month, ...]
    kinds: tuple[CountedKind, ...]
    pagination: Pagination
    stylesheet: str


class MapArc(Struct, frozen=True, kw_only=True):
    """Moves between two places on a map, or with one end only, by the status of the farthest.

    `path` is the data of an SVG path; `head` is where it ends and in which direction, in degrees clockwise from the
    right. `weight` tells the size, from 0 (not stated) to 3. `id` and `url` are those of the row that tells more; both are empty
    on a map that is a picture only.
    """

    id: str
    url: str
    label: str
    path: str
    head: tuple[float, float, int]
    status: Status
    weight: int


class MapMark(Struct, frozen=True, kw_only=True):
    """What authorities did at a place, as one mark of the group of measures that most actions belong to.

    `x`, `y` and `size`, half the width of the mark, are units of the map.
    """

    id: str
    url: str
    label: str
    x: float
    y: float
    size: float
    group: str


class WorldMap(Struct, frozen=True, kw_only=True):
    """A map of the world, or of a part of it: its land is the file `base`.

    `view_box` is what is seen of the plane, as SVG has it; `zoom` is the size of heads and marks in it. `label` says what is to be seen, `here` is the place that the map is about, `more` leads to the
    large map; `stylesheet` has the rules by which maps look.
    """

    base: str
    view_box: str
    zoom: float
    label: str
    arcs: tuple[MapArc, ...]
    marks: tuple[MapMark, ...]
    here: tuple[float, float] | None
    more: Link
    stylesheet: str


class SourceLink(Struct, frozen=True):
    """A source of another page: who published it, and its address."""

    publisher: str
    url: str


class LiftingRow(Struct, frozen=True):
    """A lifting that ended a rule: from when, and the briefing that tells of it."""

    date: Date
    briefing: Link


class RuleRow(Struct, frozen=True, kw_only=True):
    """A rule, and what it is on the day as of which a page shows it.

    `is_wider` where it was made for the country of the place that the page is about.
    """

    measure: Measure
    authorities: tuple[Link, ...]
    place: Link
    is_wider: bool
    state: State
    announced: Date | None
    effective: Date | None
    until: Date | None
    liftings: tuple[LiftingRow, ...]
    briefing: Link
    source: SourceLink


class RuleTable(Struct, frozen=True):
    """Rules, the one announced last first; `more` are left out, and `data` is the file that has all of them."""

    rows: tuple[RuleRow, ...]
    more: int
    data: Link


class ActionEntry(Struct, frozen=True, kw_only=True):
    """An action on a page that is not that of its briefing. `date` is when it took effect, or else was announced."""

    date: Date
    authority: Link
    measure: Measure
    place: Link
    briefing: Link


class ActionTable(Struct, frozen=True):
    """Actions, the newest first; `more` and `data` as in `RuleTable`."""

    rows: tuple[ActionEntry, ...]
    more: int
    data: Link


class MoveEntry(Struct, frozen=True, kw_only=True):
    """A move on a page that is not that of its briefing; `is_stalled` is inferred."""

    date: Date | None
    who: Link
    origin: Link | None
    to: Link | None
    machines: int | None
    hashrate_ph: float | None
    power_mw: float | None
    status: Status
    is_stalled: bool
    briefing: Link


class MoveTable(Struct, frozen=True):
    """Moves, those of the newest briefing first, with the sums of all; `more` and `data` as in `RuleTable`."""

    sums: tuple[Flow, ...]
    rows: tuple[MoveEntry, ...]
    more: int
    data: Link


class EffectRow(Struct, frozen=True, kw_only=True):
    """What followed from a briefing, after how long, and in how many steps."""

    cause: Link
    cause_date: Date
    briefing: Link
    date: Date
    lag: Lag
    steps: int


class EffectTable(Struct, frozen=True):
    """What followed; `more` and `data` as in `RuleTable`."""

    rows: tuple[EffectRow, ...]
    more: int
    data: Link


class Consequence(Struct, frozen=True, kw_only=True):
    """A briefing that another one follows from, or that follows from it, and the time between the two.

    `anchor` is where it stands on the same page, if it does.
    """

    briefing: Link
    anchor: str
    date: Date
    lag: Lag


class ThreadPart(Struct, frozen=True, kw_only=True):
    """A briefing in its thread: how long after the one before, what it says of actions and moves, and what followed.

    `causes` are those that stand outside of the thread: one inside tells itself what followed from it.
    """

    anchor: str
    card: Card
    since_previous: Lag | None
    actions: tuple[ActionEntry, ...]
    moves: tuple[MoveEntry, ...]
    causes: tuple[Consequence, ...]
    effects: tuple[Consequence, ...]


class ThreadView(Struct, frozen=True, kw_only=True):
    """A thread with its introduction and its briefings, oldest first; `span` are the dates of the first and the last."""

    frame: Frame
    heading: str
    summary: str
    span: tuple[Date, Date] | None
    countries: tuple[Link, ...]
    body: ShownText
    parts: tuple[ThreadPart, ...]
    effects_page: Link
    feeds: FeedLinks


class AsOfRule(Struct, frozen=True, kw_only=True):
    """A rule in a list of those of many places, with what it takes to tell its state on any day.

    `known`, `start` and `end` are days as in `rules.Rule`, `start` and `end` empty where there is none; `announced`,
    `effective` and `until` are as the source has them.
    """

    country: str
    place: Link
    measure: Measure
    authorities: tuple[Link, ...]
    known: Date
    start: str
    end: str
    announced: Date | None
    effective: Date | None
    until: Date | None
    liftings: tuple[LiftingRow, ...]
    briefing: Link


class AsOfSection(Struct, frozen=True):
    """The rules of one state: their number, and the rules unless they stand on the pages of countries."""

    state: State
    count: int
    rules: tuple[AsOfRule, ...]


class CountryRules(Struct, frozen=True):
    """The page of a country, and its number of rules of each state."""

    page: Link
    counts: tuple[int, ...]


class AsOfForm(Struct, frozen=True, kw_only=True):
    """What it takes to ask for a day and a place: the first day, the places, the address above the pages of years.

    With `is_split` the rules of a year stand on a page for each country. `modules` are the scripts as in SearchView.
    """

    first: Date
    places: tuple[Option, ...]
    pages: str
    is_split: bool
    modules: tuple[str, ...]


class AsOfView(Struct, frozen=True, kw_only=True):
    """What was in force on a `day`, the last of a `year` or that of the newest change: everywhere or in one country.

    Where the rules are too many for a page, `countries` leads to them. The page that asks for a day has a `form`.
    """

    frame: Frame
    heading: str
    lead: str
    day: Date
    as_of: Date
    data: Link
    year: str
    years: tuple[NavigationItem, ...]
    form: AsOfForm | None
    sections: tuple[AsOfSection, ...]
    countries: tuple[CountryRules, ...]


class SharesBox(Struct, frozen=True, kw_only=True):
    """The share of a country in the hashrate of Bitcoin, in per cent, by month; `releases` are its editions."""

    chart: LineChart
    rows: tuple[tuple[Date, float], ...]
    releases: tuple[Link, ...]


class PlaceDetails(Struct, frozen=True, kw_only=True):
    """What is known of a place beside its briefings.

    `answer` are the rules that say most on whether mining is allowed on the day `as_of`; `rules` hold there or are to
    hold, `regional` those of its regions, `ended` did hold. `years` counts its briefings, which are of `year_kinds`.
    """

    as_of: Date
    answer: tuple[RuleRow, ...]
    rules: RuleTable
    regional: RuleTable
    ended: RuleTable
    map: WorldMap | None
    arrived: MoveTable
    left: MoveTable
    inside: MoveTable
    effects: EffectTable
    years: BarChart
    year_kinds: tuple[Kind, ...]
    shares: SharesBox | None


class PlaceView(Struct, frozen=True, kw_only=True):
    """A page of the list of a place; the first has all `details`."""

    frame: Frame
    heading: str
    code: str
    country: Link | None
    aliases: tuple[Name, ...]
    details: PlaceDetails | None
    effects_page: Link
    regions: tuple[Counted, ...]
    briefings: BriefingPart
    linked_from: tuple[Link, ...]
    more_linked_from: int
    feeds: FeedLinks


class OrganisationDetails(Struct, frozen=True, kw_only=True):
    """What is known of an organisation beside its briefings.

    `own` are its actions, `others` those of others in briefings that list it, `publishers` who reports on it.
    """

    as_of: Date
    moves: MoveTable
    own: ActionTable
    others: ActionTable
    publishers: tuple[Counted, ...]
    more_publishers: int


class OrganisationView(Struct, frozen=True, kw_only=True):
    """A page of the list of an organisation; the first has all `details`."""

    frame: Frame
    heading: str
    role: str
    country: Link | None
    aliases: tuple[Name, ...]
    details: OrganisationDetails | None
    effects_page: Link
    briefings: BriefingPart
    linked_from: tuple[Link, ...]
    more_linked_from: int
    feeds: FeedLinks


class CountrySums(Struct, frozen=True):
    """The sums of moves at one end; without `country`, of those of which no source states that end."""

    country: Link | None
    sums: tuple[Flow, ...]


class EffectsView(Struct, frozen=True, kw_only=True):
    """What followed: lags, what left and arrived by country, and moves that stalled."""

    frame: Frame
    heading: str
    lead: str
    as_of: Date
    lags: Distribution
    lag_chart: BarChart
    effects: EffectTable
    arrived: tuple[CountrySums, ...]
    left: tuple[CountrySums, ...]
    inside: tuple[CountrySums, ...]
    stalled: MoveTable
    stalled_months: int


class PairRow(Struct, frozen=True, kw_only=True):
    """The moves from one place to another; None stands for a place that no source states.

    `sums` are those of each status. Of many briefings some are linked, and `more` are not.
    """

    id: str
    origin: Link | None
    to: Link | None
    moves: int
    status: Status
    sums: tuple[Flow, ...]
    briefings: tuple[Link, ...]
    more: int


class MeasureCount(Struct, frozen=True):
    measure: Measure
    count: int


class PlaceRow(Struct, frozen=True, kw_only=True):
    """What authorities did at a place: how many actions, and how many of each measure."""

    id: str
    place: Link
    actions: int
    measures: tuple[MeasureCount, ...]
    briefings: tuple[Link, ...]
    more: int


class MapCounts(Struct, frozen=True, kw_only=True):
    """How many moves and actions a map is about, and how many of them it cannot draw in full."""

    moves: int
    pairs: int
    from_unknown: int
    to_unknown: int
    inside: int
    moves_off_map: int
    actions: int
    places: int
    actions_off_map: int


class MapYear(Struct, frozen=True):
    """A year with a map of its own."""

    link: Link
    moves: int
    actions: int
    is_current: bool


class MapView(Struct, frozen=True, kw_only=True):
    """The map of all years, with pairs and places, or that of one year, with each move and action.

    `facts` is the file from which the scripts filter, `modules` are these as in SearchView; both are empty on the map of a
    year. `data` are the files of all moves and actions. Rows beyond the first are counted as `more_pairs` and
    `more_places`.
    """

    frame: Frame
    heading: str
    lead: str
    as_of: Date
    data: tuple[Link, ...]
    map: WorldMap
    counts: MapCounts
    years: tuple[MapYear, ...]
    pairs: tuple[PairRow, ...]
    more_pairs: int
    places: tuple[PlaceRow, ...]
    more_places: int
    moves: MoveTable
    actions: ActionTable
    modules: tuple[str, ...]
    facts: str


class MapMoveFact(Struct, frozen=True, array_like=True):
    """A move as the script of the map reads it: `row` is the id of the row of its pair, `briefing` a number."""

    row: str
    briefing: int
    who: str
    status: Status
    machines: int | None
    hashrate_ph: float | None
    power_mw: float | None


class MapActionFact(Struct, frozen=True, array_like=True):
    """An action as the script of the map reads it: `row` is the id of the row of its place, `briefing` a number."""

    row: str
    briefing: int
    authority: str
    measure: Measure


class MapBriefing(Struct, frozen=True, array_like=True):
    year: str
    title: str
    url: str


class MapFacts(Struct, frozen=True):
    """All that the script of the map filters, and what it needs to draw what is left.

    `organisations` are names by id, in order; `statuses` are in their order, `weights` are the least machines and
    megawatts of each weight above 0, `sizes` those of marks of one action, two, and so on, `groups` the group of each
    measure, `regions` the parts of the map by name: x, y, width and height.
    """

    moves: tuple[MapMoveFact, ...]
    actions: tuple[MapActionFact, ...]
    organisations: dict[str, str]
    briefings: tuple[MapBriefing, ...]
    statuses: tuple[Status, ...]
    weights: tuple[tuple[int, int], ...]
    sizes: tuple[float, ...]
    groups: dict[Measure, str]
    regions: dict[str, tuple[float, float, float, float]]


class CoverageYear(Struct, frozen=True):
    """The events of a year by month, as in coverage.Year; `url` is its timeline, empty for a year without events."""

    year: str
    url: str
    months: tuple[int | None, ...]
    undated: int
    total: int


class QuietCountry(Struct, frozen=True):
    """A country of which nothing new is told, with its number of briefings and the newest of them."""

    place: Link
    count: int
    date: Date
    newest: Link


class LanguageCount(Struct, frozen=True):
    """How many sources are in a language, by its BCP 47 tag and its name in English."""

    tag: str
    name: str
    count: int


class CountedList(Struct, frozen=True):
    """Links with a number each; `more` are left out."""

    rows: tuple[Counted, ...]
    more: int


class CoverageView(Struct, frozen=True, kw_only=True):
    """What the archive knows little about. Its parts are those of coverage.Coverage."""

    frame: Frame
    heading: str
    lead: str
    as_of: Date
    total: int
    years: tuple[CoverageYear, ...]
    months: int
    empty_months: int
    longest_gap: Gap | None
    quiet: tuple[QuietCountry, ...]
    more_quiet: int
    quiet_months: int
    empty_places: tuple[Link, ...]
    more_empty_places: int
    sources: int
    archived: int
    unarchived: CountedList
    languages: tuple[LanguageCount, ...]
    alone: CountedList
    reports: Distribution
    early: int
    stalled: MoveTable
    stalled_months: int


class ListView(Struct, frozen=True, kw_only=True):
    """A page of a list of briefings: all, or those of a year, kind or tag."""

    frame: Frame
    heading: str
    lead: str
    parts_heading: str
    parts: tuple[Counted, ...]
    briefings: BriefingPart
    feeds: FeedLinks


class Histogram(Struct, frozen=True, kw_only=True):
    """Events by kind in each month, quarter or year (`unit`); `unknown` have a date that does not know it."""

    unit: str
    kinds: tuple[Kind, ...]
    chart: BarChart
    unknown: int


class TimelineEvent(Struct, frozen=True, kw_only=True):
    """A briefing in the timeline: `here` is its address there, `countries` are the codes that filters ask for."""

    id: str
    here: str
    date: Date
    kind: Kind
    briefing: Link
    places: tuple[Link, ...]
    countries: tuple[str, ...]
    measures: tuple[Measure, ...]
    is_draft: bool


class TimelineMonth(Struct, frozen=True):
    """A month with its events, under an anchor; or, without either, one or several months that have no briefing."""

    anchor: str
    name: str
    events: tuple[TimelineEvent, ...]


class CountedMonth(Struct, frozen=True):
    """A month whose events stand on another page: the anchor that it has in the timeline, and their number."""

    anchor: str
    link: Link
    count: int


class TimelineView(Struct, frozen=True, kw_only=True):
    """The timeline, or one page of a `year` of it (empty for all).

    `total` are the events of the archive or of the year, `months` those that the page shows. `more` are the months of a
    large archive that stand on the pages of their years. The filters offer `kinds`, `countries` and
    `measures`; `modules` are the scripts as in SearchView.
    """

    frame: Frame
    heading: str
    lead: str
    as_of: Date
    data: Link
    total: int
    histogram: Histogram
    kinds: tuple[Option, ...]
    countries: tuple[Option, ...]
    measures: tuple[Option, ...]
    years: tuple[Counted, ...]
    year: str
    months: tuple[TimelineMonth, ...]
    more: tuple[CountedMonth, ...]
    pagination: Pagination | None
    feeds: FeedLinks
    modules: tuple[str, ...]


class Group(Struct, frozen=True):
    heading: str
    entries: tuple[Counted, ...]


class DirectoryView(Struct, frozen=True, kw_only=True):
    """A page that lists lists: places, organisations, tags, kinds, threads or publishers."""

    frame: Frame
    heading: str
    lead: str
    groups: tuple[Group, ...]
    empty: str


class PublishedSource(Struct, frozen=True, kw_only=True):
    """A source with the briefing that rests on it."""

    title: str
    url: str
    date: Date | None
    archived: str | None
    lang: str | None
    briefing: Link


class PublisherView(Struct, frozen=True, kw_only=True):
    frame: Frame
    heading: str
    total: int
    sources: tuple[PublishedSource, ...]
    pagination: Pagination


class CorrectionsView(Struct, frozen=True, kw_only=True):
    frame: Frame
    heading: str
    lead: str
    updates: tuple[UpdateRow, ...]
    pagination: Pagination
    feeds: FeedLinks


class TextView(Struct, frozen=True, kw_only=True):
    """A page of its own, such as /about/."""

    frame: Frame
    heading: str
    summary: str
    body: ShownText


class Number(Struct, frozen=True):
    """A number that tells the state of things: what it counts, with the page to check it on, and a note."""

    value: int
    link: Link
    note: str


class HomeView(Struct, frozen=True, kw_only=True):
    frame: Frame
    map: WorldMap
    heading: str
    lead: str
    as_of: Date
    numbers: tuple[Number, ...]
    latest: tuple[Card, ...]
    threads: tuple[Counted, ...]
    kinds: tuple[CountedKind, ...]
    places: tuple[Counted, ...]
    all_briefings: Link
    all_threads: Link
    all_places: Link
    feeds: FeedLinks


class SearchView(Struct, frozen=True, kw_only=True):
    """The search page as it is before a script runs: a form, and the lists that lead on without one.

    `modules` are the scripts of the page beside that of every page: one that imports others comes last, so that
    all are asked for at once.
    """

    frame: Frame
    heading: str
    groups: tuple[Group, ...]
    directories: tuple[Link, ...]
    modules: tuple[str, ...]
    stylesheet: str


class NotFoundView(Struct, frozen=True, kw_only=True):
    """What helps who came to an address that has no page; `report` is where to tell of it, empty if nowhere."""

    frame: Frame
    heading: str
    kinds: tuple[CountedKind, ...]
    ways: tuple[Link, ...]
    report: str


class RedirectView(Struct, frozen=True):
    """A page that leads from an old URL to the one that took its place."""

    lang: str
    title: str
    url: str
    canonical: str


class FeedEntry(Struct, frozen=True, kw_only=True):
    """An entry of a feed: a briefing, or a correction of one. All URLs are absolute."""

    id: str
    url: str
    title: str
    summary: str
    content: ShownText | str
    published: str
    updated: str
    tags: tuple[str, ...]


class FeedView(Struct, frozen=True, kw_only=True):
    """A feed as Atom (RFC 4287) shows it. All URLs are absolute, `updated` is RFC 3339."""

    id: str
    title: str
    subtitle: str
    lang: str
    author: str
    rights: str
    updated: str
    page: str
    self_url: str
    json_url: str
    entries: tuple[FeedEntry, ...]


class CalendarEvent(Struct, frozen=True, kw_only=True):
    """A day in a calendar: `id` is a UUID, `changed` the day of the last change of what it says, `url` absolute."""

    id: str
    day: Date
    changed: Date
    summary: str
    description: str
    location: str
    category: str
    url: str


class CalendarView(Struct, frozen=True, kw_only=True):
    """A calendar as iCalendar (RFC 5545) shows it. All URLs are absolute."""

    id: str
    name: str
    description: str
    lang: str
    url: str
    source: str
    changed: Date
    events: tuple[CalendarEvent, ...]


class SitemapEntry(Struct, frozen=True):
    url: str
    changed: Date | None


class SitemapView(Struct, frozen=True):
    entries: tuple[SitemapEntry, ...]


class SitemapIndexView(Struct, frozen=True):
    sitemaps: tuple[str, ...]


class RobotsView(Struct, frozen=True):
    sitemap: str


class ArchiveFile(Struct, frozen=True):
    """A file that is written out of all records: its site path, and the digest that stands for them (`Site.digest`)."""

    path: str
    digest: bytes


class SocialCardView(Struct, frozen=True, kw_only=True):
    """The picture of a page where its link is shared; `kind`, which gives its colour, is None for that of the site."""

    kind: Kind | None
    label: str
    date: str
    title: str
    note: str
    site: str


class LlmsView(Struct, frozen=True, kw_only=True):
    """What /llms.txt says. All URLs are absolute."""

    title: str
    summary: str
    notes: tuple[str, ...]
    groups: tuple[LinkGroup, ...]


class StaticFile(Struct, frozen=True):
    """A file of templates/static/: its path below templates/static/ and the digest of its bytes."""

    path: str
    digest: str
