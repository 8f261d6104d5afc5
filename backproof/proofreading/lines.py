"""Lines of plain text in print: the characters that a listing's LaTeX shows, and those of what it lists."""

from __future__ import annotations

import re
import unicodedata

_LINE = re.compile(r"\\bp(line|continued)\{(\d*)\}")
_TAB = 4
# What a command of a listing shows; other commands draw characters that are not compared.
_SHOWN = {
    "bpspace": " ",
    "textbackslash": "\\",
    "textasciicircum": "^",
    "textasciitilde": "~",
    "textquotesingle": "'",
    "textasciigrave": "`",
    "textquotedbl": '"',
    "textless": "<",
    "textgreater": ">",
    "textbar": "|",
}
_PIECE = re.compile(
    r"\\bptoken\{\w+\}|\\bpchar\{\w+\}|\\(?P<command>[A-Za-z]+)(?:\{\})?|\\(?P<escaped>.)"
    r"|(?P<character>[^\s{}%])|[\s{}%]",
    re.DOTALL,
)
_TERMINAL = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_BLANK = re.compile(r"[\x0b\x0c\r\x85\xa0\u2028\u2029]")


def lines_printed(latex: str) -> tuple[tuple[str, str], ...]:
    """Return the lines that a listing's LaTeX shows, each with its number; wrapped ones are put together."""
    found: list[tuple[str, str]] = []
    _, *pieces = _LINE.split(latex)
    for way, number, body in zip(pieces[::3], pieces[1::3], pieces[2::3], strict=True):
        text = "".join(map(_shown, _PIECE.finditer(body)))
        if way == "continued" and found:
            found[-1] = (found[-1][0], found[-1][1] + text)
        else:
            found.append((number, text))
    return tuple((number, _compared(text)) for number, text in found)


def _shown(found: re.Match[str]) -> str:
    if found["command"]:
        return _SHOWN.get(found["command"], "")
    return found["escaped"] or {"~": " "}.get(found["character"], found["character"]) or ""


def lines_of(text: str | bytes, *, is_output: bool = False) -> list[str]:
    """Return the lines of a file, or of a script's output, as far as they are compared in print.

    Control characters of an output are shown by their codes.
    """
    plain = text if isinstance(text, str) else text.decode("ascii", "ignore")
    plain = plain.replace("\r\n", "\n")
    if is_output:
        plain = _CONTROL.sub(lambda found: f"\\x{ord(found[0]):02x}", _TERMINAL.sub("", plain))
    return [_compared(_BLANK.sub(" ", line)) for line in plain.expandtabs(_TAB).split("\n")]


def _compared(line: str) -> str:
    """Return the characters of a line that are compared: those of ASCII."""
    composed = unicodedata.normalize("NFC", line)
    return "".join(character for character in composed if character.isascii()).rstrip()
