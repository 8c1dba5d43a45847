"""The audit: what the HTML checker, axe and Lighthouse say of the main pages, and what those weigh.

    python -m tests.audit.run

Builds the real site and serves it as GitHub Pages does, compressed. What is stable of this is held by the tests; the
scores of Lighthouse depend on the machine, and are printed here alone. Exits with 1 if the checker or axe finds anything.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from playwright.sync_api import Browser, sync_playwright

from tests import real_site
from tests.browser.conftest import BASE_PATH, ServedSite
from tests.browser.server import Sent, serve
from tests.tools import validator
from tests.tools.programs import BROWSER

_AXE: Final = real_site.ROOT / "node_modules/axe-core/axe.min.js"
_LIGHTHOUSE: Final = Path(__file__).parent / "node_modules/.bin/lighthouse"
#: A path, or a pattern of which the page with most in it is taken.
_PAGES: Final = {
    "home": "",
    "briefing": "briefings/*/[a-z]*/",
    "place": "places/*/",
    "search": "search/",
    "map": "map/",
}
_CATEGORIES: Final = ("performance", "accessibility", "best-practices", "seo")
# What a browser asks for by itself, and what it does not need to show the page.
_LATER: Final = ("/favicon.ico",)


def axe(browser: Browser, url: str, scheme: str) -> list[str]:
    """The rules that a page breaks in light or dark."""
    context = browser.new_context(color_scheme="dark" if scheme == "dark" else "light")
    page = context.new_page()
    page.goto(url, wait_until="networkidle")
    page.evaluate(_AXE.read_text(encoding="utf-8"))
    found: list[str] = page.evaluate(
        "axe.run(document, {rules: {'target-size': {enabled: true}}})"
        ".then(({violations}) => violations.map(({id}) => id))"
    )
    context.close()
    return found


def weight(browser: Browser, url: str, sent: list[Sent]) -> tuple[int, int]:
    """How many requests a page makes by itself, and the bytes of their answers."""
    sent.clear()
    context = browser.new_context()
    context.new_page().goto(url, wait_until="networkidle")
    context.close()
    answers = [each for each in sent if not each.path.endswith(_LATER)]
    return len(answers), sum(each.size for each in answers)


def lighthouse(url: str) -> dict[str, Any]:
    """The report of Lighthouse on a page, as its JSON has it."""
    command = [
        str(_LIGHTHOUSE), url, "--quiet", "--output=json", "--output-path=stdout",
        "--chrome-flags=--headless=new --no-sandbox", f"--only-categories={','.join(_CATEGORIES)}",
    ]  # fmt: skip
    environment = {**os.environ, "CHROME_PATH": BROWSER.path()}
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    assert done.returncode == 0, done.stderr
    report: dict[str, Any] = json.loads(done.stdout)
    return report


def lost(report: dict[str, Any]) -> Iterator[str]:
    """The audits that cost a page points."""
    for category in report["categories"].values():
        for reference in category["auditRefs"]:
            audit = report["audits"][reference["id"]]
            if reference["weight"] and audit["score"] is not None and audit["score"] < 0.9:
                yield f"{audit['title']} ({audit['id']}: {audit['score']})"


def main() -> int:
    """Print the audit."""
    with tempfile.TemporaryDirectory() as folder:
        checkout = real_site.copy_checkout(Path(folder))
        real_site.build(checkout, "--base-url", real_site.BASE_URL)
        output = checkout / "output"
        complaints = validator.complaints([output])
        print(f"HTML checker: {len(complaints)} kinds of complaint")
        for complaint, places in complaints.items():
            print(f"  {len(places)} × {complaint}, first in {places[0]}")
        sent: list[Sent] = []
        names = ["requests", "kB", "axe light", "axe dark", *_CATEGORIES]
        print("\n| page | " + " | ".join(names) + " |\n| --- |" + " ---: |" * len(names))
        notes: list[str] = []
        has_violations = False
        with (
            serve(output, BASE_PATH, compresses=True, sent=sent) as root,
            sync_playwright() as playwright,
        ):
            browser = playwright.chromium.launch(executable_path=BROWSER.path())
            site = ServedSite(output, root)
            for name, pattern in _PAGES.items():
                url = root + (site.richest(pattern) if "*" in pattern else pattern)
                requests, size = weight(browser, url, sent)
                broken = [axe(browser, url, scheme) for scheme in ("light", "dark")]
                has_violations = has_violations or any(broken)
                report = lighthouse(url)
                scores = [
                    f"{100 * report['categories'][each]['score']:.0f}" for each in _CATEGORIES
                ]
                cells = [str(requests), f"{size / 1000:.1f}", *(str(len(b)) for b in broken)]
                print(f"| {name} | " + " | ".join([*cells, *scores]) + " |", flush=True)
                notes += (f"{name}: axe: {rule}" for rule in sorted({*broken[0], *broken[1]}))
                notes += (f"{name}: {each}" for each in lost(report))
            browser.close()
        for note in notes:
            print(note)
    return 1 if complaints or has_violations else 0


if __name__ == "__main__":
    sys.exit(main())
