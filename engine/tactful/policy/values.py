"""The words and numbers of a policy file: their shapes, and the words that an editor shows."""

from __future__ import annotations

from typing import Annotated, Any, TypeAlias, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Discriminator, Field, Tag
from pydantic_core import PydanticCustomError

from tactful.events.vocabulary import BUILT_IN
from tactful.timing import OFFSET_PATTERN, TIME_OF_DAY_PATTERN, WEEKDAYS

WORD_PATTERN = "^[a-z0-9][a-z0-9-]*$"
CHANNEL_PATTERN = "^[a-z0-9][a-z0-9_-]*$"
EVENT_PATTERN = r"^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+$"
SELECTORS = ("interviewers", "met", "main_contact", "everyone", "candidate")
ROLES = ("interviewer", "lead", "recruiter", "coordinator", "hiring-manager", "staff")
ANCHORS = ("event", "interview.start", "interview.end")
PATTERNS = {
    WORD_PATTERN: "a word of `a-z`, `0-9` and `-`",
    CHANNEL_PATTERN: "a word of `a-z`, `0-9`, `_` and `-`",
    EVENT_PATTERN: "an event type such as `meeting.held`",
}

# No key that an author writes is confused with these: they mark which form of a value was chosen.
TEXT, LIST, MAPPING, EARLIEST, OTHER = "\0text", "\0list", "\0mapping", "\0earliest", "\0other"
SHAPES = {TEXT: "text", LIST: "a list", MAPPING: "a mapping"}

T = TypeVar("T")


def shape_of(value: object) -> str:
    """Return which form of a value was chosen."""
    if isinstance(value, str):
        return TEXT
    if isinstance(value, list | tuple):
        return LIST
    return MAPPING if isinstance(value, dict | BaseModel) else OTHER


def _whole(value: object) -> object:
    if isinstance(value, str) and value.removeprefix("-").isascii() and value.removeprefix("-").isdecimal():
        if len(value) <= 9:
            return int(value)
        raise PydanticCustomError("number_too_long", "too long")
    raise PydanticCustomError("whole_number", "not a whole number")


OneOrMore: TypeAlias = Annotated[
    Annotated[T, Tag(TEXT)] | Annotated[list[T], Field(min_length=1), Tag(LIST)], Discriminator(shape_of)
]
Word: TypeAlias = Annotated[str, Field(pattern=WORD_PATTERN)]
Channel: TypeAlias = Annotated[str, Field(pattern=CHANNEL_PATTERN)]
NewEventType: TypeAlias = Annotated[str, Field(pattern=EVENT_PATTERN)]
EventType: TypeAlias = Annotated[
    str, Field(json_schema_extra={"anyOf": [{"enum": sorted(BUILT_IN)}, {"pattern": EVENT_PATTERN}]})
]
Selector: TypeAlias = Annotated[
    str,
    Field(
        json_schema_extra={"anyOf": [{"enum": [*SELECTORS, *ROLES]}, {"pattern": r"^(event\..+|[a-z0-9][a-z0-9-]*)$"}]}
    ),
]
Weekday: TypeAlias = Annotated[str, Field(json_schema_extra={"enum": list(WEEKDAYS)})]
WindowDay: TypeAlias = Annotated[str, Field(json_schema_extra={"enum": [*WEEKDAYS, "business"]})]
AnchorText: TypeAlias = Annotated[
    str, Field(json_schema_extra={"anyOf": [{"enum": list(ANCHORS)}, {"pattern": r"^event\..+$"}]})
]
PerText: TypeAlias = Annotated[
    str, Field(json_schema_extra={"anyOf": [{"enum": ["interview", "case"]}, {"type": "string"}]})
]
OffsetText: TypeAlias = Annotated[str, Field(json_schema_extra={"pattern": OFFSET_PATTERN})]
Deadline: TypeAlias = Annotated[
    str, Field(json_schema_extra={"anyOf": [{"pattern": OFFSET_PATTERN}, {"const": "never"}]})
]
TimeOfDay: TypeAlias = Annotated[str, Field(json_schema_extra={"pattern": TIME_OF_DAY_PATTERN})]
Condition: TypeAlias = Annotated[dict[str, Any], Field(json_schema_extra={"x-condition": "rule"})]
PersonCondition: TypeAlias = Annotated[dict[str, Any], Field(json_schema_extra={"x-condition": "recipients"})]
Whole: TypeAlias = Annotated[int, BeforeValidator(_whole)]
Count: TypeAlias = Annotated[int, BeforeValidator(_whole), Field(ge=1)]


class Document(BaseModel):
    """A mapping whose keys are a closed list."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, serialize_by_alias=True)
