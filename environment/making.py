"""Making `.venv` and keeping it at the pinned requirements.

pip's own configuration determines where packages come from; what else the caller's variables tell pip is
ignored, as it would install other packages, or elsewhere.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from environment import DEV, OLDEST, RUNTIME, TEST, is_fresh, pins, python_of, stop
from environment.alone import alone
from environment.installing import install, run
from environment.progress import Progress
from environment.requests import told_in_one_line

# On two processors this takes 6 s where pip takes 25 s for it: what hardly any command or test imports is
# left out, and Hypothesis, which pytest compiles in its own way.
_HARDLY_IMPORTED = (
    r"[\\/]tests?[\\/]|site-packages[\\/](?:pip|setuptools|pkg_resources|mypyc?|pygments[\\/]lexers"
    r"|jax[\\/]experimental|jaxlib[\\/](?:mlir|mosaic|triton)|sympy[\\/](?:physics|stats|parsing[\\/].*[\\/])"
    r"|hypothesis|distributed|dask|tornado|fsspec|psutil|numpy[\\/]distutils|scipy[\\/](?:signal|io|cluster))[\\/]"
)
_COMPILE = (
    "import compileall, re, sysconfig; compileall.compile_dir(sysconfig.get_path('purelib'), "
    f"rx=re.compile(r'{_HARDLY_IMPORTED}'), quiet=2, workers=0)"
)
# Each of these contains the pins of those before it.
_LOCKS = (RUNTIME, TEST, DEV)


def make(root: str, lock: str, *, anew: bool = False) -> None:
    """Bring `.venv` to the pins of `lock`, unless it is there already; stop with one line if that fails.

    A broken environment is made again from nothing; `anew` does the same to one that looks whole.
    """
    if is_fresh(root, lock) and not anew:
        return
    _refuse_what_is_no_folder(root)
    if pins(f"{root}/{lock}") is None:
        stop(f"{root} has no file {lock} that can be read: get it from the repository again", status=2)
    with told_in_one_line():
        try:
            with alone(root) as waited:
                # Whoever was here before has made it.
                if not (waited and is_fresh(root, lock)):
                    _make(root, lock, anew=anew)
        except OSError as error:
            reason = f"{error.filename}: {error.strerror}" if error.filename else str(error)
            stop(f"the environment in .venv can't be made: {reason}", status=1)


def _make(root: str, lock: str, *, anew: bool) -> None:
    with Progress(f"Making the environment in .venv from {lock}: a minute or two, once") as progress:
        # Until all packages are installed, the environment counts as made from nothing.
        for name in _LOCKS:
            _remove(Path(root, ".venv", name))
        if anew or not _works(root):
            _create(root, progress)
        install(root, lock, progress)
        record = _damage(root, "--record")
        if subprocess.run(record, capture_output=True, check=False).returncode:
            # pip takes what an interrupted installation has left for packages; one alone has all to itself.
            _create(root, progress)
            install(root, lock, progress, at_once=1)
            run([record], progress, "the installed packages can't be listed")
        for name in _LOCKS[: _LOCKS.index(lock) + 1]:
            shutil.copyfile(Path(root, name), Path(root, ".venv", name))
        # Optimizations for the first build: failures are ignored.
        progress.note("compiling the packages")
        subprocess.run([python_of(root), "-I", "-c", _COMPILE], capture_output=True, check=False)
        progress.note("having TeX read its packages")
        prepare = [python_of(root), str(Path(root, "build.py")), "prepare"]
        subprocess.run(prepare, cwd=root, capture_output=True, check=False)


def _create(root: str, progress: Progress) -> None:
    """Make an environment without packages, in place of what is there."""
    progress.note("creating .venv")
    # The option --clear of venv leaves what is neither a file nor a folder.
    _remove(Path(root, ".venv"))
    base = getattr(sys, "_base_executable", None) or sys.executable
    run([[base, "-I", "-m", "venv", str(Path(root, ".venv"))]], progress, "the environment can't be made")


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _refuse_what_is_no_folder(root: str) -> None:
    """Stop if the environment is another folder's: what is run there must not change under it."""
    folder = Path(root, ".venv")
    if folder.is_symlink():
        where = folder.readlink()
        message = f"the environment in .venv is a link to {where}, made from other requirements"
        stop(f"{message}: run build.py there, or remove the link", status=2)
    if os.path.lexists(folder) and not folder.is_dir():
        stop(f"{folder} is no folder, and the environment belongs there: remove or rename it", status=2)


def is_damaged(root: str, *, thorough: bool = False) -> bool:
    """Return whether a file of an installed package is missing or has another size; say so if it is.

    A thorough examination notices other contents as well, and takes some seconds.
    """
    command = _damage(root, *(["--thorough"] if thorough else []))
    try:
        done = subprocess.run(command, stdout=subprocess.PIPE, encoding="utf-8", check=False)
        damaged = done.stdout.split() if done.returncode == 0 else ["Python"]
    except OSError:
        damaged = ["Python"]
    if damaged:
        print(
            f"The environment in .venv is damaged: {damaged[0]} is incomplete.", file=sys.stderr, flush=True
        )
    return bool(damaged)


def _damage(root: str, *options: str) -> list[str]:
    return [python_of(root), "-I", str(Path(__file__).with_name("damage.py")), *options]


def _works(root: str) -> bool:
    probe = f"import pip, sys; sys.exit(sys.version_info < {OLDEST} or sys.prefix == sys.base_prefix)"
    try:
        done = subprocess.run([python_of(root), "-I", "-c", probe], capture_output=True, check=False)
    except OSError:
        return False
    return done.returncode == 0
