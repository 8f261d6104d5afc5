"""The dimensions of spaces as answers, for every question that asks for them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from msgspec import Meta

from backproof.answer import Answer, Latex, Solution, Step
from backproof.kinds.dimension.claims import dimension_claim
from backproof.kinds.dimension.drawings.pictures import pictures
from backproof.kinds.dimension.meant import require_known_keys
from backproof.kinds.dimension.paper import refuse_unprintable
from backproof.kinds.shared.typed.entries import Formulas, Matrices, Rows, System, Vectors
from backproof.linear_algebra.language.result import Cell, Stage
from backproof.linear_algebra.language.stages import cells, stages_in_print
from backproof.spaces.dimension import dimension
from backproof.spaces.fields.scalars import is_complex, is_rationals, read_scalars
from backproof.spaces.language.printing import combination, name_latex
from backproof.spaces.language.readings import domain_of
from backproof.spaces.language.result import Dimension, Element
from backproof.spaces.language.symbolic import number
from backproof.spaces.linear.degrees import degrees, degrees_check
from backproof.terms.fields import Name
from backproof.terms.parts import NoMore
from backproof.terms.reading import Data
from backproof.terms.term import Part, Question


class Space(Data, frozen=True, kw_only=True):
    """A part's space: exactly one kind with its data; a name for a matrix, a domain for functions."""

    name: Name | None = None
    span: Vectors | None = None
    column_space: Rows | None = None
    row_space: Rows | None = None
    null_space: Rows | None = None
    homogeneous_system: System | None = None
    matrices: Matrices | None = None
    sum: list[Any] | None = None
    intersection: list[Any] | None = None
    polynomials: Formulas | None = None
    functions: Formulas | None = None
    space: str | None = None
    variables: Annotated[list[Name], Meta(max_length=50)] | None = None
    variable: Name | None = None
    domain: list[Any] | str | None = None
    field: str | None = None


_REALS = ("R", "\u211d")
_OF_FUNCTIONS = ("equation", "functions", "coordinates", "general solution", "initial values")


@dataclass(frozen=True)
class Details:
    """A dimension for the template: the space with its result, and its elimination in stages."""

    space: Dimension
    stages: tuple[Stage, ...]
    rewritings: tuple[Step, ...]
    domain: Latex
    equations: tuple[Latex, ...]
    matrix_name: Latex
    degrees: tuple[int, ...]
    field: Latex

    @property
    def asked_matrix(self) -> tuple[tuple[Cell, ...], ...]:
        """The matrix of the question: its rows are the columns of the elimination if they span."""
        rows = cells(self.space.matrix, ())
        return tuple(zip(*rows, strict=True)) if self.space.source.kind == "row_space" else rows

    @property
    def asked_elements(self) -> tuple[Element, ...]:
        """The elements of the question: of an intersection, all that span U and W."""
        is_common = self.space.source.kind == "intersection" and self.space.parts
        return self.space.parts[0].given + self.space.parts[1].given if is_common else self.space.given

    @property
    def rank(self) -> int:
        """The number of pivots."""
        return len(self.space.pivots)


def spaces_solution(question: Question, template: str) -> Solution:
    """Find the dimension of each part's space; InputError for a part with a missing or malformed space."""
    question.data_as(NoMore)
    solved = tuple(space_answer(part) for part in question.parts)
    return Solution(
        id=question.id,
        number=question.number,
        title=question.title,
        template=template,
        answers=tuple(answer for answer, _ in solved),
        figures=tuple(figure for answer, found in solved for figure in pictures(answer.id, found)),
    )


def space_answer(part: Part) -> tuple[Answer, Dimension]:
    """Find the dimension of a part's space; InputError if it is missing, malformed or can't be proved."""
    found = _proved(part)
    of_basis = degrees(found)
    latex = Latex(rf"\dim {found.space.latex} = {found.answer.latex}")
    details = Details(
        space=found,
        stages=tuple(_stages(found)),
        rewritings=_before_the_matrix(found.steps),
        domain=_domain(found),
        equations=_equations(found),
        matrix_name=name_latex(found.source.name),
        degrees=of_basis,
        field=_field(part, found),
    )
    answer = Answer(
        id=part.id,
        title=part.title,
        points=part.points,
        label=part.label,
        latex=latex,
        summary=latex,
        text=found.answer.text,
        checks=(*found.checks, *([degrees_check(found, of_basis)] if of_basis else [])),
        steps=found.steps,
        claims=(dimension_claim(found),),
        details=details,
    )
    return answer, found


def _proved(part: Part) -> Dimension:
    """Read and find the dimension; InputError unless it is proved."""
    require_known_keys(part, Space.__struct_fields__)
    given = part.data_as(Space)
    if "field" in part.data:
        with part.locating("field"):
            read_scalars(part.data["field"])
    with part.locating(*(kind := _kind(part))):
        refuse_unprintable(getattr(given, kind[0]) if kind else None)
        found = dimension(_data({key: getattr(given, key) for key in part.data}))
    _require_field(part, found)
    if found.is_open:
        raise part.error(
            "; ".join((f"the dimension can't be proved: it lies {found.answer.text}", *found.notes[:1])),
            hint="give other functions, or a domain on which they are simpler",
        )
    return found


def _data(given: dict[str, Any]) -> dict[str, Any]:
    """Return the data of a part; if i is the only name of its entries, the scalars are complex."""
    is_over_c = "field" not in given and is_complex(given)
    return {**given, **({"field": "C"} if is_over_c else {})}


def _kind(part: Part) -> tuple[str, ...]:
    """Return the key of the part's space, for errors; () if there is none."""
    return tuple(key for key in part.data if key not in ("name", "domain", "variable", "variables", "field"))[
        :1
    ]


def _require_field(part: Part, found: Dimension) -> None:
    """Refuse functions over finite fields, and solutions of equations over any field but the real numbers.

    Spans of complex functions have their scalars, and those over Q are spans of functions without parameters.
    """
    over = found.source.scalars or str(part.data.get("field") or "R").strip()
    is_of_functions = found.translation is not None and found.translation.sort in _OF_FUNCTIONS
    is_span = found.source.scalars == "C" or (is_rationals(over) and found.source.kind == "functions")
    if over not in _REALS and not is_span and (is_of_functions or found.source.kind == "functions"):
        raise part.error(
            f"functions over {over} in a term file",
            expected="vectors, matrices, polynomials or equations, or the real numbers",
            hint=f"the command line finds its dimension: dimension ... --field {over}",
        )


def _field(part: Part, found: Dimension) -> Latex:
    """Print the field of the scalars if the question names one."""
    if found.source.scalars:
        prime = found.source.scalars.removeprefix("F")
        return Latex(r"\mathbb{C}" if prime == "C" else rf"\mathbb{{F}}_{{{prime}}}")
    return Latex(r"\mathbb{Q}") if is_rationals(str(part.data.get("field"))) else Latex("")


def _before_the_matrix(steps: Sequence[Step]) -> tuple[Step, ...]:
    """Return the steps that rewrite functions before their coordinates are read off."""
    return tuple(step for step in steps if step.rule == "coordinates")


def _domain(found: Dimension) -> Latex:
    """Print the intervals on which functions are considered."""
    return domain_of(found).latex


def _equations(found: Dimension) -> tuple[Latex, ...]:
    """Print the equations of a system, each with its unknowns on the left."""
    if found.source.kind != "homogeneous_system":
        return ()
    rows = ([number(entry) for entry in row] for row in found.matrix_text)
    sums = (combination(list(zip(row, found.coordinates, strict=True))) for row in rows)
    return tuple(Latex(f"{left.latex} = 0") for left in sums)


def _stages(found: Dimension) -> Iterator[Stage]:
    """Yield the given matrix and what row operations make of it; many of these are only counted."""
    if not found.is_summarised:
        yield from stages_in_print(found.matrix, found.operations, found.pivots)
        return
    yield Stage((), cells(found.matrix, () if found.operations else found.pivots))
    count = Latex(rf"\text{{{len(found.operations)} row operations}}")
    yield Stage((count,), cells(found.reduced, found.pivots))
