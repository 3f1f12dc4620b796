"""Templates and facts from anybody: no template loops, grows, reaches out or fails in another way than it should."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tactful.drafting.facts import FACTS, Facts, said
from tactful.drafting.templates import MAX_LENGTH, Filled, read_template
from tactful.errors import PolicyError

NAMES = {**FACTS, "event": {"by": "by"}, "settings": {"silence": "silence"}}
hostile = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])

ESCAPES = [
    "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "{{ ''['__class__'] }}",
    "{{ company.__class__ }}",
    "{{ company['__class__'] }}",
    "{{ recipient.__class__ }}",
    "{{ recipient['_facts'] }}",
    "{{ recipient.__getitem__('name') }}",
    "{{ company.format(company) }}",
    "{{ '{0.__class__}'.format(company) }}",
    "{{ company | attr('__class__') }}",
    "{{ company | format }}",
    "{{ company | map('x') }}",
    "{{ self.__init__.__globals__ }}",
    "{{ self._TemplateReference__context }}",
    "{{ cycler.__init__.__globals__.os }}",
    "{{ lipsum.__globals__ }}",
    "{{ joiner }}",
    "{{ namespace }}",
    "{{ config }}",
    "{{ request }}",
    "{{ turns.takes(0, 0) }}",
    "{{ environment }}",
    "{% include '/etc/passwd' %}",
    "{% import 'os' as os %}",
    "{% extends '/etc/passwd' %}",
    "{% set x = 1 %}",
    "{% do company %}",
    "{% debug %}",
    "{% trans %}a{% endtrans %}",
    "{% call x() %}{% endcall %}",
    "{% for x in range(1000000000) %}x{% endfor %}",
    "{% for x in company recursive %}{{ loop(x) }}{% endfor %}",
    "{% macro x() %}{{ x() }}{% endmacro %}{{ x() }}",
    "{% block x %}{{ self.x() }}{% endblock %}",
    "{{ 'x' * 1000000000 }}",
    "{{ 10 ** 10 ** 10 }}",
    "{{ [0] * 1000000000 }}",
    "{{ '%1000000000d' % 1 }}",
    "{{ 'x' | center(1000000000) }}",
    "{{ range(1000000000) | list }}",
    "{{ " + "9" * 10_000 + " }}",
    "{{ " + "(" * 16_000 + " }}",
    "{{ " + "[" * 16_000 + " }}",
    "{{ " + "-" * 16_000 + "1 }}",
    "{{ " + "not " * 4_000 + "company }}",
    "{{ company" + " or company" * 1_400 + " }}",
    "{{ company" + " | lower" * 1_900 + " }}",
    "{{ company" + ".x" * 8_000 + " }}",
    "{{ 'a' if company else " * 700 + "'b' }}",
    "{% if company %}" * 1_000 + "{% endif %}" * 100,
    "{% vary %}" * 1_600,
    "{# " * 5_000,
    "{% raw %}" * 1_800,
    "{{ '\\N{" + "A" * 10_000 + "}' }}",
]


@pytest.mark.parametrize("text", ESCAPES, ids=[text[:40] for text in ESCAPES])
def test_no_template_gets_out(text: str) -> None:
    """Every known way out of a template, and every way to make it endless, is refused when it is read."""
    with pytest.raises(PolicyError) as caught:
        read_template(f"Subject: s\n\n{text}".encode(), "t.txt", NAMES)
    assert caught.value.problems
    assert caught.value.__cause__ is None
    assert len(str(caught.value)) < 20_000


def filled(source: bytes, facts: Facts, place: int) -> Filled | None:
    """Fill a template in, if it is one; nothing but PolicyError may come of it."""
    with contextlib.suppress(PolicyError):
        result = read_template(source, "t.txt", NAMES).fill(facts, place)
        assert len(result.text) <= MAX_LENGTH + 1
        assert "\n" not in result.subject
        assert result.subject.isprintable() or any(letter in result.subject for letter in "\u200c\u200d\u00a0\u3000")
        return result
    return None


PIECES = st.sampled_from(
    [
        *(
            "{{",
            "}}",
            "{%",
            "%}",
            "{#",
            "#}",
            "{%-",
            "-%}",
            "{{-",
            "-}}",
            "\n",
            "\n\n",
            " ",
            "if",
            "elif",
            "else",
            "endif",
        ),
        *(
            "vary",
            "or",
            "endvary",
            "raw",
            "endraw",
            "for",
            "endfor",
            "set",
            "in",
            "not",
            "and",
            "is",
            "company",
            "position",
        ),
        *(
            "recipient",
            ".name",
            ".first_name",
            "['name']",
            "for",
            "event.by",
            "settings",
            "(",
            ")",
            "[",
            "]",
            "|",
            "lower",
        ),
        *(
            "capitalize",
            "==",
            "!=",
            "'a'",
            '"b"',
            "1",
            "0x1",
            "1e9",
            "~",
            "*",
            "**",
            "%",
            ",",
            "=",
            "None",
            "true",
            "\\",
        ),
        *("__class__", "self", "loop", "\x00", "\u2028", "\ud7ff", "Subject:", "[gap]", "é"),
    ]
)


@hostile
@given(st.lists(PIECES, max_size=40).map("".join), st.integers(0, 20))
def test_templates_made_of_pieces(text: str, place: int) -> None:
    """Whatever is put together from the words of the language is a template or a problem."""
    filled(f"Subject: s\n\n{text}".encode(), {"company": "Acme"}, place)
    filled(f"Subject: {text}\n\nText\n".encode(), {"company": "Acme"}, place)


@hostile
@given(st.binary(max_size=300))
def test_templates_made_of_bytes(source: bytes) -> None:
    """So is any file."""
    filled(source, {}, 0)
    filled(b"Subject: s\n\n" + source, {}, 0)


EVERY = (
    b"Subject: {{ company }} {{ recipient.name }}\n\nDear {{ recipient.first_name }},\n\n"
    b"{{ company | lower }} {{ position | capitalize }} {% if for %}{{ for.name }}{% endif %}\n\n{{ candidate.name }}\n"
)


@hostile
@given(
    st.lists(st.text() | st.sampled_from(["{{ x }}", "{%", "a\r\nBcc: b", "[x]", "\x1b[2J"]), min_size=5, max_size=5)
)
def test_facts_made_of_anything(texts: list[str]) -> None:
    """Whatever a fact holds, the draft has the lines of its template, and no gap that is not one."""
    company, name, position, meant, candidate = map(said, texts)
    facts: Facts = {
        "company": company,
        "position": position,
        "recipient": {"name": name, "first_name": name},
        "for": {"name": meant},
        "candidate": {"name": candidate},
    }
    result = filled(EVERY, facts, 0)
    assert result is not None
    assert result.text.count("\n") == 5
    gaps = sum(fact is None for fact in (company, company, name, name, position, meant, candidate))
    assert f"{result.subject}{result.text}".count("[") == gaps
