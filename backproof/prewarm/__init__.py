"""Work of a build that is avoided, done ahead of time or done in parallel: it only makes builds faster.

Builds are the same without this folder. Its door is `backproof.acceleration`. The work is a guess from the
last build; a wrong guess costs only time on another core, as whoever takes the work over checks if it fits.
"""

from __future__ import annotations

import gc

TYPE_CHECKING = False
if TYPE_CHECKING:
    from backproof.acceleration import Acceleration
    from backproof.building.sources import Tree
    from backproof.homework import Homework


def answer(tree: Tree, arguments: list[str]) -> bool:
    """Answer the command line if nothing has changed since the last build; return whether that succeeded."""
    from backproof.prewarm import fast_path

    return fast_path.answer(tree, arguments)


def begin(tree: Tree, arguments: list[str]) -> None:
    """Start a TeX pass on the last document, before the modules of a build are imported."""
    import atexit

    from backproof.prewarm import prewarmed

    # The garbage collections at the interpreter's exit would traverse every object for nothing.
    atexit.register(gc.freeze)
    prewarmed.begin(tree, arguments)


def take(homework: Homework, name: str | None, engine: str) -> Acceleration:
    """Return the acceleration of a command's builds; term `name` and `engine` are as on the command line."""
    from backproof.prewarm.prewarmed import Prewarmed

    return Prewarmed(homework, name, engine)
