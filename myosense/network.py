"""The small networks that say how likely a lobe is the main lobe of a jerk.

Each is two stacks of convolutions, one over the lobe's own motion and one over its
surroundings, and two layers over both. The weights are plain arrays; they are evaluated
in numpy. Most lobes are so plainly no jerk that less is enough: first a glance, which costs
next to nothing, then a scout, an eighth of the work.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO

import numpy as np
import numpy.typing as npt
import pandas as pd
from numpy.lib.stride_tricks import as_strided

from myosense.detection import Rows
from myosense.filtering import Signal
from myosense.models import read_weights
from myosense.windows import View, Views

CALIBRATION = "calibration"  #: Start of the names of its numbers.
_EVIDENCE = "of_evidence"
STRIDE = 2  #: Of every convolution.
SCOUT = "scout"  #: Start of the names of its arrays.
GLANCE = "glance"  #: Likewise.
#: What is plainly none at a glance is not looked at.
PLAIN_LOG_ODDS = -3.25
#: What the scout thinks less of is shown to no other network.
UNLIKELY_LOG_ODDS = -2.75
#: What the networks asked so far think less of is no jerk, whatever others would say.
HOPELESS_LOG_ODDS = -2.0
CHUNK = 128  #: Lobes at once: their largest intermediate array stays in the cache.

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
        return dense(np.concatenate(seen, axis=1), self.head)


def dense(hidden: Array, layers: tuple[Layer, ...]) -> Signal:
    """Apply dense layers, the last not rectified; shape (n,).

    The last one has an output for each kind of jerk that a network was told of: log-odds
    against no jerk, whose odds add up.
    """
    for layer in layers[:-1]:
        hidden = _rectified(hidden @ layer.weight + layer.bias)
    last = layers[-1]
    by_kind = (hidden @ last.weight + last.bias).astype(np.float64)
    out: Signal = np.logaddexp.reduce(by_kind, axis=1)
    return out


def _rectified(values: Array) -> Array:
    return np.maximum(values, np.float32(0), out=values)


def _stack(view: View, layers: tuple[Layer, ...]) -> Array:
    """Apply convolutions of stride 2, then a dense layer; shape (n, n_out)."""
    hidden = view.transpose(2, 1, 0)
    for layer in layers[:-1]:
        hidden = _convolved(hidden, layer)
    flat = hidden.reshape(-1, len(view)).T
    return _rectified(flat @ layers[-1].weight + layers[-1].bias)


def _convolved(signal: Array, layer: Layer) -> Array:
    """Convolve (length, n_in, n) with stride 2, zeros around; rectified."""
    (length, n_in, n), (width, _, n_out) = signal.shape, layer.weight.shape
    beside = width // 2
    padded = np.empty((length + 2 * beside, n_in, n), dtype=np.float32)
    padded[:beside] = padded[beside + length :] = 0.0
    padded[beside : beside + length] = signal
    # With the lobes last, what a window sees of all of them is a matrix as it lies there.
    of_sample, of_channel, of_lobe = padded.strides
    n_windows = (len(padded) - width) // STRIDE + 1
    windows = as_strided(
        padded,
        (n_windows, width * n_in, n),
        (STRIDE * of_sample, of_channel, of_lobe),
        writeable=False,
    )
    mapped: Array = layer.weight.reshape(width * n_in, n_out).T @ windows
    mapped += layer.bias[:, None]
    return _rectified(mapped)


@dataclass(frozen=True, kw_only=True)
class Calibration:
    """What log-odds are worth: those of the networks, and what the scorecard adds."""

    of_network: float
    of_evidence: Mapping[str, float]  #: By piece of the scorecard, at least 0.
    offset_h: float  #: Log-odds where one jerk an hour is expected, before all else.

    def at_1_per_h(
        self, network: Signal, evidence: Mapping[str, Signal] | pd.DataFrame
    ) -> Signal:
        """Return the log-odds of a jerk where one an hour is expected.

        Parameters
        ----------
        network : shape (n,)
            Log-odds by the networks.
        evidence : each of shape (n,)
            What each piece of the scorecard adds to its log-odds.

        Notes
        -----
        Logistic calibration (Platt 1999) of all together, on people and simulated lives
        left out of the fit. The odds grow in proportion to the jerks that are expected.
        """
        odds = self.of_network * network + self.offset_h
        for name, worth in self.of_evidence.items():
            odds = odds + worth * np.asarray(evidence[name])
        return odds


@dataclass(frozen=True, kw_only=True, eq=False)
class Detector:
    """Networks that are asked together, and what their log-odds mean."""

    networks: tuple[Network, ...]
    calibration: Calibration
    scout: Network | None = None  #: a small one, taught what the others say together
    glance: tuple[Layer, ...] = ()  #: dense layers, taught what the scout says

    def log_odds(self, glanced: View, see: Callable[[Rows], Views]) -> Signal:
        """Return the mean of the networks' log-odds of each lobe, shape (n,).

        Where the glance, then the scout, then the networks asked so far have no doubt that
        it is none, what they say counts and the others are not asked.

        Parameters
        ----------
        glanced : shape (n, N_GLANCED)
            As `myosense.glances.glances` gives them.
        see
            Returns the views of some of the lobes.
        """
        said, rows = np.zeros(len(glanced)), np.arange(len(glanced))
        if self.glance:
            said = dense(glanced, self.glance)
            rows = rows[said >= PLAIN_LOG_ODDS]
        views = see(rows)
        if self.scout is not None:
            said[rows] = self.scout.log_odds(views)
            is_open = said[rows] >= UNLIKELY_LOG_ODDS
            rows, views = rows[is_open], views.rows(is_open)
        together = np.zeros(len(rows))
        for n_asked, network in enumerate(self.networks, start=1):
            together = together + network.log_odds(views)
            said[rows] = together / n_asked
            is_open = said[rows] >= HOPELESS_LOG_ODDS
            rows, views, together = rows[is_open], views.rows(is_open), together[is_open]
        return said


@lru_cache(maxsize=1)
def shipped() -> Detector:
    """Load the networks that come with the package, and their calibration."""
    loaded = np.load(BytesIO(read_weights()), allow_pickle=False)
    arrays = {name: loaded[name] for name in loaded.files}
    known = {name.split(".", 1)[0] for name in arrays}
    members = sorted(known - {SCOUT, GLANCE, CALIBRATION})
    return Detector(
        networks=tuple(from_arrays(_below(arrays, member)) for member in members),
        calibration=calibration_of(_below(arrays, CALIBRATION)),
        scout=from_arrays(_below(arrays, SCOUT)),
        glance=layers_of(_below(arrays, GLANCE)),
    )


def _below(arrays: dict[str, Array], member: str) -> dict[str, Array]:
    """Take the arrays whose names start with a member, without it."""
    start = f"{member}."
    return {
        name.removeprefix(start): values
        for name, values in arrays.items()
        if name.startswith(start)
    }


def stored(calibration: Calibration) -> Arrays:
    """Write a calibration as single numbers, named as its parts are."""
    numbers = {
        "of_network": calibration.of_network,
        "offset_h": calibration.offset_h,
        **{f"{_EVIDENCE}.{name}": x for name, x in calibration.of_evidence.items()},
    }
    return {name: np.array(value, dtype=np.float32) for name, value in numbers.items()}


def calibration_of(arrays: Arrays) -> Calibration:
    """Read a calibration as `stored` writes it."""
    return Calibration(
        of_network=float(arrays["of_network"]),
        of_evidence={
            name: float(worth) for name, worth in _below(arrays, _EVIDENCE).items()
        },
        offset_h=float(arrays["offset_h"]),
    )


def from_arrays(arrays: dict[str, Array]) -> Network:
    """Build a network from arrays named ``near.0.weight``, ``near.0.bias``, ..."""
    near, far, head = (layers_of(_below(arrays, part)) for part in ("near", "far", "head"))
    return Network(near=near, far=far, head=head)


def layers_of(arrays: dict[str, Array]) -> tuple[Layer, ...]:
    """Build layers from arrays named ``0.weight``, ``0.bias``, ``1.weight``, ..."""
    return tuple(
        Layer(
            weight=arrays[f"{i}.weight"].astype(np.float32),
            bias=arrays[f"{i}.bias"].astype(np.float32),
        )
        for i in range(len(arrays) // 2)
    )
