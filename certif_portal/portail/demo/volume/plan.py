"""What each group of candidates is and how far it has come, drawn before anything is written."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import IntEnum
from random import Random

from candidats.choix import Voie
from certif_portal.portail.demo.volume import noms
from certif_portal.portail.demo.volume.cadre import BlocLu, Cadre, Cursus, Maison


class Etape(IntEnum):
    """How far a registration has come; each holds what those before it hold."""

    BROUILLON = 0
    DEPOSEE = 1
    A_CORRIGER = 2
    ACCEPTEE = 3
    LIVRET_RENVOYE = 4
    LIVRET_DEPOSE = 5
    LIVRET_VALIDE = 6
    PLANIFIEE = 7
    COMMENCEE = 8
    EN_SIGNATURE = 9
    SCELLEE = 10
    EMARGEE = 11
    PRETE = 12
    PRESENTEE = 13
    DECIDEE = 14


PARTS = {
    Etape.BROUILLON: 6,
    Etape.DEPOSEE: 8,
    Etape.A_CORRIGER: 3,
    Etape.ACCEPTEE: 26,
    Etape.LIVRET_RENVOYE: 2,
    Etape.LIVRET_DEPOSE: 6,
    Etape.LIVRET_VALIDE: 14,
    Etape.PLANIFIEE: 10,
    Etape.COMMENCEE: 3,
    Etape.EN_SIGNATURE: 2,
    Etape.SCELLEE: 3,
    Etape.EMARGEE: 7,
    Etape.PRETE: 8,
    Etape.PRESENTEE: 2,
}
"""Of a hundred open registrations."""
JOURS_APRES_ENTREE = {
    Etape.BROUILLON: (-15, 12),
    Etape.DEPOSEE: (2, 24),
    Etape.A_CORRIGER: (5, 30),
    Etape.ACCEPTEE: (18, 190),
    Etape.LIVRET_RENVOYE: (45, 130),
    Etape.LIVRET_DEPOSE: (40, 120),
    Etape.LIVRET_VALIDE: (60, 185),
}
"""Days between the entry into training and today, until a sitting is planned."""
JOURS_APRES_SEANCE = {
    Etape.PLANIFIEE: (-45, 0),
    Etape.COMMENCEE: (0, 8),
    Etape.EN_SIGNATURE: (1, 10),
    Etape.SCELLEE: (2, 15),
    Etape.EMARGEE: (5, 60),
    Etape.PRETE: (10, 80),
    Etape.PRESENTEE: (20, 60),
}
"""Days between the sitting and today."""


@dataclass(frozen=True)
class Promotion:
    """Candidates of one organisation (none: a VAE), on one certification, with the same dates and one sitting."""

    etape: Etape
    maison: Maison | None
    cursus: Cursus
    blocs: tuple[BlocLu, ...]
    seuls: bool
    voie: Voie
    entree: date
    seance: date
    fin: date
    taille: int
    lieu: str
    evaluateurs: tuple[tuple[int, str], ...]
    rapport: bool

    @property
    def competences(self) -> list[tuple[int, str]]:
        return [competence for bloc in self.blocs for competence in bloc.competences]

    @property
    def tenue(self) -> bool:
        return self.etape >= Etape.COMMENCEE


def seance_d_un_jury(cadre: Cadre, jury: date) -> date:
    return cadre.calendrier.ouvre(jury - timedelta(days=cadre.alea.randrange(25, 60)))


def seance_ouverte(cadre: Cadre, etape: Etape) -> date:
    """The sitting of an open registration, held or foreseen."""
    if etape in JOURS_APRES_SEANCE:
        debut, fin = JOURS_APRES_SEANCE[etape]
        return cadre.jour - timedelta(days=cadre.alea.randrange(debut, fin))
    debut, fin = JOURS_APRES_ENTREE[etape]
    return (
        cadre.jour - timedelta(days=cadre.alea.randrange(debut, fin)) + timedelta(days=cadre.alea.randrange(200, 280))
    )


def promotion(cadre: Cadre, etape: Etape, seance: date, reste: int) -> Promotion:
    """One group that has come to `etape`, of `reste` candidates at most."""
    alea = cadre.alea
    vae = alea.random() < 0.07 and etape >= Etape.ACCEPTEE
    cursus = alea.choice(cadre.cursus)
    seuls = not vae and cursus.rncp and alea.random() < 0.18
    blocs = tuple(alea.sample(cursus.blocs, alea.randrange(1, len(cursus.blocs)))) if seuls else cursus.blocs
    duree = alea.randrange(190, 270)
    if etape in JOURS_APRES_ENTREE:
        duree = 200
    entree = seance - timedelta(days=duree)
    return Promotion(
        etape=etape,
        maison=None if vae else alea.choices(cadre.maisons, cadre.poids)[0],
        cursus=cursus,
        blocs=blocs,
        seuls=seuls,
        voie=(Voie.VAE if cursus.rncp else Voie.VAE_BRANCHE) if vae else Voie.FORMATION,
        entree=cadre.calendrier.ouvre(entree),
        seance=seance,
        fin=seance + timedelta(days=alea.randrange(0, 25)),
        taille=min(reste, alea.randrange(1, 4) if vae else alea.randrange(3, 12)),
        lieu=alea.choice(noms.VILLES)[0],
        evaluateurs=tuple(alea.sample(cadre.evaluateurs, 2)),
        rapport=not vae and "projet" in cursus.modalites and alea.random() < 0.3,
    )


def tirer_etape(alea: Random) -> Etape:
    return alea.choices(list(PARTS), list(PARTS.values()))[0]
