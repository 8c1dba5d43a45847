from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hashtrail import spool
from hashtrail.spool import Spool

PIECES = st.lists(st.tuples(st.integers(0, 3), st.booleans(), st.binary(max_size=40)))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(PIECES, st.sampled_from([0, 20, 1 << 20]))
def test_it_gives_back_what_was_put_in(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    steps: list[tuple[int, bool, bytes]],
    held: int,
) -> None:
    """As a dictionary of lists does, in memory as on disk."""
    monkeypatch.setattr(spool, "_HELD", held)
    expected: dict[int, list[bytes]] = {}
    kept: Spool[int] = Spool(tmp_path)
    for key, is_alone, data in steps:
        if is_alone:
            kept.put(key, data)
            expected[key] = [data]
        else:
            kept.add(key, data)
            expected.setdefault(key, []).append(data)
        assert kept.get(key) == b"".join(expected[key])
    assert {key: kept.pieces(key) for key in kept} == expected
    assert len(kept) == len(expected)
    assert 9 not in kept
    kept.close()


def test_it_leaves_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spool, "_HELD", 1)
    kept: Spool[str] = Spool(tmp_path)
    kept.add("a", b"more than one")
    kept.close()
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_written_is_no_obstacle(tmp_path: Path) -> None:
    kept: Spool[str] = Spool(tmp_path / "nowhere")
    kept.add("a", b"x")
    assert kept.get("a") == b"x"
    kept.close()
