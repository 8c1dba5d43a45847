"""Byte strings by key that are too many for memory: in a file without a name, which is gone with the process."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import Final, Generic, TypeVar

K = TypeVar("K")

#: Bytes that are held in memory before they go to the file.
_HELD: Final = 1 << 24


class Spool(Generic[K]):
    """Byte strings by key, each in pieces, in the order in which they were put in. To be closed."""

    def __init__(self, folder: Path) -> None:
        """The file lies in `folder`, or where temporary files do if that cannot be written."""
        place = str(folder) if os.access(folder, os.W_OK) else None
        self._file = SpooledTemporaryFile(_HELD, dir=place)  # noqa: SIM115 - it lives as long as this
        self._pieces: dict[K, list[tuple[int, int]]] = {}
        self._end = 0
        # To seek where one is already writes out what waits to be written, and forgets what was read ahead.
        self._at = 0

    def __contains__(self, key: K) -> bool:
        return key in self._pieces

    def __iter__(self) -> Iterator[K]:
        return iter(self._pieces)

    def __len__(self) -> int:
        return len(self._pieces)

    def add(self, key: K, piece: bytes) -> None:
        """Put one more piece behind those that the key has."""
        self._go(self._end)
        self._file.write(piece)
        self._pieces.setdefault(key, []).append((self._end, len(piece)))
        self._at = self._end = self._end + len(piece)

    def put(self, key: K, data: bytes) -> None:
        """Let the key have this piece alone."""
        self._pieces.pop(key, None)
        self.add(key, data)

    def pieces(self, key: K) -> list[bytes]:
        """The pieces of a key, if it has any."""
        return list(map(self._read, self._pieces.get(key, ())))

    def get(self, key: K) -> bytes:
        """All pieces of a key as one. Raises KeyError if it has none."""
        return b"".join(map(self._read, self._pieces[key]))

    def _read(self, piece: tuple[int, int]) -> bytes:
        offset, length = piece
        self._go(offset)
        self._at = offset + length
        return self._file.read(length)

    def _go(self, to: int) -> None:
        if self._at != to:
            self._file.seek(to)

    def close(self) -> None:
        self._file.close()
