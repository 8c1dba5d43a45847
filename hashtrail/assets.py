"""The files of the templates folder as they are on disk: template sources, and static files beside them."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from hashtrail import urls
from hashtrail.diagnostics import Diagnostic, SourceFile
from hashtrail.recipes import digest
from hashtrail.views.files import StaticFile

STATIC_FOLDER: Final = "static"
#: Where the parser of style sheets stopped: a line from 0, a column from 1.
_PARSED_UNTIL: Final = re.compile(r" at :(\d+):(\d+)$")


def published(path: str, data: bytes) -> bytes:
    """A static file as the site has it: scripts and style sheets without comments and layout, others as they are.

    Raises ValueError for a style sheet that cannot be parsed; `stylesheet_error` makes a diagnostic of it.
    """
    if path.endswith(".js"):
        import rjsmin  # noqa: PLC0415 - few builds need it

        return str(rjsmin.jsmin(data.decode())).encode()
    if path.endswith(".css"):
        import lightningcss  # noqa: PLC0415 - see above

        return lightningcss.process_stylesheet(data.decode(), minify=True).encode()
    return data


def stylesheet_error(location: Path, error: ValueError) -> Diagnostic:
    """What `published` has found wrong, with the place that the parser gives: lines from 0, columns from 1."""
    source = SourceFile(location.as_posix(), location.read_bytes().decode(errors="replace"))
    message = str(error).removeprefix("Parsing stylesheet failed: ")
    at = _PARSED_UNTIL.search(message)
    line, column = (int(at[1]) + 1, int(at[2])) if at else (1, 1)
    return source.diagnostic(
        "stylesheet-syntax", _PARSED_UNTIL.sub("", message), line=line, column=column
    )


class Assets:
    """What a templates folder holds at one moment, and what is wrong with it.

    `templates` are the sources by name; `static` the files to publish, with where they are.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.templates: dict[str, bytes] = {}
        self.static: dict[StaticFile, Path] = {}
        self.found: list[Diagnostic] = []
        if not folder.is_dir():
            here = SourceFile(folder.as_posix(), "")
            self.found.append(here.diagnostic("missing-file", "there is no templates folder here"))
        for path, location in _walk(folder, ""):
            self._take(path, location)

    def _take(self, path: str, location: Path) -> None:
        here = SourceFile(location.as_posix(), "")
        if location.is_symlink():
            hint = "put the file itself here"
            self.found.append(
                here.diagnostic("symbolic-link", "the file is a symbolic link", hint=hint)
            )
            return
        static_path = path.removeprefix(f"{STATIC_FOLDER}/")
        is_static = static_path != path
        if is_static and not urls.is_site_path("/" + static_path):
            self.found.append(
                here.diagnostic(
                    "file-name",
                    f"`{static_path}` is not a path of the site",
                    hint="use ASCII letters, digits, `.`, `_` and `-`, and an ending",
                )
            )
            return
        try:
            data = location.read_bytes()
        except OSError as error:
            message = f"the file cannot be read: {error.strerror}"
            self.found.append(here.diagnostic("unreadable-file", message))
            return
        if is_static and path.endswith((".js", ".css")):
            try:
                data.decode()
            except UnicodeDecodeError as error:
                message = f"the file is not UTF-8: {error.reason}"
                self.found.append(here.diagnostic("not-utf8", message))
                return
        if is_static:
            self.static[StaticFile(static_path, digest(data).hex())] = location
        else:
            self.templates[path] = data

    def digest(self) -> bytes:
        """The digest of all of it."""
        parts = [part for name in self.templates for part in (name.encode(), self.templates[name])]
        parts += [part.encode() for file in self.static for part in (file.path, file.digest)]
        return digest(*parts)


def _walk(folder: Path, prefix: str) -> Iterator[tuple[str, Path]]:
    """The files below a folder in order of their path; what editors leave beside them is passed over."""
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError:
        return
    for entry in entries:
        if entry.name.startswith(".") or entry.name.endswith("~"):
            continue
        if entry.is_dir(follow_symlinks=False):
            yield from _walk(Path(entry.path), f"{prefix}{entry.name}/")
        elif entry.is_symlink() or entry.is_file():
            yield prefix + entry.name, Path(entry.path)
