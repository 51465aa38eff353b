"""What a whole analysis costs, beside others and by stage, and what a batch adds to it."""
