"""Templates: read, checked against what they may hold, and filled in with facts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice
from types import CodeType
from typing import NamedTuple

import jinja2
from jinja2.sandbox import ImmutableSandboxedEnvironment

from tactful.drafting.facts import Fact, Facts, Names, clean
from tactful.drafting.syntax import FILTERS, problems_of
from tactful.drafting.varying import TURNS, Turns, Vary
from tactful.drafting.words import Group, Missing, capitalized, known, lowered
from tactful.errors import PolicyError, Position, Problem
from tactful.timing.texts import quoted

MAX_BYTES = 1 << 14
"""The most bytes that a template may have."""
MAX_LENGTH = 1 << 15
"""The most characters that a draft may have."""

_MAX_PROBLEMS = 20
_SUBJECT = "Subject:"
_BEGINNING = "a template begins with `Subject: …`, a blank line, and then the text"
_ALONE = re.compile(r"^([ \t]*\{([%#])(?:(?!\2\}).)*?)([-+]?\2\})[ \t]*\n", re.MULTILINE)
_BLANK_LINES = re.compile(r"\n{3,}")


class Filled(NamedTuple):
    """A template filled in: a subject of one line, and a text that ends in a line break."""

    subject: str
    text: str


@dataclass(frozen=True, slots=True)
class Template:
    """A template that can be filled in. `path` is its name in error texts; `names` are the facts that it may use."""

    path: str
    names: Names
    subject: jinja2.Template
    text: jinja2.Template

    def fill(self, facts: Facts, place: int = 0) -> Filled:
        """Fill it in for one recipient; `place`, from 0, is theirs among those who get a text of it.

        What is not known becomes a gap. Raises PolicyError where the draft would be too long.
        """
        words = {name: _word(gaps, facts.get(name)) for name, gaps in self.names.items()}
        words[TURNS] = Turns(place)
        try:
            subject, text = self.subject.render(words), self.text.render(words)
        except jinja2.TemplateError as error:
            raise _refusal(self.path, f"cannot be filled in: {error}", "template-syntax") from None
        if len(subject) + len(text) > MAX_LENGTH:
            raise _refusal(self.path, f"the draft would have more than {MAX_LENGTH:,} characters", "template-size")
        return Filled(" ".join(clean(subject).split()), _tidy(clean(text)))


def read_template(source: bytes, path: str, names: Names) -> Template:
    """Read a template that may use these facts. Raises PolicyError with all its problems."""
    if len(source) > MAX_BYTES:
        raise _refusal(path, f"the template has more than {MAX_BYTES:,} bytes", "template-size")
    try:
        text = source.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError:
        raise _refusal(path, "the template is not UTF-8", "template-syntax") from None
    first, _, rest = text.partition("\n")
    blank, _, body = rest.partition("\n")
    if not first.startswith(_SUBJECT) or not first.removeprefix(_SUBJECT).strip():
        message = f"expected `{_SUBJECT} …`, found {quoted(first) if first.strip() else 'an empty line'}"
        raise PolicyError([Problem(Position(path, 1, 1), message, "template-subject", _BEGINNING)])
    if blank.strip() or not body.strip():
        message = f"expected a blank line, found {quoted(blank)}" if blank.strip() else "there is no text"
        raise PolicyError([Problem(Position(path, 2, 1), message, "template-subject", _BEGINNING)])
    problems: list[Problem] = []
    # Every line and column stays where the author has it: blanks and line breaks stand for what is read apart, and a
    # tag that has a line to itself takes in the end of that line, which then is not written.
    subject = _compiled(first.replace(_SUBJECT, " " * len(_SUBJECT), 1), path, names, problems)
    written = _compiled(_ALONE.sub(r"\1\n\3", f"\n\n{body}"), path, names, problems)
    if subject is None or written is None:
        raise PolicyError(problems)
    return Template(
        path,
        names,
        jinja2.Template.from_code(_ENVIRONMENT, subject, {}),
        jinja2.Template.from_code(_ENVIRONMENT, written, {}),
    )


def _compiled(source: str, path: str, names: Names, problems: list[Problem]) -> CodeType | None:
    """Compile a part of a template; None where it has problems, which are added to the list."""
    try:
        tree = _ENVIRONMENT.parse(source)
        found = list(islice(problems_of(tree, source, path, names), _MAX_PROBLEMS))
        problems += found
        return None if found else _ENVIRONMENT.compile(tree, filename=path)
    except jinja2.TemplateSyntaxError as error:
        where = Position(path, error.lineno, 1)
        problems.append(Problem(where, _lowercase(error.message or "not a template"), "template-syntax"))
    except ValueError:
        problems.append(Problem(Position(path), "a number is too long to be read", "template-syntax"))
    except RecursionError:
        problems.append(Problem(Position(path), "tags and expressions are nested too deep", "template-size"))
    return None


def _environment() -> ImmutableSandboxedEnvironment:
    """Return the environment of all templates, in which nothing can be named but what a template is given."""
    environment = ImmutableSandboxedEnvironment(
        extensions=[Vary],
        undefined=jinja2.StrictUndefined,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.globals.clear()
    environment.tests.clear()
    environment.filters.clear()
    environment.filters.update(zip(FILTERS, (capitalized, lowered), strict=True))
    return environment


_ENVIRONMENT = _environment()


def _word(gaps: str | Mapping[str, str], fact: Fact | Mapping[str, Fact]) -> object:
    if isinstance(gaps, str):
        return known(fact, gaps) if not isinstance(fact, Mapping) else Missing(gaps)
    return Group(fact if isinstance(fact, Mapping) else None, gaps)


def _tidy(text: str) -> str:
    """Return a text without blanks at the ends of lines, and with one empty line where there are several."""
    lines = "\n".join(line.rstrip() for line in text.split("\n"))
    return _BLANK_LINES.sub("\n\n", lines).strip("\n") + "\n"


def _lowercase(message: str) -> str:
    """Return a message of Jinja's in the form of ours: no capital at the beginning, no full stop at the end."""
    return (message[:1].lower() + message[1:]).removesuffix(".").replace("'", "`")


def _refusal(path: str, message: str, code: str) -> PolicyError:
    return PolicyError([Problem(Position(path), message, code)])
