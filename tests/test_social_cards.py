"""The pictures of shared links: what they hold, what they weigh, and when they are drawn anew."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path
from typing import Final

import pytest
from fontTools.ttLib import TTFont
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from hashtrail import social_cards
from hashtrail.files import CONTROL_CHARACTERS
from hashtrail.model import TITLE_LENGTH, Kind
from hashtrail.views.social_cards import SocialCardView
from tests.site_folder import PROJECT, SiteFolder

FONTS: Final = Path(social_cards.__file__).parent / "fonts"
SITE: Final = "content/site.yaml"
GANZI: Final = "content/briefings/2021/2021-06-19-ganzi-power-cut.md"


def card(title: str, *, kind: Kind | None = Kind.POLICY, note: str = "China") -> SocialCardView:
    return SocialCardView(
        kind=kind, label="Policy", date="19 June 2021", title=title, note=note, site="Hashtrail"
    )


def drawn(view: SocialCardView) -> Image.Image:
    data = social_cards.as_png(view)
    # Some networks take no larger ones, and slow lines wait for them.
    assert len(data) < 40_000
    picture = Image.open(io.BytesIO(data))
    picture.load()
    assert picture.size == (1200, 630)
    return picture.convert("RGB")


def hex_of(colour: tuple[int, ...]) -> str:
    return "#" + bytes(colour).hex()


def title_area(picture: Image.Image) -> Image.Image:
    return picture.crop((0, 130, 1200, 515))


def is_blank(picture: Image.Image) -> bool:
    return len(picture.getcolors(1 << 20) or ()) == 1


@pytest.fixture
def site(site: SiteFolder) -> SiteFolder:
    """The small site with its cards, which spare time in all other tests."""
    site.edit(SITE, "social_cards: false\n", "")
    return site


def test_each_kind_has_the_colour_that_it_has_on_the_site() -> None:
    style = (PROJECT / "templates/static/site.css").read_text(encoding="utf-8")
    tokens = dict(re.findall(r"--(\w+): light-dark\((#\w+),", style))
    assert {kind: tokens[kind or "link"] for kind in (None, *Kind)} == social_cards.COLOURS
    for kind, colour in social_cards.COLOURS.items():
        picture = drawn(card("A title", kind=kind))
        assert hex_of(picture.getpixel((600, 4))) == colour  # type: ignore[arg-type]
        assert hex_of(picture.getpixel((600, 60))) == tokens["paper"]  # type: ignore[arg-type]


def test_a_long_title_is_set_smaller_and_stays_inside() -> None:
    sizes = []
    for title in ("A ban", "word " * 10, "A long word " * 9, "W" * TITLE_LENGTH):
        picture = drawn(card(title[:TITLE_LENGTH]))
        assert is_blank(picture.crop((1121, 16, 1200, 630)))
        assert is_blank(picture.crop((0, 16, 79, 630)))
        # Nothing comes near the line at the foot.
        assert is_blank(picture.crop((0, 508, 1200, 519)))
        assert not is_blank(title_area(picture))
        sizes.append(social_cards._set(title[:TITLE_LENGTH])[0])
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[0] > sizes[-1]


def test_many_places_are_cut_short_of_the_name_of_the_site() -> None:
    picture = drawn(card("A title", note="; ".join(["Inner Mongolia, China"] * 9)))
    assert is_blank(picture.crop((905, 530, 970, 630)))


def test_the_fonts_draw_what_is_said_that_they_do() -> None:
    assert (FONTS / "OFL.txt").read_text(encoding="utf-8").count("SIL Open Font License") > 0
    pattern = re.compile(f"[{social_cards.DRAWABLE}]")
    wanted = {code for code in range(0x3000) if pattern.match(chr(code))}
    fonts = sorted(FONTS.glob("*.ttf"))
    assert len(fonts) == 2
    for font in fonts:
        assert wanted <= TTFont(font).getBestCmap().keys() | {0xAD}, font


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("Sichuan (四川) closes 26 mines", "Sichuan closes 26 mines"),
        ("BIT Mining [比特矿业; بیت] moves", "BIT Mining moves"),
        ("Đồng Nai, Ağrı and Минск", "Đồng Nai, Ağrı and Минск"),
        ("四川省", ""),
        ("\u00ad四", "\u00ad"),
    ],
)
def test_what_the_font_lacks_is_left_out(title: str, shown: str) -> None:
    assert social_cards.drawable(title) == shown
    # A title of which nothing is left gives way to the name of the site.
    assert (
        drawn(card(title)).tobytes() == drawn(card(shown.strip("\u00ad") or "Hashtrail")).tobytes()
    )


@settings(derandomize=True, deadline=None, max_examples=100)
@given(
    title=st.text(st.characters().filter(lambda c: not CONTROL_CHARACTERS.match(c)), max_size=110)
)
def test_any_title_can_be_drawn(title: str) -> None:
    assert not is_blank(title_area(drawn(card(title))))


def test_each_page_names_its_card(site: SiteFolder) -> None:
    assert site.build(base_url="https://example.org/base/").ok
    for path, picture in (
        ("", "card.png"),
        ("places/cn/", "card.png"),
        ("briefings/2021/ganzi-power-cut/", "briefings/2021/ganzi-power-cut/card.png"),
    ):
        page = site.parsed(path)
        meta = {
            tag.attributes.get("property") or tag.attributes.get("name"): tag.attributes["content"]
            for tag in page.css("meta[content]")
        }
        assert meta["og:image"] == f"https://example.org/base/{picture}"
        assert (meta["og:image:width"], meta["og:image:height"]) == ("1200", "630")
        assert meta["og:image:type"] == "image/png"
        assert meta["twitter:card"] == "summary_large_image"
        with Image.open(site.path(f"output/{picture}")) as image:
            assert image.size == (1200, 630)
    assert meta["og:image:alt"] == (
        "BIT Mining loses its power in Ganzi, Enforcement, 19 June 2021, Sichuan, China"
    )
    data = json.loads(page.css('script[type="application/ld+json"]')[0].text())
    assert data["@graph"][0]["image"] == "https://example.org/base/" + picture


def test_only_the_cards_that_differ_are_drawn_anew(
    site: SiteFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert site.build(jobs=1).ok
    titles: list[str] = []
    original = social_cards._set

    def spied(title: str) -> tuple[int, list[str]]:
        titles.append(title)
        return original(title)

    monkeypatch.setattr(social_cards, "_set", spied)
    site.edit(GANZI, "They were counted", "They were all counted")
    assert site.build(jobs=1).ok
    assert titles == []
    site.edit(GANZI, "BIT Mining loses its power in Ganzi", "BIT Mining in the dark")
    assert site.build(jobs=1).ok
    assert titles == ["BIT Mining in the dark"]


def test_a_site_without_cards_has_none(built_site: SiteFolder) -> None:
    assert not [path for path in built_site.output_files() if path.endswith("card.png")]
    page = built_site.page("briefings/2021/ganzi-power-cut/index.html")
    assert "og:image" not in page
    assert '<meta name="twitter:card" content="summary">' in page
