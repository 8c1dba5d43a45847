"""What an archive is made of, as frozen structs: no I/O, no HTML.

The structs up to `SiteConfig` are the content contract: `frontmatter` reads exactly these fields, and
the JSON Schema and the reference for editors are generated from them. A field's `Meta` holds what
an editor needs to know; its `extra["form"]` names the form that `frontmatter` checks.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Final

from msgspec import Meta, Raw, Struct
from msgspec.msgpack import Decoder, encode

from hashtrail import dates
from hashtrail.dates import Date

_SLUG_PATTERN: Final = "^[a-z0-9]+(-[a-z0-9]+)*$"
_DATE_PATTERN: Final = "^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$"
_URL_PATTERN: Final = "^https?://"

TITLE_LENGTH: Final = 110
SUMMARY_LENGTH: Final = 300
#: What stands for all other places together where a table has shares of places.
OTHER_PLACES: Final = "other"


def _form(form: str, description: str, pattern: str | None = None) -> Meta:
    return Meta(
        description=description,
        extra={"form": form},
        extra_json_schema={"pattern": pattern} if pattern else None,
    )


def _text(description: str, longest: int | None = None) -> Meta:
    return Meta(description=description, max_length=longest, min_length=1, extra={"form": "text"})


def _day(description: str) -> Meta:
    return _form("date", description, _DATE_PATTERN)


PlaceId = Annotated[
    str, _form("place", "id of a place in places.yaml", "^[A-Z]{2}(-[A-Z0-9]{1,3})?$")
]
OrganisationId = Annotated[
    str, _form("slug", "id of an organisation in organisations.yaml", _SLUG_PATTERN)
]
ThreadId = Annotated[str, _form("slug", "id of a thread in threads/", _SLUG_PATTERN)]
BriefingId = Annotated[
    str,
    _form("briefing", "id of a briefing, year/slug", "^[0-9]{4}/[a-z0-9]+(-[a-z0-9]+)*$"),
]
SourceId = Annotated[str, _form("slug", "id of a source of this briefing", _SLUG_PATTERN)]
Tag = Annotated[str, _form("slug", "a topic, in lower case", _SLUG_PATTERN)]
WebAddress = Annotated[str, _form("url", "an absolute http or https address", _URL_PATTERN)]
Coordinates = tuple[
    Annotated[float, Meta(description="latitude", ge=-90, le=90)],
    Annotated[float, Meta(description="longitude", ge=-180, le=180)],
]
Alias = Annotated[
    str, _form("path", "an old path of this briefing that redirects here, such as /old/url/", "^/")
]


class Kind(StrEnum):
    RELOCATION = "relocation"
    CRACKDOWN = "crackdown"
    POLICY = "policy"
    ENFORCEMENT = "enforcement"
    MARKET = "market"
    CONTEXT = "context"


#: What each kind means to readers, in the order in which lists show them.
KINDS: Final[dict[Kind, str]] = {
    Kind.RELOCATION: "Machines, companies or capacity that move from one place to another.",
    Kind.CRACKDOWN: "An authority acts against mining in its area: bans, closures, power cuts.",
    Kind.POLICY: "Rules made or drafted: laws, tariffs, taxes, licences and calls.",
    Kind.ENFORCEMENT: "Rules carried out: inspections, raids, seizures, arrests and courts.",
    Kind.MARKET: "What firms and markets did: hashrate, prices, sales, pools and exchanges.",
    Kind.CONTEXT: "What one has to know to understand the rest.",
}


class Measure(StrEnum):
    BAN = "ban"
    MORATORIUM = "moratorium"
    SHUTDOWN_ORDER = "shutdown-order"
    POWER_CUT = "power-cut"
    TARIFF = "tariff"
    TAX = "tax"
    LICENCE = "licence"
    SEIZURE = "seizure"
    RAID = "raid"
    ARREST = "arrest"
    HOTLINE = "hotline"
    INSPECTION = "inspection"
    FINE = "fine"
    LAW = "law"
    COURT = "court"
    STATEMENT = "statement"
    LIFTING = "lifting"


class Status(StrEnum):
    ANNOUNCED = "announced"
    SHIPPED = "shipped"
    DELIVERED = "delivered"
    ENERGISED = "energised"
    CANCELLED = "cancelled"


class Confidence(StrEnum):
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class Role(StrEnum):
    MINER = "miner"
    POOL = "pool"
    MANUFACTURER = "manufacturer"
    HOST = "host"
    UTILITY = "utility"
    REGULATOR = "regulator"
    GOVERNMENT = "government"
    COURT = "court"
    EXCHANGE = "exchange"
    INVESTOR = "investor"
    BANK = "bank"
    ASSOCIATION = "association"
    RESEARCH = "research"
    MEDIA = "media"
    CARRIER = "carrier"


class Source(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A publication that statements of a briefing rest on."""

    id: Annotated[str, _form("slug", "unique in the briefing; cited as [@id]", _SLUG_PATTERN)]
    publisher: Annotated[str, _text("who published it")]
    title: Annotated[str, _text("its title")]
    url: WebAddress
    date: Annotated[Date, _day("when it was published")] | None = None
    archived: Annotated[WebAddress, Meta(description="an archived copy of it")] | None = None
    accessed: Annotated[Date, _day("when it was read")] | None = None
    lang: (
        Annotated[
            str, _form("language", "BCP 47 tag of its language, where that is not the site's")
        ]
        | None
    ) = None


class Action(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What an authority did."""

    authority: Annotated[OrganisationId, Meta(description="the organisation that acted")]
    measure: Annotated[Measure, Meta(description="what it did")]
    place: Annotated[PlaceId, Meta(description="where it applies")]
    source: Annotated[SourceId, Meta(description="the source that says so")]
    announced: Annotated[Date, _day("when it was announced")] | None = None
    effective: Annotated[Date, _day("since when it applies")] | None = None
    until: Annotated[Date, _day("the last day on which it applies")] | None = None

    @property
    def date(self) -> Date:
        """When it took effect, or else was announced: `content` sees to it that one of the two is known."""
        date = self.effective or self.announced
        assert date is not None
        return date

    @property
    def days(self) -> tuple[Date, ...]:
        """Its first and last day, of these the ones that are known to the day."""
        return tuple(date for date in (self.effective, self.until) if date and dates.is_day(date))


class Move(
    Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename={"origin": "from"}
):
    """Who moved what, from which place to which, and how far that has come."""

    who: Annotated[OrganisationId, Meta(description="the organisation that moves")]
    status: Annotated[Status, Meta(description="how far the move has come")]
    source: Annotated[SourceId, Meta(description="the source that says so")]
    origin: Annotated[PlaceId, Meta(description="where from, if a source says so")] | None = None
    to: Annotated[PlaceId, Meta(description="where to, if a source says so")] | None = None
    machines: Annotated[int, Meta(description="number of machines", ge=1)] | None = None
    hashrate_ph: Annotated[float, Meta(description="hashrate in PH/s", gt=0)] | None = None
    power_mw: Annotated[float, Meta(description="power in MW", gt=0)] | None = None
    date: Annotated[Date, _day("when the move reached its status")] | None = None


class Figure(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One number, with its unit, day and source."""

    what: Annotated[str, _text("what the number counts")]
    value: Annotated[int | float, Meta(description="the number")]
    unit: Annotated[str, _text("its unit")]
    source: Annotated[SourceId, Meta(description="the source that states it")]
    asof: Annotated[Date, _day("the day, month or year that it holds for")] | None = None


class Claim(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What one source says in a dispute.

    A claim about the size of a move names it and gives the size, so that sums can be given as ranges.
    """

    say: Annotated[str, _text("what the source says")]
    source: Annotated[SourceId, Meta(description="the source that says so")]
    move: Annotated[int, Meta(description="the move whose size it states, from 1", ge=1)] | None = (
        None
    )
    machines: Annotated[int, Meta(description="its number of machines", ge=1)] | None = None
    hashrate_ph: Annotated[float, Meta(description="its hashrate in PH/s", gt=0)] | None = None
    power_mw: Annotated[float, Meta(description="its power in MW", gt=0)] | None = None

    @property
    def is_about_size(self) -> bool:
        return (
            self.machines is not None or self.hashrate_ph is not None or self.power_mw is not None
        )


class Dispute(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A point on which sources disagree. It is shown, never averaged."""

    about: Annotated[str, _text("what they disagree about")]
    claims: Annotated[
        tuple[Claim, ...], Meta(description="each claim with its source, two or more", min_length=2)
    ]


class Update(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A correction or addition, shown to readers."""

    date: Annotated[Date, _day("when the briefing was changed")]
    note: Annotated[str, _text("what was changed, and why")]
    field: Annotated[str, _text("the front matter field that changed")] | None = None
    old: Annotated[str, _text("the value before")] | None = None
    new: Annotated[str, _text("the value now")] | None = None


class FrontMatter(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The front matter of a briefing."""

    title: Annotated[str, _text("what happened, in one line", TITLE_LENGTH)]
    date: Annotated[Date, _day("when it happened; the month where the day is not known")]
    kind: Annotated[Kind, Meta(description="what kind of event it is")]
    summary: Annotated[str, _text("one or two sentences", SUMMARY_LENGTH)]
    places: Annotated[tuple[PlaceId, ...], Meta(description="where it happened", min_length=1)]
    sources: Annotated[tuple[Source, ...], Meta(description="what it rests on", min_length=1)]
    organisations: Annotated[
        tuple[OrganisationId, ...], Meta(description="who had a part in it")
    ] = ()
    actions: Annotated[tuple[Action, ...], Meta(description="what authorities did")] = ()
    moves: Annotated[tuple[Move, ...], Meta(description="who moved what")] = ()
    figures: Annotated[tuple[Figure, ...], Meta(description="the numbers that matter")] = ()
    caused_by: Annotated[
        tuple[BriefingId, ...], Meta(description="earlier briefings that this one follows from")
    ] = ()
    disputes: Annotated[tuple[Dispute, ...], Meta(description="where sources disagree")] = ()
    confidence: Annotated[Confidence, Meta(description="how sure the sources make us")] = (
        Confidence.HIGH
    )
    reported: Annotated[Date, _day("when the main source reported it")] | None = None
    thread: Annotated[ThreadId, Meta(description="the story that it is part of")] | None = None
    tags: Annotated[tuple[Tag, ...], Meta(description="its topics")] = ()
    published: (
        Annotated[Date, _day("when the briefing entered the archive; `date` if left out")] | None
    ) = None
    updates: Annotated[tuple[Update, ...], Meta(description="corrections, oldest first")] = ()
    aliases: Annotated[
        tuple[Alias, ...],
        Meta(description="old paths of the site that redirect here, the oldest first"),
    ] = ()
    draft: Annotated[bool, Meta(description="whether to leave it out of the site")] = False


class Organisation(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An entry of organisations.yaml, under its id."""

    name: Annotated[str, _text("its common name in English")]
    role: Annotated[Role, Meta(description="what it is to mining")]
    country: Annotated[PlaceId, Meta(description="where it has its seat")] | None = None
    aliases: Annotated[
        tuple[Annotated[str, _text("another name")], ...],
        Meta(description="former names, names in other scripts, tickers"),
    ] = ()


class Place(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An entry of places.yaml, under its ISO 3166-1 alpha-2 or ISO 3166-2 code."""

    name: Annotated[str, _text("its common name in English")]
    aliases: Annotated[
        tuple[Annotated[str, _text("another name")], ...],
        Meta(description="other names and names in other scripts"),
    ] = ()
    coordinates: (
        Annotated[
            Coordinates,
            Meta(description="a point that stands for it on maps, in decimal degrees (WGS 84)"),
        ]
        | None
    ) = None


class HashrateShare(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A row of data/hashrate-share.csv: what share of the hashrate of Bitcoin a place had in a month."""

    month: Annotated[Date, _form("month", "the month", "^[0-9]{4}-[0-9]{2}$")]
    place: Annotated[
        str, _form("place or other", "id of a place, or `other` for all other places together")
    ]
    share_percent: Annotated[
        float, Meta(description="its share of the hashrate in per cent", ge=0, le=100)
    ]
    source_url: Annotated[WebAddress, Meta(description="where the number stands")]
    release: Annotated[Date, _day("when that edition of the numbers was released")]


class PageFrontMatter(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The front matter of a thread or of a page of its own, such as /about/."""

    title: Annotated[str, _text("its title", TITLE_LENGTH)]
    summary: Annotated[str, _text("what it is about", SUMMARY_LENGTH)]


class SiteConfig(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="site"):
    """site.yaml: what every page knows of the publication."""

    title: Annotated[str, _text("the name of the publication")]
    tagline: Annotated[str, _text("what it is, in one line", TITLE_LENGTH)]
    description: Annotated[str, _text("what it is, in one or two sentences", SUMMARY_LENGTH)]
    publisher: Annotated[str, _text("who answers for it: author and publisher of each briefing")]
    base_url: Annotated[WebAddress, Meta(description="where it is published, with its path")]
    uuid: Annotated[
        str,
        _form(
            "uuid",
            "a UUID of its own, the root of the ids in feeds; never change it",
            "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$",
        ),
    ]
    founded: Annotated[Date, _day("the day on which the archive was opened")]
    licence_name: Annotated[str, _text("the licence of text and data")]
    licence_url: Annotated[WebAddress, Meta(description="the text of that licence")]
    lang: Annotated[str, _form("language", "BCP 47 tag of its language")] = "en"
    repository: (
        Annotated[WebAddress, Meta(description="where readers report errors and editors work")]
        | None
    ) = None
    social_cards: Annotated[
        bool, Meta(description="whether to draw a picture for links that are shared")
    ] = True


class Heading(Struct, frozen=True):
    """A heading of a text: its level (2 to 6), anchor and plain text."""

    level: int
    anchor: str
    text: str


class Body(Struct, frozen=True):
    """A text converted from Markdown: sanitized HTML, and what a reader reads, without marks.

    The links that depend on other files are still to be resolved (`prose.resolve`).
    """

    html: str
    text: str


class Prose(Struct, frozen=True):
    """What is known of a text without its Body, which is large and seldom needed.

    `links` are the targets as written, wiki links apart; `citations` counts them by source id.
    """

    headings: tuple[Heading, ...]
    links: tuple[str, ...]
    wiki_links: tuple[str, ...]
    citations: dict[str, int]


class Briefing(FrontMatter, frozen=True, kw_only=True, tag="briefing"):
    """One event with its sources: front matter and text. `id` is year/slug, `path` the file below content/."""

    id: str
    path: str
    prose: Prose

    @property
    def entered(self) -> Date:
        """When the briefing entered the archive."""
        return self.published or self.date

    @property
    def changed(self) -> Date:
        """When its content last changed."""
        return max((self.entered, *(update.date for update in self.updates)))


_decode_sources: Final = Decoder(tuple[tuple[str, Date | None], ...]).decode


class Outline(Struct, frozen=True, array_like=True, kw_only=True):
    """What decides where a briefing stands: all of it that lists, their order and the addresses of pages are made from.

    What pages show of a briefing is not in it: an edit that leaves the outline as it was moves nothing. `updates` are
    the days of its corrections, `encoded_sources` are its `sources`, `dated_places` the places of the actions that a
    calendar can show.
    """

    id: str
    path: str
    date: Date
    kind: Kind
    places: tuple[str, ...]
    organisations: tuple[str, ...]
    tags: tuple[str, ...]
    thread: str | None
    caused_by: tuple[str, ...]
    wiki_links: tuple[str, ...]
    aliases: tuple[str, ...]
    draft: bool
    entered: Date
    updates: tuple[Date, ...]
    encoded_sources: Raw
    dated_places: tuple[str, ...]

    @staticmethod
    def of(briefing: Briefing) -> Outline:
        return Outline(
            id=briefing.id,
            path=briefing.path,
            date=briefing.date,
            kind=briefing.kind,
            places=briefing.places,
            organisations=briefing.organisations,
            tags=briefing.tags,
            thread=briefing.thread,
            caused_by=briefing.caused_by,
            wiki_links=briefing.prose.wiki_links,
            aliases=briefing.aliases,
            draft=briefing.draft,
            entered=briefing.entered,
            updates=tuple(update.date for update in briefing.updates),
            encoded_sources=Raw(
                encode([(source.publisher, source.date) for source in briefing.sources])
            ),
            dated_places=tuple(
                dict.fromkeys(action.place for action in briefing.actions if action.days)
            ),
        )

    @property
    def sources(self) -> tuple[tuple[str, Date | None], ...]:
        """The publisher and the day of each of its sources: half of all text in outlines, and few ask for it."""
        return _decode_sources(self.encoded_sources)

    @property
    def changed(self) -> Date:
        """When the content of the briefing last changed."""
        return max(self.entered, *self.updates) if self.updates else self.entered


class Facts(Struct, frozen=True, array_like=True, kw_only=True):
    """What the ledger has of a briefing: what authorities did, what moved, and what is disputed about its size.

    `figures` is the number of its figures, `languages` are those of its sources (None for that of the site), and so many
    of these are `archived`.
    """

    confidence: Confidence
    reported: Date | None
    actions: tuple[Action, ...]
    moves: tuple[Move, ...]
    claims: tuple[Claim, ...]
    figures: int
    languages: tuple[str | None, ...]
    archived: int

    @staticmethod
    def of(briefing: Briefing) -> Facts:
        return Facts(
            confidence=briefing.confidence,
            reported=briefing.reported,
            actions=briefing.actions,
            moves=briefing.moves,
            claims=tuple(
                claim
                for dispute in briefing.disputes
                for claim in dispute.claims
                if claim.move is not None
            ),
            figures=len(briefing.figures),
            languages=tuple(source.lang for source in briefing.sources),
            archived=sum(source.archived is not None for source in briefing.sources),
        )


class Thread(PageFrontMatter, frozen=True, kw_only=True, tag="thread"):
    """One story over several briefings, with its introduction."""

    id: str
    path: str
    prose: Prose


class StandalonePage(PageFrontMatter, frozen=True, kw_only=True, tag="page"):
    """A page of its own, such as /about/."""

    id: str
    path: str
    prose: Prose


class Organisations(Struct, frozen=True, tag="organisations"):
    """organisations.yaml: the registry by id."""

    entries: dict[str, Organisation]


class Places(Struct, frozen=True, tag="places"):
    """places.yaml: the registry by id."""

    entries: dict[str, Place]


class HashrateShares(Struct, frozen=True, tag="hashrate-shares"):
    """data/hashrate-share.csv: its rows."""

    rows: tuple[HashrateShare, ...]


#: What one content file holds.
Record = Briefing | Thread | StandalonePage | Organisations | Places | HashrateShares | SiteConfig


def country_of(place_id: str) -> str:
    """The ISO 3166-1 code of the country that a place is, or lies in."""
    return place_id[:2]
