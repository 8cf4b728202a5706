"""The demonstration centre: a believable past, written by the services of the apps, dated from the day of loading."""
