"""This homework: its term files, its script, and a module for each question that is more than its kind."""

from pathlib import Path

from backproof.terms.folder import TermFolder

_folder = TermFolder(Path(__file__).parent, __name__)
load, terms, newest = _folder.load, _folder.terms, _folder.newest
solve, solver_modules = _folder.solve, _folder.solver_modules
