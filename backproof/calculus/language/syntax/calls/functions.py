"""Calls: functions of entries, operations on matrices, definitions, and what other systems call them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import reduce
from typing import NoReturn

from backproof.calculus.language.expression import (
    Elementwise,
    Eye,
    Joint,
    Multiply,
    Number,
    Ones,
    Reduce,
    Structural,
)
from backproof.calculus.language.syntax import arithmetic
from backproof.calculus.language.syntax.calls.argument import Argument
from backproof.calculus.language.syntax.calls.defined import Defined
from backproof.calculus.language.syntax.calls.einsum import einsum
from backproof.calculus.language.syntax.calls.windowed import written_out
from backproof.calculus.language.tree import Expression
from backproof.calculus.primitives.definitions import DEFINITION
from backproof.calculus.primitives.elementwise import PRIMITIVES
from backproof.calculus.primitives.joint_operations import JOINT_OPERATION, JOINT_OPERATIONS
from backproof.calculus.primitives.matrix_operations import OPERATION, OPERATIONS, REDUCTIONS, STRUCTURAL
from backproof.calculus.primitives.shapes import Size
from backproof.calculus.primitives.sizes import product as size_product
from backproof.calculus.primitives.sizes import total as size_total
from backproof.calculus.primitives.windows import WINDOW, Windowed
from backproof.calculus.spelling.elsewhere import MISSING, nearest, sign_hint
from backproof.calculus.spelling.token import Token
from backproof.diagnostic import InputError

_CONSTANT_MATRICES = ("ones", "eye", "zeros")
_COUNTS = {"count": None, "size": None, "numel": None, "len": 0, "length": 0, "rows": 0, "columns": 1}
_ALSO: dict[str, str] = {
    **{other: primitive.name for primitive in PRIMITIVES for other in primitive.also_called},
    **{other: operation.name for operation in OPERATIONS for other in operation.also_called},
    **{other: joint.name for joint in JOINT_OPERATIONS for other in joint.also_called},
    **{"∑": "sum", "identity": "eye", "I": "eye", "one": "ones", "vector": "ones", "matrix": "ones"},
}
# Constants of matrixcalculus.org, by their value instead of their size.
_FILLED = ("vector", "matrix")
_OWN_FORMS = ("dot", "power", "pow", "float_power", "norm", "vecnorm", "einsum")
_OF_PRODUCTS = ("*", "@", "·", "×")
_WHOLE = frozenset({*OPERATION, *JOINT_OPERATION})


class Calls(Defined):
    """The grammar of calls."""

    def known_functions(self) -> list[str]:
        """Return the names of everything that acts on values and may be meant by a name without a call."""
        return [*self.functions, *REDUCTIONS, *STRUCTURAL, *JOINT_OPERATION, *_CONSTANT_MATRICES]

    def callable_as(self, name: str) -> str:
        """Return the function's own name; "" if there is none of that name."""
        if name in self.functions:
            return name
        lowered = name if name in DEFINITION or name in _ALSO or name in _WHOLE else name.lower()
        for known in (name, lowered) if len(name) > 1 else (name,):
            own = _ALSO.get(known, known)
            if own in self.functions or own in _WHOLE or own in _CONSTANT_MATRICES:
                return own
            if known in DEFINITION:
                return DEFINITION[known].name
            if known in WINDOW:
                return WINDOW[known].name
            if known in _COUNTS or known in _OWN_FORMS or self.idiom(known):
                return known
        return ""

    def call(self, name: Token) -> Expression:
        """Parse the call of a function: its arguments in parentheses."""
        own = self.callable_as(name.text)
        opening = self.take()
        if name.text in _FILLED and self.token.kind == "number":
            return self.filled(name, opening)
        if own in _CONSTANT_MATRICES:
            return self.constant_matrix(name, own)
        if (found := self.of_list(name, opening)) is not None:
            return found
        if not own:
            self.unknown_function(name)
        return self.applied(name, own, self.arguments(name, opening))

    def arguments(self, name: Token, opening: Token) -> list[Argument]:
        """arguments: argument (',' argument)*, then the parenthesis."""
        if self.token.is_(")"):
            self.fail(self.token, f"{name.text} needs an argument")
        found = []
        with self.nested(opening):
            found.append(self.argument())
            while self.accept(","):
                found.append(self.argument())
        self.close(opening)
        return found

    def argument(self) -> Argument:
        """argument: [NAME '='] (comparison | quoted word)."""
        token, keyword = self.token, ""
        if token.kind == "name" and self.following.is_("="):
            keyword = token.text
            self.at += 2
        if self.token.kind == "text" or (
            self.token.kind == "name"
            and self.token.text in ("inf", "Inf", "None", "True", "False")
            and self.following.is_(",", ")")
        ):
            return Argument(token, keyword, word=self.take().text.replace("Inf", "inf"))
        if self.token.is_("(") and (keyword or self._is_tuple_of_numbers()):
            return Argument(token, keyword, word=self._tuple())
        return Argument(token, keyword, value=self.comparison())

    def _is_tuple_of_numbers(self) -> bool:
        """True before `(-1, 1)`."""
        at, found = self.at + 1, ""
        while self.tokens[at].kind == "number" or self.tokens[at].is_("-", ","):
            found += self.tokens[at].text
            at += 1
        return "," in found and self.tokens[at].is_(")")

    def _tuple(self) -> str:
        """Return the words of `(0, 1)`."""
        opening, words = self.take(), []
        while not self.token.is_(")") and self.token.kind not in ("end", "separator"):
            words.append(self.take().text)
        self.close(opening)
        return "".join(words)

    def applied(  # noqa: PLR0911, PLR0912 (one per kind of function)
        self, name: Token, own: str, arguments: Sequence[Argument]
    ) -> Expression:
        """Construct the call of a known function."""
        if construct := self.idiom(name.text) or self.idiom(own):
            return construct(name, arguments)
        kept = [one for one in arguments if one.name not in ("keepdims", "keepdim", "dtype")]
        if own in self.functions:
            return self._of_entries(name, own, kept)
        has_values = len(kept) > 1 and not any(one.name for one in kept)
        if self.is_reduction(own) and not (own in ("max", "min") and has_values):
            return self.reduced(name, own, arguments)
        if own == "einsum":
            return self._einsum(name, kept)
        if own in WINDOW:
            return self._windowed(name, WINDOW[own], kept)
        if own == "clip":
            return self.clipped(name, kept)
        if own in DEFINITION and not (own in ("max", "min") and has_values):
            found = self.of_definition(name, DEFINITION[own], kept)
            return self.as_column(found) if own == "rowmean" else found
        values = [self.value_of(name, one) for one in kept]
        if own in ("power", "pow", "float_power") and len(values) == 2:
            return self.raised(name, values[0], values[1])
        if own in ("max", "min") and len(values) > 1:
            # Of several values, the larger one of the first two and the rest.
            whole = DEFINITION[f"{own}imum"]
            return reduce(lambda left, right: self.defined(name, whole, (left, right)), values)
        if own == "dot" and len(values) == 2:
            make = arithmetic.of_vectors if all(map(self.knows, values)) else arithmetic.inner
            return self.build(name, make, *values)
        if own in _COUNTS:
            return self._count(name, own, values)
        if own in JOINT_OPERATION:
            return self._joint(name, own, values)
        if len(values) != 1:
            self.fail(kept[1].token, f"{name.text} takes one argument")
        found = self.of_one(name, own, values[0])
        return self.as_column(found) if own in ("rowsum", "rowlse") else found

    def _joint(self, name: Token, own: str, values: Sequence[Expression]) -> Expression:
        """Construct an operation on two matrices, or on more of them from the left."""
        fewest = f"as in {JOINT_OPERATION[own].example}"
        if len(values) < 2 or (len(values) > 2 and not JOINT_OPERATION[own].sign):
            self.fail(name, f"{name.text} takes two arguments", fewest)
        return reduce(lambda left, right: self.build(name, Joint, own, left, right), values)

    def _windowed(self, name: Token, own: Windowed, arguments: Sequence[Argument]) -> Expression:
        """Read a function of a window as its formula for the operands' shapes."""
        operands = [self.value_of(name, one) for one in arguments[: own.operands]]
        numbers = [(one.name, one.text) for one in arguments[own.operands :]]
        try:
            definition = written_out(own, [operand.shape for operand in operands], numbers)
        except ValueError as error:
            self.fail(name, str(error), f"as in {own.example}")
        return self.defined(name, definition, operands)

    def _of_entries(self, name: Token, own: str, arguments: Sequence[Argument]) -> Expression:
        """Construct a function of each entry, which has one argument."""
        if len(arguments) != 1:
            self.fail(arguments[1].token, f"{name.text} takes one argument")
        return self.of_one(name, own, self.value_of(name, arguments[0]))

    def of_one(self, name: Token, own: str, operand: Expression) -> Expression:
        """Construct a function of one value."""
        if own in self.functions:
            return self.build(name, Elementwise, self.functions[own], operand)
        if own in DEFINITION:
            return self.defined(name, DEFINITION[own], [operand])
        if own == "diag" and self.knows(operand) and operand.shape[0] == operand.shape[1] != 1:
            own = "diagvec"
        return self.build(name, Reduce if own in REDUCTIONS else Structural, own, operand)

    def _einsum(self, name: Token, arguments: Sequence[Argument]) -> Expression:
        """einsum '(' signature (',' value)+ ')'."""
        signature, *rest = arguments
        values = [self.value_of(name, one) for one in rest if one.name != "optimize"]
        if not signature.word or not values:
            message = "einsum takes its indices in quotes, and then the values"
            self.fail(signature.token, message, "as in einsum('ij,j->i', A, x)")

        def build(make: Callable[..., Expression], *parts: object) -> Expression:
            return self.build(name, make, *parts)

        try:
            return einsum(signature.word, values, build)
        except InputError as error:
            (first,) = error.diagnostics
            if first.column:
                raise
            raise InputError(self.source.place(first, signature.token.start)) from None

    def _count(self, name: Token, own: str, values: Sequence[Expression]) -> Expression:
        axis = _COUNTS[own]
        if own == "size" and len(values) == 2 and isinstance(values[1], Number):
            axis = int(values[1].value) - int(not self.dialect.is_numpy)
            if axis not in (0, 1):
                self.fail(name, f"there is no axis {values[1].value}", "write rows(A) or columns(A)")
        return self.counted(name, values[0], axis)

    def raised(
        self, token: Token, base: Expression, exponent: Expression, place: Token | None = None
    ) -> Expression:
        """Construct a power; overridden by the grammar of powers."""
        raise NotImplementedError

    def unknown_function(self, name: Token) -> NoReturn:
        """Report a call of something that is not a function."""
        if name.text in self.variables or name.text in self.lets:
            hint = f"a product is written with * or @, an entry {name.text}[0], counted from 0"
            self.fail(name, f"'{name.text}' is not a function", hint)
        if name.text in MISSING:
            self.fail(name, f"'{name.text}' is not in the language", MISSING[name.text])
        near = nearest(name.text, (*self.known_functions(), *DEFINITION))
        definition = f'define it: --define "{name.text}(t) = ..." or functions'
        if self._has_several_arguments():
            definition = "write it out: functions of one number alone can be defined"
        hint = sign_hint(name.text) or (f"did you mean '{near}'?" if near else definition)
        self.fail(name, f"unknown function '{name.text}'", hint)

    def _has_several_arguments(self) -> bool:
        """True if a comma follows before the parenthesis that closes the arguments."""
        depth = 0
        for token in self.tokens[self.at :]:
            depth += token.is_("(", "[") - token.is_(")", "]")
            if depth < 0 or (depth == 0 and token.is_(",")):
                return depth == 0
        return False

    def constant_matrix(self, name: Token, own: str) -> Expression:
        """'ones' '(' SIZE [',' SIZE] ')' | 'zeros' ... | 'eye' '(' SIZE ')'; the sizes may be a tuple."""
        grouped = self.accept("(")
        sizes = [self.size()]
        while self.accept(","):
            if self.token.is_(")"):
                break
            sizes.append(self.size())
        if grouped:
            self.close(grouped)
        if not self.accept(")"):
            self.fail(self.token, f"{name.text} takes sizes alone", expected="a size or a )")
        if own == "eye" and len(sizes) == 2 and sizes[0] == sizes[1]:
            sizes = sizes[:1]
        most = 1 if own == "eye" else 2
        if len(sizes) > most:
            self.fail(name, f"{name.text} takes {'one or two sizes' if most == 2 else 'one size'}")
        if own == "eye":
            return Eye(sizes[0])
        ones = Ones(*sizes)
        if own == "zeros" and ones.is_scalar:
            return Number(arithmetic.ONE.value * 0)
        return ones if own == "ones" else self.build(name, Multiply, Number(arithmetic.ONE.value * 0), ones)

    def filled(self, name: Token, opening: Token) -> Expression:
        """Parse `vector(1)`: a number in every entry, which an addend beside it gives the shape."""
        at = self.tokens.index(name)
        before = self.tokens[at - 1 : at]
        value = self.comparison()
        self.close(opening)
        is_factor = self.token.kind == "name" or self.token.is_("'", ".", "(", *_OF_PRODUCTS)
        if is_factor or any(token.is_(*_OF_PRODUCTS) for token in before):
            hint = "write ones(n) with the length n"
            self.fail(name, f"the length of `{name.text}` is not known here", hint)
        return value

    def size(self) -> Size:
        """size: factor ('*' factor)* ('+' factor ('*' factor)*)*."""
        found: list[Size] = []
        while not found or self.accept("+"):
            factors = [self.size_factor()]
            while self.accept("*", "·", "×"):
                factors.append(self.size_factor())
            found.append(size_product(*factors))
        return size_total(*found)

    def size_factor(self) -> Size:
        """Parse a symbol that some shape uses, or a positive integer."""
        token = self.take()
        if (
            token.kind == "number"
            and token.text.isdigit()
            and int(token.text[:9]) > 0
            and len(token.text) < 10
        ):
            return int(token.text)
        if token.kind != "name":
            self.fail(
                token, f"'{token.text}' is not a size", expected="a size: a symbol or a positive integer"
            )
        if token.text not in self.sizes:
            symbols = sorted(self.sizes)
            near = nearest(token.text, symbols)
            hint = f"did you mean '{near}'?" if near else f"known are {', '.join(symbols) or 'no symbols'}"
            self.fail(token, f"unknown size '{token.text}'", hint)
        return token.text
