"""Where policies are found: shipped packs by name, anything else by path."""

from __future__ import annotations

import os
from pathlib import Path

from tactful.errors import PolicyError, Position, Problem, did_you_mean
from tactful.timing.texts import quoted

POLICY_FILE = "policy.yaml"
"""The file of a pack folder that holds its policy."""

_MAX_NAMES = 1_000
"""The most files of a folder that a misspelt one is compared with."""


def packs_folder() -> Path:
    """Return the folder of the shipped packs: the checkout's `policies`, else the installed package's."""
    package = Path(__file__).resolve().parents[1]
    checkout = package.parents[1] / "policies"
    return checkout if checkout.is_dir() else package / "_packs"


def pack_names() -> tuple[str, ...]:
    """Return the names of the shipped packs, sorted."""
    folder = packs_folder()
    if not folder.is_dir():
        return ()
    return tuple(sorted(entry.name for entry in folder.iterdir() if (entry / POLICY_FILE).is_file()))


def is_path(reference: str) -> bool:
    """Tell whether a reference is a path; a bare name is a shipped pack."""
    return "/" in reference or "\\" in reference or reference.endswith((".yaml", ".yml"))


def resolve(reference: str, base: Path | None = None, where: Position | None = None) -> Path:
    """Return the policy file that a reference means.

    A bare name is a shipped pack. Anything with `/` or ending in `.yaml` or `.yml` is a path, counted from
    `base` (default: the working directory); a folder means the `policy.yaml` in it.
    Raises PolicyError, at `where`, when there is no such pack or file.
    """
    place = where or Position(reference)
    if not is_path(reference):
        names = pack_names()
        if reference in names:
            return packs_folder() / reference / POLICY_FILE
        hint = did_you_mean(reference[:100], names)
        if reference and _is_dir((base or Path()) / reference):
            hint = f"write {quoted('./' + reference)} for the folder of that name"
        elif reference and _is_file((base or Path()) / f"{reference}.yaml"):
            hint = f"write {quoted(reference + '.yaml')} for the file of that name"
        raise PolicyError([Problem(place, f"no shipped pack is named {quoted(reference)}", "unknown-policy", hint)])
    path = (base or Path()) / reference
    if _is_dir(path):
        path = path / POLICY_FILE
    if not _is_file(path):
        message = f"there is no file {quoted(str(path))}"
        raise PolicyError([Problem(place, message, "unknown-policy", _near_file(path))])
    return path


def _near_file(path: Path) -> str:
    try:
        names = [name for name in os.listdir(path.parent) if not name.startswith(".") and name != path.name]
    except (OSError, ValueError):
        return ""
    return did_you_mean(path.name[:100], names, cutoff=0.75) if len(names) <= _MAX_NAMES else ""


def _is_dir(path: Path) -> bool:
    try:
        return path.is_dir()
    except (OSError, ValueError):
        return False


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False
