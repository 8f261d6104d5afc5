"""What an author can do about the mistakes that TeX reports most often."""

from __future__ import annotations

import re

from backproof.diagnostic import did_you_mean

# What the embedded engine lacks, and what serves instead.
INSTEAD = {
    "amssymb.sty": r"write \bm{R} for the reals; the other symbols are in amsmath and bm",
    "amsfonts.sty": r"write \bm{R} for the reals",
    "booktabs.sty": r"use \hline with \renewcommand{\arraystretch}{1.2}",
    "caption.sty": r"\caption works without it",
    "listings.sty": r"use \VAR{listing(source)}",
    "minted.sty": r"use \VAR{listing(source)}",
    "fancyvrb.sty": r"use \VAR{text|verbatim}",
    "tcolorbox.sty": r"use \fcolorbox of xcolor, or a TikZ node",
    "pgfplots.sty": "draw the plot in figures/ and include its PDF",
    "subcaption.sty": "use two minipages",
    "siunitx.sty": r"use \VAR{value|number}",
    "float.sty": "use the placement [ht] or center without figure",
    "amsthm.sty": r"use \paragraph or a macro of templates/macros.tex.j2",
    "ctex.sty": "Chinese needs a system engine: --engine lualatex",
    "xeCJK.sty": "Chinese needs a system engine: --engine xelatex",
    "CJKutf8.sty": "Chinese needs a system engine: --engine lualatex",
    "fontspec.sty": "fonts of the system need --engine lualatex",
    "cleveref.sty": r"use \ref with its noun, or \autoref of hyperref",
    "mathtools.sty": "most of it is in amsmath",
}

COMMANDS = frozenset(
    "alpha beta gamma delta epsilon theta lambda mu pi sigma phi omega nabla partial frac sqrt sum prod int "
    "left right begin end item section subsection paragraph label ref textbf textit emph texttt text mathbf "
    "mathrm bm cdot times top odot infty leq geq neq approx in subset to mapsto quad qquad includegraphics "
    "caption centering hline multicolumn footnote href url ldots cdots vdots ddots operatorname lVert rVert "
    "boxed eqref color usepackage documentclass newcommand noindent vspace hspace smallskip medskip bigskip".split()
)

_PATTERNS: tuple[tuple[str, str], ...] = (
    (r"Missing \$ inserted", r"a formula needs $...$ around it; an underscore in text is \_"),
    (r"Extra \}, or forgotten \$", "a } without its {, or a formula without its closing $"),
    (r"Too many \}'s", "a } without its {"),
    (r"Missing \} inserted|Missing \{ inserted", "a brace is missing before this place"),
    (r"Paragraph ended before", "an argument has no closing } before the blank line"),
    (r"File ended while scanning", "an argument has no closing } up to the end of the file"),
    (r"Forbidden control sequence found while scanning", "an argument has no closing } before this place"),
    (r"\\begin\{(.+?)\} on input line (\d+) ended by \\end\{(.+?)\}", r"close \1 with \\end{\1} before \\end{\3}"),
    (r"Environment (\S+) undefined", "the environment is not defined"),
    (r"Misplaced alignment tab|Extra alignment tab", r"& separates columns only; in text it is \&; check the columns"),
    (r"Misplaced \\noalign", r"\hline comes first in a row: end the row above with \\"),
    (r"Misplaced \\omit", r"\multicolumn must be the first thing in its cell"),
    (r"Missing number", "a number is expected here, such as 2"),
    (r"Illegal unit of measure", "a length needs a unit: 2cm, 1.5em, 10pt"),
    (r"Double superscript", "put braces around what is raised twice: {x^a}^b"),
    (r"Double subscript", "put braces around what is lowered twice: {x_a}_b"),
    (r"Missing \\right|Extra \\right", r"\left and \right come in pairs on one line; \left. where one side is bare"),
    (r"Something's wrong--perhaps a missing \\item", r"a list begins with \item"),
    (r"Lonely \\item", r"\item belongs inside itemize or enumerate"),
    (r"There's no line here to end", r"\\ has no line before it here: leave a blank line instead"),
    (r"Bad math environment delimiter", r"a formula inside of a formula, or \) without \("),
    (r"Display math should end with \$\$", r"use \[ ... \] for a displayed formula"),
    (r"allowed only in math mode|only allowed in math mode", "put $...$ around it"),
    (r"Not in outer par mode", r"a float cannot stand inside of a box: use \includegraphics alone"),
    (r"Undefined color", r"define it with \definecolor{name}{HTML}{1B4F9C}"),
    (r"already defined", r"choose another name, or \renewcommand to replace it"),
    (r"can be used only in preamble|Can be used only in preamble", r"move it before \begin{document}"),
    (r"Missing \\begin\{document\}", r"text stands before \begin{document}"),
    (r"You can't use `macro parameter character #'", r"a number sign in text is \#"),
    (r"Illegal parameter number", r"#1 needs [1] in \newcommand{\name}[1]{...}"),
    (r"Use of .+ doesn't match its definition", "the macro expects its arguments in another form"),
    (r"TeX capacity exceeded", "a macro calls itself without end, or the document is too large"),
    (r"Command .+ invalid in math mode", r"put it in \text{...}"),
    (r"Missing control sequence inserted", r"\newcommand wants a name that begins with a backslash"),
    (r"No shape named", "the TikZ node has no such name: check (name) of the nodes"),
    (r"Package tikz Error: Giving up|Giving up on this path", "a TikZ path is wrong: is a semicolon missing?"),
    (r"Cannot parse this coordinate", "a TikZ coordinate is (x,y) or (node)"),
    (r"I do not know the key", "this option is not known here: check its spelling and its TikZ library"),
    (r"Unknown graphics extension", "use a PDF, PNG or JPEG file"),
    (r"Unicode character", "write its LaTeX command, or take a Unicode engine: --engine lualatex"),
    (r"has no .+", "the font lacks it: in a formula use its command; for other scripts --engine lualatex"),
    (r"undefined reference", r"no \label{...} has this name"),
    (r"Missing delimiter", r"( [ | \{ \lvert \lVert or . must follow \left and \right"),
    (r"too wide for its box", r"break the formula with multline or split, or allow a break with \allowbreak"),
    (r"Incomplete \\if", r"an \if... has no \fi"),
    (r"Erroneous nesting of equation structures", r"a displayed formula cannot hold another: use aligned inside"),
    (r"Multiple \\label", r"a formula takes one \label"),
    (r"\\caption outside float", r"\caption belongs inside figure or table"),
    (r"Option clash", "the package is loaded twice: give its options where it is loaded first"),
    (r"Unknown option", "the package does not know this option"),
)  # fmt: skip


def hint_for(message: str, detail: str = "") -> str | None:
    """What to do about a message of TeX; `detail` is the macro, file or label that it is about."""
    if message.startswith("Undefined control sequence"):
        return _command_hint(detail)
    if absent := re.search(r"File [`'](.+?)' not found", message):
        return _file_hint(absent[1])
    for pattern, hint in _PATTERNS:
        if found := re.search(pattern, message):
            return found.expand(hint) if found.groups() else hint
    return None


def _command_hint(macro: str) -> str:
    name = macro.removeprefix("\\")
    if name == "mathbb":
        return r"the embedded engine has no \mathbb: write \bm{R} for the reals"
    near = did_you_mean(name, COMMANDS)
    return near.replace("'", r"'\\"[:2], 1) if near else r"check its spelling, or define it with \newcommand"


def _file_hint(name: str) -> str:
    if name in INSTEAD:
        return f"the embedded engine lacks it: {INSTEAD[name]}"
    if name.endswith((".sty", ".cls")):
        return "the embedded engine lacks it; a system's TeX may have it: --engine system"
    return "check its name: files are found relative to the output's own folder"
