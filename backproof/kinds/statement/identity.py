"""A statement with an argument in words, whose formula is checked numerically, as an answer."""

from __future__ import annotations

from dataclasses import dataclass, replace

from backproof.answer import Answer, Latex
from backproof.calculus.checking.verify import statement_holds
from backproof.calculus.identities.hypotheses.relation import zero_beside
from backproof.calculus.language.parsing import parse
from backproof.calculus.language.scalar_functions.user_functions import own_functions
from backproof.calculus.language.traversal import variables
from backproof.calculus.printing.latex import to_latex
from backproof.kinds.shared.claims import surroundings
from backproof.kinds.shared.declared import Declared, declared_as
from backproof.kinds.shared.equations import equation_claim
from backproof.kinds.shared.notation import StatedFunction, Symbol, functions_of, stated, symbol
from backproof.terms.fields import Passage
from backproof.terms.term import Item, Term


class Statement(Declared, frozen=True, kw_only=True):
    """The claim that two expressions are equal, and the argument for it in words."""

    left: str
    right: str
    shapes: dict[str, str]
    argument: Passage = ""


@dataclass(frozen=True)
class _Details:
    """The statement for the template."""

    left_latex: Latex
    right_latex: Latex
    arguments: tuple[Symbol, ...]
    functions: tuple[StatedFunction, ...]
    argument: str


def statement_answer(item: Item, term: Term, label: str = "") -> Answer:
    """Check the statement of a question or part; InputError at the line that can't be parsed."""
    data = declared_as(item, Statement)
    functions = functions_of(term)
    with item.locating("left"):
        left = parse(data.left, data.shapes, data.properties, functions=functions)
    with item.locating("right"):
        right = parse(data.right, data.shapes, data.properties, functions=functions)
    left, right = zero_beside(left, right), zero_beside(right, left)
    latex = Latex(f"{to_latex(left)} = {to_latex(right)}")
    around = surroundings(data.shapes, data.properties, term)
    claim = equation_claim((data.left, data.right), (left, right), around)
    used = dict.fromkeys((*variables(left), *variables(right)))
    own = dict.fromkeys((*own_functions(left), *own_functions(right)))
    return Answer(
        id=item.id,
        title=item.title,
        points=item.points,
        label=label,
        latex=latex,
        summary=latex,
        text=f"{claim.data['left']} = {claim.data['right']}",
        checks=(replace(statement_holds(left, right), entry=("right",)),),
        claims=(claim,),
        details=_Details(
            left_latex=Latex(to_latex(left)),
            right_latex=Latex(to_latex(right)),
            arguments=tuple(symbol(variable) for variable in used),
            functions=tuple(stated(function) for function in own),
            argument=data.argument,
        ),
    )
