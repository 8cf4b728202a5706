"""Two OFs share a sitting and a jury; each one, an evaluator and a juror read everything they can reach, and never the
other.

What follows a merge, and the negative control, open the pages of the files alone; PARCOURS_ENTIERS=1 (`dev.py epreuves
parcours`): every page.
"""

import re
from datetime import date, timedelta

import pytest
from django.core import signing
from django.core.files.uploadedfile import SimpleUploadedFile

from candidats.models import ImportQuerySet, ProjetQuerySet
from candidats.models.inscription import InscriptionQuerySet
from candidats.services.fusion import CHAMPS_REUNIS, fusionner
from certif_portal.commun import horloge, versions
from evaluations.models import Commission, MembreCommission
from evaluations.models.commission import CommissionQuerySet
from habilitations.models.audit import AuditQuerySet, NonConformiteQuerySet
from habilitations.models.dossier import DossierQuerySet
from habilitations.models.organisme import OrganismeQuerySet
from jurys.choix import College, EtatJury
from jurys.models import CertificatQuerySet, MembreJury
from jurys.services import suivi
from tests.architecture.droits import Monde, lire_table, noms_des_adresses
from tests.candidats.classeur import classeur, ligne
from tests.candidats.factories import CandidatFactory
from tests.environnement import PARCOURS_ENTIERS
from tests.evaluations.factories import CommissionFactory, EvaluateurFactory
from tests.jurys.factories import JuryFactory
from tests.parcours.exploration import AIGUILLE, Camp, explorer, fuites, lu, sans_jetons

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(600)]
EN_COMMUN = ("scene",)
DOSSIERS = ("/",) if PARCOURS_ENTIERS else ("/inscriptions/", "/candidats/", "/recherche/", "/certificats/")
NOTRE, AUTRE = "zqxja", "zqxjb"  # five letters: compressed bytes do not draw them by chance
NAISSANCE = date(1996, 2, 29)
VERSION = re.compile(rf'(?<=name="{versions.CHAMP}" value=")([^"]+)')
"""Signed and compressed: what it says is read, not its bytes."""


@pytest.fixture
def scene(referentiel):
    """(ours, theirs, an evaluator of the shared sitting): one candidate of each OF in the same sitting and jury."""
    le = horloge.aujourdhui()
    evaluateur = EvaluateurFactory()
    commission = CommissionFactory(date=le)
    jury = JuryFactory(
        date=le, etat=EtatJury.DELIBERATION, convoque_le=le - timedelta(days=20), ouvert_le=horloge.maintenant()
    )
    MembreCommission.objects.create(commission=commission, evaluateur=evaluateur)
    return (
        Camp(NOTRE, referentiel, commission, jury, evaluateur),
        Camp(AUTRE, referentiel, commission, jury, evaluateur),
        evaluateur,
    )


def adresses_de(camp: Camp) -> list[tuple[str, str]]:
    """(method, address) of every page that names one of its objects."""
    routes, monde = noms_des_adresses(), Monde(camp.cles(), {})
    lignes = {nom: attendu for nom, attendu in lire_table().items() if attendu["objet"] in monde.objets}
    return [(a["methode"], monde.adresse(nom, routes[nom], a["objet"], "of")) for nom, a in lignes.items()]


def test_un_organisme_lit_tout_ce_qu_il_peut_et_rien_de_l_autre(scene, connecte):
    nous, _, _ = scene
    lues = explorer(connecte(nous.membre))
    assert len(lues) > 30
    assert len(fuites(lues, NOTRE)) > 15  # it does read its own
    assert fuites(lues, AUTRE) == []


def test_les_recherches_et_les_filtres_ne_trouvent_pas_l_autre(scene, connecte):
    nous, eux, _ = scene
    cles = eux.cles()
    sondes = [
        f"{page}?q={AIGUILLE}"
        for page in (
            "/recherche/",
            "/inscriptions/",
            "/inscriptions/export.xlsx",
            "/certificats/",
            "/echeances/",
            "/organismes/",
            "/commissions/",
            "/projets/",
            "/referentiels/",
            "/inscriptions/nouvelle/",
        )
    ]
    sondes += [
        f"/inscriptions/?organisme={cles['organisme']}&tri=organisme",
        f"/inscriptions/nouvelle/?organisme={cles['organisme']}",
    ]
    sondes += [f"/inscriptions/lot/?acte=deposer&inscription={cles['brouillon']}"]
    sondes += [f"/inscriptions/{nous.acceptee.pk}/?liste=organisme%3D{cles['organisme']}"]
    client = connecte(nous.membre)
    lues = {sonde: lu(client.get(sonde, follow=True)) for sonde in sondes}
    assert len(fuites(lues, NOTRE)) > 3
    assert fuites(lues, AUTRE) == []


def test_les_pages_d_erreur_ne_disent_rien_de_l_autre(scene, connecte):
    """The same answer for what belongs to another and for what does not exist."""
    nous, eux, _ = scene
    client = connecte(nous.membre)
    adresses = adresses_de(eux)
    assert len(adresses) > 40
    lues = {}
    for methode, adresse in adresses:
        reponse = client.post(adresse) if methode == "POST" else client.get(adresse)
        assert reponse.status_code in (403, 404), adresse
        lues[adresse] = lu(reponse)
    assert fuites(lues, AUTRE) == []


def test_les_actes_par_lot_n_atteignent_pas_l_autre(scene, connecte):
    nous, eux, _ = scene
    saisie = {"acte": "deposer", "inscription": [eux.brouillon.pk, nous.brouillon.pk], "liste": ""}
    reponse = connecte(nous.membre).post("/inscriptions/lot/", saisie)
    assert [resultat.inscription for resultat in reponse.context["resultats"]] == [nous.brouillon]
    assert AUTRE not in lu(reponse)
    eux.brouillon.refresh_from_db()
    assert eux.brouillon.etat == "brouillon"


def reponses(client, referentiel, nom: str) -> str:
    """What an OF reads after typing that identity, then sending it in a workbook; what changes at each request left
    out."""
    identite = {"nom_naissance": nom, "prenom": "Maëlle", "date_naissance": NAISSANCE}
    saisie = identite | {"voie": "formation", "portee": "complete"}
    saisi = client.post(f"/inscriptions/nouvelle/?referentiel={referentiel.pk}", saisie, follow=True)
    octets = classeur(ligne(referentiel_id=str(referentiel), **identite))
    envoye = client.post("/inscriptions/importer/", {"classeur": SimpleUploadedFile("c.xlsx", octets)}, follow=True)
    page = sans_jetons(saisi.content.decode() + envoye.content.decode())
    page = VERSION.sub(lambda champ: str(signing.loads(champ[1], salt=versions.SEL)), page)
    return re.sub(rf"(?i){nom}|[A-Za-z0-9]{{64}}|\d+", "…", page)


def test_un_doublon_chez_l_autre_ne_se_devine_pas(scene, connecte, referentiel):
    """The identity of their candidate is answered like that of nobody; that of ours is told."""
    nous, eux, _ = scene
    candidat = CandidatFactory(
        nom_naissance="Kerviel", prenom="Maëlle", date_naissance=NAISSANCE, cle_recherche="kerviel maelle"
    )
    type(eux.acceptee).objects.filter(pk=eux.acceptee.pk).update(candidat=candidat)
    client = connecte(nous.membre)
    inconnu, leur = (reponses(client, referentiel, nom) for nom in ("Abgrall", "Kerviel"))
    assert leur == inconnu
    assert AUTRE not in leur
    assert reponses(client, referentiel, "Abgrall") != inconnu


def test_un_evaluateur_ne_lit_que_les_candidats_de_ses_seances(scene, connecte, referentiel):
    nous, _, _ = scene
    seul = EvaluateurFactory()
    commission = CommissionFactory(date=horloge.aujourdhui())
    MembreCommission.objects.create(commission=commission, evaluateur=seul)
    nous.vae.passages.update(commission=commission)
    suivi.refaire_tout()  # written here, by no act
    lues = explorer(connecte(seul.utilisateur))
    assert len(fuites(lues, NOTRE)) > 0
    assert fuites(lues, AUTRE) == []


def test_un_membre_de_jury_ne_lit_aucun_nom_avant_la_decision(scene, connecte, jure):
    nous, _, _ = scene
    jury = nous.acceptee.presentations.get().jury
    MembreJury.objects.create(
        jury=jury, nom="Tanguy", prenom="Nolwenn", college=College.PATRONAL, courriel="n@exemple.fr", utilisateur=jure
    )
    lues = explorer(connecte(jure))
    assert f"/jurys/{jury.pk}/" in lues
    assert fuites(lues, NOTRE) + fuites(lues, AUTRE) == []


def test_apres_une_reunion_chacun_ne_lit_que_ses_inscriptions(scene, connecte, responsable):
    """One person, a file of each OF made one: ours keeps reading ours, and nothing that theirs holds."""
    nous, eux, _ = scene
    fiches = nous.deposee.candidat, eux.acceptee.candidat
    for fiche in fiches:
        fiche.refresh_from_db()
    gardees = {champ: getattr(fiches[0], champ) for champ in CHAMPS_REUNIS}
    fusionner(conserve=fiches[0], absorbe=fiches[1], valeurs=gardees, par=responsable, a=horloge.maintenant())
    lues = explorer(connecte(nous.membre), ("/", *DOSSIERS[:1]), DOSSIERS)
    assert any(f"/candidats/{fiches[0].pk}/" in adresse for adresse in lues)
    assert fuites(lues, AUTRE) == []
    refusees = {adresse: lu(connecte(nous.membre).get(adresse)) for adresse in (f"/inscriptions/{eux.acceptee.pk}/",)}
    assert fuites(refusees, AUTRE) == []


PERIMETRES = {
    ProjetQuerySet: "/projets/",
    ImportQuerySet: "/inscriptions/importer/",
    CommissionQuerySet: "/commissions/",
    CertificatQuerySet: "/certificats/",
    OrganismeQuerySet: "/organismes/",
    DossierQuerySet: "/habilitations/",
    AuditQuerySet: "/audits/",
    NonConformiteQuerySet: "/non-conformites/",
}


def test_chaque_perimetre_ouvert_est_vu(scene, connecte, monkeypatch):
    """Negative control, one perimeter at a time: registrations are not the only thing the walk holds."""
    nous, eux, _ = scene
    client = connecte(nous.membre)
    toutes = [adresse for methode, adresse in adresses_de(eux) if methode == "GET"]
    toutes += ["/projets/", "/commissions/", "/certificats/", "/organismes/"]

    def fuites_de(pages: list[str]) -> list[str]:
        return fuites({page: lu(client.get(page)) for page in pages}, AUTRE)

    non_vus = []
    for lignes, debut in PERIMETRES.items():
        pages = [page for page in toutes if page.startswith(debut)]
        assert fuites_de(pages) == []
        with monkeypatch.context() as ouvert:
            ouvert.setattr(lignes, "visibles_par", lambda self, personne: self)
            non_vus += [] if fuites_de(pages) else [lignes.__name__]
    assert non_vus == []


def test_l_exploration_voit_une_fuite(scene, connecte, monkeypatch):
    """Negative control: once `visibles_par` lets everything through, the same walk finds the other's markers."""
    nous, _, _ = scene
    monkeypatch.setattr(InscriptionQuerySet, "visibles_par", lambda self, personne: self)
    lues = explorer(connecte(nous.membre), DOSSIERS[:1], DOSSIERS)
    trouvees = fuites(lues, AUTRE)
    assert len(trouvees) > 10
    assert any(fuite.startswith("/inscriptions/export.xlsx") for fuite in trouvees)
    assert any("/livret/fichier/" in fuite for fuite in trouvees)
    assert Commission.objects.count() > 0
