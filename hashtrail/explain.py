"""Why a page has to be rendered, in words an editor knows."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from msgspec import Struct

from hashtrail import plan
from hashtrail.plan import Recipe
from hashtrail.recipes import ViewDigest
from hashtrail.views.lists import Card
from hashtrail.views.texts import Link
from hashtrail.written import Note


class Changes(Struct, frozen=True):
    """What differs from the last build: content files whose record or text changed, and template files."""

    records: Collection[str]
    texts: Collection[str]
    templates: Collection[str]


def reason(
    short: str,
    *,
    before: Note | None,
    recipe: Recipe,
    view: Struct,
    digest: ViewDigest,
    changes: Changes,
    template_closure: Collection[str],
    ids: Mapping[str, str],
) -> str:
    """The reason in full for one that `plan.decide` gave.

    `ids` gives, for the link of the page of a briefing, its id, so that a card can be named by it.
    """
    if before is None or short in (plan.NEW, plan.MISSING, plan.EDITED, plan.START_OVER):
        return short
    reasons: list[str] = []
    if before.recipe.template != recipe.template:
        reasons.append(f"it is shown by {recipe.template or 'no template'} now")
    elif before.recipe.template_digest != recipe.template_digest:
        reasons += [
            f"template {name} changed"
            for name in sorted(set(template_closure) & set(changes.templates))
        ]
    if before.recipe.view != digest.whole:
        reasons += _view_reasons(before, view, digest, changes, ids)
    if before.recipe.texts != recipe.texts:
        own = [path for path in digest.texts if path in changes.texts]
        reasons += (
            [f"text of {path} changed" for path in own]
            if len(digest.texts) > 1
            else ["text changed"]
        )
    return ", ".join(dict.fromkeys(reasons)) or short


def _view_reasons(
    before: Note,
    view: Struct,
    digest: ViewDigest,
    changes: Changes,
    ids: Mapping[str, str],
) -> Iterator[str]:
    names = view.__struct_fields__
    if len(before.view.fields) != len(digest.fields):
        yield "it shows other things now"
        return
    for number, name in enumerate(names):
        at = slice(4 * number, 4 * number + 4)
        if before.view.fields[at] == digest.fields[at]:
            continue
        named = [
            f"card of {briefing_id} changed"
            for url in dict.fromkeys(_links(getattr(view, name)))
            if (briefing_id := ids.get(url)) in changes.records
        ]
        yield from named or [f"{name.replace('_', ' ')} changed"]


def _links(value: Any) -> Iterator[str]:
    """The URLs of all cards and links in a part of a view."""
    if isinstance(value, Card | Link):
        yield value.url
    elif isinstance(value, tuple):
        for item in value:
            yield from _links(item)
    elif isinstance(value, Struct):
        for name in value.__struct_fields__:
            yield from _links(getattr(value, name))
