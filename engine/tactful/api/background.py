"""What goes on beside the requests: time passes, decisions are delivered, policies are looked at."""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
from collections.abc import Awaitable, Callable, Sequence

from tactful.api.metrics import Metrics
from tactful.api.streaming import Bell
from tactful.decisions import Decision
from tactful.enacting import MaxChanged, Reload, Watcher, reload
from tactful.errors import StoreError, TactfulError
from tactful.moments import moment_from
from tactful.service import AsyncService
from tactful.sinks.sink import Sink

_LOG = logging.getLogger("tactful.background")
_LONGEST = 5.0
_LOOK = 2.0
_CHUNK = 200
_SHORTEST = 0.05
_OVERDUE = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


class Background:
    """The work of a server besides answering. Each part is a task of its own, so that none holds up another."""

    def __init__(
        self,
        service: AsyncService,
        bell: Bell,
        metrics: Metrics,
        watcher: Watcher | None = None,
        max_changed: MaxChanged | None = None,
    ) -> None:
        self._service = service
        self._bell = bell
        self._metrics = metrics
        self._watcher = watcher
        self._max_changed = max_changed
        self._tried_again = False

    async def run(self) -> None:
        """Work until the bell is closed."""
        parts = [self._forever(self._pass)]
        parts += [self._forever(self._delivering(sink)) for sink in self._service.desk.sinks]
        if self._watcher is not None:
            parts.append(self._forever(self._look))
        await asyncio.gather(*parts)

    async def _forever(self, part: Callable[[], Awaitable[float]]) -> None:
        while not self._bell.closed:
            try:
                pause = await part()
            except TactfulError as error:
                self._fail(error)
                pause = _LONGEST
            except Exception as error:
                _LOG.error("failed error=%s", type(error).__name__)
                self._metrics.failed()
                pause = _LONGEST
            await (self._bell.wait(pause) if pause else asyncio.sleep(0))

    async def _pass(self) -> float:
        try:
            self._tell(await self._service.advance(limit=_CHUNK))
        except StoreError as error:
            self._tell(error.decisions)
            await self._lag()
            if not error.more:
                raise
            self._fail(error)
            return _SHORTEST
        due = await self._lag()
        if due is None or due == _OVERDUE:
            return _LONGEST if due is None else _SHORTEST
        return min(max(self._ahead(due), _SHORTEST), _LONGEST)

    async def _lag(self) -> dt.datetime | None:
        """Note how late the work is, and return when there is more."""
        due = await self._service.next_due()
        self._metrics.lags(0.0 if due is None or due == _OVERDUE else -self._ahead(due))
        return due

    def _ahead(self, due: dt.datetime) -> float:
        return (due - moment_from(self._service.desk.core.clock())) / dt.timedelta(seconds=1)

    def _fail(self, error: TactfulError) -> None:
        _LOG.error("failed code=%s", getattr(error, "code", type(error).__name__))
        self._metrics.failed()

    def _tell(self, decisions: Sequence[Decision]) -> None:
        if decisions:
            self._metrics.decided([decision.type for decision in decisions])
            self._bell.ring()

    def _delivering(self, sink: Sink) -> Callable[[], Awaitable[float]]:
        async def deliver() -> float:
            found = await self._service.desk.deliver_to(sink, _CHUNK)
            self._metrics.delivered(sink.name, found)
            if found.put_back or found.set_aside:
                told = "not_delivered sink=%s put_back=%d set_aside=%d: `tactful outbox` says why"
                _LOG.warning(told, sink.name, found.put_back, found.set_aside)
            return 0.0 if found.delivered else 1.0

        return deliver

    async def _look(self) -> float:
        paths = self._watcher.look() if self._watcher is not None else None
        if self._watcher is not None and paths is not None:
            try:
                found = await reload(self._service.desk, paths, self._max_changed)
            except StoreError:
                self._watcher.again()
                raise
            if self._is_passing(found):
                self._watcher.again()
                return _LOOK
            if found.enactment is not None:
                digests = ",".join(digest[:12] for digest in found.enactment.digests)
                _LOG.warning("policy_in_force number=%d digests=%s", found.enactment.number, digests)
                self._bell.ring()
            for line in found.why:
                _LOG.error("policy_refused, the last good one stays in force: %s", " ".join(line.split()))
        return _LOOK

    def _is_passing(self, found: Reload) -> bool:
        """Say whether it may go well the next time as it is: others were first, or a file was just being replaced."""
        passing = found.error is not None and found.error.code == "moved_on"
        if found.problems and not self._tried_again:
            passing = self._tried_again = True
        else:
            self._tried_again = False
        return passing
