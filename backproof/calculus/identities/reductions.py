"""Products made shorter by what is known of their letters: A A^-1 = I, hypotheses, and equations."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import sympy

from backproof.calculus.identities.expanding import Expander
from backproof.calculus.identities.words import Letter, Polynomial, Word, collected, turned, word_order
from backproof.calculus.language.expression import Reduce
from backproof.calculus.language.tree import Expression

# A law and the name of the matrix, or the text of the equation, that it is about.
Reason = tuple[str, str]
_INVERSE: Reason = ("inverse", "")
_MOST_STEPS = 400
_IDEMPOTENT = ("idempotent", "projection")
_INVERTIBLE = frozenset(("positive definite", "orthogonal", "invertible"))


@dataclass(frozen=True)
class Equation:
    """A word that equals a sum of smaller ones, by a hypothesis."""

    word: Word
    value: Polynomial
    reason: Reason


@dataclass
class Reducer:
    """Rewriting of polynomials by laws; `seen` are the reasons that would apply, when all are refused.

    `definitions` are variables with what equations define them as, by these equations' texts; put in first.
    """

    expander: Expander
    equations: Sequence[Equation] = ()
    values: Mapping[sympy.Symbol, tuple[sympy.Expr, Reason]] = field(default_factory=dict)
    invertible: frozenset[str] = frozenset()
    definitions: Mapping[str, tuple[Expression, Expression]] = field(default_factory=dict)
    seen: dict[Reason, None] = field(default_factory=dict)
    _allowed: Reason | None = None
    _steps: int = 0

    def reasons(self, polynomial: Polynomial) -> list[Reason]:
        """Return the reasons by which a polynomial can be made shorter, in order."""
        self.seen, self._allowed = {}, None
        self._polynomial(polynomial)
        return list(self.seen)

    def by(self, reason: Reason, polynomial: Polynomial) -> Polynomial:
        """Return a polynomial after all rewriting for one reason."""
        self._allowed, self._steps = reason, 0
        return self._polynomial(polynomial)

    def _may(self, reason: Reason) -> bool:
        self.seen[reason] = None
        self._steps += reason == self._allowed
        return reason == self._allowed and self._steps < _MOST_STEPS

    def _polynomial(self, polynomial: Polynomial) -> Polynomial:
        found = Polynomial(polynomial.shape, {})
        for word, value in polynomial.terms.items():
            number = self._number(value)
            found = found.plus(self._word(word, polynomial).times(number))
        return found

    def _word(self, word: Word, like: Polynomial) -> Polynomial:
        """Return a word that is not a number after rewriting."""
        if not word:
            return collected(like.shape, [((), sympy.S.One)])
        for start in range(len(word)):
            for found, length in self._rules_at(word, start):
                return self._polynomial(self._joined(word[:start], found, word[start + length :]))
        return collected(like.shape, [(word, sympy.S.One)])

    def _joined(self, before: Word, middle: Polynomial, after: Word) -> Polynomial:
        for part, at_left in ((before, True), (after, False)):
            if part:
                factor = self.expander.product_of(part)
                pair = (factor, middle) if at_left else (middle, factor)
                middle = self.expander.product(*pair)
        return middle

    def _rules_at(self, word: Word, start: int) -> Iterator[tuple[Polynomial, int]]:
        """Yield what the word's beginning at a place equals, with its length."""
        for equation in self.equations:
            for known, value in (
                (equation.word, equation.value),
                (turned(equation.word), equation.value.transposed),
            ):
                if word[start : start + len(known)] == known and self._may(equation.reason):
                    yield value, len(known)
        yield from ((found, 1) for found in self._single(word[start]))
        if start + 1 < len(word):
            yield from ((found, 2) for found in self._pair(word[start], word[start + 1]))
        yield from self._beside_inverse(word, start)

    def _single(self, letter: Letter) -> Iterator[Polynomial]:
        """Yield what a letter equals."""
        inside = letter.node.children[0] if letter.is_inverse else None
        base = Letter(inside) if inside is not None else letter
        name, found = base.text, base.properties
        if letter.is_turned and (base.is_symmetric or Letter(base.node).is_symmetric):
            if self._may(("symmetric", Letter(base.node).text)):
                yield self._of(Letter(letter.node))
        elif letter.is_turned and "skew-symmetric" in found:
            if self._may(("skew-symmetric", Letter(base.node).text)):
                yield self._of(Letter(letter.node)).times(sympy.S.NegativeOne)
        elif letter.is_inverse and "orthogonal" in found:
            if self._may(("orthogonal", name)):
                yield self._of(Letter(base.node, not letter.is_turned))
        elif inside is not None and letter.is_turned and self._is_symmetric(inside):
            if self._may(("symmetric", str(inside))):
                yield self._of(Letter(letter.node))
        elif inside is not None and (changed := self._inside(letter, inside)) is not None:
            yield changed

    def _is_symmetric(self, matrix: Expression) -> bool:
        """Return whether a matrix is its own transpose by its form."""
        found = self.expander.of(matrix)
        return found.transposed.terms == found.terms

    def _inside(self, letter: Letter, inside: Expression) -> Polynomial | None:
        """Return the inverse of a sum that was made shorter; None if it was not."""
        before = self.expander.of(inside)
        after = self._polynomial(before)
        if after.terms == before.terms:
            return None
        found = self.expander.inverse(after)
        return found.transposed if letter.is_turned else found

    def _pair(self, left: Letter, right: Letter) -> Iterator[Polynomial]:
        """Yield what a product of two letters equals."""
        found = left.properties & right.properties if left.node == right.node else frozenset[str]()
        name, identity = (
            Letter(left.node).text,
            collected((left.shape[0], right.shape[1]), [((), sympy.S.One)]),
        )
        if left.is_turned == right.is_turned and _are_inverse(left, right):
            if self._may(_INVERSE):
                yield identity
        elif "orthogonal" in found and left.is_turned != right.is_turned:
            if self._may(("orthogonal", name)):
                yield identity
        elif "orthonormal columns" in found and left.is_turned and not right.is_turned:
            if self._may(("orthonormal columns", name)):
                yield identity
        elif left == right:
            words = (word for word in _IDEMPOTENT if word in found)
            yield from (self._of(left) for word in words if self._may((word, name)))

    def _beside_inverse(self, word: Word, start: int) -> Iterator[tuple[Polynomial, int]]:
        """Yield what the greatest word of a sum M is beside its inverse: M^-1 M = I, solved for that word."""
        for place in range(start, len(word)):
            letter = word[place]
            if not letter.is_inverse:
                continue
            inside = self.expander.of(letter.node.children[0])
            inside = inside.transposed if letter.is_turned else inside
            lead = inside.leading
            if len(lead) < 2 and len(inside.terms) < 2:
                continue
            value, reason = inside.terms[lead], ("inverse of a sum", str(letter.node.children[0]))
            rest = collected(inside.shape, ((w, -c / value) for w, c in inside.terms.items() if w != lead))
            one = collected(inside.shape, [((), 1 / value)])
            if place == start and word[start + 1 : start + 1 + len(lead)] == lead and self._may(reason):
                yield one.plus(self.expander.product(self._of(letter), rest)), 1 + len(lead)
            if place == start + len(lead) and word[start:place] == lead and self._may(reason):
                yield one.plus(self.expander.product(rest, self._of(letter))), 1 + len(lead)

    def _of(self, letter: Letter) -> Polynomial:
        return self.expander.letter(letter)

    def _number(self, value: sympy.Expr) -> sympy.Expr:
        """Return a number with its products and traces rewritten."""
        numbers = self.expander.numbers
        changed: dict[sympy.Symbol, sympy.Expr] = {}
        for symbol in sorted(value.free_symbols, key=str):
            found = symbol
            if symbol in numbers.words:
                found = self._product(numbers.words[symbol])
            elif symbol in numbers.traces:
                found = self._trace(numbers.traces[symbol])
            elif symbol in self.values and self._may(self.values[symbol][1]):
                found = self.values[symbol][0]
            elif symbol in numbers.others:
                found = self._opaque(symbol, numbers.others[symbol])
            if found != symbol:
                changed[symbol] = found
        value = value.xreplace(changed) if changed else value
        return self._determinants(value)

    def _determinants(self, value: sympy.Expr) -> sympy.Expr:
        """Use that the determinant of an orthogonal matrix is 1 or -1."""
        for symbol in sorted(value.free_symbols, key=str):
            node = self.expander.numbers.others.get(symbol)
            if not isinstance(node, Reduce) or node.name != "det":
                continue
            matrix = Letter(node.operand)
            powers = [power for power in value.atoms(sympy.Pow, sympy.Abs) if power.args[0] == symbol]
            if (
                "orthogonal" in matrix.properties
                and powers
                and self._may(("orthogonal determinant", matrix.text))
            ):
                value = value.xreplace({power: _of_sign(power, symbol) for power in powers})
        return value

    def _product(self, word: Word) -> sympy.Expr:
        numbers = self.expander.numbers
        for candidate in (word, turned(word)):
            for start in range(len(candidate)):
                for found, length in self._rules_at(candidate, start):
                    value = self._joined(candidate[:start], found, candidate[start + length :]).scalar
                    if value == -numbers.product(word):
                        return sympy.S.Zero
                    if not _is_later(numbers.words, value, word):
                        return self._number(value)
        is_square = len(word) == 2 and word[0].node == word[1].node
        is_unit = is_square and "unit" in word[0].properties
        if is_unit and self._may(("unit", Letter(word[0].node).text)):
            return sympy.S.One
        return self.expander.numbers.product(word)

    def _trace(self, word: Word) -> sympy.Expr:
        numbers = self.expander.numbers
        for place in range(len(word)):
            rotated = word[place:] + word[:place]
            for start in range(len(rotated)):
                for found, length in self._rules_at(rotated, start):
                    matrix = self._joined(rotated[:start], found, rotated[start + length :])
                    value = self.expander.trace(matrix)
                    if value == -numbers.trace(word):
                        return sympy.S.Zero
                    if not _is_later(numbers.traces, value, word):
                        return self._number(value)
        return self.expander.numbers.trace(word)

    def _opaque(self, symbol: sympy.Symbol, node: Expression) -> sympy.Expr:
        """Return a number that is not taken apart, with its operands rewritten."""
        if not node.children:
            return symbol
        if isinstance(node, Reduce) and node.name == "det" and (found := self._lemma(node)) is not None:
            return found
        before = [self.expander.of(child) for child in node.children]
        after = [self._polynomial(part) for part in before]
        if all(a.terms == b.terms for a, b in zip(before, after, strict=True)):
            return symbol
        rebuilt = node.with_children(*map(self.expander.expression, after))
        return self.expander.of(rebuilt).scalar

    def _lemma(self, node: Reduce) -> sympy.Expr | None:
        """Return det(A) det(I + A^-1 B) for the determinant of A + B with an invertible A, else None."""
        matrix = self.expander.of(node.operand)
        if () in matrix.terms or len(matrix.terms) < 2:
            return None
        for word, value in matrix.terms.items():
            if len(word) == 1 and value == 1 and self._is_invertible(word[0]):
                if not self._may(("determinant lemma", word[0].text)):
                    return None
                inverse = self.expander.inverse(self.expander.letter(word[0]))
                product = self.expander.times(inverse, matrix)
                rest = self.expander.determinant(self._unit(product, word))
                return self.expander.determinant(self._of(word[0])) * rest
        return None

    def _unit(self, product: Polynomial, word: Word) -> Polynomial:
        """Return I + A^-1 B from A^-1 (A + B)."""
        terms = (
            ((), value) if len(found) == 2 and found[1:] == word and _are_inverse(*found) else (found, value)
            for found, value in product.terms.items()
        )
        return collected(product.shape, terms)

    def _is_invertible(self, letter: Letter) -> bool:
        return letter.text in self.invertible or bool(letter.properties & _INVERTIBLE)


def _of_sign(power: sympy.Expr, symbol: sympy.Symbol) -> sympy.Expr:
    """Return the value of a power, or of the absolute value, of 1 or -1."""
    if isinstance(power, sympy.Abs):
        return sympy.S.One
    return sympy.S.One if power.exp.is_even else symbol if power.exp.is_odd else power


def _is_later(known: Mapping[sympy.Symbol, Word], value: sympy.Expr, word: Word) -> bool:
    """Return whether a number is a multiple of a single product that does not come before a word."""
    symbol = value.as_coeff_Mul()[1]
    return symbol in known and word_order(known[symbol]) >= word_order(word)


def _are_inverse(left: Letter, right: Letter) -> bool:
    """Return whether one of two letters is the inverse of the other."""
    pairs = ((left, right), (right, left))
    return any(one.is_inverse and one.node.children[0] == other.node for one, other in pairs)
