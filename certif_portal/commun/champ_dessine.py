"""A field of a form and all that goes with it, in the markup of crispy's template: a page of forty fields walked it and
its includes four hundred times, for half of what the page cost (decision 0407)."""

from collections.abc import Iterable
from html import escape
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

ETOILE = '<span class="asteriskField">*</span>'


def dessiner(champ: BoundField, erreurs: str) -> SafeString:
    """`erreurs`: what is wrong in it, already written."""
    if champ.is_hidden:
        return mark_safe(str(champ))  # noqa: S308  # a widget escapes what it holds
    dedans = _case(champ, erreurs) if isinstance(champ.field.widget, forms.CheckboxInput) else _autre(champ, erreurs)
    return mark_safe(dedans)  # noqa: S308  # every text below is escaped, or was written as HTML by the form


def dessiner_choix(choix: Iterable[tuple[object, object]], valeur: object) -> SafeString:
    """The options of a select; a thousand of them are a list of organisations."""
    lignes = (
        f'<option value="{_echappe(code)}"{" selected" if code == valeur else ""}>{_echappe(mots)}</option>'
        for code, mots in choix
    )
    return mark_safe("".join(lignes))  # noqa: S308  # both are escaped


def _echappe(texte: Any) -> str:
    """As `conditional_escape`, without what that spends on lazy texts, half of what a list of a thousand cost."""
    return texte.__html__() if hasattr(texte, "__html__") else escape(str(texte))


def _case(champ: BoundField, erreurs: str) -> str:
    """A box that is ticked: its label is beside it."""
    return (
        f'<div class="mb-3"><div id="div_{champ.auto_id}" class="form-check{_classes(champ)}">'
        f"{_widget(champ, 'form-check-input')}"
        f'<label for="{champ.id_for_label}" class="form-check-label{_requis(champ)}">{_libelle(champ)}</label>'
        f"{erreurs}{_aide(champ)}</div></div>"
    )


def _autre(champ: BoundField, erreurs: str) -> str:
    widget = champ.field.widget
    if isinstance(widget, forms.RadioSelect):
        dedans = _options(champ, erreurs) + _aide(champ)
    elif isinstance(widget, forms.FileInput):
        faux = ' class="is-invalid"' if erreurs else ""
        dedans = f"<div{faux}>{_widget(champ, 'form-control')}{erreurs}{_aide(champ)}</div>"
    else:
        sorte = "form-select" if isinstance(widget, forms.Select) else "form-control"
        dedans = _widget(champ, sorte) + erreurs + _aide(champ)
    if champ.label:
        dedans = _intitule(champ) + dedans
        if champ.use_fieldset:
            decrit = f' aria-describedby="{champ.aria_describedby}"' if champ.aria_describedby else ""
            dedans = f"<fieldset{decrit}>{dedans}</fieldset>"
    return f'<div id="div_{champ.auto_id}" class="mb-3{_classes(champ)}">{dedans}</div>'


def _intitule(champ: BoundField) -> str:
    balise, groupe = ("legend", " fs-6") if champ.use_fieldset else ("label", "")
    pour = f' for="{champ.id_for_label}"' if champ.id_for_label else ""
    return f'<{balise}{pour} class="form-label{_requis(champ)}{groupe}">{_libelle(champ)}</{balise}>'


def _options(champ: BoundField, erreurs: str) -> str:
    """Boxes or radio buttons, one a line; what is wrong is said under the last."""
    widget, faux = champ.field.widget, " is-invalid" if champ.errors else ""
    ident = widget.attrs.get("id") or champ.auto_id
    attributs = champ.build_widget_attrs({"id": ident} if ident else {})
    lignes = []
    for groupe, options, _ in widget.optgroups(champ.html_name, widget.format_value(champ.value()), attributs):
        if groupe:
            lignes.append(f"<strong>{conditional_escape(groupe)}</strong>")
        lignes += [
            f'<div class="form-check"><input type="{option["type"]}" class="form-check-input{faux}"'
            f' name="{champ.html_name}" value="{conditional_escape(option["value"])}"{_attributs(option["attrs"])}>'
            f'<label for="{option["attrs"].get("id", "")}" class="form-check-label">'
            f"{conditional_escape(option['label'])}</label></div>"
            for option in options
        ]
    if lignes:
        lignes[-1] = f"{lignes[-1].removesuffix('</div>')}{erreurs}</div>"
    return f"<div>{''.join(lignes)}</div>"


def _attributs(attributs: dict[str, Any]) -> str:
    """As Django writes those of a widget: without a value when it is True, left out when it is False."""
    return "".join(
        f" {nom}" if valeur is True else f' {nom}="{conditional_escape(valeur)}"'
        for nom, valeur in attributs.items()
        if valeur is not False
    )


def _widget(champ: BoundField, classe: str) -> str:
    """The widgets themselves, each under its kind and its look; one drawn twice says them once."""
    widget = champ.field.widget
    for partie in getattr(widget, "widgets", [getattr(widget, "widget", widget)]):
        siennes = partie.attrs.get("class", "").split()
        voulues = [type(partie).__name__.lower(), *classe.split(), *(["is-invalid"] if champ.errors else [])]
        partie.attrs["class"] = " ".join(dict.fromkeys([*siennes, *voulues]))
    return str(champ)


def _libelle(champ: BoundField) -> str:
    return conditional_escape(champ.label) + (ETOILE if champ.field.required else "")


def _requis(champ: BoundField) -> str:
    return " requiredField" if champ.field.required else ""


def _classes(champ: BoundField) -> str:
    return f" {siennes}" if (siennes := champ.css_classes()) else ""


def _aide(champ: BoundField) -> str:
    """Written by the form, which may cite what was deposited."""
    if not champ.help_text:
        return ""
    ident = f' id="{champ.auto_id}_helptext"' if champ.auto_id else ""
    return f'<div{ident} class="form-text">{conditional_escape(champ.help_text)}</div>'
