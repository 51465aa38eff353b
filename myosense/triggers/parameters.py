"""Settings of what follows a stimulus."""

from dataclasses import dataclass

from myosense.errors import SettingsError


@dataclass(frozen=True, kw_only=True)
class TriggerParameters:
    """Settings of `respond`."""

    before_s: float = 1.0  #: Start of the histogram, before the stimulus.
    after_s: float = 2.0  #: Its end, after the stimulus.
    bin_s: float = 0.05  #: Its bins: a startle fills two or three.
    #: Muscles answer a startle 20 to 150 ms after it, from the blink to the hand.
    startle_from_s: float = 0.02
    startle_to_s: float = 0.15
    #: The limb moves this long after its muscle: 21 ms after a magnetic stimulus.
    mechanics_s: float = 0.02
    #: No latency is given if the clocks differ by more: it would be as large as what
    #: parts one startle from another.
    max_clock_error_s: float = 0.02
    #: Stimuli further apart belong to two tests, and are not put into each other's time.
    test_gap_s: float = 600.0
    #: Before the first and after the last stimulus of a test, that they may be put into.
    test_margin_s: float = 60.0

    def __post_init__(self) -> None:
        """Check that windows are windows."""
        if not (self.before_s >= 0 and self.after_s > 0 and self.bin_s > 0):
            raise SettingsError(
                f"before_s, after_s and bin_s are {self.before_s:g}, {self.after_s:g} and "
                f"{self.bin_s:g}; expected at least 0, and the others above 0"
            )
        if not 0 <= self.startle_from_s < self.startle_to_s < self.after_s:
            raise SettingsError(
                f"startle_from_s and startle_to_s are {self.startle_from_s:g} and "
                f"{self.startle_to_s:g}; expected them to rise, below after_s"
            )
        if min(self.mechanics_s, self.max_clock_error_s) < 0 or self.test_margin_s < 10:
            raise SettingsError(
                "mechanics_s and max_clock_error_s must be at least 0 and test_margin_s at "
                f"least 10, but they are {self.mechanics_s:g}, {self.max_clock_error_s:g} "
                f"and {self.test_margin_s:g}"
            )


def window(
    parameters: TriggerParameters, clock_error_s: float | None
) -> tuple[float, float]:
    """Tell in which time after a stimulus the onset of a startled jerk lies.

    >>> window(TriggerParameters(), 0.01)
    (0.01, 0.18)
    """
    error_s = clock_error_s or 0.0
    stop_s = parameters.startle_to_s + parameters.mechanics_s + error_s
    return round(parameters.startle_from_s - error_s, 6), round(stop_s, 6)
