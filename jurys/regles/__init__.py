"""Rules of the joint jury. No database here: dates and facts come in, verdicts go out."""
