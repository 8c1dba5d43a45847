"""Recipes: the digest of all that decides a page's bytes.

A recipe is taken from the engine (its code and its libraries), the template with all that it uses, and the view, which
is walked whole: there is no list of dependencies that somebody could forget to keep. Converted texts, which are large,
stand in a view by their path and enter the recipe with their own digest.
"""

from __future__ import annotations

import hashlib
import sqlite3
import sys
import zlib
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Any, Final

import msgspec
from msgspec import Struct

DIGEST_SIZE: Final = 16
#: The libraries whose version can change the bytes of a page.
_LIBRARIES: Final = (
    "Jinja2",
    "Markdown",
    "MarkupSafe",
    "Pillow",
    "PyStemmer",
    "PyYAML",
    "msgspec",
    "nh3",
    "lightningcss",
    "rjsmin",
    "selectolax",
)


def digest(*parts: bytes) -> bytes:
    """A digest of byte strings that tells their borders apart."""
    marked = [piece for part in parts for piece in (len(part).to_bytes(8, "little"), part)]
    return hashlib.blake2b(b"".join(marked), digest_size=DIGEST_SIZE).digest()


@cache
def engine() -> bytes:
    """The digest of the engine: its own code and fonts, the versions of its libraries, of SQLite and of Python."""
    package = Path(__file__).parent
    code = [
        part
        for path in sorted((*package.rglob("*.py"), *package.glob("fonts/*")))
        for part in (path.relative_to(package).as_posix().encode(), path.read_bytes())
    ]
    versions = [f"{name} {metadata.version(name)}".encode() for name in _LIBRARIES]
    return digest(sys.version.encode(), sqlite3.sqlite_version.encode(), *versions, *code)


class ViewDigest(Struct, frozen=True, array_like=True):
    """What a view adds to a recipe.

    `fields` holds four bytes for each field, by which it can be told later which of them changed;
    `texts` are the content files whose bodies the page shows; `reads` tells which records it was made from.
    """

    whole: bytes
    fields: bytes
    texts: tuple[str, ...]
    reads: bytes


def view(view: Struct, reads: bytes) -> ViewDigest:
    """Walk a view. A value that is no plain data must offer `path` and `links`, as ShownText does."""
    texts: dict[str, None] = {}

    def walk(value: Any) -> Any:
        texts[value.path] = None
        return [value.path, value.links]

    encoder = msgspec.msgpack.Encoder(enc_hook=walk)
    parts = [encoder.encode(getattr(view, name)) for name in view.__struct_fields__]
    fields = b"".join(zlib.crc32(part).to_bytes(4, "little") for part in parts)
    return ViewDigest(digest(type(view).__name__.encode(), *parts), fields, tuple(texts), reads)
