"""Expressions in Unicode for a terminal: W₂ᵀ((y − W₂h) ⊙ σ(z))."""

from __future__ import annotations

import re
from collections.abc import Mapping

from backproof.calculus.expression import SCALAR, Elementwise, Expression, Shape, Size, Structural
from backproof.calculus.layout import Hold, Layout, Part
from backproof.calculus.letters import SUBSCRIPTS, SUPERSCRIPTS, letter_unicode
from backproof.calculus.traversal import named_parts

WORD = re.compile(r"[A-Za-z]{2}")
OPEN_QUOTIENT = re.compile(r"/[^()]*$")
OPERATORS = {"logdet": "log det", "rowsoftmax": "softmax_row", "rowlse": "lse_row"}


def to_unicode(expression: Expression, names: Mapping[str, str] | None = None) -> str:
    """The expression in Unicode; named parts stand as their names, the outermost one as its value."""
    return UnicodeLayout(names).text(expression)


def let_unicode(expression: Expression, names: Mapping[str, str] | None = None) -> tuple[str, ...]:
    """The equations `name = value` of the named parts, in the order in which they build on each other."""
    layout = UnicodeLayout(names)
    return tuple(f"{layout.named(part.name).text} = {layout.text(part)}" for part in named_parts(expression))


def shape_unicode(shape: Shape) -> str:
    """`scalar`, `d`, `p × d`."""
    rows, columns = shape
    if shape == SCALAR:
        return "scalar"
    return str(rows) if columns == 1 else f"{rows} × {columns}"


class UnicodeLayout(Layout):
    """The layout in Unicode's characters."""

    plus = " + "
    minus = " − "
    negative = "−"
    hadamard = " ⊙ "
    quotient = " ⊘ "
    minus_one = "-1"

    def __init__(self, names: Mapping[str, str] | None = None) -> None:
        super().__init__(names)
        self.words: set[str] = set()

    def word(self, text: str) -> str:
        """The text, kept in mind as a word that other letters must not touch."""
        if WORD.match(text):
            self.words.add(text)
        return text

    def named(self, name: str) -> Part:
        """The letter of a name."""
        return Part(self.word(self.names.get(name) or letter_unicode(name)))

    def ones(self, rows: Size, columns: Size) -> Part:
        """`𝟏`, `𝟏ᵀ`, `𝟏𝟏ᵀ`."""
        if columns == 1:
            return Part("𝟏")
        return Part("𝟏ᵀ", Hold.SCRIPTED) if rows == 1 else Part("𝟏𝟏ᵀ", Hold.PRODUCT)

    def eye(self, _size: Size) -> Part:
        """`I`."""
        return Part("I")

    def parenthesized(self, text: str) -> str:
        """Parentheses."""
        return f"({text})"

    def beside(self, left: str, right: str) -> str:
        """Side by side, with a dot between numbers and a space where words meet."""
        if right[0] in "0123456789":
            return f"{left}·{right}"
        words = tuple(self.words)
        apart = (
            right.startswith(words)
            or left.endswith(words)
            or (OPEN_QUOTIENT.search(left) and right[0] != "(")
        )
        return f"{left} {right}" if apart else left + right

    def fraction(self, left: Part, right: Part) -> Part:
        """A slash."""
        return Part(f"{self.within(left, Hold.PRODUCT)}/{self.within(right, Hold.SCRIPTED)}", Hold.PRODUCT)

    def superscript(self, base: str, exponent: str) -> str:
        """Raised digits; a caret where there are none."""
        raised = exponent.translate(SUPERSCRIPTS) if "/" not in exponent else f"^({exponent})"
        return base + raised

    def entrywise(self, exponent: str) -> str:
        """The exponent with a ring before it."""
        return f"∘{exponent}"

    def root(self, base: Part) -> Part:
        """A root sign."""
        return Part(f"√{base.text}" if len(base.text) == 1 else f"√({base.text})", Hold.SCRIPTED)

    def transposed(self, operand: Expression, part: Part) -> Part:
        """`Wᵀ`, `A⁻ᵀ`."""
        if isinstance(operand, Structural) and part.text.endswith("⁻¹"):
            return Part(part.text.removesuffix("¹") + "ᵀ", Hold.SCRIPTED)
        return Part(self.base(part) + "ᵀ", Hold.SCRIPTED)

    def function_name(self, node: Elementwise) -> str:
        """`φ`."""
        return self.word(self.names.get(node.function.name) or node.function.unicode)

    def applied(self, node: Elementwise, operand: Part) -> Part:
        """`φ(x)`, `√(x)`, `|x|`."""
        if node.function.name == "sqrt":
            return self.root(operand)
        if node.function.name == "abs":
            return Part(f"|{operand.text}|")
        return Part(self.function_name(node) + self.parenthesized(operand.text))

    def summed(self, operand: Expression, part: Part) -> Part:
        """`sum(x)`."""
        return part if operand.is_scalar else Part(self.word("sum") + f"({part.text})")

    def norm(self, operand: Part, kind: str) -> Part:
        """`‖x‖`."""
        return Part(f"‖{operand.text}‖{kind.translate(SUBSCRIPTS)}")

    def norm_kind(self, _shape: Shape) -> str:
        """Nothing: the Euclidean norm is the usual one."""
        return ""

    def operator(self, name: str) -> str:
        """The operation's name."""
        return self.word(OPERATORS.get(name, name))
