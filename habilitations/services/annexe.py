"""The annexes of an application: coded, versioned, opened without an office suite."""

from datetime import datetime

from django.db.models import Max

from certif_portal.commun.a_part import executer
from certif_portal.commun.actes import acte
from certif_portal.commun.bureautique import Lecture
from certif_portal.commun.fichiers import conserver, enregistrer_fichier
from certif_portal.commun.journal import journaliser
from certif_portal.commun.models import Fichier
from certif_portal.commun.pdf import rendre_pdf
from certif_portal.commun.textes import nettoyer_texte
from certif_portal.commun.types_fichiers import BUREAUTIQUE, PDF
from certif_portal.comptes.models import Utilisateur
from habilitations.documents.dossier import contexte_annexe
from habilitations.models import Annexe, DossierHabilitation, VersionAnnexe
from habilitations.services.dossier import FichierLu, toucher_dossier, verrouiller_brouillon


@acte
def joindre_annexe(
    *,
    dossier: DossierHabilitation,
    critere: int,
    titre: str,
    fichier: FichierLu,
    indicateur: str = "",
    remplace: Annexe | None = None,
    par: Utilisateur,
    a: datetime,
) -> VersionAnnexe:
    """A new annexe with the next code of its criterion, or a new version of one already there. `indicateur`: the one it
    proves; the whole criterion when it is empty. A Word or Excel file is also kept as a PDF of what it says; raises
    FichierRefuse when it cannot be."""
    dossier = verrouiller_brouillon(dossier)
    if remplace is None:
        dernier = dossier.annexes.filter(critere=critere).aggregate(rang=Max("rang"))["rang"] or 0
        annexe = Annexe(dossier=dossier, critere=critere, rang=dernier + 1, titre=nettoyer_texte(titre))
        annexe.indicateur = indicateur
        annexe.full_clean()
        annexe.save()
    else:
        annexe = dossier.annexes.get(pk=remplace.pk, critere=critere, retiree_le__isnull=True)
    numero = (annexe.versions.aggregate(numero=Max("numero"))["numero"] or 0) + 1
    version = VersionAnnexe.objects.create(
        annexe=annexe,
        numero=numero,
        fichier=conserver(fichier, par=par, a=a),
        lisible=_en_pdf(annexe, numero, fichier, par, a),
        deposee_le=a,
        deposee_par=par,
    )
    toucher_dossier(dossier, a)
    journaliser(dossier, "annexe", f"Annexe {annexe.code}, version {numero} : {annexe.titre}.", par=par, a=a)
    return version


def _en_pdf(annexe: Annexe, numero: int, recu: FichierLu, par: Utilisateur, a: datetime) -> Fichier | None:
    """What opens without an office suite; nothing for a file that already does."""
    nom, octets, type_mime = recu
    if type_mime not in BUREAUTIQUE:
        return None
    lu: Lecture = executer("certif_portal.commun.bureautique:lire_bureautique", type_mime, octets)
    identifiant = f"annexe-{annexe.pk}-{numero}"
    pdf = rendre_pdf("annexe_bureautique", contexte_annexe(annexe, nom, octets, lu, a), identifiant=identifiant)
    return enregistrer_fichier(nom=f"{nom.rpartition('.')[0]}.pdf", octets=pdf, type_mime=PDF, par=par, a=a)


@acte
def retirer_annexe(*, annexe: Annexe, par: Utilisateur, a: datetime) -> None:
    dossier = verrouiller_brouillon(annexe.dossier)
    annexe.retiree_le = a
    annexe.full_clean()
    annexe.save(update_fields=["retiree_le"])
    toucher_dossier(dossier, a)
    journaliser(dossier, "annexe", f"Annexe {annexe.code} retirée.", par=par, a=a)
