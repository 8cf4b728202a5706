"""What the public page of verification reads: one certificate, for whoever holds its number and its code."""

from threading import Lock

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.http import urlencode

from candidats.donnees import Naissance
from jurys.models import Certificat
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


class Codes:
    """Whose code this is, for whoever holds a paper and no number. Codes are kept nowhere (decision 0230): a process
    computes each once. What they are computed from is sealed; certificates are added, never taken away.
    """

    def __init__(self) -> None:
        self._cle = ""
        self._lus: dict[str, int] = {}
        self._connus: set[int] = set()
        self._verrou = Lock()

    def trouver(self, code: str, cle: str) -> list[int]:
        """Keys of the certificates that bear it: 2 queries, and 2 more where a certificate was committed after others
        of a higher key (two juries closed at once)."""
        with self._verrou:
            if cle != self._cle:
                self._cle, self._lus, self._connus = cle, {}, set()
            self._lire(Certificat.objects.filter(pk__gt=max(self._connus, default=0)))
            if Certificat.objects.count() != len(self._connus):
                manquent = set(Certificat.objects.values_list("pk", flat=True)) - self._connus
                self._lire(Certificat.objects.filter(pk__in=manquent))
            trouve = self._lus.get(code_lu(code))
        return [trouve] if trouve else []

    def _lire(self, certificats: QuerySet[Certificat]) -> None:
        """Rows without their model: a register of 79,000 takes 2.6 s of processor, once in a process."""
        lignes = certificats.order_by().values_list("pk", *IMPRIMES).iterator(chunk_size=5000)
        for cle, numero, type_certificat, code, intitule, nom, usage, prenoms, jour, precision, lieu, jury in lignes:
            naissance = Naissance(jour, precision).iso
            faits = FaitsImprimes(
                *(numero, type_certificat, code, intitule, nom, usage, prenoms, naissance, lieu), jury.isoformat()
            )
            self._lus[code_de(self._cle, faits)] = cle
            self._connus.add(cle)


IMPRIMES = (
    *("numero", "type", "code_certification", "intitule", "nom", "nom_usage", "prenoms"),
    *("date_naissance", "naissance_precision", "lieu_naissance", "date_jury"),
)
CODES = Codes()
