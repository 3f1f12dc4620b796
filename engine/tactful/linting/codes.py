"""The closed table of what lint finds, each with a stable code and how much it matters."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from tactful.diagnostics import Code, Severity

PAGE = "docs/lint.md"

_TABLE: Mapping[str, tuple[Severity, str, str]] = {
    # conditions
    "never-fires": ("error", "a rule that can never speak", "The condition of a rule cannot hold, whatever happens."),
    "stop-never-applies": ("warning", "a stop without effect", "A stop can end no advice of this policy."),
    "hold-never-applies": ("warning", "a hold without effect", "A hold can postpone no advice of this policy."),
    "release-never-applies": ("warning", "a release without effect", "What releases a hold can never come about."),
    "limit-never-applies": ("warning", "a limit without effect", "A limit can keep back no advice of this policy."),
    "unmatched-selection": (
        "warning",
        "a selected name that no rule has",
        "A hold, stop, limit or prohibition selects a purpose or channel that no rule has, perhaps a misspelt one.",
    ),
    "via-never-applies": (
        "warning",
        "a `via` without effect",
        "Whoever a rule writes to through somebody is that person, or the candidate.",
    ),
    # rules beside each other
    "always-outranked": (
        "warning",
        "a rule that is never shown",
        "Whenever the advice of a rule is open, another for the same purpose and people is shown in its place.",
    ),
    "colliding-advice": (
        "warning",
        "two rules that advise the same",
        "Two rules can advise the same purpose to the same people at once, and only their order decides.",
    ),
    "always-forbidden": (
        "error",
        "a rule that is always forbidden",
        "What triggers a rule also triggers a prohibition that forbids its advice for ever.",
    ),
    # times
    "open-for-ever": ("warning", "advice without an end", "Nothing ends the advice of a rule but its own message."),
    "window-never-opens": ("error", "a window without a moment", "A window leaves no moment for more than 400 days."),
    "due-before-opening": ("error", "due before it opens", "Advice is late from the moment in which it opens."),
    "expires-before-opening": ("error", "gone before it opens", "Advice expires before anybody may act on it."),
    "never-earliest": (
        "warning",
        "a moment that never comes first",
        "One of the moments in an `earliest` never is the earliest, since another comes no later.",
    ),
    # what is written and not used
    "unused-setting": ("warning", "a setting that nothing uses", "No `$name` stands for the setting."),
    "unused-phrase": ("warning", "a phrase that nothing says", "No `say` of a rule names the phrase."),
    "unused-source": ("warning", "a source that nothing cites", "No `source` of a rule names the source."),
    "extends-overwrite": (
        "warning",
        "policies that overwrite each other",
        "Two extended policies write one key differently, and only the order of `extends` decides.",
    ),
    # what people read
    "no-because": ("warning", "no reason given", "A `because` is a placeholder, but it is shown to people."),
    "no-source": ("warning", "no source given", "A rule cites none of the sources that its file declares."),
    "tone-contradiction": ("error", "a tone that contradicts itself", "No text can fulfil all that a tone demands."),
    "tone-dropped": (
        "warning",
        "phrases of the policy that a rule drops",
        "The `say` of a rule takes the place of that in the policy's own `tone`, and lacks some of its phrases.",
    ),
    # worth knowing
    "silent-format": (
        "info",
        "a format without advice",
        "No rule asks for a message after an interview of a built-in format.",
    ),
    "silent-status": ("info", "a status without advice", "No rule asks for a message while a case has this status."),
    # silences
    "bad-silence": ("warning", "a silence that cannot be read", "A `# lint:` comment lacks a known code or a reason."),
    "unused-silence": ("warning", "a silence without a finding", "A `# lint: allow` comment silences nothing."),
}

CODES: Mapping[str, Code] = MappingProxyType(
    {code: Code(title, meaning, PAGE) for code, (_, title, meaning) in _TABLE.items()}
)
"""The codes, with what they mean and where that is documented."""

SEVERITIES: Mapping[str, Severity] = MappingProxyType({code: severity for code, (severity, _, _) in _TABLE.items()})
"""How much a finding of each code matters."""
