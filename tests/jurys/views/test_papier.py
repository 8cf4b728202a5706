"""The papers of a jury on its page: made after the closing, printed by kind, put in an archive, redone one by one."""

import io
import zipfile

import pikepdf
import pytest
from django.urls import reverse

from jurys.choix import EtatPapier, NaturePapier
from jurys.models import Certificat, Papier
from jurys.queries.papier import avancement, liasses_de
from jurys.services.cloture import clore_jury
from jurys.services.deliberation import decider
from tests.jurys.factories import CE_JOUR, creer_jury_compose, dossier_pret, jury_edite, ouvrir, presenter
from tests.jurys.views.lecture import messages_de, texte
from tests.suivi import est_suivie

pytestmark = pytest.mark.django_db


@pytest.fixture
def decide(agent, referentiel, organisme):
    """Two candidates of one OF admitted, the closing still to come."""
    jury = creer_jury_compose(numero="2026-4")
    dossiers = [dossier_pret(referentiel=referentiel, organisme=organisme) for _ in range(2)]
    presentations = presenter(jury, *dossiers, par=agent)
    ouvrir(jury, par=agent)
    for presentation in presentations:
        decider(presentation=presentation, decision="A", par=agent, a=CE_JOUR)
    return jury


def test_clore_lance_l_edition_et_la_page_dit_ou_elle_en_est(agent, connecte, decide, le_jour_du_jury):
    client = connecte(agent)
    reponse = client.post(reverse("jury_clore", args=[decide.pk]), follow=True)
    assert "édités : 5 sur 5" in texte(reponse)
    assert not est_suivie(reponse)
    papiers = client.get(reverse("jury_papiers", args=[decide.pk]))
    assert [(str(liasse.nature.label), len(liasse.papiers)) for liasse in papiers.context["liasses"]] == [
        ("Certificats", 2),
        ("Bordereaux de remise", 1),
        ("Procès-verbaux (annexe 14)", 1),
        ("Feuille d’émargement (annexe 13)", 1),
    ]


def test_tant_que_rien_n_est_edite_la_page_attend_et_rien_ne_s_ouvre(agent, connecte, decide, membre_of):
    clore_jury(jury=decide, par=agent, a=CE_JOUR)
    client, papiers = connecte(agent), reverse("jury_papiers", args=[decide.pk])
    page = client.get(papiers)
    assert est_suivie(page)
    assert est_suivie(client.get(decide.get_absolute_url()))
    assert "Papiers édités : 0 sur 5" in texte(page)
    assert "Tout télécharger" not in texte(page)
    piece, certificat, papier = decide.pieces.first(), Certificat.objects.first(), Papier.objects.first()
    for adresse in (
        reverse("piece_jury_fichier", args=[piece.pk]),
        reverse("certificat_fichier", args=[certificat.pk]),
        reverse("papier_fichier", args=[papier.pk]),
        reverse("jury_papiers_liasse", args=[decide.pk, NaturePapier.PV]),
    ):
        assert client.get(adresse).status_code == 404, adresse
    for qui, vu in ((agent, True), (membre_of, False)):  # its OF is told later
        assert ("en cours d’édition" in texte(connecte(qui).get(reverse("certificat_liste")))) is vu
    editer = reverse("jury_papiers_editer", args=[decide.pk])
    assert messages_de(client.post(editer, follow=True)) == ["L’édition des papiers est lancée."]
    assert (avancement(decide).faits, avancement(decide).reste) == (5, 0)
    assert messages_de(client.post(editer, follow=True)) == ["Tous les papiers sont déjà édités : rien à faire."]


def test_une_liasse_s_imprime_en_un_fichier_et_en_recto_verso(agent, connecte, referentiel):
    jury = jury_edite(dossier_pret(referentiel=referentiel), dossier_pret(referentiel=referentiel), par=agent)
    client, adresse = connecte(agent), reverse("jury_papiers_liasse", args=[jury.pk, NaturePapier.CERTIFICAT])
    pages = []
    for suite in ("", "?recto_verso=1"):
        reponse = client.get(adresse + suite)
        with pikepdf.open(io.BytesIO(reponse.content)) as pdf:
            pages.append(len(pdf.pages))
    assert pages == [2, 4]
    assert reponse.headers["Content-Disposition"] == f'inline; filename="jury-{jury.numero}-certificat.pdf"'


def test_l_archive_porte_chaque_papier_a_sa_place(agent, connecte, decide, le_jour_du_jury):
    client = connecte(agent)
    client.post(reverse("jury_clore", args=[decide.pk]))
    reponse = client.get(reverse("jury_papiers_archive", args=[decide.pk]))
    with zipfile.ZipFile(io.BytesIO(reponse.getvalue())) as archive:
        noms = archive.namelist()
        assert all(archive.read(nom).startswith(b"%PDF-") for nom in noms)
    code = liasses_de(decide)[2].papiers[0].titre.rpartition(", ")[2].lower().replace(" ", "-")
    assert noms == [
        "01-certificats/0001-certificat-mc-000001.pdf",
        "01-certificats/0002-certificat-mc-000002.pdf",
        "03-bordereaux-de-remise/0003-bordereau-de-remise-pole-formation-sud-loire.pdf",
        f"04-proces-verbaux-annexe-14/0004-proces-verbal-du-jury-2026-4-{code}.pdf",
        "05-feuille-d-emargement-annexe-13/0005-emargement-du-jury-2026-4.pdf",
    ]


def test_un_papier_en_echec_dit_pourquoi_et_se_refait(agent, connecte, decide, le_jour_du_jury):
    clore_jury(jury=decide, par=agent, a=CE_JOUR)
    papier = Papier.objects.get(nature=NaturePapier.PV)
    Papier.objects.filter(pk=papier.pk).update(etat=EtatPapier.ECHEC, erreur="Ressource absente : static:x.ttf")
    client = connecte(agent)
    page = texte(client.get(reverse("jury_papiers", args=[decide.pk])))
    assert "1 papier en échec" in page
    assert "Ressource absente : static:x.ttf" in page
    reponse = client.post(reverse("papier_refaire", args=[papier.pk]), follow=True)
    assert messages_de(reponse) == ["L’édition des papiers est lancée."]
    papier.refresh_from_db()
    assert (papier.etat, papier.erreur) == (EtatPapier.FAIT, "")
    assert client.get(reverse("papier_fichier", args=[papier.pk])).content.startswith(b"%PDF-")
