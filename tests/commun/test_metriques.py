"""What a monitor reads: by its token alone, counts and ages, nobody's name."""

import re
from datetime import timedelta

import pytest

from certif_portal.commun import horloge
from certif_portal.commun.models import Courriel
from certif_portal.commun.passages import noter_passage
from certif_portal.commun.sante import COHERENCE, CONTROLES

JETON = "jeton-de-surveillance-0123456789ab"
LIGNE = re.compile(r'^(# (HELP|TYPE) .+|[a-z_]+(\{[a-z_]+="[^"]+"\})? [0-9.e+-]+)$')


@pytest.fixture
def lire(client, db, settings):
    settings.JETON_METRIQUES = JETON

    def lire(jeton: str = JETON):
        return client.get("/metriques", headers={"Authorization": f"Bearer {jeton}"})

    return lire


def test_les_mesures_se_lisent_comme_prometheus_les_attend(lire):
    a = horloge.maintenant()
    for rang, age in enumerate((3, 90)):
        Courriel.objects.create(
            destinataire="quelquun@exemple.fr",
            objet="x",
            texte="x",
            acte="essai",
            message_id=f"<{rang}>",
            cree_le=a - timedelta(seconds=age),
        )
    noter_passage("portail.relances", a - timedelta(hours=2))
    noter_passage(COHERENCE, a)
    reponse = lire()
    assert (reponse.status_code, reponse["Content-Type"]) == (200, "text/plain; version=0.0.4; charset=utf-8")
    lignes = reponse.content.decode().splitlines()
    assert [ligne for ligne in lignes if not LIGNE.match(ligne)] == []
    lues = dict(ligne.rsplit(" ", 1) for ligne in lignes if not ligne.startswith("#"))
    assert lues['portail_courriels{etat="a_envoyer"}'] == "2"
    assert 90 <= float(lues["portail_courriel_plus_ancien_secondes"]) < 120
    assert 7200 <= float(lues['portail_tache_age_secondes{tache="portail.relances"}']) < 7230
    points = {f'portail_point_tient{{point="{controle.nom}"}}' for controle in CONTROLES}
    assert points == {nom for nom in lues if nom.startswith("portail_point")}
    assert "quelquun" not in reponse.content.decode()
    assert len([ligne for ligne in lignes if ligne.startswith("# TYPE portail_courriels ")]) == 1


def test_sans_le_jeton_l_adresse_n_existe_pas(lire, client, settings):
    assert lire("autre").status_code == 404
    assert lire("é" * 32).status_code == 404
    assert client.get("/metriques").status_code == 404
    settings.JETON_METRIQUES = ""
    assert lire("").status_code == 404
