"""All solutions of a linear system, by cases where it has parameters, or a proof that there is none."""
