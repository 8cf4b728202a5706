"""What falls due on a file, from its facts: one line of the table per kind. No database here, no clock."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from candidats.choix import EN_ROUTE, MODIFIABLE_PAR_ORGANISME, EtatInscription, EtatLivret
from candidats.choix_suivi import Acteur, NatureEcheance
from candidats.regles.acquis import ACQUIS_PERTE
from candidats.regles.rapport import RAPPORT_DELAI, date_limite_rapport
from certif_portal.commun.durees import compte
from certif_portal.commun.regles import Regle
from certif_portal.commun.typographie import date_longue, tete_de_phrase
from evaluations.choix import EtatAvis
from jurys.regles.delai import AVIS_AVANT_JURY, date_limite_avis
from jurys.regles.faits import Faits
from jurys.regles.limite import (
    Limites,
    en_mots,
    limites_annonce,
    limites_commission,
    limites_depot,
    limites_du_livret,
    limites_pieces,
)


@dataclass(frozen=True)
class EcheanceDue:
    """`repere`: the date it was computed from; `des` and `jusque`: the days between which it is shown."""

    nature: NatureEcheance
    regle: Regle
    libelle: str
    explication: str
    acteur: Acteur
    limite: date
    repere: date | None = None
    des: date | None = None
    jusque: date | None = None

    def cle(self, inscription: int) -> str:
        """Names the deadline for ever: the same rule, file and date are the same deadline."""
        return f"{self.regle.code}:{inscription}:{self.limite.isoformat()}"


def echeances(faits: Faits) -> list[EcheanceDue]:
    return [due for regle in ECHEANCES for due in regle(faits)]


def _due(
    nature: NatureEcheance,
    libelle: str,
    acteur: Acteur,
    limites: Limites,
    jusque: date | None = None,
    des: date | None = None,
) -> Iterator[EcheanceDue]:
    """By the stricter rule; nothing when none gives a day yet."""
    for limite in limites[:1]:
        yield EcheanceDue(
            nature=nature,
            regle=limite.regle,
            libelle=libelle,
            explication=en_mots(limites),
            acteur=acteur,
            limite=limite.jour,
            repere=limite.repere,
            des=des,
            jusque=jusque,
        )


def _depositaire(f: Faits) -> Acteur:
    return Acteur.ORGANISME if f.a_organisme else Acteur.CENTRE


def _depot(f: Faits) -> Iterator[EcheanceDue]:
    """Until the last day of the training: nobody is registered after it. Sent back, it is corrected before that day."""
    if f.etat in MODIFIABLE_PAR_ORGANISME:
        libelle = "Inscription à corriger" if f.deposee_le else "Inscription à déposer"
        yield from _due(NatureEcheance.DEPOT, libelle, _depositaire(f), limites_depot(f), f.fin_formation)


def _annonce(f: Faits) -> Iterator[EcheanceDue]:
    """An OF announces the day: without one nobody does."""
    connue = f.evaluation_prevue_le or f.seances
    if f.a_organisme and not f.tout_acquis and not connue and f.etat in EN_ROUTE:
        libelle = "Date d’évaluation à annoncer"
        yield from _due(NatureEcheance.ANNONCE, libelle, Acteur.ORGANISME, limites_annonce(f), f.fin_formation)


def _livret(f: Faits) -> Iterator[EcheanceDue]:
    """The stricter of the centre's two rules, until the livret is deposited."""
    if f.suivie and f.livret_requis and not f.tout_acquis and f.livret in (None, EtatLivret.A_CORRIGER):
        libelle = f"{tete_de_phrase(f.delais.livret)} {'à corriger' if f.livret else 'à déposer'}"
        yield from _due(NatureEcheance.LIVRET, libelle, _depositaire(f), limites_du_livret(f))


def _commission(f: Faits) -> Iterator[EcheanceDue]:
    """Until a sitting is planned."""
    if f.suivie and not f.tout_acquis and not f.seances:
        libelle = "Commission d’évaluation à planifier"
        yield from _due(NatureEcheance.SEANCE, libelle, Acteur.CENTRE, limites_commission(f))


def _pieces(f: Faits) -> Iterator[EcheanceDue]:
    """What the sitting left to give back, from its day until the jury is held: then the file waits for another one."""
    manquent = [*["grille signée"] * (not f.grille_scellee), *["émargement"] * f.emargement_manque]
    if f.suivie and f.seances and manquent:
        libelle, jury_le = f"{tete_de_phrase(' et '.join(manquent))} à recueillir", f.jury_attendu_le
        yield from _due(
            NatureEcheance.PIECES, libelle, Acteur.CENTRE, limites_pieces(f), jury_le, des=f.seances[0].date
        )


def _rapport(f: Faits) -> Iterator[EcheanceDue]:
    limite = date_limite_rapport(f.evaluation_le, f.delais.rapport_jours)
    if f.suivie and f.rapport_attendu and limite:
        yield EcheanceDue(
            nature=NatureEcheance.RAPPORT,
            regle=RAPPORT_DELAI,
            libelle="Rapport d’activités à déposer",
            explication=(
                f"{compte(f.delais.rapport_jours, 'jour')} avant la commission, au plus tard le {date_longue(limite)}."
            ),
            acteur=Acteur.ORGANISME if f.a_organisme else Acteur.CANDIDAT,
            limite=limite,
            repere=f.evaluation_le,
        )


def _avis(f: Faits) -> Iterator[EcheanceDue]:
    """Before the jury of the file, or before the next one after its evaluation, until that jury is held. A paper that
    came is the centre’s to type: its company is reminded of nothing."""
    jury_le = f.jury_attendu_le
    attendu = f.avis == EtatAvis.ATTENDU and f.avis_papier_le is None
    if f.suivie and f.avis_requis and attendu and jury_le:
        limite = date_limite_avis(jury_le, f.delais.avis_jours)
        yield EcheanceDue(
            nature=NatureEcheance.AVIS,
            regle=AVIS_AVANT_JURY,
            libelle="Avis de l’entreprise à rendre",
            explication=(
                f"{compte(f.delais.avis_jours, 'jour')} avant le jury du {date_longue(jury_le)}, "
                f"au plus tard le {date_longue(limite)}."
            ),
            acteur=Acteur.TUTEUR,
            limite=limite,
            repere=jury_le,
            jusque=jury_le,
        )


def _acquis(f: Faits) -> Iterator[EcheanceDue]:
    """What is about to be lost, shown six months ahead, once per jury."""
    if f.etat == EtatInscription.NON_ADMISE:
        for fin in f.acquis_jusqu_au:
            yield EcheanceDue(
                nature=NatureEcheance.ACQUIS,
                regle=ACQUIS_PERTE,
                libelle="Bénéfice d’acquis près de finir",
                explication=f"Ce qui est acquis de « {f.intitule} » l’est jusqu’au {date_longue(fin)}.",
                acteur=Acteur.ORGANISME if f.a_organisme else Acteur.CANDIDAT,
                limite=fin,
                repere=fin,
                des=ACQUIS_PERTE.avant(fin),
                jusque=fin,
            )


ECHEANCES: tuple[Callable[[Faits], Iterator[EcheanceDue]], ...] = (
    _depot,
    _annonce,
    _livret,
    _commission,
    _rapport,
    _pieces,
    _avis,
    _acquis,
)
"""The table: a new due date is one more line."""
