"""What lies behind figures that miss, or hold too often: read them beside the table."""

REMARKS = (
    (
        "Four days before the change, which differ by 20 %, are the clusters that the "
        "intervals of a rate rest on: they are wide, by three degrees of freedom, and "
        'hold the rate of "these very days", of which the study knows how bad they were,'
        " nearly always. Two days tell nothing of others, and three not enough "
        "([intervals.md](intervals.md))."
    ),
    ("The same holds for rates in a state, of the chest and of the whole body."),
    (
        "The rate of all days is held against the mean of these very days and doses. "
        "The change of the dose makes days differ, which the interval takes for chance:"
        " it is wide. Rates before and after a change belong apart."
    ),
    (
        "The rate ratio as counted is held against the ratio with false alarms on both "
        "sides, which is nearer to 1 than the planted one; the corrected ratio against "
        "the planted one."
    ),
    (
        "The package gives no interval for jerks of both wrists; from all of the upper "
        "limit of the chance count to none of it is ours. That count is what would meet"
        " if nothing was shared. Shared jerks have met already, so less is left to meet"
        " by chance, and the count that is shown is nearer to the truth than the count "
        "less chance."
    ),
    (
        "The offset of the clocks is out by the way through the body, 8 ms here, in "
        "every seed. Its error of 15 ms is a limit for that, not a scatter, so that it "
        "holds too often."
    ),
    (
        "Swing and hour of most jerks are held against a swing fitted to what was "
        "expected: false alarms, which do not swing, flatten the planted one."
    ),
    (
        "What a diary and a sensor agree on has no closed form. The truth is the mean "
        "of 40 other lives, counted without the package."
    ),
    (
        "At this size of study a fault of the package smaller than the scatter over the"
        " root of the number of seeds is not seen."
    ),
)
