"""The engine: from an expression to the canonical graph, its derivative, and back to an expression."""
