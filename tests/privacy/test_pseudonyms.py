"""What stands for names, and how texts are freed of them."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tactful.privacy.pseudonyms import Pseudonyms, Texts, between


@pytest.mark.parametrize(
    ("text", "freed"),
    [
        ("Ana", "N"),
        ("to ana, and ANA's mail", "to N, and N's mail"),
        ("Banana and Anabel", "Banana and Anabel"),
        ("x-ana@a.example-1", "x-E-1"),
        ("banana@a.example", "banana@a.example"),
        ("ana%40a.example", "E"),
        ("ana_1\nana", "N_1\nN"),
    ],
)
def test_texts_are_freed_of_whole_words(text: str, freed: str) -> None:
    """An address or name goes in upper or lower case; a word that only holds it stays."""
    pseudonyms = Pseudonyms()
    texts = Texts({"Ana", "ana@a.example"}, pseudonyms)
    assert texts.freed(text) == freed.replace("N", pseudonyms.name("ana")).replace(
        "E", pseudonyms.email("ANA@a.example")
    )


def test_different_texts_stay_different() -> None:
    """Events are linked by texts such as ids of messages: the same becomes the same, and no two become one."""
    texts = Texts({"Ana"}, Pseudonyms())
    assert texts.freed("<1.ana>") == texts.freed("<1.ana>")
    assert len({texts.freed(text) for text in ("<1.ana>", "<1.Ana>", "<1.ANA>")}) == 3


def test_pseudonyms_are_random() -> None:
    """Nothing of the name is in its pseudonym, and another erasure gives another."""
    first, second = Pseudonyms(), Pseudonyms()
    assert first.email("ana@a.example") == first.email("ANA@a.example")
    assert first.email("ana@a.example") != second.email("ana@a.example")
    assert len({first.email("a@x.example"), first.email("b@x.example"), first.name("a"), first.name("b")}) == 4


@given(st.text(max_size=4), st.text(min_size=1, max_size=4))
def test_a_new_id_stands_where_the_old_one_stood(low: str, high: str) -> None:
    """It is sorted between its neighbours, however these are called."""
    low, high = sorted((f"a{low}", f"a{high}"))
    assume(low < high and not high.startswith(low))
    assert low < between(low, high, "erased-1") < high
    assert between(None, "b", "erased-1") < "b"
    assert between(None, "zz", "erased-1") == "erased-1"
    assert between("zz", None, "erased-1") > "zz"
