"""An analysis made readable: text, pictures and one offline page."""
