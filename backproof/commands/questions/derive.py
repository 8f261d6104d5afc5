"""`derive`: derive a gradient, Jacobian or Hessian step by step, as text, LaTeX, numpy or JSON."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import click

from backproof.diagnostic import Diagnostic, InputError
from backproof.terminal.program import program

EPILOG = f"""\b
Examples:
  {program()} derive "norm(y - W2 @ tanh(W1 @ x))**2" --wrt W1
  {program()} derive "b*phi(a.T @ phi(x))" --wrt x --shape b= --define "phi(t) = log(1 + exp(t))"
  {program()} derive "x.T @ S @ x" --wrt x --property S=symmetric --order 2 --format latex

A shape is NAME= for a scalar, NAME=d for a column vector, NAME=p,d for a matrix. Shapes that are left out
are inferred: a small letter is a vector or a scalar, a capital letter a matrix. Where another reading would
have another derivative, the first line says which one was taken, and what to type for each; where the
reading looks like a mistake, nothing is derived. In JSON they are the list "readings".

With several --wrt the derivation is one for all; in JSON "derivatives" is then the list of what one
derivative has (gradient, kind, wrt, shape, latex, numpy, checks), beside what they share.

An expression is written as in NumPy, MATLAB, on paper (½‖Ax − b‖²) or in LaTeX; what was understood is shown
in NumPy's form. Every function, with its meaning, its derivative and an example that is run, is on the page
"The expression language" of the documentation (docs/reference/expressions.md, made by `make docs`).

Exit codes: 0 derived and checked, 1 a check failed, 2 bad input."""


class _Deriving(click.Command):
    """A click command whose expression may begin with a minus sign."""

    def parse_args(self, context: click.Context, args: list[str]) -> list[str]:
        """Insert `--` before a word such as `-norm(x)`, which click would take for an option."""
        valued = {name for option in self.params for name in option.opts}
        signed = [
            word
            for before, word in pairwise(["", *args])
            if word.startswith("-") and not word.startswith("--") and before not in valued and word[1:]
        ]
        rest = [word for word in args if word not in signed]
        return super().parse_args(context, [*rest, "--", *signed] if signed and "--" not in args else args)


@click.command(cls=_Deriving, epilog=EPILOG)
@click.argument("expression", metavar="EXPR")
@click.option(
    "--wrt",
    required=True,
    multiple=True,
    metavar="NAME",
    help="The variable to differentiate by; repeatable.",
)
@click.option(
    "--shape", "shapes", multiple=True, metavar="NAME=SIZES", help="The shape of a variable; repeatable."
)
@click.option(
    "--define",
    "functions",
    multiple=True,
    metavar="'F(t) = ...'",
    help="A function of one number; repeatable.",
)
@click.option(
    "--property",
    "properties",
    multiple=True,
    metavar="NAME=WORD",
    help="symmetric, positive definite, orthogonal, ...; repeatable.",
)
@click.option(
    "--given",
    "given",
    multiple=True,
    metavar="'NAME: WORD'",
    help="A hypothesis such as 'Q: orthogonal' or 't > 0'; repeatable.",
)
@click.option("--order", type=int, default=1, show_default=True, help="2 for the Hessian.")
@click.option(
    "--relu-at-zero",
    default="1/2",
    show_default=True,
    metavar="0|1/2|1",
    help="What ReLU'(0) is taken as.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "latex", "numpy", "json"]),
    default="text",
    show_default=True,
    help="The output format.",
)
@click.pass_context
def command(  # noqa: PLR0913, PLR0917 (one parameter for each option)
    context: click.Context,
    expression: str,
    wrt: Sequence[str],
    shapes: Sequence[str],
    functions: Sequence[str],
    properties: Sequence[str],
    given: Sequence[str],
    order: int,
    relu_at_zero: str,
    form: str,
) -> None:
    """Differentiate EXPR, with every step and its evidence."""
    from backproof.calculus.derivations import derive_all
    from backproof.calculus.inference.readings import Problem
    from backproof.calculus.inference.shapes import settle
    from backproof.calculus.report import evidence, report
    from backproof.calculus.spelling.names import plain_name

    wrt = [plain_name(name) for name in wrt]
    sized = _each(shapes, "--shape", "W1=p,d")
    known = _each([text.replace(":", "=", 1) for text in properties], "--property", "S=symmetric")
    _check_once(wrt, "the variable '{}'")
    _check_once([name for name, _ in sized], "the shape of '{}'")
    _check_once([f"{name}={word}" for name, word in known], "the property '{}'")
    words: dict[str, list[str]] = {}
    if known or given:
        from backproof.calculus.identities.hypotheses.given import stated_properties

        stated = stated_properties([*(f"{name}: {word}" for name, word in known), *given], {})
        words = {name: list(dict.fromkeys(found)) for name, found in stated.items()}
    settled = settle(Problem(expression, dict(sized), words, functions, tuple(wrt), order))
    found = derive_all(expression, wrt, settled.shapes, words, order, functions, relu_at_zero)
    click.echo(report(found, form, settled))
    if not (
        all(item.passed for item in found.of.values()) and all(check.passed for check in evidence(found))
    ):
        context.exit(1)


def _check_once(given: Sequence[str], what: str) -> None:
    """Raise InputError if a name is given twice."""
    twice = next((item for index, item in enumerate(given) if item in given[:index]), None)
    if twice is not None:
        raise InputError(Diagnostic(f"{what.format(twice)} is given twice", hint="leave one of them out"))


def _each(texts: Sequence[str], option: str, example: str) -> list[tuple[str, str]]:
    """Return the names of `A,B=n,n` one by one, each with what the option says of it."""
    from backproof.calculus.spelling.names import plain_name

    pairs = [_pair(text, option, example) for text in texts]
    return [(plain_name(name.strip()), said) for names, said in pairs for name in names.split(",")]


def _pair(text: str, option: str, example: str = "W1=p,d") -> tuple[str, str]:
    """Split `W1=p,d` into its two sides."""
    name, equals, value = text.partition("=")
    if not equals or not name.strip():
        message = f"{option} '{text}' names no variable"
        raise InputError(Diagnostic(message, expected=f"a text such as {example}"))
    return name.strip(), value.strip()
