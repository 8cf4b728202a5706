"""An address is checked as it will be sent, at every door."""

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.core.validators import validate_email

from candidats.models import Candidat
from certif_portal.commun.adresses import verifier_adresse
from certif_portal.comptes.forms import InvitationEquipeForm

BONNES = ["a@exemple.fr", "zoe.dupont@exemple.fr", "a+b@été.fr", "a@xn--t-9fab.fr", "A.B@Exemple.FR"]
MAUVAISES = [
    "contact@xn--é.fr",
    "zoé@exemple.fr",
    "a@b",
    "a b@exemple.fr",
    "a@exemple..fr",
    "",
    "a@" + "x" * 64 + ".fr",
]


@pytest.mark.parametrize("adresse", BONNES)
def test_une_adresse_a_laquelle_on_peut_ecrire(adresse):
    verifier_adresse(adresse)
    EmailMessage("x", "x", to=[adresse]).message().as_bytes()


@pytest.mark.parametrize("adresse", MAUVAISES)
def test_une_adresse_que_rien_ne_porterait(adresse):
    with pytest.raises(ValidationError, match=r"nom@domaine\.fr est attendu"):
        verifier_adresse(adresse)


def test_django_l_accepterait():
    """Control: the check of the library alone lets through what stopped all mail."""
    validate_email("contact@xn--é.fr")
    with pytest.raises(UnicodeError):
        EmailMessage("x", "x", to=["contact@xn--é.fr"]).message().as_bytes()


def test_chaque_porte_la_refuse(jour):
    with pytest.raises(ValidationError, match=r"nom@domaine\.fr"):
        forms.EmailField().clean("contact@xn--é.fr")
    with pytest.raises(ValidationError, match=r"nom@domaine\.fr"):
        Candidat._meta.get_field("courriel").clean("contact@xn--é.fr", None)
    saisie = {"prenom": "A", "nom": "B", "courriel": "contact@xn--é.fr", "role": "agent"}
    form = InvitationEquipeForm(saisie, le=jour)
    assert list(form.errors) == ["courriel"]
