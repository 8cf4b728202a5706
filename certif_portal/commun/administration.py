"""The one base of every page of the technical administration: rights by model, and nothing asked that is not shown.

Django's own answers any filter written in the address, through any relation: on a password's hash or the text of a
mail, it is an oracle, one letter at a time. Here, only the filters that the page shows may be asked. What may be done
is written on each class, never on the account: no account has every right.
"""

from collections import Counter
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.utils import NestedObjects
from django.db import router
from django.http import HttpRequest

from certif_portal.commun import horloge
from certif_portal.commun.actes import acte
from certif_portal.commun.formulaires import nettoyer
from certif_portal.commun.journal import difference, journaliser
from certif_portal.commun.typographie import tete_de_phrase

VOIR, AJOUTER, MODIFIER, SUPPRIMER = "voir", "ajouter", "modifier", "supprimer"
COMPARAISONS = ("", "__exact", "__isnull")
COMPARAISONS_DE_DATE = ("__year", "__month", "__day", "__gte", "__lt")


class Droits:
    """`droits`: what an administrator may do with these rows. The door itself is the role, held today."""

    droits: frozenset[str] = frozenset({VOIR})

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return VOIR in self.droits

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return AJOUTER in self.droits

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return MODIFIER in self.droits

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return SUPPRIMER in self.droits


class LigneForm(forms.ModelForm):
    """What no document could print, and no year could be, are asked here as on every other form; and why."""

    motif = forms.CharField(
        label="Motif", max_length=500, help_text="Gardé au journal, avec ce qui change et votre nom."
    )

    def clean(self) -> dict[str, Any]:
        return nettoyer(self, super().clean() or self.cleaned_data)


class TableEnLigne(Droits, admin.TabularInline):
    """Rows shown on the page of another, and read only: no reason could be given for each."""

    template = "admin/en_ligne.html"
    extra = 0


class TableAdmin(Droits, admin.ModelAdmin):
    """A table of the technical administration."""

    form = LigneForm

    def has_module_permission(self, request: HttpRequest) -> bool:
        return True

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest | None = None) -> bool:
        """Only what the page's own filters write in the address."""
        noms = [str(filtre[0] if isinstance(filtre, tuple) else filtre) for filtre in self.list_filter]
        permises = {nom + comparaison for nom in noms for comparaison in COMPARAISONS}
        if self.date_hierarchy:
            permises |= {self.date_hierarchy + comparaison for comparaison in COMPARAISONS_DE_DATE}
        return lookup in permises

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """The reason is asked where something can be written."""
        champs = [nom for nom in super().get_fields(request, obj) if nom != "motif"]
        ecrit = self.has_change_permission(request, obj) if obj else self.has_add_permission(request)
        return [*champs, "motif"] if ecrit else champs

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        ecrire(obj, form, par=request.user, a=horloge.maintenant())

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """One row is deleted at a time, on its page."""
        return {}

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """No deletion of a row that others lean on."""
        return super().has_delete_permission(request, obj) and (obj is None or not self._lies([obj]))

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> tuple[list[str], dict[str, int], set, list[str]]:
        """What goes with it, counted and never named: these rows bear names of people."""
        comptes = {str(modele): nombre for modele, nombre in self._lies(list(objs)).items()}
        return [f"{nom} : {nombre}" for nom, nombre in comptes.items()], comptes, set(), []

    def _lies(self, objets: list[Any]) -> Counter[str]:
        """The rows that lean on these, by kind."""
        collecteur = NestedObjects(using=router.db_for_write(self.model), origin=objets)
        collecteur.collect(objets)
        lies = [objet for objets_lies in collecteur.model_objs.values() for objet in objets_lies if objet not in objets]
        lies += list(collecteur.protected)
        return Counter(str(objet._meta.verbose_name_plural) for objet in lies)


@acte
def ecrire(objet: Any, form: Any, *, par: Any, a: datetime) -> None:
    """Write the row, and tell what changes, from what, and why: nothing is rewritten without trace."""
    nouveau = objet.pk is None
    avant = {} if nouveau else type(objet)._base_manager.filter(pk=objet.pk).values().get()
    objet.save()
    changes = [champ for champ in objet._meta.fields if champ.name in form.changed_data]
    details = ", ".join(difference(champ, avant.get(champ.attname), getattr(objet, champ.attname)) for champ in changes)
    quoi = "ajouté" if nouveau else "modifié"
    phrase = f"{tete_de_phrase(str(objet._meta.verbose_name))} « {objet} » {quoi} dans l’administration technique"
    journaliser(objet, "administration", f"{phrase} : {details}. Motif : {form.cleaned_data['motif']}", par=par, a=a)
