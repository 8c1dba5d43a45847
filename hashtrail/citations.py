"""How to cite a briefing: in prose, and as BibTeX, RIS and CSL-JSON for programs that keep references.

All four say the same of a briefing as its Highwire tags do (`metadata.citation`): a report that the publisher of the
archive wrote and issued, under the briefing's id, on the day on which it entered the archive.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import cache
from typing import Any, Final

import msgspec
from msgspec import Struct

from hashtrail import dates, urls
from hashtrail.model import Briefing, SiteConfig

#: What sort of report it is, as reference lists print it.
_GENRE: Final = "Briefing"
_BIBTEX_MONTHS: Final = (
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
)  # fmt: skip
#: BibTeX counts braces without regard to backslashes, so that `\{` would not do.
_BIBTEX_ESCAPES: Final = {
    "\\": r"\textbackslash{}",
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "&": r"\&",
    "%": r"\%",
    "$": r"\$",
    "#": r"\#",
    "_": r"\_",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
}
_BIBTEX_SPECIAL: Final = re.compile(r"[\\{}&%$#_~^]")
#: A special character of TeX, or a run of others without a space.
_BIBTEX_PIECE: Final = re.compile(r"[\\{}&%$#_~^]|[^\\{}&%$#_~^\s]+")
_RIS_LINE_END: Final = "\r\n"


class CitationFormat(Struct, frozen=True):
    """A format of reference files: its name, the ending and the media type of a file, and what makes one.

    `write` gives the entry of a briefing, which has an address; `join` makes one file of several entries, whose pieces
    can be written one after the other.
    """

    name: str
    suffix: str
    media_type: str
    write: Callable[[Briefing, SiteConfig, str], str]
    join: Callable[[Iterable[str]], Iterable[str]]


_prefix = cache(urls.slugify)


def key(briefing: Briefing, site: SiteConfig) -> str:
    """What a briefing is called in a list of references: `hashtrail-2021-slug`. It stays when the briefing is renamed."""
    first = urls.first_briefing_id(briefing.id, briefing.aliases)
    return f"{_prefix(site.title)}-{first.replace('/', '-')}"


def sentence(briefing: Briefing, site: SiteConfig, url: str) -> str:
    """How to cite a briefing in a sentence."""
    return (
        f"{site.publisher}, “{briefing.title}”, briefing {briefing.id}, "
        f"published {dates.display(briefing.entered)}, {url}"
    )


def bibtex(briefing: Briefing, site: SiteConfig, url: str) -> str:
    """A `@techreport` of BibTeX (Oren Patashnik, BibTeXing, 1988; btxdoc), in UTF-8.

    Special characters of TeX are escaped. Words with capitals stand in braces, for styles lower-case a title;
    names in two pairs, for they are no first and last names.
    """
    date = briefing.entered.split("-")
    fields = {
        "author": f"{{{{{_bibtex_text(site.publisher)}}}}}",
        "title": f"{{{_bibtex_title(briefing.title)}}}",
        "institution": f"{{{{{_bibtex_text(site.publisher)}}}}}",
        "type": f"{{{_GENRE}}}",
        "number": f"{{{briefing.id}}}",
        "year": f"{{{date[0]}}}",
        **({"month": _BIBTEX_MONTHS[int(date[1]) - 1]} if len(date) > 1 else {}),
        **({"day": f"{{{int(date[2])}}}"} if len(date) > 2 else {}),
        "url": f"{{{url}}}",
        "language": f"{{{site.lang}}}",
        "abstract": f"{{{_bibtex_text(briefing.summary)}}}",
        **({"keywords": f"{{{', '.join(briefing.tags)}}}"} if briefing.tags else {}),
    }
    lines = "".join(f"  {name} = {value},\n" for name, value in fields.items())
    return f"@techreport{{{key(briefing, site)},\n{lines}}}\n"


def _bibtex_text(text: str) -> str:
    return _BIBTEX_SPECIAL.sub(lambda match: _BIBTEX_ESCAPES[match[0]], _one_line(text))


def _bibtex_title(text: str) -> str:
    """A text whose capitals no style may change."""

    def piece(match: re.Match[str]) -> str:
        found = match[0]
        if found in _BIBTEX_ESCAPES:
            return _BIBTEX_ESCAPES[found]
        return found if found == found.lower() else f"{{{found}}}"

    return _BIBTEX_PIECE.sub(piece, _one_line(text))


def ris(briefing: Briefing, site: SiteConfig, url: str) -> str:
    """A `RPRT` of RIS (RIS Format Specifications, Thomson ResearchSoft, 2001 to 2004), in UTF-8.

    Each line is a tag, two spaces, a hyphen, a space and the value, and ends with CR LF. The parts of a date that
    are not known are empty, while their slashes stay. Names and keywords have no asterisk.
    """
    name = _one_line(site.publisher).replace("*", "")
    year, month, day = (*briefing.entered.split("-"), "", "")[:3]
    lines = [
        ("TY", "RPRT"),
        ("AU", name),
        ("TI", _one_line(briefing.title)),
        ("PY", year),
        ("DA", f"{year}/{month}/{day}/"),
        ("PB", name),
        ("M3", _GENRE),
        ("SN", briefing.id),
        ("LA", site.lang),
        ("AB", _one_line(briefing.summary)),
        *(("KW", tag) for tag in briefing.tags),
        ("UR", url),
        ("ER", ""),
    ]
    return "".join(f"{tag}  - {value}{_RIS_LINE_END}" for tag, value in lines)


def csl(briefing: Briefing, site: SiteConfig, url: str) -> str:
    """A `report` of CSL-JSON, one object (Citation Style Language 1.0.2, csl-data.json).

    `date-parts` are as many as are known. `author` is a literal name, which no style turns round.
    """
    item: dict[str, Any] = {
        "id": key(briefing, site),
        "type": "report",
        "genre": _GENRE,
        "title": _one_line(briefing.title),
        "author": [{"literal": _one_line(site.publisher)}],
        "publisher": _one_line(site.publisher),
        "number": briefing.id,
        "issued": {"date-parts": [[int(part) for part in briefing.entered.split("-")]]},
        "URL": url,
        "language": site.lang,
        "abstract": _one_line(briefing.summary),
    }
    if briefing.tags:
        item["keyword"] = ", ".join(briefing.tags)
    return msgspec.json.encode(item).decode()


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _paragraphs(entries: Iterable[str]) -> Iterable[str]:
    """Entries with an empty line between two."""
    for number, entry in enumerate(entries):
        yield "\n" + entry if number else entry


def _json_array(entries: Iterable[str]) -> Iterable[str]:
    """JSON values as an array, one on each line."""
    yield "["
    for number, entry in enumerate(entries):
        yield (",\n" if number else "\n") + entry
    yield "\n]\n"


#: The formats in which the references of a briefing, or of the whole archive, can be had.
FORMATS: Final = (
    CitationFormat("BibTeX", "bib", "application/x-bibtex", bibtex, _paragraphs),
    CitationFormat("RIS", "ris", "application/x-research-info-systems", ris, iter),
    CitationFormat(
        "CSL-JSON", "csl.json", "application/vnd.citationstyles.csl+json", csl, _json_array
    ),
)
