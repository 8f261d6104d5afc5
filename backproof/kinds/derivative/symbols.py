"""Symbols of results in LaTeX: gradients and Hessians with nabla, differentials with an upright d."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from backproof.answer import Latex
from backproof.calculus.language.expression import Variable
from backproof.calculus.language.letters import letter_latex
from backproof.calculus.printing.latex import to_latex
from backproof.kinds.derivative.problem import Problem

_DIFFERENTIAL = re.compile(r"\\mathit\{d(\w+)\}")


def value(asked: Problem) -> Latex:
    """Print f."""
    return letter_latex(asked.name)


def gradient(asked: Problem, wrt: Variable | None) -> Latex:
    """Print the gradient, with its variable where there are several."""
    index = f"_{{{to_latex(wrt)}}}" if wrt and len(asked.wrt) > 1 else ""
    return Latex(rf"\nabla{index} {value(asked)}")


def first(asked: Problem, wrt: Variable, kind: str) -> Latex:
    """Print the first derivative: a gradient with nabla, any other as a quotient."""
    if kind == "gradient" and not wrt.is_scalar:
        return gradient(asked, wrt)
    return Latex(rf"\frac{{\partial {value(asked)}}}{{\partial {to_latex(wrt)}}}")


def hessian(asked: Problem, wrt: Variable | None) -> Latex:
    """Print the Hessian, or the second derivative by a scalar."""
    if wrt is not None and wrt.is_scalar:
        letter = to_latex(wrt)
        below = f"({letter})" if "^" in letter else letter
        return Latex(rf"\frac{{\partial^{{2}} {value(asked)}}}{{\partial {below}^{{2}}}}")
    index = f"_{{{to_latex(wrt)}}}" if wrt and len(asked.wrt) > 1 else ""
    return Latex(rf"\nabla{index}^{{2}} {value(asked)}")


def mixed(asked: Problem, wrt: Variable, other: Variable) -> Latex:
    """Print the derivative of a gradient by another variable."""
    above = first(asked, wrt, "gradient")
    return Latex(rf"\frac{{\partial}}{{\partial {to_latex(other)}}} {above}")


def differential(asked: Problem, order: int = 1) -> Latex:
    """Print df, or the second differential."""
    power = f"^{{{order}}}" if order > 1 else ""
    return Latex(rf"\mathrm{{d}}{power}{value(asked)}")


def directional(asked: Problem, names: Sequence[str]) -> Latex:
    """Print the derivative along directions: Df[v]."""
    return Latex(rf"\mathrm{{D}}{value(asked)}[{', '.join(map(letter_latex, names))}]")


def taylor(along: Mapping[str, str]) -> Latex:
    """Print the Taylor polynomial of a displacement: T_2(x + h)."""
    moved = (rf"{letter_latex(name)} + {letter_latex(direction)}" for name, direction in along.items())
    return Latex(rf"T_{{2}}({', '.join(moved)})")


def taylor_terms(asked: Problem, along: Mapping[str, str]) -> tuple[Latex, Latex]:
    """Print the linear and the quadratic term: Df[h] and D²f[h, h]/2."""
    names = ", ".join(map(letter_latex, along.values()))
    twice = names if len(along) > 1 else f"{names}, {names}"
    second = rf"\frac{{1}}{{2}} \mathrm{{D}}^{{2}}{value(asked)}[{twice}]"
    return Latex(rf"\mathrm{{D}}{value(asked)}[{names}]"), Latex(second)


def with_differentials(latex: str, names: Mapping[str, str]) -> Latex:
    """Print the names of differentials, by part, with an upright d."""
    known = {letter_latex(name): part for part, name in names.items() if name == f"d{part}"}

    def upright(found: re.Match[str]) -> str:
        word = found[1]
        stems = {re.match(r"[A-Za-z]+", part)[0] for part in known.values()}  # type: ignore[index]
        return rf"\mathrm{{d}}{letter_latex(word)}" if word in stems else found[0]

    return Latex(_DIFFERENTIAL.sub(upright, latex))
