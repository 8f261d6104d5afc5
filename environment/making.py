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

from environment import DEV, OLDEST, RUNTIME, TEST, is_fresh, python_of, stop
from environment.alone import alone
from environment.progress import Progress

# On two processors this takes 7 s where pip takes 25 s for it: what hardly any command imports is left out.
_HARDLY_IMPORTED = (
    r"[\\/]tests?[\\/]|site-packages[\\/](?:pip|setuptools|pkg_resources|mypyc?|pygments[\\/]lexers"
    r"|jax[\\/]experimental|jaxlib[\\/](?:mlir|mosaic)|sympy[\\/]physics|dask[\\/]dataframe)[\\/]"
)
_COMPILE = (
    "import compileall, re, sysconfig; compileall.compile_dir(sysconfig.get_path('purelib'), "
    f"rx=re.compile(r'{_HARDLY_IMPORTED}'), quiet=2, workers=0)"
)
# Each of these contains the pins of those before it.
_LOCKS = (RUNTIME, TEST, DEV)
_WHERE_FROM = {
    "PIP_" + name
    for name in (
        "CACHE_DIR", "CERT", "CLIENT_CERT", "CONFIG_FILE", "DEFAULT_TIMEOUT", "EXTRA_INDEX_URL",
        "FIND_LINKS", "INDEX_URL", "KEYRING_PROVIDER", "NO_CACHE_DIR", "NO_INDEX", "PROXY", "RETRIES",
        "TIMEOUT", "TRUSTED_HOST",
    )
}  # fmt: skip


def make(root: str, lock: str, *, anew: bool = False) -> None:
    """Bring `.venv` to the pins of `lock`, unless it is there already; stop with one line if that fails.

    A broken environment is made again from nothing; `anew` does the same to one that looks whole.
    """
    if is_fresh(root, lock) and not anew:
        return
    _refuse_a_link(root)
    with alone(root) as waited:
        # Whoever was here before has made it.
        if not (waited and is_fresh(root, lock)):
            _make(root, lock, anew=anew)


def _make(root: str, lock: str, *, anew: bool) -> None:
    with Progress(f"Making the environment in .venv from {lock}: a minute or two, once") as progress:
        # Until all packages are installed, the environment counts as made from nothing.
        for name in _LOCKS:
            Path(root, ".venv", name).unlink(missing_ok=True)
        if anew or not _works(root):
            progress.note("creating .venv")
            base = getattr(sys, "_base_executable", None) or sys.executable
            venv = [base, "-I", "-m", "venv", "--clear", str(Path(root, ".venv"))]
            _run(venv, progress, "the environment can't be made")
        install = [python_of(root), "-I", "-m", "pip", "install", "--require-hashes", "--no-compile"]
        install += ["--no-input", "--disable-pip-version-check", "--progress-bar", "off"]
        install += ["-r", str(Path(root, lock))]
        _run(install, progress, f"the packages of {lock} can't be installed")
        _run(_damage(root, "--record"), progress, "the installed packages can't be listed")
        for name in _LOCKS[: _LOCKS.index(lock) + 1]:
            shutil.copyfile(Path(root, name), Path(root, ".venv", name))
        # Optimizations for the first build: failures are ignored.
        progress.note("compiling the packages")
        subprocess.run([python_of(root), "-I", "-c", _COMPILE], capture_output=True, check=False)
        progress.note("having TeX read its packages")
        prepare = [python_of(root), str(Path(root, "build.py")), "prepare"]
        subprocess.run(prepare, cwd=root, capture_output=True, check=False)


def _refuse_a_link(root: str) -> None:
    """Stop if the environment is another folder's: what is run there must not change under it."""
    folder = Path(root, ".venv")
    if folder.is_symlink():
        message = f"the environment in .venv is a link to {folder.resolve()}, made from other requirements"
        stop(f"{message}: run build.py there, or remove the link", status=2)


def is_damaged(root: str) -> bool:
    """Return whether a file of an installed package is missing or has another size; say so if it is."""
    try:
        done = subprocess.run(_damage(root), stdout=subprocess.PIPE, encoding="utf-8", check=False)
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


def _run(command: list[str], progress: Progress, failure: str) -> None:
    """Run a command and show its progress; stop with one line if it fails."""
    variables = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PIP_", "PYTHON")) or name in _WHERE_FROM
    }
    process = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        env={**variables, "PIP_USER": "0", "PYTHONUTF8": "1"},
    )
    lines = [line.strip() for line in progress.follow(process) if line.strip()]
    if process.wait():
        faults = [line for line in lines if line.startswith("ERROR: ")] or lines
        reason = faults[-1].replace("ERROR: ", "", 1) if faults else "no reason was given"
        progress.end()
        stop(f"{failure}: {reason}{_advice(lines)}", status=1)


def _advice(lines: list[str]) -> str:
    text = "\n".join(lines)
    if "ensurepip" in text:
        return f" (on Debian and Ubuntu: apt install python3.{sys.version_info[1]}-venv)"
    if "HASHES" in text:
        return " (a package differs from the pinned one: is a mirror or a local index configured for pip?)"
    return ""
