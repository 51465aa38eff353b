"""Study B, written: sensitivity, false alarms and timing of what was planted."""

from itertools import pairwise

import pandas as pd

from benchmarks.page import Claim, Section, Table
from benchmarks.planted import (
    BINS_G,
    NAMED,
    PER_H,
    SHORT_PLACE_S,
    SPACING_S,
    STILL,
    Planted,
)
from benchmarks.real import MARGIN_S, false_alarm_table
from benchmarks.simulated import TOLERANCE_S
from myosense.estimates import proportion, rate_per_h

TIMELY_S = 0.02


def in_bins(jerks: pd.DataFrame) -> pd.Series:
    """Name the bin of each jerk's amplitude."""
    names = [f"{low:g}-{high:g} g" for low, high in pairwise(BINS_G)]
    return pd.cut(jerks["peak_g"], BINS_G, labels=names, right=False, include_lowest=True)


def sensitivity_table(jerks: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    """Give the sensitivity inside the coverage and over everything planted."""
    rows = []
    for key, group in jerks.groupby(by, sort=True, observed=True):
        is_found, is_covered = group["outcome"] == "found", group["is_covered"]
        rows.append(
            (
                *key,
                len(group),
                proportion(int((is_found & is_covered).sum()), int(is_covered.sum())),
                proportion(int(is_found.sum()), len(group)),
            )
        )
    names = [*by, "planted", "found of those in the coverage", "found of all"]
    # Left to itself, the table would take an estimate for a bare number.
    return pd.DataFrame(rows, columns=names, dtype=object)


def _sensitivity_claims(jerks: pd.DataFrame, where: str) -> list[Claim]:
    claims = []
    for name, least, is_in in (
        ("0.2 to 0.5 g", 0.8, jerks["peak_g"].between(0.2, 0.5, inclusive="left")),
        ("0.5 g and above", 0.95, jerks["peak_g"] >= 0.5),
    ):
        group = jerks[is_in & jerks["is_covered"]]
        n_found = int((group["outcome"] == "found").sum())
        claims.append(
            Claim(
                figure=f"B: jerks of {name} found, {where}",
                measured=proportion(n_found, len(group)),
                n=len(group),
                at_least=least,
            )
        )
    return claims


def _timing_claim(jerks: pd.DataFrame) -> Claim:
    error_s = jerks["error_s"].dropna().abs()
    return Claim(
        figure="B: found jerks whose peak is timed within 20 ms",
        measured=proportion(int((error_s <= TIMELY_S).sum()), len(error_s)),
        n=len(error_s),
        at_least=0.95,
    )


def timing_table(jerks: pd.DataFrame) -> pd.DataFrame:
    """Give percentiles of the distance between the found peak and the true one."""
    rows = [
        (
            site,
            len(error_s),
            float((error_s <= TIMELY_S).mean()),
            *(1000 * error_s.quantile([0.5, 0.9, 0.95, 0.99])),
        )
        for site, error_s in jerks.dropna(subset="error_s")
        .assign(error_s=lambda found: found["error_s"].abs())
        .groupby("site")["error_s"]
    ]
    names = [
        "site",
        "found",
        "within 20 ms",
        "50 %, ms",
        "90 %, ms",
        "95 %, ms",
        "99 %, ms",
    ]
    return pd.DataFrame(rows, columns=names)


def outcome_table(jerks: pd.DataFrame) -> pd.DataFrame:
    """Count what became of the jerks of each site and bin."""
    table = pd.crosstab([jerks["site"], jerks["amplitude"]], jerks["outcome"])
    return table.rename_axis(columns=None).reset_index()


def _site_claims(rest: pd.DataFrame) -> list[Claim]:
    return [
        claim
        for site, group in rest.groupby("site")
        for claim in _sensitivity_claims(group, f"at rest, {site}")
    ]


def _false_alarm_claims(quiet: pd.DataFrame) -> list[Claim]:
    claims = []
    for where, group in quiet.groupby("where"):
        seconds = float(group["analyzable_s"].sum())
        claims.append(
            Claim(
                figure=f"B: jerks an hour there, nothing planted, {where} (n: hours)",
                measured=rate_per_h(int(group["jerks"].sum()), seconds),
                n=round(seconds / 3600),
                at_most=5.0,
            )
        )
    return claims


def study(planted: list[Planted]) -> Section:
    """Write the study."""
    jerks = pd.concat([one.jerks for one in planted], ignore_index=True)
    jerks = jerks.assign(amplitude=in_bins(jerks))
    rest = jerks[jerks["is_rest"]]
    quiet = pd.DataFrame([row for one in planted for row in one.quiet])
    seen = {str(one.count_error["data set"]) for one in planted}
    no_room = ", ".join(sorted(set(STILL) - seen)) or "none"
    return Section(
        title="B. Jerks planted in real recordings of people who kept still",
        about=(
            f"{len(jerks)} jerks were planted where a label of sitting or standing holds "
            f"for {MARGIN_S:g} s on both sides: one in a place of under "
            f"{SHORT_PLACE_S:g} s, else {PER_H:g} an hour, at least {SPACING_S:g} s apart. "
            "Each was held to the likely range of the sensor and rounded to its steps. "
            "Places and recordings were used again with other jerks until every site had "
            "as many in each class of amplitude, so that the intervals hold for these "
            "people and are too narrow for others. A jerk of more than about 0.5 g is "
            "beyond what "
            "the model expects of a trunk (chest, lower back). A found jerk matches "
            f"a planted one within {TOLERANCE_S:g} s, one to one; intervals are Wilson's. "
            "*At rest* keeps the places that were measured to be at rest before anything "
            "was planted, because some labels hold walking. "
            "A jerk whose two lobes are nearly equal can be timed at the other one. "
            f"Data sets without room for a single jerk: {no_room}."
        ),
        claims=[
            *_sensitivity_claims(jerks, "by label"),
            *_sensitivity_claims(rest, "by label and at rest"),
            *_site_claims(rest),
            *_false_alarm_claims(quiet),
            _timing_claim(jerks),
        ],
        tables=_tables(jerks, rest, quiet, planted),
    )


def _tables(
    jerks: pd.DataFrame, rest: pd.DataFrame, quiet: pd.DataFrame, planted: list[Planted]
) -> list[Table]:
    keys, place = [*NAMED, "where"], ["site", "amplitude"]
    totals = quiet.groupby(keys, as_index=False).sum(numeric_only=True)
    errors = pd.DataFrame([one.count_error for one in planted])
    errors = errors.groupby(list(NAMED), as_index=False).sum(numeric_only=True)
    errors["share"] = errors["found minus planted"] / errors["planted"]
    named = {
        "Found, by site and amplitude": sensitivity_table(jerks, place),
        "Found at rest, by site and amplitude": sensitivity_table(rest, place),
        "Found, by label": sensitivity_table(jerks, list(NAMED)),
        "Found at rest, by label": sensitivity_table(rest, list(NAMED)),
        "Counted where nothing was planted": false_alarm_table(totals, keys),
        "Distance of the found peak from the true one": timing_table(jerks),
        "Count error": errors,
        "What became of the planted jerks": outcome_table(jerks),
        "What became of those at rest": outcome_table(rest),
    }
    return [Table(heading=heading, rows=rows) for heading, rows in named.items()]
