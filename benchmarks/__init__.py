"""Scripts that measure myosense or make its sample data; run from the root."""
