"""Languages, time zones and mailboxes: those that there are, and what was meant by others."""

import pytest

import tbh_model as tbh
from small import series
from tbh_model.i18n import is_language_tag, suggest_language_tag


@pytest.mark.parametrize(
    "tag",
    [
        *("en", "fr-CA", "ar", "gsw", "cy", "zh-Hant-TW", "zh-cmn", "sr-Latn-RS", "es-419"),
        *("de-1996", "de-CH-1901", "en-u-ca-gregory", "fr-ca-x-a", "sgn-ase", "sq-XK", "nil-Latn"),
    ],
)
def test_a_registered_language_is_taken(tag: str) -> None:
    """Whatever its letters' case is, with script, region, variants and extensions."""
    assert is_language_tag(tag)
    assert is_language_tag(tag.upper())


@pytest.mark.parametrize(
    ("tag", "meant"),
    [
        ("xx", None),
        ("nil", None),
        ("none", None),
        ("en_GB", "en-GB"),
        ("fr_FR.UTF-8", "fr-FR"),
        ("pt_br", "pt-BR"),
        ("zh_hant", "zh-Hant"),
        ("eng", "en"),
        ("fre-CA", "fr-CA"),
        ("english", "en"),
        ("Frensh", "fr"),
        ("en-UK", "en-GB"),
        ("en-ZZ", None),
        ("en-Xxxx", None),
        ("zh-aaa", None),
        ("x-foo", None),
        ("qaa", None),
        ("i-klingon", "tlh"),
        ("i-default", None),
        ("de-1996-1996", None),
        ("en-abcde", None),
        ("en-a-bbb", None),
        ("en-u-ca-u-co", None),
        ("", None),
    ],
)
def test_what_is_no_language_is_refused(tag: str, meant: str | None) -> None:
    """By the registry of IANA; what was probably meant is said."""
    assert not is_language_tag(tag)
    assert suggest_language_tag(tag) == meant


def test_a_program_is_told_what_was_meant() -> None:
    """As an editor is."""
    with pytest.raises(tbh.InvalidValueError, match=r"did you mean 'en-GB'\?"):
        series(language="en_GB")


@pytest.mark.parametrize("zone", ["UTC", "America/Toronto", "Etc/GMT+5", "EST5EDT", "GB", "GMT0"])
def test_a_zone_of_the_database_is_taken(zone: str) -> None:
    """Its older names, too."""
    assert series(time_zone=zone).time_zone == zone


@pytest.mark.parametrize(
    "zone",
    [
        *(
            "localtime",
            "posixrules",
            "Factory",
            "right/UTC",
            "posix/Europe/Paris",
            "/etc/localtime",
        ),
        *("../zoneinfo/UTC", "Etc/../UTC", "tzdata.zi", "EDT", "america/toronto", "Nowhere/Land"),
    ],
)
def test_a_zone_that_depends_on_the_machine_is_refused(zone: str) -> None:
    """It is another one elsewhere, or none."""
    with pytest.raises(tbh.InvalidValueError, match="IANA time zone"):
        series(time_zone=zone)


@pytest.mark.parametrize(
    ("zone", "meant"),
    [
        ("america/toronto", "America/Toronto"),
        ("Toronto", "America/Toronto"),
        ("posix/Europe/Paris", "Europe/Paris"),
        ("Europe/Pari", "Europe/Paris"),
    ],
)
def test_the_zone_that_was_meant_is_said(zone: str, meant: str) -> None:
    """With its area."""
    with pytest.raises(tbh.InvalidValueError, match=f"did you mean '{meant}'"):
        series(time_zone=zone)


@pytest.mark.parametrize(
    "mailbox",
    ["a@a.example?subject=x", "a@b.c%d", "a@b.123", "a@b-.example", "a@b", "a@b.example/"],
)
def test_a_mailbox_has_the_host_of_a_domain(mailbox: str) -> None:
    """Nothing after it is taken for a part of it."""
    with pytest.raises(tbh.InvalidValueError, match="an e-mail address"):
        tbh.Publisher(name="P", email=mailbox)


@pytest.mark.parametrize("mailbox", ["why?me@h.example", "ünï@é.example", "a@xn--9ca.xn--zckzah"])
def test_a_mailbox_may_have_any_sign_before_its_host(mailbox: str) -> None:
    """That is between its owner and the host."""
    assert tbh.Publisher(name="P", email=mailbox).email == mailbox
