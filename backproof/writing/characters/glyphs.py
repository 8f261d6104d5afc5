"""The characters that pdfLaTeX with Latin Modern can typeset, and their commands.

A character outside of this table has no glyph there, and `escape` says so. Each entry is set under its own
ActualText, so that a reader who copies or searches the PDF finds the character and not its drawing.
"""

from __future__ import annotations

import unicodedata
from functools import cache

# Slots of the T1 encoding: these need no command and no ActualText.
_T1_LETTERS = frozenset(
    "ĂĄĆČĎĚĘĞĹĽŁŃŇŊŐŔŘŚŠŞŤŢŰŮŸŹŽŻĲİđ§ăąćčďěęğĺľłńňŋőŕřśšşťţűůÿźžżĳ¡¿£"
    "ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖŒØÙÚÛÜÝÞàáâãäåæçèéêëìíîïðñòóôõöœøùúûüýþß"
    "‘’‚“”„‹›«»–—ı"
)

TEXT = {
    "Đ": r"\DJ", "ẞ": r"\SS", "Ș": r"\textcommabelow{S}", "ș": r"\textcommabelow{s}",
    "Ț": r"\textcommabelow{T}", "ț": r"\textcommabelow{t}", "ȷ": r"\j", "ƒ": r"\textflorin",
    "¢": r"\textcent", "¤": r"\textcurrency", "¥": r"\textyen", "¦": r"\textbrokenbar",
    "¨": r"\textasciidieresis", "©": r"\textcopyright", "ª": r"\textordfeminine", "¬": r"\textlnot",
    "®": r"\textregistered", "¯": r"\textasciimacron", "°": r"\textdegree", "±": r"\textpm",
    "²": r"\texttwosuperior", "³": r"\textthreesuperior", "´": r"\textasciiacute", "µ": r"\textmu",
    "¶": r"\textparagraph", "·": r"\textperiodcentered", "¹": r"\textonesuperior", "º": r"\textordmasculine",
    "¼": r"\textonequarter", "½": r"\textonehalf", "¾": r"\textthreequarters", "×": r"\texttimes",
    "÷": r"\textdiv", "†": r"\textdagger", "‡": r"\textdaggerdbl", "•": r"\textbullet", "…": r"\textellipsis",
    "‰": r"\textperthousand", "‱": r"\textpertenthousand", "※": r"\textreferencemark",
    "‽": r"\textinterrobang",
    "⁄": r"\textfractionsolidus", "€": r"\texteuro", "₦": r"\textnaira", "₩": r"\textwon", "₫": r"\textdong",
    "₱": r"\textpeso", "₤": r"\textlira", "฿": r"\textbaht", "℃": r"\textcelsius", "№": r"\textnumero",
    "℗": r"\textcircledP", "℞": r"\textrecipe", "℠": r"\textservicemark", "™": r"\texttrademark",
    "℧": r"\textmho", "℮": r"\textestimated", "←": r"\textleftarrow", "↑": r"\textuparrow",
    "→": r"\textrightarrow", "↓": r"\textdownarrow", "◦": r"\textopenbullet", "♪": r"\textmusicalnote",
    "˘": r"\textasciibreve", "ˇ": r"\textasciicaron", "˝": r"\textacutedbl", "‖": r"\textbardbl",
    "‐": "-", "‑": r"\mbox{-}", "―": r"\textemdash",
    "−": r"\textminus", "␣": r"\textvisiblespace",
}  # fmt: skip

GREEK = {
    "Γ": "Gamma", "Δ": "Delta", "Θ": "Theta", "Λ": "Lambda", "Ξ": "Xi", "Π": "Pi", "Σ": "Sigma",
    "Υ": "Upsilon", "Φ": "Phi", "Ψ": "Psi", "Ω": "Omega", "α": "alpha", "β": "beta", "γ": "gamma",
    "δ": "delta", "ε": "varepsilon", "ζ": "zeta", "η": "eta", "θ": "theta", "ι": "iota", "κ": "kappa",
    "λ": "lambda", "μ": "mu", "ν": "nu", "ξ": "xi", "π": "pi", "ρ": "rho", "ς": "varsigma", "σ": "sigma",
    "τ": "tau", "υ": "upsilon", "φ": "varphi", "χ": "chi", "ψ": "psi", "ω": "omega", "ϑ": "vartheta",
    "ϕ": "phi", "ϖ": "varpi", "ϱ": "varrho", "ϵ": "epsilon",
}  # fmt: skip

_GREEK_AS_LATIN = dict(zip("ΑΒΕΖΗΙΚΜΝΟΡΤΧο", "ABEZHIKMNOPTXo", strict=True)) | {"Υ": "Y"}

MATHS = {
    "∀": "forall", "∂": "partial", "∃": "exists", "∅": "emptyset", "∇": "nabla", "∈": "in", "∉": "notin",
    "∋": "ni", "∏": "prod", "∐": "coprod", "∑": "sum", "∓": "mp", "∖": "setminus", "∗": "ast",
    "∘": "circ", "∙": "bullet", "√": "surd", "∝": "propto", "∞": "infty", "∠": "angle", "∣": "mid",
    "∥": "parallel", "∧": "wedge", "∨": "vee", "∩": "cap", "∪": "cup", "∫": "int", "∮": "oint",
    "∼": "sim", "≀": "wr", "≃": "simeq", "≅": "cong", "≈": "approx", "≍": "asymp", "≐": "doteq",
    "≠": "neq", "≡": "equiv", "≤": "leq", "≥": "geq", "≪": "ll", "≫": "gg", "≺": "prec", "≻": "succ",
    "⊂": "subset", "⊃": "supset", "⊆": "subseteq", "⊇": "supseteq", "⊎": "uplus", "⊑": "sqsubseteq",
    "⊒": "sqsupseteq", "⊓": "sqcap", "⊔": "sqcup", "⊕": "oplus", "⊖": "ominus", "⊗": "otimes",
    "⊘": "oslash", "⊙": "odot", "⊢": "vdash", "⊣": "dashv", "⊤": "top", "⊥": "bot", "⊨": "models",
    "⋀": "bigwedge", "⋁": "bigvee", "⋂": "bigcap", "⋃": "bigcup", "⋄": "diamond", "⋅": "cdot",
    "⋆": "star", "⋈": "bowtie", "⋮": "vdots", "⋯": "cdots", "⋱": "ddots", "⌈": "lceil", "⌉": "rceil",
    "⌊": "lfloor", "⌋": "rfloor", "⟨": "langle", "⟩": "rangle", "↔": "leftrightarrow",
    "↕": "updownarrow", "↖": "nwarrow", "↗": "nearrow", "↘": "searrow", "↙": "swarrow", "↦": "mapsto",
    "↩": "hookleftarrow", "↪": "hookrightarrow", "⇌": "rightleftharpoons", "⇐": "Leftarrow",
    "⇑": "Uparrow", "⇒": "Rightarrow", "⇓": "Downarrow", "⇔": "Leftrightarrow", "⇕": "Updownarrow",
    "⟵": "longleftarrow", "⟶": "longrightarrow", "⟷": "longleftrightarrow", "⟸": "Longleftarrow",
    "⟹": "Longrightarrow", "⟺": "Longleftrightarrow", "⟼": "longmapsto", "ℓ": "ell", "ℑ": "Im",
    "ℜ": "Re", "ℵ": "aleph", "℘": "wp", "ℏ": "hbar", "′": "prime", "♠": "spadesuit", "♡": "heartsuit",
    "♢": "diamondsuit", "♣": "clubsuit", "♭": "flat", "♮": "natural", "♯": "sharp", "△": "triangle",
    "▷": "triangleright", "◁": "triangleleft", "○": "bigcirc", "≔": "mathrel{:=}",
    "≜": r"mathrel{\bp@over{\triangle}}",
}  # fmt: skip

_SCRIPTS = dict(zip("⁰⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱᵀ", [*"0456789+-=()ni", r"\top"], strict=True))
_SUBSCRIPTS = dict(zip("₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ᵢⱼₖₙₓ", "0123456789+-=()ijknx", strict=True))

# Combining mark -> T1 or TS1 accent command.
_ACCENTS = {
    "\u0300": r"\`", "\u0301": r"\'", "\u0302": r"\^", "\u0303": r"\~", "\u0304": r"\=", "\u0306": r"\u",
    "\u0307": r"\.", "\u0308": r'\"', "\u030a": r"\r", "\u030b": r"\H", "\u030c": r"\v", "\u0323": r"\d",
    "\u0327": r"\c", "\u0328": r"\k", "\u0331": r"\b",
}  # fmt: skip


# Marks that T1 has no command for: their drawings, above or below the letter.
_ABOVE = {
    "\u0309": r"\bp@hook", "\u030f": r"\char0\kern-.2em\char0", "\u0311": r"\bp@invertedbreve",
}  # fmt: skip
_BELOW = {
    "\u0324": r"\char4", "\u0325": r"\char6", "\u032d": r"\char2", "\u032e": r"\char8", "\u0330": r"\char3",
}  # fmt: skip
_HORN = "\u031b"
_BENEATH = "\u0323\u0327\u0328\u0331"
_BARRED = {
    "Ħ": ("H", "1.1ex"), "ħ": ("h", "1.05ex"), "Ŧ": ("T", ".45ex"), "ŧ": ("t", ".45ex"), "Ɨ": ("I", ".45ex"),
    "ɨ": ("i", ".25ex"), "Ƶ": ("Z", ".45ex"), "ƶ": ("z", ".25ex"), "Ɵ": ("O", ".45ex"), "ɵ": ("o", ".25ex"),
    "Ʉ": ("U", ".45ex"), "ʉ": ("u", ".25ex"), "ƀ": ("b", "1.05ex"), "Ƀ": ("B", ".2ex"), "Ǥ": ("G", ".05ex"),
    "ǥ": ("g", "-.45ex"),
}  # fmt: skip
_TURNED = {"ə": "e", "Ǝ": "E", "ǝ": "e", "ɔ": "c", "Ɔ": "C", "ɐ": "a", "ʌ": "v", "Ʌ": "V"}
_LETTERS = (
    {letter: rf"\bp@barred{{{base}}}{{{height}}}" for letter, (base, height) in _BARRED.items()}
    | {letter: rf"\bp@upside{{{base}}}" for letter, base in _TURNED.items()}
    | {"Ə": r"\bp@upside{\bp@large{e}}", "ĸ": r"\ensuremath{\kappa}", "ɛ": r"\ensuremath{\varepsilon}"}
    | {"ŉ": r"\textquoteright n", "Ŀ": r"L\kern-.2em\textperiodcentered", "ŀ": r"l\textperiodcentered"}
    | {
        "¸": r"\char11",
        "ʼ": r"\textquoteright",
        "ʻ": r"\textquoteleft",
        "Ⱥ": r"\bp@slashed{A}",
        "Ɇ": r"\bp@slashed{E}",
    }
)


def _accented(character: str) -> str | None:
    """Return the drawing of a letter with its marks, those below outermost."""
    base, *marks = list(unicodedata.normalize("NFD", character))
    if not marks or not (base.isascii() and base.isalpha()):
        return None
    above = [mark for mark in marks if mark not in _BENEATH and mark not in _BELOW and mark != _HORN]
    plain = {"i": r"\i", "j": r"\j"}.get(base, base) if above else base
    latex = plain
    for mark in (*above, *(mark for mark in marks if mark not in above)):
        if mark in _ABOVE or (mark in above and latex != plain and mark in _ACCENTS):
            latex = rf"\bp@above{{{_ABOVE.get(mark) or _MARKS[mark]}}}{{{latex}}}"
        elif mark in _BELOW:
            latex = rf"\bp@below{{{_BELOW[mark]}}}{{{latex}}}"
        elif mark == _HORN:
            latex = rf"\bp@horn{{{base}}}{{{latex}}}"
        elif mark in _ACCENTS:
            latex = f"{_ACCENTS[mark]}{{{latex}}}"
        else:
            return None
    return latex


# The slots of T1 that hold the marks alone.
_MARKS = {
    "\u0300": r"\char0", "\u0301": r"\char1", "\u0302": r"\char2", "\u0303": r"\char3", "\u0308": r"\char4",
    "\u030b": r"\char5", "\u030a": r"\char6", "\u030c": r"\char7", "\u0306": r"\char8", "\u0304": r"\char9",
    "\u0307": r"\char10",
}  # fmt: skip


def _joined(character: str) -> str | None:
    """Return the letters of a digraph that is one character, such as Ǆ."""
    letters = unicodedata.normalize("NFKC", character)
    known = all(letter.isascii() or letter in _T1_LETTERS for letter in letters)
    return letters if len(letters) == 2 and letters.isalpha() and known else None


@cache
def commands() -> dict[str, str]:
    """Return the command of each character that is typeset by one."""
    table = TEXT | _LETTERS
    table |= {character: rf"\ensuremath{{\{name}}}" for character, name in (GREEK | MATHS).items()}
    table |= {character: latin for character, latin in _GREEK_AS_LATIN.items() if character != "Υ"}
    table |= {character: rf"\ensuremath{{{{}}^{{{body}}}}}" for character, body in _SCRIPTS.items()}
    table |= {character: rf"\ensuremath{{{{}}_{{{body}}}}}" for character, body in _SUBSCRIPTS.items()}
    for character in map(chr, (*range(0xC0, 0x250), *range(0x1E00, 0x1F00))):
        accented = _accented(character) or _joined(character)
        if accented and character not in _T1_LETTERS:
            table.setdefault(character, accented)
    return table


def has_glyph(character: str) -> bool:
    """Return whether pdfLaTeX with T1 and Latin Modern can typeset this character as data."""
    return " " <= character <= "~" or character in _T1_LETTERS or character in commands()


def declarations() -> str:
    """Return the LaTeX that maps each character of the table to its command, in text and bookmarks."""
    lines = [_declaration(character, command) for character, command in sorted(commands().items())]
    return "\n".join(lines) + "\n"


def _declaration(character: str, command: str) -> str:
    high, low = divmod(ord(character), 256)
    bookmark = rf"\9{high:03o}\{low:03o}"
    body = rf"\bp@glyph{{{ord(character):04X}}}{{{bookmark}}}{{{command}}}"
    return rf"\DeclareUnicodeCharacter{{{ord(character):04X}}}{{{body}}}"
