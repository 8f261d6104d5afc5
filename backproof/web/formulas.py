"""Formulas: LaTeX -> MathML by math-core, each with its spoken form."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from backproof.web.formulas_text import plain
from backproof.web.markup import Html, attributes
from backproof.web.speech.spoken import spoken
from backproof.web.styles import Styles

# Commands of the preamble, and those of LaTeX that the converter lacks. Layout of paper is left out.
_MACROS = {
    "substack": r"\begin{array}{c}#1\end{array}",
    "within": "#1",
    "inline": "#1",
    # The converter knows colours by name alone; `styles` makes this one that of the scheme.
    "pivot": r"{\color{blue}\mathbf{#1}}",
    "bpbold": r"\boldsymbol{#1}",
    "lowered": "#1",
    "spoken": "#2",
    "bpchar": "#2",
    "textquotesingle": r"\text{'}",
    "nopagebreak": "",
    "nobreak": "",
    "leavevmode": "",
}


class FormulaError(ValueError):
    """A formula that has no MathML, with the reason in one line."""


@cache
def _converter() -> Any:
    from math_core import LatexToMathML

    return LatexToMathML(macros=_MACROS, fancy_error=False)


@dataclass
class Formulas:
    """The MathML of one page; equal formulas are converted once."""

    styles: Styles
    _known: dict[tuple[str, bool], Html] = field(default_factory=dict)

    def html(self, latex: str, *, display: bool = False) -> Html:
        """Return the MathML of a formula, in a line or displayed.

        Raises FormulaError if it has none.
        """
        key = (latex, display)
        if key not in self._known:
            self._known[key] = self._converted(latex, display=display)
        return self._known[key]

    def _converted(self, latex: str, *, display: bool) -> Html:
        from math_core import LatexError

        try:
            mathml = _converter().convert_with_local_state(plain(latex), displaystyle=display)
        except LatexError as error:
            raise FormulaError(_reason(error)) from None
        said = attributes(aria_label=spoken(latex))
        return Html(self.styles.classed(mathml).replace("<math", f"<math{said}", 1))


def _reason(error: Exception) -> str:
    """Return the converter's reason in words: `Unknown command "\\x".`."""
    words = str(error).strip().split("\n", 1)[0]
    words = re.sub(r"^\d+:\s*|^Error:\s*", "", words)
    return words[:1].lower() + words[1:].rstrip(".")
