"""The small networks that say how likely a lobe is the main lobe of a jerk.

Each is two stacks of convolutions, one over the lobe's own motion and one over its
surroundings, and two layers over both. The weights are plain arrays; they are evaluated
in numpy.
"""

from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO

import numpy as np
import numpy.typing as npt

from myosense.filtering import Signal
from myosense.models import read_weights
from myosense.windows import View, Views

CALIBRATION = "calibration"  #: Name of the array that holds it.
STRIDE = 2  #: Of every convolution.
#: What the first network thinks less of is no jerk, whatever the others would say.
HOPELESS_LOG_ODDS = -4.0
CHUNK = 512  #: Lobes at once: their largest intermediate array stays near the cache.

Array = npt.NDArray[np.float32]
Arrays = dict[str, Array]  #: As stored: ``near.0.weight``, ``near.0.bias``, ...


@dataclass(frozen=True, kw_only=True, eq=False)
class Layer:
    """One linear map and its offset."""

    weight: Array  #: convolution: (width, n_in, n_out); dense: (n_in, n_out)
    bias: Array  #: shape (n_out,)


@dataclass(frozen=True, kw_only=True, eq=False)
class Network:
    """Layers in the order in which they are applied."""

    near: tuple[Layer, ...]  #: convolutions, then one dense layer
    far: tuple[Layer, ...]
    head: tuple[Layer, ...]

    def log_odds(self, views: Views) -> Signal:
        """Return the log-odds of each lobe, shape (n,), not yet calibrated."""
        pieces = [
            self._chunk(views.rows(slice(i, i + CHUNK)))
            for i in range(0, len(views.facts), CHUNK)
        ]
        return np.concatenate([np.empty(0), *pieces])

    def _chunk(self, views: Views) -> Signal:
        seen = (_stack(views.near, self.near), _stack(views.far, self.far), views.facts)
        hidden = np.concatenate(seen, axis=1)
        for layer in self.head[:-1]:
            hidden = _rectified(hidden @ layer.weight + layer.bias)
        last = self.head[-1]
        log_odds: Signal = (hidden @ last.weight + last.bias)[:, 0].astype(np.float64)
        return log_odds


def _rectified(values: Array) -> Array:
    return np.maximum(values, np.float32(0), out=values)


def _stack(view: View, layers: tuple[Layer, ...]) -> Array:
    """Apply convolutions of stride 2, then a dense layer; shape (n, n_out)."""
    hidden = np.ascontiguousarray(view.transpose(0, 2, 1))
    for layer in layers[:-1]:
        hidden = _convolved(hidden, layer)
    flat = hidden.reshape(len(hidden), -1)
    return _rectified(flat @ layers[-1].weight + layers[-1].bias)


def _convolved(signal: Array, layer: Layer) -> Array:
    """Convolve (n, length, n_in) with stride 2, zeros around; rectified."""
    width, n_in, n_out = layer.weight.shape
    padded = np.pad(signal, ((0, 0), (width // 2, width // 2), (0, 0)))
    # What a window sees lies side by side in memory: nothing is copied.
    flat = padded.reshape(len(padded), -1)
    windows = np.lib.stride_tricks.sliding_window_view(flat, width * n_in, axis=1)
    mapped = windows[:, :: STRIDE * n_in] @ layer.weight.reshape(width * n_in, n_out)
    mapped += layer.bias
    return _rectified(mapped)


@dataclass(frozen=True, kw_only=True, eq=False)
class Detector:
    """Networks that are asked together, and what their log-odds mean."""

    networks: tuple[Network, ...]
    calibration: tuple[float, float, float]  #: worth of the networks, of the rules, offset

    def log_odds(self, views: Views) -> Signal:
        """Return the mean of the networks' log-odds of each lobe, shape (n,).

        Where the first network has no doubt that it is none, only that one is asked.
        """
        first, *others = self.networks
        mean = first.log_odds(views)
        open_rows = np.flatnonzero(mean >= HOPELESS_LOG_ODDS)
        few = views.rows(open_rows)
        each = [mean[open_rows], *(network.log_odds(few) for network in others)]
        mean[open_rows] = np.mean(each, axis=0)
        return mean

    def at_1_per_h(self, network: Signal, rules: Signal) -> Signal:
        """Return the log-odds of a jerk where one an hour is expected.

        Parameters
        ----------
        network, rules : shape (n,)
            Log-odds by the networks and by the scorecard.

        Notes
        -----
        Logistic calibration (Platt 1999) of both together, on people left out of the fit.
        The odds grow in proportion to the jerks that are expected.
        """
        of_network, of_rules, offset_h = self.calibration
        return of_network * network + of_rules * rules + offset_h


@lru_cache(maxsize=1)
def shipped() -> Detector:
    """Load the networks that come with the package, and their calibration."""
    loaded = np.load(BytesIO(read_weights()), allow_pickle=False)
    arrays = {name: loaded[name] for name in loaded.files}
    of_network, of_rules, offset_h = (float(x) for x in arrays.pop(CALIBRATION))
    members = sorted({name.split(".", 1)[0] for name in arrays})
    return Detector(
        networks=tuple(from_arrays(_below(arrays, member)) for member in members),
        calibration=(of_network, of_rules, offset_h),
    )


def _below(arrays: dict[str, Array], member: str) -> dict[str, Array]:
    """Take the arrays whose names start with a member, without it."""
    start = f"{member}."
    return {
        name.removeprefix(start): values
        for name, values in arrays.items()
        if name.startswith(start)
    }


def from_arrays(arrays: dict[str, Array]) -> Network:
    """Build a network from arrays named ``near.0.weight``, ``near.0.bias``, ..."""

    def layers(part: str) -> tuple[Layer, ...]:
        n = sum(name.startswith(f"{part}.") for name in arrays) // 2
        return tuple(
            Layer(
                weight=arrays[f"{part}.{i}.weight"].astype(np.float32),
                bias=arrays[f"{part}.{i}.bias"].astype(np.float32),
            )
            for i in range(n)
        )

    return Network(near=layers("near"), far=layers("far"), head=layers("head"))
