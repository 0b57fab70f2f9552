"""Files and JSON <-> model: every problem reported at once, each with its place and a remedy."""

from typing import TYPE_CHECKING

from tbh_model._lazy import lazy_getattr
from tbh_model.content._attribute_docs import attribute_docs
from tbh_model.content._converter import fingerprint, structure, structure_fields, unstructure
from tbh_model.content._files import (
    FORMAT,
    image_size,
    read_image,
    read_settings,
    read_text,
    read_tree,
    resolve_content_path,
    template_files,
)
from tbh_model.content._fingerprints import EditionFingerprints, ValueFingerprints
from tbh_model.content._load_cache import ContentCache
from tbh_model.content._loader import load, loads
from tbh_model.content._node import (
    AnyNode,
    ContentError,
    MappingNode,
    ScalarNode,
    SequenceNode,
    one_line,
)
from tbh_model.content._problem_text import printable
from tbh_model.content._references import ContentEntry
from tbh_model.content._source_files import ContentFile, ContentListing, list_content

if TYPE_CHECKING:  # what a build that goes well has no use for
    from tbh_model.content._check import check, file_problems, read_checked, sort_problems
    from tbh_model.content._index import ContentIndex, content_index
    from tbh_model.content._json_schema import (
        SCHEMA_DIALECT,
        FileKind,
        UnknownKindError,
        has_schema,
        project_schema,
        root_schema,
        schema,
        schema_of,
        schemas_of,
    )
    from tbh_model.content._problem_catalogue import (
        Explanation,
        UnknownCodeError,
        codes,
        explanation,
    )
    from tbh_model.content._problem_formats import (
        problems_github,
        problems_json,
        problems_sarif,
        write_json,
    )
    from tbh_model.content._problem_text import problem_text, problem_texts, report, summary
    from tbh_model.content._rename import Reference, RenameError, Renaming, references, rename
    from tbh_model.content._save import dumps, save
    from tbh_model.content._tidy import Repair, tidy
    from tbh_model.content._yaml_writer import write_front_matter, write_text
    from tbh_model.content.lint._rule_packages import (
        RulesHealth,
        installed_rules,
        rules_health,
        rules_text,
    )
else:
    __getattr__ = lazy_getattr(
        __name__,
        {
            "_check": "check file_problems read_checked sort_problems",
            "_index": "ContentIndex content_index",
            "_json_schema": """
                SCHEMA_DIALECT FileKind UnknownKindError has_schema project_schema root_schema
                schema schema_of schemas_of
            """,
            "_problem_catalogue": "Explanation UnknownCodeError codes explanation",
            "_problem_formats": "problems_github problems_json problems_sarif write_json",
            "_problem_text": "problem_text problem_texts report summary",
            "_rename": "Reference RenameError Renaming references rename",
            "_save": "dumps save",
            "_tidy": "Repair tidy",
            "_yaml_writer": "write_front_matter write_text",
            "lint._rule_packages": "RulesHealth installed_rules rules_health rules_text",
        },
    )

__all__ = [
    "FORMAT",
    "SCHEMA_DIALECT",
    "AnyNode",
    "ContentCache",
    "ContentEntry",
    "ContentError",
    "ContentFile",
    "ContentIndex",
    "ContentListing",
    "EditionFingerprints",
    "Explanation",
    "FileKind",
    "MappingNode",
    "Reference",
    "RenameError",
    "Renaming",
    "Repair",
    "RulesHealth",
    "ScalarNode",
    "SequenceNode",
    "UnknownCodeError",
    "UnknownKindError",
    "ValueFingerprints",
    "attribute_docs",
    "check",
    "codes",
    "content_index",
    "dumps",
    "explanation",
    "file_problems",
    "fingerprint",
    "has_schema",
    "image_size",
    "installed_rules",
    "list_content",
    "load",
    "loads",
    "one_line",
    "printable",
    "problem_text",
    "problem_texts",
    "problems_github",
    "problems_json",
    "problems_sarif",
    "project_schema",
    "read_checked",
    "read_image",
    "read_settings",
    "read_text",
    "read_tree",
    "references",
    "rename",
    "report",
    "resolve_content_path",
    "root_schema",
    "rules_health",
    "rules_text",
    "save",
    "schema",
    "schema_of",
    "schemas_of",
    "sort_problems",
    "structure",
    "structure_fields",
    "summary",
    "template_files",
    "tidy",
    "unstructure",
    "write_front_matter",
    "write_json",
    "write_text",
]
