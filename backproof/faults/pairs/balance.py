r"""The braces, formulas and environments of LaTeX, paired: the first of them without its partner.

TeX notices an unclosed brace or formula far behind it, and reports consequences. Read by their form, braces
and dollars tell where the pair is broken: most pairs begin and end on one line, and a dollar that opens a
formula has its space before it.
"""

from __future__ import annotations

import difflib
import re
from collections import Counter
from dataclasses import dataclass

from backproof.faults.pairs.bare_commands import bare_command
from backproof.faults.pairs.braces import closing, unopened
from backproof.faults.pairs.pairing import left_closing, left_open

_TOKEN = re.compile(
    r"(?P<comment>(?<!\\)%[^\n]*\n?)"
    r"|\\(?P<which>begin|end)\s*\{(?P<name>[^{}\n]*)\}"
    r"|(?P<macro>\\(?:[A-Za-z@]+\*?|.|\n))"
    r"|(?P<dollar>\$\$?)|(?P<open>\{)|(?P<close>\})|(?P<and>&)"
    r"|(?P<empty>\n[ \t]*\n)"
)
_FORMULAS = {r"\[": r"\]", r"\(": r"\)", "$": "$", "$$": "$$"}
_VERBATIM = re.compile(r"\\verb\*?([^A-Za-z\s*])[^\n]*?\1|\\begin\{(verbatim\*?)\}.*?\\end\{\2\}", re.DOTALL)
# No formula of a line holds these.
_OUTSIDE = (r"\item", r"\section", r"\subsection", r"\paragraph", r"\par")
_ALIGNED = re.compile(r"(?:tabular|array|align|matrix|cases|split|gather|eqnarray|longtable|steps|formulas)")
_MATHS = re.compile(
    r"align|aligned|gather|gathered|equation|multline|split|eqnarray|.?matrix|smallmatrix|cases|array"
)
# Commands with two groups, of which the first has no other use.
_TWO_GROUPS = re.compile(
    r"\\(?:[dtc]?frac|[dt]?binom|fitted|overset|underset|stackrel|textcolor|href)(?![A-Za-z])"
)
_IN_FORMULA = re.compile(r"(?:[_^]|\\[dtc]?frac|\\sqrt|\\mathbf|\\mathrm)\Z")
_CLOSE_NAMES = 0.7
_DEFINED = re.compile(
    r"(?<!\\)%[^\n]*|\\makeat(?P<category>letter|other)\b"
    r"|\\(?:[egx]?def|let|(?:re)?newcommand|providecommand)\*?\s*\{?\s*(?P<name>\\[A-Za-z]*@[A-Za-z@]*)"
)


@dataclass(frozen=True)
class Unpaired:
    """A brace, dollar, `\\begin` or `\\end` without its partner, at an index of the text."""

    at: int
    message: str
    hint: str


@dataclass(frozen=True)
class _Opened:
    """An opening that waits for its partner: `{`, a formula's, or an environment's name."""

    what: str
    at: int

    @property
    def is_formula(self) -> bool:
        return self.what in _FORMULAS

    @property
    def is_environment(self) -> bool:
        return self.what != "{" and not self.is_formula


def unpaired(text: str) -> Unpaired | None:
    r"""Return the first opening or closing without its partner, or None; of the preamble, braces alone."""
    if lost := re.search(r"\\(?:VAR|BLOCK)(?![A-Za-z])", text):
        tag = lost.group()
        return Unpaired(lost.start(), f"{tag} without its {{", f"a tag is {tag}{{ ... }}")
    start = text.find(r"\begin{document}")
    blanked = _blanked(text)
    if start < 0:
        return _Reader(blanked, 0).braces_before(len(text))
    preamble = _at_sign(blanked[:start]) or _Reader(blanked, 0).braces_before(start)
    return preamble or _Reader(blanked, start).first()


def _at_sign(preamble: str) -> Unpaired | None:
    r"""Return the fault of a definition whose name has an @ where that is no letter."""
    is_letter = False
    for found in _DEFINED.finditer(preamble):
        if found["category"]:
            is_letter = found["category"] == "letter"
        elif found["name"] and not is_letter:
            message = (
                rf"{found['name']} is defined outside of \makeatletter, so that its name ends before the @"
            )
            return Unpaired(found.start("name"), message, r"\makeatletter is missing before it")
    return None


def _blanked(text: str) -> str:
    return _VERBATIM.sub(lambda found: re.sub(r"[^\n]", "x", found.group()), text)


class _Reader:
    def __init__(self, text: str, start: int) -> None:
        self.text, self.start = text, start
        self.stack: list[_Opened] = []

    def first(self) -> Unpaired | None:
        for found in _TOKEN.finditer(self.text, self.start):
            fault = self._read(found)
            if fault:
                return fault
            if found["name"] == "document" and found["which"] == "end":
                return None
        # A document without an end is told by TeX itself.
        left = [opened for opened in self.stack if opened.what != "document"]
        return self._never_closed(left[-1], len(self.text)) if left else None

    def braces_before(self, end: int) -> Unpaired | None:
        """Return the fault of a brace that is still open at `end`, or that closes none before it."""
        for found in _TOKEN.finditer(self.text, self.start, end):
            if found["open"]:
                self.stack.append(_Opened("{", found.start()))
            elif found["close"] and self.stack:
                self.stack.pop()
            elif found["close"]:
                return self._without_opening(found.start())
        return self._never_closed(self.stack[-1], end) if self.stack else None

    def _read(self, found: re.Match[str]) -> Unpaired | None:
        at = found.start()
        if found["which"]:
            return (self._begin if found["which"] == "begin" else self._end)(found["name"], at)
        if found["macro"]:
            return self._macro(found["macro"], at)
        if found["dollar"]:
            return self._dollar(found["dollar"], at)
        if found["open"]:
            self.stack.append(_Opened("{", at))
            if self._is_of_end(at):
                return Unpaired(at, r"the { of \end is never closed", "its closing } is missing")
        alone = {"close": self._close, "empty": self._refuse_formula, "and": self._cell_ends}
        read = alone.get(found.lastgroup or "")
        return read(at) if read else None

    @property
    def _top(self) -> _Opened | None:
        return self.stack[-1] if self.stack else None

    def _begin(self, name: str, at: int) -> Unpaired | None:
        fault = (
            None if _MATHS.match(name) or "minipage" in name or "tikz" in name else self._refuse_formula(at)
        )
        self.stack.append(_Opened(name, at))
        return fault

    def _end(self, name: str, at: int) -> Unpaired | None:
        top = self._top
        if top and top.what == name:
            self.stack.pop()
            return None
        if top and top.is_environment:
            begun = [opened.what for opened in self.stack]
            return _without_end(top) if name in begun else self._misspelt(top, name, at)
        if top and any(opened.what == name for opened in self.stack):
            return self._never_closed(top, at)
        if top and top.is_formula:
            return self._never_closed(top, at)
        if cut := next((opened for opened in reversed(self.stack) if self._is_of_begin(opened)), None):
            return self._never_closed(cut, at)
        return Unpaired(
            at, rf"\end{{{name}}} has no \begin{{{name}}}", rf"\begin{{{name}}} is missing before it"
        )

    def _is_of_end(self, at: int) -> bool:
        r"""True for the brace of an `\end` whose line closes none."""
        return self.text[:at].endswith(r"\end") and "}" not in self.text[at : self._line_end(at)]

    def _is_of_begin(self, opened: _Opened) -> bool:
        r"""True for the brace of a `\begin` whose name has no end."""
        return opened.what == "{" and self.text[: opened.at].endswith(r"\begin")

    def _misspelt(self, opened: _Opened, name: str, at: int) -> Unpaired:
        r"""Return the fault of a `\begin` and an `\end` that differ: at the one whose name is rarer."""
        similar = difflib.SequenceMatcher(None, opened.what, name).ratio() >= _CLOSE_NAMES
        if not similar and (opened.what == "document" or self._ends_later(opened, at)):
            return Unpaired(
                at, rf"\end{{{name}}} has no \begin{{{name}}}", rf"\begin{{{name}}} is missing before it"
            )
        if not similar:
            message = rf"\begin{{{opened.what}}} is ended by \end{{{name}}}"
            return Unpaired(opened.at, message, rf"close it with \end{{{opened.what}}} before \end{{{name}}}")
        names = Counter(re.findall(r"\\(?:begin|end)\{([^{}]*)\}", self.text))
        message = rf"\begin{{{opened.what}}} is ended by \end{{{name}}}"
        if names[opened.what] >= names[name]:
            return Unpaired(at, message, f"did you mean '{opened.what}'?")
        return Unpaired(opened.at, message, f"did you mean '{name}'?")

    def _ends_later(self, opened: _Opened, at: int) -> bool:
        r"""True if the environment has its `\end` further on, so that the one at `at` is one too many."""
        depth = 1
        for found in re.finditer(r"\\(begin|end)\{([^{}]*)\}", self.text[at + 1 :]):
            if found[2] == opened.what:
                depth += 1 if found[1] == "begin" else -1
                if depth == 0:
                    return True
        return False

    def _macro(self, macro: str, at: int) -> Unpaired | None:
        top = self._top
        if macro in (r"\[", r"\("):
            fault = self._refuse_formula(at) if macro == r"\[" else None
            self.stack.append(_Opened(macro, at))
            return fault
        if macro in (r"\]", r"\)"):
            if top and _FORMULAS.get(top.what) == macro:
                self.stack.pop()
                return None
            if top and any(_FORMULAS.get(opened.what) == macro for opened in self.stack):
                return _without_end(top) if top.is_environment else self._never_closed(top, at)
            return Unpaired(
                at, f"{macro} closes a formula that was not opened", "its opening is missing before it"
            )
        if macro in _OUTSIDE and macro != r"\par":
            return self._refuse_formula(at)
        return None

    def _dollar(self, dollar: str, at: int) -> Unpaired | None:
        top = self._top
        if top and top.what == dollar:
            self.stack.pop()
        elif top and top.what == "$$":
            return Unpaired(at, "$$ is closed by a single $", r"use \[ ... \] for a displayed formula")
        elif dollar == "$$" and top and top.what == "$":
            # An empty formula is none: one ends, and another begins.
            self.stack[-1] = _Opened("$", at + 1)
        elif top and top.what == "{" and self._is_of_formula(top) and self._formula():
            return self._never_closed(top, at)
        else:
            self.stack.append(_Opened(dollar, at))
        return None

    def _is_of_formula(self, brace: _Opened) -> bool:
        """True for the brace of a script or of a fraction, in which no other formula begins."""
        return bool(_IN_FORMULA.search(self.text, self._line_start(brace.at), brace.at))

    def _close(self, at: int) -> Unpaired | None:
        top = self._top
        if top and top.what == "{":
            self.stack.pop()
            return None
        if (
            top
            and top.is_environment
            and top.what != "document"
            and not self._ends_later(top, at)
            and bare_command(self.text, at) is None
        ):
            return _without_end(top)
        if top and top.is_formula:
            below = self.stack[-2] if len(self.stack) > 1 else None
            if below and below.what == "{" and not self._closes_soon(top, at):
                return self._never_closed(top, at)
        return self._without_opening(at)

    def _closes_soon(self, formula: _Opened, at: int) -> bool:
        """True if the formula is closed on this line behind `at`, so that the brace is the one too many."""
        rest = self.text[at : self._line_end(at)]
        return formula.what in rest and rest.count("}") > rest.count("{") + 1

    def _cell_ends(self, at: int) -> Unpaired | None:
        top = self._top
        if top is None or top.is_environment:
            return None
        if any(opened.is_environment and _ALIGNED.match(opened.what) for opened in self.stack):
            in_formula = top.is_formula
            return self._never_closed(top, at) if in_formula or self._is_in_cell(top) else None
        return None

    def _is_in_cell(self, brace: _Opened) -> bool:
        """True if the brace is a macro's argument, in which no cell ends."""
        return self.text[brace.at - 1].isalpha()

    def _formula(self) -> _Opened | None:
        """Return the formula that is open, unless a group or an environment was begun inside of it."""
        for opened in reversed(self.stack):
            if opened.is_formula:
                return opened
            if opened.is_environment:
                return None
        return None

    def _refuse_formula(self, at: int) -> Unpaired | None:
        """Return the fault of a formula that is open where none can be."""
        formula = self._formula()
        if formula is None:
            return None
        # A group that begins on a later line is not the formula's.
        is_later = "\n" in self.text[formula.at : self.stack[-1].at]
        return self._never_closed(formula if is_later else self.stack[-1], at)

    def _never_closed(self, opened: _Opened, end: int) -> Unpaired:
        if opened.is_environment:
            return _without_end(opened)
        if opened.what == "$":
            return self._broken_pair(opened, end)
        if opened.is_formula:
            return Unpaired(
                opened.at, f"{opened.what} is never closed", f"its {_FORMULAS[opened.what]} is missing"
            )
        at = left_open(self.text, opened.at, end) or opened.at
        at = self._halved(at) or self._before_a_word(at) or at
        command = re.search(r"\\[A-Za-z@]+\*?(?=(?:\[[^\]\n]*\])?$)", self.text[self._line_start(at) : at])
        what = f"the {{ of {command.group()}" if command else "{"
        return Unpaired(at, f"{what} is never closed", "its closing } is missing")

    def _halved(self, start: int) -> int | None:
        r"""Return the brace on this line whose command has lost its second group: `\frac{a{b}`."""
        line_end = self._line_end(start)
        for found in _TWO_GROUPS.finditer(self.text, start, line_end):
            if not self.text.startswith("{", found.end()):
                continue
            close = closing(self.text[:line_end], found.end())
            if close is None or not self.text[close + 1 : line_end].lstrip().startswith("{"):
                return found.end()
        return None

    def _before_a_word(self, start: int) -> int | None:
        """Return a brace further on in the line that belongs to no command: `the {gradient`."""
        found = re.compile(r"(?<= )\{(?=[A-Za-z])").search(self.text, start, self._line_end(start))
        return found.start() if found else None

    def _without_opening(self, at: int) -> Unpaired:
        """Return the fault of a brace too many; it may have ended a group of lines before."""
        if (halved := self._halved_before(at)) is not None:
            return Unpaired(halved, "} without its {", "its opening { is missing before it")
        start = self.stack[-1].at if self.stack else self.start
        at = left_closing(self.text, start, at + 1) or at
        if bare := bare_command(self.text, at):
            place, name = bare
            return Unpaired(place, rf"\{name} without its {{", rf"its argument is \{name}{{...}}")
        return Unpaired(at, "} without its {", "its opening { is missing before it")

    def _halved_before(self, at: int) -> int | None:
        r"""Return the brace that closes a first group that was not opened: `\\frac\\pi}{b}`."""
        for found in _TWO_GROUPS.finditer(self.text, self._line_start(at), at):
            behind = self.text[found.end() : self._line_end(at)]
            if not behind.startswith("{") and (surplus := unopened(behind)):
                place = found.end() + surplus[0]
                if self.text[place + 1 : place + 2] == "{":
                    return place
        return None

    def _broken_pair(self, opened: _Opened, end: int) -> Unpaired:
        """Return the dollar of the paragraph that does not look as its turn would have it."""
        start = self._paragraph(opened.at)
        opening: int | None = None
        for found in re.finditer(r"(?<!\\)\$", self.text[start:end]):
            at = start + found.start()
            opens, closes = self._looks(at)
            if opening is None and closes and not opens:
                return Unpaired(
                    at, "$ closes a formula that was not opened", "the $ before the formula is missing"
                )
            if opening is not None and opens and not closes:
                break
            opening = at if opening is None else None
        place = opened.at if opening is None else opening
        return Unpaired(
            place, "$ is never closed", "a formula needs $...$ around it; a dollar in text is \\$"
        )

    def _looks(self, at: int) -> tuple[bool, bool]:
        """Return whether the dollar looks as one that opens a formula, and as one that closes it."""
        before, after = self.text[at - 1 : at], self.text[at + 1 : at + 2]
        opens = (before.isspace() or before in "(~-[{/") and not after.isspace()
        closes = not before.isspace() and (after.isspace() or after in ".,;:)!?-]}'~/&")
        return opens, closes

    def _paragraph(self, at: int) -> int:
        breaks = list(re.finditer(r"\n[ \t]*\n|\\(?:begin|end)\{[^{}]*\}|\\item\b", self.text[:at]))
        return breaks[-1].end() if breaks else 0

    def _line_start(self, at: int) -> int:
        return self.text.rfind("\n", 0, at) + 1

    def _line_end(self, at: int) -> int:
        found = self.text.find("\n", at)
        return len(self.text) if found < 0 else found


def _without_end(opened: _Opened) -> Unpaired:
    return Unpaired(
        opened.at, rf"\begin{{{opened.what}}} is never ended", rf"its \end{{{opened.what}}} is missing"
    )
