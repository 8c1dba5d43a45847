"""The files of the index: their names, which carry a digest, and the one file that names them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Final

import msgspec
from msgspec import Struct

from hashtrail.search.cards import block_size

FOLDER: Final = "/search/"
MANIFEST: Final = f"{FOLDER}manifest.json"
#: The form of the index. The browser's side must know it.
FORM: Final = 2
_DIGEST_SIZE: Final = 4


class Manifest(Struct, frozen=True):
    """Digests of all files: those of one kind joined, in order; a file's name is kind, number and digest."""

    form: int
    briefings: int
    block: int
    terms: str
    follow: str
    best: str
    cards: str
    all: str
    facets: str
    words: str


#: The kinds of files, as the manifest names them, with their endings.
ENDINGS: Final = {
    "terms": "txt",
    "follow": "txt",
    "best": "json",
    "cards": "json",
    "all": "json",
    "facets": "json",
    "words": "txt",
}


def digest(data: bytes) -> str:
    return sha256(data).hexdigest()[: 2 * _DIGEST_SIZE]


def name(kind: str, number: int, data: bytes) -> str:
    """The site path of a file of the index: `kind` is a field of the manifest, `number` its place there."""
    return f"{FOLDER}{kind}-{number}-{digest(data)}.{ENDINGS[kind]}"


def digest_in(path: str) -> str:
    """The digest that the name of a file carries."""
    return path.rpartition("-")[2].partition(".")[0]


def manifest(briefings: int, digests: Mapping[str, Sequence[str]]) -> bytes:
    """The manifest, from the digests of the files of each kind, in order."""
    joined = {kind: "".join(digests[kind]) for kind in ENDINGS}
    return msgspec.json.encode(
        Manifest(form=FORM, briefings=briefings, block=block_size(briefings), **joined)
    )
