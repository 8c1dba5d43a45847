"""What a script shows has its room before: nothing that a reader looks at moves away by itself."""

from __future__ import annotations

from typing import Final

import pytest
from playwright.sync_api import Route, expect

from tests.browser.conftest import OpenPage

#: The pages on which a script shows a form: by path, the script and the form.
_FORMS: Final = {
    "map/": ("map", "#map-filter"),
    "timeline/": ("timeline", "#timeline-filters"),
    "asof/": ("asof", "#asof-form"),
}
_FIRST_PAINT: Final = """() => new Promise((done) => {
  new PerformanceObserver(() => done()).observe({ type: "paint", buffered: true });
})"""
#: The cumulative layout shift (https://wicg.github.io/layout-instability/), once what has changed is painted.
SHIFT: Final = """async () => {
  for (let frame = 0; frame < 2; frame++) await new Promise(requestAnimationFrame);
  const observer = new PerformanceObserver(() => {});
  observer.observe({ type: "layout-shift", buffered: true });
  return observer.takeRecords().reduce((sum, { value }) => sum + value, 0);
}"""


@pytest.mark.parametrize("width", [360, 1350])
@pytest.mark.parametrize("path", _FORMS)
def test_a_form_that_a_script_shows_moves_nothing(
    path: str, width: int, open_page: OpenPage
) -> None:
    script, selector = _FORMS[path]
    page = open_page("about/", viewport={"width": width, "height": 800})
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route(f"**/static/{script}.js", hold)
    with page.expect_request(f"**/static/{script}.js"):
        page.goto(page.url.replace("about/", path), wait_until="commit")
    # The page is in sight without its script: no control that does nothing yet is.
    page.evaluate(_FIRST_PAINT)
    form = page.locator(selector)
    expect(form).to_be_hidden()
    held[0].continue_()
    expect(form).to_be_visible()
    assert page.evaluate(SHIFT) < 0.005


@pytest.mark.parametrize("path", _FORMS)
def test_without_scripts_a_form_has_no_room(path: str, open_page: OpenPage) -> None:
    page = open_page(path, java_script_enabled=False)
    assert page.locator(_FORMS[path][1]).bounding_box() is None
