"""What ends an advice: a message that does it, a stop, a dismissal, its expiry."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

from tactful.history import Case, Happening
from tactful.history.timeline import SENT
from tactful.planning.episode import End, Episode
from tactful.planning.program import Outcome, Program
from tactful.planning.recipients import resolve
from tactful.planning.schedule import selects, touches
from tactful.planning.verdict import outranked

_LATER = 1 << 62


def done_by(message: Happening, live: Sequence[Episode]) -> None:
    """End the advice that a sent message does, and what that outranks.

    Of several that it could be, and no interview said, it does the one due first, else opening first; beside it what
    goes through somebody whom the message reached, of the same interview or of none.
    """
    able = [episode for episode in live if _does(message, episode) and episode.since.time < message.time]
    if not able:
        return
    beneath = outranked(live, message.time) if len(live) > 1 else {}
    done = set(able)
    if len(able) > 1 and "about" not in message.data:
        shown = sorted([episode for episode in able if episode not in beneath] or able, key=_urgency)
        interview = next((one.of_interview for one in shown if one.of_interview is not None), None)
        of_one = [one for one in shown if one.of_interview in (None, interview)]
        routed = [one for one in of_one if _reaches_via(message, one)]
        done = {*routed, *[one for one in of_one if one not in routed][:1]}
    for episode in live:
        if episode in done or (beneath.get(episode) in done and episode.since.time < message.time):
            _sent(episode, message, message.time)


def early(episode: Episode, case: Case) -> None:
    """End an advice of an interview whose message was sent before its trigger: about it, or not before its start."""
    if episode.of_interview is None or episode.interview is None or not case.sent:
        return
    start = episode.interview.start
    sent: Iterable[Happening] = reversed(case.sent)
    if episode.person is not None and episode.via is None:
        sent = reversed(case.written(episode.person, episode.rule.purpose))
    for message in sent:
        if message.time > episode.since.time or not _does(message, episode):
            continue
        if "about" in message.data or (start is not None and message.time >= start):
            _sent(episode, message, episode.since.time)
            return


def ended_by_stops(
    happening: Happening, outcome: Outcome, live: Iterable[Episode], case: Case, program: Program
) -> None:
    """End what the stops that a happening sets off select; and the advice of a rule by its own stop."""
    for stop in outcome.stops:
        people = None
        if stop.selects.recipients is not None:
            interview = case.interview_of(happening)
            meant, _ = resolve(program, stop.selects.recipients, case, happening, interview)
            people = frozenset(map(id, meant))
        for episode in live:
            since = episode.since
            if (
                episode.end is None
                and episode.rule.forbids is None
                and (since.time < happening.time or (since.time == happening.time and since.type != happening.type))
                and touches(happening.interview, episode)
                and selects(stop.selects, people, episode)
            ):
                code = f"stopped:{stop.name}"
                episode.end = End(happening.time, "stopped", code, happening.id, stop.because)
    for rule in outcome.ends:
        for episode in live:
            if (
                episode.end is None
                and episode.rule is rule
                and episode.since.time < happening.time
                and touches(happening.interview, episode)
            ):
                because = f"it lasts until `{happening.type}`"
                episode.end = End(happening.time, "stopped", f"stopped:{rule.name}", happening.id, because)


def is_dismissed(happening: Happening, episode: Episode) -> bool:
    """Say whether a dismissal names an advice, by id or by purpose, that was triggered before it."""
    data = happening.data
    if episode.since.time >= happening.time:
        return False
    if "advice" in data:
        return bool(data["advice"] == episode.id)
    return data["purpose"] in (episode.rule.purpose, "any")


def expire(live: Iterable[Episode], until: int) -> None:
    """End what has expired at an instant or before."""
    for episode in live:
        if episode.expires is not None and episode.expires <= until and episode.end is None:
            expired(episode)


def expired(episode: Episode) -> End:
    """End an advice at its expiry, and not before its trigger."""
    time = max(episode.expires or 0, episode.since.time)
    episode.end = End(time, "expired", "expired", None, "no longer worth doing")
    return episode.end


def catch_up(
    episode: Episode,
    endings: Sequence[tuple[Happening, Outcome]],
    others: Sequence[Sequence[Episode]],
    case: Case,
    program: Program,
) -> None:
    """Apply to an advice what has happened since its trigger; for the one triggered just now, the same instant."""
    since = episode.since.time
    later: list[tuple[Happening, Outcome]] = []
    for happening, outcome in reversed(endings):
        if happening.time < since:
            break
        if happening.time > since or outcome.stops:
            later.append((happening, outcome))
    for time, same_time in groupby(reversed(later), key=lambda ending: ending[0].time):
        expire((episode,), time - 1)
        instant = list(same_time)
        messages = [happening for happening, _ in instant if happening.type == SENT and since < time]
        for message in messages:
            if _does(message, episode) and not _used(message, episode, others):
                _sent(episode, message, time)
        for happening, outcome in instant:
            if happening.type == "advice.dismissed" and episode.end is None and is_dismissed(happening, episode):
                episode.end = End(time, "stopped", "dismissed", happening.id, "it was dismissed")
            ended_by_stops(happening, outcome, (episode,), case, program)
        if episode.end is not None:
            return


def _does(message: Happening, episode: Episode) -> bool:
    if (
        episode.end is not None
        or episode.absent
        or episode.rule.forbids is not None
        or message.data.get("purpose", "other") != episode.rule.purpose
        or not touches(message.interview, episode)
    ):
        return False
    to = message.people["to"]
    if _reaches_via(message, episode):
        return True
    if episode.rule.recipients is not None and episode.rule.recipients.each:
        return len(to) == 1 and to[0] is episode.person
    reached = to + message.people.get("cc", ())
    wanted = [person for person in episode.recipients if person.email is not None] or episode.recipients
    return bool(wanted) and all(person in reached for person in wanted)


def _reaches_via(message: Happening, episode: Episode) -> bool:
    """Say whether an advice goes through somebody whom a message reached."""
    via = episode.via
    return via is not None and (via in message.people["to"] or via in message.people.get("cc", ()))


def _used(message: Happening, episode: Episode, others: Iterable[Iterable[Episode]]) -> bool:
    """Say whether a message that names no interview was for advice of another interview."""
    if "about" in message.data:
        return False
    return any(
        one.end is not None and one.end.by == message.id and not touches(one.of_interview, episode)
        for episodes in others
        for one in episodes
    )


def _sent(episode: Episode, message: Happening, time: int) -> None:
    if episode.end is None:
        episode.end = End(time, "done", "sent", message.id, "it was sent")


def _urgency(episode: Episode) -> tuple[int, int, int, int, str]:
    due = _LATER if episode.due is None else episode.due
    opens = _LATER if episode.opens is None else episode.opens
    return (due, opens, episode.since.time, episode.rule.order, episode.id)
