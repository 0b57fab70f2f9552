"""Strategies for Markdown sources that are hard to read."""

from hypothesis import strategies as st

from tbh_model.testing.strategies import _HOSTILE, _SNIPPETS, plain_text, trees

__all__ = ["plain_text", "sources", "trees", "unicode_text"]

unicode_text = st.text(st.characters(), max_size=60)
"""Any str at all, lone surrogates included."""
_lines = st.tuples(
    st.lists(
        st.sampled_from(["- ", "* ", "1. ", "2) ", "> ", "  ", "    ", "-   ", "\t", "# "]),
        max_size=4,
    ).map("".join),
    st.sampled_from(["", "a", "*a* b", "```", "---", "<div>", "[a]: /b", "[a](b)", "a\\", "**a"]),
).map("".join)
sources = st.one_of(
    st.lists(_lines, max_size=8).map("\n".join),
    st.lists(st.one_of(st.sampled_from(_SNIPPETS), st.sampled_from(_HOSTILE)), max_size=30).map(
        "".join
    ),
    unicode_text,
)
"""Markdown sources that are hard to read."""
