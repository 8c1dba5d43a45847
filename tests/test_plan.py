from __future__ import annotations

import pytest

from hashtrail import plan
from hashtrail.plan import Decision, Disturbed, Recipe

_SAME = Recipe("page.html", b"template", b"view", b"texts")


@pytest.mark.parametrize(
    ("planned", "recorded", "disturbed", "expected"),
    [
        pytest.param({"/a/": _SAME}, {"/a/": _SAME}, {}, Decision({}, ("/a/",), ()), id="nothing changed"),
        pytest.param({"/a/": _SAME}, {}, {}, Decision({"/a/": plan.NEW}, (), ()), id="new page"),
        pytest.param({}, {"/a/": _SAME}, {}, Decision({}, (), ("/a/",)), id="page gone"),
        pytest.param(
            {"/a/": _SAME}, {"/a/": _SAME}, {"/a/": "missing"}, Decision({"/a/": plan.MISSING}, (), ()), id="file gone"
        ),
        pytest.param(
            {"/a/": _SAME}, {"/a/": _SAME}, {"/a/": "changed"}, Decision({"/a/": plan.EDITED}, (), ()), id="file edited"
        ),
        pytest.param(
            {"/a/": Recipe("page.html", b"other", b"view", b"texts")},
            {"/a/": _SAME},
            {},
            Decision({"/a/": "template page.html or one that it uses changed"}, (), ()),
            id="template changed",
        ),
        pytest.param(
            {"/a/": Recipe("other.html", b"template", b"view", b"texts")},
            {"/a/": _SAME},
            {},
            Decision({"/a/": "shown by template other.html now"}, (), ()),
            id="other template",
        ),
        pytest.param(
            {"/a/": Recipe("page.html", b"template", b"other", b"other")},
            {"/a/": _SAME},
            {},
            Decision({"/a/": "what it shows changed, text changed"}, (), ()),
            id="view and text changed",
        ),
    ],
)  # fmt: skip
def test_decision(
    planned: dict[str, Recipe],
    recorded: dict[str, Recipe],
    disturbed: dict[str, Disturbed],
    expected: Decision,
) -> None:
    assert plan.decide(planned, recorded.keys(), recorded.__getitem__, disturbed) == expected
    known = {path: None if each == recorded.get(path) else each for path, each in planned.items()}
    assert plan.decide(known, recorded.keys(), recorded.__getitem__, disturbed) == expected


def test_a_recipe_that_is_known_to_be_the_recorded_one_is_not_asked_for() -> None:
    other = Recipe("page.html", b"template", b"view", b"other")
    asked = []

    def before(path: str) -> Recipe:
        asked.append(path)
        return _SAME

    planned = {"/a/": None, "/b/": other, "/c/": _SAME}
    found = plan.decide(planned, {"/a/": _SAME, "/b/": _SAME}.keys(), before, {"/a/": "missing"})
    assert found.render == {"/a/": plan.MISSING, "/b/": "text changed", "/c/": plan.NEW}
    assert asked == ["/b/"]
