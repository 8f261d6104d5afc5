"""Text and formulas in figures: escaping, mathematics in dollars, and estimated widths."""

from __future__ import annotations

import re

from backproof.writing.escape import ANY_ENGINE, escape, using


def label(text: str) -> str:
    """Convert a label with optional mathematics in dollars to LaTeX; an unpaired dollar is literal."""
    parts = text.split("$")
    if len(parts) % 2 == 0:
        return _plain(text)
    return "".join(f"${part}$" if i % 2 else _plain(part) for i, part in enumerate(parts))


def _plain(text: str) -> str:
    """Escape text so that TeX sets it literally."""
    with using(ANY_ENGINE):  # figures are cached for all of them
        return str(escape(text))


def label_width(latex: str, points: float) -> float:
    """Estimate the width in cm of a label with mathematics in dollars, at this type size."""
    parts = latex.split("$")
    words = sum(_plain_width(part) for part in parts[::2])
    return (words + sum(map(text_width, parts[1::2]))) * points / 10


def _plain_width(text: str) -> float:
    bare = re.sub(r"\\[A-Za-z]+(?:\{\})?|\\(?=.)|[{}]", "", text)
    narrow, wide = " .,:;ijlt|!'()[]", "mw=+<>"
    return sum(0.11 if c in narrow else 0.3 if c.isupper() or c in wide else 0.19 for c in bare)


_FRACTION = re.compile(r"\\[dt]?frac\{((?:[^{}]|\{[^{}]*\})*)\}\{((?:[^{}]|\{[^{}]*\})*)\}")
_WITHOUT_GLYPH = re.compile(
    r"\\(?:(?:bar|bm|mathbf|mathrm|text|operatorname|left|right|[bB]igg?[lr]?|textstyle|displaystyle)"
    r"(?![A-Za-z])|[,;!:])"
)
_WORD = re.compile(r"\\((?:arc)?(?:sin|cos|tan)|(?:sin|cos|tan)h|exp|log|ln|max|min|det|tr)(?![A-Za-z])")
_OPERATOR = re.compile(r"(?<=\S)\s*(?:[-+=]|\\(?:odot|oslash|times|cdot|circ)(?![A-Za-z]))")
_SCRIPT = re.compile(r"[_^](?:\{((?:[^{}]|\{[^{}]*\})*)\}|(\\[A-Za-z]+|.))")


def text_width(latex: str) -> float:
    """Estimate the width in cm of a formula at 10 pt by counting glyphs, scripts as smaller ones."""
    fraction = _FRACTION.search(latex)
    if fraction:
        rest = latex[: fraction.start()] + latex[fraction.end() :]
        return text_width(rest) + max(text_width(fraction[1]), text_width(fraction[2]))
    spaced = len(_OPERATOR.findall(latex))
    glyphs = _WORD.sub(r"\1", _WITHOUT_GLYPH.sub("", latex))
    scripts = "".join(braced or single for braced, single in _SCRIPT.findall(glyphs))
    return _glyph_width(_SCRIPT.sub("", glyphs)) + 0.72 * _glyph_width(scripts) + 0.19 * spaced


def _glyph_width(glyphs: str) -> float:
    """Sum the widths of glyphs in three classes: narrow ones, capitals, and all others."""
    bare = re.sub(r"[{}_^\s]", "", re.sub(r"\\(?:[A-Za-z]+|.)", "o", glyphs))
    return sum(0.15 if c in "()[]|.,:;ijlt" else 0.37 if c.isupper() else 0.22 for c in bare)
