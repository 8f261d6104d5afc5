"""Maximum likelihood estimates from samples, and posteriors of conjugate families."""
