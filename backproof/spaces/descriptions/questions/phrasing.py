"""Wordings of forums and exercises, brought to those that the other readers of questions know."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from backproof.spaces.descriptions.ambient import POLYNOMIALS, VECTORS, Ambient, common_scalars, read_ambient
from backproof.spaces.descriptions.questions.named import named_space
from backproof.spaces.descriptions.splitting import closing_place, cut
from backproof.spaces.language.tokens import refuse

_VERB = r"(?:find|determine|compute|calculate|give|state|what\s+is|what's|what\s+are)"
_SIZE_OF = (
    r"(?:the\s+)?(?:dim(?:ension)?|basis(?:\s+and\s+(?:the\s+)?dimension)?|dimension\s+and\s+(?:a\s+)?basis)"
)
_ROW = r"[-\d/]+(?:\s+[-\d/]+)+"
_BLANKS = re.compile(rf"\[\s*({_ROW})\s*\]")
_LET_MATRIX = re.compile(
    r"(?:let|given|suppose|consider|for|if)\s+(?:the\s+)?(?:matrix\s+)?([A-Z])\s*(?:=|be)\s*(?:the\s+matrix\s+)?"
    r"(\[\s*\[.*?\]\s*\])\s*[.;,:]\s*(?:then\s+)?(.+)",
    re.IGNORECASE | re.DOTALL,
)
_LET_SPACE = re.compile(
    r"(?:let|suppose|consider)\s+([A-Z])\s*(?:be|denote|=)\s*(?:(?:the\s+)?(?:set|(?:sub|vector\s+)?space)\s+of\s+(?!\S+\s+(?:spanned|generated)\b)(?:all\s+(?=\())?)?(.+?)"
    rf"\s*[.;]\s*(?:{_VERB}\s+)?(?:a\s+)?{_SIZE_OF}\s*(?:of|for)?\s*\(?\s*\1\s*\)?\s*(?:=|is)?\s*\.?",
    re.IGNORECASE | re.DOTALL,
)
_HOW_MANY = re.compile(
    r"(?:how\s+many\s+dimensions|what\s+dimension)\s+(?:does|do|has|have)\s+(?:the\s+)?(.+?)(?:\s+have)?",
    re.IGNORECASE,
)
_OF_DIMENSION = re.compile(
    rf"(?:(?:{_VERB}|please|can\s+you)\s+)*(?:the\s+|a\s+)?{_SIZE_OF}\s+(?:of|for)\s+(?:the\s+)?(?:following\s+)?"
    r"(?:(?:vector|linear)\s+)?(?:(?:sub)?spaces?|set)\s*(?:of\s+(?=[(\[{]|all\b)|:|,|(?=spanned|generated|\{))\s*",
    re.IGNORECASE,
)
_SOLUTION_SPACE = re.compile(
    rf"(?:{_VERB}\s+)?(?:an?\s+|the\s+)?(?:{_SIZE_OF}\s+(?:of|for)\s+)?"
    r"(?:the\s+)?(?:solution\s+(?:space|set)|solutions?)\s+(?:of\s+|to\s+)?(?:the\s+)?(?:(?:homogeneous|linear)\s+)*"
    r"(?:(?:system|equations?)\s+(?:of\s+(?:linear\s+)?equations\s+)?)?:?\s*(?=[-(\d]?\s*[a-z\d][^:|{}']*=)(?!.*['\u2032\u2019(\[_])",
    re.IGNORECASE,
)
_OF_TRANSPOSE = re.compile(
    r"(row\s+space|col(?:umn)?\s+space|rank|null\s*space|kernel|nullity)\s+of\s+\(?([A-Z])\s*(?:\^\s*\{?\s*(?:T|\\top)\s*\}?|\.T|\u1d40)\)?"
    r"\s+where\s+\2\s*=\s*(\[.*\])",
    re.IGNORECASE | re.DOTALL,
)
_APPLIED = re.compile(
    r"(?:\(\s*([A-Z])\s*\(?\s*([a-z])\s*\)?\s*\)\s*\(\s*[xt]\s*\)|([A-Z])\s*\(\s*([a-z])\s*\)\s*\(\s*[xt]\s*\)"
    r"|([A-Z])\s*\(\s*([a-z])\s*\(\s*[xt]\s*\)\s*\))\s*="
)
_FOR_ALL = re.compile(
    r"\s*,?\s+for\s+(?:all|every|each)\s+(?:real\s+)?[xt](?:\s*(?:in|\u2208)\s*(?:R|\u211d))?(?=\s*(?:[,;}]|$))"
)
_GIVEN = re.compile(
    r"\s*,?\s+(?:for|where|with|if|when|given)\s+(?:the\s+)?(?:(?:vector|matrix|fixed)\s+)?([A-Za-z])\s*=\s*(?=[\[(]|\\begin)"
)
_OPERATOR = re.compile(
    r"(?<=\bof\s)(?:the\s+)?(?:linear\s+)?(?:map|transformation|operator|mapping|function)\s+(?:(?:given|defined)\s+by\s+)?"
    r"(?=[A-Z]\s*[:(]|[a-zA-Z(][^=]*(?:->|\u2192|\u21a6|\\to|\\mapsto))",
    re.IGNORECASE,
)
_DEFINED_BY = re.compile(
    r"(?<=\w)\s*,?\s+(?:(?:which\s+is\s+)?(?:given|defined)\s+by|where|with|such\s+that)\s+(?=[A-Z]\s*\([^()]*\)\s*=)"
)
_ASKED_AFTER = re.compile(
    r"([A-Z]\s*\(.+\)\s*=\s*.+?)\s*[,;.:]\s*(?:(?:find|determine|compute|what\s+is)\s+)?(?:the\s+)?(?:dim(?:ension)?\s+(?:of\s+)?(?:the\s+)?)?"
    r"(ker(?:nel)?|null\s*space|nullity|im(?:age)?|range|rank)(?:\s*(?:of\s+)?\(?[A-Z]\)?)?",
    re.IGNORECASE | re.DOTALL,
)
_DIFFERENTIATION = re.compile(
    r"(rank|nullity)\s+of\s+(?:the\s+)?(?:differentiation|derivative)(?:\s+(?:operator|map))?\s+(?=on\b)",
    re.IGNORECASE,
)
_PLANES = re.compile(
    r"(?:the\s+)?(sum|intersection)\s+of\s+(?:the\s+)?(?:two\s+)?(?:hyper)?(?:planes|lines|subspaces)\s+([^{}]+?=[^{}]+?)\s+and\s+([^{}]+?=[^{}]+)"
)
_BRACED_ROWS = re.compile(r"\{\s*(\{[-\d/,\s]+\}(?:\s*,\s*\{[-\d/,\s]+\})*)\s*\}")
_OPEN_ROWS = re.compile(r"((?:row|column)\s+space\s+(?:of\s+)?)([-\d/][-\d/\s;]*;[-\d/\s;]*)")


_DIM_OF = re.compile(
    r"dim(?:ension)?\s*\(\s*((?:span|\{|ker|im\b|range|null|col|row).*)\)", re.IGNORECASE | re.DOTALL
)
_MAGIC = re.compile(r"(\d)\s*(?:x|\u00d7|by)\s*\1\s+((?:[a-z-]+\s+)+?)((?:semi-?)?magic)\s+squares?")
_BARE_SETS = re.compile(
    r"\{([^{}:|]*=[^{}:|]*)\}\s*(\u2229|&|\+|\\cap\b)\s*\{([^{}:|]*=[^{}:|]*)\}(?:\s+in\s+R\^?\{?\d\}?)?"
)


def usual_phrasing(text: str) -> str:
    """Return a question in the usual words; any other text as it is.

    >>> usual_phrasing("Let A = [[1,2],[3,4]]. Find the rank of A.")
    'rank of A where A = [[1,2],[3,4]]'
    >>> usual_phrasing("2x2 matrices with A v = 0 for v = (1,2)")
    '2x2 matrices with A v = 0, v = (1,2)'
    >>> usual_phrasing("How many dimensions does the space of symmetric 2x2 matrices have?")
    'space of symmetric 2x2 matrices'
    """
    shown = text.strip().rstrip("?").strip()
    for change in _CHANGES:
        shown = change(shown)
    return shown


def _inside(text: str) -> str:
    """Return span{...} for dim(span{...}); a sum of dimensions as it is."""
    found = _DIM_OF.fullmatch(text)
    if found is None:
        return text
    inner = text[text.index("(") :].rstrip()
    return found[1] if closing_place(inner) == len(inner) - 1 else text


def _let_matrix(text: str) -> str:
    """Return rank of A where A = [[1, 2]] for Let A = [[1, 2]]. Find the rank."""
    found = _LET_MATRIX.fullmatch(text)
    if found is None:
        return text
    name, matrix, rest = found[1], found[2], found[3].strip().rstrip(".?").strip()
    asked = re.sub(
        rf"^(?:{_VERB}\s+)?(?:{_SIZE_OF}\s+of\s+)?(?:the\s+|its\s+)?", "", rest, flags=re.IGNORECASE
    )
    of = "" if re.search(rf"(?<![A-Za-z]){name}(?![A-Za-z])", asked) else f" of {name}"
    return _without_transpose(f"{asked}{of} where {name} = {matrix}")


def _without_transpose(text: str) -> str:
    """Return the column space of A for the row space of A^T, and the like."""
    found = _OF_TRANSPOSE.fullmatch(text)
    if found is None:
        return text
    word = found[1].lower()
    dual = {"row": "column space", "col": "row space", "ran": "rank"}.get(word[:3], "left null space")
    return f"{dual} of {found[3]}"


def _blanks(text: str) -> str:
    """Return rows in brackets with blanks, [1 2], as matrices of one row where they stand in equations."""

    def row(found: re.Match[str]) -> str:
        before = text[: found.start()]
        is_alone = before.count("[") == before.count("]")
        return f"[[{', '.join(found[1].split())}]]" if is_alone else found[0]

    return _BLANKS.sub(row, text) if re.search(r"=|->|\u21a6|\\mapsto", text) else text


def _given(text: str) -> str:
    """Return the vectors and matrices that are named after an equation as further items."""
    found = _GIVEN.search(text)
    is_after = (
        found is not None and "=" in text[: found.start()] and not re.search(r"[}\]]$", text[: found.start()])
    )
    return _GIVEN.sub(r", \1 = ", text) if is_after else text


def _rows(found: re.Match[str]) -> str:
    rows = (", ".join(row.split()) for row in found[2].split(";"))
    return f"{found[1]}[{', '.join(f'[{row}]' for row in rows)}]"


def _planes(found: re.Match[str]) -> str:
    """Return the sum or the intersection of two sets of points by equations."""
    return _both(found[2], "+" if found[1].lower() == "sum" else "&", found[3])


def _both(first: str, sign: str, second: str) -> str:
    letters = sorted(set(re.findall(r"(?<![A-Za-z])[a-z](?:_?\d+)?", f"{first} {second}")))
    usual = ["x", "y", "z"] if set(letters) <= set("xyz") else letters
    return f" {sign} ".join(f"{{({', '.join(usual)}) : {side.strip()}}}" for side in (first, second))


def _quotient(text: str) -> str:
    """Return a quotient with the description of its subspace in place of a name such as sl_2."""
    pieces = cut(text, "/")
    if len(pieces) != 2 or not re.match(r"\s*[MPRC]_?\^?\{?\d", pieces[0]):
        return text
    part = named_space(pieces[1].strip())
    if re.fullmatch(r"\{?\s*0\s*\}?|span\{\(0\)\}", part):
        part = _nothing(read_ambient(pieces[0]))
    whole, smaller = read_ambient(pieces[0]), read_ambient(part)
    if whole is None or smaller is None:
        return f"{pieces[0]}/ {part}"
    return f"{pieces[0]}/ span{{{', '.join(_standard(smaller, whole))}}}"


def _nothing(whole: Ambient | None) -> str:
    """Return the zero subspace of a space."""
    if whole is None or whole.kind == POLYNOMIALS:
        return "span{0}"
    if whole.kind == VECTORS:
        return f"span{{({', '.join(['0'] * whole.dimension)}{',' * (whole.dimension == 1)})}}"
    return f"span{{{[[0] * whole.sizes[1]] * whole.sizes[0]}}}"


def _named_sides(text: str) -> str:
    """Return a sum or an intersection with descriptions in place of names such as Sym_2."""
    for sign in "+&\u2229\u2295":
        pieces = cut(text, sign)
        named = [named_space(piece.strip()) for piece in pieces]
        if len(pieces) == 2 and any(a != b.strip() for a, b in zip(named, pieces, strict=True)):
            return f" {sign} ".join(named)
    return text


def _standard(part: Ambient, whole: Ambient) -> Sequence[str]:
    """Return the standard basis of a space in another; InputError if it does not lie there."""
    is_within = part.kind == whole.kind and (
        part.sizes[0] <= whole.sizes[0] if part.kind == POLYNOMIALS else part.sizes == whole.sizes
    )
    common_scalars([whole, part])
    if not is_within:
        refuse(f"{part.formula.text} is no subspace of {whole.formula.text}", expected="a subspace of it")
    if part.kind == POLYNOMIALS:
        powers = (f"{whole.variable}^{k}" for k in range(2, part.dimension))
        return ["1", whole.variable, *powers][: part.dimension]
    units = [[int(i == k) for i in range(part.dimension)] for k in range(part.dimension)]
    if part.kind == VECTORS:
        return [f"({', '.join(map(str, unit))})" if len(unit) > 1 else "(1)" for unit in units]
    width = part.sizes[1]
    return [str([unit[i : i + width] for i in range(0, len(unit), width)]) for unit in units]


_OF_REALS = re.compile(
    r"\b([a-z])\s*:\s*(?:R|\u211d|\[[^\]]*\])\s*(?:->|\u2192|\\to)\s*(?:R|\u211d)\s*(?=[|:,]|\\mid|with\b|such\b|satisf)"
)
_CHANGES: tuple[Callable[[str], str], ...] = (
    lambda text: _BRACED_ROWS.sub(lambda f: f"[{f[1].replace('{', '[').replace('}', ']')}]", text),
    lambda text: _OPEN_ROWS.sub(_rows, text) if _OPEN_ROWS.fullmatch(text) else text,
    lambda text: _MAGIC.sub(r"\2\3 \1x\1 matrices", text),
    _blanks,
    _inside,
    lambda text: _FOR_ALL.sub("", text) if "=" in text else text,
    lambda text: _APPLIED.sub(lambda f: f"{f[1] or f[3] or f[5]}({f[2] or f[4] or f[6]}) =", text),
    lambda text: _OF_REALS.sub(r"\1 ", text),
    lambda text: found[2] if (found := _LET_SPACE.fullmatch(text)) else text,
    _let_matrix,
    lambda text: found[1] if (found := _HOW_MANY.fullmatch(text)) else text,
    lambda text: _OF_DIMENSION.sub("", text, count=1) if _OF_DIMENSION.match(text) else text,
    lambda text: _SOLUTION_SPACE.sub("", text, count=1) if _SOLUTION_SPACE.match(text) else text,
    lambda text: re.sub(r"^(?=spanned|generated)", "space ", text),
    lambda text: f"{found[2]} of {found[1]}" if (found := _ASKED_AFTER.fullmatch(text)) else text,
    lambda text: _DIFFERENTIATION.sub(
        lambda f: f"{'im' if f[1].lower() == 'rank' else 'ker'} of d/dx ", text
    ),
    lambda text: _DEFINED_BY.sub(", ", _OPERATOR.sub("", text)),
    lambda text: _PLANES.sub(_planes, text) if _PLANES.fullmatch(text) else text,
    lambda text: _both(f[1], f[2], f[3]) if (f := _BARE_SETS.fullmatch(text)) else text,
    _given,
    _named_sides,
    _quotient,
)
