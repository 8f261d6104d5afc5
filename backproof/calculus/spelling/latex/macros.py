r"""The macros of formulas: what each stands for, and how many arguments it takes."""

from __future__ import annotations

from types import MappingProxyType

# Styles of letters and words; the last are for words alone.
STYLES = (
    *("mathbf", "boldsymbol", "bm", "mathit", "mathsf", "mathcal", "mathscr", "mathbb", "vec", "mathds"),
    *("mathrm", "text", "textbf", "textit", "textrm", "operatorname", "operatorname*"),
)
# Styles in which several letters are a product.
BOLD = ("mathbf", "boldsymbol", "bm")
ACCENTED = MappingProxyType(
    {
        "bar": "bar",
        "overline": "bar",
        "hat": "hat",
        "widehat": "hat",
        "tilde": "tilde",
        "widetilde": "tilde",
        "dot": "dot",
    }
)
ARGUMENTS = MappingProxyType(
    {
        **dict.fromkeys(("frac", "tfrac", "dfrac", "cfrac"), "{{"),
        "sqrt": "[{",
        "operatorname": "*{",
        **dict.fromkeys((*STYLES[:-2], *ACCENTED), "{"),
        **dict.fromkeys(("label", "tag"), "{"),
        **dict.fromkeys(("underbrace", "overbrace", "norm", "abs", "set", "ensuremath", "boxed"), "{"),
    }
)
# Environments of matrices; the last is the determinant.
MATRICES = ("matrix", "pmatrix", "bmatrix", "Bmatrix", "smallmatrix", "vmatrix")
# Environments whose rows are lines, or parts of one; a starred one is the same.
LINES = ("aligned", "align", "equation", "gather", "gathered", "split", "multline", "eqnarray")
OPERATORS = MappingProxyType(
    {
        **dict.fromkeys(("cdot", "bullet"), "·"),
        **dict.fromkeys(("times", "ast"), "×"),
        **dict.fromkeys(("odot", "circ"), ".*"),
        "oslash": "./",
        "div": "/",
        "otimes": "⊗",
        **dict.fromkeys(("le", "leq", "leqslant"), "<="),
        **dict.fromkeys(("ge", "geq", "geqslant"), ">="),
        **dict.fromkeys(("|", "Vert"), "||"),
        **dict.fromkeys(("vert", "mid"), "|"),
        **dict.fromkeys(("top", "intercal"), "'"),
        "\\": ";",
    }
)
OPENING = MappingProxyType(
    {"{": "(", "lbrace": "(", "lbrack": "(", "lparen": "(", "lVert": "||", "lvert": "|"}
)
CLOSING = MappingProxyType(
    {"}": ")", "rbrace": ")", "rbrack": ")", "rparen": ")", "rVert": "||", "rvert": "|"}
)
IGNORED = (
    *(
        ",",
        ";",
        ":",
        "!",
        " ",
        "quad",
        "qquad",
        "displaystyle",
        "textstyle",
        "limits",
        "nolimits",
        "label",
        "tag",
    ),
    # Styles of old, which hold up to the end of a group.
    *("rm", "bf", "it", "sf", "boldmath"),
    "arg",
    *("thinspace", "medspace", "nonumber", "notag", "hfill", "mathstrut"),
)
FUNCTIONS = MappingProxyType(
    {
        **{
            name: name
            for name in ("exp", "log", "sin", "cos", "tan", "sinh", "cosh", "tanh", "det", "max", "min")
        },
        **{name: name for name in ("arctan", "arcsin", "arccos", "cot", "sec", "csc", "coth")},
        **{"argmin": "argmin", "argmax": "argmax"},
        **{"ln": "log", "tr": "tr", "Tr": "tr", "trace": "tr", "diag": "diag", "sgn": "sign", "lg": "log10"},
    }
)
WORDS = MappingProxyType(
    {
        **{"tr": "tr", "trace": "tr", "sgn": "sign", "sign": "sign", "relu": "relu", "softmax": "softmax"},
        **{"diag": "diag", "diagvec": "diagvec", "softplus": "softplus", "sigmoid": "sigmoid", "lse": "lse"},
        **{"logsumexp": "lse", "ln": "log", "mean": "mean", "var": "var", "erf": "erf", "abs": "abs"},
        **{
            "ismax": "ismax",
            "argmin": "argmin",
            "max": "max",
            "min": "min",
            "det": "det",
            "exp": "exp",
            "log": "log",
            "sum": "sum",
        },
    }
)
# Words before the constraints of a problem.
CONSTRAINED = frozenset({"s.t.", "s.t", "st", "subject to", "such that", "where", "with"})
# Words before the function of a problem.
PROBLEMS = frozenset({"minimize", "maximize", "minimise", "maximise"})
TRANSPOSES = ("top", "T", "intercal", "t", "transpose")
_DERIVATIVE = "leave the derivative out, and say --wrt"
MISSING = MappingProxyType(
    {
        **dict.fromkeys(("nabla", "partial"), _DERIVATIVE),
        "prod": r"for positive factors write \exp(\sum \log x)",
        **dict.fromkeys(("int", "iint"), "integrals are not in the language"),
        **dict.fromkeys(
            ("ldots", "cdots", "dots", "vdots"), r"write the sum with \sum or products of vectors"
        ),
        **dict.fromkeys(("infty", "to"), "limits are not in the language"),
        **dict.fromkeys(("in", "forall", "mathbb"), "shapes are declared by --shape"),
        "E": r"write the mean over samples: \frac{1}{n} \sum_i x_i, or leave it out",
        **dict.fromkeys(("P", "Pr"), "write the formula of the density itself"),
        "begin": "write each part in a line of its own",
    }
)
