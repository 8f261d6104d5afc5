"""Expressions as NumPy code that a person would write: one function, shared parts computed once."""

from __future__ import annotations

import keyword
from collections.abc import Iterable, Mapping, Sequence

from backproof.calculus.elementwise import FUNCTIONS, Function
from backproof.calculus.expression import Elementwise, Expression, Variable
from backproof.calculus.functions import apply, derivative_of, formula_of
from backproof.calculus.numpy_lowering import Lowering
from backproof.calculus.numpy_ops import Writer
from backproof.calculus.numpy_outer import with_quick_outer
from backproof.calculus.stable import stabilised
from backproof.calculus.traversal import fold, named_parts, variables
from backproof.diagnostic import Diagnostic, InputError

Returns = Mapping[str, Expression] | Sequence[tuple[str, Expression]]


def numpy_source(expression: Expression) -> str:
    """The expression in NumPy: its value on the last line, named and shared parts on lines before it."""
    ready = _ready(expression, ())
    lowering = Lowering([ready], {})
    writer = _writer(lowering, [ready], ["np", *(variable.name for variable in variables(ready))])
    last = writer.text(lowering.whole(ready))
    return "\n".join([*writer.lines, last])


def numpy_function(
    name: str,
    returns: Returns,
    arguments: Sequence[str | Variable] | None = None,
    docstring: str | None = None,
    functions: Sequence[Function] = (),
) -> str:
    """The source of `def name(arguments)`, which returns one value or several; only numpy is used, as `np`.

    Vectors are columns (n, 1); scalars are numbers. `arguments` are the variables, by default in the order
    of their first use; a Variable gives its shape even where it is not used, a name does not. The sizes that
    none of them has become arguments too, unless there is a name among those that were given. Each of
    `functions` becomes a function of its own before it, `..._prime` its derivative, where these are used, and
    so do outer products unless they are all there is. Raises InputError for a variable or size that is no
    argument.
    """
    return with_quick_outer(plain_function(name, returns, arguments, docstring, functions))


def plain_function(
    name: str,
    returns: Returns,
    arguments: Sequence[str | Variable] | None = None,
    docstring: str | None = None,
    functions: Sequence[Function] = (),
) -> str:
    """The source of `numpy_function` with np.outer: no function stands before it but those given."""
    given = dict(returns)
    ready = {key: _ready(value, functions) for key, value in given.items()}
    shaped = [item for item in arguments or () if isinstance(item, Variable)]
    known = [
        item.name if isinstance(item, Variable) else item for item in arguments or _names(ready.values())
    ]
    helpers = _helpers(functions, ready.values())
    lowering = Lowering(list(ready.values()), {key: helper for key, (helper, _) in helpers.items()}, shaped)
    _check(name, known, ready)
    writer = _writer(
        lowering, list(ready.values()), ["np", *known, *ready, *(h for h, _ in helpers.values())]
    )
    last = _returned(writer, lowering, ready)
    known += _free_sizes(lowering, known, len(shaped) < len(arguments or ()))
    lines = [f'"""{docstring}"""'] if docstring else []
    body = "".join(f"    {line}\n" for line in (*lines, *writer.lines, last))
    definitions = [source for _, source in helpers.values()]
    return "\n\n".join([*definitions, f"def {name}({', '.join(known)}):\n{body}"])


def _returned(writer: Writer, lowering: Lowering, ready: Mapping[str, Expression]) -> str:
    """The last line; several values get their names on lines before it."""
    if len(ready) == 1:
        return "return " + writer.text(lowering.whole(next(iter(ready.values()))))
    roots = {key: lowering.whole(value) for key, value in ready.items()}
    wanted = {op: key for key, op in reversed(roots.items()) if not op.trivial}
    writer.preferred = {**wanted, **writer.preferred}
    for key, op in roots.items():
        if writer.names.get(op) != key:
            writer.assign(key, op)
    return "return " + ", ".join(ready)


def _writer(lowering: Lowering, ready: Sequence[Expression], taken: Iterable[str]) -> Writer:
    """A writer that has written the named parts, each once and after those that it uses."""
    parts = [part for value in ready for part in named_parts(value) if part is not value]
    # Of two parts of one name the second is written out; one that only renames a variable is not written.
    definitions = {part.name: lowering.whole(part) for part in reversed(parts)}
    definitions = {part.name: definitions[part.name] for part in parts}
    written = {name: op for name, op in definitions.items() if not op.trivial}
    writer = Writer({*taken, *written})
    writer.count([*written.values(), *(lowering.whole(value) for value in ready)])
    writer.preferred = {op: name for name, op in reversed(written.items())}
    for name, op in written.items():
        if op not in writer.names:
            writer.assign(name, op)
    return writer


def _ready(expression: Expression, kept: Sequence[Function]) -> Expression:
    """With the user's functions (but those kept) by built-in ones or formulas, and nothing that overflows."""
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


def _free_sizes(lowering: Lowering, known: Sequence[str], fixed: bool) -> list[str]:
    """The sizes that become arguments; none may where the arguments are fixed."""
    found = [size for size in lowering.free_sizes if size not in known]
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
    """A part and a returned value may share a name only where they are the same."""
    for part in named_parts(expression):
        other = ready.get(part.name)
        if other is not None and other not in (part, part.value):
            raise InputError(Diagnostic(f"'{part.name}' names both a part and another returned value"))


def _helpers(functions: Sequence[Function], ready: Iterable[Expression]) -> dict[str, tuple[str, str]]:
    """By the function that it stands for: the helper's name and source, for those that are used."""
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
    return plain_function(name, {"value": formula}, [function.parameter])
