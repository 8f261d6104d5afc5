"""Calls of a script's function in print: the names of its arguments and of what it returns."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from backproof.calculus.readers.tree import UnclearError
from backproof.proofreading.derivatives.parsing import read
from backproof.proofreading.derivatives.reading import Reading
from backproof.proofreading.faults import Fault
from backproof.proofreading.formulas import Formula, split

_CALL = re.compile(r"\\texttt\{[^{}]*\}\((.*?)\)\s*=\s*\((.*)\)")


def judge(claim: Mapping[str, Any], formulas: Sequence[Formula]) -> Iterator[Fault]:
    """Yield a fault for each formula that states a call of the script's function with other names."""
    program = claim["definition"].replace("\n", ";").split(";")
    name = program[-1].partition("=")[0].strip()
    reading = Reading(
        {**claim, "name": name, "derivatives": dict(zip(claim["by"], claim["results"], strict=True))}
    )
    for formula in formulas:
        if call := _CALL.fullmatch(re.sub(r"\\[bB]igg?[lr]", "", formula.latex.strip())):
            arguments, results = ([part.strip() for part in split(text, ",")] for text in call.groups())
            try:
                named = [read(text, tuple(reading.variables), ()).says for text in arguments]
                returned = [reading.partial(text) for text in results]
            except UnclearError as error:
                yield Fault(formula.start, str(error))
                continue
            if named != claim["arguments"] or returned != [f"d{name}_d{wrt}" for wrt in claim["by"]]:
                yield Fault(formula.start, f"this is no call of {claim['function']}")
