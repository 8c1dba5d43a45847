"""Which pages to render, which to keep and which to remove, and why: plain data in, plain data out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
from typing import Final, Literal

from msgspec import Struct

#: What became of a file that is not as it was written.
Disturbed = Literal["changed", "missing"]

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


class Decision(Struct, frozen=True):
    """What becomes of the pages, by output path: `render` gives the reason for each."""

    render: dict[str, str]
    keep: tuple[str, ...]
    remove: tuple[str, ...]


def decide(
    planned: Mapping[str, Recipe | None],
    recorded: AbstractSet[str],
    before: Callable[[str], Recipe],
    disturbed: Mapping[str, Disturbed],
) -> Decision:
    """A page is kept only if its recipe is the recorded one and its file is the one that was written.

    `planned` are recipes by path, None for one that is known to be the recorded one; `before` gives the recipe of a
    `recorded` path, and `disturbed` are the files that are not as they were written.
    """
    reasons = {path: NEW for path in planned if path not in recorded}
    for path, state in disturbed.items():
        reasons[path] = MISSING if state == "missing" else EDITED
    for path, recipe in planned.items():
        if recipe is not None and path in recorded and (was := before(path)) != recipe:
            reasons[path] = _difference(was, recipe)
    render = {path: reasons[path] for path in planned if path in reasons} if reasons else {}
    keep = tuple([path for path in planned if path not in render])
    return Decision(render, keep, tuple(sorted(recorded - planned.keys())))


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
