"""How what is due goes: rows deleted, fields emptied, bytes of what is sealed emptied with their hash kept.

To be called inside a transaction, by the purge alone: sealed rows are emptied under its setting (`declencheurs.py`).
"""

from collections.abc import Collection, Iterator
from typing import Any

from django.db import models
from django.db.models import Case, Field, Q, QuerySet, Value, When
from django.db.models.functions import Cast, Concat

from certif_portal.commun.declencheurs import DATE_EFFACEE, MOT_EFFACE, scellement_de
from certif_portal.commun.models import ContenuFichier, DocumentRendu, Fichier
from certif_portal.portail.conservation import modele_nomme
from certif_portal.portail.gestes import NEUTRES, Geste, champs_vides, gestes_de, porte_des_octets
from certif_portal.portail.queries.cible import Cible
from jurys.models import Certificat, Duplicata


def effacer(cible: Cible, cles: Collection[Any]) -> None:
    """What goes with these rows, then themselves where they do not stay."""
    gestes = gestes_de(cible.code)
    for geste in gestes:
        lignes = modele_nomme(geste.modele)._default_manager.order_by()
        lignes = lignes.filter(**{f"{geste.chemin}__in": list(cles)}, **dict(geste.filtre))
        if geste.supprimer:
            lignes.delete()
        else:
            _vider(geste, lignes)
    if not gestes:
        cible.modele._default_manager.filter(pk__in=cles).delete()


def _vider(geste: Geste, lignes: QuerySet[Any]) -> None:
    champs = list(champs_vides(geste))
    octets = [champ for champ in champs if porte_des_octets(champ) and not _detachable(champ)]
    valeurs = {champ.name: valeur_vide(champ) for champ in champs if champ not in octets}
    cles = list(lignes.values_list("pk", flat=True))
    lignes = lignes.model._default_manager.filter(pk__in=cles)
    if valeurs:  # first: a certificate that names nobody any more holds its document no longer
        lignes.update(**valeurs)
    for champ in octets:
        _vider_octets(champ, lignes)


def _detachable(champ: Field) -> bool:
    """A file that its row may let go of: what nothing refers to is deleted by the end of the purge."""
    scellement = scellement_de(champ.model)
    libre = scellement is None or champ.name in scellement.libres
    return champ.null and libre and champ.related_model is Fichier and not _exige(champ)


def _exige(champ: Field) -> bool:
    """Whether a constraint of its row speaks of this field: emptied, it might refuse the row."""
    verifications = [c for c in champ.model._meta.constraints if isinstance(c, models.CheckConstraint)]
    return any(champ.name in _nommes(contrainte.condition) for contrainte in verifications)


def _nommes(condition: Any, *, nie: bool = False) -> Iterator[str]:
    """The fields that a condition wants something of: one that may be null is not wanted."""
    nie ^= getattr(condition, "negated", False)
    for enfant in condition.children if isinstance(condition, Q) else ():
        if isinstance(enfant, tuple):
            nom, _, test = enfant[0].partition("__")
            if nie or (test, enfant[1]) != ("isnull", True):
                yield nom
        else:
            yield from _nommes(enfant, nie=nie)


def valeur_vide(champ: Field) -> Any:
    """What is left of a field: nothing, or what says nothing."""
    neutre = NEUTRES.get((champ.model._meta.label, champ.name))
    if neutre is not None:
        avant, pk, apres = neutre.partition("{pk}")
        return Concat(Value(avant), Cast("pk", models.CharField()), Value(apres)) if pk else neutre
    if champ.null:
        return None
    if isinstance(champ, models.DateField):
        return DATE_EFFACEE
    if isinstance(champ, models.JSONField):
        return champ.get_default() if champ.has_default() else {}
    if isinstance(champ, models.BooleanField):
        return False
    if isinstance(champ, models.CharField | models.TextField) and _exige(champ):
        reste = MOT_EFFACE[: champ.max_length]
        return Case(When(**{champ.name: ""}, then=Value("")), default=Value(reste), output_field=models.CharField())
    return b"" if isinstance(champ, models.BinaryField) else ""


def _vider_octets(champ: Field, lignes: QuerySet[Any]) -> None:
    """The bytes and the names of files that their rows may not let go of: their hash stays, and proves."""
    cles = list(lignes.exclude(**{champ.name: None}).values_list(champ.name, flat=True))
    if champ.related_model is DocumentRendu:
        documents = DocumentRendu.objects.filter(pk__in=cles).exclude(pk__in=_certifies())
        cles = list(documents.values_list("fichier", flat=True))
        documents.update(titre="")
    ContenuFichier.objects.filter(pk__in=cles).exclude(octets=b"").update(octets=b"")
    Fichier.objects.filter(pk__in=cles).update(nom="")


def _certifies() -> QuerySet[Any]:
    """The documents that a certificate still proves: no other paper that bears them takes them away."""
    vivants = Certificat.objects.exclude(nom="").exclude(document=None)
    doubles = Duplicata.objects.exclude(certificat__nom="")
    return DocumentRendu.objects.filter(
        Q(pk__in=vivants.values("document")) | Q(pk__in=doubles.values("document"))
    ).values("pk")
