"""The commands that formulas in texts may use, and the environments: all that is not here is refused.

Each is in LaTeX's kernel or amsmath, or is set by commands that are: the embedded engine has no other fonts.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal

from backproof.writing.characters import glyphs

Kind = Literal[
    "symbol", "relation", "delimiter", "operator", "space", "style", "arguments", "size", "structure"
]
Argument = Literal["math", "text", "capitals", "rows"]


@dataclass(frozen=True)
class Command:
    r"""A command: its heading in the reference, its arguments, and the LaTeX that sets it if that is another.

    Scripts of an operator may be placed by `\limits`; a delimiter may follow `\left`; `optional` is true if
    an argument in [ ] may come first.
    """

    name: str
    kind: Kind
    heading: str
    arguments: tuple[Argument, ...] = ()
    optional: bool = False
    latex: str = ""

    @property
    def set_as(self) -> str:
        """The LaTeX of the command without its arguments."""
        return self.latex or f"\\{self.name}"


@dataclass(frozen=True)
class Environment:
    """An environment of rows: the most columns, if there is a bound, and whether its columns are stated."""

    name: str
    most_columns: int | None = None
    stated: bool = False


_GREEK = """
    alpha beta gamma delta epsilon varepsilon zeta eta theta vartheta iota kappa lambda mu nu xi pi
    varpi rho varrho sigma varsigma tau upsilon phi varphi chi psi omega Gamma Delta Theta Lambda Xi
    Pi Sigma Upsilon Phi Psi Omega varGamma varDelta varTheta varLambda varXi varPi varSigma
    varUpsilon varPhi varPsi varOmega
"""
_LETTERS = """
    nabla partial infty ell hbar imath jmath Re Im wp aleph emptyset forall exists neg lnot top bot
    angle triangle surd prime backslash flat natural sharp clubsuit diamondsuit heartsuit spadesuit
    dagger ddagger
"""
_BINARY = """
    pm mp times div cdot ast star circ bullet cap cup uplus sqcap sqcup vee wedge lor land setminus
    wr diamond bigtriangleup bigtriangledown triangleleft triangleright oplus ominus otimes oslash
    odot bigcirc amalg bmod
"""
_RELATIONS = """
    le leq ge geq ne neq equiv sim simeq approx cong asymp doteq propto prec succ preceq succeq ll
    gg subset supset subseteq supseteq sqsubseteq sqsupseteq in ni owns notin vdash dashv models mid
    parallel perp smile frown bowtie
"""
_ARROWS = """
    to gets leftarrow rightarrow leftrightarrow Leftarrow Rightarrow Leftrightarrow longleftarrow
    longrightarrow longleftrightarrow Longleftarrow Longrightarrow Longleftrightarrow mapsto
    longmapsto hookleftarrow hookrightarrow leftharpoonup leftharpoondown rightharpoonup
    rightharpoondown rightleftharpoons nearrow searrow swarrow nwarrow iff implies impliedby
"""
_DOTS = "dots ldots cdots vdots ddots dotsc dotsb dotsm dotsi dotso colon mathstrut"
_LARGE = """
    sum prod coprod int iint iiint iiiint idotsint oint bigcap bigcup bigsqcup bigvee bigwedge
    bigodot bigotimes bigoplus biguplus
"""
_FUNCTIONS = """
    arccos arcsin arctan arg cos cosh cot coth csc deg det dim exp gcd hom inf injlim ker lg lim
    liminf limsup ln log max min Pr projlim sec sin sinh sup tan tanh varinjlim varliminf varlimsup
    varprojlim
"""
_FENCES = """
    langle rangle lceil rceil lfloor rfloor lbrace rbrace lbrack rbrack lvert rvert lVert rVert vert
    Vert lgroup rgroup lmoustache rmoustache uparrow downarrow updownarrow Uparrow Downarrow
    Updownarrow { } |
"""
_SPACES = """
    quad qquad enspace thinspace medspace thickspace negthinspace negmedspace negthickspace , : ; !
    >
"""
_ACCENTS = """
    hat check breve acute grave tilde bar vec dot ddot dddot ddddot mathring widehat widetilde
    overline underline overrightarrow overleftarrow overleftrightarrow underrightarrow
    underleftarrow underleftrightarrow
"""
_ALPHABETS = "mathrm mathbf mathit mathsf mathtt mathnormal"
_TEXTS = "text mbox textrm textbf textit textsf texttt textup textnormal"
_CLASSES = "mathord mathbin mathrel mathopen mathclose mathpunct mathinner"
_STACKS = "frac dfrac tfrac cfrac binom dbinom tbinom overset underset stackrel"
_SIZES = [size + side for size in ("big", "Big", "bigg", "Bigg") for side in ("", "l", "r", "m")]
_STYLES = "displaystyle textstyle scriptstyle scriptscriptstyle"
# Written on its own, each says what it is; in formulas it must not begin a comment, a parameter or a column.
_SIGNS = "% $ # _ &"
_SET_BY_OTHERS: dict[str, tuple[Kind, str]] = {
    "leqslant": ("relation", r"\leq"),
    "geqslant": ("relation", r"\geq"),
    "preccurlyeq": ("relation", r"\preceq"),
    "succcurlyeq": ("relation", r"\succeq"),
    "lesssim": ("relation", r"\mathrel{\underset{\sim}{<}}"),
    "gtrsim": ("relation", r"\mathrel{\underset{\sim}{>}}"),
    "subsetneq": ("relation", r"\mathrel{\underset{\neq}{\subset}}"),
    "supsetneq": ("relation", r"\mathrel{\underset{\neq}{\supset}}"),
    "triangleq": ("relation", r"\mathrel{\overset{\triangle}{=}}"),
    "coloneqq": ("relation", r"\mathrel{:=}"),
    "eqqcolon": ("relation", r"\mathrel{=:}"),
    "dotplus": ("symbol", r"\mathbin{\dot{+}}"),
    "varnothing": ("symbol", r"\emptyset"),
    "hslash": ("symbol", r"\hbar"),
    "complement": ("symbol", r"\mathsf{c}"),
    "square": ("symbol", r"\mathord{\fboxsep.25em\fbox{}}"),
    "blacksquare": ("symbol", r"\mathord{\rule{.55em}{.55em}}"),
    "argmin": ("operator", r"\operatorname*{arg\,min}"),
    "argmax": ("operator", r"\operatorname*{arg\,max}"),
    "tr": ("operator", r"\operatorname{tr}"),
    "diag": ("operator", r"\operatorname{diag}"),
    "rank": ("operator", r"\operatorname{rank}"),
    "nless": ("relation", r"\not<"),
    "ngtr": ("relation", r"\not>"),
}
_NEGATED = "leq geq prec succ sim subseteq supseteq mid parallel rightarrow leftarrow Rightarrow exists"

ENVIRONMENTS: dict[str, Environment] = {
    one.name: one
    for one in (
        # amsmath's counter MaxMatrixCols is 10.
        *(
            Environment(name, 10)
            for name in ("matrix", "pmatrix", "bmatrix", "Bmatrix", "vmatrix", "Vmatrix")
        ),
        Environment("smallmatrix"),
        Environment("cases", 2),
        Environment("aligned"),
        Environment("gathered", 1),
        Environment("array", stated=True),
    )
}
# Names that authors know from elsewhere, and what does the same here.
INSTEAD = {
    "bf": r"write \mathbf{...}",
    "rm": r"write \mathrm{...}",
    "it": r"write \mathit{...}",
    "cal": r"write \mathcal{...}",
    "over": r"write \frac{...}{...}",
    "choose": r"write \binom{...}{...}",
    "atop": r"write \substack{... \\ ...}",
    "mod": r"write \bmod or \pmod{...}",
    "mathfrak": "the embedded engine has no such letters",
    "mathscr": r"write \mathcal{...}",
    "mathds": r"write \mathbf{1}",
    "mathbbm": r"write \mathbf{1}",
    "boxed": "a box is kept for what was computed",
    "label": "formulas in texts have no numbers",
    "tag": "formulas in texts have no numbers",
    "ref": "formulas in texts have no numbers",
    "eqref": "formulas in texts have no numbers",
    "nonumber": "formulas in texts have no numbers",
    "notag": "formulas in texts have no numbers",
    "DeclareMathOperator": r"write \operatorname{name} where it is needed",
}
INSTEAD_OF_ENVIRONMENTS = {
    **dict.fromkeys(
        ("align", "align*", "eqnarray", "eqnarray*", "split", "alignat"), "write aligned in $$ $$"
    ),
    **dict.fromkeys(("equation", "equation*", "displaymath", "math"), "the formula itself stands in $$ $$"),
}

_DOUBLED = dict(zip("ℝℂℕℤℚℙℍ𝔸𝔹𝔻𝔼𝔽𝕀𝕂", "RCNZQPHABDEFIK", strict=True))
_TYPED = {
    "×": "times", "÷": "div", "±": "pm", "·": "cdot", "¬": "neg", "…": "dots", "→": "to",
    "←": "leftarrow", "↑": "uparrow", "↓": "downarrow", "‖": "|", "∖": "setminus", "⟂": "perp",
    "†": "dagger", "‡": "ddagger", "≔": "coloneqq", "≕": "eqqcolon", "≜": "triangleq", "⪯": "preceq",
    "⪰": "succeq", "⩽": "leqslant", "⩾": "geqslant", "≼": "preceq", "≽": "succeq", "≲": "lesssim",
    "≳": "gtrsim", "⊊": "subsetneq", "⊋": "supsetneq", "∄": "nexists", "≮": "nless", "≯": "ngtr",
    "□": "square", "∎": "blacksquare", "■": "blacksquare", "•": "bullet", "ı": "imath", "∬": "iint",
    "∭": "iiint", "⨁": "bigoplus", "⨂": "bigotimes", "⨀": "bigodot", "⟨": "langle", "⟩": "rangle",
    "↪": "hookrightarrow", "∆": "Delta", "Ω": "Omega",
}  # fmt: skip


def _all() -> Iterator[Command]:
    plain: tuple[tuple[str, Kind, str], ...] = (
        ("Greek letters", "symbol", _GREEK),
        ("Letters and signs", "symbol", _LETTERS),
        ("Operations", "symbol", _BINARY),
        ("Relations", "relation", _RELATIONS),
        ("Arrows", "relation", _ARROWS),
        ("Dots", "symbol", _DOTS),
        ("Large operators", "operator", _LARGE),
        ("Functions", "operator", _FUNCTIONS),
        ("Fences", "delimiter", _FENCES),
        ("Spaces", "space", _SPACES),
        ("Styles", "style", _STYLES),
        ("Signs", "symbol", _SIGNS),
    )
    for heading, kind, names in plain:
        yield from (Command(name, kind, heading) for name in names.split())
    yield Command(" ", "space", "Spaces", latex=r"\ {}")
    for name, (kind, latex) in _SET_BY_OTHERS.items():
        yield Command(name, kind, "Set by other commands", latex=latex)
    for name in _NEGATED.split():
        yield Command(f"n{name}", "relation", "Set by other commands", latex=rf"\not\{name}")
    yield from _with_arguments()
    yield from (Command(name, "size", "Fences of a stated size") for name in _SIZES)
    yield from (
        Command(name, "structure", "Structure")
        for name in ("left", "middle", "right", "begin", "end", "\\", "hline", "limits", "nolimits", "not")
    )


def _with_arguments() -> Iterator[Command]:
    one: tuple[Argument, ...] = ("math",)
    for heading, names in (("Accents", _ACCENTS), ("Alphabets", _ALPHABETS), ("Classes", _CLASSES)):
        yield from (Command(name, "arguments", heading, one) for name in names.split())
    yield from (Command(name, "arguments", "Alphabets", ("capitals",)) for name in ("mathbb", "mathcal"))
    # The command of the package bm takes its argument apart, and fails for rows and dots.
    for name in ("boldsymbol", "bm", "pmb"):
        yield Command(name, "arguments", "Alphabets", one, latex=r"\bpbold")
    yield from (Command(name, "arguments", "Words", ("text",)) for name in _TEXTS.split())
    yield from (
        Command(name, "operator", "Words", one) for name in ("operatorname", "operatorname*", "mathop")
    )
    yield from (Command(name, "operator", "Stacks", one) for name in ("overbrace", "underbrace"))
    for name in _STACKS.split():
        yield Command(name, "arguments", "Stacks", ("math", "math"))
    for name in ("sqrt", "xrightarrow", "xleftarrow"):
        yield Command(name, "arguments", "Stacks", one, optional=True)
    yield Command("substack", "arguments", "Stacks", ("rows",))
    for name in ["pmod", "pod", "phantom", "hphantom", "vphantom", "smash"]:
        yield Command(name, "arguments", "Others", one)


COMMANDS: dict[str, Command] = {command.name: command for command in _all()}


@cache
def typed_characters() -> dict[str, str]:
    """Return the name of the command that each character outside of ASCII stands for."""
    known = {character: name for character, name in (glyphs.GREEK | glyphs.MATHS).items() if name in COMMANDS}
    return known | _TYPED


def doubled_letter(character: str) -> str | None:
    """Return the letter that is doubled: R for ℝ."""
    return _DOUBLED.get(character)
