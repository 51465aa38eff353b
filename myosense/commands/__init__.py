"""Commands that hold a finished result against a log, one module each."""
