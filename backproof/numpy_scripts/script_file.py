"""The numpy script of a network: the file unchanged, or filled in if it was written for another network."""

from __future__ import annotations

import ast
import codecs
import io
import json
import math
import os
import re
import tokenize
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from backproof.calculus.derivation.prime_calls import gradients_with_calls, prime_of
from backproof.calculus.derivations import Derivations
from backproof.calculus.language.elementwise import Function
from backproof.calculus.language.expression import Elementwise, Variable
from backproof.calculus.language.functions import LONGEST_FORMULA, recognise
from backproof.calculus.language.measure import Lengths
from backproof.calculus.language.traversal import variables, without_names
from backproof.calculus.language.tree import Expression, to_text
from backproof.calculus.language.user_functions import derivative_of, formula_of
from backproof.calculus.numpy_code.function import numpy_function, numpy_source
from backproof.calculus.primitives.shapes import Shape
from backproof.console import shown
from backproof.diagnostic import BackproofError, Diagnostic, InputError, did_you_mean
from backproof.numpy_scripts.careful import Bounded, bounded, overflows
from backproof.running.script import Excerpt, check_imports, excerpt, fill, functions

_EXAMPLE = "gradients.py"


@dataclass(frozen=True)
class Script:
    """A script's name and text; `file` is its path, or None if its text was filled in.

    `encoding` is the one that the file declares, by custom UTF-8.
    """

    name: str
    source: str
    file: Path | None
    encoding: str = "utf-8"

    @property
    def handed_in(self) -> str | bytes:
        """The file's content: a text, or the bytes of one that is not UTF-8."""
        return self.source if self.encoding == "utf-8" else self.source.encode(self.encoding)

    @property
    def is_filled(self) -> bool:
        """True if functions of the file were generated."""
        return self.file is None

    @property
    def shown(self) -> str:
        """The script as messages name it: its path, or the bare name of a filled one."""
        return shown(self.file) if self.file else self.name

    def function(self, name: str) -> Excerpt:
        """Return the lines of one function, with their numbers."""
        return excerpt(self.source, name, self.name)

    def called_by(self, name: str) -> tuple[Excerpt, ...]:
        """Return the script's functions that one of them calls, directly or indirectly, in their order."""
        others = self.used_by(name) - {name}
        return tuple(self.function(other) for other in functions(ast.parse(self.source)) if other in others)

    def used_by(self, name: str) -> set[str]:
        """Return the names of the functions and classes that a function uses, itself among them."""
        tree = ast.parse(self.source)
        classes = {node.name: node for node in tree.body if isinstance(node, ast.ClassDef)}
        bodies: dict[str, ast.stmt] = {**functions(tree), **classes}
        found, waiting = {name}, [name]
        while waiting:
            inside = {node.id for node in ast.walk(bodies[waiting.pop()]) if isinstance(node, ast.Name)}
            fresh = inside & set(bodies) - found
            found |= fresh
            waiting += fresh
        return found

    @contextmanager
    def on_disk(self) -> Iterator[Path]:
        """Provide the script as a file to run; errors in a filled one name the original file."""
        if self.file:
            yield self.file
            return
        with TemporaryDirectory(prefix=f"backproof-{os.getpid()}-") as folder:
            path = Path(folder) / self.name
            path.write_bytes(self.source.encode(self.encoding))
            try:
                yield path
            except BackproofError as error:
                raise type(error)(*(replace(fault, file=self.name) for fault in error.diagnostics)) from error


def read_script(folder: Path, name: str, allowed: Collection[str] = ("numpy",)) -> Script:
    """Read a script in `folder`; InputError if it is missing or imports what is not allowed."""
    if not re.fullmatch(r"[^/\\\0]+\.py", name):
        expected = f"the name of a Python file in {folder.name}/, such as {_EXAMPLE}"
        raise InputError(
            Diagnostic(f"'{name.encode('unicode_escape').decode()}' names no script", expected=expected)
        )
    path = folder / name
    file = shown(path)
    try:
        content = path.read_bytes()
    except OSError as error:
        near = did_you_mean(name, [other.name for other in folder.glob("*.py")])
        there = f"{file} cannot be read: {error.strerror}"
        message = there if path.exists() else f"there is no script {file}"
        raise InputError(Diagnostic(message, hint=near)) from None
    encoding = _encoding(content, file)
    try:
        source = content.decode(encoding)
    except UnicodeDecodeError as error:
        message = f"byte 0x{error.object[error.start]:02x} is not {encoding.upper()}"
        line = error.object.count(b"\n", 0, error.start) + 1
        hint = "save the file as UTF-8"
        raise InputError(Diagnostic(message, file, line, hint=hint)) from None
    check_imports(source, file, allowed)
    return Script(name, source, path, encoding)


def _encoding(content: bytes, file: str) -> str:
    """Return the encoding that a script's first lines declare; InputError if Python does not know it."""
    lines = content.splitlines(keepends=True)[:2]
    declared = any(line.lstrip().startswith(b"#") and b"coding" in line for line in lines)
    if not (declared or content.startswith(codecs.BOM_UTF8)):
        return "utf-8"
    try:
        return tokenize.detect_encoding(io.BytesIO(content).readline)[0]
    except SyntaxError as error:
        raise InputError(Diagnostic(f"not Python: {error}", file, 1, hint="save the file as UTF-8")) from None


@dataclass(frozen=True)
class Network:
    """A script's task: the definition as the term states it, its functions and its arguments."""

    definition: str
    functions: tuple[Function, ...]
    stated_functions: tuple[str, ...]
    found: Derivations
    function: str
    arguments: tuple[str, ...]


def filled(script: Script, network: Network) -> Script:
    """Generate the script's functions for this network, unless it declares that it already is for it.

    A script declares its network in its constants DEFINITION and FUNCTIONS; one without them is filled.
    """
    stated = (network.definition, list(network.stated_functions))
    if (_constant(script.source, "DEFINITION"), _constant(script.source, "FUNCTIONS")) == stated:
        return script
    replacements = _placed(_sources(network), list(_top_level_names(script.source)))
    return Script(script.name, fill(script.source, replacements, script.shown), None, script.encoding)


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
    yield numpy_function("loss", loss, arguments, _equation(found), network.functions)


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
