"""The numbers that a text holds, and those that count nothing."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hashtrail import quantities

NUMBERS = {
    "320 machines": [320],
    "2,600 machines of 102.3 PH/s": [2600, 102.3e15],
    "50 EH/s": [50e18],
    "1.2 billion dollars": [1.2e9],
    "1.2-billion-dollar": [1.2e9],
    "48.4 million kW": [48.4e9],
    "48.4 million kilowatts": [48.4e9],
    "a 26-project order": [26],
    "57.2MW, or 57.2-MW": [57.2e6, 57.2e6],
    "costs $5bn or $65k": [5e9, 65e3],
    "between 40 and 45 MW": [40e6, 45e6],
    "5–7 million": [5e6, 7e6],
    "8 percent, 8% (8)": [8, 8, 8],
    "ends with 12.": [12],
    "12, 13, and 14": [12, 13, 14],
    "2000 MW and 2000 percent": [2000e6, 2000],
    "2,021 of them": [2021],
    "3,5": [35],
    "thirteen, twenty and twenty-six": [13, 20, 26],
    "Two million machines": [2e6],
    "half a million, a thousand and one hundred": [5e5, 1000, 100],
    "under No. 1283": [1283],
}


@pytest.mark.parametrize("text", NUMBERS)
def test_numbers_with_what_follows_them(text: str) -> None:
    assert [number.value for number in quantities.numbers(text)] == NUMBERS[text]


NO_NUMBERS = [
    "on 18 June 2021",
    "on 18 and 19 June, from 1-15 July, by 30 or 31 August",
    "on June 18, 2021",
    "in June 2021, the 2021 season, for 2020-21, 2018/2019 and 2021–2025",
    "2021-06-18 and 2021-06",
    "18.06.2021",
    "at 21:00 or 9:05, at 9 pm, at 10 a.m.",
    "the 10th of each month, the 1st, 2nd and 3rd",
    "S19, T21, M30S++, A1246 and COVID-19",
    "500.com and 8BTC, a Form 6-K",
    "one to twelve, a few hundred, hundreds of thousands, several million",
    "the twentieth, the twenty-first and the hundredth; a forthright party of Haiti",
    "a day, an hour and half of them",
    "",
]


@pytest.mark.parametrize("text", NO_NUMBERS)
def test_what_counts_nothing(text: str) -> None:
    assert [number.written for number in quantities.numbers(text)] == []


def test_the_unit_of_a_range_may_be_that_of_its_beginning() -> None:
    first, last = quantities.numbers("from 200 to 300 EH/s")
    assert (first.value, first.bare) == (200e18, 200)
    assert (last.value, last.bare) == (300e18, None)


def test_a_number_stands_where_it_is_written() -> None:
    text = "On 18 June 2021 the 26 mines and TWENTY-SIX others of 1,000 MW"
    for number in quantities.numbers(text):
        end = number.offset + len(number.written)
        assert text[number.offset : end].lower() == number.written
        assert number.is_in_digits == text[number.offset].isdigit()


UNITS = {
    "machines": {1},
    "percent": {1},
    "MW": {1, 1e6},
    "million USD": {1, 1e6},
    "million kW": {1, 1e6, 1e9},
    "USD per kWh": {1},
    "EH/s": {1, 1e18},
    "": {1},
}


@pytest.mark.parametrize("unit", UNITS)
def test_sizes_of_units(unit: str) -> None:
    assert set(quantities.sizes(unit)) == UNITS[unit]


@settings(derandomize=True, deadline=None, max_examples=100)
@given(st.integers(0, 10**12), st.sampled_from([*"GMk", ""]), st.booleans())
def test_any_number_is_read_as_it_was_written(value: int, prefix: str, has_commas: bool) -> None:
    written = f"{value:,}" if has_commas or 1900 <= value < 2100 else str(value)
    (number,) = quantities.numbers(f"draws {written} {prefix}W now")
    size = {"G": 1e9, "M": 1e6, "k": 1e3, "": 1.0}[prefix]
    assert (number.written, number.value) == (written, value * size)


@settings(derandomize=True, deadline=None, max_examples=100)
@given(st.text(st.sampled_from('0123456789.,:-–/ abWMk%"June\n'), max_size=40))
def test_any_text_has_numbers_where_it_has_digits(text: str) -> None:
    for number in quantities.numbers(text):
        assert text[number.offset : number.offset + len(number.written)].lower() == number.written
