"""The structure of the package, by the figures of `tools/structure.py`."""

import ast

import structure

READ = structure.modules()


def test_no_module_is_a_wall() -> None:
    """A chapter that is longer has a seam somewhere."""
    assert [module.name for module in READ if module.lines > structure.LONG] == []


def test_no_function_has_a_body_of_more_than_forty_lines() -> None:
    """Its docstring left out."""
    assert [
        f"{module.name}.{function.name}"
        for module in READ
        for function in module.functions()
        if structure.body_length(function) > 40
    ] == []


def test_no_modules_import_each_other_in_a_circle() -> None:
    """When they are loaded; what only types need may point anywhere."""
    assert structure.circle(READ) == []


def test_a_circle_is_found() -> None:
    """In a package that has one."""
    names = {"p.a": "from p.b import x", "p.b": "import p.a"}
    modules = [structure.Module(name, text, ast.parse(text)) for name, text in names.items()]

    assert set(structure.circle(modules)) == {"p.a", "p.b"}


def test_functions_are_named_by_what_they_do_or_return() -> None:
    """A participle alone (`made`, `kept`) says neither, for a property too."""
    assert [name for module in READ for name in structure.participles(module)] == []


def test_a_participle_is_found() -> None:
    """And what looks like one and is none is let be."""
    text = "def kept(): ...\ndef _pressed(): ...\ndef feed(): ...\ndef keep(): ...\n"
    module = structure.Module("m", text, ast.parse(text))

    assert structure.participles(module) == ["kept", "_pressed"]


def test_each_type_name_has_one_meaning() -> None:
    """In the whole package, but for a publisher, which is a person or a program to publish with."""
    assert structure.repeated_types(READ) == {
        "Publisher": ["tbh_model.model._publisher", "tbh_model.publishers._contract"]
    }
