"""What was last reported of an advice, as the store keeps it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

import orjson

from tactful.decisions import Decision
from tactful.decisions.decision import RETRACTED
from tactful.decisions.partition import Named
from tactful.planning import Advice, Panel, Reason, Recipient
from tactful.planning.program import Speech
from tactful.stores.store import Reported, Said, Unreadable
from tactful.timing import zone as zone_named


def reported(decision: Decision) -> Reported:
    """Return a decision as the store keeps it."""
    advice = decision.advice
    json = decision.to_json()
    return Reported(decision.id, advice.case, decision.policy[0], advice.id, decision.type, decision.time, json)


def said_by(decisions: Iterable[Decision], names: Mapping[Named, Advice]) -> tuple[list[Said], list[Named]]:
    """Return what decisions leave said of each advice, and the advice of which nothing is said any more.

    `names` is what a partition has reported of each advice after them.
    """
    said: dict[Named, Said | None] = {}
    for decision in decisions:
        advice = decision.advice
        name = (decision.policy[0], advice.id)
        said[name] = None if decision.type == RETRACTED or name not in names else _said(name, decision)
    return [one for one in said.values() if one is not None], [name for name, one in said.items() if one is None]


def advice_from(said: Said, panel: Panel) -> Advice:
    """Return the advice that was reported. Raises StoreError where the record is damaged."""
    try:
        data = orjson.loads(said.decision)["data"]
        policy = (data["policy"]["name"], data["policy"]["digest"])
        rule = data["rule"]
        speech = next((one for one in panel.speeches(said.policy) if one.rule == rule and one.policy == policy), None)
        if speech is None:
            speech = Speech(
                rule,
                said.order,
                data["purpose"],
                data["strength"],
                data["channel"],
                data["tone"],
                data["because"],
                tuple(data["source"]),
                policy,
            )
        return Advice(
            said.advice,
            speech,
            said.case,
            said.key,
            _people(data["to"]),
            (said.opens, said.due, said.expires),
            _zone_from(said.zone),
            said.verdict,
            Reason(data["reason"]["code"], data["reason"]["text"]),
            tuple(data["evidence"]),
            _people(data.get("for", ())),
        )
    except (KeyError, TypeError, ValueError, OverflowError) as error:
        text = f"what was said of advice `{said.advice}` cannot be read: {type(error).__name__}"
        raise Unreadable(text) from None


def _said(name: Named, decision: Decision) -> Said:
    advice = decision.advice
    return Said(
        *name,
        advice.case,
        advice.key,
        advice.speech.order,
        advice.verdict,
        advice.purpose,
        advice.opens,
        advice.due,
        advice.expires,
        _zone_to(advice.zone),
        decision.to_json(),
    )


def _people(records: Iterable[Mapping[str, str | None]]) -> tuple[Recipient, ...]:
    return tuple(Recipient(one["name"], one["email"], one["role"]) for one in records)


def _zone_to(zone: dt.tzinfo) -> str:
    offset = zone.utcoffset(None)
    return str(zone) if offset is None else repr(offset.total_seconds())


def _zone_from(text: str) -> dt.tzinfo:
    if text[:1].isdigit() or text[:1] == "-":
        seconds = float(text)
        return dt.timezone(dt.timedelta(seconds=seconds)) if seconds else dt.UTC
    return zone_named(text)
