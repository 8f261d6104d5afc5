"""A homework that cannot be wrong: answers computed, proved, written and set."""

import os

__version__ = "0.1.0"

# FLINT checks what sympy's arithmetic finds. Where it is installed, sympy would compute with it by default,
# and the check would no longer be independent.
if os.environ.get("SYMPY_GROUND_TYPES", "auto").lower() in ("auto", "flint"):
    os.environ["SYMPY_GROUND_TYPES"] = "python"
