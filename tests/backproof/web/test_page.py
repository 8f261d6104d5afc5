"""The pages of the shipped terms: what is on them, and what a browser may do with them."""

from __future__ import annotations

import base64
import hashlib
import html
import re
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, get_args

import pytest

from backproof.document import Audience
from backproof.homework import of_packages
from backproof.web.images import described
from backproof.webpage import write
from tests.conftest import ROOT
from tests.solved import solved

VOID = {"meta", "br", "img", "input", "hr", "link"}
NAMES = sorted(path.stem for path in (ROOT / "solutions" / "terms").glob("*.toml"))
FALL = "2025-fall"


@cache
def page(name: str = FALL, audience: Audience = "solution") -> str:
    """The page of a shipped term."""
    homework = of_packages(ROOT, "solutions", "figures")
    solutions = solved(name)
    drawings = {
        solution.id: {
            figure.name: homework.draw(figure, f"{solution.id}-{figure.name}", Path())
            for figure in solution.figures
        }
        for solution in solutions
    }
    return write(homework, homework.load(name), solutions, drawings, audience=audience, cached=False).html


class Elements(HTMLParser):
    """The elements of a page with their attributes; an end tag without its begin tag is a fault."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[str, dict[str, str]]] = []
        self.open: list[str] = []
        self.faults: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.found.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID and tag not in ("path", "mspace"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in ("path", "mspace"):
            return
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"</{tag}> at {self.getpos()}")

    def all(self, tag: str) -> list[dict[str, str]]:
        """The attributes of all elements of a kind."""
        return [attributes for name, attributes in self.found if name == tag]


@pytest.mark.slow
@pytest.mark.parametrize("audience", get_args(Audience))
@pytest.mark.parametrize("name", NAMES)
def test_each_term_has_a_page_whose_elements_are_closed_and_whose_links_lead_somewhere(
    name: str, audience: Audience
) -> None:
    elements = Elements(page(name, audience))
    assert not elements.faults
    assert not elements.open
    ids = [attributes["id"] for _, attributes in elements.found if "id" in attributes]
    assert len(ids) == len(set(ids))
    targets = {link["href"][1:] for link in elements.all("a") if link["href"].startswith("#")}
    assert targets <= set(ids)


@pytest.mark.slow
def test_each_formula_is_mathml_with_words_and_each_figure_has_an_alternative() -> None:
    elements = Elements(page())
    assert len(elements.all("math")) > 180
    assert all(formula["aria-label"] for formula in elements.all("math"))
    pictures = [*elements.all("svg"), *elements.all("img")]
    assert len(pictures) == sum(len(solution.figures) for solution in solved(FALL))
    assert all(len(picture.get("aria-label") or picture["alt"]) > 60 for picture in pictures)


@pytest.mark.slow
def test_a_picture_of_the_author_is_described_by_its_words_or_its_caption() -> None:
    said = [image["alt"] for image in Elements(page("example-convex-optimization")).all("img")]
    assert any(words.startswith("The feasible region, with the lines of profit") for words in said)
    assert described("".join(f"{ord(each):04X}" for each in "Größe ≤ 2")) == "Größe ≤ 2"
    assert described("width=5cm, alt={A curve, which falls}, page=2") == "A curve, which falls"
    assert described("artifact,width=1cm") == ""
    assert described("width=5cm") is None
    assert described("alt={ }") is None


def test_an_alternative_is_written_from_the_data_of_the_figure() -> None:
    said = [svg["aria-label"] for svg in Elements(page()).all("svg")]
    graph = next(text for text in said if "Computation graph" in text)
    assert "h in R p follows from z by phi." in graph
    assert "W one in R p by d is a weight." in graph
    assert any("v sub 1 at (1, -2, 2); v sub 2 at (2, -2, 4)" in text for text in said)


def test_the_policy_allows_the_style_and_the_script_of_the_page_and_nothing_else() -> None:
    text = page()
    (policy,) = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]*)"', text)
    policy = html.unescape(policy)
    assert policy.startswith("default-src 'none';")
    assert "unsafe" not in policy
    for tag in ("style", "script"):
        (content,) = re.findall(rf"<{tag}>(.*?)</{tag}>", text, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy
    elements = Elements(text)
    given = [name for _, attributes in elements.found for name in attributes]
    assert "style" not in given
    assert not [name for name in given if name.startswith("on")]


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_a_page_asks_for_no_other_file(name: str) -> None:
    for tag, attributes in Elements(page(name)).found:
        assert attributes.get("src", "data:").startswith("data:")
        assert tag != "link"
        assert "srcset" not in attributes
    assert "url(" not in page(name)
    assert "@import" not in page(name)


def test_the_page_of_this_homework_is_small() -> None:
    assert len(page().encode()) < 500_000


def test_all_evidence_is_on_the_page() -> None:
    text = page()
    for solution in solved(FALL):
        for answer in solution.answers:
            (evidence,) = re.findall(
                rf'<details class="evidence" id="check:{answer.id}">(.*?)</details>', text, re.DOTALL
            )
            assert evidence.count("<tr>") == len(answer.checks) + 1
            for check in answer.checks:
                assert f"<td>{check.method}</td>" in html.unescape(evidence)


def test_the_program_is_on_the_page_letter_by_letter() -> None:
    (solution,) = (one for one in solved(FALL) if one.id == "q3")
    code = solution.answers[1].details.text  # type: ignore[attr-defined]
    shown = [
        html.unescape(re.sub(r"<[^>]*>", "", block))
        for block in re.findall(r"<pre[^>]*><code>(.*?)</code></pre>", page(), re.DOTALL)
    ]
    assert code.strip() in shown


def test_a_sheet_has_no_answers() -> None:
    text = page(FALL, "sheet")
    assert 'class="answer"' not in text
    assert "evidence" not in re.sub(r"<(style|script)>.*?</\1>", "", text, flags=re.DOTALL)
    assert "Question 4" in text
