"""What became of certified people: when they are asked, and how the rates are made."""

from dataclasses import dataclass
from datetime import date

from candidats.choix import EtapeEnquete
from certif_portal.commun.durees import compte_en_lettres
from certif_portal.commun.regles import Delai, Effet, Origine, Regle, Source, decision
from certif_portal.commun.secret import cotes_dicibles, montrable

CONDITIONS = Source("Code du travail", "art. R. 6113-9, devenir des titulaires")

SEUIL_PERSONNES = 5
INSERTION_6_MOIS = Delai(
    code="INSERTION-6-MOIS",
    enonce="Une première enquête part {en_lettres} après la décision du jury : insertion globale, et dans le "
    "métier visé.",
    source=CONDITIONS,
    origine=Origine.LOI,
    effet=Effet.ALERTE,
    mois=6,
)
INSERTION_2_ANS = Delai(
    code="INSERTION-2-ANS",
    enonce="Une seconde enquête part {en_lettres} après la décision du jury.",
    source=CONDITIONS,
    origine=Origine.LOI,
    effet=Effet.ALERTE,
    ans=2,
)
INSERTION_CLOTURE = Delai(
    code="INSERTION-CLOTURE",
    enonce="Une enquête se ferme {en_lettres} après son envoi prévu ; passé ce jour, elle n’est plus envoyée.",
    source=decision(110, "L’enquête d’insertion"),
    origine=Origine.LECTURE,
    effet=Effet.ALERTE,
    mois=3,
)
INSERTION_RAPPEL = Delai(
    code="INSERTION-RAPPEL",
    enonce="Sans réponse, l’enquête est rappelée {duree} après son envoi, puis autant après, et plus jamais ensuite.",
    source=decision(110, "L’enquête d’insertion"),
    origine=Origine.LECTURE,
    effet=Effet.ALERTE,
    jours=15,
)
INSERTION_SEUIL = Regle(
    code="INSERTION-SEUIL",
    enonce=f"Aucun nombre n’est montré pour moins de {compte_en_lettres(SEUIL_PERSONNES, 'personne')} interrogées, ni "
    "aucun taux pour moins de personnes comptées, ou trop peu d’un côté.",
    source=decision(110, "L’enquête d’insertion"),
    origine=Origine.LECTURE,
)
RAPPELS_MAXIMUM = 2
DELAIS = {EtapeEnquete.SIX_MOIS: INSERTION_6_MOIS, EtapeEnquete.DEUX_ANS: INSERTION_2_ANS}


def date_enquete(etape: EtapeEnquete, decidee_le: date) -> date:
    return DELAIS[etape].apres(decidee_le)


def date_cloture(prevue_le: date) -> date:
    """Last day on which the survey is sent and answered."""
    return INSERTION_CLOTURE.apres(prevue_le)


def est_ouverte(prevue_le: date, le: date) -> bool:
    """INSERTION-CLOTURE: from the day it is due to its last one, both counted."""
    return prevue_le <= le <= date_cloture(prevue_le)


def rappel_du(envoyee_le: date, rappels: int, le: date) -> bool:
    """True when the next reminder (the first, then the second) has come."""
    if rappels >= RAPPELS_MAXIMUM:
        return False
    return le >= INSERTION_RAPPEL.apres(envoyee_le, jours=INSERTION_RAPPEL.jours * (rappels + 1))


@dataclass(frozen=True)
class Insertion:
    """Counts of one group of surveys; a rate is None while it must not be shown, or has nobody to count."""

    envoyees: int
    reponses: int
    neutralisees: int
    en_emploi: int
    metier_vise: int

    @property
    def comptees(self) -> int:
        """« répondants − neutralisés »: further study and incapacity are left out."""
        return self.reponses - self.neutralisees

    @property
    def dicible(self) -> bool:
        """INSERTION-SEUIL: people enough were asked for their promotion to be told of at all."""
        return self.envoyees >= SEUIL_PERSONNES

    @property
    def reponses_dites(self) -> bool:
        """INSERTION-SEUIL."""
        return self.dicible and self.reponses >= SEUIL_PERSONNES

    @property
    def montrable(self) -> bool:
        """INSERTION-SEUIL."""
        return self.comptees >= SEUIL_PERSONNES

    @property
    def emploi_dit(self) -> bool:
        """INSERTION-SEUIL."""
        return self.montrable and cotes_dicibles(self.en_emploi, self.comptees - self.en_emploi, SEUIL_PERSONNES)

    @property
    def metier_dit(self) -> bool:
        """Neither those who are in another job, nor those in the one they aimed at, are a few."""
        return (
            self.montrable
            and cotes_dicibles(self.metier_vise, self.comptees - self.metier_vise, SEUIL_PERSONNES)
            and (not self.emploi_dit or montrable(self.en_emploi - self.metier_vise, SEUIL_PERSONNES))
        )

    @property
    def taux_reponse(self) -> float | None:
        return self.reponses / self.envoyees if self.reponses_dites else None

    @property
    def taux_global(self) -> float | None:
        return self.en_emploi / self.comptees if self.emploi_dit else None

    @property
    def taux_metier_vise(self) -> float | None:
        return self.metier_vise / self.comptees if self.metier_dit else None
