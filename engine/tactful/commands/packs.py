"""`tactful packs` and `tactful packs compare`."""

from __future__ import annotations

import click

from tactful.errors import did_you_mean

DEFAULT_STORY = "interview"


class Packs(click.Group):
    """The list of packs, and what else can be done with them."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command that the arguments name."""
        if args and args[0] not in self.commands and not args[0].startswith("-"):
            hint = did_you_mean(args[0], self.commands) or "`tactful packs --help` lists the commands"
            ctx.fail(f"there is no command `packs {args[0]}`; {hint}")
        return super().resolve_command(ctx, args)


format_option = click.option(
    "--format",
    "style",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="Text for people, or JSON.",
)


@click.group("packs", cls=Packs, invoke_without_command=True)
@format_option
@click.pass_context
def command(ctx: click.Context, style: str) -> None:
    """List the shipped policies: the name for `--policy`, the number of rules, and what it is.

    `tactful packs compare` puts policies side by side.
    """
    if ctx.invoked_subcommand is not None:
        if style != "text":
            raise click.UsageError(f"`--format` is an option of `packs {ctx.invoked_subcommand}`: write it behind that")
        return
    from tactful.commands.output import opened_output
    from tactful.commands.pack_text import pack_lines, packs_to_list
    from tactful.commands.text import paper_for
    from tactful.policy import pack_names

    names = pack_names()
    with opened_output(None) as file:
        if style == "json":
            import orjson

            file.write(orjson.dumps(packs_to_list(names), option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))
        else:
            paper = paper_for()
            file.write(paper.encode(list(pack_lines(packs_to_list(names), paper))))
    if not names:
        click.echo("no policies are shipped with this installation", err=True)


@command.command("compare", short_help="Put policies side by side.")
@click.argument("references", metavar="POLICY POLICY…", nargs=-1, required=True)
@click.option(
    "--story",
    metavar="NAME",
    help=f"The shipped case to compare on: interview, application or networking.  [default: {DEFAULT_STORY}]",
)
@click.option("--log", "logs", metavar="LOG", multiple=True, help="Compare on a case of this log instead; repeatable.")
@click.option("--case", metavar="CASE", help="The case, where the log is of several.")
@click.option("--all", "everything", is_flag=True, help="Also the knobs and settings in which they do not differ.")
@format_option
def compare(
    references: tuple[str, ...],
    story: str | None,
    logs: tuple[str, ...],
    case: str | None,
    everything: bool,
    style: str,
) -> None:
    """Put policies side by side: what each says to the same case, and the knobs in which they differ.

    A POLICY is a file, a pack folder or the name of a shipped pack; a LOG is as in `replay`.
    """
    from tactful.commands.failures import finish_with
    from tactful.commands.output import opened_output
    from tactful.commands.side_by_side import loaded, put_side_by_side
    from tactful.comparing.side_by_side import STORIES, story_path

    if len(references) < 2:
        raise click.UsageError("expected two policies or more; `tactful packs` lists those that are shipped")
    if logs and story is not None:
        raise click.UsageError("`--story` and `--log` exclude each other")
    if logs.count("-") > 1:
        raise click.UsageError("standard input (`-`) can be read only once")
    policies = loaded(references)
    name = None if logs else story or DEFAULT_STORY
    found, rejects = put_side_by_side(policies, logs if name is None else [str(story_path(name))], case)
    content = found.to_dict(everything=everything)
    with opened_output(None) as file:
        if style == "json":
            import orjson

            content = {"story": name, **content}
            file.write(orjson.dumps(content, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))
        else:
            from tactful.commands.side_by_side_text import side_by_side_lines
            from tactful.commands.text import paper_for

            paper = paper_for()
            about = f"Case {found.case}." if name is None else STORIES[name]
            file.write(paper.encode(list(side_by_side_lines(content, about, paper))))
    finish_with(rejects, None)
