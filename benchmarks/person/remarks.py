"""What lies behind the figures that miss, in words; read them against the table."""

REMARKS: tuple[str, ...] = ()
