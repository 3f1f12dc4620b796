"""A policy file as its author writes it: its keys, and the words that an editor shows."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag

from tactful.policy.clauses import (
    HoldDocument,
    LimitDocument,
    RuleDocument,
    StopDocument,
    ToneDocument,
)
from tactful.policy.values import (
    LIST,
    MAPPING,
    TEXT,
    Document,
    NewEventType,
    OneOrMore,
    Weekday,
    Word,
    shape_of,
)


class PatternDocument(Document):
    """A regular expression (RE2) that stands for several wordings."""

    pattern: str = Field(description="A regular expression in RE2's syntax.", min_length=1)


class SettingDocument(Document):
    """A knob of the policy, used as `$name` wherever a value stands."""

    value: Any = Field(description="The value that `$name` stands for.")
    about: str | None = Field(None, description="What it is for.")


class CalendarDocument(Document):
    """The days that are no business days."""

    weekend: list[Weekday] | None = Field(None, description="Weekdays. Default: [sat, sun].")
    holidays: OneOrMore[str] | None = Field(
        None, description="A country or region code such as US-AZ, or a list of dates. Default: none."
    )


class EventDocument(Document):
    """A type of event that the policy adds."""

    key: str | None = Field(None, description="The field that says which meeting, call, … the event is about.")
    fields: dict[str, Literal["text", "number", "yes_no", "date", "instant", "person", "people", "list"]] | None = (
        Field(None, description="The fields, each with what it holds.")
    )
    required: OneOrMore[Any] | None = Field(
        None, description="Fields that must be there; a list in the list means one of these."
    )
    heard: bool | None = Field(None, description="true: the event means that the other side was heard.")


class PolicyDocument(Document):
    """A follow-up policy for Tactful."""

    tactful: Literal["1"] | None = Field(None, description="The version of the policy language.")
    policy: Word = Field(description="The policy's name, which every decision carries.")
    title: str | None = Field(None, description="One line for people.")
    sources: dict[Word, str] | None = Field(None, description="What the rules are taken from: a key and a title.")
    extends: OneOrMore[str] | None = Field(
        None,
        description="Policies that this one changes: names of shipped packs, or paths with `/` or `.yaml`. "
        "Later ones are laid over earlier ones; null removes.",
    )
    timezone: str | None = Field(None, description="The IANA zone where nothing better is known. Default: UTC.")
    calendar: CalendarDocument | None = Field(None, description="Weekends and holidays.")
    settings: dict[Word, SettingDocument] | None = Field(None, description="Knobs, used as `$name`.")
    events: dict[NewEventType, EventDocument] | None = Field(None, description="Event types that the policy adds.")
    rules: dict[Word, RuleDocument] | None = Field(
        None, description="The advice. The key names the rule in every decision and should stay as it is."
    )
    holds: dict[Word, HoldDocument] | None = Field(None, description="What postpones advice.")
    stops: dict[Word, StopDocument] | None = Field(None, description="What ends advice.")
    limits: dict[Word, LimitDocument] | None = Field(
        None, description="How many messages are too many, over all cases of one candidate."
    )
    tone: ToneDocument | None = Field(
        None, description="How every message should sound; a rule's own `tone` is laid over it, and null removes."
    )
    phrases: (
        dict[
            Word,
            Annotated[
                Annotated[str, Tag(TEXT)]
                | Annotated[PatternDocument, Tag(MAPPING)]
                | Annotated[
                    list[
                        Annotated[
                            Annotated[str, Tag(TEXT)] | Annotated[PatternDocument, Tag(MAPPING)],
                            Discriminator(shape_of),
                        ]
                    ],
                    Field(min_length=1),
                    Tag(LIST),
                ],
                Discriminator(shape_of),
            ],
        ]
        | None
    ) = Field(None, description="Wordings that `say` refers to: texts in any case, or {pattern: …}.")
