"""The job tracker beside `tactful serve`: `python examples/job_tracker/over_http.py`, then http://127.0.0.1:8050.

It takes the server's address, http://127.0.0.1:8040 unless it is given, and reads its API key from TRACKER_KEY.
"""

import json
import os
import sys
from collections.abc import Mapping
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError
from urllib.parse import quote, urlencode
from urllib.request import Request, urlopen

from tracker import serve


class NotThereError(Exception):
    """What was asked for is not there."""


class OverHttp:
    mistakes = (NotThereError,)
    troubles = (OSError, HTTPException, ValueError, KeyError)

    def __init__(self, address: str, key: str = "") -> None:
        self.address = address.rstrip("/")
        self.headers = {"Content-Type": "application/cloudevents+json"}
        if key:
            self.headers["Authorization"] = f"Bearer {key}"

    def today(self, after: str | None) -> Mapping[str, Any]:
        asked: dict[str, Any] = {"verdict": ["late", "now"], "strength": ["must", "should", "may"]}
        if after:
            asked["after"] = after
        return self.ask("/advice?" + urlencode(asked, doseq=True))

    def tell(self, event: Mapping[str, Any]) -> Mapping[str, Any]:
        (result,) = self.ask("/events", event)["results"]
        return result

    def why(self, case: str) -> Mapping[str, Any]:
        return self.ask(f"/cases/{quote(case, safe='')}/explain")

    def stands(self, advice: str, case: str) -> Mapping[str, Any]:
        return self.ask(f"/advice/{quote(advice, safe='')}/check?" + urlencode({"case": case}), {})

    def ask(self, path: str, content: object = None) -> Any:
        data = None if content is None else json.dumps(content).encode()
        try:
            with urlopen(Request(self.address + path, data, self.headers), timeout=30) as answer:
                return json.load(answer)
        except HTTPError as error:
            with error:
                problem = json.load(error)["detail"]
            raise (NotThereError if error.code in (404, 422) else OSError)(problem) from None


def main(address: str = "http://127.0.0.1:8040", port: str = "8050") -> None:
    serve(OverHttp(address, os.environ.get("TRACKER_KEY", "")), int(port))


if __name__ == "__main__":
    main(*sys.argv[1:])
