"""Delays and limits of what comes from outside: public requests, links sent to candidates."""

from certif_portal.commun.regles import Delai, Origine, decision

DEMANDE_CONFIRMATION = Delai(
    code="DEMANDE-CONFIRMATION",
    enonce="Une demande d’inscription n’est lue qu’une fois son adresse confirmée, dans les {duree}, par un "
    "lien à usage unique.",
    source=decision(83, "Inscription demandée par une entreprise ou un candidat"),
    origine=Origine.LECTURE,
    jours=2,
)
CONFIRMATION_LIEN = Delai(
    code="CONFIRMATION-ETAT-CIVIL",
    enonce="Le lien par lequel le candidat relit son état civil sert une fois, dans les {duree} ; rien ne "
    "change sans le centre.",
    source=decision(84, "État civil relu par le candidat"),
    origine=Origine.LECTURE,
    jours=15,
)
DEMANDES_PAR_JOUR = 5
"""Requests of one address, or from one place, in 24 hours (decision 0083)."""
DEMANDES_PAR_JOUR_EN_TOUT = 200
"""Requests of everybody in 24 hours: beyond, it is no longer people."""
