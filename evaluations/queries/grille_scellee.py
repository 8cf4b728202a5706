"""The sealed versions of a grid: who may have which, and what one says."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from certif_portal.comptes.models import Utilisateur
from certif_portal.comptes.permissions import peut_tout_consulter
from evaluations.choix import EtatGrille
from evaluations.models import Grille, GrillePapier, VersionGrille
from evaluations.queries.grille import ContenuGrille, contenu_grille
from evaluations.regles.saisie import canonique


def versions_pour(personne: Utilisateur) -> QuerySet[VersionGrille]:
    """Staff and auditor: each version ever sealed; an evaluator: that in force, of a grid that they signed."""
    versions = VersionGrille.objects.select_related(
        "grille__inscription__candidat", "rouverte_par", "papier__saisie_par", "papier__examinee_par"
    )
    if peut_tout_consulter(personne):
        return versions
    return versions.filter(
        grille__etat=EtatGrille.SCELLEE, rouverte_le=None, grille__signatures__evaluateur__utilisateur=personne
    )


def version_de(
    grille: Grille, contenu: ContenuGrille, scellee_le: datetime, papier: GrillePapier | None = None
) -> VersionGrille:
    """What was signed, word for word, with the signatures: not recorded yet."""
    signatures = grille.signatures.select_related("evaluateur__utilisateur")
    return VersionGrille(
        grille=grille,
        rang=grille.versions.count() + 1,
        empreinte=grille.empreinte,
        contenu=canonique(contenu.canonique),
        signatures=[
            {
                "evaluateur": str(signature.evaluateur),
                "entreprise": ", ".join(
                    dit for dit in (signature.evaluateur.entreprise_nom, signature.evaluateur.fonction) if dit
                ),
                "signee_le": signature.signee_le.isoformat(),
                "trace": signature.trace,
                "sans_trace": signature.sans_trace,
                "sur_papier": signature.sur_papier,
            }
            for signature in signatures
        ],
        conclusion=grille.conclusion,
        scellee_le=scellee_le,
        papier=papier,
    )


def version_scellee(personne: Utilisateur, grille_pk: int, rang: int | None) -> VersionGrille | None:
    """The one asked for, else the last; of a grid sealed before versions were kept, what it says today."""
    siennes: Any = {"rang": rang} if rang else {}
    if trouvee := versions_pour(personne).filter(grille=grille_pk, **siennes).order_by("rang").last():
        return trouvee
    grille = Grille.objects.filter(pk=grille_pk, etat=EtatGrille.SCELLEE, versions=None).first()
    if rang or grille is None or not peut_tout_consulter(personne):
        return None
    return version_de(grille, contenu_grille(grille), grille.scellee_le or grille.ouverte_le)
