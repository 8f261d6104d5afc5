"""Results in files that a script has written: JSON, NPZ and CSV."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import PurePath

from backproof.observations.printed import identifier, listed
from backproof.observations.values import Series, Value

_MOST_BYTES = 16 * 2**20


def saved_results(files: Mapping[str, bytes]) -> dict[str, Value]:
    """Return the results of all files by name; files that cannot be read are passed over."""
    found: dict[str, Value] = {}
    readers = {".json": _of_json, ".npz": _of_npz, ".csv": _of_csv}
    for name, content in files.items():
        if read := readers.get(PurePath(name).suffix):
            found |= dict(read(content))
    return found


def returned_results(values: Mapping[str, object]) -> dict[str, Value]:
    """Return the results among plain values by name; the entries of an object behind its name and a dot."""
    return dict(_flat(dict(values)))


def _of_json(content: bytes) -> Iterator[tuple[str, Value]]:
    try:
        found = json.loads(content)
    except (ValueError, RecursionError):
        return
    yield from _flat(found)


def _flat(found: object, around: str = "") -> Iterator[tuple[str, Value]]:
    """Yield the values of an object, those of an object inside of it behind its name and a dot."""
    if not isinstance(found, dict):
        return
    for key, item in found.items():
        name = f"{around}{identifier(str(key))}"
        if isinstance(item, dict):
            yield from _flat(item, f"{name}.")
        elif (value := listed(item)) is not None:
            yield name, value


def _of_npz(content: bytes) -> Iterator[tuple[str, Value]]:
    from numpy.lib import format as npy

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(member.file_size for member in archive.infolist()) > _MOST_BYTES:
                return
            for member in archive.infolist():
                array = npy.read_array(io.BytesIO(archive.read(member)), allow_pickle=False)
                value = listed(array.tolist())
                if value is not None:
                    yield identifier(member.filename.removesuffix(".npy")), value
    except (zipfile.BadZipFile, ValueError, EOFError, OSError, NotImplementedError, MemoryError):
        return


def _of_csv(content: bytes) -> Iterator[tuple[str, Value]]:
    rows = [row for row in csv.reader(content.decode("utf-8", "replace").splitlines()) if row]
    for heading, *cells in zip(*rows, strict=False):
        try:
            yield identifier(heading), Series(float(cell) for cell in cells)
        except ValueError:
            continue
