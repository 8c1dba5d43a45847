"""The command line: the verbs, the only printing, and the exit codes.

Exit codes: 0 done, 1 the content has errors, 2 wrong usage.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec

from hashtrail import dates, diagnostics, pipeline, urls
from hashtrail.model import TITLE_LENGTH, Kind

if TYPE_CHECKING:
    from hashtrail.preview.states import State

EXIT_DONE: Final = 0
EXIT_ERRORS: Final = 1
EXIT_USAGE: Final = 2

_DEFAULTS: Final = pipeline.Config()
_FORMATS: Final = ("text", "json", "github")
_PROGRESS_AFTER: Final = 0.5
_HOST: Final = "127.0.0.1"
_PORT: Final = 8000
#: Pages that the line of a build names.
_NAMED_PAGES: Final = 3

_NEW_BRIEFING: Final = """\
---
title: {title}
date: {date}
kind: {kind}
summary: One or two sentences that say what happened.
places: []
organisations: []
sources:
  - id: publisher
    publisher: Name of the publisher
    title: Title of the publication
    url: https://example.org/
    date: {date}
draft: true
---

What happened, in the order of importance. Every statement of fact carries its source [@publisher].
"""


def main(arguments: Sequence[str]) -> int:
    """Run the command line and return the exit code. Wrong usage raises SystemExit(2), as argparse does."""
    words = list(arguments)
    if not words or (words[0].startswith("-") and words[0] not in ("-h", "--help")):
        words.insert(0, "build")
    options = _parser().parse_args(words)
    run: int = options.run(options)
    return run


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="build.py",
        description="Check and publish the archive. Without a verb: build.",
        epilog="Exit codes: 0 done, 1 the content has errors, 2 wrong usage.",
    )
    verbs = parser.add_subparsers(title="verbs", metavar="VERB", required=True)

    def verb(name: str, text: str) -> argparse.ArgumentParser:
        return verbs.add_parser(name, help=text, description=text[0].upper() + text[1:] + ".")

    build = verb("build", "build the site into the output folder")
    _add_folders(build)
    _add_format(build)
    _add_output(build)
    build.add_argument(
        "--clean", action="store_true", help="write every file anew, whatever is there already"
    )
    build.set_defaults(run=_build)

    serve = verb("serve", "show the site while it is edited, built anew after each change")
    _add_folders(serve)
    serve.add_argument(
        "--output", type=Path, default=None, metavar="DIR",
        help="default: a folder in .hashtrail/, apart from the site to publish",
    )  # fmt: skip
    serve.add_argument(
        "--host", default=_HOST, metavar="HOST",
        help="the address to answer at; default: %(default)s, this machine alone",
    )  # fmt: skip
    serve.add_argument(
        "--port", type=_port, default=_PORT, metavar="N",
        help="default: %(default)s; 0 for any that is free",
    )  # fmt: skip
    serve.add_argument(
        "--open", action="store_true",
        help="open a browser, and in it the page of each file that is saved",
    )  # fmt: skip
    serve.set_defaults(run=_serve, clean=False)

    check = verb("check", "make all the checks of a build and write nothing")
    _add_folders(check)
    _add_format(check)
    check.set_defaults(run=_build, output=None, clean=False)

    explain = verb("explain", "tell what the next build would do with each page, and why")
    explain.add_argument(
        "url", nargs="?", metavar="URL", help="the path of one page, such as /about/"
    )
    _add_folders(explain)
    _add_output(explain)
    explain.set_defaults(run=_explain, clean=False)

    new = verb("new", "start a briefing as a draft")
    new.add_argument("title", type=_title, help="what happened, in one line")
    new.add_argument(
        "--kind", required=True, type=Kind, choices=list(Kind), metavar="KIND",
        help=", ".join(Kind),
    )  # fmt: skip
    new.add_argument(
        "--date", type=_date, metavar="DATE",
        help="when it happened: YYYY-MM-DD, or YYYY-MM; default: today",
    )  # fmt: skip
    new.add_argument("--content", type=Path, default=_DEFAULTS.content, metavar="DIR")
    new.set_defaults(run=_new)

    schema = verb("schema", "print the JSON Schema of the front matter")
    schema.set_defaults(run=_schema)
    return parser


def _add_folders(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add(
        "--content",
        type=Path,
        default=_DEFAULTS.content,
        metavar="DIR",
        help="default: %(default)s",
    )
    add(
        "--templates", type=Path, default=_DEFAULTS.templates, metavar="DIR",
        help="default: %(default)s",
    )  # fmt: skip
    add(
        "--base-url", type=_base_url, metavar="URL",
        help="where the site is published, with its path; default: base_url of site.yaml",
    )  # fmt: skip
    add(
        "--jobs", type=_jobs, default=0, metavar="N",
        help="processes to use; default: as many as there are cores",
    )  # fmt: skip
    add("--drafts", action="store_true", help="include drafts, marked as such")
    add(
        "--no-search", action="store_true",
        help="leave out the search: index, page and box",
    )  # fmt: skip


def _add_format(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--format", choices=_FORMATS, default="text",
        help="how to report: text, one JSON document on standard output, or annotations for GitHub Actions",
    )  # fmt: skip


def _add_output(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--output", type=Path, default=_DEFAULTS.output, metavar="DIR", help="default: %(default)s"
    )


def _jobs(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of processes")
    return int(text)


def _port(text: str) -> int:
    if not text.isdecimal() or int(text) > 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is no port: 0 to 65535")
    return int(text)


def _base_url(text: str) -> str:
    try:
        urls.SiteUrls.parse(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is no base URL: {error}") from None
    return text


def _title(text: str) -> str:
    title = " ".join(text.split())
    if not 1 <= len(title) <= TITLE_LENGTH:
        raise argparse.ArgumentTypeError(f"a title has 1 to {TITLE_LENGTH} characters")
    if not title.isprintable():
        raise argparse.ArgumentTypeError("a title holds no control characters")
    return title


def _date(text: str) -> dates.Date:
    try:
        date = dates.parse(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is no date: {error}") from None
    if not dates.month(date):
        raise argparse.ArgumentTypeError(f"{text!r}: give at least the month, as in {text}-06")
    return date


def _config(options: argparse.Namespace) -> pipeline.Config:
    return pipeline.Config(
        content=options.content,
        templates=options.templates,
        output=options.output,
        base_url=options.base_url,
        drafts=options.drafts,
        clean=options.clean,
        search=not options.no_search,
        jobs=options.jobs,
    )


def _build(options: argparse.Namespace) -> int:
    config = _config(options)
    with _progress() as progress:
        report = pipeline.build(config, progress)
    if options.format == "json":
        # The rest of it is no part of the contract with those who read this.
        document = {
            name: getattr(report, name) for name in ("ok", "diagnostics", "pages", "seconds")
        }
        print(msgspec.json.format(msgspec.json.encode(document), indent=2).decode())
    elif options.format == "github":
        for diagnostic in report.diagnostics:
            print(diagnostics.as_github(diagnostic))
    if options.format != "json":
        _print_text(report, config, with_diagnostics=options.format == "text")
    return EXIT_DONE if report.ok else EXIT_ERRORS


def _print_text(
    report: pipeline.Report, config: pipeline.Config, *, with_diagnostics: bool
) -> None:
    if with_diagnostics:
        for diagnostic in report.diagnostics:
            print(diagnostics.as_text(diagnostic) + "\n", file=sys.stderr)
    errors = sum(diagnostic.severity == "error" for diagnostic in report.diagnostics)
    warnings = len(report.diagnostics) - errors
    counted = [_counted(errors, "error")] if errors else []
    counted += [_counted(warnings, "warning")] if warnings else []
    seconds = sum(report.seconds.values())
    if not report.ok:
        print(f"{', '.join(counted)}; nothing was written", file=sys.stderr)
        return
    pages = report.pages
    if config.output is None:
        text = f"{_counted(pages.planned, 'file')} checked, {', '.join(counted) or 'no errors'}"
    else:
        text = (
            f"{_counted(pages.planned, 'file')} in {config.output.as_posix()}/: {pages.written:,} written, "
            f"{pages.unchanged:,} unchanged, {pages.removed:,} removed"
        )
        text += f"; {', '.join(counted)}" if counted else ""
    print(f"{text} ({seconds:.1f} s)")


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


@contextmanager
def _progress() -> Iterator[pipeline.Progress]:
    """A bar on a terminal for work that takes longer than half a second; elsewhere nothing."""
    if not sys.stderr.isatty():
        yield pipeline.silent
        return
    from rich.console import Console
    from rich.progress import Progress

    bar = Progress(console=Console(stderr=True), transient=True)
    task = bar.add_task("")
    start = time.monotonic()

    def advance(stage: str, done: int, total: int) -> None:
        if time.monotonic() - start > _PROGRESS_AFTER:
            bar.start()
        bar.update(task, description=stage, completed=done, total=total or None)

    try:
        yield advance
    finally:
        bar.stop()


def _serve(options: argparse.Namespace) -> int:
    from hashtrail.preview import server

    if options.output is None:
        options.output = server.default_output(options.content)
    try:
        bound = server.listen(options.host, options.port)
    except server.AddressError as error:
        print(error, file=sys.stderr)
        return EXIT_USAGE
    with suppress(KeyboardInterrupt), ExitStack() as bar:
        log = _ServeLog(bar, opens=options.open)
        listener = server.Listener(
            progress=bar.enter_context(_progress()),
            ready=log.ready,
            built=log.built,
            problem=log.problem,
        )
        server.serve(_config(options), bound, options.host, listener, follows=options.open)
    return EXIT_DONE


class _ServeLog:
    """What the preview tells in the terminal: a line for each build, and complaints when they are other ones."""

    def __init__(self, bar: ExitStack, *, opens: bool) -> None:
        self._bar = bar
        self._opens = opens
        self._told: tuple[diagnostics.Diagnostic, ...] = ()

    def ready(self, address: str) -> None:
        self._bar.close()
        print(f"The preview is at {address} (Ctrl-C ends it)", flush=True)
        if self._opens:
            import threading
            import webbrowser

            # Some browsers return only when they are closed.
            threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()

    def problem(self, message: str) -> None:
        print(message, file=sys.stderr, flush=True)

    def built(self, state: State, found: tuple[diagnostics.Diagnostic, ...]) -> None:
        if found != self._told:
            for diagnostic in found:
                print(diagnostics.as_text(diagnostic) + "\n", file=sys.stderr, flush=True)
        self._told = found
        now = datetime.fromtimestamp(state.time / 1000).astimezone().strftime("%H:%M:%S")
        print(f"{now}  {self._outcome(state, found)} ({state.seconds:.2f} s)", flush=True)

    @staticmethod
    def _outcome(state: State, found: tuple[diagnostics.Diagnostic, ...]) -> str:
        if not state.ok:
            errors = sum(diagnostic.severity == "error" for diagnostic in found)
            return f"{_counted(errors, 'error')}; the last good site stays"
        if state.touched is None:
            return f"{_counted(state.rendered, 'page')} rendered"
        if not state.touched:
            return "no page differs"
        named = ", ".join(state.touched[:_NAMED_PAGES])
        rest = len(state.touched) - _NAMED_PAGES
        text = f"{_counted(len(state.touched), 'file')} changed: {named}"
        return f"{text} and {rest:,} more" if rest > 0 else text


def _explain(options: argparse.Namespace) -> int:
    config = _config(options)
    with _progress() as progress:
        report, explained = pipeline.explain(config, progress)
    if not report.ok:
        _print_text(report, config, with_diagnostics=True)
        return EXIT_ERRORS
    for diagnostic in report.diagnostics:
        print(diagnostics.as_text(diagnostic) + "\n", file=sys.stderr)
    if options.url is not None:
        paths = [each.path for each in explained]
        explained = [each for each in explained if each.path == options.url]
        if not explained:
            near = diagnostics.did_you_mean(options.url, paths)
            text = f"{options.url}: no page has or had this path"
            print(f"{text}; {near}" if near else text, file=sys.stderr)
            return EXIT_ERRORS
    to_do = [each for each in explained if each.action != "keep"]
    for each in explained if options.url is not None else to_do:
        print(f"{each.path}: {each.action}: {each.reason}")
    if options.url is None:
        print(f"{len(to_do):,} to do, {len(explained) - len(to_do):,} to keep")
    return EXIT_DONE


def _new(options: argparse.Namespace) -> int:
    date = options.date or dates.today()
    from hashtrail import content

    slug = urls.slugify(options.title)
    folder = options.content / "briefings" / dates.year(date)
    path = folder / f"{date}-{slug}.md"
    if content.briefing_name(path.name) != (date, slug):
        print(
            f"{path.name}: its name would read as a day of {date}; give --date with the day, or begin the title with a word",
            file=sys.stderr,
        )
        return EXIT_USAGE
    # A JSON string is a YAML string, whatever the title holds.
    quoted = msgspec.json.encode(options.title).decode()
    text = _NEW_BRIEFING.format(title=quoted, date=date, kind=options.kind)
    for other in sorted(folder.glob(f"*-{slug}.md")):
        if content.briefing_name(other.name) == (other.name.removesuffix(f"-{slug}.md"), slug):
            print(f"{other.as_posix()}: this briefing exists already", file=sys.stderr)
            return EXIT_ERRORS
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except OSError as error:
        print(f"{path.as_posix()}: cannot be written: {error.strerror}", file=sys.stderr)
        return EXIT_ERRORS
    print(path.as_posix())
    return EXIT_DONE


def _schema(options: argparse.Namespace) -> int:
    from hashtrail.data import schemas

    print(schemas.front_matter().decode(), end="")
    return EXIT_DONE
