"""Whether what a briefing says rests on its facts: its numbers, its paragraphs, and a summary that says more than the title.

A number in title, summary or text has to stand in the front matter, where its source is named, or be quoted. Each complaint
is a warning.
"""

from __future__ import annotations

import html
import math
import re
from collections.abc import Iterable, Iterator
from typing import Final

from hashtrail import frontmatter, prose
from hashtrail.diagnostics import Diagnostic, SourceFile
from hashtrail.frontmatter import FrontMatterText
from hashtrail.model import Briefing, Claim, Move
from hashtrail.quantities import UNITS, Number, numbers, sizes

#: Citations and references of footnotes, wiki links without words of their own, and all other tags.
_MARKUP: Final = re.compile(
    r'<sup[^>]*><a [^>]*>[^<]*</a></sup>|<a href="wiki:([^"]*)">\1</a>|<[^>]*>'
)
_QUOTED: Final = re.compile(r"""["“«](?:(?<=")[^"\n]*"|(?<=“)[^”\n]*”|(?<=«)[^»\n]*»)""")
_CITATION: Final = '<sup class="citation">'
#: What is quoted without quotation marks, or shown as it is.
_QUOTING: Final = re.compile(r"<(blockquote|q|code|pre)\b.*?</\1>")
#: The elements that have to cite a source, and how a complaint calls them.
_BLOCKS: Final = {
    "p": "paragraph", "ul": "list", "ol": "list", "dl": "list", "div": "table",
    "blockquote": "quotation", "figure": "figure", "details": "part",
}  # fmt: skip
_BLOCK: Final = re.compile(rf"""<({"|".join(_BLOCKS)})(?=[ >])(?! class="footnote")""")
_NO_TEXT: Final = re.compile(r"<sup[^>]*><a [^>]*>[^<]*</a></sup>|<[^>]*>")
_NO_WORD: Final = re.compile(r"[\W_]+")

#: From how much of their words in common on a sentence of the summary is the title again (Jaccard index).
_SAME: Final = 0.75
_WORD: Final = re.compile(r"\w+")
_SENTENCE_END: Final = re.compile(r"(?<=[.!?]) ")


def check(
    briefing: Briefing,
    text: str,
    blocks: tuple[str, ...],
    source: SourceFile,
    parts: FrontMatterText,
) -> list[Diagnostic]:
    """Warnings about a briefing without errors.

    `text` is what a reader reads of it, `blocks` its outermost elements as HTML (`prose.Converted`).
    """
    found: list[Diagnostic] = []
    known = _stated(briefing)
    # At first all together, quotations too, and without the places: most briefings have nothing to complain about.
    unknown = [
        number
        for number in numbers(f"{briefing.title}\n{briefing.summary}\n{text}")
        if number.value not in known and number.bare not in known
    ]
    if unknown:
        known |= _told(briefing)
    if any(number.value not in known and number.bare not in known for number in unknown):
        found += _ungrounded_in_field("title", briefing.title, known, source, parts)
        found += _ungrounded_in_field("summary", briefing.summary, known, source, parts)
        found += _ungrounded_in_body(blocks, known, source, parts)
    found += _uncited(blocks, source, parts)
    if _repeats(briefing.summary, briefing.title):
        found.append(
            source.diagnostic_at(
                source.offset(*frontmatter.locate(parts.yaml, parts.yaml_line, ("summary",))),
                "repeated-title",
                "the summary says what the title says",
                hint="say what the title leaves out: who, how much, since when, what follows",
                severity="warning",
            )
        )
    return found


def _ungrounded(text: str, known: set[float]) -> Iterator[Number]:
    """The numbers of a text that are neither known nor quoted, each once: where it stands first."""
    seen = set()
    for number in numbers(_QUOTED.sub(_blank, text)):
        # 2.3 EH/s and 2,300 PH/s are not the same to the last bit.
        if number.written not in seen and not any(
            math.isclose(number.value, each, rel_tol=1e-9) or number.bare == each for each in known
        ):
            seen.add(number.written)
            yield number


def _stated(briefing: Briefing) -> set[float]:
    """The numbers that fields of the front matter hold, bare and with their units."""
    known: set[float] = set()
    for figure in briefing.figures:
        known.update(figure.value * size for size in sizes(figure.unit))
    claims = (claim for dispute in briefing.disputes for claim in dispute.claims)
    sized: tuple[Move | Claim, ...] = (*briefing.moves, *claims)
    for size in sized:
        if size.machines is not None:
            known.add(size.machines)
        if size.hashrate_ph is not None:
            known.update((size.hashrate_ph, size.hashrate_ph * UNITS["PH/s"]))
        if size.power_mw is not None:
            known.update((size.power_mw, size.power_mw * UNITS["MW"]))
    return known


def _told(briefing: Briefing) -> set[float]:
    """The numbers in the words and names of the front matter, bare and with what follows them."""
    words = [
        *(figure.what for figure in briefing.figures),
        *(figure.unit for figure in briefing.figures),
        *(text for source in briefing.sources for text in (source.publisher, source.title)),
        *(text for update in briefing.updates for text in (update.note, update.old, update.new)),
        *(dispute.about for dispute in briefing.disputes),
        *(claim.say for dispute in briefing.disputes for claim in dispute.claims),
    ]
    names = [
        *briefing.organisations,
        *(action.authority for action in briefing.actions),
        *(move.who for move in briefing.moves),
        *(link for link in briefing.prose.wiki_links if "/" not in link),
    ]
    words += (name.replace("-", " ") for name in names)
    known: set[float] = set()
    for number in numbers("\n".join(filter(None, words))):
        known.add(number.value)
        if number.is_in_digits:
            known.add(float(number.written.replace(",", "")))
    return known


def _complaint(number: Number, source: SourceFile, offset: int) -> Diagnostic:
    return source.diagnostic_at(
        offset,
        "ungrounded-number",
        f"the number `{number.written}` does not stand in the front matter",
        hint="add it to `figures` with its source, put what is quoted into quotation marks, or leave it out",
        severity="warning",
    )


def _ungrounded_in_field(
    field: str, text: str, known: set[float], source: SourceFile, parts: FrontMatterText
) -> Iterator[Diagnostic]:
    for number in _ungrounded(text, known):
        start = source.offset(*frontmatter.locate(parts.yaml, parts.yaml_line, (field,)))
        yield _complaint(number, source, max(start, source.text.find(number.written, start)))


def _ungrounded_in_body(
    blocks: Iterable[str], known: set[float], source: SourceFile, parts: FrontMatterText
) -> Iterator[Diagnostic]:
    found = list(_ungrounded(_unquoted(blocks), known))
    if found:
        shown = _MARKS.sub(_blank, prose.without_code(parts.body))
        places: dict[str, int] = {}
        for number in numbers(_QUOTED.sub(_blank, shown)):
            places.setdefault(number.written, number.offset)
        start = len(source.text) - len(parts.body)
        for number in found:
            yield _complaint(number, source, start + places.get(number.written, 0))


def _unquoted(blocks: Iterable[str]) -> str:
    """The text of elements, each on a line of its own, without what is quoted as a whole."""
    lines = "\n".join(block.replace("\n", " ") for block in blocks)
    text = html.unescape(_MARKUP.sub("", _QUOTING.sub(" ", lines)))
    return text.replace("\xa0", " ")


#: What Markdown does not show as text: citations, ids of wiki links, targets, tags, block quotes, numbers of lists.
_MARKS: Final = re.compile(
    r"\[@[^\]]*\]|\[\^[^\]]*\]:?|\[\[[^\]|]*\||\]\([^)]*\)|<[^>]*>|(?m:^ *>.*|^\[[^\]]+\]:.*|^ *\d+\.)"
)


def _blank(match: re.Match[str]) -> str:
    return " " * len(match[0])


def _uncited(
    blocks: tuple[str, ...], source: SourceFile, parts: FrontMatterText
) -> Iterator[Diagnostic]:
    """What cites no source. A list or the like counts with the paragraph before it, and one that ends with a colon with it."""
    starts = [_BLOCK.match(block) for block in blocks]
    for number, (start, block) in enumerate(zip(starts, blocks, strict=True)):
        if start is None or _CITATION in block:
            continue
        before = blocks[number - 1] if number else ""
        after = starts[number + 1] if number + 1 < len(blocks) else None
        if start[1] == "p":
            text = _MARKUP.sub("", block).strip()
            is_grounded = not text or (text.endswith(":") and after is not None and after[1] != "p")
        else:
            is_grounded = before.startswith("<p>") and _CITATION in before
        if not is_grounded:
            yield source.diagnostic_at(
                len(source.text) - len(parts.body) + _place_of_block(block, parts.body),
                "uncited-paragraph",
                f"the {_BLOCKS[start[1]]} cites no source",
                hint="put [@id] behind each statement, with the id of the source that says so",
                severity="warning",
            )


def _place_of_block(block: str, body: str) -> int:
    """The offset at which a body writes an element that cites nothing: where the same words begin a part of it."""
    words = _NO_WORD.sub("", html.unescape(_NO_TEXT.sub("", block)))
    offset = 0
    plain = prose.without_code(body)
    for part in body.split("\n\n"):
        written = _NO_WORD.sub("", _MARKS.sub("", part))
        if (
            "[@" not in plain[offset : offset + len(part)]
            and written
            and (written.startswith(words) or words.startswith(written))
        ):
            return offset + len(part) - len(part.lstrip("\n"))
        offset += len(part) + 2
    return 0


def _repeats(summary: str, title: str) -> bool:
    """Whether a sentence of the summary is nearly the title."""
    words = set(_WORD.findall(title.casefold()))
    summary = summary.casefold()
    if len(words.intersection(_WORD.findall(summary))) < _SAME * len(words):
        return False
    sentences = (set(_WORD.findall(sentence)) for sentence in _SENTENCE_END.split(summary))
    return any(len(words & said) >= _SAME * len(words | said) for said in sentences)
