"""Questions in sentences, without the words around the space: "for which k are (1, k), (k, 1) a basis?"."""

from __future__ import annotations

import re

from backproof.spaces.descriptions.splitting import cut

_IS_BASIS = re.compile(
    r"(?:(?:for\s+)?(?:which|what)\s+(?:real\s+)?(?:values?\s+of\s+)?[a-z]\w*\s+)?(?:is|are|do|does)\s+"
    r"(?:the\s+)?(?:(?:set|list|family|vectors|functions|polynomials|matrices)\s+)*(.+?)\s+"
    r"(?:(?:a\s+|form\s+a\s+)?(?:basis|base)\b|linearly\s+(?:in)?dependent|span\b)"
    r"(?:\s*(?:(?:of|for|in)\s+)?(?:(?:its|their)\s+span|[RC]\^?\{?\d\}?|P_?\d|M_?\{?\d+\}?))?\s*(.*)",
    re.IGNORECASE | re.DOTALL,
)
_ON_CONDITION = re.compile(r"\s*\(?\s*\b(?:on|for)\s+([a-z]\s*[<>]\s*[^()]+?)\s*\)?$")
_AS_WHAT = re.compile(
    r"\s*,?\s+as\s+(?:real\s+)?(?:sequences|functions(?:\s+(?:of|in|on)\s+(?:[a-z]|(?:one|two|three|several)\s+variables))?)\s*$"
)
_NAMED = re.compile(r"(?:[a-z](?:_?\{?\d\}?)?|[fgpq]_?\{?\d?\}?\s*\(\s*[xt]\s*\))\s*:?=\s*([^=]+)", re.DOTALL)
_NUMBERED = re.compile(r"[a-z]_?\d")
_OF_FORM = re.compile(
    r"(?:(?:[Tt]he|[Ss]et of|[Aa]ll|space of)\s+)*(?:vectors|points|elements)\s+(?:in\s+R\^?\{?\d\}?\s+)?"
    r"(?:of\s+the\s+form\s+)?(\([^()=]*[,][^=]*\))"
    r"(?:\s*,?\s*(?:with|where|for)\s+[a-z](?:\s*,\s*[a-z]|\s+and\s+[a-z])*\s*(?:are\s+)?(?:\bin\b\s*R|\u2208\s*R|any|arbitrary|real)?"
    r"(?:\s+real)?(?:\s+numbers)?)?"
)
_WITHOUT_A_ZERO = re.compile(
    r"\s*,?\s*(?:\b(?:with|for|where|if)\s+)?\b[a-z]\s*(?:\u2260|!=|\\neq?\b)\s*-?[\w/]+\s*$"
)
_SEQUENCES = re.compile(
    r"(?:(?:all|the|real|space\s+of|set\s+of)\s+)*sequences\s+(?:\(?[a-z](?:_\{?n\}?)?\)?\s+)?(?:(?:with|satisfying|such\s+that|that\s+satisfy|where)\s+)?"
    r"(?=[a-z]\s*[_(]\s*\{?\s*n)"
)
_POLYNOMIALS_OVER = re.compile(
    r"\bpolynomials\s+over\s+(R|C|Q|F_?\{?\d+\}?)\s+(?:of\s+)?degree\s+(?:at\s+most|up\s+to|<=|\u2264)\s+(\d+)"
)
_FAMILY = re.compile(
    r"(?:the\s+)?(?:first\s+\w+\s+)?(?:Hermite|Legendre|Laguerre|Chebyshev|Bernstein)\s+polynomials\s+(?=[-\d(])",
    re.IGNORECASE,
)
_SET_OF_ALL = re.compile(r"(?:the\s+)?(?:set|space|subspace)\s+of\s+all\s+(?=\()")
_OF_LINES = re.compile(
    r"(?:the\s+)?span\s+of\s+the\s+(column|row)s\s+of\s+(?:the\s+matrix\s+)?(.+)", re.DOTALL
)
_LETTERS_IN_R = r"[a-z]\d?(?:\s*,\s*[a-z]\d?)*\s*(?:\bin\b|\u2208|\\in\b)\s*(?:R|\u211d)"
_REAL_LETTERS = re.compile(
    rf"(?<=[:|])\s*{_LETTERS_IN_R}\s*(?:,|;|\band\b|\bwith\b)\s*(?=[^{{}}]*=[^{{}}]*\}})"
    rf"|(?<==)(?P<kept>[^=:{{}}]*?)\s*[,;]\s*{_LETTERS_IN_R}\s*(?=\}})"
)
_ONE_NAME = re.compile(r"[a-z]\s*=\s*(?=\([^()]*\)\s*,\s*\()")
_FUNCTIONS = "sin|cos|tan|exp|ln|log|sinh|cosh|tanh|arctan"
_BARE_FUNCTION = re.compile(
    rf"\b({_FUNCTIONS})(?![A-Za-z])(?!\s*(?:\^\s*\d|[\u00b2\u00b3]|\*\*\s*\d)?\s*(?!(?:on|for)\b)[(A-Za-z\d])"
)
_FORM = re.compile(
    r"(?:(?:all|the)\s+)*(?:functions\s+)?(?:of\s+the\s+form\s+)?(?:[fy]\s*(?:\(\s*[xt]\s*\))?\s*=\s*)?((?:[^:{}|=]|\^\s*\{[^{}]*\})+)",
    re.IGNORECASE,
)
_ADDEND = re.compile(r"([abcdk]|[a-z]_?\d)\s*\*?\s*(.*)")
_PARAMETERS = re.compile(
    r"\{\s*(?:[fy]\s*(?:\(\s*[xt]\s*\))?\s*=\s*)?((?:[^:|{}=]|\^\s*\{[^{}]*\})+?)\s*(?:[:|]|\\mid\b)\s*([a-z]\d?(?:\s*,\s*[a-z]\d?)*)\s*"
    r"(?:\bin\b|\u2208|\\in\b)\s*(?:R|\u211d|\\mathbb\{R\})\s*\}"
)


def without_words(text: str) -> str:
    """Return the elements or the space that a sentence asks about; any other text as it is.

    >>> without_words("for which k are (k,1),(1,k) a basis of R^2")
    '(k,1),(1,k)'
    >>> without_words("v1 = (1,2), v2 = (3,4)")
    '(1,2), (3,4)'
    >>> without_words("all a*x + b*e^x")
    'span{x, e^x}'
    """
    shown = _SET_OF_ALL.sub("", _AS_WHAT.sub("", _FAMILY.sub("", _SEQUENCES.sub("", text.strip(), 1), 1)))
    shown = _POLYNOMIALS_OVER.sub(r"p in P_\2(\1)", _without_a_zero(shown))
    shown = re.sub(r"^(?:the\s+)?recurrences?\s+(?=[a-z]\s*[_(])", "", shown)
    if (found := _OF_FORM.fullmatch(shown)) and re.search(r"[a-z]", found[1]):
        return f"{{{found[1]}}}"
    if found := _OF_LINES.fullmatch(shown):
        return f"{found[1]} space of {found[2]}"
    if shown.startswith("{") and "=" in shown:
        shown = _REAL_LETTERS.sub(lambda f: f" {f['kept'] or ''}", shown)
    if found := _IS_BASIS.fullmatch(shown):
        shown = " ".join(_without_brackets(found[1]).split() + found[2].split())
    shown = _ON_CONDITION.sub(r" for \1", _ONE_NAME.sub("", shown))
    return _as_span(_with_arguments(_without_names(shown)))


def _without_a_zero(text: str) -> str:
    """Return a list without b != 0 behind it, as all cases are told; a set by equations as it is."""
    shown = _WITHOUT_A_ZERO.sub("", text)
    return text if re.search(r"=|\bin\b|\u2208", shown) else shown


def _without_brackets(text: str) -> str:
    """Return a list of functions without the brackets around it."""
    inner = text.strip()
    is_list = (
        inner[:1] + inner[-1:] in ("()", "{}") and re.search(_FUNCTIONS, inner) and len(cut(inner, ",")) == 1
    )
    return inner[1:-1] if is_list else inner


def _without_names(text: str) -> str:
    """Return elements that are each given a name, v1 = (1, 2), v2 = (3, 4), without the names."""
    items = [item.strip() for piece in re.split(r"\band\b", text) for item in cut(piece, ",;")]
    found = [_NAMED.fullmatch(item) for item in items if item]
    inner = [one[1].strip() for one in found if one]
    is_list = len(inner) > 1 and len(inner) == len(found)
    is_plain = all(one.startswith(("(", "[")) for one in inner) or all(
        one and re.match(r"[fgpqy]", one[0]) and not _NUMBERED.search(one[1]) for one in found
    )
    return ", ".join(inner) if is_list and is_plain else text


def _with_arguments(text: str) -> str:
    """Return functions that are listed by their names alone as functions of x: sin, cos."""
    rest = re.sub(rf"\b(?:{_FUNCTIONS}|on|span|of|for|R)(?![A-Za-z])", "", text)
    if re.search(r"[A-Za-z]", rest) or "," not in text:
        return text
    return _BARE_FUNCTION.sub(r"\1(x)", text)


def _as_span(text: str) -> str:
    """Return the linear combinations of functions with arbitrary coefficients as a span."""
    found = _PARAMETERS.fullmatch(text)
    form = found or (
        _FORM.fullmatch(text) if text.lower().startswith(("all ", "functions of the form")) else None
    )
    if form is None or not re.search(rf"\b(?:{_FUNCTIONS})\b|\be\s*\^", form[1]):
        return text
    addends = [addend for addend in cut(form[1].strip(), "+-") if addend.strip()]
    parts = [_ADDEND.fullmatch(addend.strip()) for addend in addends]
    letters = [one[1] for one in parts if one]
    known = set(re.split(r"\s*,\s*", found[2])) if found else set(letters)
    if (
        any(addend.rstrip().endswith(("^", "*", "(")) for addend in addends)
        or len(letters) != len(parts)
        or len(set(letters)) != len(letters)
        or set(letters) - known
    ):
        return text
    return f"span{{{', '.join(one[2].strip() or '1' for one in parts if one)}}}"
