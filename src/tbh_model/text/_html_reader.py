"""Read the HTML of other systems into rich text."""

from tbh_model._arguments import check_arguments_on_error
from tbh_model._attrs import frozen
from tbh_model._final import final
from tbh_model._problems import Problem, Severity
from tbh_model.text._blocks import RichText
from tbh_model.text._html_builder import TreeBuilder
from tbh_model.text._html_inlines import HEADINGS
from tbh_model.text._html_tokenizer import Token, TokenKind, tokenize
from tbh_model.text._unicode import replace_unencodable, unencodable
from tbh_model.text._validation import RichTextError


@final
@frozen(kw_only=True)
class ParsedHTML:
    """Result of parsing an HTML source."""

    tree: RichText
    """The text, with all words that the HTML shows except those that a problem names."""
    problems: tuple[Problem, ...] = ()
    """The problems, in the order of the source. A thing that occurs often is one problem."""


@check_arguments_on_error
def read_html(source: str, *, heading_level: int = 2) -> ParsedHTML:
    """Return the parsed form of HTML that another system has written; no source raises an error.

    Words are always kept. What rich text has no place for is a problem: a warning if only its form
    is lost, such as underlining or the rows of a table, or if a reader never saw it, such as a
    script; an error if something is missing that a reader saw, such as a video or the target of a
    link. Colours, fonts, sizes, alignment, classes and ids are left out without a problem.

    Args:
        source: A fragment or a whole page. Broken markup is read as browsers read it.
        heading_level: The level of a heading of level 1, as in `write_html`. If the source has a
            heading above it, levels count from that heading.

    >>> reading = text.read_html("<p>The bus was <u>early</u>.<script>count()</script></p>")
    >>> tbh.write_html(reading.tree)
    '<p>The bus was early.</p>'
    >>> [problem.message for problem in reading.problems]
    ['underlining cannot be kept, only the words', '`<script>` is left out']
    """
    source = source.replace("\r\n", "\n").replace("\r", "\n").replace("\f", " ")
    encodable = replace_unencodable(source)
    tokens = tuple(tokenize(encodable))
    levels = [HEADINGS[token.value] for token in tokens if _is_heading(token)]
    builder = TreeBuilder(min([heading_level, *levels]))
    tree = builder.build(tokens)
    for index, character in unencodable(source):
        token = Token(TokenKind.TEXT, index, index + 1, character)
        builder.problems.character(character, token)
    problems = list(builder.problems.locate(encodable))
    problems.sort(key=lambda problem: (problem.line or 0, problem.column or 0))
    return ParsedHTML(tree=tree, problems=tuple(problems))


@check_arguments_on_error
def from_html(source: str, *, heading_level: int = 2) -> RichText:
    r"""Return the rich text of HTML that another system has written.

    Args:
        source: A fragment or a whole page. Broken markup is read as browsers read it.
        heading_level: The level of a heading of level 1, as in `read_html`.

    Returns:
        The text. It may have lost the form of some words: `read_html` returns warnings as well.

    Raises:
        RichTextError: With every problem of the source, if one of them is an error: something that
            a reader saw would be missing. `read_html` returns the text without it.

    >>> tree = text.from_html("<div>The bus was <b>early</b>.<br><br>We were not.</div>")
    >>> tbh.write_markdown(tree)
    'The bus was **early**.\n\nWe were not.\n'
    """
    reading = read_html(source, heading_level=heading_level)
    if any(problem.severity is Severity.ERROR for problem in reading.problems):
        raise RichTextError(reading.problems)
    return reading.tree


def _is_heading(token: Token) -> bool:
    return token.kind is TokenKind.START and token.value in HEADINGS
