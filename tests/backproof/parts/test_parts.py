"""Questions whose parts name their kinds: read, solved, and set as a solution and as a sheet."""

from __future__ import annotations

import base64
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from backproof.diagnostic import CheckError, InputError
from backproof.pipeline import verify
from backproof.results import pdf
from backproof.terms.loading import load
from backproof.terms.term import Term
from tests.conftest import ROOT

SHEET = """\
course = "M1"
assignment = 3
title = "A mixed sheet"
due = 2026-12-01T23:59:00
text = "Hand in **one** file."

[shared]
A = [[2, 1, 0], [1, 3, 1]]

[[questions]]
id = "q1"
title = "Gradients and spaces"
text = "Each part with its steps."

[questions.shared]
shapes = { x = "n", C = "m,n", b = "m", S = "n,n" }
properties = { S = "symmetric" }

[[questions.parts]]
kind = "gradient"
points = 4
definition = "f = norm(C @ x - b)**2 / 2"
wrt = ["x"]
rubric = ["2 points for the chain rule"]

[[questions.parts]]
kind = "dimension"
points = 3
null_space = "A"
hint = "How many pivots can there be?"

[[questions.parts]]
kind = "text"
points = 5
bonus = true
statement = "Why does an orthogonal $Q$ keep lengths?"
answer = "As $\\\\lVert Qx\\\\rVert^2 = x^\\\\top Q^\\\\top Q x$ with $Q^\\\\top Q = I$."

[[questions.parts]]
kind = "statement"
label = "iv"
points = 2
left = "x.T @ S @ x"
right = "x.T @ S.T @ x"
argument = "A number is its own transpose."
approach = "Both sides are numbers."
remark = "This used the symmetry."

[[questions]]
id = "q2"
title = "Words"
choose = 1
kind = "text"

[[questions.parts]]
points = 3
statement = "Say $1 + 1$."
answer = "It is $2$."
claims = ["1 + 1 == 2"]

[[questions.parts]]
points = 3
statement = "Say $2 + 2$."
answer = "It is $4$."
"""

# One black pixel.
PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg=="
)


@pytest.fixture(scope="module")
def homework(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("mixed")
    subprocess.run([sys.executable, "-m", "backproof", "init", str(root / "hw")], check=True, cwd=ROOT)
    (root / "hw/solutions/terms/mixed.toml").write_text(SHEET, encoding="utf-8")
    return root / "hw"


def run(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "build.py", *arguments, "--term", "mixed"],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def term(folder: Path, text: str) -> Term:
    (folder / "terms").mkdir(exist_ok=True)
    path = folder / "terms" / "one.toml"
    path.write_text(text, encoding="utf-8")
    return load(path)


def test_parts_have_ids_labels_kinds_and_what_they_share(tmp_path: Path) -> None:
    first, second = term(tmp_path, SHEET).questions
    assert [(part.id, part.label, part.kind) for part in first.parts] == [
        ("q1a", "a", "gradient"),
        ("q1b", "b", "dimension"),
        ("q1c", "c", "text"),
        ("q1d", "iv", "statement"),
    ]
    assert first.parts[1].data["null_space"] == [[2, 1, 0], [1, 3, 1]]
    assert first.parts[1].names == {"null_space": "A"}
    # The bonus part adds nothing; of two parts that earn three points each, one is to be answered.
    assert (first.points, second.points) == (9, 3)


def test_the_solution_and_the_sheet_are_set(homework: Path) -> None:
    done = run(homework, "pdf")
    assert done.returncode == 0, done.stderr
    folder = homework / "out" / "terms" / "mixed"
    solution = " ".join(pdf.text(folder / "M1-assignment-3.pdf").split())
    answers = json.loads((folder / "answers.json").read_text(encoding="utf-8"))
    assert answers["q1b"]["text"] == "1"
    assert answers["q1a"]["formulas"] == {"x": "C.T @ (C @ x - b)"}
    assert [id for id, answer in answers.items() if answer.get("by_author")] == ["q1c", "q2a", "q2b"]
    assert "not machine-checked" in solution
    assert "Parts 1(c), 2(a) and 2(b) are in the author’s words" in solution
    assert "5 points, bonus" in solution
    assert "Answer 1 of the 2 parts." in solution

    done = run(homework, "pdf", "--audience", "sheet")
    assert done.returncode == 0, done.stderr
    sheet = " ".join(pdf.text(folder / "M1-assignment-3-sheet.pdf").split())
    for words in ("Hand in one file.", "Each part with its steps.", "How many pivots", "Answer 1 of the 2"):
        assert words in sheet
        assert words in solution
    for words in (
        "chain rule",
        "pivots in 3 columns",
        "its own transpose",
        "Both sides are numbers",
        "used the symmetry",
    ):
        assert words in solution
        assert words not in sheet
    assert "erified" not in sheet


def test_an_answer_that_a_template_prints_on_the_sheet_is_told_at_its_line(homework: Path) -> None:
    own = homework / "templates" / "kinds" / "gradient" / "statement.tex.j2"
    own.parent.mkdir(parents=True)
    line = "\\BLOCK{ if audience == 'sheet' }\\VAR{ set_.checked(answer) }\\BLOCK{ endif }"
    own.write_text(f"Determine it.\n{line}\n", encoding="utf-8")
    try:
        done = run(homework, "pdf", "--audience", "sheet")
    finally:
        own.unlink()
    assert done.returncode == 1
    assert "an answer is printed on the sheet" in done.stderr
    assert "templates/kinds/gradient/statement.tex.j2:2" in done.stderr


@pytest.mark.parametrize(
    ("written", "instead", "at", "told"),
    [
        ('kind = "dimension"', 'kind = "dimensions"', 'kind = "dimensions"', "no kind 'dimensions'"),
        ('kind = "dimension"', 'kind = "network"', 'kind = "network"', "'network' answers whole questions"),
        ('kind = "dimension"\npoints', "points", "\npoints = 3\nnull", "key 'kind' is missing"),
        ("choose = 1", "choose = 2", "choose = 2", "'choose' is 2, of 2 parts"),
        ('3\nstatement = "Say $2', '4\nstatement = "Say $2', "choose = 1", "different points"),
        ("choose = 1", "chose = 1", "chose = 1", "unknown key 'chose'"),
        ('text = "Each part', 'text = "$\\\\inptu$ Each', 'text = "$', "inptu"),
        ('null_space = "A"', 'null_space = "B"', 'null_space = "B"', "'null_space' is text in quotes"),
        ('answer = "It is $2$."', 'answer = " "', 'answer = " "', "'answer' is not of the right form"),
        ('rubric = ["2 points', 'rubric = ["$x^$ points', "rubric = [", "a script behind '^' is missing"),
    ],
)
def test_a_wrong_part_is_told_at_its_line(
    tmp_path: Path, written: str, instead: str, at: str, told: str
) -> None:
    from backproof.parts.solver import solve

    assert written in SHEET
    text = SHEET.replace(written, instead, 1)
    with pytest.raises(InputError) as caught:
        found = term(tmp_path, text)
        for question in found.questions:
            solve(question, found)
    (first, *_) = caught.value.diagnostics
    assert told in first.message
    assert first.line == text[: text.index(at)].count("\n") + 1


@pytest.mark.parametrize(
    ("written", "instead", "at"),
    [
        ('claims = ["1 + 1 == 2"]', 'claims = ["1 + 1 == 3"]', '"1 + 1 == 3'),
        (
            'claims = ["1 + 1 == 2"]',
            'claims = [\n  "1 + 1 == 2",  "2 + 2 == 4", # both\n  "0 == 0", "1 + 1 == 3",\n]',
            '"1 + 1 == 3',
        ),
        ('right = "x.T @ S.T @ x"', 'right = "2*(x.T @ S @ x)"', 'right = "2'),
    ],
)
def test_a_false_claim_is_told_where_it_is_stated(
    tmp_path: Path, written: str, instead: str, at: str
) -> None:
    from backproof.parts.solver import solve

    text = SHEET.replace(written, instead, 1)
    found = term(tmp_path, text)
    with pytest.raises(CheckError) as caught:
        verify([solve(question, found) for question in found.questions], found)
    (told,) = caught.value.diagnostics
    before = text[: text.index(at)].split("\n")
    assert (told.line, told.column) == (len(before), len(before[-1]) + 1)
    assert "the check 'equal values' of" in told.message


@pytest.mark.slow
def test_a_false_claim_stops_the_build(homework: Path) -> None:
    path = homework / "solutions/terms/mixed.toml"
    path.write_text(SHEET.replace('"1 + 1 == 2"', '"1 + 1 == 3"', 1), encoding="utf-8")
    try:
        done = run(homework, "check")
    finally:
        path.write_text(SHEET, encoding="utf-8")
    assert done.returncode == 1
    assert "mixed.toml:" in done.stderr


def test_a_question_may_be_its_only_part(tmp_path: Path) -> None:
    head = SHEET.partition("[[questions]]")[0]
    keys = 'id = "q1"\nkind = "text"\ntitle = "Say"\npoints = 2\nstatement = "?"\nanswer = "!"\n'
    alone = f"{head}[[questions]]\n{keys}"
    (question,) = term(tmp_path, alone).questions
    assert [(part.id, part.label, part.points) for part in question.parts] == [("q1", "", 2)]
    (tmp_path / "other").mkdir()
    with pytest.raises(InputError, match="the id 'q1' is taken"):
        term(tmp_path / "other", alone + alone.removeprefix(head))


@pytest.mark.slow
def test_a_picture_is_included_and_a_missing_one_is_told_at_its_line(homework: Path) -> None:
    path = homework / "solutions/terms/mixed.toml"
    text = SHEET.replace('answer = "It is $2$."', 'answer = "It is $2$.\\n\\n![two](two.png)"')
    assert text != SHEET
    path.write_text(text, encoding="utf-8")
    picture = path.with_name("two.png")
    try:
        done = run(homework, "pdf")
        line = next(number for number, row in enumerate(text.split("\n"), 1) if "two.png" in row)
        assert done.returncode == 2
        assert f"mixed.toml:{line}:" in done.stderr
        assert "there is no picture 'two.png'" in done.stderr
        picture.write_bytes(PNG)
        done = run(homework, "pdf")
        assert done.returncode == 0, done.stderr
        made = (homework / "out/terms/mixed/M1-assignment-3.pdf").read_bytes()
        assert re.search(rb"/Subtype\s*/Image", made)
    finally:
        path.write_text(SHEET, encoding="utf-8")
        picture.unlink(missing_ok=True)
