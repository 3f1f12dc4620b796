"""Write a large, invented log of job applications: JSON Lines in the order in which the events were recorded.

    python examples/generate.py --cases 100000 --seed 1 --out log.jsonl

The same seed gives the same bytes. Everybody in it is made up. Some candidates pursue several cases, each candidate in
a time zone of their own. The log is as untidy as real ones: mail that is imported days late or twice, addresses that
bounce, old revisions that come after newer ones, entries that are taken back.
"""

import argparse
import datetime as dt
import random
import sys
from zoneinfo import ZoneInfo

import orjson

MINUTE, HOUR, DAY = 60, 3600, 86_400
FIRST_DAY, DAYS = 1_704_672_000, 640  # applications from 8 January 2024 on; a case may last three months
ZONES = ["America/Phoenix", "America/New_York", "Europe/Berlin", "Europe/London", "Asia/Kolkata", "Australia/Sydney"]
FIRST = ["Ada", "Ben", "Cleo", "Dana", "Emil", "Fay", "Gus", "Hana", "Ivo", "June", "Kofi", "Lea", "Milo", "Nia"]
LAST = ["Abbott", "Bauer", "Castro", "Dahl", "Ekman", "Fofana", "Grant", "Haddad", "Ito", "Jansen", "Kaya", "Lund"]
ROLES = ["recruiter", "lead", "interviewer", "interviewer", "hiring-manager", "staff"]
POSITIONS = ["Analyst", "Bookkeeper", "Data engineer", "Nurse", "Product designer", "Site manager", "Translator"]
TEXTS = {
    "thank-you": "Thank you for your time. I am happy to answer any questions, and look forward to the next step.",
    "check-in": "May I ask whether there is any news? I remain very interested and am available for another talk.",
    "other": "Please find attached the documents that you asked for. Do tell me if anything else would be of use.",
    "reply": "Thank you for your message. We are still talking to others and will write as soon as we know more.",
    "automatic": "I am out of the office with little access to mail. In urgent cases please call our front desk.",
}


class Candidate:
    """One candidate, and what they record. `log` takes (when it was recorded, number, line)."""

    def __init__(self, rng, number, log):
        self.rng, self.key, self.log = rng, f"candidate-{number}", log
        self.zone = ZoneInfo(rng.choice(ZONES))
        self.chance = lambda probability: rng.random() < probability

    def stamp(self, time):
        return dt.datetime.fromtimestamp(time, self.zone).isoformat()

    def later(self, time, first, last):
        """A moment in office hours, so many days later."""
        day = dt.datetime.fromtimestamp(time, self.zone) + dt.timedelta(self.rng.randint(first, last))
        hour, minute, second = self.rng.randint(8, 17), self.rng.randrange(0, 60, 5), self.rng.randrange(60)
        return max(time + MINUTE, int(day.replace(hour=hour, minute=minute, second=second, fold=0).timestamp()))

    def record(self, kind, time, data, source="tracker", lag=0):
        name = f"e{len(self.log)}"
        event = {"specversion": "1.0", "id": name, "source": source, "type": kind, "subject": self.case}
        event |= {"partitionkey": self.key, "time": self.stamp(time)}
        if lag:
            event["recordedtime"] = self.stamp(time + lag)
        if source == "tracker" and self.chance(0.8):
            event["timezone"] = self.zone.key
        event["data"] = data
        self.log.append((time + lag, len(self.log), orjson.dumps(event)))
        if self.chance(0.003):  # delivered once more
            event["recordedtime"] = self.stamp(time + lag + DAY)
            self.log.append((time + lag + DAY, len(self.log), orjson.dumps(event)))
        if kind in ("message.sent", "interview.completed", "decision.promised") and self.chance(0.006):
            self.record("event.voided", time + lag + self.rng.randint(1, 3 * DAY), {"event": name, "source": source})

    def mail(self, kind, time, data, text):
        """Record a message, now and then days late, or once more by an importer that infers less or more."""
        rng = self.rng
        plain = {name: value for name, value in data.items() if name not in ("purpose", "about")}
        body = {"subject": f"Application {self.case}", "text": TEXTS[text]}
        lag = rng.randint(1, 6) * DAY if self.chance(0.04) else rng.randint(0, 90)
        copied = self.chance(0.04)
        first, second = (plain, data) if copied and self.chance(0.3) else (data, plain)
        self.record(kind, time, first | body, "imap", lag)
        if copied:
            shift = rng.randint(-20, 40)
            lag = max(lag - shift, 0) + rng.choice((5, 3 * HOUR, DAY))
            self.record(kind, time + shift, second | body if self.chance(0.5) else second, "crm", lag)

    def send(self, time, people, purpose, about=None):
        to = [person.get("email") or person for person in people]
        data = {"to": to if len(to) > 1 else to[0], "message": f"<m{len(self.log)}@mail.example>", "purpose": purpose}
        if about is not None and self.chance(0.4):
            data["about"] = about
        self.mail("message.sent", time, data, purpose)
        if "email" in people[0] and self.chance(0.02):
            self.record("message.bounced", time + self.rng.randint(5, 1800), {"message": data["message"]}, "imap")
            if self.chance(0.8):
                old, people[0]["email"] = people[0]["email"], "new." + people[0]["email"]
                self.record("contact.updated", time + 2 * HOUR, {"person": dict(people[0]), "was": old})
                self.send(time + 3 * HOUR, people[:1], purpose, about)

    def receive(self, time, person, text="reply"):
        person.setdefault("email", f"{person['name'].replace(' ', '.').lower()}@learnt.example")
        data = {"from": dict(person) if self.chance(0.5) else person["email"]}
        data |= {"message": f"<r{len(self.log)}@mail.example>"} | ({"automatic": True} if text == "automatic" else {})
        self.mail("message.received", time, data, text)

    def pursue(self, number, time, staff):
        """Record one case, from the application to its outcome if there is one."""
        self.case, recruiter = f"case-{number}", staff[0]
        data = {"company": staff[0]["email"].partition("@")[2], "position": self.rng.choice(POSITIONS)}
        data |= {"candidate": {"email": f"{self.key}@mail.example"}, "contacts": [dict(recruiter)]}
        self.record("application.submitted", time, data)
        if self.chance(0.3):
            self.receive(time + self.rng.randint(5, 300), recruiter, "automatic")
        for round_ in range(1, self.rng.choices((1, 2, 3, 4), (25, 40, 25, 10))[0]):
            time = self.interview(f"{self.case}-i{round_}", round_, self.later(time, 2, 8), staff)
        self.outcome(time, recruiter, staff)

    def interview(self, name, round_, time, staff):
        rng = self.rng
        form = rng.choice(("phone", "video", "onsite", "panel") if round_ > 1 else ("phone", "phone", "video"))
        people = rng.sample(staff[1:5], 3 if form == "panel" else rng.choice((1, 1, 2)))
        if self.chance(0.04):
            people[0].pop("email", None)
        start = self.later(time, 2, 6)
        done = {"interview": name, "format": form, "round": round_, "interviewers": [dict(one) for one in people]}
        plan = done | {"start": self.stamp(start), "end": self.stamp(start + HOUR), "sequence": 0}
        self.record("interview.scheduled", time, plan)
        if self.chance(0.12):
            time, start = time + HOUR, start + DAY
            moved = done | {"start": self.stamp(start), "end": self.stamp(start + HOUR), "sequence": 1}
            self.record("interview.rescheduled", time, moved)
            if self.chance(0.1):  # the old invitation once more
                self.record("interview.rescheduled", time + rng.randint(MINUTE, HOUR), plan)
        end = start + HOUR
        if self.chance(0.05):
            self.record("interview.cancelled", start - rng.randint(600, DAY), {"interview": name, "by": "company"})
            if self.chance(0.1):  # the calendar does not know
                self.record("interview.completed", end, done, "calendar")
            return end
        if form in ("onsite", "panel") and self.chance(0.4):
            done, people = done | {"met": [dict(staff[5])]}, [*people, staff[5]]
        if self.chance(0.6):
            end += rng.choice((0, 0, 0, -600, 300, 900))
            done = done | {"end": self.stamp(end)}
        self.record("interview.completed", end if self.chance(0.8) else end - 2 * MINUTE, done)
        if self.chance(0.12):
            by = self.stamp(end + rng.randint(3, 30) * DAY)
            self.record("decision.promised", end, {"by": by[:10] if self.chance(0.8) else by, "from": dict(people[0])})
        return self.thanks(name, end, people)

    def thanks(self, name, end, people):
        """Thank each, one by one, or all at once, or nobody; in time or late. They may answer."""
        rng, last, habit = self.rng, end, self.rng.random()
        if habit < 0.12:
            self.send(end + rng.randint(300, 3000), people, "thank-you", name)
        for person in people if 0.12 < habit < 0.85 else ():
            time = end + (rng.randint(HOUR, 2 * DAY) if self.chance(0.3) else rng.randint(120, 3500))
            if self.chance(0.92):
                self.send(time, [person], "thank-you", name)
                last = max(last, time)
            if self.chance(0.06):
                self.receive(time + rng.randint(3, 200), person, "automatic")
            if self.chance(0.25):
                self.receive(self.later(time, 0, 3), person)
        return last

    def outcome(self, time, recruiter, staff):
        rng = self.rng
        if self.chance(0.05):
            self.send(self.later(time, 1, 2), [recruiter], "other")
        if self.chance(0.03):
            until = {"until": self.stamp(time + 20 * DAY)[:10]} if self.chance(0.5) else {}
            self.record("case.paused", self.later(time, 1, 3), until)
            if not until or self.chance(0.3):
                self.record("case.resumed", self.later(time, 5, 25), {})
        if self.chance(0.02):
            told = {"kind": "write_on", "date": self.stamp(time + 30 * DAY)[:10]}
            self.record(
                "contact.instructed", self.later(time, 1, 4), told if self.chance(0.7) else {"kind": "no_contact"}
            )
        for _ in range(rng.choices((0, 1, 2), (60, 32, 8))[0]):
            time = self.later(time, 5, 20)
            self.send(time, [rng.choice((recruiter, staff[1], staff[4]))], "check-in")
            if self.chance(0.5):
                time = self.later(time, 1, 5)
                self.receive(time, rng.choice((recruiter, staff[1])))
        time = self.later(time, 2, 15)
        ends = ("application.rejected", "offer.extended", "application.withdrawn", "position.filled", None)
        if kind := rng.choices(ends, (35, 15, 6, 2, 42))[0]:
            self.record(kind, time, {})
        if kind == "offer.extended":
            self.record("offer.accepted" if self.chance(0.7) else "offer.declined", self.later(time, 1, 6), {})


def company(rng):
    """The people of a company."""
    names = rng.sample([f"{first} {last}" for first in FIRST for last in LAST], len(ROLES))
    domain = f"company-{rng.randrange(1000)}.example"
    emails = [f"{name.replace(' ', '.').lower()}@{domain}" for name in names]
    return [
        {"name": name, "email": email, "role": role} for name, email, role in zip(names, emails, ROLES, strict=True)
    ]


def generate(cases, seed):
    """Return the lines of a log of so many cases, in the order in which they were recorded."""
    rng, log, case, number = random.Random(seed), [], 0, 0
    while case < cases:
        candidate, staff = Candidate(rng, number, log), company(rng)
        start = FIRST_DAY + rng.randrange(DAYS) * DAY
        for _ in range(min(rng.choices((1, 2, 3), (75, 18, 7))[0], cases - case)):
            candidate.pursue(case, candidate.later(start, 0, 9), staff)
            staff = staff if candidate.chance(0.2) else company(rng)
            case += 1
        number += 1
    log.sort()
    return [line for _, _, line in log]


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--cases", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", help="the file to write; standard output without it")
    options = parser.parse_args()
    out = sys.stdout.buffer if options.out is None else open(options.out, "wb")  # noqa: SIM115
    with out:
        out.writelines(line + b"\n" for line in generate(options.cases, options.seed))


if __name__ == "__main__":
    main()
