"""Descriptions as they are asked for, in the notation that the readers of descriptions know.

"What is the dimension of all polynomials p in P_3 with int_0^1 p(x) dx = 0?" becomes
"p in P_3 with integral(p(x), 0, 1) = 0". Everything else stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NoReturn

from backproof.spaces.descriptions.ambient import VECTORS, Ambient, read_ambient
from backproof.spaces.descriptions.over_reals.hermitian import hermitian
from backproof.spaces.descriptions.over_reals.real_parts import over_reals, whole_over_reals
from backproof.spaces.descriptions.questions.infinite import require_finite
from backproof.spaces.descriptions.questions.kernel_and_image import kernel_and_image
from backproof.spaces.descriptions.questions.matrix_formulas import matrix_formula
from backproof.spaces.descriptions.questions.monomials import with_monomials
from backproof.spaces.descriptions.questions.named import named_space
from backproof.spaces.descriptions.questions.operators import operator_question
from backproof.spaces.descriptions.questions.phrasing import usual_phrasing
from backproof.spaces.descriptions.questions.rephrasing import rephrased
from backproof.spaces.descriptions.questions.sentences import without_words
from backproof.spaces.language.tokens import refuse

_ASKED = re.compile(
    r"(?:(?:what(?: is|'s)|find|compute|determine|give|state|calculate)\s+)?(?:(?:the|a)\s+)?"
    r"(?:dim(?:ension)?|basis(?: and dimension)?|base)\b\s*(?:of|for)?\s*"
    r"(?:the\s+(?:sub|vector\s*)?space\s+(?!of\b|spanned\b|generated\b))?",
    re.IGNORECASE,
)
_OF_WHAT = re.compile(
    r"(?:(?:the|all|those|set of|space of|subspace of|real)\s+)*"
    r"(?:polynomials?|matri(?:ces|x)|vectors?|functions?|points?|elements?)\s+"
    r"(?=[a-zA-Z](?:\s*\([a-z]\))?\s*(?:in\b|\u2208|\\in\b|with\b|such that\b|of\b|:|\|)|\()"
)
_ALL_LETTER = re.compile(
    r"(?:the set of |the space of )?all (?=[A-Za-z](?:\([a-z]\))?\s+(?:in\b|\u2208|\\in\b))"
)
_UNKNOWN_OF_DEGREE = re.compile(
    r"(?:(?:all|the|real)\s+)*(?:polynomials\s+)?\b([a-z])(?:\([a-z]\))?\s+of\s+degree\s+"
    r"(?:(?:at\s+most|up\s+to|<=|\u2264|\\leq?)\s*(\d+)|(\d+)\s+or\s+less|less\s+than\s+(\d+))\s*"
)
_WITHIN = re.compile(
    r"(?:(?:the\s+)?(?:solutions?(?:\s+space|\s+set)?)\s+(?:of|to)\s+)?([^:|{}\[\]']*=[^:|{}\[\]']*?)\s+(?:in|\u2208)\s+"
    r"R\^?\{?(\d+)\}?(?:\s*\([^()=]*\))?"
)
_EXPONENTIAL = re.compile(r"(?<![A-Za-z\d])([a-z])\s+(\d+\s*\^\s*\{?[a-z])")
_MATRICES_NAMED = re.compile(
    r"(?:(?:all|the|real|set of)\s+)*(\d)\s*(?:x|\u00d7|by)\s*(\d)\s+(?:real\s+)?matrices\s+([A-Z])\s+"
    r"(?=with\b|such that\b|that\b|satisfying\b|for which\b|where\b|:|\|)"
)
_THAT_ARE = re.compile(
    r"(?<=[\w)}])\s+(?:(?:that|which)\s+(?:are|is|satisfy|satisfies|have|has)|for\s+which|whose|having|satisfying)\s+"
    r"|(?<=[\w)}])\s+(?=divisible\s+by\b|vanishing\s+at\b)"
)
_SIZE_LAST = re.compile(
    r"(.*?\bmatrices)\s+of\s+(?:size|order|dimension)\s+(\d)(?:\s*(?:x|\u00d7|by)\s*(\d))?", re.IGNORECASE
)
_OF_DEGREE_N = re.compile(r"n\s*=\s*(\d+)\s*[:;,.]\s*(?=.*?\b([a-zA-Z])(?:'*\(|\b).*=)")
_BOUNDED_INTEGRAL = re.compile(
    r"integral_\{?\(?\s*(-?\w+(?:/\w+)?)\)?\}?\s*\^\s*\{?\(?\s*(-?\w+(?:/\w+)?)\)?\}?\s*([^=,;{}]+?)"
    r"\s*(?:\bd[a-z]\b)?\s*(?=[=,;}])"
)
_ARGUMENT = re.compile(r"\b([a-z])\(([a-z])\)(?=\s*(?:\bin\b|\u2208|\\in\b))")
_BOUND = r"\{?\(?\s*(-?\s*\w+(?:/\w+)?)\s*\)?\}?"
_INTEGRAL = re.compile(
    rf"(?:\\int|\bint|\u222b)\s*_\s*{_BOUND}\s*\^\s*{_BOUND}\s*((?:(?!\bint|\u222b|\bon\b)[^=;{{}}])+?)"
    r"\s*(?:\\[,;!]\s*)?(?:\bd[a-z]\b|(?=\s*(?:=|,|;|\}|\bon\b|$)))"
)
_INTEGRAL_IN_WORDS = (
    re.compile(
        r"(?:the\s+)?integral\s+of\s+([^=,;]+?)\s+(?:from|over)\s+\[?\s*([^\s,=\]]+)\s*(?:to|,)\s*"
        r"([^\s,=\]]+)\s*\]?(?:\s*(?:is|equals))?(?=\s*(?:=|zero|0|,|;|\}|$))"
    ),
    re.compile(r"(?:the\s+)?integral\s+from\s+(\S+)\s+to\s+(\S+)\s+of\s+([^=,;]+?)(?=\s*(?:=|,|;|\}|$))"),
)
_INNER = re.compile(r"(?:<|\u27e8|\\langle\b)([^<>=]+?,[^<>=]+?)(?:>|\u27e9|\\rangle\b)(?=\s*=)")
_DOT = re.compile(r"(?<=[\w)\]])\s+\.\s+(?=[\w(\[])|\\cdot\b")
_ORTHOGONAL = re.compile(r"(vectors\s+in\s+\S+)\s+(?=(?:that are\s+)?(?:orthogonal|perpendicular)\s+to\b)")
_OF_TRACE = re.compile(r"\b(matri(?:ces|x))\s+(?:of|having)\s+(?=(?:zero\s+)?trace\b)")
_FLAT = re.compile(r"(?:(?:the|a)\s+)?(?:hyper)?(?:plane|line)\s+(?=[^:{}]*=)")
_RAISED = re.compile(r"\b([RCQ])([\u00b2\u00b3\u00b9\u2070\u2074-\u2079]+)")
_DIGITS = str.maketrans("\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079", "0123456789")
_VANISHING = re.compile(r"vanish(?:es|ing)\s+at\s+(-?[\d/]+(?:\s*(?:,|and)\s*(?:and\s+)?-?[\d/]+)+)")
_OVER_ITSELF = re.compile(r"([RC](?=\b)[^,;{}:=]*?)\s+over\s+([RC])")
_NAMED_OVER = re.compile(
    r"((?:[PM]|[a-z\d]).*?)\s+over\s+(?:the\s+)?(?:field\s+)?"
    r"(R|C|Q|F_?\{?\d+\}?|reals?|(?:real|complex|rational) numbers)"
)
_SCALARS_IN_WORDS = {
    "real": "R",
    "reals": "R",
    "real numbers": "R",
    "complex numbers": "C",
    "rational numbers": "Q",
}
_DEGREE_OTHERWISE = re.compile(
    r"polynomials\s+of\s+degree\s+(?:(?:<=|\u2264|\\leq?)\s*(\d+)|(\d+)\s+or\s+(?:less|lower)|(?:less\s+than|<)\s*(\d+))"
)
_SINGLE_ROW = re.compile(
    r"((?:null\s*space|kernel|ker|rank|nullity)\s+(?:of\s+)?(?:the\s+matrix\s+)?)\[\s*((?:-?[\d/]+[\s,]+)+-?[\d/]+)\s*\]$"
)
_IDENTITY = re.compile(r"(?<=rank of )I_?\{?(\d)\}?$|(?<=nullity of )I_?\{?(\d)\}?$")
_LOWERED = re.compile("[\u2080-\u2089]+")
_LOW_DIGITS = {0x2080 + k: str(k) for k in range(10)}
_LINE_SUMS = re.compile(r"\brows?\s+and\s+columns?\s+sums?\b|\bcolumns?\s+and\s+rows?\s+sums?\b")
_ORDER = re.compile(r"\^\s*\{\s*\(\s*(\d+)\s*\)\s*\}")
_COMPLEMENT_OF = re.compile(
    r"([A-Z])\s*\^\s*\{?\s*(?:\\?perp|\u22a5)\s*\}?\s*(?:for|where|with|if|,|:)\s*\1\s*=\s*(.+?)(?:\s+in\s+R\^?\{?\d\}?)?"
    r"|([A-Z])\s*=\s*(.+?)\s*[:;.]\s*(?:dim\s+)?\3\s*\^\s*\{?\s*(?:\\?perp|\u22a5)\s*\}?",
    re.DOTALL,
)
_REAL_SPACE = re.compile(
    r"\s+as\s+a\s+(real|complex)\s+vector\s+space$|\s+as\s+a\s+vector\s+space\s+over\s+([RC])$"
)
_ROW = r"-?[\d/]+(?:(?:\s+|\s*,\s*)-?[\d/]+)*"
_ROWS = re.compile(rf"[(\[]\s*({_ROW}(?:\s*;\s*{_ROW})+)\s*[)\]]")
_GIVEN_FIRST = re.compile(
    r"([A-Z]\s*=\s*.+?,\s*[A-Z]\s*=\s*.+?)(?:\s+in\s+\S+?)?\s*[:;.]\s*(?:dim\s*)?"
    r"(\(?[A-Z]\s*(?:\+|&|\u2229|/|\\cap)\s*[A-Z]\)?)",
    re.DOTALL,
)
_WITHOUT_SIZE = re.compile(
    r"(?:all\s+)?(?:matrices\s+)?([A-Z])\s+(?:with|such that)\s+(.+?)\s*(?:,|for|where|with)\s*"
    r"([A-Z])\s*=\s*(\[\s*\[.*\]\s*\])",
    re.DOTALL,
)
_SIZED = re.compile(
    r"(\d+\s*(?:x|\u00d7|by)\s*\d+)\s+((?!real\b|matri)[A-Za-z-]+(?:\s+[a-z-]+)??)\s+matrices\b"
)
_OWN = re.compile(
    r"(?:E|Eig)_\s*\{?\s*(-?[\w/]+)\s*\}?\s*\(\s*(?:[A-Z]\s*=\s*)?(\[\s*\[.*\]\s*\])\s*\)"
    r"|(?:E|Eig|eigenspace)\s*\(\s*(?:[A-Z]\s*=\s*)?(\[\s*\[.*\]\s*\])\s*[,;]\s*([^\[\]]+)\)",
    re.DOTALL,
)
_SIGN = r"(\+|&|\u2229|\u2295|/|\\?cap\b|\\oplus\b)"
_BOTH = re.compile(rf"\(?([A-Z])\s*{_SIGN}\s*([A-Z])\)?\s*(?:,|;|:|where|with|for|if)\s*(.+)", re.DOTALL)
_NAMED = re.compile(r"(?:and\s+)?([A-Z])\s*:?=\s*(.+)", re.DOTALL)
_PERPENDICULAR = re.compile(
    r"(?:\(\s*)?(?:span|lin)?\s*(\{.+\}|\(.+\))\s*(?:\)\s*)?\^\s*\{?\s*(?:\\?perp|\u22a5)\s*\}?(?:\s+in\s+R\^?\{?\d\}?)?",
    re.DOTALL,
)


def canonical(text: str) -> str:
    """Return a description in the notation that is known here.

    >>> canonical("the dimension of {p in P_3 : int_0^1 p(x) dx = 0}?")
    '{p in P_3 : integral(p(x), 0, 1) = 0}'
    >>> canonical("all polynomials p of degree at most 3 with p(2) = 0")
    'p in P_3 with p(2) = 0'
    """
    shown = text.strip().rstrip("?").strip()
    for change in _CHANGES:
        shown = change(shown)
    return shown.strip()


def _plain_signs(text: str) -> str:
    """Return a text with hyphens for minus signs, R^4 for R with a raised 4, and matrices in brackets."""
    shown = _RAISED.sub(lambda f: f"{f[1]}^{f[2].translate(_DIGITS)}", text.replace("\u2212", "-"))
    shown = _IDENTITY.sub(_unit_matrix, _SINGLE_ROW.sub(_single_row, shown))
    shown = _LOWERED.sub(lambda f: f"_{f[0].translate(_LOW_DIGITS)}", shown)
    shown = _LINE_SUMS.sub("line sums", _ORDER.sub(r"^(\1)", shown))
    return _ROWS.sub(_rows, shown)


def _rows(found: re.Match[str]) -> str:
    rows = (", ".join(row.replace(",", " ").split()) for row in found[1].split(";"))
    return f"[{', '.join(f'[{row}]' for row in rows)}]"


def _given_first(text: str) -> str:
    """Return U & W where U = ..., W = ... for U = ..., W = ...: dim U & W."""
    found = _GIVEN_FIRST.fullmatch(text)
    return f"{found[2]} where {found[1]}" if found else text


def _with_size(text: str) -> str:
    """Return {B in M_2 : A*B = B*A}, A = [[...]] for B with AB = BA for A = [[...]]."""
    found = _WITHOUT_SIZE.fullmatch(text)
    if found is None:
        return text
    size = found[4].count("[") - 1
    return f"{{{found[1]} in M_{size} : {found[2]}}}, {found[3]} = {found[4]}"


def _unknown_of_degree(found: re.Match[str]) -> str:
    degree = int(found[2] or found[3] or int(found[4]) - 1)
    return f"{found[1]} in P_{degree} "


def _finite(text: str) -> str:
    require_finite(text)
    return text


def _equations_within(text: str) -> str:
    """Return equations in R^n as the set of the points (x1, ..., xn), or (x, y, z), that satisfy them."""
    found = _WITHIN.fullmatch(text)
    if found is None:
        return text
    size, used = int(found[2]), set(re.findall(r"(?<![A-Za-z])[a-z](?:_?\d+)?", found[1]))
    letters, numbers = {x[0] for x in used}, [int(x.strip("_abcdefghijklmnopqrstuvwxyz") or 0) for x in used]
    if len(letters) == 1 and all(0 < k <= size for k in numbers):
        names = [f"{next(iter(letters))}{k}" for k in range(1, size + 1)]
    elif size <= len("xyzw") and used <= set("xyzw"[:size]):
        names = list("xyzw"[:size])
    else:
        return text
    return f"{{({', '.join(names)}) in R^{size} : {found[1]}}}"


def _set_within(said: str, space: str) -> str:
    """Return {x1 = x2} as a set of points of a space; other descriptions as they are."""
    is_open = said.startswith("{") and not re.search(r"[:|]|\bin\b", said)
    return _equations_within(f"{said.strip('{} ')} in {space}") if is_open and "=" in said else said


def _single_row(found: re.Match[str]) -> str:
    return f"{found[1]}[[{', '.join(found[2].replace(',', ' ').split())}]]"


def _unit_matrix(found: re.Match[str]) -> str:
    size = range(int(found[1] or found[2]))
    rows = (", ".join(str(int(i == j)) for j in size) for i in size)
    return f"[{', '.join(f'[{row}]' for row in rows)}]"


def _over_itself(text: str) -> str:
    """Return C^2 for C^2 over C; InputError for a complex space over R."""
    found = _OVER_ITSELF.fullmatch(
        _REAL_SPACE.sub(lambda f: f" over {f[2] or 'RC'[f[1] == 'complex']}", text)
    )
    if found is None:
        return _named_over(text)
    space = read_ambient(found[1] if "^" in found[1] else f"{found[1]}^1")
    if space is None or space.scalars not in ("R", "C"):
        return text
    if (space.scalars, found[2]) == ("C", "R"):
        return whole_over_reals(space)
    if space.scalars != found[2]:
        _refuse_field(found[1], space, found[2])
    return f"{found[1]}^1" if "^" not in found[1] else found[1]


def _named_over(text: str) -> str:
    """Return P_2(C) for P_2 over C, and M_2(C) for M_2(C) over C; InputError for M_2(C) over R."""
    plain = _REAL_SPACE.sub(lambda f: f" over {f[2] or 'RC'[f[1] == 'complex']}", text)
    found = _NAMED_OVER.fullmatch(plain)
    space = read_ambient(found[1]) if found else None
    if found is None or space is None or space.kind == VECTORS:
        return text
    field = _SCALARS_IN_WORDS.get(found[2].lower(), re.sub(r"[_{}]", "", found[2]))
    is_stated = space.scalars != "R" or re.search(r"[(\s]R[\s)^\[]|\breal\b", f" {found[1]} ") is not None
    if (space.scalars, field) == ("C", "R"):
        return whole_over_reals(space)
    if is_stated and space.scalars != field:
        _refuse_field(found[1], space, field)
    return found[1] if is_stated or field == "R" else f"{found[1]}({field})"


def _refuse_field(shown: str, space: Ambient, field: str) -> NoReturn:
    if field == "Q" and not space.scalars.startswith("F"):
        refuse(f"{shown} has no finite dimension over Q", expected="rational numbers, or a space over R or C")
    refuse(f"{shown} is no vector space over {field}")


def _at_most(found: re.Match[str]) -> str:
    degree = int(found[1] or found[2] or int(found[3]) - 1)
    return f"polynomials of degree at most {degree}"


def _roots_apart(found: re.Match[str]) -> str:
    """Return "vanishing at 1, vanishing at 2" for "vanishing at 1 and 2"."""
    points = re.split(r"\s*(?:,|\band\b)\s*", found[1].strip())
    return ", ".join(f"vanishing at {point}" for point in points if point)


def _of_degree_n(text: str) -> str:
    """Return p in P_5 with p(1) = 0 for n = 5: p(1) = 0, and matrices of size 3 for n = 3: X + X^T = 0."""
    found = _OF_DEGREE_N.match(text)
    if found is None:
        return text
    letter = re.sub(r"[^A-Za-z]*", "", found[2])
    space = f"M_{found[1]}" if letter.isupper() else f"P_{found[1]}"
    return f"{letter} in {space} with {text[found.end() :]}"


def _integral(found: re.Match[str]) -> str:
    return f"integral({found[3].strip()}, {found[1]}, {found[2]})"


def _integrals(text: str) -> str:
    shown = _BOUNDED_INTEGRAL.sub(_integral, _INTEGRAL.sub(_integral, text)).replace(")on ", ") on ")
    shown = _INTEGRAL_IN_WORDS[0].sub(lambda f: f"integral({f[1]}, {f[2]}, {f[3]})", shown)
    return _INTEGRAL_IN_WORDS[1].sub(lambda f: f"integral({_without_dx(f[3])}, {f[1]}, {f[2]})", shown)


def _without_dx(text: str) -> str:
    return re.sub(r"\s*\bd[a-z]$", "", text.strip())


def _inner_product(found: re.Match[str]) -> str:
    """Return the product of the two sides of the comma that no bracket encloses."""
    depth = 0
    for place, character in enumerate(found[1]):
        depth += (character in "([{") - (character in ")]}")
        if character == "," and depth == 0:
            return f"{found[1][:place].strip()}*{found[1][place + 1 :].strip()}"
    return found[0]


def _complement(text: str) -> str:
    if named := _COMPLEMENT_OF.fullmatch(text):
        return f"orthogonal complement of {named[2] or named[4]}"
    found = _PERPENDICULAR.fullmatch(text)
    return f"orthogonal complement of span{{{found[1][1:-1]}}}" if found else text


def _eigenspace(text: str) -> str:
    found = _OWN.fullmatch(text)
    return f"eigenspace of {found[2] or found[3]} for {found[1] or found[4]}" if found else text


def _named_spaces(text: str) -> str:
    """Return U + W with the spaces that are named after it in place of their letters."""
    if not (found := _BOTH.fullmatch(text)):
        return text
    within = re.fullmatch(r"(.*)\s+in\s+(R\^?\{?\d+\}?)", found[4], re.DOTALL)
    pieces = re.split(r"\s*(?:,|;|\band\b)\s*(?=[A-Z]\s*:?=)", within[1] if within else found[4])
    given = {name[1]: name[2].strip() for piece in pieces if (name := _NAMED.fullmatch(piece.strip()))}
    if within:
        given = {name: _set_within(said, within[2]) for name, said in given.items()}
    if len(given) != len(pieces) or {found[1], found[3]} != set(given):
        return text
    return f"{given[found[1]]} {found[2]} {given[found[3]]}"


def _flat(text: str) -> str:
    """Return a plane or a line by its equations as a set."""
    found = _FLAT.match(text)
    if found is None or re.search(r"\bin\b|\u2208", text):
        return text[found.end() :] if found else text
    names = sorted(set(re.findall(r"(?<![A-Za-z])[a-z](?:_?\d+)?", text[found.end() :])))
    usual = ["x", "y", "z"] if set(names) <= set("xyz") and ("z" in names or len(names) > 2) else names
    return f"{{({', '.join(usual)}) : {text[found.end() :]}}}"


_CHANGES: tuple[Callable[[str], str], ...] = (
    _plain_signs,
    usual_phrasing,
    without_words,
    _of_degree_n,
    _given_first,
    _with_size,
    lambda text: _ASKED.sub("", text, count=1) if _ASKED.match(text) else text,
    kernel_and_image,
    matrix_formula,
    hermitian,
    over_reals,
    _over_itself,
    _finite,
    _equations_within,
    lambda text: _EXPONENTIAL.sub(r"\1*\2", text),
    lambda text: _MATRICES_NAMED.sub(r"\3 in M_{\1x\2} ", text, count=1),
    lambda text: _SIZE_LAST.sub(lambda f: f"{f[2]}x{f[3] or f[2]} {f[1]}", text, count=1),
    lambda text: _VANISHING.sub(_roots_apart, text),
    _integrals,
    operator_question,
    named_space,
    with_monomials,
    lambda text: _DEGREE_OTHERWISE.sub(_at_most, text),
    lambda text: _UNKNOWN_OF_DEGREE.sub(_unknown_of_degree, text, count=1),
    lambda text: _ALL_LETTER.sub("", _OF_WHAT.sub("", text, count=1), count=1),
    lambda text: _ARGUMENT.sub(r"\1", text, count=1),
    lambda text: _DOT.sub("*", _INNER.sub(_inner_product, text)),
    lambda text: _ORTHOGONAL.sub(lambda f: f"{f[1].split()[-1]}: ", text),
    lambda text: _OF_TRACE.sub(r"\1 with ", text),
    lambda text: _SIZED.sub(r"\2 \1 matrices", text, count=1),
    lambda text: _THAT_ARE.sub(" with ", text, count=1),
    _named_spaces,
    _complement,
    _eigenspace,
    _flat,
    rephrased,
)
