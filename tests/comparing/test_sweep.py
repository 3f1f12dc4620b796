from __future__ import annotations

import pytest

import tactful
from tactful.comparing.limits import parse_limit
from tactful.comparing.sweep import parse_setting, variant

READ = [
    ("silence=10d,2w", ("10 days", "2 weeks")),
    ("silence=1d..3d", ("1 day", "2 days", "3 days")),
    ("silence=3d..21d/9d", ("3 days", "12 days", "21 days")),
    ("silence=3d..8d/3", ("3 days", "6 days")),
    ("silence=1..3 weeks", ("1 week", "2 weeks", "3 weeks")),
    ("silence=2 business days..4 business days", ("2 business days", "3 business days", "4 business days")),
    ("short=100..150/25", ("100", "125", "150")),
    ("silence=3d,1w..2w,3d", ("3 days", "1 week", "2 weeks")),
    ("call-deadline=never, 30min,1 hour", ("never", "30 minutes", "1 hour")),
    ("$silence=P2W", ("P2W",)),
]


@pytest.mark.parametrize(("text", "values"), READ)
def test_values(text: str, values: tuple[str, ...]) -> None:
    """Values are listed or a range, numbers may have a short unit, and each stands once."""
    assert parse_setting(text).values == values


REFUSED = [
    ("", "expected `NAME="),
    ("silence", "expected `NAME="),
    ("silence=", "expected `NAME="),
    ("=3d", "expected `NAME="),
    ("silence=3d,,4d", "a value is missing"),
    ("silence=3d..2d", "has no values"),
    ("silence=3d..9d/0", "has no values"),
    ("silence=3d..2w", "mixes day and week"),
    ("silence=a..b", "is no number"),
    ("silence=1..1000", "more than 100 values"),
    ("silence=0..99999999", "is no number"),
    ("silence=1..60,61..120", "at most 100"),
]


@pytest.mark.parametrize(("text", "told"), REFUSED)
def test_values_that_are_none(text: str, told: str) -> None:
    """What is no list and no range of values is refused, with what was expected."""
    with pytest.raises(ValueError, match=told):
        parse_setting(text)


def test_a_variant_is_the_policy_with_that_value() -> None:
    """A setting at its own value changes nothing in what the policy means; at another, what uses it."""
    base = tactful.load("seed-article")
    assert variant("seed-article", "silence", "2 weeks").digest == base.digest
    other = variant("seed-article", "silence", "10 days")
    assert other.name == base.name
    assert other.digest != base.digest
    assert [rule.name for rule in other.rules] == [rule.name for rule in base.rules]


@pytest.mark.parametrize("value", ["3 bananas", "$nothing", '", x: "', "\n"])
def test_a_value_that_the_policy_refuses(value: str) -> None:
    """A value that the policy cannot take is the policy's error, told at the value."""
    with pytest.raises(tactful.PolicyError, match="silence="):
        variant("seed-article", "silence", value)


@pytest.mark.parametrize(
    ("text", "changed", "cases", "exceeded"),
    [
        ("5%", 5, 100, False),
        ("5%", 6, 100, True),
        ("0%", 0, 0, False),
        ("0.1%", 1, 1000, False),
        ("0.1%", 1, 999, True),
        ("20", 20, 20, False),
        ("20", 21, 9999, True),
        ("0", 1, 9999, True),
    ],
)
def test_limits(text: str, changed: int, cases: int, exceeded: bool) -> None:
    """A limit is a share of the cases or a count, and is itself still allowed."""
    assert parse_limit(text).is_exceeded(changed, cases) is exceeded


@pytest.mark.parametrize("text", ["", "%", "-1", "five", "5 %%", "1e3", "5%5"])
def test_limits_that_are_none(text: str) -> None:
    """What is neither is refused."""
    with pytest.raises(ValueError, match="expected a share"):
        parse_limit(text)
