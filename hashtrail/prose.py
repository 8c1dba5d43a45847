"""Markdown to sanitized HTML, with citations, wiki links, headings, links and plain text.

Converting depends on the text and its own sources alone, so its result can be remembered. What
depends on other files or on the place where the site is published (the names behind wiki links, the base
path) is filled in by `resolve` when a page is planned.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from itertools import islice, product
from typing import Any, Final, NamedTuple
from xml.etree.ElementTree import Element

import markdown
import nh3
from markdown.extensions import Extension
from markdown.extensions.footnotes import FootnoteExtension
from markdown.extensions.sane_lists import SaneListExtension
from markdown.extensions.tables import TableExtension
from markdown.extensions.toc import slugify_unicode, unique
from markdown.inlinepatterns import InlineProcessor
from markdown.treeprocessors import Treeprocessor
from selectolax.lexbor import LexborHTMLParser

from hashtrail import urls
from hashtrail.diagnostics import Diagnostic, SourceFile, did_you_mean
from hashtrail.model import Body, Heading, Prose

#: Scheme of the links that `[[id]]` makes, until `resolve` gives them their address and name.
_WIKI: Final = "wiki:"
#: Stands for the bar of `[[id|words]]` while Markdown is at work, which takes a bar in a table for the border of a
#: cell. No content file may hold it.
_BAR: Final = "\ue000"
_WIKI_BAR: Final = re.compile(r"(\[\[[^\[\]|\n]+?)\\?\|([^\[\]\n]+\]\])")
_WIKI_LINK: Final = rf"\[\[([^\[\]{_BAR}|\n]+)(?:{_BAR}([^\[\]\n]+))?\]\]"
_CITATION: Final = r"\[@([^\[\]\s]+)\]"
#: Stands around the number of a citation while Markdown is at work. No content file may hold it.
_CITE: Final = "\ufffe"
_CITED: Final = re.compile(rf"{_CITE}(\d+){_CITE}(?=([^<>]*>)?)")

#: The HTML that an editor may write in Markdown, with its attributes.
_RAW_HTML: Final[dict[str, frozenset[str]]] = {
    **dict.fromkeys(
        ("abbr", "b", "bdi", "blockquote", "br", "cite", "code", "del", "details", "dfn", "em",
         "figcaption", "figure", "i", "ins", "kbd", "mark", "p", "q", "s", "small", "span",
         "strong", "sub", "summary", "sup", "time", "u"),
        frozenset({"lang", "dir", "title"}),
    ),
    "time": frozenset({"datetime", "lang", "title"}),
}  # fmt: skip

_ALLOWED_TAGS: Final = frozenset(
    {*_RAW_HTML, "a", "dd", "div", "dl", "dt", "h2", "h3", "h4", "h5", "h6", "hr", "img", "li",
     "ol", "pre", "table", "tbody", "td", "th", "thead", "tr", "ul"}
)  # fmt: skip
_ALLOWED_ATTRIBUTES: Final = {
    "*": {"lang", "dir", "title"},
    "a": {"href", "id", "class", "role", "aria-label"},
    "code": {"class"},
    "div": {"class", "role", "tabindex", "aria-label"},
    "img": {"src", "alt", "title"},
    "li": {"id"},
    "ol": {"start"},
    "sup": {"id", "class"},
    "td": {"class"},
    "th": {"class", "scope"},
    "time": {"datetime"},
    **{f"h{level}": {"id"} for level in range(2, 7)},
}
_SAFE_SCHEMES: Final = ("http", "https", "mailto")
#: What a text may have: far beyond any briefing, and far below where Markdown, whose time grows with the square
#: of its marks, becomes slow.
_LENGTH_LIMIT: Final = 100_000
_MARK_LIMIT: Final = 1_000
_MARK: Final = re.compile(r"[\[<]")
#: Anchors that pages use for themselves; a heading that would take one gets a prefix.
_RESERVED_ANCHOR: Final = re.compile(r"(page|source|cite|fn)(-|:|ref:|$)")


#: The Content-Security-Policy of the pages forbids style attributes.
_ALIGNMENT: Final = re.compile(r'<(t[dh]) style="text-align: (\w+);"')


_FENCES: Final = ("```", "~~~")
#: The parts of Markdown that need one of some marks to be in the text.
_PARTS_BY_MARKS: Final = {
    ("<",): ("autolink", "automail", "html"),
    ("<", "&"): ("html_block",),
    (">",): ("quote",),
    ("&",): ("entity",),
    ("`",): ("backtick",),
    _FENCES: ("fenced_code_block",),
    ("\\",): ("escape", "unescape"),
    ("![",): ("image_link", "image_reference", "short_image_ref"),
    ("]:",): ("reference", "short_reference"),
    ("](",): ("link",),
    ("[^",): ("footnote", "footnote-duplicate"),
    ("[@",): ("citation", "citations"),
    ("[[",): ("wiki-link",),
    ("  \n",): ("linebreak",),
}
#: The kinds of blocks that need a mark to be in the block, which is sooner looked for than they are.
_MARK_BY_BLOCK: Final = {"hashheader": "#", "quote": ">", "table": "|"}
#: Where a link can begin. Markdown's own expression finds the same, and takes ten times as long: it begins with no letter.
_LINK_BEGINS: Final = re.compile(r"\[(?<!!\[)")


class _Converter:
    """One Markdown instance, reused: making one costs more than converting a short text.

    It serves texts in which certain marks (keys of _PARTS_BY_MARKS) are missing, and has no parts for them.
    """

    def __init__(self, missing: frozenset[tuple[str, ...]]) -> None:
        # By name, they would be looked for in what all installed libraries say of themselves.
        extensions: list[Extension] = [
            TableExtension(use_align_attribute=False),
            FootnoteExtension(UNIQUE_IDS=False, BACKLINK_TITLE="Back to the text, note {}"),
            SaneListExtension(),
        ]
        if _FENCES not in missing:
            # Brings the highlighting of a hundred languages, which nothing here asks for.
            from markdown.extensions.fenced_code import FencedCodeExtension  # noqa: PLC0415

            extensions.append(FencedCodeExtension())
        self.markdown = markdown.Markdown(extensions=extensions, output_format="html")
        self.sanitizer = nh3.Cleaner(
            tags=set(_ALLOWED_TAGS),
            attributes=_ALLOWED_ATTRIBUTES,
            url_schemes={*_SAFE_SCHEMES, _WIKI.removesuffix(":")},
            link_rel=None,
            set_tag_attribute_values={"th": {"scope": "col"}},
        )
        inline = self.markdown.inlinePatterns
        # Before `reference` (170) and `link` (160), which would take the brackets.
        inline.register(_Citation(_CITATION, self), "citation", 176)
        # Before `inline` (20), after what makes the notes (50).
        self.markdown.treeprocessors.register(_Citations(_CITATION, self), "citations", 25)
        inline.register(_WikiLink(_WIKI_LINK, self), "wiki-link", 175)
        # After `inline` (20), which makes the text of headings.
        self.markdown.treeprocessors.register(_Anchors(self.markdown), "anchors", 15)
        for name in ("link", "reference", "short_reference"):
            inline[name].compiled_re = _LINK_BEGINS
        # Each part is tried on each piece of text, which is most of the time that Markdown takes.
        registries: tuple[markdown.util.Registry[Any], ...] = (
            self.markdown.preprocessors,
            self.markdown.parser.blockprocessors,
            inline,
            self.markdown.treeprocessors,
            self.markdown.postprocessors,
        )
        for registry, marks in product(registries, missing):
            for part in _PARTS_BY_MARKS[marks]:
                registry.deregister(part, strict=False)
        blocks = self.markdown.parser.blockprocessors
        for part, mark in _MARK_BY_BLOCK.items():
            if part in blocks:
                blocks[part].test = _marked(mark, blocks[part].test)  # type: ignore[method-assign,assignment]
        self.source_labels: Mapping[str, tuple[int, str]] = {}
        self.citations: dict[str, int] = {}
        self.cited: list[str] = []
        self.wiki_links: list[str] = []

    def convert(self, body: str, source_labels: Mapping[str, tuple[int, str]]) -> str:
        self.source_labels, self.citations, self.cited, self.wiki_links = source_labels, {}, [], []
        self.markdown.reset()
        converted = self.markdown.convert(_WIKI_BAR.sub(rf"\1{_BAR}\2", body))
        converted = _CITED.sub(self._citation, converted)
        return _ALIGNMENT.sub(r'<\1 class="\2"', converted.replace(_BAR, "|"))

    def mark(self, match: re.Match[str]) -> str:
        """What stands for a citation while Markdown is at work."""
        self.cited.append(match[1])
        return f"{_CITE}{len(self.cited) - 1}{_CITE}"

    def _citation(self, match: re.Match[str]) -> str:
        """The HTML of a citation, or its number alone inside of a tag."""
        source_id = self.cited[int(match[1])]
        number, publisher = self.source_labels.get(source_id, (0, ""))
        count = self.citations.get(source_id, 0)
        if match[2]:
            self.citations[source_id] = count
            return f"[{number}]"
        self.citations[source_id] = count = count + 1
        link = html.escape(f"#source-{source_id}")
        anchor = html.escape(citation_anchor(source_id, count))
        label = html.escape(f"Source {number}: {publisher}")
        return (
            f'<sup class="citation"><a aria-label="{label}" href="{link}" id="{anchor}" '
            f'role="doc-noteref">[{number}]</a></sup>'
        )

    @property
    def raw_html(self) -> list[str]:
        """The pieces of raw HTML of the last text."""
        return [piece for piece in self.markdown.htmlStash.rawHtmlBlocks if isinstance(piece, str)]


def _marked(mark: str, test: Callable[[Element, str], Any]) -> Callable[[Element, str], bool]:
    return lambda parent, block: mark in block and bool(test(parent, block))


class _Anchors(Treeprocessor):
    """Gives headings their anchors, and tables a region of their own that can be scrolled by keyboard."""

    def run(self, root: Element) -> None:
        used: set[str] = set()
        for heading in root.iter():
            if heading.tag in _HEADINGS:
                heading.set("id", unique(_anchor(_heading_text(heading)), used))
        tables = 0
        for parent in list(root.iter()):
            for number, child in enumerate(parent):
                if child.tag == "table":
                    tables += 1
                    region = Element("div", {**_REGION, "aria-label": f"Table {tables}"})
                    region.append(child)
                    region.tail, child.tail = child.tail, None
                    parent[number] = region


_REGION: Final = {"class": "table-scroll", "role": "region", "tabindex": "0"}
_HEADINGS: Final = frozenset({"h2", "h3", "h4", "h5", "h6"})


def _heading_text(element: Element) -> str:
    """The words of a heading: citations left out, a wiki link without words by its id."""
    parts = [element.text or ""]
    for child in element:
        target = child.get("href", "")
        words = _heading_text(child)
        parts.append(words or target.removeprefix(_WIKI) if target.startswith(_WIKI) else words)
        parts.append(child.tail or "")
    return _CITED.sub("", "".join(parts)).strip()


def _anchor(text: str) -> str:
    anchor = slugify_unicode(text, "-") or "section"
    return f"section-{anchor}" if _RESERVED_ANCHOR.match(anchor) else anchor


class _Citation(InlineProcessor):
    """Leaves a mark, which is text to Markdown: an element would be walked again and again."""

    def __init__(self, pattern: str, converter: _Converter) -> None:
        super().__init__(pattern, converter.markdown)
        self.converter = converter

    def handleMatch(  # type: ignore[override]  # noqa: N802 - the name is Markdown's
        self, match: re.Match[str], data: str
    ) -> tuple[str, int, int]:
        return self.converter.mark(match), match.start(), match.end()


class _Citations(Treeprocessor):
    """Does at once what `_Citation` does one by one, where neither code nor a backslash can be in the way."""

    def __init__(self, pattern: str, converter: _Converter) -> None:
        super().__init__(converter.markdown)
        self.converter = converter
        self.pattern = re.compile(pattern)

    def run(self, root: Element) -> None:
        for element in root.iter():
            text = element.text
            if (
                text
                and "[@" in text
                and not ("`" in text or "\\" in text)
                and not isinstance(text, markdown.util.AtomicString)
            ):
                element.text = self.pattern.sub(self.converter.mark, text)


class _WikiLink(InlineProcessor):
    def __init__(self, pattern: str, converter: _Converter) -> None:
        super().__init__(pattern, converter.markdown)
        self.converter = converter

    def handleMatch(  # type: ignore[override]  # noqa: N802 - the name is Markdown's
        self, match: re.Match[str], data: str
    ) -> tuple[Element, int, int]:
        target = match[1].strip()
        self.converter.wiki_links.append(target)
        link = Element("a", {"href": _WIKI + target})
        link.text = (match[2] or "").strip()
        return link, match.start(), match.end()


@lru_cache(maxsize=100)
def _converter(missing: frozenset[tuple[str, ...]]) -> _Converter:
    return _Converter(missing)


def _missing(body: str) -> frozenset[tuple[str, ...]]:
    return frozenset(marks for marks in _PARTS_BY_MARKS if not any(mark in body for mark in marks))


def citation_anchor(source_id: str, count: int) -> str:
    """The id of the `count`-th (from 1) citation of a source in a text."""
    return f"cite-{source_id}-{count}"


class Converted(NamedTuple):
    """What became of a body: what is known of it, itself, what is wrong with it, and its outermost elements as HTML."""

    prose: Prose
    body: Body
    found: list[Diagnostic]
    blocks: tuple[str, ...] = ()


def convert(
    source: SourceFile, body: str, sources: tuple[tuple[str, str], ...] | None = ()
) -> Converted:
    """Convert a body, the last part of `source`, to HTML.

    `sources` are the ids and publishers of those that it may cite, in their numbered order; None if they
    could not be read, so that citations cannot be checked.
    """
    converter = _converter(_missing(body))
    labels = {each: (number, by) for number, (each, by) in enumerate(sources or (), 1)}
    found = _Findings(source, body)
    found.check_size()
    converted = ""
    if not found.diagnostics:
        try:
            converted = converter.convert(body, labels)
        except RecursionError:
            # The instance has kept the state of the place where it broke off.
            _converter.cache_clear()
            found.complain_at(0, "text-limit", "the text is nested too deeply", "write it plainer")
    if found.diagnostics:
        return Converted(Prose((), (), (), {}), Body("", ""), found.diagnostics)
    if not body.strip():
        found.complain_at(0, "empty-body", "the text is missing", "write it below the second ---")
    if "<h1" in converted:
        found.complain_each("heading-level", "a first-level heading", _FIRST_LEVEL, "use ##")
    for source_id in converter.citations:
        if source_id not in labels and sources is not None:
            found.complain_each(
                "unknown-source",
                f"no source has the id `{source_id}`",
                re.escape(f"[@{source_id}]"),
                did_you_mean(source_id, labels)
                or (
                    "list it under `sources`"
                    if sources
                    else "only briefings list sources; leave it out"
                ),
            )
    _check_raw_html(converter.raw_html, found)
    tree = LexborHTMLParser(_EMPTY_WIKI_LINK.sub(r"\1\2</a>", converted))
    wiki_links = tuple(dict.fromkeys(converter.wiki_links))
    links = _check_links(tree, wiki_links, found)
    blocks = tuple(node.html or "" for node in tree.body.iter()) if tree.body else ()
    plain = _plain_text(tree)
    headings = tuple(
        Heading(int(str(node.tag)[1:]), node.attributes.get("id") or "", node.text().strip())
        for node in tree.css("h2, h3, h4, h5, h6")
    )
    return Converted(
        Prose(headings, links, wiki_links, converter.citations),
        Body(converter.sanitizer.clean(converted), plain),
        found.diagnostics,
        blocks,
    )


def plain_text(body_html: str) -> str:
    """What a reader reads in a text whose links are resolved, without the marks of citations and footnotes."""
    return _plain_text(LexborHTMLParser(body_html))


def _plain_text(tree: LexborHTMLParser) -> str:
    """The text of a tree, from which the marks are taken away."""
    for mark in tree.css("sup.citation, sup a.footnote-ref, a.footnote-backref"):
        mark.decompose()
    text = tree.body.text(separator=" ") if tree.body else ""
    return re.sub(r" (?=[.,;:!?)])", "", " ".join(text.split()))


_EMPTY_WIKI_LINK: Final = re.compile(rf'(<a href="{_WIKI}([^"]*)">)</a>')
#: A line that starts with one # (a blank may be missing), or one that is underlined with =.
_FIRST_LEVEL: Final = r"(?m)^ {0,3}#(?!#)|^(?=[^\n]+\n=+[ \t]*$)"


def _target(node: Any) -> str:
    return node.attributes.get("href") or node.attributes.get("src") or ""


class _Findings:
    """Complaints about a body, each at the place in the file where its pattern stands."""

    def __init__(self, source: SourceFile, body: str) -> None:
        self.source = source
        self.body = body
        self.start = len(source.text) - len(body)
        self.diagnostics: list[Diagnostic] = []

    def complain_at(self, offset: int, code: str, message: str, hint: str) -> None:
        self.diagnostics.append(
            self.source.diagnostic_at(self.start + offset, code, message, hint=hint)
        )

    def check_size(self) -> None:
        if len(self.body) > _LENGTH_LIMIT:
            message = (
                f"the text has {len(self.body):,} characters, where {_LENGTH_LIMIT:,} are allowed"
            )
            self.complain_at(0, "text-limit", message, "make two briefings of it")
        if self.body.count("[") + self.body.count("<") > _MARK_LIMIT:
            message = f"the text has more than {_MARK_LIMIT:,} `[` and `<`"
            too_many = next(islice(_MARK.finditer(self.body), _MARK_LIMIT, None))
            self.complain_at(too_many.start(), "text-limit", message, "write it plainer")

    def complain_each(self, code: str, message: str, pattern: str, hint: str) -> None:
        """At each place of the pattern outside of code."""
        for offset in _places(self.body, pattern):
            self.complain_at(offset, code, message, hint)

    def complain_link(self, code: str, message: str, target: str, hint: str) -> None:
        """At each place where the body writes a link target."""
        for offset in _link_places(self.body, target) or [0]:
            self.complain_at(offset, code, message, hint)


_CODE: Final = re.compile(
    r"^(?P<fence>```+|~~~+).*?^(?P=fence)|(?P<ticks>`+)(?!`).*?(?<!`)(?P=ticks)(?!`)", re.M | re.S
)


def _places(body: str, pattern: str) -> list[int]:
    """The offsets at which a pattern stands in a body, code blocks and code spans apart."""
    return [match.start() for match in re.finditer(pattern, without_code(body))]


def without_code(body: str) -> str:
    """A body with code blocks and code spans blanked out, all else at its place."""
    return _CODE.sub(lambda code: re.sub(r"[^\n]", " ", code[0]), body)


#: Where a body writes link targets: in parentheses, in angle brackets, in a definition, in an attribute.
_WRITTEN_TARGET: Final = re.compile(r"""(?:\]\(\s*<?|<|\]:\s*<?|(?:href|src)=["']?)([^\s<>"']+)""")


#: What `html.unescape` leaves out where a browser does not.
_NO_CHARACTER: Final = re.compile(r"[\x00-\x08\x0b\x0e-\x1f]")


def _link_places(body: str, target: str) -> list[int]:
    """The offsets at which a body writes a link target, entities or not."""
    places = []
    target = _NO_CHARACTER.sub("", target)
    for written in _WRITTEN_TARGET.finditer(without_code(body)):
        bare = (
            written[1].removesuffix(")")
            if target.count(")") < written[1].count(")")
            else written[1]
        )
        if target in (html.unescape(written[1]), html.unescape(bare)) or bare.startswith(
            f"{target})"
        ):
            places.append(written.start(1))
    return places or _places(body, re.escape(target))


def place_of_link(source: SourceFile, body: str, target: str) -> tuple[int, int]:
    """Line and column where a body, the last part of `source`, writes a link target."""
    places = _link_places(body, target) or [0]
    return source.position(len(source.text) - len(body) + places[0])


def place_of_wiki_link(source: SourceFile, body: str, target: str) -> tuple[int, int]:
    """Line and column where a body, the last part of `source`, writes [[target]]."""
    places = _places(body, rf"\[\[\s*{re.escape(target)}\s*(?:\||\]\])") or [0]
    return source.position(len(source.text) - len(body) + places[0])


_CODE_BLOCK: Final = re.compile(r'<pre><code(?: class="[^"]*")?>(.*)</code></pre>\s*', re.S)
_RAW_TAG: Final = re.compile(
    r"""</?([A-Za-z][A-Za-z0-9-]*)((?:"[^"]*"|'[^']*'|[^>"'])*)>?|<([?!])(?!--)"""
)
_RAW_ATTRIBUTE: Final = re.compile(r"""([^\s"'=<>/]+)(?:\s*=\s*("[^"]*"|'[^']*'|[^\s"'>]+))?""")


def _check_raw_html(pieces: list[str], found: _Findings) -> None:
    elements: set[str] = set()
    attributes: set[tuple[str, str]] = set()
    for piece in pieces:
        # What `fenced_code` has made stands among what editors wrote; inside, it holds no tag.
        code = _CODE_BLOCK.fullmatch(piece)
        for tag in _RAW_TAG.finditer(code[1] if code else piece):
            name = (tag[1] or tag[3]).lower()
            if name not in _RAW_HTML:
                elements.add(name)
                continue
            attributes.update(
                (name, attribute[1].lower())
                for attribute in _RAW_ATTRIBUTE.finditer(tag[2])
                if attribute[1].lower() not in _RAW_HTML[name]
            )
    for name in sorted(elements):
        found.complain_each(
            "raw-html",
            f"the HTML element <{name}> is not allowed"
            if name.isalnum()
            else f"a declaration <{name}…> is not allowed",
            rf"(?i)<{re.escape(name)}" + (r"\b" if name.isalnum() else ""),
            "write it in Markdown, or put it into backticks to show it",
        )
    for name, attribute_name in sorted(attributes):
        found.complain_each(
            "raw-html",
            f"the attribute `{attribute_name}` of <{name}> is not allowed",
            rf"""(?i)<{re.escape(name)}\b(?:"[^"]*"|'[^']*'|[^>"'])*?\s{re.escape(attribute_name)}\b""",
            "leave it out",
        )


def _check_links(
    tree: LexborHTMLParser, wiki_links: tuple[str, ...], found: _Findings
) -> tuple[str, ...]:
    """The link targets of a text, each once, wiki links and fragments apart; complains about bad ones."""
    targets: dict[str, None] = {}
    images: set[str] = set()
    for node in tree.css("a[href], img[src]"):
        target = _target(node)
        if target.startswith("#") or target.removeprefix(_WIKI) in wiki_links:
            continue
        targets[target] = None
        if node.tag == "img":
            images.add(target)
    for target in targets:
        is_safe = not urls.is_external(target) or target.split(":")[0].lower() in _SAFE_SCHEMES
        if not is_safe or re.search(r"[\x00-\x20\\<>]", target):
            found.complain_link(
                "unsafe-link",
                f"the link `{target}` is neither a web or mail address nor a path of the site",
                target,
                "write https://…, mailto:… or a path such as /about/",
            )
        elif target in images and urls.is_external(target):
            found.complain_link(
                "external-image",
                f"the image `{target}` comes from another host",
                target,
                "put a copy into templates/static/ and write /static/…",
            )
    return tuple(targets)


# In sanitized HTML, < and > stand around tags and nowhere else: what has a > before the next < is inside of one.
#: The target of a link that is no fragment of the same page, the rest of its tag, and its end if it has no text.
_HREF: Final = re.compile(r' href="(?!#)([^"]*)"([^<>]*>)(</a>)?')
_SRC: Final = re.compile(r' src="([^"]*)"(?=[^<>]*>)')
_FRAGMENT: Final = re.compile(r' href="(?=#[^<>]*>)')
_ID: Final = re.compile(r' id="[^"]*"(?=[^<>]*>)')


def resolve(
    body_html: str,
    wiki: Callable[[str], tuple[str, str]],
    address: Callable[[str], str],
    page: str = "",
) -> str:
    """Fill in what a converted text could not know.

    `wiki` gives the text and the link of a [[wiki link]]; `address` what the page writes for any other
    target. `page` is the address that stands before fragments of the same page, if that is needed.
    """

    def fill_link(match: re.Match[str]) -> str:
        target, after, closing = match.groups(default="")
        target = html.unescape(target)
        inner = closing
        if target.startswith(_WIKI):
            text, link = wiki(target.removeprefix(_WIKI))
            inner = html.escape(text, quote=False) + closing if closing else ""
        else:
            link = address(target)
        return f' href="{html.escape(link)}"{after}{inner}'

    def fill_image(match: re.Match[str]) -> str:
        return f' src="{html.escape(address(html.unescape(match[1])))}"'

    resolved = _SRC.sub(fill_image, _HREF.sub(fill_link, body_html))
    if page:
        start = f' href="{html.escape(page)}'
        resolved = _FRAGMENT.sub(lambda _: start, resolved)
    return resolved


def without_anchors(body_html: str) -> str:
    """A text without its ids, for places where many texts stand together."""
    return _ID.sub("", body_html)
