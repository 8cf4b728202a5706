"""Tags and filters of the screens: {% load portail %}.

The filters that compare with today take the day as their argument (`aujourdhui`, in every page's context):
the clock is read by the view, not by the template.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from functools import lru_cache
from html import escape, unescape
from typing import Any
from urllib.parse import urlencode

from django import template
from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message
from django.forms import (
    BaseForm,
    BaseFormSet,
    BoundField,
    CheckboxSelectMultiple,
    HiddenInput,
    MultiWidget,
    RadioSelect,
)
from django.forms.formsets import DELETION_FIELD_NAME
from django.templatetags.static import static
from django.utils.functional import LazyObject
from django.utils.html import format_html
from django.utils.safestring import SafeString

from certif_portal.commun import signature, typographie

register = template.Library()

SORTES = ("fait", "faire", "attente", "refus", "neutre")
BLANCS = re.compile(r"[ \t\r\n]+")  # the non-breaking spaces stay
PROCHE, EN_VUE = 5, 13  # days: what is due sooner is to be done now, what is due later can wait


@register.simple_tag
def icone(nom: str, libelle: str = "") -> SafeString:
    """A symbol of static/icones.svg; silent for screen readers unless it has a label."""
    adresse = f"{static('icones.svg')}#{nom}"
    if libelle:
        return format_html(
            '<svg class="icone" role="img" aria-label="{}"><use href="{}"></use></svg>', libelle, adresse
        )
    return format_html('<svg class="icone" aria-hidden="true"><use href="{}"></use></svg>', adresse)


@register.simple_tag
def intitule(texte: object) -> SafeString:
    """The name of a certification in a list: one line, cut where it is too long, whole under the mouse and on paper."""
    return _intitule(str(texte))


@lru_cache(maxsize=512)
def _intitule(texte: str) -> SafeString:
    """A list names the same few certifications line after line."""
    dit = typographie.typographier(texte)
    return format_html('<span class="intitule" title="{}">{}</span>', dit, dit)


@register.simple_tag
def options(choix: Iterable[tuple[object, object]], valeur: object = None) -> SafeString:
    """The choices of a list, drawn in one go: a thousand of them, one by one, cost as much as the rest of a page."""
    lignes = (
        f'<option value="{_echappe(code)}"{" selected" if code == valeur else ""}>{_echappe(mots)}</option>'
        for code, mots in choix
    )
    return SafeString("".join(lignes))  # both are escaped


def _echappe(texte: object) -> str:
    """As `conditional_escape`, without what it pays for lazy texts: a fifth of a list of a thousand organisations."""
    return texte.__html__() if hasattr(texte, "__html__") else escape(str(texte))


@register.simple_tag
def etat(sorte: str, libelle: str) -> SafeString:
    """A state: its word, a shape and a colour. `sorte`: fait, faire, attente, refus or neutre."""
    return format_html('<span class="etat {}">{}</span>', sorte if sorte in SORTES else "neutre", libelle)


@register.simple_tag
def echeance(limite: date | datetime | None, aujourdhui: date) -> SafeString | str:
    """What remains before a limit, as a state: « 3 jours », « aujourd’hui », « retard : 2 jours »."""
    if limite is None:
        return ""
    restant = typographie.restant(limite, aujourdhui)
    if restant.en_retard:
        return etat("refus", restant.bref)
    sorte = "faire" if restant.jours <= PROCHE else "attente" if restant.jours <= EN_VUE else "neutre"
    return etat(sorte, restant.bref)


@register.simple_tag(takes_context=True)
def place(context: template.Context) -> str:
    """« ?liste=… » on a file opened from a list, for the links and acts that must lead back there; nothing
    otherwise."""
    requete = context.get("request")
    liste = requete.GET.get("liste") if requete else None
    return "" if liste is None else f"?{urlencode({'liste': liste})}"


@register.simple_tag(takes_context=True)
def tri_garde(context: template.RequestContext) -> SafeString | str:
    """The order of the list, kept by the form that filters it."""
    tri = context.request.GET.get("tri", "")
    return format_html('<input type="hidden" name="tri" value="{}">', tri) if tri else ""


@register.simple_block_tag(takes_context=False)
def pourquoi(content: str, libelle: str = "Pourquoi\u00a0?") -> SafeString:
    """A short explanation unfolded on demand, without JavaScript."""
    return format_html('<details class="pourquoi"><summary>{}</summary><div>{}</div></details>', libelle, content)


@register.simple_block_tag(takes_context=False)
def texte(content: str) -> str:
    """A long sentence written over several lines, for a component: {% texte as explication %}…{% endtexte %}."""
    return BLANCS.sub(" ", unescape(content)).strip(" ")


@register.filter
def points(formulaire: "BaseForm | BaseFormSet[Any] | None") -> list[tuple[str, str, object]]:
    """What is wrong in a form and in the lines of its tables: where it leads, what is there called, the sentence.

    Asked by the summary of a page (composants/erreurs.html): what no field bears is then said, and crispy says it no
    more (bootstrap5/errors.html).
    """
    trouves: list[tuple[str, str, object]] = []
    for place, forme in _formes(formulaire):
        if isinstance(forme, BaseFormSet):
            trouves += [("", place, phrase) for phrase in forme.non_form_errors()]
            continue
        forme.erreurs_dites = True  # type: ignore[attr-defined]
        trouves += [("", place, phrase) for phrase in forme.non_field_errors()]
        for champ in forme:
            nom = f"{champ.label}, {place}" if place else str(champ.label)
            trouves += [(ancre(champ), nom, phrase) for phrase in champ.errors]
    return trouves


def _formes(
    forme: "BaseForm | BaseFormSet[Any] | None", nom: str = ""
) -> "Iterator[tuple[str, BaseForm | BaseFormSet[Any]]]":
    """A form, then its tables, and each of their lines by its place."""
    if forme is None or not forme.is_bound:
        return
    yield nom, forme
    if isinstance(forme, BaseFormSet):
        for rang, ligne in enumerate(forme, 1):
            if not (ligne.errors and ligne.cleaned_data.get(DELETION_FIELD_NAME)):  # of one that goes, nothing is asked
                yield f"{nom}, ligne {rang}" if nom else f"ligne {rang}", ligne
    for libelle, table in getattr(forme, "tables", ()):
        yield from _formes(table, libelle)


@register.filter
def ancre(champ: BoundField) -> str:
    """Where the summary of a refused form leads: the field, the first of a group, or what fills a hidden one."""
    groupe = isinstance(champ.field.widget, RadioSelect | CheckboxSelectMultiple | MultiWidget | HiddenInput)
    return f"{champ.auto_id}_0" if groupe else champ.auto_id


@register.simple_tag(takes_context=True)
def prefixe_du_titre(context: template.Context) -> str:
    """The title of a page whose form is refused says so first: it is what a screen reader says first."""
    # What is lazy is no form, and to ask its class would read it.
    valeurs = [v for calque in context.dicts for v in calque.values() if not issubclass(type(v), LazyObject)]
    rangs = [une for valeur in valeurs if isinstance(valeur, list | tuple) for une in valeur]
    formes = (forme for f in (*valeurs, *rangs) if isinstance(f, BaseForm | BaseFormSet) for _, forme in _formes(f))
    return "Erreur\u00a0: " if any(_refuse(forme) for forme in formes) else ""


def _refuse(forme: "BaseForm | BaseFormSet[Any]") -> bool:
    return bool(forme.errors if isinstance(forme, BaseForm) else forme.non_form_errors())


@register.filter
def marque(formulaire: BaseForm) -> bool:
    """Does a form show the asterisk of a field that must be filled? It is then explained above the fields."""
    return any(champ.field.required for champ in formulaire.visible_fields())


@register.filter
def date_longue(valeur: date | datetime | None) -> str:
    return typographie.date_longue(valeur) if valeur else ""


@register.filter
def date_entiere(valeur: date | datetime | None) -> str:
    return typographie.date_entiere(valeur) if valeur else ""


@register.filter
def date_courte(valeur: date | datetime | None, le: date) -> str:
    return typographie.date_courte(valeur, le) if valeur else ""


@register.filter
def date_jour(valeur: date | datetime | None, le: date) -> str:
    return typographie.date_jour(valeur, le) if valeur else ""


@register.filter
def instant(valeur: datetime | None, le: date) -> str:
    return typographie.instant(valeur, le) if valeur else ""


@register.filter
def heure(valeur: datetime | None) -> str:
    return typographie.heure(valeur) if valeur else ""


@register.filter
def il_y_a(valeur: date | datetime | None, le: date) -> str:
    return typographie.il_y_a(valeur, le) if valeur else ""


@register.filter
def depuis(valeur: date | datetime | None, le: date) -> str:
    return typographie.depuis(valeur, le) if valeur else ""


@register.filter
def jour_moins(valeur: date | datetime | None, le: date) -> str:
    return typographie.jour_moins(valeur, le) if valeur else ""


@register.filter
def nom_complet(nom: str, prenom: str) -> str:
    return typographie.nom_complet(nom, prenom)


@register.filter
def siret(valeur: str) -> str:
    return typographie.siret(valeur or "")


@register.filter
def pourcent(taux: float | None) -> str:
    """0.834 is « 83 % »; nothing where there is nobody to count."""
    return "—" if taux is None else f"{round(taux * 100)}\u202f%"


@register.filter
def typographie_francaise(texte: Any) -> str:
    return typographie.typographier(str(texte))


@register.filter
def coeur_de_phrase(texte: Any) -> str:
    return typographie.coeur_de_phrase(str(texte))


@register.filter
def sorte_message(message: Message) -> str:
    """The alert that fits a message's level."""
    sortes = {constants.SUCCESS: "succes", constants.WARNING: "attention", constants.ERROR: "erreur"}
    return sortes.get(message.level, "information")


@register.filter
def chemin_svg(traits: list[signature.Trait]) -> str:
    return signature.chemin_svg(traits)
