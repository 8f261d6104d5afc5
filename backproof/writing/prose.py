"""Texts as LaTeX, from the plain data that Markdown was read into."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Any

from backproof.answer import Latex
from backproof.diagnostic import Diagnostic, InputError
from backproof.writing.escape import escape
from backproof.writing.listing import listing, verbatim

# The counters of ordered lists by their depth.
_COUNTERS = ("enumi", "enumii", "enumiii", "enumiv")
# A column whose cells have at most so many characters is never broken into lines.
_SHORT = 20
_IN_ADDRESS = str.maketrans({sign: f"\\{sign}" for sign in "%#&_"} | {"~": r"\string~", "$": r"\%24"})


def prose(text: Any, task: bool = False) -> Latex:
    """Return a text as paragraphs, lists and displays; an empty one is nothing.

    It is marked as the author's, which is no claim of the part that it stands beside. In the words of a
    `task`, what is said of the value still has to hold.
    """
    latex = _blocks(_blocks_of(text), 0)
    return _marked(f"{latex}\n", " task" if task else "") if latex else Latex()


def prose_inline(text: Any) -> Latex:
    """Return a text of one paragraph as a part of a line; InputError if it has more."""
    blocks = _blocks_of(text)
    if not blocks:
        return Latex()
    if [_kind(block) for block in blocks] != ["Paragraph"]:
        raise InputError(Diagnostic("this text is more than one paragraph", hint="'prose' sets it"))
    return _marked(_line(blocks[0].content))


def _marked(latex: str, as_what: str = "") -> Latex:
    """Return an author's words between comments, by which proofreading knows them."""
    return Latex(f"%authored{as_what}\n{latex}%end authored\n")


def _blocks_of(text: Any) -> tuple[Any, ...]:
    if _kind(text) != "Prose":
        message = f"'prose' takes a text that was read from Markdown, and this is a {_kind(text)}"
        raise InputError(Diagnostic(message, hint="data is inserted without the filter"))
    return tuple(text.blocks)


def _kind(value: object) -> str:
    """Return the name of the dataclass, which plain data keeps."""
    return type(value).__name__


def _blocks(blocks: Iterable[Any], depth: int) -> str:
    """Return the blocks one after the other; a paragraph goes on behind a displayed formula."""
    latex = ""
    for block in blocks:
        kind = _kind(block)
        joined = kind == "Display" or (kind == "Paragraph" and block.continues)
        latex += ("\n" if joined else "\n\n") if latex else ""
        latex += _BLOCKS[kind](block, depth)
    return latex


def _paragraph(block: Any, _depth: int) -> str:
    return _line(block.content)


def _display(block: Any, _depth: int) -> str:
    return rf"\shown{{{block.latex}}}"


def _list(block: Any, depth: int) -> str:
    name = "enumerate" if block.ordered else "itemize"
    lines = [rf"\begin{{{name}}}"]
    if block.ordered and block.start != 1:
        lines.append(rf"\setcounter{{{_COUNTERS[depth]}}}{{{block.start - 1}}}")
    inside = depth + block.ordered
    lines += [rf"\item {_blocks(item, inside)}" for item in block.items]
    return "\n".join((*lines, rf"\end{{{name}}}"))


def _table(block: Any, _depth: int) -> str:
    """Return the table at its own width if that fits, and with cells of several lines otherwise."""
    sides = {"left": "l", "center": "c", "right": "r"}
    natural = [sides[side] for side in block.alignment]
    ragged = {"left": r"\raggedright", "center": r"\centering", "right": r"\raggedleft"}
    wrapped = [rf">{{{ragged[side]}\arraybackslash}}X" for side in block.alignment]
    lengths = [max(map(_length, column)) for column in zip(block.header, *block.rows, strict=True)]
    if max(lengths) > _SHORT:
        wrapped = [
            narrow if length <= _SHORT else wide
            for length, narrow, wide in zip(lengths, natural, wrapped, strict=True)
        ]
    body = _rows(block)
    return (
        f"\\bptable{{\\begin{{tabular}}{{{''.join(natural)}}}\n{body}\\end{{tabular}}}}\n"
        f"{{\\begin{{tabularx}}{{\\linewidth}}{{{''.join(wrapped)}}}\n{body}\\end{{tabularx}}}}"
    )


def _length(line: Iterable[Any]) -> int:
    """Return the number of characters of a cell as it was typed."""
    return sum(len(getattr(piece, "text", "")) or _length(getattr(piece, "content", ())) for piece in line)


def _rows(block: Any) -> str:
    header = [rf"\tablehead{{{_line(cell)}}}" if cell else "" for cell in block.header]
    rows = [header, *([_cell(cell) for cell in row] for row in block.rows)]
    first, *others = [" & ".join(row) + " \\\\\n" for row in rows]
    return "\\toprule\n" + first + "\\midrule\n" + "".join(others) + "\\bottomrule\n"


def _cell(line: Iterable[Any]) -> str:
    return _line(line, _fitted)


def _fitted(latex: str) -> str:
    return rf"\bpfitted{{{latex}}}"


def _in_line(latex: str) -> str:
    """Return a formula that TeX may break, or one that is scaled where it is wider than the line."""
    unbroken = r"\left" in latex or r"\begin" in latex
    return rf"\bpinline{{{latex}}}" if unbroken else f"${latex}$"


def _code(block: Any, _depth: int) -> str:
    return listing(block.text, language=block.language) if block.language else verbatim(block.text)


def _quotation(block: Any, depth: int) -> str:
    return f"\\begin{{quote}}\n{_blocks(block.blocks, depth)}\n\\end{{quote}}"


def _picture(block: Any, _depth: int) -> str:
    caption = f"\n\\picturecaption{{{_line(block.caption)}}}" if block.caption else ""
    words = block.words or _plain(block.caption)
    coded = f"[{as_numbers(words)}]" if words else ""
    return f"\\begin{{center}}\n\\bppicture{coded}{{{block.path}}}{caption}\n\\end{{center}}"


def as_numbers(words: str) -> str:
    """Return the numbers of characters, which a PDF has as they are: UTF-16, in hexadecimal digits."""
    return words.encode("utf-16-be").hex().upper()


def _plain(content: Iterable[Any]) -> str:
    """Return the words of a line without emphasis, its formulas as they are typed."""
    return "".join(
        _plain(piece.content) if hasattr(piece, "content") else getattr(piece, "text", " ")
        for piece in content
    )


def _line(content: Iterable[Any], formulas: Callable[[str], str] = _in_line) -> str:
    return "".join(_inline(piece, formulas) for piece in content)


def _inline(piece: Any, formulas: Callable[[str], str]) -> str:
    kind = _kind(piece)
    if kind == "Words":
        return str(escape(piece.text))
    if kind == "Formula":
        return formulas(piece.latex)
    if kind == "Code":
        return rf"\texttt{{{escape(piece.text)}}}"
    if kind == "LineBreak":
        return "\\newline\n"
    inner = _line(piece.content, formulas)
    if kind == "Link":
        return rf"\href{{{piece.address.translate(_IN_ADDRESS)}}}{{{inner}}}"
    return rf"\{'emph' if kind == 'Emphasis' else 'textbf'}{{{inner}}}"


_BLOCKS: Mapping[str, Callable[[Any, int], str]] = MappingProxyType(
    {
        "Paragraph": _paragraph,
        "Display": _display,
        "List": _list,
        "Table": _table,
        "CodeBlock": _code,
        "Quotation": _quotation,
        "Picture": _picture,
    }
)
