"""The day of a sitting: arrivals ticked and unticked, incidents told, the page and its live part, the papers."""

from datetime import time, timedelta
from io import BytesIO

import pikepdf
import pypdfium2
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from candidats.models import Amenagement
from certif_portal.commun import horloge
from certif_portal.commun.erreurs import ErreurMetier, TransitionInterdite
from evaluations.models import Commission, IncidentSeance
from evaluations.queries.seance import journee
from evaluations.services.commission import annuler_commission
from evaluations.services.seance import noter_incident, pointer_candidat, pointer_membre
from tests.candidats.factories import CandidatFactory, InscriptionFactory
from tests.evaluations.commission import phrases
from tests.evaluations.factories import AVANT, LE_JOUR, SEANCE, creer_commission, planifier, remplir

pytestmark = pytest.mark.django_db
EN_COMMUN = ("passage",)


@pytest.fixture
def passage(inscription, evaluateur, autre_evaluateur):
    return planifier(inscription, evaluateur, autre_evaluateur, heure=time(8, 30))


def test_une_arrivee_se_note_et_s_annule(passage, agent):
    for present, attendu in ((True, LE_JOUR), (True, LE_JOUR), (False, None), (False, None)):
        assert pointer_candidat(passage=passage, present=present, par=agent, a=LE_JOUR).arrive_le == attendu
    dites = [" ".join(phrase.split()) for phrase in phrases(passage.commission)]
    qui = str(passage.inscription.candidat)
    assert [d for d in dites if qui in d and "Ajout de" not in d] == [
        f"La présence de {qui} n’est plus notée.",
        f"Arrivée de {qui} à 10 h.",
    ]


def test_un_evaluateur_se_pointe_aussi(passage, agent):
    membre = passage.commission.membres.first()
    for present, attendu in ((True, LE_JOUR), (True, LE_JOUR), (False, None)):
        assert pointer_membre(membre=membre, present=present, par=agent, a=LE_JOUR).arrive_le == attendu


def test_avant_le_jour_ou_annulee_rien_ne_se_pointe(passage, agent):
    with pytest.raises(ErreurMetier, match="à venir"):
        pointer_candidat(passage=passage, present=True, par=agent, a=AVANT)
    annuler_commission(commission=passage.commission, motif="Grève.", par=agent, a=AVANT)
    with pytest.raises(TransitionInterdite):
        pointer_candidat(passage=passage, present=True, par=agent, a=LE_JOUR)


def test_un_incident_se_raconte_et_dit_sa_consequence(passage, agent, connecte, inscription):
    Commission.objects.update(date=horloge.aujourdhui())
    client = connecte(agent)
    adresse = reverse("incident_noter", args=[passage.commission_id])
    client.post(adresse, {"nature": "fraude", "passage": passage.pk, "texte": "Téléphone à 9 h."})
    client.post(adresse, {"nature": "materiel", "passage": "", "texte": "Tour en panne."})
    assert list(IncidentSeance.objects.values_list("nature", "inscription")) == [
        ("fraude", inscription.pk),
        ("materiel", None),
    ]
    page = client.get(reverse("commission_jour", args=[passage.commission_id])).content.decode()
    assert ("Téléphone à 9 h." in page, "qui décide seul" in page, "Tour en panne." in page) == (True, True, True)
    with pytest.raises(ErreurMetier, match="Racontez"):
        noter_incident(
            commission=passage.commission, nature="retard", passage=None, texte=" ", par=agent, a=horloge.maintenant()
        )


def test_la_page_du_jour_et_sa_part_vivante(passage, agent, connecte):
    Commission.objects.update(date=horloge.aujourdhui())
    client, pk = connecte(agent), passage.commission_id
    page = client.get(reverse("commission_jour", args=[pk]))
    assert 'aria-live="polite"' in page.content.decode()
    vu = page.context["jour"].signature
    etat = reverse("commission_jour_etat", args=[pk])
    assert client.get(etat, {"vu": vu}).status_code == 204
    client.post(reverse("passage_pointer", args=[passage.pk]), {"present": "oui"})
    client.post(reverse("membre_pointer", args=[passage.commission.membres.first().pk]), {"present": "oui"})
    lue = client.get(etat, {"vu": vu}).content.decode().replace("\xa0", " ")
    assert "1 candidat sur 1 présent, 1 évaluateur sur 2 ; 0 en cours, 0 à signer, 0 scellées." in lue
    client.post(reverse("passage_pointer", args=[passage.pk]), {"present": "non"})
    assert client.get(etat, {"vu": vu}).status_code == 200


def test_le_jour_dit_ou_en_est_chaque_grille(passage, agent):
    remplir(passage)
    [ligne] = journee(passage.commission, agent).lignes
    assert ligne.etat == "à signer"


def test_le_jour_en_peu_de_requetes(agent, organisme, referentiel, evaluateur, autre_evaluateur):
    commission = creer_commission(evaluateur, autre_evaluateur)
    comptes = []
    for nombre in (1, 12):
        for _ in range(nombre):
            autre = InscriptionFactory(candidat=CandidatFactory(), organisme=organisme, referentiel=referentiel)
            planifier(autre, commission=commission)
        with CaptureQueriesContext(connection) as requetes:
            assert len(journee(commission, agent).lignes) >= nombre
        comptes.append(len(requetes))
    assert comptes[0] == comptes[1]


def test_tous_les_papiers_du_jour_en_un_fichier(passage, agent, connecte, inscription):
    Amenagement.objects.create(
        inscription=inscription,
        effet="temps_majore",
        etat="accorde",
        demande_le=SEANCE,
        decide_le=SEANCE - timedelta(days=9),
        decide_par=agent,
    )
    client = connecte(agent)
    suivie = client.post(reverse("commission_papiers", args=[passage.commission_id]), follow=True)
    liasse = suivie.context["liasse"]
    fichier = client.get(reverse("liasse_fichier", args=[liasse.pk]))
    octets = fichier.content
    assert (liasse.etat, liasse.faites, fichier["Content-Type"]) == ("prete", 1, "application/pdf")
    with pikepdf.open(BytesIO(octets)) as pdf:
        assert len(pdf.pages) % 2 == 0
    pages = [" ".join(p.get_textpage().get_text_bounded().split()) for p in pypdfium2.PdfDocument(octets)]
    titres = [
        mot
        for page in pages
        for mot in ("Feuille d’émargement", "Feuille d’accès", "Candidats attendus", "Grille d’évaluation")
        if mot in page
    ]
    assert titres[:3] == ["Feuille d’émargement", "Feuille d’accès", "Candidats attendus"]
    assert f"E:{passage.commission_id}:1/" in pages[0]
    assert sum(f"G:{inscription.grille.pk}:1/" in page for page in pages) == 1
    assert [
        ("Temps majoré" in page) for page in pages if "Feuille d’accès" in page or "Candidats attendus" in page
    ] == [
        False,
        True,
    ]
