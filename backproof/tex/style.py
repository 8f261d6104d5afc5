"""The style file `backproof.sty` as TeX gets it: the macros beside this module, and a table of characters."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from backproof.writing import glyphs

NAME = "backproof.sty"
_FONTS = ("bpfonts.sty", "bpfonts.lua")


def files() -> dict[str, str]:
    """What lies beside a document: the style, and the fonts of the engines that read Unicode, by name."""
    fonts = {name: Path(__file__).with_name(name).read_text(encoding="utf-8") for name in _FONTS}
    return {NAME: style(), **fonts}


@cache
def style() -> str:
    r"""The text of `backproof.sty`, which a template's preamble loads by `\usepackage{backproof}`."""
    macros = Path(__file__).with_name(NAME).read_text(encoding="utf-8")
    return f"{macros}\\ifpdftex\n{glyphs.declarations()}\\fi\n\\endinput\n"
