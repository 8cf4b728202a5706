"""The day of an instant is that of the portal: between midnight and one or two, the day before in UTC."""

import ast
from datetime import UTC, date, datetime

import pytest
from django.apps import apps
from django.db.models import DateField, DateTimeField

from candidats.models import Candidat, CorrectionIdentite, PieceIdentite
from certif_portal.commun.typographie import jour_de
from evaluations.models import LienAvis
from tests.architecture.test_style import APPS, arbre, relatif, sources

# What a spreadsheet cell or an official export says is a civil date, without any zone.
DATES_CIVILES = {"candidats/imports/cellules.py", "referentiels/france_competences.py"}
# The one reader of the zone.
LECTEUR = "certif_portal/commun/typographie.py"


def instants() -> set[str]:
    """Columns that hold an instant, `le` aside, which is a day nearly everywhere; and `a`, the instant of an act."""
    champs = [champ for modele in apps.get_models() for champ in modele._meta.fields]
    noms = {champ.name for champ in champs if isinstance(champ, DateTimeField)}
    jours = {champ.name for champ in champs if isinstance(champ, DateField) and not isinstance(champ, DateTimeField)}
    return noms - jours | {"a", "maintenant"}


def nom_de(noeud: ast.expr) -> str:
    if isinstance(noeud, ast.Call):
        return nom_de(noeud.func)
    return noeud.attr if isinstance(noeud, ast.Attribute) else getattr(noeud, "id", "")


def test_un_instant_ne_s_ecrit_qu_au_jour_du_portail():
    """`{piece.deposee_le:%d/%m/%Y}` and `a.date()` write the day of UTC: `jour_de` gives the portal's."""
    noms, fautes = instants(), []
    for fichier in sources(*APPS):
        if relatif(fichier) == LECTEUR:
            continue
        for noeud in ast.walk(arbre(fichier)):
            if isinstance(noeud, ast.FormattedValue) and noeud.format_spec and "%" in ast.unparse(noeud.format_spec):
                fautes += [f"{relatif(fichier)}:{noeud.lineno}"] if nom_de(noeud.value) in noms else []
            elif isinstance(noeud, ast.Attribute) and noeud.attr == "date" and relatif(fichier) not in DATES_CIVILES:
                fautes += [f"{relatif(fichier)}:{noeud.lineno}: .date"] if nom_de(noeud.value) in noms else []
    assert fautes == []


@pytest.mark.parametrize(
    ("instant", "jour"),
    [
        (datetime(2026, 11, 20, 22, 59, 59, tzinfo=UTC), date(2026, 11, 20)),
        (datetime(2026, 11, 20, 23, 0, tzinfo=UTC), date(2026, 11, 21)),
        (datetime(2026, 7, 20, 21, 59, 59, tzinfo=UTC), date(2026, 7, 20)),
        (datetime(2026, 7, 20, 22, 0, tzinfo=UTC), date(2026, 7, 21)),
        (datetime(2026, 12, 31, 23, 30, tzinfo=UTC), date(2027, 1, 1)),
        (datetime(2026, 11, 20, 23, 30), date(2026, 11, 20)),  # noqa: DTZ001 - without a zone, a civil day
        (date(2026, 11, 20), date(2026, 11, 20)),
    ],
)
def test_le_jour_d_un_instant(instant, jour):
    assert jour_de(instant) == jour


def test_ce_qui_se_nomme_par_son_jour_le_fait_apres_minuit():
    """Half past midnight in Paris on the 21st."""
    a = datetime(2026, 11, 20, 23, 30, tzinfo=UTC)
    assert str(PieceIdentite(type="carte", deposee_le=a)) == "Carte nationale d’identité du 21/11/2026"
    correction = CorrectionIdentite(faite_le=a, candidat=Candidat(nom_naissance="Le Goff", prenom="Zoé"))
    assert str(correction) == "Correction du 21/11/2026, LE GOFF Zoé"
    assert str(LienAvis(cree_le=a, destinataire="a@exemple.fr")) == "Lien du 21/11/2026 à a@exemple.fr"
