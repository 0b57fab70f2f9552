import zipfile

import talk
import tbh_model as tbh
from reader import AT, book
from tbh_epub import EPUB


def test_the_media_type_is_the_first_file_and_not_compressed() -> None:
    """A program can tell what the file is from its first bytes (OCF 3.3, section 4.3)."""
    (made,) = tbh.export(talk.series(talk.edition("tea")), EPUB(), at=AT)

    assert made.media_type == "application/epub+zip"
    assert made.body[30:58] == b"mimetypeapplication/epub+zip"


def test_the_other_files_are_sorted_and_compressed() -> None:
    """The order of files says nothing of how they were made."""
    archive = book(talk.series(talk.edition("tea"))).archive
    names = archive.namelist()

    assert names[1:] == sorted(names[1:])
    assert {each.compress_type for each in archive.infolist()[1:]} == {zipfile.ZIP_DEFLATED}


def test_files_are_dated_by_the_newest_change() -> None:
    """No clock is asked, so that the same content makes the same bytes."""
    archive = book(talk.series(talk.edition("tea", 2025), talk.edition("ink", 2025))).archive

    assert {each.date_time for each in archive.infolist()} == {(2025, 5, 4, 9, 0, 0)}


def test_a_later_instant_makes_the_same_book() -> None:
    """Only the content counts, not when the book is made."""
    made = talk.series(talk.edition("tea"))
    (one,) = tbh.export(made, EPUB(), at=AT)
    (two,) = tbh.export(made, EPUB(), at=AT.replace(year=2030))

    assert one.body == two.body
