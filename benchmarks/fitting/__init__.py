"""Fit the network that comes with the package, from recordings and simulations."""
