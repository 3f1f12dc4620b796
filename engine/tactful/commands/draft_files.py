"""Drafts as files, of which none is overwritten: somebody may have gone on writing in it."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence

from tactful.commands.output import opened_output
from tactful.drafting import Draft
from tactful.drafting.mail import as_mail
from tactful.errors import EventError

_ENDINGS = {"text": "txt", "eml": "eml"}
_LONGEST = 40


def put_drafts(drafts: Sequence[Draft], style: str, out: str | None) -> None:
    """Write each draft to a file of its own in a folder, which is made if need be, or a single one to a file.

    Without `out` a single one goes to standard output. Raises EventError where there are several, where a file is there
    already, or where it cannot be written.
    """
    if out is None or out == "-":
        if len(drafts) > 1:
            text = f"there are {len(drafts)} drafts, and each is a file of its own: name a folder with `--out`"
            raise EventError(text, "several")
        out = "-"
    in_folder = len(drafts) > 1 or os.path.isdir(out) or out.endswith(os.sep)
    paths = [os.path.join(out, f"{_name(draft)}.{_ENDINGS[style]}") if in_folder else out for draft in drafts]
    for path in paths:
        if os.path.isfile(path):
            raise EventError(f"`{path}` is there already, and no draft is overwritten", "exists")
    if in_folder:
        _make(out)
    for draft, path in zip(drafts, paths, strict=True):
        with opened_output(path) as file:
            file.write(as_mail(draft) if style == "eml" else str(draft).encode())


def _make(folder: str) -> None:
    try:
        os.makedirs(folder, exist_ok=True)
    except OSError as error:
        why = (error.strerror or str(error)).lower()
        raise EventError(f"`{folder}` cannot be made: {why}", "unwritable") from None


def _name(draft: Draft) -> str:
    """Return the rule, the recipient as far as a file can be named so, and what tells this advice from all others."""
    first = draft.advice[0]
    who = re.sub(r"[^a-z0-9]+", "-", (next(iter(first.addresses), None) or "").partition("@")[0].lower())[
        :_LONGEST
    ].strip("-")
    return "-".join(part for part in (first.rule, who, first.id[:8]) if part)
