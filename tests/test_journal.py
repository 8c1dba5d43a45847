"""What is appended is found again, and nothing else is taken for it."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hashtrail.journal import Journal


@given(st.lists(st.binary(max_size=40), max_size=8))
def test_each_is_found_by_its_place_also_by_another_reader(
    tmp_path_factory: pytest.TempPathFactory, values: list[bytes]
) -> None:
    location = tmp_path_factory.mktemp("journal") / "notes"
    places = []
    for value in values:
        journal = Journal(location)
        places.append(journal.append(value))
        assert journal.flush() == sum(map(len, values[: len(places)]))
        journal.close()
    reader = Journal(location)
    assert [reader.read(place) for place in places] == values
    reader.close()


def test_a_damaged_or_missing_one_is_none(tmp_path: Path) -> None:
    location = tmp_path / "notes"
    journal = Journal(location)
    first, second = journal.append(b"first"), journal.append(b"second")
    journal.close()
    data = location.read_bytes()
    for number in range(len(data)):
        location.write_bytes(data[:number] + bytes([data[number] ^ 1]) + data[number + 1 :])
        found = journal.read(first), journal.read(second)
        assert found == ((None, b"second") if number < 5 else (b"first", None))
        location.write_bytes(data[:number])
        assert journal.read(second) is None
    journal.close()
    location.unlink()
    assert journal.read(first) is None
    assert journal.flush() == 0
