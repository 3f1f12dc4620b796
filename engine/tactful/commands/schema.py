"""`tactful schema`."""

from __future__ import annotations

import click


@click.command("schema")
@click.argument("what", metavar="WHAT", type=click.Choice(["policy", "event", "decision", "test"]))
def command(what: str) -> None:
    """Print the JSON Schema (draft 7) of WHAT: policy, event, decision or test.

    Editors use those of policies and test files for completion and checks.
    """
    import orjson

    from tactful.commands.output import opened_output

    if what == "policy":
        from tactful.policy import policy_schema as schema
    elif what == "event":
        from tactful.commands.event_schema import event_schema as schema
    elif what == "decision":
        from tactful.commands.decision_schema import decision_schema as schema
    else:
        from tactful.testing.jsonschema import test_schema as schema
    with opened_output(None) as file:
        file.write(orjson.dumps(schema(), option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))
