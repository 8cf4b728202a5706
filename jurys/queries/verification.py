"""What the public page of verification reads: one certificate, for whoever holds its number and its code."""

from collections.abc import Iterator

from django.conf import settings
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.http import urlencode

from candidats.donnees import Naissance
from jurys.models import Certificat, CodeCertificat
from jurys.queries.numero import numero_ecrit
from jurys.regles.verification import FaitsImprimes, code_de, code_lu, codes_egaux, numero_lu

PERSONNE = FaitsImprimes(*[""] * 10)
"""A number that nobody bears takes the time of another."""


def faits_de(certificat: Certificat) -> FaitsImprimes:
    """What was frozen at its delivery, as it is printed."""
    return FaitsImprimes(
        numero=certificat.numero,
        type=certificat.type,
        code=certificat.code_certification,
        intitule=certificat.intitule,
        nom=certificat.nom,
        nom_usage=certificat.nom_usage,
        prenoms=certificat.prenoms,
        naissance=certificat.naissance.iso,
        lieu_naissance=certificat.lieu_naissance,
        date_jury=certificat.date_jury.isoformat(),
    )


def code_du(certificat: Certificat, cle: str) -> str:
    """Computed each time, kept nowhere: those delivered before codes were printed have theirs too."""
    return code_de(cle, faits_de(certificat))


def certificat_verifie(numero: str, code: str, cle: str) -> Certificat | None:
    """The certificate that bears this number and this code; None says neither which of them is wrong, nor why."""
    certificats = Certificat.objects.annotate(ecrit=numero_ecrit()).filter(ecrit=numero_lu(numero))
    certificat = certificats.select_related("remplacant").first()
    faits = faits_de(certificat) if certificat else PERSONNE
    return certificat if codes_egaux(code_de(cle, faits), code) else None


def adresse_verification() -> str:
    """As it is printed, without what a browser adds by itself."""
    adresse = f"{settings.ADRESSE_PUBLIQUE}{reverse('certificat_verifier')}"
    return adresse.partition("://")[2].rstrip("/")


def lien_verification(numero: str, code: str) -> str:
    """What the QR code holds. After a question mark: no log keeps it (commun.traces)."""
    champs = urlencode({"numero": numero_lu(numero), "code": code})
    return f"{settings.ADRESSE_PUBLIQUE}{reverse('certificat_verifier')}?{champs}"


def dernier_de(certificat: Certificat) -> Certificat:
    """The one that has course today: it, or the end of the chain of those that replaced it."""
    while suivant := certificat.remplace_par:
        certificat = suivant
    return certificat


def certificats_du_code(code: str, cle: str) -> list[int]:
    """Keys of the certificates that bear it, for whoever holds a paper and no number: 1 query, and 1 more for those
    whose code a task has not noted yet, computed here."""
    lu = code_lu(code)
    trouves = list(CodeCertificat.objects.filter(code=lu).values_list("pk", flat=True))
    return trouves or [pk for pk, calcule in codes_a_noter(cle) if calcule == lu]


def codes_a_noter(cle: str) -> Iterator[tuple[int, str]]:
    """Of the certificates whose code is not noted: 1 query. Rows without their model: 79,000 take 2.6 s of CPU."""
    notes = CodeCertificat.objects.filter(certificat=OuterRef("pk"))
    lignes = Certificat.objects.filter(~Exists(notes)).order_by().values_list("pk", *IMPRIMES).iterator(chunk_size=5000)
    for pk, numero, type_certificat, code, intitule, nom, usage, prenoms, jour, precision, lieu, jury in lignes:
        naissance = Naissance(jour, precision).iso
        imprimes = (numero, type_certificat, code, intitule, nom, usage, prenoms, naissance, lieu, jury.isoformat())
        yield pk, code_de(cle, FaitsImprimes(*imprimes))


IMPRIMES = (
    *("numero", "type", "code_certification", "intitule", "nom", "nom_usage", "prenoms"),
    *("date_naissance", "naissance_precision", "lieu_naissance", "date_jury"),
)
