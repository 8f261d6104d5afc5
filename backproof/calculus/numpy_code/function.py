"""Expressions as NumPy code that a person would write: one function, common subexpressions computed once."""

from __future__ import annotations

import ast
import keyword
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from backproof.calculus.language.expression import Elementwise, Named, Variable
from backproof.calculus.language.scalar_functions.elementwise import FUNCTIONS, Function
from backproof.calculus.language.scalar_functions.user_functions import apply, derivative_of, formula_of
from backproof.calculus.language.traversal import named_parts, variables
from backproof.calculus.language.tree import Expression, fold, over, walk
from backproof.calculus.numpy_code.head import described, head, named_shape, returned
from backproof.calculus.numpy_code.head import docstring as docstring_lines
from backproof.calculus.numpy_code.lowering import Lowering
from backproof.calculus.numpy_code.ops import OUTER, QUICK_OUTER, Writer, reachable
from backproof.calculus.stable.rewriting import stabilised
from backproof.diagnostic import Diagnostic, InputError

Returns = Mapping[str, Expression] | Sequence[tuple[str, Expression]]


def numpy_source(expression: Expression) -> str:
    """Return the expression in NumPy: its value on the last line, after named and shared parts."""
    ready = _ready(expression, ())
    lowering = Lowering([ready], {})
    writer = _writer(lowering, {"": ready}, ["np", *(variable.name for variable in variables(ready))])
    last = writer.text(lowering.whole(ready))
    return "\n".join([*writer.lines, last])


def numpy_function(  # noqa: PLR0913, PLR0917 (each is a choice of the caller's)
    name: str,
    returns: Returns,
    arguments: Sequence[str | Variable] | None = None,
    docstring: str | None = None,
    functions: Sequence[Function] = (),
    summary: str | None = None,
    quick: bool = False,
) -> str:
    """Return the source of `def name(arguments)`, which returns one or several values and needs only `np`.

    Vectors are columns (n, 1); scalars are numbers; the function raises ValueError for an array of another
    shape. `arguments` are the variables, by default in the order of their first use; a Variable states its
    shape even if it is not used, a name does not. Sizes that no argument determines become arguments too,
    unless `arguments` contains a name. By default the docstring states the return values, or the text of
    `summary`, and the shapes. Each of `functions` that is used becomes a function of its own before this
    one, and so does its derivative, as `..._prime`. `quick` writes outer products in the fastest way
    rather than by their name. Raises InputError for a variable or size that is not an argument.
    """
    given = {key: _without_np(value) for key, value in dict(returns).items()}
    ready = {key: _ready(value, functions) for key, value in given.items()}
    shaped = [_renamed(item) for item in arguments or () if isinstance(item, Variable)]
    known = [_argument_name(item) for item in arguments or _names(given.values())]
    helpers = _helpers(functions, ready.values())
    _check(name, known, given)
    named = {part.name for value in ready.values() for part in named_parts(value)}
    taken = ["np", name, *known, *ready, *(helper for helper, _ in helpers.values())]
    shaped += [variable for value in given.values() for variable in variables(value)]
    top = head(name, known, shaped, {*taken, *named})
    called = {key: helper for key, (helper, _) in helpers.items()}
    outer = QUICK_OUTER if quick else OUTER
    lowering = Lowering(list(ready.values()), called, shaped, outer, top.sizes)
    writer = _writer(lowering, ready, [*taken, *top.sizes.values()])
    last = _returned(writer, lowering, ready)
    free = _free_sizes(lowering.free_sizes(map(lowering.whole, ready.values())), known, _has_names(arguments))
    words = docstring_lines(docstring) if docstring else described(summary or _summary(ready), top.shaped)
    body = _indented([*words, *_imports([*writer.lines, last]), *top.check(), *writer.lines, last])
    definitions = [source for _, source in helpers.values()]
    return "\n\n".join([*definitions, f"{top.signature(free)}\n{body}"])


def operations(source: str) -> int:
    """Count the operations and calls in the code."""
    return sum(isinstance(node, ast.BinOp | ast.UnaryOp | ast.Call) for node in ast.walk(ast.parse(source)))


def _imports(lines: Iterable[str]) -> list[str]:
    """Return the lines that import what a function uses besides numpy."""
    return ["import math", ""] if any("math." in line for line in lines) else []


def _returned(writer: Writer, lowering: Lowering, ready: Mapping[str, Expression]) -> str:
    """Return the last line; several values are assigned to their names on lines before it."""
    if len(ready) == 1:
        return "return " + writer.text(lowering.whole(next(iter(ready.values()))), "return ")
    roots = {key: lowering.whole(value) for key, value in ready.items()}
    wanted = {op: key for key, op in reversed(roots.items()) if not op.trivial}
    writer.preferred = {**wanted, **writer.preferred}
    for key, op in roots.items():
        if writer.names.get(op) != key:
            writer.assign(key, op)
    return returned(list(ready))


def _summary(ready: Mapping[str, Expression]) -> str:
    """Describe the return values of a function, each with its shape."""
    *texts, last = (named_shape(key, value.shape) for key, value in ready.items())
    return f"Return {', '.join(texts)} and {last}" if texts else f"Return {last}"


def _indented(lines: Iterable[str]) -> str:
    return "".join(f"    {line}\n" if line else "\n" for line in lines)


def _has_names(arguments: Sequence[str | Variable] | None) -> bool:
    return any(isinstance(item, str) for item in arguments or ())


def _argument_name(item: str | Variable) -> str:
    """Return the name of a variable in code, where `np` is NumPy."""
    name = item.name if isinstance(item, Variable) else item
    return "np_" if name == "np" else name


def _renamed(variable: Variable) -> Variable:
    return replace(variable, name=_argument_name(variable.name))


def _without_np(expression: Expression) -> Expression:
    """Rename a variable or part called np."""

    def visit(node: Expression, children: list[Expression]) -> Expression:
        if isinstance(node, Variable):
            return _renamed(node)
        if isinstance(node, Named):
            return Named(_argument_name(node.name), children[0])
        return over(node, children)

    names = {node.name for node in walk(expression) if isinstance(node, Variable | Named)}
    return fold(expression, visit) if "np" in names else expression


def _writer(lowering: Lowering, ready: Mapping[str, Expression], taken: Iterable[str]) -> Writer:
    """Return a writer that has written the named parts, each once and after those that it uses."""
    parts = [part for value in ready.values() for part in named_parts(value) if part is not value]
    # The second of two parts of one name is expanded; a part that only renames or transposes another,
    # or that is unused, is not written.
    definitions = {part.name: lowering.whole(part) for part in reversed(parts)}
    definitions = {part.name: definitions[part.name] for part in parts}
    roots = [lowering.whole(value) for value in ready.values()]
    used = reachable(roots)
    renamed = {
        op
        for op in definitions.values()
        if op.template == "{}.T" and op.operands[0] in {*definitions.values()}
    }
    written = {
        name: op for name, op in definitions.items() if op in used and not op.trivial and op not in renamed
    }
    writer = Writer({*taken, *written}, lowering.ops.matrices)
    writer.count([*written.values(), *roots])
    writer.preferred = {op: name for name, op in reversed(written.items())}
    for name, op in written.items():
        if op not in writer.names:
            writer.assign(name, op)
    return writer


def _ready(expression: Expression, kept: Sequence[Function]) -> Expression:
    """Replace the user's functions (except those kept) by built-in ones or formulas, and prevent overflow."""
    names = {function.name for function in kept}

    def visit(node: Expression, children: list[Expression]) -> Expression:
        if (
            isinstance(node, Elementwise)
            and node.function.name not in FUNCTIONS
            and node.function.name not in names
        ):
            if node.function.same_as:
                return Elementwise(FUNCTIONS[node.function.same_as], children[0])
            return apply(formula_of(node.function), children[0])
        return node.with_children(*children) if children else node

    return stabilised(fold(expression, visit))


def _free_sizes(sizes: Iterable[str], known: Sequence[str], fixed: bool) -> list[str]:
    """Return the sizes that become arguments; raises InputError for any if the arguments are fixed."""
    found = [size for size in sizes if size not in known]
    if found and fixed:
        message = f"no argument has the size '{found[0]}'"
        raise InputError(Diagnostic(message, hint=f"add a variable of that size, or '{found[0]}' itself"))
    return found


def _names(expressions: Iterable[Expression]) -> list[str]:
    found: dict[str, None] = {}
    for expression in expressions:
        found.update((variable.name, None) for variable in variables(expression))
    return list(found)


def _check(name: str, arguments: Sequence[str], ready: Mapping[str, Expression]) -> None:
    for word in (name, *arguments, *ready):
        if not word.isidentifier() or keyword.iskeyword(word):
            raise InputError(Diagnostic(f"'{word}' is not a name in Python"))
    for missing in (item for item in _names(ready.values()) if item not in arguments):
        message = f"'{missing}' is used by {name} and is not one of its arguments"
        raise InputError(Diagnostic(message, expected=f"{missing} among {', '.join(arguments) or 'them'}"))
    for key, value in ready.items():
        if key in arguments and not (isinstance(value, Variable) and value.name == key):
            raise InputError(
                Diagnostic(f"{name} cannot both take and return '{key}'", hint=f"return d_{key}")
            )
        _check_parts(value, {**ready})


def _check_parts(expression: Expression, ready: Mapping[str, Expression]) -> None:
    """Reject a part that shares its name with a different returned value."""
    for part in named_parts(expression):
        other = ready.get(part.name)
        if other is not None and other not in (part, part.value):
            raise InputError(Diagnostic(f"'{part.name}' names both a part and another returned value"))


def _helpers(functions: Sequence[Function], ready: Iterable[Expression]) -> dict[str, tuple[str, str]]:
    """Return name and source of the helper for each function that is used."""
    used: set[str] = set()
    for expression in ready:
        fold(
            expression,
            lambda node, _: used.add(node.function.name) if isinstance(node, Elementwise) else None,
        )
    found: dict[str, tuple[str, str]] = {}
    for function in functions:
        formula = Elementwise(FUNCTIONS[function.same_as], _argument(function)) if function.same_as else None
        if function.name in used:
            found[function.name] = (
                function.name,
                _helper(function.name, function, formula or formula_of(function)),
            )
        prime = derivative_of(function)
        if (
            isinstance(prime, Elementwise)
            and isinstance(prime.operand, Variable)
            and prime.function.name in used
            and prime.function.name not in found
        ):
            name = f"{function.name}_prime"
            found[prime.function.name] = name, _helper(name, function, prime)
    return found


def _argument(function: Function) -> Variable:
    return Variable(function.parameter, (1, 1))


def _helper(name: str, function: Function, formula: Expression) -> str:
    value = _ready(formula, ())
    lowering = Lowering([value], {})
    writer = _writer(lowering, {"": value}, ["np", function.parameter])
    last = "return " + writer.text(lowering.whole(value), "return ")
    return f"def {name}({function.parameter}):\n{_indented([*writer.lines, last])}"
