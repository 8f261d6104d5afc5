r"""Definitions of colours whose values are not of their model: `\definecolor{red}{RGB}{1B4F9C}`.

xcolor reads on behind a value that is too short, up to the end of a paragraph, and tells its own macros.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from backproof.faults.lines import Lines
from backproof.faults.pairs.balance import Unpaired
from backproof.tex.log import Entry

_DEFINED = re.compile(
    r"(?<!\\)%[^\n]*|\\(?:definecolor|providecolor)\s*(?:\[[^\]]*\])?"
    r"\{(?P<name>[^{}#\\]*)\}\s*\{(?P<model>[A-Za-z]*)\}\s*\{(?P<value>[^{}#\\]*)\}"
)
_UNIT = r"\s*(?:0|1|0?\.\d+|1\.0*|0\.\d*)\s*"
_WHOLE = r"\s*\d+\s*"
_NUMBER = r"\s*\d*\.?\d*\s*"
_MODELS = {
    "rgb": (rf"{_UNIT},{_UNIT},{_UNIT}", "three numbers from 0 to 1"),
    "cmy": (rf"{_UNIT},{_UNIT},{_UNIT}", "three numbers from 0 to 1"),
    "hsb": (rf"{_UNIT},{_UNIT},{_UNIT}", "three numbers from 0 to 1"),
    "cmyk": (rf"{_UNIT},{_UNIT},{_UNIT},{_UNIT}", "four numbers from 0 to 1"),
    "gray": (_UNIT, "a number from 0 to 1"),
    "RGB": (rf"{_WHOLE},{_WHOLE},{_WHOLE}", "three whole numbers from 0 to 255"),
    "HSB": (rf"{_WHOLE},{_WHOLE},{_WHOLE}", "three whole numbers from 0 to 240"),
    "HTML": (r"[0-9A-Fa-f]{6}", "six hexadecimal digits"),
    "Gray": (_WHOLE, "a whole number from 0 to 15"),
    "Hsb": (rf"{_NUMBER},{_UNIT},{_UNIT}", "degrees, and two numbers from 0 to 1"),
    "tHsb": (rf"{_NUMBER},{_UNIT},{_UNIT}", "degrees, and two numbers from 0 to 1"),
    "wave": (_NUMBER, "a wavelength in nanometres"),
    "named": (r".+", "the name of another colour"),
}
_EXAMPLES = {"RGB": "27,79,156", "HTML": "1B4F9C"}


def malformed(entries: Iterable[Entry], lines: Lines) -> Unpaired | None:
    """Return the first colour that can't be defined so, if one of the errors is xcolor's; else None."""
    told = [entry for entry in entries if entry.severity == "error"]
    for found in _DEFINED.finditer(lines.text):
        if found["name"] is None or _is_of(found["model"], found["value"]):
            continue
        line = lines.number(found.start())
        if any(entry.line == line or _is_by_colours(entry) for entry in told):
            return _fault(found)
    return None


def uses(entry: Entry, fault: Unpaired) -> bool:
    """True for an error of the colour whose definition is the fault."""
    name = re.match(r"the colour '(.*)' is not defined", fault.message)
    return name is not None and entry.message.startswith("Undefined color") and entry.detail == name[1]


def _is_of(model: str, value: str) -> bool:
    return model in _MODELS and re.fullmatch(_MODELS[model][0], value) is not None


def _is_by_colours(entry: Entry) -> bool:
    return "XC@" in entry.message + entry.argument


def _fault(found: re.Match[str]) -> Unpaired:
    model, value = found["model"], found["value"]
    if model not in _MODELS:
        message = f"the colour '{found['name']}' is not defined: there is no model '{model}'"
        return Unpaired(found.start("model"), message, "the models are " + ", ".join(_MODELS))
    message = f"the colour '{found['name']}' is not defined: the model {model} takes {_MODELS[model][1]}"
    right = next((other for other in _EXAMPLES if other != model and _is_of(other, value)), model)
    hint = rf"such as \definecolor{{{found['name']}}}{{{right}}}{{{_example(right, value)}}}"
    return Unpaired(found.start("value"), message, hint)


def _example(model: str, value: str) -> str:
    """Return the value itself if it is of this model, else one that is."""
    if _is_of(model, value):
        return value
    return _EXAMPLES.get(model, ",".join(["0.5"] * (_MODELS[model][0].count(",") + 1)))
