"""Write the subtags of languages that `language:` may have, from the registry of IANA.

    npm pack language-subtag-registry && tar xzf language-subtag-registry-*.tgz
    pip download --no-deps langcodes && unzip langcodes-*.whl
    python tools/language_subtags.py package langcodes

The first package is the registry as JSON. The second one knows the codes of three letters
(ISO 639-2) that stand for one of two, which is only needed to say what was meant.
"""

import json
import runpy
import sys
from collections import defaultdict
from pathlib import Path

TO = Path(__file__).parents[1] / "src/tbh_model/i18n/language_subtags.txt"
KINDS = ("language", "extlang", "script", "region", "variant")


def main(registry: Path, langcodes: Path) -> None:
    """Write the file."""
    entries = json.loads((registry / "data/json/registry.json").read_text("utf-8"))
    day = json.loads((registry / "data/json/meta.json").read_text("utf-8"))["File-Date"]
    subtags: defaultdict[str, list[str]] = defaultdict(list)
    meant: dict[str, str] = {}
    for entry in entries:
        kind, subtag = entry["Type"], entry.get("Subtag", entry.get("Tag", "")).lower()
        preferred = entry.get("Preferred-Value")
        if kind == "grandfathered":
            meant[subtag] = preferred or ""
        elif kind == "extlang":
            subtags[kind] += [f"{prefix}-{subtag}".lower() for prefix in entry["Prefix"]]
        elif kind in KINDS and ".." not in subtag and entry["Description"] != ["Private use"]:
            subtags[kind].append(subtag)
        if kind == "language" and len(subtag) == len("en"):
            for name in entry["Description"]:
                meant.setdefault(name.lower().replace(" ", "_"), subtag)
    replaced = runpy.run_path(str(langcodes / "data_dicts.py"))["LANGUAGE_REPLACEMENTS"]
    known = set(subtags["language"])
    meant |= {old: new for old, new in replaced.items() if len(old) > len(new) and new in known}
    lines = [f"# IANA Language Subtag Registry of {day}, written by tools/language_subtags.py"]
    lines += [f"{kind} {' '.join(sorted(set(subtags[kind])))}" for kind in KINDS]
    lines += [f"meant {' '.join(f'{old}={new}' for old, new in sorted(meant.items()))}"]
    TO.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
