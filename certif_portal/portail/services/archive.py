"""Certificates that are readable without the portal: the PDF/A kept, a table, and the hash of each."""

import csv
import hashlib
import io
import zipfile
from datetime import date, datetime

from django.db.models import QuerySet

from certif_portal.commun.actes import acte
from certif_portal.commun.erreurs import ErreurMetier
from certif_portal.commun.etats import verifier_transition
from certif_portal.commun.fichiers import enregistrer_fichier, octets_de_l_acte
from certif_portal.commun.journal import journaliser
from certif_portal.commun.tableur import DEBUTS_DE_FORMULE
from certif_portal.commun.types_fichiers import ARCHIVE
from certif_portal.comptes.models import Utilisateur
from jurys.choix_conservation import TRANSITIONS_ARCHIVE, EtatArchive
from jurys.models import ArchiveCertificats, Certificat

DATE_ZIP = (1980, 1, 1, 0, 0, 0)
COLONNES = (
    *("numero", "type", "code", "intitule", "nom", "nom_usage", "prenoms", "date_naissance", "lieu_naissance"),
    *("date_jury", "delivre_le", "revoque_le", "fichier", "sha256"),
)
MAXIMUM = 5000
"""Certificates in one archive, held in memory while it is made."""


@acte
def demander_archive(*, du: date, au: date, par: Utilisateur | None, a: datetime) -> ArchiveCertificats:
    """Raises ErreurMetier when no certificate was delivered then, or too many for one archive."""
    nombre = certificats_archives(du, au).count()
    if not nombre:
        raise ErreurMetier("Aucun certificat n’a été délivré à ces dates.")
    if nombre > MAXIMUM:
        raise ErreurMetier(f"Ces dates comptent {nombre} certificats : demandez-en {MAXIMUM} au plus à la fois.")
    archive = ArchiveCertificats(du=du, au=au, demandee_par=par, demandee_le=a, nombre=nombre)
    archive.full_clean()
    archive.save(force_insert=True)
    journaliser(archive, "archive", f"{archive} : archive demandée.", par=par, a=a)
    return archive


def certificats_archives(du: date, au: date) -> QuerySet[Certificat]:
    """Those that have a document, and still name somebody."""
    delivres = Certificat.objects.filter(delivre_le__date__range=(du, au), document__isnull=False).exclude(nom="")
    return delivres.select_related("document__fichier").order_by("serie", "rang")


@acte
def composer_archive(archive_id: int, *, a: datetime) -> None:
    """Played again once it is made, nothing is done."""
    archive = ArchiveCertificats.objects.select_for_update(of=("self",), no_key=True).get(pk=archive_id)
    if archive.etat != EtatArchive.EN_COURS:
        return
    octets = ecrire_archive(archive)
    archive.fichier = enregistrer_fichier(
        nom=f"certificats-{archive.du:%Y-%m-%d}-{archive.au:%Y-%m-%d}.zip",
        octets=octets,
        type_mime=ARCHIVE,
        par=archive.demandee_par,
        a=a,
    )
    archive.empreinte = hashlib.sha256(octets).hexdigest()
    verifier_transition(TRANSITIONS_ARCHIVE, archive, EtatArchive.PRETE)
    archive.etat = EtatArchive.PRETE
    archive.save(update_fields=["fichier", "empreinte", "etat"])


def ecrire_archive(archive: ArchiveCertificats) -> bytes:
    """The same certificates give the same bytes."""
    sortie, table = io.BytesIO(), io.StringIO()
    ecrire = csv.writer(table, delimiter=";", lineterminator="\r\n")
    ecrire.writerow(COLONNES)
    sommes = []
    with zipfile.ZipFile(sortie, "w", zipfile.ZIP_DEFLATED) as zip_:
        for certificat in certificats_archives(archive.du, archive.au).iterator(200):
            octets = octets_de_l_acte(certificat.document)
            nom, somme = f"certificats/{certificat.numero.replace(' ', '-')}.pdf", hashlib.sha256(octets).hexdigest()
            zip_.writestr(zipfile.ZipInfo(nom, DATE_ZIP), octets)
            sommes.append(f"{somme}  {nom}")
            ecrire.writerow([_inerte(valeur) for valeur in (*_valeurs(certificat), nom, somme)])
        octets_table = table.getvalue().encode("utf-8-sig")
        zip_.writestr(zipfile.ZipInfo("certificats.csv", DATE_ZIP), octets_table)
        sommes.append(f"{hashlib.sha256(octets_table).hexdigest()}  certificats.csv")
        zip_.writestr(zipfile.ZipInfo("SHA256SUMS", DATE_ZIP), "\n".join(sommes) + "\n")
        zip_.writestr(zipfile.ZipInfo("LISEZMOI.txt", DATE_ZIP), LISEZ_MOI)
    return sortie.getvalue()


LISEZ_MOI = """Copies de certificats, lisibles sans le portail.

certificats/ : un PDF/A par certificat, tel qu’il a été délivré.
certificats.csv : ce que chacun nomme (UTF-8, point-virgule), son fichier et son empreinte SHA-256.
SHA256SUMS : à vérifier par « sha256sum -c SHA256SUMS », ou par tout autre outil.
"""


def _valeurs(certificat: Certificat) -> tuple[object, ...]:
    return (
        *(certificat.numero, certificat.type, certificat.code_certification, certificat.intitule),
        *(certificat.nom, certificat.nom_usage, certificat.prenoms, certificat.date_naissance),
        *(certificat.lieu_naissance, certificat.date_jury, certificat.delivre_le, certificat.revoque_le),
    )


def _inerte(valeur: object) -> str:
    """No spreadsheet computes what is written here."""
    texte = "" if valeur is None else str(valeur)
    return f"'{texte}" if texte.startswith(DEBUTS_DE_FORMULE) else texte
