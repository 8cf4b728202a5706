"""A line of the journal, for the worlds that tests write: an act by itself."""

from certif_portal.commun import journal
from certif_portal.commun.actes import acte

journaliser = acte(journal.journaliser)
