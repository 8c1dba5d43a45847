"""Writes docs/front-matter.md from the model: `python -m tests.front_matter_docs`.

A field says what it is in its `Meta`, an enum in its members, a struct in its docstring. Only the forms are told
here in words; one that the model uses and this table lacks, or the other way round, is an error.
"""

from __future__ import annotations

import inspect
import types
import typing
from collections.abc import Iterable, Iterator, Sequence
from enum import Enum
from pathlib import Path
from typing import Any, Final

import msgspec
from msgspec import Meta, Struct
from msgspec.inspect import Field, StructType, type_info

from hashtrail import model
from tests.site_folder import PROJECT

PAGE: Final = PROJECT / "docs" / "front-matter.md"

#: The sections of the page: a title, and the struct whose fields it lists.
STRUCTS: Final[dict[str, type[Struct]]] = {
    "Briefing": model.FrontMatter,
    "Source": model.Source,
    "Action": model.Action,
    "Move": model.Move,
    "Figure": model.Figure,
    "Dispute": model.Dispute,
    "Claim": model.Claim,
    "Update": model.Update,
    "Organisation": model.Organisation,
    "Place": model.Place,
    "Hashrate share": model.HashrateShare,
    "Thread or page": model.PageFrontMatter,
    "Site": model.SiteConfig,
}

#: The forms of single values: what the model calls them, their name here, and what an editor writes.
_FORMS: Final[dict[str, tuple[str, str]]] = {
    "text": (
        "text",
        "Plain text, no Markdown. Line breaks become blanks. In double quotes if it holds `: ` or ` #`, or starts with a special character.",
    ),
    "date": (
        "date",
        "`2021-06-19`, or `2021-06` where the day is not known, or `2021` where the month is not known either.",
    ),
    "month": ("month", "`2021-06`."),
    "slug": (
        "id",
        "Lower-case letters and digits in words joined by single hyphens: `bit-mining`.",
    ),
    "place": (
        "place id",
        "An ISO 3166-1 alpha-2 code, or an ISO 3166-2 code, in capitals: `KZ`, `CN-SC`.",
    ),
    "place or other": ("place id, or `other`", "A place id, or the word `other`."),
    "briefing": ("briefing id", "Year and slug: `2021/sichuan-closes-26-projects`."),
    "url": ("web address", "With its scheme, `https://` or `http://`, and without blanks."),
    "path": (
        "site path",
        "Starts with a slash, and ends with one or with a file name: `/old/url/`, `/old.html`.",
    ),
    "language": ("language tag", "A BCP 47 tag: `zh`, `zh-Hans`, `kk`."),
    "uuid": ("UUID", "32 hexadecimal digits in five groups."),
}
#: The forms that follow from the type.
_TYPES: Final[dict[str, str]] = {
    "word": "One of the words that the table lists.",
    "number": "Digits alone, with a point before decimals: `2600`, `18.2`. A minus sign may stand before them; no separators, no unit.",
    "whole number": "Digits alone: `2600`.",
    "yes or no": "`true` or `false`.",
    "list": "`[KZ, CN-SC]`, or one item on each line after `- `. No text or id may stand in it twice.",
}

_HEAD: Final = """\
# Front matter: all fields

<!-- Made by `python -m tests.front_matter_docs` from hashtrail/model.py; a test holds it against the model. -->

A key that is not listed here is an error, and so is a value of another form. How to write a briefing is told in
[editing.md](editing.md), what each complaint means in [errors.md](errors.md). The same as JSON Schema, for an editor
program that checks while you type: `python build.py schema`.

"""


class _Value(typing.NamedTuple):
    """What can be said of a value: its form, what it means, and what it may be."""

    form: str
    meaning: str
    allowed: str


def text() -> str:
    """The whole page."""
    return _HEAD + _forms() + "".join(_section(title, cls) for title, cls in STRUCTS.items())


def _forms() -> str:
    rows = [("form", "what to write"), ("---", "---")]
    used = {form for cls in STRUCTS.values() for form in _forms_of(cls)}
    assert used == set(_FORMS), f"the forms differ from those of the model: {used ^ set(_FORMS)}"
    rows += _FORMS.values()
    rows += _TYPES.items()
    return "## Forms\n\n" + _table(rows)


def _forms_of(cls: type[Struct]) -> Iterator[str]:
    """The names of the forms that the fields of a struct ask for."""
    waiting: list[Any] = list(typing.get_type_hints(cls, include_extras=True).values())
    while waiting:
        annotation = waiting.pop()
        for meta in getattr(annotation, "__metadata__", ()):
            if meta.extra and "form" in meta.extra:
                yield meta.extra["form"]
        waiting.extend(typing.get_args(annotation))


def _section(title: str, cls: type[Struct]) -> str:
    info = type_info(cls)
    assert isinstance(info, StructType)
    hints = typing.get_type_hints(cls, include_extras=True)
    rows = [("key", "required", "form", "meaning", "allowed"), ("---",) * 5]
    rows += (_row(field, hints[field.name]) for field in info.fields)
    parts = [f"\n## {title}", inspect.getdoc(cls) or "", _table(rows).rstrip("\n")]
    if cls is model.FrontMatter:
        kinds = [("kind", "what it is for"), ("---", "---")]
        kinds += ((f"`{kind}`", meaning) for kind, meaning in model.KINDS.items())
        parts.append(_table(kinds).rstrip("\n"))
    return "\n\n".join(parts) + "\n"


def _row(field: Field, annotation: Any) -> tuple[str, str, str, str, str]:
    value = _value(annotation)
    allowed = [value.allowed] if value.allowed else []
    if field.default not in (msgspec.NODEFAULT, None, ()):
        default = str(field.default).lower() if field.default in (True, False) else field.default
        allowed.append(f"`{default}` if left out")
    required = "yes" if field.required else "no"
    return f"`{field.encode_name}`", required, value.form, value.meaning, "; ".join(allowed)


def _value(annotation: Any) -> _Value:
    """What an annotation of the model says. Of two descriptions the outer one gives the meaning."""
    if isinstance(annotation, types.UnionType) or typing.get_origin(annotation) is typing.Union:
        members = [member for member in typing.get_args(annotation) if member is not types.NoneType]
        (member,) = members
        return _value(member)
    metas: tuple[Meta, ...] = ()
    if typing.get_origin(annotation) is typing.Annotated:
        metas = annotation.__metadata__
        annotation = annotation.__origin__
    inner = _bare(annotation, metas)
    meanings = [meta.description for meta in metas if meta.description]
    allowed = [*meanings[:-1], *filter(None, [inner.allowed])]
    return _Value(inner.form, meanings[-1] if meanings else inner.meaning, "; ".join(allowed))


def _bare(annotation: Any, metas: tuple[Meta, ...]) -> _Value:
    """What the type says, with the limits and the form of its metas."""
    limits = {
        name: getattr(meta, name)
        for meta in metas
        for name in ("ge", "le", "gt", "min_length", "max_length")
        if getattr(meta, name) is not None
    }
    if typing.get_origin(annotation) is tuple and ... not in typing.get_args(annotation):
        items = [_value(item) for item in typing.get_args(annotation)]
        allowed = [f"{item.meaning}: {item.allowed}" for item in items]
        return _Value(f"list of {len(items)} {items[0].form}s", "", "; ".join(allowed))
    if typing.get_origin(annotation) is tuple:
        item = _value(typing.get_args(annotation)[0])
        fewest = limits.get("min_length")
        allowed = [f"{fewest} or more"] if fewest else []
        allowed += [f"each: {item.meaning}"] if item.meaning else []
        return _Value(
            f"list of {item.form}", "", "; ".join([*allowed, *filter(None, [item.allowed])])
        )
    if isinstance(annotation, type) and issubclass(annotation, Struct):
        title = next(title for title, cls in STRUCTS.items() if cls is annotation)
        return _Value(f"[{title.lower()}](#{title.lower()})", "", "")
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return _Value("word", "", ", ".join(f"`{member.value}`" for member in annotation))
    if annotation is bool:
        return _Value("yes or no", "", "")
    if annotation is int:
        return _Value("whole number", "", f"{limits['ge']} or more")
    if annotation is float:
        bounds = "{ge} to {le}" if "ge" in limits else "above {gt}"
        return _Value("number", "", bounds.format(**limits))
    if isinstance(annotation, types.UnionType):
        return _Value("number", "", "")
    form = next(meta.extra["form"] for meta in metas if meta.extra and "form" in meta.extra)
    longest = limits.get("max_length")
    return _Value(_FORMS[form][0], "", f"up to {longest} characters" if longest else "")


def _table(rows: Iterable[Sequence[str]]) -> str:
    return "".join(
        "| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |\n" for row in rows
    )


def main(page: Path = PAGE) -> None:
    page.parent.mkdir(exist_ok=True)
    page.write_text(text(), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
