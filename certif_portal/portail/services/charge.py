"""Taking, giving and freeing rows of a work queue, many at once; each told in the journal of what it is about."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Model

from certif_portal.commun.actes import acte
from certif_portal.commun.erreurs import ErreurMetier
from certif_portal.commun.journal import journaliser_tous
from certif_portal.commun.typographie import jour_de
from certif_portal.comptes.models import Utilisateur
from certif_portal.portail.choix import Cote
from certif_portal.portail.models import PriseEnCharge
from certif_portal.portail.queries.charge import charges_de, collegues, cote_de, qui_s_en_charge
from certif_portal.portail.queries.journal import PRISES_EN_CHARGE

CLES = ("objet_type", "objet_id", "cote")


@acte
def prendre_en_charge(*, objets: Sequence[Model], par: Utilisateur, a: datetime) -> int:
    """Those that nobody holds; how many. What a colleague holds stays theirs: it is given, never taken."""
    tenus = qui_s_en_charge(list(objets), par, jour_de(a))
    libres = [objet for objet in objets if objet.pk not in tenus]
    prises = _prendre(libres, par, a) if libres else []
    if not prises:
        noms = ", ".join(sorted({str(personne) for personne in tenus.values()}))
        raison = f"déjà à {noms}" if noms else "plus dans cette file"
        raise ErreurMetier(f"Rien n’a été pris : tout ce qui est coché est {raison}.")
    _dire(prises, [f"{par} s’en occupe."] * len(prises), par, a)
    return len(prises)


def _prendre(libres: list[Model], par: Utilisateur, a: datetime) -> list[Model]:
    """Of two colleagues at the same instant, one has the row. That of somebody who left, or of another OF that had the
    file before, gives way."""
    actives = charges_de(type(libres[0]), par, jour_de(a)).values("pk")
    restes = PriseEnCharge.objects.filter(
        objet_type=libres[0]._meta.label_lower, cote=cote_de(par), objet_id__in=[objet.pk for objet in libres]
    )
    restes.exclude(pk__in=actives).delete()
    PriseEnCharge.objects.bulk_create(_rangees(libres, par, par, a), ignore_conflicts=True)
    tenus = qui_s_en_charge(libres, par, jour_de(a))
    return [objet for objet in libres if tenus.get(objet.pk) == par]


@acte
def confier(*, objets: Sequence[Model], a_qui: Utilisateur, par: Utilisateur, a: datetime) -> int:
    """To a colleague, whoever held them; how many changed hands."""
    if not collegues(par, jour_de(a)).filter(pk=a_qui.pk).exists():
        raise ErreurMetier(f"{a_qui} n’est pas de votre équipe aujourd’hui : choisissez quelqu’un d’autre.")
    tenus = qui_s_en_charge(list(objets), par, jour_de(a))
    changes = [objet for objet in objets if tenus.get(objet.pk) != a_qui]
    if not changes:
        raise ErreurMetier(f"Rien n’a changé : tout ce qui est coché est déjà à {a_qui}.")
    PriseEnCharge.objects.bulk_create(
        _rangees(changes, a_qui, par, a),
        update_conflicts=True,
        unique_fields=CLES,
        update_fields=["personne", "depuis"],
    )
    phrase = f"{par} s’en occupe." if a_qui == par else f"Confié à {a_qui}."
    _dire(changes, [phrase] * len(changes), par, a)
    return len(changes)


@acte
def liberer(*, objets: Sequence[Model], par: Utilisateur, a: datetime) -> int:
    """Nobody's again; how many were somebody's."""
    tenus = qui_s_en_charge(list(objets), par, jour_de(a))
    liberes = [objet for objet in objets if objet.pk in tenus]
    if not liberes:
        raise ErreurMetier("Rien n’a changé : rien de ce qui est coché n’est à quelqu’un.")
    charges_de(type(liberes[0]), par, jour_de(a)).filter(objet_id__in=[objet.pk for objet in liberes]).delete()
    _dire(liberes, [f"N’est plus à {tenus[objet.pk]}." for objet in liberes], par, a)
    return len(liberes)


def _rangees(objets: list[Model], a_qui: Utilisateur, par: Utilisateur, a: datetime) -> list[PriseEnCharge]:
    cote = cote_de(par)
    return [
        PriseEnCharge(objet_type=o._meta.label_lower, objet_id=o.pk, cote=cote, personne=a_qui, depuis=a)
        for o in objets
    ]


def _dire(objets: list[Model], phrases: list[str], par: Utilisateur, a: datetime) -> None:
    du_centre, d_un_organisme = PRISES_EN_CHARGE
    acte_dit = du_centre if cote_de(par) == Cote.CENTRE else d_un_organisme
    journaliser_tous(((objet, acte_dit, phrase) for objet, phrase in zip(objets, phrases, strict=True)), par=par, a=a)
