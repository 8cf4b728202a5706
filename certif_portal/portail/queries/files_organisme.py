"""The work queues of an OF, one row each, as those of the centre are."""

from dataclasses import replace

from candidats.choix import EtatProjet
from candidats.choix_suivi import ActeDossier as A
from certif_portal.portail.queries.files_attente import PAGES_A_ATTRIBUER, File, attendent, projets_de
from evaluations.choix import EtatProposition
from evaluations.queries.delegation import propositions_pour

FILES_DE_L_ORGANISME: tuple[File, ...] = (
    File(
        code="a-corriger",
        titre="Inscriptions à corriger",
        mot="à corriger",
        sorte="faire",
        lignes=attendent(A.CORRIGER),
        depuis="suivi__depuis",
        vers="inscription_detail",
        acte="Corriger",
        lots=("deposer",),
    ),
    File(
        code="brouillons",
        titre="Brouillons à déposer",
        mot="brouillons",
        un="brouillon",
        sorte="attente",
        lignes=attendent(A.COMPLETER),
        depuis="suivi__depuis",
        vers="inscription_detail",
        acte="Compléter",
        lots=(
            "deposer",
            "supprimer",
        ),
    ),
    File(
        code="livrets-a-deposer",
        titre="{Livrets} à déposer",
        mot="{livrets} à déposer",
        un="{livret} à déposer",
        sorte="faire",
        lignes=attendent(A.DEPOSER_LIVRET, A.CORRIGER_LIVRET),
        depuis="suivi__depuis",
        vers="inscription_detail",
        acte="Déposer",
        ensemble="livret_liste",
        lots=("deposer-livrets",),
    ),
    File(
        code="en-verification",
        titre="Inscriptions au centre",
        mot="au centre",
        sorte="",
        lignes=attendent(A.VERIFIER),
        depuis="suivi__depuis",
        vers="inscription_detail",
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
        lignes=lambda p: propositions_pour(p).filter(etat=EtatProposition.RENVOYEE),
        depuis="decidee_le",
        vers="proposition_detail",
        acte="Revoir",
        instant=True,
    ),
    replace(PAGES_A_ATTRIBUER, code="pages-a-attribuer"),
    File(
        code="projets-a-revoir",
        titre="Projets à revoir",
        mot="projets à revoir",
        un="projet à revoir",
        sorte="faire",
        lignes=lambda p: projets_de(p).filter(etat__in=[EtatProjet.REFUSE, EtatProjet.CONSEILLE]),
        depuis="decide_le",
        vers="projet_detail",
        acte="Revoir",
        instant=True,
        explication="Le centre a refusé son aval, ou conseille une autre certification.",
    ),
)
