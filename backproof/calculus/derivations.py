"""The public entry point: takes an expression and a variable, returns a derivation with its evidence."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property

import numpy.random  # noqa: F401 (loaded lazily by numpy: better here than at the first check)

from backproof.answer import Check, Latex, Step
from backproof.calculus.checking import verify
from backproof.calculus.checking.kinks import at_kinks, refuse_ties
from backproof.calculus.checking.printed.read_back import Wanted, program_check
from backproof.calculus.derivation.assumed import in_a_sentence
from backproof.calculus.derivation.common_subexpressions import shared
from backproof.calculus.derivation.hypotheses import Hypothesis, hypotheses, merged
from backproof.calculus.derivation.kinds import kind_of
from backproof.calculus.derivation.limits import check_length, check_ranks, check_size
from backproof.calculus.derivation.meanings import Meaning, meanings
from backproof.calculus.derivation.naming import (
    check_letters,
    named_whole,
)
from backproof.calculus.derivation.notation import flattened, in_notation_of
from backproof.calculus.derivation.steps import (
    Line,
    Partial,
    gradient_lines,
    other_lines,
    shape_words,
    short_text,
)
from backproof.calculus.derivation.sweep import sweep
from backproof.calculus.engine.differentiate import differentiate, result_of
from backproof.calculus.language.declare import declare
from backproof.calculus.language.expression import Named, Variable
from backproof.calculus.language.parsing import parse
from backproof.calculus.language.scalar_functions.elementwise import HALF, Function, convention, relu
from backproof.calculus.language.scalar_functions.functions import define_all
from backproof.calculus.language.scalar_functions.user_functions import (
    in_letters,
    in_words,
    letters_for,
    own_functions,
)
from backproof.calculus.language.traversal import named_parts, names_in, variables
from backproof.calculus.language.tree import Expression
from backproof.calculus.numpy_code.function import numpy_function, operations
from backproof.calculus.primitives.shapes import Size
from backproof.calculus.printing.latex import to_latex
from backproof.calculus.spelling.names import plain_name
from backproof.calculus.stable.rewriting import is_unstable
from backproof.diagnostic import Diagnostic, InputError, did_you_mean

_NAME = re.compile(r"[A-Za-z]\w*")
Shapes = Mapping[str, str | Sequence[Size]]
Properties = Mapping[str, str | Iterable[str]]

_RESULTS = {"gradient": "gradient", "jacobian": "Jacobian", "scalarvar": "derivative", "hessian": "Hessian"}


@dataclass(frozen=True)
class Derivation:
    """A derivative with everything that is needed to print it and to verify it.

    `gradient` is an expression of the language (`str` gives its text); `kind` is gradient, jacobian,
    scalarvar or hessian; `shape` is () for a scalar, ("d",) for a column. `expression` is the expression
    that was differentiated, as stated, and `parameters` are its variables together with the variables of
    differentiation, in order of declaration. `named` is the expression with names for the parts that its
    derivation computes; `functions` are the user-defined functions that its formulas use.
    """

    expression: Expression
    named: Named
    variable: Variable
    kind: str
    gradient: Expression
    checks: tuple[Check, ...]
    parameters: tuple[Variable, ...]
    functions: tuple[Function, ...] = ()

    @property
    def wrt(self) -> str:
        """The name of the variable of differentiation."""
        return self.variable.name

    @property
    def arguments(self) -> tuple[str, ...]:
        """The names of the parameters."""
        return tuple(variable.name for variable in self.parameters)

    @property
    def shape(self) -> tuple[str, ...]:
        """The result's shape."""
        return shape_words(self.gradient.shape)

    @property
    def definitions(self) -> tuple[Named, ...]:
        """The named parts that the gradient's formula uses, in order of evaluation."""
        return named_parts(self.gradient)

    @property
    def passed(self) -> bool:
        """True if there is evidence, and all of it passed."""
        return bool(self.checks) and all(check.passed for check in self.checks)

    @cached_property
    def hypotheses(self) -> tuple[Hypothesis, ...]:
        """The hypotheses under which the derivative holds."""
        return hypotheses(self.expression, self.variable, self.gradient)

    @property
    def assumptions(self) -> tuple[str, ...]:
        """The hypotheses in words."""
        return tuple(in_a_sentence(item) for item in self.hypotheses)

    @cached_property
    def latex(self) -> Latex:
        """The formula alone, in the names of `definitions` and with the user's own functions."""
        around = names_in(self.named) | {function.name for function in self.functions}
        return Latex(to_latex(in_letters(self.gradient, self.functions), around=around))

    @cached_property
    def numpy_source(self) -> str:
        """A Python function that computes the derivative, with numpy as `np`.

        It follows the closed form, or the derivation if that takes less computation.
        """
        name, summary = "derivative", f"Return the {_RESULTS[self.kind]} by {self.wrt}"
        if self.gradient.shape != (1, 1):
            summary += f" ({self.gradient.shape[0]}, {self.gradient.shape[1]})"
        closed = numpy_function(name, {f"d_{self.wrt}": self.gradient}, self.parameters, summary=summary)
        if self.kind != "gradient":
            return closed
        one = Derivations(self.expression, self.named, {self.wrt: self})
        stepwise = numpy_function(name, one.swept(), self.parameters, summary=summary)
        return stepwise if operations(stepwise) < operations(closed) else closed

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """The derivation, line by line."""
        return Derivations(self.expression, self.named, {self.wrt: self}).steps


@dataclass(frozen=True)
class Derivations:
    """Derivatives of one expression with respect to several variables, with a shared derivation.

    `named` is the expression with its parts named: by the user, or by fitting letters. A name has one
    meaning in the derivation and in all derivatives.
    """

    expression: Expression
    named: Named
    of: Mapping[str, Derivation]

    def __getitem__(self, wrt: str) -> Derivation:
        return self.of[wrt]

    @property
    def by(self) -> tuple[Variable, ...]:
        """The variables of differentiation."""
        return tuple(item.variable for item in self.of.values())

    @property
    def results(self) -> tuple[Expression, ...]:
        """The derivatives."""
        return tuple(item.gradient for item in self.of.values())

    @property
    def functions(self) -> tuple[Function, ...]:
        """The user's own functions, whether or not the expression uses them."""
        return next(iter(self.of.values())).functions

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """The lines of the derivation in the user's letters, each with all names in use."""
        found = [replace(line, right=in_letters(line.right, self.functions)) for line in self.own_lines()]
        around = names_in(*(line.right for line in found)) | {line.left.name for line in found}
        around |= {function.name for function in self.functions}
        return tuple(replace(line, around=around) for line in found)

    @property
    def around(self) -> frozenset[str]:
        """All names used in the derivation."""
        return self.lines[0].around

    @cached_property
    def meanings(self) -> tuple[Meaning, ...]:
        """Definitions of functions in the derivation that are neither stated nor common notation."""
        stated = own_functions(self.expression)
        return meanings([line.right for line in self.lines], stated, self.around)

    def own_lines(self) -> tuple[Line, ...]:
        """Return the forward pass once, the adjoints once, then every result."""
        found = list(self.of.values())
        if all(item.kind == "gradient" for item in found):
            results = [(item.variable, item.gradient) for item in found]
            return gradient_lines(self.expression, self.named, results)
        lines = (
            other_lines(self.expression, self.named, item.variable, item.gradient, item.kind)
            for item in found
        )
        return tuple(dict.fromkeys(line for group in lines for line in group))

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """The lines as plain data."""
        return tuple(line.step for line in self.lines)

    @property
    def hypotheses(self) -> tuple[Hypothesis, ...]:
        """The hypotheses of all the derivatives, without duplicates."""
        return merged(item.hypotheses for item in self.of.values())

    @cached_property
    def program(self) -> Check:
        """The evidence for the derivation as a whole: its lines, executed one after the other."""
        return self.run_as_program(self.steps)

    def run_as_program(self, steps: Sequence[Step]) -> Check:
        """Check that these lines, executed in order, give the expression and its derivatives."""
        functions, name = self.functions, self.named.name
        wanted: dict[str, Wanted] = {name: (result_of(self.expression), "")}
        for item in self.of.values():
            if item.kind == "hessian":
                wanted[Partial(name, item.wrt).text] = (None, "")
            left = Partial(name, item.wrt, 2 if item.kind == "hessian" else 1).text
            wanted[left] = (item.gradient, short_text(in_letters(item.gradient, functions)))
        given = dict.fromkeys((*variables(self.expression), *(item.variable for item in self.of.values())))
        return program_check(steps, tuple(given), functions, wanted, [result_of(self.expression)])

    def numpy_function(
        self,
        name: str,
        arguments: Sequence[str] | None = None,
        docstring: str | None = None,
        value: bool = False,
    ) -> str:
        """Return the source of `def name(arguments)`: all derivatives, after the value if `value` is set.

        Gradients go through the adjoints of the derivation, so that each part is computed once. Raises
        InputError if an argument is missing.
        """
        given = next(iter(self.of.values())).parameters if arguments is None else arguments
        found = self.swept()
        returns = {self.named.name: in_words(self.named.value), **found} if value else found
        return numpy_function(name, returns, given, docstring, quick=True)

    def swept(self) -> dict[str, Expression]:
        """Return the derivatives by their names in code: gradients through the adjoints of the derivation.

        A gradient takes its closed form if an adjoint divides by a value that may underflow to 0.
        """
        if any(item.kind != "gradient" for item in self.of.values()):
            return {f"d{self.named.name}_d{item.wrt}": item.gradient for item in self.of.values()}
        named = _in_words_named(self.named)
        gradients = sweep(named, [item.variable for item in self.of.values()]).gradients
        return {
            adjoint.value.name: item.gradient
            if is_unstable(adjoint.value.value) and not is_unstable(item.gradient)
            else adjoint.value.value
            for adjoint, item in zip(gradients, self.of.values(), strict=True)
        }

    @property
    def checks(self) -> tuple[Check, ...]:
        """The evidence for every derivative."""
        return tuple(check for item in self.of.values() for check in item.checks)


def derive(  # noqa: PLR0913, PLR0917 (the problem has these parts)
    expr: str,
    wrt: str,
    shapes: Shapes,
    properties: Properties | None = None,
    order: int = 1,
    functions: Sequence[str | Function] = (),
    relu_at_zero: float | str | Fraction = HALF,
) -> Derivation:
    r"""Return the derivative of `expr` with respect to `wrt`.

    A scalar by a vector or matrix gives a gradient in the variable's shape, a vector by a vector the
    Jacobian J[i, j] = ∂fᵢ/∂xⱼ, anything by a scalar the derivative in its own shape; `order=2` gives the
    Hessian of a scalar by a vector. `shapes`: "" is a scalar, "d" a column, "p,d" a matrix. `relu_at_zero`
    is the value used for ReLU'(0): 0, 1/2 or 1. Raises InputError for anything outside the language, and
    for tensors of order above two.

    >>> found = derive("norm(y - A @ x)**2", "x", {"x": "d", "y": "m", "A": "m,d"})
    >>> str(found.gradient), found.shape, found.passed
    ('-2*(A.T @ (y - A @ x))', ('d',), True)

    The derivation is a list of lines, each with a check of its own:

    >>> for step in found.steps:
    ...     print(step.text)
    r = y - A @ x
    F = norm(r)**2
    r_bar = 2*r
    dF_dx = -(A.T @ r_bar)
    dF_dx = -2*(A.T @ (y - A @ x))

    Functions of one number act entry by entry, and a matrix may have properties:

    >>> shapes = {"a": "d", "x": "d", "b": ""}
    >>> derive("b*phi(a.T @ x)", "x", shapes, functions=["phi(t) = log(1 + exp(t))"]).latex
    'b \\sigma(a^\\top x)\\,a'
    >>> str(derive("x.T @ S @ x", "x", {"x": "d", "S": "d,d"}, {"S": "symmetric"}, order=2).gradient)
    '2*S'
    """
    return derive_all(expr, [wrt], shapes, properties, order, functions, relu_at_zero)[plain_name(wrt)]


def derive_all(  # noqa: PLR0913, PLR0917
    expr: str,
    wrt: Sequence[str],
    shapes: Shapes,
    properties: Properties | None = None,
    order: int = 1,
    functions: Sequence[str | Function] = (),
    relu_at_zero: float | str | Fraction = HALF,
) -> Derivations:
    """Return the derivatives of `expr` with respect to each of `wrt`, with a shared derivation.

    Raises InputError.
    """
    wrt = [plain_name(name) for name in wrt]
    expression = parse(expr, shapes, properties, (relu(convention(relu_at_zero)), *functions))
    check_ranks(expression)
    check_letters(sorted({*names_in(expression), *wrt}))
    declared = declare(shapes, properties or {})
    chosen = [_variable(name, declared, expression) for name in wrt]
    used = {variable.name for variable in variables(expression)} | set(wrt)
    parameters = tuple(variable for name, variable in declared.items() if name in used)
    own = letters_for(expression, tuple(define_all(functions).values()))
    # Declared names that are not used stay reserved as well.
    taken = [*wrt, *(function.name for function in own), *_NAME.findall(expr)]
    named = named_whole(expression, chosen, taken)
    kinds = [kind_of(expression, item, order) for item in chosen]
    gradients = _gradients(expression, named, list(zip(chosen, kinds, strict=True)), taken)
    found = {
        item.name: _derivation(expression, named, item, kind, gradient, parameters, own)
        for item, kind, gradient in zip(chosen, kinds, gradients, strict=True)
    }
    return Derivations(expression, named, found)


def _variable(name: str, declared: Mapping[str, Variable], expression: Expression) -> Variable:
    if name in declared:
        return declared[name]
    if any(part.name == name for part in named_parts(expression)):
        message = f"'{name}' is a part of the expression, not a variable"
        raise InputError(Diagnostic(message, hint="start from that part: write its definition as a variable"))
    raise InputError(
        Diagnostic(f"there is no variable '{name}' to differentiate by", hint=did_you_mean(name, declared))
    )


def _gradients(
    expression: Expression, named: Named, wanted: Sequence[tuple[Variable, str]], taken: Sequence[str]
) -> list[Expression]:
    """Return the derivative of each kind with respect to each variable, with names from one pool."""
    words = in_words(expression)
    try:
        found = []
        for variable, kind in wanted:
            derived = result_of(differentiate(words, variable, kind))
            check_length(derived, variable.name)
            found.append(in_notation_of(words, derived))
        return [flattened(gradient) for gradient in shared(found, _in_words_named(named), taken)]
    except RecursionError:
        names = ", ".join(variable.name for variable, _ in wanted)
        message = f"the derivative by {names} is nested too deeply to be written down"
        raise InputError(Diagnostic(message, hint="derive the expression part by part")) from None


def _in_words_named(named: Named) -> Named:
    """Return a named value with user-defined functions replaced by built-in ones or by their formulas."""
    return Named(named.name, in_words(named.value))


def _derivation(  # noqa: PLR0913, PLR0917 (a derivation has these parts)
    expression: Expression,
    named: Named,
    wrt: Variable,
    kind: str,
    gradient: Expression,
    parameters: tuple[Variable, ...],
    functions: tuple[Function, ...],
) -> Derivation:
    check_size((expression, gradient))
    value = result_of(expression)
    checks = (*verify.evidence(value, wrt, gradient, kind), *at_kinks(value, wrt, gradient, kind))
    if not all(check.passed for check in checks):
        refuse_ties(in_words(value), wrt)
    return Derivation(expression, named, wrt, kind, gradient, checks, parameters, functions)
