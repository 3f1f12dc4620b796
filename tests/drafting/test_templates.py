"""What a template may hold, and what comes of it."""

from __future__ import annotations

from itertools import pairwise

import pytest

from tactful.drafting.facts import FACTS, Facts
from tactful.drafting.templates import MAX_BYTES, MAX_LENGTH, Filled, read_template
from tactful.errors import PolicyError, Problem

NAMES = {
    **FACTS,
    "event": {"by": "by", "fair-name": "fair-name"},
    "settings": {"silence": "silence", "due-by": "due-by"},
}
KNOWN: Facts = {
    "recipient": {"name": "Dana Ruiz", "first_name": "Dana", "email": "dana@acme.example", "role": "lead"},
    "for": {"name": "Owen Pratt", "first_name": "Owen", "email": None, "role": None},
    "candidate": {"name": "ines Calder", "first_name": "ines", "email": None},
    "company": "Acme",
    "position": "Analyst",
    "interview": {"format": "phone", "round": 2, "day": "Tuesday", "date": "3 March", "when": "today"},
    "today": {"day": "Tuesday", "date": "3 March"},
    "event": {"by": "Friday 6 March", "fair-name": "Spring"},
    "settings": {"silence": "2 weeks", "due-by": "1 hour"},
}


def filled(text: str, facts: Facts = KNOWN, place: int = 0) -> str:
    template = read_template(f"Subject: s\n\n{text}\n".encode(), "t.txt", NAMES)
    return template.fill(facts, place).text.removesuffix("\n")


def problems(source: str | bytes) -> tuple[Problem, ...]:
    with pytest.raises(PolicyError) as caught:
        read_template(source.encode() if isinstance(source, str) else source, "t.txt", NAMES)
    return caught.value.problems


@pytest.mark.parametrize(
    ("text", "known", "unknown"),
    [
        ("{{ company }}", "Acme", "[name of the company]"),
        ("{{ company or 'your firm' }}", "Acme", "your firm"),
        ("{{ company or '[your firm]' }}", "Acme", "[your firm]"),
        ("{{ company or position or 'x' }}", "Acme", "x"),
        ("{{ company and position }}", "Analyst", "[name of the company]"),
        ("{{ recipient.first_name }}", "Dana", "[name]"),
        ("{{ recipient['first_name'] }}", "Dana", "[name]"),
        ("{{ for.name }}", "Owen Pratt", "[name]"),
        ("{{ for.email }}", "[address]", "[address]"),
        ("{{ candidate.name | capitalize }}", "Ines Calder", "[name of the candidate]"),
        ("{{ position | lower }}", "analyst", "[the position]"),
        ("{{ interview.round }}", "2", "[round of the interview]"),
        ("{{ event.by }}", "Friday 6 March", "[by]"),
        ("{{ event['fair-name'] }}", "Spring", "[fair-name]"),
        ("{{ settings.silence }} {{ settings['due-by'] }}", "2 weeks 1 hour", "[silence] [due-by]"),
        ("{% if company %}a{% endif %}b", "ab", "b"),
        ("{% if not company %}a{% elif position %}b{% else %}c{% endif %}", "b", "a"),
        ("{% if for %}a{% else %}b{% endif %}", "a", "b"),
        ("{% if interview %}a{% else %}b{% endif %}", "a", "b"),
        ("{% if interview.round == 2 %}a{% else %}b{% endif %}", "a", "b"),
        ("{% if interview.format != 'phone' %}a{% else %}b{% endif %}", "b", "a"),
        ("{% if interview.format in ['phone', 'video'] and company %}a{% else %}b{% endif %}", "a", "b"),
        ("{% if interview.format not in ('phone', 'video') %}a{% else %}b{% endif %}", "b", "a"),
        ("{{ 'talk' if interview.format == 'phone' else 'visit' }}", "talk", "visit"),
        ("[what struck you]", "[what struck you]", "[what struck you]"),
        ("a{# company #}b", "ab", "ab"),
        ("a{% if company %}b{% endif %}\nc", "ab\nc", "a\nc"),
        ("{% if company -%}\n  a\n{%- endif %} b\n  {# c #}  \nd", "a b\nd", " b\nd"),
        ("{% raw %}{{ company }}{% endraw %}", "{{ company }}", "{{ company }}"),
        ("a\n\n\n\nb  \n{% if company %}\nc\n{% endif %}\n\nd", "a\n\nb\nc\n\nd", "a\n\nb\n\nd"),
    ],
)
def test_what_a_template_comes_to(text: str, known: str, unknown: str) -> None:
    """Each part of the language, where the facts are known and where none is."""
    assert filled(text) == known
    assert filled(text, {}) == unknown


def test_the_subject_is_one_line() -> None:
    """The first line is the subject, and may hold what the text may."""
    template = read_template(b"Subject:  {{ company }}:{% if position %} a  b{% endif %} \n\nText\n", "t.txt", NAMES)
    assert template.fill(KNOWN) == Filled("Acme: a b", "Text\n")
    assert template.fill({}) == Filled("[name of the company]:", "Text\n")


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_lines_may_end_in_any_way(ends: str) -> None:
    """A template from any system, also one with a byte order mark, gives the same draft."""
    source = "\ufeffSubject: s\n\nDear {{ recipient.first_name }},\n\nThanks.\n".replace("\n", ends)
    assert read_template(source.encode(), "t.txt", NAMES).fill(KNOWN).text == "Dear Dana,\n\nThanks.\n"


VARY = "{% vary %}\na\n{% or %}\nb\n{% or %}\nc\n{% endvary %}\n"


def test_vary_goes_by_the_place() -> None:
    """Neighbours get different wordings, and each place always the same."""
    assert [filled(VARY, place=place) for place in range(4)] == ["a", "b", "c", "a"]


def test_two_varying_wordings_do_not_go_in_step() -> None:
    """Two choices of three wordings make nine different texts before any comes again; neighbours share none."""
    texts = [filled(VARY * 2, place=place) for place in range(10)]
    assert len(set(texts[:9])) == 9
    assert texts[9] == texts[0]
    for text, other in pairwise(texts[:3]):
        assert all(mine != theirs for mine, theirs in zip(text.split(), other.split(), strict=True))


def test_vary_in_a_wording() -> None:
    """A wording may hold facts, conditions, and wordings in turn."""
    inner = "{% vary %}{{ company }}{% or %}{% vary %}x{% or %}y{% endvary %}{% endvary %}"
    assert [filled(inner, place=place) for place in range(4)] == ["Acme", "y", "Acme", "x"]


WRONG = [
    ("{{ compny }}", "template-name", "unknown fact `compny`", "did you mean `company`?"),
    ("{{ recipient.first }}", "template-name", "unknown fact `recipient.first`", "did you mean"),
    ("{{ first_name }}", "template-name", "unknown fact `first_name`", ""),
    ("{{ person.name }}", "template-name", "unknown fact `person`", ""),
    ("{{ company.name }}", "template-name", "`company` has no parts", "write `company`"),
    ("{{ recipient }}", "template-part", "`recipient` is no text", "`recipient.name`"),
    ("{{ company | upper }}", "template-name", "unknown filter `upper`", "`lower`"),
    ("{{ company | lower(1) }}", "template-part", "the filter `lower` takes nothing", ""),
    ("{{ settings.silense }}", "template-name", "unknown fact `settings.silense`", "did you mean `settings.silence`?"),
    ("{{ settings.due-by }}", "template-part", "a template does not compute", 'settings["…"]'),
    ("{{ turns }}", "template-name", "unknown fact `turns`", ""),
    ("{{ self }}", "template-name", "unknown fact `self`", ""),
    ("{{ company == 'a' }}", "template-part", "a comparison outside of `if`", ""),
    ("{{ 'a' if company }}", "template-part", "an `if` without its `else`", ""),
    ("{% if company > 'a' %}{% endif %}", "template-part", "this comparison", ""),
    ("{% if 'a' in company %}{% endif %}", "template-part", "expected a list after `in`", ""),
    ("{% if company is defined %}{% endif %}", "template-part", "a test with `is`", ""),
    ("{{ 'a' ~ company }}", "template-part", "`~`", ""),
    ("{{ 'a' * 3 }}", "template-part", "arithmetic", ""),
    ("{{ -3 }}", "template-part", "arithmetic", ""),
    ("{{ 3.5 }}", "template-part", "this expression", ""),
    ("{{ none }}", "template-part", "this expression", ""),
    ("{{ ['a'] }}", "template-part", "a list or mapping", ""),
    ("{{ company[0] }}", "template-part", "this expression", ""),
    ("{{ company[1:2] }}", "template-part", "this expression", ""),
    ("{{ company.upper() }}", "template-part", "a call", ""),
    ("{{ range(3) }}", "template-part", "a call", ""),
    ("{% for x in company %}{% endfor %}", "template-part", "`{% for %}`", ""),
    ("{% set x = company %}", "template-part", "`{% set %}`", ""),
    ("{% macro x() %}{% endmacro %}", "template-part", "`{% macro %}`", ""),
    ("{% include 'a' %}", "template-part", "`{% include %}`", ""),
    ("{% import 'a' as a %}", "template-part", "`{% import %}`", ""),
    ("{% extends 'a' %}", "template-part", "`{% extends %}`", ""),
    ("{% block a %}{% endblock %}", "template-part", "`{% block %}`", ""),
    ("{% with %}{% endwith %}", "template-part", "`{% with %}`", ""),
    ("{% filter lower %}a{% endfilter %}", "template-part", "`{% filter %}`", ""),
    ("{% autoescape true %}{% endautoescape %}", "template-part", "this tag", ""),
    ("{% do company %}", "template-syntax", "unknown tag `do`", ""),
    ("{% if company %}", "template-syntax", "unexpected end of template", ""),
    ("{{ company", "template-syntax", "unexpected end of template", ""),
    ("{% vary %}a{% endvary %}", "template-syntax", "`vary` needs a second wording", ""),
    ("{% vary %}a{% or %}b", "template-syntax", "unexpected end of template", ""),
    ("{{ 9" + "9" * 5000 + " }}", "template-syntax", "a number is too long", ""),
    ("{{ " + "(" * 3000 + " }}", "template-size", "nested too deep", ""),
    ("{{ " + "not " * 25 + "company }}", "template-part", "a comparison", ""),
    ("{% if " + "not " * 25 + "company %}{% endif %}", "template-size", "nested more than 20 deep", ""),
    ("{% if company %}" * 25 + "{% endif %}" * 25, "template-size", "nested more than 20 deep", ""),
]


@pytest.mark.parametrize(("text", "code", "message", "hint"), WRONG, ids=[text[:40] for text, *_ in WRONG])
def test_what_a_template_may_not_hold(text: str, code: str, message: str, hint: str) -> None:
    """Whatever is not in the list is told, with its line and what was meant."""
    first = problems(f"Subject: s\n\nHello\n{text}\n")[0]
    assert (first.code, message in first.message, hint in first.help) == (code, True, True), first
    assert first.where.line in (0, 4, 5)


@pytest.mark.parametrize(
    ("source", "line", "message"),
    [
        ("", 1, "found an empty line"),
        ("Dear Dana,\n\nThanks.\n", 1, "found `Dear Dana,`"),
        ("subject: s\n\nThanks.\n", 1, "found `subject: s`"),
        ("Subject: \n\nThanks.\n", 1, "found `Subject: `"),
        ("Subject: s\nThanks.\n", 2, "found `Thanks.`"),
        ("Subject: s\nTo: evil@evil.example\n\nThanks.\n", 2, "found `To: evil@evil.example`"),
        ("Subject: s\n\n\n", 2, "there is no text"),
    ],
)
def test_a_template_begins_with_its_subject(source: str, line: int, message: str) -> None:
    """One line of subject, a blank line, and a text; there are no other headers."""
    (problem,) = problems(source)
    assert (problem.code, problem.where.line) == ("template-subject", line)
    assert message in problem.message


def test_all_problems_at_once_and_in_their_places() -> None:
    """Mistakes of the subject and of the text are told together, each with line and column."""
    found = problems("Subject: {{ compny }}\n\nDear {{ recipient.nam }},\n{% set a = 1 %}\n")
    assert [str(problem.where) for problem in found] == ["t.txt:1:13", "t.txt:3:9", "t.txt:4:4"]
    assert str(found[0]) == "t.txt:1:13: unknown fact `compny` [template-name]\n  help: did you mean `company`?"


def test_a_tag_does_not_reach_from_the_subject_into_the_text() -> None:
    """The two are read apart, so no condition can leave out the line between them."""
    found = problems("Subject: {% if company %}a\n\nb{% endif %}\n")
    assert [(problem.code, problem.where.line) for problem in found] == [("template-syntax", 1), ("template-syntax", 3)]


def test_what_is_not_text() -> None:
    """Bytes that are not UTF-8 are told, not guessed at."""
    assert problems(b"Subject: s\n\n\xff\n")[0].code == "template-syntax"


def test_the_size_of_a_template_and_of_its_draft() -> None:
    """A template is bounded, and so is what it comes to."""
    head = b"Subject: s\n\n"
    assert read_template(head + b"a" * (MAX_BYTES - len(head)), "t.txt", NAMES)
    assert problems(head + b"a" * MAX_BYTES)[0].code == "template-size"
    template = read_template(head + b"{{company}}" * 1400, "t.txt", NAMES)
    assert len(template.fill({"company": "x" * 20}).text) == 1400 * 20 + 1
    with pytest.raises(PolicyError, match=f"more than {MAX_LENGTH:,} characters"):
        template.fill({"company": "x" * 100})


@pytest.mark.parametrize("fact", ["{{ recipient.name }}", "{% if x %}", "{{ ''.__class__ }}", "{# a", "{%"])
def test_a_fact_is_no_template(fact: str) -> None:
    """What looks like a template in a name stays what it is."""
    assert filled("{{ company }}!", {"company": fact}) == f"{fact}!"
