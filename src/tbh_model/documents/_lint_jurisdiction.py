"""Lint: codes of countries and of their parts that there are not."""

import re
from collections.abc import Iterator
from typing import Final

from tbh_model._suggest import closest
from tbh_model.documents._lint_spots import Finding, LintContext, LintTarget, source_range
from tbh_model.model import PROVINCES, Publisher

_COUNTRIES: Final = frozenset(
    re.findall(
        r"\w+",
        "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ "
        "BR BS BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM "
        "DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS "
        "GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN "
        "KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ "
        "MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM "
        "PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV "
        "SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI "
        "VN VU WF WS YE YT ZA ZM ZW",
    )
)
"""ISO 3166-1."""
_STATES: Final = frozenset(
    re.findall(
        r"\w+",
        "AL AK AZ AR CA CO CT DE FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ "
        "NM NY NC ND OH OK OR PA RI SC SD TN TX UT VT VA WA WV WI WY DC AS GU MP PR UM VI",
    )
)
"""ISO 3166-2 of the United States, after `US-`."""
_NAMES: Final = {
    **{name.casefold(): code for code, names in PROVINCES.items() for name in names},
    "canada": "CA",
    "united states": "US",
    "usa": "US",
    "united kingdom": "GB",
    "uk": "GB",
}
_CODE: Final = re.compile(r"([A-Z]{2})(?:-([A-Z0-9]{1,3}))?", re.ASCII)
_LIKE_CODE: Final = re.compile(r"[A-Za-z]{2}(?:[-_ ][A-Za-z0-9]{1,3})?", re.ASCII)


def unknown_jurisdiction(spot: LintTarget, site: LintContext) -> Iterator[Finding]:
    """Find a code that no country or part of one has; a credential may have a name instead."""
    written = spot.scalar("jurisdiction")
    if written is None or _is_known(written.text):
        return
    if site.rules is not None and written.text == site.rules.jurisdiction:
        return  # the content folder brings rules for it
    if spot.kind is not Publisher and _LIKE_CODE.fullmatch(written.text) is None:
        return
    meant = _meant(written.text)
    hint = (
        f"did you mean `{meant}`?" if meant else "write an ISO 3166 code, such as `CA-ON` or `GB`"
    )
    message = f"`{written.text}` is not the code of a country or of a part of one"
    yield Finding(source_range(written), message, hint, "jurisdiction")


def _is_known(code: str) -> bool:
    found = _CODE.fullmatch(code)
    if found is None or found[1] not in _COUNTRIES:
        return False
    if found[2] is None:
        return True
    parts = {"CA": code in PROVINCES, "US": found[2] in _STATES}
    return parts.get(found[1], True)  # those of other countries are not looked up


def _meant(text: str) -> str | None:
    folded = " ".join(text.casefold().split())
    if folded in _NAMES:
        return _NAMES[folded]
    code = re.sub(r"[\s_]+", "-", text.strip().upper())
    if _is_known(code):
        return code
    if code.startswith("UK-") and _is_known(f"GB{code[2:]}"):
        return f"GB{code[2:]}"
    if _LIKE_CODE.fullmatch(text):
        return closest(code, PROVINCES) if code.startswith("CA") else None
    near = closest(folded, _NAMES)
    return None if near is None else _NAMES[near]
