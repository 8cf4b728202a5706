"""A file for the GTP at each of its stages, through the real services."""

from datetime import UTC, date, datetime

from certif_portal.comptes.models import Utilisateur
from jurys.choix_gtp import CanalGTP, NatureAnnexe
from jurys.models import DossierGTP, Jury
from jurys.services.gtp import Jointe, composer_dossier, deposer_lettre_signee, preparer_dossier
from jurys.services.papier import editer_papiers
from jurys.services.piece import deposer_piece_signee
from jurys.services.transmission import transmettre_dossier
from tests.habilitations.dossier import pdf

PDF = pdf()
DEPART = date(2026, 12, 20)
A = datetime(2026, 12, 20, 9, tzinfo=UTC)


def depot(nom: str = "preuve.pdf", octets: bytes = PDF) -> tuple[str, bytes, str]:
    return nom, octets, "application/pdf"


EXTRAIT = Jointe(NatureAnnexe.EXTRAIT, depot("extrait.pdf"))


def signer_les_pieces(jury: Jury, *, par: Utilisateur) -> None:
    for piece in jury.pieces.all():
        deposer_piece_signee(piece=piece, fichier=depot(f"{piece.nature}-{piece.pk}.pdf"), par=par, a=A)


def dossier_prepare(jury: Jury, *, par: Utilisateur, jointes=(EXTRAIT,), **quoi) -> DossierGTP:
    """Its letter made, to be signed."""
    dossier = preparer_dossier(jury=jury, jointes=jointes, par=par, a=A, **quoi)
    editer_papiers(jury, a=A)
    return DossierGTP.objects.get(pk=dossier.pk)


def dossier_pret_a_partir(jury: Jury, *, par: Utilisateur, **quoi) -> DossierGTP:
    dossier = dossier_prepare(jury, par=par, **quoi)
    deposer_lettre_signee(dossier=dossier, fichier=depot("lettre.pdf"), par=par, a=A)
    assert composer_dossier(dossier.pk, a=A) is True
    return DossierGTP.objects.get(pk=dossier.pk)


def dossier_transmis(jury: Jury, *, par: Utilisateur, **quoi) -> DossierGTP:
    dossier = dossier_pret_a_partir(jury, par=par, **quoi)
    return transmettre_dossier(dossier=dossier, canal=CanalGTP.COURRIER, le=DEPART, preuve=depot(), par=par, a=A)
