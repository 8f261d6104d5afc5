"""A homework that cannot be wrong: answers computed, proved, written and set."""

import os

__version__ = "0.1.0"

# FLINT judges answers that sympy's arithmetic found; where it is installed, sympy would compute with it, too.
if os.environ.get("SYMPY_GROUND_TYPES", "auto").lower() in ("auto", "flint"):
    os.environ["SYMPY_GROUND_TYPES"] = "python"
