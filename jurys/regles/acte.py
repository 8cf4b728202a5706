"""Two tables. The steps: of each, whether it is done and, of the first one that is not, which act it waits for. The
acts: of each, who must do it, since when, by when, and why it cannot be done yet.

A new act is a line of both. No database here, no clock: facts come in.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from candidats.choix import DecisionRecevabilite, EtatInscription, EtatLivret
from candidats.choix_suivi import ActeDossier, Acteur, EtapeDossier, StatutEtape
from candidats.regles.acceptation import obstacles
from candidats.regles.livret import date_limite_livret
from certif_portal.commun.durees import compte
from evaluations.choix import EtatAvis, EtatGrille
from jurys.regles.delai import date_limite_avis, date_limite_certificats
from jurys.regles.faits import Faits
from jurys.regles.limite import Limites, limites_commission, limites_depot

A, E, S = ActeDossier, EtapeDossier, StatutEtape
TOUT_ACQUIS = "tout est déjà acquis"
Jour = date | None
Limite = tuple[Jour, str]


# --- the steps ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Ligne:
    """One line of the table of steps. `detail`: its words, `{le}` standing for the day that `le` gives."""

    etape: EtapeDossier
    quand: Callable[[Faits], object]
    statut: StatutEtape
    detail: str | Callable[[Faits], str] = ""
    le: Callable[[Faits], Jour] | None = None
    acte: ActeDossier | None = None


def _recevable(f: Faits) -> bool:
    return f.recevabilite == DecisionRecevabilite.RECEVABLE


def _seance_evaluee(f: Faits) -> str:
    return (
        "{le}, en signature" if f.grille == EtatGrille.EN_SIGNATURE else f"{{le}}, {f.seance.lieu if f.seance else ''}"
    )


ETAPES: tuple[Ligne, ...] = (
    # the registration
    Ligne(
        E.INSCRIPTION,
        lambda f: f.etat == EtatInscription.ABANDONNEE,
        S.REFUS,
        "abandonnée le {le}",
        lambda f: f.abandonnee_le,
    ),
    Ligne(E.INSCRIPTION, lambda f: f.acceptee_le, S.FAIT, "acceptée le {le}", lambda f: f.acceptee_le),
    Ligne(
        E.INSCRIPTION,
        lambda f: f.etat == EtatInscription.DEPOSEE,
        S.A_VENIR,
        "déposée le {le}",
        lambda f: f.deposee_le,
        A.VERIFIER,
    ),
    Ligne(E.INSCRIPTION, lambda f: f.etat == EtatInscription.A_CORRIGER, S.A_VENIR, "à corriger", acte=A.CORRIGER),
    Ligne(E.INSCRIPTION, lambda f: True, S.A_VENIR, "brouillon", acte=A.COMPLETER),
    # the livret; in a VAE, the admissibility
    Ligne(
        E.LIVRET,
        lambda f: not f.livret_requis and _recevable(f) and f.livret2_le is None,
        S.A_VENIR,
        "recevable, livret 2 attendu",
        acte=A.DEPOSER_LIVRET2,
    ),
    Ligne(
        E.LIVRET,
        lambda f: not f.livret_requis and _recevable(f),
        S.FAIT,
        "recevable, {le}",
        lambda f: f.recevabilite_decidee_le,
    ),
    Ligne(
        E.LIVRET,
        lambda f: not f.livret_requis and f.recevabilite == DecisionRecevabilite.NON_RECEVABLE,
        S.REFUS,
        "non recevable, {le}",
        lambda f: f.recevabilite_decidee_le,
    ),
    Ligne(
        E.LIVRET,
        lambda f: not f.livret_requis and f.recevabilite and f.accueil_manque,
        S.A_VENIR,
        "accueil à faire",
        acte=A.NOTER_ACCUEIL,
    ),
    Ligne(E.LIVRET, lambda f: not f.livret_requis, S.A_VENIR, "à décider", acte=A.DECIDER_RECEVABILITE),
    Ligne(E.LIVRET, lambda f: f.tout_acquis, S.SANS_OBJET, TOUT_ACQUIS),
    Ligne(E.LIVRET, lambda f: f.livret == EtatLivret.VALIDE, S.FAIT, "validé le {le}", lambda f: f.livret_valide_le),
    Ligne(
        E.LIVRET,
        lambda f: f.livret == EtatLivret.DEPOSE,
        S.A_VENIR,
        "déposé le {le}",
        lambda f: f.livret_depose_le,
        A.VALIDER_LIVRET,
    ),
    Ligne(E.LIVRET, lambda f: f.livret, S.A_VENIR, "à corriger", acte=A.CORRIGER_LIVRET),
    Ligne(E.LIVRET, lambda f: True, S.A_VENIR, "attendu", acte=A.DEPOSER_LIVRET),
    # the evaluation
    Ligne(E.EVALUATION, lambda f: f.tout_acquis, S.SANS_OBJET, TOUT_ACQUIS),
    Ligne(E.EVALUATION, lambda f: not f.seances, S.A_VENIR, "à planifier", acte=A.PLANIFIER),
    Ligne(
        E.EVALUATION,
        lambda f: f.grille_scellee and not f.emargement_manque,
        S.FAIT,
        "{le}, grille signée",
        lambda f: f.seance_le,
    ),
    Ligne(E.EVALUATION, lambda f: f.grille_scellee, S.A_VENIR, "grille signée, émargement attendu", acte=A.EMARGER),
    Ligne(
        E.EVALUATION,
        lambda f: True,
        S.A_VENIR,
        _seance_evaluee,
        lambda f: f.seance_le,
        A.EVALUER,
    ),
    # the company's opinion
    Ligne(E.AVIS, lambda f: f.tout_acquis, S.SANS_OBJET, TOUT_ACQUIS),
    Ligne(E.AVIS, lambda f: not f.avis_requis, S.SANS_OBJET, lambda f: f.avis_motif),
    Ligne(E.AVIS, lambda f: f.avis == EtatAvis.RENDU, S.FAIT, "rendu le {le}", lambda f: f.avis_rendu_le),
    Ligne(
        E.AVIS, lambda f: f.avis == EtatAvis.ABSENT, S.FAIT, "absence constatée le {le}", lambda f: f.avis_absence_le
    ),
    Ligne(
        E.AVIS,
        lambda f: f.avis == EtatAvis.A_VERIFIER,
        S.A_VENIR,
        "papier saisi le {le}, à vérifier",
        lambda f: f.avis_saisi_le,
        A.VERIFIER_AVIS,
    ),
    Ligne(
        E.AVIS,
        lambda f: f.avis and f.avis_papier_le,
        S.A_VENIR,
        "papier reçu le {le}, à saisir",
        lambda f: f.avis_papier_le,
        A.SAISIR_AVIS,
    ),
    Ligne(E.AVIS, lambda f: f.avis, S.A_VENIR, "attendu", acte=A.DONNER_AVIS),
    Ligne(E.AVIS, lambda f: True, S.A_VENIR, lambda f: f"demandé après le {f.delais.livret}", acte=A.DONNER_AVIS),
    # the jury
    Ligne(E.JURY, lambda f: f.etat == EtatInscription.ADMISE, S.FAIT, "admis le {le}", lambda f: f.decidee_le),
    Ligne(E.JURY, lambda f: f.etat == EtatInscription.NON_ADMISE, S.REFUS, "non admis le {le}", lambda f: f.decidee_le),
    Ligne(E.JURY, lambda f: f.jury is None, S.A_VENIR, "à présenter", acte=A.PRESENTER),
    Ligne(
        E.JURY,
        lambda f: True,
        S.A_VENIR,
        lambda f: f"{{le}}, jury {f.jury.numero if f.jury else ''}",
        lambda f: f.jury_le,
        A.DELIBERER,
    ),
    # the certificate
    Ligne(E.CERTIFICAT, lambda f: f.certificat, S.FAIT, lambda f: f"n° {f.certificat}"),
    Ligne(E.CERTIFICAT, lambda f: f.etat == EtatInscription.NON_ADMISE, S.SANS_OBJET, "sans objet"),
    Ligne(E.CERTIFICAT, lambda f: f.jury, S.A_VENIR, acte=A.CERTIFIER),
    Ligne(
        E.CERTIFICAT,
        lambda f: True,
        S.A_VENIR,
        lambda f: f"{compte(f.delais.certificats_mois, 'mois')} au plus après le jury",
        acte=A.CERTIFIER,
    ),
)


# --- the acts ----------------------------------------------------------------------------------


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
