"""Mass assignment: every form sent with the names of all the fields of the base; only its own are written. Then every
form of a file sent once the file is closed: what was decided stays.

PARCOURS_ENTIERS=1 (`dev.py epreuves parcours`) plays them on every form: several minutes.
"""

import random

import pytest

from candidats.choix import EtatInscription
from candidats.models import Inscription
from certif_portal.commun import horloge
from evaluations.choix import EtatGrille
from evaluations.models import Grille
from habilitations.forms.organisme import OrganismeForm
from habilitations.models import Habilitation
from habilitations.views import organisme as vues
from jurys.choix import EtatJury
from jurys.models import Jury, Presentation
from tests.architecture.attributions import eprouver, poison
from tests.architecture.droits import CLOS, lire_table
from tests.architecture.saisies import formulaires
from tests.environnement import PARCOURS_ENTIERS
from tests.scelles import desceller

pytestmark = pytest.mark.django_db
ECHANTILLON = 24


@pytest.mark.timeout(1200)
def test_un_formulaire_n_ecrit_que_ses_champs(monde):
    alea = random.Random(16)  # noqa: S311 - a draw, no secret
    pages = sorted(nom for nom, ligne in lire_table().items() if ligne["methode"] == "GET")
    choisis = formulaires(monde, *(() if PARCOURS_ENTIERS else alea.sample(pages, 2 * ECHANTILLON)))
    assert len(poison()) > 800
    essais = [eprouver(monde, form) for form in choisis]
    assert len(essais) >= ECHANTILLON // 2
    assert sum(ecrit for ecrit, _ in essais) >= ECHANTILLON // 6  # they are taken: not refused for what they lack
    assert [faute for _, fautes in essais for faute in fautes] == []


def test_un_champ_pris_de_l_envoi_est_vu(monde, monkeypatch):
    """Negative control: a form that takes whatever it is sent, a service that writes it."""
    [form, *_] = formulaires(monde, "organismeformation_modifier")
    assert eprouver(monde, form) == (True, [])

    def tout_ecrire(*, organisme, donnees, **_):
        cle = donnees.get("cle_recherche", organisme.cle_recherche)
        type(organisme).objects.filter(pk=organisme.pk).update(cle_recherche=cle)
        return organisme

    naif = OrganismeForm.clean
    pris = {"par", "a"}  # what the view gives by itself
    monkeypatch.setattr(
        OrganismeForm,
        "clean",
        lambda self: {nom: valeur for nom, valeur in self.data.items() if nom not in pris} | naif(self),
    )
    monkeypatch.setattr(vues, "modifier_organisme", tout_ecrire)
    assert eprouver(monde, form)[1] != []


def etats():
    """What a closing decided: by row, the states and days that nothing but a rectification moves."""
    return [
        sorted(modele.objects.values_list("pk", *champs))
        for modele, champs in (
            (Inscription, ("etat", "decidee_le", "organisme", "candidat", "referentiel")),
            (Jury, ("etat", "date")),
            (Presentation, ("decision", "jury", "inscription")),
            (Grille, ("etat", "scellee_le")),
            (Habilitation, ("date_effet", "date_fin", "retiree_le")),
        )
    ]


@desceller()
def clore(monde):
    """A closed jury, decided files, sealed grids, an accreditation that is over, whatever led there."""
    le, a = horloge.aujourdhui(), horloge.maintenant()
    Inscription.objects.filter(etat=EtatInscription.ACCEPTEE).update(etat=EtatInscription.ADMISE, decidee_le=le)
    Presentation.objects.filter(decision="").update(decision="A", decidee_le=a)
    Grille.objects.update(etat=EtatGrille.SCELLEE, scellee_le=a, empreinte="0" * 64)
    Habilitation.objects.filter(retiree_le__isnull=True).update(retiree_le=le, motif_retrait="Fin.")
    Jury.objects.update(etat=EtatJury.CLOS, clos_le=a, ouvert_le=a, convoque_le=le)


@pytest.mark.timeout(1200)
def test_un_formulaire_ouvert_avant_la_cloture_ne_change_rien_apres(monde):
    table = lire_table()
    pages = sorted(nom for nom, ligne in table.items() if ligne["objet"] in CLOS and ligne["methode"] == "GET")
    ouverts = formulaires(monde, *(pages if PARCOURS_ENTIERS else random.Random(17).sample(pages, min(len(pages), 30))))  # noqa: S311
    assert len(ouverts) >= 10
    clore(monde)
    avant = etats()
    fautes = []
    for form in ouverts:
        reponse = monde.clients[form.role].post(form.cible, form.saisi)
        if etats() != avant:
            fautes.append(f"{form} : {reponse.status_code}")
            avant = etats()
    assert fautes == []
