"""Content folders and JSON documents: loading, checking, saving and editing."""

from typing import TYPE_CHECKING

from tbh_model._lazy import lazy_names

if TYPE_CHECKING:  # what a build that goes well has no use for
    from tbh_model._characters import printable as printable
    from tbh_model._problems import ContentError as ContentError, one_line as one_line
    from tbh_model._regular_files import resolve_content_path as resolve_content_path
    from tbh_model.content._cache import (
        ContentCache as ContentCache,
        EditionFingerprints as EditionFingerprints,
        ValueFingerprints as ValueFingerprints,
    )
    from tbh_model.content._check import (
        check as check,
        file_problems as file_problems,
        read_checked as read_checked,
        sort_problems as sort_problems,
    )
    from tbh_model.content._converter import (
        fingerprint as fingerprint,
        structure as structure,
        structure_fields as structure_fields,
        unstructure as unstructure,
    )
    from tbh_model.content._data import (
        configure_converter as configure_converter,
        from_dict as from_dict,
        to_dict as to_dict,
    )
    from tbh_model.content._files import (
        FORMAT as FORMAT,
        given_image as given_image,
        image_size as image_size,
        published_image as published_image,
        read_image as read_image,
        read_settings as read_settings,
        read_text as read_text,
        read_tree as read_tree,
    )
    from tbh_model.content._folder import (
        FileIndex as FileIndex,
        FolderNames as FolderNames,
        folder_names as folder_names,
        template_files as template_files,
    )
    from tbh_model.content._image_dimensions import (
        ImageInfo as ImageInfo,
        image_dimensions as image_dimensions,
        image_info as image_info,
    )
    from tbh_model.content._index import (
        ContentIndex as ContentIndex,
        content_index as content_index,
    )
    from tbh_model.content._json_schema import (
        SCHEMA_DIALECT as SCHEMA_DIALECT,
        FileKind as FileKind,
        UnknownKindError as UnknownKindError,
        attribute_docs as attribute_docs,
        has_schema as has_schema,
        project_schema as project_schema,
        root_schema as root_schema,
        schema as schema,
        schema_of as schema_of,
        schemas_of as schemas_of,
    )
    from tbh_model.content._loader import load as load, loads as loads
    from tbh_model.content._names import (
        AmbiguousNameError as AmbiguousNameError,
        TherapistNames as TherapistNames,
        normalize_name as normalize_name,
    )
    from tbh_model.content._node import (
        AnyNode as AnyNode,
        MappingNode as MappingNode,
        ScalarNode as ScalarNode,
        SequenceNode as SequenceNode,
    )
    from tbh_model.content._problem_formats import (
        problems_github as problems_github,
        problems_json as problems_json,
        problems_sarif as problems_sarif,
        write_json as write_json,
    )
    from tbh_model.content._problem_text import (
        Explanation as Explanation,
        ProblemText as ProblemText,
        UnknownCodeError as UnknownCodeError,
        codes as codes,
        explanation as explanation,
        message_for_people as message_for_people,
        problem_text as problem_text,
        problem_texts as problem_texts,
        report as report,
        summary as summary,
    )
    from tbh_model.content._references import ContentEntry as ContentEntry
    from tbh_model.content._rename import (
        Reference as Reference,
        RenameError as RenameError,
        Renaming as Renaming,
        references as references,
        rename as rename,
    )
    from tbh_model.content._save import convert as convert, dumps as dumps, save as save
    from tbh_model.content._source_files import (
        ContentFile as ContentFile,
        ContentListing as ContentListing,
        list_content as list_content,
    )
    from tbh_model.content._tidy import Repair as Repair, tidy as tidy
    from tbh_model.content._yaml_writer import (
        write_front_matter as write_front_matter,
        write_text as write_text,
    )
    from tbh_model.content.lint._rule_packages import (
        RulesHealth as RulesHealth,
        installed_rules as installed_rules,
        rules_health as rules_health,
        rules_text as rules_text,
    )
else:
    __getattr__, __all__ = lazy_names(
        globals(),
        {
            "._characters": "printable",
            "._problems": "ContentError one_line",
            "._regular_files": "resolve_content_path",
            "_cache": "ContentCache EditionFingerprints ValueFingerprints",
            "_converter": "fingerprint structure structure_fields unstructure",
            "_files": """
                FORMAT given_image image_size published_image read_image read_settings read_text
                read_tree
            """,
            "_folder": "FileIndex FolderNames folder_names template_files",
            "_loader": "load loads",
            "_names": "AmbiguousNameError TherapistNames normalize_name",
            "_node": "AnyNode MappingNode ScalarNode SequenceNode",
            "_references": "ContentEntry",
            "_source_files": "ContentFile ContentListing list_content",
            "_check": "check file_problems read_checked sort_problems",
            "_data": "configure_converter from_dict to_dict",
            "_image_dimensions": "ImageInfo image_dimensions image_info",
            "_index": "ContentIndex content_index",
            "_json_schema": """
                SCHEMA_DIALECT FileKind UnknownKindError attribute_docs has_schema project_schema
                root_schema schema schema_of schemas_of
            """,
            "_problem_formats": "problems_github problems_json problems_sarif write_json",
            "_problem_text": """
                Explanation ProblemText UnknownCodeError codes explanation message_for_people
                problem_text problem_texts report summary
            """,
            "_rename": "Reference RenameError Renaming references rename",
            "_save": "convert dumps save",
            "_tidy": "Repair tidy",
            "_yaml_writer": "write_front_matter write_text",
            "lint._rule_packages": "RulesHealth installed_rules rules_health rules_text",
        },
    )
