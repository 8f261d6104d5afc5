"""A network's weight gradients, the numpy script that computes them, and the script's run."""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Annotated

import msgspec

from backproof.answer import Answer, Check, Claim, Latex, Solution
from backproof.calculus.derivations import Derivations, derive_all
from backproof.calculus.language.scalar_functions.elementwise import Function
from backproof.calculus.language.traversal import variables as variables_of
from backproof.calculus.printing.latex import to_latex
from backproof.diagnostic import Diagnostic, did_you_mean
from backproof.kinds.network.agreement import Evidence, script_evidence
from backproof.kinds.network.pairing import KEY, Agreement, require_agreement
from backproof.kinds.network.special_case import SpecialCase
from backproof.kinds.shared.claims import Called, Stated, script_claim, unchecked_claim
from backproof.kinds.shared.gradients import Details, derivations, details, gradients_answer
from backproof.kinds.shared.graphs.picture import network_figure
from backproof.kinds.shared.notation import Symbol, functions_of, used
from backproof.kinds.shared.observing import (
    Seen,
    checks_of,
    observations_claim,
    observed,
    results_of,
    seen,
    unstated,
)
from backproof.numpy_scripts.calls import require_calls
from backproof.numpy_scripts.filling import Network as ScriptedNetwork
from backproof.numpy_scripts.filling import filled, is_declared
from backproof.numpy_scripts.overflow import LargeValues, Reach, overflow_warnings
from backproof.numpy_scripts.script_file import Script
from backproof.numpy_scripts.scripted import ScriptedFunction
from backproof.numpy_scripts.signature import (
    require_arguments,
    require_function,
    require_signature,
    script_of,
)
from backproof.numpy_scripts.starters import used_though_empty
from backproof.observations.printed import named_results
from backproof.running.runner import Limits, Setting, run_script
from backproof.running.script import Excerpt
from backproof.running.script import functions as functions_in
from backproof.running.unprotected import reach_warnings
from backproof.terms.fields import Line, Names, Passage
from backproof.terms.parts import parts_of
from backproof.terms.reading import Data
from backproof.terms.term import Part, Question, Term
from backproof.texts.markdown import read
from backproof.texts.prose import Prose

_TEMPLATE = "kinds/network/question.tex.j2"


class Bounds(Data, frozen=True, kw_only=True):
    """Resource limits of a run of the script."""

    seconds: Annotated[float, msgspec.Meta(gt=0, le=3600)] = 20
    memory_mb: Annotated[int, msgspec.Meta(ge=64, le=65_536)] = 1024
    output_kb: Annotated[int, msgspec.Meta(ge=1, le=4096)] = 64


class Network(Data, frozen=True, kw_only=True):
    """The network with names for its intermediate values, its script, and the mapping between the two.

    `claims` compare what the script prints, by the names of its results and by the patterns `results`, and
    what the expressions `calls` return after the run; `observations` are the author's words about them.
    With `fill`, functions that the script leaves empty are written; it may say what those of other names
    compute: {"act": "phi", "act_slope": "phi'"}.
    `large_values` is the policy where the script overflows and the gradients do not: by default a warning
    for a hand-written script, a failed check for functions that were filled in.
    """

    definition: str
    wrt: Names
    shapes: dict[str, str]
    script: str
    function: Line
    arguments: Names
    properties: dict[str, str] = msgspec.field(default_factory=dict)
    fill: bool | dict[str, str] = False
    large_values: LargeValues | None = None
    limits: Bounds = Bounds()
    agrees_with: Agreement | None = None
    results: dict[str, str] = msgspec.field(default_factory=dict)
    calls: dict[str, str] = msgspec.field(default_factory=dict)
    claims: Names = msgspec.field(default_factory=list)
    observations: Passage = ""

    @property
    def stated(self) -> Stated:
        """The network as the term states it."""
        return Stated(self.definition, self.shapes, self.properties)


@dataclass(frozen=True)
class _NetworkDetails:
    """The network for the template."""

    model: Details
    data: tuple[Symbol, ...]
    script: str
    function: str
    filled: bool


@dataclass(frozen=True)
class _Listing:
    """A function of the script, numbered as in its file, with the functions of the script that it calls.

    `reach` is the limit of the checks at large arguments.
    """

    text: str
    first_line: int
    last_line: int
    called: tuple[Excerpt, ...]
    reach: Reach | None


@dataclass(frozen=True)
class RunDetails:
    """The script's output, the expressions that give results by name, and what is said of these."""

    output: str
    truncated: bool
    calls: tuple[tuple[str, str], ...]
    observations: tuple[Seen, ...]
    answer: Prose


def solve(question: Question, term: Term) -> Solution:
    """Solve for gradients, code and run; ScriptError if the script fails, InputError for a bad term."""
    return told(question, solve_from(derivations_of(question, term), question, term))


def told(question: Question, solved: Solution) -> Solution:
    """Add a warning if nothing is said of what the script prints."""
    run = solved.answers[-1]
    return replace(
        solved,
        warnings=(*solved.warnings, *unstated(question, run, "observations", named_results(run.text))),
    )


def solve_from(found: Derivations, question: Question, term: Term) -> Solution:
    """Solve as `solve` does, from the derivations of the network."""
    data = question.data_as(Network)
    gradients, code, run = parts_of(question, "the gradients", "the code", "the run")
    functions = functions_of(term)
    script = script_to_run(question, data, found, term)
    function = ScriptedFunction(script, data.function, tuple(data.arguments), _limits(data), tuple(data.wrt))
    with ThreadPoolExecutor(max_workers=1) as executor:
        # The script runs in a process of its own, and takes about as long as the proofs.
        running = executor.submit(_run, question, run, script, data)
        model = details(found, data.shapes, data.wrt)
        derived = gradients_answer(gradients, found, model, data.stated, term, by_entries=True)
        with question.locating("agrees_with"):
            evidence = script_evidence(
                function,
                found,
                _special_case(question, term, data, found),
                _large_values(data, script),
                thorough=term.thorough,
            )
        ran, unprotected = running.result()
    return Solution(
        id=question.id,
        number=question.number,
        title=question.title,
        template=_TEMPLATE,
        answers=(derived, _code(code, data, found, function, evidence, term), ran),
        figures=(network_figure(found, functions),),
        warnings=(*overflow_warnings(function, evidence.reach), *function.untaken(), *unprotected),
        files={data.script: script.handed_in},
        details=_NetworkDetails(model, _data_of(model), data.script, data.function, script.is_filled),
    )


def derivations_of(question: Question, term: Term) -> Derivations:
    """Derive the network's gradients; InputError at the line that can't be parsed or doesn't fit."""
    data = question.data_as(Network)
    with question.locating("definition"):
        return derive_all(
            data.definition,
            data.wrt,
            data.shapes,
            data.properties,
            functions=functions_of(term),
            relu_at_zero=term.relu_at_zero,
        )


def script_to_run(question: Question, data: Network, found: Derivations, term: Term) -> Script:
    """Return the term's script, its functions generated for this network if requested and needed."""
    functions = functions_of(term)
    script = script_of(question, data.script)
    require_function(question, script, data.function)
    require_arguments(question, data.arguments, _in_order(data, found))
    if data.fill is not False:
        _require_known(question, data, script, functions)
        if not is_declared(script):
            require_signature(question, script, data.function, data.arguments)
        script = filled(script, _to_fill_in(data, found, functions, term))
        _require_written(question, script)
    if not script.is_filled:
        require_signature(question, script, data.function, data.arguments)
    return script


def _in_order(data: Network, found: Derivations) -> list[str]:
    """Return the expression's variables in the order in which their shapes are stated."""
    names = [variable.name for variable in variables_of(found.expression)]
    return sorted(names, key=lambda name: [*data.shapes, name].index(name))


def _to_fill_in(
    data: Network, found: Derivations, functions: Sequence[Function], term: Term
) -> ScriptedNetwork:
    names = {function.name for function in used(found.expression, functions)}
    stated = {function.name: text for function, text in zip(functions, term.functions, strict=True)}
    return ScriptedNetwork(
        definition=data.definition,
        functions=tuple(function for function in functions if function.name in names),
        stated_functions=tuple(text for name, text in stated.items() if name in names),
        found=found,
        function=data.function,
        arguments=tuple(data.arguments),
        names=_names_to_fill(data),
    )


def _names_to_fill(data: Network) -> dict[str, str]:
    """Return what the file's functions compute, in the names of the generated ones: phi' is phi_prime."""
    given = data.fill if isinstance(data.fill, dict) else {}
    return {name: re.sub(r"'$", "_prime", computed) for name, computed in given.items()}


def _require_known(question: Question, data: Network, script: Script, functions: Sequence[Function]) -> None:
    """Raise InputError unless the names to fill are functions of the script and of the network."""
    defined = functions_in(ast.parse(script.source))
    known = {"loss", *(name for function in functions for name in (function.name, f"{function.name}_prime"))}
    for name, computed in _names_to_fill(data).items():
        if name not in defined:
            hint = did_you_mean(name, defined)
            raise question.error(f"there is no function '{name}' in {script.name}", "fill", name, hint=hint)
        if computed not in known:
            expected = f"one of {', '.join(sorted(known)).replace('_prime', chr(39))}"
            raise question.error(f"'{computed}' is not known", "fill", name, expected=expected)


def _require_written(question: Question, script: Script) -> None:
    """Raise InputError if a function is still empty, though the script uses its value."""
    for name, line in used_though_empty(script.source):
        message = f"{name} (line {line} of {script.name}) is empty, and its value is used"
        hint = f'state what it computes, as in fill = {{ {name} = "phi" }} or "phi\'" or "loss"; or write it'
        raise question.error(message, "fill", hint=hint)


def _large_values(data: Network, script: Script) -> LargeValues:
    return data.large_values or ("required" if script.is_filled else "warn")


def _data_of(model: Details) -> tuple[Symbol, ...]:
    weights = {symbol.name for symbol in model.wrt}
    return tuple(symbol for symbol in model.arguments if symbol.name not in weights)


def _special_case(question: Question, term: Term, data: Network, found: Derivations) -> SpecialCase | None:
    """Return another question as a special case of this one, if the term declares it."""
    agreement = data.agrees_with
    if agreement is None:
        return None
    others = {other.id: other for other in term.questions if other.id != question.id}
    if agreement.question not in others:
        message = f"there is no question '{agreement.question}' in this term to compare with"
        hint = did_you_mean(agreement.question, others) or f"leave out {KEY} to compare with none"
        raise question.error(message, KEY, "question", hint=hint)
    other = others[agreement.question]
    if "definition" not in other.data:
        message = f"question '{other.id}' has no definition to compare with"
        raise question.error(message, KEY, "question", expected="a question about gradients")
    functions = functions_of(term)
    theirs = derivations(other, functions, term.relu_at_zero)
    require_agreement(question, agreement, found, theirs, functions)
    return SpecialCase(
        network=found,
        other=theirs,
        where=agreement.where,
        loss=agreement.loss,
        match=agreement.match,
        functions=functions,
    )


def _code(  # noqa: PLR0913, PLR0917 (the listing's own parts)
    part: Part,
    data: Network,
    found: Derivations,
    function: ScriptedFunction,
    evidence: Evidence,
    term: Term,
) -> Answer:
    """Answer with the function's listing; its checks compare it with formulas and differences."""
    listed = function.script.function(data.function)
    return Answer(
        id=part.id,
        title=part.title,
        points=part.points,
        label=part.label,
        latex=_call_latex(data, found),
        summary=_call_latex(data, found),
        text=listed.text,
        checks=evidence.checks,
        claims=(_claim(data, found, evidence, term),),
        details=_Listing(
            listed.text,
            listed.first_line,
            listed.last_line,
            function.script.called_by(data.function),
            evidence.reach,
        ),
    )


def _claim(data: Network, found: Derivations, evidence: Evidence, term: Term) -> Claim:
    results = {name: str(derivation.gradient) for name, derivation in found.of.items()}
    called = Called(data.script, data.function, data.arguments)
    claim = script_claim(data.stated, found.expression, called, results, evidence.calls, term)
    return replace(claim, data={**claim.data, "special_case": data.agrees_with is not None})


def _limits(data: Network) -> Limits:
    return Limits(**msgspec.structs.asdict(data.limits))


def _call_latex(data: Network, found: Derivations) -> Latex:
    """Print the call, as in compute_gradients(x, y, W1, W2) = (∂F/∂W1, ∂F/∂W2)."""
    variables = {variable.name: variable for variable in variables_of(found.expression)}
    arguments = ", ".join(to_latex(variables[name]) for name in data.arguments)
    results = ", ".join(
        rf"\tfrac{{\partial {found.named.name}}}{{\partial {to_latex(d.variable)}}}"
        for d in found.of.values()
    )
    name = data.function.replace("_", r"\_")
    return Latex(rf"\texttt{{{name}}}({arguments}) = \bigl({results}\bigr)")


def _run(
    question: Question, part: Part, script: Script, data: Network
) -> tuple[Answer, tuple[Diagnostic, ...]]:
    """Run the script, and return warnings, too; ScriptError if it fails, hangs or exceeds its limits."""
    require_calls(question, data.calls, script)
    with script.on_disk() as path:
        run = run_script(path, _limits(data), setting=Setting(calls=tuple(data.calls.items())))
    results = results_of(run, data.results)
    found = observed(question, data.claims, results)
    with question.locating("observations"):
        words = read(data.observations)
    said = (observations_claim(data.script, run.stdout, results, found),) if found else ()
    shown = Latex(rf"\text{{exit code}}\ {run.exit_code}")
    answer = Answer(
        id=part.id,
        title=part.title,
        points=part.points,
        label=part.label,
        latex=shown,
        summary=shown,
        text=run.stdout,
        checks=(Check("exit code of the run", data.script, run.exit_code, 0), *checks_of(found)),
        claims=(unchecked_claim("run", f"the output of {data.script}: run it to compare"), *said),
        is_open=not (found or words.blocks),
        details=RunDetails(
            run.stdout, run.truncated, tuple(data.calls.items()), tuple(map(seen, found)), words
        ),
    )
    return answer, tuple(reach_warnings(run.isolation, script.shown))
