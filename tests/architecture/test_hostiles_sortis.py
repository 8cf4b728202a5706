"""Hostile texts in every free column of the base, as if no door had cleaned them: they come out of every page,
workbook, Word document and mail as they were typed, and nothing obeys them.

A draw of the addresses and roles here, all in `dev.py epreuves parcours sorties`.
"""

import io
import random
import zipfile

import pytest
from django.apps import apps
from django.core import mail
from django.db import DatabaseError, models, transaction
from django.template import Context, Template

from certif_portal.commun import horloge
from certif_portal.commun.envoi import courriels_dus, envoyer
from certif_portal.commun.models import Courriel
from certif_portal.commun.tableur import ecrire_tableau
from certif_portal.commun.types_fichiers import DOCX, XLSX
from referentiels import documents
from referentiels.queries.fiche import fiche_referentiel
from tests.architecture.droits import ANONYME, TUTEUR, Monde, lire_table, noms_des_adresses
from tests.architecture.monde import creer_monde
from tests.environnement import PARCOURS_ENTIERS
from tests.hostiles import classeur
from tests.parcours.exploration import SANS_MARQUE
from tests.scelles import desceller
from tests.sorties import FORMULE, HOSTILE, fautes_archive, fautes_html, hostile

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(1800)]
ECHANTILLON = 60
LISENT = ("responsable", "agent", "of", "evaluateur", "president", "auditeur", ANONYME, TUTEUR)
CLES = SANS_MARQUE | {"email", "message_id", "session_key", "slug", "code", "serie", "numero", "nature", "retour"}
"""Columns that the program writes and reads again."""


@desceller()
def salir() -> int:
    """Every free text of every row, one in two a formula; how many columns took it."""
    salis = 0
    for modele in apps.get_models():
        if not modele._meta.managed or modele.__module__.startswith(("django.", "allauth.")):
            continue
        for champ in modele._meta.concrete_fields:
            libre = isinstance(champ, models.CharField | models.TextField) and not champ.choices
            borne = champ.max_length or 9999
            if champ.get_lookup("exact") is None:
                continue  # sealed in the database: read by what opens it alone
            if not libre or champ.unique or champ.name in CLES or isinstance(champ, models.EmailField) or borne < 40:
                continue
            texte = (FORMULE if salis % 2 else HOSTILE)[:borne]
            try:
                with transaction.atomic():
                    salis += bool(modele._base_manager.exclude(**{champ.name: ""}).update(**{champ.name: texte}))
            except DatabaseError:
                continue  # a column with a form of its own, that its constraint holds
    return salis


def lire(monde: Monde, nom: str, ligne: dict, role: str):
    client = monde.clients[role]
    with transaction.atomic():
        reponse = client.get(monde.adresse(nom, noms_des_adresses()[nom], ligne["objet"], role))
        octets = b"".join(reponse.streaming_content) if reponse.streaming else reponse.content
        transaction.set_rollback(True)
    return reponse, octets


def test_ce_qui_a_ete_tape_sort_inerte_des_pages_et_des_classeurs():
    monde, alea = creer_monde(), random.Random(15)  # noqa: S311  # a draw, no secret
    assert salir() > 60
    table = {nom: ligne for nom, ligne in lire_table().items() if ligne["methode"] == "GET" and nom != "account_logout"}
    tous = [(nom, role) for nom, ligne in table.items() for role in LISENT if ligne["attendus"][role] == 200]
    lues, montrees, classeurs, fautes = 0, 0, 0, []
    for nom, role in tous if PARCOURS_ENTIERS else alea.sample(tous, ECHANTILLON):
        reponse, octets = lire(monde, nom, table[nom], role)
        genre = reponse.headers.get("Content-Type", "")
        if genre.startswith("text/html") and octets:
            lues += 1
            montrees += b"zqxh" in octets
            fautes += [f"{nom}, {role} : {faute}" for faute in fautes_html(octets.decode())]
        elif genre in (XLSX, DOCX) and len(octets) > 100:
            classeurs += 1
            fautes += [f"{nom}, {role} : {faute}" for faute in fautes_archive(octets)]
        if any(ord(signe) < 32 for valeur in reponse.headers.values() for signe in valeur):
            fautes.append(f"{nom}, {role} : en-tête")
    print(f"{lues} pages, dont {montrees} avec un texte hostile, {classeurs} classeurs")  # noqa: T201  # the figures
    assert fautes == []
    assert montrees > lues // 3


def test_un_document_word_publie_aussi(agent, referentiel):
    agent.ouvrir_roles(horloge.aujourdhui())
    fiche = fiche_referentiel(agent, referentiel.pk)
    octets = documents.document_word(hostile(fiche))
    assert list(fautes_archive(octets)) == []
    assert b"&lt;zqxh" in b"".join(_parties(octets))


def _parties(octets: bytes):
    with zipfile.ZipFile(io.BytesIO(octets)) as archive:
        yield from (archive.read(nom) for nom in archive.namelist())


def test_un_courriel_aussi():
    """Each mail of the world, its words hostile, and who it is from: sent, it has the headers of ours alone."""
    creer_monde()
    a = horloge.maintenant()
    Courriel.objects.update(
        objet=HOSTILE[:150], texte=f"Bonjour {HOSTILE}\n\n{FORMULE}\n\nhttps://a.example/?{HOSTILE}", etat="a_envoyer"
    )
    for courriel in courriels_dus(a):
        envoyer(courriel, a=a)
    assert len(mail.outbox) >= 1
    for envoye in mail.outbox:
        message = envoye.message()
        assert message["Bcc"] is message["Cc"] is None
        [html] = [
            partie.get_payload(decode=True).decode()
            for partie in message.walk()
            if partie.get_content_type() == "text/html"
        ]
        assert list(fautes_html(html)) == []
        assert "zqxh" in html


def test_ce_qui_obeirait_est_vu():
    """Negative controls: a page that does not escape, a template made of a text, a workbook with a formula."""
    assert len(list(fautes_html(f"<p>{HOSTILE}</p>"))) >= 2
    assert list(fautes_html(f'<p title="{HOSTILE}">x</p>')) != []
    assert list(fautes_html(Template("<p>{{ texte }}</p>").render(Context({"texte": HOSTILE})))) == []
    assert "gabarit calculé" in list(fautes_html("<p>zqx49zqx</p>"))
    assert list(fautes_html("<a href='javascript:x'>x</a>")) != []
    assert list(fautes_archive(ecrire_tableau("Essai", [("Texte", 20)], [[FORMULE], [HOSTILE]]))) == []
    assert list(fautes_archive(classeur(["=1+1"]))) != []
