"""Which pages to render, which to keep and which to remove, and why: plain data in, plain data out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, Literal

import msgspec
from msgspec import Struct

OnDisk = Literal["as written", "changed", "missing"]

NEW: Final = "new page"
MISSING: Final = "output is missing"
EDITED: Final = "output was edited by hand"
START_OVER: Final = "nothing is remembered"


class Recipe(Struct, frozen=True, array_like=True):
    """What decides the bytes of a page, in parts.

    These are its template by name, and the digests of the template with all that it uses, of the view, and of
    the texts that it shows. The engine is the same for all pages of a store.
    """

    template: str
    template_digest: bytes
    view: bytes
    texts: bytes


def encoded(recipe: Recipe) -> bytes:
    """A recipe as it is recorded; equal ones have equal bytes."""
    return msgspec.msgpack.encode(recipe)


_decoder: Final = msgspec.msgpack.Decoder(Recipe)


def decoded(recipe: bytes) -> Recipe:
    """A recipe that was `encoded`."""
    return _decoder.decode(recipe)


class Decision(Struct, frozen=True):
    """What becomes of the pages, by output path: `render` gives the reason for each."""

    render: dict[str, str]
    keep: tuple[str, ...]
    remove: tuple[str, ...]


def decide(
    planned: Mapping[str, bytes],
    recorded: Mapping[str, bytes],
    on_disk: Callable[[str], OnDisk] | None,
) -> Decision:
    """A page is kept only if its recipe is the recorded one and its file is the one that was written.

    `planned` and `recorded` are encoded recipes by path; without `on_disk` all files are as they were written.
    """
    render: dict[str, str] = {}
    for path, recipe in planned.items():
        before = recorded.get(path)
        if before is None:
            render[path] = NEW
        elif before != recipe:
            render[path] = _difference(decoded(before), decoded(recipe))
        elif on_disk is not None and (state := on_disk(path)) != "as written":
            render[path] = MISSING if state == "missing" else EDITED
    keep = tuple([path for path in planned if path not in render])
    return Decision(render, keep, tuple(sorted(recorded.keys() - planned.keys())))


def _difference(before: Recipe, now: Recipe) -> str:
    reasons = []
    if before.template != now.template:
        reasons.append(f"shown by template {now.template or 'none'} now")
    elif before.template_digest != now.template_digest:
        reasons.append(f"template {now.template} or one that it uses changed")
    if before.view != now.view:
        reasons.append("what it shows changed")
    if before.texts != now.texts:
        reasons.append("text changed")
    return ", ".join(reasons)
