"""The engine: lowers an expression to the canonical graph, differentiates it, and raises the result."""
