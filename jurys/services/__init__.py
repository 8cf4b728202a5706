"""Acts of the joint jury, in the order they happen."""
