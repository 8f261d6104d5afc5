"""The language in numbers of several kinds: arrays, jax, extended floats, and sixty digits."""
