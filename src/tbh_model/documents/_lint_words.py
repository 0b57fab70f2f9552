"""Words that lint looks for, in English and French."""

import re
from typing import Final

EMPTY_LINKS: Final = frozenset(
    {
        "",
        "click",
        "click here",
        "find out more",
        "follow this link",
        "go",
        "go here",
        "here",
        "learn more",
        "link",
        "more",
        "page",
        "read more",
        "read this",
        "see here",
        "see more",
        "tap here",
        "that",
        "the link",
        "there",
        "this",
        "this link",
        "this page",
        "this site",
        "this website",
        "website",
        "ce lien",
        "ce site",
        "cette page",
        "cliquer ici",
        "cliquez",
        "cliquez ici",
        "en savoir plus",
        "ici",
        "là",
        "le lien",
        "lien",
        "lire la suite",
        "lisez la suite",
        "par ici",
        "plus",
        "suivez ce lien",
        "voir ici",
        "voir plus",
    }
)
"""Link texts, in small letters, that say nothing of where the link leads."""

_RELATIVE: Final = (
    r"today|tonight|tomorrow|yesterday|"
    r"(?:this|next|last)\s+(?:morning|afternoon|evening|week|weekend|month|year|"
    r"monday|tuesday|wednesday|thursday|friday|saturday|sunday|spring|summer|autumn|fall|winter)|"
    r"aujourd['’]hui|demain|hier|ce\s+(?:soir|matin|mois(?:-ci)?|week-end)|"
    r"cet(?:te)?\s+(?:après-midi|semaine|année|été|automne|hiver)|"
    r"(?:la\s+semaine|l['’]année)\s+(?:prochaine|dernière|passée)|"
    r"le\s+mois\s+(?:prochain|dernier|passé)|l['’]an\s+(?:prochain|dernier|passé)"
)
RELATIVE_TIMES: Final = re.compile(rf"(?<![\w/.@-])(?:{_RELATIVE})(?![\w/@-])", re.IGNORECASE)
"""Words on time that are only true for a while; what stands in an address is not meant."""

BARE_Q: Final = re.compile(r"\(Q\.?\)", re.IGNORECASE)
"""What stands for "(Qualifying)" and is not accepted."""
