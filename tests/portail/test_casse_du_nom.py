"""One name, one case: on screen, in the workbook of the list, in that of the national system, on the certificate."""

from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from candidats.choix_gac import ChampGAC, FormatGAC
from candidats.models import ColonneGAC
from candidats.services.gac import exporter_gac
from certif_portal.commun import horloge
from certif_portal.commun.fichiers import octets_de
from jurys.models import Certificat
from tests.candidats.factories import CandidatFactory
from tests.jurys.factories import dossier_pret, jury_edite
from tests.navigateur.scene import texte_du_pdf

pytestmark = pytest.mark.django_db
NOM, PRENOM = "LE GOFF-O’BRIEN", "Jean-Pierre"


def sous_les_titres(octets: bytes, *titres: str) -> list[object]:
    """The first line under the titles, for these columns."""
    lignes = [list(ligne) for ligne in load_workbook(BytesIO(octets)).worksheets[0].iter_rows(values_only=True)]
    return [lignes[1][lignes[0].index(titre)] for titre in titres]


def test_le_nom_a_la_meme_casse_partout(connecte, agent):
    inscription = dossier_pret(candidat=CandidatFactory(nom_naissance=NOM, nom_usage="", prenom=PRENOM))
    for ordre, champ in enumerate((ChampGAC.NOM_NAISSANCE, ChampGAC.PRENOM), start=1):
        ColonneGAC.objects.create(ordre=ordre, titre=f"Essai {ordre}", champ=champ, format=FormatGAC.TEL_QUEL)
    ecran = connecte(agent).get(reverse("inscription_detail", args=[inscription.pk])).content.decode()
    liste = connecte(agent).get(reverse("inscription_exporter")).content
    lot = exporter_gac(ids=[inscription.pk], deja=False, par=agent, a=horloge.maintenant())
    jury_edite(inscription, par=agent)
    certificat = Certificat.objects.get(presentation__inscription=inscription)
    imprime = " ".join(texte_du_pdf(octets_de(certificat.document.fichier)).split())
    assert (NOM in ecran, PRENOM in ecran) == (True, True)
    assert sous_les_titres(liste, "Nom de naissance", "Prénom") == [NOM, PRENOM]
    assert sous_les_titres(octets_de(lot.fichier), "Essai 1", "Essai 2") == [NOM, PRENOM]
    assert (certificat.nom, certificat.prenoms) == (NOM, PRENOM)
    assert (NOM in imprime, PRENOM in imprime) == (True, True)
