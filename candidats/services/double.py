"""« Ce n’est pas la même personne »: said of two files that look alike, and taken back."""

from datetime import datetime

from candidats.models import Candidat, PersonnesDistinctes
from candidats.services.correction import journaliser_partout
from certif_portal.commun.actes import acte
from certif_portal.commun.erreurs import ErreurMetier
from certif_portal.comptes.models import Utilisateur


@acte
def distinguer(*, un: Candidat, autre: Candidat, par: Utilisateur, a: datetime) -> PersonnesDistinctes:
    """Two people: told in the files of both, and asked no more."""
    if un.pk == autre.pk:
        raise ErreurMetier("C’est la même fiche : choisissez-en deux.")
    premier, second = sorted((un, autre), key=lambda candidat: candidat.pk)
    list(
        Candidat.objects.select_for_update(of=("self",), no_key=True)
        .filter(pk__in=[premier.pk, second.pk])
        .order_by("pk")
    )
    dites = PersonnesDistinctes(un=premier, autre=second, dites_le=a, dites_par=par)
    dites.full_clean()
    dites.save()
    _raconter(dites, "ne sont pas la même personne", par, a)
    return dites


@acte
def lever_distinction(*, dites: PersonnesDistinctes, par: Utilisateur, a: datetime) -> None:
    """They may be one person after all: they are proposed again."""
    dites = (
        PersonnesDistinctes.objects.select_for_update(of=("self",), no_key=True)
        .select_related("un", "autre")
        .get(pk=dites.pk)
    )
    dites.delete()
    _raconter(dites, "sont de nouveau à comparer", par, a)


def _raconter(dites: PersonnesDistinctes, quoi: str, par: Utilisateur, a: datetime) -> None:
    for candidat in (dites.un, dites.autre):
        phrase = f"Deux fiches du même jour de naissance, au nom de {dites}, {quoi}."
        journaliser_partout(candidat, "double", phrase, par=par, a=a)


def reporter_distinctions(*, conserve: Candidat, absorbe: Candidat) -> None:
    """What was said of a file absorbed is said of the one that keeps everything; of the two, it is no longer."""
    for dites in PersonnesDistinctes.objects.filter(un=absorbe) | PersonnesDistinctes.objects.filter(autre=absorbe):
        tiers = dites.autre_id if dites.un_id == absorbe.pk else dites.un_id
        if tiers == conserve.pk:
            dites.delete()
            continue
        un, autre = sorted((tiers, conserve.pk))
        defauts = {"dites_le": dites.dites_le, "dites_par": dites.dites_par}
        PersonnesDistinctes.objects.get_or_create(un_id=un, autre_id=autre, defaults=defauts)
