"""Checks of files and scripts."""

import hashlib
import sys
import tokenize
from pathlib import Path

import numpy as np

from backproof.proof.verify.claims import CHECKS, require
from backproof.proof.verify.language import Scope, defined
from backproof.proof.verify.points import close

FOLDER = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parent


def check_file(name, digest):
    """Hold the bytes of a file against its digest."""
    content = (FOLDER / name).read_bytes()
    require(hashlib.sha256(content).hexdigest() == digest, "its bytes are not those that were proved")
    return f"{len(content)} bytes"


def check_script(claim, answer):
    """Hold the recorded calls of a function against formulas, and its listing against the file."""
    with tokenize.open(FOLDER / claim["file"]) as file:
        require(claim["calls"] and answer["text"].strip("\n") in file.read(), "no call, or foreign lines")
    for call in claim["calls"]:
        values, sizes = {name: np.array(value) for name, value in call["inputs"].items()}, {}
        for name, text in claim["shapes"].items():
            sizes |= dict(zip(map(str.strip, text.split(",")), values[name].shape, strict=False))
        point = Scope(values, sizes, defined(claim["functions"]))
        for text, output in zip(claim["results"], call["outputs"], strict=True):
            close(np.array(output), point.run(text)[0], f"the result for {text}")
    return f"{len(claim['calls'])} recorded calls of {claim['function']}; the file was not run"


CHECKS["script"] = check_script
