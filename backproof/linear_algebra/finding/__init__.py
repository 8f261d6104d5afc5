"""Find answers, each with the steps that lead to it."""
