from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from hashtrail import assets
from hashtrail.assets import Assets
from tests.site_folder import PROJECT, SiteFolder


def test_scripts_and_styles_lose_what_only_their_authors_read() -> None:
    script = b'/** Says it.\n */\nconst a = `x  ${1}  // y`; // why\nconst b = /[/"]  /.test("/* no */");\n'
    published = assets.published("static/a.js", script)
    assert b"why" not in published
    assert b"Says it" not in published
    for kept in (b"`x  ${1}  // y`", b'/[/"]  /', b'"/* no */"'):
        assert kept in published
    style = b"/* why */\n@layer a, b;\n.x > :is(a, b) { width: calc(1px + 2em); }\n"
    assert assets.published("a.css", style) == b"@layer a,b;.x>:is(a,b){width:calc(1px + 2em)}"


def test_a_published_script_says_what_its_source_says() -> None:
    """The minifier knows no template literal inside another one: it takes blanks out of what stands around it."""
    sources = [path.read_text("utf-8") for path in sorted(PROJECT.glob("templates/static/**/*.js"))]
    assert len(sources) > 10
    pairs = [[each, assets.published("a.js", each.encode()).decode()] for each in sources]
    assert _differences(pairs) == ""
    nested = "const a = `${b ? `${b} ` : c} d`;"
    assert _differences([[nested, nested], [nested, nested.replace("} d", "}d")]]) != ""


def _differences(pairs: list[list[str]]) -> str:
    command = ["node", str(PROJECT / "tests/tools/same_script.mjs")]
    done = subprocess.run(
        command, input=json.dumps(pairs), capture_output=True, text=True, check=True
    )
    return done.stdout


@pytest.mark.parametrize("name", ["icon.svg", "font.woff2", "data.json", "robots.txt"])
def test_other_files_are_as_they_are(name: str) -> None:
    data = bytes(range(256)) + b"// not a comment /* here */  \n"
    assert assets.published(name, data) == data


def test_a_script_that_is_no_text_is_told(site: SiteFolder) -> None:
    site.write("templates/static/broken.js", b"\xff")
    (found,) = Assets(Path(site.path("templates"))).found
    assert (found.code, found.path.rpartition("/")[2]) == ("not-utf8", "broken.js")


def test_what_is_published_is_small(built_site: SiteFolder) -> None:
    source = built_site.path("templates/static/search/engine.js").read_bytes()
    published = built_site.path("output/static/search/engine.js").read_bytes()
    assert len(published) < 0.7 * len(source)


def test_a_descendant_stays_a_descendant() -> None:
    style = b"@layer a { nav :is(ul, ol) { margin: 0 } a:is(.b) { margin: 0 } .c > :not(d) { margin: 0 } }"
    assert b"nav :is(ul,ol)" in assets.published("a.css", style)
