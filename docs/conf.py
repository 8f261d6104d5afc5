"""Configuration of the documentation site: `make docs` builds it strictly, with the references made anew."""

import sys
from pathlib import Path

_DOCS = Path(__file__).parent
# The help of a command names the program that was started.
sys.argv[0] = "backproof"
sys.path[:0] = [str(_DOCS.parent), str(_DOCS / "generators")]

import references  # noqa: E402

from backproof import __version__  # noqa: E402

for name, page in references.PAGES.items():
    target = _DOCS / "reference" / f"{name}.md"
    target.parent.mkdir(exist_ok=True)
    target.write_text(page(), encoding="utf-8", newline="\n")

project = "backproof"
version = release = __version__
extensions = ["myst_parser"]
myst_heading_anchors = 3
exclude_patterns = ["conf.py", "generators"]
html_theme = "furo"
html_title = "backproof"
# Blocks in the languages of a course that no highlighter knows.
highlight_language = "none"
suppress_warnings = ["misc.highlighting_failure"]
