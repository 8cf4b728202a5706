"""The figures are made at night, year by year, or when the centre asks; a year is replaced whole."""

from collections.abc import Iterator
from datetime import date, datetime

from django.db.models import Min

from candidats.models import Inscription
from certif_portal.commun.actes import acte
from certif_portal.portail.models import AnneeChiffree, Chiffre
from certif_portal.portail.queries.comptage import chiffres_de


@acte
def demander_chiffres(*, annee: int, a: datetime) -> AnneeChiffree:
    """Somebody waits for the figures of that year to be made."""
    return AnneeChiffree.objects.update_or_create(annee=annee, defaults={"demandee_le": a})[0]


@acte
def etablir_chiffres(*, annee: int, a: datetime) -> int:
    """Make those of a year again; how many figures may be told. Played twice, or twice at once, it ends the same."""
    AnneeChiffree.objects.get_or_create(annee=annee)
    chiffree = AnneeChiffree.objects.select_for_update(of=("self",), no_key=True).get(annee=annee)
    lignes = chiffres_de(annee)
    chiffree.chiffres.all().delete()
    for ligne in lignes:
        ligne.annee = chiffree
    Chiffre.objects.bulk_create(lignes, batch_size=1000)
    chiffree.etablie_le, chiffree.demandee_le = a, None
    chiffree.save(update_fields=["etablie_le", "demandee_le"])
    return len(lignes)


def etablir_tout(*, le: date, a: datetime) -> int:
    """Every year since the first registration: a rectification changes an old one."""
    return sum(etablir_chiffres(annee=annee, a=a) for annee in annees(le))


def annees(le: date) -> Iterator[int]:
    premiers = Inscription.objects.aggregate(depot=Min("deposee_le"), decision=Min("decidee_le"))
    connues = [jour.year for jour in premiers.values() if jour]
    return iter(range(le.year, min([*connues, le.year]) - 1, -1))
