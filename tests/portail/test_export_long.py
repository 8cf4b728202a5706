"""Workbooks beyond the cap: asked for, written by a task, kept for their asker alone, forgotten in time."""

import io
from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from candidats.choix import EtatInscription
from candidats.services.insertion import envoyer_enquetes
from candidats.views import classeur as vue_classeur
from candidats.views import insertion as vue_insertion
from candidats.views import liste as vue_liste
from certif_portal.commun import tableur
from certif_portal.commun.fichiers import octets_de
from certif_portal.commun.models import ContenuFichier, Fichier
from certif_portal.portail import exports
from certif_portal.portail.choix import EtatExport
from certif_portal.portail.models import Export
from certif_portal.portail.services import export as services
from certif_portal.portail.services.export import demander_export, oublier_les_exports, preparer_export
from tests.candidats.factories import InscriptionFactory
from tests.habilitations.factories import creer_organisme_habilite
from tests.suivi import est_suivie

A = datetime(2026, 11, 20, 10, tzinfo=UTC)


@pytest.fixture
def plafond_de_deux(monkeypatch):
    monkeypatch.setattr(exports, "PLAFOND", 2)
    monkeypatch.setattr(vue_liste, "PLAFOND", 2)
    monkeypatch.setattr(vue_insertion, "PLAFOND", 2)
    monkeypatch.setattr(vue_classeur, "PLAFOND", 2)


def lignes(fichier: Fichier) -> list[tuple[object, ...]]:
    return list(load_workbook(io.BytesIO(octets_de(fichier))).worksheets[0].values)


def test_au_plafond_le_classeur_vient_tout_de_suite(connecte, agent, plafond_de_deux):
    InscriptionFactory.create_batch(2, deposee=True)
    reponse = connecte(agent).get(reverse("inscription_exporter"))
    assert (reponse.status_code, reponse["Content-Type"]) == (200, tableur_xlsx())
    assert Export.objects.count() == 0


def tableur_xlsx() -> str:
    from certif_portal.commun.fichiers import XLSX

    return XLSX


def test_une_ligne_de_plus_et_il_se_prepare_a_part(connecte, agent, auditeur, plafond_de_deux):
    inscriptions = InscriptionFactory.create_batch(3, deposee=True)
    client = connecte(agent)
    reponse = client.get(reverse("inscription_exporter"), {"tri": "nom"})
    assert reponse.url == reverse("export_creer", args=["inscriptions"]) + "?tri=nom"
    page = client.get(reponse.url)
    dit = " ".join(page.content.decode().split())
    assert "3 lignes, telles que la liste les montre." in dit
    assert (services.GARDE.days, "le classeur est gardé sept jours, pour vous seul." in dit) == (7, True)
    suite = client.post(reponse.url)
    export = Export.objects.get()
    assert (suite.url, export.etat, export.nombre, export.par) == (export.get_absolute_url(), EtatExport.PRET, 3, agent)
    assert not est_suivie(client.get(suite.url))
    lues = lignes(export.fichier)
    assert len(lues) == 4
    assert {ligne[0] for ligne in lues[1:]} == {i.candidat.nom_naissance.upper() for i in inscriptions}
    assert client.get(reverse("export_fichier", args=[export.pk])).status_code == 200
    assert connecte(auditeur).get(export.get_absolute_url()).status_code == 404


def test_le_suivant_remplace_le_precedent_et_la_semaine_l_efface(agent):
    for rang in range(2):
        export = demander_export(
            personne=agent, nature="inscriptions", requete="", nombre=0, a=A + timedelta(hours=rang)
        )
        preparer_export(export.pk, le=date(2026, 11, 20), a=lambda: A)
    assert [e.pk for e in Export.objects.all()] == [export.pk]
    assert ContenuFichier.objects.count() == 1
    oublier_les_exports(avant=A + timedelta(hours=1))
    assert Export.objects.count() == 1
    oublier_les_exports(avant=A + timedelta(hours=1, seconds=1))
    assert (Export.objects.count(), Fichier.objects.count()) == (0, 0)


def test_prepare_deux_fois_il_n_est_ecrit_qu_une(agent):
    export = demander_export(personne=agent, nature="inscriptions", requete="", nombre=0, a=A)
    for _ in range(2):
        preparer_export(export.pk, le=date(2026, 11, 20), a=lambda: A)
    assert Fichier.objects.count() == 1


def test_les_lignes_partent_comme_elles_viennent_et_ne_sont_jamais_des_formules():
    octets = tableur.ecrire_tableau("Noms", [("Nom", 12)], iter([["=1+1"], ["@x"], ["Łucja"]]))
    feuille = load_workbook(io.BytesIO(octets)).worksheets[0]
    assert [(c.value, c.data_type, c.quotePrefix) for c in feuille["A"][1:]] == [
        ("=1+1", "s", True),
        ("@x", "s", True),
        ("Łucja", "s", False),
    ]
    assert (feuille.freeze_panes, feuille.auto_filter.ref, feuille["A1"].font.bold) == ("A2", "A1:A4", True)


def test_sans_courtier_un_classeur_trop_long_est_refuse(connecte, agent, plafond_de_deux, monkeypatch, settings):
    """Without a broker the task runs inside the request: what would hold it for minutes is refused, one row above."""
    monkeypatch.setattr(services, "PLAFOND_SANS_COURTIER", 3)
    settings.CELERY_TASK_ALWAYS_EAGER = True
    InscriptionFactory.create_batch(3, deposee=True)
    client, adresse = connecte(agent), reverse("export_creer", args=["inscriptions"]) + "?tri=nom"
    client.post(adresse)
    assert Export.objects.get().nombre == 3
    InscriptionFactory(deposee=True)
    page = client.post(adresse, follow=True)
    assert page.redirect_chain == [(reverse("inscription_liste") + "?tri=nom", 302)]
    assert "Ce classeur aurait 4 lignes" in page.content.decode()
    assert Export.objects.get().nombre == 3
    settings.CELERY_TASK_ALWAYS_EAGER = False
    assert demander_export(personne=agent, nature="inscriptions", requete="", nombre=4, a=A).nombre == 4


def test_l_insertion_de_trop_de_promotions_se_prepare_a_part(connecte, agent, plafond_de_deux):
    """One line per OF, certification, year and step."""

    def admettre() -> None:
        InscriptionFactory(etat=EtatInscription.ADMISE, decidee_le=date(2026, 5, 20))
        envoyer_enquetes(le=date(2026, 11, 20), a=A)

    client = connecte(agent)
    for _ in range(2):
        admettre()
    assert client.get(reverse("insertion_exporter"))["Content-Type"] == tableur_xlsx()
    admettre()
    reponse = client.get(reverse("insertion_exporter"), {"annee": "2026"})
    assert reponse.url == reverse("export_creer", args=["insertion"]) + "?annee=2026"
    client.post(reponse.url)
    export = Export.objects.get()
    assert (export.nombre, len(lignes(export.fichier))) == (3, 1 + 3)


def test_les_inscriptions_en_cours_d_un_of_se_preparent_a_part(
    connecte, membre_of, organisme, referentiel, plafond_de_deux
):
    """On the template, as at once; those of another OF are neither counted nor written."""
    InscriptionFactory.create_batch(2, organisme=organisme, referentiel=referentiel)
    InscriptionFactory()
    client = connecte(membre_of)
    assert client.get(reverse("classeur_exporter"))["Content-Type"] == tableur_xlsx()
    InscriptionFactory(organisme=organisme, referentiel=referentiel)
    reponse = client.get(reverse("classeur_exporter"), {"organisme": str(organisme.pk)})
    assert reponse.url == reverse("export_creer", args=["en-cours"]) + f"?organisme={organisme.pk}"
    client.post(reponse.url)
    export = Export.objects.get()
    ecrites = [ligne for ligne in lignes(export.fichier)[1:] if any(ligne)]
    assert (export.nombre, len(ecrites)) == (3, 3)


def test_les_inscriptions_en_cours_ne_s_exportent_que_pour_un_of(connecte, agent):
    assert connecte(agent).get(reverse("export_creer", args=["en-cours"])).status_code == 403


def test_les_indicateurs_de_trop_d_organismes_se_preparent_a_part(connecte, agent, plafond_de_deux):
    client = connecte(agent)
    for _ in range(2):
        creer_organisme_habilite()
    assert client.get(reverse("indicateur_exporter"))["Content-Type"] == tableur_xlsx()
    creer_organisme_habilite()
    reponse = client.get(reverse("indicateur_exporter"), {"periode": "acte"})
    assert reponse.url == reverse("export_creer", args=["indicateurs"]) + "?periode=acte"
    client.post(reponse.url)
    export = Export.objects.get()
    assert (export.nombre, len(lignes(export.fichier))) == (3, 1 + 3)
