"""Expressions in Unicode for a terminal: W₂ᵀ((y − W₂h) ⊙ σ(z))."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from string import digits

from backproof.calculus.language.cases import Indicator
from backproof.calculus.language.expression import Elementwise, Eye, Ones, Structural
from backproof.calculus.language.letters import is_word, letter_unicode, size_unicode
from backproof.calculus.language.scalar_functions.elementwise import FUNCTIONS
from backproof.calculus.language.tree import Expression
from backproof.calculus.primitives.constants import Letter
from backproof.calculus.primitives.elementwise import PRIMITIVES
from backproof.calculus.primitives.joint_operations import JOINT_OPERATION, JointOperation
from backproof.calculus.primitives.matrix_operations import OPERATION, OPERATIONS
from backproof.calculus.primitives.shapes import SCALAR, Shape, Size
from backproof.calculus.primitives.sizes import is_compound
from backproof.calculus.printing.layout import Layout
from backproof.calculus.printing.part import Hold, Part
from backproof.calculus.printing.stated_sizes import unclear_constants
from backproof.calculus.spelling.names import SUBSCRIPTS, SUPERSCRIPTS

# Before a parenthesis these letters look like functions.
_FUNCTION_LETTER = re.compile(r"[fghφψσ][₀-₉]*$")
_LETTER_LAST = re.compile(r"[\w′\u0300-\u036f]$")
_COMPARED = {">": ">", "<": "<", ">=": "≥", "<=": "≤"}
# Functions that the language lacks are words to a reader, too.
_KNOWN_WORDS = ("tan", "arcsin", "arccos", "sinh", "cosh")
_WORDS = {
    *_KNOWN_WORDS,
    *FUNCTIONS,
    *OPERATION,
    *JOINT_OPERATION,
    *(operation.unicode for operation in OPERATIONS if operation.unicode),
    *(known.notation.unicode for known in PRIMITIVES if is_word(known.notation.unicode)),
}


def to_unicode(
    expression: Expression, names: Mapping[str, str] | None = None, around: Iterable[str] = ()
) -> str:
    """Print the expression in Unicode; named parts appear as their names, the outermost one as its value.

    `around` are names in neighbouring formulas, which the language's own letters must avoid.
    """
    return UnicodeLayout(names, around).text(expression)


def shape_unicode(shape: Shape) -> str:
    """Return `scalar`, `d`, `p × d`."""
    rows, columns = shape
    if shape == SCALAR:
        return "scalar"
    return str(rows) if columns == 1 else f"{rows} × {columns}"


class UnicodeLayout(Layout):
    """The layout in Unicode characters."""

    plus = " + "
    minus = " − "
    negative = "−"
    hadamard = " ⊙ "
    quotient = " ⊘ "
    minus_one = "-1"

    def __init__(self, names: Mapping[str, str] | None = None, around: Iterable[str] = ()) -> None:
        super().__init__(names, around)
        self.words = set(_WORDS)
        self.unclear: frozenset[Expression] = frozenset()

    def prepare(self, expression: Expression) -> None:
        """Collect the constants that have to state their size, and the names that are words."""
        self.unclear = unclear_constants(expression)
        self.words |= {letter for letter in map(letter_unicode, self.taken) if is_word(letter)}

    def word(self, text: str) -> str:
        """Register the text as a word that must be kept apart from other letters."""
        if is_word(text):
            self.words.add(text)
        return text

    def named(self, name: str) -> Part:
        """Print the letter of a name."""
        return Part(self.word(self.names.get(name) or letter_unicode(name)))

    def length(self, size: str) -> Part:
        """Print a size as a number."""
        return Part(self.word(letter_unicode(size)))

    def letter(self, letter: Letter) -> Part:
        """Print a constant that has a letter."""
        return Part(letter.unicode)

    def ones(self, node: Ones) -> Part:
        """Print `𝟏`, `𝟏ᵀ`, `𝟏𝟏ᵀ`; `𝟏_d` if nothing else fixes the size."""
        rows, columns = (self.sized("𝟏", size, node) for size in node.shape)
        if node.columns == 1:
            return Part(rows)
        return (
            Part(f"{columns}ᵀ", Hold.SCRIPTED) if node.rows == 1 else Part(f"{rows}{columns}ᵀ", Hold.PRODUCT)
        )

    def eye(self, node: Eye) -> Part:
        """Print `I`, or `I_d`; in bold if there is a name I."""
        is_taken = bool(self.taken & {"I", f"I_{node.size}"})
        return Part(self.sized("𝐈" if is_taken else "I", node.size, node))

    def sized(self, letter: str, size: Size, node: Expression) -> str:
        """Return the letter of a constant, with its size if the context does not fix it."""
        if node not in self.unclear:
            return letter
        stated = f"({size_unicode(size)})" if is_compound(size) else size_unicode(size)
        return self.word(f"{letter}_{stated}")

    def parenthesized(self, text: str) -> str:
        """Add parentheses."""
        return f"({text})"

    def beside(self, left: str, right: str) -> str:
        """Juxtapose, with a space where letters would merge into a word, and a dot before numbers.

        A left factor that looks like a function of the right one is followed by a dot too: σ·(x + y).
        """
        if right[0].isdigit() and (right[0].isascii() or left[-1] in digits):
            return f"{left}·{right}"
        if right[0] == "(" and _FUNCTION_LETTER.search(left) and not left.endswith(tuple(self.words)):
            return f"{left}·{right}"
        bars = left[-1] in "|‖" and right[0] in "|‖"
        return f"{left} {right}" if bars or self.runs_together(left, right) else left + right

    def runs_together(self, left: str, right: str) -> bool:
        """True if a word is at the boundary of two factors, or would be formed there."""
        if not _LETTER_LAST.search(left) or not (right[0].isalpha() or right[0] == "("):
            return False
        if left.endswith(tuple(self.words)) or right.startswith(tuple(self.words)):
            return True
        return any(
            left.endswith(word[:length]) and right.startswith(word[length:])
            for word in self.words
            for length in range(1, len(word))
        )

    def fraction(self, left: Part, right: Part) -> Part:
        """Print a fraction with a slash."""
        text = f"{self.within(left, Hold.PRODUCT)}/{self.within(right, Hold.SCRIPTED)}"
        return Part(text, Hold.FRACTION)

    def superscript(self, base: str, exponent: str) -> str:
        """Print raised digits; a caret if there are none."""
        raised = exponent.translate(SUPERSCRIPTS) if "/" not in exponent else f"^({exponent})"
        return base + raised

    def entrywise(self, exponent: str) -> str:
        """Return the exponent with a ring before it."""
        return f"∘{exponent}"

    def root(self, base: Part) -> Part:
        """Print a root sign, which extends over its parentheses."""
        return Part(f"√({base.text})", Hold.SCRIPTED)

    def transposed(self, operand: Expression, part: Part) -> Part:
        """Print `Wᵀ`, `A⁻ᵀ`."""
        if isinstance(operand, Structural) and operand.name == "inv":
            return Part(part.text.removesuffix("¹") + "ᵀ", Hold.SCRIPTED)
        return Part(self.base(part) + "ᵀ", Hold.SCRIPTED)

    def function_name(self, node: Elementwise) -> str:
        """Print `φ`; a built-in function is spelled out if its letter is already a name."""
        function = node.function
        letter = self.names.get(function.name) or function.unicode
        if function.name in FUNCTIONS and letter in map(letter_unicode, self.taken):
            letter = function.name
        return self.word(letter)

    def applied(self, node: Elementwise, operand: Part) -> Part:
        """Print `φ(x)`, `√(x)`, `|x|`."""
        if node.function.name == "sqrt":
            return self.root(operand)
        if node.function.name == "abs" and "|" not in operand.text:
            return Part(f"|{operand.text}|")
        return Part(self.function_name(node) + self.parenthesized(operand.text))

    def summed(self, operand: Expression, part: Part) -> Part:
        """Print `sum(x)`."""
        return part if operand.is_scalar else Part(self.word("sum") + f"({part.text})")

    def norm(self, operand: Part, kind: str) -> Part:
        """Print `‖x‖`, without nested bars."""
        if "‖" in operand.text:
            return Part(self.word(f"norm{kind.translate(SUBSCRIPTS)}") + self.parenthesized(operand.text))
        return Part(f"‖{operand.text}‖{kind.translate(SUBSCRIPTS)}")

    def norm_kind(self, _shape: Shape) -> str:
        """Return nothing: the Euclidean norm is the default."""
        return ""

    def size(self, size: Size) -> str:
        """Print a size."""
        return size_unicode(size)

    def indexed(self, base: str, index: str) -> str:
        """Print an index in parentheses."""
        return f"{base}_({index})"

    def blocks(self, rows: Sequence[Sequence[str]]) -> Part:
        """Print rows between semicolons, as MATLAB does."""
        return Part(f"[{'; '.join(', '.join(row) for row in rows)}]")

    def extreme_name(self, name: str) -> str:
        """Print `max`."""
        return self.word(name)

    def indicator(self, node: Indicator, *sides: Part) -> Part:
        """Print `𝟏[x > 0]`."""
        return Part(f"𝟏[{self.compared(sides, _COMPARED[node.sign])}]")

    def joint_name(self, operation: JointOperation) -> str:
        """Print the sign, or the name."""
        return operation.unicode if operation.sign else self.word(operation.unicode)

    def operator(self, name: str) -> str:
        """Print the operation's name."""
        return self.word(OPERATION[name].unicode or name)
