"""What a reader finds on a built page."""

from __future__ import annotations

from selectolax.lexbor import LexborHTMLParser


def cells(page: LexborHTMLParser, table: str) -> list[list[str]]:
    """The rows of the body of the table whose caption has an id: the words of each cell."""
    return [
        [" ".join(cell.text(separator=" ").split()) for cell in row.css("th, td")]
        for row in page.css(f"[aria-labelledby={table}] tbody tr")
    ]


class Map:
    """A page with a map, by what a reader finds on it."""

    def __init__(self, html: str | bytes) -> None:
        self.tree = LexborHTMLParser(html)

    def titles(self, css: str) -> list[str]:
        return [
            node.text()
            for node in self.tree.css(
                f".small-map > svg {css} > title, figure > .map-frame > svg {css} > title"
            )
        ]

    def table(self, caption: str) -> list[dict[str, str]]:
        """The rows of the table with a caption: the words of each cell by the head of its column."""
        for table in self.tree.css("table"):
            found = table.css_first("caption")
            if found is not None and found.text().startswith(caption):
                heads = [head.text() for head in table.css("thead th")]
                return [
                    {
                        head: " ".join(cell.text().split())
                        for head, cell in zip(heads, row.css("th, td"), strict=True)
                    }
                    for row in table.css("tbody tr")
                ]
        return []

    @property
    def text(self) -> str:
        main = self.tree.css_first("main")
        assert main is not None
        return " ".join(main.text().split())
