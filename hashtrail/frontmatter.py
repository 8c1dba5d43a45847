"""YAML with positions, read straight into the structs of `model`.

Stock YAML guesses types from the text: it reads `NO` as false, `12:30` as 750 and lets a duplicate key
win in silence. Here the model's field says what a value is, so nothing is guessed: the document is
composed to nodes (one pass of libyaml, each node with its mark) and each node is read by the reader of
its field. All errors of a file come together.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from typing import Any, Final, TypeGuard, TypeVar
from urllib.parse import urlsplit

import yaml
from msgspec import Struct, inspect

from hashtrail import dates, urls
from hashtrail.diagnostics import Diagnostic, SourceFile, did_you_mean, nearest
from hashtrail.files import CONTROL_CHARACTERS
from hashtrail.model import OTHER_PLACES

FENCE: Final = "---"
#: Nodes of one document, aliases expanded: a briefing with 15 sources has some 200.
NODE_LIMIT: Final = 20_000

T = TypeVar("T", bound=Struct)


class FrontMatterText(Struct, frozen=True):
    """The two parts of a Markdown file: YAML and body, each with the 1-based line where it starts."""

    yaml: str
    yaml_line: int
    body: str
    body_line: int


def split(source: SourceFile) -> FrontMatterText | Diagnostic:
    """Cut a file at its two `---` lines, or tell which of them is missing."""
    text = source.text
    if not text.startswith(FENCE + "\n"):
        return source.diagnostic(
            "missing-front-matter",
            "the file does not start with front matter",
            hint="put --- on the first line, then the fields, then --- on a line of its own",
        )
    end = text.find(f"\n{FENCE}\n", len(FENCE))
    if end < 0 and text.endswith(f"\n{FENCE}"):
        end = len(text) - len(FENCE) - 1
    if end < 0:
        return source.diagnostic(
            "unclosed-front-matter",
            "the front matter does not end",
            hint="put --- on a line of its own between the fields and the text",
        )
    body_start = end + len(FENCE) + 2
    body_line = source.position(min(body_start, len(text)))[0]
    return FrontMatterText(text[len(FENCE) + 1 : end + 1], 2, text[body_start:], body_line)


_PLAIN_TAGS: Final = {
    yaml.ScalarNode: "tag:yaml.org,2002:str",
    yaml.SequenceNode: "tag:yaml.org,2002:seq",
    yaml.MappingNode: "tag:yaml.org,2002:map",
}


class _StrictLoader(yaml.CSafeLoader):
    """Composes every plain scalar as text; the fields of the model say what they are."""

    def resolve(self, kind: type[yaml.Node], value: Any, implicit: Any) -> str:
        return _PLAIN_TAGS[kind]


class _Document:
    """One YAML document being read: where it stands in its file, and what was found wrong with it."""

    def __init__(self, source: SourceFile, first_line: int) -> None:
        self.source = source
        self.first_line = first_line
        self.found: list[Diagnostic] = []

    def position(self, mark: yaml.Mark) -> tuple[int, int]:
        # libyaml puts what is empty at the end of a text on a line after it.
        return min(mark.line + self.first_line, self.source.line_count), mark.column + 1

    def complain(self, node: yaml.Node, code: str, message: str, hint: str = "") -> None:
        line, column = self.position(node.start_mark)
        self.found.append(
            self.source.diagnostic(code, message, line=line, column=column, hint=hint)
        )


def read(
    source: SourceFile, text: str, first_line: int, model: type[T]
) -> tuple[dict[str, Any], list[Diagnostic]]:
    """Read a mapping as the fields of `model`.

    Returns the values of the fields that could be read, by attribute name, and every error. Without
    errors, the values construct the model.
    """
    document = _Document(source, first_line)
    root = _compose(document, text)
    if root is None or not _is_mapping(root, "the front matter", document):
        return {}, document.found
    return _struct_values(model)(root, "the front matter", document), document.found


def read_registry(
    source: SourceFile, model: type[T], form: str
) -> tuple[dict[str, T | None] | None, list[Diagnostic]]:
    """Read a mapping of ids, each of the given form, to entries of `model`.

    Returns the entries by id, None for one that has an error, and every error; no entries at all for a text
    that is no mapping.
    """
    document = _Document(source, 1)
    root = _compose(document, source.text)
    if root is None or not _is_mapping(root, "the registry", document):
        return None, document.found
    entries: dict[str, T | None] = {}
    read_id, read_entry = _scalar_reader(_FORMS[form]), _struct_reader(model)
    for key, value in _pairs(root, document):
        entry_id = read_id(key, "id", document)
        entry = read_entry(value, key.value, document)
        if entry_id is not _INVALID:
            entries[entry_id] = None if entry is _INVALID else entry
    return entries, document.found


class Cell(Struct, frozen=True):
    """A text that stands at a place of a file, line and column counted from 1."""

    text: str
    line: int
    column: int


def read_row(
    source: SourceFile, row: Sequence[tuple[str, Cell]], line: int, model: type[T]
) -> T | tuple[Diagnostic, ...]:
    """Read a row of a table, from `line` on, as `model`: names of columns with their cells. Returns the errors if there are any."""
    document = _Document(source, 1)

    def node(text: str, line: int, column: int) -> yaml.ScalarNode:
        mark = yaml.Mark("", 0, line - 1, column - 1, "", 0)
        return yaml.ScalarNode(_PLAIN_TAGS[yaml.ScalarNode], text, mark, mark, style='"')

    start = node("", line, 1).start_mark
    pairs = [
        (node(column, cell.line, cell.column), node(cell.text, cell.line, cell.column))
        for column, cell in row
    ]
    root = yaml.MappingNode(_PLAIN_TAGS[yaml.MappingNode], pairs, start, start)
    entry = _struct_reader(model)(root, "the row", document)
    return tuple(document.found) if entry is _INVALID else entry


def locate(
    text: str, first_line: int, path: tuple[str | int, ...], *, key: bool = False
) -> tuple[int, int]:
    """Line and column of the value under `path` (keys and list indexes) of a YAML text that can be read.

    With `key` it is the last key itself that is meant. Positions are not kept with the values: they are asked for only when a check between files fails.
    A path that ends in a key that the mapping lacks gives the position of the mapping.
    """
    node = _StrictLoader(text).get_single_node()
    if node is None:
        return first_line, 1
    for step in path:
        if isinstance(node, yaml.SequenceNode) and isinstance(step, int):
            node = node.value[step]
        elif isinstance(node, yaml.MappingNode):
            found = [pair for pair in node.value if pair[0].value == step]
            if not found:
                break
            node = found[0][0 if key and step is path[-1] else 1]
    return node.start_mark.line + first_line, node.start_mark.column + 1


def _compose(document: _Document, text: str) -> yaml.Node | None:
    """The root node of a text; None, with a complaint, if it is not YAML or not of the plain kind."""
    try:
        root: yaml.Node | None = _StrictLoader(text).get_single_node()
    except yaml.MarkedYAMLError as error:
        document.found.append(_syntax_error(document, error))
        return None
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + document.first_line
        document.found.append(
            document.source.diagnostic(
                "control-character", "a character that YAML does not allow", line=line
            )
        )
        return None
    if root is None:
        document.found.append(
            document.source.diagnostic(
                "empty-value", "there are no fields here", line=document.first_line
            )
        )
        return None
    if "!" in text and not _has_plain_tags(document, root):
        return None
    if "&" in text and not _is_bounded(document, root):
        return None
    return root


#: What libyaml says, in words for an editor, with a hint. The first that fits.
_SYNTAX: Final = (
    ("maximum nesting depth", "lists and mappings are nested too deeply", ""),
    ("tab character", "a tab indents the line", "indent with spaces"),
    (
        "cannot start any token",
        "a value cannot start with this character",
        "put the value into double quotes",
    ),
    (
        "mapping values are not allowed",
        "a `: ` where no key can stand",
        "put a text that holds `: ` into double quotes; start each key in the column of the one above",
    ),
    (
        "block sequence entries are not allowed",
        "a list starts in the middle of a line",
        "start each item on a line of its own, or write [one, two]",
    ),
    (
        "unknown escape character",
        "a backslash that YAML does not know",
        "write two of them, or put the text into single quotes",
    ),
    (
        "undefined alias",
        "an alias `*name` without its anchor",
        "put a text that starts with * into double quotes",
    ),
    (
        "expected a single document",
        "a second document starts here",
        "a file holds one document; leave out the --- between them",
    ),
    (
        "could not find expected ':'",
        "this line is no `key: value`",
        "a key ends with a colon and a space",
    ),
    ("quoted scalar", "a quote is not closed", "end the text with the quote that it starts with"),
    ("flow sequence", "a [ is not closed", "end the list with ]"),
    ("flow mapping", "a { is not closed", "end the mapping with }"),
    (
        "did not find expected",
        "this line does not go on from the one before",
        "start each key in the column of the one above; put special characters into double quotes",
    ),
)
#: Where libyaml finds the end of a mistake that an editor has to mend at its start.
_STARTS_EARLIER: Final = ("simple key", "quoted scalar", "flow sequence", "flow mapping")


def _syntax_error(document: _Document, error: yaml.MarkedYAMLError) -> Diagnostic:
    context = error.context or ""
    mark = error.problem_mark or error.context_mark
    if error.context_mark and any(part in context for part in _STARTS_EARLIER):
        mark = error.context_mark
    line, column = document.position(mark) if mark else (document.first_line, 1)
    said = f"{error.problem} {context}"
    problem, hint = error.problem or "the text is not YAML", ""
    for part, words, advice in _SYNTAX:
        if part in said:
            problem, hint = words, advice
            break
    code = "yaml-limit" if "nesting depth" in said else "yaml-syntax"
    source = document.source
    if "\t" in source.line(line)[: max(column, 1)] and "nesting" not in said:
        problem, hint = "a tab indents the line", "indent with spaces"
    return source.diagnostic(code, problem, line=line, column=column, hint=hint)


def _nodes(root: yaml.Node) -> Iterator[yaml.Node]:
    """Each node once, aliases not followed twice."""
    seen: set[int] = set()
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        yield node
        waiting.extend(_children(node))


def _children(node: yaml.Node) -> list[yaml.Node]:
    if isinstance(node, yaml.MappingNode):
        return [child for pair in node.value for child in pair]
    return list(node.value) if isinstance(node, yaml.SequenceNode) else []


def _has_plain_tags(document: _Document, root: yaml.Node) -> bool:
    tagged = [node for node in _nodes(root) if node.tag != _PLAIN_TAGS[type(node)]]
    for node in tagged:
        short = node.tag.replace("tag:yaml.org,2002:", "!!")
        document.complain(
            node, "yaml-tag", f"the tag `{short}` is not allowed", "write the plain value"
        )
    return not tagged


def _is_bounded(document: _Document, root: yaml.Node) -> bool:
    """Whether the document, all aliases expanded, stays below NODE_LIMIT nodes; cycles do not."""
    sizes: dict[int, int] = {}
    open_nodes: set[int] = set()
    stack = [(root, False)]
    while stack:
        node, is_done = stack.pop()
        if is_done:
            open_nodes.discard(id(node))
            sizes[id(node)] = 1 + sum(sizes[id(child)] for child in _children(node))
            if sizes[id(node)] > NODE_LIMIT:
                document.complain(
                    node,
                    "yaml-limit",
                    f"aliases expand this value to more than {NODE_LIMIT:,} parts",
                    "write the values out",
                )
                return False
        elif id(node) in open_nodes:
            document.complain(node, "yaml-limit", "the value contains itself", "write it out")
            return False
        elif id(node) not in sizes:
            open_nodes.add(id(node))
            stack.append((node, True))
            stack.extend((child, False) for child in _children(node))
    return True


# Readers: one per type of field. Each takes a node, the name of the field and the document, and
# returns the value, or _INVALID after a complaint.

_INVALID: Final[Any] = object()
_Reader = Callable[[yaml.Node, str, _Document], Any]


class _FormError(Exception):
    """A scalar that does not have the form of its field."""

    def __init__(self, code: str, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.code, self.message, self.hint = code, message, hint


_Form = Callable[[str], Any]

#: How to write a number.
_DIGITS_ALONE: Final = "write digits alone: 2600 or 18.2"


@cache
def _struct_reader(model: type[Struct]) -> _Reader:
    read_values = _struct_values(model)

    def read_struct(node: yaml.Node, name: str, document: _Document) -> Any:
        errors_before = len(document.found)
        values = read_values(node, name, document)
        return model(**values) if len(document.found) == errors_before else _INVALID

    return read_struct


@cache
def _struct_values(
    model: type[Struct],
) -> Callable[[yaml.Node, str, _Document], dict[str, Any]]:
    info = inspect.type_info(model)
    assert isinstance(info, inspect.StructType)
    fields = {field.encode_name: (field.name, _reader(field.type)) for field in info.fields}
    required = {field.encode_name: _describe(field.type) for field in info.fields if field.required}

    def read_values(node: yaml.Node, name: str, document: _Document) -> dict[str, Any]:
        if not _is_mapping(node, f"`{name}`", document):
            return {}
        values: dict[str, Any] = {}
        present = set()
        for key, value in _pairs(node, document):
            present.add(key.value)
            if key.value not in fields:
                meant = nearest(key.value, fields)
                present.add(meant)
                document.complain(
                    key,
                    "unknown-key",
                    f"unknown key `{key.value}`",
                    _meant_key(key.value, meant, fields),
                )
                continue
            attribute, read_field = fields[key.value]
            field_value = read_field(value, key.value, document)
            if field_value is not _INVALID:
                values[attribute] = field_value
        for key_name, description in required.items():
            if key_name not in present:
                document.complain(
                    node, "missing-key", f"missing key `{key_name}`", f"add it: {description}"
                )
        return values

    return read_values


def _meant_key(key: str, meant: str, fields: Iterable[str]) -> str:
    """What to write instead of an unknown key; `meant` is the field that it is near to, if any."""
    if key.isdigit():
        # Between braces the comma of `value: 3,000` ends the value.
        return _DIGITS_ALONE
    return f"did you mean `{meant}`?" if meant else f"the keys are {', '.join(fields)}"


def _describe(field_type: inspect.Type) -> str:
    if isinstance(field_type, inspect.Metadata):
        return str((field_type.extra_json_schema or {}).get("description", ""))
    return ""


def _is_mapping(node: yaml.Node, what: str, document: _Document) -> TypeGuard[yaml.MappingNode]:
    if isinstance(node, yaml.MappingNode):
        return True
    document.complain(
        node, "wrong-type", f"{what} should be a mapping of keys to values", "write `key: value`"
    )
    return False


def _pairs(
    node: yaml.MappingNode, document: _Document
) -> Iterator[tuple[yaml.ScalarNode, yaml.Node]]:
    """The pairs of a mapping, without those whose key is no plain word or stands there already."""
    seen: dict[str, int] = {}
    for key, value in node.value:
        if not isinstance(key, yaml.ScalarNode):
            document.complain(key, "wrong-type", "a key should be a single word")
        elif key.value in seen:
            document.complain(
                key,
                "duplicate-key",
                f"the key `{key.value}` stands already in line {seen[key.value]}",
                "keep one of them",
            )
        else:
            seen[key.value] = document.position(key.start_mark)[0]
            yield key, value


def _reader(field_type: inspect.Type) -> _Reader:
    """The reader for a type of the model."""
    form: str | None = None
    description = _describe(field_type)
    if isinstance(field_type, inspect.Metadata):
        form = (field_type.extra or {}).get("form")
        field_type = field_type.type
    match field_type:
        case inspect.UnionType(types=types):
            of_value = [member for member in types if not isinstance(member, inspect.NoneType)]
            if len(of_value) == 1:
                return _reader(of_value[0])
            return _scalar_reader(_number)
        case inspect.StructType(cls=cls):
            return _struct_reader(cls)
        case inspect.VarTupleType(item_type=item_type, min_length=fewest):
            of_mappings = isinstance(item_type, inspect.StructType)
            return _list_reader(
                _reader(item_type), fewest or 0, description, of_mappings=of_mappings
            )
        case inspect.TupleType(item_types=item_types):
            return _sequence_reader(item_types)
        case inspect.EnumType(cls=cls):
            return _scalar_reader(_one_of(cls))
        case inspect.BoolType():
            return _scalar_reader(_bool)
        case inspect.IntType(ge=smallest):
            return _scalar_reader(_whole_number(smallest))
        case inspect.FloatType(ge=int(smallest), le=int(largest)):
            return _scalar_reader(_number_between(smallest, largest))
        case inspect.FloatType(gt=limit):
            return _scalar_reader(_positive_number if limit == 0 else _number)
        case inspect.StrType(max_length=longest):
            return _scalar_reader(_text(longest) if form in (None, "text") else _FORMS[form])
    raise TypeError(f"front matter has no reader for {field_type!r}")


def _list_reader(
    read_item: _Reader, fewest: int, description: str, *, of_mappings: bool
) -> _Reader:
    def item_name(name: str, number: int) -> str:
        return f"{name}[{number}]" if of_mappings else name

    def read_list(node: yaml.Node, name: str, document: _Document) -> Any:
        if not isinstance(node, yaml.SequenceNode):
            hint = (
                f"write `{name}: [{node.value}]`"
                if isinstance(node, yaml.ScalarNode) and node.value
                else ""
            )
            document.complain(node, "wrong-type", f"`{name}` should be a list", hint)
            return _INVALID
        if len(node.value) < fewest:
            document.complain(
                node,
                "too-few",
                f"`{name}` needs at least {fewest} {'item' if fewest == 1 else 'items'}",
                f"add {description}",
            )
            return _INVALID
        items = []
        for number, child in enumerate(node.value, 1):
            item = read_item(child, item_name(name, number), document)
            if item is not _INVALID:
                if isinstance(item, str) and item in items:
                    document.complain(
                        child, "duplicate-value", f"`{item}` stands twice in `{name}`"
                    )
                items.append(item)
        return tuple(items) if len(items) == len(node.value) else _INVALID

    return read_list


def _sequence_reader(item_types: Sequence[inspect.Type]) -> _Reader:
    """The reader for a list of so many values, each with a meaning of its own."""
    names = [_describe(item_type) for item_type in item_types]
    readers = [_reader(item_type) for item_type in item_types]
    form = f"[{', '.join(names)}]"

    def read_sequence(node: yaml.Node, name: str, document: _Document) -> Any:
        if not isinstance(node, yaml.SequenceNode) or len(node.value) != len(readers):
            message = f"`{name}` should be a list of {len(readers)}: {form}"
            document.complain(node, "wrong-type", message, f"write `{name}: {form}`")
            return _INVALID
        items = [
            read_item(child, item_name, document)
            for read_item, child, item_name in zip(readers, node.value, names, strict=True)
        ]
        return _INVALID if _INVALID in items else tuple(items)

    return read_sequence


def _scalar_reader(form: _Form) -> _Reader:
    def read_scalar(node: yaml.Node, name: str, document: _Document) -> Any:
        if not isinstance(node, yaml.ScalarNode):
            shape = "list" if isinstance(node, yaml.SequenceNode) else "mapping"
            document.complain(
                node, "wrong-type", f"`{name}` should be a single value, not a {shape}"
            )
            return _INVALID
        text = " ".join(node.value.split())
        if not text or (not node.style and text in ("~", "null")):
            document.complain(
                node, "empty-value", f"`{name}` has no value", "give one, or leave the key out"
            )
            return _INVALID
        if CONTROL_CHARACTERS.search(text):
            document.complain(
                node, "control-character", f"`{name}` holds a character that no reader can see"
            )
            return _INVALID
        try:
            return form(text)
        except _FormError as error:
            document.complain(node, error.code, f"`{name}`: {error.message}", error.hint)
            return _INVALID

    return read_scalar


def _text(longest: int | None) -> _Form:
    def read_text(text: str) -> str:
        if longest is not None and len(text) > longest:
            raise _FormError(
                "too-long",
                f"{len(text)} characters, where {longest} are allowed",
                f"shorten it by {len(text) - longest}",
            )
        return text

    return read_text


def _one_of(cls: Any) -> _Form:
    values = {member.value: member for member in cls}

    def read_member(text: str) -> Any:
        if text not in values:
            raise _FormError(
                "unknown-value",
                f"`{text}` is not one of its values",
                did_you_mean(text, values) or f"the values are {', '.join(values)}",
            )
        return values[text]

    return read_member


def _bool(text: str) -> bool:
    if text not in ("true", "false"):
        raise _FormError("unknown-value", f"`{text}` is neither true nor false")
    return text == "true"


_INTEGER: Final = re.compile(r"[+-]?[0-9]{1,15}", re.ASCII)
_DECIMAL: Final = re.compile(r"[+-]?[0-9]{1,15}(\.[0-9]{1,9})?", re.ASCII)


def _number(text: str) -> int | float:
    if _INTEGER.fullmatch(text):
        return int(text)
    if _DECIMAL.fullmatch(text):
        return float(text)
    raise _FormError("invalid-number", f"`{text}` is not a plain number", _DIGITS_ALONE)


def _positive_number(text: str) -> float:
    value = float(_number(text))
    if value <= 0:
        raise _FormError("invalid-number", f"`{text}` is not above zero")
    return value


def _number_between(smallest: int, largest: int) -> _Form:
    def read_number_between(text: str) -> float:
        value = float(_number(text))
        if not smallest <= value <= largest:
            raise _FormError("invalid-number", f"`{text}` is not between {smallest} and {largest}")
        return value

    return read_number_between


def _whole_number(smallest: int | None) -> _Form:
    def read_whole_number(text: str) -> int:
        value = _number(text)
        if not isinstance(value, int):
            raise _FormError("invalid-number", f"`{text}` is not a whole number")
        if smallest is not None and value < smallest:
            raise _FormError("invalid-number", f"`{text}` is below {smallest}")
        return value

    return read_whole_number


def _date(text: str) -> dates.Date:
    try:
        return dates.parse(text)
    except ValueError as error:
        hint = str(error)
        if re.fullmatch(r"\d{8}", text):
            hint = _dashed(text) or hint
        raise _FormError("invalid-date", f"`{text}` is not a date", hint) from None


def _dashed(digits: str) -> str:
    """A hint for eight digits that are a date without its hyphens; empty if they are none."""
    try:
        return f"write {dates.parse(f'{digits[:4]}-{digits[4:6]}-{digits[6:]}')}"
    except ValueError:
        return ""


def _slug(text: str) -> str:
    if not urls.is_slug(text):
        raise _FormError("invalid-id", f"`{text}` is not an id", urls.slug_hint(text))
    return text


_PLACE: Final = re.compile(r"[A-Z]{2}(-[A-Z0-9]{1,3})?", re.ASCII)


def _place(text: str) -> str:
    if not _PLACE.fullmatch(text):
        upper = text.upper()
        raise _FormError(
            "invalid-id",
            f"`{text}` is not the id of a place",
            f"did you mean `{upper}`?"
            if _PLACE.fullmatch(upper)
            else "places are ISO 3166 codes such as KZ or CN-SC",
        )
    return text


def _place_or_other(text: str) -> str:
    return text if text == OTHER_PLACES else _place(text)


def _month(text: str) -> dates.Date:
    date = _date(text)
    if len(date) != len("YYYY-MM"):
        raise _FormError("invalid-date", f"`{text}` is not a month", "write it as YYYY-MM")
    return date


def _briefing(text: str) -> str:
    year, _, slug = text.partition("/")
    if not (re.fullmatch(r"\d{4}", year, re.ASCII) and urls.is_slug(slug)):
        raise _FormError(
            "invalid-id",
            f"`{text}` is not the id of a briefing",
            "write year/slug, as in 2021/sichuan-closes-26-projects",
        )
    return text


def _url(text: str) -> str:
    try:
        parts = urlsplit(text)
        is_web = parts.scheme in ("http", "https") and bool(parts.hostname) and " " not in text
    except ValueError:
        is_web = False
    if not is_web or any(character in text for character in '<>"\\^`{|}'):
        raise _FormError(
            "invalid-url", f"`{text}` is not a web address", "write it with https:// or http://"
        )
    return text


def _path(text: str) -> str:
    if not urls.is_site_path(text) or text == urls.HOME:
        raise _FormError(
            "invalid-path",
            f"`{text}` is not a path of the site",
            "start and end it with a slash, as in /old/url/, or let it end with a file name",
        )
    return text


def _language(text: str) -> str:
    if not re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*", text, re.ASCII):
        raise _FormError(
            "unknown-value",
            f"`{text}` is not a language tag",
            "write a BCP 47 tag such as zh, zh-Hans or kk",
        )
    return text


def _uuid(text: str) -> str:
    try:
        return str(uuid.UUID(text))
    except ValueError:
        raise _FormError(
            "invalid-id",
            f"`{text}` is not a UUID",
            "make one: python -c 'import uuid; print(uuid.uuid4())'",
        ) from None


_FORMS: Final[dict[str, _Form]] = {
    "date": _date,
    "slug": _slug,
    "month": _month,
    "place": _place,
    "place or other": _place_or_other,
    "briefing": _briefing,
    "url": _url,
    "path": _path,
    "language": _language,
    "uuid": _uuid,
}
