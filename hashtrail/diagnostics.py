"""Complaints as data: where, what, and what to write instead.

Every check of the engine yields a `Diagnostic`; nothing below the command line prints. A `SourceFile`
turns offsets into lines and columns and cuts the excerpt, so that a diagnostic stands on its own.
"""

from __future__ import annotations

import difflib
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable
from functools import cached_property
from typing import Final, Literal

from msgspec import Struct

Severity = Literal["error", "warning"]

#: Every code that the engine can report, with its meaning. docs/errors.md shows an example of each.
CODES: Final[dict[str, str]] = {
    # files
    "missing-file": "a file that the archive cannot do without is not there",
    "unreadable-file": "the operating system refuses to read the file",
    "symbolic-link": "a link stands where a file is expected; content is read from content/ alone",
    "unexpected-file": "the file has no place in content/",
    "file-name": "the name of the file does not give a date and a slug",
    "file-too-large": "the file is larger than a briefing or registry may be",
    "empty-file": "the file holds nothing",
    "byte-order-mark": "the file starts with a byte order mark",
    "line-endings": "the lines end with CR or CRLF",
    "not-utf8": "the bytes are not UTF-8",
    "control-character": "a character that no reader can see, such as NUL",
    # YAML
    "missing-front-matter": "the file does not start with a --- line",
    "unclosed-front-matter": "no second --- line ends the front matter",
    "yaml-syntax": "the text is not YAML",
    "yaml-tag": "a tag such as !!python/object, which front matter has no use for",
    "yaml-limit": "more nesting, or more expanded aliases, than any briefing needs",
    "duplicate-key": "a key stands twice in one mapping",
    # fields
    "unknown-key": "the model has no such key",
    "missing-key": "a required key is missing",
    "wrong-type": "a list, a mapping or a single value stands where another of them is expected",
    "empty-value": "the value is empty",
    "unknown-value": "the value is none of those that the field allows",
    "invalid-date": "not a date of the calendar, written YYYY-MM-DD, YYYY-MM or YYYY",
    "invalid-number": "not a number that the field allows",
    "invalid-url": "not an absolute http or https address",
    "invalid-path": "not an absolute path of the site, such as /old/url/",
    "invalid-id": "not an id of the form that the field asks for",
    "too-long": "the text is longer than the field allows",
    "too-few": "the list has fewer items than the field asks for",
    "duplicate-value": "the list names one thing twice",
    # one briefing
    "date-mismatch": "the file name and the field `date` do not agree",
    "missing-date": "an action without any date",
    "missing-place": "a move with neither origin nor destination",
    "unknown-move": "a claim about the size of a move that the briefing does not list",
    "incomplete-claim": "a claim that names a move without its size, or a size without its move",
    "date-order": "a day comes before one that it cannot precede, such as `effective` before `announced`",
    "unknown-source": "a citation of a source that the briefing does not list",
    "uncited-source": "a source that the text does not cite",
    "duplicate-source": "two sources of a briefing have one id",
    # prose
    "empty-body": "the text is missing",
    "raw-html": "an HTML element or attribute that the allow-list does not hold",
    "text-limit": "a text is longer, or nested more deeply, or marked up more densely than any briefing needs",
    "unsafe-link": "a link that is neither http, https, mailto nor a path of the site",
    "external-image": "an image from another host, which the pages may not load",
    "heading-level": "a first-level heading in the text; the title is the only one",
    # what the words of a briefing rest on
    "ungrounded-number": "a number that neither stands in the front matter nor is quoted",
    "uncited-paragraph": "a paragraph, list or table that cites no source",
    "repeated-title": "a summary with a sentence that is nearly the title",
    # between files
    "unknown-place": "no such place in places.yaml",
    "unknown-organisation": "no such organisation in organisations.yaml",
    "unknown-thread": "no such thread in threads/",
    "unknown-briefing": "no such briefing",
    "unknown-link": "a [[link]] to nothing",
    "draft-link": "a link to a briefing that is still a draft",
    "missing-country": "a subdivision whose country has no entry in places.yaml",
    "duplicate-url": "two things claim one URL",
    # templates and output
    "stylesheet-syntax": "a style sheet that cannot be read",
    "template-syntax": "Jinja cannot read the template",
    "template-missing": "a template that a page or another template asks for is not there",
    "template-error": "the template fails while it renders a page",
    "dead-link": "a link to a page or file that the site does not have",
    "dead-fragment": "a link to a part that the page does not have",
    "foreign-output": "the output folder holds files that no build has written",
    "worker-died": "a worker process ended without an answer",
    "store-reset": "what the last build remembered cannot be used; everything is made anew",
    "output-failed": "the operating system refuses to write or remove an output file",
}

EXCERPT_WIDTH: Final = 100


class Diagnostic(Struct, frozen=True, kw_only=True):
    """One complaint: position (1-based, columns in characters), code, message, hint and the source line.

    `excerpt` is cut to a window around the column; `caret` is the 0-based index into it.
    """

    path: str
    line: int
    column: int
    code: str
    message: str
    hint: str = ""
    severity: Severity = "error"
    excerpt: str = ""
    caret: int = 0

    def sort_key(self) -> tuple[str, int, int, str, str]:
        return (self.path, self.line, self.column, self.code, self.message)


class SourceFile:
    """The text of one file, able to say where an offset stands and to complain about it."""

    def __init__(self, path: str, text: str) -> None:
        self.path = path
        self.text = text

    @cached_property
    def _line_starts(self) -> list[int]:
        starts = [0]
        find = self.text.find
        while (end := find("\n", starts[-1])) >= 0:
            starts.append(end + 1)
        return starts

    def position(self, offset: int) -> tuple[int, int]:
        """Line and column, both 1-based, of a 0-based character offset."""
        line = bisect_right(self._line_starts, offset)
        return line, offset - self._line_starts[line - 1] + 1

    def offset(self, line: int, column: int) -> int:
        """The 0-based character offset of a line and column, both 1-based."""
        return self._line_starts[line - 1] + column - 1

    @property
    def line_count(self) -> int:
        return len(self._line_starts)

    def line(self, number: int) -> str:
        """The text of a 1-based line, without its end; empty beyond the last one."""
        starts = self._line_starts
        if not 1 <= number <= len(starts):
            return ""
        end = starts[number] - 1 if number < len(starts) else len(self.text)
        return self.text[starts[number - 1] : end]

    def diagnostic(
        self,
        code: str,
        message: str,
        *,
        line: int = 1,
        column: int = 1,
        hint: str = "",
        severity: Severity = "error",
    ) -> Diagnostic:
        excerpt, caret = _window(self.line(line), column - 1)
        return Diagnostic(
            path=self.path,
            line=line,
            column=column,
            code=code,
            message=message,
            hint=hint,
            severity=severity,
            excerpt=excerpt,
            caret=caret,
        )

    def diagnostic_at(
        self,
        offset: int,
        code: str,
        message: str,
        *,
        hint: str = "",
        severity: Severity = "error",
    ) -> Diagnostic:
        line, column = self.position(offset)
        return self.diagnostic(
            code, message, line=line, column=column, hint=hint, severity=severity
        )


def _window(line: str, caret: int) -> tuple[str, int]:
    """Cut a long line to a window around the caret and make every character of it printable."""
    start = max(0, caret - EXCERPT_WIDTH * 2 // 3) if len(line) > EXCERPT_WIDTH else 0
    cut = line[start : start + EXCERPT_WIDTH]
    printable = "".join(character if character.isprintable() else " " for character in cut)
    return printable, min(caret - start, len(printable))


def has_errors(diagnostics: Iterable[Diagnostic]) -> bool:
    return any(diagnostic.severity == "error" for diagnostic in diagnostics)


def nearest(word: str, known: Iterable[str]) -> str:
    """The known word that is most like `word`, or an empty string if none is near."""
    by_folded = {candidate.casefold(): candidate for candidate in sorted(known, reverse=True)}
    found = difflib.get_close_matches(word.casefold(), by_folded, n=1, cutoff=0.6)
    return by_folded[found[0]] if found else ""


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A hint that names the nearest known word, or an empty string."""
    guess = nearest(word, known)
    return f"did you mean `{guess}`?" if guess else ""


def printable(text: str) -> str:
    """A text with every character that would act on a terminal, or show nothing, written as an escape."""
    if text.isprintable():
        return text
    return "".join(
        character if character.isprintable() else character.encode("unicode_escape").decode()
        for character in text
    )


def as_text(diagnostic: Diagnostic) -> str:
    """`path:line:column: error[CODE]: message`, then the line, a caret and the hint."""
    where = f"{printable(diagnostic.path)}:{diagnostic.line}:{diagnostic.column}"
    message = printable(diagnostic.message)
    lines = [f"{where}: {diagnostic.severity}[{diagnostic.code}]: {message}"]
    if diagnostic.excerpt.strip():
        gutter = f"{diagnostic.line:>5} | "
        before = diagnostic.excerpt[: diagnostic.caret]
        lines.append(gutter + diagnostic.excerpt.rstrip())
        lines.append(" " * (len(gutter) - 2) + "| " + " " * _columns(before) + "^")
    if diagnostic.hint:
        lines.append(f"  hint: {printable(diagnostic.hint)}")
    return "\n".join(lines)


def _columns(text: str) -> int:
    """Terminal columns that a text takes: East Asian wide characters take two (UAX #11)."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def as_github(diagnostic: Diagnostic) -> str:
    """A GitHub Actions workflow command that annotates the line."""

    def escape(text: str) -> str:
        return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")

    def escape_property(text: str) -> str:
        return escape(text).replace(":", "%3A").replace(",", "%2C")

    message = diagnostic.message + (f"\nhint: {diagnostic.hint}" if diagnostic.hint else "")
    return (
        f"::{diagnostic.severity} file={escape_property(diagnostic.path)},line={diagnostic.line},"
        f"col={diagnostic.column},title={escape_property(diagnostic.code)}::{escape(message)}"
    )
