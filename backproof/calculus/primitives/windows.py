"""Functions of a window that moves over an array, as networks use them: convolution, pooling, padding.

Each is written with parts, sums and maxima, for sizes that are numbers. To add one, add its record.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

_Extent = tuple[int, int]
# Windows, or entries of a kernel, in one formula.
_MOST = 64


@dataclass(frozen=True)
class Windowed:
    """A function of a window, and how it is written for operands of given shapes.

    `formula` gets the operands' shapes and the whole numbers of the call, and names the operands A and B. It
    raises ValueError, with what is wrong, if they do not fit. `numbers` are the names of the whole numbers,
    in order, with what stands for one that is left out, None if it has to be given.
    """

    name: str
    operands: int
    title: str
    example: str
    formula: Callable[..., str]
    numbers: Mapping[str, int | None] = field(default_factory=dict)
    also_called: tuple[str, ...] = ()


def _starts(image: _Extent, window: _Extent, stride: int) -> list[range]:
    """Return the first rows and the first columns of all windows inside of an array."""
    if any(size > whole for size, whole in zip(window, image, strict=True)):
        raise ValueError(f"a window of {_size(window)} does not fit into {_size(image)}")
    return [range(0, whole - size + 1, stride) for size, whole in zip(window, image, strict=True)]


def _size(extent: _Extent) -> str:
    return f"{extent[0]} × {extent[1]}"


def _part(image: _Extent, row: int, column: int, size: _Extent) -> str:
    """Return the part of the array of that size, from a row and a column on."""
    stretches = [f"{first}:{first + count}" for first, count in zip((row, column), size, strict=True)]
    kept = stretches[:1] if image[1] == 1 else stretches[1:] if image[0] == 1 else stretches
    return f"A[{', '.join(kept)}]"


def _entry(kernel: _Extent, row: int, column: int) -> str:
    return f"B[{row + column}]" if 1 in kernel else f"B[{row}, {column}]"


def _listed(image: _Extent, entries: Sequence[Sequence[str]]) -> str:
    """Return entries in brackets, those of a column in one pair."""
    if len(entries) == len(entries[0]) == 1:
        return entries[0][0]
    _require_few(len(entries) * len(entries[0]))
    rows = [row[0] if image[1] == 1 else f"[{', '.join(row)}]" for row in entries]
    return f"[{', '.join(rows)}]"


def _require_few(count: int) -> None:
    if count > _MOST:
        raise ValueError(f"{count} windows are too many to be written down, at most {_MOST} are not")


def _convolution(image: _Extent, kernel: _Extent, stride: int) -> str:
    """Write the sums of the products of a kernel, as it stands, with the parts of an array below it.

    With steps of 1 it is a sum of parts, each times an entry of the kernel.
    """
    rows, columns = _starts(image, kernel, stride)
    if stride > 1 or len(rows) == len(columns) == 1:
        return _listed(image, [[f"sum({_part(image, i, j, kernel)}*B)" for j in columns] for i in rows])
    _require_few(kernel[0] * kernel[1])
    size = len(rows), len(columns)
    places = [(i, j) for i in range(kernel[0]) for j in range(kernel[1])]
    if len(places) == 1:
        return "B*A"
    return " + ".join(f"{_entry(kernel, i, j)}*{_part(image, i, j, size)}" for i, j in places)


def _turned_convolution(image: _Extent, kernel: _Extent) -> str:
    """Write numpy's convolution of columns: a sum of the first one, moved, times entries of the second."""
    if image[1] != 1 or kernel[1] != 1:
        raise ValueError("both are columns")
    count = kernel[0]
    _require_few(count)
    if count == 1:
        return "B*A"
    return " + ".join(f"B[{place}]*{_between(place, count - 1 - place)}" for place in range(count))


def _between(above: int, below: int) -> str:
    """Write a column with zeros above and below it."""
    parts = [f"zeros({above})"] * bool(above) + ["A"] + [f"zeros({below})"] * bool(below)
    return f"[{', '.join(f'[{part}]' for part in parts)}]"


def _pooling(entry: str) -> Callable[..., str]:
    """Return the writer of a pooling, from the value of one window, with the number of its entries."""

    def write(image: _Extent, size: int, stride: int) -> str:
        window = 1 if image[0] == 1 else size, 1 if image[1] == 1 else size
        rows, columns = _starts(image, window, stride or size)
        count = window[0] * window[1]
        return _listed(
            image, [[entry.format(_part(image, i, j, window), count) for j in columns] for i in rows]
        )

    return write


def _padding(image: _Extent, by: int) -> str:
    """Write an array with zeros around it; a row or a column has them at its two ends."""
    rows, columns = image
    if columns == 1:
        return _between(by, by)
    beside = f"zeros({rows}, {by})"
    middle = f"[{beside}, A, {beside}]"
    if rows == 1:
        return f"[{middle}]"
    corner = f"zeros({by}, {by})"
    edge = f"[{corner}, zeros({by}, {columns}), {corner}]"
    return f"[{edge}, {middle}, {edge}]"


_SIZES: Mapping[str, int | None] = {"size": None, "stride": 0}
WINDOWED: tuple[Windowed, ...] = (
    Windowed(
        "conv1d",
        operands=2,
        title="convolution of a network: the kernel is moved over the first as it stands, by `stride`",
        example="norm(conv1d(u, v))**2",
        formula=_convolution,
        numbers={"stride": 1},
        also_called=("conv2d", "crosscorr", "xcorr"),
    ),
    Windowed(
        "convolve",
        operands=2,
        title="numpy's convolution of columns: the kernel is turned around, and may stand out at the ends",
        example="norm(convolve(u, v))**2",
        formula=_turned_convolution,
    ),
    Windowed(
        "maxpool",
        operands=1,
        title="largest entries of windows of `size` rows and columns, `stride` apart",
        example="sum(maxpool(u, 2))",
        formula=_pooling("max({})"),
        numbers=_SIZES,
        also_called=("max_pool", "maxpool1d", "maxpool2d", "max_pool1d", "max_pool2d"),
    ),
    Windowed(
        "avgpool",
        operands=1,
        title="means of windows of `size` rows and columns, `stride` apart",
        example="norm(avgpool(u, 2))**2",
        formula=_pooling("sum({})/{}"),
        numbers=_SIZES,
        also_called=("avg_pool", "meanpool", "avgpool1d", "avgpool2d", "avg_pool1d", "avg_pool2d"),
    ),
    Windowed(
        "pad",
        operands=1,
        title="the array with so many zeros around it",
        example="norm(conv1d(pad(u, 1), v))**2",
        formula=_padding,
        numbers={"by": None},
        also_called=("zeropad", "zero_pad"),
    ),
)
WINDOW = {name: one for one in WINDOWED for name in (one.name, *one.also_called)}
