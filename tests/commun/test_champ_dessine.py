"""A field is drawn as crispy's own template draws it, whatever its widget, with and without a fault."""

from pathlib import Path

import crispy_bootstrap5
import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template import Context, Template
from django.test.html import parse_html
from django.utils.safestring import mark_safe

from certif_portal.commun.champs import ChampDate, ChampTexte
from certif_portal.commun.formulaires import Formulaire

DE_CRISPY = Path(crispy_bootstrap5.__file__).parent / "templates" / "bootstrap5" / "field.html"
CHOIX = [("a", "Un & deux"), ("b", "<b>Trois</b>")]
GROUPES = [("Premier", [("a", "Un")]), ("Second", [(2, "Deux"), (3, "Trois")])]


class Exemple(Formulaire):
    texte = ChampTexte(label="Nom & « prénom »", help_text=mark_safe("Comme sur <b>la pièce</b>."))
    libre = forms.CharField(label="", required=False)
    nombre = forms.IntegerField(label="Nombre", min_value=1, disabled=True, initial=3)
    longue = forms.CharField(label="Récit", widget=forms.Textarea(attrs={"class": "haute", "rows": 3}))
    secret = forms.CharField(label="Mot de passe", widget=forms.PasswordInput)
    jour = ChampDate("Le")
    liste = forms.ChoiceField(label="Choix", choices=CHOIX)
    groupee = forms.ChoiceField(label="Choix", choices=GROUPES)
    plusieurs = forms.MultipleChoiceField(label="Choix", choices=CHOIX)
    radios = forms.ChoiceField(label="Un seul", choices=CHOIX, widget=forms.RadioSelect, help_text="L’un ou l’autre.")
    cases = forms.MultipleChoiceField(
        label="Blocs", choices=GROUPES, widget=forms.CheckboxSelectMultiple, required=False, initial=["a", 3]
    )
    sans_choix = forms.MultipleChoiceField(label="Vide", choices=[], widget=forms.CheckboxSelectMultiple)
    coche = forms.BooleanField(label="C’est une autre personne", help_text="Cochez-la.")
    coche_sans = forms.BooleanField(label="", required=False)
    fichier = forms.FileField(label="Copie", help_text="En PDF.")
    cache = forms.CharField(widget=forms.HiddenInput, initial="x")


def dessiner(gabarit: Template, formulaire: forms.Form, nom: str) -> str:
    return gabarit.render(Context({"field": formulaire[nom], "form_show_errors": True, "form_show_labels": True}))


def les_deux(formulaire: type[forms.Form], envoi: tuple, nom: str) -> tuple[object, object]:
    crispy, ici = Template(DE_CRISPY.read_text()), Template("{% champ %}")
    return parse_html(dessiner(crispy, formulaire(*envoi), nom)), parse_html(dessiner(ici, formulaire(*envoi), nom))


def test_une_aide_qui_cite_un_document_n_est_pas_du_code():
    """Crispy writes it as it is; here a help that is not known as safe is escaped."""

    class Cite(Formulaire):
        texte = forms.CharField(label="Texte", help_text="Lu : </div><b>d<b</b>.")

    assert "Lu : &lt;/div&gt;&lt;b&gt;d&lt;b&lt;/b&gt;." in dessiner(Template("{% champ %}"), Cite(), "texte")


@pytest.mark.parametrize("nom", Exemple.base_fields)
@pytest.mark.parametrize(
    "envoi",
    [
        (),
        ({},),
        ({"cases": ["zz"], "radios": "a", "coche": "on", "texte": "<Zoé>", "plusieurs": ["a", "b"]},),
        ({"liste": "b"}, {"fichier": SimpleUploadedFile("a.pdf", b"")}),
    ],
    ids=["neuf", "vide", "rempli", "envoyé"],
)
def test_le_dessin_est_celui_de_crispy(nom, envoi):
    attendu, rendu = les_deux(Exemple, envoi, nom)
    assert rendu == attendu


def test_la_comparaison_voit_une_classe_de_trop():
    """Negative control: what differs by one class is told."""
    attendu, _ = les_deux(Exemple, (), "texte")
    _, rendu = les_deux(Exemple, (), "libre")
    assert rendu != attendu
    assert parse_html(str(rendu).replace("form-control", "form-control autre")) != rendu


def test_un_champ_dessine_deux_fois_dit_ses_classes_une_fois():
    formulaire = Exemple()
    gabarit = Template("{% champ %}")
    assert dessiner(gabarit, formulaire, "texte") == dessiner(gabarit, formulaire, "texte")
