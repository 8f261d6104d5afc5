"""The dimensions of spaces, each with a proof of both bounds."""
