"""Continue a command of `build.py` in the environment, after making or repairing it if necessary."""

import os
import sys

from environment import OLDEST, RUNTIME, TEST, is_fresh, python_of, stop

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

# The modules without which no command can start.
_NEEDED = (
    "click",
    "flint",
    "jinja2",
    "markdown_it",
    "math_core",
    "mdit_py_plugins",
    "msgspec",
    "numpy",
    "pygments",
    "pylatex",
    "pylatexenc",
    "pypdfium2",
    "rich",
    "sympy",
)
# With these variables, other code would run than what is pinned, or the same code differently.
_FOREIGN = (
    "PYTHONBREAKPOINT", "PYTHONCASEOK", "PYTHONEXECUTABLE", "PYTHONHOME", "PYTHONINSPECT", "PYTHONOPTIMIZE",
    "PYTHONPATH", "PYTHONPLATLIBDIR", "PYTHONSAFEPATH", "PYTHONSTARTUP", "PYTHONUSERBASE", "PYTHONWARNINGS",
    "__PYVENV_LAUNCHER__",
)  # fmt: skip
_ENTERED, _REPAIRED = "_BUILD_PY_ENTERED", "_BUILD_PY_REPAIRED"


def run(root: str, command: "Callable[[], None]") -> None:
    """Run a command in the environment, and once more if it fails because packages are damaged."""
    interruptible(lambda: _run(root, command))


def interruptible(command: "Callable[[], None]") -> None:
    """Run a command; an interrupt is one line."""
    try:
        command()
    except KeyboardInterrupt:
        stop("interrupted", 130)


def _run(root: str, command: "Callable[[], None]") -> None:
    _enter(root, sys.argv[1:])
    try:
        command()
    except (Exception, SystemExit) as error:
        # Half a file of a package may be a syntax error, or lack a name, as well as a module. Such an error
        # inside a command has been reported, and `sys.last_value` is then all that is known of it.
        is_unforeseen = isinstance(error, Exception) or hasattr(sys, "last_value")
        if is_unforeseen or (isinstance(error, SystemExit) and error.code == 1):
            _repair(root, thorough=is_unforeseen)
        raise


def _enter(root: str, arguments: "list[str]") -> None:
    """Return if this Python has the packages; otherwise make the environment and continue in it.

    `test` is run here. Where there is no environment, a Python in which all packages were installed by other
    means needs none, and what the caller tells it stays in force.
    """
    came_from_here = os.environ.pop(_ENTERED, "") == root
    has_environment = os.path.lexists(root + "/.venv")
    if sys.version_info >= OLDEST and arguments[:1] != ["test"] and not has_environment and _has_packages():
        return
    _isolate()
    if sys.version_info < OLDEST:
        _go_on_in(_newer_python(root))
    if arguments[:1] == ["test"]:
        from environment import testing

        testing.run(root, arguments[1:])
    fresh = is_fresh(root, RUNTIME)
    if fresh and _is_inside(root):
        return
    if not fresh or came_from_here:
        from environment import making

        # A Python that was started in the environment and isn't there shows that the environment is broken.
        making.make(root, RUNTIME, anew=fresh)
    os.environ[_ENTERED] = root
    try:
        _go_on_in(python_of(root))
    except OSError:
        from environment import making

        # What stands in its place is no program.
        making.make(root, RUNTIME, anew=True)
        _go_on_in(python_of(root))


def _repair(root: str, *, thorough: bool) -> None:
    """After a failure: if packages in the environment are damaged, make it again and repeat the command."""
    repaired = os.environ.pop(_REPAIRED, "") == root
    if repaired or not _is_inside(root):
        return
    from environment import making

    if making.is_damaged(root, thorough=thorough):
        making.make(root, TEST if is_fresh(root, TEST) else RUNTIME, anew=True)
        os.environ[_REPAIRED] = root
        _go_on_in(python_of(root))


def _isolate() -> None:
    """Start again without the variables of the caller that change what Python runs, if there are any."""
    found = [name for name in _FOREIGN if name in os.environ]
    for name in found:
        del os.environ[name]
    if found:
        _go_on_in(_this_python() if "PYTHONEXECUTABLE" in found else sys.executable)


def _this_python() -> str:
    """Return the running program, whatever the caller has Python take for it."""
    import shutil

    words: list[str] = getattr(sys, "orig_argv", None) or [sys.executable]
    return shutil.which(words[0]) or words[0]


def _is_inside(root: str) -> bool:
    return os.path.realpath(sys.prefix) == os.path.realpath(root + "/.venv")


def _has_packages() -> bool:
    from importlib.util import find_spec

    return all(find_spec(name) for name in _NEEDED)


def _newer_python(root: str) -> str:
    """Return a Python that is new enough: the environment's, else the newest on the path."""
    import shutil
    import subprocess

    probe = f"import sys; sys.exit(sys.version_info < {OLDEST})"
    for name in (python_of(root), *(f"python3.{minor}" for minor in range(14, OLDEST[1] - 1, -1))):
        found = shutil.which(name)
        if (
            found
            and subprocess.run([found, "-I", "-c", probe], capture_output=True, check=False).returncode == 0
        ):
            return found
    here = f"this is {sys.version.split()[0]} at {sys.executable}, and no newer one is on the path"
    stop(f"Python 3.11 or newer is needed; {here}", 2)
    return ""


def _go_on_in(python: str) -> None:
    words = getattr(sys, "orig_argv", None) or [sys.executable, *sys.argv]
    command = [python, *words[1:]]
    sys.stdout.flush()
    if os.name == "posix":
        os.execv(command[0], command)
    # Windows has no exec that keeps the terminal.
    import subprocess

    sys.exit(subprocess.run(command, check=False).returncode)
