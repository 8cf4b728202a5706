"""Acts of the app, by subject; other apps call them from here."""
