"""The closed table of what can be wrong in a policy or a test file, each with a stable code."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

PAGE = "docs/diagnostics.md"


@dataclass(frozen=True, slots=True)
class Code:
    """What a code stands for: a title of a few words, its meaning in a sentence, and the page that has more of it."""

    title: str
    meaning: str
    page: str = PAGE


def address(code: str, codes: Mapping[str, Code]) -> str:
    """Return where a code is documented; an empty text for one that is not in the table."""
    return f"{codes[code].page}#{code}" if code in codes else ""


CODES: Mapping[str, Code] = MappingProxyType(
    {
        # the file
        "no-file": Code("no such file", "A path leads to no policy and no test file."),
        "unreadable-file": Code("a file that cannot be read", "The operating system does not let the file be read."),
        "yaml-encoding": Code("not UTF-8", "The file is not UTF-8, or holds a character that cannot stand in YAML."),
        "yaml-too-large": Code(
            "too large", "The file is longer, or holds more values, than any policy written by hand."
        ),
        "yaml-too-deep": Code("nested too deep", "Lists and mappings are nested more than 64 deep."),
        "yaml-syntax": Code("not YAML", "The text cannot be read as YAML; what follows in the file was not checked."),
        "yaml-tab": Code("a tab as indentation", "YAML is indented with spaces only."),
        "yaml-documents": Code("several documents", "The file goes on after `---`, but one file holds one document."),
        "yaml-key": Code("a key that is no text", "A key is empty, a list or a mapping."),
        "yaml-duplicate-key": Code("a key written twice", "A mapping has the same key twice; only one could count."),
        "yaml-alias": Code(
            "an anchor or alias", "`&name` and `*name` are refused: `$name` is the only way to use a value twice."
        ),
        "yaml-merge-key": Code("a merge key", "`<<` is refused; `extends` is how policies build on each other."),
        "yaml-tag": Code("a tag", "Tags such as `!!int` are refused: every value is typed by its key."),
        # the shape
        "version": Code("another version", "The policy is written in a version of the language unknown here."),
        "missing-key": Code("a key is missing", "Something lacks a key that it cannot be without."),
        "unknown-key": Code("an unknown key", "A key is not one of those that may stand here."),
        "no-value": Code("a key without a value", "A key stands there with nothing after it."),
        "not-here": Code("a key out of place", "A key is known, but means nothing beside the others here."),
        "wrong-type": Code(
            "a value of another kind", "A value is a text, list, mapping or number where it must not be."
        ),
        "unknown-value": Code("an unknown value", "A value is not one of the few that are possible here."),
        "bad-name": Code("not a name", "A name is not written as names are: small letters, digits and `-`."),
        "too-many-problems": Code(
            "too many problems", "After a hundred problems reading ended; there may be more behind them."
        ),
        # `extends` and settings
        "unknown-policy": Code("no such policy", "A policy is named that is no shipped pack and no file."),
        "circular-extends": Code("policies that extend each other", "A policy extends itself, directly or by others."),
        "removes-nothing": Code("`null` without effect", "`null` is to remove something that is not there."),
        "unknown-setting": Code("no such setting", "A `$name` is used, but no setting has that name."),
        "circular-setting": Code("settings that refer to each other", "A setting's value leads back to itself."),
        "list-in-list": Code("a list within a list", "A setting that is a list is used as one item of a list."),
        # what a policy says
        "unknown-event": Code("an unknown event type", "An event type is neither built in nor declared by the policy."),
        "bad-event-type": Code(
            "an event type declared wrongly", "A declared event type contradicts itself or a built-in type."
        ),
        "unknown-fact": Code("an unknown fact", "A condition names a fact that does not exist, or not here."),
        "dotted-key": Code("facts written nested", "A fact is one key with dots, not a mapping in a mapping."),
        "unknown-test": Code("an unknown test", "A condition tests a fact in a way that does not exist."),
        "bad-test": Code("a test that cannot be made", "A value or an operator does not fit the fact that it tests."),
        "empty-condition": Code("an empty condition", "A condition stands there and tests nothing."),
        "unknown-recipients": Code("unknown recipients", "Recipients are neither a selector nor a role."),
        "unknown-field": Code(
            "an unknown field of an event", "A field is none of the event's, or does not hold what is needed here."
        ),
        "unknown-anchor": Code(
            "an unknown anchor", "A `from` in `timing` names nothing that times can be counted from."
        ),
        "unknown-per": Code("an unknown `per`", "`per` names a key that not all triggers of the rule have."),
        "bad-offset": Code("not an offset", "A time to count is not written as offsets are, or cannot stand here."),
        "bad-window": Code("a window that cannot be", "The days or hours of a window are not written as they must be."),
        "bad-until": Code("a hold's end that cannot be", "`until` is neither a field of the event nor a date."),
        "bad-calendar": Code("a calendar that cannot be", "The weekend or the holidays are no known days or regions."),
        "bad-zone": Code("an unknown time zone", "A time zone is not a name of the IANA database."),
        "bad-pattern": Code("not a regular expression", "The `pattern` of a phrase is not written in RE2's syntax."),
        "unknown-phrase": Code("no such phrase", "`say` names a phrase that the policy does not have."),
        "unknown-source": Code("no such source", "`source` names a source that the policy does not have."),
        # templates
        "no-template": Code("a rule without a template", "A draft is asked for, but the rule has no template."),
        "template-syntax": Code("not a template", "A template cannot be read as one."),
        "template-subject": Code(
            "a template without a subject", "A template does not begin with its subject and a blank line."
        ),
        "template-size": Code("a template too large", "A template is too long or nested too deep, or its draft is."),
        "template-name": Code(
            "an unknown name in a template", "A template names a fact, function, filter or setting that does not exist."
        ),
        "template-part": Code(
            "a part that no template has", "A template holds what does not belong to the language of templates."
        ),
        # layout
        "not-formattable": Code("a file left as it is", "Another layout would change what the file says."),
        # test files
        "bad-event": Code("not an event", "An event of a test cannot be read as an event of a log could."),
        "bad-time": Code("not a time", "A time in a test file is not written as times are."),
        "unknown-reason": Code("an unknown reason", "A test expects a reason code that does not exist."),
    }
)
