"""The functions of a script, generated for a network where its file leaves them to be written."""

from __future__ import annotations

import ast
import json
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace

from backproof.calculus.derivation.prime_calls import gradients_with_calls, prime_of
from backproof.calculus.derivations import Derivations
from backproof.calculus.language.expression import Elementwise, Variable
from backproof.calculus.language.measure import Lengths
from backproof.calculus.language.scalar_functions.elementwise import Function
from backproof.calculus.language.scalar_functions.functions import LONGEST_FORMULA, recognise
from backproof.calculus.language.scalar_functions.user_functions import derivative_of, formula_of
from backproof.calculus.language.traversal import variables, without_names
from backproof.calculus.language.tree import Expression, to_text
from backproof.calculus.numpy_code.function import numpy_function, numpy_source
from backproof.calculus.primitives.shapes import Shape
from backproof.numpy_scripts.careful import Bounded, bounded, overflows
from backproof.numpy_scripts.script_file import Script
from backproof.numpy_scripts.starters import empty_functions, names_for, renamed
from backproof.running.script import arguments_of, excerpt, fill, functions

_ACTIVATIONS = ("activation", "act")
_WORD = re.compile(r"[A-Za-z_]\w*")
_LOSSES = ("compute_loss", "loss_function", "cost", "objective")


@dataclass(frozen=True)
class Network:
    """A script's task: the definition as the term states it, its functions and its arguments.

    `names` are the file's names for functions that it leaves empty: {"softplus_grad": "phi_prime"}, and
    `loss_arguments` the order of its loss's arguments, if it is another.
    """

    definition: str
    functions: tuple[Function, ...]
    stated_functions: tuple[str, ...]
    found: Derivations
    function: str
    arguments: tuple[str, ...]
    names: Mapping[str, str] = field(default_factory=dict)
    loss_arguments: tuple[str, ...] = ()


def filled(script: Script, network: Network) -> Script:
    """Generate the script's functions for this network, unless it declares that it already is for it.

    A script declares its network in its constants DEFINITION and FUNCTIONS. A course's starter file has none:
    there the gradients and the network's functions are written, and the loss if it is left empty.
    """
    declared = _constant(script.source, "DEFINITION")
    stated = (network.definition, list(network.stated_functions))
    if (declared, _constant(script.source, "FUNCTIONS")) == stated:
        return script
    present = list(_top_level_names(script.source))
    sources = _sources(network) if declared else _sources_of_starter(script, network)
    replacements = _placed(sources, present)
    return Script(script.name, fill(script.source, replacements, script.shown), None, script.encoding)


def is_declared(script: Script) -> bool:
    """Return whether a script states its network itself, by a constant."""
    return _constant(script.source, "DEFINITION") is not None


def _sources_of_starter(script: Script, network: Network) -> dict[str, str]:
    """Generate functions alone, under the names and with the arguments that a starter file gives them."""
    empty = empty_functions(script.source)
    own = {function.name: _other_names(function, network) for function in network.functions}
    names = {**names_for(own, empty), **{ours: theirs for theirs, ours in network.names.items()}}
    ours = _own_parameters(script, network)
    if loss := next((name for name in ("loss", names.get("loss"), *_LOSSES) if name in empty), None):
        names["loss"] = loss
        parameters = tuple(ours.get(argument.arg, argument.arg) for argument in empty[loss].args.args)
        if sorted(parameters) == sorted(network.arguments):
            network = replace(network, loss_arguments=parameters)
    theirs = {own: parameter for parameter, own in ours.items()}
    taking = {name: {**names, **theirs} for name in (network.function, "loss")}
    sources = {
        names.get(name, name): renamed(text, taking.get(name, names))
        for name, text in _sources(network).items()
    }
    left = {name for name in ("loss",) if names.get(name, name) not in empty}
    return {name: text for name, text in sources.items() if text.startswith("def ") and name not in left}


def _own_parameters(script: Script, network: Network) -> dict[str, str]:
    """Return the network's arguments by the names that the file's function has for them.

    There are none where a name would get another meaning in what is written.
    """
    function = functions(ast.parse(script.source))[network.function]
    parameters = [argument.arg for argument in arguments_of(function).args]
    if len(parameters) != len(network.arguments):
        return {}
    ours = dict(zip(parameters, network.arguments, strict=True))
    inside = {token for text in _network_sources(network) for token in _WORD.findall(text)}
    is_free = all(own == name or name not in inside for name, own in ours.items())
    return {name: own for name, own in ours.items() if name != own} if is_free else {}


def _other_names(function: Function, network: Network) -> tuple[str, ...]:
    """Return the other names of a function: that of the built-in one, "activation" if it is alone."""
    known = recognise(formula_of(function))
    alone = _ACTIVATIONS if len(network.functions) == 1 else ()
    return (*((known.name,) if known else ()), *alone)


def _placed(sources: Mapping[str, str], present: Sequence[str]) -> dict[str, str]:
    """Return the new texts by the names that they replace.

    Functions that the script lacks are placed before the first function that calls them.
    """
    placed = {name: sources[name] for name in present if name in sources}
    missing = {
        name: text for name, text in sources.items() if name not in present and text.startswith("def ")
    }
    for caller, text in placed.items():
        needed = [name for name in missing if re.search(rf"\b{name}\(", text)]
        placed[caller] = "\n\n\n".join([*(missing.pop(name) for name in needed), text])
    return placed


def _constant(source: str, name: str) -> object:
    """Return the value of the script's constant of that name if it is a literal, else None."""
    for node in ast.parse(source).body:
        match node:
            case ast.Assign(targets=[ast.Name(id=found)], value=value) if found == name:
                with suppress(ValueError):
                    return ast.literal_eval(value)
    return None


def _top_level_names(source: str) -> Iterator[str]:
    """Yield the names of a script's functions and constants."""
    for node in ast.parse(source).body:
        match node:
            case ast.FunctionDef(name=name) | ast.Assign(targets=[ast.Name(id=name)]):
                yield name


def _sources(network: Network) -> dict[str, str]:
    """Generate the text of everything in a script that depends on the network."""
    found, arguments = network.found, list(network.arguments)
    shapes = {variable.name: _shape(variable.shape) for variable in variables(found.expression)}
    sources = {name: text for function in network.functions for name, text in function_sources(function)}
    for text in _network_sources(network):
        sources |= {
            name: excerpt(text, name).text.rstrip() for name in _top_level_names(text) if name not in sources
        }
    return {
        **sources,
        "DEFINITION": f"DEFINITION = {_quoted(network.definition)}",
        "FUNCTIONS": f"FUNCTIONS = [{', '.join(map(_quoted, network.stated_functions))}]",
        "SHAPES": f"SHAPES = {{{', '.join(f'{_quoted(name)}: {shapes[name]}' for name in arguments)}}}",
        "WEIGHTS": f"WEIGHTS = [{', '.join(map(_quoted, found.of))}]",
    }


def _network_sources(network: Network) -> Iterator[str]:
    """Generate the functions of the network: its gradients and its loss.

    A derivative whose formula overflows is called, because its own function is generated without overflow.
    """
    found, arguments = network.found, list(network.arguments)
    wrt = [derivation.variable for derivation in found.of.values()]
    called = [f for f in network.functions if not f.same_as and overflows(derivative_of(f))]
    primes = {f: prime_of(f) for f in called if Lengths()(derivative_of(f)) <= LONGEST_FORMULA}
    gradients = gradients_with_calls(found.named, wrt, primes)
    names = ", ".join(name.replace("_", "/") for name in gradients)
    returned = f"Return ({names}), each of the shape of its weight."
    known = (*network.functions, *primes.values())
    yield numpy_function(network.function, gradients, arguments, returned, known)
    loss = {found.named.name: found.named}
    yield numpy_function(
        "loss", loss, network.loss_arguments or arguments, _equation(found), network.functions
    )


def function_sources(function: Function) -> Iterator[tuple[str, str]]:
    """Generate a scalar function and its derivative."""
    yield function.name, _of_one_number(function.name, function.parameter, formula_of(function))
    prime = f"{function.name}_prime"
    yield prime, _of_one_number(prime, function.parameter, derivative_of(function))


def _of_one_number(name: str, parameter: str, formula: Expression) -> str:
    """Generate a scalar function, its argument clamped if the formula would overflow outside the bounds."""
    docstring = f"{to_text(formula)}, entry by entry."
    known = recognise(formula)
    argument = Variable(parameter, (1, 1))
    found = bounded(Elementwise(known, argument) if known else formula, f"{parameter}_bounded")
    if found.variable is None:
        return numpy_function(name, {"value": found.formula}, [parameter], docstring)
    *lines, value = numpy_source(found.formula).split("\n")
    body = [
        f'"""{docstring}"""',
        "# Outside these bounds the value is constant, but computing it would overflow.",
        f"{found.variable.name} = {_within(parameter, found)}",
        *lines,
        f"return {value}",
    ]
    return f"def {name}({parameter}):\n" + "".join(f"    {line}\n" for line in body)


def _within(parameter: str, found: Bounded) -> str:
    """Write the parameter clamped to its bounds, in numpy."""
    if found.low == -math.inf:
        return f"np.minimum({parameter}, {found.high:g})"
    if found.high == math.inf:
        return f"np.maximum({parameter}, {found.low:g})"
    return f"np.clip({parameter}, {found.low:g}, {found.high:g})"


def _equation(found: Derivations) -> str:
    return f"{found.named.name} = {to_text(without_names(found.expression))}."


def _shape(shape: Shape) -> str:
    """Write a shape as the script does: (), ("d",), ("p", "d")."""
    rows, columns = shape
    sizes = () if shape == (1, 1) else (rows,) if columns == 1 else (rows, columns)
    words = [_quoted(size) if isinstance(size, str) else str(size) for size in sizes]
    return f"({words[0]},)" if len(words) == 1 else f"({', '.join(words)})"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
