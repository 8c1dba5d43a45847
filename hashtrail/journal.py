"""Byte strings in one file, each appended to its end and found again by its place; nothing in it is ever changed."""

from __future__ import annotations

import os
import struct
import zlib
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, Final

#: A place: offset, length and CRC-32.
PLACE: Final = struct.Struct("<QII")


class Journal:
    """A file to whose end byte strings are appended, and which gives each by its place: offset, length and CRC-32."""

    def __init__(self, location: Path) -> None:
        """It is made when the first one is appended."""
        self.name = location.name
        self._location = location
        self._reader: BinaryIO | None = None
        self._writer: BinaryIO | None = None
        self._end = 0

    def append(self, data: bytes) -> bytes:
        """Append one; gives its place. Raises OSError if that cannot be done."""
        if self._writer is None:
            self._writer = self._location.open("ab")
            self._end = self._writer.tell()
        self._writer.write(data)
        place = PLACE.pack(self._end, len(data), zlib.crc32(data))
        self._end += len(data)
        return place

    def read(self, place: bytes) -> bytes | None:
        """The one with a place; None if it is not what was appended."""
        offset, length, check = PLACE.unpack(place)
        try:
            if self._reader is None:
                self._reader = self._location.open("rb", buffering=0)
            data = os.pread(self._reader.fileno(), length, offset)
        except OSError:
            return None
        return data if len(data) == length and zlib.crc32(data) == check else None

    def flush(self) -> int:
        """Bring to the file what was appended; gives the bytes that it has in all. Raises OSError if that cannot be done."""
        if self._writer is not None:
            self._writer.flush()
        try:
            return os.stat(self._location).st_size
        except FileNotFoundError:
            return 0

    def close(self) -> None:
        """Close the file, also where it cannot be written any more; it is opened again if need be."""
        for file in (self._reader, self._writer):
            if file is not None:
                with suppress(OSError):
                    file.close()
        self._reader = self._writer = None
