"""Social cards: the pictures that stand for a page where its link is shared, 1200 by 630 pixels, as PNG.

They are drawn from a view as other pages are, so a build draws only those that differ. Pillow is imported when the first
one is drawn. The font is Noto Serif, cut down to Latin, Greek and Cyrillic; other scripts are left out of a card, for
the alternative text of the picture has them.
"""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from hashtrail.model import Kind
from hashtrail.views.social_cards import SocialCardView

if TYPE_CHECKING:
    from PIL import ImageFont

WIDTH: Final = 1200
HEIGHT: Final = 630

#: The characters that the font has, as a class of a regular expression.
DRAWABLE: Final = (
    " -~\u00a0-\u024f\u02b9-\u02bc\u02c6-\u02dd\u0300-\u0304\u0306-\u030c\u0323\u0326-\u0328\u0331"
    "\u0386\u0388-\u038a\u038c\u038e-\u03a1\u03a3-\u03ce\u0400-\u045f\u048a-\u04ff\u1e00-\u1eff"
    "\u2010-\u2027\u2030\u2032\u2033\u2039\u203a\u2044\u20a0-\u20bf\u2116\u2122\u2212"
)
_FOREIGN: Final = re.compile(rf"[^{DRAWABLE}]+")
_WORD: Final = re.compile(r"\w")
_EMPTY_BRACKETS: Final = re.compile(r"[(\[]\W*[)\]]")

_PAPER: Final = "#fdfdfb"
_INK: Final = "#15202b"
_SOFT: Final = "#55606b"
#: The colours of the site in light, those of templates/static/site.css.
COLOURS: Final = {
    None: "#0b4f8a",
    Kind.RELOCATION: "#0b5a9d",
    Kind.CRACKDOWN: "#b02a1c",
    Kind.POLICY: "#6b3fa0",
    Kind.ENFORCEMENT: "#875000",
    Kind.MARKET: "#006a58",
    Kind.CONTEXT: "#4f5b66",
}

_MARGIN: Final = 80
_BAND: Final = 16
_LABEL_TOP: Final = 72
_TITLE_TOP: Final = 142
_TITLE_BOTTOM: Final = 490
_RULE: Final = 520
_FOOT_TOP: Final = 544
_FOOT_SIZE: Final = 30
_TITLE_SIZES: Final = (96, 86, 76, 70, 64, 58, 52, 46)
_LEADING: Final = 1.22
#: Steps from paper to a colour, for smooth edges: with three colours and paper, as many as four bits can tell.
_STEPS: Final = 5
_BITS: Final = 4
#: Of zlib: more would save a tenth and take five times as long.
_COMPRESSION: Final = 6
_SEMI_BOLD: Final = "NotoSerif-SemiBold.ttf"
_REGULAR: Final = "NotoSerif-Regular.ttf"


def _ink(number: int) -> list[int]:
    """What each grey of a drawn text becomes in the palette, for the first, second or third colour."""
    steps = [round(grey * _STEPS / 255) for grey in range(256)]
    return [number * _STEPS + step if step else 0 for step in steps]


_INK_OF_TEXT, _INK_OF_KIND, _INK_OF_NOTES = map(_ink, range(3))


def drawable(text: str) -> str:
    """A text without what the font cannot draw, and without the brackets that held nothing else."""
    if not _FOREIGN.search(text):
        return text
    return " ".join(_EMPTY_BRACKETS.sub("", _FOREIGN.sub(" ", text)).split())


def as_png(card: SocialCardView) -> bytes:
    """Draw a card: a band and a label in the colour of its kind, the title as large as it fits, notes at the foot."""
    from PIL import Image, ImageDraw  # noqa: PLC0415

    site = drawable(card.site)
    title = drawable(card.title)
    if not _WORD.search(title):
        title = site
    # All is drawn as grey on one sheet; then each area gets the steps of its colour.
    sheet = Image.new("L", (WIDTH, HEIGHT))
    draw = ImageDraw.Draw(sheet)

    draw.rectangle((0, 0, WIDTH, _BAND - 1), fill=255)
    label, notes = _font(_SEMI_BOLD, _FOOT_SIZE), _font(_REGULAR, _FOOT_SIZE)
    draw.text((_MARGIN, _LABEL_TOP), drawable(card.label), fill=255, font=label)
    after = _MARGIN + label.getlength(drawable(card.label)) + 28
    draw.text((after, _LABEL_TOP), drawable(card.date), fill=255, font=notes)

    size, lines = _set(title)
    font = _font(_SEMI_BOLD, size)
    for number, line in enumerate(lines):
        top = _TITLE_TOP + round(number * size * _LEADING)
        draw.text((_MARGIN, top), line, fill=255, font=font)

    draw.rectangle((_MARGIN, _RULE, WIDTH - _MARGIN - 1, _RULE + 1), fill=255)
    name_left = WIDTH - _MARGIN - label.getlength(site)
    draw.text((name_left, _FOOT_TOP), site, fill=255, font=label)
    room = name_left - 2 * _MARGIN
    draw.text(
        (_MARGIN, _FOOT_TOP), _shortened(drawable(card.note), notes, room), fill=255, font=notes
    )

    picture = sheet.point(_INK_OF_TEXT)
    for ink, box in (
        (_INK_OF_KIND, (0, 0, WIDTH, _BAND)),
        (_INK_OF_KIND, (0, _BAND, int(after) - 14, _TITLE_TOP)),
        (_INK_OF_NOTES, (int(after) - 14, _BAND, WIDTH, _TITLE_TOP)),
        (_INK_OF_NOTES, (0, _FOOT_TOP, int(name_left) - 14, HEIGHT)),
    ):
        picture.paste(sheet.crop(box).point(ink), box)
    picture.putpalette(_palette(COLOURS[card.kind]))
    data = io.BytesIO()
    picture.save(data, "PNG", bits=_BITS, compress_level=_COMPRESSION)
    return data.getvalue()


@cache
def _font(name: str, size: int) -> ImageFont.FreeTypeFont:
    from PIL import ImageFont  # noqa: PLC0415

    return ImageFont.truetype(Path(__file__).parent / "fonts" / name, size)


@cache
def _palette(accent: str) -> bytes:
    """The steps from paper to text, to the colour of a kind and to notes, as bytes of red, green and blue."""
    paper = bytes.fromhex(_PAPER[1:])
    return paper + bytes(
        round(light + (dark - light) * step / _STEPS)
        for colour in (_INK, accent, _SOFT)
        for step in range(1, _STEPS + 1)
        for light, dark in zip(paper, bytes.fromhex(colour[1:]), strict=True)
    )


def _set(title: str) -> tuple[int, list[str]]:
    """The size at which a title fits, and its lines, all about as long as one another."""
    width = WIDTH - 2 * _MARGIN
    for size in _TITLE_SIZES:
        font = _font(_SEMI_BOLD, size)
        words = [(word, font.getlength(word)) for word in title.split()]
        space = font.getlength(" ")
        lines = _wrapped(words, space, width)
        most = int((_TITLE_BOTTOM - _TITLE_TOP) / (size * _LEADING))
        if len(lines) <= most and all(length <= width for _, length in words):
            break
    # The narrowest column that needs no more lines.
    narrow, wide = 0.0, float(width)
    while wide - narrow > 4:
        middle = (narrow + wide) / 2
        if len(_wrapped(words, space, middle)) > len(lines):
            narrow = middle
        else:
            wide = middle
    lines = _wrapped(words, space, wide)[:most]
    return size, [_shortened(" ".join(line), font, width) for line in lines]


def _wrapped(words: Sequence[tuple[str, float]], space: float, width: float) -> list[list[str]]:
    lines: list[list[str]] = []
    used = width
    for word, length in words:
        if lines and used + space + length <= width:
            lines[-1].append(word)
            used += space + length
        else:
            lines.append([word])
            used = length
    return lines


def _shortened(text: str, font: ImageFont.FreeTypeFont, width: float) -> str:
    if font.getlength(text) <= width:
        return text
    while text and font.getlength(text + "…") > width:
        text = text[:-1]
    return text.rstrip(" ,;") + "…"
