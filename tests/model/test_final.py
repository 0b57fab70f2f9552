"""Classes of the model, the tree, the gate and the contract are final."""

import pickle
from types import ModuleType

import attrs
import pytest

import tbh_model as tbh
from small import response
from tbh_model import exporters, model, publishing, rights, testing, text


def values(*packages: ModuleType) -> list[type]:
    """Return every attrs class that packages offer, but for exporters, and what is mutable."""
    names = [getattr(package, name) for package in packages for name in package.__all__]
    kinds = {each: None for each in names if isinstance(each, type) and attrs.has(each)}
    services = {"ContentCache", "ReleaseCache", "Paths", "PlannedFile", "Templates"}
    return [each for each in kinds if not hasattr(each, "export") and each.__name__ not in services]


@pytest.mark.parametrize(
    "kind",
    values(model, text, exporters, publishing, testing, rights, tbh),
    ids=lambda kind: f"{kind.__module__}.{kind.__name__}",
)
def test_a_subclass_is_refused_when_it_is_defined(kind: type) -> None:
    """In words that name the way out."""
    words = rf"class 'Mine' cannot inherit from tbh_model[.\w]*\.{kind.__name__}, which is final"

    with pytest.raises(TypeError, match=words) as refused:
        type("Mine", (kind,), {})

    assert isinstance(refused.value, tbh.TBHError)
    assert "in `extra`, a field of Series" in str(refused.value)


def test_an_attrs_subclass_is_refused_before_it_can_hold_anything() -> None:
    """Its field would have got past the gate."""
    with pytest.raises(TypeError, match="final"):

        @attrs.frozen(kw_only=True)
        class Response(tbh.Response):  # type: ignore[misc]  # that is the point
            crm_contact: str = ""


def test_a_final_class_is_a_value_as_before() -> None:
    """It can be evolved, compared, hashed and pickled."""
    made = attrs.evolve(response(), quote="Words.")

    assert pickle.loads(pickle.dumps(made)) == made  # noqa: S301 - made here
    assert hash(made) != hash(response())
