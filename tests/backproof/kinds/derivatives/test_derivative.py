"""Derivatives as parts, held against a lecturer's answers: formulas by numpy, numbers by fractions."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any, cast

import numpy as np
import pytest

from backproof.answer import Answer
from backproof.diagnostic import InputError
from backproof.document import Writer
from backproof.homework import of_packages
from backproof.kinds.derivative.part import Details
from backproof.parts.solver import solve
from backproof.pipeline import compute, faults_of
from backproof.proof import verify
from backproof.proofreading.claims import results
from backproof.proofreading.formulas import Formula
from backproof.proofreading.proofread import proofread
from backproof.terms.loading import load
from backproof.tex.engine import find_engine
from tests.conftest import ROOT

HEAD = """\
course = "M1"
assignment = 1
title = "T"
due = 2026-12-01T23:59:00
functions = ["phi(t) = log(1 + exp(t))"]
[[questions]]
id = "q"
title = "Q"
[[questions.parts]]
kind = "derivative"
points = 1
"""


def solved(folder: Path, part: str) -> Answer:
    path = folder / "term.toml"
    path.write_text(HEAD + part, encoding="utf-8")
    term = load(path)
    (answer,) = solve(term.questions[0], term).answers
    return answer


# Numbers: the part, and the results by name, each worked out by hand or taken from a lecturer's solution.
LSE = 'definition = "f = lse(x)"\nwrt = "x"\nshapes = { x = "n" }\norder = 2\n'
SIMILAR = """\
definition = "F = inv(X) @ A @ X"
wrt = "X"
shapes = { A = "n,n", X = "n,n" }
ask = ["value", "differential"]
at = { A = [[2, 1], [0, 3]], X = [[1, 1], [0, 1]] }
direction = { X = [[0, 1], [1, 0]] }
"""
ADJOINT = """\
definition = "u = inv(A0 + diag(p)) @ b; f = norm(u - d)**2/2"
wrt = "p"
shapes = { A0 = "n,n", p = "n", b = "n", d = "n" }
at = { A0 = [[2, -1], [-1, 2]], p = [0, 1], b = [1, 2], d = [0, 2] }
"""
NAMED = ADJOINT + 'ask = ["value", "gradient"]'
SCALARS = """\
definition = "f = x**2*y + y**3"
wrt = ["x", "y"]
order = 2
at = { x = 1, y = 2 }
ask = ["value", "gradient", "hessian", "directional", "taylor"]
direction = { x = "3/5", y = "4/5" }
"""
NUMBERS: list[tuple[str, dict[str, Any]]] = [
    (
        LSE + 'at = { x = [0, "log(2)", "log(3)"] }',
        {
            "gradient": [["1/6"], ["1/3"], ["1/2"]],
            "hessian": [["5/36", "-1/18", "-1/12"], ["-1/18", "2/9", "-1/6"], ["-1/12", "-1/6", "1/4"]],
        },
    ),
    (SIMILAR, {"value": [["2", "0"], ["0", "3"]], "differential": [["0", "-1"], ["1", "0"]]}),
    (ADJOINT, {"gradient": [["-2/5"], ["1/5"]]}),
    (
        NAMED,
        {"value of u": [["1"], ["1"]], "value": [["1"]], "gradient": [["-2/5"], ["1/5"]]},
    ),
    (
        SCALARS,
        {
            "value": [["10"]],
            "gradient": [["4"], ["13"]],
            "hessian": [["4", "2"], ["2", "12"]],
            "directional derivative": [["64/5"]],
        },
    ),
    (
        'definition = "f = det(X)"\nwrt = "X"\nat = { X = [[1, 2], [3, 4]] }',
        {"gradient": [["4", "-3"], ["-2", "1"]]},
    ),
    (
        'definition = "f = norm(x)"\nwrt = "x"\norder = 2\nat = { x = [3, 4] }',
        {"gradient": [["3/5"], ["4/5"]], "hessian": [["16/125", "-12/125"], ["-12/125", "9/125"]]},
    ),
    (
        'definition = "F = x.T @ A"\nwrt = "x"\nat = { x = [1, 2], A = [[1, 5], [2, 7]] }',
        {"jacobian": [["1", "2"], ["5", "7"]]},
    ),
    (
        'definition = "f = x.T @ A @ y"\nwrt = ["x", "y"]\norder = 2\n'
        "at = { x = [1, 2], A = [[1, 5, 0], [2, 7, 1]], y = [1, 0, 0] }",
        {"gradient by x, by y": [["1", "5", "0"], ["2", "7", "1"]], "hessian by x": [["0", "0"], ["0", "0"]]},
    ),
]


@pytest.mark.parametrize(("part", "expected"), NUMBERS)
def test_numbers_at_a_point_are_exact(tmp_path: Path, part: str, expected: Mapping[str, Any]) -> None:
    answer = solved(tmp_path, part)
    assert answer.passed
    assert not faults_of(answer)
    for name, wanted in expected.items():
        found = _entries(answer.formulas[f"{name} at the point"])
        assert found == [[Fraction(x) for x in row] for row in wanted]


def _entries(text: str) -> list[list[Fraction]]:
    rows = re.findall(r"\[([^\[\]]+)\]", text) or [text]
    return [[Fraction(entry.strip()) for entry in row.split(",")] for row in rows]


@pytest.mark.parametrize(
    ("definition", "point", "polynomial"),
    [
        ("exp(x)", "x = 0", "1 + h + h**2/2"),
        ("log(1 + x)", "x = 0", "h - h**2/2"),
        ("1/x", "x = 2", "1/2 - h/4 + h**2/8"),
        ("sqrt(x)", 'x = "4"', "2 + h/4 - h**2/64"),
        ("x**2", "x = 3", "9 + 6*h + h**2"),
    ],
)
def test_taylor_polynomials_are_those_of_the_textbook(
    tmp_path: Path, definition: str, point: str, polynomial: str
) -> None:
    part = f'definition = "f = {definition}"\nwrt = "x"\nask = ["taylor"]\nat = {{ {point} }}'
    answer = solved(tmp_path, part)
    assert answer.passed
    assert any(check.method == "remainder halved" for check in answer.checks)
    text = answer.formulas["Taylor polynomial at the point"]
    for h in map(Fraction, (-2, 1, 3, 5)):
        assert _of_h(text, h) == _of_h(polynomial, h)


def _of_h(text: str, h: Fraction) -> Fraction:
    exact = re.sub(r"(?<![\w*])(\d+)(?!\w)", r"Fraction(\1)", re.sub(r"\*\*2", "**Two", text))
    return Fraction(eval(exact, {"Fraction": Fraction, "h": h, "Two": 2}))


# Formulas: the definition, its shapes, and results in a lecturer's notation.
FORMULAS: list[tuple[str, str, dict[str, str]]] = [
    (
        'definition = "f = norm(A @ x - b)**2/2 + lam/2*norm(D @ x)**2"\nwrt = "x"\norder = 2',
        "A:m,n x:n b:m D:k,n lam:",
        {"gradient": "A.T@(A@x-b)+lam*D.T@D@x", "hessian": "A.T@A+lam*D.T@D"},
    ),
    (
        'definition = "tr(X.T @ A @ X @ B)"\nwrt = "X"',
        "X:m,n A:m,m B:n,n",
        {"gradient": "A@X@B+A.T@X@B.T"},
    ),
    ('definition = "logdet(X.T @ X)"\nwrt = "X"', "X:m,n", {"gradient": "2*X@inv(X.T@X)"}),
    (
        'definition = "r = x.T @ S @ x/(x.T @ x)"\nwrt = "x"\nproperties = { S = "symmetric" }',
        "x:n S:n,n",
        {"gradient": "2/(x.T@x)*(S@x-(x.T@S@x)/(x.T@x)*x)"},
    ),
    (
        'definition = "F = inv(X) @ A @ X"\nwrt = "X"\norder = 2',
        "X:n,n A:n,n dX:n,n",
        {
            "differential": "inv(X)@(A@dX-dX@inv(X)@A@X)",
            "second differential": "2*inv(X)@dX@inv(X)@(dX@inv(X)@A@X-A@dX)",
        },
    ),
    (LSE, "x:n", {"gradient": "softmax(x)", "hessian": "diag(softmax(x))-softmax(x)@softmax(x).T"}),
    (
        'definition = "f = sum(softplus(-y*(A @ w)))"\nwrt = "w"\norder = 2',
        "A:m,n w:n y:m",
        {
            "gradient": "-A.T@(y*sigmoid(-y*(A@w)))",
            "hessian": "A.T@diag(y**2*sigmoid(y*(A@w))*sigmoid(-y*(A@w)))@A",
        },
    ),
    (
        'definition = "f = log(exp(x) + exp(y))"\nwrt = ["x", "y"]\norder = 2',
        "x: y:",
        {"hessian": "exp(x+y)/(exp(x)+exp(y))**2*[[1,-1],[-1,1]]"},
    ),
    (
        'definition = "f = x.T @ A @ x"\nwrt = "x"\nask = ["directional", "taylor"]',
        "x:n A:n,n v:n h:n",
        {"directional derivative": "x.T@(A+A.T)@v", "Taylor polynomial": "(x+h).T@A@(x+h)"},
    ),
    (
        'definition = "f = logdet(A)"\nwrt = "A"\nask = ["differential"]\n'
        'properties = { A = "positive definite" }',
        "A:n,n dA:n,n",
        {"differential": "tr(inv(A)@dA)"},
    ),
]
SIZES = {"m": 4, "n": 3, "k": 2, "": 1}


@pytest.mark.parametrize(("part", "shapes", "expected"), FORMULAS)
def test_formulas_are_those_of_a_lecturer(
    tmp_path: Path, part: str, shapes: str, expected: Mapping[str, str]
) -> None:
    declared = dict(item.split(":") for item in shapes.split())
    variables = {name: shape for name, shape in declared.items() if name not in ("dX", "dA", "v", "h")}
    table = ", ".join(f'{name} = "{shape}"' for name, shape in variables.items())
    given = "" if "shapes" in part else f"\nshapes = {{ {table} }}"
    answer = solved(tmp_path, part + given)
    assert answer.passed
    assert not faults_of(answer)
    for seed in range(3):
        rng = np.random.default_rng(seed)
        values = {name: _drawn(rng, shape) for name, shape in declared.items()}
        for name in ("S", "A", "dA"):
            if name in values and ("dA" in values or f"{name} = " in part.partition("properties")[2]):
                values[name] = values[name] @ values[name].T + np.eye(3)
        for name, formula in expected.items():
            found = _numpy(answer.formulas[name], values)
            np.testing.assert_allclose(found, _numpy(formula, values), rtol=1e-9, atol=1e-9)


def _drawn(rng: np.random.Generator, shape: str) -> Any:
    sizes = [SIZES[size] for size in shape.split(",")]
    return rng.standard_normal((*sizes, 1)[:2]) + (3 * np.eye(3) if sizes == [3, 3] else 0)


class _Arrays(ast.NodeTransformer):
    """Puts `array` around every list of lists."""

    def visit_List(self, node: ast.List) -> ast.AST:
        if not any(isinstance(row, ast.List) for row in node.elts):
            return node
        return ast.Call(func=ast.Name("array", ast.Load()), args=[node], keywords=[])


def _numpy(text: str, values: Mapping[str, Any]) -> Any:
    """Evaluate a formula by numpy's own rules; brackets are matrices of numbers."""

    def softmax(x: Any) -> Any:
        return np.exp(x) / np.exp(x).sum()

    functions = {
        "inv": np.linalg.inv,
        "tr": np.trace,
        "diag": lambda x: np.diag(x[:, 0]),
        "eye": np.eye,
        "exp": np.exp,
        "log": np.log,
        "sum": np.sum,
        "norm": np.linalg.norm,
        "softmax": softmax,
        "lse": lambda x: np.log(np.exp(x).sum()),
        "logdet": lambda x: np.linalg.slogdet(x)[1],
        "sigmoid": lambda x: 1 / (1 + np.exp(-x)),
        "array": np.array,
        "ones": lambda *sizes: np.ones((*sizes, 1)[:2]),
    }
    tree = ast.fix_missing_locations(_Arrays().visit(ast.parse(text, mode="eval")))
    scalars = {name: value.item() if value.size == 1 else value for name, value in values.items()}
    return np.asarray(eval(compile(tree, "formula", "eval"), {**functions, **scalars, **SIZES})).squeeze()


def test_the_differential_is_the_adjoint_of_the_gradient(tmp_path: Path) -> None:
    """Pairing <V, dF> = <gradient of <V, F>, dX>, with F, V and X of different shapes."""
    shapes = 'shapes = { A = "m,n", X = "n,k", V = "m,k" }'
    forward = solved(tmp_path, f'definition = "F = tanh(A @ X)*V"\nwrt = "X"\n{shapes}')
    backward = solved(tmp_path, f'definition = "f = sum(tanh(A @ X)*V)"\nwrt = "X"\n{shapes}')
    rng = np.random.default_rng(3)
    values = {"A": rng.normal(size=(4, 3)), "X": rng.normal(size=(3, 2)), "V": rng.normal(size=(4, 2))}
    values["dX"] = rng.normal(size=(3, 2))
    with_tanh = {**values, "tanh": np.tanh}

    def value(text: str) -> Any:
        ones = {"ones": lambda *sizes: np.ones((*sizes, 1)[:2])}
        return eval(text, {**ones, **with_tanh, **SIZES})

    df, gradient = value(forward.formulas["differential"]), value(backward.formulas["gradient"])
    np.testing.assert_allclose(np.sum(df), np.sum(gradient * values["dX"]), rtol=1e-12)


# Faults.


@pytest.mark.sample(1)
@pytest.mark.parametrize("part", [LSE + 'at = { x = [0, "log(2)", "log(3)"] }', SIMILAR, SCALARS, NAMED])
def test_a_wrong_number_is_noticed_by_each_judge(tmp_path: Path, part: str) -> None:
    answer = solved(tmp_path, part)
    (claim,) = answer.claims
    data = {"kind": claim.kind, **claim.data}
    said = {"text": answer.text, "formulas": dict(answer.formulas)}
    with np.errstate(all="ignore"):
        assert verify.check_results(data, said)
        for row in data["results"]:
            for old, new in (("2", "7"), ("1/2", "1/3"), ("x", "2*x"), ("X", "A"), ("[[0", "[[1")):
                wrong = row["text"].replace(old, new, 1)
                if wrong == row["text"] or ("left" in row and "sizes" not in row):
                    continue
                changed = [row | {"text": wrong} if other is row else other for other in data["results"]]
                for other in changed:
                    if other["text"] == wrong and "derivatives" in other:
                        other["derivatives"] = dict.fromkeys(other["derivatives"], wrong)
                with pytest.raises(verify.DoubtError):
                    verify.check_results(data, {**said, "formulas": {**said["formulas"], row["key"]: wrong}})
                with pytest.raises(Exception, match=r".*"):
                    verify.check_results({**data, "results": changed}, said)


def test_evidence_that_is_gone_is_a_fault(tmp_path: Path) -> None:
    for part in (LSE + 'at = { x = [0, "log(2)", "log(3)"] }', SIMILAR, SCALARS):
        answer = solved(tmp_path, part)
        (claim,) = answer.claims
        planned = {row["subject"] for row in claim.data["results"] if row["evidence"]}
        assert len(planned) > 2
        for subject in planned:
            fewer = tuple(check for check in answer.checks if not check.subject.endswith(subject))
            assert len(fewer) < len(answer.checks)
            assert any(subject in fault.message for fault in faults_of(replace(answer, checks=fewer)))


def test_a_wrong_value_fails_its_checks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from backproof.kinds.derivative.formulas import Formula as Derived

    honest = Derived.exact

    def doubled(self: Derived, *arguments: Any) -> Any:
        found = honest(self, *arguments)
        return found and replace(found, exact=found.exact * 2)

    monkeypatch.setattr(Derived, "exact", doubled)
    for part in (LSE + 'at = { x = [0, "log(2)", "log(3)"] }', SIMILAR, SCALARS, NAMED):
        answer = solved(tmp_path, part)
        failed = [check for check in answer.checks if not check.passed]
        assert all("at the point" in check.subject for check in failed)
        assert len(failed) >= sum(key.endswith("at the point") for key in answer.formulas)


def test_a_wrong_quadratic_term_leaves_a_remainder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from backproof.calculus.differentials import Differential

    monkeypatch.setattr(Differential, "half_of_second", property(lambda self: self.second))
    part = 'definition = "f = exp(x)"\nwrt = "x"\nask = ["taylor"]\nat = { x = 0 }'
    failed = {check.method for check in solved(tmp_path, part).checks if not check.passed}
    assert {"remainder halved", "central differences"} <= failed


def test_what_is_printed_is_read_back(tmp_path: Path) -> None:
    answer = solved(tmp_path, SIMILAR)
    (claim,) = answer.claims
    data = {"kind": claim.kind, **claim.data}
    printed = [
        Formula("result", 1, "q", item.symbol, 10 * place, rf"{item.forms[0]}\;\in\;{item.space_latex}")
        for place, item in enumerate((*answer.details.results, *answer.details.numbers))
    ]
    printed += [Formula("step", 1, "q", line.latex, 100, r"\mathbb{R}") for line in answer.details.lines]
    with np.errstate(all="ignore"):
        assert not list(results.judge(data, printed))
        for place, formula in enumerate(printed):
            for old, new in (("A", "X"), ("0", "1"), ("-", "+"), (r"n \times n", "n")):
                if old in (formula.second if formula.place == "result" else formula.latex):
                    second = formula.second.replace(old, new, 1)
                    latex = formula.latex.replace(old, new, 1) if formula.place == "step" else formula.latex
                    other = replace(formula, latex=latex, second=second)
                    changed = [*printed[:place], other, *printed[place + 1 :]]
                    assert list(results.judge(data, changed)), (formula, old)
        assert list(results.judge(data, printed[1:]))
        assert list(results.judge(data, [printed[1], printed[0], *printed[2:]]))


# One part of each form that is printed: vectors of numbers, blocks, rows, polynomials, upright differentials.
ON_PAPER = (
    *(part for part, _ in NUMBERS),
    'definition = "f = exp(x)*cos(y)"\nwrt = ["x", "y"]\nask = ["directional", "taylor"]\n'
    'at = { x = 0, y = 0 }\ndirection = { x = "3/5", y = "4/5" }',
    'definition = "f = norm(x)"\nwrt = "x"\nask = ["taylor"]\nat = { x = [3, 4] }',
    'definition = "f = log(1 + exp(x))"\nwrt = "x"\nask = ["value", "hessian", "taylor"]\nat = { x = 0 }',
    'definition = "F = W1 @ beta"\nwrt = ["W1", "beta"]\norder = 2\nask = ["differential"]\n'
    'shapes = { W1 = "m,n", beta = "n" }',
    'definition = "r = cos(t)*a + sin(t)*b"\nwrt = "t"\nat = { t = "pi/6", a = [1, 0], b = [0, 1] }',
    'definition = "J = mean(log(1 + exp(-y * (X @ w)))) + lam/2*norm(w)**2"\nwrt = ["w"]\norder = 2\n'
    'shapes = { X = "m,n", y = "m", w = "n", lam = "" }\ngiven = ["lam > 0"]',
    'definition = "f = a.T @ phi(W @ x)"\nwrt = ["x", "W"]\nshapes = { a = "m", W = "m,n", x = "n" }',
)


@pytest.mark.slow
@pytest.mark.parametrize(("ask", "conventions"), [("value", 0), ("gradient", 1)])
def test_only_derivatives_need_a_convention_about_slopes(tmp_path: Path, ask: str, conventions: int) -> None:
    part = f'''definition = "f = sum(relu(x))"\nwrt = ["x"]\nask = ["{ask}"]\nat = {{ x = [1, -2] }}'''
    details = cast(Details, solved(tmp_path, part).details)
    assert len(details.stated.assumptions.agreed) == conventions


@pytest.mark.slow
def test_a_sheet_of_derivatives_is_read_back(tmp_path: Path) -> None:
    head, part = HEAD.split("[[questions.parts]]")
    path = tmp_path / "terms" / "sheet.toml"
    path.parent.mkdir()
    path.write_text(
        head + "".join(f"[[questions.parts]]{part}{item}\n" for item in ON_PAPER), encoding="utf-8"
    )
    term = load(path, folder=tmp_path)
    homework = replace(of_packages(ROOT, "solutions", "figures"), root=tmp_path, term_folder=path.parent)
    solutions = compute(homework, term)
    writer = Writer(homework, term, find_engine("embedded"), audience="solution")
    text = writer.write(solutions, {"q": {}}).rendered.text
    assert not proofread(text, solutions).faults
    for old, new in ((r"\frac{5}{36}", r"\frac{7}{36}"), (r"\frac{64}{5}", r"\frac{64}{7}"), ("h^2", "h^3")):
        at = text.rindex(old)
        assert proofread(text[:at] + new + text[at + len(old) :], solutions).faults, old


@pytest.mark.parametrize(
    ("part", "at", "told"),
    [
        ('definition = "f = lse(x)"\nwrt = "y"\nshapes = { x = "n" }', "wrt", "no variable 'y'"),
        (LSE + "at = { x = [0, 'two'] }", "at = ", "'two' is no number"),
        (LSE + "at = { x = [[1, 2], [3]] }", "at = ", "row 2 of 'x' has 1 entry"),
        (LSE + "at = { z = 1 }", "at = ", "no variable 'z'"),
        (SIMILAR.replace("[[2, 1], [0, 3]]", "[1, 2, 3]"), "at = ", "the value of 'A' is 3 x 1"),
        (SIMILAR.replace("A = [[2, 1], [0, 3]], ", ""), "at = ", "no value for 'A'"),
        (SIMILAR.replace("X = [[0, 1], [1, 0]]", "A = 1"), "direction = ", "'A' is not among"),
        (SIMILAR.replace("X = [[0, 1], [1, 0]]", "X = [1, 2]"), "direction = ", "the value of 'X' is 2 x 1"),
        (SIMILAR.replace("[[1, 1], [0, 1]]", "[[1, 1], [1, 1]]"), "at = ", "has no value at this point"),
        ('definition = "f = norm(x)"\nwrt = "x"\nat = { x = [0, 0] }', "at = ", "has no value at this point"),
        ('definition = "f = lse(x"\nwrt = "x"\nshapes = { x = "n" }', "definition", "expected"),
        (LSE.replace("order = 2", 'ask = ["value"]'), "ask = ", "no point is given"),
        (LSE.replace("order = 2", 'ask = ["hesian"]'), "ask = ", "hesian"),
        (
            'definition = "F = inv(X)"\nwrt = "X"\nshapes = { X = "n,n" }\nask = ["gradient"]',
            "definition",
            "tensor of order 4",
        ),
    ],
)
def test_a_wrong_part_is_told_at_its_line(tmp_path: Path, part: str, at: str, told: str) -> None:
    with pytest.raises(InputError) as caught:
        solved(tmp_path, part)
    (first, *_) = caught.value.diagnostics
    assert told in str(first)
    text = HEAD + part
    assert first.line == text[: text.index(at, len(HEAD) - 1)].count("\n") + 1
