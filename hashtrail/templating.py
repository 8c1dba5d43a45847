"""The Jinja environment: views to bytes, and what is wrong with a template as a Diagnostic."""

from __future__ import annotations

import hashlib
import os
import traceback
from collections.abc import Iterable, Iterator
from enum import StrEnum
from pathlib import Path
from typing import Final

import jinja2
import jinja2.meta
from msgspec import Struct

from hashtrail import dates, urls
from hashtrail.diagnostics import Diagnostic, SourceFile, did_you_mean
from hashtrail.views import StaticFile

STATIC_FOLDER: Final = "static"


class TemplateRenderError(Exception):
    """A template failed while it rendered a page."""

    def __init__(self, diagnostic: Diagnostic) -> None:
        super().__init__(diagnostic.message)
        self.diagnostic = diagnostic


class Templates:
    """The templates of one folder. A template reaches the view and a few pure filters, no more."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._environment = jinja2.Environment(
            loader=jinja2.FileSystemLoader(folder),
            autoescape=True,
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            auto_reload=False,
        )
        self._environment.globals.clear()
        self._environment.filters["date"] = dates.display
        self._environment.filters["number"] = number
        self._environment.filters["words"] = words

    def check(self, names: Iterable[str]) -> list[Diagnostic]:
        """Compile the named templates and all that they use; every error of all of them."""
        found: list[Diagnostic] = []
        waiting: list[tuple[str, SourceFile | None]] = [(name, None) for name in sorted(set(names))]
        seen: set[str] = set()
        while waiting:
            name, user = waiting.pop(0)
            if name in seen:
                continue
            seen.add(name)
            source = self._source(name)
            if isinstance(source, Diagnostic):
                found.append(self._missing(name, user) if source.code == "missing-file" else source)
                continue
            try:
                tree = self._environment.parse(source.text)
                self._environment.compile(tree, name, source.path)
            except jinja2.TemplateSyntaxError as error:
                found.append(
                    source.diagnostic(
                        "template-syntax", error.message or "syntax error", line=error.lineno
                    )
                )
                continue
            for used in jinja2.meta.find_referenced_templates(tree):
                if used is None:
                    found.append(
                        source.diagnostic(
                            "template-syntax",
                            "a template's name is computed",
                            hint="extends, include and import take a name in quotes, so that it is known what a page is made of",
                        )
                    )
                else:
                    waiting.append((used, source))
        return sorted(found, key=Diagnostic.sort_key)

    def _source(self, name: str) -> SourceFile | Diagnostic:
        path = (self.folder / name).as_posix()
        empty = SourceFile(path, "")
        if ".." in name.split("/") or name.startswith("/"):
            return empty.diagnostic("template-missing", f"`{name}` is not below the templates")
        try:
            return SourceFile(path, (self.folder / name).read_text(encoding="utf-8"))
        except FileNotFoundError:
            return empty.diagnostic("missing-file", "the template is missing")
        except UnicodeDecodeError as error:
            return empty.diagnostic("not-utf8", f"the template is not UTF-8: {error.reason}")
        except OSError as error:
            return empty.diagnostic(
                "unreadable-file", f"the template cannot be read: {error.strerror}"
            )

    def _missing(self, name: str, user: SourceFile | None) -> Diagnostic:
        existing = [
            path.relative_to(self.folder).as_posix()
            for path in self.folder.rglob("*")
            if path.is_file() and STATIC_FOLDER not in path.relative_to(self.folder).parts[:1]
        ]
        hint = did_you_mean(name, existing)
        if user is None:
            missing = SourceFile((self.folder / name).as_posix(), "")
            return missing.diagnostic(
                "template-missing", f"the template `{name}` is missing", hint=hint
            )
        line, column = user.position(max(0, user.text.find(name)))
        return user.diagnostic(
            "template-missing",
            f"there is no template `{name}`",
            line=line,
            column=column,
            hint=hint,
        )

    def render(self, name: str, view: Struct, path: str) -> bytes:
        """The bytes of the page with a site path.

        Raises TemplateRenderError, with the line of the template, if it cannot render the view.
        """
        try:
            return self._environment.get_template(name).render(view=view).encode()
        except (jinja2.TemplateError, TypeError, ValueError, AttributeError, KeyError) as error:
            failure = self._failure(error, path)
            if failure is None:
                raise
            raise TemplateRenderError(failure) from error

    def _failure(self, error: Exception, page_path: str) -> Diagnostic | None:
        """The diagnostic at the innermost template line of a traceback; None if there is none."""
        folder = os.fspath(self.folder)
        frames = [
            frame
            for frame in traceback.extract_tb(error.__traceback__)
            if Path(frame.filename).is_relative_to(folder)
        ]
        if not frames:
            return None
        try:
            name = Path(frames[-1].filename).relative_to(folder).as_posix()
            source = self._source(name)
        except ValueError:
            return None
        if isinstance(source, Diagnostic):
            return source
        return source.diagnostic(
            "template-error", f"while rendering {page_path}: {error}", line=frames[-1].lineno or 1
        )

    def find(self, names: Iterable[str], text: str) -> tuple[SourceFile, int] | None:
        """The first of the named templates that holds a text, and the offset where."""
        for name in names:
            source = self._source(name)
            if isinstance(source, SourceFile) and (offset := source.text.find(text)) >= 0:
                return source, offset
        return None

    def closure(self, name: str) -> tuple[str, ...]:
        """A template and all that it extends, includes or imports, by name."""
        names = [name]
        for current in names:
            source = self._source(current)
            if isinstance(source, SourceFile):
                used = jinja2.meta.find_referenced_templates(self._environment.parse(source.text))
                names += sorted({each for each in used if each is not None} - set(names))
        return tuple(names)


def number(value: int | float) -> str:
    """`2,600` or `18.2`: digits in groups of three, no more decimals than there are."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return f"{value:,}"


def words(value: StrEnum | str) -> str:
    return str(value).replace("-", " ")


def static_files(templates: Path, found: list[Diagnostic]) -> Iterator[tuple[StaticFile, Path]]:
    """Every file below templates/static/ with where it is; links and hidden files are not copied."""
    folder = templates / STATIC_FOLDER
    for location in sorted(folder.rglob("*")):
        path = location.relative_to(folder).as_posix()
        here = SourceFile(location.as_posix(), "")
        if any(part.startswith(".") for part in path.split("/")) or path.endswith("~"):
            continue
        if location.is_symlink():
            found.append(
                here.diagnostic(
                    "symbolic-link", "the file is a symbolic link", hint="put the file itself here"
                )
            )
        elif location.is_file():
            if not urls.is_site_path("/" + path):
                found.append(
                    here.diagnostic(
                        "file-name",
                        f"`{path}` is not a path of the site",
                        hint="use ASCII letters, digits, `.`, `_` and `-`, and an ending",
                    )
                )
                continue
            try:
                digest = hashlib.blake2b(location.read_bytes(), digest_size=16).hexdigest()
            except OSError as error:
                found.append(
                    here.diagnostic("unreadable-file", f"the file cannot be read: {error.strerror}")
                )
                continue
            yield StaticFile(path, digest), location
