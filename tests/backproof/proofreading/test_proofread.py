"""Proofreading: good documents pass, and a fault planted in a document's LaTeX or in a template is found."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from backproof.document import Writer
from backproof.homework import of_packages
from backproof.proofreading.proofread import proofread
from backproof.terms import loading
from backproof.tex.engine import find_engine
from solutions import solve
from tests.conftest import ROOT, Checkout
from tests.solved import solved


@pytest.fixture(scope="module")
def page(write_up: Checkout) -> str:
    """The LaTeX of the first homework."""
    return (write_up.root / "out" / "build" / "report.tex").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def faultless(page: str) -> frozenset[str]:
    """The claims of the first homework whose formulas have no fault: only what has changed is read again."""
    return proofread(page, solved("2025-fall")).faultless


def test_the_homework_has_no_fault(page: str) -> None:
    assert not proofread(page, solved("2025-fall")).faults


# Where a fault is planted (a regular expression), and what stands there then. Each is planted at every place.
FAULTS = (
    (r"\\top", ""),
    (r"W\^\{\(2\)", "W^{(1)"),
    (r"(?<![{\d-])-2", "2"),
    (r"\\odot", ""),
    (r"\\bar\{h\}", r"\\bar{z}"),
    (r"(?<=\})\{\\math(?:bf|bb)\{R\}\^\{d\}\}", r"{\\mathbf{R}}"),
    (r"p ?\\times d", r"d\\times p"),
    (r"\\frac\{\\partial q\}\{\\partial x\}", r"\\frac{\\partial q}{\\partial a}"),
    (r"4 \\left\(\\sum", r"5 \\left(\\sum"),
    (r"(?<== )([23])(?=\$|\})", r"1\1"),
    (r"\\frac\{1\}\{12\}", r"\\frac{12}{1}"),
    (r"\\pivot\{1\}", "1"),
    (r"a_2 = -2", "a_2 = 2"),
    (r"\\cos\^2 x", r"\\cos x"),
    (r"-\\pi, \\pi", r"0, \\pi"),
    (r"x\^6 - 8", "x^6 + 8"),
    (r"-2 \\\\ 0 \\\\ 1", r"2 \\\\ 0 \\\\ 1"),
    (r"\\label\{part:q2b\}", r"\\label{part:q3a}"),
    (r"\\hyperref\[part:q4a\]", r"\\hyperref[part:q4b]"),
    (r"return\}\\bpspace\{\}z\\_bar", r"return}\\bpspace{}h\\_bar"),
)


@pytest.mark.parametrize(("at", "wrong"), FAULTS)
def test_a_fault_in_print_is_found(at: str, wrong: str, page: str, faultless: frozenset[str]) -> None:
    end = page.index("Appendix A")
    start = page.index(r"\begin{document}")
    drawn = [
        (m.start(), m.end())
        for m in re.finditer(r"\\begin\{tikzpicture\}.*?\\end\{tikzpicture\}", page, re.DOTALL)
    ]
    # The question's own words are passed over.
    passed_over = re.compile(r"^(?:Determine )?\(a\)~|^Here \$\\odot\$ is")
    lines = [m.span() for m in re.finditer(r".*\n", page) if passed_over.search(m[0])]
    # What the output shows is prose.
    lines.append((page.index(r"\label{part:q3c}") + 1, page.index(r"\section[Question 4")))
    places = [
        found
        for found in re.finditer(at, page)
        if start < found.start() < end and not any(a <= found.start() < b for a, b in (*drawn, *lines))
    ]
    assert places
    for found in places:
        planted = page[: found.start()] + found.expand(wrong) + page[found.end() :]
        read = proofread(planted, solved("2025-fall"), faultless)
        assert read.faults, page[found.start() - 60 : found.end() + 20]


def test_what_is_left_out_or_doubled_is_found(page: str, faultless: frozenset[str]) -> None:
    pieces = [
        *re.finditer(r"\\answerbox\{.*\}\n", page),
        *(
            m
            for m in re.finditer(r"\\begin\{bplisting\}.*?\\end\{bplisting\}", page, re.DOTALL)
            if r"{compute\_gradients}" in m[0]
        ),
        *re.finditer(r"\\hyperref\[part:q4c\].*\\\\\n", page),
        *re.finditer(r"\\subsection\[\(c\) Null space\].*\n", page),
    ]
    pieces = [piece for piece in pieces if piece.start() < page.index("Appendix A")]
    assert len(pieces) > 5
    for piece in pieces:
        left_out = page[: piece.start()] + page[piece.end() :]
        assert proofread(left_out, solved("2025-fall"), faultless).faults, piece[0][:80]
        doubled = page[: piece.end()] + piece[0] + page[piece.end() :]
        assert proofread(doubled, solved("2025-fall"), faultless).faults, piece[0][:80]


def test_only_what_has_changed_is_read_again(page: str) -> None:
    first = proofread(page, solved("2025-fall"))
    reworded = page.replace("Question", "Problem")
    again = proofread(reworded, solved("2025-fall"), first.faultless)
    assert (again.faults, again.faultless) == ((), first.faultless)
    wrong = page.replace(r"\dim N(B) = 1", r"\dim N(B) = 2")
    assert proofread(wrong, solved("2025-fall"), first.faultless).faults


@pytest.mark.slow
def test_a_template_that_prints_another_answer_is_named_with_its_line(sources: Checkout) -> None:
    template = "backproof/kinds/dimension/space.tex.j2"
    path = sources.root / template
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("boxed(answer.latex)", "boxed(question.answers[0].latex)"), encoding="utf-8")
    done = sources.run("pdf")
    assert done.returncode == 1
    numbers = [
        i for i, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1) if "answers[0]" in line
    ]
    assert any(f"{template}:{number}" in done.stderr for number in numbers)
    assert "error: 3 is not the dimension 2" in done.stderr
    assert not sources.pdf.exists()


SPACES: tuple[str, ...] = (
    'span = [["sqrt(2)", 1], [2, "sqrt(2)"]]',
    "span = [[0, 0], [0, 0]]",
    "name = 'Q'\nrow_space = [[1, 2, 3], [2, 4, 6]]",
    "matrices = [[[1, 0], [0, 1]], [[0, 1], [1, 0]], [[1, 1], [1, 1]]]",
    'homogeneous_system = ["x + y = 0", "y - z = 0"]',
    'polynomials = ["x*y", "x + y", "(x + y)**2", "x**2 + y**2"]',
    'polynomials = ["sqrt(2)*x", "x", "1"]',
    'functions = ["log(x)", "log(2*x)", "1"]\ndomain = "(0, oo)"',
    'functions = ["asin(x)", "acos(x)", "1"]\ndomain = [-1, 1]',
    'functions = ["2**x", "4**x", "exp(x*log(2))"]',
    'functions = ["cbrt(x)", "x", "sin(x)*cos(x)", "sin(2*x)"]',
    'functions = ["x**2", "x*abs(x)"]\ndomain = [-1, 1]',
    'functions = ["abs(x - 1)*x", "x"]\ndomain = [0, 2]',
    "sum = [[[1, 0, 0], [0, 1, 0]], [[0, 1, 1]]]",
    'null_space = [["1/3", "sqrt(2)"], ["2/3", "2*sqrt(2)"]]',
    "null_space = [[1, 2, 3, 4, 5, 6], [2, 4, 6, 8, 10, 12]]",
)
MODELS: tuple[tuple[str, str, str], ...] = (
    ("q = x.T @ S @ x", '["S", "x"]', 'x = "n", S = "n,n"'),
    ("A @ x", '["x"]', 'x = "n", A = "m,n"'),
    ("q = norm1(relu(A @ x))", '["x", "A"]', 'x = "n", A = "m,n"'),
    ("q = sum(rowsoftmax(A)*B)", '["A"]', 'A = "m,n", B = "m,n"'),
    ("alpha_1 = phi(beta.T @ theta)", '["beta", "theta"]', 'beta = "n", theta = "n"'),
    ("E = norm(psi(W_in @ x) - y)**2/2", '["W_in"]', 'W_in = "m,n", x = "n", y = "m"'),
    ("f_0 = sum(phi(x)**2)*t", '["x", "t"]', 'x = "lam", t = ""'),
    ("theta = sum(abs(u))", '["u"]', 'u = "n"'),
    ("f1 = sum(phi(x))", '["x"]', 'x = "n"'),
    ("F = sum(exp(x)/sum(exp(x)))", '["x"]', 'x = "n"'),
    ("F = 3", '["x"]', 'x = "n"'),
    ("L = norm(Wq @ x - Wk @ x)**2", '["Wq", "Wk", "x"]', 'Wq = "k,d", Wk = "k,d", x = "d"'),
)


def sheet() -> str:
    """A term file of all these questions."""
    lines = [
        'course = "X1"\nassignment = 1\ntitle = "T"\ndue = 2025-01-01T00:00:00',
        'functions = ["phi(t) = log(1 + exp(t))", "psi(s) = s**2/(1 + s**2)"]',
    ]
    for number, (definition, wrt, shapes) in enumerate(MODELS):
        lines += [
            f'[[questions]]\nid = "g{number}"\nkind = "gradient"\ntitle = "G"',
            f'definition = "{definition}"\nwrt = {wrt}\nshapes = {{ {shapes} }}',
            *(f'[[questions.parts]]\nid = "g{number}{letter}"\ntitle = "P"\npoints = 1' for letter in "ab"),
        ]
    lines.append('[[questions]]\nid = "d"\nkind = "dimension"\ntitle = "D"')
    lines += [
        f'[[questions.parts]]\nid = "s{number}"\ntitle = "S"\npoints = 1\n{space}'
        for number, space in enumerate(SPACES)
    ]
    return "\n".join(lines)


@pytest.mark.slow
def test_questions_of_every_kind_pass_and_their_boxes_are_judged(tmp_path: Path) -> None:
    homework = of_packages(ROOT, "solutions", "figures")
    (tmp_path / "2025-fall.toml").write_text(sheet(), encoding="utf-8")
    term: Any = loading.load(tmp_path / "2025-fall.toml")
    answered = tuple(solve(question, term) for question in term.questions)
    writer = Writer(homework, term, find_engine("embedded"))
    text = writer.write(answered, {solution.id: {} for solution in answered}).rendered.text
    good = proofread(text, answered)
    assert not good.faults
    boxes = list(re.finditer(r"\\answerbox\{.*= (\d+)\}", text))
    assert len(boxes) == len(SPACES)
    for box in boxes:
        wrong = text[: box.start(1)] + str(int(box[1]) + 1) + text[box.end(1) :]
        assert proofread(wrong, answered, good.faultless).faults, box[0]
