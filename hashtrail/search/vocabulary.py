"""The words of titles and names, for a query whose word is in no shard: what may have been meant."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

#: Shorter words are not corrected, and nothing is corrected to a number.
_WORD: Final = re.compile(r"[^\W0-9_]{4,}")


def vocabulary(words: Iterable[str]) -> bytes:
    """The words of all briefings (`BriefingPostings.words`), sorted, a line each."""
    found = {word for each in words for word in each.split(" ")}
    return "\n".join(sorted(word for word in found if _WORD.fullmatch(word))).encode()
