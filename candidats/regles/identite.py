"""The civil status of a person: whole and well formed, and when two files may be one person."""

from datetime import date

from candidats.donnees import DonneesInscription
from candidats.regles.constats import Constat
from candidats.regles.depot import identite_incomplete
from candidats.regles.saisie import identite_mal_dite
from certif_portal.commun.regles import Origine, Regle, decision
from certif_portal.commun.textes import cle_recherche

IDENTITE_CORRECTION = Regle(
    code="IDENTITE-CORRECTION",
    enonce="Un état civil vérifié ne se corrige qu’au centre, avec un motif et un justificatif présenté, dont aucune copie "
    "n’est gardée ; les documents déjà rendus restent tels quels et sont signalés.",
    source=decision(80, "Corriger un état civil vérifié"),
    origine=Origine.LECTURE,
)


def constats_identite(donnees: DonneesInscription, le: date) -> list[Constat]:
    """What is wrong or missing in a civil status that must be complete."""
    return [*identite_mal_dite(donnees, le), *identite_incomplete(donnees)]


def cle_homonyme(nom_naissance: str, prenom: str) -> str:
    """The same for « Le Goff Anne-Marie », « LEGOFF Anne Marie » and « Anne-Marie » named « Le Goff »: the letters, sorted."""
    return "".join(sorted(cle_recherche(nom_naissance, prenom).replace(" ", "")))
