"""Independent evidence: numerical tests of claims, and checks of the printed output after parsing it back."""
