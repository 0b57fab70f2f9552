"""Values as bytes: what cannot be written down has none."""

from tbh_model.documents import Digests


def test_what_cannot_be_written_down_has_no_bytes() -> None:
    """Such as a function without a name; what can has the same each time."""
    assert Digests().written(lambda: None) is None
    assert Digests().written(("a", frozenset({1, 2}))) == Digests().written(
        ("a", frozenset({2, 1}))
    )
