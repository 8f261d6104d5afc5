r"""LaTeX in pieces: characters, macros with their arguments, groups and environments.

The tree is pylatexenc's, which is imported for such texts alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from backproof.calculus.spelling.latex.macros import ARGUMENTS, CLOSING, IGNORED, LINES, MATRICES, OPENING

Fault = Callable[[int, str, str | None], Exception]
_CHARACTERS = re.compile(r"[A-Za-z]|[⁺⁻]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+|⁻ᵀ|[0-9]+(?:\.[0-9]+)?|\.[0-9]+|\s+|:=|.", re.DOTALL)


@dataclass(frozen=True)
class Piece:
    """A piece of LaTeX: a character or number, a macro with its arguments, or a group in braces."""

    kind: str
    text: str
    start: int
    end: int
    parts: tuple[tuple[Piece, ...], ...] = ()


def pieces_of(text: str, fault: Fault) -> tuple[Piece, ...]:
    """Return the pieces of a text; raises the fault of one that is no complete LaTeX."""
    from pylatexenc.latexwalker import LatexWalker, LatexWalkerParseError
    from pylatexenc.macrospec import EnvironmentSpec, LatexContextDb, std_macro

    context = LatexContextDb()
    macros = [std_macro(name, spec) for name, spec in ARGUMENTS.items()]
    environments = [EnvironmentSpec(name) for name in (*MATRICES, *LINES, "cases")]
    context.add_context_category("formulas", macros=macros, environments=environments)
    context.set_unknown_macro_spec(std_macro("", ""))
    context.set_unknown_environment_spec(EnvironmentSpec(""))
    walker = LatexWalker(text, latex_context=context, tolerant_parsing=False)
    try:
        nodes, _, _ = walker.get_latex_nodes()
    except LatexWalkerParseError as error:
        at = min(getattr(error, "pos", 0) or 0, len(text))
        raise fault(at, "this is no complete LaTeX", "check its braces") from None
    return tuple(_flat(nodes))


def _flat(nodes: Sequence[Any]) -> Iterator[Piece]:
    for node in nodes:
        kind = type(node).__name__
        start, end = node.pos, node.pos + node.len
        if kind == "LatexCharsNode":
            for match in _CHARACTERS.finditer(node.chars):
                if not match.group().isspace():
                    yield Piece("character", match.group(), start + match.start(), start + match.end())
        elif kind == "LatexGroupNode":
            yield Piece("group", "{", start, end, (tuple(_flat(node.nodelist)),))
        elif kind == "LatexMathNode":
            yield from _flat(node.nodelist)
        elif kind == "LatexMacroNode":
            arguments = node.nodeargd.argnlist if node.nodeargd else []
            parts = tuple(tuple(_flat([one])) if one is not None else () for one in arguments)
            yield Piece("macro", node.macroname, start, end, parts)
        elif kind == "LatexEnvironmentNode":
            yield Piece("environment", node.environmentname, start, end, (tuple(_flat(node.nodelist)),))
        elif kind == "LatexSpecialsNode":
            yield Piece("character", node.specials_chars, start, end)


def word_before_parenthesis(pieces: Sequence[Piece]) -> str:
    r"""Return the word that begins here if a parenthesis follows: `log` in `log(1+e^{-t})`."""
    word = ""
    for piece in pieces:
        if piece.kind == "character" and piece.text.isalpha() and piece.text.isascii():
            word += piece.text
        else:
            return word if piece.text in ("(", "left") or (word, piece.text) == ("sum", "_") else ""
    return ""


def joint_letters(pieces: Sequence[Piece]) -> str:
    """Return the letters that begin here and stand side by side without a space: `Sigma` in `Sigma^{-1}`."""
    word, end = "", pieces[0].start
    for piece in pieces:
        is_letter = piece.kind == "character" and piece.text.isalpha() and piece.text.isascii()
        if not is_letter or piece.start != end:
            break
        word, end = word + piece.text, piece.end
    return word


def texts_of(pieces: Sequence[Piece]) -> str:
    """Return the texts of pieces and of groups in a row."""
    return "".join(texts_of(piece.parts[0]) if piece.kind == "group" else piece.text for piece in pieces)


def flat_text(pieces: Sequence[Piece]) -> str:
    """Return the texts of pieces and of all their parts in a row, without the braces."""
    return "".join(
        (piece.text if piece.kind != "group" else "") + "".join(map(flat_text, piece.parts))
        for piece in pieces
    )


def addend(pieces: Sequence[Piece]) -> tuple[Sequence[Piece], Sequence[Piece]]:
    """Return the pieces up to the end of an addend, and those after it."""
    depth = lefts = 0
    bars: list[str] = []
    first_bar = len(pieces)
    for at, piece in enumerate(pieces):
        is_character, is_macro = piece.kind == "character", piece.kind == "macro"
        lefts += is_macro * ((piece.text == "left") - (piece.text == "right"))
        if lefts < 0:
            return pieces[:at], pieces[at:]
        if piece.text in ("|", "Vert", "vert") and piece.kind != "group":
            bar = piece.kind + piece.text
            opens = bars[-1:] != [bar]
            first_bar = at if opens and not bars else first_bar
            bars = [*bars, bar] if opens else bars[:-1]
            depth += 1 if opens else -1
        if (is_character and piece.text in "([") or (is_macro and piece.text in (*OPENING, "langle")):
            depth += 1
        elif (is_character and piece.text in ")]") or (is_macro and piece.text in (*CLOSING, "rangle")):
            depth -= 1
        ends = is_character and piece.text in ("+", "-", "−", "=", ",", ";") and at > 0 and depth == 0
        if depth < 0 or ends:
            return pieces[:at], pieces[at:]
    # A bar without its partner closes what was opened before the addend.
    end = first_bar if bars else len(pieces)
    return pieces[:end], pieces[end:]


def cells_of(environment: Piece) -> list[list[list[Piece]]]:
    """Return the rows of an environment, each as its cells."""
    rows: list[list[list[Piece]]] = [[[]]]
    for part in environment.parts[0]:
        if part.kind == "macro" and part.text == "\\":
            rows.append([[]])
        elif part.text == "&":
            rows[-1].append([])
        else:
            rows[-1][-1].append(part)
    return rows


def joined_lines(pieces: Sequence[Piece]) -> list[Piece]:
    """Return the pieces of several lines; a line that begins with a sign goes on with the one before."""
    plain = [piece for piece in pieces if piece.text != "&" or piece.kind != "character"]
    found: list[Piece] = []
    for at, piece in enumerate(plain):
        after = next((one for one in plain[at + 1 :] if not _is_space(one)), None)
        is_break = piece.kind == "macro" and piece.text == "\\"
        if not is_break or (after is not None and after.text not in ("+", "-", "−", "=", "\\")):
            found.append(piece)
    return found


def _is_space(piece: Piece) -> bool:
    return piece.kind == "macro" and piece.text in IGNORED


def indices_first(pieces: Sequence[Piece]) -> Sequence[Piece]:
    """Put each subscript before the superscript beside it."""
    found = list(pieces)
    for at in range(len(found) - 3):
        if found[at].text == "^" and found[at + 2].text == "_":
            found[at : at + 4] = [*found[at + 2 : at + 4], *found[at : at + 2]]
    return found


def without_ends(pieces: Sequence[Piece]) -> Sequence[Piece]:
    """Leave out the full stop or comma at the end of a sentence."""
    while pieces and pieces[-1].kind == "character" and pieces[-1].text in ".,":
        pieces = pieces[:-1]
    return pieces


def without_head(pieces: Sequence[Piece]) -> Sequence[Piece]:
    r"""Leave out a head that defines no part: `w^* =`, `\ell(\mu, \sigma^2) =`, `p(x|\mu) =`."""
    kept = [piece for piece in pieces if not _is_space(piece) and piece.text not in ("left", "right")]
    equals = next((at for at, piece in enumerate(kept) if piece.text in ("=", ":=")), 0)
    head = kept[:equals]
    while len(head) > 2 and head[1].text in ("_", "^") and head[1].kind == "character":
        is_mark = head[1].text == "_" or texts_of(head[2:3]) in ("{*", "*", "ast", "{ast", "star", "{star")
        if not is_mark:
            return pieces
        head = [head[0], *head[3:]]
    if not head or head[0].kind == "group" or head[0].text in ("frac", "sum", "sqrt"):
        return pieces
    is_call = len(head) > 2 and head[1].text == "(" and head[-1].text == ")"
    inside = head[2:-1] if is_call else []
    is_plain = all(piece.text == "," or piece.kind != "character" or piece.text.isalpha() for piece in inside)
    is_plain = is_plain and not any(piece.text in ("|", "mid", "Vert", "vert") for piece in inside)
    was_marked = len(head) < equals and any(piece.text == "^" for piece in kept[:equals])
    is_left_out = (len(head) == 1 and was_marked) or (is_call and not (is_plain and not was_marked))
    if not is_left_out or any(piece.text in ("+", "-", "(") for piece in inside):
        return pieces
    return pieces[pieces.index(kept[equals]) + 1 :]
