"""The JSON file of each briefing."""

from __future__ import annotations

import json

import jsonschema
from selectolax.lexbor import LexborHTMLParser

from tests.site_folder import SiteFolder


def test_each_briefing_has_one_that_its_page_names(archive_site: SiteFolder) -> None:
    schema = json.loads(archive_site.page("data/briefing.schema.json"))
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    rows = json.loads(archive_site.page("data/briefings.json"))
    for row in rows:
        path = f"briefings/{row['id']}/index"
        twin = json.loads(archive_site.page(f"{path}.json"))
        assert [error.message for error in validator.iter_errors(twin)] == []
        assert twin["$schema"] == schema["$id"]
        for field in (
            "id",
            "url",
            "title",
            "date",
            "kind",
            "summary",
            "confidence",
            "reported",
            "published",
            "changed",
        ):
            assert twin[field] == row[field]
        page = LexborHTMLParser(archive_site.page(f"{path}.html"))
        link = page.css_first("link[rel=alternate][type='application/json']")
        assert link is not None
        assert link.attributes["href"] == f"/briefings/{row['id']}/index.json"


def test_it_has_names_and_the_text(built_site: SiteFolder) -> None:
    twin = json.loads(built_site.page("briefings/2021/first-machines/index.json"))
    (move,) = twin["moves"]
    assert move["who"]["name"] == "BIT Mining"
    assert move["from"] is None
    assert move["to"] == {
        "id": "KZ",
        "name": "Kazakhstan",
        "url": "https://example.org/places/kz/",
    }
    assert twin["caused_by"][0]["url"] == "https://example.org/briefings/2021/ganzi-power-cut/"
    assert twin["thread"]["id"] == "bit-mining-exodus"
    assert "BIT Mining says that 320 machines run in Kazakhstan" in twin["body"]["text"]
    body = LexborHTMLParser(twin["body"]["html"])
    links = [node.attributes["href"] for node in body.css("a")]
    assert links
    assert all(link and link.startswith("https://example.org/") for link in links)


def test_an_edit_of_the_text_reaches_it(built_site: SiteFolder) -> None:
    built_site.edit(
        "content/briefings/2021/2021-07-first-machines.md",
        "The order they followed",
        "The order that they followed",
    )
    assert built_site.build().ok
    assert (
        "The order that they followed"
        in json.loads(built_site.page("briefings/2021/first-machines/index.json"))["body"]["text"]
    )
