"""Expressions in LaTeX as a lecturer would write them, using only amsmath."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from string import digits

from backproof.answer import Latex
from backproof.calculus.language.cases import Indicator
from backproof.calculus.language.expression import (
    Elementwise,
    Eye,
    Named,
    Negate,
    Number,
    Ones,
    Structural,
    Variable,
)
from backproof.calculus.language.letters import letter_latex, size_latex
from backproof.calculus.language.scalar_functions.elementwise import FUNCTIONS
from backproof.calculus.language.tree import Expression
from backproof.calculus.primitives.constants import Letter
from backproof.calculus.primitives.joint_operations import JointOperation
from backproof.calculus.primitives.matrix_operations import OPERATION
from backproof.calculus.primitives.shapes import SCALAR, Shape, Size
from backproof.calculus.printing.layout import Layout
from backproof.calculus.printing.part import Hold, Part

_TALL = (r"\frac", r"\sum", r"\left", r"\sqrt", r"\begin")
# Before a parenthesis these letters look like functions.
_FUNCTION_LETTER = re.compile(r"(?:[fgh]|\\phi|\\psi|\\sigma)(?:\^\{\(\d+\)\})?$")
_COMPARED = {">": ">", "<": "<", ">=": r"\ge", "<=": r"\le"}
_NUMBER_AHEAD = re.compile(r"\d|\\frac\{\d+\}\{\d+\}")


def to_latex(
    expression: Expression, names: Mapping[str, str] | None = None, around: Iterable[str] = ()
) -> Latex:
    r"""Print the expression in LaTeX; named parts appear as their names, the outermost one as its value.

    Names follow letters.letter_latex (`W1` is W^{(1)}) unless `names` overrides them. `around` are names
    in neighbouring formulas, which the language's own letters must avoid.
    """
    return Latex(LatexLayout(names, around).text(expression))


def shape_latex(shape: Shape) -> Latex:
    r"""`\mathbb{R}` for a scalar, `\mathbb{R}^{d}` for a column, `\mathbb{R}^{p \times d}` for a matrix."""
    if shape == SCALAR:
        return Latex(r"\mathbb{R}")
    rows, columns = (size_latex(size) for size in shape)
    power = rows if shape[1] == 1 else rf"{rows} \times {columns}"
    return Latex(rf"\mathbb{{R}}^{{{power}}}")


def partial_latex(of: str, by: str, names: Mapping[str, str] | None = None) -> Latex:
    r"""Return `\frac{\partial F}{\partial W^{(1)}}`, from two names."""
    layout = LatexLayout(names)
    return Latex(rf"\frac{{\partial {layout.named(of).text}}}{{\partial {layout.named(by).text}}}")


class LatexLayout(Layout):
    """The layout in LaTeX notation."""

    plus = " + "
    minus = " - "
    negative = "-"
    hadamard = r" \odot "
    quotient = r" \oslash "
    minus_one = "-1"

    def named(self, name: str) -> Part:
        """Print the letter of a name."""
        text = self.names.get(name) or letter_latex(name)
        return Part(text, Hold.SCRIPTED if "^" in text else Hold.ATOM)

    def length(self, size: str) -> Part:
        """Print a size as a number."""
        text = letter_latex(size)
        return Part(text, Hold.SCRIPTED if "^" in text else Hold.ATOM)

    def letter(self, letter: Letter) -> Part:
        """Print a constant that has a letter."""
        return Part(letter.latex)

    def ones(self, node: Ones) -> Part:
        r"""Print `\mathbf{1}_{d}`, for a matrix `\mathbf{1}_{m} \mathbf{1}_{n}^\top`."""
        column, row = (rf"\mathbf{{1}}_{{{size_latex(size)}}}" for size in node.shape)
        if node.columns == 1:
            return Part(column)
        row += r"^\top"
        return Part(row, Hold.SCRIPTED) if node.rows == 1 else Part(f"{column} {row}", Hold.PRODUCT)

    def eye(self, node: Eye) -> Part:
        """Print `I_{d}`, in bold if there is a name I."""
        is_taken = bool(self.taken & {"I", f"I_{node.size}"})
        letter = r"\mathbf{I}" if is_taken else "I"
        return Part(f"{letter}_{{{size_latex(node.size)}}}")

    def parenthesized(self, text: str) -> str:
        """Add parentheses, scalable ones if the text is tall."""
        return rf"\left({text}\right)" if any(mark in text for mark in _TALL) else f"({text})"

    def beside(self, left: str, right: str) -> str:
        """Juxtapose: a dot between numbers, a thin space where a factor could be taken for an argument."""
        is_after_number = left[-1] in digits and right.startswith(r"\mathbf{1}")
        if is_after_number or _NUMBER_AHEAD.match(right):
            return rf"{left} \cdot {right}"
        opens = right.startswith(("(", r"\left("))
        if opens and _FUNCTION_LETTER.search(left):
            return rf"{left} \cdot {right}"
        spaced = left[-1].isalpha() if opens else left.endswith((")", r"\rvert"))
        return f"{left}\\,{right}" if spaced else f"{left} {right}"

    def fraction(self, left: Part, right: Part) -> Part:
        """Print a fraction with a bar."""
        return Part(rf"\frac{{{left.text}}}{{{right.text}}}", Hold.SCRIPTED)

    def superscript(self, base: str, exponent: str) -> str:
        """Print `base^{exponent}`."""
        return f"{base}^{{{exponent}}}"

    def entrywise(self, exponent: str) -> str:
        r"""Print `\odot 3`."""
        return rf"\odot {exponent}"

    def root(self, base: Part) -> Part:
        """Print a root sign."""
        return Part(rf"\sqrt{{{base.text}}}", Hold.SCRIPTED)

    def transposed(self, operand: Expression, part: Part) -> Part:
        r"""Print `a^\top`, `W^{(1)\top}`, `A^{-\top}`."""
        if isinstance(operand, Variable | Named) and operand.name not in self.names:
            return Part(letter_latex(operand.name, mark=r"\top"), Hold.SCRIPTED)
        if isinstance(operand, Structural) and operand.name == "inv":
            return Part(part.text.removesuffix("1}") + r"\top}", Hold.SCRIPTED)
        return Part(rf"{self.base(part)}^\top", Hold.SCRIPTED)

    def function_name(self, node: Elementwise) -> str:
        r"""Print `\phi`; a built-in function is spelled out if its letter is already a name."""
        function = node.function
        letter = self.names.get(function.name) or function.latex
        if function.name in FUNCTIONS and letter in {letter_latex(name) for name in self.taken}:
            return rf"\operatorname{{{function.name}}}"
        return letter

    def applied(self, node: Elementwise, operand: Part) -> Part:
        r"""Print `\phi(x)`, `\sqrt{x}`, `e^{x}`."""
        name = node.function.name
        if name == "sqrt":
            return self.root(operand)
        if name == "abs":
            return Part(rf"\lvert {operand.text} \rvert")
        if name == "exp" and node.is_scalar and _is_short(node.operand) and "e" not in self.taken:
            return Part(f"e^{{{operand.text}}}", Hold.SCRIPTED)
        return Part(self.function_name(node) + self.parenthesized(operand.text))

    def summed(self, operand: Expression, part: Part) -> Part:
        r"""Print `\sum_{i=1}^{d} x_{i}` for a variable, `\mathbf{1}_{d}^\top v` for anything else."""
        if operand.is_scalar:
            return part
        if not isinstance(operand, Variable | Named) or part.hold < Hold.ATOM or "_" in part.text:
            return self.row_times_column(operand, part)
        extents = [size for size in operand.shape if size != 1]
        letters = list(itertools.islice(self.indices(operand.name), len(extents)))
        limits = zip(letters, map(size_latex, extents), strict=True)
        sums = (rf"\sum_{{{letter}=1}}^{{{limit}}} " for letter, limit in limits)
        entry = f"{part.text}_{{{''.join(letters)}}}"
        return Part("".join(sums) + entry, Hold.BIG_SUM if len(extents) == 1 else Hold.SUM)

    def indices(self, name: str) -> Iterator[str]:
        """Yield the free letters for an index of a name's entries."""
        return (letter for letter in "ijklrst" if not self.taken & {letter, f"{name}_{letter}"})

    def norm(self, operand: Part, kind: str) -> Part:
        r"""Print `\lVert x \rVert`."""
        index = f"_{{{kind}}}" if kind else ""
        tall = any(mark in operand.text for mark in _TALL)
        opening, closing = (r"\left\lVert", r"\right\rVert") if tall else (r"\lVert", r"\rVert")
        return Part(f"{opening} {operand.text} {closing}{index}")

    def norm_kind(self, shape: Shape) -> str:
        """Return F for a matrix."""
        return "" if 1 in shape else "F"

    def size(self, size: Size) -> str:
        """Print a size."""
        return size_latex(size)

    def indexed(self, base: str, index: str) -> str:
        """Print an index below the line."""
        return f"{base}_{{{index}}}"

    def blocks(self, rows: Sequence[Sequence[str]]) -> Part:
        """Print a matrix in parentheses."""
        lines = r" \\ ".join(" & ".join(row) for row in rows)
        return Part(rf"\begin{{pmatrix}} {lines} \end{{pmatrix}}")

    def extreme_name(self, name: str) -> str:
        r"""Print `\max`."""
        return rf"\{name}"

    def indicator(self, node: Indicator, *sides: Part) -> Part:
        r"""Print `\mathbf{1}[x > 0]`."""
        text = self.compared(sides, _COMPARED[node.sign])
        is_tall = any(mark in text for mark in _TALL)
        return Part(rf"\mathbf{{1}}\left[{text}\right]" if is_tall else rf"\mathbf{{1}}[{text}]")

    def joint_name(self, operation: JointOperation) -> str:
        """Print the sign, or the name in upright letters."""
        return operation.latex

    def operator(self, name: str) -> str:
        """Print the operation's name in upright letters."""
        return OPERATION[name].latex


def with_high_parentheses(latex: str) -> str:
    """Scale the parentheses around what is tall, as where numbers were put in place of letters."""
    opened: list[int] = []
    parts = re.split(r"((?<!\\left)(?<!\\right)(?<!\\[bB]ig[lrg])(?<!\\[bB]igg[lrg])[()])", latex)
    for place in range(1, len(parts), 2):
        if parts[place] == "(":
            opened.append(place)
            continue
        if not opened:
            break
        start = opened.pop()
        if any(mark in "".join(parts[start:place]) for mark in _TALL):
            parts[start], parts[place] = r"\left(", r"\right)"
    return latex if opened else "".join(parts)


def _is_short(operand: Expression) -> bool:
    inner = operand.operand if isinstance(operand, Negate) else operand
    return isinstance(inner, Variable | Named | Number)
