"""The HTML part of a mail says what its text says."""

import pytest
from django.core import mail

from certif_portal.commun.courriel_html import blocs, en_html
from certif_portal.commun.courriels import deposer_texte
from certif_portal.commun.tasks import envoyer_courriel

TEXTE = """Bonjour,

Deux échéances :
- Livret : DURAND. Il reste 2 jours.
  https://portail.exemple.fr/inscriptions/3/
- Avis <b>de</b> l’entreprise

Le dossier : https://portail.exemple.fr/inscriptions/4/.
Le centre"""


def test_des_paragraphes_des_listes_et_des_liens_qui_se_montrent():
    lus = [(bloc.liste, list(bloc.lignes)) for bloc in blocs(TEXTE)]
    adresse = "https://portail.exemple.fr/inscriptions"
    assert lus == [
        (False, ["Bonjour,"]),
        (False, ["Deux échéances :"]),
        (
            True,
            [
                f'Livret : DURAND. Il reste 2 jours. <a href="{adresse}/3/">{adresse}/3/</a>',
                "Avis &lt;b&gt;de&lt;/b&gt; l’entreprise",
            ],
        ),
        (False, [f'Le dossier : <a href="{adresse}/4/">{adresse}/4/</a>.', "Le centre"]),
    ]


def test_rien_de_ce_qui_est_ecrit_ne_devient_du_code():
    page = en_html("<script>", '<script>alert(1)</script> https://x.fr/?a=1&b="><script>')
    assert "<script" not in page
    assert 'href="https://x.fr/?a=1&amp;b=&quot;"' in page


@pytest.mark.django_db
def test_un_courriel_part_dans_les_deux_ecritures(instant):
    courriel = deposer_texte(destinataire="a@exemple.fr", objet="Objet", texte=TEXTE, acte="essai", a=instant)
    envoyer_courriel(courriel.pk)
    [parti] = mail.outbox
    [(html, mime)] = [(a.content, a.mimetype) for a in parti.alternatives]
    assert (parti.body, mime) == (TEXTE, "text/html")
    assert "<li>Avis &lt;b&gt;de&lt;/b&gt; l’entreprise</li>" in html
