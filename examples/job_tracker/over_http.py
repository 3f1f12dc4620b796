"""The job tracker beside `tactful serve`: `python examples/job_tracker/over_http.py http://127.0.0.1:8040 [KEY]`."""

import datetime as dt
import json
import sys
import urllib.request
from typing import Any
from urllib.parse import quote, urlencode
from wsgiref.simple_server import make_server

from page import Tracker


class OverHttp:
    def __init__(self, address: str, key: str = "") -> None:
        self.address = address
        self.headers = {"Content-Type": "application/cloudevents+json", "Authorization": f"Bearer {key}"}

    def today(self) -> list[dict[str, Any]]:
        return self.ask("/advice?" + urlencode({"verdict": ["late", "now"], "limit": 1_000}, doseq=True))["advice"]

    def tell(self, event: dict[str, Any]) -> str | None:
        (result,) = self.ask("/events", event)["results"]
        return result.get("error")

    def why(self, case: str) -> str:
        (plan,) = self.ask(f"/cases/{quote(case, safe='')}/advice?all=true")["cases"]
        return "\n".join(f"{one['rule']}: {one['verdict']}, {one['reason']['text']}" for one in plan["advice"])

    def stands(self, advice: str, case: str) -> tuple[bool, str]:
        found = self.ask(f"/advice/{quote(advice, safe='')}/check?" + urlencode({"case": case}), {})
        return found["valid"], found["why"]

    def ask(self, path: str, content: object = None) -> Any:
        data = None if content is None else json.dumps(content).encode()
        with urllib.request.urlopen(urllib.request.Request(self.address + path, data, self.headers)) as answer:
            return json.load(answer)


if __name__ == "__main__":
    tracker = Tracker(OverHttp(*sys.argv[1:3]), lambda: dt.datetime.now(dt.UTC))
    make_server("127.0.0.1", 8050, tracker).serve_forever()
