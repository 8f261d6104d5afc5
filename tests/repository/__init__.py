"""The repository as a whole: its packages, imports, prose, environment and workflows."""
