"""The pages of the job tracker as HTML. Whatever comes from elsewhere is escaped here."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from html import escape
from typing import Any
from urllib.parse import quote

ORDER = ("late", "now", "wait", "blocked", "withheld", "done", "stopped", "expired")
STYLE = "body { font: 15px sans-serif; margin: 2em } td, th { padding: .3em 1em .3em 0; text-align: left }"
HEADS = ("state", "case", "what", "to", "due", "because")
Form = Callable[[str], str]


def home(found: Mapping[str, Any], after: str | None, kinds: Iterable[str], form: Form) -> str:
    """Return a page of what to do, by `advice` and the `after` of the next, and a form for what happened."""
    rows = "".join(row(one, form) for one in found["advice"])
    heads = "".join(f"<th>{head}</th>" for head in HEADS)
    table = f"<table><tr>{heads}</tr>{rows}</table>" if rows else ""
    none = "" if rows else "<p>Nothing more to do.</p>" if after or found["after"] else "<p>Nothing to do today.</p>"
    back = '<a href="/">from the beginning</a> ' if after else ""
    more = f'<a href="/?after={quote(found["after"], safe="")}">more</a>' if found["after"] else ""
    soon = "" if found["settled"] else "<p>Something has just changed: load the page again.</p>"
    options = "".join(f"<option>{kind}</option>" for kind in kinds)
    fields = "".join(f'<input name="{name}" placeholder="{name}">' for name in ("case", "name", "email", "purpose"))
    note = form(f'<select name="kind">{options}</select>{fields}<button>Note</button>')
    return page(f"<h1>Today</h1>{soon}{none}{table}<p>{back}{more}</p><h2>Something happened</h2>{note}")


def row(one: Mapping[str, Any], form: Form) -> str:
    """Return one advice, with a form to say that it is done."""
    channels = [one["channel"]] if isinstance(one["channel"], str) else one["channel"]
    what = one["purpose"] if "email" in channels else f"{one['purpose']} by {' or '.join(channels)}"
    to = ", ".join(person["email"] or person["name"] or "" for person in one["to"])
    told = cells([one["verdict"], one["case"], what, to, one["due"] or "", one["because"]])
    sent = {name: [one[name]] for name in ("case", "purpose", "advice")} | {"kind": ["message.sent"]}
    sent["channel"] = ["email" if "email" in channels else channels[0]]
    sent |= {name: [person[name] or "" for person in one["to"]] for name in ("name", "email")}
    done = form(f"{hidden(sent)}<button>I have sent it</button>")
    return f'<tr>{told}<td><a href="/why?case={quote(one["case"], safe="")}">why?</a></td><td>{done}</td></tr>'


def doubted(why: str, fields: Mapping[str, Sequence[str]], form: Form) -> str:
    """Ask whether a message has gone out that should not have."""
    kept = {name: values for name, values in fields.items() if name not in ("token", "id")}
    sure = form(f"{hidden({**kept, 'sure': ['yes']})}<button>It has gone out: note it</button>")
    because = escape(f"{why[:1].upper()}{why[1:]}")
    return page(f'<p>Better not send it. {because}.</p>{sure}<p><a href="/">It has not gone out</a></p>')


def explained(told: Mapping[str, Any]) -> str:
    """Return an explanation: each advice and what led to it, then the rules that kept silent."""
    advice = "".join(map(reasons, sorted(told["advice"], key=lambda one: ORDER.index(one["verdict"]))))
    silent = items(f"{rule['rule']}: {rule['text']}" for rule in told["silent"])
    title = f"<h1>{escape(told['case'])}</h1><p>{escape(told['status'])}</p>"
    return page(f'{title}{advice}<h2>Rules that did not speak</h2>{silent}<p><a href="/">back</a></p>')


def reasons(one: Mapping[str, Any]) -> str:
    """Return one advice of an explanation."""
    to = ", ".join(person["email"] or person["name"] or "" for person in one["to"])
    title = f"{one['verdict']}: {one['purpose']}{' to ' if to else ''}{to}"
    why = items(
        [
            f"{one['strength']}, by {one['rule']}: {one['because']}",
            one["reason"]["text"],
            *(f"{sum_['time']}: {sum_['text']}" for sum_ in one["sums"]),
            *(f"{event['time']} {event['type']} {' and '.join(event['did'])}" for event in one["events"]),
            *(f"{bears['name'] or ''} {bears['text']}" for bears in one["bearings"] if bears["kind"] != "stop"),
        ]
    )
    return f"<h2>{escape(title)}</h2>{why}"


def said(text: str) -> str:
    """Return a page of one sentence."""
    return page(f'<p>{escape(text)}</p><p><a href="/">back</a></p>')


def form(fields: Mapping[str, str], inside: str) -> str:
    """Return a form, of fields that nobody sees and those that are inside."""
    return f'<form method="post" action="/note">{hidden({name: [one] for name, one in fields.items()})}{inside}</form>'


def hidden(fields: Mapping[str, Sequence[str]]) -> str:
    """Return fields that nobody sees, several of one name where it has several values."""
    pairs = [(name, value) for name, values in fields.items() for value in values]
    return "".join(f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">' for name, value in pairs)


def cells(texts: Iterable[str]) -> str:
    return "".join(f"<td>{escape(text)}</td>" for text in texts)


def items(texts: Iterable[str]) -> str:
    return f"<ul>{''.join(f'<li>{escape(text)}</li>' for text in texts)}</ul>"


def page(body: str) -> str:
    head = f'<meta charset="utf-8"><title>Job tracker</title><style>{STYLE}</style>'
    return f'<!DOCTYPE html><html lang="en">{head}<body>{body}</body></html>'
