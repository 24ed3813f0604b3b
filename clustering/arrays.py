"""The array types of the core, and the freezing of arrays that leave it."""

from typing import Any, TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Votes = NDArray[np.int8]
Bools = NDArray[np.bool_]
Codes = NDArray[np.uint16] | NDArray[np.uint32]
Array = TypeVar("Array", bound=np.ndarray[Any, Any])


def frozen(array: Array) -> Array:
    """The same array, no longer writeable."""
    array.flags.writeable = False
    return array


def integers(name: str, given: ArrayLike) -> Ints:
    """`given` as a one-dimensional int64 array of its own; ValueError when it is not whole numbers."""
    array = np.asarray(given)
    if array.ndim != 1:
        raise ValueError(f"{name} must be one-dimensional, got shape {array.shape}")
    if array.size and array.dtype.kind not in "iu":
        raise ValueError(f"{name} must be whole numbers, got {array.dtype}")
    return array.astype(np.int64)
