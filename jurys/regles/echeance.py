"""What falls due on a file, from its facts: one line of the table per kind. No database here, no clock."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from candidats.choix import EtatInscription, EtatLivret
from candidats.choix_suivi import Acteur, NatureEcheance
from candidats.regles.acquis import ACQUIS_PERTE
from candidats.regles.livret import limites_livret
from candidats.regles.rapport import RAPPORT_DELAI, date_limite_rapport
from certif_portal.commun.durees import compte
from certif_portal.commun.regles import Regle
from certif_portal.commun.typographie import date_longue, tete_de_phrase
from evaluations.choix import EtatAvis
from jurys.regles.delai import AVIS_AVANT_JURY, date_limite_avis
from jurys.regles.faits import Faits


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


def _livret(f: Faits) -> Iterator[EcheanceDue]:
    """The stricter of the centre's two rules, until the livret is deposited."""
    attendu = f.suivie and f.livret_requis and not f.tout_acquis and f.livret in (None, EtatLivret.A_CORRIGER)
    limites = limites_livret(
        entree=f.entree_formation,
        fin=f.fin_formation,
        evaluation=f.evaluation_le,
        mois=f.delais.livret_mois,
        tiers=f.delais.livret_premier_tiers,
    )
    if attendu and limites:
        limite, regle, raison = limites[0]
        yield EcheanceDue(
            nature=NatureEcheance.LIVRET,
            regle=regle,
            libelle=f"{tete_de_phrase(f.delais.livret)} {'à corriger' if f.livret else 'à déposer'}",
            explication=f"{tete_de_phrase(raison)}, au plus tard le {date_longue(limite)}.",
            acteur=Acteur.ORGANISME if f.a_organisme else Acteur.CENTRE,
            limite=limite,
            repere=f.evaluation_le,
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
    jury_le = f.jury.date if f.jury and f.jury.a_venir else f.prochain_jury_le
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


ECHEANCES: tuple[Callable[[Faits], Iterator[EcheanceDue]], ...] = (_livret, _rapport, _avis, _acquis)
"""The table: a new due date is one more line."""
