"""What a partition holds, written anew with pseudonyms. Advice comes out as before, but for these."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

import orjson

from tactful.events.event import DEFAULT_SOURCE, Event, Person, in_order
from tactful.events.fields import PARSERS
from tactful.events.vocabulary import Kind, Vocabulary
from tactful.history.timeline import VOIDED
from tactful.privacy.identity import Identity
from tactful.privacy.pseudonyms import Pseudonyms, Texts, between
from tactful.stores.store import EventKey, Said

_ATTRIBUTES = ("specversion", "id", "source", "type", "subject", "partitionkey", "time", "recordedtime", "timezone")
_PARTS = ("name", "email", "role")


def new_keys(events: Sequence[Event], texts: Texts, pseudonyms: Pseudonyms) -> dict[EventKey, EventKey]:
    """Return the new source and id of each event whose old ones name somebody, in the same order among others."""
    sources = sorted({event.source for event in events})
    renamed = dict(zip(sources, _renamed(sources, texts, pseudonyms), strict=True))
    found: dict[EventKey, EventKey] = {}
    for _, several in groupby(sorted(events, key=in_order), key=lambda one: (one.time, one.known, one.source)):
        tied = list(several)
        for event, new in zip(tied, _renamed([event.id for event in tied], texts, pseudonyms), strict=True):
            key = (renamed[event.source], new)
            if key != (event.source, event.id):
                found[event.source, event.id] = key
    return found


def _renamed(names: Sequence[str], texts: Texts, pseudonyms: Pseudonyms) -> list[str]:
    found: list[str] = []
    for place, name in enumerate(names):
        if texts.mention(name):
            high = next((one for one in names[place + 1 :] if not texts.mention(one)), None)
            name = between(found[-1] if found else None, high, pseudonyms.fresh())
        found.append(name)
    return found


class EventRewriter:
    """Writes the events of one partition anew. `advice` gives new ids to advice."""

    def __init__(
        self,
        vocabulary: Vocabulary,
        who: Identity,
        pseudonyms: Pseudonyms,
        texts: Texts,
        keys: Mapping[EventKey, EventKey],
        advice: Mapping[str, str],
    ) -> None:
        self._vocabulary = vocabulary
        self._who = who
        self._pseudonyms = pseudonyms
        self._texts = texts
        self._keys = keys
        self._advice = advice

    def rewritten(self, raw: bytes) -> bytes | None:
        """Return the new JSON of an event, None where it stays. What no vocabulary knows goes where they are named."""
        content: dict[str, Any] = orjson.loads(raw)
        kept = {name: content[name] for name in _ATTRIBUTES if content.get(name) is not None}
        if kept["type"] not in self._vocabulary:
            kept["type"] = self._texts.freed(kept["type"])
        old: EventKey = (kept.get("source", DEFAULT_SOURCE), kept["id"])
        new = self._keys.get(old, old)
        if new != old:
            kept["source"], kept["id"] = new
        data = content.get("data")
        if isinstance(data, dict):
            kept["data"] = self._data(kept["type"], kept["subject"], data)
            if kept["type"] == VOIDED:
                self._aim(kept["data"], data, old[0], new[0])
        trimmed = _trimmed(content, self._vocabulary)
        if kept == trimmed and not self._is_named_in_rest(raw, content, trimmed):
            return None
        return orjson.dumps(kept)

    def _data(self, type_name: str, case: str, data: Mapping[str, Any]) -> dict[str, Any]:
        declared = self._vocabulary.get(type_name)
        fields = {} if declared is None else declared.fields
        return {
            name: self._value(fields[name], case, value)
            for name, value in data.items()
            if name in fields and value is not None
        }

    def _value(self, kind: Kind, case: str, value: Any) -> Any:
        if isinstance(value, list):
            return [self._value(Kind.PERSON if kind is Kind.PEOPLE else kind, case, item) for item in value]
        if kind in (Kind.PERSON, Kind.PEOPLE):
            record = record_of(value)
            if record is not None and self._who.is_in(case, record):
                return self._pseudonyms.person(record, apart=self._who.is_apart(case, record))
            return _plain(value)
        if isinstance(value, str):
            return self._advice.get(value) or self._texts.freed(value)
        return None if isinstance(value, dict) else value

    def _aim(self, kept: dict[str, Any], data: Mapping[str, Any], source: str, renamed: str) -> None:
        aim = self._keys.get((str(data.get("source") or source), str(data.get("event"))))
        if aim is None:
            return
        kept["event"] = aim[1]
        if aim[0] != renamed or "source" in kept:
            kept["source"] = aim[0]

    def _is_named_in_rest(self, raw: bytes, content: Mapping[str, Any], trimmed: Mapping[str, Any]) -> bool:
        """Say whether they are named in what is not known, or in a value that another of the same name hides."""
        find = self._texts.pattern.findall
        told, known = ([found for text in strings(one) for found in find(text)] for one in (content, trimmed))
        return len(told) > len(known) or len(find(raw.decode())) > len(find(orjson.dumps(content).decode()))


def decision_rewritten(
    json: bytes, who: Identity, pseudonyms: Pseudonyms, ids: Mapping[str, str], advice: Mapping[str, str]
) -> bytes | None:
    """Return the new JSON of a decision, None where it stays. Its id is a hash of the content, so it changes too."""
    record: dict[str, Any] = orjson.loads(json)
    data, case = record["data"], record["subject"]
    data["advice"] = advice.get(data["advice"], data["advice"])
    data["evidence"] = [ids.get(one, one) for one in data["evidence"]]
    for part in ("to", "for"):
        for one in data.get(part, ()):
            listed = Person(one["name"], one["email"], one["role"])
            if who.is_in(case, listed):
                one |= pseudonyms.person(listed, apart=who.is_apart(case, listed))
    body = orjson.dumps({name: value for name, value in record.items() if name not in ("specversion", "id")})
    old = {name: value for name, value in orjson.loads(json).items() if name not in ("specversion", "id")}
    if body == orjson.dumps(old):
        return None
    return b'{"specversion":"1.0","id":"%s",%s' % (hashlib.sha256(body).hexdigest()[:32].encode(), body[1:])


def said_rewritten(
    said: Iterable[Said], texts: Texts, advice: Mapping[str, str], new: Mapping[bytes, bytes]
) -> list[Said]:
    """Return all that was said, with new ids, keys and decisions."""
    return [
        one._replace(
            advice=advice.get(one.advice, one.advice),
            key=None if one.key is None else texts.freed(one.key),
            decision=new.get(one.decision, one.decision),
        )
        for one in said
    ]


def _trimmed(content: Mapping[str, Any], vocabulary: Vocabulary) -> dict[str, Any]:
    """Return what an event says that the vocabulary knows."""
    kept = {name: content[name] for name in _ATTRIBUTES if content.get(name) is not None}
    data = content.get("data")
    if isinstance(data, dict):
        declared = vocabulary.get(kept["type"])
        fields = {} if declared is None else declared.fields
        kept["data"] = {name: _known(fields[name], v) for name, v in data.items() if name in fields and v is not None}
    return kept


def _known(kind: Kind, value: Any) -> Any:
    if isinstance(value, list):
        return [_known(Kind.PERSON if kind is Kind.PEOPLE else kind, item) for item in value]
    if kind in (Kind.PERSON, Kind.PEOPLE):
        return _plain(value)
    return None if isinstance(value, dict) else value


def _plain(value: Any) -> Any:
    return {part: value[part] for part in _PARTS if value.get(part) is not None} if isinstance(value, dict) else value


def record_of(value: Any) -> Person | None:
    """Read a record of a person; None where it is none."""
    try:
        record = PARSERS[Kind.PERSON](value, [])
    except ValueError:
        return None
    return record if isinstance(record, Person) else None


def strings(content: Any) -> Iterator[str]:
    """Yield all texts in plain data, keys too."""
    waiting = [content]
    while waiting:
        item = waiting.pop()
        if isinstance(item, str):
            yield item
        elif isinstance(item, dict):
            waiting += [*item, *item.values()]
        elif isinstance(item, list):
            waiting += item
