"""The parts of a formula that have no formula within: fences, capitals, words, columns, spaces."""

from __future__ import annotations

import re

from backproof.diagnostic import InputError, did_you_mean
from backproof.texts.commands import COMMANDS, INSTEAD, Environment
from backproof.texts.tokens import Token, Tokens
from backproof.writing.escape import PDFLATEX, escape, using

_FENCES = frozenset("()[]|/.<>")
_NEGATED = frozenset("=<>")
_SPACE_BELOW = re.compile(r"\s*\[(\d{1,2}(?:\.\d{1,2})?(?:pt|em|ex|mm))\]")
_COLUMNS = re.compile(r"\s*\{([lcr| ]*[lcr][lcr| ]*)\}")
_TEXT_SIGNS = frozenset("%$#_&{} ")


class Leaves:
    """Readers of such parts, each from the next token on; InputError with line and column in the text."""

    def __init__(self, text: str) -> None:
        self.tokens = Tokens(text)

    def excerpt(self, first: Token) -> str:
        """Return the text from a token up to here, quoted and shortened."""
        text = self.tokens.text[first.start : self.tokens.ahead.start].strip()
        return f"'{text if len(text) <= 24 else text[:23] + '…'}'"

    def unknown(self, token: Token) -> InputError:
        """Return the error for a command that is not listed."""
        hint = INSTEAD.get(token.value)
        if hint is None and (near := did_you_mean(token.value, COMMANDS)):
            hint = near.replace("'", "'\\", 1)
        return self.tokens.error(
            token.start,
            f"'{token.shown}' is not among the commands of formulas",
            hint=hint or "the reference of texts lists them",
        )

    def fence(self, command: Token) -> str:
        r"""Read the sign after \left, \right, \middle or a size."""
        token = self.tokens.ahead
        known = COMMANDS.get(token.value) if token.kind == "command" else None
        fits = known and (known.kind == "delimiter" or known.name == "backslash")
        if not (fits or (token.kind == "character" and token.value in _FENCES)):
            shown = f"'{token.shown}'" if token.shown else "nothing"
            start = token.start if token.shown else command.start
            hint = r"a brace as a fence is \{ or \}" if token.shown in ("{", "}") else None
            raise self.tokens.error(
                start, f"{shown} after {command.shown}", expected="a fence such as ( or \\{", hint=hint
            )
        return self.tokens.take().shown

    def negated(self, command: Token) -> str:
        r"""Read the relation after \not."""
        token = self.tokens.ahead
        known = COMMANDS.get(token.value) if token.kind == "command" else None
        plain = known is not None and known.kind == "relation" and not known.latex
        if not (plain or (token.kind == "character" and token.value in _NEGATED)):
            raise self.tokens.error(
                command.start, "\\not before what is no relation", expected="a sign such as = or \\in"
            )
        return self.tokens.take().shown

    def capital(self, owner: Token) -> str:
        """Read capital letters, in braces or one without."""
        braced = self.tokens.ahead.shown == "{"
        opening = self.tokens.take() if braced else self.tokens.ahead
        letters = ""
        while (token := self.tokens.ahead).kind == "character" and token.value.isalpha():
            if not token.value.isupper():
                break
            letters += self.tokens.take().value
            if not braced:
                return letters
        if not letters or token.shown != "}":
            hint = r"write \mathbf{...}" if token.kind == "character" and token.value.isalnum() else None
            start = token.start if token.kind != "end" else opening.start
            raise self.tokens.error(
                start, f"{owner.shown} has capital letters only", expected="letters A to Z", hint=hint
            )
        self.tokens.take()
        return letters

    def words(self, owner: Token) -> str:
        """Read the words in braces, and escape them; their own backslashes stand before signs only."""
        opening = self.tokens.take()
        if opening.shown != "{":
            raise self.tokens.error(
                opening.start, f"the words of {owner.shown} stand in braces", expected="'{'"
            )
        text, place, words = self.tokens.text, opening.end, ""
        while place < len(text) and text[place] != "}":
            if text[place] == "\\" and text[place + 1 : place + 2] in _TEXT_SIGNS:
                place += 1
            elif text[place] in "\\{$%#":
                raise self.tokens.error(
                    place,
                    f"'{text[place]}' in the words of {owner.shown}",
                    hint="end the words before a formula or a command"
                    if text[place] in "\\{$"
                    else f"\\{text[place]}",
                )
            self._refuse_unset(text[place : place + 1], place)
            words += text[place : place + 1]
            place += 1
        if place >= len(text):
            raise self.tokens.error(
                opening.start, f"'{{' after {owner.shown} is never closed", expected="'}'"
            )
        self.tokens.go(place + 1)
        with using(PDFLATEX):
            return escape(words.replace("~", "\u00a0"))

    def _refuse_unset(self, character: str, place: int) -> None:
        if not (character.isspace() or PDFLATEX.covers(character)) and character != "\u00a0":
            raise self.tokens.error(
                place, f"'{character}' cannot be set in a formula with every engine", hint="write it outside"
            )

    def columns(self, environment: Environment, token: Token) -> tuple[str, int | None]:
        """Read the columns of an environment; return them, and how many cells a row has at most."""
        if not environment.stated:
            return "", environment.most_columns
        stated = _COLUMNS.match(self.tokens.text, self.tokens.place)
        if not stated:
            raise self.tokens.error(
                token.start,
                f"{environment.name} without its columns",
                expected="letters l, c, r and |, as in {cc|c}",
            )
        self.tokens.go(stated.end())
        letters = stated[1].replace(" ", "")
        return f"{{{letters}}}", len(letters.replace("|", ""))

    def space_below(self, token: Token) -> str:
        """Read the space in brackets after the end of a row, if there is one."""
        found = _SPACE_BELOW.match(self.tokens.text, token.end)
        if not found:
            return ""
        self.tokens.go(found.end())
        return f"[{found[1]}]"
