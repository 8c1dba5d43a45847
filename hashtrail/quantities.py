"""The numbers of a text, in digits and in words, with their magnitudes and units: 1.2 billion, 50 EH/s, twenty-six.

What counts nothing is left out: dates, years and times of day, ordinals, and numbers that are part of a name such as S19
or 500.com.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Final, NamedTuple

from hashtrail import dates

_MAGNITUDES: Final = {
    "hundred": 1e2, "thousand": 1e3, "k": 1e3, "lakh": 1e5, "million": 1e6, "m": 1e6, "crore": 1e7,
    "billion": 1e9, "bn": 1e9, "trillion": 1e12, "tn": 1e12,
}  # fmt: skip
_PREFIXES: Final = {
    "k": 1e3, "M": 1e6, "G": 1e9, "T": 1e12, "P": 1e15, "E": 1e18, "Z": 1e21,
    "kilo": 1e3, "mega": 1e6, "giga": 1e9, "tera": 1e12, "peta": 1e15, "exa": 1e18, "zetta": 1e21,
}  # fmt: skip
#: The units of power, energy and hashrate, in watts, watt-hours and hashes a second.
UNITS: Final = {"W": 1.0, "Wh": 1.0, "H/s": 1.0} | {
    prefix + unit: size
    for prefix, size in _PREFIXES.items()
    for unit in (
        ("W", "Wh", "H/s") if len(prefix) == 1 else ("watt", "watts", "watt-hours", "hash")
    )
}
_ONES: Final = (
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_TENS: Final = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_WORDS: Final = {
    "a": 1.0, "an": 1.0, "half": 0.5, "half a": 0.5, "half an": 0.5,
    **{word: float(value) for value, word in enumerate(_ONES, 1)},
    **{word: 10.0 * value for value, word in enumerate(_TENS, 2)},
}  # fmt: skip
#: Numbers in words up to this one are left out.
SMALL: Final = 12


def _any_of(words: Iterable[str]) -> str:
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True)))


_MAGNITUDE: Final = _any_of(_MAGNITUDES)
_UNIT: Final = _any_of(UNITS)
_MONTH: Final = f"(?:{'|'.join(dates.MONTHS)})"
_UP_TO: Final = r"(?:\ ?[-–]\ ?|\ (?:to|and|or)\ )"

#: A number in digits. What is no quantity matches too, but has no groups: days of a month, times of day, dates in
#: digits, and years that no unit follows. The groups are the first digit, the rest, the end of a range that it begins,
#: the magnitude and the unit. It starts with a digit and looks behind from there: so `re` passes quickly over all else.
_DIGITS: Final = re.compile(
    rf"""
    \d (?<![\w.,]\d) (?:
      \d? (?:{_UP_TO}\d\d?)? [ ]{_MONTH}\b
      | \d?(?: :\d\d | [ ]?[ap]\.?m )\b
      | \d?,[ ](?=(?:19|20)\d\d\b)
      | (?: (?<=1)9 | (?<=2)0 ) \d\d (?:
          (?:-\d\d){{1,2}}\b
          | (?: [-–/] \d\d(?:\d\d)? )? (?![\w%]|[.,]\d)
            (?![ ](?:{_MAGNITUDE}|{_UNIT}|percent)\b)
        )
      | (?<![A-Za-z]-\d) (?<=(\d)) (\d*(?:[.,]\d+)*)
        (?! [.,]?\d | \.[a-z] | -[A-Za-z]\b )
        (?= ({_UP_TO}\d[\d.,]*)? (?:[ -]?({_MAGNITUDE})\b)? (?:[ -]?({_UNIT})(?!\w))? (?![A-Za-z_]) )
    )
    """,
    re.VERBOSE,
)
#: A number in words, with its magnitude. Articles are numbers only before one.
_SPELT: Final = re.compile(
    rf"""
    \b (?: ({_any_of(_TENS)}) (?:[ -]({_any_of(_ONES[:9])}))? | ({_any_of(_ONES)}) | (half(?:\ an?)?|an?) (?=[ -]\w+[dn]\b) )
    (?: [ -] (hundred|thousand|million|billion|trillion) )? \b (?! -?(?:\w*th|first|second|third)\b )
    """,
    re.VERBOSE,
)
#: Parts of all words that make a number in words greater than SMALL: most texts have none of them.
_SPELT_PARTS: Final = (
    "teen", "wenty", "hirty", "forty", "ifty", "ixty", "venty", "ighty", "inety",
)  # fmt: skip
_SPELT_MAGNITUDE: Final = re.compile(r" (?<=[a-z] )(?:hundred|thousand|million|billion|trillion)")


class Number(NamedTuple):
    """A number as it is written in a text, at a 0-based offset.

    `value` is worked out from what follows it: 1.2 billion is 1,200,000,000, and 2 MW are 2,000,000 (watts). `bare` is the
    value without that where it is not sure: for the beginning of a range such as "40 to 45 MW".
    """

    written: str
    offset: int
    value: float
    bare: float | None

    @property
    def is_in_digits(self) -> bool:
        return self.written[0].isdigit()


def numbers(text: str) -> Iterator[Number]:
    """The numbers of a text that count something: those in digits, then those in words."""
    for match in _DIGITS.finditer(text):
        first, rest, range_end, magnitude, unit = match.groups()
        if first is None:
            continue
        written = first + rest
        try:
            value = float(written.replace(",", ""))
        except ValueError:  # 18.06.2021, or the number of a version
            continue
        scaled = value * _MAGNITUDES.get(magnitude, 1.0) * UNITS.get(unit, 1.0)
        yield Number(written, match.start(), scaled, value if range_end else None)
    if any(map(text.__contains__, _SPELT_PARTS)) or _SPELT_MAGNITUDE.search(text):
        for match in _SPELT.finditer(text.lower()):
            tens, ones, small, article, magnitude = match.groups()
            if article and not magnitude:
                continue
            value = sum(_WORDS[word] for word in (tens, ones, small, article) if word)
            value *= _MAGNITUDES.get(magnitude, 1.0)
            if value > SMALL:
                yield Number(match[0], match.start(), value, None)


@lru_cache(maxsize=1024)
def sizes(unit: str) -> tuple[float, float, float]:
    """What a number of a unit can be, as factors: bare, with the magnitude, and with the unit too, for "million kW"."""
    match = _DIGITS.match(f"1 {unit}")
    magnitude = _MAGNITUDES.get(match[4], 1.0) if match else 1.0
    return (1.0, magnitude, magnitude * (UNITS.get(match[5], 1.0) if match else 1.0))
