"""Properties in words, such as "symmetric" or "even", as the conditions that they stand for."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator

import sympy as sp

from backproof.spaces.descriptions.ambient import MATRICES, POLYNOMIALS, VECTORS, Ambient
from backproof.spaces.descriptions.grammar import parse_formula
from backproof.spaces.language.printing import number_text
from backproof.spaces.language.symbolic import symbol, to_sympy

_Conditions = Iterator[str]
_LEADING = re.compile(
    r"^(?:(?:all|the|is|are|has|have|with|each|every|being|p|A|X|B|M|f|q)\s+)*", re.IGNORECASE
)
_SUMS = r"(?:{0} sums?|{0}s?(?: each| all)? sums?(?: up)? to)"


def _triangle(ambient: Ambient, letter: str, is_zero: Callable[[int, int], bool]) -> _Conditions:
    rows, columns = ambient.sizes
    places = ((i, j) for i in range(1, rows + 1) for j in range(1, columns + 1))
    return (f"{letter}{i}{j} = 0" for i, j in places if is_zero(i, j))


def _sums(ambient: Ambient, letter: str, of_rows: bool, of_columns: bool) -> list[str]:
    """The row sums, then the column sums."""
    rows, columns = (range(1, size + 1) for size in ambient.sizes)
    found = [" + ".join(f"{letter}{i}{j}" for j in columns) for i in rows] if of_rows else []
    return found + ([" + ".join(f"{letter}{i}{j}" for i in rows) for j in columns] if of_columns else [])


def _diagonals(ambient: Ambient, letter: str) -> list[str]:
    size = ambient.sizes[0]
    first = " + ".join(f"{letter}{i}{i}" for i in range(1, size + 1))
    return [first, " + ".join(f"{letter}{i}{size + 1 - i}" for i in range(1, size + 1))]


def _equal(sums: list[str]) -> _Conditions:
    return (f"{sums[0]} = {other}" for other in sums[1:])


def _zero(sums: list[str]) -> _Conditions:
    return (f"{each} = 0" for each in sums)


_OF_MATRICES: dict[str, Callable[[Ambient, str, str], _Conditions]] = {
    r"(?:skew|anti)[\s-]*symmetric": lambda _, name, __: iter([f"{name}.T = -{name}"]),
    r"symmetric": lambda _, name, __: iter([f"{name}.T = {name}"]),
    r"diagonal": lambda at, _, a: _triangle(at, a, lambda i, j: i != j),
    r"strictly upper[\s-]*triangular": lambda at, _, a: _triangle(at, a, lambda i, j: i >= j),
    r"strictly lower[\s-]*triangular": lambda at, _, a: _triangle(at, a, lambda i, j: i <= j),
    r"upper[\s-]*triangular": lambda at, _, a: _triangle(at, a, lambda i, j: i > j),
    r"lower[\s-]*triangular": lambda at, _, a: _triangle(at, a, lambda i, j: i < j),
    r"tridiagonal": lambda at, _, a: _triangle(at, a, lambda i, j: abs(i - j) > 1),
    r"scalar": lambda _, name, __: iter([f"{name} = tr({name})/{{n}}*I"]),
    r"trace[\s-]*(?:less|free)|zero[\s-]*trace|trace (?:(?:is|are|equals?|equal to|of) )*(?:zero|0)": (
        lambda _, name, __: iter([f"tr({name}) = 0"])
    ),
    rf"{_SUMS.format('row')}(?: (?:equal|to|all|are|is))* (?:zero|0)|zero row sums?": (
        lambda at, _, a: _zero(_sums(at, a, True, False))
    ),
    rf"{_SUMS.format('column')}(?: (?:equal|to|all|are|is))* (?:zero|0)|zero column sums?": (
        lambda at, _, a: _zero(_sums(at, a, False, True))
    ),
    r"(?:all )?line sums?(?: (?:equal|to|all|are|is))* (?:zero|0)|zero line sums?": (
        lambda at, _, a: _zero(_sums(at, a, True, True))
    ),
    r"(?:all )?line sums?(?: (?:all|are))* equal|equal line sums?": lambda at, _, a: _equal(
        _sums(at, a, True, True)
    ),
    r"row sums?(?: (?:all|are))* equal|equal row sums?": lambda at, _, a: _equal(_sums(at, a, True, False)),
    r"column sums?(?: (?:all|are))* equal|equal column sums?": lambda at, _, a: _equal(
        _sums(at, a, False, True)
    ),
    r"semi[\s-]*magic(?: squares?)?": lambda at, _, a: _equal(_sums(at, a, True, True)),
    r"magic(?: squares?)?": lambda at, _, a: _equal([*_sums(at, a, True, True), *_diagonals(at, a)]),
    r"circulant": lambda at, _, a: _circulant(at, a),
    r"hankel": lambda at, _, a: (
        f"{a}{i}{j + 1} = {a}{i + 1}{j}" for i in range(1, at.sizes[0]) for j in range(1, at.sizes[1])
    ),
    r"(?:zero|0)s?(?: on the| main)* diagonal": lambda at, _, a: _triangle(at, a, lambda i, j: i == j),
    r"persymmetric": lambda at, _, a: _reflected(at, a, lambda i, j, n: (n + 1 - j, n + 1 - i)),
    r"centrosymmetric": lambda at, _, a: _reflected(at, a, lambda i, j, n: (n + 1 - i, n + 1 - j)),
    r"toeplitz": lambda at, _, a: (
        f"{a}{i}{j} = {a}{i + 1}{j + 1}" for i in range(1, at.sizes[0]) for j in range(1, at.sizes[1])
    ),
}
_OF_POLYNOMIALS: dict[str, Callable[[str, str], _Conditions]] = {
    r"even": lambda p, x: iter([f"{p}(-{x}) = {p}({x})"]),
    r"odd": lambda p, x: iter([f"{p}(-{x}) = -{p}({x})"]),
    r"constant": lambda p, _: iter([f"{p}' = 0"]),
}
_ORTHOGONAL = re.compile(
    r"(?:[a-z]\s+)?(?:is |are )?(?:orthogonal|perpendicular|normal)\s+to\s+(.+)"
    r"|[a-z]\s*(?:\u22a5|\\perp)\s*(.+)"
)
_ROOTS = re.compile(
    r"(?:vanish(?:es|ing)?|zero)\s+at\s+(.+)|(?:an?\s+)?(?:(double|triple|simple)\s+)?(?:root|zero)\s+(?:at|in)\s+(.+)"
)
_DIVISIBLE = re.compile(r"(?:divisible by|(?:a )?multiples? of)\s+(.+)")
_COMMUTING = re.compile(r"commut(?:es|ing)? with (.+)", re.IGNORECASE)
# The order of derivatives up to which these tell a multiple root over every field, and one more.
_MOST_BY_DERIVATIVES = 2
_DEGREE = re.compile(
    r"deg(?:ree)?\s*\(?\s*[A-Za-z]?\s*\)?\s*(?:at most|<=|\u2264|\\leq?)\s*(\d+)", re.IGNORECASE
)


def _circulant(ambient: Ambient, letter: str) -> _Conditions:
    size = ambient.sizes[0]
    for i in range(1, size):
        yield from (f"{letter}{i}{j} = {letter}{i + 1}{j % size + 1}" for j in range(1, size + 1))


def _reflected(
    ambient: Ambient, letter: str, image: Callable[[int, int, int], tuple[int, int]]
) -> _Conditions:
    """Each entry equals that at its image under a reflection of the places, which pairs them."""
    size = ambient.sizes[0]
    for i in range(1, size + 1):
        for j in range(1, size + 1):
            row, column = image(i, j, size)
            if (i, j) < (row, column):
                yield f"{letter}{i}{j} = {letter}{row}{column}"


def coefficient(name: str, power: int) -> str:
    """The coefficient of a power of an unknown polynomial, by a derivative at 0."""
    factorial = math.factorial(power)
    return f"{name}{chr(39) * power}(0)" + (f"/{factorial}" if factorial > 1 else "")


def _by_roots(ambient: Ambient, name: str, divisor: str) -> tuple[str, ...]:
    """The values and derivatives that are 0 where a divisor has simple or double rational roots."""
    value = to_sympy(parse_formula(divisor, (ambient.variable,)))
    x = symbol(ambient.variable)
    if not value.is_polynomial(x) or value.free_symbols != {x}:
        return ()
    poly = sp.Poly(value, x)
    roots = sp.roots(poly, filter="Q")
    # Derivatives of a higher order say less over a field of few elements.
    if sum(roots.values()) != poly.degree() or max(roots.values()) > _MOST_BY_DERIVATIVES:
        return _by_remainders(ambient, name, poly)
    return tuple(f"{name}{chr(39) * k}({root}) = 0" for root, times in roots.items() for k in range(times))


def _by_remainders(ambient: Ambient, name: str, divisor: sp.Poly) -> tuple[str, ...]:
    """The coefficients of the remainder, which are 0 if the divisor divides a polynomial."""
    x, size = divisor.gen, ambient.dimension
    rests = [sp.Poly(x**k, x).rem(divisor) for k in range(size)]
    found = list[str]()
    for j in range(divisor.degree()):
        factors = [(rest.coeff_monomial(x**j) / math.factorial(k), k) for k, rest in enumerate(rests)]
        shown = "".join(_addend(c, f"{name}{chr(39) * k}(0)") for c, k in factors if c != 0)
        found += [f"{shown.removeprefix(' + ').strip()} = 0"] if shown else []
    return tuple(found)


def _addend(factor: sp.Expr, shown: str) -> str:
    """A multiple with the sign in front: + p(0), - 1/2*p''(0)."""
    is_negative = factor.is_Rational and factor < 0
    size = number_text(-factor if is_negative else factor)
    times = "" if size == "1" else f"{size}*" if factor.is_Rational else f"({size})*"
    return f" {'-' if is_negative else '+'} {times}{shown}"


def conditions_at_complex(item: str, ambient: Ambient, name: str) -> tuple[str, ...]:
    """Conditions that p(a + b*i) = 0 sets a real polynomial: (x - a)**2 + b**2 divides it; () for others."""
    found = re.fullmatch(rf"{name}\s*\((.*\bi\b.*|.*\di\b.*)\)\s*=\s*0", item.strip())
    if found is None or not ambient.is_over or (ambient.kind, ambient.scalars) != (POLYNOMIALS, "R"):
        return ()
    at = to_sympy(parse_formula(found[1], ("i",)))
    if at.free_symbols != {symbol("i")}:
        return ()
    real, imaginary = sp.expand(at.subs(symbol("i"), sp.I)).as_real_imag()
    if not (real.is_Rational and imaginary.is_Rational) or imaginary == 0:
        return ()
    x = symbol(ambient.variable)
    return _by_remainders(ambient, name, sp.Poly(x**2 - 2 * real * x + real**2 + imaginary**2, x))


def conditions_in_words(text: str, ambient: Ambient, name: str, letter: str) -> tuple[str, ...]:
    """The conditions that properties in words stand for, such as "symmetric traceless"; () if one is not."""
    found = _of_property(text, ambient, name, letter)
    words = text.split()
    for place in range(1, len(words) if not found else 0):
        first = _of_property(" ".join(words[:place]), ambient, name, letter)
        if first and (rest := conditions_in_words(" ".join(words[place:]), ambient, name, letter)):
            return first + rest
    return found


def _of_property(text: str, ambient: Ambient, name: str, letter: str) -> tuple[str, ...]:
    """The conditions that one property in words stands for; () if it is none that is known."""
    said = _LEADING.sub("", text.strip()).removesuffix(" matrices").removesuffix(" matrix").strip()
    if ambient.kind == MATRICES:
        if found := _COMMUTING.fullmatch(said):
            return (f"{name}*({found[1]}) = ({found[1]})*{name}",)
        known = (make for pattern, make in _OF_MATRICES.items() if re.fullmatch(pattern, said, re.IGNORECASE))
        made = next(known, None)
        return tuple(text.format(n=ambient.sizes[0]) for text in made(ambient, name, letter)) if made else ()
    if ambient.kind == VECTORS and (found := _ORTHOGONAL.fullmatch(text.strip())):
        return (f"{found[1] or found[2]}*{name} = 0",)
    return _on_polynomials(said, name, ambient) if ambient.kind == POLYNOMIALS else ()


def _on_polynomials(said: str, name: str, ambient: Ambient) -> tuple[str, ...]:
    """The conditions on values and derivatives of a polynomial."""
    if found := _ROOTS.fullmatch(said):
        times = {"double": 2, "triple": 3}.get(found[2] or "", 1)
        point = (found[1] or found[3]).strip()
        return tuple(f"{name}{chr(39) * k}({point}) = 0" for k in range(times))
    if found := _DIVISIBLE.fullmatch(said):
        return _by_roots(ambient, name, found[1])
    if found := _DEGREE.fullmatch(said):
        return (f"{name}{chr(39) * (int(found[1]) + 1)} = 0",)
    for pattern, of in _OF_POLYNOMIALS.items():
        if re.fullmatch(pattern + r"(?: functions?| polynomials?)?", said, re.IGNORECASE):
            return tuple(of(name, ambient.variable))
    return ()
