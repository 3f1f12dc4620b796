"""Small policies with tests, written to a folder and read."""

from __future__ import annotations

from pathlib import Path

from tactful.testing.suite import Suite, read_suite

HEAD = """
tactful: 1
policy: small
rules:
"""

THANKS = """
  thanks:
    because: they gave their time
    when: interview.completed
    if: {interview.format: [phone, video]}
    strength: must
    purpose: thank-you
    recipients: {who: interviewers, each: true}
    timing: {from: interview.end, due: 1 hour}
"""

CALL = """
      - at: 2026-03-03 10:30
        type: interview.completed
        data: {interview: i1, format: phone, interviewers: [{name: Dana, email: dana@x.example}]}
"""


def suite(folder: Path, policy: str, expect: str, *, events: str = CALL, name: str = "one") -> Suite:
    """Write a policy and one test with some events and expectations, one a line, and read them."""
    (folder / "small.yaml").write_text(policy)
    lines = "".join(f"      - {line.strip()}\n" for line in expect.strip().splitlines())
    path = folder / "small_test.yaml"
    path.write_text(
        f"policy: ./small.yaml\ntests:\n  - name: {name}\n    timezone: America/Phoenix\n"
        f"    events:{events}    expect:\n{lines}"
    )
    return read_suite(path)
