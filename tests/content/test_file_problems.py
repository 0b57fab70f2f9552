"""What is wrong with some files, found without the others."""

from pathlib import Path

from small_folder import EDITION, SERIES, THERAPIST, write
from tbh_model.content import file_problems


def test_a_file_is_looked_at_by_itself(tmp_path: Path) -> None:
    """Its own mistakes are found, with their place; what only others could tell is not."""
    write(tmp_path, "therapists/t-2.yaml", THERAPIST.replace("name:", "nam:"))
    write(tmp_path, "editions/patience.yaml", EDITION)

    found = list(file_problems(tmp_path, ["therapists/t-2.yaml", "editions/patience.yaml"]))

    assert [(each.code, each.file, each.line) for each in found] == [
        ("TBH107", "therapists/t-2.yaml", 2)
    ]


def test_what_is_no_file_of_a_part_is_passed_over(tmp_path: Path) -> None:
    """Other files, files in folders below, backups, and what is gone."""
    write(tmp_path, "series.yaml", SERIES)
    for name in ("editions/a.yaml~", "editions/b.txt", "images/c.yaml"):
        write(tmp_path, name, "slug: [")
    names = ["series.yaml", "editions/a.yaml~", "editions/b.txt", "images/c.yaml"]

    names += ["editions/gone.yaml", "editions/x/y.yaml"]

    assert list(file_problems(tmp_path, names, [])) == []


def test_a_therapist_that_is_nowhere_is_found(tmp_path: Path) -> None:
    """By the ids that are known; a file of that name may hold one that is new."""
    write(tmp_path, "editions/patience.yaml", EDITION)
    names = ["editions/patience.yaml"]
    (found,) = file_problems(tmp_path, names, ["t-11"])
    assert (found.code, found.path, found.hint) == (
        "TBH130",
        "responses[0].therapist",
        "did you mean `t-11`?",
    )

    write(tmp_path, "therapists/t-1.yaml", THERAPIST)

    assert list(file_problems(tmp_path, names, ["t-11"])) == []
