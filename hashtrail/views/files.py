"""Files that no template makes."""

from __future__ import annotations

from msgspec import Struct


class ArchiveFile(Struct, frozen=True):
    """A file that is written out of all records: its site path, and the digest that stands for them (`Site.digest`)."""

    path: str
    digest: bytes


class StaticFile(Struct, frozen=True):
    """A file of templates/static/: its path below templates/static/ and the digest of its bytes."""

    path: str
    digest: str
