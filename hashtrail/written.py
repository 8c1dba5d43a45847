"""What a build remembers of the files that it wrote, for the next one to decide what to keep.

In columns, and encoded: most builds need little of most files, and to decode all of it takes longer than all else that
a build without changes does.
"""

from __future__ import annotations

import struct
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cached_property
from typing import Final

import msgspec
from msgspec import Struct

from hashtrail import plan
from hashtrail.files import FileStat
from hashtrail.plan import Recipe
from hashtrail.recipes import ViewDigest

_STAT: Final = struct.Struct("<qqqQ")
_view_decoder: Final = msgspec.msgpack.Decoder(ViewDigest)


class WrittenFile(Struct, frozen=True):
    """A file of the site as it was written. `view` holds what is known of its view."""

    recipe: Recipe
    view: ViewDigest
    digest: bytes
    stat: FileStat


class WrittenFiles(Struct, frozen=True, dict=True):
    """The files of one output.

    `recipes` has them by site path, encoded; in their order stand the encoded `views`, the `digests` of their bytes,
    and their packed `stats`. `shown_on` gives the site paths of those that show a text, by its path below content/,
    and `index` those of the search index.
    """

    recipes: dict[str, bytes] = {}
    views: list[bytes] = []
    digests: list[bytes] = []
    stats: bytes = b""
    shown_on: dict[str, list[str]] = {}
    index: frozenset[str] = frozenset()

    @cached_property
    def _numbers(self) -> dict[str, int]:
        return {path: number for number, path in enumerate(self.recipes)}

    def __getitem__(self, path: str) -> WrittenFile:
        """The file with a site path. Raises KeyError if there is none."""
        number = self._numbers[path]
        size, mtime_ns, ctime_ns, inode = _STAT.unpack_from(self.stats, number * _STAT.size)
        return WrittenFile(
            plan.decoded(self.recipes[path]),
            _view_decoder.decode(self.views[number]),
            self.digests[number],
            FileStat(size, mtime_ns, ctime_ns, inode),
        )

    def each_stat(self) -> Iterator[tuple[str, tuple[int, int, int, int]]]:
        """The site path of each file, and its size, times of change and of status change (ns), and inode."""
        return zip(self.recipes, _STAT.iter_unpack(self.stats), strict=True)

    def each_view(self) -> Iterator[tuple[str, ViewDigest]]:
        """The site path of each file, and what is known of its view."""
        return zip(self.recipes, map(_view_decoder.decode, self.views), strict=True)

    def after(
        self, keep: Collection[str], changed: Mapping[str, WrittenFile], index: frozenset[str]
    ) -> WrittenFiles:
        """What there is after a build: of these files those to `keep`, and all that is new or known better now."""
        unchanged = [path for path in keep if path not in changed]
        numbers = [self._numbers[path] for path in unchanged]
        size = _STAT.size
        stats = [self.stats[number * size : number * size + size] for number in numbers]
        return WrittenFiles(
            recipes={path: self.recipes[path] for path in unchanged}
            | {path: plan.encoded(file.recipe) for path, file in changed.items()},
            views=[self.views[number] for number in numbers]
            + [msgspec.msgpack.encode(file.view) for file in changed.values()],
            digests=[self.digests[number] for number in numbers]
            + [file.digest for file in changed.values()],
            stats=b"".join(stats + [_packed(file.stat) for file in changed.values()]),
            shown_on=self._shown_after(self.recipes.keys() - set(unchanged), changed),
            index=index,
        )

    def _shown_after(
        self, gone: Iterable[str], changed: Mapping[str, WrittenFile]
    ) -> dict[str, list[str]]:
        shown_on = {**self.shown_on}
        for path in gone:
            for text in _view_decoder.decode(self.views[self._numbers[path]]).texts:
                shown_on[text] = [each for each in shown_on[text] if each != path]
        for path, file in changed.items():
            for text in file.view.texts:
                shown_on[text] = [*shown_on.get(text, ()), path]
        return {text: paths for text, paths in shown_on.items() if paths}


def _packed(stat: FileStat) -> bytes:
    try:
        return _STAT.pack(stat.size, stat.mtime_ns, stat.ctime_ns, stat.inode)
    except struct.error:
        # A time of another age. No file has this state: so the bytes of this one are looked at each time.
        return bytes(_STAT.size)
