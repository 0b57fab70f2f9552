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
