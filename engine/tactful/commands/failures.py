"""How commands end: the exit codes, and the message for everything that can go wrong."""

from __future__ import annotations

import errno
import os
import sys
import traceback
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, NoReturn

import click

from tactful.errors import EventError, PolicyError, Problem, StoreError

if TYPE_CHECKING:
    from tactful.events.logs import Reject

UNEXPECTED = 1
USAGE = 2
POLICY_INVALID = 3
TESTS_FAILED = 4
DIFFERENT = 5
EVENTS_REJECTED = 6
INTERRUPTED = 130

SHOWN_REJECTS = 20
"""How many rejected events are printed, one a line; `--rejects` keeps them all."""


@contextmanager
def reported(*, debug: bool = False) -> Iterator[None]:
    """Turn every exception that is not click's own into a message on standard error and an exit code."""
    try:
        yield
        sys.stdout.flush()
    except (click.ClickException, click.exceptions.Exit, click.Abort):
        raise
    except PolicyError as error:
        print_problems(error.problems, err=True)
        end(POLICY_INVALID)
    except EventError as error:
        click.echo(f"error: {error}", err=True)
        end(USAGE)
    except StoreError as error:
        click.echo(f"error: {printable(str(error))}", err=True)
        end(UNEXPECTED)
    except BrokenPipeError:
        # Whoever read the output has what they wanted. Nothing may be flushed into the pipe at the end of the process.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        end(0)
    except KeyboardInterrupt:
        end(INTERRUPTED)
    except Exception as error:
        if debug:
            traceback.print_exc()
        click.echo(f"error: {_described(error)}", err=True)
        end(UNEXPECTED)


def end(code: int) -> NoReturn:
    """End the command with an exit code."""
    raise click.exceptions.Exit(code)


def print_problems(problems: Iterable[Problem], *, err: bool) -> None:
    """Print mistakes, each with its place, its line and a caret under what is wrong."""
    from tactful.commands.text import paper_for
    from tactful.diagnostics import Finding, read_source, render

    paper = paper_for(err=err)
    findings = [Finding(problem) for problem in problems]
    text = render(findings, "text", read_source, colour=paper.colour, width=paper.width)
    click.echo(text.encode(paper.encoding, "replace"), nl=False, err=err)


def finish_with(rejects: list[Reject], path: str | None) -> None:
    """Tell which events were rejected, keep them in a file where one is named, and end with the code for that."""
    if path is not None:
        from tactful.events.logs import write_rejects

        write_rejects(path, rejects)
    if rejects:
        print_rejects(rejects, kept=path)
        end(EVENTS_REJECTED)


def print_rejects(rejects: list[Reject], *, kept: str | None) -> None:
    """Print which events were rejected and why, on standard error, the first of them."""
    for reject in rejects[:SHOWN_REJECTS]:
        click.echo(printable(str(reject)), err=True)
    more = len(rejects) - SHOWN_REJECTS
    if more > 0:
        where = f"all are in `{kept}`" if kept else "`replay --rejects FILE` writes all of them"
        click.echo(f"… and {more:,} more events were rejected; {where}", err=True)


def printable(text: str) -> str:
    """Return the text without what could steer a terminal."""
    return text if text.isprintable() else "".join(c if c.isprintable() else "\ufffd" for c in text)


def _described(error: Exception) -> str:
    if isinstance(error, MemoryError):
        return "there is not enough memory"
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EACCES):
        return printable(f"{(error.strerror or str(error)).lower()}{f': `{error.filename}`' if error.filename else ''}")
    kind = type(error).__name__
    return (
        f"something unexpected happened ({kind}: {printable(str(error))[:200]}); please report it, with what "
        "`tactful --debug …` prints"
    )
