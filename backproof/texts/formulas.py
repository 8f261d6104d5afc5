r"""Formulas in texts: a small grammar of LaTeX's mathematics, read and written anew.

What is returned was put together from listed commands alone, with its groups, fences and rows closed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from contextlib import contextmanager
from typing import TYPE_CHECKING

from backproof.answer import Latex
from backproof.diagnostic import did_you_mean
from backproof.texts.commands import (
    COMMANDS,
    ENVIRONMENTS,
    INSTEAD_OF_ENVIRONMENTS,
    Argument,
)
from backproof.texts.formula_leaves import Leaves
from backproof.texts.tokens import Token

if TYPE_CHECKING:
    from collections.abc import Iterator

_DEEPEST = 40
_ACCENTS = tuple(f"{one.set_as}{{" for one in COMMANDS.values() if one.heading == "Accents")
_LETTER = re.compile(r"\{(?:\\[A-Za-z]+|\w)\}")
_LETTER_OF_ALPHABET = re.compile(r"\{(\{\\math[a-z]+\{\w\}\})\}")
_NAME = re.compile(r"\s*\{([^{}]*)\}")
_ENDS_IN_WORD = re.compile(r"\\[A-Za-z]+$")


def formula(text: str) -> Latex:
    """Return the formula as LaTeX for math mode; InputError with line and column in the text."""
    reader = _Reader(text)
    latex = reader.sequence("end")
    if not latex:
        raise reader.tokens.error(0, "an empty formula", expected="a formula between the dollars")
    return Latex(latex)


class _Reader(Leaves):
    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.depth = 0
        self.accents = 0

    @contextmanager
    def _deeper(self, start: int) -> Iterator[None]:
        self.depth += 1
        if self.depth > _DEEPEST:
            raise self.tokens.error(start, f"groups are nested more than {_DEEPEST} deep")
        yield
        self.depth -= 1

    def sequence(self, *closers: str) -> str:
        """Read up to one of the closers, which stays: "}", "]", "end", or a command's name."""
        pieces: list[str] = []
        with self._deeper(self.tokens.ahead.start):
            while not self._closes(token := self.tokens.ahead, closers):
                self._refuse_structure(token, closers)
                pieces.append(self._middle() if token.shown == "\\middle" else self._item())
        return _joined(pieces)

    @staticmethod
    def _closes(token: Token, closers: Iterable[str]) -> bool:
        return (token.kind if token.kind == "end" else token.shown) in closers

    def _refuse_structure(self, token: Token, closers: tuple[str, ...]) -> None:
        """Raise the error for a token that closes something else, or nothing."""
        awaited = " or ".join(f"'{closer}'" for closer in closers if closer != "end")
        if token.kind == "end":
            raise self.tokens.error(
                max(token.start - 1, 0), f"the formula ends before {awaited}", expected=awaited
            )
        elsewhere = {
            "}": "a '}' that closes nothing here",
            "\\right": "\\right without a \\left before it in the same group",
            "\\middle": "\\middle that is not between \\left and \\right",
            "\\end": "\\end without its \\begin in the same group",
            "&": "'&' outside of the rows of an environment",
            "\\\\": "'\\\\' outside of the rows of an environment",
            "\\hline": "\\hline that does not begin a row of an array",
            "\\limits": "\\limits without an operator before it",
            "\\nolimits": "\\nolimits without an operator before it",
        }
        if token.shown == "\\middle" and "\\right" in closers:
            return
        if message := elsewhere.get(token.shown):
            rows = token.shown in ("&", "\\\\")
            raise self.tokens.error(
                token.start,
                message,
                expected=awaited or None,
                hint="lines one below the other stand in \\begin{aligned}" if rows else None,
            )

    def _item(self) -> str:
        """Read one atom with its scripts."""
        first = self.tokens.ahead
        if first.kind in ("above", "below") or first.shown in ("^", "_", "'"):
            return self._scripted("{}", first)
        atom = self._atom()
        command = COMMANDS.get(first.value) if first.kind == "command" else None
        if command and command.kind == "operator":
            while self.tokens.ahead.shown in ("\\limits", "\\nolimits"):
                atom += self.tokens.take().shown
        return self._scripted(atom, first)

    def _scripted(self, atom: str, first: Token) -> str:
        above, below, primes = "", "", ""
        while (token := self.tokens.ahead).kind in ("above", "below") or token.shown in ("^", "_", "'"):
            if token.shown == "'" and token.kind == "character":
                self.tokens.take()
                primes += "\\prime"
                continue
            is_above = token.kind == "above" or token.shown == "^"
            if above if is_above else below:
                name = "superscript" if is_above else "subscript"
                raise self.tokens.error(
                    token.start, f"a second {name} of {self.excerpt(first)}", hint="group with { }"
                )
            script = self._script(token)
            above, below = (script, below) if is_above else (above, script)
        lower = f"_{{{below}}}" if below else ""
        upper = f"^{{{_joined([primes, above])}}}" if primes or above else ""
        # To TeX, a group with nothing but an accent is the accent: a group with more keeps its scripts apart.
        apart = "{}" if (lower or upper) and atom.startswith(_ACCENTS) else ""
        return apart + atom + lower + upper

    def _script(self, token: Token) -> str:
        if token.kind == "character":
            self.tokens.take()
            return (
                self._argument("math", f"a script behind '{token.value}'", token, takes_commands=True) or "{}"
            )
        pieces = []
        while self.tokens.ahead.kind == token.kind:
            pieces.append(self.tokens.take().value)
        return _joined(pieces)

    def _atom(self) -> str:
        token = self.tokens.take()
        if token.kind == "letter":
            latex = rf"\mathbb{{{token.value}}}"
            return f"{{{latex}}}" if self.accents else latex
        if token.kind == "command":
            return self._command(token)
        if token.value == "{":
            return f"{{{self._group(token)}}}"
        return token.value

    def _group(self, opening: Token) -> str:
        """Read what follows a '{', and its '}'."""
        body = self._closed_by("}", opening)
        self.tokens.take()
        return body

    def _closed_by(self, closer: str, opening: Token) -> str:
        if self._unclosed(closer, opening):
            raise self.tokens.error(
                opening.start, f"'{opening.shown}' is never closed", expected=f"'{closer}'"
            )
        return self.sequence(closer)

    def _unclosed(self, closer: str, opening: Token) -> bool:
        """Return whether the text has fewer closers than are awaited from here on."""
        return closer == "}" and not _closing_brace(self.tokens.text, opening.end)

    def _command(self, token: Token) -> str:
        command = COMMANDS.get(token.value)
        if command is None:
            raise self.unknown(token)
        if command.kind == "size":
            return f"\\{command.name}{self.fence(token)}"
        if command.kind == "structure":
            return self._structure(token)
        optional = self._optional(token) if command.optional else ""
        self.accents += command.heading == "Accents"
        arguments = [
            f"{{{self._argument(kind, f'the argument of {token.shown}', token)}}}"
            for kind in command.arguments
        ]
        self.accents -= command.heading == "Accents"
        if command.heading == "Accents":
            return command.set_as + _apart(arguments[0])
        latex = command.set_as + optional + "".join(arguments)
        return f"{{{latex}}}" if command.heading == "Alphabets" and self.accents else latex

    def _structure(self, token: Token) -> str:
        if token.value == "left":
            return self._fenced(token)
        if token.value == "begin":
            return self._environment(token)
        return f"\\not{self.negated(token)}"

    def _fenced(self, token: Token) -> str:
        left = self.fence(token)
        if not re.search(r"\\right(?![A-Za-z])", self.tokens.text[token.end :]):
            raise self.tokens.error(
                token.start, "\\left without its \\right", hint="\\right. is a fence without a sign"
            )
        body = self.sequence("\\right")
        right = self.fence(self.tokens.take())
        return _joined([f"\\left{left}", body, f"\\right{right}"])

    def _middle(self) -> str:
        return f"\\middle{self.fence(self.tokens.take())}"

    def _optional(self, command: Token) -> str:
        if self.tokens.ahead.shown != "[" or self.tokens.ahead.kind != "character":
            return ""
        opening = self.tokens.take()
        if "]" not in self.tokens.text[opening.end :]:
            raise self.tokens.error(
                opening.start, f"the '[' after {command.shown} is never closed", expected="']'"
            )
        body = self.sequence("]")
        self.tokens.take()
        return f"[{{{body}}}]"

    def _argument(self, kind: Argument, name: str, owner: Token, takes_commands: bool = False) -> str:
        token = self.tokens.ahead
        if token.kind == "end" or self._closes(token, ("}", "&", "\\\\", "\\right", "\\end", "\\middle")):
            raise self.tokens.error(owner.start, f"{name} is missing", expected="{...}")
        if kind == "text":
            return self.words(owner)
        if kind == "capitals":
            return self.capital(owner)
        if kind == "rows":
            return self._stack(owner)
        if token.shown == "{":
            return self._group(self.tokens.take())
        known = COMMANDS.get(token.value) if token.kind == "command" else None
        bare = (
            known is None or known.kind in ("symbol", "relation", "delimiter", "space") or not known.arguments
        )
        if token.shown in ("^", "_", "'") or (known and known.kind in ("size", "structure", "style")):
            raise self.tokens.error(token.start, f"{name} is '{token.shown}'", expected="{...}")
        if not bare and not takes_commands:
            raise self.tokens.error(
                token.start, f"{name} is a command with arguments", expected="{...} around it"
            )
        return self._atom()

    def _environment(self, token: Token) -> str:
        found = _NAME.match(self.tokens.text, token.end)
        if not found:
            raise self.tokens.error(
                token.start, "\\begin without a name", expected="\\begin{matrix} or the like"
            )
        name = found[1].strip()
        environment = ENVIRONMENTS.get(name)
        if environment is None:
            hint = INSTEAD_OF_ENVIRONMENTS.get(name) or did_you_mean(name, ENVIRONMENTS)
            known = ", ".join(ENVIRONMENTS)
            raise self.tokens.error(
                found.start(1), f"no environment '{name}' in formulas", expected=f"one of {known}", hint=hint
            )
        self.tokens.go(found.end())
        columns, most = self.columns(environment, token)
        if not _has_end(self.tokens.text, found.end(), name):
            raise self.tokens.error(
                token.start, f"\\begin{{{name}}} is never closed", expected=f"\\end{{{name}}}"
            )
        rows = self._rows("\\end", most, name, lines=environment.stated)
        ending = self.tokens.take()
        closed = _NAME.match(self.tokens.text, ending.end)
        if not closed or closed[1].strip() != name:
            raise self.tokens.error(
                ending.start, f"\\end does not close \\begin{{{name}}}", expected=f"\\end{{{name}}}"
            )
        self.tokens.go(closed.end())
        return f"\\begin{{{name}}}{columns}{rows}\\end{{{name}}}"

    def _rows(self, closer: str, most: int | None, name: str, lines: bool = False) -> str:
        latex, columns = "", 1
        begun = True
        while True:
            while lines and begun and self.tokens.ahead.shown == "\\hline":
                latex += self.tokens.take().shown + " "
            cell = self.sequence("&", "\\\\", closer)
            latex += ("{}" if cell.startswith(("[", "*")) else "") + cell
            token = self.tokens.ahead
            if token.shown == closer and not (closer == "}" and token.kind != "character"):
                return latex
            self.tokens.take()
            begun = token.shown == "\\\\"
            columns = 1 if begun else columns + 1
            if most is not None and columns > most:
                raise self.tokens.error(token.start, f"{name} has {most} column{'s' * (most != 1)} at most")
            latex += " \\\\" + self.space_below(token) + " " if begun else " & "

    def _stack(self, owner: Token) -> str:
        opening = self.tokens.take()
        if opening.shown != "{" or not _closing_brace(self.tokens.text, opening.end):
            raise self.tokens.error(
                opening.start, f"the rows of {owner.shown} stand in braces", expected="'{...}'"
            )
        rows = self._rows("}", 1, owner.shown)
        self.tokens.take()
        return rows


def _joined(pieces: Iterable[str]) -> str:
    """Return the pieces one after the other, a command's name apart from a letter that follows."""
    latex = ""
    for piece in pieces:
        apart = piece[:1].isalpha() and _ENDS_IN_WORD.search(latex[-40:])
        latex += f" {piece}" if apart else piece
    return latex


def _apart(argument: str) -> str:
    """Return the argument of an accent in a group of its own, unless it is a letter.

    amsmath takes the argument apart, which ends in faults for more than a letter; alphabets in it go on.
    """
    if found := _LETTER_OF_ALPHABET.fullmatch(argument):
        return found[1]
    return argument if _LETTER.fullmatch(argument) else f"{{{argument}}}"


def _closing_brace(text: str, start: int) -> bool:
    """Return whether the group whose '{' ends at `start` is closed."""
    depth, place = 1, start
    while place < len(text) and depth:
        if text[place] == "\\":
            place += 1
        elif text[place] in "{}":
            depth += 1 if text[place] == "{" else -1
        place += 1
    return depth == 0


def _has_end(text: str, start: int, name: str) -> bool:
    return re.search(rf"\\end\s*\{{\s*{re.escape(name)}\s*\}}", text[start:]) is not None
