"""Text to words, as the index and the browser both see it.

templates/static/search/engine.js does the same with a query: what is found depends on both giving the same words.
tests/search/vectors.json holds them to it. Stems are made here only; the index tells the browser which
forms a stem has.
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from itertools import chain
from struct import Struct
from sys import byteorder
from typing import Final, TypeVar

import Stemmer

Made = TypeVar("Made")

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
_NUMBER: Final = "[0-9]+(?:[.,][0-9]+)*"
_TOKEN_IN_ASCII: Final = re.compile(rf"{_NUMBER}|[a-z][a-z0-9]{{0,{WORD_LENGTH - 1}}}")
_THOUSANDS: Final = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?")
_STEMMED: Final = re.compile("[a-z]{3,}")


@cache
def _token() -> re.Pattern[str]:
    """A word, a number, or a run of CJK writing. Late, for so large sets of characters take their time, and few texts need them."""
    letter = rf"[^\W_0-9{_CJK}](?:[^\W_{_CJK}]|[{_SIGNS}]){{0,{WORD_LENGTH - 1}}}"
    return re.compile(f"{_NUMBER}|[{_CJK}]+|{letter}")


@cache
def _cjk() -> re.Pattern[str]:
    return re.compile(f"[{_CJK}]")


def _is_cjk(word: str) -> bool:
    return not word.isascii() and _cjk().match(word) is not None


def fold(text: str) -> str:
    """A text without case, accents and compatibility forms. Each run outside ASCII is folded on its own."""
    return _NOT_ASCII.sub(lambda run: _fold_run(run[0]), text.lower())


def _fold_run(run: str) -> str:
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", run).lower())
    return unicodedata.normalize("NFC", _MARKS.sub("", apart).translate(_FOLDING))


def tokens(text: str) -> list[str]:
    """The words of a text in order, but for common ones: words, numbers, pairs of neighbours of runs of CJK writing."""
    return list(chain.from_iterable(map(_words_of_piece, text.split())))


def _words_between_blanks(piece: str) -> tuple[str, ...]:
    folded = fold(piece)
    if "'" in folded:
        folded = _POSSESSIVE.sub("", folded).replace("'", "")
    found = (_TOKEN_IN_ASCII if folded.isascii() else _token()).findall(folded)
    return tuple(part for word in found if word not in COMMON for part in _parts(word))


class _Pieces(dict[str, Made]):
    """What a function makes of what stands between two blanks: no word goes over a blank, and most pieces come again and again."""

    def __init__(self, make: Callable[[str], Made]) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, piece: str) -> Made:
        made = self._make(piece)
        # Writing without blanks has pieces as long as texts, and none of them twice.
        if len(piece) <= WORD_LENGTH:
            self[piece] = made
        return made


_words_of_piece: Final = _Pieces(_words_between_blanks).__getitem__


def _parts(token: str) -> tuple[str, ...]:
    if _THOUSANDS.fullmatch(token):
        return (token.replace(",", ""),)
    if len(token) > 1 and _is_cjk(token):
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
    return word[:1] if _is_cjk(word) else word[:KEY_LENGTH]


def checksum(text: str) -> int:
    """FNV-1a of the UTF-8 bytes, 32 bits (the offset basis and prime of the IETF draft by Fowler, Noll and Vo)."""
    value = 0x811C9DC5
    for byte in text.encode():
        value = (value ^ byte) * 0x01000193 & 0xFFFFFFFF
    return value


def shard_of(word: str, count: int) -> int:
    """Which of `count` shards, 256 at most, holds a word."""
    return _checksum_of_key(key(word)) % count


_checksum_of_key: Final = cache(checksum)


#: The characters that stand for pairs of words: those that take two bytes in UTF-8.
_MARKS_OF_PAIRS: Final = [chr(code) for code in range(0x80, 0x800)]
_PAIRS: Final = len(_MARKS_OF_PAIRS)
#: The mark of a pair by the checksum of its first word, this often, and that of the second one.
_FIRST_OF_PAIR: Final = 31
#: What the end of a text has for both; it has no mark with any word.
_SUM_OF_END: Final = 1 << 16
_MARK_BY_SUM: Final = [
    *_MARKS_OF_PAIRS * (_FIRST_OF_PAIR + 1),
    *[""] * (2 * _SUM_OF_END + 1 - _PAIRS * (_FIRST_OF_PAIR + 1)),
]
#: A word as bytes: its checksum as that of the first and of the second of a pair, its shard, and its number, by which
#: a coder knows it.
_CODE: Final = Struct("<IIII")
#: What stands between texts that are coded at once, to keep them apart.
END: Final = "\0"
BETWEEN: Final = f" {END} "


class Coder:
    """Texts as bytes, the same number for each word: what is to be done with all words of a text is done with all at once.

    A coder knows each word that it has met.
    """

    def __init__(self, shards: int) -> None:
        self._shards = shards
        self._words = [""]
        self._end = _CODE.pack(_SUM_OF_END, _SUM_OF_END, 0, 0)
        codes, codes_of_pieces = _Pieces(self._code_of_new), _Pieces(self._codes_of_new_piece)
        codes[END] = codes_of_pieces[END] = self._end
        self._code_of = codes.__getitem__
        self._codes_of_piece = codes_of_pieces.__getitem__

    def _code_of_new(self, word: str) -> bytes:
        self._words.append(word)
        sum_ = checksum(word) % _PAIRS
        shard = shard_of(word, self._shards)
        return _CODE.pack(_FIRST_OF_PAIR * sum_, sum_, shard, len(self._words) - 1)

    def _codes_of_new_piece(self, piece: str) -> bytes:
        return self.code(_words_between_blanks(piece))

    def code(self, words: Iterable[str]) -> bytes:
        """The code of words; END may stand among them."""
        return b"".join(map(self._code_of, words))

    def code_text(self, text: str) -> bytes:
        """The code of the words of a text, or of texts with BETWEEN between them."""
        return b"".join(map(self._codes_of_piece, text.split()))

    def words(self, code: bytes) -> Iterator[str]:
        return filter(None, map(self._words.__getitem__, _integers(code)[3::4]))

    def counts(self, code: bytes) -> Counter[str]:
        """How often each word is there, in the order in which they come."""
        counts = Counter(_integers(code)[3::4])
        return Counter({self._words[number]: count for number, count in counts.items() if number})

    def shard(self, word: str) -> int:
        return self._code_of(word)[8]

    def marks(self, texts: Sequence[bytes]) -> tuple[str, ...]:
        """For each shard, a mark for each of its words in the texts with the word after it: a character."""
        code = self._end.join((*texts, b""))
        # The sums of all pairs at once, in one number: what the second word has is shifted to what the first one has.
        number = int.from_bytes(code, "little")
        sums = number + (number >> 8 * (_CODE.size + 4))
        found = [""] * self._shards
        for shard, sum_ in zip(
            code[8 :: _CODE.size],
            _integers(sums.to_bytes(len(code), "little"))[::4],
            strict=True,
        ):
            found[shard] += _MARK_BY_SUM[sum_]
        return tuple(found)


coder: Final = cache(Coder)


def length(code: bytes) -> int:
    """The words that a code is of."""
    return len(code) // _CODE.size


def _integers(data: bytes) -> array[int]:
    """What bytes hold: integers of 32 bits, the low bytes first."""
    found = array("I", data)
    if byteorder == "big":
        found.byteswap()
    return found


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
