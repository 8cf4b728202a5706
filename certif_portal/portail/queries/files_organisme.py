"""The work queues of an OF, one row each, as those of the centre are."""

from dataclasses import replace

from candidats.choix import EtatProjet
from candidats.choix_suivi import ActeDossier as A
from candidats.models import Inscription
from certif_portal.portail.queries.file import File, de_dossiers, projets_de
from certif_portal.portail.queries.files_attente import PAGES_A_ATTRIBUER
from evaluations.queries.delegation import a_revoir, avis_renvoyes, grilles_renvoyees, pages_du_delegue

FILES_DE_L_ORGANISME: tuple[File, ...] = (
    de_dossiers(
        "a-corriger",
        A.CORRIGER,
        titre="Inscriptions à corriger",
        mot="à corriger",
        sorte="faire",
        acte="Corriger",
        lots=("deposer",),
    ),
    de_dossiers(
        "brouillons",
        A.COMPLETER,
        titre="Brouillons à déposer",
        mot="brouillons",
        un="brouillon",
        sorte="attente",
        acte="Compléter",
        lots=(
            "deposer",
            "supprimer",
        ),
    ),
    de_dossiers(
        "livrets-a-deposer",
        A.DEPOSER_LIVRET,
        A.CORRIGER_LIVRET,
        titre="{Livrets} à déposer",
        mot="{livrets} à déposer",
        un="{livret} à déposer",
        sorte="faire",
        acte="Déposer",
        ensemble="livret_liste",
        lots=("deposer-livrets",),
    ),
    de_dossiers(
        "en-verification",
        A.VERIFIER,
        titre="Inscriptions au centre",
        mot="au centre",
        sorte="",
        acte="Ouvrir",
        explication="Déposées : le centre les vérifie.",
        lots=("retirer",),
    ),
    File(
        code="commissions-renvoyees",
        titre="Commissions proposées, à revoir",
        mot="commissions à revoir",
        un="commission à revoir",
        sorte="faire",
        lignes=a_revoir,
        depuis="decidee_le",
        vers="proposition_detail",
        acte="Revoir",
        instant=True,
    ),
    File(
        code="grilles-a-ressaisir",
        titre="Grilles sur papier à saisir de nouveau",
        mot="grilles à saisir de nouveau",
        un="grille à saisir de nouveau",
        sorte="faire",
        lignes=grilles_renvoyees,
        depuis="examinee_le",
        vers="grille_papier_saisir",
        acte="Corriger",
        instant=True,
        explication="Le centre dit ce qui diffère du papier ; votre saisie est gardée.",
    ),
    File(
        code="avis-a-ressaisir",
        titre="Avis d’entreprise à saisir de nouveau",
        mot="avis à saisir de nouveau",
        un="avis à saisir de nouveau",
        sorte="faire",
        lignes=lambda p, le: Inscription.objects.visibles_par(p).filter(avis__in=avis_renvoyes(p, le)),
        depuis="avis__renvoye_le",
        vers="avis_saisir",
        acte="Corriger",
        instant=True,
        explication="Le centre dit ce qui diffère du papier ; votre saisie est gardée.",
    ),
    replace(PAGES_A_ATTRIBUER, code="pages-a-attribuer", lignes=pages_du_delegue),
    File(
        code="projets-a-revoir",
        titre="Projets à revoir",
        mot="projets à revoir",
        un="projet à revoir",
        sorte="faire",
        lignes=lambda p, le: projets_de(p).filter(etat__in=[EtatProjet.REFUSE, EtatProjet.CONSEILLE]),
        depuis="decide_le",
        vers="projet_detail",
        acte="Revoir",
        instant=True,
        explication="Le centre a refusé son aval, ou conseille une autre certification.",
    ),
)
