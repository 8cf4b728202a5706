"""The key of the portal changes: what the one before sealed opens, is sealed anew, and then the one before may go."""

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import CommandError, call_command
from django.test import Client

from certif_portal.centre.models import parametres
from certif_portal.commun.courriels import deposer_texte
from certif_portal.commun.journal import journal_de
from certif_portal.commun.models import Courriel
from certif_portal.commun.sceau import ouvrir, sceller
from certif_portal.commun.scelle import INDECHIFFRABLE
from certif_portal.comptes.adaptateur import FACTEUR
from certif_portal.portail.queries.agenda import jeton_agenda, personne_de_l_agenda
from certif_portal.portail.services.abonnement import abonner_agenda
from certif_portal.portail.services.cle import Rescelles, resceller
from tests.sessions import entrer

pytestmark = pytest.mark.django_db
ANCIENNE, NEUVE = "a" * 50, "n" * 50


def facteur(personne, sorte, **data):
    return Authenticator.objects.create(user=personne, type=sorte, data=data)


@pytest.fixture
def scelles(settings, agent, responsable, instant):
    """A mail that waits and three second factors, sealed under the key of before."""
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = ANCIENNE, []
    texte = {"destinataire": "x@exemple.fr", "objet": "x", "acte": "avis", "a": instant}
    deposer_texte(texte="le lien est là", **texte)
    deposer_texte(texte="", **texte)
    clair = {nom: sceller(nom.encode(), FACTEUR).decode() for nom in ("secret", "seed", "code")}
    facteur(agent, "totp", secret=clair["secret"])
    facteur(agent, "recovery_codes", seed=clair["seed"], used_mask=0)
    facteur(responsable, "recovery_codes", migrated_codes=[clair["code"]], used_mask=0)
    facteur(responsable, "webauthn", name="Clé", credential={})


def lus():
    """What opens now."""
    data = Authenticator.objects.order_by("pk").values_list("data", flat=True)
    valeurs = [data[0]["secret"], data[1]["seed"], data[2]["migrated_codes"][0]]
    return [ouvrir(valeur.encode(), FACTEUR) for valeur in valeurs], Courriel.objects.order_by("pk")[0].texte


OUVERT, FERME = ([b"secret", b"seed", b"code"], "le lien est là"), ([None, None, None], INDECHIFFRABLE)


def test_la_cle_d_avant_peut_partir_une_fois_tout_rescelle(scelles, settings, instant):
    settings.SECRET_KEY = NEUVE
    assert lus() == FERME  # negative control: without the key of before, nothing opens
    settings.SECRET_KEY_FALLBACKS = [ANCIENNE]
    assert lus() == OUVERT
    assert resceller(a=instant) == Rescelles(courriels=1, facteurs=3, perdus=0)
    settings.SECRET_KEY_FALLBACKS = []
    assert lus() == OUVERT
    [entree] = journal_de(parametres()).filter(acte="cle_tournee")
    assert entree.phrase == "Scellés sous la clé du jour : 1 courriels, 3 seconds facteurs ; 0 illisibles."


def test_ce_dont_la_cle_manque_est_compte_et_laisse(scelles, settings, instant, capsys):
    settings.SECRET_KEY = NEUVE
    with pytest.raises(CommandError, match="4 ne s’ouvrent sous aucune clé"):
        call_command("resceller")
    settings.SECRET_KEY_FALLBACKS = [ANCIENNE]
    assert lus() == OUVERT
    call_command("resceller")
    assert "1 courriels et 3 seconds facteurs sont sous la clé du jour." in capsys.readouterr().out


def test_ce_que_tourner_la_cle_annule_et_ce_qu_elle_n_annule_pas(settings, agent, instant):
    """With the key of before kept: nothing. Without it: sessions and addresses of calendars; mailed links live on
    (`test_liens.py`)."""
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = ANCIENNE, []
    client = entrer(Client(), agent)
    abonner_agenda(personne=agent, a=instant)
    jeton = jeton_agenda(agent)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = NEUVE, [ANCIENNE]
    assert (client.get("/").status_code, personne_de_l_agenda(jeton)) == (200, agent)
    settings.SECRET_KEY_FALLBACKS = []
    autre = entrer(Client(), agent)
    assert (autre.get("/").status_code, personne_de_l_agenda(jeton)) == (200, None)
    settings.SECRET_KEY = "t" * 50
    assert autre.get("/").status_code == 302
