"""Runs a Python script, or calls one function of it, in the process that `backproof.running.runner` starts.

Everything imported here is available to the script, too: hence only the standard library and `confinement`.
The audit hook tells honest scripts what they may not do; it is no security boundary against a script that
tries to circumvent it. The restrictions that the operating system enforces are those of `confinement`.
"""

from __future__ import annotations

import ast
import builtins
import json
import linecache
import os
import sys
import traceback
import types
from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any, NoReturn

_PROCESSES = {
    "os.exec", "os.fork", "os.forkpty", "os.posix_spawn", "os.spawn", "os.startfile", "os.system",
    "pty.spawn", "subprocess.Popen", "os.kill", "os.killpg",
}  # fmt: skip
_NETWORK = {
    "socket.__new__", "socket.bind", "socket.connect", "socket.getaddrinfo", "socket.sendmsg",
    "socket.sendto",
}  # fmt: skip
_CHANGES = {
    "os.chmod", "os.chown", "os.link", "os.mkdir", "os.remove", "os.rename", "os.rmdir", "os.symlink",
    "os.truncate", "os.utime",
}  # fmt: skip
_COMPARED = 64
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


def main(scratch: Path) -> None:
    """Do the job that `scratch/job.json` describes, in `scratch/work`."""
    sys.path.insert(0, str(Path(__file__).parents[2]))
    from backproof.running import branches, plots, returned
    from backproof.running.confinement import confine

    sys.path.pop(0)
    job = json.loads((scratch / "job.json").read_text(encoding="utf-8"))
    work = scratch / "work"
    os.chdir(work)
    isolation = confine(scratch, job["seconds"], job["memory_mb"])
    (scratch / "isolation.json").write_text(json.dumps(asdict(isolation)), encoding="utf-8")
    sys.path.append(str(work))
    if job["plots"]:
        plots.keep_figures(scratch / "plots")
    allowed = {*sys.stdlib_module_names, *job["allowed"], *(path.stem for path in work.glob("*.py"))}
    sys.addaudithook(_rules(frozenset(allowed), os.path.realpath(scratch), job["imports"]))
    try:
        sys.argv = [job["script"], *job["arguments"]]
        if job["function"]:
            _call(job, scratch, branches)
        else:
            _run(job, scratch, returned)
    except SystemExit:
        raise
    except BaseException as error:
        _fail(error)


def _rules(allowed: frozenset[str], folder: str, named: list[str]) -> Any:
    def inside(path: object) -> bool:
        if isinstance(path, int) or path == os.devnull:
            return True
        real = os.path.realpath(os.fsdecode(path))  # type: ignore[arg-type]
        return real == folder or real.startswith(folder + os.sep)

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        if event == "import":
            name = arguments[0].partition(".")[0]
            # `sysconfig` has a module for each platform, which Python doesn't list.
            if name not in allowed and not name.startswith("_sysconfigdata_"):
                raise ImportError(
                    f"the script may import {', '.join(named)} and the standard library, not '{arguments[0]}'"
                )
        elif event == "open":
            if arguments[2] & _WRITING and not inside(arguments[0]):
                raise PermissionError(f"the script may write into its own folder, not to '{arguments[0]}'")
        elif event in _CHANGES:
            for path in arguments:
                if isinstance(path, str | bytes) and not inside(path):
                    raise PermissionError(f"the script may change its own folder, not '{os.fsdecode(path)}'")
        elif event in _PROCESSES:
            raise PermissionError(f"the script may not start or stop processes ({event})")
        elif event in _NETWORK:
            raise PermissionError(f"the script may not use the network ({event})")

    return hook


def _execute(
    script: str,
    name: str,
    *,
    without_main: bool = False,
    changed: Callable[[ast.Module], ast.Module] = lambda tree: tree,
    given: Mapping[str, object] | None = None,
) -> dict[str, Any]:
    """Run the script under `name` and return its globals; tracebacks show `script` as its path.

    Statements that ask for `__name__` at the top level can be left out, the tree be `changed` before it is
    run, and names be `given` to it.
    """
    source = Path(script).read_bytes()
    linecache.checkcache(script)
    module = types.ModuleType(name)
    module.__dict__.update(given or {}, __file__=script, __builtins__=builtins)
    sys.modules[name] = module
    tree = ast.parse(source, script)
    if without_main:
        tree.body = [statement for statement in tree.body if not _asks_for_name(statement)]
    exec(compile(changed(tree), script, "exec", dont_inherit=True), module.__dict__)
    return module.__dict__


def _run(job: dict[str, Any], scratch: Path, returned: types.ModuleType) -> None:
    """Run the script as it is meant to be run, and keep the values of the calls that are asked of it."""
    try:
        _execute(job["script"], "__main__")
    except SystemExit as ended:
        if ended.code not in {None, 0}:
            raise
    if job["calls"]:
        returned.keep_values(scratch / "returned.json", job["calls"], sys.modules["__main__"].__dict__)


def _asks_for_name(statement: ast.stmt) -> bool:
    """Return whether this is `if __name__ == ...:`."""
    test = ast.walk(statement.test) if isinstance(statement, ast.If) else ()
    return any(isinstance(node, ast.Name) and node.id == "__name__" for node in test)


def _call(job: dict[str, Any], scratch: Path, branches: types.ModuleType) -> None:
    import numpy as np

    taken: set[tuple[int, bool]] = set()
    names = _execute(
        job["script"],
        Path(job["script"]).stem,
        changed=branches.recording,
        given={branches.RECORDER: branches.recorder(taken)},
    )
    function = names.get(job["function"])
    if not callable(function):
        raise TypeError(f"'{job['function']}' is not a function after the script was loaded")
    results: dict[str, Any] = {}
    with np.load(scratch / "arguments.npz", allow_pickle=False) as given:
        for number, count in enumerate(job["argument_counts"]):
            arguments = [given[f"{number}_{index}"] for index in range(count)]
            try:
                arrays = _as_arrays(function(*arguments), job["results"])
                _require_unchanged(arguments, [given[f"{number}_{index}"] for index in range(count)])
            except Exception as error:
                error.add_note(f"argument set {number + 1}, shapes {[array.shape for array in arguments]}")
                raise
            results |= {f"{number}_{index}": array for index, array in enumerate(arrays)}
        _require_same_when_run(job, given, results)
    np.savez(scratch / "results.npz", **results)
    (scratch / "branches.json").write_text(json.dumps(sorted(taken)), encoding="utf-8")


def _require_same_when_run(job: dict[str, Any], given: Any, results: dict[str, Any]) -> None:
    """Raise ValueError if the function returns something else under `__main__` than imported.

    What stands under `if __name__ == "__main__":` is not run for this.
    """
    import numpy as np

    function = _execute(job["script"], "__main__", without_main=True)[job["function"]]
    for number, count in enumerate(job["argument_counts"][:_COMPARED]):
        arguments = [given[f"{number}_{index}"] for index in range(count)]
        for index, array in enumerate(_as_arrays(function(*arguments), job["results"])):
            before = results.get(f"{number}_{index}", np.empty(0))
            if array.shape != before.shape or not np.allclose(array, before, 1e-9, 0.0, equal_nan=True):
                raise ValueError(f"'{job['function']}' returns other values under __main__ than imported")


def _as_arrays(returned: Any, names: list[str]) -> list[Any]:
    """Return the values that a function has returned: one, several, or a dictionary of them, as arrays."""
    import numpy as np

    values = _listed(returned, names)
    arrays = [np.array(value) for value in values]
    for array, value in zip(arrays, values, strict=True):
        if array.dtype.kind not in "fiucb":
            raise TypeError(f"the function returned {type(value).__name__}, expected arrays of numbers")
    return arrays


def _listed(returned: Any, names: list[str]) -> list[Any]:
    """Return the values in order: those of a dictionary by the names with which its keys end."""
    if isinstance(returned, dict):
        keys = [[key for key in returned if str(key).endswith(name)] for name in names]
        if len(returned) == len(names) and all(len(found) == 1 for found in keys):
            return [returned[found[0]] for found in keys]
        return list(returned.values())
    if isinstance(returned, tuple | list | types.GeneratorType | map | zip):
        return list(returned)
    return [returned]


def _require_unchanged(arguments: list[Any], given: list[Any]) -> None:
    """Raise ValueError if the function modified an argument in place: callers reuse their arrays."""
    import numpy as np

    for place, (after, before) in enumerate(zip(arguments, given, strict=True), 1):
        if not np.array_equal(after, before, equal_nan=True):
            raise ValueError(f"the function changed its argument {place} in place")


def _fail(error: BaseException) -> NoReturn:
    """Print the traceback without this module's own frames, and exit with 1."""
    told = traceback.TracebackException.from_exception(error)
    told.stack[:] = [frame for frame in told.stack if frame.filename != __file__]
    sys.stdout.flush()
    sys.stderr.write("".join(told.format()))
    sys.exit(1)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
