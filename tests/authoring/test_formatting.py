from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scribbles import Scribbler

import tactful
from tactful.authoring.formatting import formatted
from tactful.authoring.order import SECTIONS
from tactful.authoring.written import read_page
from tactful.errors import PolicyError
from tactful.yaml_nodes import load_nodes

ROOT = Path(__file__).resolve().parents[2]
SHIPPED = sorted((ROOT / "policies").glob("*/*.yaml"))
SEED: dict[str, Any] = load_nodes((ROOT / "policies/seed-article/policy.yaml").read_bytes(), "seed").data
GROUND: dict[str, Any] = load_nodes((ROOT / "policies/ground-rules/policy.yaml").read_bytes(), "ground").data

words = st.text("abcxyz019 -:#,.'\"[]{}?!$%&*@|>\\é\n\t", max_size=30)
values = st.recursive(
    st.none() | st.booleans() | words,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text("abc-", min_size=1, max_size=4), inner, max_size=4)
    ),
    max_leaves=20,
)


def tidy(text: str) -> str:
    return formatted(text, "p.yaml")


def shuffled(data: Any, chance: random.Random, path: tuple[str, ...] = ()) -> Any:
    """Return the data with its keys in any order, apart from those whose order counts."""
    if not isinstance(data, dict):
        return data
    keys = list(data)
    if not (len(path) == 1 and path[0] in SECTIONS):
        chance.shuffle(keys)
    return {key: shuffled(data[key], chance, (*path, key)) for key in keys}


def check(text: str, comments: list[str]) -> str:
    once = tidy(text)
    assert tidy(once) == once
    assert load_nodes(once, "p").data == load_nodes(text, "p").data
    assert sorted(read_page(once).comments) == sorted(comments)
    return once


@settings(max_examples=300, deadline=None)
@given(seed=st.integers(0, 2**32), ground=st.booleans())
def test_a_policy_keeps_its_meaning_and_comments(seed: int, ground: bool) -> None:
    """However a policy is written, formatting keeps its digest and every comment, and does no more the second time."""
    chance = random.Random(seed)
    pack = GROUND if ground else SEED
    data = {key: value for key, value in pack.items() if key not in SECTIONS or chance.random() < 0.9}
    data["rules"] = {name: rule for name, rule in pack["rules"].items() if chance.random() < 0.7} or pack["rules"]
    scribbler = Scribbler(chance)
    text = scribbler.text(shuffled(data, chance))
    once = check(text, scribbler.comments)
    try:
        meaning = tactful.loads(text, "p").digest
    except PolicyError:
        return
    assert tactful.loads(once, "p").digest == meaning


@settings(max_examples=300, deadline=None)
@given(
    data=st.dictionaries(st.sampled_from(["tactful", "tests", "rules", "extends", "x"]), values),
    seed=st.integers(0, 2**32),
)
def test_any_data_keeps_its_values_and_comments(data: dict[str, Any], seed: int) -> None:
    """What is readable but no policy is formatted without a change of its data too."""
    scribbler = Scribbler(random.Random(seed))
    text = scribbler.text({"policy": "p", **data})
    check(text, scribbler.comments)


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_shipped_files_are_formatted(path: Path) -> None:
    """The shipped policies and tests have the layout that `fmt` gives."""
    text = path.read_text(encoding="utf-8")
    assert formatted(text, str(path)) == text
