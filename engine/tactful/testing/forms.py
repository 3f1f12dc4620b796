"""A test file as its author writes it: the keys, their shapes, and the words that an editor shows about them."""

from __future__ import annotations

from typing import Any, Literal, TypeAlias

from pydantic import Field

from tactful.policy.values import Document, OneOrMore

Verdict: TypeAlias = Literal["wait", "now", "late", "blocked", "withheld", "done", "stopped", "expired"]
UNSAID: Any = None
"""Stands for what was left out where null would mean nothing."""

Strength: TypeAlias = Literal["must", "should", "may", "must_not"]


class AdviceForm(Document):
    """An advice that is expected. What is left out is not compared: only `model_fields_set` counts."""

    purpose: str = Field(UNSAID, description="What it is for; `any` is a prohibition of everything.")
    strength: Strength = Field(UNSAID, description="How binding it is.")
    to: OneOrMore[str] | None = Field(
        None, description="Whom it is to: the e-mail, else the name. A list for several, null for nobody."
    )
    for_: OneOrMore[str] | None = Field(
        None, alias="for", description="Whom it is for, where it goes through somebody else; null: it goes directly."
    )
    channel: OneOrMore[str] = Field(UNSAID, description="Its channel, or its channels.")
    verdict: Verdict = Field(UNSAID, description="Its state at that moment.")
    opens: str | None = Field(None, description="When it opens; null: that is not known.")
    due: str | None = Field(None, description="From when on it is late; null: never.")
    expires: str | None = Field(None, description="From when on it is not worth doing; null: never.")
    reason: str = Field(UNSAID, description="The code of the reason, such as `no_address`.")
    rule: str = Field(UNSAID, description="The rule that it comes from.")
    because: str = Field(UNSAID, description="Why, in the policy's own words.")
    tone: dict[str, Any] | None = Field(None, description="Parts of its tone; null: it has none.")


class ExpectationForm(Document):
    """What is expected at a moment."""

    at: str = Field(description="The moment.")
    known: str | None = Field(
        None, description="What was known at this time counts, or `all`. Default: at the moment itself."
    )
    case: str | None = Field(None, description="The case. Default: the test's.", min_length=1)
    advice: list[AdviceForm] | None = Field(
        None,
        description="Exactly this, in any order, of the verdicts wait, now, late, blocked and those named here.",
    )
    forbidden: str | None = Field(
        None, description="A prohibition of this purpose is in force, and nothing is to be done now."
    )


class EventForm(Document):
    """An event of the test's history."""

    at: str = Field(description="When it happened.")
    learnt: str | None = Field(None, description="When it became known. Default: when it happened.")
    type: str = Field(description="The event type.", json_schema_extra={"x-tactful": "event"})
    id: str | None = Field(None, description="Default: e0, e1, … by its place in the list.")
    source: str | None = Field(None, description="Where it comes from. Default: local.")
    case: str | None = Field(None, description="The case. Default: the test's.", min_length=1)
    partitionkey: str | None = Field(None, description="The candidate. Default: the case.")
    timezone: str | None = Field(None, description="Its IANA zone; null: it names none. Default: the test's.")
    data: dict[str, Any] | None = Field(None, description="Its fields.")


class TestForm(Document):
    """A history, and what the policy advises on it."""

    __test__ = False

    name: str = Field(description="What it shows, in a few words.", min_length=1)
    timezone: str | None = Field(
        None, description="The IANA zone of times without an offset, and of the events. Default: UTC."
    )
    case: str = Field("case-1", description="The case of events and expectations.", min_length=1)
    events: list[EventForm] = Field([], description="What happened.")
    expect: list[ExpectationForm] = Field(description="What is advised, at one or more moments.", min_length=1)


class FileForm(Document):
    """Tests of a Tactful policy."""

    policy: str = Field(description="The name of a shipped pack, or a path relative to this file.")
    tests: list[TestForm] = Field(description="The tests.")
