"""A homework's folder of term files, and the modules that solve their questions."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from backproof.answer import Solution
    from backproof.terms.term import Question, Term

_BY_PARTS = "backproof.parts.solver"


@dataclass(frozen=True)
class TermFolder:
    """The term files in `terms/` of a homework's package: `folder` is the package's, `package` its name.

    A term's question names its kind, or a module of the package as its solver.
    """

    folder: Path
    package: str

    @property
    def files(self) -> Path:
        """The folder of the term files."""
        return self.folder / "terms"

    def load(self, name: str | None = None) -> Term:
        """Load the term of that name, or the newest by due date."""
        from backproof.terms.loading import find

        return find(name, self.files)

    def terms(self) -> tuple[Term, ...]:
        """Load all terms, sorted by due date."""
        from backproof.terms.loading import terms

        return terms(self.files)

    def newest(self) -> str:
        """Return the name of the newest term by due date; no other term is read in full."""
        from backproof.terms.loading import newest

        return newest(self.files)

    def solver_modules(self, question: Question) -> tuple[str, ...]:
        """Return the names of the modules that solve a question, the one that does so first."""
        from backproof.terms.kinds import KINDS

        if question.by_parts:
            kinds = dict.fromkeys(part.kind for part in question.parts)
            return (_BY_PARTS, *(KINDS[kind].part_solver for kind in kinds))
        return (KINDS[question.kind].solver if question.kind else f"{self.package}.{question.solver}",)

    def solve(self, question: Question, term: Term) -> Solution:
        """Solve a question."""
        module, *_ = self.solver_modules(question)
        solution: Solution = import_module(module).solve(question, term)
        return solution
