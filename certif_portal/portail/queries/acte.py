"""What a person may do on a file today: one table, a row an act, in the order of the page; an act that is not possible
yet says why.

A new act of this page is a row of `ACTES`.
"""

from collections.abc import Callable
from dataclasses import dataclass

from candidats import permissions
from candidats.choix import OUVERTES, DecisionRecevabilite, EtatDerogation, EtatInscription, EtatLivret
from candidats.models import Inscription
from candidats.regles.acceptation import obstacles
from candidats.regles.livret import livret_requis
from certif_portal.centre.models import ParametresCentre
from certif_portal.commun.regles import Regle
from certif_portal.comptes.models import Utilisateur
from certif_portal.comptes.permissions import Personne, est_du_centre
from certif_portal.portail.queries.dossier import Dossier
from certif_portal.portail.queries.marche import lien
from certif_portal.portail.regles import relances_suspendues
from evaluations.choix import EtatAvis
from jurys.regles.piece import PRET_POUR_LE_JURY

Quand = Callable[[Dossier], object]
Raisons = tuple[str, ...]


@dataclass(frozen=True)
class Action:
    """A button: a link, or a form that posts at once; disabled when there are reasons."""

    libelle: str
    url: str
    poste: bool = False
    second: bool = False
    raisons: Raisons = ()
    regle: Regle | None = None


@dataclass(frozen=True)
class ActeOffert:
    """One row: its words (`{livret}` is the centre's own), its page, who may, when, and what stands in its way."""

    libelle: str
    page: str
    qui: Callable[[Personne, Inscription], bool]
    quand: Quand = lambda d: True
    pas_encore: Callable[[Dossier], Raisons] = lambda d: ()
    poste: bool = False
    second: bool = False
    regle: Regle | None = None
    du_dossier: bool = True
    """Its page is that of this file; else, a page of the centre."""

    def offert(self, dossier: Dossier, personne: Personne) -> object:
        return self.qui(personne, dossier.inscription) and self.quand(dossier)


def actions(dossier: Dossier, personne: Utilisateur, centre: ParametresCentre) -> list[Action]:
    """The rows of the table that this person may do on this file today."""
    return [
        Action(
            acte.libelle.format(livret=centre.livret_nom),
            lien(acte.page, *[dossier.inscription.pk] * acte.du_dossier),
            acte.poste,
            acte.second,
            acte.pas_encore(dossier),
            acte.regle,
        )
        for acte in ACTES
        if acte.offert(dossier, personne)
    ]


# --- when ----------------------------------------------------------------------------------------


def _derogation_demandee(d: Dossier) -> bool:
    return d.derogation is not None and d.derogation.etat == EtatDerogation.DEMANDEE


def _livret_attendu(d: Dossier) -> bool:
    return livret_requis(d.inscription.voie) and not d.inscription.tout_acquis


def _livret_depose(d: Dossier) -> bool:
    return d.livret is not None and d.livret.etat == EtatLivret.DEPOSE


def _recevabilite_a_decider(d: Dossier) -> bool:
    vae = getattr(d.inscription, "recevabilite", None)
    return vae is None or vae.decision == DecisionRecevabilite.EN_COURS


def _avis_attendu(d: Dossier) -> bool:
    return d.avis is not None and d.avis.etat == EtatAvis.ATTENDU


def _avis_sur_papier(d: Dossier) -> bool:
    return _avis_attendu(d) and d.avis is not None and d.avis.papier_id is not None


def _avis_a_verifier(d: Dossier) -> bool:
    return d.avis is not None and d.avis.etat == EtatAvis.A_VERIFIER


def _a_presenter(d: Dossier) -> bool:
    return d.inscription.est_suivie and d.inscription.suivi.jury_le is None


def _se_relance(d: Dossier) -> bool:
    return d.inscription.etat in (*OUVERTES, EtatInscription.NON_ADMISE)


def _suspendu(d: Dossier) -> bool:
    return relances_suspendues(getattr(d.inscription, "relances_jusqu_au", None), d.le)


# --- who, where the permission does not look at the file ------------------------------------------


def _porte_encore(personne: Personne, inscription: Inscription) -> bool:
    return permissions.porte_le_dossier(personne, inscription) and inscription.etat in OUVERTES


def _centre(personne: Personne, inscription: Inscription) -> bool:
    return est_du_centre(personne)


# --- why not yet; the service has the last word ---------------------------------------------------


def _sans_piece_d_identite(d: Dossier) -> Raisons:
    """Without OF, the centre looks at the document itself (decision 0050)."""
    lisible = d.inscription.organisme_id is None or any(piece.fichier_id for piece in d.annexes.identites)
    return () if lisible else ("Aucune pièce d’identité n’est déposée.",)


def _obstacles_acceptation(d: Dossier) -> Raisons:
    return tuple(str(obstacle) for obstacle in obstacles(d.acceptation))


def _pieces_manquantes(d: Dossier) -> Raisons:
    return tuple(piece.explication for piece in d.pieces if piece.manque)


A, P = ActeOffert, permissions
ACTES: tuple[ActeOffert, ...] = (
    # whoever bears the file: submit, correct, deposit the livret
    A("Déposer l’inscription", "inscription_deposer", P.peut_modifier, poste=True),
    A(
        "Corriger",
        "inscription_modifier",
        P.peut_modifier,
        lambda d: d.inscription.etat == EtatInscription.A_CORRIGER,
        second=True,
    ),
    A(
        "Compléter",
        "inscription_modifier",
        P.peut_modifier,
        lambda d: d.inscription.etat == EtatInscription.BROUILLON,
        second=True,
    ),
    A("Joindre la pièce d’identité", "piece_identite_deposer", P.peut_modifier, second=True),
    A(
        "Déposer le {livret}",
        "livret_deposer",
        P.peut_deposer_livret,
        lambda d: _livret_attendu(d) and d.livret is None,
    ),
    A("Corriger le {livret}", "livret_deposer", P.peut_deposer_livret, lambda d: _livret_attendu(d) and d.livret),
    # the centre, of a registration just submitted
    A("Décider de la dérogation", "derogation_decider", P.peut_examiner, _derogation_demandee),
    A(
        "Vérifier l’identité",
        "identite_verifier",
        P.peut_examiner,
        lambda d: d.inscription.candidat.identite_verifiee_le is None,
        _sans_piece_d_identite,
    ),
    A("Accepter", "inscription_accepter", P.peut_examiner, pas_encore=_obstacles_acceptation, poste=True),
    A(
        "Renvoyer à l’organisme",
        "inscription_renvoyer",
        P.peut_examiner,
        lambda d: d.inscription.organisme_id,
        second=True,
    ),
    A(
        "Renvoyer pour correction",
        "inscription_renvoyer",
        P.peut_examiner,
        lambda d: not d.inscription.organisme_id,
        second=True,
    ),
    # the centre, between the acceptance and the jury
    A("Valider le {livret}", "livret_valider", P.peut_decider_livret, _livret_depose, poste=True),
    A("Lire le {livret}", "livret_deposer", P.peut_decider_livret, _livret_depose, second=True),
    A("Renvoyer le {livret}", "livret_renvoyer", P.peut_decider_livret, _livret_depose, second=True),
    A("Décider de la recevabilité", "recevabilite_decider", P.peut_decider_recevabilite, _recevabilite_a_decider),
    A("Instruire la VAE", "vae_instruire", P.peut_decider_recevabilite, _recevabilite_a_decider, second=True),
    A("Saisir l’avis reçu sur papier", "avis_saisir", _centre, _avis_sur_papier),
    A("Vérifier l’avis saisi", "avis_verifier", _centre, _avis_a_verifier),
    A("Renvoyer le lien d’avis", "avis_renvoyer_lien", _centre, _avis_attendu, second=True),
    A(
        "Présenter au jury",
        "jury_liste",
        _centre,
        _a_presenter,
        _pieces_manquantes,
        regle=PRET_POUR_LE_JURY,
        du_dossier=False,
    ),
    # at any time
    A("Inscrire le suivant", "inscription_suivante", _porte_encore, second=True),
    A("Entreprise", "entreprise_completer", P.peut_completer_entreprise, second=True),
    A("Livret 2", "livret2_deposer", P.peut_deposer_livret2, second=True),
    A("Rapport d’activités", "rapport_deposer", P.peut_deposer_rapport, lambda d: d.rapport, second=True),
    A("Acquis", "acquis_reprendre", P.peut_reprendre_acquis, second=True),
    A("Reporter", "evaluation_reporter", P.peut_reporter, second=True),
    A("Aménagements", "amenagement_liste", P.peut_decider_amenagements, second=True),
    A("Projet", "inscription_rattacher", P.peut_rattacher, lambda d: d.inscription.projet_id, second=True),
    A("Retirer le dépôt", "depot_retirer", P.peut_retirer_depot, second=True),
    A("Suspendre les relances", "relance_suspendre", _centre, _se_relance, second=True),
    A("Reprendre les relances", "relance_reprendre", _centre, _suspendu, poste=True, second=True),
    A("Supprimer", "brouillon_supprimer", P.peut_supprimer_brouillon, second=True),
    A("Abandon, désistement", "inscription_abandonner", P.peut_abandonner, second=True),
)
"""The table: a new act is one more row."""
