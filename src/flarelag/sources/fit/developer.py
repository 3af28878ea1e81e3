"""Fields that an app or a foot pod added to the records, read by their own descriptions.

A developer field stands in for a native one (`native_field_num`, or the native name) where the
watch itself recorded none: a Stryd pod's power, say. It is taken only in the native unit.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from flarelag.sources.fit.columns import BYTE, in_file_order, of_message, scaled
from flarelag.sources.fit.layout import FieldPlace
from flarelag.sources.fit.messages import messages
from flarelag.sources.fit.profile import FieldSpec, field_spec, message_number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from flarelag.sources.fit.layout import Layout

# Record field -> the units, in lower case, in which a developer field may stand in for it.
STAND_INS: dict[str, frozenset[str]] = {
    "power": frozenset({"w", "watt", "watts"}),
    "heart_rate": frozenset({"bpm"}),
    "cadence": frozenset({"rpm"}),
    "speed": frozenset({"m/s"}),
    "distance": frozenset({"m"}),
    "stance_time": frozenset({"ms", "milliseconds"}),
}
_MOST_DESCRIPTIONS = 1_000


class Description:
    """What a `field_description` message says.

    Parameters
    ----------
    row : dict of str to (float or None)
        The message's numbers.
    position : int
        Byte at which it stands.
    name, units : str or None
        Its texts.
    """

    __slots__ = ("base_type", "key", "name", "native_field", "offset", "position", "scale", "units")

    def __init__(
        self, row: dict[str, float | None], position: int, name: str | None, units: str | None
    ) -> None:
        index, number = row["developer_data_index"], row["field_definition_number"]
        self.key = None if index is None or number is None else (int(index), int(number))
        base_type = row["fit_base_type_id"]
        self.base_type = BYTE if base_type is None else int(base_type)
        self.scale = row["scale"] or 1.0
        self.offset = row["offset"] or 0.0
        on_records = row["native_mesg_num"] in {None, float(message_number("record"))}
        self.native_field = row["native_field_num"] if on_records else None
        self.position = position
        self.name = name
        self.units = units

    def stands_in_for(self) -> str | None:
        """Return the record field it can stand in for, or None."""
        named = (self.name or "").lower().replace(" ", "_")
        for field, units in STAND_INS.items():
            native = field_spec("record", field).number
            if (self.units or "").lower() in units and (
                self.native_field == native or (self.native_field is None and named == field)
            ):
                return field
        return None


def descriptions(layouts: Sequence[Layout]) -> list[Description]:
    """Return every description of a developer field, in file order."""
    fields = (
        "developer_data_index",
        "field_definition_number",
        "fit_base_type_id",
        "scale",
        "offset",
        "native_mesg_num",
        "native_field_num",
    )
    found = messages(layouts, "field_description").first(_MOST_DESCRIPTIONS)
    names, units = found.texts("field_name"), found.texts("units")
    rows = zip(found.rows(fields), found.starts, names, units, strict=True)
    return [Description(*row) for row in rows]


def stand_ins(layouts: Sequence[Layout]) -> dict[str, NDArray[np.float64]]:
    """Return columns that can stand in for native record fields, by native name.

    Returns
    -------
    dict of str to ndarray of float64, shape (n_records,)
        NaN where a record has none.
    """
    chosen = of_message(layouts, "record")
    if not any(layout.developer_fields for layout in chosen):
        return {}
    described = descriptions(layouts)
    starts, placed = in_file_order(chosen)
    columns: dict[str, NDArray[np.float64]] = {}
    for layout, rows in placed:
        for key, place in layout.developer_fields.items():
            description = _in_force(described, key, layout.defined_at)
            field = description.stands_in_for() if description else None
            if description is None or field is None:
                continue
            column = columns.setdefault(field, np.full(len(starts), np.nan))
            typed = FieldPlace(place.offset, place.size, description.base_type)
            spec = FieldSpec(0, BYTE, description.scale, description.offset)
            column[rows] = scaled(layout, typed, spec)
    return columns


def _in_force(
    described: list[Description], key: tuple[int, int], defined_at: int
) -> Description | None:
    """Return the last description before the layout's definition, else the first after it."""
    same = [d for d in described if d.key == key]
    before = [d for d in same if d.position < defined_at]
    return before[-1] if before else (same[0] if same else None)
