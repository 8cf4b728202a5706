"""Small shapes for the tablet screens: initials, bars of progress, sittings by day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.urls import reverse

from candidats.models import Candidat
from certif_portal.commun.choses import TROIS, Chose
from certif_portal.commun.durees import compte
from certif_portal.commun.typographie import date_courte
from evaluations.choix import EtatGrille
from evaluations.models import Commission, Grille, Passage
from evaluations.queries.grille import LigneGrille
from evaluations.regles import paquet as regles_paquet


def initiales(candidat: Candidat) -> str:
    """« Z. O. »: enough on a tablet that lies on a bench."""
    return regles_paquet.initiales(candidat.prenom, candidat.nom_affiche)


def segments(
    grille: Grille, lignes: Iterable[LigneGrille], courante: LigneGrille | None = None
) -> list[dict[str, str]]:
    """The bars of composants/segments.html, one per competence; the one shown stands out until it is judged."""
    return [
        {
            "titre": f"Compétence {ligne.numero}",
            "statut": "ici" if ligne is courante and ligne.appreciation is None else ligne.statut,
            "url": reverse("grille_competence", args=[grille.pk, ligne.competence.pk]),
        }
        for ligne in lignes
    ]


@dataclass(frozen=True)
class SeanceEvaluateur:
    """One sitting of the evaluator, with its candidates."""

    commission: Commission
    passages: tuple[Passage, ...]

    @property
    def a_declarer(self) -> int:
        """The candidates on whom this evaluator has said nothing yet."""
        return sum(not passage.declare for passage in self.passages)  # type: ignore[attr-defined]


@dataclass(frozen=True)
class RubriqueSeances:
    titre: str
    seances: tuple[SeanceEvaluateur, ...]
    du_jour: bool = False
    annee: int = 0  # of those that are done, which come folded


def seances_du_jour(passages: Iterable[Passage], le: date) -> list[RubriqueSeances]:
    """Today, to finish, to come, then what is done, folded, a year at a time: each only when it holds something."""
    par_commission: dict[int, list[Passage]] = {}
    for passage in passages:
        par_commission.setdefault(passage.commission_id, []).append(passage)
    seances = [SeanceEvaluateur(groupe[0].commission, tuple(groupe)) for groupe in par_commission.values()]
    groupes = {
        "Aujourd’hui": [s for s in seances if s.commission.date == le],
        "À terminer": [s for s in seances if s.commission.date < le and not _finie(s)],
        "À venir": [s for s in seances if s.commission.date > le],
    }
    rubriques = [
        RubriqueSeances(titre, tuple(groupe), du_jour=titre == "Aujourd’hui")
        for titre, groupe in groupes.items()
        if groupe
    ]
    finies = [s for s in reversed(seances) if s.commission.date < le and _finie(s)]
    annees = groupby(finies, key=lambda seance: seance.commission.date.year)
    return rubriques + [RubriqueSeances(f"Terminées en {an}", tuple(groupe), annee=an) for an, groupe in annees]


def choses_a_faire(rubriques: Iterable[RubriqueSeances], le: date) -> list[Chose]:
    """What still waits for this evaluator: sittings already held first, then today's, then a declaration to make."""
    seances = [seance for rubrique in rubriques if not rubrique.annee for seance in rubrique.seances]
    seances.sort(key=lambda seance: seance.commission.date)
    choses = []
    for seance in seances:
        commission, tenue = seance.commission, seance.commission.date <= le
        quand = f"séance du {date_courte(commission.date, le)}, {commission.lieu}"
        restent = [p for p in seance.passages if tenue and p.declare and not p.signee and _a_signer(p)]  # type: ignore[attr-defined]
        if seance.a_declarer:
            quoi = f"Déclarer votre indépendance : {compte(seance.a_declarer, 'candidat')}"
            url = reverse("independance_seance", args=[commission.pk])
            choses.append(Chose(quoi, quand, url, "Déclarer", en_retard=commission.date < le))
        elif restent:
            quoi = f"{compte(len(restent), 'grille')} à finir et à signer"
            url = restent[0].inscription.grille.get_absolute_url()
            choses.append(Chose(quoi, quand, url, "Continuer", en_retard=commission.date < le))
    return choses[:TROIS]


def _a_signer(passage: Passage) -> bool:
    return not passage.lien and passage.inscription.grille.etat != EtatGrille.SCELLEE  # type: ignore[attr-defined]


def _finie(seance: SeanceEvaluateur) -> bool:
    return all(passage.inscription.grille.etat == EtatGrille.SCELLEE for passage in seance.passages)
