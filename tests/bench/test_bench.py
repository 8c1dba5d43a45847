"""That the benchmark still works: a small archive, built and measured, rivals only where they are installed."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from . import corpus, floor, measure, report, run, search
from .systems import HUGO, OURS, REPOSITORY, SYSTEMS

SIZE = 40


def _digest(folder: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            digest.update(f"{path.relative_to(folder)}\n".encode() + path.read_bytes())
    return digest.hexdigest()


def test_the_corpus_is_the_same_for_the_same_seed(tmp_path: Path) -> None:
    for name, seed in (("one", 1), ("again", 1), ("other", 2)):
        corpus.write(SIZE, tmp_path / name, seed=seed)
    assert _digest(tmp_path / "one") == _digest(tmp_path / "again")
    assert _digest(tmp_path / "one") != _digest(tmp_path / "other")


def test_every_system_gets_every_briefing_as_ordinary_markdown(tmp_path: Path) -> None:
    archive = corpus.write(SIZE, tmp_path)
    for system in corpus.SYSTEMS:
        for number in range(SIZE):
            head = archive.head(number)
            text = corpus.briefing_file(tmp_path, system, head).read_text(encoding="utf-8")
            assert head.title in text
            assert ("[@" in text) == (system == corpus.OURS)
            if system != corpus.OURS:
                assert "[[" not in text


def test_a_corpus_looks_like_the_real_archive() -> None:
    archive = corpus.Corpus(400)
    briefings = list(archive.briefings())
    words = sorted(len(briefing.body.split()) for briefing in briefings)
    assert 350 <= words[len(words) // 2] <= 520
    facts = "".join(briefing.facts for briefing in briefings)
    for field in ("actions", "moves", "figures", "disputes", "caused_by", "thread", "updates"):
        assert re.search(rf"(?m)^{field}:", facts), field
    bodies = "".join(briefing.body for briefing in briefings)
    for mark in ("\n## ", "\n- ", "\n| ", "[^1]:", "](https://", "[@s1]", "[[", "\n> "):
        assert mark in bodies, mark
    assert len({briefing.head.id for briefing in briefings}) == 400
    assert len(corpus.PLACES) == 80
    assert len(corpus.ORGANISATIONS) == 400
    assert len(corpus.TAGS) == 60
    assert len(corpus.THREADS) == 20


def test_ours_and_the_installed_rivals_are_measured(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cache = run.default_cache()
    names = [OURS.name]
    rivals = {HUGO.name: HUGO, "pagefind": search.LIBRARIES}
    for name, rival in rivals.items():
        if rival.is_installed(cache):
            (tmp_path / rival.installation(cache).name).symlink_to(rival.installation(cache))
            names.append(name)
    document = tmp_path / "performance.md"
    assert not run.main(
        [
            "--quick",
            f"--sizes={SIZE}",
            f"--work={tmp_path}",
            f"--report={document}",
            "--systems",
            *names,
        ]
    )
    printed = capsys.readouterr().out
    for title, _ in report.SCENARIOS.values():
        assert re.search(rf"(?m)^\| {title} \| [\d.]+ \|", printed), title
    for title in ("milliseconds from save to new text, median", "memory after the last, MB"):
        assert re.search(rf"(?m)^\| {title} \| \d+ \|", printed), title
    if len(names) == 1 + len(rivals):
        goals = r"cold [\d.]+ \(goal 0\.500\), one body changed [\d.]+ \(goal 0\.033\)"
        assert re.search(rf"(?m)^\*\*With its search, .*: {goals}\.\*\*$", printed)
    assert not document.exists()  # it was a partial run


def test_our_search_is_measured(tmp_path: Path) -> None:
    """In a process of its own: one process has one browser of Playwright's at a time."""
    document = tmp_path / "performance.md"
    options = ["--what=search", "--systems=ours", f"--sizes={SIZE}", f"--work={tmp_path}"]
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.run", *options, f"--report={document}"],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    for title in (
        "first word, until ten results: requests",
        "a facet without a word, data alone: kB",
    ):
        assert re.search(rf"(?m)^\| {title} \| [1-9][\d.]* \|$", done.stdout), done.stdout
    assert re.search(r"(?m)^\| indexing after an edit of one word: s \| 0\.\d\d \|$", done.stdout)
    assert re.search(r"(?m)^\| all: MRR \| 0\.9\d \|$", done.stdout), done.stdout
    assert not document.exists()  # it was a partial run


def test_an_edit_that_is_not_built_is_noticed(tmp_path: Path) -> None:
    archive = corpus.write(SIZE, tmp_path, systems=[OURS.name])
    edit = run.Edit(tmp_path, archive.head(SIZE - 1))
    check = edit.body(OURS)
    page = OURS.output(tmp_path) / corpus.address(archive.head(SIZE - 1).id).lstrip("/")
    page.mkdir(parents=True)
    (page / "index.html").write_text("an old page")
    with pytest.raises(run.BenchError, match="did not build the edit"):
        check()


def test_the_memory_of_children_counts(tmp_path: Path) -> None:
    child = "import time; kept = bytearray(60_000_000); time.sleep(3)"
    parent = (
        "import subprocess, sys\n"
        f"both = [subprocess.Popen([sys.executable, '-c', '{child}']) for _ in 'ab']\n"
        "print([each.wait() for each in both])"
    )
    measured = measure.run([sys.executable, "-c", parent], tmp_path)
    assert measured.output == "[0, 0]\n"
    assert measured.peak > 110_000_000
    assert measured.seconds > 3


def test_the_memory_of_a_command_is_not_that_of_who_started_it(tmp_path: Path) -> None:
    held = b"x" * 200_000_000
    measured = measure.run([sys.executable, "-S", "-c", "import time; time.sleep(0.2)"], tmp_path)
    assert 1_000_000 < measured.peak < len(held) / 2


def test_a_command_that_fails_is_told(tmp_path: Path) -> None:
    with pytest.raises(measure.CommandFailedError, match=r"status 3\nlast words"):
        measure.run(["sh", "-c", "echo last words; exit 3"], tmp_path)


def test_the_floor_writes_a_page_for_each_briefing(tmp_path: Path) -> None:
    corpus.write(SIZE, tmp_path, systems=[OURS.name])
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY)}
    for processes in (1, 2):
        command = SYSTEMS[f"floor-{processes}"].command(tmp_path, tmp_path)
        subprocess.run(command, check=True, cwd=REPOSITORY, env=environment)
    one, two = (_digest(tmp_path / f"floor-{processes}") for processes in (1, 2))
    assert one == two
    assert len(list((tmp_path / "floor-1").glob("*/index.html"))) == SIZE
    assert floor.EXTENSIONS


def test_a_section_replaces_its_own_size_only(tmp_path: Path) -> None:
    document = tmp_path / "performance.md"
    report.update(document, "## 10,000 briefings\n\nfirst")
    report.update(document, "## Search\n\nbeside others")
    report.update(document, "## 1,000 briefings\n\nsmall")
    report.update(document, "## 10,000 briefings\n\nsecond")
    text = document.read_text()
    assert "first" not in text
    assert text.index("small") < text.index("second") < text.index("beside others")
    assert text.count("# Performance") == 1
