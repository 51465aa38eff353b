"""The truth about what was simulated, as a table of events."""

import numpy as np
import pandas as pd

from myosense import clock, events
from myosense.recording import STANDARD_GRAVITY_M_PER_S2, Recording
from myosense.simulation.lookalikes import REACH_PEAK_AT, Move, Tremor, Walk
from myosense.simulation.primitives import Span
from myosense.simulation.scenes import Scene
from myosense.simulation.swings import Swing, Vector, peak_time_s
from myosense.sites import region_of

_EDGE = 0.1  #: Share of the peak at which the main lobe starts and stops.
_LOBE = 0.25  #: Lobes above this share of the peak are counted.
MEASURES = (
    "onset_s",
    "peak_s",
    "stop_s",
    "duration_s",
    "width_s",
    "peak_g",
    "peak_jerk_g_per_s",
    "impulse_m_per_s",
    "peak_dps",
    "n_lobes",
)


def measure_swing(swing: Swing) -> dict[str, float]:
    """Measure a motion without noise, as the columns of events are defined.

    Amplitude is the largest norm; everything about the main lobe is taken along the
    direction of the acceleration at that moment.
    """
    norm_g = np.linalg.norm(swing.acceleration_g, axis=1)
    top = int(np.argmax(norm_g))
    along = swing.acceleration_g @ (swing.acceleration_g[top] / norm_g[top])
    share = along / norm_g[top]
    onset, stop = _crossings(share, top, _EDGE)
    rise, fall = _crossings(share, top, 0.5)
    lobe = slice(round(onset), round(stop) + 1)
    is_lobe = np.abs(share) > _LOBE
    starts = is_lobe & ~np.append(False, is_lobe[:-1])
    speed_dps = np.abs(np.gradient(np.rad2deg(swing.angle_rad))) * swing.rate_hz
    return {
        "onset_s": swing.start_s + onset / swing.rate_hz,
        "peak_s": swing.start_s + peak_time_s(norm_g, swing.rate_hz),
        "stop_s": swing.start_s + stop / swing.rate_hz,
        "duration_s": (stop - onset) / swing.rate_hz,
        "width_s": (fall - rise) / swing.rate_hz,
        "peak_g": float(norm_g[top]),
        "peak_jerk_g_per_s": float(np.max(np.abs(np.gradient(along[lobe]))))
        * swing.rate_hz,
        "impulse_m_per_s": float(np.trapezoid(along[lobe]))
        / swing.rate_hz
        * STANDARD_GRAVITY_M_PER_S2,
        "peak_dps": float(np.max(speed_dps)),
        "n_lobes": int(np.count_nonzero(starts)),
    }


def _crossings(share: Vector, top: int, level: float) -> tuple[float, float]:
    """Where the main lobe crosses a level before and after its peak, interpolated."""
    below = share < level
    before = np.flatnonzero(below[:top])
    after = np.flatnonzero(below[top:])
    i = int(before[-1]) if len(before) else 0
    j = top + int(after[0]) if len(after) else len(share) - 1
    first = i + (level - share[i]) / (share[i + 1] - share[i]) if len(before) else 0.0
    last = j - (level - share[j]) / (share[j - 1] - share[j]) if len(after) else float(j)
    return float(first), float(last)


def truth_table(rows: pd.DataFrame, recording: Recording) -> pd.DataFrame:
    """Complete measured rows to a table of events of a recording.

    Parameters
    ----------
    rows
        Columns of `measure_swing`, and any other column of events.
    recording
        Gives identity, place and clock.
    """
    rows = rows.sort_values("peak_s", ignore_index=True)
    columns: dict[str, object] = {str(name): rows[name] for name in rows.columns}
    columns |= {
        "recording_id": recording.recording_id,
        "time": clock.local_times(recording.facts, rows["peak_s"]),
        "time_utc": clock.utc_times(recording.facts, rows["peak_s"]),
        "site": recording.site,
        "side": recording.side,
        "region": region_of(recording.site),
    }
    return events.check(events.make(columns, len(rows)))


def lookalike_rows(scene: Scene) -> pd.DataFrame:
    """List what may be taken for a jerk, with its label."""
    rows: list[dict[str, object]] = [
        {
            **_lasting(move, peak_at=REACH_PEAK_AT),
            "peak_g": move.peak_g,
            "posture_change_deg": abs(np.rad2deg(move.angle_rad)),
            "label": "movement",
        }
        for move in scene.moves
    ]
    rows += [
        {**_times(walk), "rhythm_hz": walk.step_hz, "label": "gait"} for walk in scene.walks
    ]
    rows += [
        {
            **_lasting(tremor, peak_at=0.5),
            "peak_g": tremor.amplitude_g,
            "rhythm_hz": tremor.rate_hz,
            "label": "tremor",
        }
        for tremor in scene.tremors
    ]
    rows += [
        {
            **_times(span),
            "peak_g": span.peak_g,
            "rhythm_hz": span.rhythm_hz,
            "label": span.label,
        }
        for span in scene.motions.spans
    ]
    rows += [measure_swing(knock) | {"label": "contact"} for knock in scene.knocks]
    names = [*MEASURES, "posture_change_deg", "rhythm_hz", "label"]
    return pd.DataFrame(rows, columns=names).assign(n_lobes=1, flags="")


def _lasting(motion: Move | Tremor, peak_at: float) -> dict[str, object]:
    """Say when a motion of a known length was, and peaked, at this share of it."""
    return {
        "onset_s": motion.start_s,
        "peak_s": motion.start_s + peak_at * motion.duration_s,
        "stop_s": motion.start_s + motion.duration_s,
        "duration_s": motion.duration_s,
    }


def _times(stretch: Walk | Span) -> dict[str, object]:
    """Say when a stretch was; its middle stands for its peak."""
    return {
        "onset_s": stretch.start_s,
        "peak_s": (stretch.start_s + stretch.stop_s) / 2,
        "stop_s": stretch.stop_s,
        "duration_s": stretch.stop_s - stretch.start_s,
    }
