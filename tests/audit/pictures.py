"""The pictures of the documentation, made from the real site.

    python -m tests.audit.pictures

Writes docs/images/*.png: small, of few colours, and the same from the same site, fonts and browser.
"""

from __future__ import annotations

import io
import tempfile
from pathlib import Path
from typing import Final, NamedTuple

from PIL import Image
from playwright.sync_api import sync_playwright

from tests import real_site
from tests.browser.conftest import BASE_PATH
from tests.browser.server import serve
from tests.tools.programs import BROWSER

_FOLDER: Final = real_site.ROOT / "docs/images"
_COLOURS: Final = 128
_BRIEFING: Final = "briefings/2021/bit-mining-loses-power-and-ships-to-kazakhstan/"


class _Picture(NamedTuple):
    name: str
    path: str
    width: int
    height: int
    scheme: str


_PICTURES: Final = (
    _Picture("home", "", 1200, 1100, "light"),
    _Picture("briefing", _BRIEFING, 1200, 1100, "light"),
    _Picture("briefing-phone", _BRIEFING, 360, 800, "dark"),
    _Picture("place", "places/kz/", 1200, 1100, "dark"),
    _Picture("list-phone", "briefings/", 360, 800, "light"),
)


def main() -> None:
    """Write them all."""
    with tempfile.TemporaryDirectory() as folder:
        checkout = real_site.copy_checkout(Path(folder))
        real_site.build(checkout, "--base-url", real_site.BASE_URL)
        with (
            serve(checkout / "output", BASE_PATH) as root,
            sync_playwright() as playwright,
        ):
            browser = playwright.chromium.launch(executable_path=BROWSER.path())
            for picture in _PICTURES:
                page = browser.new_page(
                    viewport={"width": picture.width, "height": picture.height},
                    color_scheme="dark" if picture.scheme == "dark" else "light",
                )
                page.goto(root + picture.path, wait_until="networkidle")
                image = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
                target = _FOLDER / f"{picture.name}.png"
                image.quantize(_COLOURS, dither=Image.Dither.NONE).save(target, optimize=True)
                print(
                    f"{target.relative_to(real_site.ROOT)}: {target.stat().st_size / 1000:.0f} kB"
                )
                page.close()
            browser.close()


if __name__ == "__main__":
    main()
