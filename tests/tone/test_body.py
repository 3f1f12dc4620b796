"""What of a message counts, and what does not."""

from __future__ import annotations

import pytest

from tactful.tone.body import body_of
from tactful.tone.people import names_of


def body(text: str, *people: str) -> str:
    """Return the parts of the body, joined by a bar."""
    return " | ".join(text[start:end] for start, end in body_of(text, 0, names_of(people)))


SALUTATIONS = [
    "Dear Dana,\n",
    "Dear Ms. Ruiz:\n",
    "Dear Ms. Ruiz, ",
    "dear dr. ruiz\n",
    "Dear Hiring Manager:\n",
    "Dear members of the search committee,\n",
    "Dear Dana, Theo and Ada,\n",
    "Dear Dana, dear Theo, ",
    "DEAR DANA\n",
    "Hi,\n",
    "Hi Dana! ",
    "Hi there - ",
    "Hey Dana \u2013 ",
    "Hello Dana. ",
    "**Hello Dana,**\n",
    "Hello again Dana,\n",
    "Good morning, Dana, ",
    "Good morning, Prof. Ruiz,\n",
    "Greetings,\n",
    "To whom it may concern:\n",
    "Dana,\n",
    "Dana Ruiz:\n",
    "Team,\n",
    "\n\n\u00a0 Dear Dana,\r\n\r\n",
]


@pytest.mark.parametrize("salutation", SALUTATIONS)
def test_a_salutation_does_not_count(salutation: str) -> None:
    """The body begins after the salutation, in its line or below it."""
    assert body(f"{salutation}thank you for the tour.") == "thank you for the tour."


def test_a_bare_name_in_the_line_is_a_salutation_if_it_is_the_recipients() -> None:
    """Who is written to may be greeted by the bare name with the text in the same line; others may not."""
    assert body("Dana, thank you.", "Dana Ruiz", "dana.ruiz@x.example") == "thank you."
    assert body("Ms Ruiz, thank you.", "Dana Ruiz") == "Ms Ruiz, thank you."
    assert body("Ruiz, thank you.", "dana.ruiz@x.example") == "thank you."
    assert body("Honestly, thank you.", "Dana Ruiz") == "Honestly, thank you."


NO_SALUTATIONS = [
    "Thank you, Dana, for the tour.",
    "Thank you,\nDana, for the tour.",
    "Thanks,\nit was good.",
    "However,\nit was good.",
    "It was good, Dana.",
    "Highly recommended.",
    "Dearest of all things is time.",
    "I said: hello Dana,\nand she laughed.",
]


@pytest.mark.parametrize("text", NO_SALUTATIONS)
def test_what_is_no_salutation_counts(text: str) -> None:
    """Words that say something are no salutation, nor is one that comes later."""
    assert body(text) == text


def test_of_a_greeting_without_an_end_only_the_greeting_is_left_out() -> None:
    """Where a greeting runs into the sentence, the sentence counts."""
    assert body("Hello I wanted to thank you.") == "I wanted to thank you."
    assert body("Hi thank you for your time, Dana.") == "thank you for your time, Dana."


SIGNATURES = [
    "\n\nKind regards,\nInes Calder\n",
    "\nBEST REGARDS\nINES\n",
    "\n\nBest,\n\nInes Calder\nPlanner\n+1 602 555 0100\nines@calder.example\n",
    "\n\nThanks,\nInes",
    "\nThanks!\nInes",
    "\n\nThanks again, Ines",
    "\n\nThank you so much,\n",
    "\n\nMany thanks and kind regards\nInes",
    "\n\nWith  gratitude\nInes",
    "\n\nSincerely yours,\nInes Calder, M.Sc.",
    "\n\nCheers",
    "\n\nHave a great weekend!\nInes",
    "\n\nAll the best \u2013 Ines",
    "\n-- \nInes Calder\n\nI have ten years of experience in all that you could possibly need, and then some more.",
    "\n\u2014\nInes",
    "\n\nSent from my telephone",
    "\n\nKind regards,\nInes\n--\nCalder and Daughters",
]


@pytest.mark.parametrize("signature", SIGNATURES)
def test_a_signature_does_not_count(signature: str) -> None:
    """The body ends before the closing, or before what mail programs put below a line of dashes."""
    assert body(f"It was good. I saw a map.{signature}") == "It was good. I saw a map."


NO_SIGNATURES = [
    "It was good.\n\nThanks for the tour.",
    "It was good.\n\nThanks,\nand that is what I wanted to say to all of you who showed me around.",
    "It was good.\nThanks\nto all of you.",
    "Thank you,\nDana",
    "It was the\nbest\nday.",
    "It was good.\n\nBest regards to Theo from me and from my family, who send theirs too.",
    "I give my kind regards",
    "It was good.\n\nCheers,\nwhich is what they say here, and they say it often.",
    "It was good.\n\nSincerely,\na\nb\nc\nd\ne\nf\ng",
]


@pytest.mark.parametrize("text", NO_SIGNATURES)
def test_what_is_no_signature_counts(text: str) -> None:
    """A closing has a line of its own and no more below it than names and addresses; it is not all there is."""
    assert body(text) == text


def test_a_postscript_counts() -> None:
    """What stands after the signature as a postscript is said all the same."""
    assert body("It was good.\n\nBest,\nInes\n\nP.S. I saw a map.") == "It was good. | P.S. I saw a map."


QUOTATIONS = [
    "\n> I saw a cat.\n>> I saw two.\n  > I saw three.",
    "\n\nOn Tue, 3 Mar 2026 at 10:30, Dana Ruiz <dana@x.example> wrote:\n\nI saw a cat.\n\nI saw two.",
    "\n\nOn Tue, 3 Mar 2026 at 10:30, Dana Ruiz\n<dana@x.example> wrote:\n> I saw a cat.",
    "\n\non 3 march 2026, at 10:30,\nDana Ruiz of the planners\nwrote:\n\nI saw a cat.",
    "\n\n-----Original Message-----\nFrom: Dana\nI saw a cat.",
    "\n\n---------- Forwarded message ---------\nFrom: Dana\nI saw a cat.",
    "\n\nBegin forwarded message:\n\n> From: Dana\n> I saw a cat.",
    "\n\n________________________________\nFrom: Dana\nI saw a cat.",
    "\n\nFrom: Dana Ruiz\nSent: Tuesday\nTo: Ines\nSubject: Tour\n\nI saw a cat.",
    "\n\n*From:* Dana Ruiz\n*Date:* Tuesday\n*To:* Ines\n\nI saw a cat.",
]


@pytest.mark.parametrize("quotation", QUOTATIONS)
def test_quoted_text_does_not_count(quotation: str) -> None:
    """Neither does what is marked with `>`, nor all that follows where another message is told of."""
    assert body(f"Hi,\nI saw a map.{quotation}\n") == "I saw a map."


def test_text_between_and_below_marked_quotations_counts() -> None:
    """Where quotations are marked, what is written between them and below is the writer's own."""
    text = (
        "On 3 March 2026, Dana wrote:\n> What did you see?\nI saw a map.\n> And then?\n\nA cat.\n\nBest,\nInes\n> Bye"
    )
    assert body(text) == "I saw a map. | A cat."


NO_QUOTATIONS = [
    "On Tuesday I saw a map.",
    "On Tuesday you wrote:\nplease come.",
    "From: the hall one sees the yard.",
    "I saw 3 > 2.",
    "------\nI saw a map.",
]


@pytest.mark.parametrize("text", NO_QUOTATIONS)
def test_what_is_not_quoted_counts(text: str) -> None:
    """A sentence that only begins like the heading of a quotation is the writer's own."""
    assert body(text) == text


@pytest.mark.parametrize("text", ["", "\n \n", "> a\n> b", "Dear Dana,", "--\nInes"])
def test_there_may_be_no_body(text: str) -> None:
    """A message may say nothing."""
    assert body(text) == ""
