"""Term files: their schema, and a reader that reports every fault with its line and column."""
