"""The seed-article policy written by hand: what a program without a policy language looks like, and what it costs.

    python benchmarks/baseline.py TABLE.json LOG.jsonl

prints what `tactful replay --format jsonl LOG.jsonl` prints, byte for byte, on logs of `examples/generate.py`. The
table holds the words of the policy (tone, because, source, digest); `run.py` writes it. What the policy *does* is here.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import sys
import zoneinfo
from dataclasses import dataclass
from itertools import groupby
from typing import Any, NamedTuple

import orjson

zoneinfo.reset_tzpath(())  # the `tzdata` package, whatever the machine has

HOUR = 3600
TWO_WEEKS = dt.timedelta(days=14)
DAY = dt.timedelta(days=1)
POLICY_ZONE = zoneinfo.ZoneInfo("America/Phoenix")
ENDED = ("done", "stopped")
MESSAGES = ("message.sent", "message.received")
ASKING = ("check-in", "status")
HEARD = (
    "message.received",
    "interview.scheduled",
    "interview.rescheduled",
    "interview.completed",
    "decision.promised",
    "offer.extended",
    "contact.instructed",
)
PEOPLE_FIELDS = ("contacts", "interviewers", "met", "to", "from", "person")
STATUS = {
    "application.submitted": "active",
    "application.rejected": "rejected",
    "application.withdrawn": "withdrawn",
    "position.filled": "filled",
    "offer.extended": "offered",
    "offer.accepted": "accepted",
    "offer.declined": "withdrawn",
}
# What a stop is called, and which purposes it ends (None: all).
STOPS = {
    "application.rejected": ("rejected", None),
    "application.withdrawn": ("withdrawn", None),
    "position.filled": ("filled", None),
    "offer.accepted": ("accepted", None),
    "offer.declined": ("declined", None),
    "offer.extended": ("offered", ASKING),
    "interview.scheduled": ("another-round", ASKING),
}
OWN_STOPS = {
    "asked-not-to-write": ("message.received", "contact.instructed", "interview.scheduled", "offer.extended"),
    "leave-it-alone": ("message.received", "interview.scheduled", "interview.completed", "offer.extended"),
}
TEXTS = {
    "triggered": "it may be acted on",
    "not_yet": "it opens later",
    "overdue": "it is late; do it now",
    "sent": "it was sent",
    "no_address": "no e-mail address is known",
    "restarted": "what it counts from happened anew",
    "contact_changed": "its recipients or their addresses are others now",
    "corrected": "what was known has been corrected",
    "bounced": "a message came back",
    "late_event": "something that happened earlier was learnt only now",
}


def listed(value):
    """A person as an event writes them: (name, email, role)."""
    if isinstance(value, str):
        return None, value, None
    return value.get("name"), value.get("email"), value.get("role")


def all_listed(value):
    return [listed(one) for one in (value if isinstance(value, list) else [value])]


def seconds(text):
    return int(dt.datetime.fromisoformat(text).timestamp())


def moment(value, zone):
    """An instant, or the first one of a date."""
    if len(value) > 10:
        return seconds(value)
    return int(dt.datetime.fromisoformat(value).replace(tzinfo=zone).timestamp())


def plus_days(time, days, zone):
    """The same wall clock so many days later; of one that comes twice, the first."""
    return int((dt.datetime.fromtimestamp(time, zone) + days).replace(fold=0).timestamp())


def stamp(time, zone):
    return None if time is None else dt.datetime.fromtimestamp(time, zone).isoformat()


class Event:
    """What one line says."""

    def __init__(self, record: dict[str, Any]) -> None:
        self.id = record["id"]
        self.source = record.get("source", "local")
        self.type = record["type"]
        self.case = record["subject"]
        self.data = record["data"]
        written = dt.datetime.fromisoformat(record["time"])
        self.time = int(written.timestamp())
        self.offset = None if record["time"].endswith("Z") else written.tzinfo
        self.known = seconds(record["recordedtime"]) if "recordedtime" in record else self.time
        self.zone_name = record.get("timezone")
        if self.type == "message.received" and self.data.get("automatic"):
            self.type = "message.autoreply"


class Fact:
    """What happened, as far as is known: an event, or all that several records say of one message."""

    def __init__(self, event: Event) -> None:
        self.id, self.type, self.case, self.time = event.id, event.type, event.case, event.time
        self.event = event
        self.data = event.data
        self.interview = self.data.get("interview") or self.data.get("about")
        self.zone: dt.tzinfo = POLICY_ZONE
        self.to: list[Person] = []


class Person:
    def __init__(self) -> None:
        self.keys: dict[str, tuple[int, str]] = {}  # by case: the number and the name of the first record there
        self.name = None
        self.email = None
        self.roles: dict[str, str] = {}


class Interview:
    def __init__(self) -> None:
        self.sequence = -1
        self.format = self.status = self.start = self.end = None
        self.zone: dt.tzinfo = POLICY_ZONE
        self.interviewers: list[Person] = []
        self.met: list[Person] = []


@dataclass
class Hold:
    """It postpones advice of some purposes (None: all) from `begin` to before `end` (None: not known yet)."""

    name: str
    because: str
    event: str
    begin: int
    end: int | None
    purposes: tuple[str, ...] | None


class End(NamedTuple):
    verdict: str
    why: dict[str, str]
    by: str


class Advice:
    """One piece of advice from its trigger to its end."""

    def __init__(self, rule, words, fact, *, interview=None, key="", person=None, number=1, candidate="") -> None:
        self.rule, self.words, self.case = rule, words, fact.case
        self.purpose = words["purpose"]
        self.since = self.trigger = fact
        self.interview, self.key, self.person = interview, key, person
        parts = (candidate, rule, fact.case, key, person.keys[fact.case][1] if person else "", str(number))
        self.id = hashlib.sha256("\0".join(parts).encode()).hexdigest()[:20]
        self.number = number
        self.to: list[Person] = [person] if person else []
        self.zone = fact.zone
        self.opens = self.due = None
        self.held_by: Hold | None = None
        self.scheduled_for = None
        self.cause: str | None = None
        self.end: End | None = None

    @property
    def forbids(self) -> bool:
        return self.purpose == "any"

    def verdict(self, now: int, forbidding: Advice | None) -> tuple[str, dict[str, str]]:
        """How it stands, and why."""
        if self.end:
            return self.end.verdict, self.end.why
        if not self.forbids:
            if forbidding:
                text = f"`{forbidding.rule}` forbids it: {forbidding.words['because']}"
                return "blocked", {"code": f"forbidden:{forbidding.rule}", "text": text}
            if not any(person.email for person in self.to):
                return "blocked", reason("no_address")
        if self.opens is None or now < self.opens:
            return "wait", reason(f"held:{self.held_by.name}" if self.held_by else "not_yet", self.held_by)
        if self.due is not None and now >= self.due:
            return "late", reason("overdue")
        return "now", {"code": "triggered", "text": "it is in force"} if self.forbids else reason("triggered")


class Case:
    def __init__(self, name: str) -> None:
        self.name = name
        self.status = "active"
        self.zone: dt.tzinfo | None = None
        self.interviews: dict[str, Interview] = {}
        self.completed: Interview | None = None
        self.contacts: list[Person] = []
        self.last_writer: Person | None = None
        self.sent: list[Fact] = []
        self.thanks_sent = self.unanswered_check_ins = 0
        self.holds: list[Hold] = []
        self.live: list[Advice] = []
        self.ended: list[Advice] = []
        self.latest: dict[str, Advice] = {}  # by rule, of the rules that speak once at a time
        self.thanked: set[str] = set()

    def main_contact(self):
        if self.completed and self.completed.interviewers:
            for role in ("lead", "hiring-manager"):
                for person in self.completed.interviewers:
                    if person.roles.get(self.name) == role:
                        return person
            return self.completed.interviewers[0]
        return self.last_writer or (self.contacts[0] if self.contacts else None)


class History:
    """All that is known of one candidate, and the advice that follows from it."""

    def __init__(self, candidate: str, table: dict[str, Any]) -> None:
        self.candidate = candidate
        self.rules, self.hold_words, self.stop_words = table["rules"], table["holds"], table["stops"]
        self.people: dict[Any, Person] = {}
        self.records = 0
        self.cases: dict[str, Case] = {}
        self.mail: dict[str, list[Fact]] = {}
        self.clock = 0

    # Reading on, or from the start

    def take(self, events: list[Event]) -> bool:
        """Go on with new events. False where they change the past; start over then."""
        events = sorted(events, key=in_order)
        if events[0].time <= self.clock:
            return False
        facts = []
        for event in events:
            if event.type in ("event.voided", "message.bounced") or not self.admit(event, join=False):
                return False
            fact = Fact(event)
            if event.type.startswith("message."):
                if self.same_message(fact):
                    return False
                self.mail.setdefault(fact.case, []).append(fact)
                fact.to = self.named(fact, "to")
            facts.append(fact)
        self.walk(facts)
        return True

    def start_over(self, events: list[Event]) -> None:
        void = {(e.data.get("source", e.source), e.data["event"]) for e in events if e.type == "event.voided"}
        events = sorted((e for e in events if (e.source, e.id) not in void), key=in_order)
        for event in events:
            self.admit(event, join=True)
        facts = []
        for event in events:
            fact = Fact(event)
            if event.type.startswith("message.") and event.type != "message.bounced":
                first = self.same_message(fact)
                if first:
                    first.data = fact.data | first.data
                    first.interview = first.data.get("about")
                    continue
                self.mail.setdefault(fact.case, []).append(fact)
            facts.append(fact)
        for fact in facts:
            if fact.type == "message.sent":
                fact.to = self.named(fact, "to")
        for fact in facts:
            if fact.type == "message.bounced":
                for message in self.mail.get(fact.case, ()):
                    if message.type == "message.sent" and message.data.get("message") == fact.data["message"]:
                        message.to = []
        self.walk([fact for fact in facts if fact.type != "message.sent" or fact.to])
        for case in self.cases.values():
            for advice in case.live:
                advice.cause = None

    def admit(self, event: Event, *, join: bool) -> bool:
        """Learn who is who: one e-mail is one person, and so is one name within a case."""
        for field in PEOPLE_FIELDS:
            if field not in event.data:
                continue
            for one in all_listed(event.data[field]):
                records = [one]
                if field == "person" and "was" in event.data:
                    records.insert(0, listed(event.data["was"]))
                nodes = []
                for name, email, _ in records:
                    if email:
                        nodes.append(email.casefold())
                    if name:
                        nodes.append((event.case, name.casefold()))
                known = {self.people[node] for node in nodes if node in self.people}
                if len(known) > 1:
                    if not join:
                        return False
                    joined = Person()
                    for one in known:
                        for case, key in one.keys.items():
                            joined.keys[case] = min(key, joined.keys.get(case, key))
                    self.people = {node: joined if one in known else one for node, one in self.people.items()}
                    known = {joined}
                person = known.pop() if known else Person()
                if event.case not in person.keys:
                    self.records += 1
                    first = nodes[0]
                    person.keys[event.case] = (self.records, first if isinstance(first, str) else "\0".join(first))
                for node in nodes:
                    self.people[node] = person
        return True

    def named(self, fact: Fact, field: str) -> list[Person]:
        return [
            self.people[email.casefold() if email else (fact.case, name.casefold())]
            for name, email, _ in all_listed(fact.data.get(field, []))
        ]

    def same_message(self, fact: Fact) -> Fact | None:
        """The first record of the message, if there is one: the same id, or soon after to the same people."""
        sent = fact.type == "message.sent"
        people = set(self.named(fact, "to" if sent else "from"))
        found = None
        for other in reversed(self.mail.get(fact.case, [])):
            if (other.type == "message.sent") is not sent:
                continue
            if "message" in fact.data and other.data.get("message") == fact.data["message"]:
                return other
            if fact.time - other.time < 60 and people == set(self.named(other, "to" if sent else "from")):
                differ = ("message", "purpose", "about", "subject", "text", "automatic")
                if all(
                    fact.data.get(name, other.data.get(name)) == other.data.get(name, fact.data.get(name))
                    for name in differ
                ):
                    found = other
        return found

    # What happens

    def walk(self, facts: list[Fact]) -> None:
        for time, same_time in groupby(facts, key=lambda fact: fact.time):
            self.clock = time
            by_case: dict[str, list[Fact]] = {}
            for fact in same_time:
                by_case.setdefault(fact.case, []).append(fact)
            for name, of_case in by_case.items():
                if name not in self.cases:
                    self.cases[name] = Case(name)
                self.happen(self.cases[name], of_case)
        # A person may have another address by now, in another case too.
        for case in self.cases.values():
            self.settle(case)

    def happen(self, case: Case, facts: list[Fact]) -> None:
        """All that happens in a case at one instant: it ends advice, holds it, and triggers new advice."""
        for fact in facts:
            if "sequence" in fact.data:
                interview = case.interviews.setdefault(fact.interview, Interview())
                interview.sequence = max(interview.sequence, fact.data["sequence"])
        facts = [fact for fact in facts if self.record(case, fact)]
        if any(fact.type in HEARD for fact in facts):
            case.unanswered_check_ins = 0
        for fact in facts:
            if fact.type == "message.sent":
                self.done_by(case, fact)
        for fact in facts:
            self.stopped_by(case.live, fact)
        for fact in facts:
            self.hold(case, fact)
        fresh: list[Advice] = []
        for fact in facts:
            fresh += self.triggered_by(case, fact)
        case.live += fresh
        self.settle(case)
        for advice in fresh:
            self.done_early(case, advice)
            for fact in facts:
                self.stopped_by([advice], fact)
        self.sweep(case)

    def record(self, case: Case, fact: Fact) -> bool:
        """Note what a fact says. False for one that does not count."""
        event, data, kind = fact.event, fact.data, fact.type
        own = zoneinfo.ZoneInfo(event.zone_name) if event.zone_name else None
        if own and kind not in ("message.received", "message.autoreply"):
            case.zone = own
        fact.zone = own or case.zone or event.offset or POLICY_ZONE
        for field in PEOPLE_FIELDS:
            if field in data:
                for (name, email, role), person in zip(all_listed(data[field]), self.named(fact, field), strict=True):
                    person.name = name or person.name
                    if email and (not person.email or email.casefold() != person.email.casefold()):
                        person.email = email
                    if role:
                        person.roles[case.name] = role
        if kind.startswith("interview."):
            return self.revise(case, fact)
        case.status = STATUS.get(kind, case.status)
        if kind == "message.sent":
            case.sent.append(fact)
            case.thanks_sent += data.get("purpose") == "thank-you"
            case.unanswered_check_ins += data.get("purpose") == "check-in"
        elif kind == "message.received":
            case.last_writer = self.named(fact, "from")[0]
        elif kind == "application.submitted":
            case.contacts += self.named(fact, "contacts")
        elif kind == "contact.updated":
            case.contacts += self.named(fact, "person")
        return True

    def revise(self, case: Case, fact: Fact) -> bool:
        data = fact.data
        interview = case.interviews.setdefault(data["interview"], Interview())
        if data.get("sequence", interview.sequence) < interview.sequence:
            return False  # a newer revision was known
        if fact.type == "interview.completed" and interview.status == "interview.cancelled":
            return False  # the calendar did not know
        interview.status = fact.type
        interview.format = data.get("format", interview.format)
        if "start" in data:
            interview.start = seconds(data["start"])
        if "end" in data:
            interview.end, interview.zone = seconds(data["end"]), fact.zone
        elif fact.type == "interview.completed":
            interview.end, interview.zone = fact.time, fact.zone
        if "interviewers" in data:
            interview.interviewers = self.named(fact, "interviewers")
        if "met" in data:
            interview.met = self.named(fact, "met")
        done = [one for one in case.interviews.values() if one.status == "interview.completed"]
        case.completed = max(done, key=lambda one: one.end, default=None)
        return True

    # What ends advice

    def done_by(self, case: Case, message: Fact) -> None:
        able = [one for one in case.live if self.does(message, one) and one.since.time < message.time]
        if len(able) > 1 and "about" not in message.data:
            never = 1 << 62
            able = [
                min(
                    able,
                    key=lambda one: (
                        one.due if one.due is not None else never,
                        one.opens if one.opens is not None else never,
                        one.since.time,
                        one.words["order"],
                        one.id,
                    ),
                )
            ]
        for advice in able:
            advice.end = End("done", reason("sent"), message.id)

    def done_early(self, case: Case, advice: Advice) -> None:
        """A thank-you that was sent before the interview was noted as completed counts."""
        if advice.purpose == "thank-you":
            for message in reversed(case.sent):
                if message.time <= advice.since.time and self.does(message, advice):
                    start = advice.interview.start
                    if "about" in message.data or (start is not None and message.time >= start):
                        advice.end = End("done", reason("sent"), message.id)
                        return

    def does(self, message: Fact, advice: Advice) -> bool:
        if advice.end or advice.forbids or message.data.get("purpose", "other") != advice.purpose:
            return False
        if advice.person:
            if message.interview not in (None, advice.key):
                return False
            return message.to == [advice.person]
        wanted = [person for person in advice.to if person.email] or advice.to
        return bool(wanted) and all(person in message.to for person in wanted)

    def stopped_by(self, live: list[Advice], fact: Fact) -> None:
        if fact.type in STOPS:
            name, purposes = STOPS[fact.type]
            for advice in live:
                since = advice.since
                before = since.time < fact.time or (since.time == fact.time and since.type != fact.type)
                if advice.end or advice.forbids or not before or (purposes and advice.purpose not in purposes):
                    continue
                if fact.interview is None or advice.person is None or advice.key == fact.interview:
                    text = f"ended by `{name}`: {self.stop_words[name]}"
                    advice.end = End("stopped", {"code": f"stopped:{name}", "text": text}, fact.id)
        for advice in live:
            if fact.type in OWN_STOPS.get(advice.rule, ()) and not advice.end and advice.since.time < fact.time:
                text = f"ended by `{advice.rule}`: it lasts until `{fact.type}`"
                advice.end = End("stopped", {"code": f"stopped:{advice.rule}", "text": text}, fact.id)

    def sweep(self, case: Case) -> None:
        if any(advice.end for advice in case.live):
            case.ended += [advice for advice in case.live if advice.end]
            case.live = [advice for advice in case.live if not advice.end]

    # What postpones it

    def hold(self, case: Case, fact: Fact) -> None:
        zone = fact.zone
        if fact.type == "case.paused":
            until = fact.data.get("until")
            self.begin(case, "paused", fact, moment(until, zone) if until else None)
        elif fact.type == "case.resumed":
            for hold in case.holds:
                if hold.name == "paused" and (hold.end is None or hold.end > fact.time):
                    hold.end = fact.time
        elif fact.type == "contact.instructed" and fact.data["kind"] == "write_on":
            self.begin(case, "told-when-to-write", fact, moment(fact.data["date"], zone))
        elif fact.type == "decision.promised":
            self.begin(case, "promised-date", fact, plus_days(moment(fact.data["by"], zone), DAY, zone), ASKING)

    def begin(self, case: Case, name: str, fact: Fact, end: int | None, purposes: Any = None) -> None:
        for earlier in case.holds:
            if earlier.name == name and (earlier.end is None or earlier.end > fact.time):
                earlier.end = fact.time
        case.holds.append(Hold(name, self.hold_words[name], fact.id, fact.time, end, purposes))

    # What triggers it

    def triggered_by(self, case: Case, fact: Fact) -> list[Advice]:
        fresh: list[Advice] = []
        purpose = fact.data.get("purpose", "other")
        if fact.type == "contact.instructed" and fact.data["kind"] == "no_contact":
            fresh += self.once("asked-not-to-write", case, fact)
        if fact.type == "interview.completed" and fact.interview not in case.thanked:
            interview = case.interviews[fact.interview]
            if interview.format in ("phone", "video"):
                rule, people = "thank-after-a-call", interview.interviewers
            elif interview.format in ("onsite", "panel"):
                rule, people = "follow-up-after-a-visit", list(dict.fromkeys(interview.interviewers + interview.met))
            case.thanked.add(fact.interview)
            named = {"interview": interview, "key": fact.interview, "candidate": self.candidate}
            fresh += [Advice(rule, self.rules[rule], fact, person=person, **named) for person in people]
        if fact.type in MESSAGES and case.status == "active" and case.thanks_sent and not case.unanswered_check_ins:
            fresh += self.once("check-in-after-silence", case, fact, restart=True)
        if fact.type == "message.sent" and purpose == "check-in":
            fresh += self.once("leave-it-alone", case, fact)
        return fresh

    def once(self, rule: str, case: Case, fact: Fact, *, restart: bool = False) -> list[Advice]:
        """New advice of a rule, unless its last is still live; that may start anew."""
        last = case.latest.get(rule)
        if last and not last.end:
            if restart:
                last.trigger, last.cause = fact, "restarted"
            return []
        number = last.number + 1 if last else 1
        case.latest[rule] = Advice(rule, self.rules[rule], fact, number=number, candidate=self.candidate)
        return [case.latest[rule]]

    # To whom, and when

    def settle(self, case: Case) -> None:
        for advice in case.live:
            if advice.end:
                continue
            if advice.rule == "check-in-after-silence":
                contact = case.main_contact()
                if advice.to and advice.to != [contact] and advice.cause is None:
                    advice.cause = "contact_changed"
                advice.to = [contact]
            self.schedule(case, advice)

    def schedule(self, case: Case, advice: Advice) -> None:
        """Set when it opens and is due, and why that is so."""
        if advice.forbids:
            advice.opens, advice.zone = advice.trigger.time, advice.trigger.zone
            return
        if advice.interview:
            natural, advice.zone = advice.interview.end, advice.interview.zone
        else:
            advice.zone = advice.trigger.zone
            natural = plus_days(advice.trigger.time, TWO_WEEKS, advice.zone)
        opens, advice.held_by = natural, None
        for hold in case.holds:
            if hold.purposes and advice.purpose not in hold.purposes:
                continue
            if hold.end is None:
                opens, advice.held_by = None, hold
                break
            if hold.end > max(advice.since.time, hold.begin) and hold.end > opens:
                opens, advice.held_by = hold.end, hold
        due = natural + HOUR if advice.rule == "thank-after-a-call" else None
        advice.opens, advice.due = opens, opens and due and due + opens - natural
        state = (opens, advice.held_by)
        before, advice.scheduled_for = advice.scheduled_for, state
        if before and before != state and advice.held_by and advice.cause is None:
            advice.cause = f"held:{advice.held_by.name}"


class Reporter:
    """Says what has changed in the advice of one candidate."""

    def __init__(self, candidate: str, table: dict[str, Any], found: list[tuple[Any, bytes]]) -> None:
        self.candidate, self.table, self.found = candidate, table, found
        self.known: list[Event] = []
        self.history = History(candidate, table)
        self.told: dict[str, Told] = {}
        self.now = 0

    def replay(self, events: list[Event]) -> None:
        events.sort(key=lambda event: (event.known, event.time, event.source, event.id))
        for now, learnt in groupby(events, key=lambda event: event.known):
            self.wait_until(now)
            self.learn(now, list(learnt))
        self.wait_until(None)

    def wait_until(self, end: int | None) -> None:
        """Report what time alone changes before an instant."""
        while (now := self.next_change()) is not None and (end is None or now < end):
            self.compare(now, None)

    def next_change(self) -> int | None:
        now = self.now
        times = [
            time
            for case in self.history.cases.values()
            for advice in case.live
            for time in (advice.opens, advice.due)
            if time is not None and time > now
        ]
        return min(times, default=None)

    def learn(self, now: int, learnt: list[Event]) -> None:
        self.known += learnt
        if self.history.take(learnt):
            self.compare(now, None)
            return
        self.history = History(self.candidate, self.table)
        self.history.start_over(self.known)
        kinds = {event.type for event in learnt}
        if "message.bounced" in kinds:
            cause = "bounced"
        elif "event.voided" not in kinds and any(event.known > event.time for event in learnt):
            cause = "late_event"
        else:
            cause = "corrected"
        there = self.compare(now, cause)
        for name in [name for name in self.told if name not in there]:
            gone = self.told.pop(name)
            self.tell("advice.retracted", gone.advice, gone.data | {"reason": reason(cause)})

    def compare(self, now: int, cause: str | None) -> set[str]:
        """Report every advice that is not as last told; return the ids of all that were looked at."""
        self.now = now
        there = set()
        for case in self.history.cases.values():
            forbidding = next((advice for advice in case.live if advice.forbids), None)
            for advice in case.live + case.ended:
                there.add(advice.id)
                self.look_at(advice, forbidding, cause)
            case.ended = []
        return there

    def look_at(self, advice: Advice, forbidding: Advice | None, cause: str | None) -> None:
        verdict, why = advice.verdict(self.now, forbidding)
        cause, advice.cause = cause or (None if why["code"].startswith("held:") else advice.cause), None
        before = self.told.get(advice.id)
        times, addresses = (advice.opens, advice.due), [person.email or person.name for person in advice.to]
        readdressed = before and before.addresses != addresses
        if before and before.verdict == verdict and (advice.end or (before.times == times and not readdressed)):
            return
        if readdressed and not why["code"].startswith("held:"):
            cause = cause or "contact_changed"
        kind = type_of_change(before and before.verdict, verdict)
        if cause and kind in ("advice.moved", "advice.reopened"):
            why = reason(cause, advice.held_by)
        data = self.shown(advice, why, forbidding if verdict == "blocked" and why["code"] != "no_address" else None)
        self.told[advice.id] = Told(advice, verdict, times, addresses, data)
        self.tell(kind, advice, data)

    def shown(self, advice: Advice, why: dict[str, str], forbidding: Advice | None) -> dict[str, Any]:
        words = advice.words
        evidence = [advice.since.id, advice.trigger.id]
        if advice.held_by:
            evidence.append(advice.held_by.event)
        if forbidding:
            evidence.append(forbidding.since.id)
        if advice.end:
            evidence.append(advice.end.by)
        return {
            "advice": advice.id,
            "rule": advice.rule,
            "purpose": advice.purpose,
            "strength": words["strength"],
            "to": [{"name": one.name, "email": one.email, "role": one.roles.get(advice.case)} for one in advice.to],
            "channel": words["channel"],
            "opens": stamp(advice.opens, advice.zone),
            "due": stamp(advice.due, advice.zone),
            "expires": None,
            "tone": words["tone"],
            "because": words["because"],
            "source": words["source"],
            "reason": why,
            "evidence": list(dict.fromkeys(evidence)),
            "policy": self.table["policy"],
        }

    def tell(self, kind: str, advice: Advice, data: dict[str, Any]) -> None:
        body = orjson.dumps(
            {
                "source": f"tactful/{self.table['policy']['name']}",
                "type": kind,
                "subject": advice.case,
                "time": stamp(self.now, advice.zone),
                "data": data,
            }
        )
        name = hashlib.sha256(body).hexdigest()[:32].encode()
        order = (self.now, advice.case, advice.words["order"], advice.id)
        self.found.append((order, b'{"specversion":"1.0","id":"%s",%s' % (name, body[1:])))


class Told(NamedTuple):
    """What was last said of an advice."""

    advice: Advice
    verdict: str
    times: tuple[int | None, int | None]
    addresses: list[str]
    data: dict[str, Any]


def reason(code: str, hold: Hold | None = None) -> dict[str, str]:
    if code.startswith("held:"):
        return {"code": code, "text": f"held by `{hold.name}`: {hold.because}"}
    return {"code": code, "text": TEXTS[code]}


def type_of_change(before: str | None, after: str) -> str:
    if after in ENDED:
        return f"advice.{after}"
    if before in ENDED:
        return "advice.reopened"
    if after == before or (before and after == "wait"):
        return "advice.moved"
    return {"wait": "advice.planned", "now": "advice.opened"}.get(after, f"advice.{after}")


def in_order(event: Event) -> tuple[int, int, str, str]:
    return event.time, event.known, event.source, event.id


def read(path: str) -> dict[str, list[Event]]:
    """All events by candidate. Of those with one id the first counts: the log is in the order of recording."""
    by_candidate: dict[str, list[Event]] = {}
    seen = set()
    with open(path, "rb") as log:
        for line in log:
            record = orjson.loads(line)
            name = (record.get("source", "local"), record["id"])
            if name not in seen:
                seen.add(name)
                candidate = record.get("partitionkey", record["subject"])
                by_candidate.setdefault(candidate, []).append(Event(record))
    return by_candidate


def main(table_path: str, log_path: str) -> None:
    with open(table_path, "rb") as file:
        table = orjson.loads(file.read())
    found: list[tuple[Any, bytes]] = []
    for candidate, events in read(log_path).items():
        Reporter(candidate, table, found).replay(events)
    found.sort()
    sys.stdout.buffer.writelines(line + b"\n" for _, line in found)


if __name__ == "__main__":
    main(*sys.argv[1:])
