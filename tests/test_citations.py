"""What programs that keep references read of a briefing."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from io import StringIO
from typing import Any, Final
from urllib.parse import unquote, urlsplit

import jsonschema
import pytest
import rispy
from citeproc.source.json import CiteProcJSON
from hypothesis import given, settings
from hypothesis import strategies as st
from pybtex.database import Entry, parse_string
from selectolax.lexbor import LexborHTMLParser

from hashtrail import citations, metadata, urls
from hashtrail.dates import Date
from hashtrail.files import CONTROL_CHARACTERS
from hashtrail.model import Briefing, Kind, Prose, SiteConfig, Source
from tests.site_folder import SiteFolder

SITE: Final = SiteConfig(
    title="Hashtrail",
    tagline="Where they went",
    description="An archive.",
    publisher="Hashtrail & Sons",
    base_url="https://example.org/hashtrail/",
    uuid="7c1f6a52-3f0e-4a53-9d0b-5b7f0a4de6c1",
    founded=Date("2026-11-25"),
    licence_name="CC BY 4.0",
    licence_url="https://creativecommons.org/licenses/by/4.0/",
)
URL: Final = "https://example.org/hashtrail/briefings/2021/first_machines/"

#: The part of the CSL-JSON schema (Citation Style Language 1.0.2) that an item of ours may use.
CSL_SCHEMA: Final[dict[str, Any]] = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["type", "id"],
        "additionalProperties": False,
        "properties": {
            **{
                name: {"type": "string"}
                for name in (
                    "id",
                    "genre",
                    "title",
                    "publisher",
                    "number",
                    "URL",
                    "language",
                    "abstract",
                    "keyword",
                )
            },
            "type": {"enum": ["report"]},
            "author": {
                "type": "array",
                "items": {
                    "type": "object",
                    "additionalProperties": False,
                    "properties": {"literal": {"type": "string"}},
                },
            },
            "issued": {
                "type": "object",
                "additionalProperties": False,
                "required": ["date-parts"],
                "properties": {
                    "date-parts": {
                        "type": "array",
                        "minItems": 1,
                        "maxItems": 2,
                        "items": {
                            "type": "array",
                            "minItems": 1,
                            "maxItems": 3,
                            "items": {"type": ["string", "number"]},
                        },
                    }
                },
            },
        },
    },
}


def briefing(
    title: str = "The first machines reach Kazakhstan",
    *,
    published: str = "2021-07-01",
    summary: str = "A truck arrived.",
    tags: tuple[str, ...] = ("export", "hydropower"),
    aliases: tuple[str, ...] = (),
) -> Briefing:
    return Briefing(
        id="2021/first-machines",
        path="briefings/2021/2021-07-first-machines.md",
        prose=Prose((), (), (), {}),
        title=title,
        date=Date("2021-07"),
        published=Date(published),
        kind=Kind.RELOCATION,
        summary=summary,
        places=("KZ",),
        sources=(Source(id="a", publisher="A", title="A", url="https://example.org/a"),),
        tags=tags,
        aliases=aliases,
    )


def bibtex(text: str) -> list[Entry]:
    return list(parse_string(text, "bibtex").entries.values())


def untex(text: str) -> str:
    """The text that TeX sets, without the braces that group it."""
    for character, escaped in citations._BIBTEX_ESCAPES.items():
        text = text.replace(escaped, f"<{ord(character)}>")
    text = text.replace("{", "").replace("}", "")
    for character in citations._BIBTEX_ESCAPES:
        text = text.replace(f"<{ord(character)}>", character)
    return text


def ris(text: str) -> list[dict[str, Any]]:
    return list(rispy.load(StringIO(text, newline="")))


def csl(text: str) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = json.loads(text)
    jsonschema.validate(items, CSL_SCHEMA)
    return items


def one(form: str, of: Briefing) -> str:
    """The reference file of one briefing."""
    formats = {each.suffix: each for each in citations.FORMATS}
    return "".join(formats[form].join([formats[form].write(of, SITE, URL)]))


def test_bibtex_says_what_is_to_be_cited() -> None:
    entry = bibtex(one("bib", briefing("BIT Mining cuts 50% & leaves", published="2021-07-09")))[0]
    assert entry.type == "techreport"
    assert entry.key == "hashtrail-2021-first-machines"
    assert [str(person) for person in entry.persons["author"]] == [r"{Hashtrail \& Sons}"]
    assert dict(entry.fields.items()) == {
        "title": r"{BIT} {Mining} cuts 50\% \& leaves",
        "institution": r"{Hashtrail \& Sons}",
        "type": "Briefing",
        "number": "2021/first-machines",
        "year": "2021",
        "month": "July",
        "day": "9",
        "url": URL,
        "language": "en",
        "abstract": "A truck arrived.",
        "keywords": "export, hydropower",
    }


def test_ris_says_what_is_to_be_cited() -> None:
    text = one("ris", briefing(tags=("export", "hydropower")))
    assert text.startswith("TY  - RPRT\r\n")
    assert text.endswith("\r\nER  - \r\n")
    (entry,) = ris(text)
    assert entry == {
        "type_of_reference": "RPRT",
        "authors": ["Hashtrail & Sons"],
        "title": "The first machines reach Kazakhstan",
        "year": "2021",
        "date": "2021/07/01/",
        "publisher": "Hashtrail & Sons",
        "type_of_work": "Briefing",
        "issn": "2021/first-machines",
        "language": "en",
        "abstract": "A truck arrived.",
        "keywords": ["export", "hydropower"],
        "urls": [URL],
    }


def test_csl_json_says_what_is_to_be_cited() -> None:
    text = one("csl.json", briefing())
    (item,) = csl(text)
    assert item["author"] == [{"literal": "Hashtrail & Sons"}]
    assert item["keyword"] == "export, hydropower"
    (reference,) = CiteProcJSON(json.loads(text)).values()
    assert "".join(reference.title) == "The first machines reach Kazakhstan"
    assert reference.type == "report"
    assert (reference.issued.year, reference.issued.month, reference.issued.day) == (2021, 7, 1)


@pytest.mark.parametrize("published", ["2021", "2021-07", "2021-07-01"])
def test_a_date_is_cited_as_far_as_it_is_known(published: str) -> None:
    of = briefing(published=published)
    fields = bibtex(one("bib", of))[0].fields
    parts = published.split("-")
    assert [name for name in ("year", "month", "day") if name in fields] == (
        ["year", "month", "day"][: len(parts)]
    )
    assert csl(one("csl.json", of))[0]["issued"]["date-parts"] == [[int(part) for part in parts]]
    (entry,) = ris(one("ris", of))
    assert entry["date"].count("/") == 3
    assert "-".join(filter(None, entry["date"].split("/"))) == published


#: What the front matter lets through: any text without characters that no reader can see.
TEXTS: Final = st.one_of(
    st.text(st.characters().filter(lambda c: not CONTROL_CHARACTERS.match(c))),
    st.text(st.sampled_from("\\{}&%$#_~^@\"'<>,*= \nAaÉ中")),
).filter(lambda text: text.split())


def shown(text: str) -> str:
    return " ".join(text.split())


@settings(derandomize=True, deadline=None, max_examples=100)
@given(title=TEXTS, summary=TEXTS)
def test_any_text_comes_back_from_bibtex(title: str, summary: str) -> None:
    (entry,) = bibtex(one("bib", briefing(title, summary=summary)))
    assert untex(entry.fields["title"]) == shown(title)
    assert untex(entry.fields["abstract"]) == shown(summary)


@settings(derandomize=True, deadline=None, max_examples=100)
@given(title=TEXTS)
def test_braces_keep_the_capitals_of_a_title(title: str) -> None:
    """What BibTeX itself does to a title, its braces apart, changes no letter."""
    field = bibtex(one("bib", briefing(title)))[0].fields["title"]
    depth, outside = 0, ""
    for character in field:
        depth += {"{": 1, "}": -1}.get(character, 0)
        if depth == 0 and character != "}":
            outside += character
    assert depth == 0
    assert outside == outside.lower()


@settings(derandomize=True, deadline=None, max_examples=100)
@given(title=TEXTS, summary=TEXTS)
def test_any_text_comes_back_from_ris(title: str, summary: str) -> None:
    (entry,) = ris(one("ris", briefing(title, summary=summary)))
    assert shown(entry["title"]) == shown(title)
    assert shown(entry["abstract"]) == shown(summary)


@settings(derandomize=True, deadline=None, max_examples=100)
@given(title=TEXTS, summary=TEXTS)
def test_any_text_comes_back_from_csl_json(title: str, summary: str) -> None:
    (item,) = csl(one("csl.json", briefing(title, summary=summary)))
    assert (item["title"], item["abstract"]) == (shown(title), shown(summary))


@settings(derandomize=True, deadline=None, max_examples=100)
@given(text=TEXTS)
def test_a_data_url_holds_its_text(text: str) -> None:
    url = urls.data_url("text/plain", text)
    assert url.isascii()
    assert not set(url) & set(' "<>\\^`{|}#[]')
    assert urlsplit(url).scheme == "data"
    assert unquote(url.partition(",")[2]) == text


def many(form: citations.CitationFormat, of: Iterable[Briefing]) -> str:
    return "".join(form.join(form.write(each, SITE, URL) for each in of))


@pytest.mark.parametrize("count", [0, 1, 3])
def test_a_file_can_hold_many_entries(count: int) -> None:
    listed = [briefing(f"Title {number}") for number in range(count)]
    listed = [
        Briefing(
            **{name: getattr(each, name) for name in each.__struct_fields__}
            | {"id": f"2021/{number}"}
        )
        for number, each in enumerate(listed)
    ]
    titles = [each.title for each in listed]
    for form, read in zip(citations.FORMATS, (bibtex, ris, csl), strict=True):
        text = many(form, listed)
        entries = read(text)
        found = [
            entry.fields["title"] if isinstance(entry, Entry) else entry["title"]
            for entry in entries
        ]
        assert [untex(title) for title in found] == titles


def test_a_renamed_briefing_keeps_its_key() -> None:
    renamed = briefing(aliases=("/briefings/2020/old-name/", "/briefings/2021/newer-name/"))
    assert citations.key(renamed, SITE) == "hashtrail-2020-old-name"
    assert citations.key(briefing(), SITE) == "hashtrail-2021-first-machines"


def test_the_tags_of_a_page_say_the_same() -> None:
    """What Zotero takes from a page is what it takes from the files that the page offers."""
    of = briefing()
    tags: dict[str, list[str]] = {}
    for tag in metadata.citation(of, SITE, URL):
        tags.setdefault(tag.name, []).append(tag.content)
    (entry,) = ris(one("ris", of))
    (item,) = csl(one("csl.json", of))
    fields = bibtex(one("bib", of))[0].fields
    assert tags["citation_title"] == [entry["title"]] == [item["title"]] == [untex(fields["title"])]
    assert tags["citation_author"] == entry["authors"] == [item["author"][0]["literal"]]
    assert tags["citation_technical_report_institution"] == [entry["publisher"]]
    assert tags["citation_technical_report_institution"] == [item["publisher"]]
    assert tags["citation_technical_report_institution"] == [untex(fields["institution"])]
    assert tags["citation_technical_report_number"] == [entry["issn"]] == [item["number"]]
    assert tags["citation_technical_report_number"] == [fields["number"]]
    assert tags["citation_publication_date"] == [entry["date"].rstrip("/")]
    assert tags["citation_public_url"] == entry["urls"] == [item["URL"]] == [fields["url"]]
    assert tags["citation_language"] == [entry["language"]] == [item["language"]]
    assert tags["citation_keywords"] == entry["keywords"] == item["keyword"].split(", ")


def test_the_whole_archive_can_be_cited_at_once(built_site: SiteFolder) -> None:
    """Each file has every briefing, with the entry that its own page offers."""
    pages = [
        built_site.page(path)
        for path in built_site.output_files()
        if re.fullmatch(r"briefings/\d{4}/[^/]+/index\.html", path)
        and 'http-equiv="refresh"' not in built_site.page(path)
    ]
    for form, read in zip(citations.FORMATS, (bibtex, ris, csl), strict=True):
        whole = built_site.page(f"data/citations.{form.suffix}")
        assert len(read(whole)) == len(pages) == 4
        for page in pages:
            (link,) = LexborHTMLParser(page).css(f'a[download$="{form.suffix}"]')
            url = str(link.attributes["href"])
            assert url.startswith(f"data:{form.media_type};charset=utf-8,")
            own = unquote(url.partition(",")[2])
            assert read(own)[0] in read(whole)
            assert own.strip("[]\n") in whole


def test_an_archive_without_briefings_has_files_without_entries(site: SiteFolder) -> None:
    site.remove("content/briefings")
    site.remove("content/threads")
    report = site.build()
    assert report.ok, report.diagnostics
    assert bibtex(site.page("data/citations.bib")) == []
    assert ris(site.page("data/citations.ris")) == []
    assert csl(site.page("data/citations.csl.json")) == []
