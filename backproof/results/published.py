"""Publishing a build's outputs to `out/`: the PDF, the answers, and the files handed in with the PDF."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

from backproof.answer import Solution
from backproof.building.build_record import Built, BuiltSheet
from backproof.diagnostic import Diagnostic, InputError, TexError
from backproof.files.installing import install
from backproof.homework import Homework, Term
from backproof.proof import record
from backproof.results.outputs import pdf_of, require_places, sheet_of
from backproof.tex.compile import Compiled

if TYPE_CHECKING:
    from backproof.results.pdf import ReadBack

ANSWERS = "answers.json"


def publish(  # noqa: PLR0913
    homework: Homework,
    term: Term,
    solutions: Sequence[Solution],
    compiled: Compiled,
    *,
    seconds: float,
    warnings: Sequence[Diagnostic],
    read_back: ReadBack,
) -> Built:
    """Audit the PDF, also by `read_back`, then install it, the answers and their proof.

    Raises TexError if the audit finds a fault.
    """
    from backproof.results import pdf

    staged = homework.out / "build" / "report.pdf"
    install(compiled.pdf, staged)
    target = pdf_of(homework, term)
    with ThreadPoolExecutor(max_workers=1) as beside:
        # The PDF library releases the GIL.
        audit = beside.submit(pdf.audit, staged, read_back)
        scripts = files_of(solutions)
        contents = contents_of(solutions, scripts, compiled.pdf, target.name)
    if faults := audit.result():
        raise TexError(*faults)
    require_places(target.parent, contents)
    for name, content in contents.items():
        install(content, target.parent / name)
    return Built(
        pdf=target,
        answers=target.with_name(ANSWERS),
        files=tuple(target.with_name(name) for name in (*scripts, record.RECORD, record.VERIFIER)),
        pages=compiled.pages,
        passes=compiled.passes,
        checks=sum(len(answer.checks) for solution in solutions for answer in solution.answers),
        seconds=seconds,
        warnings=(*(w for solution in solutions for w in solution.warnings), *warnings),
    )


def contents_of(
    solutions: Sequence[Solution], scripts: Mapping[str, str | bytes], pdf: bytes, pdf_name: str
) -> dict[str, bytes]:
    """Return the files to publish, the PDF of that name last: what stands beside it is then its own."""
    texts = {ANSWERS: answers_json(solutions), **scripts}
    beside = {name: _bytes(content) for name, content in texts.items()}
    proof = record.proof_json(solutions, {**beside, pdf_name: pdf}).encode()
    return {
        **beside,
        record.RECORD: proof,
        record.VERIFIER: record.verifier(proof).encode(),
        pdf_name: pdf,
    }


def publish_sheet(  # noqa: PLR0913
    homework: Homework,
    term: Term,
    compiled: Compiled,
    *,
    seconds: float,
    warnings: Sequence[Diagnostic],
    read_back: ReadBack,
) -> BuiltSheet:
    """Audit the sheet's PDF, then install it; TexError if the audit finds a fault."""
    from backproof.results import pdf

    staged = homework.out / "build" / "sheet" / "report.pdf"
    install(compiled.pdf, staged)
    if faults := pdf.audit(staged, read_back):
        raise TexError(*faults)
    target = sheet_of(homework, term)
    require_places(target.parent, [target.name])
    install(compiled.pdf, target)
    return BuiltSheet(pdf=target, pages=compiled.pages, seconds=seconds, warnings=tuple(warnings))


def _bytes(content: str | bytes) -> bytes:
    return content.encode() if isinstance(content, str) else content


def files_of(solutions: Sequence[Solution]) -> dict[str, str | bytes]:
    """Return what is handed in along with the PDF, by name.

    Raises InputError if two questions hand in different contents under the same name.
    """
    found: dict[str, str | bytes] = {}
    for solution in solutions:
        for name, content in solution.files.items():
            if found.setdefault(name, content) != content:
                message = f"question {solution.number} hands in another {name} than a question before it"
                raise InputError(Diagnostic(message, hint="give it a script of its own"))
    return found


def answers_json(solutions: Sequence[Solution]) -> str:
    """Return the answers as JSON: an object keyed by part id."""
    answers = {answer.id: answer_data(answer) for solution in solutions for answer in solution.answers}
    return json.dumps(answers, indent=2, ensure_ascii=False) + "\n"


def _stated(claim: Mapping[str, Any]) -> str:
    """Return a claimed relation in one line."""
    sign = claim.get("sign", "==")
    return f"{claim['left']} {'=' if sign == '==' else sign} {claim['right']}"


def answer_data(answer: Any) -> dict[str, object]:
    """Return one answer as plain data."""
    data: dict[str, object] = {"title": answer.title, "latex": answer.latex, "text": answer.text}
    if answer.formulas:
        data["formulas"] = dict(answer.formulas)
    if answer.by_author:
        data["by_author"] = True
        data["claims"] = [_stated(claim.data) for claim in answer.claims]
    data["checks"] = [_check_data(check) for check in answer.checks]
    return data


def _check_data(check: Any) -> dict[str, object]:
    """Return one check as plain data."""
    return {
        "method": check.method,
        "subject": check.subject,
        "passed": check.passed,
        "figure": check.figure,
        "tolerance": check.tolerance,
    }
