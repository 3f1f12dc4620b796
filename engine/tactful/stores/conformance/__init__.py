"""What every store must do, as tests that run with pytest against a store of your own.

from tactful.stores.conformance import StoreConformance

class TestMyStore(StoreConformance):
    @pytest.fixture
    def opening(self, tmp_path):
        async def open():
            return await MyStore.open(tmp_path / "store")
        return open
"""

import pytest

_PARTS = ("advice", "outbox", "partitions", "privacy", "transactions")
pytest.register_assert_rewrite(*(f"{__name__}.{part}" for part in _PARTS))

from tactful.stores.conformance.advice import AdviceRules  # noqa: E402
from tactful.stores.conformance.outbox import OutboxRules  # noqa: E402
from tactful.stores.conformance.partitions import PartitionRules  # noqa: E402
from tactful.stores.conformance.privacy import PrivacyRules  # noqa: E402
from tactful.stores.conformance.running import drive  # noqa: E402
from tactful.stores.conformance.transactions import TransactionRules  # noqa: E402

__all__ = ["StoreConformance", "drive"]


class StoreConformance(TransactionRules, PartitionRules, AdviceRules, OutboxRules, PrivacyRules):
    """All rules of a store. Override the fixture `opening`, and what the store can do:

    - `asynchronous`: its coroutines may suspend;
    - `shared`: `opening` may be called several times, and gives the same cases each time;
    - `claims`: several transactions may change different partitions at once.
    """
