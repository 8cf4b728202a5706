"""HTTP exchanges of accounts."""
