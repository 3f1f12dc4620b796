"""The job tracker with Tactful inside: `python examples/job_tracker/embedded.py jobs.db`, then http://127.0.0.1:8050."""

import datetime as dt
import sys
from typing import Any
from wsgiref.simple_server import make_server

from page import Tracker

import tactful


class Embedded:
    def __init__(self, service: tactful.Service) -> None:
        self.service = service

    def today(self) -> list[dict[str, Any]]:
        self.service.advance()
        return self.service.advice(verdicts=["late", "now"], limit=1_000).to_dict()["advice"]

    def tell(self, event: dict[str, Any]) -> str | None:
        (result,) = self.service.process_all([event]).results
        return None if result.error is None else str(result.error)

    def why(self, case: str) -> str:
        return "\n".join(f"{one.rule}: {one.verdict}, {one.reason.text}" for one in self.service.advise(case))

    def stands(self, advice: str, case: str) -> tuple[bool, str]:
        standing = self.service.still_valid(advice, case=case)
        return standing.valid, standing.why


if __name__ == "__main__":
    with tactful.Service(tactful.load("seed-article"), store=(sys.argv[1:] or ["jobs.db"])[0]) as service:
        make_server("127.0.0.1", 8050, Tracker(Embedded(service), lambda: dt.datetime.now(dt.UTC))).serve_forever()
