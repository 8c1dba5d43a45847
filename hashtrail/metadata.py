"""What machines read in the head of a page: JSON-LD, OpenGraph and citation tags."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final

import msgspec

from hashtrail import dates, social_cards
from hashtrail.dates import Date
from hashtrail.model import Briefing, Organisation, SiteConfig
from hashtrail.views.frames import MetaTag, SharedPicture
from hashtrail.views.texts import Html, Link

JsonLd = dict[str, Any]

_CONTEXT: Final = "https://schema.org"


def as_html(nodes: Sequence[JsonLd]) -> Html:
    """A graph of JSON-LD nodes as the content of a script element, which must hold no `<`."""
    if not nodes:
        return Html("")
    text = msgspec.json.encode({"@context": _CONTEXT, "@graph": list(nodes)}).decode()
    return Html(text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026"))


def publisher(site: SiteConfig, home: str) -> JsonLd:
    return {"@type": "Organization", "name": site.publisher, "url": home}


def website(site: SiteConfig, home: str) -> JsonLd:
    return {
        "@type": "WebSite",
        "name": site.title,
        "description": site.description,
        "url": home,
        "inLanguage": site.lang,
        "license": site.licence_url,
        "publisher": publisher(site, home),
    }


def dataset(
    site: SiteConfig,
    *,
    address: str,
    home: str,
    description: str,
    changed: Date,
    covers: tuple[Date, Date] | None,
    places: Iterable[str],
    files: Iterable[tuple[str, str]],
) -> JsonLd:
    """The data of the archive as schema.org/Dataset.

    It stands at an address, with its `files`, each a name below the address and a media type; `covers` are the days of
    the first and the last event.
    """
    node: JsonLd = {
        "@type": "Dataset",
        "@id": address,
        "url": address,
        "name": f"{site.title}: data",
        "description": description,
        "inLanguage": site.lang,
        "license": site.licence_url,
        "isAccessibleForFree": True,
        "dateModified": changed,
        "creator": publisher(site, home),
        "spatialCoverage": [{"@type": "Place", "name": place} for place in places],
        "distribution": [
            {"@type": "DataDownload", "contentUrl": address + name, "encodingFormat": media_type}
            for name, media_type in files
        ],
    }
    if covers:
        node["temporalCoverage"] = "/".join(covers)
    return node


def report(
    briefing: Briefing,
    site: SiteConfig,
    *,
    url: str,
    home: str,
    places: Iterable[str],
    organisations: Iterable[Organisation],
    picture: SharedPicture | None,
) -> JsonLd:
    """A briefing as schema.org/Report, its corrections and sources included."""
    node: JsonLd = {
        "@type": "Report",
        "@id": url,
        "url": url,
        "headline": briefing.title,
        "name": briefing.title,
        "description": briefing.summary,
        "inLanguage": site.lang,
        "datePublished": briefing.entered,
        "dateModified": briefing.changed,
        "temporalCoverage": briefing.date,
        "author": publisher(site, home),
        "publisher": publisher(site, home),
        "license": site.licence_url,
        "isAccessibleForFree": True,
        "spatialCoverage": [{"@type": "Place", "name": name} for name in places],
        "about": [
            {
                "@type": "Organization",
                "name": organisation.name,
                **({"alternateName": list(organisation.aliases)} if organisation.aliases else {}),
            }
            for organisation in organisations
        ],
        "keywords": list(briefing.tags),
        "citation": [
            {
                "@type": "CreativeWork",
                "name": source.title,
                "url": source.url,
                "publisher": {"@type": "Organization", "name": source.publisher},
                **({"datePublished": source.date} if source.date else {}),
                **({"archivedAt": source.archived} if source.archived else {}),
            }
            for source in briefing.sources
        ],
    }
    if picture:
        node["image"] = picture.url
    if briefing.updates:
        node["correction"] = [
            {"@type": "CorrectionComment", "text": update.note, "datePublished": update.date}
            for update in briefing.updates
        ]
    return node


def breadcrumbs(
    origin: str, trail: Sequence[Link], title: str, canonical: str
) -> tuple[JsonLd, ...]:
    """The way from the home page to a page as schema.org/BreadcrumbList; nothing on the home page."""
    if not trail or not canonical:
        return ()
    steps = [*((link.text, origin + link.url) for link in trail), (title, canonical)]
    return (
        {
            "@type": "BreadcrumbList",
            "itemListElement": [
                {"@type": "ListItem", "position": position, "name": name, "item": item}
                for position, (name, item) in enumerate(steps, 1)
            ],
        },
    )


def open_graph(
    site: SiteConfig,
    title: str,
    description: str,
    canonical: str,
    kind: str,
    picture: SharedPicture | None,
) -> tuple[MetaTag, ...]:
    """What the link of a page shows where it is shared (https://ogp.me/), with a large picture if it has one."""
    values = {
        "og:site_name": site.title,
        "og:type": kind,
        "og:title": title,
        "og:description": description,
        "og:url": canonical,
        "og:locale": site.lang.replace("-", "_"),
    }
    if picture:
        values |= {
            "og:image": picture.url,
            "og:image:type": "image/png",
            "og:image:width": str(social_cards.WIDTH),
            "og:image:height": str(social_cards.HEIGHT),
            "og:image:alt": picture.text,
        }
    tags = tuple(MetaTag("property", name, value) for name, value in values.items() if value)
    size = "summary_large_image" if picture else "summary"
    return (*tags, MetaTag("name", "twitter:card", size))


def citation(briefing: Briefing, site: SiteConfig, url: str) -> tuple[MetaTag, ...]:
    """The Highwire tags that Zotero and Google Scholar read, and Dublin Core beside them.

    Highwire wants dates with slashes; a date that knows only the month is written as far as it is known.
    """
    entered = briefing.entered.replace("-", "/")
    values = [
        ("citation_title", briefing.title),
        ("citation_author", site.publisher),
        ("citation_publication_date", entered),
        ("citation_online_date", entered),
        ("citation_technical_report_institution", site.publisher),
        ("citation_technical_report_number", briefing.id),
        ("citation_public_url", url),
        ("citation_abstract_html_url", url),
        ("citation_language", site.lang),
        *(("citation_keywords", tag) for tag in briefing.tags),
        ("DC.title", briefing.title),
        ("DC.creator", site.publisher),
        ("DC.date", briefing.entered),
        ("DC.identifier", url),
        ("DC.language", site.lang),
        ("DC.rights", site.licence_url),
    ]
    article = [
        ("article:published_time", dates.timestamp(briefing.entered)),
        ("article:modified_time", dates.timestamp(briefing.changed)),
    ]
    return (
        *(MetaTag("name", name, value) for name, value in values),
        *(MetaTag("property", name, value) for name, value in article),
    )


def draft(briefing: Briefing) -> tuple[MetaTag, ...]:
    """What keeps a draft out of search engines, should one be published."""
    return (MetaTag("name", "robots", "noindex"),) if briefing.draft else ()
