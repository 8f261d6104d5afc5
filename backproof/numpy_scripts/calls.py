"""Expressions over a script's names whose values are results: validated before the script is run."""

from __future__ import annotations

import ast
import builtins
import re
import symtable
from collections.abc import Mapping

from backproof.diagnostic import InputError, did_you_mean
from backproof.numpy_scripts.script_file import Script
from backproof.running.script import check_imports
from backproof.terms.term import Item

_EXAMPLE = 'calls = { score = "accuracy(w, x, y)" }'
_BUILT_IN = frozenset(dir(builtins))


def require_calls(item: Item, calls: Mapping[str, str], script: Script) -> None:
    """Raise InputError at the call that is no expression over names that the script defines."""
    known = _names(script)
    for name, text in calls.items():
        if not re.fullmatch(r"[A-Za-z_]\w*", name):
            raise item.error(f"'{name}' is no name of a result", "calls", name, expected="letters and digits")
        for used in _used(item, name, text):
            if known is not None and used not in known:
                raise item.error(
                    f"{script.name} defines no '{used}' for this call", "calls", name,
                    expected="names that the script defines outside of its functions",
                    hint=did_you_mean(used, known),
                )  # fmt: skip


def _used(item: Item, name: str, text: str) -> list[str]:
    """Return the names that an expression takes from the script."""
    try:
        tree = ast.parse(text.strip(), mode="eval")
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise item.error("this call cannot be read", "calls", name, expected=_EXAMPLE) from None
    try:
        check_imports(text.strip(), "calls")
    except InputError as error:
        raise item.error(error.diagnostics[0].message, "calls", name, expected=_EXAMPLE) from None
    nodes = [node for node in ast.walk(tree) if isinstance(node, ast.Name)]
    own = {node.id for node in nodes if isinstance(node.ctx, ast.Store)}
    own |= {argument.arg for argument in ast.walk(tree) if isinstance(argument, ast.arg)}
    return [node.id for node in nodes if node.id not in own | _BUILT_IN]


def _names(script: Script) -> set[str] | None:
    """Return the names that a script defines at its top level; None if it imports them from elsewhere."""
    tree = ast.parse(script.source)
    if any(isinstance(node, ast.ImportFrom) and node.names[0].name == "*" for node in ast.walk(tree)):
        return None
    table = symtable.symtable(script.source, script.name, "exec")
    bound = {
        one.get_name()
        for one in table.get_symbols()
        if one.is_assigned() or one.is_imported() or one.is_namespace()
    }
    return bound | {name for node in ast.walk(tree) if isinstance(node, ast.Global) for name in node.names}
