"""What a search finds: every number that the portal prints, addresses, phones, certifications; each in their scope."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from candidats.models import Inscription
from certif_portal.centre.models import parametres
from certif_portal.commun.textes import cle_recherche
from certif_portal.comptes.choix import Role
from certif_portal.portail.queries.recherche import chercher
from evaluations.models import Grille, MembreCommission, Passage
from jurys.choix import TypeCertificat
from jurys.models import Certificat, DossierGTP, MembreJury, Papier
from jurys.queries.verification import code_du
from jurys.regles.verification import code_imprime
from tests.candidats.factories import CandidatFactory, EntrepriseFactory, InscriptionFactory, ProjetFactory
from tests.comptes.factories import creer_personne
from tests.evaluations.factories import CommissionFactory, EvaluateurFactory
from tests.habilitations.factories import OrganismeFactory
from tests.jurys.factories import JuryFactory

pytestmark = pytest.mark.django_db


def trouves(texte, personne, le) -> list[tuple[str, str]]:
    return [(groupe.titre, t.titre) for groupe in chercher(texte, personne, le) for t in groupe.trouvailles]


def certificat(numero, instant, **champs) -> Certificat:
    return Certificat.objects.create(
        numero=numero,
        type=TypeCertificat.CQPM,
        code_certification="CQPM 2024 0187",
        intitule="Soudeur",
        nom="ABEL",
        prenoms="Zoé",
        date_naissance=date(1990, 2, 1),
        lieu_naissance="Nantes (44)",
        date_jury=date(2026, 11, 6),
        delivre_le=instant,
        cle_recherche="abel zoe",
        **champs,
    )


@pytest.fixture
def zoe(organisme, referentiel) -> Inscription:
    candidat = CandidatFactory(
        nom_naissance="O'Brien",
        prenom="Zoé",
        cle_recherche="o brien zoe",
        courriel="Zoe.OBrien@exemple.fr",
        telephone="06 12 34.56-78",
    )
    return InscriptionFactory(
        candidat=candidat,
        organisme=organisme,
        referentiel=referentiel,
        entreprise=EntrepriseFactory(siret="73282932000074"),
        tuteur_courriel="tuteur@exemple.fr",
        numero_national="NAT-77",
    )


@pytest.mark.parametrize("forme", ["IN-{:06d}", "in {}", "IN{:06d}", "dossier IN-{:06d} de Zoé"])
def test_la_reference_d_une_inscription(zoe, agent, membre_of, membre_autre_of, jour, forme):
    texte = forme.format(zoe.pk)
    assert trouves(texte, agent, jour) == [("Inscriptions", "O'BRIEN Zoé")]
    assert trouves(texte, membre_of, jour) == [("Inscriptions", "O'BRIEN Zoé")]
    assert trouves(texte, membre_autre_of, jour) == []


def test_une_reference_d_un_chiffre_a_cote_n_est_personne(zoe, agent, jour):
    assert {groupe for groupe, _ in trouves(f"IN-{zoe.pk + 1:06d}", agent, jour)} <= {"Inscriptions, à un signe près"}


def test_la_reference_d_un_projet(organisme, membre_of, membre_autre_of, jour):
    projet = ProjetFactory(organisme=organisme)
    assert trouves(projet.reference.lower(), membre_of, jour) == [("Projets", f"Projet {projet.reference}")]
    assert trouves(projet.reference, membre_autre_of, jour) == []


@pytest.mark.parametrize("texte", ["2026-4", "jury 2026-4", "2026/04"])
def test_le_numero_d_un_jury_est_le_sien_seul(agent, membre_of, jour, texte):
    JuryFactory(numero="2026-14")
    JuryFactory(numero="2026-4")
    assert trouves(texte, agent, jour) == [("Jurys", "Jury 2026-4")]
    assert trouves(texte, membre_of, jour) == []


@pytest.mark.parametrize("texte", ["2026-4/1", "dossier GTP 2026-4/1", "2026-04 / 1"])
def test_le_dossier_du_gtp_par_son_numero(agent, jure, jour, instant, texte):
    """As its letter prints it; its jury with it. A member of the jury does not read it."""
    jury = JuryFactory(numero="2026-4")
    MembreJury.objects.create(jury=jury, utilisateur=jure, college="patronal", nom="Le Goff", prenom="Yann")
    for rang in (1, 2):
        lettre = Papier.objects.create(
            jury=jury,
            nature="attestation",
            ordre=rang,
            titre="Lettre",
            version_modele="1",
            demande_par=agent,
            demande_le=instant,
        )
        etat = "abandonne" if rang == 1 else "lettre"
        DossierGTP.objects.create(jury=jury, rang=rang, etat=etat, cree_le=instant, cree_par=agent, lettre=lettre)
    assert trouves(texte, agent, jour) == [("Jurys", "Jury 2026-4"), ("Dossiers pour le GTP", "Dossier GTP 2026-4/1")]
    assert trouves(texte, jure, jour) == [("Jurys", "Jury 2026-4")]


def test_une_commission_par_le_numero_de_son_emargement(agent, jour, membre_of):
    seance = CommissionFactory(lieu="Nantes")
    for texte in (f"Commission {seance.pk}", f"commission n° {seance.pk:04d}"):
        assert [titre for titre, _ in trouves(texte, agent, jour)] == ["Commissions"]
        assert trouves(texte, membre_of, jour) == []
    assert {groupe for groupe, _ in trouves(f"commission {seance.pk + 1}", agent, jour)} <= {
        "Commissions, à un signe près"
    }


def test_le_numero_et_le_code_d_un_certificat(agent, membre_of, jour, instant):
    cle = parametres().cle_verification
    premier = certificat("MC-000 123", instant)
    certificat("MC000124", instant)
    code = code_imprime(code_du(premier, cle))
    for texte in ("mc000123", "MC 000-123", code, code.lower()):
        assert trouves(texte, agent, jour) == [("Certificats", "MC-000 123 — ABEL Zoé")]
        assert trouves(texte, membre_of, jour) == []
    dernier = certificat("MC000125", instant)
    assert trouves(code_imprime(code_du(dernier, cle)), agent, jour) == [("Certificats", "MC000125 — ABEL Zoé")]


def test_un_siret_ou_un_siren_trouve_l_organisme_et_les_salaries(zoe, organisme, agent, jour):
    assert trouves("732 829 320 00074", agent, jour) == [("Salariés de cette entreprise", "O'BRIEN Zoé")]
    assert trouves("732829320", agent, jour) == [("Salariés de cette entreprise", "O'BRIEN Zoé")]
    assert ("Organismes", organisme.nom) in trouves(organisme.siret, agent, jour)


def test_le_numero_national_d_une_inscription(zoe, agent, membre_autre_of, jour):
    assert trouves("NAT-77", agent, jour) == [("Inscriptions", "O'BRIEN Zoé")]
    assert trouves("NAT-77", membre_autre_of, jour) == []


@pytest.mark.parametrize(
    "texte", ["zoe.obrien@exemple.fr", "Zoé <ZOE.OBRIEN@exemple.fr>", "+33 6 12 34 56 78", "0612345678"]
)
def test_le_courriel_et_le_telephone_pour_l_equipe_seule(zoe, agent, membre_of, jour, texte):
    assert trouves(texte, agent, jour) == [("Candidats", "O'BRIEN Zoé")]
    assert trouves(texte, membre_of, jour) == []


def test_le_courriel_d_un_tuteur_et_d_un_organisme(zoe, organisme, membre_of, agent, jour):
    assert trouves("tuteur@exemple.fr", agent, jour) == [("Candidats de ce tuteur", "O'BRIEN Zoé")]
    for adresse in (organisme.courriel, membre_of.email):
        assert ("Organismes", organisme.nom) in trouves(adresse, agent, jour)


def test_un_bloc_que_personne_n_a_ne_trouve_rien(referentiel, agent, jour):
    """The page showed an empty card « Certifications 0 »."""
    assert chercher("bdc 9171", agent, jour) == []


def test_une_certification_par_son_titre_son_numero_ou_un_bloc(referentiel, agent, membre_of, jour):
    bloc = referentiel.compositions.first().version_bloc.bloc.numero
    attendu = [("Certifications", referentiel.intitule)]
    for texte in (bloc, f"bdc {int(bloc[3:])}", f"BDC n° {int(bloc[3:])}"):
        assert trouves(texte, agent, jour) == attendu
        assert trouves(texte, membre_of, jour) == attendu
    assert attendu[0] in trouves(referentiel.intitule, agent, jour)


@pytest.mark.parametrize("texte", ["sud loirre", "formaton sud", "pôle frmation"])
def test_un_organisme_a_une_faute_de_frappe_pres(organisme, agent, jour, texte):
    OrganismeFactory(nom="Lycée d’ailleurs", cle_recherche="lycee d ailleurs")
    assert trouves(texte, agent, jour) == [("Organismes au nom proche", organisme.nom)]


@pytest.mark.parametrize("texte", ["@", "+33", "06 12 34 56 79", "PC-0", "IN-999999999", "732829321"])
def test_ce_qui_ne_designe_personne(zoe, organisme, agent, jour, texte):
    siret = "78471719100018"  # one drawn may hold « 33 »
    type(organisme).objects.update(siret=siret, cle_recherche=cle_recherche(organisme.nom, siret))
    assert trouves(texte, agent, jour) == []


def test_un_telephone_n_est_pas_un_code_de_verification(agent, jour):
    """Ten figures: no code is computed for them, which costs seconds among a hundred thousand certificates."""
    with CaptureQueriesContext(connection) as lues:
        chercher("0612345678", agent, jour)
    assert [
        requete["sql"] for requete in lues.captured_queries if 'ORDER BY "jurys_certificat"."id"' in requete["sql"]
    ] == []


# --- every kind of thing, each in its scope ----------------------------------------------------


@pytest.mark.parametrize("texte", ["Mme O’Brien", "O'BRIEN Zoé", "zoe o-brien", "Madame Zoé d’Obrien", "M. OBRIEN"])
def test_un_titre_une_particule_ou_un_trait_ne_cachent_personne(zoe, agent, jour, texte):
    assert trouves(texte, agent, jour) == [("Candidats", "O'BRIEN Zoé")]


@pytest.mark.parametrize("texte", ["ateliers maelstrom", "maëlstrom saint-nazaire", "Ateliers Maelstrm"])
def test_une_entreprise_une_fois_avec_ses_candidats(zoe, organisme, autre_organisme, referentiel, agent, jour, texte):
    """Two OF described it: one line, that says how many candidates it has and leads to them."""
    communs = {"organisme": autre_organisme, "referentiel": referentiel}
    InscriptionFactory(entreprise=EntrepriseFactory(siret="73282932000074"), **communs)
    [groupe] = [groupe for groupe in chercher(texte, agent, jour) if groupe.titre.startswith("Entreprises")]
    [trouvaille] = groupe.trouvailles
    assert (trouvaille.titre, trouvaille.detail) == (
        "Ateliers Maëlström",
        "SIRET 73282932000074 · Saint-Nazaire · 2 candidats",
    )
    assert len(trouves(trouvaille.url.partition("q=")[2], agent, jour)) == 2


def test_une_entreprise_sans_siret_mene_a_sa_derniere_inscription(organisme, referentiel, agent, jour):
    sans = EntrepriseFactory(raison_sociale="Werk GmbH", siret="", ville="")
    inscription = InscriptionFactory(entreprise=sans, organisme=organisme, referentiel=referentiel)
    [trouvaille] = [t for g in chercher("werk", agent, jour) for t in g.trouvailles]
    assert (trouvaille.detail, trouvaille.url) == ("sans SIRET · 1 candidat", inscription.get_absolute_url())


@pytest.mark.parametrize("texte", ["prigent", "prigant", "évaluatrice Prigent", "forges prigent"])
def test_un_evaluateur_par_son_nom_ou_son_entreprise(agent, auditeur, membre_of, jour, texte):
    connu = EvaluateurFactory(
        utilisateur=creer_personne(Role.EVALUATEUR, prenom="Anne", nom="Prigent"),
        entreprise_nom="Forges de l’Ouest",
        actif=False,
    )
    for personne, page in ((agent, "evaluateur_modifier"), (auditeur, "evaluateur_seances")):
        [trouvaille] = [t for groupe in chercher(texte, personne, jour) for t in groupe.trouvailles]
        assert trouvaille.url == reverse(page, args=[connu.pk])
        assert (trouvaille.titre, trouvaille.detail) == (
            "Anne Prigent",
            "évaluateur · Forges de l’Ouest · n’évalue plus",
        )
    assert chercher(texte, membre_of, jour) == []


@pytest.mark.parametrize(
    ("texte", "attendues"),
    [
        ("lanester", ["Commission d’évaluation du 12 octobre 2026", "Commission d’évaluation du 3 mars 2025"]),
        ("lanestr", ["Commission d’évaluation du 12 octobre 2026", "Commission d’évaluation du 3 mars 2025"]),
        ("commission Lanester 2025", ["Commission d’évaluation du 3 mars 2025"]),
        ("commission 12/10/2026", ["Commission d’évaluation du 12 octobre 2026"]),
        ("octobre 2026 lanester", ["Commission d’évaluation du 12 octobre 2026"]),
        ("commission 13/10/2026", []),
        ("commission du 12 octobre à Brest", []),
    ],
)
def test_une_commission_par_son_lieu_ou_son_jour(agent, jour, texte, attendues):
    for le, lieu in ((date(2026, 10, 12), "Lycée de Lanester"), (date(2025, 3, 3), "Lanester")):
        CommissionFactory(date=le, lieu=lieu)
    dites = [(titre, dit.replace("\u00a0", " ")) for titre, dit in trouves(texte, agent, jour)]
    assert dites == [("Commissions", attendue) for attendue in attendues]


def test_un_genre_nomme_ne_montre_que_lui(agent, jour):
    CommissionFactory(lieu="Nantes")
    JuryFactory(numero="2026-4", lieu="Nantes")
    OrganismeFactory(nom="Pôle de Nantes", cle_recherche="pole de nantes")
    assert [titre for titre, _ in trouves("jury nantes", agent, jour)] == ["Jurys"]
    assert {titre for titre, _ in trouves("nantes", agent, jour)} == {"Organismes", "Commissions", "Jurys"}


def test_le_numero_de_declaration_d_un_organisme(organisme, agent, jour):
    OrganismeFactory(nda="52440999999")
    type(organisme).objects.filter(pk=organisme.pk).update(nda="52440123456")
    assert trouves("52 44 01234 56", agent, jour) == [("Organismes", organisme.nom)]


def test_chacun_ne_trouve_que_le_sien(zoe, evaluateur, autre_evaluateur, agent, membre_of, membre_autre_of, jure, jour):
    """A canary in every kind: what another role finds of it, and nothing else."""
    commission = CommissionFactory(lieu="Obrienville")
    Passage.objects.create(commission=commission, inscription=zoe)
    MembreCommission.objects.create(commission=commission, evaluateur=evaluateur)
    Grille.objects.get_or_create(inscription=zoe, defaults={"ouverte_le": datetime(2026, 11, 1, tzinfo=UTC)})
    jury = JuryFactory(numero="2026-9", lieu="Obrienville")
    MembreJury.objects.create(jury=jury, utilisateur=jure, nom="Tanguy", prenom="Nolwenn", college="patronal")
    EvaluateurFactory(utilisateur=creer_personne(Role.EVALUATEUR, prenom="Eve", nom="Obrien"))
    autre = creer_personne(Role.JURE)
    attendus: dict[Any, list[str]] = {
        agent: ["Candidats", "Commissions", "Jurys", "Évaluateurs"],
        membre_of: ["Candidats", "Commissions"],
        membre_autre_of: [],
        evaluateur.utilisateur: ["Candidats de vos commissions", "Commissions"],
        autre_evaluateur.utilisateur: [],
        jure: ["Jurys"],
        autre: [],
    }
    for personne, titres in attendus.items():
        assert [groupe.titre for groupe in chercher("obrien", personne, jour)] == titres, personne


@pytest.mark.parametrize("nombre", [1, 12])
def test_une_recherche_tient_en_quatorze_requetes(organisme, referentiel, agent, jour, nombre):
    """Constant in what is found."""
    for rang in range(nombre):
        InscriptionFactory(
            candidat__nom_naissance="Martin",
            organisme=organisme,
            referentiel=referentiel,
            entreprise=EntrepriseFactory(raison_sociale=f"Martin {rang}"),
        )
        CommissionFactory(lieu=f"Martin {rang}")
        JuryFactory(lieu=f"Martin {rang}", numero=f"2026-{rang + 1}")
        EvaluateurFactory(utilisateur=creer_personne(Role.EVALUATEUR, nom="Martin"))
        OrganismeFactory(nom=f"Martin {rang}", cle_recherche=f"martin {rang}")
    with CaptureQueriesContext(connection) as lues:
        groupes = chercher("martin", agent, jour)
    assert [len(groupe.trouvailles) for groupe in groupes] == [nombre] * 6
    assert len(lues) == 14
