"""Where functions are defined, and the zeros and signs that decide it."""
