"""Somebody erased: what the store holds of them is forgotten, or written anew under a pseudonym."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass

import orjson

from tactful.events.event import Reader
from tactful.privacy.advice_ids import new_ids
from tactful.privacy.finding import Place, decisions_of, find, read
from tactful.privacy.pseudonyms import Pseudonyms, Texts
from tactful.privacy.rewriting import EventRewriter, decision_rewritten, new_keys, said_rewritten
from tactful.service.desk import Desk
from tactful.stores.store import Change, EventKey, Head, Kept, Rewriting, Transaction
from tactful.timing import format_instant

ERASURE = "erasure"
"""The kind of the records that say that somebody was erased, not who."""

_OPTED_OUT = "contact.opted_out"
_SOURCE = "tactful/privacy"


@dataclass(frozen=True, slots=True)
class Erased:
    """What an erasure did. `forgotten` are whole partitions, `rewritten` those where a pseudonym stands now.

    `events` and `decisions` count what was forgotten or rewritten in them. `named` are partitions or cases whose own
    name still tells of the person: a name is what callers know them by, so it cannot change.
    """

    forgotten: int = 0
    rewritten: int = 0
    events: int = 0
    decisions: int = 0
    named: int = 0

    def __add__(self, other: Erased) -> Erased:
        return Erased(
            self.forgotten + other.forgotten,
            self.rewritten + other.rewritten,
            self.events + other.events,
            self.decisions + other.decisions,
            self.named + other.named,
        )

    def to_dict(self) -> dict[str, int]:
        """Return plain data."""
        return asdict(self)


async def erase(desk: Desk, person: str) -> Erased:
    """Make a person unreadable in the store, all in one transaction, and say how much that was.

    A partition of this very name is forgotten. Elsewhere the person, named by e-mail address or by name, and whatever
    the partition links to them gets a random pseudonym, and opts out. What others are advised stays as it is. Nothing
    is decided here: what the opting out changes is reported when time passes next.
    Raises EventError for a blank name, StoreError where the store cannot.
    """

    async def step(tx: Transaction) -> Erased:
        total = Erased()
        found = await find(desk, tx, person, tx.claim)
        pseudonyms = Pseudonyms()
        now = desk.core.clock()
        if found.own is not None:
            total += await _forget(tx, found.own)
        for place in found.places:
            total += await _rewrite(tx, place, pseudonyms, now)
        if total != Erased():
            number = len(await tx.records(ERASURE)) + 1
            told = {"at": format_instant(now, dt.UTC), **total.to_dict()}
            await tx.put(ERASURE, f"{number:08d}", orjson.dumps(told), new=True)
        return total

    try:
        return await desk.core.change(step)
    finally:
        desk.core.loader.clear()


async def _forget(tx: Transaction, name: str) -> Erased:
    await tx.claim([name])
    events, decisions = await tx.events(name), await decisions_of(tx, name)
    await tx.forget(name)
    return Erased(forgotten=1, events=len(events), decisions=len(decisions))


async def _rewrite(tx: Transaction, place: Place, pseudonyms: Pseudonyms, now: int) -> Erased:
    texts = Texts(place.who.texts, pseudonyms)
    keys = new_keys(list(read(place.kept, Reader({}))), texts, pseudonyms)
    stored = await decisions_of(tx, place.name)
    said = await tx.said(place.name)
    told = [orjson.loads(json) for json in [json for _, json in stored] + [one.decision for one in said]]
    advice = new_ids(
        place.name,
        [(one["data"]["rule"], one["subject"]) for one in told],
        place.events,
        place.vocabulary,
        place.pers,
        place.who,
        pseudonyms,
        texts.freed,
    )
    rewriter = EventRewriter(place.vocabulary, place.who, pseudonyms, texts, keys, advice)
    events = {(one.source, one.id): new for one in place.kept if (new := rewriter.rewritten(one.raw)) is not None}
    ids = {old[1]: new[1] for old, new in keys.items()}
    of_json: dict[bytes, bytes] = {}
    for json in {*(json for _, json in stored), *(one.decision for one in said)}:
        new = decision_rewritten(json, place.who, pseudonyms, ids, advice)
        if new is not None:
            of_json[json] = new
    decisions = {at: of_json[json] for at, json in stored if json in of_json}
    cases = {event.case for event in place.events}
    named = sum(map(texts.mention, cases | {place.name}))
    new_said = said_rewritten(said, texts, advice, of_json)
    if not events and not decisions and new_said == said:
        return Erased(named=named)
    head = place.head._replace(version=place.head.version + 1)
    rewriting = Rewriting(events, keys, decisions, new_said, {at: _names(json) for at, json in decisions.items()})
    await tx.rewrite(place.name, head, rewriting)
    await _opt_out(tx, place, head, pseudonyms, now)
    return Erased(0, 1, len(events), len(decisions), named)


async def _opt_out(tx: Transaction, place: Place, head: Head, pseudonyms: Pseudonyms, now: int) -> None:
    """Let the pseudonym opt out at an instant that is still to be decided, by whoever lets time pass."""
    if not place.who.people:
        return
    clock = head.clock if head.clock is not None else now
    time = max(now, clock + 1)
    events = []
    for case, record in place.who.people.values():
        key: EventKey = (_SOURCE, pseudonyms.fresh())
        content = {
            "specversion": "1.0",
            "id": key[1],
            "source": key[0],
            "type": _OPTED_OUT,
            "subject": case,
            "partitionkey": place.name,
            "time": format_instant(time, dt.UTC),
            "data": {"person": pseudonyms.person(record._replace(role=None), apart=place.who.is_apart(case, record))},
        }
        events.append(Kept(*key, clock, orjson.dumps(content)))
    wake = time if head.wake is None else min(head.wake, time)
    await tx.write([Change(place.name, head, Head(head.version + 1, clock, wake, head.enactment), events)])


def _names(json: bytes) -> tuple[str, str]:
    record = orjson.loads(json)
    return record["id"], record["data"]["advice"]
