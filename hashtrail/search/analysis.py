"""Text to words, as the index and the browser both see it.

templates/static/search/engine.js does the same with a query: what is found depends on both giving the same words.
tests/search/vectors.json holds them to it. Stems are made here only; the index tells the browser which
forms a stem has.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import chain
from typing import Final

import Stemmer

#: The longest word; what is longer is taken for two.
WORD_LENGTH: Final = 40
#: Of a word, the characters that decide its shard; a run of Chinese, Japanese or Korean writing has its first only.
KEY_LENGTH: Final = 3

#: English words that nearly every text has, and nobody looks for: texts and queries are read as if without them.
COMMON: Final = frozenset(
    [
        "a",
        "an",
        "and",
        "are",
        "as",
        "at",
        "be",
        "by",
        "did",
        "does",
        "for",
        "from",
        "had",
        "has",
        "have",
        "how",
        "in",
        "into",
        "is",
        "its",
        "of",
        "on",
        "or",
        "that",
        "the",
        "their",
        "they",
        "this",
        "to",
        "was",
        "were",
        "what",
        "when",
        "where",
        "which",
        "why",
        "will",
        "with",
    ]
)
_CJK: Final = "\u3005\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\U00020000-\U0003134f"
#: Vowel signs of Devanagari and Thai, which are no letters but parts of words.
_SIGNS: Final = "\u0900-\u0903\u093a-\u094f\u0e31\u0e34-\u0e3a\u0e47-\u0e4e"

#: Letters that Unicode does not take apart, digits of Arabic writing, and what is left out.
_FOLDED: Final = {
    "ø": "o", "ł": "l", "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "ŋ": "n", "ς": "σ",
    "æ": "ae", "œ": "oe", "þ": "th", "ß": "ss", "’": "'", "ʼ": "'", "ʻ": "'", "‘": "'",
    "ي": "ی", "ى": "ی", "ك": "ک", "ە": "ه",
    **{chr(0x0660 + digit): str(digit) for digit in range(10)},
    **{chr(0x06F0 + digit): str(digit) for digit in range(10)},
    "\u00ad": "",
    "\u200c": "",
}  # fmt: skip
_FOLDING: Final = str.maketrans(_FOLDED)
#: Accents, and the vowel marks of Arabic writing.
_MARKS: Final = re.compile("[\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0670]")
_NOT_ASCII: Final = re.compile(r"[^\x00-\x7f]+")
_POSSESSIVE: Final = re.compile(rf"'s(?![\w{_SIGNS}])")
_TOKEN: Final = re.compile(
    rf"[0-9]+(?:[.,][0-9]+)*|[{_CJK}]+|[^\W_0-9{_CJK}](?:[^\W_{_CJK}]|[{_SIGNS}]){{0,{WORD_LENGTH - 1}}}"
)
_IS_CJK: Final = re.compile(f"[{_CJK}]")
_THOUSANDS: Final = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?")
_STEMMED: Final = re.compile("[a-z]{3,}")


def fold(text: str) -> str:
    """A text without case, accents and compatibility forms. Each run outside ASCII is folded on its own."""
    return _NOT_ASCII.sub(lambda run: _fold_run(run[0]), text.lower())


def _fold_run(run: str) -> str:
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", run).lower())
    return unicodedata.normalize("NFC", _MARKS.sub("", apart).translate(_FOLDING))


def tokens(text: str) -> list[str]:
    """The words of a text in order, but for common ones: words, numbers, pairs of neighbours of runs of CJK writing."""
    return list(chain.from_iterable(map(_words_of_piece, text.split())))


class _Pieces(dict[str, tuple[str, ...]]):
    """The words of what stands between two blanks. No word goes over a blank, and most pieces come again and again."""

    def __missing__(self, piece: str) -> tuple[str, ...]:
        folded = fold(piece)
        if "'" in folded:
            folded = _POSSESSIVE.sub("", folded).replace("'", "")
        found = _TOKEN.findall(folded)
        words = tuple(part for word in found if word not in COMMON for part in _parts(word))
        # Writing without blanks has pieces as long as texts, and none of them twice.
        if len(piece) <= WORD_LENGTH:
            self[piece] = words
        return words


_words_of_piece: Final = _Pieces().__getitem__


def _parts(token: str) -> tuple[str, ...]:
    if _THOUSANDS.fullmatch(token):
        return (token.replace(",", ""),)
    if _IS_CJK.match(token) and len(token) > 1:
        return tuple(token[at : at + 2] for at in range(len(token) - 1))
    return (token,)


_stemmer: Final = Stemmer.Stemmer("english")


@cache
def stem(word: str) -> str:
    """The stem of a word (Snowball English, for words in plain Latin letters); words with one stem are one term.

    A stem that would lie in another shard than its word (`dying`, `die`) is not taken.
    """
    if not _STEMMED.fullmatch(word):
        return word
    found: str = _stemmer.stemWord(word)
    return found if key(found) == key(word) else word


def key(word: str) -> str:
    """What of a word decides its shard."""
    return word[:1] if _IS_CJK.match(word) else word[:KEY_LENGTH]


def checksum(text: str) -> int:
    """FNV-1a of the UTF-8 bytes, 32 bits (the offset basis and prime of the IETF draft by Fowler, Noll and Vo)."""
    value = 0x811C9DC5
    for byte in text.encode():
        value = (value ^ byte) * 0x01000193 & 0xFFFFFFFF
    return value


def shard_of(word: str, count: int) -> int:
    """Which of `count` shards holds a word."""
    return _checksum_of_key(key(word)) % count


_checksum_of_key: Final = cache(checksum)


#: The characters that stand for pairs of words: those that take two bytes in UTF-8.
_MARKS_OF_PAIRS: Final = [chr(code) for code in range(0x80, 0x800)]
_PAIRS: Final = len(_MARKS_OF_PAIRS)


class _Codes(dict[str, int]):
    """What pairs are made of, for each word that was asked for: its shard, and behind it its checksum."""

    def __init__(self, count: int) -> None:
        super().__init__()
        self._count = count

    def __missing__(self, word: str) -> int:
        code = self[word] = shard_of(word, self._count) * _PAIRS + checksum(word) % _PAIRS
        return code


_codes_of: Final = cache(_Codes)


def pairs(texts: Iterable[Sequence[str]], count: int) -> tuple[bytes, str]:
    """Each word of each text with the one after it: of `count` shards that of the first one, and a mark for both."""
    code_of = _codes_of(count).__getitem__
    firsts: list[int] = []
    seconds: list[int] = []
    for words in texts:
        codes = list(map(code_of, words))
        firsts += codes[:-1]
        seconds += codes[1:]
    marks = [
        _MARKS_OF_PAIRS[(31 * first + second) % _PAIRS]
        for first, second in zip(firsts, seconds, strict=True)
    ]
    return bytes([first // _PAIRS for first in firsts]), "".join(marks)


def distance(first: str, second: str, limit: int) -> int:
    """The edits (insert, delete, replace, swap neighbours) from one word to another; limit + 1 if there are more.

    Optimal string alignment: no part is edited twice.
    """
    if abs(len(first) - len(second)) > limit:
        return limit + 1
    before: list[int] = []
    row = list(range(len(second) + 1))
    for i, a in enumerate(first, 1):
        before, last, row = row, before, [i]
        for j, b in enumerate(second, 1):
            cost = min(row[j - 1] + 1, before[j] + 1, before[j - 1] + (a != b))
            if i > 1 and j > 1 and a == second[j - 2] and first[i - 2] == b:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
        if min(row) > limit:
            return limit + 1
    return min(row[-1], limit + 1)
