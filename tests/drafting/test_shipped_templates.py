"""The templates of the shipped packs: there is one for each message, and every draft keeps to the tone of its rule."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import product
from pathlib import Path

import pytest

import tactful
from tactful.drafting.facts import Fact, Facts, Names, names_for
from tactful.drafting.files import find_template, folders, names_in, template_problems
from tactful.drafting.templates import Template, read_template
from tactful.policy import Policy, Rule, pack_names

PACKS = {name: tactful.load(name) for name in pack_names()}
MESSAGES = [
    pytest.param(policy, rule, id=f"{name} {rule.name}")
    for name, policy in PACKS.items()
    for rule in policy.rules
    if rule.forbids is None
]
PEOPLE = (("Dana Ruiz", "Dana"), ("Owen Pratt", "Owen"), ("Kim Sato", "Kim"), ("Theo Marsh", "Theo"))
WORDS: Mapping[str, Fact] = {
    "candidate.name": "Ines Calder",
    "candidate.first_name": "Ines",
    "company": "Sunmesa Logistics",
    "position": "Transport planner",
    "interview.format": "phone",
    "interview.round": 2,
    "interview.day": "Tuesday",
    "interview.date": "3 March",
    "interview.when": "on Tuesday",
    "today.day": "Thursday",
    "today.date": "5 March",
}
GROUPS = ("candidate", "interview")
"""The groups of facts of which there may be none."""
GAP = re.compile(r"\[[^\[\]]+\]")
ALWAYS = ("settings", "today")
"""Those of which all is known."""


def template_of(policy: Policy, rule: Rule) -> tuple[Template, str]:
    path = find_template(rule, policy)
    assert path is not None, f"`templates/{rule.name}.txt` is missing"
    source = path.read_bytes()
    written = re.sub(r"""\[['"]([\w-]+)['"]\]""", r".\1", source.decode())
    return read_template(source, str(path), names_for(rule, policy)), written


def known_facts(policy: Policy, names: Names, person: tuple[str, str], *, routed: bool) -> dict[str, Fact]:
    """Return a value for every fact, by its whole name; the people meant only where the message is routed."""
    name, first = person
    found: dict[str, Fact] = {}
    for group, fields in names.items():
        for whole in [group] if isinstance(fields, str) else [f"{group}.{field}" for field in fields]:
            found[whole] = WORDS.get(whole, "Spring" if group == "event" else "x")
    to = ("Rita Vale", "Rita") if routed else person
    found |= {"recipient.name": to[0], "recipient.first_name": to[1], "recipient.email": "to@x.example"}
    found |= {"for.name": name, "for.first_name": first, "for.email": "for@x.example"}
    found |= {f"settings.{setting}": str(one.value) for setting, one in policy.settings.items()}
    return {whole: fact for whole, fact in found.items() if routed or not whole.startswith("for.")}


def nested(flat: Mapping[str, Fact], names: Names) -> Facts:
    """Return facts as a template takes them; a group of which nothing is left is not there."""
    found: dict[str, Fact | dict[str, Fact] | None] = {}
    for group, fields in names.items():
        if isinstance(fields, str):
            found[group] = flat.get(group)
        else:
            there = {field: flat[f"{group}.{field}"] for field in fields if f"{group}.{field}" in flat}
            found[group] = there or None
    return found


def combinations(
    policy: Policy, names: Names, source: str, person: tuple[str, str], *, routed: bool
) -> Iterator[Facts]:
    """Yield facts in every combination of known and missing, of those that the template names at all.

    A fact that is compared with words is each of these too.
    """
    known = known_facts(policy, names, person, routed=routed)
    choices: dict[str, list[Fact]] = {}
    for name in (*known, *GROUPS):
        if name.partition(".")[0] not in ALWAYS and re.search(rf"(?<![\w.]){re.escape(name)}(?![\w.-])", source):
            compared = re.findall(rf"{re.escape(name)} (?:==|!=|in|not in) (.*?)(?:[%}}]}}|and |or )", source)
            words = re.findall(r"""['"]([^'"]+)['"]""", " ".join(compared))
            choices[name] = [known.get(name, "there"), None, *words]
    for chosen in product(*choices.values()):
        facts = {**known, **dict(zip(choices, chosen, strict=True))}
        gone = {group for group in GROUPS if group in choices and facts[group] is None}
        yield nested({name: fact for name, fact in facts.items() if name.partition(".")[0] not in gone}, names)


@pytest.mark.parametrize(("policy", "rule"), MESSAGES)
def test_every_message_has_a_template(policy: Policy, rule: Rule) -> None:
    """Each rule of a shipped pack that is no prohibition has a template, in which nothing is wrong."""
    template_of(policy, rule)


@pytest.mark.parametrize("name", PACKS)
def test_every_template_belongs_to_a_rule(name: str) -> None:
    """A pack's folder holds no template that no rule has, and no mistakes in any."""
    policy = PACKS[name]
    rules = {rule.name for rule in policy.rules if rule.forbids is None}
    assert set(names_in(next(folders(policy)))) <= rules
    assert template_problems(policy) == []
    files = Path(next(folders(policy))).glob("*") if next(folders(policy)).is_dir() else ()
    assert all(path.suffix == ".txt" for path in files)


@pytest.mark.parametrize(("policy", "rule"), MESSAGES)
@pytest.mark.parametrize("routed", [False, True], ids=["direct", "routed"])
def test_a_draft_keeps_to_the_tone(policy: Policy, rule: Rule, routed: bool) -> None:
    """With any facts known or missing, for each place among several people, the check finds nothing but the gaps."""
    template, source = template_of(policy, rule)
    names = template.names
    for place, person in enumerate(PEOPLE):
        for facts in combinations(policy, names, source, person, routed=routed):
            draft = template.fill(facts, place)
            to = "Rita Vale" if routed else person[0]
            review = tactful.check_draft(policy, rule.name, f"Subject: {draft.subject}\n\n{draft.text}", to=to)
            assert [one.place.words for one in review.findings] == GAP.findall(str(draft)), draft
            assert {one.code for one in review.findings} <= {"gap"}


@pytest.mark.parametrize(("policy", "rule"), MESSAGES)
def test_drafts_for_several_people_differ(policy: Policy, rule: Rule) -> None:
    """Where the tone demands that messages differ they do, with everything known and with nothing known."""
    template, _ = template_of(policy, rule)
    for missing in (False, True):
        texts = []
        for place, person in enumerate(PEOPLE):
            known = known_facts(policy, template.names, person, routed=False)
            facts = nested(dict.fromkeys(known) if missing else known, template.names)
            texts.append((person[0], template.fill(facts, place).text))
        for number, (to, text) in enumerate(texts):
            others = texts[:number] + texts[number + 1 :]
            review = tactful.check_draft(policy, rule.name, text, to=to, others=others)
            assert {one.code for one in review.findings} <= {"gap"}
