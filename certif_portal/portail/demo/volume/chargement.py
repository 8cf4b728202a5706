"""A centre of any size, drawn from a seed and written in numbers: what is measured is measured on it.

Same seed, same size, same day: the same rows, keys included but for what is kept of a file, which is remade from its
facts at the end. Twenty years of juries that are over, then what is under way today. Rows go straight to the tables, so
the constraints of the database and `full_clean` of a sample are what says that a centre could have written them (see
its test).
"""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from time import perf_counter

from django.db import connection

from certif_portal.commun.declencheurs import sans_scelles
from certif_portal.portail.demo.calendrier import Calendrier
from certif_portal.portail.demo.volume import cadre as cadres
from certif_portal.portail.demo.volume import evaluations, livrets
from certif_portal.portail.demo.volume.fichiers import Fichiers
from certif_portal.portail.demo.volume.gac import Lots
from certif_portal.portail.demo.volume.inscriptions import Dossier, Ecrivain, Fiche
from certif_portal.portail.demo.volume.jurys import JuryEcrit, Secretariat
from certif_portal.portail.demo.volume.plan import (
    Etape,
    Promotion,
    promotion,
    seance_d_un_jury,
    seance_ouverte,
    tirer_etape,
)
from certif_portal.portail.demo.volume.tables import Tables
from jurys.choix import EtatJury
from jurys.services import suivi

PART_OUVERTE = 0.086
PAR_JURY = 100
PAR_ENVOI = 500
DERNIER_JURY = 16
"""Days since the last jury held."""
A_VENIR = (20, 41)
"""Days until the juries to come."""
ABANDONS, ECHECS, SECONDES = 0.05, 0.14, 0.6


@dataclass(frozen=True)
class Bilan:
    inscriptions: int
    ouvertes: int
    lignes: int
    secondes: float


def charger(
    calendrier: Calendrier,
    *,
    nombre: int,
    ouvertes: int | None,
    graine: int,
    suivre: Callable[[int], None] = lambda _: None,
) -> Bilan:
    """Write `nombre` registrations, `ouvertes` of them under way; `suivre` hears how many are written."""
    debut, tables = perf_counter(), Tables()
    en_cours = min(nombre, round(nombre * PART_OUVERTE) if ouvertes is None else ouvertes)
    with sans_scelles(connection):  # juries come closed, and what they decided after them
        chargement = _Chargement(cadres.ouvrir(calendrier, tables, nombre=nombre, graine=graine), tables, suivre)
        chargement.passe(nombre - en_cours)
        chargement.present(en_cours)
        chargement.terminer()
    suivi.refaire_tout()
    return Bilan(chargement.ecrites, en_cours, tables.ecrites, perf_counter() - debut)


class _Chargement:
    def __init__(self, cadre: cadres.Cadre, tables: Tables, suivre: Callable[[int], None]) -> None:
        self.cadre, self.tables, self.suivre = cadre, tables, suivre
        self.fichiers = Fichiers(tables)
        self.ecrivain = Ecrivain(cadre, tables, self.fichiers)
        self.secretariat = Secretariat(self.ecrivain)
        self.lots = Lots(self.ecrivain)
        self.ecrites = self._envoyees = 0
        self._refuses: deque[tuple[date, Fiche]] = deque(maxlen=400)

    def passe(self, nombre: int) -> None:
        """Juries in the order of their days, so that who failed one may come back to a later one."""
        jurys = max(1, min(nombre, max(cadres.ANNEES, nombre // PAR_JURY)))
        fin = self.cadre.jour - timedelta(days=DERNIER_JURY)
        pas = cadres.ANNEES * 365 / jurys
        for rang in range(jurys):
            part = nombre * (rang + 1) // jurys - nombre * rang // jurys
            le = self.cadre.calendrier.ouvre(fin - timedelta(days=int(pas * (jurys - 1 - rang))))
            if part:
                self._tenir(self.secretariat.jury(le, EtatJury.CLOS), part)

    def _tenir(self, jury: JuryEcrit, part: int) -> None:
        presentes: list[tuple[Dossier, frozenset[int]]] = []
        while part:
            groupe = promotion(self.cadre, Etape.DECIDEE, seance_d_un_jury(self.cadre, jury.date), part)
            part -= groupe.taille
            presentes += self._decidees(groupe, jury)
        self.secretariat.presenter(jury, presentes)
        self._envoyer()

    def _decidees(self, groupe: Promotion, jury: JuryEcrit) -> list[tuple[Dossier, frozenset[int]]]:
        """Those of the group that the jury decides; some gave up on the way."""
        projet, seance = self.ecrivain.projet(groupe), evaluations.commission(self.ecrivain, groupe)
        presentes = []
        for _ in range(groupe.taille):
            if self.cadre.alea.random() < ABANDONS:
                self._partie(groupe, projet)
                continue
            echecs = self._echecs(groupe)
            dossier = self.ecrivain.inscrire(
                groupe,
                fiche=self._revenue(groupe.entree),
                projet=projet,
                decision="NA" if echecs else "A",
                jury=jury.date,
            )
            self._suite(dossier, seance, echecs)
            presentes.append((dossier, echecs))
            if echecs and self.cadre.alea.random() < SECONDES:
                self._refuses.append((jury.date, dossier.fiche))
        return presentes

    def _partie(self, groupe: Promotion, projet: int | None) -> None:
        """Accepted, then given up before the livret."""
        arret = Promotion(**vars(groupe) | {"etape": Etape.ACCEPTEE})
        self.ecrivain.inscrire(arret, fiche=None, projet=projet, abandon=True)
        self.ecrites += 1

    def _revenue(self, entree: date) -> Fiche | None:
        """Somebody not admitted at an earlier jury, registered anew."""
        if self._refuses and self._refuses[0][0] < entree and self.cadre.alea.random() < 0.5:
            return self._refuses.popleft()[1]
        return None

    def _echecs(self, groupe: Promotion) -> frozenset[int]:
        if self.cadre.alea.random() >= ECHECS:
            return frozenset()
        competences = [cle for cle, _ in groupe.competences]
        return frozenset(
            self.cadre.alea.sample(competences, self.cadre.alea.randrange(1, min(3, len(competences)) + 1))
        )

    def present(self, nombre: int) -> None:
        """What is under way; those presented go to the juries to come."""
        a_venir: list[tuple[Dossier, frozenset[int]]] = []
        while nombre:
            etape = tirer_etape(self.cadre.alea)
            groupe = promotion(self.cadre, etape, seance_ouverte(self.cadre, etape), nombre)
            nombre -= groupe.taille
            projet, seance = self.ecrivain.projet(groupe), evaluations.commission(self.ecrivain, groupe)
            for _ in range(groupe.taille):
                echecs = self._echecs(groupe) if groupe.tenue else frozenset()
                dossier = self.ecrivain.inscrire(groupe, fiche=self._revenue(groupe.entree), projet=projet)
                self._suite(dossier, seance, echecs)
                if etape == Etape.PRESENTEE:
                    a_venir.append((dossier, echecs))
            if self.ecrites - self._envoyees >= PAR_ENVOI:
                self._envoyer()
        for rang, (jours, etat) in enumerate(zip(A_VENIR, (EtatJury.CONVOQUE, EtatJury.PREPARATION), strict=True)):
            jury = self.secretariat.jury(self.cadre.calendrier.le(jours), etat)
            self.secretariat.presenter(jury, a_venir[rang :: len(A_VENIR)])

    def _suite(self, dossier: Dossier, seance: int | None, echecs: frozenset[int]) -> None:
        livrets.livret(self.ecrivain, dossier)
        evaluations.evaluer(self.ecrivain, dossier, seance, echecs)
        self.lots.exporter(dossier)
        self.ecrites += 1

    def _envoyer(self) -> None:
        if self.ecrites - self._envoyees >= PAR_ENVOI:
            self.fichiers.envoyer()
            self._envoyees = self.ecrites
            self.suivre(self.ecrites)

    def terminer(self) -> None:
        self.fichiers.envoyer()
        self.secretariat.terminer()
        self.tables.terminer()
