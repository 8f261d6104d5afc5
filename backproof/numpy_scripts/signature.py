"""Validation of a term file's script function against the expression and the script."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Sequence

from backproof.diagnostic import did_you_mean
from backproof.numpy_scripts.script_file import Script, read_script
from backproof.running.script import arguments_of, functions, parse
from backproof.terms.term import Item


def script_of(item: Item, name: str) -> Script:
    """Read the script; InputError at the line of the term file that names it if it can't be read."""
    with item.locating("script"):
        return read_script(item.source.folder, name)


def require_function(item: Item, script: Script, name: str) -> None:
    """Raise InputError unless the script defines a function of that name."""
    known = _functions(script)
    if name not in known:
        message = f"there is no function '{name}' in {script.name}"
        expected = "a function that the script defines, outside of classes"
        hint = did_you_mean(name, known) or _hint_at_methods(script, name)
        raise item.error(message, "function", expected=expected, hint=hint)


def _hint_at_methods(script: Script, name: str) -> str | None:
    """Suggest a function that calls a method, if the script has classes and nothing but them."""
    tree = parse(script.source, script.name)
    for owner in (node for node in tree.body if isinstance(node, ast.ClassDef)):
        methods = [node.name for node in owner.body if isinstance(node, ast.FunctionDef)]
        if any(not method.startswith("_") for method in methods):
            return f"write def {name}(...) beside the class {owner.name}, which calls a method of it"
    return None


def require_arguments(item: Item, arguments: Sequence[str], variables: Sequence[str]) -> None:
    """Raise InputError unless the arguments are the expression's variables, each of them once."""
    expected = f"each of {', '.join(variables)} once, in the order in which the function takes them"
    missing = [name for name in variables if name not in arguments]
    for index, name in enumerate(arguments):
        if name not in variables:
            hint = _near(name, missing) or _near(name, variables)
            message = f"the argument '{name}' is not a variable of the expression"
            raise item.error(message, "arguments", index, expected=expected, hint=hint)
        if name in arguments[:index]:
            hint = f"'{missing[0]}' is missing" if missing else None
            message = f"the argument '{name}' is listed twice"
            raise item.error(message, "arguments", index, expected=expected, hint=hint)
    if missing:
        raise item.error(f"the argument '{missing[0]}' is missing", "arguments", expected=expected)


def _near(name: str, known: Iterable[str]) -> str | None:
    same = [other for other in known if other.lower() == name.lower()]
    return f"did you mean '{same[0]}'?" if same else did_you_mean(name, known)


def require_signature(item: Item, script: Script, name: str, arguments: Sequence[str]) -> None:
    """Raise InputError unless the script's function can be called with the arguments in this order."""
    function = _functions(script)[name]
    taken = arguments_of(function)
    parameters = [parameter.arg for parameter in (*taken.posonlyargs, *taken.args)]
    least = len(parameters) - len(taken.defaults)
    fits = least <= len(arguments) and (taken.vararg or len(arguments) <= len(parameters))
    places = {parameter: index for index, parameter in enumerate(parameters)}
    moved = [arg for index, arg in enumerate(arguments) if places.get(arg, index) != index]
    if fits and not moved:
        return
    shown = f"{name}({', '.join(parameters)})"
    where = f"line {function.lineno} of {script.name} defines {shown}"
    if fits:
        index = arguments.index(moved[0])
        place = places[moved[0]] + 1
        message = f"the argument '{moved[0]}' is number {index + 1} here, and number {place} of the function"
        raise item.error(message, "arguments", index, expected=", ".join(parameters), hint=where)
    count = str(least) if least == len(parameters) else f"{least} to {len(parameters)}"
    message = f"the function is given {len(arguments)} arguments"
    raise item.error(message, "arguments", expected=count, hint=where)


def _functions(script: Script) -> dict[str, ast.FunctionDef | ast.AsyncFunctionDef | ast.Assign]:
    return functions(parse(script.source, script.name))
