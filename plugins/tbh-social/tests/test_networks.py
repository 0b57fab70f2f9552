"""How networks count, and where a text is cut."""

import pytest

from tbh_social._networks import RULES, Network, hashtag, split

SENTENCE = "She said what she had done, and then she waited. "
URL = "https://example.org/" + "a" * 100
FAMILY = "👨‍👩‍👧‍👦"


@pytest.mark.parametrize(
    ("network", "text", "count"),
    [
        ("mastodon", "abc", 3),
        ("mastodon", f"a {URL} b", 27),
        ("mastodon", FAMILY, 1),
        ("bluesky", f"{FAMILY}e\u0301", 3),  # 28 bytes
        ("bluesky", "e\u0301" * 10, 10),
        ("bluesky", URL, len(URL)),
        ("threads", FAMILY, 25),
        ("threads", "é", 1),
        ("linkedin", "a😀", 3),
        ("instagram", "日本", 2),
    ],
)
def test_each_network_counts_in_its_own_way(network: str, text: str, count: int) -> None:
    """Graphemes, bytes of emoji, or units of UTF-16; Mastodon takes any address for 23."""
    assert RULES[Network(network)].count(text) == count


@pytest.mark.parametrize("network", Network)
@pytest.mark.parametrize(
    "text",
    [
        SENTENCE * 100,
        "word " * 900,
        "日本語" * 1200,
        FAMILY * 1200,
        "x" * 4000,
        f"{'a ' * 1600}{URL}",
    ],
    ids=["sentences", "words", "no spaces", "emoji", "one word", "address"],
)
def test_no_post_is_too_long(network: Network, text: str) -> None:
    """And nothing is lost between two of them."""
    rules = RULES[network]
    posts = split(text, rules)
    joined = "".join(post.removesuffix(" …").removeprefix("… ") for post in posts)

    assert len(posts) > 1
    assert all(rules.fits(post) for post in posts)
    assert joined.replace(" ", "") == text.replace(" ", "")
    assert URL not in text or URL in posts[-1]


def test_posts_end_with_sentences() -> None:
    """Where there is one in the second half of the post; the ellipsis says that it goes on."""
    first, second = split(SENTENCE * 8, RULES[Network.BLUESKY])

    assert first == f"{(SENTENCE * 6).strip()} …"
    assert second == f"… {(SENTENCE * 2).strip()}"


@pytest.mark.parametrize(
    ("tag", "text"),
    [
        ("waiting rooms", "#WaitingRooms"),
        ("R & D", "#RD"),
        ("été", "#Été"),
        ("الصبر الطويل", "#الصبرالطويل"),
        ("2026", None),
        ("&", None),
    ],
)
def test_a_hashtag_has_capitals_for_screen_readers(tag: str, text: str | None) -> None:
    """And letters, without which it is none."""
    assert hashtag(tag) == text
