"""Prove that this machine can read back a kept certificate, and render one."""

import io
from typing import Any

import pdfplumber
from django.core.management.base import BaseCommand, CommandError

from certif_portal.centre.models import parametres
from certif_portal.centre.queries import delegation_le
from certif_portal.commun import horloge
from certif_portal.commun.fichiers import octets_de_l_acte
from certif_portal.commun.pdf import rendre_pdf
from jurys.choix import TypeCertificat
from jurys.documents.certificat import MODELES, CadreCertificat, contexte_certificat, signataires
from jurys.models import Certificat
from jurys.queries.ecrans import president_de
from jurys.queries.piece import enregistrements_rncp


def texte_du_pdf(octets: bytes) -> str:
    with pdfplumber.open(io.BytesIO(octets)) as pdf:
        return "\n".join(page.extract_text() or "" for page in pdf.pages)


def le_plus_difficile() -> Certificat | None:
    """The certificate whose holder's name asks most of the font."""
    certificats = (
        Certificat.objects.select_related(
            "document__fichier",
            "version_bloc__bloc",
            "presentation__jury",
            "presentation__inscription__candidat",
            "presentation__inscription__referentiel__certification",
        )
        .filter(presentation__isnull=False, document__isnull=False)
        .exclude(type=TypeCertificat.CQPI)
    )
    return max(certificats, key=lambda c: sum(ord(lettre) > 127 for lettre in c.nom + c.prenoms), default=None)


def rendre_a_nouveau(certificat: Certificat) -> bytes:
    """The same certificate, rendered now: what is kept is not touched."""
    presentation, centre = certificat.presentation, parametres()
    jury, inscription = presentation.jury, presentation.inscription  # type: ignore[union-attr]  # filtered above
    president = president_de(jury.membres.all())
    signent = signataires(president, centre, delegation_le(jury.date))
    certification = inscription.referentiel.certification_id
    contexte = contexte_certificat(
        CadreCertificat(centre, jury, signent, certificat.delivre_le),
        inscription,
        numero=certificat.numero,
        type_certificat=TypeCertificat(certificat.type),
        bloc=certificat.version_bloc,
        cqpi=None,
        fiche=enregistrements_rncp([certification], jury.date).get(certification),
    )
    modele = MODELES[TypeCertificat(certificat.type)]
    return rendre_pdf(modele, contexte, identifiant=f"verification:{certificat.numero}")


class Command(BaseCommand):
    help = (
        "Relit un certificat de la démonstration (empreinte, numéro, nom) et le rend à nouveau. Sort en erreur sinon."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        certificat = le_plus_difficile()
        if certificat is None:
            raise CommandError("Aucun certificat : chargez d’abord la démonstration (charger_demo).")
        try:
            conserve, rendu = octets_de_l_acte(certificat.document), rendre_a_nouveau(certificat)
        except Exception as erreur:
            raise CommandError(f"Certificat {certificat.numero} : {erreur}") from erreur
        for quoi, octets in (("conservé", conserve), ("rendu à l’instant", rendu)):
            self._verifier_texte(certificat, quoi, octets)
        self.stdout.write(
            f"Certificat {certificat.numero}, {certificat.prenoms} {certificat.nom} : empreinte vérifiée, "
            f"nom relu, rendu à nouveau le {horloge.aujourdhui():%d/%m/%Y}."
        )

    def _verifier_texte(self, certificat: Certificat, quoi: str, octets: bytes) -> None:
        texte = texte_du_pdf(octets).casefold()
        for attendu in (certificat.numero, certificat.nom, certificat.prenoms):
            if attendu.casefold() not in texte:
                raise CommandError(f"Certificat {certificat.numero}, {quoi} : « {attendu} » ne s’y lit pas.")
