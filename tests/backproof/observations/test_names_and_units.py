"""Names in any script, and columns whose numbers have units."""

from __future__ import annotations

import pytest

from backproof.observations.printed import named_results


@pytest.mark.parametrize(
    ("output", "expected"),
    [
        ("λ = 0.5\nΔx: 2\n", {"λ": 0.5, "Δx": 2}),
        ("σ² = 2\n", {"σ2": 2}),
        ("größter Fehler: 1e-3\n", {"größter_Fehler": 1e-3}),
        ("n time\n10 0.10s\n20 0.25s\n", {"n": [10, 20], "time": [0.1, 0.25]}),
        ("n  speed-up\n1  1.0x\n2  1.9x\n", {"n": [1, 2], "speed_up": [1.0, 1.9]}),
        ("n acc\n1 50%\n2 75%\n", {"n": [1, 2], "acc": [0.5, 0.75]}),
    ],
)
def test_results_have_these_names_and_values(output: str, expected: dict[str, object]) -> None:
    assert named_results(output) == expected


@pytest.mark.parametrize("rows", ["10 900ms\n20 1.2s\n", "10 50%\n20 0.6\n", "10 3parts\n20 4parts\n"])
def test_a_column_of_several_units_or_of_words_is_no_series(rows: str) -> None:
    assert "time" not in named_results(f"n time\n{rows}")
