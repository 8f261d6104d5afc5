"""Results as expressions: the canonical graph raised to what a person would write."""
