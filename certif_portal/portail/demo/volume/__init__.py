"""A centre of any size, drawn from a seed: what is measured is measured on it (`chargement`)."""
