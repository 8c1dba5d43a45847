from __future__ import annotations

import pytest

from hashtrail import plan
from hashtrail.plan import Decision, OnDisk, Recipe

_SAME = Recipe("page.html", b"template", b"view", b"texts")


def _encoded(recipes: dict[str, Recipe]) -> dict[str, bytes]:
    return {path: plan.encoded(recipe) for path, recipe in recipes.items()}


@pytest.mark.parametrize(
    ("planned", "recorded", "on_disk", "expected"),
    [
        pytest.param({"/a/": _SAME}, {"/a/": _SAME}, "as written", Decision({}, ("/a/",), ()), id="nothing changed"),
        pytest.param({"/a/": _SAME}, {}, "as written", Decision({"/a/": plan.NEW}, (), ()), id="new page"),
        pytest.param({}, {"/a/": _SAME}, "as written", Decision({}, (), ("/a/",)), id="page gone"),
        pytest.param(
            {"/a/": _SAME}, {"/a/": _SAME}, "missing", Decision({"/a/": plan.MISSING}, (), ()), id="file gone"
        ),
        pytest.param(
            {"/a/": _SAME}, {"/a/": _SAME}, "changed", Decision({"/a/": plan.EDITED}, (), ()), id="file edited"
        ),
        pytest.param(
            {"/a/": Recipe("page.html", b"other", b"view", b"texts")},
            {"/a/": _SAME},
            "as written",
            Decision({"/a/": "template page.html or one that it uses changed"}, (), ()),
            id="template changed",
        ),
        pytest.param(
            {"/a/": Recipe("other.html", b"template", b"view", b"texts")},
            {"/a/": _SAME},
            "as written",
            Decision({"/a/": "shown by template other.html now"}, (), ()),
            id="other template",
        ),
        pytest.param(
            {"/a/": Recipe("page.html", b"template", b"other", b"other")},
            {"/a/": _SAME},
            "as written",
            Decision({"/a/": "what it shows changed, text changed"}, (), ()),
            id="view and text changed",
        ),
    ],
)  # fmt: skip
def test_decision(
    planned: dict[str, Recipe], recorded: dict[str, Recipe], on_disk: OnDisk, expected: Decision
) -> None:
    found = plan.decide(_encoded(planned), _encoded(recorded), lambda path: on_disk)
    assert found == expected


def test_the_disk_is_asked_only_where_the_recipe_is_the_same() -> None:
    other = Recipe("page.html", b"template", b"view", b"other")
    asked = []

    def on_disk(path: str) -> OnDisk:
        asked.append(path)
        return "as written"

    planned = _encoded({"/a/": _SAME, "/b/": _SAME, "/c/": _SAME})
    plan.decide(planned, _encoded({"/a/": _SAME, "/b/": other}), on_disk)
    assert asked == ["/a/"]
