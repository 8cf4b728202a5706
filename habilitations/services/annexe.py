"""The annexes of an application: coded, versioned, opened without an office suite."""

from datetime import datetime

from django.db.models import Max

from certif_portal.commun.a_part import executer
from certif_portal.commun.actes import acte
from certif_portal.commun.bureautique import Lecture
from certif_portal.commun.fichiers import conserver, enregistrer_fichier, octets_de
from certif_portal.commun.journal import journaliser
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
    proves; the whole criterion when it is empty. A Word or Excel file is read at once, and refused (FichierRefuse) when
    it cannot be; the PDF of what it says is made in the background (`rendre_lisible`)."""
    _lire(fichier)
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
        deposee_le=a,
        deposee_par=par,
    )
    toucher_dossier(dossier, a)
    journaliser(dossier, "annexe", f"Annexe {annexe.code}, version {numero} : {annexe.titre}.", par=par, a=a)
    return version


def _lire(recu: FichierLu) -> Lecture | None:
    """What it says, for whoever has no office suite; nothing of a file that opens without. Before any lock."""
    _, octets, type_mime = recu
    if type_mime not in BUREAUTIQUE:
        return None
    lu: Lecture = executer("certif_portal.commun.bureautique:lire_bureautique", type_mime, octets)
    return lu


def rendre_lisible(version_id: int, *, a: datetime) -> bool:
    """The PDF of an annexe deposited in Word or Excel, rendered outside any transaction, then kept in a short one;
    False when it is there already."""
    versions = VersionAnnexe.objects.select_related("annexe__dossier__organisme", "fichier", "deposee_par")
    version = versions.get(pk=version_id)
    fichier, annexe = version.fichier, version.annexe
    octets = octets_de(fichier)
    lu = None if version.lisible_id else _lire((fichier.nom, octets, fichier.type_mime))
    if lu is None:
        return False
    contexte = contexte_annexe(annexe, fichier.nom, octets, lu, version.deposee_le)
    return _garder_lisible(
        version, rendre_pdf("annexe_bureautique", contexte, identifiant=f"annexe-{annexe.pk}-{version.numero}"), a=a
    )


@acte
def _garder_lisible(version: VersionAnnexe, pdf: bytes, *, a: datetime) -> bool:
    """Once, should two tasks have rendered it."""
    version = VersionAnnexe.objects.select_for_update(of=("self",), no_key=True).get(pk=version.pk)
    if version.lisible_id:
        return False
    nom = f"{version.fichier.nom.rpartition('.')[0]}.pdf"
    version.lisible = enregistrer_fichier(nom=nom, octets=pdf, type_mime=PDF, par=version.deposee_par, a=a)
    version.save(update_fields=["lisible"])
    return True


@acte
def retirer_annexe(*, annexe: Annexe, par: Utilisateur, a: datetime) -> None:
    dossier = verrouiller_brouillon(annexe.dossier)
    annexe.retiree_le = a
    annexe.full_clean()
    annexe.save(update_fields=["retiree_le"])
    toucher_dossier(dossier, a)
    journaliser(dossier, "annexe", f"Annexe {annexe.code} retirée.", par=par, a=a)
