"""The derivation line by line: forward with names, adjoints backward, the result. Each line is checked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from backproof.answer import Check, Step
from backproof.calculus import expression as surface
from backproof.calculus import verify
from backproof.calculus.expression import Expression, Named, Variable
from backproof.calculus.graph import Node
from backproof.calculus.latex import to_latex
from backproof.calculus.lowering import lower
from backproof.calculus.naming import fresh_names, taken_names
from backproof.calculus.raising import Raising
from backproof.calculus.reverse import vjp
from backproof.calculus.simplify import Algebra
from backproof.calculus.text import to_text
from backproof.calculus.traversal import named_parts, substitute, walk


@dataclass(frozen=True)
class Adjoint:
    """∂F/∂(part) in terms of the names before it, and the rule that gives it."""

    part: Expression
    value: Named
    rule: str


@dataclass(frozen=True)
class Sweep:
    """A forward and a reverse sweep over named parts; `result` is the named value of the whole."""

    result: Named
    adjoints: tuple[Adjoint, ...]
    gradients: tuple[Adjoint, ...]


def sweep(expression: Named, wrt: Sequence[Variable]) -> Sweep:
    """Both sweeps: every named part between the variables and the result gets one adjoint."""
    return _Sweeping(expression, wrt).run()


class _Sweeping:
    """Named parts are opaque: each is a leaf of the graph, so that every line is one local rule."""

    def __init__(self, expression: Named, wrt: Sequence[Variable]) -> None:
        self.g = Algebra()
        self.expression = expression
        self.wrt = wrt
        self.parts = list(named_parts(expression))
        self.leaves: dict[Expression, Node] = {
            part: self.g.variable(f"{part.name}", part.shape) for part in self.parts
        }
        self.values = {part: lower(self.g, part.value, self.leaves) for part in self.parts}
        self.given: dict[Node, Expression] = {node: part for part, node in self.leaves.items()}
        self.adjoint_nodes: dict[Expression, Node] = {expression: self.g.number(1)}
        self.names = fresh_names(taken_names(expression))

    def run(self) -> Sweep:
        active = {part for part in self.parts if self._depends(part)}
        adjoints = []
        for part in reversed(self.parts[:-1]):
            if part in active:
                found = self._adjoint(part, self.leaves[part], f"{part.name}_bar")
                adjoints.append(found)
                seed = self.g.variable(found.value.name, part.shape)
                self.adjoint_nodes[part] = seed
                self.given[seed] = found.value
        gradients = [self._gradient(variable) for variable in self.wrt]
        return Sweep(self.expression, tuple(adjoints), tuple(gradients))

    def _depends(self, part: Named) -> bool:
        return any(variable in walk(part) for variable in self.wrt)

    def _gradient(self, variable: Variable) -> Adjoint:
        leaf = lower(self.g, variable)
        return self._adjoint(variable, leaf, f"d{self.expression.name}_d{variable.name}")

    def _adjoint(self, part: Expression, leaf: Node, name: str) -> Adjoint:
        users = [
            user for user in self.parts if user in self.adjoint_nodes and leaf.name in self.values[user].names
        ]
        shares = [vjp(self.g, self.values[user], leaf, self.adjoint_nodes[user]) for user in users]
        total = self.g.add(*shares) if shares else self.g.pointwise(0 * self.g.body(leaf), leaf.shape)
        value = Raising(self.g, self.given)(total)
        return Adjoint(part, Named(self.names(name, False), value), rule_of(part, users))


def rule_of(part: Expression, users: Sequence[Named]) -> str:
    """The name of the rule that leads from the users of a part to its adjoint."""
    if not users:
        return "no dependence"
    if len(users) > 1:
        return "sum over the paths"
    return local_rule(users[0].value, part)


def local_rule(value: Expression, part: Expression) -> str:
    """The rule for the operation that holds the part inside the value."""
    holder = next(
        (
            node
            for node in walk(value)
            if part in node.children and not isinstance(node, surface.Transpose | surface.Negate)
        ),
        value,
    )
    squared = isinstance(value, surface.Power) and isinstance(value.base, surface.Reduce)
    if squared and holder is value.base and value.base.name == "norm":
        return "squared norm"
    return RULE_NAMES.get(getattr(holder, "name", ""), "") or RULE_OF_TYPE.get(type(holder), "chain rule")


RULE_OF_TYPE: dict[type[Expression], str] = {
    surface.MatMul: "matrix product",
    surface.Elementwise: "elementwise function",
    surface.Add: "sum",
    surface.Subtract: "difference",
    surface.Multiply: "product",
    surface.Divide: "quotient",
    surface.Power: "power",
}
RULE_NAMES = {
    "sum": "sum of entries",
    "tr": "trace",
    "det": "determinant",
    "logdet": "log-determinant",
    "norm": "norm",
    "norm1": "1-norm",
    "lse": "log-sum-exp",
    "inv": "inverse",
    "diag": "diagonal matrix",
    "diagvec": "diagonal",
    "rowsum": "row sums",
    "colsum": "column sums",
    "softmax": "softmax",
    "rowsoftmax": "softmax by row",
    "rowlse": "log-sum-exp by row",
}


def reverse_steps(whole: Named, results: Sequence[tuple[Variable, Expression]]) -> tuple[Step, ...]:
    """The derivation of gradients: forward, adjoints from the end to the start, results, closed forms."""
    found = sweep(whole, [variable for variable, _ in results])
    lines = forward_steps(whole)
    lines += [adjoint_step(whole, adjoint) for adjoint in found.adjoints]
    for adjoint, (variable, gradient) in zip(found.gradients, results, strict=True):
        lines.append(adjoint_step(whole, adjoint))
        if adjoint.value.value != gradient:
            lines += closed_form(whole, variable, gradient, adjoint.value)
    return tuple(lines)


def closed_form(whole: Named, variable: Variable, gradient: Expression, named: Named) -> list[Step]:
    """The gradient with the adjoints put in, after the names that it needs."""
    lines = new_definitions(whole, gradient)
    text = f"{named.name} = {short_text(gradient)}"
    check = verify.holds(named.value, gradient, text)
    latex = equation(partial_latex(whole, variable), gradient)
    return [*lines, Step("adjoints put in", latex, text, shape_words(gradient.shape), check)]


def new_definitions(whole: Named, result: Expression) -> list[Step]:
    """The lines for the names that only the result uses."""
    known = {part.name for part in named_parts(whole)}
    return [_definition(part) for part in named_parts(result) if part.name not in known]


def other_steps(whole: Named, variable: Variable, result: Expression, kind: str) -> tuple[Step, ...]:
    """The derivation of a Jacobian, a Hessian, or a derivative by a scalar."""
    lines = forward_steps(whole)
    if kind == "hessian":
        lines += hessian_gradient(whole, variable)
    lines += new_definitions(whole, result)
    order = 2 if kind == "hessian" else 1
    name = f"d2{whole.name}_d{variable.name}2" if order == 2 else f"d{whole.name}_d{variable.name}"
    subject = f"{name} = {short_text(result)}"
    check = verify.evidence(whole.value, variable, result, kind, subject=subject)[0]
    latex = equation(partial_latex(whole, variable, order), result)
    rules = {"jacobian": "Jacobian: Jᵀv is the adjoint for every v", "hessian": "Jacobian of the gradient"}
    rule = rules.get(kind, "derivative by a scalar")
    return (*lines, Step(rule, latex, subject, shape_words(result.shape), check))


def hessian_gradient(whole: Named, variable: Variable) -> list[Step]:
    """The adjoint lines that lead to the gradient."""
    found = sweep(whole, [variable])
    return [adjoint_step(whole, adjoint) for adjoint in (*found.adjoints, *found.gradients)]


def forward_steps(expression: Named) -> list[Step]:
    """One line for each named part, as it is computed."""
    return [_definition(part) for part in named_parts(expression)]


def _definition(part: Named) -> Step:
    check = verify.holds(part, part.value, _text(part))
    return Step(
        "definition", equation(to_latex(part), part.value), _text(part), shape_words(part.shape), check
    )


def adjoint_step(whole: Named, adjoint: Adjoint) -> Step:
    """The line `r̄ = 2 r`, with the derivative of the whole by that part as its evidence."""
    part = adjoint.part
    left = to_latex(adjoint.value) if isinstance(part, Named) else partial_latex(whole, part)
    check = adjoint_check(whole, adjoint)
    return Step(
        adjoint.rule,
        equation(left, adjoint.value.value),
        _text(adjoint.value),
        shape_words(part.shape),
        check,
    )


def adjoint_check(whole: Named, adjoint: Adjoint) -> Check:
    """The adjoint against numeric derivatives of the whole by that part, all else held fixed."""
    part = adjoint.part
    variable = part if isinstance(part, Variable) else Variable(getattr(part, "name", ""), part.shape)
    expression, claimed = whole.value, adjoint.value.value
    if variable is not part:
        expression, claimed = (substitute(side, {part: variable}) for side in (expression, claimed))
    return verify.evidence(expression, variable, claimed, "gradient", subject=_text(adjoint.value))[0]


def partial_latex(whole: Named, variable: Expression, order: int = 1) -> str:
    """∂F/∂x."""
    if order == 2:
        return rf"\frac{{\partial^2 {to_latex(whole)}}}{{\partial {to_latex(variable)}^2}}"
    return rf"\frac{{\partial {to_latex(whole)}}}{{\partial {to_latex(variable)}}}"


def equation(left: str, right: Expression) -> str:
    """`left = right` in LaTeX."""
    return f"{left} = {to_latex(right)}"


def _text(part: Named) -> str:
    return f"{part.name} = {short_text(part.value)}"


def short_text(expression: Expression) -> str:
    """The text in which named parts stand as their names."""
    return expression.name if isinstance(expression, Named) else to_text(expression, lets=False)


def shape_words(shape: tuple[surface.Size, surface.Size]) -> tuple[str, ...]:
    """The shape as answers print it: () for a scalar, ("d",) for a column."""
    rows, columns = map(str, shape)
    if shape == surface.SCALAR:
        return ()
    return (rows,) if columns == "1" else (rows, columns)
