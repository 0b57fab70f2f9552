"""`tbh explain`: what a problem code means."""

import click
from rich.console import Console

from tbh_model.cli._console import echo, handle_errors
from tbh_model.documents import codes, explanation


@click.command()
@click.argument("code", required=False)
@handle_errors
def explain(code: str | None) -> None:
    """Explain a problem: what it means, why it matters, and how to mend it.

    CODE stands in brackets where the problem is shown, such as TBH107. Without one, every code is
    listed.
    """
    if code is None:
        for problem_code in codes():
            echo(f"{problem_code}  {explanation(problem_code).title}")
        return
    entry = explanation(code)
    head = f"{entry.code} ({entry.severity}): {entry.title}"
    console = Console(highlight=False)
    if not console.is_terminal:
        echo(f"{head}\n\n{entry.text.rstrip()}")
        return
    from rich.markdown import Markdown  # with a highlighter: only for a terminal

    console.print(Markdown(f"# {head}\n\n{entry.text}"))
