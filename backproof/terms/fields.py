"""The types of a term file's fields, each with its bounds and the words that a message has for its form."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

# Nothing may follow: a `$` alone would let a line break through.
_END = r"(?![\s\S])"
_CONTROLS = r"\x00-\x1f\x7f-\x9f\u2028\u2029"
_LINE = rf"^[^{_CONTROLS}]*{_END}"
_WORDS = rf"^(?=.*\S)[^{_CONTROLS}]*{_END}"
_FILE_NAME = rf'^(?![. ])(?=.*\S)[^{_CONTROLS}/\\:*?"<>|]*(?<![. ]){_END}'
_SOME = r"\S"
_ID = rf"^[A-Za-z][A-Za-z0-9_-]*{_END}"
_NAME = rf"^[A-Za-z][A-Za-z0-9_]*{_END}"
FORMS = {
    _LINE: "in one line",
    _WORDS: "in one line, with at least one letter",
    _SOME: "that is not empty",
    _FILE_NAME: "that can be part of a file's name: in one line, without / \\ : * ? \" < > |",
    _ID: "of letters, digits, _ and -, with a letter first",
    _NAME: "of letters, digits and _, with a letter first",
}

Line = Annotated[str, Meta(pattern=_LINE, max_length=300)]
Text = Annotated[str, Meta(pattern=_WORDS, max_length=300)]
Label = Annotated[str, Meta(pattern=_WORDS, max_length=20)]
FileText = Annotated[str, Meta(pattern=_FILE_NAME, max_length=80)]
Written = Annotated[str, Meta(pattern=_SOME, max_length=20_000)]
Passage = Annotated[str, Meta(max_length=20_000)]
Id = Annotated[str, Meta(pattern=_ID, max_length=60)]
Name = Annotated[str, Meta(pattern=_NAME, max_length=40)]

Points = Annotated[float, Meta(ge=0, le=10_000)]
# What is printed of points, so that sums of what is printed are the sums that are printed.
POINT_DECIMALS = 4
Ordinal = Annotated[int, Meta(ge=1, le=999)]
AssignmentNumber = Annotated[int, Meta(ge=0, le=999)]
# What a generator of random numbers takes on every machine.
Seed = Annotated[int, Meta(ge=0, le=2**32 - 1)]

MOST_QUESTIONS = 100
MOST_PARTS = 100
Definitions = Annotated[tuple[str, ...], Meta(max_length=100)]
Names = Annotated[list[str], Meta(max_length=200)]
Passages = Annotated[tuple[Passage, ...], Meta(max_length=50)]
