"""A misspelled name is an error in every package, whether it is imported or looked up."""

import tbh_model as tbh
import tbh_model.content
import tbh_model.exporters
import tbh_model.model
import tbh_model.preview
import tbh_model.publishing
import tbh_model.rights
import tbh_model.testing
import tbh_model.text

# pyright says: "Edtion" is unknown import symbol
# mypy says: Module "tbh_model" has no attribute "Edtion"
from tbh_model import Edtion

# pyright says: "Serie" is unknown import symbol
# mypy says: Module "tbh_model.model" has no attribute "Serie"
from tbh_model.model import Serie

# pyright says: "Paragrph" is unknown import symbol
# mypy says: Module "tbh_model.text" has no attribute "Paragrph"
from tbh_model.text import Paragrph

# pyright says: "Artefact" is unknown import symbol
# mypy says: Module "tbh_model.exporters" has no attribute "Artefact"
from tbh_model.exporters import Artefact

# pyright says: "releese" is unknown import symbol
# mypy says: Module "tbh_model.rights" has no attribute "releese"
from tbh_model.rights import releese

# pyright says: "publsh" is unknown import symbol
# mypy says: Module "tbh_model.publishing" has no attribute "publsh"
from tbh_model.publishing import publsh

# pyright says: "lod" is unknown import symbol
# mypy says: Module "tbh_model.content" has no attribute "lod"
from tbh_model.content import lod

# pyright says: "run_cheks" is unknown import symbol
# mypy says: Module "tbh_model.testing" has no attribute "run_cheks"
from tbh_model.testing import run_cheks

# pyright says: "serie" is unknown import symbol
# mypy says: Module "tbh_model.testing.strategies" has no attribute "serie"
from tbh_model.testing.strategies import serie

# pyright says: "Previw" is unknown import symbol
# mypy says: Module "tbh_model.preview" has no attribute "Previw"
from tbh_model.preview import Previw

# pyright says: "Serie" is not a known attribute of module "tbh_model"
# mypy says: Module has no attribute "Serie"
tbh.Serie
# pyright says: "lod" is not a known attribute of module "tbh_model"
# mypy says: Module has no attribute "lod"
tbh.lod("x")
# pyright says: "Serie" is not a known attribute of module "tbh_model.model"
# mypy says: Module has no attribute "Serie"
tbh_model.model.Serie
# pyright says: "Paragrph" is not a known attribute of module "tbh_model.text"
# mypy says: Module has no attribute "Paragrph"
tbh_model.text.Paragrph
# pyright says: "Artefact" is not a known attribute of module "tbh_model.exporters"
# mypy says: Module has no attribute "Artefact"
tbh_model.exporters.Artefact
# pyright says: "releese" is not a known attribute of module "tbh_model.rights"
# mypy says: Module has no attribute "releese"
tbh_model.rights.releese
# pyright says: "publsh" is not a known attribute of module "tbh_model.publishing"
# mypy says: Module has no attribute "publsh"
tbh_model.publishing.publsh
# pyright says: "lod" is not a known attribute of module "tbh_model.content"
# mypy says: Module has no attribute "lod"
tbh_model.content.lod
# pyright says: "run_cheks" is not a known attribute of module "tbh_model.testing"
# mypy says: Module has no attribute "run_cheks"
tbh_model.testing.run_cheks
# pyright says: "Previw" is not a known attribute of module "tbh_model.preview"
# mypy says: Module has no attribute "Previw"
tbh_model.preview.Previw
