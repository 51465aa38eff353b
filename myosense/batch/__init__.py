"""Many recordings: who they are of, workers that may die, a ledger, and what is finished.

Nothing heavy is imported here: workers set themselves up before numpy comes.
"""
