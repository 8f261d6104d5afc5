"""Random expressions of the whole language, derived by the project and judged by an oracle of their own."""
