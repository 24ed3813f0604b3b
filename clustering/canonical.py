"""One byte form for one result: plain Python values, sorted keys, no white space."""

import hashlib
import json
from collections.abc import Mapping
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


def digest_of_arrays(parts: Mapping[str, Any]) -> str:
    """sha256 (hex) of named parts, in the order given: arrays by type, shape and little-endian bytes, the rest as JSON.

    For what may hold a million people, which as JSON would take longer than their analysis. -0.0 counts as 0.0.
    """
    state = hashlib.sha256()
    for name, part in parts.items():
        if isinstance(part, np.ndarray):
            ordered = np.ascontiguousarray(part.astype(part.dtype.newbyteorder("<"), copy=False))
            state.update(canonical_bytes([name, ordered.dtype.str, ordered.shape]))
            state.update((ordered + 0.0 if ordered.dtype.kind == "f" else ordered).data)
        elif is_dataclass(part):
            inner = {field.name: getattr(part, field.name) for field in fields(part)}
            state.update(canonical_bytes([name, digest_of_arrays(inner)]))
        else:
            state.update(canonical_bytes([name, plain(part)]))
    return state.hexdigest()
