"""docs/errors.md is what the bad inputs say."""

from __future__ import annotations

import re

from hashtrail.diagnostics import CODES
from tests import error_docs


def test_the_page_is_the_generated_one() -> None:
    written = error_docs.PAGE.read_text(encoding="utf-8")
    assert written == error_docs.text(), "run: python -m tests.error_docs"


def test_the_page_has_each_code_once_in_the_order_of_the_engine() -> None:
    written = error_docs.PAGE.read_text(encoding="utf-8")
    assert re.findall(r"^## (.+)$", written, re.MULTILINE) == list(CODES)
    for code, meaning in CODES.items():
        assert f"| [`{code}`](#{code}) | {meaning} |" in written
        assert f"[{code}]: " in written


def test_every_example_is_short() -> None:
    lines = error_docs.PAGE.read_text(encoding="utf-8").splitlines()
    assert max(map(len, lines)) < 400
