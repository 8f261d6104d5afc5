"""Linear maps of polynomials as people write them: 2*p' + p(1)*x, diff(p, x) or p.subs(x, 1)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from backproof.answer import Latex
from backproof.spaces.language.printing import formula, sign_in_front
from backproof.spaces.language.syntax import Node, parse
from backproof.spaces.language.tokens import refuse

# A number may stand before p as its factor: 2p.
_P = r"(?<![A-Za-z_])p"
_PIECE = re.compile(
    rf"\bdiff\(\s*p\s*,\s*(?P<by>\w+)\s*(?:,\s*(?P<order>\d))?\s*\)|{_P}\.diff\(\s*(?P<also>\w+)\s*(?:,\s*(?P<times>\d))?\s*\)"
    rf"|{_P}(?P<primes>['′’]+|″)(?:\((?P<of>[^()]*)\))?|{_P}\.subs\(\s*\w+\s*,(?P<at>[^()]*(?:\([^()]*\)[^()]*)*)\)"
    rf"|{_P}\((?P<point>[^()]*(?:\([^()]*\)[^()]*)*)\)|{_P}(?!\w)"
)
# What ends or begins a factor beside p without a sign of multiplication.
_BEFORE, _AFTER = re.compile(r"[\w)]\s*$"), re.compile(r"\s*[\w(]")
_MOST_DERIVATIVES = 9
_WORD = re.compile(r"[A-Za-z]\w*")
_OF_MAPS = frozenset(("p", "diff", "subs", "sqrt", "pi", "e", "exp", "log", "sin", "cos"))


@dataclass(frozen=True)
class PolynomialMap:
    """A map's text with p0 for p, p1 for p', and q1, q2 and so on for p at other arguments.

    `derivatives` are the orders that occur, `arguments` the texts of the arguments by name.
    """

    text: str
    derivatives: tuple[int, ...]
    arguments: Mapping[str, str]


def read_map(text: str, variable: str) -> PolynomialMap:
    """Read a linear map of polynomials p in a variable."""
    derivatives: dict[int, None] = {}
    arguments: dict[str, str] = {}

    def factor(found: re.Match[str]) -> str:
        before = "*" if _BEFORE.search(text[: found.start()]) else ""
        rest = text[found.end() :]
        after = "*" if _AFTER.match(rest) and not _PIECE.match(rest.lstrip()) else ""
        return f"{before}{named(found)}{after}"

    def named(found: re.Match[str]) -> str:
        inside = found["at"] or found["point"]
        if inside is not None and inside.strip() != variable:
            name = f"q{len(arguments) + 1}"
            arguments[name] = inside.strip()
            return name
        by = found["by"] or found["also"]
        primes = (found["primes"] or "").replace("″", "''")
        if found["of"] is not None and found["of"].strip() != variable:
            refuse("a derivative is taken at another argument", found.start() + 1, f"p'({variable}), or p'")
        order = int(found["order"] or found["times"] or 1) if by else len(primes)
        if by and by != variable:
            refuse(f"p is differentiated by {by}", found.start() + 1, f"by {variable}")
        if order > _MOST_DERIVATIVES:
            refuse(f"a derivative of order {order}", found.start() + 1, f"at most {_MOST_DERIVATIVES}")
        derivatives[order] = None
        return f"p{order}"

    # A variable may stand before p as its factor, too: xp'.
    text = re.sub(rf"(?<![A-Za-z_]){re.escape(variable)}(?=p(?!\w))", f"{variable} ", text)
    plain = _PIECE.sub(factor, text)
    if not derivatives and not arguments:
        refuse("p does not occur in the map", 1, "a text such as 2*p' + p(1)*x")
    known = {variable, *arguments, *(f"p{order}" for order in derivatives)}
    for word in _WORD.finditer(text):
        if word[0] not in known | _OF_MAPS and not _PIECE.search(word[0]):
            refuse(f"unknown name '{word[0]}'", word.start() + 1, f"numbers, p and {variable}")
    return PolynomialMap(plain, tuple(derivatives), arguments)


def image_latex(asked: PolynomialMap) -> Latex:
    """Print the image of p as it was written: x p' + p(1)."""
    unknown = {f"p{order}": Node("applied", "p" + "'" * order) for order in asked.derivatives}
    unknown |= {name: Node("applied", "p", (parse(text),)) for name, text in asked.arguments.items()}
    return formula(_named(sign_in_front(parse(asked.text)), unknown)).latex


def _named(node: Node, unknown: Mapping[str, Node]) -> Node:
    if node.kind == "name" and node.value in unknown:
        return unknown[node.value]
    children = tuple(_named(child, unknown) for child in node.children)
    if node.kind == "product":
        # Half of p, typed 1/2 p, is printed p/2.
        factors = [pair for pair in zip(node.value, children, strict=True) if not _is_one(*pair)]
        factors.sort(key=lambda pair: pair[0] == "/")
        if factors[0][0] == "*":
            signs, kept = "".join(sign for sign, _ in factors), tuple(child for _, child in factors)
            return kept[0] if signs == "*" else replace(node, value=signs, children=kept)
    return replace(node, children=children)


def _is_one(sign: str, factor: Node) -> bool:
    return sign == "*" and factor.kind == "number" and factor.value == "1"
