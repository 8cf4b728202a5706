"""The facts of one registration, as every rule that follows a file reads them. No database here, no clock."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from candidats.choix import (
    ACCEPTEES,
    DecisionRecevabilite,
    EtatDerogation,
    EtatInscription,
    EtatLivret,
    Portee,
    Voie,
)
from candidats.regles.acceptation import FaitsAcceptation
from candidats.regles.inscription import date_limite_inscription
from candidats.regles.livret import livret_requis
from candidats.regles.suite import Couverture
from certif_portal.centre.regles import (
    AVIS_JOURS,
    CERTIFICATS_MOIS,
    EVALUATION_ANNONCE_MOIS,
    EVALUATION_FIN_MOIS,
    INSCRIPTION_JOURS,
    LIVRET_MOIS,
    RAPPORT_JOURS,
)
from evaluations.choix import EtatAvis, EtatGrille
from habilitations.regles import Fenetre


@dataclass(frozen=True)
class Delais:
    """The settings of the centre that a due date or a sentence depends on."""

    inscription_jours: int = INSCRIPTION_JOURS
    livret_mois: int = LIVRET_MOIS
    livret_premier_tiers: bool = True
    annonce_mois: int = EVALUATION_ANNONCE_MOIS
    fin_mois: int = EVALUATION_FIN_MOIS
    rapport_jours: int = RAPPORT_JOURS
    avis_jours: int = AVIS_JOURS
    certificats_mois: int = CERTIFICATS_MOIS
    livret: str = "livret de suivi"  # the centre's own word


@dataclass(frozen=True)
class Seance:
    """A sitting of the registration's: its day, and whether its signed émargement is in."""

    date: date
    lieu: str
    emargee: bool
    commission: int = 0


@dataclass(frozen=True)
class JuryDuDossier:
    """The jury the registration is presented to. `a_venir`: it has not opened yet."""

    id: int
    numero: str
    date: date
    a_venir: bool = True


@dataclass(frozen=True)
class Faits:
    """What is true of one registration, whatever the day."""

    voie: Voie
    inscription: int = 0
    portee: Portee = Portee.COMPLETE
    etat: EtatInscription = EtatInscription.ACCEPTEE
    creee_le: date | None = None
    deposee_le: date | None = None
    acceptee_le: date | None = None
    decidee_le: date | None = None
    abandonnee_le: date | None = None
    entree_formation: date | None = None
    fin_formation: date | None = None
    evaluation_prevue_le: date | None = None
    evaluation_le: date | None = None
    """The first sitting planned, or the date foreseen until one is."""
    derogation: EtatDerogation | None = None
    identite: bool = True
    acceptation: FaitsAcceptation | None = None
    """What its acceptance depends on, while it is to be verified."""
    recevabilite: DecisionRecevabilite | None = None
    recevabilite_recue_le: date | None = None
    recevabilite_decidee_le: date | None = None
    accueil_manque: bool = False
    livret2_le: date | None = None
    livret: EtatLivret | None = None
    livret_depose_le: date | None = None
    livret_valide_le: date | None = None
    a_organisme: bool = True
    couverture: Couverture | None = None
    """Under which accreditation the file stands, day by day; None when nothing is asked."""
    competences_manquantes: tuple[int, ...] = ()
    grille: EtatGrille | None = None
    seances: tuple[Seance, ...] = ()
    """Those that were not cancelled, in order of date."""
    avis_requis: bool = True
    avis_motif: str = ""
    avis: EtatAvis | None = None
    avis_demande_le: date | None = None
    avis_rendu_le: date | None = None
    avis_absence: str = ""
    avis_papier_le: date | None = None
    avis_saisi_le: date | None = None
    avis_absence_le: date | None = None
    rapport_attendu: bool = False
    jury: JuryDuDossier | None = None
    prochain_jury_le: date | None = None
    """The first jury not opened yet, on or after the evaluation."""
    certificat: str = ""
    tout_acquis: bool = False
    intitule: str = ""
    """Of the certification, as it is written to people."""
    rncp: tuple[Fenetre, ...] = ((date(1900, 1, 1), None),)
    """When the certification could be delivered under an RNCP fiche."""
    acquis_jusqu_au: tuple[date, ...] = ()
    """Ends of what a jury left to a candidate not admitted, while nobody has taken it over."""
    delais: Delais = field(default_factory=Delais)

    @property
    def acceptee(self) -> bool:
        return self.etat in ACCEPTEES

    @property
    def suivie(self) -> bool:
        """Accepted, and not decided: what is judged for a jury."""
        return self.etat == EtatInscription.ACCEPTEE

    @property
    def limite_inscription(self) -> date | None:
        entree = self.entree_formation
        return date_limite_inscription(entree, self.delais.inscription_jours) if entree else None

    @property
    def livret_requis(self) -> bool:
        return livret_requis(self.voie)

    @property
    def grille_scellee(self) -> bool:
        return self.grille == EtatGrille.SCELLEE

    @property
    def emargement_manque(self) -> bool:
        return any(not seance.emargee for seance in self.seances)

    @property
    def seance(self) -> Seance | None:
        """The last one."""
        return self.seances[-1] if self.seances else None

    @property
    def seance_le(self) -> date | None:
        return self.seance.date if self.seance else None

    @property
    def jury_le(self) -> date | None:
        return self.jury.date if self.jury else None

    @property
    def jury_attendu_le(self) -> date | None:
        """The jury of the file until it opens, else the next one."""
        return self.jury.date if self.jury and self.jury.a_venir else self.prochain_jury_le

    def jours_sans_habilitation(self) -> tuple[date, ...]:
        """Days of a sitting that neither an accreditation nor a decision on the running file covers."""
        if self.couverture is None:
            return ()
        return tuple(sorted({s.date for s in self.seances if not self.couverture.couvre(s.date)}))

    def jours_hors_rncp(self) -> list["Trou"]:
        fins = [fin + timedelta(days=1) for _, fin in self.rncp if fin]
        return trous(self.est_au_rncp, [*(debut for debut, _ in self.rncp), *fins])

    def est_au_rncp(self, jour: date) -> bool:
        return any(debut <= jour and (fin is None or jour <= fin) for debut, fin in self.rncp)


Trou = tuple[date | None, date | None]
N_IMPORTE_QUAND = date(2000, 1, 1)


def trous(couvre: Callable[[date], bool], bornes: Iterable[date]) -> list[Trou]:
    """The spans of days that `couvre` refuses; `bornes`: every first day on which its answer may change."""
    points = sorted(set(bornes))
    debuts: list[date | None] = [None, *points]
    trouves: list[Trou] = []
    for debut, suivant in zip(debuts, [*points, None], strict=True):
        temoin = debut or (points[0] - timedelta(days=1) if points else N_IMPORTE_QUAND)
        if couvre(temoin):
            continue
        fin = suivant - timedelta(days=1) if suivant else None
        if trouves and debut and trouves[-1][1] == debut - timedelta(days=1):
            trouves[-1] = (trouves[-1][0], fin)
        else:
            trouves.append((debut, fin))
    return trouves
