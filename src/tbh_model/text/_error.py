"""The error that rich text raises."""

from tbh_model._errors import TBHError
from tbh_model._problems import Problem


class RichTextError(TBHError, ValueError):
    """A rich text that cannot be: written with a mistake, or built from the wrong parts."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__(problems)
        self.problems = problems
        """Everything that is wrong, not only the first of it."""

    def __str__(self) -> str:
        return "\n".join(map(_sentence, self.problems))


def _sentence(problem: Problem) -> str:
    place = problem.path
    if problem.line is not None:
        place = f"line {problem.line}, column {problem.column}"
    hint = f"; {problem.hint}" if problem.hint else ""
    return f"{place}: {problem.message}{hint} [{problem.code}]"
