"""Numbers of posts."""

from tbh_wordpress._names import numbers


def test_what_is_new_renumbers_nothing() -> None:
    """The oldest come first."""
    before, after = numbers(("a", "b")), numbers(("a", "b", "c"))

    assert {name: after[name] for name in before} == before


def test_the_next_number_of_a_site_is_not_pushed_up() -> None:
    """The highest number is how many there are: WordPress counts on from it."""
    assert max(numbers(f"e-{number}" for number in range(28)).values()) == 28
