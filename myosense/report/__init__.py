"""An analysis made readable: plain words and pictures."""
