"""The fields of every form: how a date, a number, a reason or a file is typed and read, once."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from certif_portal.commun import identifiants
from certif_portal.commun.departements import departement
from certif_portal.commun.erreurs import ErreurMetier, FichierRefuse
from certif_portal.commun.fichiers import JPEG, PDF, PNG, lire_televersement
from certif_portal.commun.glyphes import defaut_de_texte
from certif_portal.commun.signature import Trait, lire_signature
from certif_portal.commun.textes import CONTROLES, nettoyer_texte

MOTIF_MAXIMUM = 2000  # characters of a reason
LONG_MAXIMUM = 10_000


class ChampDate(forms.DateField):
    """A civil date: the browser's own picker, or jj/mm/aaaa."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    default_error_messages = {"invalid": "Une date qui existe est attendue : jj/mm/aaaa."}

    def __init__(self, label: str | None = None, **options: Any) -> None:
        super().__init__(label=label, input_formats=["%Y-%m-%d", "%d/%m/%Y"], **options)


class ChampHeure(forms.TimeField):
    widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")


class ChampTexte(forms.CharField):
    """One line of text, cleaned, single-spaced: what is compared and printed."""

    def to_python(self, value: Any) -> str:
        texte = super().to_python(value) or ""
        if CONTROLES.search(texte):
            raise forms.ValidationError(defaut_de_texte(texte))
        return " ".join(nettoyer_texte(texte).split())


class ChampLong(forms.CharField):
    """Several lines of text."""

    def __init__(self, label: str | None = None, *, lignes: int = 4, **options: Any) -> None:
        options.setdefault("max_length", LONG_MAXIMUM)
        super().__init__(label=label, widget=forms.Textarea(attrs={"rows": lignes}), **options)


class ChampMotif(ChampLong):
    """Why an act is done: kept, and often read by whom it concerns."""

    def __init__(self, label: str = "Motif", *, lignes: int = 3, **options: Any) -> None:
        super().__init__(label, lignes=lignes, max_length=MOTIF_MAXIMUM, **options)


class ChampTelephone(ChampTexte):
    widget = forms.TextInput(attrs={"type": "tel"})

    def __init__(self, label: str = "Téléphone", **options: Any) -> None:
        super().__init__(label=label, max_length=20, **options)

    def to_python(self, value: Any) -> str:
        texte = super().to_python(value)
        try:
            return identifiants.normaliser_telephone(texte) if texte else ""
        except ErreurMetier as refus:
            raise forms.ValidationError(str(refus)) from refus


class ChampNumero(ChampTexte):
    """A number that people space as they like: no length is told to the browser, which would cut a paste in silence."""

    widget = forms.TextInput(attrs={"inputmode": "numeric"})
    normaliser: Callable[[object], str]

    def to_python(self, value: Any) -> str:
        texte = super().to_python(value)
        if not texte:
            return ""
        try:
            return type(self).normaliser(texte)
        except ErreurMetier as refus:
            raise forms.ValidationError(str(refus)) from refus


class ChampSiret(ChampNumero):
    """« 73282932000074 », « 732 829 320 00074 », « 732.829.320.00074 »: fourteen digits whose key is right."""

    normaliser = staticmethod(identifiants.normaliser_siret)

    def __init__(
        self, label: str = "SIRET", *, help_text: str = "14 chiffres, espacés ou non.", **options: Any
    ) -> None:
        super().__init__(label=label, help_text=help_text, **options)


class ChampNDA(ChampNumero):
    normaliser = staticmethod(identifiants.normaliser_nda)

    def __init__(self, label: str = "Déclaration d’activité", **options: Any) -> None:
        options.setdefault("help_text", "11 chiffres, donnés par la DREETS.")
        super().__init__(label=label, **options)


class ChampCodePostal(ChampNumero):
    """Of an address in France."""

    normaliser = staticmethod(identifiants.normaliser_code_postal)

    def __init__(self, label: str = "Code postal", **options: Any) -> None:
        super().__init__(label=label, **options)


NACE_ATTENDU = "Par exemple 25.62 ; depuis le 1er janvier 2027, avec sa nomenclature : 25.62 (2025)."


class ChampNace(ChampTexte):
    """« 2562 », « 25.62 » or « 25.62B »."""

    def __init__(self, label: str = "Code NACE", *, help_text: str = NACE_ATTENDU, **options: Any) -> None:
        super().__init__(label=label, help_text=help_text, **options)

    def to_python(self, value: Any) -> str:
        return identifiants.code_nace(super().to_python(value))


class ChampDepartement(ChampTexte):
    """Its number, or its name: « Loire-Atlantique » is 44."""

    def __init__(self, label: str = "Département", **options: Any) -> None:
        options.setdefault("help_text", "Né en France : son numéro (01 à 95, 2A, 971…) ou son nom.")
        super().__init__(label=label, **options)

    def to_python(self, value: Any) -> str:
        return departement(super().to_python(value))


class FichierInput(forms.FileInput):
    """Its file survives a refused form: shown with its name and size, and taken again unless another is chosen."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        garde = getattr(value, "garde", "")
        if not garde:
            return super().render(name, value, attrs, renderer)
        choisir = super().render(name, value, {**(attrs or {}), "required": False}, renderer)
        contexte = {"nom": name, "garde": garde, "fichier": value, "choisir": choisir}
        return render_to_string("composants/fichier_garde.html", contexte)


class ChampFichier(forms.FileField):
    """An upload that goes through the gate: what comes out is its name, its bytes and its real type."""

    widget = FichierInput

    def __init__(
        self,
        *,
        types: tuple[str, ...] = (PDF, JPEG, PNG),
        maximum: int | None = None,
        lire: Callable[[Any], tuple[str, bytes, str]] | None = None,
        **options: Any,
    ) -> None:
        self.lire = lire or (lambda televersement: lire_televersement(televersement, types, maximum))
        super().__init__(max_length=None, allow_empty_file=True, **options)

    def bound_data(self, data: Any, initial: Any) -> Any:
        """What a refused form shows: the file kept aside, if there is one."""
        return data if getattr(data, "garde", "") else initial

    def clean(self, data: Any, initial: Any = None) -> Any:
        televersement = super().clean(data, initial)
        if not televersement:
            return None
        try:
            return self.forme(*self.lire(televersement))
        except FichierRefuse as refus:
            raise forms.ValidationError(str(refus)) from refus

    def forme(self, nom: str, octets: bytes, type_mime: str) -> Any:
        return nom, octets, type_mime


class ChampSignature(forms.CharField):
    """Strokes drawn on the screen (composants/signature.html); an empty list when nothing was drawn."""

    widget = forms.HiddenInput

    def __init__(self, label: str = "Votre signature", **options: Any) -> None:
        super().__init__(label=label, required=False, **options)

    def clean(self, value: Any) -> list[Trait]:
        try:
            return lire_signature(super().clean(value))
        except ErreurMetier as refus:
            raise forms.ValidationError(str(refus)) from refus
