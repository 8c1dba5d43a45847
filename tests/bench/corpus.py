"""A realistic archive of any size, for Hashtrail and, as plain content, for its rivals.

    python -m tests.bench.corpus N DIR [--seed S] [--for SYSTEM ...]

Each briefing is a function of the seed and its number alone: nothing is remembered from one to the next,
and one that links another works out its address anew. `DIR/content` is ours; each rival gets
`DIR/<rival>/content` with title, date, summary and taxonomies in its front matter, and in its text ordinary
links for our citations and wiki links. The files of one briefing have the same address in every site.
"""

from __future__ import annotations

import argparse
import datetime
import itertools
import json
import random
import re
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

OURS: Final = "ours"
RIVALS: Final = ("hugo", "eleventy", "pelican", "mkdocs")
FIRST_DAY: Final = datetime.date(2015, 1, 1)
DAYS: Final = 3652  # ten years


def _split(words: str) -> tuple[str, ...]:
    return tuple(words.split())


_FUNCTION_WORDS: Final = _split(
    "the of to and in a that for by with on from was were at as its had been which after said their "
    "not more than power mining machines grid authorities company region order month ministry"
)
_STEM_COUNT: Final = 900


def _shuffled(names: Iterable[str], key: str) -> tuple[str, ...]:
    listed = sorted(names)
    random.Random(key).shuffle(listed)
    return tuple(listed)


def _weights(count: int) -> list[float]:
    """Cumulative weights of a Zipf-Mandelbrot law."""
    return list(itertools.accumulate(1 / (rank + 2.7) for rank in range(count)))


def _stems(count: int) -> list[str]:
    rng = random.Random("stems")
    onsets = _split("b br c ch d dr f g gr h k l m n p pl pr r s sh st t tr v w z")
    vowels = ["a", "e", "i", "o", "u", "ai", "ea", "ou", "é"]
    codas = ["", "", "l", "n", "r", "s", "t", "nd", "rk", "st"]
    stems: dict[str, None] = {}
    while len(stems) < count:
        syllables = (
            rng.choice(onsets) + rng.choices(vowels, (9, 9, 8, 8, 6, 2, 2, 2, 0.3))[0]
            for _ in range(rng.choice((1, 1, 2, 2)))
        )
        stem = "".join(syllables) + rng.choice(codas)
        if len(stem) > 3:
            stems[stem] = None
    return list(stems)


_STEMS: Final = _stems(_STEM_COUNT)
_FORMS: Final = [stem + ending for stem in _STEMS for ending in ("", "s", "ed", "ing")]
WORDS: Final = _FUNCTION_WORDS + _shuffled(_FORMS, "forms")
_WORD_WEIGHTS: Final = _weights(len(WORDS))

_COUNTRIES: Final = {
    "AE": "United Arab Emirates", "AR": "Argentina", "AU": "Australia", "BR": "Brazil",
    "BT": "Bhutan", "CA": "Canada", "CN": "China", "DE": "Germany", "ET": "Ethiopia",
    "FI": "Finland", "GB": "United Kingdom", "GE": "Georgia", "HK": "Hong Kong", "IN": "India",
    "IR": "Iran", "IS": "Iceland", "JP": "Japan", "KG": "Kyrgyzstan", "KR": "South Korea",
    "KW": "Kuwait", "KZ": "Kazakhstan", "LA": "Laos", "LY": "Libya", "MY": "Malaysia",
    "NG": "Nigeria", "NO": "Norway", "OM": "Oman", "PK": "Pakistan", "PY": "Paraguay",
    "RS": "Serbia", "RU": "Russia", "SE": "Sweden", "SG": "Singapore", "TH": "Thailand",
    "TJ": "Tajikistan", "UA": "Ukraine", "US": "United States", "UZ": "Uzbekistan",
    "VE": "Venezuela", "XK": "Kosovo",
}  # fmt: skip
_SUBDIVISIONS: Final = {
    "CN-SC": "Sichuan", "CN-XJ": "Xinjiang", "CN-NM": "Inner Mongolia", "CN-YN": "Yunnan",
    "CN-QH": "Qinghai", "CN-GD": "Guangdong", "CN-ZJ": "Zhejiang", "CN-HE": "Hebei",
    "CN-GS": "Gansu", "CN-AH": "Anhui", "RU-IRK": "Irkutsk Oblast", "RU-BU": "Buryatia",
    "RU-ZAB": "Zabaykalsky Krai", "RU-DA": "Dagestan", "RU-CE": "Chechnya", "RU-IN": "Ingushetia",
    "US-TX": "Texas", "US-NY": "New York", "US-OH": "Ohio", "US-GA": "Georgia (US)",
    "US-NE": "Nebraska", "US-KY": "Kentucky", "US-WA": "Washington", "US-ND": "North Dakota",
    "US-WY": "Wyoming", "US-MT": "Montana", "CA-AB": "Alberta", "CA-QC": "Quebec",
    "CA-BC": "British Columbia", "CA-MB": "Manitoba", "CA-ON": "Ontario", "NO-18": "Nordland",
    "IR-23": "Tehran", "UA-14": "Donetsk Oblast", "UA-23": "Zaporizhzhia Oblast",
    "UA-65": "Kherson Oblast", "KZ-KAR": "Karaganda Region", "KZ-PAV": "Pavlodar Region",
    "AU-SA": "South Australia", "AR-Q": "Neuquén",
}  # fmt: skip


PLACES: Final = {**_COUNTRIES, **_SUBDIVISIONS}
PLACE_IDS: Final = _shuffled(PLACES, "places")
_ROLES: Final = _split(
    "miner pool manufacturer host utility regulator government court exchange investor bank "
    "association research media carrier"
)
_ORGANISATION_ENDINGS: Final = ("Mining", "Energy Bureau", "Hosting", "Grid", "Commission")
_ORGANISATION_NAMES: Final = [
    f"{stem.capitalize()} {ending}"
    for stem, ending in zip(
        [stem for stem in _STEMS if stem.isascii()][:400],
        itertools.cycle(_ORGANISATION_ENDINGS),
        strict=False,
    )
]
ORGANISATIONS: Final = {name.lower().replace(" ", "-"): name for name in _ORGANISATION_NAMES}
ORGANISATION_IDS: Final = tuple(ORGANISATIONS)
TAGS: Final = tuple(stem for stem in reversed(_STEMS) if stem.isascii())[:60]
THREADS: Final = tuple(f"{stem}-story" for stem in _STEMS[100:200] if stem.isascii())[:20]
PUBLISHERS: Final = tuple(f"{stem.capitalize()} News" for stem in _STEMS[200:320])

_PLACE_WEIGHTS: Final = _weights(len(PLACE_IDS))
_ORGANISATION_WEIGHTS: Final = _weights(len(ORGANISATION_IDS))
_TAG_WEIGHTS: Final = _weights(len(TAGS))
_PUBLISHER_WEIGHTS: Final = _weights(len(PUBLISHERS))

_KINDS: Final = ("relocation", "crackdown", "policy", "enforcement", "market", "context")
_MEASURES: Final = _split(
    "ban moratorium shutdown-order power-cut tariff tax licence seizure raid arrest hotline "
    "inspection fine law court statement lifting"
)
_STATUSES: Final = ("announced", "shipped", "delivered", "energised", "cancelled")
_UNITS: Final = ("machines", "MW", "percent", "PH/s", "million dollars", "sites")


@dataclass(frozen=True)
class Head:
    """What another briefing needs to know of one."""

    date: str
    slug: str
    title: str
    organisations: tuple[str, ...]
    places: tuple[str, ...]

    @property
    def id(self) -> str:
        return f"{self.date[:4]}/{self.slug}"


@dataclass(frozen=True)
class Briefing:
    """One briefing: what all systems show, our front matter below it, and the body as we write it."""

    head: Head
    summary: str
    tags: tuple[str, ...]
    facts: str
    body: str
    link_texts: dict[str, str]
    source_urls: dict[str, str]


def _distinct(
    rng: random.Random, items: Sequence[str], weights: list[float], count: int
) -> tuple[str, ...]:
    return tuple(dict.fromkeys(rng.choices(items, cum_weights=weights, k=count)))


class Corpus:
    """An archive of `size` briefings, numbered in order of their dates."""

    def __init__(self, size: int, seed: int = 0) -> None:
        self.size = size
        self.seed = seed

    def _rng(self, number: int) -> random.Random:
        return random.Random((self.seed << 40) + number)

    def head(self, number: int) -> Head:
        return self._head(number, self._rng(number))

    def _head(self, number: int, rng: random.Random) -> Head:
        day = FIRST_DAY + datetime.timedelta(days=number * DAYS // self.size)
        date = day.isoformat()
        if rng.random() < 0.04:
            date = date[:7]
        organisations = _distinct(
            rng, ORGANISATION_IDS, _ORGANISATION_WEIGHTS, rng.choice((1, 2, 3, 3, 4, 5))
        )
        places = _distinct(rng, PLACE_IDS, _PLACE_WEIGHTS, rng.choice((1, 1, 2, 2, 3)))
        words = " ".join(rng.choices(WORDS, cum_weights=_WORD_WEIGHTS, k=6))[:48].strip()
        title = f"{ORGANISATIONS[organisations[0]]} {words} in {PLACES[places[0]]}"
        slug = re.sub(r"[^a-z0-9]+", "-", f"{title.lower()[:60]} {number}").strip("-")
        return Head(date, slug, title, organisations, places)

    def briefings(self) -> Iterator[Briefing]:
        return map(self.briefing, range(self.size))

    def briefing(self, number: int) -> Briefing:
        rng = self._rng(number)
        head = self._head(number, rng)
        sources = {f"s{n}": _source(rng, n, head) for n in range(1, rng.choice((3, 4, 4, 5)) + 1)}
        earlier = [
            self.head(number - rng.randint(1, min(number, 200)))
            for chance in (0.25, 0.6)
            if number and rng.random() < chance
        ]
        links = {each: ORGANISATIONS[each] for each in head.organisations[:2]}
        links[head.places[-1]] = PLACES[head.places[-1]]
        if rng.random() < 0.1:
            passing = rng.choice(ORGANISATION_IDS)
            links[passing] = ORGANISATIONS[passing]
        links |= {each.id: each.title for each in earlier[-1:]}
        caused_by = [each.id for each in earlier[:1] if rng.random() < 0.5]
        text = _Text(rng, list(sources), links)
        summary = text.sentence(rng.randint(12, 20))
        tags = _distinct(rng, TAGS, _TAG_WEIGHTS, rng.choice((2, 3, 4)))
        facts = _facts(rng, text, head, list(sources), caused_by)
        return Briefing(
            head=head,
            summary=summary,
            tags=tags,
            facts=facts + "sources:\n" + "".join(source for source, _ in sources.values()),
            body=text.body(re.findall(r"value: (\d+)", facts)),
            link_texts=links,
            source_urls={name: url for name, (_, url) in sources.items()},
        )


def _source(rng: random.Random, number: int, head: Head) -> tuple[str, str]:
    """A source as YAML, and its address."""
    publisher = rng.choices(PUBLISHERS, cum_weights=_PUBLISHER_WEIGHTS)[0]
    title = " ".join(rng.choices(WORDS, cum_weights=_WORD_WEIGHTS, k=9)).capitalize()
    url = f"https://{publisher.split()[0].lower().replace('é', 'e')}.example/{head.id}-{number}"
    lines = [f"id: s{number}", f"publisher: {publisher}", f"title: {title}", f"url: {url}"]
    if rng.random() < 0.7:
        lines.append(f"date: {head.date}")
    if rng.random() < 0.3:
        lines.append(f"archived: https://archive.example/{head.date}/{url}")
    return "  - " + "\n    ".join(lines) + "\n", url


def _facts(
    rng: random.Random, text: _Text, head: Head, sources: list[str], caused_by: list[str]
) -> str:
    """The structured fields of our front matter, as YAML."""
    lines: list[str] = []

    def rows(field: str, counts: Sequence[int], row: Callable[[], str]) -> None:
        if count := rng.choice(counts):
            lines.append(f"{field}:")
            lines.extend(f"  - {{{row()}, source: {rng.choice(sources)}}}" for _ in range(count))

    def organisation() -> str:
        return rng.choice(head.organisations)

    rows(
        "actions",
        (0, 1, 1, 2, 3),
        lambda: (
            f"authority: {organisation()}, measure: {rng.choice(_MEASURES)}, "
            f"place: {rng.choice(head.places)}, announced: {head.date}"
        ),
    )
    rows(
        "moves",
        (0, 0, 1, 2),
        lambda: (
            f"who: {organisation()}, from: {rng.choice(head.places)}, to: {rng.choice(PLACE_IDS)}, "
            f"machines: {rng.randint(20, 20_000)}, power_mw: {rng.randint(1, 900) / 10}, "
            f"status: {rng.choice(_STATUSES)}, date: {head.date}"
        ),
    )
    rows(
        "figures",
        (1, 2, 3, 5),
        lambda: (
            f"what: {text.words(5)}, value: {rng.randint(1, 90_000)}, "
            f"unit: {rng.choice(_UNITS)}, asof: {head.date}"
        ),
    )
    if rng.random() < 0.15:
        lines += [f"disputes:\n  - about: {text.words(4)}\n    claims:"]
        lines += [f"      - {{say: {text.words(5)}, source: {each}}}" for each in sources[:2]]
    if caused_by:
        lines.append(f"caused_by: [{', '.join(caused_by)}]")
    if rng.random() < 0.08:
        lines.append(f"thread: {rng.choice(THREADS)}")
    if rng.random() < 0.2:
        lines.append(f"confidence: {rng.choice(('medium', 'low'))}")
    if rng.random() < 0.05:
        lines.append(f"updates:\n  - {{date: 2026-01-15, note: {text.words(8)}, field: summary}}")
    lines.append("published: 2025-12-31" if rng.random() < 0.02 else f"published: {head.date}")
    return "\n".join(lines) + "\n"


class _Text:
    """Sentences, paragraphs and blocks of Markdown out of words drawn once."""

    def __init__(self, rng: random.Random, sources: list[str], links: dict[str, str]) -> None:
        self.rng = rng
        self.words_left = itertools.cycle(rng.choices(WORDS, cum_weights=_WORD_WEIGHTS, k=700))
        self.sources = sources
        self.citations = itertools.cycle(sources)
        self.links = list(links.items())

    def words(self, count: int) -> str:
        return " ".join(itertools.islice(self.words_left, count))

    def sentence(self, count: int) -> str:
        first, rest = self.words(count // 2), self.words(count - count // 2)
        comma = "," if count > 14 else ""
        return f"{first[0].upper()}{first[1:]}{comma} {rest}."

    def paragraph(self, count: int) -> str:
        """About `count` words, with citations, and one of the links that are still to be made."""
        sentences = []
        while count > 0:
            length = self.rng.randint(9, 22)
            sentence = self.sentence(length)
            if self.rng.random() < 0.6:
                sentence = f"{sentence[:-1]} [@{next(self.citations)}]."
            sentences.append(sentence)
            count -= length
        if not any("[@" in sentence for sentence in sentences):
            sentences[-1] = f"{sentences[-1][:-1]} [@{next(self.citations)}]."
        if self.links:
            target, text = self.links.pop()
            link = f"[[{target}]]" if self.rng.random() < 0.5 else f"[[{target}|{text}]]"
            sentences[0] = f"{sentences[0][:-1]} {link}."
        return " ".join(sentences)

    def body(self, values: Sequence[str]) -> str:
        """350 to 500 words: every text has headings, links, a list and citations; most the rest.

        `values` are those of the figures, which a table may show.
        """
        rng = self.rng
        blocks = [self.paragraph(rng.randint(50, 70))]
        note = rng.random() < 0.6
        if note:
            blocks[0] += "[^1]"
        blocks += [f"## {self.words(4).capitalize()}", self.paragraph(rng.randint(55, 80))]
        blocks.append("\n".join(f"- {self.words(7)} [@{next(self.citations)}]" for _ in range(4)))
        blocks += [f"## {self.words(5).capitalize()}", self.paragraph(rng.randint(55, 80))]
        if rng.random() < 0.6:
            rows = [
                f"| {self.words(2)} | {self.words(2)} | {int(rng.choice(values)):,} |"
                for _ in "1234"
            ]
            blocks.append("\n".join(["| what | where | value |", "| --- | --- | ---: |", *rows]))
        blocks.append(f"### {self.words(3).capitalize()}")
        blocks.append(
            f"{self.paragraph(rng.randint(40, 70))} It is *{self.words(2)}*, and **{self.words(2)}** "
            f"in [{self.words(3)}](https://example.org/{rng.randint(1, 9999)})."
        )
        if rng.random() < 0.3:
            blocks.append(f"> {self.sentence(16)}")
        while self.links:
            blocks.append(self.paragraph(30))
        blocks.append(
            self.paragraph(rng.randint(20, 60)) + f" Cited from [@{next(self.citations)}]."
        )
        # What no paragraph happened to cite is cited at the end: an uncited source is an error.
        blocks.append(f"Further reports: {' '.join(f'[@{each}]' for each in self.sources)}.")
        if note:
            blocks.append(f"[^1]: {self.sentence(14)}")
        return "\n\n".join(blocks) + "\n"


_CITATION: Final = re.compile(r"\[@([^\]]+)\]")
_WIKI_LINK: Final = re.compile(r"\[\[([^\]|]+)(?:\|([^\]]+))?\]\]")


def address(target: str) -> str:
    """The site path of a briefing, place or organisation: the same in every site."""
    if "/" in target:
        return f"/briefings/{target}/"
    return f"/places/{target.lower()}/" if target in PLACES else f"/organisations/{target}/"


def _as_ours(briefing: Briefing) -> str:
    head = briefing.head
    kind = _KINDS[len(head.title) % len(_KINDS)]
    return (
        f"---\ntitle: {head.title}\ndate: {head.date}\nkind: {kind}\nsummary: {briefing.summary}\n"
        f"places: [{', '.join(head.places)}]\norganisations: [{', '.join(head.organisations)}]\n"
        f"tags: [{', '.join(briefing.tags)}]\n{briefing.facts}---\n\n{briefing.body}"
    )


def _plain_body(briefing: Briefing) -> str:
    """The body in the Markdown that every generator reads."""
    numbers = {source: number for number, source in enumerate(briefing.source_urls, 1)}
    body = _CITATION.sub(
        lambda match: f"[({numbers[match[1]]})]({briefing.source_urls[match[1]]})", briefing.body
    )
    return _WIKI_LINK.sub(
        lambda match: f"[{match[2] or briefing.link_texts[match[1]]}]({address(match[1])})", body
    )


def _taxonomies(briefing: Briefing) -> dict[str, tuple[str, ...]]:
    """The lists that a briefing is in. A country's list holds its subdivisions' too, as ours does."""
    head = briefing.head
    places = dict.fromkeys([*head.places, *(place[:2] for place in head.places)])
    return {
        "tags": briefing.tags,
        "places": tuple(place.lower() for place in places),
        "organisations": head.organisations,
        "years": (head.date[:4],),
    }


def _day(date: str) -> str:
    return date if len(date) == 10 else f"{date}-01"


def _as_plain_yaml(briefing: Briefing) -> str:
    head = briefing.head
    lists = "".join(f"{key}: {json.dumps(terms)}\n" for key, terms in _taxonomies(briefing).items())
    return (
        f'---\ntitle: "{head.title}"\ndate: {_day(head.date)}\nsummary: "{briefing.summary}"\n'
        f"{lists}---\n\n{_plain_body(briefing)}"
    )


def _as_pelican(briefing: Briefing) -> str:
    head = briefing.head
    lists = "".join(f"{key}: {', '.join(terms)}\n" for key, terms in _taxonomies(briefing).items())
    return (
        f"title: {head.title}\ndate: {_day(head.date)}\nslug: {head.slug}\n"
        f"summary: {briefing.summary}\n{lists}\n{_plain_body(briefing)}"
    )


_WRITERS: Final[dict[str, Callable[[Briefing], str]]] = {
    OURS: _as_ours,
    "hugo": _as_plain_yaml,
    "eleventy": _as_plain_yaml,
    "pelican": _as_pelican,
    "mkdocs": _as_plain_yaml,
}
SYSTEMS: Final = tuple(_WRITERS)


def content_folder(folder: Path, system: str) -> Path:
    return folder / "content" if system == OURS else folder / system / "content"


def briefing_file(folder: Path, system: str, head: Head) -> Path:
    name = f"{head.date}-{head.slug}.md" if system == OURS else f"{head.slug}.md"
    return content_folder(folder, system) / "briefings" / head.date[:4] / name


_ABOUT: Final = "This archive is made up by a program, to measure how long building it takes.\n"


def _write_registries(content: Path) -> None:
    """The files of our content folder that are no briefings."""
    (content / "threads").mkdir(parents=True)
    (content / "pages").mkdir()
    rng = random.Random("registries")
    where = random.Random("coordinates")
    (content / "site.yaml").write_text(
        "title: Bench\ntagline: A made-up archive\ndescription: An archive made up by a program.\n"
        "publisher: Bench\nbase_url: https://bench.example/\n"
        "uuid: 7c1f6a52-3f0e-4a53-9d0b-5b7f0a4de6c2\nfounded: 2015-01-01\n"
        "licence_name: CC BY 4.0\nlicence_url: https://creativecommons.org/licenses/by/4.0/\n"
        "social_cards: false\n"  # the rivals draw none
    )
    (content / "places.yaml").write_text(
        "".join(
            f"{place}:\n  name: {name}\n"
            f"  coordinates: [{where.uniform(-40, 65):.2f}, {where.uniform(-180, 180):.2f}]\n"
            for place, name in PLACES.items()
        )
    )
    (content / "organisations.yaml").write_text(
        "".join(
            f"{each}:\n  name: {name}\n  role: {rng.choice(_ROLES)}\n"
            f"  country: {rng.choice(PLACE_IDS)[:2]}\n  aliases: [{name} Ltd]\n"
            for each, name in ORGANISATIONS.items()
        )
    )
    for thread in THREADS:
        title = thread.replace("-", " ").capitalize()
        (content / "threads" / f"{thread}.md").write_text(
            f"---\ntitle: {title}\nsummary: How it went on.\n---\n\n"
            f"It began with [[{rng.choice(ORGANISATION_IDS)}]] in [[{rng.choice(PLACE_IDS)}]].\n"
        )
    (content / "pages" / "about.md").write_text(
        f"---\ntitle: About\nsummary: What this is.\n---\n\n{_ABOUT}"
    )


def write(size: int, folder: Path, *, seed: int = 0, systems: Sequence[str] = SYSTEMS) -> Corpus:
    """Write the archive for each system into a new folder below `folder`."""
    corpus = Corpus(size, seed)
    for system in systems:
        content = content_folder(folder, system)
        if system == OURS:
            _write_registries(content)
        for year in range(FIRST_DAY.year, FIRST_DAY.year + 10):
            (content / "briefings" / str(year)).mkdir(parents=True)
    for briefing in corpus.briefings():
        for system in systems:
            text = _WRITERS[system](briefing)
            briefing_file(folder, system, briefing.head).write_bytes(text.encode())
    return corpus


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.corpus", description=__doc__)
    parser.add_argument("size", type=int, metavar="N", help="briefings")
    parser.add_argument("folder", type=Path, metavar="DIR", help="a new folder, or an empty one")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--for", dest="systems", nargs="+", choices=SYSTEMS, default=SYSTEMS)
    options = parser.parse_args(arguments)
    start = time.perf_counter()
    write(options.size, options.folder, seed=options.seed, systems=options.systems)
    print(f"{options.size:,} briefings in {time.perf_counter() - start:.1f} s")


if __name__ == "__main__":
    main()
