"""The commands of formulas by what is seen of them: a sign, a word, their argument, or nothing."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from types import MappingProxyType

_GREEK = (
    "alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa", "lambda",
    "mu", "nu", "xi", "omicron", "pi", "rho", "sigma", "tau", "upsilon", "phi", "chi", "psi", "omega",
)  # fmt: skip
_LETTERS = {
    name if case == "SMALL" else name.capitalize(): unicodedata.lookup(
        f"GREEK {case} LETTER {'LAMDA' if name == 'lambda' else name.upper()}"
    )
    for name in _GREEK
    for case in ("SMALL", "CAPITAL")
}
SIGNS: Mapping[str, str] = MappingProxyType({
    **_LETTERS,
    "epsilon": "ϵ", "phi": "ϕ", "varphi": "φ", "varepsilon": "ε", "vartheta": "ϑ", "varrho": "ϱ",
    "varsigma": "ς", "varpi": "ϖ", "top": "⊤", "bot": "⊥", "perp": "⊥", "odot": "⊙", "oslash": "⊘",
    "otimes": "⊗", "oplus": "⊕", "cdot": "·", "times": "×", "div": "÷", "pm": "±", "mp": "∓",
    "ast": "*", "star": "⋆", "circ": "∘", "bullet": "∙", "le": "≤", "leq": "≤", "ge": "≥", "geq": "≥",
    "ne": "≠", "neq": "≠", "approx": "≈", "sim": "∼", "equiv": "≡", "propto": "∝", "ll": "≪", "gg": "≫",
    "in": "∈", "notin": "∉", "ni": "∋", "subset": "⊂", "subseteq": "⊆", "supset": "⊃", "supseteq": "⊇",
    "cup": "∪", "cap": "∩", "setminus": "∖", "emptyset": "∅", "varnothing": "∅", "infty": "∞",
    "partial": "∂", "nabla": "∇", "sum": "∑", "prod": "∏", "int": "∫", "to": "→", "rightarrow": "→",
    "leftarrow": "←", "mapsto": "↦", "Rightarrow": "⇒", "implies": "⟹", "iff": "⟺",
    "Leftrightarrow": "⇔", "leftrightarrow": "↔", "longrightarrow": "⟶", "forall": "∀", "exists": "∃",
    "neg": "¬", "lnot": "¬", "land": "∧", "wedge": "∧", "lor": "∨", "vee": "∨", "ell": "ℓ",
    "prime": "′", "dots": "...", "ldots": "...", "cdots": "⋯", "vdots": "⋮", "ddots": "⋱", "mid": "|",
    "vert": "|", "lvert": "|", "rvert": "|", "Vert": "‖", "lVert": "‖", "rVert": "‖", "|": "‖",
    "langle": "⟨", "rangle": "⟩", "lceil": "⌈", "rceil": "⌉", "lfloor": "⌊", "rfloor": "⌋", "{": "{",
    "}": "}", "lbrace": "{", "rbrace": "}", "%": "%", "&": "&", "#": "#", "_": "_", "$": "$",
    "colon": ":", "imath": "ı", "jmath": "ȷ", "succ": "≻", "prec": "≺", "succeq": "⪰", "preceq": "⪯",
    "simeq": "≃", "cong": "≅", "angle": "∠", "dagger": "†", "hbar": "ℏ", "lbrack": "[", "rbrack": "]",
    "backslash": "∖", "parallel": "‖", "aleph": "ℵ", "Re": "ℜ", "Im": "ℑ", "checkmark": "✓",
    "square": "□", "blacksquare": "■", "triangle": "△", "leqslant": "⩽", "geqslant": "⩾",
})  # fmt: skip
WORDS = frozenset((
    "Pr", "arccos", "arcsin", "arctan", "arg", "cos", "cosh", "cot", "coth", "csc", "deg", "det", "dim",
    "exp", "gcd", "hom", "inf", "ker", "lg", "lim", "liminf", "limsup", "ln", "log", "max", "min",
    "sec", "sin", "sinh", "sup", "tan", "tanh",
))  # fmt: skip
_SPACES_AND_SIZES = (
    ",", ";", ":", "!", ">", " ", "quad", "qquad", "enspace", "thinspace", "left", "right", "big",
    "Big", "bigg", "Bigg", "bigl", "bigr", "Bigl", "Bigr", "biggl", "biggr", "Biggl", "Biggr", "bigm",
    "Bigm", "middle", "displaystyle", "textstyle", "scriptstyle", "scriptscriptstyle", "limits",
    "nolimits", "nopagebreak", "nobreak", "leavevmode", "allowbreak", "relax", "hfill", "hline",
    "strut", "mathstrut", "bpspace", "nonumber", "notag",
)  # fmt: skip
# Commands without ink, with the number of their arguments.
NO_INK: Mapping[str, int] = MappingProxyType({
    **dict.fromkeys(_SPACES_AND_SIZES, 0),
    "vphantom": 1, "hphantom": 1, "phantom": 1, "hspace": 1, "vspace": 1, "color": 1, "tag": 1,
    "label": 1,
})  # fmt: skip
CONTENT = frozenset((
    "boxed", "ensuremath", "inline", "lowered", "mathbin", "mathclose", "mathit", "mathop", "mathopen",
    "mathord", "mathpunct", "mathrel", "mathrm", "mathsf", "mathtt", "mbox", "operatorname",
    "operatorname*", "smash", "text", "textit", "textnormal", "textrm", "textsf", "texttt", "within",
))  # fmt: skip
STYLED: Mapping[str, str] = MappingProxyType({
    "mathbf": "BOLD", "boldsymbol": "BOLD", "bm": "BOLD", "bpbold": "BOLD", "textbf": "BOLD", "pivot": "BOLD",
    "mathbb": "DOUBLE-STRUCK", "mathcal": "SCRIPT", "mathscr": "SCRIPT", "mathfrak": "FRAKTUR",
})  # fmt: skip
ACCENTS: Mapping[str, str] = MappingProxyType({
    "bar": "‾", "overline": "‾", "hat": "^", "widehat": "^", "tilde": "~", "widetilde": "~", "vec": "→",
    "dot": "˙", "ddot": "¨",
})  # fmt: skip
FENCES: Mapping[str, tuple[str, str]] = MappingProxyType({
    "pmatrix": ("(", ")"), "bmatrix": ("[", "]"), "vmatrix": ("|", "|"), "Vmatrix": ("‖", "‖"),
    "Bmatrix": ("{", "}"), "cases": ("{", ""), "matrix": ("", ""), "smallmatrix": ("", ""), "array": ("", ""),
    "aligned": ("", ""), "gathered": ("", ""), "split": ("", ""), "alignedat": ("", ""),
})  # fmt: skip
