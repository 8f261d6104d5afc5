"""Names of the signs and commands of formulas, as they are said."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

# Between two operands. What begins with a comma is heard as the end of what stands before it.
OPERATORS: Mapping[str, str] = MappingProxyType({
    "+": "plus", "-": "minus", "*": "times", "/": "over", "=": "equals", "<": "is less than",
    ">": "is greater than", r"\pm": "plus or minus", r"\mp": "minus or plus", r"\times": "times",
    r"\cdot": "times", r"\div": "divided by", r"\odot": ", entrywise times",
    r"\oslash": ", entrywise divided by", r"\otimes": ", Kronecker product with", r"\circ": "composed with",
    r"\ast": "star", r"\le": "is at most", r"\leq": "is at most", r"\ge": "is at least",
    r"\geq": "is at least", r"\ne": "is not equal to", r"\neq": "is not equal to",
    r"\ll": "is much less than", r"\gg": "is much greater than", r"\approx": "is approximately",
    r"\sim": "is distributed as", r"\propto": "is proportional to", r"\equiv": "is identically",
    r"\in": "in", r"\notin": "not in", r"\ni": "contains", r"\subset": "is a subset of",
    r"\subseteq": "is a subset of", r"\cap": "intersected with", r"\cup": "united with",
    r"\setminus": "without", r"\oplus": ", direct sum with", r"\perp": "is orthogonal to", r"\to": "to",
    r"\rightarrow": "to", r"\mapsto": "maps to", r"\leftarrow": "becomes", r"\gets": "becomes",
    r"\leftrightarrow": "is exchanged with", r"\implies": "implies", r"\Rightarrow": "implies",
    r"\iff": "if and only if", r"\Leftrightarrow": "if and only if",
    r"\succeq": "is at least, as a matrix,", r"\preceq": "is at most, as a matrix,",
    r"\succ": "is greater, as a matrix, than", r"\prec": "is less, as a matrix, than", r"\wedge": "and",
    r"\land": "and", r"\lor": "or", r"\mid": "such that", r"\vert": "given", r"\colon": ", from",
    ":": ", such that", r"\coloneqq": "is defined as", r"\bmod": "modulo", ",": ",", ";": ",",
    r"\quad": ",", r"\qquad": ",", ".": "", "!": "factorial", "?": "?",
})  # fmt: skip
# In a superscript or a subscript.
SIZES: Mapping[str, str] = MappingProxyType({r"\times": "by"})
OPERANDS: Mapping[str, str] = MappingProxyType({
    r"\infty": "infinity", r"\dots": "and so on", r"\ldots": "and so on", r"\cdots": "and so on",
    r"\vdots": "and so on", r"\ddots": "and so on", r"\emptyset": "the empty set",
    r"\varnothing": "the empty set", r"\top": "transpose", r"\prime": "prime", r"\ell": "l",
    r"\varepsilon": "epsilon", r"\vartheta": "theta", r"\varphi": "phi", r"\varrho": "rho",
    r"\hbar": "h bar", r"\partial": "partial", r"\nabla": "nabla", r"\forall": "for all",
    r"\exists": "there is", r"\degree": "degrees", r"\%": "percent", "%": "percent",
    r"\triangle": "triangle", r"\imath": "i", r"\jmath": "j", r"\_": "underscore", r"\$": "dollars",
    r"\#": "number",
})  # fmt: skip
# Followed by an argument, with or without parentheses.
FUNCTIONS: Mapping[str, str] = MappingProxyType({
    r"\dim": "the dimension of", r"\det": "the determinant of", r"\ker": "the kernel of",
    r"\max": "the maximum of", r"\min": "the minimum of", r"\sup": "the supremum of",
    r"\inf": "the infimum of", r"\log": "log of", r"\ln": "natural log of", r"\exp": "exp of",
    r"\sin": "sine of", r"\cos": "cosine of", r"\tan": "tangent of", r"\sinh": "hyperbolic sine of",
    r"\cosh": "hyperbolic cosine of", r"\tanh": "hyperbolic tangent of", r"\arcsin": "arc sine of",
    r"\arccos": "arc cosine of", r"\arctan": "arc tangent of", r"\cot": "cotangent of",
    r"\arg": "the argument of", r"\deg": "the degree of", r"\lim": "the limit of",
    r"\gcd": "the greatest common divisor of", r"\Pr": "the probability of",
})  # fmt: skip
NAMED: Mapping[str, str] = MappingProxyType({
    "span": "the span of", "tr": "the trace of", "rank": "the rank of", "col": "the column space of",
    "row": "the row space of", "null": "the null space of", "diag": "the diagonal matrix of",
    "vec": "vec of", "lse": "log sum exp of", "argmin": "the minimizer of", "argmax": "the maximizer of",
    "sign": "the sign of", "Cov": "the covariance of", "Var": "the variance of",
})  # fmt: skip
LARGE: Mapping[str, str] = MappingProxyType({
    r"\sum": "the sum", r"\prod": "the product", r"\int": "the integral", r"\bigcup": "the union",
    r"\bigcap": "the intersection", r"\iint": "the double integral", r"\oint": "the contour integral",
})  # fmt: skip
ACCENTS: Mapping[str, str] = MappingProxyType({
    r"\bar": "bar", r"\overline": "bar", r"\hat": "hat", r"\widehat": "hat", r"\tilde": "tilde",
    r"\widetilde": "tilde", r"\vec": "vector", r"\dot": "dot", r"\ddot": "double dot",
    r"\underline": "underlined",
})  # fmt: skip
ALPHABETS: Mapping[str, str] = MappingProxyType({
    r"\mathbf": "bold", r"\boldsymbol": "bold", r"\bm": "bold", r"\bpbold": "bold", r"\mathcal": "script",
    r"\mathfrak": "fraktur", r"\mathbb": "", r"\mathrm": "", r"\mathit": "", r"\mathsf": "", r"\mathtt": "",
    r"\pivot": "pivot", r"\within": "", r"\inline": "", r"\boxed": "boxed", r"\mathop": "", r"\mathrel": "",
    r"\mathbin": "", r"\mathord": "", r"\mathopen": "", r"\mathclose": "",
})  # fmt: skip
POWERS: Mapping[str, str] = MappingProxyType({
    "2": "squared", "3": "cubed", "transpose": "transpose", "minus 1": "inverse", "times": "star",
    "star": "star", "prime": "prime", "minus transpose": "inverse transpose", "plus": "plus",
    "composed with": "degrees", "H": "Hermitian", "percent": "percent",
})  # fmt: skip
NUMERALS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
# Commands that are not heard, with the arguments that they have.
SILENT: Mapping[str, int] = MappingProxyType({
    r"\displaystyle": 0, r"\textstyle": 0, r"\scriptstyle": 0, r"\limits": 0, r"\nolimits": 0,
    r"\nopagebreak": 0, r"\big": 0, r"\Big": 0, r"\bigg": 0, r"\Bigg": 0, r"\bigl": 0, r"\bigr": 0,
    r"\Bigl": 0, r"\Bigr": 0, r"\biggl": 0, r"\biggr": 0, r"\Biggl": 0, r"\Biggr": 0, r"\bigm": 0,
    r"\left": 0, r"\right": 0, r"\middle": 0, r"\color": 1, r"\phantom": 1, r"\hphantom": 1,
    r"\vphantom": 1, r"\hspace": 1, r"\kern": 0, r"\relax": 0, r"\allowbreak": 0, r"\strut": 0,
    r"\mathstrut": 0, r"\/": 0, r"\!": 0, r"\bigg.": 0, r"\hline": 0,
})  # fmt: skip
SPACES = frozenset((r"\,", r"\;", r"\:", r"\ ", "~", r"\enspace", r"\thinspace"))
