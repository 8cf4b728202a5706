"""The work queues of an OF, one row each, as those of the centre are."""

from dataclasses import replace

from candidats.choix import EtatProjet
from candidats.choix_suivi import ActeDossier as A
from candidats.models import Inscription
from certif_portal.portail.queries.files_attente import PAGES_A_ATTRIBUER, File, attendent, projets_de
from evaluations.choix import EtatProposition
from evaluations.queries.delegation import avis_renvoyes, grilles_renvoyees, propositions_pour

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
        lignes=lambda p: Inscription.objects.visibles_par(p).filter(avis__in=avis_renvoyes(p)),
        depuis="avis__renvoye_le",
        vers="avis_saisir",
        acte="Corriger",
        instant=True,
        explication="Le centre dit ce qui diffère du papier ; votre saisie est gardée.",
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
