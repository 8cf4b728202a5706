"""Files coming in: bytes to rows. No database here."""
