"""Check answers.json against proof.json by means of numpy alone. Usage: python verify.py [FOLDER]

Derivatives and adjoints are held against differences at random points of several sizes, shapes measured,
ranks found by exact elimination, certificates multiplied out (irrational numbers in floats), files held
against their SHA-256. What is not checked is named. The exit status is 1 if anything is in doubt.
"""

import json
import sys

import numpy as np

from backproof.proof.verify.claims import CHECKS, DoubtError, UncheckedError
from backproof.proof.verify.files import FOLDER, check_file


def judged(check, *data):
    """Return the verdict on one claim, and its ground."""
    try:
        return "holds", check(*data)
    except UncheckedError as ground:
        return "NOT CHECKED", str(ground)
    except Exception as error:
        return "IN DOUBT", f"{'' if isinstance(error, DoubtError) else type(error).__name__ + ': '}{error}"


def rows_of(id, claims, answer):
    """Yield a row of the table for each claim of one answer."""
    if claims is None or answer is None or not (answer["checks"] or answer.get("by_author")):
        yield id, "answer", "IN DOUBT", "it is in only one of the two files, or without checks"
        return
    failed = [check for check in answer["checks"] if check["passed"] is not True]
    yield from ((id, "check", "IN DOUBT", f"{check['method']} did not pass") for check in failed)
    for claim in claims or [{"kind": "answer"}]:
        check = CHECKS.get(claim["kind"])
        why = claim.get("why", "nothing is claimed that this program can check")
        yield id, claim["kind"], *(judged(check, claim, answer) if check else ("NOT CHECKED", why))


def main():
    """Print the table, and return 1 if anything is in doubt."""
    proof, answers = (json.loads((FOLDER / name).read_bytes()) for name in ("proof.json", "answers.json"))
    rows = [("", name, *judged(check_file, name, digest)) for name, digest in proof["files"].items()]
    for id in dict.fromkeys((*proof["claims"], *answers)):
        rows += rows_of(id, proof["claims"].get(id), answers.get(id))
    print(*("{:8} {:26} {:12} {}".format(*row) for row in rows), sep="\n")
    counts = [sum(row[2] == verdict for row in rows) for verdict in ("holds", "NOT CHECKED", "IN DOUBT")]
    print("\n{} hold, {} not checked, {} in doubt".format(*counts))
    return 1 if counts[2] or not counts[0] else 0


if __name__ == "__main__":
    with np.errstate(all="ignore"):
        sys.exit(main())
