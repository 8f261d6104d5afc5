"""The minimiser of a quadratic in matrix form, or a dual function, as one part."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from backproof.answer import Answer, Check, Claim, Latex, SolvedPart, Step
from backproof.calculus.checking.verify import statement_holds
from backproof.calculus.language.letters import letter_latex
from backproof.calculus.language.parsing import parse
from backproof.calculus.language.traversal import variables
from backproof.calculus.language.tree import Expression, to_text
from backproof.calculus.printing.latex import to_latex
from backproof.kinds.matrix_minimiser.quadratic import Quadratic
from backproof.kinds.shared.claims import surroundings
from backproof.kinds.shared.declared import Declared, declared_as
from backproof.kinds.shared.notation import Symbol, functions_of, symbol
from backproof.terms.term import Part, Term


class MatrixMinimiser(Declared, frozen=True, kw_only=True):
    """A function that is quadratic in a vector, with declarations; and for a dual, the constraint.

    A constraint such as "A @ x <= b" asks for the dual function, of a multiplier of that name.
    """

    definition: str
    wrt: str
    shapes: dict[str, str]
    constraint: str = ""
    multiplier: str = "mu"


DATA = MatrixMinimiser
_PRINTED = {"<=": r"\le", ">=": r"\ge", "==": "="}


@dataclass(frozen=True)
class _Details:
    """The task and the lines for the templates."""

    stated: Latex
    wrt: Latex
    arguments: tuple[Symbol, ...]
    constraint: Latex
    multiplier: Latex
    is_inequality: bool
    function: Latex
    gradient: Latex
    hessian: Latex
    right: Latex
    minimiser: Latex
    value: Latex
    is_definite: bool
    steps: tuple[Step, ...]


def solve(part: Part, term: Term) -> SolvedPart:
    """Find the minimiser; InputError at the line that cannot be parsed, or if there is none."""
    data = declared_as(part, MatrixMinimiser)
    with part.locating("definition"):
        stated = parse(data.definition, data.shapes, data.properties, functions=functions_of(term))
    text, shapes, sides = _whole(part, data, stated)
    with part.locating("definition"):
        found = Quadratic(text, data.wrt, shapes, data.properties, functions_of(term))
        _ = found.gradient
    _require_convex(part, data, found)
    checks = (*found.first.checks, *found.second.checks, *_checks(found, is_dual=bool(sides)))
    names = {"wrt": letter_latex(data.wrt), "multiplier": letter_latex(data.multiplier)}
    details = _details(data, found, sides, names, to_latex(stated))
    left = Latex(f"g({names['multiplier']})" if sides else f"{names['wrt']}^{{*}}")
    shown = details.value if sides else details.minimiser
    answered = found.least if sides else found.minimiser
    key = "g" if sides else data.wrt
    around = {
        **surroundings(shapes, data.properties, term),
        "asked": _asked(data, to_text(stated), sides),
        "says": _says(found, data, sides),
    }
    answer = Answer(
        id=part.id,
        title=part.title,
        points=part.points,
        label=part.label,
        latex=Latex(f"{left} = {shown}"),
        summary=Latex(f"{left} = {shown}"),
        text=f"{key} = {to_text(answered)}{_assumption(found)}",
        checks=checks,
        claims=(_claim(found, key, to_text(answered), around),),
        details=details,
    )
    return SolvedPart(answer)


def _require_convex(part: Part, data: MatrixMinimiser, found: Quadratic) -> None:
    """Raise InputError unless the function is a convex quadratic one of a vector."""
    if found.first.variable.shape[1] != 1:
        raise part.error(
            f"{data.wrt} is a matrix",
            "wrt",
            expected="a vector",
            hint="ask for a column of it, as norm(Y - X @ W)**2 adds up norm(y - X @ w)**2 over the columns; "
            'kind = "derivative" answers the gradient with respect to a matrix',
        )
    if not found.is_quadratic:
        raise part.error(
            f"this is not quadratic in {data.wrt}",
            "definition",
            expected="a constant Hessian",
            hint="a norm is least where its square is: state that" if "norm(" in data.definition else None,
        )
    if not found.is_semidefinite:
        message = "the form of the Hessian does not show that this is convex"
        raise part.error(message, "definition", hint='declare properties, such as lam = "positive"')


def _whole(
    part: Part, data: MatrixMinimiser, stated: Expression
) -> tuple[str, dict[str, str], tuple[str, ...]]:
    """Return the function to minimise, with the multiplier's addend, and the sides of the constraint."""
    if not data.constraint:
        return data.definition, dict(data.shapes), ()
    sign = next((s for s in _PRINTED if s in data.constraint), "")
    if not sign:
        raise part.error("this is no constraint", "constraint", expected='a text such as "A @ x <= b"')
    if data.multiplier in data.shapes:
        free = next(name for name in ("nu", "eta", "alpha", "omega") if name not in data.shapes)
        raise part.error(
            f"'{data.multiplier}' is a name of the problem and of its multiplier",
            "constraint",
            expected=f'another name of the multiplier, as multiplier = "{free}"',
        )
    left, right = (side.strip() for side in data.constraint.split(sign, 1))
    with part.locating("constraint"):
        height = parse(f"{left} - ({right})", data.shapes, data.properties).shape[0]
        left, right = (to_text(parse(side, data.shapes, data.properties)) for side in (left, right))
    first, second = (right, left) if sign == ">=" else (left, right)
    shape, times = ("", " *") if str(height) == "1" else (str(height), ".T @")
    whole = f"{to_text(stated)} + {data.multiplier}{times} ({first} - ({second}))"
    return whole, {**data.shapes, data.multiplier: shape}, (left, sign, right)


def _checks(found: Quadratic, *, is_dual: bool) -> tuple[Check, ...]:
    """Check that the gradient vanishes at the minimiser, and a dual function's value there."""
    zero = found.parsed(f"0*({to_text(found.right)})")
    own = [statement_holds(found.at_minimiser(found.gradient), zero)]
    if is_dual:
        own.append(statement_holds(found.at_minimiser(found.first.expression), found.least))
    return tuple(own)


def _claim(found: Quadratic, key: str, text: str, around: dict[str, Any]) -> Claim:
    return Claim(
        "matrix_minimiser",
        {
            **around,
            "definition": to_text(found.first.expression),
            "wrt": found.wrt,
            "key": key,
            "minimiser": to_text(found.minimiser),
            "answer": text,
            "lines": [],
            "is_definite": found.is_definite,
            "assumption": _assumption(found),
        },
    )


def _assumption(found: Quadratic) -> str:
    """Return what a minimiser is stated under, if the Hessian need not be invertible."""
    return "" if found.is_definite else f", if {to_text(found.matrix)} is invertible"


def _named(latex: str, text: str) -> dict[str, Any]:
    """Return the equation of a name with a value as plain data."""
    return {"sides": [{"name": latex}, text], "signs": ["="]}


def _asked(data: MatrixMinimiser, stated: str, sides: tuple[str, ...]) -> list[Any]:
    """Return the formulas of the task as plain data, in order."""
    x = letter_latex(data.wrt)
    if not sides:
        return [_named(f"J({x})", stated), {"name": f"{x}^{{*}}"}, {"name": "J"}]
    left, sign, right = sides
    constraint = {"sides": [left, right], "signs": [_PRINTED[sign]]}
    return [_named(f"f({x})", stated), {"name": f"f({x})"}, constraint]


def _says(found: Quadratic, data: MatrixMinimiser, sides: tuple[str, ...]) -> list[Any]:
    """Return the formulas of the derivation as plain data, in order."""
    x, name, hessian = letter_latex(data.wrt), "L" if sides else "J", to_text(found.hessian)
    says: list[Any] = []
    if sides:
        multiplier = {"name": letter_latex(data.multiplier)}
        is_inequality = sides[1] != "=="
        says.append({"sides": [multiplier, "0"], "signs": [r"\ge"]} if is_inequality else multiplier)
        says.append(_named("L", to_text(found.first.expression)))
    says.append(_named(rf"\nabla {name}", to_text(found.gradient)))
    says.append(_named(rf"\nabla^2 {name}", hessian))
    right = "0" if found.is_zero else to_text(found.right)
    says.append({"sides": [f"({hessian}) @ {data.wrt}", right], "signs": ["="]})
    return [*says, *([_named(f"{x}^{{*}}", to_text(found.minimiser))] if sides else [])]


def _details(
    data: MatrixMinimiser, found: Quadratic, sides: tuple[str, ...], names: dict[str, Latex], stated: Latex
) -> _Details:
    latex = Latex("")
    if sides:
        left, right = (to_latex(found.parsed(side)) for side in (sides[0], sides[2]))
        latex = Latex(f"{left} {_PRINTED[sides[1]]} {right}")
    used = [v for v in variables(found.first.expression) if v.name not in (data.wrt, data.multiplier)]
    return _Details(
        stated=stated,
        wrt=names["wrt"],
        arguments=tuple(symbol(v) for v in (found.first.variable, *used)),
        constraint=latex,
        multiplier=names["multiplier"],
        is_inequality=bool(sides) and sides[1] != "==",
        function=to_latex(found.first.expression),
        gradient=to_latex(found.gradient),
        hessian=to_latex(found.hessian),
        right=to_latex(found.right),
        minimiser=to_latex(found.minimiser),
        value=to_latex(found.least) if sides else Latex(""),
        is_definite=found.is_definite,
        steps=found.first.steps,
    )
