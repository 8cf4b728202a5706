"""What earlier juries gave a person: proposed at the deposit, taken over, followed from version to version, lost in
time."""

from datetime import date, timedelta

import pytest

from candidats.choix import EtatInscription, Portee
from candidats.models import Acquis, Reprise
from candidats.queries.acquis import lignes_de_reprise
from candidats.queries.detenteur import detenteurs
from candidats.services.acquis import reprendre_acquis, reprises_perdues
from candidats.services.depot import deposer_inscription, renvoyer_inscription
from candidats.services.inscription import creer_inscription
from candidats.services.ressemblance import refaire_doubles
from certif_portal.commun.erreurs import ErreurMetier, RegleNonRespectee
from referentiels.choix import EtatReferentiel
from referentiels.models import Composition
from referentiels.services.equivalence import confirmer_equivalences
from tests.candidats.factories import CandidatFactory, InscriptionFactory, donnees_completes, piece_recue
from tests.echeances import echeances
from tests.referentiels.factories import creer_referentiel
from tests.scelles import desceller

pytestmark = pytest.mark.django_db
JURY = date(2025, 1, 1)


def bloc(referentiel, rang: int):
    return referentiel.compositions.get(ordre=rang).version_bloc


def competences(referentiel, rang: int) -> list[int]:
    return list(bloc(referentiel, rang).competences.order_by("ordre").values_list("pk", flat=True))


def echouer(inscription, rang: int, fin: date) -> Acquis:
    """Not admitted, with that bloc acquired."""
    inscription.etat, inscription.decidee_le = EtatInscription.NON_ADMISE, JURY
    inscription.save()
    return Acquis.objects.create(
        candidat=inscription.candidat,
        inscription=inscription,
        rncp=True,
        decision_le=JURY,
        expire_le=fin,
        version_bloc=bloc(inscription.referentiel, rang),
    )


def certifier_bloc(candidat, organisme, referentiel, rang: int):
    seul = InscriptionFactory(
        candidat=candidat,
        organisme=organisme,
        referentiel=referentiel,
        portee=Portee.BLOCS,
        etat=EtatInscription.ADMISE,
        decidee_le=JURY,
    )
    seul.blocs.set([bloc(referentiel, rang)])
    seul.blocs_certifies.set([bloc(referentiel, rang)])
    return seul


def autre_fiche(candidat):
    """The same person as another organisation wrote them: names the other way round, no accent, no hyphen."""
    return CandidatFactory(
        nom_naissance=candidat.prenom.upper(),
        prenom=candidat.nom_naissance.replace("’", "'"),
        date_naissance=candidat.date_naissance,
    )


def brouillon_de(candidat, organisme, referentiel):
    return InscriptionFactory(brouillon=True, candidat=candidat, organisme=organisme, referentiel=referentiel)


# ---------------------------------------------------------------- proposed


@pytest.fixture
def deposee(inscription, autre_organisme, referentiel, membre_autre_of, instant, jour):
    """Another organisation registers a person of whom the first one presented a bloc."""
    echouer(inscription, 1, jour + timedelta(days=300))
    candidat = inscription.candidat
    donnees = donnees_completes(
        referentiel_id=referentiel.pk,
        nom_naissance="ZOE",
        prenom=candidat.nom_naissance.replace("’", "'"),
        date_naissance=candidat.date_naissance,
    )
    brouillon = creer_inscription(
        donnees=donnees, organisme=autre_organisme, piece=piece_recue(), par=membre_autre_of, a=instant
    )
    return deposer_inscription(inscription=brouillon, par=membre_autre_of, a=instant)


def test_le_depot_propose_ce_qu_un_jury_a_declare_acquis(deposee, connecte, agent):
    """ACQUIS-REPRIS"""
    assert (deposee.acquis_proposes, deposee.acquis_repris) == (2, 0)
    file = connecte(agent).get("/a-faire/acquis/").content.decode()
    assert f"/inscriptions/{deposee.pk}/acquis/" in file
    for page in (f"/inscriptions/{deposee.pk}/", f"/inscriptions/{deposee.pk}/identite/"):
        assert "Déjà acquis" in connecte(agent).get(page).content.decode()


def test_un_organisme_n_apprend_rien_de_l_autre(deposee, connecte, membre_autre_of):
    assert "Déjà acquis" not in connecte(membre_autre_of).get(f"/inscriptions/{deposee.pk}/").content.decode()


def test_un_organisme_lit_ce_que_son_candidat_a_acquis_avec_lui(
    inscription, organisme, referentiel, connecte, membre_of, jour
):
    acquis = echouer(inscription, 1, jour)
    nouvelle = brouillon_de(inscription.candidat, organisme, referentiel)
    page = connecte(membre_of).get(f"/inscriptions/{nouvelle.pk}/").content.decode()
    assert "Déjà acquis" in page
    assert f"{acquis.version_bloc.bloc.numero} Bloc d’essai 1, jusqu’au 20\u00a0novembre\u00a02026" in page
    with desceller():
        Acquis.objects.update(expire_le=jour - timedelta(days=1))
    assert "Déjà acquis" not in connecte(membre_of).get(f"/inscriptions/{nouvelle.pk}/").content.decode()
    certifier_bloc(inscription.candidat, organisme, referentiel, 2)
    assert "Bloc d’essai 2, certifié" in connecte(membre_of).get(f"/inscriptions/{nouvelle.pk}/").content.decode()


def test_choisir_ferme_la_proposition_meme_pour_ne_rien_reprendre(deposee, connecte, agent):
    page = f"/inscriptions/{deposee.pk}/acquis/"
    assert connecte(agent).post(page, {}).status_code == 302
    deposee.refresh_from_db()
    assert (deposee.acquis_proposes, deposee.acquis_repris) == (0, 0)
    assert page not in connecte(agent).get("/a-faire/acquis/").content.decode()


def test_une_correction_propose_de_nouveau(deposee, agent, membre_autre_of, instant, referentiel):
    reprises = competences(referentiel, 1)
    reprendre_acquis(inscription=deposee, competences=reprises, par=agent, a=instant)
    renvoyer_inscription(inscription=deposee, motif="Les dates.", par=agent, a=instant)
    corrigee = deposer_inscription(inscription=deposee, par=membre_autre_of, a=instant)
    assert (corrigee.acquis_repris, corrigee.acquis_proposes, Reprise.objects.count()) == (0, 2, 0)


# ---------------------------------------------------------------- kept, followed, lost


def test_certifie_ne_se_perd_pas_et_acquis_dans_un_echec_si(inscription, organisme, referentiel, jour):
    fin = jour + timedelta(days=30)
    echouer(inscription, 1, fin)
    certifier_bloc(inscription.candidat, organisme, referentiel, 2)
    nouvelle = brouillon_de(inscription.candidat, organisme, referentiel)

    def acquises(le):
        return [ligne.numerotee.numero for ligne in lignes_de_reprise(nouvelle, le) if ligne.acquis]

    assert (acquises(fin), acquises(fin + timedelta(days=1))) == ([1, 2, 3, 4], [3, 4])
    assert acquises(date(2099, 1, 1)) == [3, 4]


@pytest.fixture
def suivante(referentiel, agent, instant):
    """The next version: its first bloc is the equivalent of the first, one competence of its second of one of the
    second."""
    referentiel.etat = EtatReferentiel.REMPLACE
    referentiel.save()
    nouvelle = creer_referentiel(certification=referentiel.certification, rncp=False, date_gtp=date(2026, 1, 5))
    confirmer_equivalences(
        ancien=referentiel,
        nouveau=nouvelle,
        par=agent,
        a=instant,
        blocs={bloc(referentiel, 1).pk: bloc(nouvelle, 1).pk},
        competences={competences(referentiel, 2)[0]: competences(nouvelle, 2)[1]},
    )
    return nouvelle


def test_les_tables_confirmees_portent_les_acquis_vers_la_nouvelle_version(inscription, organisme, suivante, jour):
    echouer(inscription, 1, jour)
    nouvelle = brouillon_de(inscription.candidat, organisme, suivante)
    assert [bool(ligne.acquis) for ligne in lignes_de_reprise(nouvelle, jour)] == [True, True, False, False]
    with desceller():
        Acquis.objects.update(version_bloc=bloc(inscription.referentiel, 2))
    assert [bool(ligne.acquis) for ligne in lignes_de_reprise(nouvelle, jour)] == [False, False, False, True]


def test_une_seance_apres_le_terme_est_refusee(inscription, agent, instant, jour, referentiel, organisme):
    """ACQUIS-REPRIS, ACQUIS-SEANCE: all that is acquired may be taken over, until its last day."""
    echouer(inscription, 1, jour + timedelta(days=30))
    nouvelle = InscriptionFactory(candidat=inscription.candidat, organisme=organisme, referentiel=referentiel)
    reprendre_acquis(inscription=nouvelle, competences=competences(referentiel, 1), par=agent, a=instant)
    assert reprises_perdues(nouvelle, jour + timedelta(days=30)) == []
    [perdue] = reprises_perdues(nouvelle, jour + timedelta(days=31))
    assert perdue.regle.code == "ACQUIS-SEANCE"


def test_reprendre_ce_qui_n_est_pas_acquis_est_refuse(inscription, agent, instant, referentiel):
    with pytest.raises(RegleNonRespectee, match="ACQUIS-REPRIS"):
        reprendre_acquis(inscription=inscription, competences=competences(referentiel, 1)[:1], par=agent, a=instant)


def test_la_perte_s_annonce_six_mois_avant_et_pas_un_jour_plus_tot(inscription, organisme, referentiel, jour):
    """ACQUIS-PERTE: from 29 February to 31 August; silent once somebody has taken it over."""
    echouer(inscription, 1, date(2028, 8, 31))
    assert echeances(date(2028, 2, 28)) == []
    [echeance] = echeances(date(2028, 2, 29))
    assert (echeance.regle.code, echeance.date_limite) == ("ACQUIS-PERTE", date(2028, 8, 31))
    assert set(echeance.destinataires) >= {inscription.candidat.courriel, organisme.courriel}
    assert echeances(date(2028, 9, 1)) == []
    nouvelle = brouillon_de(inscription.candidat, organisme, referentiel)
    Reprise.objects.create(
        inscription=nouvelle, competence_id=competences(referentiel, 1)[0], origine=inscription, acquise_le=JURY
    )
    assert echeances(date(2028, 2, 29)) == []


# ---------------------------------------------------------------- every bloc


def test_qui_detient_tous_les_blocs_est_propose(inscription, organisme, referentiel, jour):
    echouer(inscription, 1, jour)
    assert detenteurs(jour) == []
    certifier_bloc(inscription.candidat, organisme, referentiel, 2)
    [detenteur] = detenteurs(jour)
    assert (detenteur.candidat, detenteur.referentiel, detenteur.jusqu_au) == (inscription.candidat, referentiel, jour)
    assert detenteurs(jour + timedelta(days=1)) == []


@pytest.mark.parametrize(("commune", "departement", "trouves"), [("Rennes", "35", 0), ("Saint-Nazaire", "44", 1)])
def test_les_blocs_d_un_homonyme_ne_ailleurs_ne_s_ajoutent_pas(
    inscription, organisme, referentiel, jour, commune, departement, trouves
):
    """One bloc of each of two people is no whole certification; of two files of one person, it is."""
    echouer(inscription, 1, jour)
    candidat = inscription.candidat
    memes = {champ: getattr(candidat, champ) for champ in ("nom_naissance", "prenom", "date_naissance")}
    autre = CandidatFactory(**memes, commune_naissance=commune, departement_naissance=departement)
    certifier_bloc(autre, organisme, referentiel, 2)
    refaire_doubles()  # files written by hand
    assert len(detenteurs(jour)) == trouves


@pytest.mark.parametrize(("commune", "departement", "trouves"), [("Rennes", "35", 1), ("Saint-Nazaire", "44", 0)])
def test_l_inscription_d_un_homonyme_ne_ailleurs_n_ecarte_pas_le_detenteur(
    inscription, organisme, referentiel, jour, commune, departement, trouves
):
    echouer(inscription, 1, jour)
    candidat = inscription.candidat
    certifier_bloc(candidat, organisme, referentiel, 2)
    memes = {champ: getattr(candidat, champ) for champ in ("nom_naissance", "prenom", "date_naissance")}
    autre = CandidatFactory(**memes, commune_naissance=commune, departement_naissance=departement)
    brouillon_de(autre, organisme, referentiel)
    assert [detenteur.candidat for detenteur in detenteurs(jour)] == [candidat] * trouves


def test_un_bloc_partage_d_un_cqpm_entier_compte_pour_un_autre(inscription, organisme, referentiel, jour):
    """Certified with its whole CQPM, a bloc shared with another is held, proposed, and never lost (decision 0180)."""
    autre = creer_referentiel(nombre_blocs=1)
    Composition.objects.create(referentiel=autre, version_bloc=bloc(referentiel, 1), ordre=2)
    inscription.etat, inscription.decidee_le = EtatInscription.ADMISE, JURY
    inscription.save()
    inscription.blocs_certifies.set([bloc(referentiel, 1), bloc(referentiel, 2)])
    assert detenteurs(jour) == []
    nouvelle = brouillon_de(inscription.candidat, organisme, autre)
    portes = {ligne.pk: ligne.acquis for ligne in lignes_de_reprise(nouvelle, date(2060, 1, 1))}
    partagees = set(bloc(referentiel, 1).competences.values_list("pk", flat=True))
    assert {pk for pk, acquis in portes.items() if acquis} == partagees
    certifier_bloc(inscription.candidat, organisme, autre, 1)
    nouvelle.delete()
    assert [(d.referentiel, d.jusqu_au) for d in detenteurs(jour)] == [(autre, None)]


def test_les_fiches_d_une_personne_se_comptent_ensemble(inscription, autre_organisme, referentiel, jour):
    """One bloc in each of two organisations: one person; registered for the whole by the second, nobody is proposed."""
    echouer(inscription, 1, jour)
    fiche = autre_fiche(inscription.candidat)
    certifier_bloc(fiche, autre_organisme, referentiel, 2)
    refaire_doubles()  # files written by hand
    assert [(d.referentiel, d.jusqu_au) for d in detenteurs(jour)] == [(referentiel, jour)]
    InscriptionFactory(candidat=autre_fiche(inscription.candidat), organisme=autre_organisme, referentiel=referentiel)
    assert detenteurs(jour) == []


def test_deux_personnes_ne_se_completent_pas(inscription, autre_organisme, referentiel, jour):
    echouer(inscription, 1, jour)
    certifier_bloc(CandidatFactory(nom_naissance="Tout-Autre"), autre_organisme, referentiel, 2)
    assert detenteurs(jour) == []


def test_un_bloc_equivalent_compte(inscription, organisme, suivante, jour):
    echouer(inscription, 1, jour)
    certifier_bloc(inscription.candidat, organisme, suivante, 2)
    assert [d.referentiel for d in detenteurs(jour)] == [suivante]


def test_la_page_ne_coute_pas_plus_pour_dix(
    inscription, organisme, referentiel, jour, connecte, agent, django_assert_max_num_queries
):
    for _ in range(10):
        candidat = CandidatFactory()
        certifier_bloc(candidat, organisme, referentiel, 1)
        certifier_bloc(candidat, organisme, referentiel, 2)
    client = connecte(agent)
    client.get("/inscriptions/tout-acquis/")
    with django_assert_max_num_queries(4 + 8):
        page = client.get("/inscriptions/tout-acquis/").content.decode()
    assert page.count(f"?referentiel={referentiel.pk}") == 10


def test_une_seance_planifiee_ferme_la_reprise(inscription, agent, instant, jour):
    type(inscription).objects.update(date_commission=jour)
    with pytest.raises(ErreurMetier, match="Une séance est déjà planifiée"):
        reprendre_acquis(inscription=inscription, competences=[], par=agent, a=instant)
    assert Reprise.objects.count() == 0
