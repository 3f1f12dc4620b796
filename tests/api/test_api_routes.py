"""The HTTP API says what the library says."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import httpx
import orjson
import pytest
from http_client import NOW, POLICY, Client, received, run

import tactful
from tactful.api.keys import drop_key
from tactful.api.limits import Limits

EVENT = received()
STRUCTURED = {"content-type": "application/cloudevents+json"}
BATCHED = {"content-type": "application/cloudevents-batch+json"}
BINARY = {
    "content-type": "application/json",
    **{f"ce-{name}": EVENT[name] for name in ("specversion", "id", "source", "type", "subject", "time")},
}


def sent(client: Client, case: str) -> dict[str, Any]:
    """Let a minute pass, and return that the reply to a case went out by then."""
    client.clock[0] = "2026-03-03T17:31:00Z"
    data = {"to": ["dana@x.example"], "purpose": "reply"}
    return received(case, 1) | {"type": "message.sent", "time": client.clock[0], "data": data}


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        (STRUCTURED, EVENT),
        ({"content-type": "application/json; charset=utf-8"}, EVENT),
        (BATCHED, [EVENT]),
        (BINARY, EVENT["data"]),
    ],
)
def test_every_binding_takes_the_same_event_in_once(headers: dict[str, str], body: Any) -> None:
    """Structured, binary and batched are three ways to say one thing, and a copy changes nothing."""

    async def test(client: Client) -> None:
        first = await client.post("/events", headers=headers, content=json.dumps(body))
        assert first.status_code == 200
        assert first.json()["results"] == [{"status": "taken", "source": "tests", "id": "c1-0"}]
        assert first.json()["decisions"] == 1
        again = await client.post("/events", headers=STRUCTURED, content=json.dumps(EVENT))
        assert [one["status"] for one in again.json()["results"]] == ["copy"]
        assert again.json()["decisions"] == 0

    run(test)


def test_a_bad_event_does_not_sink_its_batch() -> None:
    """Each event has its own result, in the order of the batch."""

    async def test(client: Client) -> None:
        other = EVENT | {"data": {"from": "bo@x.example"}}
        batch = [EVENT, 7, EVENT | {"id": ""}, received("c2"), other]
        found = (await client.post("/events", headers=BATCHED, content=json.dumps(batch))).json()
        assert [one["status"] for one in found["results"]] == ["taken", "refused", "refused", "taken", "refused"]
        codes = [one.get("code") for one in found["results"]]
        assert codes == [None, "not_object", "bad_attribute", None, "used_id"]
        assert (await client.get("/cases/c2/advice")).status_code == 200

    run(test)


def test_answers_are_the_librarys_own() -> None:
    """Advice and explanations are the same data as `plan` and `explain` give, also for a case with a slash."""

    async def test(client: Client) -> None:
        for case in ("c1", "a/b c"):
            await client.post("/events", json=received(case))
        history = [received("a/b c")]
        plan = tactful.plan(POLICY, history, NOW).to_dict(case="a/b c")
        assert (await client.get("/cases/a%2Fb%20c/advice")).content == orjson.dumps(plan)
        told = (await client.get("/cases/a/b c/explain")).json()
        assert told["case"] == "a/b c"
        assert told["advice"]
        assert (await client.get("/cases/a/b c/explain?rule=nope")).status_code == 404
        later = (await client.get("/cases/c1/advice?at=2026-03-05T00:00:00Z")).json()
        assert [one["verdict"] for one in later["cases"][0]["advice"]] == ["late"]

    run(test)


def test_advice_of_all_cases_comes_in_pages_that_stay() -> None:
    """Pages follow one another without gap or repetition, also when something is done meanwhile."""

    async def test(client: Client) -> None:
        await client.post("/events", headers=BATCHED, content=json.dumps([received(f"c{n}") for n in range(5)]))
        seen, after = [], ""
        while after is not None:
            page = (await client.get(f"/advice?verdict=now&limit=2{after and '&after=' + after}")).json()
            assert page["settled"] is True
            seen += [one["case"] for one in page["advice"]]
            await client.post("/events", json=sent(client, "c0"))
            after = page["after"]
        assert seen == ["c0", "c1", "c2", "c3", "c4"]
        assert [one["case"] for one in (await client.get("/advice?verdict=done")).json()["advice"]] == ["c0"]
        assert len((await client.get("/advice?strength=should&strength=may&verdict=now")).json()["advice"]) == 4
        assert (await client.get("/advice?strength=must_not")).json()["advice"] == []
        assert (await client.get("/advice?strength=must-not")).status_code == 422
        assert (await client.get("/advice?purpose=other")).json()["advice"] == []
        assert (await client.get("/advice?due_before=2026-03-03T00:00:00Z")).json()["advice"] == []
        assert (await client.get("/advice?after=zz")).status_code == 422

    run(test)


def test_a_check_tells_what_has_become_of_advice() -> None:
    """Advice that was done meanwhile is not valid any more; one that nobody knows is not there."""

    async def test(client: Client) -> None:
        await client.post("/events", json=EVENT)
        (advice,) = (await client.get("/advice")).json()["advice"]
        path = f"/advice/{advice['advice']}/check"
        assert (await client.post(path)).json()["valid"] is True
        await client.post("/events", json=sent(client, "c1"))
        found = (await client.post(path)).json()
        assert (found["valid"], found["why"]) == (False, "it is done: it was sent")
        assert (await client.post("/advice/abc/check")).status_code == 404

    run(test)


def test_decisions_are_followed_from_where_one_was() -> None:
    """A stream goes on after `Last-Event-ID`, and what comes later comes by itself; a page has the same decisions."""

    async def test(client: Client) -> None:
        for case in ("c1", "c2"):
            await client.post("/events", json=received(case))
        page = (await client.get("/decisions?limit=1")).json()
        assert [one["decision"]["subject"] for one in page["decisions"]] == ["c1"]
        rest = (await client.get(f"/decisions?after={page['after']}")).json()["decisions"]
        assert [one["decision"]["subject"] for one in rest] == ["c2"]
        from tactful.api.streaming import Bell, stream

        bell, place = Bell(), page["after"]
        lines = stream(client.service, await client.service.decisions(place), place, bell)
        assert await anext(lines) == b": tactful\n\n"
        event = (await anext(lines)).decode()
        assert event.startswith(f"id: {rest[0]['place']}\nevent: decision\ndata: {{")
        await client.post("/events", json=received("c3"))
        assert '"subject":"c3"' in (await anext(lines)).decode()
        bell.close()
        assert [one async for one in lines] == []
        assert (await client.get("/decisions?after=zz")).status_code == 422

    run(test)


def test_a_policy_is_planned_and_put_in_force() -> None:
    """A plan changes nothing; applied, it is in force, and the one before can be read and gone back to."""

    async def test(client: Client) -> None:
        await client.post("/events", json=EVENT)
        text = POLICY.texts[0].replace("due: 1 day", "due: 2 days")
        plan = (await client.post("/policies/plans", json={"policies": [text]})).json()
        assert plan["changed_cases"] == 1
        assert (await client.get("/policies")).json()["number"] == 1
        assert (await client.post(f"/policies/plans/{plan['id']}/apply?max_changed=0")).status_code == 409
        assert (await client.post(f"/policies/plans/{plan['id']}/apply")).json()["number"] == 2
        assert (await client.post(f"/policies/plans/{plan['id']}/apply")).json()["code"] == "moved_on"
        history = (await client.get("/policies/history")).json()["enactments"]
        old = (await client.get(f"/policies/{history[0]['policies'][0]['digest']}")).json()
        assert old["files"][0]["text"] == POLICY.texts[0]
        back = (await client.post("/policies/plans", json={"back_to": 1})).json()
        assert (await client.post(f"/policies/plans/{back['id']}/apply")).json()["number"] == 3
        bad = await client.post("/policies/plans", json={"policies": ["tactful: 1\npolicy: p\nrulez: {}"]})
        assert bad.status_code == 422
        assert "unknown key `rulez`" in bad.json()["problems"][0]
        file = await client.post("/policies/plans", json={"policies": ["tactful: 1\npolicy: p\nextends: [./x.yaml]"]})
        assert file.json()["code"] == "path_extended"

    run(test)


def test_a_posted_policy_is_linted() -> None:
    """What lint finds is in the plan; an error in it keeps the plan from being applied, as it does a reload."""

    async def test(client: Client) -> None:
        text = POLICY.texts[0].replace("due: 1 day", "opens: 2 days, due: 1 day")
        plan = (await client.post("/policies/plans", json={"policies": ["seed-article", text]})).json()
        (found,) = [one for one in plan["findings"] if one["severity"] == "error"]
        assert (found["path"], found["code"]) == ("policies[1]", "due-before-opening")
        refused = await client.post(f"/policies/plans/{plan['id']}/apply")
        assert (refused.status_code, refused.json()["code"]) == (409, "lint_errors")
        assert (await client.get("/policies")).json()["number"] == 1

    run(test)


def test_one_goes_back_by_the_beginning_of_a_digest() -> None:
    """It means the same as the number; what is neither is refused."""

    async def test(client: Client) -> None:
        by_number = (await client.post("/policies/plans", json={"back_to": 1})).json()
        by_digest = (await client.post("/policies/plans", json={"back_to": POLICY.digest[:8]})).json()
        assert by_number["id"] == by_digest["id"]
        for wanted, answer in (
            ("abc", (422, "bad_back_to")),
            ("ffffff", (404, "unknown_policy")),
            (0, (422, "bad_back_to")),
        ):
            refused = await client.post("/policies/plans", json={"back_to": wanted})
            assert (refused.status_code, refused.json()["code"]) == answer

    run(test)


ROUTES = [
    ("GET", "/cases/c1/advice", "read"),
    ("GET", "/cases/c1/explain", "read"),
    ("GET", "/advice", "read"),
    ("POST", "/advice/abc/check", "write"),
    ("GET", "/decisions", "read"),
    ("GET", "/policies", "read"),
    ("GET", "/policies/history", "read"),
    ("GET", "/policies/abc", "read"),
    ("GET", "/metrics", "read"),
    ("POST", "/events", "write"),
    ("POST", "/policies/plans", "policy"),
    ("POST", "/policies/plans/abc/apply", "policy"),
]


@pytest.mark.parametrize(("method", "path", "scope"), ROUTES)
def test_a_key_opens_its_scope_and_no_other(method: str, path: str, scope: str) -> None:
    """Without keys in the store all is open; with them each route needs one of its scope."""

    async def test(client: Client) -> None:
        async def status(headers: dict[str, str]) -> int:
            return (await client.http.request(method, path, headers=headers)).status_code

        assert await status({}) not in (401, 403)
        keys = {name: await client.key(name) for name in ("read", "write", "policy")}
        assert await status({}) == 401
        assert await status({"Authorization": "Bearer nope"}) == 401
        assert await status({"Authorization": keys[scope]["Authorization"].replace("Bearer", "Basic")}) == 401
        for name, headers in keys.items():
            assert (await status(headers) == 403) == (name != scope)
        assert await status(keys[scope]) != 401

    run(test)


def test_an_exposed_server_never_opens_without_keys() -> None:
    """Dropping the last key closes a server that others can reach, and does not open it to them."""

    async def test(client: Client) -> None:
        key = await client.key("read")
        assert (await client.get("/policies", headers=key)).status_code == 200
        await drop_key(client.service.desk, "read")
        for headers in ({}, key):
            found = await client.get("/policies", headers=headers)
            assert problem(found) == (401, "no_key")
            assert found.headers["www-authenticate"] == "Bearer"

    run(test, exposed=True)


def test_a_page_of_another_site_gets_nothing_without_a_key() -> None:
    """A browser sends along where a page is from; a program, the own page, and a key are let in."""

    async def test(client: Client) -> None:
        foreign = {"Origin": "https://evil.example"}
        assert problem(await client.post("/events", headers=foreign, json=EVENT)) == (403, "foreign_origin")
        assert problem(await client.post("/events", headers={"Origin": "null"}, json=EVENT)) == (403, "foreign_origin")
        for site, status in (("cross-site", 403), ("same-site", 403), ("same-origin", 200), ("none", 200)):
            assert (await client.get("/policies", headers={"Sec-Fetch-Site": site})).status_code == status
        own = await client.post("/events", headers={"Origin": "http://localhost"}, json=EVENT)
        assert own.json()["results"][0]["status"] == "taken"
        assert (await client.get("/policies", headers=foreign | await client.key("read"))).status_code == 200

    run(test)


@pytest.mark.parametrize(
    ("host", "let_in"),
    [
        ("localhost", True),
        ("LOCALHOST:8040", True),
        ("127.0.0.1:8040", True),
        ("127.8.8.8", True),
        ("[::1]:8040", True),
        ("[::1]", True),
        ("tracker.example:8040", True),
        ("Tracker.Example", True),
        ("evil.example", False),
        ("evil.example:8040", False),
        ("localhost.evil.example", False),
        ("tracker.example.evil.example", False),
        ("127.0.0.1.evil.example", False),
        ("localhost@evil.example", False),
        ("evil.example:80@localhost", False),
        ("0.0.0.0:8040", False),
        ("192.168.1.9", False),
        ("[2001:db8::1]", False),
        ("", False),
    ],
)
def test_a_foreign_name_for_this_machine_gets_nothing_without_a_key(host: str, let_in: bool) -> None:
    """A page whose own name is looked up as the loopback is of that name; with keys it needs one, as everybody."""

    async def test(client: Client) -> None:
        named = {"Host": host, "Origin": f"http://{host}"}
        for found in (
            await client.get("/policies", headers={"Host": host}),
            await client.post("/events", headers=named, json=EVENT),
        ):
            assert found.status_code == 200 if let_in else problem(found) == (421, "foreign_host")
        assert (await client.get("/policies", headers=named | await client.key("read"))).status_code == 200

    run(test)


def test_a_request_that_hangs_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    """No answer in time is a problem that says when to come back."""

    async def test(client: Client) -> None:
        async def hanging(*_: object, **__: object) -> None:
            await asyncio.Event().wait()

        monkeypatch.setattr(client.service, "in_force", hanging)
        found = await client.get("/policies")
        assert problem(found) == (503, "timed_out")
        assert found.headers["retry-after"] == "5"

    run(test, Limits(seconds=0.0))


def test_keys_are_kept_as_hashes() -> None:
    """Whoever reads the store learns no key."""

    async def test(client: Client) -> None:
        token = (await client.key("read"))["Authorization"].removeprefix("Bearer ")
        kept = await client.service.desk.core.look(lambda tx: tx.records("key"))
        assert token not in repr(kept)
        assert len(token) > 40

    run(test)


def problem(found: httpx.Response) -> tuple[int, str]:
    assert found.headers["content-type"] == "application/problem+json"
    told = found.json()
    assert told["status"] == found.status_code
    assert set(told) >= {"type", "title", "status", "detail", "code"}
    return found.status_code, told["code"]


@pytest.mark.parametrize(
    ("method", "path", "headers", "content", "expected"),
    [
        ("GET", "/nope", {}, b"", (404, "not_found")),
        ("DELETE", "/events", {}, b"", (405, "method_not_allowed")),
        ("GET", "/cases/zz/advice", {}, b"", (404, "unknown_case")),
        ("GET", "/advice?limit=0", {}, b"", (422, "bad_request")),
        ("GET", "/advice?verdict=nope", {}, b"", (422, "bad_request")),
        ("GET", "/advice?due_before=yesterday", {}, b"", (422, "bad_moment")),
        ("POST", "/events", STRUCTURED, b"{", (400, "not_json")),
        ("POST", "/events", STRUCTURED, b"[]", (422, "not_object")),
        ("POST", "/events", STRUCTURED, b"[" * 10_000, (400, "not_json")),
        ("POST", "/events", BATCHED, b"{}", (422, "bad_batch")),
        ("POST", "/events", BATCHED, b"[1,2,3,4]", (413, "too_large")),
        ("POST", "/events", {"content-type": "text/xml"}, b"<a/>", (415, "unknown_content")),
        ("POST", "/events", STRUCTURED, b" " * 5_000, (413, "too_large")),
        ("POST", "/policies/plans", {}, b"{}", (422, "bad_plan")),
        ("POST", "/policies/plans", {}, b'{"back_to": true}', (422, "bad_plan")),
        ("POST", "/policies/plans", {}, b'{"back_to": 9}', (404, "unknown_policy")),
        ("POST", "/policies/plans", {}, b"nope", (400, "not_json")),
        ("POST", "/policies/plans/zz/apply", {}, b"", (404, "unknown_plan")),
        ("GET", "/policies/zz", {}, b"", (404, "unknown_policy")),
    ],
)
def test_every_error_is_a_problem(
    method: str, path: str, headers: dict[str, str], content: bytes, expected: tuple[int, str]
) -> None:
    """Whatever is wrong is told as problem details with a stable code."""

    async def test(client: Client) -> None:
        found = await client.http.request(method, path, headers=headers, content=content)
        assert problem(found) == expected

    run(test, Limits(body=4_096 if b" " in content else 100_000, events=3))


def test_a_body_without_a_length_is_cut_off_too() -> None:
    """A body that comes in pieces is not read further than is allowed."""
    sent = 0

    async def pieces() -> Any:
        nonlocal sent
        for _ in range(1_000):
            sent += 1
            yield b" " * 100

    async def test(client: Client) -> None:
        assert problem(await client.post("/events", headers=STRUCTURED, content=pieces())) == (413, "too_large")

    run(test, Limits(body=1_000))


def test_too_many_requests_are_told_when_to_come_back() -> None:
    """A burst passes; then each client waits, and another key does not."""

    async def test(client: Client) -> None:
        one, other = await client.key("read"), await client.key("read", "write")
        statuses = [(await client.get("/policies", headers=one)).status_code for _ in range(4)]
        assert statuses == [200, 200, 200, 429]
        assert int((await client.get("/policies", headers=one)).headers["retry-after"]) > 0
        assert (await client.get("/policies", headers=other)).status_code == 200

    run(test, Limits(a_second=0.001, burst=3))


def test_whoever_watches_a_server_is_never_told_to_come_back() -> None:
    """A busy server is alive and ready; what is counted is limited as all else."""

    async def test(client: Client) -> None:
        paths = ["/metrics", "/healthz", "/healthz", "/readyz", "/readyz", "/metrics"]
        assert [(await client.get(path)).status_code for path in paths] == [200, 200, 200, 200, 200, 429]

    run(test, Limits(a_second=0.001, burst=1))


def test_a_key_that_was_dropped_opens_nothing_from_then_on() -> None:
    """Not one request more, also where others are left."""

    async def test(client: Client) -> None:
        one, _ = await client.key("read"), await client.key("write")
        assert (await client.get("/policies", headers=one)).status_code == 200
        await drop_key(client.service.desk, "read")
        assert problem(await client.get("/policies", headers=one)) == (401, "no_key")

    run(test)


def test_what_is_unexpected_tells_nothing_of_the_inside(monkeypatch: pytest.MonkeyPatch) -> None:
    """An error that nobody foresaw is a plain 500."""

    async def test(client: Client) -> None:
        async def broken(*_: object, **__: object) -> None:
            raise RuntimeError("dana@x.example")

        monkeypatch.setattr(client.service, "in_force", broken)
        found = await client.get("/policies")
        assert problem(found) == (500, "unexpected")
        assert "dana" not in found.text

    run(test)


def test_metrics_and_logs_name_nobody(caplog: pytest.LogCaptureFixture) -> None:
    """What is counted and logged has routes, codes and numbers, and neither people nor cases."""

    async def test(client: Client) -> None:
        await client.post("/events", json=received("case-of-dana"))
        await client.get("/cases/case-of-dana/advice?at=nope")
        text = (await client.get("/metrics")).text
        assert 'tactful_events_total{result="taken"} 1.0' in text
        assert 'tactful_store{what="events"} 1.0' in text
        assert 'route="/cases/{case:path}/advice"' in text
        assert "dana" not in text + caplog.text

    caplog.set_level("DEBUG", logger="tactful")
    run(test)


def test_what_is_misspelt_is_refused() -> None:
    """A parameter or a body that a route does not know is never passed over: it may have been a safeguard."""

    async def test(client: Client) -> None:
        await client.post("/events", json=EVENT)
        found = await client.get("/advice?verdcit=now")
        assert problem(found) == (422, "unknown_parameter")
        assert "did you mean `verdict`?" in found.json()["detail"]
        planned = await client.post("/policies/plans", json={"policies": ["seed-article"]})
        place = f"/policies/plans/{planned.json()['id']}/apply"
        assert planned.json()["changed_cases"] == 1
        assert problem(await client.post(f"{place}?max_change=0")) == (422, "unknown_parameter")
        for body in ({"max_change": 0}, {"max_changed": None}, {"max_changed": True}, []):
            assert problem(await client.post(place, json=body)) == (422, "bad_apply")
        for limit in (0, "0", "0%"):
            assert problem(await client.post(place, json={"max_changed": limit})) == (409, "too_many_changed")
        assert problem(await client.post(f"{place}?max_changed=0", json={"max_changed": 9})) == (
            409,
            "too_many_changed",
        )
        assert (await client.post(place, json={"max_changed": "100%"})).status_code == 200

    run(test)


def test_a_plus_in_a_url_is_a_blank() -> None:
    """Whoever forgets to write it as a code is told so."""

    async def test(client: Client) -> None:
        await client.post("/events", json=EVENT)
        found = await client.get(f"/cases/{EVENT['subject']}/advice?at=2026-12-27T09:00:00+01:00")
        assert found.status_code == 422
        assert "%2B" in found.text

    run(test)
