"""Settings of the comparison before and after a change of medication."""

from dataclasses import dataclass

from myosense.errors import SettingsError

Names = tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class MedicationParameters:
    """Settings of `respond`: wash-outs, windows and what is asked of the hours."""

    #: Drugs whose level settles within a day where they are taken as immediate release:
    #: half-lives of at most 8 h in their labels, five of which are under two days.
    short_acting_drugs: Names = (
        "morphine", "morphin", "hydromorphone", "hydromorphon", "oxycodone", "oxycodon",
        "hydrocodone", "codeine", "codein", "dihydrocodeine", "tramadol", "tapentadol",
        "oxymorphone", "fentanyl", "sufentanil", "levetiracetam", "gabapentin",
        "pregabalin",
    )  # fmt: skip
    #: Drugs whose half-life is over a day in their labels, in whatever form.
    long_acting_drugs: Names = (
        "methadone", "methadon", "levomethadone", "levomethadon", "buprenorphine",
        "buprenorphin", "clonazepam", "diazepam",
    )  # fmt: skip
    #: Left out after a change of a short-acting drug, immediate release (a convention of
    #: opioid rotation: its course is looked at from the second day on).
    short_washout_h: float = 24.0
    #: The same drug in extended release, which is taken every 12 to 24 h.
    extended_washout_h: float = 48.0
    #: Patches, long-acting drugs, and any drug where the kidneys are impaired: at least.
    long_washout_h: float = 72.0
    #: Wash-outs whose figures stand side by side, whatever the drug's own one is.
    shown_washouts_h: tuple[float, float, float] = (24.0, 48.0, 72.0)
    #: An eGFR below this is renal impairment (KDIGO 2024: stage G3 and above), ml/min.
    renal_below_ml_per_min: float = 60.0
    #: Changes at most this far apart are one comparison: no record can tell them apart.
    together_h: float = 12.0
    #: A rescue dose is held to matter for so long: the duration of oral morphine.
    rescue_h: float = 4.0
    #: With fewer analyzable matched hours on a side a comparison is underpowered.
    min_analyzable_h: float = 24.0
    #: Chance to see the smallest change that is stated; the convention of the field.
    power: float = 0.8
    #: Errors are clustered by days from this many on each side on; below it, by hours.
    min_days: int = 3

    def __post_init__(self) -> None:
        """Check the limits."""
        for name in (
            "short_washout_h", "extended_washout_h", "long_washout_h", "rescue_h",
            "min_analyzable_h", "renal_below_ml_per_min",
        ):  # fmt: skip
            if not getattr(self, name) > 0:
                raise SettingsError(f"{name} is {getattr(self, name):g}; expected above 0")
        if not self.together_h >= 0:
            raise SettingsError(f"together_h is {self.together_h:g}; expected at least 0")
        if not 0.5 <= self.power < 1:
            raise SettingsError(f"power is {self.power:g}; expected 0.5 to below 1")
        if self.min_days < 2:
            raise SettingsError(f"min_days is {self.min_days}; expected at least 2")
        if not min(self.shown_washouts_h) > 0:
            raise SettingsError(
                f"shown_washouts_h is {self.shown_washouts_h}; expected hours above 0"
            )
