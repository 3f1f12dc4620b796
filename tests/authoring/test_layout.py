from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tactful.authoring.formatting import formatted
from tactful.authoring.order import CLAUSE, key_order
from tactful.authoring.scalars import in_quotes
from tactful.errors import PolicyError
from tactful.policy import clauses, document
from tactful.yaml_nodes import load_nodes

LONG = "a" * 60


def policy(text: str) -> str:
    return f"tactful: 1\npolicy: p\n{text}"


@pytest.mark.parametrize(
    ("path", "form"),
    [
        ((), document.PolicyDocument),
        (("calendar",), document.CalendarDocument),
        (("settings", "x"), document.SettingDocument),
        (("events", "x.y"), document.EventDocument),
        (("rules", "x"), clauses.RuleDocument),
        (("holds", "x"), clauses.HoldDocument),
        (("stops", "x"), clauses.StopDocument),
        (("rules", "x", "recipients"), clauses.RecipientsDocument),
        (("rules", "x", "recipients", "fallback"), clauses.RecipientsDocument),
        (("holds", "x", "recipients"), clauses.RecipientsDocument),
        (("rules", "x", "timing"), clauses.TimingDocument),
        (("rules", "x", "timing", "window"), clauses.WindowDocument),
        (("tone",), clauses.ToneDocument),
        (("tone", "should"), clauses.ToneDemands),
        (("rules", "x", "tone"), clauses.ToneDocument),
        (("rules", "x", "tone", "must_not"), clauses.ToneDemands),
    ],
)
def test_every_key_has_its_place(path: tuple[str, ...], form: type[document.Document]) -> None:
    """The order names each key that the language has at a place, and no other."""
    order = key_order(path)
    assert sorted(order) == sorted(field.alias or name for name, field in form.model_fields.items())


@pytest.mark.parametrize("path", [("opens",), ("due",), ("expires", "earliest", "")])
def test_a_moment_is_ordered(path: tuple[str, ...]) -> None:
    """A moment says first where it counts from, alone and as one of several."""
    forms = (clauses.MomentDocument, clauses.EarliestDocument)
    keys = {field.alias or name for form in forms for name, field in form.model_fields.items()}
    order = key_order(("rules", "x", "timing", *path))
    assert set(order) == keys
    assert order.index("from") < order.index("plus")


def test_what_ends_a_rule_is_ordered() -> None:
    """`stop` and `release` have the keys of a clause; conditions keep the author's order."""
    assert key_order(("rules", "x", "stop")) == key_order(("holds", "x", "release")) == CLAUSE
    assert key_order(("rules", "x", "if")) == ()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(
            "rules:\n    b:\n        strength: may\n        when: message.sent\n        because: x\n    a: null\n",
            "\nrules:\n  b:\n    because: x\n    when: message.sent\n    strength: may\n\n  a: null\n",
            id="keys in order, rules in the author's, two spaces, a blank line between",
        ),
        pytest.param(
            "rules:\n  a:\n    timing:\n      due: 1 hour\n      from: interview.end\n",
            "\nrules:\n  a:\n    timing: {from: interview.end, due: 1 hour}\n",
            id="a short mapping in brackets",
        ),
        pytest.param(
            f"rules:\n  a:\n    timing: {{due: 1 hour, opens: {LONG}, expires: {LONG}}}\n",
            f"\nrules:\n  a:\n    timing:\n      opens: {LONG}\n      due: 1 hour\n      expires: {LONG}\n",
            id="a long mapping without",
        ),
        pytest.param(
            "rules:\n  a:\n    timing:\n      due: {earliest: [1 day, {plus: 1 day, from: x}]}\n      opens:\n"
            "        plus: 1 day\n        from: x\n",
            "\nrules:\n  a:\n    timing:\n      opens: {from: x, plus: 1 day}\n"
            "      due: {earliest: [1 day, {from: x, plus: 1 day}]}\n",
            id="the keys of a moment in order",
        ),
        pytest.param(
            "phrases:\n  a: x\ntone:\n  must_not: {differ: true, say: a}\n  voice:\n    - brief\n",
            "tone:\n  voice: [brief]\n  must_not: {say: a, differ: true}\n\nphrases:\n  a: x\n",
            id="the tone of the policy before its phrases",
        ),
        pytest.param(
            f"rules:\n  a:\n    source: [{LONG}, {LONG},\n  x]\n",
            f"\nrules:\n  a:\n    source: [{LONG},\n      {LONG}, x]\n",
            id="a long list of words over several lines",
        ),
        pytest.param(
            "settings:\n  a:\n    value: [x,\n      y]\n    about: z\n",
            "\nsettings:\n  a:\n    value: [x, y]\n    about: z\n",
            id="a setting stays over several lines",
        ),
        pytest.param(
            "rules: {a: null}\n\n\n\nstops: {b: null}\n",
            "rules: {a: null}\n\nstops: {b: null}\n",
            id="one blank line at most",
        ),
        pytest.param(
            "title: 'a b'\ntimezone: \"on\"\nphrases: {x: 'a: b', y: '007', z: \"it's\", 'w': ''}\n",
            "title: a b\ntimezone: \"on\"\nphrases: {x: 'a: b', y: '007', z: \"it's\", w: ''}\n",
            id="quotes where somebody needs them",
        ),
        pytest.param(
            "# top\n\ntitle: x     # beside\n#under\n",
            "title: x  # beside\n#under\n",
            id="comments where they were",
        ),
        pytest.param(
            "rules:\n  a:  # head\n    # of when\n    when: x   # w\n    because: y\n    # foot\n  # of b\n  b: null\n",
            "\nrules:\n  a:  # head\n    because: y\n    # of when\n    when: x  # w\n    # foot\n\n"
            "  # of b\n  b: null\n",
            id="comments go with their key",
        ),
        pytest.param(
            "rules:\n  a:\n    if: {x: 1, # one\n      y: 2}\n",
            "\nrules:\n  a:\n    if:\n      x: 1  # one\n      y: 2\n",
            id="a comment needs a line of its own",
        ),
        pytest.param(
            "rules:\n  a:\n      because: |\n          one\n           two\n      when: x\n",
            "\nrules:\n  a:\n    because: |\n      one\n       two\n    when: x\n",
            id="a text over several lines",
        ),
        pytest.param(
            "rules:\n  a:\n    because: one\n      two\n    when:\n",
            "\nrules:\n  a:\n    because: one two\n    when: null\n",
            id="a text that fits a line",
        ),
    ],
)
def test_a_policy_is_laid_out(before: str, after: str) -> None:
    """Each rule of the layout, by example; what is laid out stays so."""
    head = "# top\n\n" if before.startswith("# top") else ""
    assert formatted(policy(before).replace("# top\n\n", ""), "p") == policy(after)
    assert formatted(head + policy(after), "p") == head + policy(after)


def test_what_stands_above_the_first_key_is_of_the_file() -> None:
    """The comments at the top stay there, though the first key moves."""
    assert formatted("# modeline\n# about\n\npolicy: p\ntactful: 1\n", "p") == (
        "# modeline\n# about\n\ntactful: 1\npolicy: p\n"
    )


def test_tests_keep_their_order_and_long_lines() -> None:
    """In a test file keys stay in order and a line of any length stays one; a blank line parts the tests."""
    row = f"{{type: message.sent, at: 2026-03-03 10:30, data: {{text: {LONG}, subject: {LONG}}}}}"
    test = "  - name: x\n    expect: []\n    events:\n      - " + row + "\n"
    first, second = (test.replace("name: x", f"name: {name}") for name in "ab")
    text = f"tests:\n{first}{second}policy: p\n"
    assert formatted(text, "p_test.yaml") == f"tests:\n{first}\n{second}policy: p\n"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("rules: [\n", "yaml-syntax"),
        ("a: &x 1\n", "yaml-alias"),
        ("- a\n", "wrong-type"),
        ("", "wrong-type"),
        ("services: {web: 1}\n", "wrong-type"),
    ],
)
def test_what_is_no_policy_is_refused(text: str, code: str) -> None:
    """What cannot be read, or is neither a policy nor a test file, is told and not touched."""
    with pytest.raises(PolicyError) as caught:
        formatted(text, "p")
    assert [problem.code for problem in caught.value.problems] == [code]


def test_line_ends_and_marks_of_other_systems_are_read() -> None:
    """Windows line ends and a byte order mark are no part of the text."""
    assert formatted(b"\xef\xbb\xbftactful: 1\r\npolicy: p\r\n", "p") == "tactful: 1\npolicy: p\n"


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_quotes_keep_a_text(text: str) -> None:
    """A text in quotes reads as itself."""
    assert load_nodes(f"a: {in_quotes(text)}\n", "p").data == {"a": text}
