"""How long what a registration leaves behind is kept, and why: chapter 6 of the dispositif, then what it leaves to
settle. Dates and facts come in; a query compares with `dernier_depart` of the same delay. No database here."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from certif_portal.commun.regles import Delai, Effet, Origine, Regle, decision, dispositif
from jurys.regles.delai import CERTIFICAT_CONSERVATION, TRANSMISSION_GTP

CHAPITRE_6 = dispositif(
    partie=2, chapitre=6, paragraphe="2, archivage par les UIMM territoriales centres de certification"
)
NOTRE_LECTURE = decision(403, "Conservation : des règles en données, une purge approuvée")

IDENTITE_CONSERVATION = Regle(
    code="IDENTITE-CONSERVATION",
    enonce="La copie de la pièce d’identité est supprimée à la décision du jury, ou à la fin de l’inscription.",
    source=CHAPITRE_6,
)
APPRECIATION_PARTIELLE = Delai(
    code="APPRECIATION-PARTIELLE",
    enonce="Après une validation partielle, les appréciations de la commission d’évaluation sont gardées {duree}.",
    source=CHAPITRE_6,
    ans=5,
)
APPRECIATION_ECHEC = Delai(
    code="APPRECIATION-ECHEC",
    enonce="Après un échec, les appréciations de la commission d’évaluation sont gardées {duree}.",
    source=CHAPITRE_6,
    ans=2,
)
PREPARATION_CONSERVATION = Delai(
    code="PREPARATION-CONSERVATION",
    enonce="Les papiers d’évaluation sont gardés le temps de la préparation à la certification, puis {duree} de "
    "recours après l’envoi du dossier au GTP ; les appréciations d’un candidat admis, ou parti sans jury, partent avec "
    "eux.",
    source=NOTRE_LECTURE,
    origine=Origine.LECTURE,
    mois=6,
)
JURY_CONSERVATION = Delai(
    code="JURY-CONSERVATION",
    enonce="L’exemplaire du centre des procès-verbaux et des émargements est gardé {duree} après l’envoi au GTP.",
    source=NOTRE_LECTURE,
    origine=Origine.LECTURE,
    ans=5,
)
INSCRIPTION_CONSERVATION = Delai(
    code="INSCRIPTION-CONSERVATION",
    enonce="Ce que dit une inscription de l’entreprise, du tuteur et du parcours est gardé {duree} après sa fin.",
    source=NOTRE_LECTURE,
    origine=Origine.LECTURE,
    ans=5,
)
AMENAGEMENT_CONSERVATION = Delai(
    code="AMENAGEMENT-CONSERVATION",
    enonce="Un aménagement est gardé {duree} après la fin de l’inscription qui l’a demandé.",
    source=NOTRE_LECTURE,
    origine=Origine.LECTURE,
    jours=30,
)
CONTACT_CONSERVATION = Delai(
    code="CONTACT-CONSERVATION",
    enonce="Les coordonnées d’un candidat sont gardées {duree} après la fin de sa dernière inscription.",
    source=NOTRE_LECTURE,
    origine=Origine.LECTURE,
    mois=24,
)
BROUILLON_OUBLIE = Delai(
    code="BROUILLON-OUBLIE",
    enonce="Une inscription que personne n’a acceptée est tenue pour finie {duree} après le dernier "
    "jour où quelqu’un y a travaillé : création, dépôt, correction, pièce d’identité.",
    source=NOTRE_LECTURE,
    origine=Origine.LECTURE,
    mois=12,
)
CONSERVATION_GEL = Regle(
    code="CONSERVATION-GEL",
    enonce="Rien d’un dossier gelé n’est effacé, ni de sa personne, de son jury, de sa séance, tant que le gel dure.",
    source=NOTRE_LECTURE,
    origine=Origine.LECTURE,
)
PURGE_SECONDE_PERSONNE = Regle(
    code="PURGE-SECONDE-PERSONNE",
    enonce="Une purge plus grande que le seuil du centre, ou qui touche un certificat ou une lettre jamais "
    "imprimée, attend l’accord d’un responsable, qui n’est pas la personne qui l’a demandée.",
    source=NOTRE_LECTURE,
    origine=Origine.LECTURE,
)
ACCES_SECONDE_PERSONNE = Regle(
    code="ACCES-SECONDE-PERSONNE",
    enonce="L’archive d’une personne n’est remise qu’après le contrôle d’une seconde personne du centre.",
    source=decision(405, "Droit d’accès : une archive, contrôlée par une seconde personne"),
    origine=Origine.LECTURE,
)
PURGE_ATTENTE = Delai(
    code="PURGE-ATTENTE",
    enonce="Ce qui n’a plus à être gardé est effacé, ou l’effacement écarté, dans les {duree} de la première liste qui "
    "le dit.",
    source=NOTRE_LECTURE,
    origine=Origine.LECTURE,
    effet=Effet.ALERTE,
    jours=30,
)


class Issue(StrEnum):
    """What a registration ended with."""

    ADMISE = "admise"
    PARTIELLE = "partielle"
    ECHEC = "echec"
    SANS_JURY = "sans_jury"


APPRECIATIONS = {Issue.PARTIELLE: APPRECIATION_PARTIELLE, Issue.ECHEC: APPRECIATION_ECHEC}
"""How long after the jury; of the others, with the papers of the evaluation."""


@dataclass(frozen=True)
class Garde:
    """Something kept of a file: until which day included, and why."""

    quoi: str
    jusqu_au: date
    regle: Regle

    def finie(self, le: date) -> bool:
        return self.jusqu_au < le


@dataclass(frozen=True)
class Fin:
    """How a registration ended: `le` is the day of the jury, or that of its end."""

    issue: Issue
    le: date
    transmise_le: date | None = None
    """The day its jury's file went to the GTP."""
    certificats: tuple[date, ...] = ()
    """The days its certificates were delivered."""
    amenagee: bool = False
    appreciee: bool = False
    """A sitting appreciated the candidate; a jury that decided is told of it."""

    @property
    def preparee_jusqu_au(self) -> date:
        """A file that never went to the GTP counts from the last day on which it should have."""
        if self.issue == Issue.SANS_JURY:
            return self.le
        return self.transmise_le or TRANSMISSION_GTP.apres(self.le)


def gardes(fin: Fin) -> list[Garde]:
    """IDENTITE-CONSERVATION and the others: what is still kept of a file that ended, the shortest first."""
    papiers = PREPARATION_CONSERVATION.apres(fin.preparee_jusqu_au)
    appreciation = APPRECIATIONS.get(fin.issue)
    tenues = [
        Garde("Papiers d’évaluation", papiers, PREPARATION_CONSERVATION),
        Garde("Coordonnées du candidat", CONTACT_CONSERVATION.apres(fin.le), CONTACT_CONSERVATION),
        Garde("Parcours, entreprise et tuteur", INSCRIPTION_CONSERVATION.apres(fin.le), INSCRIPTION_CONSERVATION),
    ]
    if fin.issue != Issue.SANS_JURY or fin.appreciee:
        jusqu_au = appreciation.apres(fin.le) if appreciation else papiers
        tenues.append(Garde("Appréciations de la commission", jusqu_au, appreciation or PREPARATION_CONSERVATION))
    if fin.amenagee:
        tenues.append(Garde("Aménagements", AMENAGEMENT_CONSERVATION.apres(fin.le), AMENAGEMENT_CONSERVATION))
    if fin.certificats:
        dernier = CERTIFICAT_CONSERVATION.apres(max(fin.certificats))
        tenues.append(Garde("Certificat et ce qu’il nomme", dernier, CERTIFICAT_CONSERVATION))
    return sorted(tenues, key=lambda garde: (garde.jusqu_au, garde.quoi))


def dernier_depart(delai: Delai, le: date) -> date:
    """The latest day counted from which the delay is over on `le`: what a query compares with. A month that is clamped
    to its end has several days that end together."""
    depart = delai.avant(le) + timedelta(days=3)
    while delai.apres(depart) >= le:
        depart -= timedelta(days=1)
    return depart


def depart_sans_envoi(le: date) -> date:
    """The latest jury, never sent to the GTP, whose papers are over on `le`."""
    return dernier_depart(TRANSMISSION_GTP, dernier_depart(PREPARATION_CONSERVATION, le) + timedelta(days=1))


def jury_sans_envoi(le: date) -> date:
    """The latest jury, never sent to the GTP, whose own papers are over on `le`."""
    return dernier_depart(TRANSMISSION_GTP, dernier_depart(JURY_CONSERVATION, le) + timedelta(days=1))


def exige_une_seconde_personne(lignes: int, seuil: int, *, sous_accord: bool) -> bool:
    """PURGE-SECONDE-PERSONNE."""
    return sous_accord or lignes > seuil


def approuvee_au_plus_tard(listee_le: date) -> date:
    """Last good day for the word of the second person, on what was first listed that day."""
    return PURGE_ATTENTE.apres(listee_le)
