"""Listings in print: lines of files, and what scripts have printed, held line by line against both."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from backproof.answer import Answer, Solution
from backproof.proofreading.faults import Fault
from backproof.proofreading.formulas import Listing, Page
from backproof.proofreading.lines import lines_of

# The line that stands for those that are left out.
_LEFT_OUT = "..."


def judge(page: Page, solutions: Sequence[Solution]) -> Iterator[Fault]:
    """Yield a fault for each listing that is printed twice, or whose lines no file contains, in order."""
    files = [lines_of(text) for solution in solutions for text in solution.files.values()]
    seen: set[tuple[str, tuple[tuple[str, str], ...]]] = set()
    for listing in page.listings:
        if (listing.part, listing.lines) in seen and not listing.is_output:
            yield Fault(listing.start, "this listing is printed twice")
        seen.add((listing.part, listing.lines))
        if not listing.is_output and not any(_is_in(listing, lines) for lines in files):
            yield Fault(listing.start, "these lines are in no file that is handed in")


def _is_in(listing: Listing, lines: Sequence[str]) -> bool:
    """Return whether lines stand in a file one after the other, under its numbers or numbered from 1."""
    texts = [text for _, text in listing.lines]
    numbers = [int(number or 0) for number, _ in listing.lines]
    if not texts or numbers != [*range(numbers[0], numbers[0] + len(texts))]:
        return False
    places = [numbers[0] - 1] if numbers[0] > 1 else range(len(lines))
    return any(lines[at : at + len(texts)] == texts for at in places)


def judge_claim(answer: Answer, claim: Mapping[str, Any], page: Page) -> Iterator[Fault]:
    """Yield the faults of the listings that speak of a claim about a script."""
    if claim["kind"] == "script":
        yield from _function(answer, page)
    if claim["kind"] in ("run", "observations"):
        yield from _left_out(answer, claim, page)
        yield from _output(answer, claim, page)


def _function(answer: Answer, page: Page) -> Iterator[Fault]:
    """Yield a fault unless the function's lines are listed in the part, character by character."""
    listings = [listing for listing in page.listings if listing.part == answer.id]
    wanted = lines_of(answer.text.rstrip("\n"))
    if wanted not in [[text for _, text in listing.lines] for listing in listings]:
        at = listings[0].start if listings else dict(page.labels).get(answer.id, page.end)
        yield Fault(at, f"the lines of the function that {answer.id} lists are not those that were checked")


def _output(answer: Answer, claim: Mapping[str, Any], page: Page) -> Iterator[Fault]:
    """Yield a fault for each line of a listed output that the runs did not print there, or have left out.

    Lines that are left out have a line of dots in their place.
    """
    listings = [one for one in page.listings if one.part == answer.id and one.is_output]
    printed = lines_of(str(claim.get("output", answer.text)), is_output=True)
    places = {0}
    for listing in listings:
        places = {later for at in places for later in range(at, _after_blanks(printed, at) + 1)}
        for _, line in listing.lines:
            reached = _next(printed, places, line)
            if not reached:
                known = f"'{line}' is not what the script printed here"
                yield Fault(listing.start, f"{answer.id} shows other lines than its run printed: {known}")
                return
            places = reached
    if listings and not any(_after_blanks(printed, at) == len(printed) for at in places):
        rest = printed[_after_blanks(printed, max(places))]
        yield Fault(listings[-1].start, f"{answer.id} leaves out the line '{rest}' that its run printed")


def _left_out(answer: Answer, claim: Mapping[str, Any], page: Page) -> Iterator[Fault]:
    """Yield a fault unless a part lists the claimed lines of its script, and the output of each run."""
    own = [listing for listing in page.listings if listing.part == answer.id]
    at = own[0].start if own else dict(page.labels).get(answer.id, page.end)
    shown = sum(listing.is_output for listing in own)
    wanted = (
        claim.get("shown", shown) if claim["kind"] == "observations" else min(len(answer.text.strip()), 1)
    )
    if shown != wanted:
        yield Fault(at, f"{answer.id} shows the output of {shown} runs, not of {wanted}")
    numbers = [[int(number or 0) for number, _ in one.lines] for one in own if not one.is_output]
    listed = [[found[0], found[-1]] for found in numbers if found]
    if listed != claim.get("listed", listed):
        lines = " and ".join(f"{first} to {last}" for first, last in claim["listed"]) or "none"
        yield Fault(at, f"{answer.id} lists other lines of {claim['script']} than {lines}")


def _next(printed: Sequence[str], places: set[int], line: str) -> set[int]:
    """Return the places in an output that a line of a listing may lead to from some."""
    found = {at + 1 for at in places if at < len(printed) and printed[at] == line}
    if line.strip() == _LEFT_OUT:
        found |= {*range(min(places) + 1, len(printed) + 1)}
    return found


def _after_blanks(printed: Sequence[str], at: int) -> int:
    """Return the place of the next line that is not empty."""
    while at < len(printed) and not printed[at]:
        at += 1
    return at
