"""Codes of certificates noted in the background, so that a search reads them."""

from certif_portal.centre.models import parametres
from jurys.models import CodeCertificat
from jurys.queries.verification import codes_a_noter

LOT = 2_000


def noter_codes() -> int:
    """Note the codes of the certificates delivered since the last time; how many. Two at once note each once."""
    codes = [CodeCertificat(pk=pk, code=code) for pk, code in codes_a_noter(parametres().cle_verification)]
    CodeCertificat.objects.bulk_create(codes, batch_size=LOT, ignore_conflicts=True)
    return len(codes)
