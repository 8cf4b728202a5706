"""A form that edits says what it showed; when that has changed since, nothing is recorded and the two are shown.

The form carries, signed, the values it was filled with. When it comes back they are compared with the values of today:
what the person did not touch is taken from today's, what both changed is asked, field by field (decision 0171).
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from django import forms
from django.core import signing
from django.db import transaction
from django.db.models import Model
from django.forms.widgets import ChoiceWidget
from django.http import QueryDict
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from certif_portal.commun.choix import AUTOUR
from certif_portal.commun.erreurs import ErreurMetier
from certif_portal.commun.journal import journal_de
from certif_portal.commun.typographie import date_entiere, heure

T = TypeVar("T")
CHAMP, PREFIXE_CHOIX = "version_vue", "choix-"
MIENNE, ENREGISTREE = "mienne", "enregistree"
SEL = "commun.version"
LONG = 300  # characters: a longer text travels as its hash and its beginning
VIDE, NON_DITE = "(rien)", "(la page ne le dit pas)"
SANS_VERSION = (
    "Cette page ne dit pas ce qu’elle montrait : elle est trop ancienne, ou incomplète. Rien n’est enregistré : dites "
    "ci-dessous quelle valeur garder, puis enregistrez de nouveau."
)


class SaisiePerimee(ErreurMetier):
    """What the form showed is no longer what is recorded."""


@dataclass(frozen=True)
class Ecart:
    """One field that changed under the person's eyes."""

    nom: str
    libelle: str
    vue: str
    enregistree: str
    saisie: str
    a_choisir: bool  # both changed it; otherwise today's value is taken


class ChampVersion(forms.CharField):
    """Hidden; once refused, it shows the values side by side, in the form itself."""

    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, label="Version", widget=VersionInput(), **options)


class VersionInput(forms.HiddenInput):
    ecarts: tuple[Ecart, ...] = ()
    par = ""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        cache = super().render(name, value, attrs, renderer)
        if not self.ecarts:
            return cache
        contexte = {"ecarts": self.ecarts, "par": self.par, "prefixe": PREFIXE_CHOIX}
        return cache + render_to_string("composants/ecarts.html", contexte)


# ---------------------------------------------------------------- what is shown, what is sent


def _comparables(form: forms.BaseForm) -> dict[str, forms.Field]:
    return {
        nom: champ
        for nom, champ in form.fields.items()
        if nom != CHAMP and not champ.disabled and not champ.widget.needs_multipart_form
    }


def montre(form: forms.BaseForm) -> dict[str, list[str]]:
    """What the fields show of what is recorded, as a browser would send it back."""
    return {nom: _brut(champ, form.get_initial_for_field(champ, nom)) for nom, champ in _comparables(form).items()}


def en_brut(champ: forms.Field, valeur: Any) -> str:
    """One value, on one line."""
    return "\n".join(_brut(champ, valeur))


def _brut(champ: forms.Field, valeur: Any) -> list[str]:
    widget = champ.widget
    if hasattr(widget, "montrees"):
        return list(widget.montrees(valeur))
    if isinstance(widget, forms.MultiWidget):
        parties = valeur if isinstance(valeur, list) else widget.decompress(valeur) or []
        return [_propre(w.format_value(v)) for w, v in zip(widget.widgets, parties, strict=True)]
    valeur = champ.prepare_value(valeur)
    if isinstance(widget, forms.CheckboxInput):
        return ["on"] if valeur else []
    if isinstance(widget, ChoiceWidget):
        return sorted(v for v in (_propre(v) for v in widget.format_value(valeur)) if v)
    texte = _propre(widget.format_value(valeur))
    return [texte] if texte else []


def _recu(form: forms.BaseForm, nom: str, champ: forms.Field) -> list[str]:
    prefixe, widget = form.add_prefix(nom), champ.widget
    if hasattr(widget, "recues"):
        return list(widget.recues(form.data))
    if isinstance(widget, forms.MultiWidget):
        return [_propre(form.data.get(prefixe + suffixe, "")) for suffixe in _suffixes(widget)]
    if isinstance(widget, forms.CheckboxInput):
        return ["on"] if widget.value_from_datadict(form.data, form.files, prefixe) else []
    lire = getattr(form.data, "getlist", None)
    valeurs = lire(prefixe) if lire else [form.data.get(prefixe, "")]
    propres = [v for v in (_propre(v) for v in valeurs) if v]
    return sorted(propres) if isinstance(widget, ChoiceWidget) else propres


def _suffixes(widget: forms.MultiWidget) -> list[str]:
    return widget.widgets_names  # type: ignore[attr-defined]


def _propre(valeur: Any) -> str:
    return "" if valeur is None else "\n".join(str(valeur).replace("\r\n", "\n").split("\n")).strip()


def _poser(form: forms.BaseForm, donnees: QueryDict, nom: str, valeurs: list[str]) -> None:
    widget, prefixe = form.fields[nom].widget, form.add_prefix(nom)
    if hasattr(widget, "poser"):
        widget.poser(donnees, valeurs)
    elif isinstance(widget, forms.MultiWidget):
        for suffixe, valeur in zip(_suffixes(widget), valeurs, strict=True):
            donnees[prefixe + suffixe] = valeur
    elif valeurs:
        donnees.setlist(prefixe, valeurs)
    else:
        donnees.pop(prefixe, None)


def _reduit(valeurs: list[str]) -> list[str]:
    return [v if len(v) <= LONG else f"{hashlib.sha256(v.encode()).hexdigest()}:{v[:LONG]}" for v in valeurs]


def _lisible(champ: forms.Field, valeurs: list[str]) -> str:
    """As a person reads it: the words of a choice, a French date, the beginning of a long text."""
    if isinstance(champ.widget, forms.CheckboxInput):
        return "oui" if valeurs else "non"
    mots = []
    for valeur in valeurs:
        texte = _sans_empreinte(valeur)
        if isinstance(champ, forms.DateField) and not isinstance(champ.widget, ChoiceWidget):
            texte = _date(texte)
        mots.append(mots_du_choix(champ, texte))
    return " ; ".join(mot for mot in mots if mot) or VIDE


def _date(texte: str) -> str:
    annee, _, reste = texte.partition("-")
    mois, _, jour = reste.partition("-")
    return f"{jour}/{mois}/{annee}" if jour else texte


def mots_du_choix(champ: forms.Field, valeur: str) -> str:
    for code, libelle in getattr(champ, "choices", ()):
        paires = libelle if isinstance(libelle, (list, tuple)) else [(code, libelle)]
        for c, mots in paires:
            if str(c) == valeur:
                return str(mots)
    return valeur


# ---------------------------------------------------------------- what the form says it showed


def sceller_version(form: Any, a_choisir: tuple[str, ...] = ()) -> str:
    contenu = {"o": _nom(form.objet), "c": list(a_choisir), "v": {n: _reduit(v) for n, v in montre(form).items()}}
    return signing.dumps(contenu, salt=SEL, compress=True)


def comme_envoye(form: Any) -> QueryDict:
    """What a browser would send of a form just opened, its version included: what is stored is shown with its errors,
    and the page sent back is compared as any other."""
    donnees = QueryDict(mutable=True)
    for nom, valeurs in montre(form).items():
        _poser(form, donnees, nom, valeurs)
    donnees[form.add_prefix(CHAMP)] = sceller_version(form)
    return donnees


def _nom(objet: Model) -> str:
    return f"{objet._meta.label_lower}:{objet.pk}"


def _vue(form: Any) -> dict[str, Any] | None:
    """What the form that comes back showed; None for a form that says nothing of it (a script)."""
    try:
        contenu = signing.loads(form.data.get(form.add_prefix(CHAMP), ""), salt=SEL)
    except (signing.BadSignature, ValueError):
        return None
    return contenu if contenu["o"] == _nom(form.objet) else None


def ligne_lue(objet: Model) -> dict[str, Any]:
    """The columns of the row as it was read, to be compared under the lock."""
    absents = objet.get_deferred_fields()
    return {c.attname: getattr(objet, c.attname) for c in objet._meta.concrete_fields if c.attname not in absents}


def confronter(form: Any, exigee: bool = False) -> SaisiePerimee | None:
    """Compare what the form showed with what is recorded; when it differs, prepare the form for the choice.

    `exigee`: it comes from a browser, which always says what it showed."""
    if getattr(form, "objet", None) is None or form.deja_ecrit_ici:
        return None
    vue = _vue(form)
    if vue is None and not exigee:
        return None
    champs, courantes, donnees = _comparables(form), montre(form), form.data.copy()
    if vue is None:
        vue = {"c": (), "v": {}}
        manquants = [nom for nom, champ in champs.items() if _recu(form, nom, champ) != courantes[nom]]
    else:
        manquants = _appliquer_choix(form, donnees, vue["c"], courantes)
    changes = [nom for nom, v in vue["v"].items() if nom in courantes and v != _reduit(courantes[nom])]
    ecarts = []
    for nom in {**dict.fromkeys(changes), **dict.fromkeys(manquants)}:
        recues, courante = _recu(form, nom, champs[nom]), courantes[nom]
        intact = nom in changes and _reduit(recues) == vue["v"][nom]
        connue = vue["v"].get(nom, [NON_DITE])
        if intact:
            _poser(form, donnees, nom, courante)
        etats = (connue, _reduit(courante), _reduit(recues))
        avant, depuis, saisie = _cote_a_cote(champs[nom], etats)
        libelle, douteux = str(champs[nom].label or nom), not intact and recues != courante
        ecarts.append(Ecart(nom, libelle, avant, depuis, saisie, a_choisir=douteux))
    form.data = donnees
    if not ecarts:
        return None
    a_choisir = tuple(e.nom for e in ecarts if e.a_choisir)
    donnees[form.add_prefix(CHAMP)] = sceller_version(form, a_choisir)
    widget = form.fields[CHAMP].widget
    widget.ecarts, widget.par = tuple(ecarts), _par(form.objet, form.nature_acte)
    return SaisiePerimee(_phrase(widget.par, bool(changes), bool(a_choisir)) if vue["v"] else SANS_VERSION)


def _cote_a_cote(champ: forms.Field, etats: tuple[list[str], ...]) -> tuple[str, ...]:
    """The three values as a person reads them; of a table, the lines alone that are not the same in all."""
    lire = getattr(champ.widget, "lisible", None)
    if lire is None:
        return tuple(_lisible(champ, valeurs) for valeurs in etats)
    partout = set.intersection(*map(set, etats))
    differentes = ([lire(_sans_empreinte(valeur)) for valeur in valeurs if valeur not in partout] for valeurs in etats)
    return tuple("\n".join(lignes) or VIDE for lignes in differentes)


def _sans_empreinte(valeur: str) -> str:
    return valeur[65:] + "…" if len(valeur) > LONG and valeur[64:65] == ":" else valeur


def _appliquer_choix(form: Any, donnees: QueryDict, a_choisir: list[str], courantes: dict[str, list[str]]) -> list[str]:
    """Put what the person chose to keep; the fields that they did not decide."""
    manquants = []
    for nom in a_choisir:
        choix = donnees.get(PREFIXE_CHOIX + nom)
        if choix == ENREGISTREE and nom in courantes:
            _poser(form, donnees, nom, courantes[nom])
        elif choix != MIENNE and nom in courantes:
            manquants.append(nom)
    form.data = donnees
    return manquants


def _par(objet: Model, nature: str = "") -> str:
    """« par Claire Le Goff le 12 mars 2026 à 10 h 32 », from the journal of the object: of this very act, when the form
    names it."""
    actes = journal_de(objet)
    acte = (actes.filter(acte=nature) if nature else actes.exclude(acte__in=AUTOUR)).first()
    return f" par {acte.par_nom} le {date_entiere(acte.le)} à {heure(acte.le)}" if acte else ""


def _phrase(par: str, change: bool, a_choisir: bool) -> str:
    debut = (
        f"Ce que vous modifiez a été enregistré{par}, pendant que vous remplissiez ce formulaire : rien de votre "
        "saisie n’est enregistré."
        if change
        else "Rien n’est enregistré."
    )
    if a_choisir:
        return f"{debut} Dites ci-dessous quelle valeur garder, puis enregistrez de nouveau."
    return f"{debut} Vos autres valeurs sont gardées ci-dessous : relisez, puis enregistrez de nouveau."


def sous_verrou(form: Any, faire: Callable[[], T]) -> T:
    """Play the act of a form that edits, once sure, under the row's lock, that what it was compared with still is."""
    objet = getattr(form, "objet", None)
    if objet is None or _vue(form) is None:
        return faire()
    with transaction.atomic():
        lignes = type(objet)._base_manager.select_for_update(of=("self",), no_key=True)
        ligne = lignes.filter(pk=objet.pk).first()
        if ligne is None:
            raise SaisiePerimee("Ce que vous modifiez vient d’être supprimé : rien n’est enregistré.")
        actuelle = ligne_lue(ligne)
        if any(actuelle[nom] != valeur for nom, valeur in form.lue.items()) or form.a_change():
            raise SaisiePerimee(
                "Quelqu’un vient d’enregistrer ce que vous modifiez : rien de votre saisie n’est enregistré. "
                "Enregistrez de nouveau pour comparer."
            )
        return faire()
