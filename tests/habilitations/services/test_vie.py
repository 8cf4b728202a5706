"""What an OF tells during its accreditation, the centre's meetings, and what they propose at renewal."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from certif_portal.centre.models import ParametresCentre, parametres
from certif_portal.commun.erreurs import ErreurMetier, RegleNonRespectee
from certif_portal.commun.models import ContenuFichier, Courriel, EntreeJournal
from certif_portal.commun.typographie import date_longue
from certif_portal.portail.propositions import propositions_de
from certif_portal.portail.services.habilitation import ouvrir_dossier
from habilitations.models import DeclarationCertification, EnqueteOrganisme, PresenceReunion, ReunionInformation
from habilitations.queries.vie import vie_de
from habilitations.services.dossier import reprendre_proposition
from habilitations.services.vie import (
    declarer_certification,
    deposer_enquete,
    noter_presence,
    noter_reunion,
    retirer_declaration,
)
from tests.comptes.factories import creer_personne
from tests.habilitations.dossier import Scene, fichier, midi
from tests.habilitations.factories import HabilitationFactory, OrganismeFactory, creer_membre
from tests.referentiels.factories import creer_referentiel

pytestmark = pytest.mark.django_db
LE = date(2026, 11, 20)
CENTRE = ParametresCentre()
SOCLE = 4


@pytest.fixture
def scene():
    return Scene(HabilitationFactory(organisme=OrganismeFactory(nom="Pôle formation de l’Estuaire")).organisme)


def declarer(scene, le: date, *, sens="ajout", certification=None, autre="", a: date = LE):
    return declarer_certification(
        organisme=scene.organisme,
        sens=sens,
        certification=certification,
        autre=autre if certification else autre or "CQPI Vente",
        le=le,
        motif="Deux entreprises la demandent.",
        par=scene.of,
        a=midi(a),
    )


def deposer(scene, fin: date, **champs):
    valeurs = {"nature": "insertion", "debut": fin - timedelta(days=90), "interroges": 20, "reponses": 12}
    return deposer_enquete(
        organisme=scene.organisme, fin=fin, fichier=fichier("enquete.pdf"), par=scene.of, a=midi(LE), **valeurs | champs
    )


def reunir(scene, le: date, personnes="Paul Autret\n\n Gaëlle   Pennec ", organisme=None):
    reunion = noter_reunion(date=le, lieu="Nantes", sujet="Les blocs en 2026", par=scene.agent, a=midi(le))
    noter_presence(
        reunion=reunion, organisme=organisme or scene.organisme, personnes=personnes, par=scene.agent, a=midi(LE)
    )
    return reunion


# ---------------------------------------------------------------- declarations


@pytest.mark.parametrize(
    ("le", "acceptee"),
    [(date(2023, 12, 31), False), (date(2024, 1, 1), True), (LE, True), (LE + timedelta(days=1), False)],
)
def test_une_declaration_porte_sur_un_jour_couvert_et_passe(scene, le, acceptee):
    """DECLARATION-CERTIFICATION"""
    if acceptee:
        declarer(scene, le)
    else:
        with pytest.raises(RegleNonRespectee, match="DECLARATION-CERTIFICATION"):
            declarer(scene, le)
    assert DeclarationCertification.objects.count() == acceptee


def test_le_centre_est_prevenu_et_le_journal_le_dit(scene):
    centre = parametres()
    centre.courriel = "cqpm@centre.exemple.fr"
    centre.save()
    declaration = declarer(scene, LE, sens="abandon", certification=creer_referentiel().certification)
    [courriel] = Courriel.objects.all()
    assert (courriel.destinataire, "est abandonnée" in courriel.objet) == ("cqpm@centre.exemple.fr", True)
    retirer_declaration(declaration=declaration, par=scene.of, a=midi(LE))
    phrases = list(EntreeJournal.objects.filter(acte="declaration").order_by("pk").values_list("phrase", flat=True))
    assert [phrase.split(" : ")[0].split(" à compter")[0] for phrase in phrases] == [
        "Certification abandonnée",
        "Déclaration retirée",
    ]
    assert DeclarationCertification.objects.count() == 0


def test_une_certification_du_catalogue_ou_son_intitule_pas_les_deux(scene, connecte):
    adresse = f"/organismes/{scene.organisme.pk}/vie/declarer/"
    certification = creer_referentiel().certification
    commun = {"sens": "ajout", "le": LE.isoformat(), "motif": "Un besoin"}
    client = connecte(scene.of)
    for champs in ({}, {"certification": certification.pk, "autre": "CQPI Vente"}):
        page = client.post(adresse, commun | champs)
        assert list(page.context["formulaire"].errors) == ["certification"]
    assert client.post(adresse, commun | {"autre": "CQPI Vente"}).status_code == 302
    page = connecte(scene.agent).get(f"/organismes/{scene.organisme.pk}/vie/").content.decode()
    assert ("CQPI Vente" in page, "Retirer" in page) == (True, False)


# ---------------------------------------------------------------- surveys


@pytest.mark.parametrize(("fin", "acceptee"), [(LE, True), (LE + timedelta(days=1), False)])
def test_une_enquete_porte_sur_une_periode_finie(scene, fin, acceptee):
    """ENQUETE-ORGANISME"""
    if acceptee:
        deposer(scene, fin)
    else:
        with pytest.raises(RegleNonRespectee, match="court encore"):
            deposer(scene, fin)
    assert EnqueteOrganisme.objects.count() == acceptee


@pytest.mark.parametrize(
    ("nom", "octets", "accepte"),
    [("r.csv", b"question;oui\nEmploi;12\n", True), ("r.pdf", b"bonjour", False), ("r.docx", b"PK\x03\x04rien", False)],
)
def test_une_enquete_entre_dans_les_formats_attendus(scene, connecte, nom, octets, accepte):
    """ENQUETE-ORGANISME"""
    champs = {
        "nature": "insertion",
        "debut": "2026-01-01",
        "fin": "2026-06-30",
        "fichier": SimpleUploadedFile(nom, octets),
    }
    page = connecte(scene.of).post(f"/organismes/{scene.organisme.pk}/vie/enquete/", champs)
    assert (page.status_code, EnqueteOrganisme.objects.count()) == ((302, 1) if accepte else (200, 0))


@pytest.mark.parametrize(
    ("champs", "faux"),
    [
        ({"fin": "2025-12-31"}, ["fin"]),
        ({"reponses": "3"}, ["reponses"]),
        ({"interroges": "2", "reponses": "3"}, ["reponses"]),
    ],
)
def test_une_enquete_incoherente_dit_sous_quel_champ(scene, connecte, champs, faux):
    commun = {"nature": "insertion", "debut": "2026-01-01", "fin": "2026-06-30"}
    commun["fichier"] = SimpleUploadedFile("r.csv", b"a;b\n")
    page = connecte(scene.of).post(f"/organismes/{scene.organisme.pk}/vie/enquete/", commun | champs)
    assert list(page.context["formulaire"].errors) == faux


def test_une_enquete_retiree_emporte_ses_octets(scene, connecte):
    enquete = deposer(scene, LE)
    client, fichier_id = connecte(scene.of), enquete.fichier_id
    assert client.get(f"/organismes/enquetes/{enquete.pk}/").content.startswith(b"%PDF-")
    client.post(f"/organismes/enquetes/{enquete.pk}/retirer/")
    assert (EnqueteOrganisme.objects.count(), ContenuFichier.objects.filter(pk=fichier_id).count()) == (0, 0)


def test_ce_qui_est_declare_se_voit_du_centre_et_de_l_organisme_seul_et_un_simple_membre_lit(scene, connecte):
    declaration, enquete = declarer(scene, LE), deposer(scene, LE)
    voisin, simple = creer_membre(OrganismeFactory()), creer_membre(scene.organisme)
    simple.appartenances.update(gestionnaire=False)
    adresses = [f"/organismes/{scene.organisme.pk}/vie/", f"/organismes/enquetes/{enquete.pk}/"]
    for personne, statut in ((voisin, 404), (simple, 200), (scene.agent, 200)):
        assert [connecte(personne).get(adresse).status_code for adresse in adresses] == [statut, statut]
    retraits = [f"/organismes/declarations/{declaration.pk}/retirer/", f"/organismes/enquetes/{enquete.pk}/retirer/"]
    assert [connecte(simple).post(adresse).status_code for adresse in retraits] == [403, 403]
    assert connecte(simple).get(f"/organismes/{scene.organisme.pk}/vie/declarer/").status_code == 403


# ---------------------------------------------------------------- meetings


def test_une_reunion_et_ceux_qui_sont_venus(scene, connecte):
    """REUNION-INFORMATION"""
    reunion = reunir(scene, LE)
    assert PresenceReunion.objects.get().noms == ["Paul Autret", "Gaëlle Pennec"]
    noter_presence(reunion=reunion, organisme=scene.organisme, personnes="Paul Autret", par=scene.agent, a=midi(LE))
    assert PresenceReunion.objects.get().noms == ["Paul Autret"]
    assert "Les blocs en 2026" in connecte(scene.of).get(f"/organismes/{scene.organisme.pk}/vie/").content.decode()
    client = connecte(scene.agent)
    assert "1 organisme, 1 personne" in client.get(reunion.get_absolute_url()).content.decode()
    client.post(f"/reunions/presences/{PresenceReunion.objects.get().pk}/retirer/")
    assert "Personne n’est encore noté" in client.get(reunion.get_absolute_url()).content.decode()


def test_personne_n_est_venu_a_une_reunion_a_venir_ni_sans_nom(scene):
    demain = noter_reunion(date=LE + timedelta(days=1), lieu="Nantes", sujet="Les jurys", par=scene.agent, a=midi(LE))
    with pytest.raises(ErreurMetier, match="personne n’y est encore venu"):
        noter_presence(reunion=demain, organisme=scene.organisme, personnes="Paul Autret", par=scene.agent, a=midi(LE))
    with pytest.raises(ErreurMetier, match="au moins"):
        reunir(scene, LE, personnes=" \n ")
    assert PresenceReunion.objects.count() == 0


def test_une_reunion_se_note_et_se_corrige_a_l_ecran(scene, connecte):
    client = connecte(scene.agent)
    champs = {"date": LE.isoformat(), "lieu": "Nantes", "sujet": "Les blocs"}
    assert client.get("/reunions/").content.decode().count("Aucune réunion") == 1
    suite = client.post("/reunions/nouvelle/", champs)
    reunion = ReunionInformation.objects.get()
    assert suite["Location"] == reunion.get_absolute_url()
    client.post(f"{reunion.get_absolute_url()}modifier/", champs | {"lieu": "À distance"})
    reunion.refresh_from_db()
    assert reunion.lieu == "À distance"
    assert client.post("/reunions/nouvelle/", champs | {"sujet": ""}).status_code == 200


@pytest.mark.parametrize("nombre", [1, 6])
def test_les_pages_coutent_un_nombre_fixe_de_requetes(scene, connecte, nombre, django_assert_max_num_queries):
    for rang in range(nombre):
        reunion = reunir(scene, LE - timedelta(days=rang))
        deposer(scene, LE - timedelta(days=rang))
        declarer(scene, LE - timedelta(days=rang))
    pages = {f"/organismes/{scene.organisme.pk}/vie/": 6, "/reunions/": 5, reunion.get_absolute_url(): 6}
    client = connecte(scene.agent)
    for adresse, budget in pages.items():
        with django_assert_max_num_queries(SOCLE + budget):
            assert client.get(adresse).status_code == 200


# ---------------------------------------------------------------- proposals at renewal


def test_rien_d_enregistre_rien_de_propose(scene):
    """PROPOSITION-SOURCEE"""
    assert propositions_de(scene.organisme, par=scene.of, le=LE, centre=CENTRE) == []
    sans_acte = Scene(OrganismeFactory())
    assert propositions_de(sans_acte.organisme, par=sans_acte.of, le=LE, centre=CENTRE) == []


def test_les_declarations_reunions_et_enquetes_de_l_acte_nourrissent_les_criteres_1_et_6(scene):
    """PROPOSITION-SOURCEE: what came before the act is left out."""
    HabilitationFactory(organisme=scene.organisme, date_effet=date(2018, 1, 1), date_fin=date(2022, 12, 31))
    declarer(scene, date(2022, 5, 1), a=date(2022, 5, 1), autre="Trop ancienne")
    declarer(scene, date(2026, 3, 1), autre="CQPI Vente")
    reunir(scene, date(2026, 4, 1))
    deposer(scene, date(2026, 6, 30))
    par_code = {p.code: p for p in propositions_de(scene.organisme, par=scene.of, le=LE, centre=CENTRE)}
    assert sorted(par_code) == ["1.1", "1.2", "6.1", "6.2"]
    depuis = f"à compter du {date_longue(date(2026, 3, 1))}"
    assert par_code["1.1"].texte.splitlines()[1:] == [
        f"- Ajout de CQPI Vente {depuis} : Deux entreprises la demandent."
    ]
    assert par_code["1.2"].texte == par_code["6.1"].texte
    assert "« Les blocs en 2026 » : Paul Autret, Gaëlle Pennec." in par_code["6.1"].texte
    assert "12 réponses sur 20" in par_code["6.2"].texte
    assert par_code["6.2"].source.startswith(f"Enquêtes déposées, du {date_longue(date(2024, 1, 1))} au")


def test_une_proposition_suit_ce_qui_est_tape_une_seule_fois(scene, connecte):
    """PROPOSITION-SOURCEE"""
    reunir(scene, date(2026, 4, 1))
    client = connecte(scene.of)
    client.post(f"/organismes/{scene.organisme.pk}/dossier/")
    dossier = scene.organisme.dossiers.get()
    assert list(dossier.reponses.all()) == []
    adresse = f"{dossier.get_absolute_url()}critere/6/"
    assert "Proposé d’après vos données" in client.get(adresse).content.decode()
    tape = {"reponse_6.1": "Notre démarche.", "reponse_6.2": ""}
    client.post(adresse, tape | {"reprendre": "6.1"})
    reponse = dossier.reponses.get(code="6.1").texte
    proposition = dossier.propositions.get(code="6.1")
    assert reponse == f"Notre démarche.\n\n{proposition.texte}"
    client.post(adresse, tape | {"reponse_6.1": reponse, "reprendre": "6.1"})
    assert dossier.reponses.get(code="6.1").texte == reponse
    page = client.get(adresse).content.decode()
    assert (page.count("Ajouter à ma réponse"), "reprise" in page) == (0, True)


def test_les_propositions_se_refont_sans_toucher_ni_aux_reponses_ni_a_ce_qui_est_repris(scene, connecte):
    """PROPOSITION-SOURCEE"""
    reunir(scene, date(2026, 4, 1))
    dossier = ouvrir_dossier(organisme=scene.organisme, centre=CENTRE, par=scene.of, a=midi(LE))
    reprendre_proposition(dossier=dossier, code="6.1", par=scene.of, a=midi(LE))
    avant = dict(dossier.reponses.values_list("code", "texte"))
    prise = dossier.propositions.get(code="6.1").texte
    reunir(scene, date(2026, 5, 1))
    declarer(scene, LE)
    connecte(scene.of).post(f"/habilitations/dossiers/{dossier.pk}/propositions/")
    assert dict(dossier.reponses.values_list("code", "texte")) == avant
    assert dossier.propositions.get(code="6.1").texte == prise
    assert dossier.propositions.get(code="1.2").texte.count("Réunion du") == 2
    assert dossier.propositions.filter(code="1.1").exists()


def test_une_premiere_demande_ne_propose_rien(connecte):
    scene = Scene(OrganismeFactory())
    reunir(scene, LE)
    connecte(scene.of).post(f"/organismes/{scene.organisme.pk}/dossier/")
    assert scene.organisme.dossiers.get().propositions.count() == 0


def test_le_renouvellement_suit_les_certifications_declarees_depuis_le_dernier_dossier():
    scene = Scene(OrganismeFactory())
    audit = scene.notifie(date(2026, 1, 5))
    scene.decide(audit, date(2026, 1, 6))
    gardee, abandonnee, ajoutee = (creer_referentiel().certification for _ in range(3))
    dossier = scene.organisme.dossiers.get()
    dossier.certifications.set([gardee, abandonnee])
    dossier.autres_certifications = "CQPI Vente\nCCPI Tutorat"
    dossier.save()
    declarer(scene, date(2026, 3, 1), certification=ajoutee)
    declarer(scene, date(2026, 4, 1), sens="abandon", certification=abandonnee)
    declarer(scene, date(2026, 5, 1), sens="abandon", autre="CQPI Vente")
    suivant = ouvrir_dossier(organisme=scene.organisme, centre=CENTRE, par=scene.of, a=midi(LE))
    assert set(suivant.certifications.all()) == {gardee, ajoutee}
    assert suivant.autres_certifications == "CCPI Tutorat"
    assert len(vie_de(scene.organisme).declarations) == 3


def test_un_brouillon_propose_en_un_nombre_fixe_de_requetes(scene, connecte, django_assert_max_num_queries):
    for rang in range(5):
        reunir(scene, LE - timedelta(days=rang))
    declarer(scene, LE)
    dossier = ouvrir_dossier(organisme=scene.organisme, centre=CENTRE, par=scene.of, a=midi(LE))
    client = connecte(scene.of)
    with django_assert_max_num_queries(SOCLE + 6):
        assert "Réponses proposées" in client.get(dossier.get_absolute_url()).content.decode()
    with django_assert_max_num_queries(SOCLE + 6):
        assert client.get(f"{dossier.get_absolute_url()}critere/6/").status_code == 200


def test_seul_le_gestionnaire_refait_les_propositions_et_jamais_apres_le_depot(scene, connecte):
    dossier = scene.depose(LE)
    adresse = f"/habilitations/dossiers/{dossier.pk}/propositions/"
    reunir(scene, LE)
    connecte(scene.of).post(adresse)
    assert dossier.propositions.count() == 0
    simple = creer_membre(scene.organisme)
    simple.appartenances.update(gestionnaire=False)
    assert connecte(simple).post(adresse).status_code == 403
    assert connecte(creer_personne("organisme")).post(adresse).status_code == 404
