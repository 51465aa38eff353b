"""What was measured, on whom, where and when.

A `Recording` holds the samples of one sensor in g (and deg/s) on its own clock: seconds
since its start. Gaps part it into stretches; inside a stretch nothing is missing. Long
recordings are handed out in blocks with margins on a fixed grid, so that what is found
does not depend on how the file was cut.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

import numpy as np
import numpy.typing as npt

from myosense.arrivals import clocked
from myosense.errors import ArgumentError
from myosense.intervals import Seconds
from myosense.pieces import PIECE_ROWS, Column, pieces, pile_up, release
from myosense.sites import parse_place, place_name, region_of
from myosense.timing import Stretch, uniform_stretch
from myosense.zones import find_zone

Samples3 = npt.NDArray[np.float32]
STANDARD_GRAVITY_M_PER_S2 = 9.80665  #: Exact by definition (CGPM, 1901).
#: Units in which samples are handed over by mistake, and what is 1 g in them.
MISTAKEN_UNITS = {"m/s2": STANDARD_GRAVITY_M_PER_S2, "mg": 1000.0}
MOST_ROWS, MOST_SHARE = 100_000, 0.5  #: So many rows, and a share of them, show a unit.
N_FOR_STEP = 1 << 16  #: So many samples show the step of the values, …
FEWEST_STEPS = 10  #: … an axis that changes at least so often does, …
FINEST_STEP_G = 1e-5  #: … and a difference below this is a rounding of floats.
MISTAKEN_SHARE = 0.05  #: Gravity differs by less in worn sensors, uncalibrated ones too.


@dataclass(frozen=True, kw_only=True)
class Block:
    """A piece of a stretch on its even grid, with margins on both sides.

    ``start_s`` is the time of the first row, margins included; events are taken only where
    they peak in ``[core_start_s, core_stop_s)``.
    """

    acceleration_g: Samples3  #: shape (n, 3)
    angular_velocity_dps: Samples3 | None  #: shape (n, 3)
    range_g: float | None
    step_g: float  #: Step of the sensor's values; 0 where none is seen.
    first_row: int  #: Row of the stretch's even grid that the first row is.
    start_s: float
    rate_hz: float
    core_start_s: float
    core_stop_s: float


@dataclass(frozen=True, kw_only=True)
class Facts:
    """All that is known about a recording, without its samples."""

    recording_id: str
    path: str | None
    sha256: str | None
    format: str
    device: str | None
    site: str
    side: str
    sample_rate_hz: float
    n_samples: int
    n_stretches: int
    start: datetime | None
    time_zone: str | None
    range_g: float | None
    duration_s: float
    recorded_s: float
    has_gyroscope: bool
    evidence: dict[str, str]
    notices: tuple[str, ...]

    @property
    def place(self) -> dict[str, str]:
        """Region, site and side, as the columns of tables name them."""
        return {"region": region_of(self.site), "site": self.site, "side": self.side}

    @property
    def has_wall_clock(self) -> bool:
        """Whether local hours are known: a zone, or a naive wall clock."""
        return self.start is not None and (
            self.start.tzinfo is None or self.time_zone is not None
        )


@dataclass(frozen=True, kw_only=True, eq=False)
class Recording:
    """One sensor's recording.

    ``start`` is aware where the zone is known or the clock is UTC, naive where only the
    wall clock is known, ``None`` without a date. ``time_zone`` is an IANA name or a fixed
    offset such as ``UTC+02:00``, ``None`` where nobody said. ``stamps_s`` is held only
    where some stretch is not evenly spaced.
    """

    acceleration_g: Samples3  #: shape (n_samples, 3), all stretches joined
    angular_velocity_dps: Samples3 | None = None  #: shape (n_samples, 3)
    stretches: tuple[Stretch, ...]
    sample_rate_hz: float
    stamps_s: Seconds | None = None
    recording_id: str = "recording"
    path: str | None = None
    sha256: str | None = None
    format: str = "array"
    device: str | None = None
    site: str = "unknown"
    side: str = "unknown"
    start: datetime | None = None
    time_zone: str | None = None
    range_g: float | None = None
    evidence: dict[str, str] = field(default_factory=dict)
    notices: tuple[str, ...] = ()

    def __repr__(self) -> str:
        """Name the recording without its samples."""
        samples = f"{self.n_samples:,} samples at {self.sample_rate_hz:.5g} Hz"
        place = place_name(self.site, self.side)
        return f"<Recording {self.recording_id!r}: {samples}, {place}>"

    @property
    def n_samples(self) -> int:
        """Number of samples, as in the file."""
        return len(self.acceleration_g)

    @property
    def duration_s(self) -> float:
        """Time from the first sample to the end of the last, gaps included."""
        return self.stretches[-1].stop_s if self.stretches else 0.0

    @property
    def recorded_s(self) -> float:
        """Time that was recorded, gaps left out."""
        return sum(stretch.duration_s for stretch in self.stretches)

    @property
    def facts(self) -> Facts:
        """All that is known about the recording, without its samples."""
        return Facts(
            recording_id=self.recording_id,
            path=self.path,
            sha256=self.sha256,
            format=self.format,
            device=self.device,
            site=self.site,
            side=self.side,
            sample_rate_hz=self.sample_rate_hz,
            n_samples=self.n_samples,
            n_stretches=len(self.stretches),
            start=self.start,
            time_zone=self.time_zone,
            range_g=self.range_g,
            duration_s=self.duration_s,
            recorded_s=self.recorded_s,
            has_gyroscope=self.angular_velocity_dps is not None,
            evidence=self.evidence,
            notices=self.notices,
        )

    @property
    def time_s(self) -> Seconds:
        """Time of each sample since the start, shape (n_samples,)."""
        return pile_up(
            times_s for stretch in self.stretches for times_s in self._times_of(stretch)
        )

    @property
    def step_g(self) -> float:
        """Step of the sensor's values, as its own show it; 0 where none is seen.

        The least change from a sample to the next, of samples from all over, where an axis
        changes more often than one does that is held while a logger sleeps.
        """
        samples = self.acceleration_g
        n_each = max(N_FOR_STEP // sum(1 for _ in pieces(samples)), 2)
        steps_g = np.concatenate(
            [
                np.abs(np.diff(samples[rows][:n_each].astype(np.float64), axis=0))
                for rows in pieces(samples)
            ]
        )
        is_step = steps_g > FINEST_STEP_G
        steps_g = steps_g[:, np.count_nonzero(is_step, axis=0) >= FEWEST_STEPS]
        least_g = np.min(steps_g, initial=np.inf, where=steps_g > FINEST_STEP_G)
        return float(least_g) if np.isfinite(least_g) else 0.0

    @property
    def columns(self) -> list[Column]:
        """The samples and stamps that are there."""
        columns = (self.acceleration_g, self.angular_velocity_dps, self.stamps_s)
        return [column for column in columns if column is not None]

    def _times_of(self, stretch: Stretch) -> Iterator[Seconds]:
        if self.stamps_s is not None and not stretch.is_uniform:
            stamps_s = self.stamps_s[stretch.first : stretch.stop]
            yield from (stamps_s[rows].copy() for rows in pieces(stamps_s))
            return
        for first in range(0, stretch.n_samples, PIECE_ROWS):
            index = np.arange(first, min(first + PIECE_ROWS, stretch.n_samples))
            yield stretch.start_s + index / stretch.rate_hz

    def blocks(self, block_s: float, margin_s: float) -> Iterator[Block]:
        """Hand out the recording in pieces of ``block_s`` with margins of ``margin_s``.

        The pieces lie on a grid that starts with each stretch; a stretch that is not evenly
        spaced is interpolated linearly onto its grid.
        """
        step_g = self.step_g
        for stretch in self.stretches:
            size = max(round(block_s * stretch.rate_hz), 1)
            margin = round(margin_s * stretch.rate_hz)
            for core in range(0, stretch.n_grid, size):
                core_stop = min(core + size, stretch.n_grid)
                low, high = max(core - margin, 0), min(core_stop + margin, stretch.n_grid)
                yield Block(
                    acceleration_g=self._on_grid(self.acceleration_g, stretch, low, high),
                    angular_velocity_dps=None
                    if self.angular_velocity_dps is None
                    else self._on_grid(self.angular_velocity_dps, stretch, low, high),
                    range_g=self.range_g,
                    step_g=step_g,
                    first_row=low,
                    start_s=stretch.start_s + low / stretch.rate_hz,
                    rate_hz=stretch.rate_hz,
                    core_start_s=stretch.start_s + core / stretch.rate_hz,
                    core_stop_s=stretch.start_s + core_stop / stretch.rate_hz,
                )
                release(*self.columns)

    def _on_grid(
        self, samples: Samples3, stretch: Stretch, low: int, high: int
    ) -> Samples3:
        if stretch.is_uniform or self.stamps_s is None:
            return samples[stretch.first + low : stretch.first + high]
        stamps_s = self.stamps_s[stretch.first : stretch.stop]
        grid_s = stretch.start_s + np.arange(low, high) / stretch.rate_hz
        first = max(int(np.searchsorted(stamps_s, grid_s[0], side="right")) - 1, 0)
        stop = int(np.searchsorted(stamps_s, grid_s[-1], side="right")) + 1
        around = samples[stretch.first : stretch.stop][first:stop]
        axes = [np.interp(grid_s, stamps_s[first:stop], axis) for axis in around.T]
        return np.column_stack(axes).astype(np.float32)


def recording_from_arrays(  # noqa: PLR0913  one call that says all about a recording
    acceleration_g: npt.ArrayLike,
    *,
    sample_rate_hz: float | None = None,
    stamps_s: npt.ArrayLike | None = None,
    angular_velocity_dps: npt.ArrayLike | None = None,
    site: str = "unknown",
    side: str = "unknown",
    start: datetime | None = None,
    time_zone: str | None = None,
    range_g: float | None = None,
    recording_id: str = "recording",
) -> Recording:
    """Make a Recording from samples in memory, evenly spaced or with stamps.

    Parameters
    ----------
    acceleration_g : shape (n_samples, 3)
        In g, with gravity.
    sample_rate_hz
        Rate of evenly spaced samples; give this or ``stamps_s``.
    stamps_s : shape (n_samples,)
        Time stamps that never fall; holes above 50 ms and 2.5 samples become gaps.
    angular_velocity_dps : shape (n_samples, 3)
        Of a gyroscope beside it, on the same clock.
    site, side
        Where it was worn, in the words that `read` takes; a site may carry the side, as in
        ``left wrist``.
    start
        When the first sample was taken; naive where only the wall clock is known.
    time_zone
        The wearer's: an IANA name, or a fixed offset such as ``UTC+02:00``.
    range_g
        End of the sensor's range, at which values are cut off.
    recording_id
        Name in the tables, and of the files of a result.

    Raises
    ------
    ArgumentError
        If a shape is wrong, a value is not finite, not exactly one clock is given, the
        clock does not run forward, site, side or time zone is not known, site and side
        contradict each other, or the samples measure gravity in m/s2 or mg.

    >>> recording_from_arrays(np.zeros((3000, 3)), sample_rate_hz=50.0, site="left wrist")
    <Recording 'recording': 3,000 samples at 50 Hz, left wrist>
    """
    place = parse_place(site, side)
    if time_zone is not None:
        find_zone(time_zone)
    samples = _finite3("acceleration_g", acceleration_g)
    if len(samples) == 0:
        raise ArgumentError("acceleration_g has no samples; expected at least one")
    _check_unit(samples)
    turning: Samples3 | None = None
    if angular_velocity_dps is not None:
        turning = _finite3("angular_velocity_dps", angular_velocity_dps)
        if len(turning) != len(samples):
            raise ArgumentError(
                f"angular_velocity_dps has {len(turning)} samples; "
                f"expected {len(samples)}, as acceleration_g has"
            )
    stretches, rate_hz, stamps = _clock(sample_rate_hz, stamps_s, len(samples))
    return Recording(
        acceleration_g=samples,
        angular_velocity_dps=turning,
        stretches=stretches,
        sample_rate_hz=rate_hz,
        stamps_s=stamps,
        site=place.site or "unknown",
        side=place.side or "unknown",
        start=start,
        time_zone=time_zone,
        range_g=range_g,
        recording_id=recording_id,
        evidence={"unit": "given in g"},
    )


def _check_unit(acceleration_g: Samples3) -> None:
    """Refuse samples most of which measure what gravity is in another unit."""
    some = acceleration_g[:: max(len(acceleration_g) // MOST_ROWS, 1)]
    lengths = np.linalg.norm(some, axis=1)
    for unit, of_1_g in MISTAKEN_UNITS.items():
        is_gravity = np.abs(lengths / of_1_g - 1) < MISTAKEN_SHARE
        if np.mean(is_gravity) > MOST_SHARE:
            raise ArgumentError(
                f"acceleration_g measures {np.median(lengths[is_gravity]):.4g} most of the "
                f"time, as gravity does in {unit}; expected g, which is that divided by "
                f"{of_1_g:g}"
            )


def _finite3(name: str, values: npt.ArrayLike) -> Samples3:
    """Bring samples of three axes to single precision; refuse another shape."""
    samples = np.ascontiguousarray(values, dtype=np.float32)
    if samples.ndim != 2 or samples.shape[1] != 3 or not np.all(np.isfinite(samples)):
        raise ArgumentError(
            f"{name} has shape {samples.shape}; expected (n_samples, 3), all finite"
        )
    return samples


def _clock(
    sample_rate_hz: float | None, stamps_s: npt.ArrayLike | None, n_samples: int
) -> tuple[tuple[Stretch, ...], float, Seconds | None]:
    """Return the stretches, the rate, and the stamps where they are still needed."""
    if (sample_rate_hz is None) == (stamps_s is None):
        raise ArgumentError("give either sample_rate_hz or stamps_s, not both and not none")
    if sample_rate_hz is not None:
        if not 0 < sample_rate_hz < np.inf:
            raise ArgumentError(f"sample_rate_hz is {sample_rate_hz:g}; expected above 0")
        return (uniform_stretch(n_samples, sample_rate_hz),), float(sample_rate_hz), None
    stamps = np.asarray(stamps_s, dtype=np.float64)
    if stamps.shape != (n_samples,) or not np.all(np.isfinite(stamps)):
        raise ArgumentError(
            f"stamps_s has shape {stamps.shape}; expected ({n_samples},), all finite"
        )
    falls = np.flatnonzero(np.diff(stamps) < 0)
    if len(falls):
        raise ArgumentError(
            f"stamps_s falls after sample {falls[0]}; expected stamps that never fall"
        )
    clock = clocked(stamps - stamps[0])
    is_even = all(stretch.is_uniform for stretch in clock.stretches)
    return clock.stretches, clock.rate_hz, None if is_even else clock.stamps_s
