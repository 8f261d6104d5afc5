"""The kind of a derivative, and the alternatives suggested for one that is a tensor."""

from __future__ import annotations

from backproof.calculus.derivation.naming import fresh_names, taken_names
from backproof.calculus.engine.differentiate import differentiate, result_of
from backproof.calculus.language.expression import Multiply, Reduce, Variable
from backproof.calculus.language.scalar_functions.user_functions import in_words
from backproof.calculus.language.tree import Expression, to_text
from backproof.diagnostic import Diagnostic, InputError

_LONGEST_HINT = 600


def kind_of(expression: Expression, wrt: Variable, order: int) -> str:
    """Return gradient, jacobian, scalarvar or hessian; raises InputError for a tensor of order above two."""
    kind = offered_kind(expression, wrt, order)
    if kind is None:
        raise _refusal(expression, wrt, order)
    return kind


def offered_kind(expression: Expression, wrt: Variable, order: int) -> str | None:
    """Return the kind of the derivative; None for a tensor of order above two."""
    vectors = 1 in expression.shape and 1 in wrt.shape
    if order == 1 and expression.is_scalar:
        return "gradient"
    if order == 1 and wrt.is_scalar:
        return "scalarvar"
    if order == 1 and vectors:
        return "jacobian"
    return "hessian" if order == 2 and expression.is_scalar and 1 in wrt.shape else None


def _refusal(expression: Expression, wrt: Variable, order: int) -> InputError:
    if order not in (1, 2):
        return InputError(Diagnostic(f"order {str(order)[:20]} is not offered", expected="order 1 or 2"))
    rank = sum(size != 1 for size in expression.shape) + order * sum(size != 1 for size in wrt.shape)
    if rank <= 2:
        message = f"the second derivative of a value of shape {_shape(expression)} is not offered"
        return InputError(Diagnostic(message, expected="a scalar expression for order 2"))
    kind = "second derivative" if order == 2 else "derivative"
    shapes = f"a value of shape {_shape(expression)} with respect to {wrt.name} of shape {_shape(wrt)}"
    message = f"the {kind} of {shapes} is a tensor of order {rank}"
    hint = _suggestion(expression, wrt, order)
    return InputError(Diagnostic(message, expected="a result that is at most a matrix", hint=hint))


def _suggestion(expression: Expression, wrt: Variable, order: int) -> str:
    """Suggest a product with a vector or matrix V that has a derivative of at most order two, as text."""
    by = f"with respect to {wrt.name}"
    if order == 2 and expression.is_scalar:
        value = differentiate(in_words(expression), wrt, "gradient")
        return f"the Hessian-vector product is the gradient {by} of {_weighted_sum(value)}"
    if order == 2 and 1 in wrt.shape:
        return f"weighted by V, it is the derivative of order 2 {by} of {_weighted_sum(expression)}"
    return f"the vector-Jacobian product is the gradient {by} of {_weighted_sum(expression)}"


def _weighted_sum(expression: Expression) -> str:
    """Return `sum(V*(...))` with the shape of V; long expressions are elided."""
    value = result_of(expression)
    rows, columns = value.shape
    name = fresh_names(taken_names(expression))("v" if 1 in value.shape else "V")
    text = to_text(Reduce("sum", Multiply(Variable(name, value.shape), value)))
    shape = f"{rows}" if columns == 1 else f"{rows},{columns}"
    return f"`{text if len(text) <= _LONGEST_HINT else f'sum({name}*(...))'}`, {name} of shape {shape}"


def _shape(expression: Expression) -> str:
    return "×".join(map(str, expression.shape))
