"""Items of another kind are refused, however they are given."""

import tbh_model as tbh

# pyright says: "Literal['Registered Counsellor']" is not assignable to "Credential"
# mypy says: List item 0 has incompatible type "str"; expected "Credential"
tbh.Therapist(id="t-1", name="Ines Moreau", credentials=["Registered Counsellor"])
