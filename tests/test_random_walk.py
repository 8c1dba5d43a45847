"""Incremental = clean, after any sequence of changes (DESIGN: invariant 1)."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.random_walk import STEPS, failure, shrink, steps

#: `WALK_SEED` and `WALK_STEPS` make a longer walk, or the one of a failure, by hand.
_SEEDS = [int(os.environ["WALK_SEED"])] if "WALK_SEED" in os.environ else [1, 2, 3, 4]
_STEPS = int(os.environ.get("WALK_STEPS", "45"))


@pytest.mark.parametrize("seed", _SEEDS)
def test_incremental_build_is_a_clean_build(
    seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # With two processes, the output is looked at beside the build, as in a large archive.
    monkeypatch.setattr("hashtrail.inputs._MANY", 0)
    walked = steps(seed, _STEPS)
    print(f"seed {seed}, {len(walked)} steps")
    found = failure(walked, tmp_path / "walk")
    if found is not None:
        short = shrink(walked, tmp_path / "shrunk")
        pytest.fail(f"seed {seed}, step {found[0]}: {found[1]}\nshortest walk that fails: {short}")


def test_every_kind_of_step_is_walked() -> None:
    walked = {step.name for seed in [1, 2, 3, 4] for step in steps(seed, 45)}
    assert walked == set(STEPS)
