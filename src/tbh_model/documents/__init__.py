"""Files and JSON <-> model: every problem reported at once, each with its place and a remedy."""

from typing import TYPE_CHECKING

from tbh_model._when_used import lazy_getattr
from tbh_model.documents._content_cache import ContentCache
from tbh_model.documents._converter import fingerprint, structure, structure_fields, unstructure
from tbh_model.documents._digests import EditionFingerprints, ValueFingerprints
from tbh_model.documents._files import (
    image_size,
    read_image,
    read_settings,
    read_text,
    read_tree,
    resolve_content_path,
    template_files,
)
from tbh_model.documents._load import load
from tbh_model.documents._located import (
    AnyNode,
    ContentError,
    MappingNode,
    ScalarNode,
    SequenceNode,
    one_line,
)
from tbh_model.documents._migrations import FORMAT
from tbh_model.documents._notes import attribute_docs
from tbh_model.documents._snippet import printable

if TYPE_CHECKING:  # what a build that goes well has no use for
    from tbh_model.documents._catalogue import Explanation, UnknownCodeError, codes, explanation
    from tbh_model.documents._file_problems import file_problems
    from tbh_model.documents._folder import check, dumps, loads, read_checked, sort_problems
    from tbh_model.documents._ids import Reference, references
    from tbh_model.documents._index import ContentIndex, content_index
    from tbh_model.documents._problem_formats import (
        problems_github,
        problems_json,
        problems_sarif,
        write_json,
    )
    from tbh_model.documents._problem_text import problem_text, problem_texts, report, summary
    from tbh_model.documents._rename import RenameError, Renaming, rename
    from tbh_model.documents._rules import shipped_rules
    from tbh_model.documents._save import migrate, save
    from tbh_model.documents._schema import (
        SCHEMA_DIALECT,
        FileKind,
        UnknownKindError,
        project_schema,
        root_schema,
        schema,
        schema_of,
        schemas_of,
    )
    from tbh_model.documents._schema_writer import has_schema
    from tbh_model.documents._tidy import Repair, tidy
    from tbh_model.documents._write_yaml import write_front_matter, write_text
else:
    __getattr__ = lazy_getattr(
        __name__,
        {
            "_catalogue": "Explanation UnknownCodeError codes explanation",
            "_file_problems": "file_problems",
            "_folder": "check dumps loads read_checked sort_problems",
            "_ids": "Reference references",
            "_index": "ContentIndex content_index",
            "_problem_formats": "problems_github problems_json problems_sarif write_json",
            "_problem_text": "problem_text problem_texts report summary",
            "_rename": "RenameError Renaming rename",
            "_rules": "shipped_rules",
            "_save": "migrate save",
            "_schema": """
                SCHEMA_DIALECT FileKind UnknownKindError project_schema root_schema schema
                schema_of schemas_of
            """,
            "_schema_writer": "has_schema",
            "_tidy": "Repair tidy",
            "_write_yaml": "write_front_matter write_text",
        },
    )

__all__ = [
    "FORMAT",
    "SCHEMA_DIALECT",
    "AnyNode",
    "ContentCache",
    "ContentError",
    "ContentIndex",
    "EditionFingerprints",
    "Explanation",
    "FileKind",
    "MappingNode",
    "Reference",
    "RenameError",
    "Renaming",
    "Repair",
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
    "load",
    "loads",
    "migrate",
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
    "save",
    "schema",
    "schema_of",
    "schemas_of",
    "shipped_rules",
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
