"""Numbers on the command line."""

import math
from typing import Any

import click


class Finite(click.types.FloatParamType):
    """A number that can be computed with: ``nan`` and ``inf`` are words, not numbers."""

    def convert(
        self,
        value: Any,  # noqa: ANN401 - as click declares it
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> float:
        """Understand it, or refuse it."""
        number: float = super().convert(value, param, ctx)
        if not math.isfinite(number):
            self.fail(f"{value!r} is not a valid float.", param, ctx)
        return number


FINITE = Finite()
