"""Questions about undeclared shapes, asked if the only remaining reading looks like a mistake."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from contextlib import suppress
from dataclasses import replace

from backproof.calculus.inference.alternatives import Alternative, alternative, settling
from backproof.calculus.inference.conventions import IDENTITIES, Oddness, kind_of_shape
from backproof.calculus.inference.readings import Problem, Reading, fitting
from backproof.calculus.inference.remedies import on_one_line, rewritings, with_name_as
from backproof.calculus.inference.sketch import SIZE_NAMES
from backproof.calculus.language.declare import parse_shape
from backproof.calculus.language.parsing import parse
from backproof.calculus.primitives.shapes import Size, shape_text
from backproof.calculus.primitives.sizes import total
from backproof.calculus.spelling.tokens import Source
from backproof.diagnostic import Diagnostic, InputError

_MOST_SIZES = 4
_MOST_OFFERED = 5
# Indices of an entry by the kind of what it is of.
_SUM = re.compile(r"(?:sum|∑|Σ)\s*(?:\\limits)?\s*_?\s*\{?\s*([a-z])(?![a-z])")
_LOWERED = str.maketrans("ᵢⱼₖₗₘₙ", "ijklmn")
_AXES = {"column": 1, "row": 1, "matrix": 2}


def refuse_free_sizes(problem: Problem, best: Reading) -> None:
    """Ask for the owner of a size that the text uses and no variable has."""
    stated = problem.sketch().stated_sizes
    known = {str(size) for shape in (*problem.given().values(), *best.shapes.values()) for size in shape}
    for size in sorted(name for name in stated - known if not name.isdigit()):
        # The entry x[n] is one of n + 1.
        found = _lengths(problem, best, stated, size) or _lengths(problem, best, stated, total(size, 1))
        if found:
            message, hint = f"no variable has the size {size}", f"add {' or '.join(found[:_MOST_SIZES])}"
            raise InputError(_located(problem, size, message, hint))


def _lengths(problem: Problem, best: Reading, stated: Set[str], size: Size) -> list[str]:
    """Return the options by which a variable has that size, as far as its reading fits."""
    shapes = {
        name: shape_text((size if rows == old else rows, size if columns == old else columns))
        for name, (rows, columns) in best.shapes.items()
        for old in (rows, columns)
        if old != 1 and str(old) not in stated
    }
    return [
        f"--shape {name}={shape.replace(' ', '')}"
        for name, shape in shapes.items()
        if fitting(replace(problem, shapes={**problem.shapes, name: shape}), Oddness.POSSIBLE)
    ]


def unfitting(problem: Problem, error: InputError) -> InputError:
    """Return the error for an expression that fits no shapes, with the nearest text that fits some."""
    sketch = problem.unread()
    with suppress(InputError):
        sketch.program()
    if not sketch.undeclared:
        # If all names up to the error are declared, the parser's own message is more specific.
        try:
            parse(problem.text, problem.shapes, problem.properties, problem.functions)
        except InputError as specific:
            error = specific
    meant = _nearest_text(problem, may_transpose=False)
    hint = f"write `{on_one_line(meant)}`" if meant else error.diagnostics[0].hint
    return InputError(replace(error.diagnostics[0], hint=hint))


def refuse_identity(problem: Problem) -> None:
    """Ask about an undeclared I that could be the identity."""
    for name in _identities(problem):
        for size in _symbols(problem):
            meant = replace(problem, text=_with_identity(problem.text, name, size))
            if _has_usual_reading(meant):
                message = f"{name} is not declared, and would be a variable"
                shape = f"--shape {name}={size},{size}"
                hint = f"write `{on_one_line(meant.text)}` for the identity, or add {shape} for a variable"
                raise InputError(_located(problem, name, message, hint))


def _with_identity(text: str, name: str, size: str) -> str:
    """Return the text with the identity in place of a name, in LaTeX with its size as an index."""
    if "\\" not in text:
        return with_name_as(text, name, f"eye({size})")
    letter = rf"\\math\w+\s*\{{\s*{name}\s*\}}|(?<![A-Za-z\\_{{]){name}"
    return re.sub(rf"({letter})(?![A-Za-z_])", rf"\1_{size}", text)


def refuse_entries(best: Reading) -> None:
    """Ask about a number z_k or z_1 beside a vector z, whose entry it looks like and would not be.

    So is A_ij beside a matrix A. z_0 is the usual name of a constant term beside z, a vector x_k that of an
    iterate beside x.
    """
    problem, shapes = best.problem, best.written_shapes
    for name, kind in sorted(best.kinds.items()):
        stem, _, index = name.rpartition("_")
        axes = _AXES.get(kind_of_shape(parse_shape(shapes[stem])), 0) if stem in shapes else 0
        is_entry = kind == "scalar" and len(index) == axes > 0 and re.fullmatch("[a-z]+|[1-9]+", index)
        if is_entry and {name, stem} & {*problem.wrt}:
            raise InputError(
                _located(problem, name, f"{name} would be no entry of {stem}", _ways(best, name))
            )


def refuse_unsummed(best: Reading) -> None:
    """Ask about a name outside of a sum with the index of it, as the second x_i of Σᵢ xᵢ + xᵢ²."""
    letters = {found[1] for found in _SUM.finditer(best.problem.text.translate(_LOWERED))}
    for name in sorted(best.kinds):
        stem, _, index = name.rpartition("_")
        if stem and index in letters and name in best.shapes:
            hint = (
                "put all that is summed in parentheses after the sum, "
                f"or add --shape {name}={shape_text(best.shapes[name])} for a variable of its own"
            )
            raise InputError(_located(best.problem, name, f"{name} is outside of the sum over {index}", hint))


def _ways(best: Reading, name: str) -> str:
    """Return the remedies for a name that looks like an entry."""
    problem = best.problem
    stem, _, index = name.rpartition("_")
    zeros = ", ".join("0" * len(index))
    first = 1 - bool(fitting(_with_entry(problem, name, f"{stem}[{zeros}]"), Oddness.POSSIBLE))
    places = [int(i) - 1 + first if i.isdigit() else first for i in index]
    typed = _as_typed(problem.text, stem)
    ways = [f"`{typed}[{', '.join(map(str, places))}]` for an entry, from {first} on"]
    if len(index) == 1:
        product = rf"t^\top {typed}" if "\\" in problem.text else f"t @ {typed}"
        ways.append(f"`{product}` with a unit vector t for any one")
    return f"write {', or '.join(ways)}, and --wrt {stem}; or add --shape {name}= for a variable of its own"


def _as_typed(text: str, name: str) -> str:
    """Return a name as the text spells it without an index of a sum, such as \\mu for mu."""
    spelled = next((text[t.start : t.end] for t in Source(text).tokens() if t.text == name), name)
    return spelled if "_" in name else spelled.partition("_")[0]


def _with_entry(problem: Problem, name: str, entry: str) -> Problem:
    return replace(problem, text=with_name_as(problem.text, name, entry), wrt=(name.rpartition("_")[0],))


def refuse_mistakes(best: Reading) -> None:
    """Ask about a reading that looks mistaken, or that is unusual while a similar text has a usual one."""
    if best.oddness is Oddness.USUAL:
        return
    meant = _nearest_text(best.problem)
    if meant is None and best.oddness < Oddness.MISTAKEN:
        return
    found = [best, *best.problem.odd_readings]
    shown = min(found, key=lambda item: (not item.is_usable, item.oddness_of_kinds))
    ways = [f"write `{on_one_line(meant)}`"] if meant else []
    ways += [_declaration(item) for item in (shown, best) if item.is_usable]
    sign = max(shown.signs, key=lambda sign: sign.oddness)
    raise InputError(_located(best.problem, sign.names[0], sign.message, ", or ".join(dict.fromkeys(ways))))


def refuse_sizes(best: Reading) -> None:
    """Ask about a scalar with the same name as a size in use."""
    problem = best.problem
    sketch = problem.sketch()
    stated = sketch.stated_sizes | {str(size) for shape in problem.given().values() for size in shape}
    for name, kind in best.kinds.items():
        if name in stated and kind == "scalar":
            message = f"{name} is the name of a size, and a variable that is not declared"
            text = on_one_line(with_name_as(problem.text, name, f"sum(ones({name}))"))
            declared = alternative(best, settling(best, [name]), ())
            hint = f"write `{text}` for the size, or add {declared.options} for a scalar of its own"
            raise InputError(_located(problem, name, message, hint))


def question(best: Reading, readings: Sequence[Alternative]) -> Diagnostic:
    """Return the question that asks the user to choose between several unusual readings."""
    sign = best.signs[0]
    hint = ", or ".join(f"add {reading.options} if {reading.words}" for reading in readings[:_MOST_OFFERED])
    return _located(best.problem, sign.names[0], sign.message, hint)


def _declaration(reading: Reading) -> str:
    """Describe the shapes to declare in order to select a reading."""
    odd = [name for sign in reading.signs for name in sign.names]
    names = settling(reading, [*odd, *_identities(reading.problem)])
    found = alternative(reading, names, ())
    return f"add {found.options} if {found.words}"


def _nearest_text(problem: Problem, may_transpose: bool = True) -> str | None:
    """Return the nearest text with a usual reading; changed products should give a scalar if possible."""
    symbols = _symbols(problem)
    text = problem.text
    for name in _identities(problem):
        text = with_name_as(text, name, f"eye({symbols[0]})")
    found = None
    for new in rewritings(text, symbols):
        if not may_transpose and new.count(".T") != text.count(".T"):
            continue
        usable = [item for item in fitting(replace(problem, text=new), Oddness.USUAL) if item.is_usable]
        if usable and (usable[0].expression.is_scalar or new.count("@") == text.count("@")):
            return new
        found = found or (new if usable else None)
    return found


def _identities(problem: Problem) -> list[str]:
    names = dict.fromkeys(token.text for token in problem.unread().tokens if token.kind == "name")
    return [name for name in names if name in IDENTITIES and name not in problem.shapes]


def _symbols(problem: Problem) -> list[str]:
    """Return symbols for a size: new ones before those that the problem already uses."""
    sketch = problem.unread()
    with suppress(InputError):
        sketch.program()
    sizes = [str(size) for shape in problem.given().values() for size in shape if isinstance(size, str)]
    sizes += sorted(sketch.stated_sizes)
    taken = {*(token.text for token in sketch.tokens), *sizes}
    free = [name for name in (*SIZE_NAMES, "n1", "n2") if name not in taken]
    return list(dict.fromkeys([*free[:2], *sizes]))[:_MOST_SIZES]


def _has_usual_reading(problem: Problem) -> bool:
    """True if the problem has a usable reading without oddities."""
    return any(reading.is_usable for reading in fitting(problem, Oddness.USUAL))


def _located(problem: Problem, name: str, message: str, hint: str) -> Diagnostic:
    """Locate a diagnostic at the first occurrence of the name."""
    sketch = problem.unread()
    start = next((token.start for token in sketch.tokens if token.text == name), 0)
    return sketch.source.place(Diagnostic(message, hint=hint), start)
