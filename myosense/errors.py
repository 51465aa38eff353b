"""The errors that myosense raises on purpose.

Each message is one sentence that names the thing, its value and what was expected, so
that a command can print it as it is.
"""


class MyosenseError(Exception):
    """Root of every error raised on purpose."""


class ArgumentError(MyosenseError, ValueError):
    """An argument or an option has a value that cannot be used."""


class SettingsError(MyosenseError, ValueError):
    """A setting is unknown or has a value outside its limits."""


class ReadError(MyosenseError):
    """A file could not be understood as what it was given as."""


class ResultError(MyosenseError):
    """A result folder could not be written or read."""
