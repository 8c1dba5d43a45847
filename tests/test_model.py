from __future__ import annotations

from typing import Any

import jsonschema
import msgspec
import pytest
from msgspec import Struct

from hashtrail import frontmatter, model
from hashtrail.dates import Date
from hashtrail.diagnostics import SourceFile
from hashtrail.model import KINDS, Briefing, Kind, Prose, Source, Update

CONTRACT = (
    model.Source,
    model.Action,
    model.Move,
    model.Figure,
    model.Claim,
    model.Dispute,
    model.Update,
    model.FrontMatter,
    model.Organisation,
    model.Place,
    model.PageFrontMatter,
    model.SiteConfig,
)


def briefing(**fields: Any) -> Briefing:
    values: dict[str, Any] = {
        "title": "Sichuan orders mines to close",
        "date": Date("2021-06-18"),
        "kind": Kind.CRACKDOWN,
        "summary": "They close.",
        "places": ("CN-SC",),
        "sources": (Source(id="a", publisher="A", title="B", url="https://a.example/"),),
        "id": "2021/order",
        "path": "briefings/2021/2021-06-18-order.md",
        "prose": Prose((), (), (), {}),
    }
    return Briefing(**values | fields)


def test_a_briefing_enters_the_archive_when_it_says_so_or_else_on_its_day() -> None:
    assert briefing().entered == "2021-06-18"
    assert briefing(published=Date("2026-11-25")).entered == "2026-11-25"


def test_a_briefing_changes_with_its_latest_update() -> None:
    updates = tuple(Update(date=Date(day), note="x") for day in ("2021-07-01", "2021-08-02"))
    assert briefing().changed == "2021-06-18"
    assert briefing(updates=updates).changed == "2021-08-02"
    assert briefing(updates=updates, published=Date("2026-11-25")).changed == "2026-11-25"


def test_values_are_frozen() -> None:
    with pytest.raises(AttributeError):
        briefing().title = "x"  # type: ignore[misc]


def test_every_kind_is_explained_in_the_order_of_the_kinds() -> None:
    assert list(KINDS) == list(Kind)
    assert all(text.endswith(".") for text in KINDS.values())


@pytest.mark.parametrize(("place", "country"), [("NO", "NO"), ("CN-SC", "CN"), ("GB-ENG", "GB")])
def test_country_of(place: str, country: str) -> None:
    assert model.country_of(place) == country


@pytest.mark.parametrize("struct", CONTRACT, ids=lambda struct: struct.__name__)
def test_every_field_tells_an_editor_what_it_is(struct: type[Struct]) -> None:
    schema = msgspec.json.schema(struct)
    name = struct.__name__
    properties = schema["$defs"][name]["properties"]
    assert schema["$defs"][name]["additionalProperties"] is False
    for key, value in properties.items():
        described = [value, *value.get("anyOf", ())]
        assert key == "type" or any("description" in each for each in described), key


VALUES = {
    "date": ["2021", "2021-06", "2021-06-18", "2021-6", "18 June", "20210618", "2021-06-18T00:00"],
    "places": ["NO", "CN-SC", "GB-ENG", "no", "NOR", "N", "CN-", "CN-SICH", "Norway"],
    "organisations": ["a", "bit-mining", "26-a", "A", "a_b", "-a", "a--b", "é", "../a"],
    "tags": ["hydropower", "Hydropower"],
    "thread": ["exodus", "the exodus"],
    "caused_by": ["2021/a", "2021/a-b", "21/a", "2021/", "2021/../a", "a", "/2021/a", "2021/A"],
    "kind": ["policy", "Policy", "news"],
    "confidence": ["high", "certain"],
    "title": ["x", "x" * 110, "x" * 111, ""],
    "summary": ["x" * 300, "x" * 301],
    "reported": ["2021-06", "yesterday"],
}
LISTS = {"places", "organisations", "tags", "caused_by"}


@pytest.mark.parametrize(
    ("key", "value"),
    [
        pytest.param(key, value, id=f"{key}: {value[:20]}")
        for key in VALUES
        for value in VALUES[key]
    ],
)
def test_the_schema_and_the_reader_agree(key: str, value: str) -> None:
    written: dict[str, Any] = {
        "title": "x",
        "date": "2021-06-18",
        "kind": "policy",
        "summary": "x",
        "places": ["NO"],
        "sources": [{"id": "a", "publisher": "A", "title": "B", "url": "https://a.example/"}],
    }
    written[key] = [value] if key in LISTS else value
    validator = jsonschema.Draft202012Validator(msgspec.json.schema(model.FrontMatter))
    # JSON is YAML.
    yaml = msgspec.json.encode(written).decode()
    _, found = frontmatter.read(SourceFile("a.md", yaml), yaml, 1, model.FrontMatter)
    assert validator.is_valid(written) == (found == [])
