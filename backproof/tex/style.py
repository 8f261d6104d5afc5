"""The style file `backproof.sty` given to TeX: this folder's macros and a table of characters."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from backproof.writing import glyphs

NAME = "backproof.sty"
_FONTS = ("bpfonts.sty", "bpfonts.lua")


def files() -> dict[str, str]:
    """Return the files staged with every document, by name: the style, and the Unicode engines' fonts."""
    fonts = {name: Path(__file__).with_name(name).read_text(encoding="utf-8") for name in _FONTS}
    return {NAME: style(), **fonts}


@cache
def style() -> str:
    r"""Return the text of `backproof.sty`, which a template's preamble loads by `\usepackage{backproof}`."""
    macros = Path(__file__).with_name(NAME).read_text(encoding="utf-8")
    return f"{macros}\\ifpdftex\n{glyphs.declarations()}\\fi\n\\endinput\n"
