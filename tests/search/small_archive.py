"""A small archive made in code, for tests that say what is found in it."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import msgspec

from hashtrail.model import Briefing, Organisation, Place
from hashtrail.search.index import index_files

ORGANISATIONS: Final = {
    "bitmain": Organisation(name="Bitmain", role="manufacturer", aliases=("Bitmain Technologies", "比特大陆")),  # type: ignore[arg-type]
    "bit-digital": Organisation(name="Bit Digital", role="miner", aliases=("BTBT",)),  # type: ignore[arg-type]
    "kegoc": Organisation(name="KEGOC", role="utility", aliases=("Kazakhstan Electricity Grid Operating Company",)),  # type: ignore[arg-type]
    "unused": Organisation(name="Unused Mining", role="miner"),  # type: ignore[arg-type]
}  # fmt: skip
PLACES: Final = {
    "CN": Place(name="China", aliases=("中国",)),
    "CN-SC": Place(name="Sichuan", aliases=("四川",)),
    "CN-XJ": Place(name="Xinjiang", aliases=("新疆", "شىنجاڭ")),
    "KZ": Place(name="Kazakhstan", aliases=("Қазақстан",)),
    "US": Place(name="United States", aliases=("USA",)),
    "US-TX": Place(name="Texas"),
}
THREADS: Final = {"exodus": "The way out of China"}


def briefing(id_: str, **fields: Any) -> Briefing:
    """A briefing with an id and the fields that a test is about."""
    slug = id_.partition("/")[2]
    known = {
        "id": id_,
        "path": f"briefings/{id_}.md",
        "prose": {"headings": [], "links": [], "wiki_links": [], "citations": {}},
        "title": slug.replace("-", " "),
        "date": id_[:4],
        "kind": "crackdown",
        "summary": "Nothing more is known.",
        "places": ["CN"],
        "sources": [{"id": "paper", "publisher": "Paper", "title": "Page", "url": "https://example.org/"}],
        "type": "briefing",
    }  # fmt: skip
    return msgspec.convert(known | fields, Briefing)


def _action(measure: str, place: str) -> dict[str, str]:
    return {"authority": "kegoc", "measure": measure, "place": place, "source": "paper"}


BRIEFINGS: Final = (
    briefing("2021/sichuan-order", date="2021-06-18", title="Sichuan orders 26 projects shut", places=["CN-SC"], tags=["hydropower"], actions=[_action("shutdown-order", "CN-SC")]),
    briefing("2021/spot-sales", date="2021-06-23", title="Bitmain halts spot sales", kind="market", organisations=["bitmain"], thread="exodus"),
    briefing("2021/ekibastuz", date="2021-08", title="A mine opens in Ekibastuz", kind="relocation", places=["CN-XJ", "KZ"], organisations=["bit-digital", "bitmain"], thread="exodus",
        moves=[{"who": "bit-digital", "status": "delivered", "source": "paper", "to": "KZ"}]),
    briefing("2022/kegoc-cuts", date="2022-01-24", title="KEGOC cuts all power to miners", places=["KZ"], organisations=["kegoc"], actions=[_action("power-cut", "KZ")]),
    briefing("2022/texas", date="2022", title="Texas takes in machines", kind="context", places=["US-TX"], organisations=["bit-digital"]),
)  # fmt: skip
TEXTS: Final = {
    "briefings/2021/sichuan-order.md": "The order of the province names 26 projects. Hydropower stations must cut their supply.",
    "briefings/2021/spot-sales.md": "Bitmain (比特大陆) sells no machines on the spot for now. Sales to miners abroad go on.",
    "briefings/2021/ekibastuz.md": "Some 14,500 machines went there; 100 MW are planned. The cut of the power is not expected.",
    "briefings/2022/kegoc-cuts.md": "The grid company made the power cut known on Friday. It fell on all miners of the country.",
    "briefings/2022/texas.md": "The state council of energy met. The city council stated nothing.",
}  # fmt: skip


def write_index(folder: Path) -> None:
    """The index of the small archive as files: those below /search/ lie in `folder`."""
    for path, data in index_files(BRIEFINGS, TEXTS, ORGANISATIONS, PLACES, THREADS).items():
        (folder / path.removeprefix("/search/")).write_bytes(data)
