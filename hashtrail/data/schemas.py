"""JSON Schema (2020-12) of the front matter and of the JSON file of a briefing, made from the structs themselves."""

from __future__ import annotations

from typing import Any, Final

import msgspec
from msgspec import Struct

from hashtrail.data import twins
from hashtrail.model import FrontMatter
from hashtrail.views.texts import ShownText


class Schema(Struct, frozen=True):
    """A schema that the site publishes: the name of its file, and its absolute address."""

    name: str
    url: str


FRONT_MATTER_FILE: Final = "schema.json"
BRIEFING_FILE: Final = twins.SCHEMA
_STRUCTS: Final[dict[str, type[Struct]]] = {
    FRONT_MATTER_FILE: FrontMatter,
    BRIEFING_FILE: twins.Twin,
}
#: The names of the files of all schemas.
NAMES: Final = tuple(_STRUCTS)


def as_json(schema: Schema) -> bytes:
    """The schema as it is published."""
    return _document(_STRUCTS[schema.name], {"$id": schema.url})


def front_matter() -> bytes:
    """The schema of what an editor writes."""
    return _document(FrontMatter, {})


def _document(struct: type[Struct], more: dict[str, str]) -> bytes:
    schema = msgspec.json.schema(struct, schema_hook=_text)
    document = {"$schema": "https://json-schema.org/draft/2020-12/schema", **more, **schema}
    return msgspec.json.format(msgspec.json.encode(document), indent=2) + b"\n"


def _text(kind: type[Any]) -> dict[str, Any]:
    """A text that is made only when it is written down is a string."""
    if kind is not ShownText:
        raise NotImplementedError(kind)
    return {"type": "string"}
