"""Writes docs/errors.md from the bad inputs: `python -m tests.error_docs`.

A code of the engine without a bad input, or the other way round, is an error here as in the tests.
"""

from __future__ import annotations

from typing import Final

from hashtrail.diagnostics import CODES
from tests.bad_inputs import BAD_INPUTS, BadInput, Change, Do, Edit, Remove, Write
from tests.site_folder import PROJECT, SITES

PAGE: Final = PROJECT / "docs" / "errors.md"

_HEAD: Final = """\
# What the engine complains about

<!-- Made by `python -m tests.error_docs` from tests/bad_inputs.py; a test holds it against that table. -->

Each complaint names the file, line and column, and its code in brackets; below stands the line with a caret, and a hint
where there is a way to mend it. With one error anywhere nothing is written and the exit code is 1; a warning stops
nothing. All errors of all files come in one run.

| code | what it means |
| --- | --- |
"""


def text() -> str:
    """The whole page."""
    first: dict[str, BadInput] = {}
    for case in BAD_INPUTS:
        first.setdefault(case.code, case)
    rows = "".join(f"| [`{code}`](#{code}) | {meaning} |\n" for code, meaning in CODES.items())
    sections = "".join(_section(code, CODES[code], first[code]) for code in CODES)
    return _HEAD + rows + sections


def _section(code: str, meaning: str, case: BadInput) -> str:
    if case.example:
        examples = [_fenced(case.example) if "\n" in case.example else case.example]
    else:
        examples = [_shown(change) for change in case.changes]
    parts = [
        f"\n## {code}",
        f"{meaning[0].upper()}{meaning[1:]}.",
        *examples,
        _fenced(case.printed),
    ]
    return "\n\n".join(parts) + "\n"


def _shown(change: Change) -> str:
    """A change, as short as it can be told: the diagnostic names the file."""
    match change:
        case Do(sentence=sentence):
            return sentence
        case Remove(path=path):
            return f"`{path}` is not there."
        case Edit():
            assert change.new.strip(), "what is left out needs an example in words"
            return _fenced(_changed_lines(change))
        case Write(content=content):
            assert isinstance(content, str), "bytes need an example in words"
            return _fenced(content)


def _changed_lines(edit: Edit) -> str:
    """The lines of the small site that an edit changes, as they stand after it."""
    before, _, after = (SITES / "small" / edit.path).read_text(encoding="utf-8").partition(edit.old)
    new = edit.new.removesuffix("\n")
    if new != edit.new:
        after = ""
    return before[before.rfind("\n") + 1 :] + new + after[: after.find("\n")]


def _fenced(content: str) -> str:
    return f"```text\n{content.strip(chr(10))}\n```"


def main() -> None:
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text(text(), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
