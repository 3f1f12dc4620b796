"""The application: each route asks the service, and answers with what the library itself would say."""

from __future__ import annotations

import time
from collections.abc import Collection, Sequence
from typing import Annotated, Literal

import orjson
from fastapi import Depends, FastAPI, Header, Query, Request
from starlette.responses import Response

from tactful.api import documents as told
from tactful.api import problems
from tactful.api.access import only_known, opened_by
from tactful.api.cloudevents import events_of
from tactful.api.documents import APPLY, EVENTS, PLAN, json_of
from tactful.api.keys import Scope
from tactful.api.limits import Limits, Rate, Timed, body_of
from tactful.api.metrics import CONTENT_TYPE_LATEST, Measured, Metrics
from tactful.api.policies import max_changed_in, policies_in
from tactful.api.problems import responses
from tactful.api.streaming import Bell, Seats, Streamed, stream
from tactful.enacting import apply, plan_change, policies_of
from tactful.service import AsyncService

Verdict = Literal["wait", "now", "late", "blocked", "withheld", "done", "stopped", "expired"]
Strength = Literal["must", "should", "may", "must_not"]


def create_app(
    service: AsyncService,
    *,
    limits: Limits | None = None,
    metrics: Metrics | None = None,
    bell: Bell | None = None,
    hosts: Collection[str] = (),
    exposed: bool = False,
) -> FastAPI:
    """Return the application of a service that is open.

    Where the store has API keys, each request needs one; where it is `exposed`, also when the last key is gone.
    Without keys it answers to the names of the loopback and to `hosts`.
    `bell` is rung with every event that is taken in.
    """
    limits, metrics, bell = limits or Limits(), metrics or Metrics(), bell or Bell()
    rate = Rate(limits.a_second, limits.burst, time.monotonic)
    seats = Seats(limits.streams)
    app = FastAPI(title="Tactful", version="1", description=_ABOUT, docs_url=None, redoc_url=None)
    problems.install(app, keyless=not exposed)
    app.add_middleware(Timed, seconds=limits.seconds)
    app.add_middleware(Measured, metrics=metrics)
    reads, writes, rules = [
        [Depends(opened_by(service, scope, rate, hosts, exposed=exposed)), Depends(only_known)] for scope in Scope
    ]

    @app.post(
        "/events",
        dependencies=writes,
        responses=responses(400, 413, 415, ok=told.INTAKE),
        openapi_extra=EVENTS,
        tags=["events"],
    )
    async def events(request: Request) -> Response:
        """Take in one event or many, each once. A bad one does not sink the others; each has its own result."""
        body = await body_of(request, limits.body)
        intake = await service.process_all(events_of(request.headers, body, limits.events))
        metrics.took(intake)
        bell.ring()
        return json_of({"results": [one.to_dict() for one in intake.results], "decisions": len(intake.decisions)})

    @app.get(
        "/cases/{case:path}/advice", dependencies=reads, responses=responses(404, ok=told.ADVISED), tags=["advice"]
    )
    async def case_advice(case: str, all: bool = False, at: At = None) -> Response:  # noqa: A002
        """Say what is advised in a case, now or at a moment, on all that is known now."""
        plan = await service.advise(case, now=at)
        return json_of(plan.to_dict(everything=all, case=case))

    @app.get(
        "/cases/{case:path}/explain", dependencies=reads, responses=responses(404, ok=told.EXPLAINED), tags=["advice"]
    )
    async def explain(case: str, rule: str | None = None, at: At = None) -> Response:
        """Say why a case is advised as it is, why not, and why not yet."""
        return json_of((await service.explain(case, now=at, rule=rule)).to_dict())

    @app.get("/advice", dependencies=reads, responses=responses(ok=told.PAGE), tags=["advice"])
    async def advice(
        verdict: Annotated[Sequence[Verdict], Query()] = (),
        purpose: Annotated[Sequence[str], Query()] = (),
        policy: Annotated[Sequence[str], Query()] = (),
        strength: Annotated[Sequence[Strength], Query()] = (),
        due_before: At = None,
        after: str | None = None,
        limit: Annotated[int, Query(ge=1, le=1_000)] = 100,
    ) -> Response:
        """List the advice of all cases, by case. `after` of one page asks for the next, where there is one."""
        page = await service.advice(
            verdicts=verdict or None,
            purposes=purpose or None,
            policies=policy or None,
            strengths=strength or None,
            due_before=due_before,
            after=after,
            limit=limit,
        )
        return json_of(page.to_dict())

    @app.post(
        "/advice/{advice}/check", dependencies=writes, responses=responses(404, ok=told.STANDING), tags=["advice"]
    )
    async def check(advice: str, case: str | None = None) -> Response:
        """Say whether an advice still stands: ask just before somebody acts on it."""
        return json_of((await service.still_valid(advice, case=case)).to_dict())

    @app.get(
        "/decisions",
        dependencies=reads,
        responses=responses(ok=told.DECISIONS, streamed=True),
        tags=["decisions"],
    )
    async def decisions(
        request: Request,
        after: str = "",
        limit: Annotated[int, Query(ge=1, le=1_000)] = 100,
        last_event_id: Annotated[str | None, Header()] = None,
    ) -> Response:
        """Follow decisions as server-sent events, from `Last-Event-ID` on; as JSON, a page of those `after` a place."""
        place = after if last_event_id is None else last_event_id
        found = await service.decisions(place, limit=limit)
        if "text/event-stream" in request.headers.get("accept", ""):
            return Streamed(stream(service, found, place, bell, limits.look), seats)
        listed = [{"place": at, "decision": orjson.loads(one)} for at, one in found]
        return json_of({"decisions": listed, "after": found[-1][0] if found else place})

    @app.get("/policies", dependencies=reads, responses=responses(ok=told.ENACTMENT), tags=["policies"])
    async def policies() -> Response:
        """Say which policies are in force, and since when."""
        return json_of((await service.in_force()).to_dict())

    @app.get("/policies/history", dependencies=reads, responses=responses(ok=told.HISTORY), tags=["policies"])
    async def history() -> Response:
        """List what was in force, in its order."""
        return json_of({"enactments": [one.to_dict() for one in await service.enactments()]})

    @app.get("/policies/{digest}", dependencies=reads, responses=responses(404, ok=told.FILES), tags=["policies"])
    async def policy(digest: str) -> Response:
        """Return the files of a policy that is in force, was or was to be."""
        (found,) = await policies_of(service.desk, [digest])
        files = [{"name": name, "text": text} for name, text in zip(found.files, found.texts, strict=True)]
        return json_of({"policy": found.name, "digest": found.digest, "files": files})

    @app.post(
        "/policies/plans",
        dependencies=rules,
        responses=responses(400, 404, 413, ok=told.PLANNED),
        openapi_extra=PLAN,
        tags=["policies"],
    )
    async def plan(request: Request) -> Response:
        """Say whose advice other policies would change, and what lint finds. The id puts them in force."""
        wanted, findings = await policies_in(service, await body_of(request, limits.body))
        return json_of((await plan_change(service.desk, wanted, findings)).to_dict())

    @app.post(
        "/policies/plans/{plan}/apply",
        dependencies=rules,
        responses=responses(400, 404, 409, 413, ok=told.ENACTMENT),
        openapi_extra=APPLY,
        tags=["policies"],
    )
    async def put_in_force(
        request: Request, plan: str, max_changed: Annotated[str | None, Query(pattern=r"^[0-9]{1,9}%?$")] = None
    ) -> Response:
        """Put a planned change in force: exactly what was planned, or nothing. The body may hold `max_changed` too."""
        limit = max_changed_in(await body_of(request, limits.body), max_changed)
        enactment = await apply(service.desk, plan, limit)
        bell.ring()
        return json_of(enactment.to_dict())

    @app.get("/healthz", tags=["operation"], responses=responses(ok=told.ALIVE))
    async def healthz() -> Response:
        """Say that the process answers."""
        return json_of({"status": "alive"})

    @app.get("/readyz", tags=["operation"], responses=responses(ok=told.READY))
    async def readyz() -> Response:
        """Say that the store answers, and that a policy is in force."""
        return json_of({"status": "ready", "enactment": (await service.in_force()).number})

    @app.get(
        "/metrics",
        dependencies=reads,
        responses={**responses(), 200: {"description": "OK", "content": {"text/plain": {}}}},
        tags=["operation"],
    )
    async def measured() -> Response:
        """Return what is counted, as Prometheus reads it."""
        counts = await service.desk.core.look(lambda tx: tx.counts())
        return Response(metrics.text(counts), media_type=CONTENT_TYPE_LATEST)

    _ = (events, case_advice, explain, advice, check, decisions, policies, history, policy, plan, put_in_force)
    _ = (healthz, readyz, measured)
    return app


At = Annotated[str | None, Query(json_schema_extra={"format": "date-time"}, max_length=64)]

_ABOUT = "Follow-up advice as a function of policies, events and the moment."
