"""The files given to TeX: the style `backproof.sty`, made of macros and tables of characters, and fonts."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from backproof.tex.inputs import copied
from backproof.writing.characters import glyphs

NAME = "backproof.sty"
_HERE = Path(__file__).parent
# The blackboard bold of the AMS, which the embedded engine lacks, and what the Unicode engines' fonts need.
_FONTS = ("fonts/msbm10.tfm", "fonts/msbm10.pfb", "bpfonts.sty", "bpfonts.lua")


@cache
def files() -> dict[str, bytes]:
    """Return the files staged with every document, by name: the style and the fonts."""
    fonts = {Path(name).name: (_HERE / name).read_bytes() for name in _FONTS}
    return {NAME: style().encode(), **fonts}


@cache
def style() -> str:
    r"""Return the text of `backproof.sty`, which a template's preamble loads by `\usepackage{backproof}`."""
    macros = (_HERE / NAME).read_text(encoding="utf-8")
    characters = f"\\ifpdftex\n{glyphs.declarations()}\\fi\n"
    return f"{macros}{characters}\\def\\bp@copies{{%\n{copied.declarations()}}}\n\\endinput\n"
