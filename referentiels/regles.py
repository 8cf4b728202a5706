"""Rules of the catalogue: when a version applies, who may still be engaged, when a bloc is certified alone.

No database here: dates come in, a verdict goes out.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from certif_portal.commun.durees import en_lettres
from certif_portal.commun.regles import Delai, Effet, Origine, Regle, Source, decision, dispositif
from referentiels.choix import NatureDemande, PieceAttendue

NIVEAUX = (3, 4, 5, 6, 7, 8)  # levels of the national framework of certifications (NIV3 to NIV8 in the répertoire)
ANCIENNES_CATEGORIES = ("A", "B", "C", "C*", "D")  # agreement of 1975; never converted to a level

IDENTIFICATION = Regle(
    code="CERTIFICATION-NUMERO",
    enonce="Toute certification porte un numéro d’identification (année, quatre chiffres).",
    source=dispositif(partie=1, paragraphe="Création/révision, 3. Identification des certifications"),
)
APPLICATION = Regle(
    code="REFERENTIEL-APPLICATION",
    enonce="Une création ou une révision est applicable dès la date de décision du GTP « Certifications ».",
    source=dispositif(partie=1, paragraphe="Création/révision, 2.C. Date d’application"),
)
SUPPRESSION = Regle(
    code="CERTIFICATION-SUPPRESSION",
    enonce="Une certification supprimée n’engage plus personne à partir de la date de décision du GTP.",
    source=dispositif(partie=1, paragraphe="Suppression, 2.C. Date d’application et 3. Conséquences"),
)
PROMOTIONS_ATTENDUES = 2
ANS_D_USAGE = 5
_PROMOTIONS = f"{en_lettres(PROMOTIONS_ATTENDUES)} promotions"
_DERNIERES_ANNEES = f"les {en_lettres(ANS_D_USAGE)} dernières années"
SUPPRESSION_MOTIVEE = Regle(
    code="SUPPRESSION-MOTIVEE",
    enonce="Une suppression est motivée : obsolescence des compétences visées, ou usage "
    f"({_PROMOTIONS} sur {_DERNIERES_ANNEES}).",
    source=dispositif(partie=1, paragraphe="Suppression, 1.A. Origine de la demande"),
)
USAGE_PROMOTIONS = Delai(
    code="USAGE-PROMOTIONS",
    enonce=f"Une certification reste en usage avec {_PROMOTIONS} au moins sur {_DERNIERES_ANNEES} ; "
    "au-dessous, sa suppression peut être demandée.",
    source=dispositif(partie=1, paragraphe="Suppression, 1.A. Origine de la demande"),
    effet=Effet.ALERTE,
    ans=ANS_D_USAGE,
)
PARCOURS_ENGAGE = Regle(
    code="PARCOURS-ENGAGE",
    enonce="Un parcours engagé avant la décision de suppression peut aller à son terme.",
    source=dispositif(partie=1, paragraphe="Suppression, 3. Conséquences d’une décision de suppression"),
)
ENGAGEMENT_INSCRIPTION = Delai(
    code="ENGAGEMENT-INSCRIPTION",
    enonce="Un candidat est engagé à son entrée en formation si l’inscription est déposée au plus tard {duree} "
    "après ; plus tard, il l’est au dépôt. En VAE, il l’est à la réception de son dossier.",
    source=decision(11, "Engagement d’un candidat"),
    origine=Origine.LECTURE,
    jours=15,
)
DEMANDE_PIECES = Regle(
    code="DEMANDE-PIECES",
    enonce="Une demande s’adresse au secrétariat du GTP accompagnée des pièces que le dispositif énumère : rapport "
    "d’opportunité en quatre points et projet de référentiel, ou courrier, fiche, programme et avis pour un parcours.",
    source=dispositif(partie=1, paragraphe="Constitution du dossier de création/révision"),
)
DEMANDE_EFFET = Regle(
    code="DEMANDE-EFFET",
    enonce="La décision du GTP s’applique dès sa date : la version entre en vigueur, ou la certification est "
    "supprimée.",
    source=dispositif(partie=1, paragraphe="2.C. Date d’application"),
)
PARCOURS_LISTE = Regle(
    code="PARCOURS-LISTE",
    enonce="Un parcours de professionnalisation certifiant figure sur la liste ; l’entreprise l’évalue et le délivre.",
    source=dispositif(partie=2, chapitre=7),
)
BLOC_SEUL_RNCP = Regle(
    code="BLOC-SEUL-RNCP",
    enonce="Un bloc de compétences ne se certifie seul que si son CQPM est inscrit au RNCP ce jour-là.",
    source=dispositif(annexe=1, paragraphe="4. Conditions d’admissibilité"),
)
DELIVRANCE_APRES_ECHEANCE = Regle(
    code="RNCP-DERNIERE-DELIVRANCE",
    enonce="Après la fin d’enregistrement, on délivre encore jusqu’à la date limite de délivrance de la fiche.",
    source=Source("France compétences, fiche du répertoire", "date limite de délivrance"),
    origine=Origine.LECTURE,
)
_ALERTE = "Une fiche du répertoire qui finit sans suite est signalée au responsable, {duree} avant sa fin."
RNCP_ALERTE_12 = Delai(
    code="RNCP-ALERTE-12",
    enonce=_ALERTE,
    source=decision(13, "alertes avant la fin d’une fiche"),
    origine=Origine.LECTURE,
    effet=Effet.ALERTE,
    mois=12,
)
RNCP_ALERTE_6 = Delai(
    code="RNCP-ALERTE-6",
    enonce=_ALERTE,
    source=decision(13, "alertes avant la fin d’une fiche"),
    origine=Origine.LECTURE,
    effet=Effet.ALERTE,
    mois=6,
)
RNCP_ALERTE_3 = Delai(
    code="RNCP-ALERTE-3",
    enonce=_ALERTE,
    source=decision(13, "alertes avant la fin d’une fiche"),
    origine=Origine.LECTURE,
    effet=Effet.ALERTE,
    mois=3,
)
ALERTES_RNCP = (RNCP_ALERTE_12, RNCP_ALERTE_6, RNCP_ALERTE_3)
ANNEE_SUR_DEUX_CHIFFRES = Regle(
    code="NUMERO-ANNEE-DEUX-CHIFFRES",
    enonce="Une année écrite sur deux chiffres est lue entre 1987 et 2086, et signalée.",
    source=decision(10, "lecture des référentiels publiés"),
    origine=Origine.LECTURE,
)

_RAPPORT = (PieceAttendue.BESOINS, PieceAttendue.EMPLOIS, PieceAttendue.POSITION, PieceAttendue.UTILISATION)
# DEMANDE-PIECES, as a table: what goes with each request.
PIECES_DEMANDE: dict[NatureDemande, tuple[PieceAttendue, ...]] = {
    NatureDemande.CREATION: (*_RAPPORT, PieceAttendue.PROJET),
    NatureDemande.REVISION: (*_RAPPORT, PieceAttendue.PROJET),
    NatureDemande.SUPPRESSION: (PieceAttendue.MOTIVATION,),
    NatureDemande.PARCOURS: (
        PieceAttendue.COURRIER,
        PieceAttendue.FICHE,
        PieceAttendue.PROGRAMME,
        PieceAttendue.REPRESENTANTS,
    ),
}


def pieces_manquantes(nature: str, presentes: Iterable[str]) -> list[PieceAttendue]:
    """DEMANDE-PIECES: what is still to be joined, in the order of the text."""
    deja = set(presentes)
    return [piece for piece in PIECES_DEMANDE[NatureDemande(nature)] if piece not in deja]


@dataclass(frozen=True)
class Periode:
    """A registration in the répertoire: its first day, its last day, the last day certificates may be delivered."""

    debut: date
    fin: date | None = None
    derniere_delivrance: date | None = None

    def enregistree(self, le: date) -> bool:
        """Somebody may be engaged under this fiche that day; both ends count."""
        return self.debut <= le and (self.fin is None or le <= self.fin)

    def a_venir(self, le: date) -> bool:
        return le < self.debut

    def delivrable(self, le: date) -> bool:
        """A certificate may be delivered under this fiche that day: RNCP-DERNIERE-DELIVRANCE."""
        fin = self.fin if self.derniere_delivrance is None else self.derniere_delivrance
        return self.debut <= le and (fin is None or le <= fin)


def alertes_rncp(fin: date) -> tuple[tuple[str, date], ...]:
    """The three steps before the end of a fiche, and the day each begins: clamped to the end of the month."""
    return tuple((alerte.duree, alerte.avant(fin)) for alerte in ALERTES_RNCP)


def alerte_rncp(fin: date, le: date) -> Delai | None:
    """The step reached that day, or None more than a year before, or once the fiche is over."""
    if le > fin:
        return None
    return next((alerte for alerte in reversed(ALERTES_RNCP) if alerte.avant(fin) <= le), None)


def est_applicable(date_gtp: date | None, le: date) -> bool:
    """« applicable dès la date de décision »: the very day counts; a version without decision never applies."""
    return date_gtp is not None and date_gtp <= le


def est_remplacee(remplacee_le: date | None, le: date) -> bool:
    """From the very day the next version applies; `remplacee_le`: its decision, None while there is no next one."""
    return est_applicable(remplacee_le, le)


def depuis_usage(le: date) -> date:
    """The last five years begin the day after this one: USAGE-PROMOTIONS."""
    return USAGE_PROMOTIONS.avant(le)


def usage(promotions: int, en_vigueur_depuis: date | None, le: date) -> bool | None:
    """Enough promotions; None for a certification younger than five years that does not have them yet (decision
    0015)."""
    if promotions >= PROMOTIONS_ATTENDUES:
        return True
    recente = en_vigueur_depuis is None or en_vigueur_depuis > depuis_usage(le)
    return None if recente else False


def date_engagement(entree: date, inscription: date) -> date:
    """ENGAGEMENT-INSCRIPTION: the entry in training, unless the registration came more than 15 days after it."""
    return entree if inscription <= ENGAGEMENT_INSCRIPTION.apres(entree) else inscription


def peut_achever(*, engage_le: date, supprimee_le: date | None) -> bool:
    """« engagés en amont de la date de la décision de suppression »: the day before at the latest."""
    return supprimee_le is None or engage_le < supprimee_le


def peut_viser_blocs_seuls(periodes: Iterable[Periode], le: date) -> bool:
    """« les blocs de compétences pour les CQPM inscrits au RNCP »: BLOC-SEUL-RNCP, at the date of engagement."""
    return any(periode.enregistree(le) for periode in periodes)
