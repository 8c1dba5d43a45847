"""The language of a name, told by its letters, so that pages can say it to a screen reader and a font."""

from __future__ import annotations

import re
from functools import cache
from typing import Final

#: The language that a name in these letters is most likely in, as a BCP 47 tag. The first pattern that is found tells it:
#: letters that one language alone writes stand before the script that it shares.
_LETTERS: Final = (
    ("ko", "\u1100-\u11ff\uac00-\ud7af"),
    ("ja", "\u3040-\u30ff"),
    ("zh", "\u3400-\u9fff"),
    ("ab", "ԥҧҽҿҵҭџҩ"),
    ("kk", "әғқұһ"),
    ("tg", "ҷӣӯ"),
    ("ky", "ңөү"),
    ("be", "ў"),
    ("uk", "їєґ"),
    ("sr", "ђћљњ"),
    ("ru", "\u0400-\u04ff"),
    ("ug", "ېۆۇەڭۋ"),
    ("fa", "پچژگکی"),
    ("ar", "\u0600-\u06ff"),
    ("ka", "\u10a0-\u10ff"),
    ("hy", "\u0530-\u058f"),
    ("he", "\u0590-\u05ff"),
    ("el", "\u0370-\u03ff"),
    ("am", "\u1200-\u137f"),
    ("hi", "\u0900-\u097f"),
    ("th", "\u0e00-\u0e7f"),
    ("lo", "\u0e80-\u0eff"),
    ("my", "\u1000-\u109f"),
    ("km", "\u1780-\u17ff"),
    ("bo", "\u0f00-\u0fff"),
)
#: What a name from one country is in, where its letters alone would tell another language.
_AT_HOME: Final = {
    ("IR", "ar"): "fa",
    ("UA", "ru"): "uk",
    ("BY", "ru"): "be",
    ("BT", "bo"): "dz",
}

#: The names of the languages in which most is written about mining, by their ISO 639-1 codes.
_NAMES: Final = {
    "ab": "Abkhaz", "am": "Amharic", "ar": "Arabic", "az": "Azerbaijani", "be": "Belarusian", "bg": "Bulgarian",
    "bo": "Tibetan", "cs": "Czech", "da": "Danish", "de": "German", "dz": "Dzongkha", "el": "Greek", "en": "English",
    "es": "Spanish", "et": "Estonian", "fa": "Persian", "fi": "Finnish", "fr": "French", "he": "Hebrew", "hi": "Hindi",
    "hu": "Hungarian", "hy": "Armenian", "id": "Indonesian", "is": "Icelandic", "it": "Italian", "ja": "Japanese",
    "ka": "Georgian", "kk": "Kazakh", "km": "Khmer", "ko": "Korean", "ky": "Kyrgyz", "lo": "Lao", "lt": "Lithuanian",
    "lv": "Latvian", "mn": "Mongolian", "ms": "Malay", "my": "Burmese", "nb": "Norwegian", "nl": "Dutch", "nn": "Norwegian",
    "no": "Norwegian", "pl": "Polish", "pt": "Portuguese", "ro": "Romanian", "ru": "Russian", "sk": "Slovak",
    "sr": "Serbian", "sv": "Swedish", "tg": "Tajik", "th": "Thai", "tk": "Turkmen", "tr": "Turkish", "ug": "Uyghur",
    "uk": "Ukrainian", "ur": "Urdu", "uz": "Uzbek", "vi": "Vietnamese", "zh": "Chinese",
}  # fmt: skip


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple(
        (language, re.compile(f"[{letters}]", re.IGNORECASE)) for language, letters in _LETTERS
    )


def name_of(language: str) -> str:
    """The English name of the language of a BCP 47 tag; the tag itself where its name is not known."""
    return _NAMES.get(language.partition("-")[0].lower(), language)


def language_of(name: str, country: str = "") -> str:
    """The BCP 47 tag of the language that a name in other than Latin letters is most likely in; empty for Latin ones.

    `country` is the ISO 3166-1 code of where it is from, if known.
    """
    if name.isascii():
        return ""
    for language, letters in _patterns():
        if letters.search(name):
            return _AT_HOME.get((country, language), language)
    return ""
