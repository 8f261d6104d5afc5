"""Hints for the mistakes that TeX reports most often."""

from __future__ import annotations

import difflib
import re

# Packages that the embedded engine lacks, and their replacements.
_INSTEAD = {
    "amssymb.sty": r"\mathbb is there without it, like most other symbols",
    "amsfonts.sty": r"\mathbb is there without it",
    "amsthm.sty": r"use \paragraph, or a macro of your own",
    "booktabs.sty": r"\toprule, \midrule and \bottomrule are there without it",
    "caption.sty": r"\caption works without it",
    "cleveref.sty": r"use \ref with its noun, or \autoref of hyperref",
    "ctex.sty": "Chinese needs a system's engine: --engine lualatex",
    "CJKutf8.sty": "Chinese needs a system's engine: --engine lualatex",
    "xeCJK.sty": "Chinese needs a system's engine: --engine xelatex",
    "fancyvrb.sty": r"use \VAR{text | verbatim}",
    "float.sty": "leave the figure out of a float, in a center environment",
    "fontspec.sty": "the system's fonts need a system's engine: --engine lualatex",
    "listings.sty": r"use \VAR{listing(source)}",
    "minted.sty": r"use \VAR{listing(source)}",
    "mathtools.sty": "most of it is in amsmath",
    "pgfplots.sty": "draw the plot in a figure module and include its PDF",
    "siunitx.sty": r"use \VAR{value | number}",
    "subcaption.sty": "use two minipages",
    "tcolorbox.sty": r"use \fcolorbox, or a TikZ node",
}

_COMMANDS = (
    "alpha", "beta", "gamma", "delta", "epsilon", "theta", "lambda", "mu", "pi", "sigma", "phi", "omega",
    "nabla", "partial", "frac", "sqrt", "sum", "prod", "int", "left", "right", "begin", "end", "item",
    "section", "subsection", "paragraph", "label", "ref", "eqref", "pageref", "textbf", "textit", "emph",
    "texttt", "text", "mathbf", "mathrm", "bm", "cdot", "times", "top", "odot", "infty", "leq", "geq",
    "neq", "approx", "in", "subset", "to", "mapsto", "quad", "qquad", "includegraphics", "caption",
    "centering", "hline", "multicolumn", "footnote", "href", "url", "ldots", "cdots", "vdots", "ddots",
    "operatorname", "lVert", "rVert", "boxed", "color", "usepackage", "documentclass", "newcommand",
    "noindent", "vspace", "hspace", "smallskip", "medskip", "bigskip", "toprule", "midrule", "bottomrule",
)  # fmt: skip

# Commands that only a drawing has.
DRAWING = (r"\draw", r"\node", r"\path", r"\fill", r"\filldraw", r"\coordinate", r"\clip", r"\shade")

_BRACE = "an argument has no closing } before the empty line"
_MATHS = "a formula needs $...$ around it; an underscore in text is \\_"
_COLUMNS = r"& separates columns; count those of the header, and write \& in text"

_PATTERNS: tuple[tuple[str, str], ...] = (
    (r"Missing \$ inserted", _MATHS),
    (r"Extra \}, or forgotten", "a } without its {, or a formula without its closing $"),
    (r"Too many \}'s", "a } without its {"),
    (r"is never closed", "its closing } is missing"),
    (r"Missing [{}] inserted", "a brace is missing before this place"),
    (r"Paragraph ended before", _BRACE),
    (r"File ended while scanning", "an argument has no closing } up to the end of the file"),
    (r"Forbidden control sequence found", "an argument has no closing } before this place"),
    (r"Argument of .+ has an extra \}", "an argument is missing before the }"),
    (r"\\begin\{document\}.* ended by \\end\{(.+?)\}", r"\\begin{\1} is missing before it"),
    (r"\\begin\{(.+?)\}.* ended by (\\end\{.+?\})", r"close it with \\end{\1} before \2"),
    (r"\\begin\{(.+?)\}.* runs into", r"close it with \\end{\1}; a displayed formula holds no empty line"),
    (r"there is no \\end\{document\}", r"it is the last line of a document"),
    (r"the engine has no Type 1 font", r"\usepackage{backproof} loads fonts that it has"),
    (r"Environment \S+ undefined", "check its name, or load the package that has it"),
    (r"Misplaced alignment tab|Extra alignment tab", _COLUMNS),
    (r"Misplaced \\noalign", r"a rule comes first in a row: end the row above with \\"),
    (r"Missing arg: token ignored", "a column p, m or b needs its width: p{2cm}"),
    (r"Misplaced \\omit", r"\multicolumn must be the first thing in its cell"),
    (r"Illegal pream-token|Illegal character in array arg", "a column is one of l c r p{width} |"),
    (r"Missing number", "a number is expected here, such as 2"),
    (r"Illegal unit of measure", "a length needs a unit: 2cm, 1.5em, 10pt"),
    (r"Double superscript", "put braces around what is raised twice: {x^a}^b"),
    (r"Double subscript", "put braces around what is lowered twice: {x_a}_b"),
    (r"(?:Missing|Extra) \\right", r"\left and \right come in pairs; \right. where a side is bare"),
    (r"Missing delimiter", r"one of ( [ | \{ \lvert \lVert . must follow \left or \right"),
    (r"perhaps a missing \\item", r"a list begins with \item"),
    (r"Lonely \\item", r"\item belongs inside of itemize or enumerate"),
    (r"There's no line here to end", r"\\ has no line before it: leave an empty line instead"),
    (r"Bad math environment delimiter", r"a formula inside of a formula, or \) without \("),
    (r"Display math should end with \$\$", r"use \[ ... \] for a displayed formula"),
    (r"allowed only in math mode", "put $...$ around it"),
    (r"Not in outer par mode", r"a float cannot stand inside of a box: use \includegraphics alone"),
    (r"Undefined color", r"define it with \definecolor{name}{HTML}{1B4F9C}"),
    (r"already defined", r"choose another name, or \renewcommand to replace it"),
    (r"an be used only in preamble", r"move it before \begin{document}"),
    (r"Missing \\begin\{document\}", r"text stands before \begin{document}"),
    (r"macro parameter character #", r"a number sign in text is \#"),
    (r"Illegal parameter number", r"#1 needs [1] in \newcommand{\name}[1]{...}"),
    (r"doesn't match its definition", "the macro expects its arguments in another form"),
    (r"TeX capacity exceeded", "a macro calls itself without end, or the document is too large"),
    (r"Missing control sequence inserted", r"\newcommand wants a name that begins with a backslash"),
    (r"No shape named", "no node has this (name)"),
    (r"Giving up on this path", "a TikZ path ends with a semicolon"),
    (r"Cannot parse this coordinate", "a TikZ coordinate is (x,y) or (node)"),
    (r"I do not know the key", "check its spelling; it may need a \\usetikzlibrary"),
    (r"Unknown graphics extension", "use a PDF, PNG or JPEG file"),
    (r"Unicode character", "write its LaTeX command, or take a Unicode engine: --engine lualatex"),
    (r"^the font .+ has no", "in a formula use its command; other scripts need --engine lualatex"),
    (r"^no font at hand has", "install one that has it, such as Debian's fonts-noto-core or fonts-symbola"),
    (r"undefined reference", r"no \label{...} has this name"),
    (r"undefined citation", r"no \bibitem{...} has this name"),
    (r"is given twice", r"each \label needs a name of its own"),
    (r"too wide for its box", "break the formula or the line, or set it smaller"),
    (r"too high for its box", "split what stands on this page"),
    (r"Incomplete \\if", r"an \if... has no \fi"),
    (r"Erroneous nesting of equation structures", "a displayed formula holds aligned, not align"),
    (r"Multiple \\label", r"a formula takes one \label"),
    (r"\\caption outside float", r"\caption belongs inside of figure or table"),
    (r"Option clash", "the package is loaded twice: give its options where it is loaded first"),
    (r"Unknown option", "the package does not know this option"),
    (r"^Command \\\S+ undefined", r"define it with \newcommand"),
)


def hint_for(message: str, detail: str = "") -> str | None:
    """Return the hint for a TeX message, or None; `detail` is its macro, file or label."""
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
    if name.upper() in ("VAR", "BLOCK"):
        return rf"a tag is \{name.upper()}{{ ... }}, in capitals, with its brace right behind it"
    if macro in DRAWING:
        return rf"{macro} belongs inside of \begin{{tikzpicture}} ... \end{{tikzpicture}}"
    if name == "mathbb":
        return r"it comes with \usepackage{backproof}"
    if name == "mathfrak":
        return r"the embedded engine has no \mathfrak: write \mathcal or \bm"
    near = difflib.get_close_matches(name, _COMMANDS, n=1, cutoff=0.7)
    return rf"did you mean '\{near[0]}'?" if near else r"check its spelling, or define it with \newcommand"


def _file_hint(name: str) -> str:
    if name in _INSTEAD:
        return f"the embedded engine lacks it: {_INSTEAD[name]}"
    if name.endswith((".sty", ".cls")):
        return f"put {name} into templates/, or take a system's TeX, which may have it: --engine system"
    if name.rpartition(".")[2].lower() in ("pdf", "png", "jpg", "jpeg") or "." not in name:
        return "put it into templates/, or beside the term file; a drawn figure is \\VAR{figure(...)}"
    return "put it into templates/, or beside the term file, inside of the homework"
