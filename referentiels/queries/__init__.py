"""What the screens, the documents and the other apps read of the catalogue."""
