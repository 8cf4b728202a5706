"""The fields of every form: what is typed or pasted, what is read."""

from datetime import date

import pytest

from certif_portal.commun.champs import (
    ChampCodePostal,
    ChampDate,
    ChampDepartement,
    ChampMotif,
    ChampNDA,
    ChampSiret,
    ChampTelephone,
)
from certif_portal.commun.formulaires import Formulaire
from certif_portal.commun.typographie import siret as imprime
from tests.environnement import RACINE

GABARITS = RACINE / "templates"


class Exemple(Formulaire):
    siret = ChampSiret()
    nda = ChampNDA(required=False)
    code_postal = ChampCodePostal(required=False)
    departement = ChampDepartement(required=False)
    telephone = ChampTelephone(required=False)
    motif = ChampMotif(required=False)
    le = ChampDate("Le", required=False)


JUSTE = "73282932000074"


@pytest.mark.parametrize(
    "ecrit", [JUSTE, "732 829 320 00074", imprime(JUSTE), "732.829.320.00074", " 732829320 00074\u200b "]
)
def test_un_siret_se_lit_comme_on_l_espace(ecrit):
    form = Exemple({"siret": ecrit})
    assert form.is_valid(), form.errors
    assert form.cleaned_data["siret"] == JUSTE


@pytest.mark.parametrize(
    ("ecrit", "dit"),
    [
        ("732 829 320 000", "«\u00a0732 829 320 000\u00a0» n’est pas un SIRET\u00a0: 14 chiffres sont attendus."),
        (
            "732 829 320 00075",
            "Le SIRET «\u00a0732 829 320 00075\u00a0» est faux\u00a0: sa clé de contrôle ne correspond pas.",
        ),
    ],
)
def test_un_siret_faux_dit_ce_qui_a_ete_lu(ecrit, dit):
    form = Exemple({"siret": ecrit})
    assert form.errors == {"siret": [dit]}
    assert form["siret"].value() == ecrit


def test_les_autres_nombres_et_les_dates():
    form = Exemple(
        {
            "siret": JUSTE,
            "nda": "52 44 01234 44",
            "code_postal": "44 600",
            "departement": "Loire-Atlantique",
            "telephone": "+33 (0)2 40 12 34 56",
            "motif": "  Retard du\ntransporteur ",
            "le": "20/11/2026",
        }
    )
    assert form.is_valid(), form.errors
    assert form.cleaned_data == {
        "siret": JUSTE,
        "nda": "52440123444",
        "code_postal": "44600",
        "departement": "44",
        "telephone": "+33 (0)2 40 12 34 56",
        "motif": "Retard du\ntransporteur",
        "le": date(2026, 11, 20),
    }


def test_le_navigateur_ne_coupe_rien():
    """A browser cuts a paste at `maxlength` in silence: none is sent, and the server says what is too long."""
    form = Exemple({"siret": JUSTE, "motif": "x" * 2001})
    assert "maxlength" not in form.as_p()
    assert form.errors == {
        "motif": ["Assurez-vous que cette valeur comporte au plus 2000 caractères (actuellement 2001)."]
    }
    assert Exemple({"siret": JUSTE, "motif": "x" * 2000}).is_valid()


@pytest.mark.parametrize("interdit", ["maxlength", 'type="date"'])
def test_aucun_gabarit_ne_refait_un_champ(interdit: str) -> None:
    """A field written by hand in a template would be cut by the browser, or be a second date widget."""
    ecrits = [
        str(chemin.relative_to(GABARITS))
        for chemin in GABARITS.rglob("*.html")
        if interdit in chemin.read_text() and chemin.name != "filtre_date.html"
    ]
    assert ecrits == []
