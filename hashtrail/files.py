"""Files of the content folder: which there are, and their bytes as text.

Needs neither YAML nor Markdown, so that a build with nothing to do stays quick.
"""

from __future__ import annotations

import os
import re
import stat
import struct
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from operator import attrgetter
from pathlib import Path
from typing import Final

from msgspec import Struct

from hashtrail.diagnostics import Diagnostic, SourceFile, printable

SIZE_LIMIT: Final = 1 << 20
SITE: Final = "site.yaml"
ORGANISATIONS: Final = "organisations.yaml"
PLACES: Final = "places.yaml"
HASHRATE_SHARES: Final = "data/hashrate-share.csv"
#: Where the briefings lie, in a folder for each year.
BRIEFINGS: Final = "briefings/"
CONTROL_CHARACTERS: Final = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ue000\ufeff\ufffe\uffff]"
)

_STAT: Final = struct.Struct("<qqqQ")
#: The bytes of a packed state.
STAT_SIZE: Final = _STAT.size

_REQUIRED: Final = (SITE, ORGANISATIONS, PLACES)
_SINGLE: Final = (*_REQUIRED, HASHRATE_SHARES)
_TEXT_FOLDERS: Final = ("threads/", "pages/")
_YEAR_FOLDER: Final = re.compile(rf"{BRIEFINGS}\d{{4}}/", re.ASCII)


def packed(state: os.stat_result) -> bytes:
    """What tells that a file is still the one that was looked at: all that changes when it is written.

    A time of another age gives nothing, which no file is known with: so its bytes are looked at each time.
    """
    try:
        return _STAT.pack(state.st_size, state.st_mtime_ns, state.st_ctime_ns, state.st_ino)
    except struct.error:
        return b""


def is_of_time(stat: bytes, time: int) -> bool:
    """Whether a file with this packed state may have been written at a time (ns) or later."""
    if not stat:
        return True
    _, mtime, ctime, _ = _STAT.unpack(stat)
    return bool(max(mtime, ctime) >= time)


class ContentFile(Struct, frozen=True):
    """A file of the content folder: its path below it (with slashes), and its packed state."""

    path: str
    stat: bytes


def shown(content: Path, path: str) -> str:
    """The path of a content file as diagnostics name it."""
    return f"{content.as_posix()}/{path}"


def scan(content: Path) -> tuple[list[ContentFile], list[Diagnostic]]:
    """Every file of a content folder in order of its path; links and special files are refused.

    What editors leave beside a file (hidden files, backups) is passed over.
    """
    if not content.is_dir():
        missing = SourceFile(content.as_posix(), "")
        return [], [missing.diagnostic("missing-file", "there is no content folder here")]
    found: list[Diagnostic] = []
    files = sorted(_walk(content, os.fspath(content), "", found), key=attrgetter("path"))
    present = {file.path for file in files}
    refused = {diagnostic.path for diagnostic in found}
    for path in _REQUIRED:
        if path not in present and shown(content, path) not in refused:
            here = SourceFile(shown(content, path), "")
            found.append(here.diagnostic("missing-file", "the file is missing"))
    return files, found


def rescan(
    content: Path, before: Sequence[ContentFile], changed: AbstractSet[str]
) -> list[ContentFile] | None:
    """The files of a folder, in order, in which only these paths can have changed since it was scanned without complaint.

    None if more than their content can have changed: one of them is new, gone, or no regular file.
    """
    files = list(before)
    for path in changed:
        number = bisect_left(before, path, key=lambda file: file.path)
        if number == len(before) or before[number].path != path:
            return None
        try:
            state = os.lstat(content / path)
        except OSError:
            return None
        if not stat.S_ISREG(state.st_mode):
            return None
        files[number] = ContentFile(path, packed(state))
    return files


def _walk(
    content: Path, folder: str, prefix: str, found: list[Diagnostic]
) -> Iterator[ContentFile]:
    def complain(path: str, code: str, message: str, hint: str = "") -> None:
        here = SourceFile(shown(content, path), "")
        found.append(here.diagnostic(code, message, hint=hint))

    try:
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    except OSError as error:
        complain(prefix, "unreadable-file", f"the folder cannot be read: {error.strerror}")
        return
    holds_texts = prefix in _TEXT_FOLDERS or _YEAR_FOLDER.fullmatch(prefix) is not None
    try:
        for name in os.listdir(descriptor):
            path = prefix + name
            if not name.isprintable():
                plain = name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
                complain(prefix + printable(plain), "file-name", "the file name is not plain text")
                continue
            if is_editors_own(name):
                continue
            try:
                # From the open folder: the system need not find the way to it for each file.
                state = os.stat(name, dir_fd=descriptor, follow_symlinks=False)
            except FileNotFoundError:
                # Gone since it was listed.
                continue
            except OSError as error:
                complain(path, "unreadable-file", f"the file cannot be read: {error.strerror}")
                continue
            if stat.S_ISREG(state.st_mode):
                if name.endswith(".md") if holds_texts else path in _SINGLE:
                    yield ContentFile(path, packed(state))
                else:
                    complain(
                        path,
                        "unexpected-file",
                        "the file has no place in the content folder",
                        "briefings are briefings/<year>/<date>-<slug>.md; pictures go into templates/static/",
                    )
            elif stat.S_ISLNK(state.st_mode):
                hint = "put the file itself here"
                complain(path, "symbolic-link", "the file is a symbolic link", hint)
            elif stat.S_ISDIR(state.st_mode):
                yield from _walk(content, f"{folder}/{name}", path + "/", found)
            else:
                complain(path, "unexpected-file", "this is not a regular file")
    finally:
        os.close(descriptor)


def is_editors_own(name: str) -> bool:
    """Whether a file is what editors leave beside the one that is edited."""
    return (
        name.startswith(".")
        or name.endswith(("~", ".swp", ".tmp"))
        or (name.startswith("#") and name.endswith("#"))
    )


def read(location: Path, path: str) -> bytes | Diagnostic:
    """The bytes of a file, or why they cannot be had. `path` is the one that diagnostics name."""
    empty = SourceFile(path, "")
    try:
        descriptor = os.open(location, os.O_RDONLY | os.O_NOFOLLOW)
        with open(descriptor, "rb") as file:
            size = os.fstat(descriptor).st_size
            if size > SIZE_LIMIT:
                return empty.diagnostic(
                    "file-too-large",
                    f"the file has {size:,} bytes, where {SIZE_LIMIT:,} are allowed",
                )
            return file.read()
    except OSError as error:
        return empty.diagnostic("unreadable-file", f"the file cannot be read: {error.strerror}")


def load(content: Path, path: str) -> SourceFile:
    """The text of a content file once more, for the position of an error; empty if it is gone by now."""
    data = read(content / path, shown(content, path))
    source = data if isinstance(data, Diagnostic) else decode(data, shown(content, path))
    return source if isinstance(source, SourceFile) else SourceFile(shown(content, path), "")


def decode(data: bytes, path: str) -> SourceFile | Diagnostic:
    """Bytes to text, or the first thing in them that no content file may hold."""
    if not data.strip():
        return SourceFile(path, "").diagnostic("empty-file", "the file is empty")
    try:
        source = SourceFile(path, data.decode())
    except UnicodeDecodeError as error:
        before = SourceFile(path, data[: error.start].decode())
        return before.diagnostic_at(
            len(before.text),
            "not-utf8",
            f"the byte 0x{data[error.start]:02x} is not UTF-8",
            hint="save the file as UTF-8",
        )
    if source.text[0] == "\ufeff":
        return source.diagnostic(
            "byte-order-mark",
            "the file starts with a byte order mark",
            hint="save the file as UTF-8 without BOM",
        )
    if (carriage_return := source.text.find("\r")) >= 0:
        return source.diagnostic_at(
            carriage_return,
            "line-endings",
            "the line ends with CR",
            hint="save the file with Unix line endings (LF)",
        )
    if control := CONTROL_CHARACTERS.search(source.text):
        return source.diagnostic_at(
            control.start(),
            "control-character",
            f"the character U+{ord(control[0]):04X} is not allowed",
            hint="delete it",
        )
    return source
