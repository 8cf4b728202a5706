"""Rules of registrations and of the livret de suivi. No database here: values and dates come in, a verdict goes out."""
