"""HTTP exchanges of the joint jury."""
