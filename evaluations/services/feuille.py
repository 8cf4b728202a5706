"""A signed paper received: accepted by the centre, and only then of any effect, or sent back with a reason."""

from datetime import datetime
from typing import cast

from certif_portal.commun.actes import acte
from certif_portal.commun.durees import compte
from certif_portal.commun.erreurs import ErreurMetier, RegleNonRespectee
from certif_portal.commun.etats import verifier_transition
from certif_portal.commun.fichiers import octets_de
from certif_portal.commun.journal import journaliser
from certif_portal.comptes.models import Utilisateur
from evaluations.choix import TRANSITIONS_FEUILLE, EtatFeuille
from evaluations.courriels.delegation import dire_feuille_renvoyee
from evaluations.models import FeuilleRecue, Grille
from evaluations.queries.numerisation import numeros_recus
from evaluations.regles.delegation import FEUILLE_VERIFIEE
from evaluations.regles.feuille import pages_manquantes
from evaluations.services.avis_papier import joindre_papier_avis
from evaluations.services.emargement import deposer_emargement_signe
from evaluations.services.grille_papier import joindre_grille_papier

SANS_PAGE = "Cette feuille n’existe plus : sa dernière page vient d’être rangée ailleurs."


@acte
def accepter_feuille(*, feuille: FeuilleRecue, par: Utilisateur, a: datetime) -> FeuilleRecue:
    """An agent has looked at it: the émargement is signed, the opinion and the grid are to be typed."""
    feuille = _verrouiller(feuille)
    verifier_transition(TRANSITIONS_FEUILLE, feuille, EtatFeuille.ACCEPTEE)
    manquent = pages_manquantes(feuille.pages_total, numeros_recus(feuille))
    if manquent or feuille.fichier is None:
        dites = ", ".join(str(numero) for numero in manquent)
        raise RegleNonRespectee(FEUILLE_VERIFIEE, f"Il manque {compte(len(manquent), 'page')} : {dites}.")
    if feuille.commission:
        deposer_emargement_signe(
            commission=feuille.commission,
            nom=feuille.fichier.nom,
            octets=octets_de(feuille.fichier),
            type_mime=feuille.fichier.type_mime,
            par=par,
            a=a,
        )
    elif feuille.avis:
        joindre_papier_avis(avis=feuille.avis, papier=feuille.fichier, par=par, a=a)
    else:
        joindre_grille_papier(grille=cast(Grille, feuille.grille), fichier=feuille.fichier, par=par, a=a)
    _examiner(feuille, EtatFeuille.ACCEPTEE, "acceptée", par, a)
    return feuille


@acte
def renvoyer_feuille(*, feuille: FeuilleRecue, motif: str, par: Utilisateur, a: datetime) -> FeuilleRecue:
    """Not what it says, not signed, not readable: whoever deposited it is told why."""
    feuille = _verrouiller(feuille)
    verifier_transition(TRANSITIONS_FEUILLE, feuille, EtatFeuille.RENVOYEE)
    if not motif.strip():
        raise ErreurMetier("Le motif du renvoi est attendu.")
    feuille.motif = motif.strip()
    _examiner(feuille, EtatFeuille.RENVOYEE, f"renvoyée : {feuille.motif}", par, a)
    dire_feuille_renvoyee(feuille, a)
    return feuille


def _verrouiller(feuille: FeuilleRecue) -> FeuilleRecue:
    """Locked first, read next: its pages, hence its file, may have changed while the lock was awaited."""
    if not FeuilleRecue.objects.select_for_update(no_key=True).filter(pk=feuille.pk):
        raise ErreurMetier(SANS_PAGE)
    return FeuilleRecue.objects.select_related(
        "grille__inscription__candidat", "avis__inscription__candidat", "commission", "organisme", "fichier"
    ).get(pk=feuille.pk)


def _examiner(feuille: FeuilleRecue, etat: EtatFeuille, dit: str, par: Utilisateur, a: datetime) -> None:
    feuille.etat, feuille.examinee_le, feuille.examinee_par = etat, a, par
    feuille.full_clean()
    feuille.save(update_fields=["etat", "motif", "examinee_le", "examinee_par"])
    phrase = f"{feuille.get_sorte_display()}, papier signé numérisé : feuille {dit}"
    journaliser(feuille.dossier, "feuille_examinee", phrase.rstrip(".") + ".", par=par, a=a)
