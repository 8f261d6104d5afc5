"""The grammar of square brackets: entries and stretches of a value, literal vectors and matrices, blocks."""

from __future__ import annotations

import re
from abc import abstractmethod

from backproof.calculus.language.blocks import Blocks, Slice, Stretch
from backproof.calculus.language.syntax.cursor import SUM
from backproof.calculus.language.syntax.spreading import Spreading
from backproof.calculus.language.tree import Expression
from backproof.calculus.primitives.shapes import Size
from backproof.calculus.primitives.sizes import difference, total
from backproof.calculus.spelling.token import Token

_COLON = ":"
_LENGTHEN = "declare the length as {0}+1, or count from the first"
_PLACE = r"(?:\d+|end(?:-\d+)?)"
_INDEX = re.compile(f"(?!:?,?:?$)(?:{_PLACE}(?::{_PLACE})?|:)(?:,(?:{_PLACE}(?::{_PLACE})?|:))?")
_NEW_AXIS = ("None", "newaxis")
_ENTRY_BELOW = re.compile(r"(.*[^_\d])_?(\d+)")
_ENTRY = re.compile(r"(.*[^_\d])_(\d+)(?:_(\d+))?")


class Indices(Spreading):
    """Brackets after a value, and brackets that are a value."""

    def entry_of(self, token: Token) -> list[Token]:
        """Split `x_1` or `x₁` into the tokens of `x[0]`, and `A_12` or `A_1_2` into those of `A[0, 1]`.

        A name that is declared itself is kept, and so is one whose stem is not declared, or a scalar.
        """
        is_below = re.search("[₀-₉]", self.source.text[token.start : token.end])
        found = (_ENTRY_BELOW if is_below else _ENTRY).fullmatch(token.text)
        stem, *places = found.groups() if found else ("",)
        known = self.variables.get(stem)
        if token.kind != "name" or known is None or known.is_scalar or token.text in self.variables:
            return [token]
        numbers = [int(place) for place in places if place]
        if 1 not in known.shape and len(numbers) == 1 and len(places[0]) == 2:
            numbers = [*map(int, places[0])]
        if len(numbers) != (1 if 1 in known.shape else 2) or not all(numbers):
            return [token]
        at = (token.start, token.end)
        listed = [Token("number", str(number - 1), *at) for number in numbers]
        between = [part for one in listed for part in (Token("operator", ",", *at), one)][1:]
        opening, closing = ([Token("operator", sign, *at) for sign in signs] for signs in ("([", "])"))
        return [opening[0], Token("name", stem, *at), opening[1], *between, *closing]

    def indexed(self, opening: Token, value: Expression) -> Expression:
        """'[' stretch [',' stretch] ']'; one stretch alone is of rows, or of the entries of a row."""
        axes = self._new_axes()
        if axes:
            self.close(opening, "]")
            return self.with_axis(opening, value, axes)
        rows, columns = value.shape
        is_one_row = self.token.kind == "number" and self.following.is_("]")
        if not self.token.is_(","):
            first = self.stretch(columns if rows == 1 else rows)
        stretches = [first]
        if self.accept(","):
            stretches.append(self.stretch(columns))
        self.close(opening, "]")
        if len(stretches) == 1:
            stretches = [None, first] if rows == 1 else [first, None]
        found = self.build(opening, Slice, value, *stretches)
        return self.without_axis(found) if is_one_row and columns != 1 else found

    def _new_axes(self) -> str:
        """Return the text between the brackets of `x[:, None]`; "" if it has no new axis."""
        at, found = self.at, ""
        while self.tokens[at].is_(_COLON, ",") or self.tokens[at].text in _NEW_AXIS:
            found += {"newaxis": "None"}.get(self.tokens[at].text, self.tokens[at].text)
            at += 1
        if "None" not in found or not self.tokens[at].is_("]"):
            return ""
        self.at = at
        return found

    def is_index(self) -> bool:
        """True if whole numbers and colons in parentheses follow, as in MATLAB's x(1), A(2, :) or x(1:3)."""
        at, found = self.at + 1, ""
        while self.tokens[at].is_(_COLON, ",", "-") or self.tokens[at].text == "end" or self._is_integer(at):
            found += self.tokens[at].text
            at += 1
        return self.token.is_("(") and self.tokens[at].is_(")") and bool(_INDEX.fullmatch(found))

    def _is_integer(self, at: int) -> bool:
        return self.tokens[at].kind == "number" and self.tokens[at].text.isdigit()

    def is_column_sign(self) -> bool:
        """True before `(:)`, MATLAB's sign for all entries in a column."""
        return self.token.is_("(") and self.following.is_(_COLON) and self.tokens[self.at + 2].is_(")")

    def entry(self, value: Expression) -> Expression:
        """'(' range [',' range] ')', counted from 1, with both ends."""
        opening = self.take()
        rows, columns = value.shape
        is_alone = not any(one.is_(",") for one in self.tokens[self.at : self.at + 8])
        ranges = [self._range(columns if rows == 1 and is_alone else rows)]
        if self.accept(","):
            ranges.append(self._range(columns))
        self.close(opening)
        if len(ranges) == 1:
            ranges = [None, *ranges] if value.shape[0] == 1 else [*ranges, None]
        return self.build(opening, Slice, value, *ranges)

    def _range(self, size: Size) -> Stretch:
        if self.accept(_COLON):
            return None
        token = self.token
        from_end = self.token.text == "end"
        first = self._counted(size)
        last = self._counted(size) if self.accept(_COLON) else first
        start = self.less(first, 1) if from_end else difference(first, 1) if first != 1 else 0
        is_empty = isinstance(first, int) and isinstance(last, int) and not 1 <= first <= last
        if start is None or is_empty:
            self.fail(token, "there is no such entry", "entries in parentheses are counted from 1")
        return start, last

    def _counted(self, size: Size) -> Size:
        """NUMBER | 'end' ['-' NUMBER], counted from 1."""
        token = self.take()
        if token.text != "end":
            return int(token.text)
        less = int(self.take().text) if self.accept("-") else 0
        found = self.less(size, less) if less else size
        if found is None or (not less and isinstance(size, str) and self.less(size, 1) is None):
            self.fail(token, f"the last of {size} entries is not known", _LENGTHEN.format(size))
        return found

    def less(self, size: Size, count: int) -> Size | None:
        """Return a size less a number; None if it may be too small."""
        return difference(size, count)

    def stretch(self, size: Size) -> Stretch:
        """[place] ':' [place] | place, counted from 0."""
        token = self.token
        start: Size = 0 if token.is_(_COLON) else self._place(size)
        if not self.accept(_COLON):
            return start, total(start, 1)
        if self.token.is_("]", ","):
            return None if start == 0 else (start, size)
        stop = self._place(size)
        if difference(stop, start) in (None, 0):
            self.fail(token, "there is no entry in this range", "as in x[0:3], which has three")
        return start, stop

    def _place(self, size: Size) -> Size:
        """Parse a place: a whole number or a size; a negative number is counted from the end."""
        negative, token = self.accept("-"), self.token
        is_computed = token.kind == "number" and self.following.is_("*", "+")
        if (token.kind == "name" or is_computed) and not negative:
            return self.size()
        self.take()
        if token.kind != "number" or not token.text.isdigit() or len(token.text) > 6:
            hint = "an index is a whole number, as in x[0] or x[0:3]"
            self.fail(token, f"'{token.text}' is not an index", hint)
        found = self.less(size, int(token.text)) if negative else int(token.text)
        if found is None:
            self.fail(token, f"the last of {size} entries is not known", _LENGTHEN.format(size))
        return found

    @abstractmethod
    def size(self) -> Size:
        """Parse a size."""

    def literal(self, opening: Token) -> Expression:
        """'[' values ']': a column of values, or rows of values or blocks.

        Values that spaces part are, as in MATLAB, a row.
        """
        rows: list[list[Expression]] = [[]]
        is_nested, is_spaced = self.token.is_("["), False
        while not self.token.is_("]"):
            if is_nested:
                inner = self.accept("[") or self.unexpected(self.token)
                rows.append(self._row(inner))
                self.close(inner, "]")
            else:
                rows.append(self._row(opening))
                is_spaced = is_spaced or self.row_is_spaced
            if not self.accept(",", ";") and self.token.kind != "separator":
                break
            if self.token.kind == "separator":
                self.take()
        self.close(opening, "]")
        rows = [row for row in rows if row]
        if not rows:
            self.fail(opening, "there is nothing in these brackets", expected="values, as in [x, y]")
        if len(rows) == 1 and not (is_nested or is_spaced or self.dialect.first_axis):
            rows = [[value] for value in rows[0]]
        if len({len(row) for row in rows}) > 1:
            self.fail(opening, "the rows have different lengths", expected="as many values in each row")
        return self.build(opening, Blocks, len(rows[0]), tuple(value for row in rows for value in row))

    def _row(self, opening: Token) -> list[Expression]:
        is_spaced = False
        with self.nested(opening):
            self.in_row = True
            found = [self.expression(SUM)]
            while self.is_next_entry() or self.token.is_(","):
                is_spaced = is_spaced or not self.accept(",")
                self.in_row = True
                found.append(self.expression(SUM))
        self.row_is_spaced = is_spaced
        return found
