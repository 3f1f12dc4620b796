"""The clauses of a policy file as its author writes them: rules, holds, stops and limits, and what stands in them."""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from pydantic import Discriminator, Field, Tag

from tactful.policy.values import (
    EARLIEST,
    LIST,
    MAPPING,
    TEXT,
    AnchorText,
    Channel,
    Condition,
    Count,
    Deadline,
    Document,
    EventType,
    OffsetText,
    OneOrMore,
    PersonCondition,
    PerText,
    Selector,
    T,
    TimeOfDay,
    Whole,
    WindowDay,
    Word,
    shape_of,
)


def _moment_shape(value: object) -> str:
    is_earliest = isinstance(value, EarliestDocument) or (isinstance(value, dict) and "earliest" in value)
    return EARLIEST if is_earliest else shape_of(value)


class Clause(Document):
    """Events, and the facts that must hold when one of them happens."""

    when: OneOrMore[EventType] = Field(description="The event type, or a list of types, that sets this off.")
    if_: Condition | None = Field(
        None, alias="if", description="What must hold at that moment: facts and their tests. Default: always."
    )


Clauses: TypeAlias = Annotated[
    Annotated[EventType, Tag(TEXT)]
    | Annotated[list[EventType], Field(min_length=1), Tag(LIST)]
    | Annotated[Clause, Tag(MAPPING)],
    Discriminator(shape_of),
]
"""An event type, a list of them, or `{when, if}`."""


class RecipientsDocument(Document):
    """Who is written to."""

    who: OneOrMore[Selector] = Field(
        description="`interviewers`, `met`, `main_contact`, `everyone`, `candidate`, `event.<person field>` or "
        "a role such as `recruiter`. A list means all of them.",
    )
    if_: PersonCondition | None = Field(
        None, alias="if", description="Leaves out the people for whom this does not hold."
    )
    each: bool | None = Field(
        None,
        description="true: one advice for each person, done only by a message to that person alone. "
        "Default: one advice, done by a message that reaches all who have an address.",
    )
    first: bool | None = Field(
        None,
        description="true, beside `each: true`: of them only the next one who has not been written to in this case.",
    )
    via: Selector | None = Field(
        None,
        description="The person through whom they are written to: a selector of one person, such as `recruiter`. One "
        "message to that person does all advice of its purpose that goes through them.",
    )
    fallback: RecipientsText | None = Field(None, description="Who is written to where nobody is left.")


RecipientsText: TypeAlias = Annotated[
    Annotated[Selector, Tag(TEXT)]
    | Annotated[list[Selector], Field(min_length=1), Tag(LIST)]
    | Annotated[RecipientsDocument, Tag(MAPPING)],
    Discriminator(shape_of),
]
"""A selector, a list of them, or a mapping."""


class WindowDocument(Document):
    """The days and hours in which writing is fine; half-open, and may pass midnight."""

    days: OneOrMore[WindowDay] | None = Field(
        None, description="`business` for business days, or a list of weekdays. Default: every day."
    )
    from_: TimeOfDay | None = Field(None, alias="from", description="The first time of day, such as 08:00.")
    until: TimeOfDay | None = Field(None, description="The time of day from which it is closed, such as 18:00.")
    zone: Literal["case", "recipient"] | None = Field(
        None, description="Whose wall clock: the anchor's zone (`case`, the default) or the recipient's."
    )


class MomentDocument(Document):
    """A moment that is counted from an anchor of its own."""

    from_: AnchorText = Field(
        alias="from",
        description="The anchor: `event` (the trigger), `interview.start`, `interview.end` or `event.<date field>`.",
    )
    plus: OffsetText | None = Field(
        None,
        description="How far from there, such as `5 business days` or `1 hour before`. Default: the anchor itself.",
    )


class EarliestDocument(Document):
    """The earliest of several moments; those whose anchors are not known are left out."""

    earliest: list[
        Annotated[
            Annotated[OffsetText, Tag(TEXT)] | Annotated[MomentDocument, Tag(MAPPING)],
            Discriminator(shape_of),
        ]
    ] = Field(
        description="Two moments or more: offsets from the rule's anchor, or {from, plus} with an anchor of their own.",
        min_length=2,
    )


Time: TypeAlias = Annotated[
    Annotated[T, Tag(TEXT)] | Annotated[MomentDocument, Tag(MAPPING)] | Annotated[EarliestDocument, Tag(EARLIEST)],
    Discriminator(_moment_shape),
]
"""An offset, `{from, plus}` with an anchor of its own, or `{earliest: […]}`."""


class TimingDocument(Document):
    """When the advice opens, is due and expires, each counted from the anchor unless it has one of its own."""

    from_: AnchorText | None = Field(
        None,
        alias="from",
        description="The anchor: `event` (the trigger, the default), `interview.start`, `interview.end` or "
        "`event.<date field>`.",
    )
    opens: Time[OffsetText] | None = Field(None, description="May be acted on from here. Default: the anchor itself.")
    due: Time[Deadline] | None = Field(None, description="Late from here. Default, and `never`: no deadline.")
    expires: Time[Deadline] | None = Field(
        None, description="No longer worth doing from here. Default, and `never`: no expiry."
    )
    window: WindowDocument | None = Field(None, description="Moves the opening into these days and hours.")


class ToneProhibitions(Document):
    """What a message must not contain."""

    open_with: str | None = Field(None, description="The words with which the text begins.")
    say: OneOrMore[str] | None = Field(None, description="Names of `phrases`.")


class ToneDemands(ToneProhibitions):
    """What a message must or should contain."""

    max_words: Count | None = Field(None, description="The most words that the text may have.")
    max_sentences: Count | None = Field(None, description="The most sentences that the text may have.")
    differ: bool | None = Field(None, description="true: messages to several people are not one text copied.")


class ToneDocument(Document):
    """How a message should sound, and what belongs into it."""

    voice: OneOrMore[str] | None = Field(None, description="Words for the voice, such as grateful or brief.")
    must: ToneDemands | None = Field(None, description="What the text has to fulfil.")
    should: ToneDemands | None = Field(None, description="What the text had better fulfil.")
    must_not: ToneProhibitions | None = Field(None, description="What the text has to avoid.")


class RuleDocument(Clause):
    """One piece of advice: when, how strongly, for what purpose, to whom, when to act, and when to stop."""

    because: str = Field(description="Why, in the policy's own words; it is shown to people.", min_length=1)
    source: OneOrMore[str] | None = Field(None, description="Where it is from: a key of `sources`, and a place in it.")
    strength: Literal["must", "should", "may", "must_not"] = Field(
        description="How binding it is. `may` is a permission, `must_not` a prohibition."
    )
    purpose: OneOrMore[Word] | None = Field(
        None,
        description="What the message is for, in the author's own word. A prohibition may have a list, or "
        "none for all purposes.",
    )
    recipients: RecipientsText | None = Field(None, description="Who is written to. A prohibition: default everyone.")
    channel: OneOrMore[Channel] | None = Field(
        None,
        description="`email` (the default), `phone`, `card`, `linkedin`, `in_person`, … A prohibition: default all.",
    )
    timing: TimingDocument | None = Field(None, description="When it opens, is due and expires.")
    again: Literal["ignore", "restart"] | None = Field(
        None,
        description="What a new trigger does while the advice is live: nothing (`ignore`, the default), or "
        "move the anchor (`restart`).",
    )
    per: PerText | None = Field(
        None,
        description="What there is one advice for: `interview`, `case`, or the key of a declared event type. "
        "Default: the key that all triggers share, else the case.",
    )
    priority: Whole | None = Field(
        None, description="Of advice for one purpose and person the highest is shown. Default: 0."
    )
    stop: Clauses | None = Field(None, description="Events that end this rule's advice: a type, a list or {when, if}.")
    tone: ToneDocument | None = Field(None, description="How the message should sound.")


class SelectionDocument(Document):
    """Which advice is touched."""

    purpose: OneOrMore[Word] | None = Field(None, description="The purposes that it touches. Default: all.")
    recipients: RecipientsText | None = Field(None, description="The people whom it touches. Default: all.")
    channel: OneOrMore[Channel] | None = Field(None, description="The channels that it touches. Default: all.")


class _Selecting(SelectionDocument, Clause):
    because: str = Field(description="Why, in the policy's own words; it is shown to people.", min_length=1)


class HoldDocument(_Selecting):
    """Postpones the selected advice from its event until an instant or a release."""

    until: str | None = Field(
        None,
        description="When it ends: `event.<date field>`, a date, or an instant with an offset.",
    )
    plus: OffsetText | None = Field(None, description="Added to `until`.")
    release: Clauses | None = Field(None, description="Events that end it earlier: a type, a list or {when, if}.")


class StopDocument(_Selecting):
    """Ends the selected advice."""


class LimitDocument(SelectionDocument):
    """Keeps the messages to one person, to one company or of one candidate apart, over all cases of the candidate."""

    because: str | None = Field(
        None, description="Why, in the policy's own words. Default: what the limit allows.", min_length=1
    )
    per: Literal["person", "company", "candidate"] = Field(
        description="What is counted together: messages to one `person`, in the cases of one `company`, or all of one "
        "`candidate`.",
    )
    max: Count = Field(description="The most messages.")
    within: OffsetText = Field(description="In how long a time, such as `3 days` or `end of day`.")
    then: Literal["delay", "withhold"] | None = Field(
        None,
        description="What is done with advice beyond that: its opening and due time move to when there is room "
        "(`delay`, the default), or it is withheld until then and its times stay (`withhold`).",
    )


RecipientsDocument.model_rebuild()
