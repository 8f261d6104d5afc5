"""The head start of `pdf`, before it knows what has changed: only if it can help, and without leftovers."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from backproof import acceleration
from backproof.building import records
from backproof.building.sources import Tree
from backproof.prewarm import fast_path, last_document, paused_pass, prewarmed
from backproof.prewarm.last_document import LastDocument
from tests.backproof.building.runs import build, environment
from tests.backproof.building.small_homework import edit

ROOT = Path(__file__).parents[3]
# Runs `build.py` and says of a pass that had begun how many lines it had read.
TOLD = """
import runpy, sys
from backproof.prewarm.paused_pass import PausedPass
finish = PausedPass.finish
def told(self, body):
    print("begun with", self.fed.count("\\n"), "of", body.count("\\n"))
    return finish(self, body)
PausedPass.finish = told
sys.path.insert(0, "")
sys.argv = ["build.py", *sys.argv[1:]]
runpy.run_path("build.py", run_name="__main__")
"""
POOLED = """
import runpy, sys
from backproof.prewarm.worker_pool import WorkerPool
early, begin = WorkerPool.import_early, WorkerPool.begin
def told_early(self, modules):
    print(*modules, flush=True)
    early(self, modules)
def told(self, *arguments):
    print("begun", flush=True)
    return begin(self, *arguments)
WorkerPool.import_early, WorkerPool.begin = told_early, told
sys.path.insert(0, "")
sys.argv = ["build.py", *sys.argv[1:]]
runpy.run_path("build.py", run_name="__main__")
"""
needs_pipes = pytest.mark.skipif(not paused_pass.POSSIBLE, reason="a pipe can't lie in a folder here")


@pytest.fixture
def homework(small_built: Path) -> Path:
    return small_built


def tree(root: Path) -> Tree:
    return Tree(str(root), ("solutions", "figures"))


def begun_with(root: Path, *options: str) -> list[int]:
    """The lines that had been read of a document that was set, and how many it has."""
    done = subprocess.run(
        [sys.executable, "-c", TOLD, "pdf", "-q", *options],
        cwd=root,
        env=environment(root),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return [int(word) for word in done.stdout.split() if word.isdigit()]


def line_of(root: Path, text: str) -> int:
    return (root / "out/build/report.tex").read_text("utf-8").partition(text)[0].count("\n")


@pytest.mark.slow
@needs_pipes
def test_an_edit_finds_a_pass_that_has_begun_and_the_next_one_there_also_its_pages(homework: Path) -> None:
    edit(homework, "other template", 5)
    read, of = begun_with(homework)
    assert read == line_of(homework, r"\begin{document}") + 1 < of
    edit(homework, "other template", 6)
    read, of = begun_with(homework)
    assert line_of(homework, "Wording 6") == read < of
    edit(homework, "template", 7)
    read, of = begun_with(homework)
    assert read == line_of(homework, r"\begin{document}") + 1
    # Each place is known from its own last edit.
    edit(homework, "other template", 8)
    read, of = begun_with(homework)
    assert line_of(homework, "Wording 8") == read < of


@pytest.mark.slow
@needs_pipes
@pytest.mark.parametrize(
    "what",
    ["style", *(pytest.param(what, marks=pytest.mark.slow) for what in ("plot module", "term title"))],
)
def test_a_pass_that_does_not_serve_changes_nothing(homework: Path, what: str) -> None:
    edit(homework, "other template", 5)
    begun_with(homework)
    edit(homework, what, 8)
    begun_with(homework)
    incremental = build(homework).outputs
    assert incremental == build(homework, "pdf", "--no-cache").outputs


@pytest.mark.slow
@needs_pipes
def test_what_is_begun_for_nothing_is_given_up(homework: Path) -> None:
    (homework / "solutions/terms/only.toml").write_text("title =", "utf-8")
    assert build(homework, "pdf", "-q").exit_code != 0
    assert not list((homework / "out/build").glob(".*-*"))


@pytest.mark.slow
@pytest.mark.sample(1)
@needs_pipes
@pytest.mark.parametrize("words", [["pdf", "--no-cache"], ["pdf", "--untrusted"], ["check"], []])
def test_nothing_is_begun_for_another_command(homework: Path, words: list[str]) -> None:
    build(homework, *words)
    assert not begun(homework, words)


def begun(root: Path, words: list[str]) -> bool:
    """Return whether a pass is begun for a command line; it is given up."""
    acceleration.begin(tree(root), words)
    taken = prewarmed._begun.pop(str(root), None)
    if taken:
        taken.give_up()
    return taken is not None


@pytest.mark.slow
@needs_pipes
def test_a_damaged_manuscript_is_none(homework: Path) -> None:
    assert begun(homework, ["pdf", "-q"])
    (kept,) = (homework / "out/build/records").glob("*.manuscript")
    text = kept.read_text("utf-8")
    for damaged in (text[:-9], "[]", "{}", ""):
        kept.write_text(damaged, "utf-8")
        assert last_document.read(str(homework), None, "embedded") is None
        assert not begun(homework, ["pdf", "-q"])


def test_the_facts_that_changed(homework: Path) -> None:
    edit(homework, "template", 5)
    edit(homework, "term seed", 5)
    now = records.facts(tree(homework))
    found = records.changed(str(homework), None, "embedded", now)
    # The package is another here than the homework's own copy.
    sources = [name for name in found if name.startswith(("source solutions/", "source templates/"))]
    assert sources == ["source solutions/terms/only.toml", "source templates/q1.tex.j2"]
    assert records.known(tree(homework)) == now == records.seen(tree(homework))


def test_the_lines_that_two_documents_share() -> None:
    text = "a\nb\n\\begin{document}\nc\n"
    kept = last_document.LastDocument(text, {}, [], 0)
    assert kept.head == 3
    assert kept.lines_as_in(text) == 4
    assert kept.lines_as_in("a\nb\nx\nc\n") == 2
    assert kept.lines_as_in("") == 0


def document(*lines: str, **edits: last_document.Edit) -> LastDocument:
    return LastDocument("\n".join(lines), {}, [], 0, edits)


def test_an_edit_is_known_by_its_sources_and_moves_with_the_lines_before_it() -> None:
    first = document("a", "b", "c", "d").after(document("a", "b", "c", "x"), ["late"], ["some.solver"])
    assert first.edit(["late"]) == last_document.Edit(3, ["some.solver"])
    assert first.edit(["early"]) is first.edit(["early", "late"]) is first.edit([]) is None
    second = document("a", "B", "B", "c", "d").after(first, ["early"], ())
    assert second.edit(["late"]) == last_document.Edit(4, ["some.solver"])
    assert second.edit(["early"]) == last_document.Edit(1, ())
    third = document("a", "B", "B", "c", "e").after(second, ["late"], ())
    assert third.edit(["late"]) == last_document.Edit(4, ())
    assert third.edit(["early"]) == last_document.Edit(1, ())


def test_of_many_edits_the_last_are_kept_and_an_edit_of_all_sources_is_none() -> None:
    at = document("a")
    for number in range(50):
        at = document("a").after(at, [f"source {number}"], ())
    assert at.edit(["source 49"]) and not at.edit(["source 0"]) and len(at.edits) <= 20
    many = [f"source {number}" for number in range(9)]
    assert document("a").after(at, many, ()).edit(many) is None


def test_what_is_kept_of_a_document_is_read_again(tmp_path: Path) -> None:
    kept = document("a", "b").after(document("a", "x"), ["source"], ["some.solver"])
    last_document.keep(str(tmp_path), None, "embedded", kept)
    assert last_document.read(str(tmp_path), None, "embedded") == kept


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="workers are forked on Linux alone")
def test_a_field_that_is_edited_again_finds_a_worker_that_imports_its_solver(homework: Path) -> None:
    edit(homework, "term field", 5)
    assert pooled(homework) == []
    edit(homework, "term field", 6)
    early, *begun = pooled(homework)
    assert "solutions.power" in early and begun == ["begun"]
    incremental = build(homework).outputs
    assert incremental == build(homework, "pdf", "--no-cache").outputs


@pytest.mark.slow
@pytest.mark.parametrize("fault", ["x = (", "raise RuntimeError('oh')", "import os; os._exit(3)"])
def test_a_module_with_an_error_is_told_by_one_line_also_where_workers_import_it(
    homework: Path, fault: str
) -> None:
    shutil.rmtree(homework / "out")
    with (homework / "solutions/power.py").open("a", encoding="utf-8") as module:
        module.write(f"\n{fault}\n")
    done = build(homework)
    assert done.exit_code != 0
    assert "Traceback" not in done.stderr and "a file ends too early" not in done.stderr


def pooled(root: Path) -> list[str]:
    """Return what a build imports early for its workers, and a line for each answer that is begun there."""
    command = [sys.executable, "-c", POOLED, "pdf", "-q"]
    done = subprocess.run(
        command, cwd=root, env=environment(root), capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


@pytest.mark.slow
def test_a_command_line_is_answered_as_it_was_read_before(homework: Path) -> None:
    """Each form is told by the slow path first, and by the fast path in the same words but for the time."""
    forms = (["pdf", "--quiet"], ["pdf", "--json", "--term", "only"], ["pdf", "--engine=embedded"])
    told = {}
    for words in forms:
        assert fast_path.read(str(homework), words) is None
        told[tuple(words)] = untimed(build(homework, *words).stdout)
    for words in forms:
        assert fast_path.read(str(homework), words)
        ran = build(homework, *words, PYTHONPROFILEIMPORTTIME="1")
        assert "click" not in ran.stderr
        assert untimed(ran.stdout) == told[tuple(words)]


def untimed(told: str) -> str:
    return re.sub(r"\d+\.\d+ s$|(?<=\"seconds\": )[\d.]+", "", told.strip())


@pytest.mark.slow
@pytest.mark.sample(1)
@pytest.mark.parametrize("words", [["pdf", "--no-cache"], ["pdf", "--untrusted"], ["check"], ["pdf", "-h"]])
def test_other_commands_are_never_answered(homework: Path, words: list[str]) -> None:
    build(homework, *words)
    assert fast_path.read(str(homework), words) is None
    assert not acceleration.answer(tree(homework), words)


@pytest.mark.sample(1)
@pytest.mark.parametrize("content", [b"", b"{}", b"0\n{}"])
def test_a_damaged_record_of_a_command_is_none(homework: Path, content: bytes) -> None:
    words = ["pdf", "-q"]
    Path(fast_path._file(str(homework), words)).write_bytes(content)
    assert fast_path.read(str(homework), words) is None
    assert build(homework, *words).exit_code == 0
    assert fast_path.read(str(homework), words)
