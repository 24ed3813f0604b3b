"""One byte form for one result: plain Python values, sorted keys, no white space."""

import hashlib
import json
from dataclasses import fields, is_dataclass
from typing import Any

import numpy as np


def plain(value: Any) -> Any:
    """`value` as plain Python types: dataclasses become dicts, arrays and tuples lists, -0.0 in them 0.0."""
    if is_dataclass(value):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, np.ndarray):
        return (value + 0.0).tolist() if value.dtype.kind == "f" else value.tolist()
    if isinstance(value, dict):
        return {str(key): plain(entry) for key, entry in value.items()}
    if isinstance(value, tuple | list):
        return [plain(entry) for entry in value]
    return value.item() if isinstance(value, np.generic) else value


def canonical_bytes(value: Any) -> bytes:
    """UTF-8 JSON with sorted keys and no white space. ValueError for NaN or infinity."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()


def digest(value: Any) -> str:
    """sha256 (hex) of the canonical bytes of `value`."""
    return hashlib.sha256(canonical_bytes(value)).hexdigest()
