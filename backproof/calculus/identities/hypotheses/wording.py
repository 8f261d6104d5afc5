"""Hypotheses and relations as people word them, brought to the forms that are read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from backproof.calculus.language.expression import PROPERTIES, ROWS_SUM_TO_1, SUMS_TO_1
from backproof.calculus.spelling.names import plain_name
from backproof.diagnostic import Diagnostic, InputError

_COMPARISONS = {
    "geqslant": ">=", "leqslant": "<=",
    "geq": ">=", "leq": "<=", "ge": ">=", "le": "<=", "gt": ">", "lt": "<",
}  # fmt: skip
_COMMAND = re.compile(rf"\\({'|'.join(_COMPARISONS)})(?![A-Za-z])")
_SIGN = re.compile(r"==|<=|>=|≤|≥|(?<![<>=!])=(?!=)|<|>")
_WORDS = {
    "psd": "positive semidefinite", "spd": "positive definite", "pd": "positive definite",
    "semidefinite": "positive semidefinite", "definite": "positive definite", "skew": "skew-symmetric",
    "antisymmetric": "skew-symmetric", "skewsymmetric": "skew-symmetric",
    "orthonormal": "orthonormal columns",
    "orthogonal projection": "projection", "regular": "invertible", "nonsingular": "invertible",
    "sum to 1": SUMS_TO_1, "one-hot": SUMS_TO_1, "entries sum to 1": SUMS_TO_1, "stochastic": ROWS_SUM_TO_1,
    "row-stochastic": ROWS_SUM_TO_1, "one-hot rows": ROWS_SUM_TO_1,
    "unit vector": "unit", "non-negative": "nonnegative", "idempotent matrix": "idempotent",
}  # fmt: skip
_DISTRIBUTIONS = ("probability", "distribution", "probability distribution")
_NAME = r"[^\W\d]\w*"
# Greek letters may stand as LaTeX's commands.
_TYPED = rf"\\?{_NAME}"
_NAMES = rf"{_TYPED}(?:\s*(?:,|,?\s+and\b)\s*{_TYPED})*"
_SENTENCE = re.compile(
    rf"\s*(?:(?:let|for|where|with)\s+)?(?P<names>{_NAMES})"
    r"\s*(?::|\s(?:is|are|be)\s)\s*(?:both\s+)?(?P<words>[^=<>]+?)\s*\.?\s*",
    re.IGNORECASE,
)
_BARE = re.compile(rf"\s*(?P<names>{_NAMES})\s+(?P<words>{'|'.join(PROPERTIES)})\s*")
_ORDERS = {
    r"\\succeq|[≽⪰]": "positive semidefinite", r"\\succ(?!\w)|[≻]": "positive definite",
}  # fmt: skip
_TURNED_ORDERS = {
    r"\\preceq|[≼⪯]": "positive semidefinite", r"\\prec(?!\w)|[≺]": "positive definite",
}  # fmt: skip
_UNEQUAL = r"(?:!=|≠|\\neq?(?!\w))"
_ONES = r"(?:1|𝟏|\\(?:mathbf|mathbb|bm|boldsymbol)\s*\{?\s*1\s*\}?)(?:_\{?\w+\}?)?"
_TRANSPOSED = r"(?:'|\.T|ᵀ|\^\s*(?:T|\\top|\\intercal|\{\s*(?:T|\\top|\\intercal)\s*\}))"
_FOR_ALL = re.compile(r"[\s,]*(?:\(?\s*for (?:all|each|every)|\\forall|∀).*$")
_CLAIMED = {
    "symmetric": "({0}).T == {0}", "skew-symmetric": "({0}).T == -({0})",
    "orthogonal": "({0}).T @ ({0}) == I",
    "idempotent": "({0}) @ ({0}) == {0}", "positive semidefinite": "x.T @ ({0}) @ x >= 0",
    "positive definite": "x.T @ ({0}) @ x > 0",
}  # fmt: skip


# The absolute value of what has no bars or brackets inside.
_MODULUS = r"(?:abs\(([^()|]+)\)|\|([^()|]+)\|)"
_MIRRORED = str.maketrans("<>≤≥", "><≥≤")


def plain_signs(text: str) -> str:
    r"""Replace LaTeX's signs of comparison by plain ones of the same width: `\geq` by `>=` and blanks."""
    return _COMMAND.sub(lambda found: _COMPARISONS[found[1]].ljust(len(found[0])), text)


def signs_in(text: str) -> list[re.Match[str]]:
    r"""Return the signs of comparison outside of brackets, where `\sum_{i=1}^n` and `axis=1` have theirs."""
    depths: list[int] = []
    for letter in text:
        depths.append((depths[-1] if depths else 0) + (letter in "([{") - (letter in ")]}"))
    return [found for found in _SIGN.finditer(text) if depths[found.start()] == 0]


def declared(text: str) -> tuple[tuple[str, ...], str] | None:
    """Return the names and the words of "Q: orthogonal" and "A and B are symmetric"; None for others."""
    for word, table in ((r"\s*(?P<name>{0})\s*(?:{1})\s*0\s*", _ORDERS),
                        (r"\s*0\s*(?:{1})\s*(?P<name>{0})\s*", _TURNED_ORDERS)):  # fmt: skip
        for sign, words in table.items():
            if found := re.fullmatch(word.format(_TYPED, sign), text):
                return (plain_name(found["name"]),), words
    if found := _SENTENCE.fullmatch(text) or _BARE.fullmatch(text):
        names = re.split(r"\s*,?\s+and\s+|\s*,\s*", found["names"])
        return tuple(map(plain_name, names)), found["words"]
    invertible = (
        rf"\s*(?:\\?det\s*\(?\s*({_NAME})\s*\)?|\|({_NAME})\|)\s*{_UNEQUAL}\s*0\s*",
        rf"\s*({_NAME})\s*(?:\^\s*\{{?\s*-1\s*\}}?|⁻¹)\s+exists\s*",
    )
    for pattern in invertible:
        if found := re.fullmatch(pattern, text):
            return (next(filter(None, found.groups())),), "invertible"
    return None


def equations_of(text: str, shapes: Mapping[str, str]) -> Iterator[str]:
    """Yield the relations that a hypothesis states: those of a chain one by one, as they are read."""
    text = _FOR_ALL.sub("", plain_signs(text))
    signs = signs_in(text)
    ends = [0, *(sign.end() for sign in signs), len(text)]
    stops = [sign.start() for sign in signs]
    sides = [text[start:stop] for start, stop in zip(ends, [*stops, len(text)], strict=False)]
    if len(signs) < 2:
        yield from _of_numbers(_understood(text, shapes), shapes)
        return
    for left, sign, right in zip(sides, signs, sides[1:], strict=False):
        yield from _of_numbers(_understood(f"{left.strip()} {sign[0]} {right.strip()}", shapes), shapes)


def _of_numbers(text: str, shapes: Mapping[str, str]) -> Iterator[str]:
    """Yield |t| <= c as two bounds of a number, a b = c (other than 0) as b = c/a, and others as they are."""
    numbers = {name for name, shape in shapes.items() if not shape}
    whole = re.fullmatch(r"([^<>=≤≥]+)([<>=≤≥]{1,2})([^<>=≤≥]+)", text)
    left, sign, right = map(str.strip, whole.groups()) if whole else ("", "", "")
    if re.fullmatch(_MODULUS, right):
        left, sign, right = right, sign.translate(_MIRRORED), left
    if (found := re.fullmatch(_MODULUS, left)) and sign in ("<", "<=", "≤"):
        inner = found[1] or found[2]
        if set(re.findall(_NAME, inner)) <= numbers:
            yield from (f"{inner} {sign} {right}", f"-({right}) {sign} {inner}")
            return
    factors = re.fullmatch(rf"({_NAME})\s*[*·]\s*({_NAME})", left)
    is_number = re.fullmatch(r"[+-]?\d*[1-9]\d*(?:/\d+)?", right)
    if sign in ("=", "==") and is_number and factors and set(factors.groups()) <= numbers:
        one, other = factors.groups()
        text = f"{other} == {right}/{one}" if one != other else text
    yield text


def properties_of(word: str) -> list[str]:
    """Return the properties that a word or two state, "psd" and "is a symmetric matrix"; [] for others."""
    article = r"^(?:is )?(?:an? |the )?(?:symmetric (?=positive))?"
    word = re.sub(rf"{article}|\s+(?:matri(?:x|ces)|vectors?)$", "", word.strip().lower())
    if word in _DISTRIBUTIONS:
        return [SUMS_TO_1, "nonnegative"]
    word = _WORDS.get(word, word)
    return [word] if word in PROPERTIES else []


def separate(text: str) -> list[str]:
    """Return the hypotheses of a list: "sum(p) = 1, x, y > 0" has three; a text that states none is one."""
    found: list[str] = []
    held = ""
    for before, part in _pieces(plain_signs(text)):
        whole = f"{held}{before if held else ''}{part}"
        if found and not held and properties_of(part):
            found[-1] += before + part
        elif signs_in(whole) or declared(whole):
            found += _one_by_one(whole)
            held = ""
        elif found and not re.fullmatch(rf"\s*{_TYPED}\s*", part):
            found[-1] += before + part
        else:
            held = whole
    return [*found[:-1], f"{found[-1]}, {held}"] if found and held else found or [text]


def _pieces(text: str) -> Iterator[tuple[str, str]]:
    """Yield what stands between commas, semicolons and "and" outside of brackets, each after its sign."""
    depth = start = 0
    before = ""
    for found in re.finditer(r"[(\[{]|[)\]}]|\s*[,;\n]\s*(?:and\b)?\s*|\s+and\b\s*", text):
        depth += (found[0] in "([{") - (found[0] in ")]}")
        if depth == 0 and found[0] not in ")]}":
            yield before, text[start : found.start()]
            before, start = found[0], found.end()
    yield before, text[start:]


def _one_by_one(text: str) -> Iterator[str]:
    """Yield "x, y > 0" as two relations, any other hypothesis as it is."""
    found = re.fullmatch(rf"\s*({_NAMES})(\s*[<>≤≥=].*)", text)
    names = re.findall(_TYPED, re.sub(r"\band\b", "", found[1])) if found else []
    yield from (name + found[2] for name in names) if found else (text,)


def _understood(text: str, shapes: Mapping[str, str]) -> str:
    """Return a relation with its entries, sums and right angles as they are read; else as it is."""
    if found := re.fullmatch(rf"\s*({_NAME})\s*(?:⊥|⟂|\\perp(?!\w))\s*({_NAME})\s*", text):
        return f"{found[1]}.T @ {found[2]} == 0"
    if found := re.fullmatch(rf"\s*{_ONES}\s*{_TRANSPOSED}\s*[@*]?\s*({_NAME})(\s*=.*)", text):
        return f"sum({found[1]}){found[2]}"
    found = re.fullmatch(rf"\s*({_NAME}?)_(?:[a-z]|\{{[a-z]{{1,2}}\}}|[a-z]{{2}})(\s*[<>≤≥].*)", text)
    if found and found[1] in shapes and found[0].split(maxsplit=1)[0] not in shapes:
        return found[1] + found[2]
    if found := re.fullmatch(
        rf"\s*(?:\\?rank|\\operatorname\{{rank\}})\s*\(?\s*({_NAME})\s*\)?\s*==?.*", text
    ):
        return _of_full_rank(found[1], shapes)
    return text


def _of_full_rank(name: str, shapes: Mapping[str, str]) -> str:
    message = f"the rank of {name} is no hypothesis"
    rows, _, columns = shapes.get(name, "").partition(",")
    hint = f"leave it out: a claim with inv({name}.T @ {name}) supposes that this inverse exists"
    if columns and rows.strip() == columns.strip():
        hint = f'if {name} has full rank, write "{name}: invertible"'
    raise InputError(Diagnostic(message, line=1, column=1, hint=hint))


def no_relation(text: str) -> Diagnostic:
    """Return the fault of a text without a sign of comparison, with the way to state what it says."""
    expected = "left == right, left <= right or left >= right"
    hint = ""
    if re.search(_UNEQUAL, text):
        hint = "leave it out: a claim is made where its formulas are defined, so what it divides by is not 0"
    elif re.search(r"\\in(?!\w)|∈|\bin\b", text):
        hint = 'the shapes say what each variable is, and "t >= 0" or "t > 0" its sign'
    elif any(re.search(sign, text) for sign in (*_ORDERS, *_TURNED_ORDERS)):
        hint = (
            'a hypothesis is "A: positive semidefinite"; of a claim, write "x.T @ A @ x >= 0" for a vector x'
        )
    elif found := re.fullmatch(r"\s*(.+?)\s+is\s+(?:an?\s+)?(.+?)(?:\s+matrix)?\s*\.?\s*", text):
        form = _CLAIMED.get(found[2].lower())
        hint = f'write "{form.format(found[1])}"' if form else ""
    return Diagnostic("this is no relation", line=1, column=1, expected=expected, hint=hint or None)
