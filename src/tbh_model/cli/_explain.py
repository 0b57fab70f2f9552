"""`tbh explain`: what a problem code means."""

import click
from rich.console import Console

from tbh_model.cli._console import result, speaks_plainly
from tbh_model.documents import codes, explanation


@click.command()
@click.argument("code", required=False)
@speaks_plainly
def explain(code: str | None) -> None:
    """Explain a problem: what it means, why it matters, and how to mend it.

    CODE stands in brackets where the problem is shown, such as TBH107. Without one, every code is
    listed.
    """
    if code is None:
        for known in codes():
            result(f"{known}  {explanation(known).title}")
        return
    found = explanation(code)
    head = f"{found.code} ({found.severity}): {found.title}"
    console = Console(highlight=False)
    if not console.is_terminal:
        result(f"{head}\n\n{found.text.rstrip()}")
        return
    from rich.markdown import Markdown  # with a highlighter: only for a terminal

    console.print(Markdown(f"# {head}\n\n{found.text}"))
