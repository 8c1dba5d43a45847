"""What a build remembers of the files that it wrote, for the next one to decide what to keep.

Packed: a build without changes needs the states of all files and nothing else, and to make objects of more would take
longer than all that it does besides. What few builds need, and of few files, stands in a journal of the store.
"""

from __future__ import annotations

import struct
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cached_property
from typing import Final, NamedTuple

import msgspec
from msgspec import Struct, structs

from hashtrail.files import STAT_SIZE
from hashtrail.journal import PLACE
from hashtrail.plan import Recipe
from hashtrail.recipes import DIGEST_SIZE, ViewDigest

#: State, digest of the bytes, place of the note.
_ENTRY: Final = struct.Struct(f"<{STAT_SIZE}s{DIGEST_SIZE}s{PLACE.size}s")


class Note(Struct, frozen=True, array_like=True):
    """How a file was made, and where it links to: the signs of its targets (`recipes.signs`)."""

    recipe: Recipe
    view: ViewDigest
    links: bytes = b""


note: Final = msgspec.msgpack.Decoder(Note).decode


class WrittenFile(NamedTuple):
    """A file of the site as it was written: its packed state, the digest of its bytes, and where its note stands."""

    stat: bytes
    digest: bytes
    note: bytes


class WrittenFiles(Struct, frozen=True, dict=True):
    """The files of one output. `paths` are their site paths, `entries` what is known of each in the same order, packed.

    `journal` is the name of the file of the store that has their notes, which take `noted` bytes of it. `shown` tells,
    encoded, on which of them each text is shown, by its path below content/; `index` are those of the search index,
    `fragments` the links of pages to a part of another page, and `targets` are the signs of all that pages link, and perhaps
    of what they linked before.
    """

    journal: str = ""
    noted: int = 0
    paths: tuple[str, ...] = ()
    entries: bytes = b""
    shown: msgspec.Raw = msgspec.Raw(msgspec.msgpack.encode({}))
    index: frozenset[str] = frozenset()
    fragments: dict[str, tuple[str, ...]] = {}
    targets: bytes = b""

    def __getitem__(self, path: str) -> WrittenFile:
        """The file with a site path. Raises KeyError if there is none."""
        return WrittenFile(*_ENTRY.unpack_from(self.entries, self.numbers[path] * _ENTRY.size))

    @cached_property
    def numbers(self) -> dict[str, int]:
        """Where the entry of each site path stands."""
        return {path: number for number, path in enumerate(self.paths)}

    def stats(self) -> Iterator[tuple[str, bytes]]:
        """The site path of each file, and its packed state."""
        entries = self.entries
        starts = range(0, len(entries), _ENTRY.size)
        return zip(self.paths, [entries[at : at + STAT_SIZE] for at in starts], strict=True)

    @cached_property
    def _shown_on(self) -> dict[str, list[int]]:
        return msgspec.msgpack.decode(self.shown, type=dict[str, list[int]])

    def shown_on(self, text: str) -> list[str]:
        """The site paths of the files that show a text."""
        return [self.paths[number] for number in self._shown_on.get(text, ())]

    def after(
        self,
        removed: Collection[str],
        changed: Mapping[str, WrittenFile],
        texts: Mapping[str, tuple[Collection[str], Collection[str]]],
        *,
        journal: str,
        index: frozenset[str],
        fragments: dict[str, tuple[str, ...]],
        targets: bytes,
    ) -> WrittenFiles:
        """What there is after a build that has removed some of these files, and that knows others better or anew.

        `texts` are those that a file showed and those that it shows now, where these are not the same.
        """
        paths, entries = list(self.paths), bytearray(self.entries)
        noted = self.noted + sum(_length(file.note) for file in changed.values())
        known = self.numbers.keys() & {*changed, *removed}
        noted -= sum(_length(self[path].note) for path in known)
        # New files take the places of removed ones, so that those of all other files stay what they are.
        free = sorted((self.numbers[path] for path in removed), reverse=True)
        for path, file in changed.items():
            number = self.numbers.get(path, len(paths))
            if path not in self.numbers and free:
                number = free.pop()
            paths[number : number + 1] = [path]
            at = number * _ENTRY.size
            entries[at : at + _ENTRY.size] = _ENTRY.pack(*file)
        for number in free:
            del paths[number], entries[number * _ENTRY.size : (number + 1) * _ENTRY.size]
        shown = self.shown
        if free or texts:
            shown = _encoded_texts(self._shown_after(texts), paths)
        return WrittenFiles(
            journal, noted, tuple(paths), bytes(entries), shown, index, fragments, targets
        )

    def noted_in(self, journal: str, notes: Iterable[bytes]) -> WrittenFiles:
        """The same files with their notes in another journal, at these places."""
        moved = [
            _ENTRY.pack(*self[path]._replace(note=note))
            for path, note in zip(self.paths, notes, strict=True)
        ]
        return structs.replace(self, journal=journal, entries=b"".join(moved))

    def _shown_after(
        self, texts: Mapping[str, tuple[Collection[str], Collection[str]]]
    ) -> dict[str, dict[str, None]]:
        """The site paths of the files that show each text, once files show others than before."""
        pages = {text: dict.fromkeys(self.shown_on(text)) for text in self._shown_on}
        for path, (before, _) in texts.items():
            for text in before:
                del pages[text][path]
        for path, (_, now) in texts.items():
            for text in now:
                pages.setdefault(text, {})[path] = None
        return pages


def _length(place: bytes) -> int:
    """The bytes that a note takes in the journal."""
    _, length, _ = PLACE.unpack(place)
    return int(length)


def _encoded_texts(pages: Mapping[str, Collection[str]], paths: Iterable[str]) -> msgspec.Raw:
    numbers = {path: number for number, path in enumerate(paths)}
    return msgspec.Raw(
        msgspec.msgpack.encode(
            {text: list(map(numbers.__getitem__, on)) for text, on in pages.items() if on}
        )
    )
