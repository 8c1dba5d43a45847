"""What a build remembers of the files that it wrote, for the next one to decide what to keep.

Packed and encoded: most builds need little of most files, and to decode all of it takes longer than all else that a
build without changes does.
"""

from __future__ import annotations

import struct
from collections.abc import Collection, Iterator, Mapping
from typing import Final

import msgspec
from msgspec import Struct

from hashtrail import plan
from hashtrail.files import FileStat
from hashtrail.plan import Recipe
from hashtrail.recipes import DIGEST_SIZE, ViewDigest

_STAT: Final = struct.Struct("<qqqQ")
_VIEW: Final = slice(_STAT.size + DIGEST_SIZE, None)
_view_decoder: Final = msgspec.msgpack.Decoder(ViewDigest)


class WrittenFile(Struct, frozen=True):
    """A file of the site as it was written. `view` holds what is known of its view."""

    recipe: Recipe
    view: ViewDigest
    digest: bytes
    stat: FileStat


class WrittenFiles(Struct, frozen=True):
    """The files of one output by site path.

    `recipes` are encoded. `rest` has the packed state of a file, the digest of its bytes, and its view, encoded.
    `shown_on` gives the site paths of the files that show a text, by its path below content/, and `index` those of the
    search index.
    """

    recipes: dict[str, bytes] = {}
    rest: dict[str, bytes] = {}
    shown_on: dict[str, list[str]] = {}
    index: frozenset[str] = frozenset()

    def __getitem__(self, path: str) -> WrittenFile:
        """The file with a site path. Raises KeyError if there is none."""
        rest = self.rest[path]
        return WrittenFile(
            plan.decoded(self.recipes[path]),
            _view_decoder.decode(rest[_VIEW]),
            rest[_STAT.size : _VIEW.start],
            FileStat(*_STAT.unpack_from(rest)),
        )

    def stats(self) -> dict[str, tuple[int, int, int, int]]:
        """Of each file the size, times of change and of status change (ns), and inode."""
        return dict(zip(self.rest, map(_STAT.unpack_from, self.rest.values()), strict=True))

    def each_view(self) -> Iterator[tuple[str, ViewDigest]]:
        """The site path of each file, and what is known of its view."""
        return ((path, _view_decoder.decode(rest[_VIEW])) for path, rest in self.rest.items())

    def after(
        self, removed: Collection[str], changed: Mapping[str, WrittenFile], index: frozenset[str]
    ) -> WrittenFiles:
        """What there is after a build that has removed some of these files, and that knows others better or anew."""
        recipes, rest, shown_on = {**self.recipes}, {**self.rest}, {**self.shown_on}
        for path in (*removed, *(path for path in changed if path in recipes)):
            for text in self[path].view.texts:
                others = [each for each in shown_on.pop(text) if each != path]
                if others:
                    shown_on[text] = others
        for path in removed:
            del recipes[path], rest[path]
        for path, file in changed.items():
            recipes[path] = plan.encoded(file.recipe)
            rest[path] = _packed(file.stat) + file.digest + msgspec.msgpack.encode(file.view)
            for text in file.view.texts:
                shown_on[text] = [*shown_on.get(text, ()), path]
        return WrittenFiles(recipes, rest, shown_on, index)


def _packed(stat: FileStat) -> bytes:
    try:
        return _STAT.pack(stat.size, stat.mtime_ns, stat.ctime_ns, stat.inode)
    except struct.error:
        # A time of another age. No file has this state: so the bytes of this one are looked at each time.
        return bytes(_STAT.size)
