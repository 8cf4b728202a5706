"""What cannot be short: each trial prints its figures; a small seeded sample of it is in the suite (`tests/epreuves`).

python3 dev.py epreuves                 the list
python3 dev.py epreuves NOM [options]   one trial, on the servers of the tests
"""
