"""Random histories: small worlds in which events come late, twice, out of order, at one instant, and are taken back."""

from __future__ import annotations

import datetime as dt
from typing import Any

from hypothesis import strategies as st

START = dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)
ZONES = ["America/New_York", "Europe/Berlin", "Asia/Kolkata", "Nowhere/Never", None]
PEOPLE: list[Any] = [
    {"name": "Ana", "email": "ana@a.example", "role": "lead"},
    {"name": "Ana", "email": "ANA@new.example"},
    {"name": "Ana"},
    {"name": "Bo"},
    {"name": "Bo", "email": "bo@a.example", "role": "recruiter"},
    "bo@a.example",
    "cy@a.example",
    {"name": "Cy", "email": "cy@a.example", "role": "hiring-manager"},
]
PURPOSES = ["thank-you", "check-in", "status", None]

steps = st.integers(0, 24)
people = st.lists(st.sampled_from(PEOPLE), min_size=0, max_size=3)
interviews = st.sampled_from(["i1", "i2"])
message_ids = st.sampled_from(["m1", "m2", "m3", None])
purposes = st.sampled_from(PURPOSES)


def at(step: int, seconds: int = 0) -> str:
    """Return the moment of a step: a third of a day each."""
    return (START + dt.timedelta(hours=8 * step, seconds=seconds)).isoformat()


def _record(**fields: Any) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value is not None}


interview_data = st.builds(
    _record,
    interview=interviews,
    format=st.sampled_from(["phone", "onsite", None]),
    start=st.one_of(st.none(), steps.map(at)),
    end=st.one_of(st.none(), steps.map(at)),
    interviewers=st.one_of(st.none(), people),
    met=st.one_of(st.none(), people),
    sequence=st.sampled_from([None, None, 0, 1, 2]),
)
sent_data = st.builds(
    _record,
    to=st.lists(st.sampled_from(PEOPLE), min_size=1, max_size=3),
    cc=st.one_of(st.none(), people),
    purpose=purposes,
    about=st.one_of(st.none(), interviews),
    message=message_ids,
)
received_data = st.builds(
    _record,
    **{"from": st.sampled_from(PEOPLE)},
    message=message_ids,
    automatic=st.sampled_from([None, None, True, False]),
    returns=st.one_of(st.none(), steps.map(at)),
)
_bodies: list[tuple[str, st.SearchStrategy[dict[str, Any]]]] = [
    ("application.submitted", st.builds(_record, company=st.just("A"), contacts=people)),
    ("application.rejected", st.just({})),
    ("application.reopened", st.just({})),
    ("offer.extended", st.just({})),
    ("interview.scheduled", interview_data),
    ("interview.rescheduled", interview_data),
    ("interview.cancelled", st.builds(_record, interview=interviews)),
    ("interview.completed", interview_data),
    ("interview.completed", interview_data),
    ("message.sent", sent_data),
    ("message.sent", sent_data),
    ("message.sent", sent_data),
    ("message.received", received_data),
    ("message.bounced", st.builds(_record, message=message_ids, to=st.just(["bo@a.example"]))),
    ("decision.promised", st.builds(_record, by=steps.map(at))),
    (
        "contact.updated",
        st.builds(_record, person=st.sampled_from(PEOPLE), was=st.one_of(st.none(), st.sampled_from(PEOPLE))),
    ),
    (
        "contact.instructed",
        st.builds(
            _record,
            kind=st.sampled_from(["via", "via", "no_contact"]),
            via=st.one_of(st.none(), st.sampled_from(PEOPLE)),
            **{"from": st.one_of(st.none(), st.sampled_from(PEOPLE))},
        ),
    ),
    ("contact.opted_out", st.builds(_record, person=st.sampled_from(PEOPLE))),
    ("case.paused", st.builds(_record, until=st.one_of(st.none(), steps.map(at)))),
    ("case.resumed", st.just({})),
    ("advice.dismissed", st.builds(_record, purpose=st.sampled_from(["thank-you", "check-in", "any"]))),
    (
        "advice.snoozed",
        st.builds(_record, purpose=st.sampled_from(["thank-you", "status"]), until=steps.map(at)),
    ),
    ("event.voided", st.builds(_record, event=st.integers(0, 11).map(str))),
    (
        "meeting.held",
        st.builds(
            _record,
            meeting=st.sampled_from(["x", "y"]),
            closes=st.one_of(st.none(), steps.map(at)),
            host=st.one_of(st.none(), st.sampled_from(PEOPLE)),
            **{"with": people},
        ),
    ),
]


@st.composite
def events(draw: st.DrawFn, name: str) -> dict[str, Any]:
    """One event of the world, under a given id."""
    kind, body = draw(st.sampled_from(_bodies))
    step = draw(steps)
    known = step + draw(st.sampled_from([0, 0, 0, 0, 1, 5, 12, -2]))
    event = {
        "id": name,
        "type": kind,
        "subject": draw(st.sampled_from(["c1", "c1", "c2"])),
        "partitionkey": draw(st.sampled_from(["p", "p", "p", "q"])),
        "time": at(step, draw(st.sampled_from([0, 0, 0, 20]))),
        "recordedtime": at(known, 20),
        "timezone": draw(st.sampled_from(ZONES)),
        "data": draw(body),
    }
    if kind == "event.voided" and event["data"]["event"] == name:
        event["data"]["event"] = "0"
    return {key: value for key, value in event.items() if value is not None}


@st.composite
def histories(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Up to a dozen events, some of them under an id that is used already, some of them twice."""
    names = draw(st.lists(st.integers(0, 11).map(str), min_size=1, max_size=12))
    found = [draw(events(name)) for name in names]
    if draw(st.booleans()):
        copy = dict(draw(st.sampled_from(found)))
        copy["recordedtime"] = at(draw(steps), 20)
        found.append(copy)
    return found
