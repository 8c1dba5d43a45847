"""Recipes: the digest of all that decides a page's bytes.

A recipe is taken from the engine (its code and its libraries), the template with all that it uses, and the view, which
is walked whole: there is no list of dependencies that somebody could forget to keep. Converted texts, which are large,
stand in a view by their path and enter the recipe with their own digest.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
import sys
import zlib
from array import array
from collections.abc import Iterable, Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any, Final

import msgspec
from msgspec import Struct

DIGEST_SIZE: Final = 16
#: How the folders end that tell which version of a library is installed.
_INSTALLED: Final = (".dist-info", ".egg-info")


def digest(*parts: bytes) -> bytes:
    """A digest of byte strings that tells their borders apart."""
    # Processors have instructions for SHA-256: it takes half of the time of hashes made to be fast without.
    state = hashlib.sha256()
    for part in parts:
        state.update(len(part).to_bytes(8, "little"))
        state.update(part)
    return state.digest()[:DIGEST_SIZE]


def digest_of_pieces(size: int, pieces: Iterable[bytes]) -> bytes:
    """The digest of a byte string of a size that comes in pieces."""
    state = hashlib.sha256(size.to_bytes(8, "little"))
    for piece in pieces:
        state.update(piece)
    return state.digest()[:DIGEST_SIZE]


@cache
def engine() -> bytes:
    """The digest of the engine: its own code and fonts, all that is installed beside it, SQLite and Python."""
    package = Path(__file__).parent
    code = [
        part
        for path in sorted((*package.rglob("*.py"), *package.glob("fonts/*")))
        for part in (path.relative_to(package).as_posix().encode(), path.read_bytes())
    ]
    libraries = sorted(name.encode() for folder in sys.path for name in _installed(folder))
    return digest(sys.version.encode(), sqlite3.sqlite_version.encode(), *libraries, *code)


def _installed(folder: str) -> Iterator[str]:
    """The names, with versions, of the libraries of one folder of the search path.

    importlib.metadata would parse a file for each, which takes longer than all else that a build without changes does
    before it reads.
    """
    with suppress(OSError):
        yield from (name for name in os.listdir(folder) if name.endswith(_INSTALLED))


class ViewDigest(Struct, frozen=True, array_like=True):
    """What a view adds to a recipe.

    `fields` holds four bytes for each field, by which it can be told later which of them changed;
    `texts` are the content files whose bodies the page shows; `reads` has a sign of each thing that it was made from, and
    `given` is the digest of what it was given besides, if that is all that it knows of the archive.
    """

    whole: bytes
    fields: bytes
    texts: tuple[str, ...]
    reads: bytes
    given: bytes = b""


def signs(names: Iterable[str]) -> bytes:
    """An unsigned number of 32 bits for each name: lists that have none of those of a name do not have it."""
    return array("I", sorted(zlib.crc32(name.encode()) for name in names)).tobytes()


def view(view: Struct, reads: Iterable[str], given: bytes = b"") -> ViewDigest:
    """Walk a view that was made from what it `reads`. A value that is no plain data must offer `path` and `links`, as ShownText does."""
    texts: dict[str, None] = {}

    def walk(value: Any) -> Any:
        texts[value.path] = None
        return [value.path, value.links]

    encoder = msgspec.msgpack.Encoder(enc_hook=walk)
    parts = [encoder.encode(getattr(view, name)) for name in view.__struct_fields__]
    fields = b"".join(zlib.crc32(part).to_bytes(4, "little") for part in parts)
    return ViewDigest(
        digest(type(view).__name__.encode(), *parts), fields, tuple(texts), signs(reads), given
    )
