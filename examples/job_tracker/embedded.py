"""The job tracker with Tactful inside: `python examples/job_tracker/embedded.py jobs.db`, then http://127.0.0.1:8050."""

import sys
from collections.abc import Mapping
from typing import Any

from tracker import serve

import tactful


class Embedded:
    mistakes = (tactful.EventError,)
    troubles = (tactful.StoreError,)

    def __init__(self, service: tactful.Service) -> None:
        self.service = service

    def today(self, after: str | None) -> Mapping[str, Any]:
        self.service.advance()
        to_do = {"verdicts": ["late", "now"], "strengths": ["must", "should", "may"]}
        return self.service.advice(**to_do, after=after).to_dict()

    def tell(self, event: Mapping[str, Any]) -> Mapping[str, Any]:
        (result,) = self.service.process_all([event]).results
        return result.to_dict()

    def why(self, case: str) -> Mapping[str, Any]:
        return self.service.explain(case).to_dict()

    def stands(self, advice: str, case: str) -> Mapping[str, Any]:
        return self.service.still_valid(advice, case=case).to_dict()


def main(store: str = "jobs.db", port: str = "8050") -> None:
    with tactful.Service(tactful.load("seed-article"), store=store) as service:
        serve(Embedded(service), int(port))


if __name__ == "__main__":
    main(*sys.argv[1:])
