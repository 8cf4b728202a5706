"""The acts a file waits for: of each, who must do it, since when, by when, and why it cannot be done yet.

A new act is a line of this table, and of the table of steps. No database here, no clock: facts come in.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from candidats.choix_suivi import ActeDossier, Acteur
from candidats.regles.acceptation import obstacles
from candidats.regles.livret import date_limite_livret
from certif_portal.commun.durees import compte
from jurys.regles.delai import date_limite_avis, date_limite_certificats
from jurys.regles.faits import Faits
from jurys.regles.limite import Limites, limites_commission, limites_depot

A = ActeDossier
Jour = date | None
Limite = tuple[Jour, str]


def _depositaire(f: Faits) -> Acteur:
    """Who deposits the registration and the livret: its OF, or the centre where there is none."""
    return Acteur.ORGANISME if f.a_organisme else Acteur.CENTRE


def _centre(f: Faits) -> Acteur:
    return Acteur.CENTRE


def _sans_limite(f: Faits) -> Limite:
    return None, ""


def _premiere(limites: Limites) -> Limite:
    """The stricter, and why; nothing when no rule gives a day yet."""
    return (limites[0].jour, limites[0].raison) if limites else (None, "")


def _limite_livret(f: Faits) -> Limite:
    return date_limite_livret(
        entree=f.entree_formation,
        fin=f.fin_formation,
        evaluation=f.evaluation_le,
        mois=f.delais.livret_mois,
        tiers=f.delais.livret_premier_tiers,
    )


def _limite_avis(f: Faits) -> Limite:
    if f.jury is None:
        return None, "avant la présentation au jury"
    return date_limite_avis(f.jury.date, f.delais.avis_jours), f"{compte(f.delais.avis_jours, 'jour')} avant le jury"


def _limite_certificat(f: Faits) -> Limite:
    limite = date_limite_certificats(f.jury.date, f.delais.certificats_mois) if f.jury else None
    return limite, f"{compte(f.delais.certificats_mois, 'mois')} au plus après le jury"


def _obstacle_acceptation(f: Faits) -> str:
    """All that the service would refuse, in the words of its rule."""
    return " ".join(obstacle.detail for obstacle in obstacles(f.acceptation)) if f.acceptation else ""


def _evaluable_depuis(f: Faits) -> Jour:
    return f.livret_valide_le or f.livret2_le or f.acceptee_le


@dataclass(frozen=True)
class RegleActe:
    """Who does an act, since when it waits, by when and why then, on what, and what stands in its way."""

    acteur: Callable[[Faits], Acteur]
    depuis: Callable[[Faits], Jour]
    limite: Callable[[Faits], Limite] = _sans_limite
    cible: Callable[[Faits], int | None] = lambda f: None
    precision: Callable[[Faits], str] = lambda f: ""
    obstacle: Callable[[Faits], str] = lambda f: ""


def _cible_seance(f: Faits) -> int | None:
    return f.seance.commission if f.seance else None


ACTES: dict[ActeDossier, RegleActe] = {
    A.COMPLETER: RegleActe(_depositaire, lambda f: f.creee_le, lambda f: _premiere(limites_depot(f))),
    A.CORRIGER: RegleActe(_depositaire, lambda f: f.deposee_le, lambda f: _premiere(limites_depot(f))),
    A.VERIFIER: RegleActe(_centre, lambda f: f.deposee_le, obstacle=_obstacle_acceptation),
    A.DEPOSER_LIVRET: RegleActe(_depositaire, lambda f: f.acceptee_le, _limite_livret),
    A.CORRIGER_LIVRET: RegleActe(_depositaire, lambda f: f.livret_depose_le, _limite_livret),
    A.VALIDER_LIVRET: RegleActe(_centre, lambda f: f.livret_depose_le),
    A.NOTER_ACCUEIL: RegleActe(_centre, lambda f: f.recevabilite_recue_le),
    A.DECIDER_RECEVABILITE: RegleActe(_centre, lambda f: f.recevabilite_recue_le),
    A.DEPOSER_LIVRET2: RegleActe(_depositaire, lambda f: f.recevabilite_decidee_le),
    A.PLANIFIER: RegleActe(_centre, _evaluable_depuis, lambda f: _premiere(limites_commission(f))),
    A.EVALUER: RegleActe(
        lambda f: Acteur.COMMISSION,
        _evaluable_depuis,
        lambda f: (f.seance_le, "jour de la commission"),
        _cible_seance,
    ),
    A.EMARGER: RegleActe(_centre, lambda f: f.seance_le, cible=_cible_seance),
    A.DONNER_AVIS: RegleActe(lambda f: Acteur.TUTEUR, lambda f: f.avis_demande_le, _limite_avis),
    A.SAISIR_AVIS: RegleActe(_centre, lambda f: f.avis_papier_le, _limite_avis),
    A.VERIFIER_AVIS: RegleActe(_centre, lambda f: f.avis_saisi_le, _limite_avis),
    A.PRESENTER: RegleActe(_centre, lambda f: f.seance_le or f.acceptee_le),
    A.DELIBERER: RegleActe(
        lambda f: Acteur.JURY,
        lambda f: f.jury_le,
        lambda f: (f.jury_le, "jour du jury"),
        lambda f: f.jury.id if f.jury else None,
        lambda f: f.jury.numero if f.jury else "",
    ),
    A.CERTIFIER: RegleActe(_centre, lambda f: f.decidee_le, _limite_certificat),
}


def libelle_acte(acte: str, livret: str, precision: str = "") -> str:
    """What an act is called, in the centre's own words."""
    return str(ActeDossier(acte).label).format(livret=livret, precision=precision)


@dataclass(frozen=True)
class ProchainActe:
    """The act a file waits for."""

    code: ActeDossier
    acteur: Acteur
    depuis: Jour
    limite: Jour
    explication: str
    obstacle: str
    precision: str
    cible: int | None


def prochain(faits: Faits, code: ActeDossier) -> ProchainActe:
    regle = ACTES[code]
    limite, explication = regle.limite(faits)
    return ProchainActe(
        code=code,
        acteur=regle.acteur(faits),
        depuis=regle.depuis(faits),
        limite=limite,
        explication=explication,
        obstacle=regle.obstacle(faits),
        precision=regle.precision(faits),
        cible=regle.cible(faits),
    )
