"""The errors that myosense raises on purpose.

Each message is one sentence that names the thing, its value and what was expected, so
that a command can print it as it is.
"""

import os


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


def not_written(what: object, error: OSError) -> ResultError:
    """Make the error of a file or a folder that was to appear whole or not at all.

    The reason is the system's own: what libraries write beside it names their insides.
    """
    reason = os.strerror(error.errno) if error.errno else str(error)
    return ResultError(f"{what} cannot be written ({reason}); nothing was written")
