"""Values as bytes: what cannot be written down has none."""

from tbh_model.content import ValueFingerprints


def test_what_cannot_be_written_down_has_no_bytes() -> None:
    """Such as a function without a name; what can has the same each time."""
    assert ValueFingerprints().serialize(lambda: None) is None
    assert ValueFingerprints().serialize(("a", frozenset({1, 2}))) == ValueFingerprints().serialize(
        ("a", frozenset({2, 1}))
    )
