"""The Jinja environment: views to bytes, and what is wrong with a template as a Diagnostic."""

from __future__ import annotations

import marshal
import traceback
from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Final, Protocol

import jinja2
import jinja2.meta
from jinja2 import nodes
from jinja2.bccache import Bucket
from jinja2.environment import TemplateModule
from jinja2.runtime import Context, Macro
from markupsafe import Markup
from msgspec import Struct

from hashtrail import dates
from hashtrail.diagnostics import Diagnostic, SourceFile, did_you_mean
from hashtrail.recipes import digest
from hashtrail.views.texts import Link, TextUnavailableError

_REFERENCES: Final = (nodes.Extends, nodes.FromImport, nodes.Import, nodes.Include)


class TemplateRenderError(Exception):
    """A template failed while it rendered a page."""

    def __init__(self, diagnostic: Diagnostic) -> None:
        super().__init__(diagnostic)
        self.diagnostic = diagnostic


class CompiledTemplates(Protocol):
    """Where compiled templates are kept between builds, by the digest of all that they are made from."""

    def load_code(self, key: str) -> bytes | None: ...

    def save_code(self, key: str, code: bytes) -> None: ...


class _CodeCache(jinja2.BytecodeCache):
    """Jinja's way to such a place. Its own form of the code holds a pickle; this one holds none."""

    def __init__(self, compiled: CompiledTemplates) -> None:
        self._compiled = compiled

    @staticmethod
    def _key(bucket: Bucket) -> str:
        return digest(bucket.key.encode(), bucket.checksum.encode()).hex()

    def load_bytecode(self, bucket: Bucket) -> None:
        if code := self._compiled.load_code(self._key(bucket)):
            # As trusted as the .pyc files of Python: it lies in a folder that only builds write.
            bucket.code = marshal.loads(code)  # noqa: S302

    def dump_bytecode(self, bucket: Bucket) -> None:
        assert bucket.code is not None
        self._compiled.save_code(self._key(bucket), marshal.dumps(bucket.code))


class _Template(jinja2.Template):
    """Escapes into plain strings: what is put out is joined, and to mark each piece as safe takes longer than to escape it."""

    @classmethod
    def from_code(cls, *arguments: Any, **options: Any) -> jinja2.Template:
        template = super().from_code(*arguments, **options)
        names = template.root_render_func.__globals__
        names["escape"], names["Macro"] = escape, _Macro
        return template

    def _get_default_module(self, ctx: Context | None = None) -> TemplateModule:
        """What others import of it. Without globals it is the same for all of them, and for all pages."""
        if self._module is None:
            self._module = self.make_module()
        return self._module


def escape(value: Any) -> str:
    """As `markupsafe.escape`, which gives Markup."""
    if type(value) is Markup:
        return value
    if hasattr(value, "__html__"):
        return str(value.__html__())
    return (
        str(value)
        .replace("&", "&amp;")
        .replace(">", "&gt;")
        .replace("<", "&lt;")
        .replace("'", "&#39;")
        .replace('"', "&#34;")
    )


class _Macro(Macro):
    """Is called as it is with as many values as it takes, without a look for other ways to call it."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._is_plain = not (self.caller or self.catch_kwargs or self.catch_varargs)

    def __call__(self, *arguments: Any, **options: Any) -> str:
        if self._is_plain and not options and len(arguments) == self._argument_count:
            return str.__new__(Markup, self._func(*arguments))
        return super().__call__(*arguments, **options)


class _Context(Context):
    """Calls what a template calls as it is, without a look for how much of the context it asks for: macros need none."""

    def call(
        self,
        called: Callable[..., Any],
        /,
        *arguments: Any,
        _loop_vars: Any = None,
        _block_vars: Any = None,
        **options: Any,
    ) -> Any:
        return called(*arguments, **options)


class Environment(jinja2.Environment):
    """Parses a source once: what a template uses and what it is compiled to are both read off one tree.

    Finds a template once, too: it has none of the globals that Jinja would look for each time that one is imported.
    """

    template_class = _Template
    context_class = _Context

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._parsed = cache(super()._parse)
        self._found = cache(super().get_template)

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        return self._parsed(source, name, filename)

    def get_template(
        self,
        name: str | jinja2.Template,
        parent: str | None = None,
        globals: Any = None,  # noqa: A002 - the name is Jinja's
    ) -> jinja2.Template:
        return self._found(name)


class Templates:
    """The templates of one folder, by their sources. A template reaches the view and a few pure filters, no more."""

    def __init__(
        self, folder: Path, sources: Mapping[str, bytes], compiled: CompiledTemplates | None = None
    ) -> None:
        """`compiled` keeps compiled templates from one build to the next."""
        self._folder = folder
        self._sources = sources
        self._environment = Environment(
            loader=jinja2.FunctionLoader(self._load),
            autoescape=True,
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            auto_reload=False,
            cache_size=-1,
            bytecode_cache=_CodeCache(compiled) if compiled else None,
        )
        self._environment.globals.clear()
        self._environment.filters["date"] = dates.display
        self._environment.filters["number"] = number
        self._environment.filters["words"] = words
        self._environment.filters["anchor"] = anchor
        self._environment.filters["time"] = time
        self._template = self._environment.get_template
        self._references = cache(self._find_references)

    def _path(self, name: str) -> str:
        return (self._folder / name).as_posix()

    def _load(self, name: str) -> tuple[str, str, Callable[[], bool]] | None:
        source = self._sources.get(name)
        return None if source is None else (source.decode(), self._path(name), lambda: True)

    def source(self, name: str) -> SourceFile:
        """The text of a template; empty for one that is not there."""
        return SourceFile(self._path(name), self._sources.get(name, b"").decode(errors="replace"))

    def _find_references(self, name: str) -> tuple[tuple[str | None, int], ...]:
        """What a template extends, includes and imports: names, None for a computed one, each with its line."""
        tree = self._environment.parse(self.source(name).text, name, self._path(name))
        found = (
            (used, reference.lineno)
            for reference in tree.find_all(_REFERENCES)
            for used in jinja2.meta.find_referenced_templates(nodes.Template([reference]))
        )
        return tuple(dict.fromkeys(found))

    def check(self, names: Iterable[str]) -> list[Diagnostic]:
        """Compile the named templates and all that they use; every error of all of them."""
        found: list[Diagnostic] = []
        waiting: list[tuple[str, str]] = [(name, "") for name in sorted(set(names))]
        seen: set[str] = set()
        for name, user in waiting:
            if name in seen:
                continue
            seen.add(name)
            if name not in self._sources:
                found.append(self._missing(name, user))
                continue
            source = self.source(name)
            try:
                self._sources[name].decode()
                references = self._references(name)
                self._template(name)
            except UnicodeDecodeError as error:
                found.append(
                    source.diagnostic("not-utf8", f"the template is not UTF-8: {error.reason}")
                )
                continue
            except jinja2.TemplateSyntaxError as error:
                message = error.message or "the template cannot be read"
                found.append(source.diagnostic("template-syntax", message, line=error.lineno))
                continue
            except Exception as error:  # a constant that cannot be computed, endless nesting
                found.append(source.diagnostic("template-syntax", f"cannot be compiled: {error}"))
                continue
            found += (_computed(source, line) for used, line in references if used is None)
            waiting += ((used, name) for used, _ in references if used is not None)
        return sorted(found, key=Diagnostic.sort_key)

    def _missing(self, name: str, user: str) -> Diagnostic:
        hint = did_you_mean(name, self._sources)
        if not user:
            return self.source(name).diagnostic(
                "template-missing", f"the template `{name}` is missing", hint=hint
            )
        source = self.source(user)
        offset = max(0, source.text.find(name))
        return source.diagnostic_at(
            offset, "template-missing", f"there is no template `{name}`", hint=hint
        )

    def closure(self, name: str) -> tuple[str, ...]:
        """A template and all that it extends, includes or imports, by name."""
        names = [name]
        for current in names:
            used = {each for each, _ in self._references(current) if each is not None}
            names += sorted(used - set(names))
        return tuple(names)

    def digest(self, name: str) -> bytes:
        """The digest of a template and all that it uses."""
        names = sorted(self.closure(name))
        return digest(*(part for each in names for part in (each.encode(), self._sources[each])))

    def render(self, name: str, view: Struct, path: str) -> bytes:
        """The bytes of the page with a site path.

        Raises TemplateRenderError, with the line of the template, if it cannot render the view.
        """
        try:
            return self._template(name).render(view=view).encode()
        except TextUnavailableError:
            raise
        except Exception as error:
            # Whatever a template does wrong, it is the template's mistake; what has no line of one is ours.
            failure = self._failure(error, path)
            if failure is None:
                raise
            raise TemplateRenderError(failure) from error

    def _failure(self, error: Exception, page_path: str) -> Diagnostic | None:
        """The diagnostic at the innermost template line of a traceback; None if there is none."""
        by_path = {self._path(name): name for name in self._sources}
        for frame in reversed(traceback.extract_tb(error.__traceback__)):
            if frame.filename in by_path:
                words = str(error)
                if isinstance(error, RecursionError):
                    words = "the template includes itself without end"
                message = f"while rendering {page_path}: {words}"
                source = self.source(by_path[frame.filename])
                return source.diagnostic("template-error", message, line=frame.lineno or 1)
        return None

    def find(self, name: str, text: str) -> tuple[SourceFile, int] | None:
        """Where a template, or one that it uses, holds a text: the first of them, and the offset."""
        for each in self.closure(name):
            source = self.source(each)
            if (offset := source.text.find(text)) >= 0:
                return source, offset
        return None


def _computed(source: SourceFile, line: int) -> Diagnostic:
    return source.diagnostic(
        "template-syntax",
        "the name of a template is computed",
        line=line,
        hint="extends, include and import take a name in quotes, so that it is known what a page is made of",
    )


@lru_cache(maxsize=1 << 16)
def anchor(link: Link) -> Markup:
    """A link as HTML. By far the most frequent piece of a page: made once for each link, not once a page."""
    return Markup('<a href="{}">{}</a>').format(link.url, link.text)


@lru_cache(maxsize=1 << 14)
def time(date: dates.Date) -> Markup:
    """A date as HTML, for readers and for machines."""
    return Markup('<time datetime="{}">{}</time>').format(date, dates.display(date))


def number(value: float) -> str:
    """`2,600` or `18.2`: digits in groups of three, no more decimals than there are."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return f"{value:,}"


def words(value: StrEnum | str) -> str:
    return str(value).replace("-", " ")
