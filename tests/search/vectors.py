"""What both sides make of the same texts: `python -m tests.search.vectors` writes vectors.json anew."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from hashtrail.search import analysis

FILE: Final = Path(__file__).with_name("vectors.json")

_TEXTS: Final = (
    "", " ", "Bitmain halts spot sales", "BIT Mining's Ganzi site", "the People’s Bank of China", "Ya'an", "Oʻzbekiston",
    "14,500 machines, 18.2 EH/s at 100 MW", "100MW 2.6EH/s 5G F2Pool 500.com BTC.TOP S19j-Pro", "1,2,3 12,34 1,000,000.50",
    "3.14.15 .5 5. 10,100.", "比特大陆", "比", "Bitmain（比特大陆）is in 北京市", "ビットコイン 採掘", "비트코인 채굴", "𠀀𠀁𠀂",
    "Кыргызстан и Россия", "Ёлки Йод", "Қазақстан", "توانیر", "شىنجاڭ", "كي", "می‌خواهد", "ประเทศไทย", "ኢትዮጵያ", "हिन्दी",
    "Café Malmö Łódź Ærø Straße İstanbul ıspanak Þór œuvre", "ＦＵＬＬ　ｗｉｄｔｈ １２３", "ﬁre ½ Ⅷ ²", "ΣΊΣΥΦΟΣ σίσυφος",
    "e\u0301 n\u0303 soft\u00adhyphen", "under_score a-b a/b a.b.c", "'quoted' ’s it’s 's", "x" * 90, "٣٫٥ ۱۲۳", "and the of",
    "emoji 🚀 rocket", "tab\tnew\nline\x00nul", "<b>bold</b> &amp; \"quotes\"", "naïve façade coöperate", "Việt Nam", "Hà Nội",
)  # fmt: skip
_WORDS: Final = (
    "bitmain", "ekibastuz", "mw", "a", "14.5", "1283", "比特", "大", "кыргызстан", "شىنجاڭ", "𠀀𠀁", "ñandu", "dying", "x" * 40,
)  # fmt: skip
_PAIRS: Final = (
    ("bitman", "bitmain"), ("ekibastus", "ekibastuz"), ("sichaun", "sichuan"), ("", ""), ("", "ab"), ("abc", "abc"), ("ca", "abc"),
    ("kitten", "sitting"), ("比特", "特比"), ("𠀀a", "a𠀀"), ("kazakstan", "kazakhstan"), ("abcdef", "badcfe"), ("a", "bcd"),
)  # fmt: skip
_COUNTS: Final = (8, 16, 128)
_LIMITS: Final = (0, 1, 2, 5)


def vectors() -> dict[str, Any]:
    """Inputs and what analysis.py makes of them."""
    return {
        "fold": [[text, analysis.fold(text)] for text in _TEXTS],
        "tokens": [[text, analysis.tokens(text)] for text in _TEXTS],
        "checksum": [[word, analysis.checksum(word)] for word in _WORDS],
        "shardOf": [
            [word, count, analysis.shard_of(word, count)] for word in _WORDS for count in _COUNTS
        ],
        "marks": [[words, _marks(words)] for words in (_WORDS, _WORDS[:1], ())],
        "distance": [
            [first, second, limit, analysis.distance(first, second, limit)]
            for first, second in _PAIRS
            for limit in _LIMITS
        ],
    }


def _marks(words: Sequence[str]) -> str:
    coder = analysis.Coder(1)
    (marks,) = coder.marks([coder.code(words)])
    return marks


def text() -> str:
    lines = (
        f"{json.dumps(name)}: [\n"
        + ",\n".join(json.dumps(each, ensure_ascii=False) for each in of)
        + "\n]"
        for name, of in vectors().items()
    )
    return "{" + ",\n".join(lines) + "}\n"


if __name__ == "__main__":
    FILE.write_text(text(), encoding="utf-8")
