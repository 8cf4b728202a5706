"""Three hundred names drawn from a seed, each typed with one error, of each kind in turn: the share that is found."""

import string
from datetime import UTC, date, datetime
from itertools import cycle
from random import Random

import pytest
from django.db import connection
from simple_history.utils import bulk_create_with_history

from candidats.models import Candidat, Inscription
from certif_portal.commun.textes import cle_recherche
from certif_portal.portail.demo.volume.noms import etat_civil
from certif_portal.portail.queries import proche, recherche
from certif_portal.portail.queries.question import lire_question
from tests.candidats.factories import InscriptionFactory

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]
NOMBRE, LE = 300, date(2026, 11, 20)
SORTES = ("manque", "ajout", "autre", "echange")


def faute(mot: str, sorte: str, alea: Random) -> str:
    """The same word with one typing error; two exchanged letters are not the same one."""
    rang, lettre = alea.randrange(len(mot)), alea.choice(string.ascii_lowercase)
    if sorte == "manque":
        return mot[:rang] + mot[rang + 1 :]
    if sorte == "ajout":
        return mot[:rang] + lettre + mot[rang:]
    if sorte == "autre":
        return (
            mot[:rang]
            + alea.choice([autre for autre in string.ascii_lowercase if autre != mot[rang]])
            + mot[rang + 1 :]
        )
    echanges = [rang for rang in range(len(mot) - 1) if mot[rang] != mot[rang + 1]]
    rang = alea.choice(echanges)
    return mot[:rang] + mot[rang + 1] + mot[rang] + mot[rang + 2 :]


def question(candidat: Candidat, sorte: str, alea: Random) -> str:
    """Name and first name, in one order or the other, as « Mme » sometimes; the error is in a word of three letters at
    least."""
    noms = [cle_recherche(candidat.nom_naissance).split(), cle_recherche(candidat.prenom).split()]
    alea.shuffle(noms)
    mots = [mot for partie in noms for mot in partie]
    rang = alea.choice([rang for rang, mot in enumerate(mots) if len(mot) >= 3 and len(set(mot)) > 1])
    mots[rang] = faute(mots[rang], sorte, alea)
    return " ".join([*(["Mme"] if alea.random() < 0.2 else []), *mots])


@pytest.fixture
def candidats(organisme, referentiel, agent, monkeypatch) -> list[Candidat]:
    alea = Random(2026)  # noqa: S311
    civils = [etat_civil(alea, date(2026, 1, 5)) for _ in range(NOMBRE)]
    candidats = [Candidat(**civil.colonnes(rang)) for rang, civil in enumerate(civils)]
    bulk_create_with_history(candidats, Candidat, default_date=datetime(2026, 1, 5, tzinfo=UTC))
    communs = {"organisme": organisme, "referentiel": referentiel, "acceptee_par": agent, "entreprise": None}
    Inscription.objects.bulk_create(InscriptionFactory.build(candidat=candidat, **communs) for candidat in candidats)
    with connection.cursor() as curseur:  # rows of an open transaction are never counted by themselves
        curseur.execute("ANALYZE")
    monkeypatch.setattr(recherche, "VOCABULAIRE", proche.Vocabulaire())
    agent.charger_roles(LE)
    return candidats


def test_une_faute_de_frappe_se_trouve_dans_95_pour_cent_des_cas(candidats, agent):
    recherche.VOCABULAIRE.lire()
    adresses = {i.candidat_id: i.get_absolute_url() for i in Inscription.objects.all()}
    alea, trouves = Random(41), dict.fromkeys(SORTES, 0)  # noqa: S311
    for candidat, sorte in zip(candidats, cycle(SORTES), strict=False):
        lue = lire_question(question(candidat, sorte, alea), LE)
        groupes = recherche._candidats(lue, agent)
        trouves[sorte] += any(adresses[candidat.pk] == t.url for groupe in groupes for t in groupe.trouvailles)
    attendus = 0.95 * NOMBRE / len(SORTES)
    assert [sorte for sorte, nombre in trouves.items() if nombre < attendus] == [], trouves
