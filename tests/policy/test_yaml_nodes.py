"""YAML as nodes."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tactful import yaml_nodes
from tactful.errors import PolicyError, Position
from tactful.yaml_nodes import load_nodes


@pytest.fixture(params=["C", "Python"], autouse=True)
def loader(request, monkeypatch):
    """Every rule holds for libyaml and for the pure parser alike."""
    import yaml

    monkeypatch.setattr(yaml_nodes, "_LOADER", yaml.CSafeLoader if request.param == "C" else yaml.SafeLoader)


def problems(text, **limits):
    with pytest.raises(PolicyError) as caught:
        load_nodes(text, "p.yaml", **limits)
    return [(p.where.line, p.where.column, p.code) for p in caught.value.problems]


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("on", "on"),
        ("no", "no"),
        ("~", "~"),
        ("1:30", "1:30"),
        ("007", "007"),
        ("1e3", "1e3"),
        ("2026-03-03", "2026-03-03"),
        ("True", "True"),
        ("true", True),
        ("false", False),
        ("null", None),
        ("", None),
        ("'null'", "null"),
        ('"true"', "true"),
        ("''", ""),
        ("$silence", "$silence"),
        (".nan", ".nan"),
    ],
)
def test_scalars_are_text(written, value):
    """A scalar is the text that was written; only plain true, false and null are special."""
    assert load_nodes(f"a: {written}", "p.yaml").data == {"a": value}


def test_every_key_and_value_has_its_place():
    """Positions count lines and columns from 1, for keys and for values."""
    root = load_nodes("a: 1\nb:\n  - ü: [x, y]\n", "p.yaml")
    assert root.where == Position("p.yaml", 1, 1)
    assert root.keys == {"a": Position("p.yaml", 1, 1), "b": Position("p.yaml", 2, 1)}
    inner = root.value["b"].value[0]
    assert inner.where == Position("p.yaml", 3, 5)
    assert [item.where for item in inner.value["ü"].value] == [
        Position("p.yaml", 3, 9),
        Position("p.yaml", 3, 12),
    ]


@pytest.mark.parametrize("text", ["", "# only a comment\n", "---\n", "null", "\ufeff"])
def test_an_empty_document_is_null(text):
    """Nothing written is a null node."""
    assert load_nodes(text, "p.yaml").value is None


@pytest.mark.parametrize("text", ["\ufeffa: 1", b"\xef\xbb\xbfa: 1"])
def test_a_byte_order_mark_is_skipped(text):
    """A UTF-8 byte order mark shifts nothing."""
    assert load_nodes(text, "p.yaml").keys["a"] == Position("p.yaml", 1, 1)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: 1\na: 2\n", [(2, 1, "yaml-duplicate-key")]),
        ("a: &x 1\nb: *x\n", [(1, 4, "yaml-alias"), (2, 4, "yaml-alias")]),
        ("a: {<<: {b: 1}}", [(1, 5, "yaml-merge-key")]),
        ("a: !!python/object/apply:os.system [x]", [(1, 4, "yaml-tag")]),
        ("a: !!str 1\nb: 1\nb: 2", [(1, 4, "yaml-tag"), (3, 1, "yaml-duplicate-key")]),
        ("? [a]\n: 1\n", [(1, 3, "yaml-key")]),
        ("'': 1", [(1, 1, "yaml-key")]),
        ("a: 1\n---\nb: 1", [(2, 1, "yaml-documents")]),
        ("a:\n\tb: 1", [(2, 1, "yaml-tab")]),
        ("a: b: c", [(1, 5, "yaml-syntax")]),
        ("a: @b", [(1, 4, "yaml-syntax")]),
        (b"a: \xff", [(1, 4, "yaml-encoding")]),
        (b"\xff\xfea\x00", [(1, 1, "yaml-encoding")]),
        ("ok: 1\na: \x07", [(2, 4, "yaml-encoding")]),
        ("a: \ud800", [(1, 4, "yaml-encoding")]),
    ],
)
def test_what_is_refused(text, expected):
    """Each refusal has its place and code, and one does not hide another."""
    assert problems(text) == expected


@pytest.mark.parametrize("bracket", ["[", "{a: ", "- ", "? "])
def test_deep_nesting_is_refused(bracket):
    """Depth is checked while reading: 30,000 open brackets are one problem."""
    assert [code for *_, code in problems(bracket * 30_000)] == ["yaml-too-deep"]


def test_64_levels_are_fine():
    """The limit itself is allowed, one more is not."""
    load_nodes("[" * 64 + "]" * 64, "p.yaml")
    assert problems("[" * 65 + "]" * 65) == [(1, 65, "yaml-too-deep")]


def test_size_is_limited():
    """A million keys are refused by length, and where length is allowed by the number of values."""
    text = "".join(f"k{n}:\n" for n in range(1_000_000))
    assert problems(text) == [(0, 0, "yaml-too-large")]
    assert problems(text[: 1 << 20], max_nodes=1000) == [(500, 6, "yaml-too-large")]


def test_a_problem_in_a_dropped_value_is_still_told():
    """A refused key does not hide what stands under it."""
    assert problems("a: 1\na: {b: 1, b: 2}") == [(2, 1, "yaml-duplicate-key"), (2, 11, "yaml-duplicate-key")]


@given(st.text(alphabet="ab:-?[]{}&*!|>'\"%@`#,\\\n\t <~\ufeff\x00\u2028é", max_size=60))
@example('"\\UFFFFFFFF"')
@example('"\\uD800"')
@example("%YAML 9.9\n---\na")
@example("%TAG ! x:\n--- !y z")
@example("*")
def test_any_text_gives_nodes_or_a_policy_error(text):
    """Whatever the text, nothing but PolicyError comes out."""
    with contextlib.suppress(PolicyError):
        assert load_nodes(text, "p.yaml").where.path == "p.yaml"


@given(st.binary(max_size=60))
def test_any_bytes_give_nodes_or_a_policy_error(raw):
    """Whatever the bytes, nothing but PolicyError comes out."""
    with contextlib.suppress(PolicyError):
        assert load_nodes(raw, "p.yaml").where.path == "p.yaml"
