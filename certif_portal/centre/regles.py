"""What a setting is before anybody edits it, and what it must look like to be usable. No database here."""

# The usages of UIMM 35-56: the settings start from them, the rules of the apps cite them as the default.
INSCRIPTION_JOURS = 15
LIVRET_MOIS = 3
RAPPORT_JOURS = 15
EVALUATION_ANNONCE_MOIS = 2
EVALUATION_FIN_MOIS = 1
AVIS_JOURS = 15
OBSERVATIONS_JOURS = 15
CERTIFICATS_MOIS = 3
JURYS_AN = 4
PURGE_SEUIL = 500
"""Lines that a purge deletes by itself; beyond, somebody approves."""
INSCRIPTION_JURY_MOIS = 3
"""No source gives it: the livret's three months before the sitting, then the jury."""
EVALUATEURS_MINIMUM = 2
"""« Plusieurs membres qualifiés » (part 2, ch. 2, §1.B): no setting goes below."""
