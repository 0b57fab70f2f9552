"""The file: what WordPress keeps of a post, of its author, its terms and its images."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

import tbh_model as tbh
from small_talk import channel, edition, items, response, said, series
from tbh_wordpress import Taxonomy, WordPress


def test_the_file_says_what_it_is() -> None:
    """The importer refuses a file without these."""
    found = channel(series(edition()))

    assert said(found, "wp:wxr_version") == ["1.2"]
    assert said(found, "wp:base_site_url") == ["https://example.org/small/"]


def test_a_post_has_what_wordpress_keeps() -> None:
    """Dates by the clock of the series and in GMT; nobody can comment."""
    made = edition(
        updated=datetime(2026, 2, 1, 12, tzinfo=UTC), summary="Short & <b>.", slug="on-patience"
    )
    (post,) = items(channel(series(made, time_zone="America/Toronto")))

    assert {
        each.tag.partition("}")[2]: each.text for each in post if "export/1.2/}" in each.tag
    } == {
        "post_id": "1",
        "post_date": "2025-12-31 21:30:00",
        "post_date_gmt": "2026-01-01 02:30:00",
        "post_modified": "2026-02-01 07:00:00",
        "post_modified_gmt": "2026-02-01 12:00:00",
        "comment_status": "closed",
        "ping_status": "closed",
        "post_name": "on-patience",
        "status": "publish",
        "post_parent": "0",
        "menu_order": "0",
        "post_type": "post",
        "post_password": None,
        "is_sticky": "0",
        "postmeta": "\n        ",
    }
    assert said(post, "excerpt:encoded") == ["Short &amp; &lt;b&gt;."]
    assert said(post, "pubDate") == ["Thu, 01 Jan 2026 02:30:00 +0000"]
    assert said(post, "link") == ["https://example.org/small/editions/on-patience/"]


def test_posts_come_in_the_order_in_which_they_went_out() -> None:
    """And what is a title is a title, whatever is in it: WordPress takes it for HTML."""
    content = series(edition(3, title="<b>C</b> & D"), edition(4, published=None), edition(2))

    assert said(channel(content), "item/title") == [
        "Number 2",
        "&lt;b&gt;C&lt;/b&gt; &amp; D",
        "Number 4",
    ]


def test_a_post_stays_the_same_post() -> None:
    """Its number hangs on those before it, and its guid on its id: not on title or address."""

    def identity(*editions: tbh.Edition, url: str = "https://example.org/small/") -> list[str]:
        posts = items(channel(series(*editions, url=url)))
        (post,) = (each for each in posts if said(each, "wp:post_date") == ["2026-01-05 02:30:00"])
        return [*said(post, "wp:post_id"), *said(post, "guid")]

    before = identity(edition(5))

    assert before == identity(edition(5, title="New", slug="new"), edition(6))
    assert before == identity(edition(5), url="https://elsewhere.example/")
    assert before != identity(edition(5, id="e-other"))
    assert before[1].startswith("urn:uuid:")


def test_a_year_has_four_digits() -> None:
    """However long ago it was."""
    (post,) = items(channel(series(edition(published=datetime(99, 1, 1, 2, 30, tzinfo=UTC)))))

    assert said(post, "wp:post_date_gmt") == ["0099-01-01 02:30:00"]


def test_the_numbers_are_small() -> None:
    """WordPress counts on from the highest that it was given: the site goes on near it."""
    posts = items(channel(series(*(edition(number) for number in range(1, 29)))))
    found = [int(number) for post in posts for number in said(post, "wp:post_id")]

    assert len(set(found)) == 28
    assert max(found) == 28


def test_the_therapists_are_never_the_authors() -> None:
    """Who wrote it is, or the publisher; of two authors, none is left out."""
    found = channel(
        series(
            edition(1, byline=("Nell Editor", "Ba Thị"), responses=(response("It is."),)),
            edition(2, byline=("김하나",)),
            edition(3),
        )
    )

    assert said(found, "wp:author/wp:author_display_name") == [
        "Nell Editor, Ba Thị",
        "김하나",
        "The Small Practice",
    ]
    logins = said(found, "wp:author/wp:author_login")
    assert logins == ["nell-editor-ba-thi", logins[1], "the-small-practice"]
    assert logins[1].isascii()
    assert said(found, "item/dc:creator") == logins
    assert "Ångström" not in "".join(said(found, "wp:author/wp:author_display_name"))


@pytest.mark.parametrize(
    ("exporter", "terms"),
    [
        (
            WordPress(),
            [("category", "Small Talk"), ("post_tag", "R &amp; D"), ("post_tag", "الصبر")],
        ),
        (
            WordPress(category="Roundups", tags_as=Taxonomy.CATEGORY),
            [("category", "Roundups"), ("category", "R &amp; D"), ("category", "الصبر")],
        ),
    ],
)
def test_a_post_has_a_category_and_its_tags(
    exporter: WordPress, terms: list[tuple[str, str]]
) -> None:
    """Each is announced once, under the same slug."""
    found = channel(series(edition(tags=("R & D", "الصبر"))), exporter)
    (post,) = items(found)

    assert [(each.get("domain"), each.text) for each in post.findall("category")] == terms
    announced = [*said(found, ".//{*}category_nicename"), *said(found, ".//{*}tag_slug")]
    assert [each.get("nicename") for each in post.findall("category")] == announced
    assert announced[1:] == ["r-d", "الصبر"]


def test_tags_that_look_alike_have_slugs_of_their_own() -> None:
    """WordPress would make one of them otherwise."""
    found = channel(series(edition(tags=("A B", "a-b", "A+B"))))
    slugs = said(found, "wp:tag/wp:tag_slug")

    assert len({*slugs, ""}) == 4


def test_images_are_fetched_from_where_they_are(tmp_path: Path) -> None:
    """The edition's own is featured; each is there once, with what it shows in words."""
    for name in ("50% of #1.png", "door.png"):
        file = tmp_path / "images" / name
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(b"\x89PNG\r\n\x1a\n")
    own = tbh.Image(
        src="images/50% of #1.png", alt="A chair", caption="By a window.", credit="Nell & Co"
    )
    text = tbh.markdown("![A *door*](images/door.png)\n\n![](https://example.org/x/y.png)")
    editions = edition(image=own, introduction=text), edition(2, introduction=text)
    found = channel(series(*editions, folder=tmp_path))
    post, _ = items(found)
    first, second, third = items(found, "attachment")

    assert said(first, "wp:attachment_url") == [
        "https://example.org/small/images/50%25%20of%20%231.png"
    ]
    assert said(first, "title") == ["50% of #1"]
    assert said(first, "excerpt:encoded") == ["By a window."]
    assert said(first, "content:encoded") == ["Nell &amp; Co"]
    assert said(first, "wp:status") == ["inherit"]
    assert said(first, "wp:post_parent") == said(post, "wp:post_id")
    assert said(first, "wp:postmeta/*") == ["_wp_attachment_image_alt", "A chair"]
    assert said(post, "wp:postmeta/*")[2:] == ["_thumbnail_id", *said(first, "wp:post_id")]
    assert said(second, "wp:postmeta/*") == ["_wp_attachment_image_alt", "A door"]
    assert said(third, "wp:attachment_url") == ["https://example.org/x/y.png"]


def test_a_picture_that_is_not_published_is_fetched_from_nowhere(tmp_path: Path) -> None:
    """It is not there, or refused: its description stands in its place."""
    (tmp_path / "x.svg").write_bytes(
        b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
    )
    text = tbh.markdown("A ![drawing](x.svg) and a ![photo](y.png) here.")
    made = edition(image=tbh.Image(src="x.svg", alt="A chair"), introduction=text)
    found = channel(series(made, folder=tmp_path))
    (post,) = items(found)

    assert items(found, "attachment") == []
    assert "A drawing and a photo here." in said(post, "content:encoded")[0]


def test_without_attachments_there_is_no_featured_image() -> None:
    """A post must not name a picture that is not there."""
    made = edition(image=tbh.Image(src="https://example.org/a.png", alt="A chair"))
    found = channel(series(made), WordPress(attachments=False))

    assert items(found, "attachment") == []
    assert "_thumbnail_id" not in said(found, ".//{*}meta_key")


def test_an_undated_edition_has_no_invented_date() -> None:
    """WordPress dates it by its import."""
    (post,) = items(channel(series(edition(published=None))))

    assert said(post, "wp:post_date") == said(post, "pubDate") == []


def test_a_tag_may_be_called_like_the_category() -> None:
    """Both are there: as the category of every post, and as a tag of the one that has it."""
    content = series(edition(2, tags=("Small Talk", "Patience")), title="Small Talk")

    found = channel(content)

    terms = [(each.get("domain"), each.text) for each in next(iter(items(found))).iter("category")]
    assert terms == [
        ("category", "Small Talk"),
        ("post_tag", "Small Talk"),
        ("post_tag", "Patience"),
    ]
    assert said(found, "wp:category/wp:cat_name") == ["Small Talk"]
    assert said(found, "wp:tag/wp:tag_name") == ["Small Talk", "Patience"]
    numbers = said(found, "wp:category/wp:term_id") + said(found, "wp:tag/wp:term_id")
    assert len(set(numbers)) == 3


def test_a_post_of_the_first_year_is_written() -> None:
    """In UTC, where the clocks of the series show no such year."""
    first = datetime(1, 1, 1, tzinfo=UTC)
    (post,) = items(channel(series(edition(published=first), time_zone="America/Toronto")))

    assert said(post, "wp:post_date") == ["0001-01-01 00:00:00"]
