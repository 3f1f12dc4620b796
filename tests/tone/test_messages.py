"""The forms of a message: text, text below headers, e-mails in all their encodings."""

from __future__ import annotations

import base64
import quopri
from email.message import EmailMessage

import pytest

import tactful
from tactful.tone.draft import read_draft

TEXT = "Dear Dana,\n\nThank you \u2013 for the caf\u00e9.\n"


def mail(body: bytes, *fields: str) -> bytes:
    """Return a mail with some header fields."""
    head = [
        "From: Ines <ines@x.example>",
        "To: Dana <dana@x.example>",
        "Subject: Thank you",
        "MIME-Version: 1.0",
        *fields,
    ]
    return "\n".join(head).encode() + b"\n\n" + body


def alternative(*parts: tuple[str, str]) -> bytes:
    """Return a mail in several forms, as mail programs write it."""
    message = EmailMessage()
    message["To"] = "Dana <dana@x.example>"
    for number, (subtype, content) in enumerate(parts):
        (message.add_alternative if number else message.set_content)(content, subtype=subtype)
    message.add_attachment("I saw a cat.", filename="cat.txt")
    return bytes(message)


FORMS = {
    "utf-8": mail(TEXT.encode(), "Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: 8bit"),
    "no charset": mail(TEXT.encode(), "Content-Type: text/plain"),
    "no type": mail(TEXT.encode()),
    "latin-1": mail(TEXT.encode("cp1252"), "Content-Type: text/plain; charset=windows-1252"),
    "unknown charset": mail(TEXT.encode(), "Content-Type: text/plain; charset=klingon"),
    "wrong charset": mail(TEXT.encode(), "Content-Type: text/plain; charset=us-ascii"),
    "odd charset": mail(TEXT.encode(), "Content-Type: text/plain; charset=punycode"),
    "no charset at all": mail(TEXT.encode("cp1252"), "Content-Type: text/plain; charset=utf-8"),
    "crlf": mail(TEXT.encode()).replace(b"\n", b"\r\n"),
    "quoted-printable": mail(
        quopri.encodestring(TEXT.encode()),
        "Content-Transfer-Encoding: quoted-printable",
        "Content-Type: text/plain; charset=utf-8",
    ),
    "base64": mail(base64.encodebytes(TEXT.encode()), "Content-Transfer-Encoding: base64"),
    "flowed": mail(TEXT.replace("you ", "you \n").encode(), "Content-Type: text/plain; format=flowed; charset=utf-8"),
    "alternative": alternative(("plain", TEXT), ("html", "<p>I saw a cat.</p>")),
    "html": alternative(("html", "<p>Dear Dana,</p><p>Thank&nbsp;you &ndash; for<br>the <b>caf&eacute;</b>.</p>")),
    "an empty plain part": alternative(("plain", " \n"), ("html", f"<html><body>{TEXT.replace(',', ',<br><br>')}")),
    "utf-16 text": ("To: Dana\n\n" + TEXT).encode("utf-16"),
    "utf-8 with mark": b"\xef\xbb\xbf" + TEXT.encode(),
    "cp1252 text": TEXT.encode("cp1252"),
    "headers without a blank line": b"To: Dana\nSubject: Thank you\n" + TEXT.encode(),
    "folded headers": b"Subject: Thank\n you\nX-Mailer: x\n\n" + TEXT.encode(),
}
POLICY = tactful.loads(
    "tactful: 1\npolicy: p\nphrases: {coffee: caf\u00e9}\nrules: {note: {because: b, when: message.sent, "
    "strength: may, purpose: x, recipients: met, tone: {must: {open_with: thank you}, must_not: {say: coffee}}}}"
)


@pytest.mark.parametrize("form", FORMS)
def test_each_form_has_one_text(form: str) -> None:
    """Whatever the form and encoding, the same body is found, and the same is found in it."""
    review = tactful.check_draft(POLICY, "note", FORMS[form])
    assert review.body == "Thank you - for the caf\u00e9."
    assert [finding.place.words for finding in review.findings] == ["caf\u00e9"]


@pytest.mark.parametrize("form", ["utf-8", "latin-1", "crlf", "cp1252 text", "folded headers"])
def test_lines_are_those_of_the_file(form: str) -> None:
    """Where the text stands in the mail as it is, its lines have their numbers there."""
    (finding,) = tactful.check_draft(POLICY, "note", FORMS[form]).findings
    line = FORMS[form].splitlines()[finding.place.line - 1]
    column = finding.place.column - 1
    assert any(line.decode(name, "replace")[column : column + 4] == "caf\u00e9" for name in ("utf-8", "cp1252"))


@pytest.mark.parametrize("form", ["quoted-printable", "base64", "html"])
def test_lines_of_what_is_encoded_are_those_of_the_text(form: str) -> None:
    """Where the text does not stand in the mail as it is, lines count in the text, and the review says so."""
    review = tactful.check_draft(POLICY, "note", FORMS[form])
    assert review.decoded
    place = review.findings[0].place
    assert review.text.splitlines()[place.line - 1][place.column - 1 :].startswith("caf\u00e9")


def test_a_text_is_no_mail_for_a_colon() -> None:
    """Only the names of headers make a head."""
    assert read_draft("Dana: thank you.").start == 0
    assert read_draft("Note: to all\n\nx").start == 0
    assert read_draft("\n\nTo: Dana\n\nx").start == 11


def test_those_a_mail_is_to() -> None:
    """The recipients are the names and addresses of `To:`, decoded."""
    head = 'To: "Ruiz, Dana" <dana@x.example>,\n =?utf-8?q?Th=C3=A9o?= <theo@x.example>\nCc: Lyle\n\nx'
    assert read_draft(head).to == ("Ruiz, Dana", "dana@x.example", "Th\u00e9o", "theo@x.example")
    assert read_draft("To: Dana Ruiz, Theo\n\nx").to == ("Dana Ruiz", "Theo")


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("<p>a</p><p>b</p>", "a\n\nb\n"),
        ("<div>a</div><div>b<br>c</div>", "a\nb\nc"),
        ("<div>a</div><div><br></div><div>b</div>", "a\n\nb"),
        ("a\n  b\t<i>c</i>", "a b c"),
        ("a &lt;b&gt; &amp; &#8217;c &unknown;", "a <b> & \u2019c &unknown;"),
        ("<head><title>t</title><style>s</style></head>a<script>1 < 2</script>", "a"),
        ("a<!-- b --> c<!-- d", "a c"),
        ("<blockquote>a<p>b</blockquote>c", "> a\n\n> b\n\nc"),
        ("<ul><li>a<li>b</ul>c", "a\nb\n\nc"),
        ("a < b, 1 <2", "a < b, 1 <2"),
        ("<p class='x' data-y=\"z\">a</p", "a</p"),
        ("", ""),
    ],
)
def test_html_as_text(source: str, text: str) -> None:
    """Blocks have lines of their own, quotations are marked, and what is not shown is left out."""
    from tactful.tone.markup import text_of_html

    assert text_of_html(source) == text


def test_a_quotation_in_html_does_not_count() -> None:
    """What a mail program quotes below an answer is quoted in HTML too."""
    above = "<div>Hi,</div><div>Thank you.</div>"
    below = "<div>On 3 March 2026, Dana wrote:<br></div><blockquote>A caf\u00e9.</blockquote>"
    assert tactful.check_draft(POLICY, "note", alternative(("html", above + below))).body == "Thank you."


def test_a_mail_of_too_many_parts_is_what_stands_below_its_head() -> None:
    """Nobody writes thousands of parts, and to read them takes long: the text is then all below the head."""
    raw = mail(b"--x\n\n" * 2_500, "Content-Type: multipart/mixed; boundary=x")
    assert read_draft(raw).text.startswith("--x\n\n--x")
