"""What `docs/http-api.md` says is so."""

from __future__ import annotations

import re
from pathlib import Path

import click
import orjson
import pytest
from http_client import Client, run

from tactful.commands import key, serve

PAGE = (Path(__file__).resolve().parents[2] / "docs/http-api.md").read_text()
ROWS = re.findall(r"^\| ((?:`[^`]+`,? ?)+) \| (\w+) \|", PAGE, re.MULTILINE)
ROUTES = [
    (method, path, scope)
    for told, scope in ROWS
    for method in [told[1:].split()[0]]
    for path in re.findall(r"(/[^`]*)`", told)
]


def test_the_table_names_every_route() -> None:
    """The table and the OpenAPI document name the same routes."""

    async def test(client: Client) -> None:
        paths = (await client.get("/openapi.json")).json()["paths"]
        known = {(method.upper(), re.sub(r"{.*?}", "{}", path)) for path, found in paths.items() for method in found}
        told = {(method, re.sub(r"{.*?}", "{}", path)) for method, path, _ in ROUTES}
        assert told - {("GET", "/openapi.json")} == known

    run(test)


@pytest.mark.parametrize(("method", "path", "scope"), ROUTES)
def test_each_route_asks_for_the_scope_of_the_table(method: str, path: str, scope: str) -> None:
    """A key of the scope in the table is let in, others are not; `none` asks for no key."""

    async def test(client: Client) -> None:
        keys = {name: await client.key(name) for name in ("read", "write", "policy")}
        place = re.sub(r"{.*?}", "x", path)
        for name, headers in {"": {}, **keys}.items():
            status = (await client.http.request(method, place, headers=headers)).status_code
            assert (status not in (401, 403)) == (scope in ("none", name))

    run(test)


def test_the_event_of_the_page_is_taken() -> None:
    """The example is sent as it stands."""
    found = re.search(r"-H 'Content-Type: (\S+)' -d '(.*?)'\n", PAGE, re.DOTALL)
    assert found is not None
    kind, body = found.groups()
    assert orjson.loads(body)["id"] == "e1"

    async def test(client: Client) -> None:
        answer = await client.post("/events", headers={"content-type": kind}, content=body)
        assert [one["status"] for one in answer.json()["results"]] == ["taken"]

    run(test)


def test_the_commands_of_the_page_have_these_options() -> None:
    """Each option that the page gives a command is one of it."""
    known: dict[str, click.Command] = {"serve": serve.command}
    known |= {f"key {name}": one for name, one in key.command.commands.items()}
    lines = re.findall(r"^tactful (serve|key \w+) ([^#\n]*)", PAGE, re.MULTILINE)
    assert {name for name, _ in lines} == set(known)
    for name, rest in lines:
        options = {option for parameter in known[name].params for option in parameter.opts}
        assert set(re.findall(r"--[a-z-]+", rest)) <= options
