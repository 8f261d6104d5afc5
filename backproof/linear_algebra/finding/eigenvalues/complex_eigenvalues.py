"""Complex eigenvalues of real matrices, as pairs of real vectors."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import sympy as sp

from backproof.answer import Latex
from backproof.linear_algebra.finding.eigenvalues.spectrum import Eigenvalue, Pair, eigenspace_line
from backproof.linear_algebra.language.result import Line, Named, Outcome, number, vectors
from backproof.spaces.language.printing import Matrix, number_latex

# What is answered with complex numbers if a real matrix has eigenvalues that are not real.
OVER_C = frozenset({"diagonalisation", "Jordan form"})


def eigenvalues_of(pairs: Sequence[Pair]) -> list[Eigenvalue]:
    """Return the eigenvalues a + bi and a - bi of pairs, with vectors u + iw and u - iw."""
    found = []
    for pair in pairs:
        for sign in (1, -1):
            vectors_ = tuple(
                tuple(x + sign * y * sp.I for x, y in zip(u, w, strict=True)) for u, w in pair.vectors
            )
            value = pair.real + sign * pair.imaginary * sp.I
            found.append(Eigenvalue(value, pair.algebraic, vectors_))
    return found


def lines_of_pairs(rows: Matrix, found: Sequence[Eigenvalue], count: int, letter: Latex) -> Iterator[Line]:
    """Reduce A - (a + bi) I for each pair; the conjugate vectors belong to a - bi."""
    for place, item in enumerate(found[::2]):
        at = count + 2 * place + 1
        yield eigenspace_line(rows, item, at, letter)
        value = found[2 * place + 1].value
        yield Line("conjugate", (Latex(rf"\lambda_{{{at + 1}}} = {number_latex(value)}"),))


def with_pairs(answer: Outcome, pairs: Sequence[Pair], count: int, size: int) -> Outcome:
    """Add pairs of complex eigenvalues to the real ones: a + bi with vectors u + iw, and their conjugates."""
    found, box, texts = list(answer.found), list(answer.box), [answer.text] if answer.text else []
    first = 1
    for place, pair in enumerate(pairs, 1):
        a = number(f"re{place}", rf"a_{{{place}}}", pair.real)
        b = number(f"im{place}", rf"b_{{{place}}}", pair.imaginary)
        m = number(f"pairs{place}", "", sp.Integer(pair.algebraic))
        u = replace(vectors(f"U{place}", "u", tuple(x for x, _ in pair.vectors)), first=first)
        w = replace(vectors(f"W{place}", "w", tuple(x for _, x in pair.vectors)), first=first)
        found += [a, b, m, u, w]
        at = count + 2 * place - 1
        box.append(Latex(rf"\lambda_{{{at}}},\, \lambda_{{{at + 1}}} = a_{{{place}}} \pm i \, b_{{{place}}}"))
        box.append(Latex(rf"{a.equation},\quad {b.equation}"))
        box += [
            Latex(rf"v = {x} \pm i \, {y},\quad {x} = {p},\quad {y} = {q}")
            for x, y, p, q in zip(u.names, w.names, u.vectors, w.vectors, strict=True)
        ]
        first += len(pair.vectors)
        turn = f"({b.text})" if pair.imaginary.is_Add else b.text
        texts.append(f"{a.text} +- {turn} i: {u.text} +- i {w.text}")
    total = _total(found) + 2 * sum(len(pair.vectors) for pair in pairs)
    line = Line("diagonalisable" if total == size else "not diagonalisable", count=total)
    others = size - 2 * sum(pair.algebraic for pair in pairs)
    return replace(
        answer,
        task="complex eigenvalues",
        found=tuple(found),
        box=tuple(box),
        text="; ".join(texts),
        lines=(Line("complex", count=others), line),
    )


def _total(found: Sequence[Named]) -> int:
    return sum(len(item.texts) for item in found if item.name.startswith("V"))
