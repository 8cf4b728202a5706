"""By when what a file waits for is due: the day each rule gives, the stricter first. No database here, no clock."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from candidats.choix import EtatDerogation
from candidats.regles.inscription import INSCRIPTION_DELAI, INSCRIPTION_PREALABLE
from candidats.regles.livret import EVALUATION_DATE, LIVRET_TIERS, limites_livret
from candidats.regles.projet import EVALUATION_ANNONCE, EVALUATION_DERNIER_MOIS
from certif_portal.commun.durees import compte
from certif_portal.commun.regles import Regle
from certif_portal.commun.typographie import date_longue, tete_de_phrase
from jurys.regles.delai import PIECES_AVANT_JURY, date_limite_pieces
from jurys.regles.faits import Faits


@dataclass(frozen=True)
class Limite:
    """The last good day by one rule. `repere`: the date it was computed from."""

    jour: date
    regle: Regle
    raison: str
    repere: date


Limites = list[Limite]


def _rangees(regle: Callable[[Faits], Iterator[Limite]]) -> Callable[[Faits], Limites]:
    """The stricter first; of two on the same day, the first written."""
    return lambda faits: sorted(regle(faits), key=lambda limite: limite.jour)


def en_mots(limites: Sequence[Limite]) -> str:
    """The stricter and why, then what the others would give."""
    retenue, *autres = limites
    phrases = [f"{tete_de_phrase(retenue.raison)}, au plus tard le {date_longue(retenue.jour)}."]
    phrases += [
        f"L’autre règle donnerait le {date_longue(autre.jour)} : {autre.raison} ({autre.regle.code})."
        for autre in autres
        if autre.jour != retenue.jour
    ]
    return " ".join(phrases)


@_rangees
def limites_depot(f: Faits) -> Iterator[Limite]:
    """Once it was deposited, or a dérogation asked, the end of the training alone is left."""
    entree, fin = f.entree_formation, f.fin_formation
    if entree and f.limite_inscription and f.deposee_le is None and f.derogation in (None, EtatDerogation.REFUSEE):
        raison = f"{compte(f.delais.inscription_jours, 'jour')} après l’entrée en formation du {date_longue(entree)}"
        yield Limite(f.limite_inscription, INSCRIPTION_DELAI, raison, entree)
    if fin:
        yield Limite(fin, INSCRIPTION_PREALABLE, "dernier jour de la formation, jamais après", fin)


@_rangees
def limites_du_livret(f: Faits) -> Iterator[Limite]:
    for jour, regle, raison in limites_livret(
        entree=f.entree_formation,
        fin=f.fin_formation,
        evaluation=f.evaluation_le,
        mois=f.delais.livret_mois,
        tiers=f.delais.livret_premier_tiers,
    ):
        repere = f.entree_formation if regle == LIVRET_TIERS else f.evaluation_le
        yield Limite(jour, regle, raison, repere or jour)


@_rangees
def limites_annonce(f: Faits) -> Iterator[Limite]:
    """Of an evaluation whose day nobody told: the sitting is in the training, so its last day gives the last good one;
    the livret says it at the latest."""
    if f.fin_formation:
        mois = f.delais.annonce_mois
        raison = f"{compte(mois, 'mois')} avant une évaluation tenue le dernier jour de la formation"
        jour = EVALUATION_ANNONCE.avant(f.fin_formation, mois=mois)
        yield Limite(jour, EVALUATION_ANNONCE, raison, f.fin_formation)
    livrets = limites_du_livret(f) if f.livret_requis else []
    for limite in livrets[:1]:
        raison = f"en même temps que le {f.delais.livret}"
        yield Limite(limite.jour, EVALUATION_DATE, raison, limite.repere)


@_rangees
def limites_commission(f: Faits) -> Iterator[Limite]:
    if f.evaluation_prevue_le:
        prevue = f.evaluation_prevue_le
        yield Limite(prevue, EVALUATION_DATE, "date d’évaluation prévue", prevue)
    if f.fin_formation:
        debut = EVALUATION_DERNIER_MOIS.avant(f.fin_formation, mois=f.delais.fin_mois)
        raison = f"fin de la formation, la commission se tenant à partir du {date_longue(debut)}"
        yield Limite(f.fin_formation, EVALUATION_DERNIER_MOIS, raison, f.fin_formation)


@_rangees
def limites_pieces(f: Faits) -> Iterator[Limite]:
    """Before the jury of the file, or before the next one after its sitting; on the day of a sitting too near it."""
    if jury_le := f.jury_attendu_le:
        jours = compte(f.delais.avis_jours, "jour")
        jour, raison = (
            date_limite_pieces(jury_le, f.delais.avis_jours),
            f"{jours} avant le jury du {date_longue(jury_le)}",
        )
        if f.seance_le and f.seance_le > jour:
            jour, raison = f.seance_le, f"jour de la commission, à moins de {jours} du jury du {date_longue(jury_le)}"
        yield Limite(jour, PIECES_AVANT_JURY, raison, jury_le)
