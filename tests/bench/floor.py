"""The least that a build in Python must do: read each file, its YAML and its Markdown, write one plain page.

    python -m tests.bench.floor CONTENT OUTPUT [--processes N]

No checks, no lists, no links: how far a real build is from this is what all of that costs.
"""

from __future__ import annotations

import argparse
import multiprocessing
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import jinja2
import markdown
import yaml

EXTENSIONS: Final = ["tables", "footnotes", "toc", "sane_lists", "fenced_code"]  # those of prose
_TEMPLATE: Final = """\
<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>{{ data.title }}</title></head>
<body>
<h1>{{ data.title }}</h1>
<p>{{ data.date }}: {{ data.summary }}</p>
{{ body|safe }}
<ol>{% for source in data.sources %}<li><a href="{{ source.url }}">{{ source.title }}</a></li>{% endfor %}</ol>
</body>
</html>
"""


def build(files: Sequence[Path], output: Path) -> None:
    converter = markdown.Markdown(extensions=EXTENSIONS, output_format="html")
    template = jinja2.Environment(autoescape=True).from_string(_TEMPLATE)
    for file in files:
        _, front_matter, body = file.read_text(encoding="utf-8").split("---\n", 2)
        data = yaml.load(front_matter, yaml.CSafeLoader)
        html = converter.reset().convert(body)
        page = template.render(data=data, body=html)
        folder = output / file.stem
        folder.mkdir()
        (folder / "index.html").write_text(page, encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.floor", description=__doc__)
    parser.add_argument("content", type=Path)
    parser.add_argument("output", type=Path)
    parser.add_argument("--processes", type=int, default=1)
    options = parser.parse_args()
    options.output.mkdir()
    files = sorted((options.content / "briefings").glob("*/*.md"))
    count = options.processes
    if count == 1:
        build(files, options.output)
        return
    with multiprocessing.Pool(count) as pool:
        pool.starmap(build, [(files[part::count], options.output) for part in range(count)])


if __name__ == "__main__":
    main()
