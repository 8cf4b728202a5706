"""Reading of the référentiels published by the branch: bytes in, frozen values out, no database."""
