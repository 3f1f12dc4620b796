"""The page on embedding runs as it stands."""

from __future__ import annotations

import re
from pathlib import Path

DOCS = Path(__file__).parents[2] / "docs"


def test_the_code_of_the_page_runs() -> None:
    """Each block of Python runs, and what it asserts holds."""
    blocks = re.findall(r"```python\n(.*?)```", (DOCS / "embedding.md").read_text(), re.DOTALL)
    assert blocks
    for block in blocks:
        exec(compile(block, "embedding.md", "exec"), {})


def test_the_links_of_the_page_lead_somewhere() -> None:
    """Every file that the pages of the live service name is there."""
    for page in ("embedding.md", "policy-in-force.md", "http-api.md"):
        for link in re.findall(r"\]\(([^)#:]+)\)", (DOCS / page).read_text()):
            assert (DOCS / link).exists(), link
