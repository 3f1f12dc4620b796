"""A new policy that extends another: its folder, with tests that pass and everything that can be set."""

from __future__ import annotations

import os
import re
import shlex
from collections.abc import Mapping
from pathlib import Path

import orjson

from tactful.authoring.formatting import formatted
from tactful.authoring.story import story_tests
from tactful.drafting.files import find_template
from tactful.errors import EventError
from tactful.policy import Policy, Setting, load, pack_names, policy_schema, resolve
from tactful.policy.packs import POLICY_FILE, is_path
from tactful.testing.writing import flow
from tactful.timing.texts import quoted

_NAME = re.compile("[a-z0-9][a-z0-9-]*")
_SCHEMAS = ("policy.schema.json", "test.schema.json")


def scaffold(name: str, parent: str, place: Path) -> dict[Path, bytes]:
    """Return the files of a new pack `place/name` that extends `parent`, a shipped pack's name or a path.

    Raises EventError where the name is not fit or the folder is there already, PolicyError where the parent cannot be
    loaded.
    """
    _check_name(name)
    folder = place / name
    if folder.exists() or folder.is_symlink():
        raise EventError(f"`{folder}` is there already, and nothing is overwritten", "exists")
    if not place.is_dir():
        raise EventError(f"there is no folder `{place}`", "no_folder")
    policy = load(parent)
    extended = Path(os.path.relpath(resolve(parent), folder)).as_posix() if is_path(parent) else parent
    shared = all((place / schema).is_file() for schema in _SCHEMAS)
    schemas = "../" if shared else ""
    files = {
        folder / POLICY_FILE: _policy(name, extended, policy, schemas),
        folder / f"{name}_test.yaml": _tests(policy, schemas),
        folder / "README.md": _readme(name, _parent_from(place, parent), policy),
    }
    written = {path: text.encode() for path, text in files.items()}
    if not shared:
        written |= {folder / schema: text for schema, text in schema_files().items()}
    return written


def as_argument(path: Path) -> str:
    """Return a path as a word for a shell that no command takes for the name of a shipped pack."""
    text = path.as_posix()
    return shlex.quote(text if path.is_absolute() or text.startswith("../") else f"./{text}")


def schema_files() -> Mapping[str, bytes]:
    """Return the JSON Schemas that the modelines of policies and tests refer to, by file name."""
    from tactful.testing.jsonschema import test_schema

    option = orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE
    made = (orjson.dumps(schema(), option=option) for schema in (policy_schema, test_schema))
    return dict(zip(_SCHEMAS, made, strict=True))


def _check_name(name: str) -> None:
    if not _NAME.fullmatch(name):
        near = re.sub("[^a-z0-9]+", "-", name.lower()).strip("-")
        hint = f"; did you mean `{near}`?" if near else ""
        raise EventError(f"{quoted(name)} is not a word of `a-z`, `0-9` and `-`{hint}", "bad_name")
    if name in pack_names():
        raise EventError(f"{quoted(name)} is the name of a shipped pack", "bad_name")


def _policy(name: str, extended: str, policy: Policy, schemas: str) -> str:
    title = name.replace("-", " ").capitalize()
    lines = [
        f"# yaml-language-server: $schema={schemas}{_SCHEMAS[0]}",
        "tactful: 1",
        f"policy: {flow(name)}",
        f"title: {flow(title)}",
        f"extends: [{flow(extended)}]",
    ]
    text = formatted("".join(f"{line}\n" for line in lines), POLICY_FILE)
    return text + _settings(policy) if policy.settings else text


def _settings(policy: Policy) -> str:
    """Return the section of all settings, those of the policy itself before inherited ones.

    Its lines are comments, but for the first setting's: a section of nothing but comments has no place of its own in a
    layout, and its comments would move when it is begun.
    """
    settings = sorted(policy.settings.values(), key=lambda setting: setting.where.path != policy.files[-1])
    first, *others = (_setting(setting) for setting in settings)
    idle = "".join(f"\n{re.sub('(?m)^  ', '  # ', text)}" for text in others)
    hint = ""
    if idle:
        hint = "# Only the first is set; to set another, take away the `# ` before its lines.\n"
    return f"\n# All that can be set, with the values of {policy.name}.\n{hint}settings:\n{first}{idle}"


def _setting(setting: Setting) -> str:
    """Return the formatted lines of a setting, with what it is about above it."""
    about = f"  # {' '.join(setting.about.split())}\n" if setting.about else ""
    # A bare mapping would be taken for the setting with its `value` and `about`.
    value = flow({"value": setting.value} if isinstance(setting.value, Mapping) else setting.value)
    text = formatted(f"tactful: 1\nsettings:\n{about}  {setting.name}: {value}\n", POLICY_FILE)
    return text.partition("settings:\n")[2]


def _tests(policy: Policy, schemas: str) -> str:
    text = (
        f"# yaml-language-server: $schema={schemas}{_SCHEMAS[1]}\n"
        f"# What is advised before anything is changed. When you change the policy, say here what you expect then.\n"
        f"policy: ./{POLICY_FILE}\ntests:\n{story_tests(policy)}"
    )
    return formatted(text, "test")


def _parent_from(place: Path, parent: str) -> str:
    """Return the parent as a word for a shell in the folder in which the pack is made."""
    return as_argument(Path(os.path.relpath(resolve(parent), place))) if is_path(parent) else parent


def _readme(name: str, parent: str, policy: Policy) -> str:
    rules = "".join(f"- `{rule.name}`: {' '.join(rule.because.split())}\n" for rule in policy.rules)
    return f"""# {name}

A policy that extends {policy.name} and says, in `{POLICY_FILE}`, only what differs from it.
In the folder above this one:

```sh
tactful validate ./{name}
tactful lint ./{name}
tactful test ./{name}
tactful fmt ./{name}
```

What it changes on your own history, where LOG… are logs of events:

```sh
tactful diff --from {parent} --to ./{name} LOG…
```

{_drafts(policy)}Its rules, each of which can be changed by its name or dropped with `null`:

{rules}"""


def _drafts(policy: Policy) -> str:
    """Return what to know about the templates that a pack inherits; nothing where there are none."""
    if all(find_template(rule, policy) is None for rule in policy.rules):
        return ""
    return (
        "`tactful draft` writes a text to begin with for what it advises. `templates/RULE.txt` in this folder takes\n"
        "the place of the template that is inherited for a rule.\n\n"
    )
