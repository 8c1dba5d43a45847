"""The language of a name, told by its letters."""

from __future__ import annotations

import pytest

from hashtrail.languages import language_of


@pytest.mark.parametrize(
    ("name", "country", "language"),
    [
        ("BIT Mining Limited", "CN", ""),
        ("Électricité du Laos", "LA", ""),
        ("比特大陆", "CN", "zh"),
        ("香港", "HK", "zh"),
        ("ビットフライヤー", "JP", "ja"),
        ("日本のマイニング", "", "ja"),
        ("Казахстан", "KZ", "ru"),
        ("Қазақстан", "KZ", "kk"),
        ("ҚАРАҒАНДЫ", "KZ", "kk"),
        ("Чүй", "KG", "ky"),
        ("Аԥсны", "GE", "ab"),
        ("Київ", "", "uk"),
        ("Харкiв", "UA", "uk"),
        ("Беларусь", "BY", "be"),
        ("ایران", "IR", "fa"),
        ("تهران", "IR", "fa"),
        ("تهران", "", "ar"),
        ("الكويت", "KW", "ar"),
        ("شىنجاڭ", "CN", "ug"),
        ("საქართველო", "GE", "ka"),
        ("ኢትዮጵያ", "ET", "am"),
        ("འབྲུག་ཡུལ", "BT", "dz"),
        ("ລາວ", "LA", "lo"),
    ],
)
def test_the_letters_tell_the_language(name: str, country: str, language: str) -> None:
    assert language_of(name, country) == language
