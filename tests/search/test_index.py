"""The index: what its files hold can be read back, and edits leave what an index from scratch has."""

from __future__ import annotations

import json
import random
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any, Final

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hashtrail.search import analysis, index, manifest
from hashtrail.search.facets import FacetRow, facet_tables
from hashtrail.search.postings import Names, postings_of
from hashtrail.search.shards import (
    LEVELS,
    ShardFiles,
    changed_shards,
    encode_ascending,
    joined,
    parts_of,
    renewed,
    shard_count,
    shard_files,
)
from hashtrail.search.vocabulary import vocabulary
from tests.search.small_archive import (
    BRIEFINGS,
    ORGANISATIONS,
    PLACES,
    TEXTS,
    THREADS,
    briefing,
)

NAMES: Final = Names.of(ORGANISATIONS, PLACES)
SHARDS: Final = 8


def decode_ascending(text: str) -> list[int]:
    """What the browser does."""
    numbers = []
    number = -1
    for character in text:
        code = ord(character)
        number += (code - 0x800 if code >= 0xE000 else code) - 0x23 + 1
        numbers.append(number)
    return numbers


def terms(data: bytes) -> dict[str, tuple[list[int], list[int]]]:
    """Numbers and levels by forms."""
    found = {}
    for line in filter(None, data.decode().split("\n")):
        forms, gaps, levels = line.split("\t")
        found[forms] = (decode_ascending(gaps), [int(digit) for digit in levels])
    return found


@given(st.sets(st.integers(0, 200_000)))
def test_ascending_numbers_can_be_read_back(numbers: set[int]) -> None:
    text = encode_ascending(sorted(numbers))
    assert decode_ascending(text) == sorted(numbers)
    assert not set(text) & set("\t\n ")
    assert text.encode().decode() == text


_WORD: Final = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)


@given(st.lists(_WORD, max_size=30))
def test_words_are_stable_and_fit_into_shards(words: list[str]) -> None:
    text = " ".join(words).replace(analysis.END, " ")
    found = analysis.tokens(text)
    assert analysis.fold(analysis.fold(text)) == analysis.fold(text) or not text.isascii()
    for word in found:
        assert word
        assert not set(word) & set("\t\n '")
        assert word not in analysis.COMMON
        assert analysis.key(analysis.stem(word)) == analysis.key(word)
    coder = analysis.Coder(SHARDS)
    code = coder.code_text(text)
    assert code == coder.code(found)
    assert list(coder.words(code)) == found
    assert analysis.length(code) == len(found)
    # One text after the other: no pair goes from one to the next.
    marks = coder.marks([code, b"", code])
    assert marks == coder.marks([coder.code_text(f"{text}{analysis.BETWEEN}{text}")])
    assert all(0x80 <= ord(mark) < 0x800 for mark in "".join(marks))
    firsts = Counter(analysis.shard_of(word, SHARDS) for word in found[:-1])
    assert [len(of_shard) for of_shard in marks] == [2 * firsts[shard] for shard in range(SHARDS)]


_LETTERS: Final = st.text("abcd比", max_size=6)


@given(_LETTERS, _LETTERS, st.integers(0, 3))
def test_distance_is_the_same_both_ways_and_zero_for_equals(a: str, b: str, limit: int) -> None:
    found = analysis.distance(a, b, limit)
    assert found == analysis.distance(b, a, limit)
    assert (found == 0) == (a == b)
    assert found <= limit + 1
    assert found == min(analysis.distance(a, b, 9), limit + 1)


def test_levels_grow_with_weights() -> None:
    """A word that stands more often weighs more, up to the last level."""
    found = []
    for count in (1, 2, 3, 5, 9, 17, 30, 45):
        of = postings_of(briefing("2021/x"), "mole " * count + "pad " * (45 - count), NAMES, 8)
        part = parts_of([of], [0], 8)[analysis.shard_of("mole", 8)]
        found += terms(shard_files(part).terms)["mole"][1]
    assert found == sorted(found)
    assert found[0] < 2
    assert found[-1] == LEVELS - 1


@given(st.data())
def test_shards_hold_what_the_parts_hold(data: st.DataObject) -> None:
    words = st.sampled_from(
        [
            "mine",
            "mines",
            "mining",
            "ban",
            "bans",
            "power",
            "cut",
            "比特",
            "kazakhstan",
            "texas",
            "100",
            "é",
        ]
    )
    texts = data.draw(st.lists(st.lists(words, max_size=12), max_size=8))
    all_postings = [
        postings_of(briefing("2021/x", title="x"), " ".join(text), NAMES, SHARDS) for text in texts
    ]
    expected: dict[str, set[int]] = {}
    for number, text in enumerate(texts):
        for word in analysis.tokens(" ".join(text)):
            expected.setdefault(word, set()).add(number)
    found: dict[str, set[int]] = {}
    for shard, part in enumerate(parts_of(all_postings, range(len(texts)), SHARDS)):
        files = shard_files(part)
        assert files.followers.decode().count("\n") == max(len(texts) - 1, 0)
        for forms, (listed, levels) in terms(files.terms).items():
            assert len(listed) == len(levels)
            for form in forms.split(" "):
                assert analysis.shard_of(form, SHARDS) == shard
                found[form] = set(listed)
    for word, numbers in expected.items():
        assert numbers <= found[word]
        of_stem = {w for w in expected if analysis.stem(w) == analysis.stem(word)}
        assert found[word] - set().union(*(expected[w] for w in of_stem)) <= (
            set(range(len(texts))) if word in ("x", "kazakhstan") else set()
        )


_WORDS: Final = [f"{a}{b}" for a in ["mar", "kol", "pit", "sed", "tun", "vex", "lio"] for b in ["an", "er", "ol", "us"]]  # fmt: skip


def _entries(texts: dict[str, str]) -> list[index.Entry]:
    return [
        index.entry(briefing(f"2021/{slug}", title=slug), text, NAMES, SHARDS)
        for slug, text in sorted(texts.items())
    ]


def _files_of_shards(entries: list[index.Entry]) -> list[ShardFiles]:
    parts = parts_of((each.postings for each in entries), range(len(entries)), SHARDS)
    return list(map(shard_files, parts))


@pytest.mark.parametrize("seed", range(20))
def test_edits_leave_what_an_index_from_scratch_has(seed: int) -> None:
    """Only the shards whose parts an edit changed are rendered anew; adding and deleting renders all."""
    rng = random.Random(seed)
    texts = {f"s{number}": " ".join(rng.choices(_WORDS, k=40)) for number in range(10)}
    entries = _entries(texts)
    shards = _files_of_shards(entries)
    for _ in range(10):
        slug = rng.choice(sorted(texts))
        words = texts[slug].split()
        words[rng.randrange(len(words))] = rng.choice(_WORDS)
        texts[slug] = " ".join(words)
        before, entries = entries, _entries(texts)
        at = sorted(texts).index(slug)
        changed = changed_shards(before[at].postings, entries[at].postings, SHARDS)
        assert len(changed) <= 4, "the word, the one it replaces, the one before, and the weights"
        scratch = _files_of_shards(entries)
        for shard in changed:
            shards[shard] = scratch[shard]
        assert shards == scratch


@pytest.mark.parametrize("seed", range(20))
def test_shards_in_pieces_and_renewed_are_those_made_at_once(seed: int) -> None:
    """Briefings come, go and change between others; those that stay keep their order."""
    rng = random.Random(seed)

    def text() -> str:
        return " ".join(rng.choices(_WORDS, k=rng.randrange(30)))

    texts = {f"s{number}": text() for number in rng.sample(range(30), 15)}
    later = {slug: of for slug, of in texts.items() if rng.random() < 0.7}
    later |= {f"s{number}": text() for number in rng.sample(range(30), rng.randrange(6))}
    order = sorted(texts)
    new = [slug for slug in sorted(later) if later[slug] != texts.get(slug)]
    numbers = {slug: number for number, slug in enumerate(sorted(later))}
    old_numbers = [-1 if slug in new else numbers.get(slug, -1) for slug in order]
    new_numbers = [numbers[slug] for slug in new]
    entries = {slug: _entries(later)[number] for slug, number in numbers.items()}
    first, second = _entries(texts)[:5], _entries(texts)[5:]
    pieces = (
        parts_of((each.postings for each in first), range(5), SHARDS),
        parts_of((each.postings for each in second), range(5, 15), SHARDS),
    )
    given = parts_of((entries[slug].postings for slug in new), new_numbers, SHARDS)
    found = [
        shard_files(renewed(joined(old), old_numbers, of_new, new_numbers))
        for *old, of_new in zip(*pieces, given, strict=True)
    ]
    assert found == _files_of_shards(list(entries.values()))


def test_a_word_more_leaves_the_weights_of_the_others() -> None:
    """All texts but those at a step of length: otherwise each word more would touch shards all over the index."""
    rng = random.Random(3)
    words = rng.choices([f"w{number}" for number in range(120)], k=350)
    for count in range(301, 349):
        before, after = (
            index.entry(briefing("2021/x"), " ".join(words[:length]), NAMES, 256).postings
            for length in (count, count + 1)
        )
        changed = changed_shards(before, after, 256)
        concerned = {analysis.shard_of(word, 256) for word in words[count - 1 : count + 1]}
        assert concerned.issuperset(changed)


def test_a_stem_lies_in_the_shard_of_its_words() -> None:
    assert analysis.stem("mining") == analysis.stem("mines")
    assert analysis.stem("dying") == "dying", "its Snowball stem is `die`, which lies elsewhere"


def test_a_part_knows_nothing_of_other_briefings() -> None:
    """So an edit, a new and a deleted briefing leave the parts of all others as they are."""
    entries = _entries({"a": "marol pitus", "b": "marol sedan"})
    assert _entries({"b": "marol sedan"})[0] == entries[1]


def test_facet_tables() -> None:
    rows = [
        FacetRow("2021", "policy", ("CN-SC",), (), (), (), (), ""),
        FacetRow("2021-06", "crackdown", ("CN-SC", "KZ"), ("kegoc",), ("grid",), ("ban",), (), "exodus"),
        FacetRow("2021-06-18", "policy", ("KZ",), ("kegoc",), (), (), ("shipped",), ""),
    ]  # fmt: skip
    first, second, others = map(json.loads, facet_tables(rows, ORGANISATIONS, PLACES, THREADS))
    assert first["months"] == [["2021", 1], ["2021-06", 2]]
    assert [ord(day) - 0x30 for day in first["days"]] == [0, 0, 18]
    place: dict[str, Any] = first["facets"]["place"]
    numbers = dict(zip(place["ids"], map(decode_ascending, place["of"]), strict=True))
    assert numbers == {"CN": [], "CN-SC": [0, 1], "KZ": [1, 2]}
    assert others["place"]["CN-SC"] == ["四川"]
    assert others["org"].keys() == {"kegoc"}
    assert second["org"]["ids"] == ["kegoc"]
    assert decode_ascending(second["tag"]["of"][0]) == [1]


def test_vocabulary_has_words_that_can_be_meant() -> None:
    assert vocabulary(["bitmain 1283 of", "kegoc bitmain s19x 比特"]) == (b"bitmain\nkegoc")


@pytest.mark.parametrize(("briefings", "shards"), [(0, 8), (147, 16), (1000, 64), (10_000, 256)])
def test_the_number_of_shards_follows_the_size(briefings: int, shards: int) -> None:
    assert shard_count(briefings) == shards


def _files() -> dict[str, bytes]:
    return index.index_files(BRIEFINGS, TEXTS, ORGANISATIONS, PLACES, THREADS)


def test_files_are_named_by_digest_and_by_the_manifest() -> None:
    files = _files()
    named = msgspec.json.decode(files.pop(manifest.MANIFEST), type=manifest.Manifest)
    assert named.briefings == len(BRIEFINGS)
    expected = set()
    for kind, ending in manifest.ENDINGS.items():
        digests = re.findall(".{8}", getattr(named, kind))
        expected |= {f"/search/{kind}-{at}-{each}.{ending}" for at, each in enumerate(digests)}
    assert expected == set(files)
    for path, data in files.items():
        assert manifest.digest(data) in path


def test_an_archive_without_briefings_has_an_index() -> None:
    files = index.index_files((), {}, {}, {}, {})
    assert json.loads(files[manifest.MANIFEST])["briefings"] == 0


def test_the_order_of_briefings_and_hash_seeds_change_nothing() -> None:
    assert index.index_files(BRIEFINGS[::-1], TEXTS, ORGANISATIONS, PLACES, THREADS) == _files()
    code = (
        "from tests.search import test_index as t; import hashlib; f = t._files();"
        "print(hashlib.sha256(repr(sorted(f.items())).encode()).hexdigest())"
    )
    digests = {
        subprocess.run(
            [sys.executable, "-c", code],
            cwd=Path(__file__).parents[2],
            env={"PYTHONHASHSEED": seed, "PATH": ""},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(digests) == 1


@given(st.text(st.characters(min_codepoint=33, max_codepoint=126, exclude_characters="'")))
def test_ascii_has_the_words_that_it_has_beside_other_writing(text: str) -> None:
    other = "\u5317\u4eac"
    assert analysis.tokens(f"{text}{other}") == [*analysis.tokens(text), other]
