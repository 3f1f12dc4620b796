"""Policy tests: what a policy advises on events, written beside it as `NAME_test.yaml` and run on a virtual clock."""

from __future__ import annotations

from tactful.testing.files import is_test_file, test_files
from tactful.testing.run import Failure, TestResult, run_file, run_tests

__all__ = ["Failure", "TestResult", "is_test_file", "run_file", "run_tests", "test_files"]
