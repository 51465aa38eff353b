"""What the network owes to each generator, data set and measure: it is left out."""
