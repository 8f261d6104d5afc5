"""`dimension`: find and prove the dimension of a space, as text, LaTeX or JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from backproof.terminal.program import program

if TYPE_CHECKING:
    from backproof.spaces.language.result import Dimension

_KINDS = {
    "span": 'Vectors "[1,-2,2],[2,-2,4]", matrices "[[1,0],[0,1]],[[1,1],[1,1]]", polynomials or functions.',
    "column_space": 'A matrix by its rows: "[[1,-2],[2,-4]]".',
    "row_space": "A matrix by its rows.",
    "null_space": "A matrix by its rows.",
    "polynomials": 'Polynomials in any number of variables: "x*y, x**2 - 1".',
    "functions": 'Functions of one variable, "exp(x), sinh(x)", or of several: "exp(x+y), exp(x)*y".',
    "matrices": "Matrices of one size, each by its rows.",
    "sum": 'Two subspaces, each by vectors that span it: "[[1,0,0],[0,1,0]], [[0,1,1]]".',
    "intersection": "Two subspaces, each by vectors that span it.",
    "space": 'A space as it is described: "{p in P4 : p(1) = 0}", "ker(p -> p\' on P3)", "span{(1,0)}".',
    "homogeneous_system": 'Equations "x + 2*y = z, x - y = 0", or a matrix by its rows.',
}
_EPILOG = f"""\b
Examples:
  {program()} dimension --span "5, cos(2*x), cos(x)**2" --domain "-pi, pi"
  {program()} dimension --null-space "[[1,3,2],[2,1,4],[4,7,8]]"
  {program()} dimension --column-space "[[1,t],[t,1]]" --format json
  {program()} dimension "span{{(1,0,1), (0,1,1)}}"
  {program()} dimension "{{A in M2 : A.T = A, tr(A) = 0}}"

Numbers are exact: 1/2 and sqrt(2), never 0.5. Names in vectors and matrices are real symbols, and the answer
then says for which of their values it holds. Exit codes: 0 proved, 1 open or a failed check, 2 bad input."""


def _with_kinds(command: Any) -> Any:
    for kind, text in reversed(_KINDS.items()):
        command = click.option(f"--{kind.replace('_', '-')}", kind, metavar="TEXT", help=text)(command)
    return command


@click.command(epilog=_EPILOG)
@click.argument("described", metavar="[SPACE]", required=False)
@_with_kinds
@click.option(
    "--domain",
    metavar="INTERVAL",
    help='The domain of functions: "[-pi, pi]", "x > 0", "(-oo, 0) U (0, oo)".',
)
@click.option(
    "--variables", metavar="NAMES", help='The names of the variables, such as "x, y"; others are parameters.'
)
@click.option(
    "--field", metavar="FIELD", help="The scalars of vectors and matrices: R (usual), Q, C, F2, F3, ..."
)
@click.option("--name", metavar="NAME", help="The name of a matrix; A by default.")
@click.option(
    "--format", "form", type=click.Choice(["text", "latex", "json"]), default="text", show_default=True
)
@click.pass_context
def command(  # noqa: PLR0913, PLR0917 (one parameter for each option)
    context: click.Context,
    /,
    described: str | None,
    domain: str | None,
    variables: str | None,
    name: str | None,
    field: str | None,
    form: str,
    **asked: str | None,
) -> None:
    """Find the dimension of a space, with row operations, basis, relations and a proof from both sides.

    SPACE is written as people write it, like the text of --space; the other options take plain lists.
    """
    from backproof.spaces.described.typed import as_typed
    from backproof.spaces.dimension import dimension
    from backproof.spaces.fields.scalars import is_complex
    from backproof.spaces.language.command_line import read_part, shown_in, told_if_absent
    from backproof.spaces.language.spelling.typed_lists import with_commas, with_field
    from backproof.spaces.report import report

    given = {kind: text for kind, text in asked.items() if text is not None}
    if described is not None:
        given["space" if "space" not in given else "SPACE"] = described
    if len(given) != 1:
        names = ", ".join(f"--{kind.replace('_', '-')}" for kind in _KINDS)
        raise click.UsageError(f"give a space, or exactly one of {names}")
    kind, typed = given.popitem()
    listed, stated = with_field(kind, typed)
    text = with_commas(kind, listed)
    with told_if_absent(kind, text, variables), shown_in(text):
        part = as_typed(kind, text) or read_part(kind, text, domain=domain, variables=variables, name=name)
        scalars = field or stated or ("C" if is_complex(part) else None)
        found: Dimension = dimension(part | ({"field": scalars} if scalars else {}))
    click.echo(report(found, form))
    if not found.passed:
        context.exit(1)
