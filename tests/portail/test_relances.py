"""Reminders: once for each (deadline, step, addressee), whatever runs and however often."""

import threading
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from io import StringIO

import pytest
from dateutil.relativedelta import relativedelta
from django.core.management import CommandError, call_command
from django.db import connection

from candidats.choix import EtatInscription
from candidats.models import Acquis, Inscription, RapportActivites
from certif_portal.centre.models import ParametresCentre
from certif_portal.commun.echeances import Echeance
from certif_portal.commun.models import Courriel, EntreeJournal
from certif_portal.portail.models import EtapeRelance, Relance
from certif_portal.portail.queries.echeance import toutes_les_echeances
from certif_portal.portail.queries.relance import a_relancer, expliquer, lire_tour
from certif_portal.portail.regles import RELANCE_ETAPES
from certif_portal.portail.services.relance import Bilan, relancer
from certif_portal.portail.tasks import relancer_du_jour
from evaluations.models import AvisEntreprise, LienAvis
from habilitations.choix import Verdict
from jurys.models import Presentation
from tests.candidats.factories import InscriptionFactory
from tests.habilitations.dossier import Scene
from tests.jurys.factories import JuryFactory

A = datetime(2026, 11, 20, 6, tzinfo=UTC)
LE = date(2026, 11, 20)


@pytest.fixture
def echeance(inscription, monkeypatch):
    """One deadline in six days, told by a source of its own."""

    def source(le, centre=None):
        return [
            Echeance(
                regle=RELANCE_ETAPES,
                date_limite=date(2026, 11, 26),
                libelle="Livret de suivi attendu",
                pour="O’BRIEN Zoé",
                explication="3 mois avant la commission",
                dossier_type="candidats.inscription",
                dossier_id=inscription.pk,
                cle=f"LIVRET:{inscription.pk}:2027-02-26",
                destinataires=("of@exemple.fr", "autre@exemple.fr"),
                acteur="organisme",
            )
        ]

    Inscription.objects.update(tout_acquis=True)  # no livret of its own is due
    monkeypatch.setattr("certif_portal.portail.queries.echeance.SOURCES", (source,))
    return source(LE)[0]


@pytest.fixture
def dire():
    """What is decided of every deadline that day, and why."""

    def lire(le=LE):
        tour = lire_tour(le, ParametresCentre())
        return [(ligne.destinataire, ligne.part, ligne.raison) for ligne in expliquer(toutes_les_echeances(le), tour)]

    return lire


@pytest.mark.django_db
def test_une_relance_par_destinataire_avec_son_courriel_et_sa_phrase(echeance, inscription):
    assert relancer(le=LE, a=A) == Bilan(2, 2)
    assert sorted(Relance.objects.values_list("destinataire", "etape", "qui")) == [
        ("autre@exemple.fr", "J-7", "organisme"),
        ("of@exemple.fr", "J-7", "organisme"),
    ]
    courriels = Courriel.objects.filter(acte="relance")
    assert sorted(courriels.values_list("destinataire", flat=True)) == ["autre@exemple.fr", "of@exemple.fr"]
    assert {c.objet for c in courriels} == {"Rappel : Livret de suivi attendu"}
    texte = courriels[0].texte
    assert f"/inscriptions/{inscription.pk}/" in texte
    assert "il reste 6 jours" in texte
    assert "O’BRIEN Zoé" in texte
    assert "RELANCE-ETAPES" in texte
    assert EntreeJournal.objects.filter(acte="relance", dossier_id=inscription.pk).count() == 2
    assert Relance.objects.filter(courriel__isnull=False, envoyee_le=A).count() == 2


@pytest.mark.django_db
def test_une_seconde_execution_n_envoie_rien_et_dit_pourquoi(echeance, dire):
    relancer(le=LE, a=A)
    lundi = LE + timedelta(days=3)
    assert relancer(le=lundi, a=A) == Bilan()
    assert dire(lundi)[0] == ("of@exemple.fr", False, "pas envoyée : déjà partie à l’étape J-7, le 20/11/2026")
    assert Courriel.objects.count() == 2


@pytest.mark.django_db
def test_chaque_etape_part_une_fois_jusqu_au_retard(echeance, responsable):
    """RELANCE-ETAPES: who must act, then the responsable, once each."""
    for reste in range(20, -20, -1):
        relancer(le=echeance.date_limite - timedelta(days=reste), a=A)
    etapes = Relance.objects.order_by("pk").values_list("etape", flat=True)
    assert list(etapes.filter(destinataire="of@exemple.fr")) == ["J-15", "J-7", "J-1", "J+1"]
    assert list(etapes.filter(destinataire=responsable.email)) == ["J+7"]
    assert Courriel.objects.count() == 9
    assert "vous est signalé" in Courriel.objects.get(destinataire=responsable.email).texte


@pytest.mark.django_db
def test_rien_ne_part_un_jour_chome_et_le_vendredi_emporte_la_fin_de_semaine(echeance, dire, monkeypatch):
    """RELANCE-JOURS: the deadline is a Thursday; its J-7 a Thursday; seen from a Saturday, nothing."""
    samedi = date(2026, 11, 21)
    assert relancer(le=samedi, a=A) == Bilan()
    assert (
        dire(samedi)[0][2] == "pas envoyée : jour chômé, la prochaine tournée est celle du 23\u00a0novembre\u00a02026"
    )
    assert relancer(le=date(2026, 11, 23), a=A) == Bilan(2, 2)
    assert set(Relance.objects.values_list("etape", flat=True)) == {"J-7"}


@pytest.mark.django_db
def test_expliquer_n_ecrit_rien(echeance, dire):
    assert dire()[0] == ("of@exemple.fr", True, "étape J-7, il reste 6 jours")
    assert (Relance.objects.count(), Courriel.objects.count(), EntreeJournal.objects.count()) == (0, 0, 0)


@pytest.mark.django_db
def test_la_tache_du_jour_compte_ce_qui_part(echeance, horloge_au):
    horloge_au(LE)
    assert (relancer_du_jour(), relancer_du_jour()) == (2, 0)


@pytest.mark.django_db
def test_la_commande_explique_chaque_ligne(echeance):
    sortie = StringIO()
    call_command("relances", "--date", "2026-11-20", "--simulation", stdout=sortie)
    lignes = sortie.getvalue().splitlines()
    assert lignes[0] == (
        "26/11/2026  Livret de suivi attendu — O’BRIEN Zoé → of@exemple.fr (l’organisme) : "
        "partirait : étape J-7, il reste 6 jours"
    )
    assert lignes[-1] == "20/11/2026 : lignes : 2 ; relances à envoyer (simulation) : 2."
    sortie = StringIO()
    call_command("relances", "--date", "2026-11-20", stdout=sortie)
    assert sortie.getvalue().splitlines()[-1] == "20/11/2026 : lignes : 2 ; relances : 2."
    sortie = StringIO()
    call_command("relances", "--date", "2026-11-20", stdout=sortie)
    assert "20/11/2026 : cette tournée est déjà faite." in sortie.getvalue().splitlines()
    with pytest.raises(CommandError, match="AAAA-MM-JJ"):
        call_command("relances", "--date", "20/11/2026")


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_deux_executions_en_meme_temps_n_envoient_qu_une_fois(echeance):
    barriere = threading.Barrier(4)
    resultats = []

    def executer():
        barriere.wait()
        try:
            resultats.append(relancer(le=LE, a=A).relances)
        finally:
            connection.close()

    fils = [threading.Thread(target=executer) for _ in range(4)]
    for fil in fils:
        fil.start()
    for fil in fils:
        fil.join()
    assert sum(resultats) == 2
    assert (Relance.objects.count(), Courriel.objects.count()) == (2, 2)


@pytest.mark.django_db
def test_un_tuteur_est_relance_par_un_nouveau_lien_personnel(inscription, monkeypatch):
    """A tutor has no account: the page of the file would be closed to them."""
    Inscription.objects.update(tout_acquis=True)  # no livret is due
    avis = AvisEntreprise.objects.create(inscription=inscription, demande_le=A)
    Presentation.objects.create(jury=JuryFactory(date=date(2026, 12, 11)), inscription=inscription, code="K7", ordre=1)
    ancien = LienAvis.objects.create(
        avis=avis,
        destinataire="anne.prigent@exemple.fr",
        jeton_sha256="a" * 64,
        cree_le=A,
        expire_le=A + timedelta(days=30),
    )
    assert relancer(le=LE, a=A) == Bilan(1, 1)
    envoyee = Relance.objects.get()
    assert (envoyee.destinataire, envoyee.etape, envoyee.qui) == ("anne.prigent@exemple.fr", "J-7", "tuteur")
    courriel = envoyee.courriel
    assert (courriel.destinataire, courriel.confidentiel) == ("anne.prigent@exemple.fr", True)
    assert "/avis/" in courriel.texte
    ancien.refresh_from_db()
    assert ancien.revoque_le == A
    assert avis.liens.filter(revoque_le__isnull=True).count() == 1
    assert relancer(le=LE, a=A) == Bilan()


@pytest.mark.django_db
def test_aucun_objet_de_relance_ne_porte_de_donnee_personnelle(inscription, agent, monkeypatch):
    """What the apps call their deadlines becomes the subject of a mail."""
    AvisEntreprise.objects.create(inscription=inscription, demande_le=A)
    JuryFactory(date=date(2026, 12, 11))
    InscriptionFactory(organisme=inscription.organisme)
    trouvees = toutes_les_echeances(LE)
    assert len({echeance.regle.code for echeance in trouvees}) >= 3
    for echeance in trouvees:
        assert "O’B" not in echeance.libelle.upper()


@pytest.mark.django_db
def test_une_action_corrective_se_rappelle_a_l_organisme():
    """The page of a non-conformity is its own: the reminder is written there, and the day's other reminders go on."""
    scene = Scene()
    [nc] = scene.notifie(date(2026, 6, 1), {"3.2": Verdict.MINEURE}).non_conformites.all()
    le = nc.echeance - timedelta(days=7)
    assert relancer(le=le, a=A) == Bilan(1, 1)
    assert Relance.objects.get().destinataire == scene.of.email
    [courriel] = Courriel.objects.filter(acte="relance")
    assert (courriel.destinataire, nc.get_absolute_url() in courriel.texte) == (scene.of.email, True)


@pytest.mark.django_db
def test_la_commande_envoie_les_enquetes_comme_la_tache_et_la_simulation_les_compte(organisme):
    InscriptionFactory(organisme=organisme, etat="admise", decidee_le=LE - relativedelta(months=6))
    sortie = StringIO()
    call_command("relances", "--date", LE.isoformat(), "--simulation", stdout=sortie)
    assert "enquêtes d’insertion à envoyer (simulation) : 1." in sortie.getvalue()
    assert Courriel.objects.filter(acte="enquete_insertion").count() == 0
    call_command("relances", "--date", LE.isoformat(), stdout=sortie)
    assert "enquêtes d’insertion : 1." in sortie.getvalue()
    assert Courriel.objects.filter(acte="enquete_insertion").count() == 1


@pytest.mark.django_db
def test_la_commande_dit_ce_qui_n_est_pas_parti(organisme, echeance, monkeypatch):
    def en_panne(*_):
        raise ValueError("illisible")

    monkeypatch.setattr("certif_portal.portail.services.relance._brouillon", en_panne)
    with pytest.raises(CommandError, match=r"^Une partie de la tournée a échoué : Relances : ValueError\.$"):
        call_command("relances", "--date", LE.isoformat(), stdout=StringIO())


@pytest.mark.django_db
def test_un_candidat_seul_est_relance_par_son_propre_lien():
    """RAPPORT-DELAI: nobody else can deposit the report of somebody without OF, who has no account."""
    inscription = InscriptionFactory(organisme=None, date_evaluation_prevue=LE + timedelta(days=22))
    RapportActivites.objects.create(inscription=inscription, demande_le=A)
    relancer(le=LE, a=A)
    [courriel] = Courriel.objects.filter(destinataire=inscription.candidat.courriel)
    assert (courriel.acte, courriel.confidentiel) == ("relance", True)
    assert "/rapport/" in courriel.texte
    assert Relance.objects.get(destinataire=inscription.candidat.courriel).courriel == courriel


@pytest.mark.django_db
def test_la_fin_d_un_benefice_se_dit_au_candidat_sans_lien_qu_il_ne_peut_ouvrir(organisme):
    """ACQUIS-PERTE"""
    inscription = InscriptionFactory(organisme=organisme, etat=EtatInscription.NON_ADMISE, decidee_le=date(2022, 3, 1))
    bloc = inscription.referentiel.blocs.first()
    Acquis.objects.create(
        candidat=inscription.candidat,
        inscription=inscription,
        rncp=True,
        version_bloc=bloc,
        decision_le=date(2022, 3, 1),
        expire_le=date(2027, 3, 1),
    )
    relancer(le=LE, a=A)
    textes = {courriel.destinataire: courriel.texte for courriel in Courriel.objects.filter(acte="relance")}
    assert f"/inscriptions/{inscription.pk}/" in textes[organisme.courriel]
    assert f"/inscriptions/{inscription.pk}/" not in textes[inscription.candidat.courriel]
    assert "1er\u00a0mars\u00a02027" in textes[inscription.candidat.courriel]
    assert ".." not in textes[organisme.courriel]


@pytest.mark.django_db
@pytest.mark.parametrize("reste", [-400, -7, -6, -1, 0, 1, 2, 4, 7, 8, 10, 15, 16, 17])
@pytest.mark.parametrize("le", [LE, LE - timedelta(days=1), LE + timedelta(days=1)])
def test_la_page_la_commande_et_la_tournee_disent_la_meme_chose(inscription, responsable, le, reste):
    """RELANCE-ETAPES: the step reached is told by SQL for the round and the page, by the rule for the command; a
    Friday takes the week-end with it, a Saturday sends nothing."""
    Inscription.objects.update(tout_acquis=True)  # no livret is due
    AvisEntreprise.objects.create(inscription=inscription, demande_le=A)
    Presentation.objects.create(
        jury=JuryFactory(date=le + timedelta(days=15 + reste)), inscription=inscription, code="K7", ordre=1
    )
    tour = lire_tour(le, ParametresCentre())
    dites = sorted(
        (ligne.echeance.cle, ligne.etape, ligne.destinataire, ligne.qui)
        for ligne in expliquer(toutes_les_echeances(le), tour)
        if ligne.part
    )
    listees = [echeance.cle for echeance in a_relancer(tour)]
    relancer(le=le, a=A)
    assert sorted(Relance.objects.values_list("echeance", "etape", "destinataire", "qui")) == dites
    assert (sorted(listees) == sorted({cle for cle, *_ in dites})) or not tour.ouvre
    au_tuteur = [etape for _, etape, _, qui in dites if qui == "tuteur"]
    assert bool(au_tuteur) == (tour.ouvre and -15 <= reste <= (17 if le == LE else 15))
    assert [ligne for ligne in expliquer(toutes_les_echeances(le), tour) if ligne.part] == []


@pytest.mark.django_db
@pytest.mark.parametrize(("etat", "signalee"), [("brouillon", False), ("a_corriger", True)])
def test_le_retard_d_un_brouillon_n_est_dit_qu_a_son_organisme(
    etat, signalee, organisme, responsable, agent, connecte, horloge_au
):
    """Nobody of the centre may open it; what it sent back is followed as the rest."""
    horloge_au(LE)
    InscriptionFactory(
        organisme=organisme,
        etat=EtatInscription(etat),
        deposee_le=date(2026, 10, 2) if signalee else None,
        acceptee_le=None,
        acceptee_par=None,
        entree_formation=date(2026, 10, 1) if signalee else LE - timedelta(days=22),
        fin_formation=LE if signalee else LE + timedelta(days=90),
    )
    EtapeRelance.objects.all().delete()
    EtapeRelance.objects.create(qui="organisme", jours=0)
    EtapeRelance.objects.create(qui="responsable", jours=0)
    tour = lire_tour(LE, ParametresCentre())
    attendus = [organisme.courriel, *([responsable.email] if signalee else [])]
    dites = [ligne.destinataire for ligne in expliquer(toutes_les_echeances(LE), tour) if ligne.part]
    assert dites == attendus
    assert connecte(agent).get("/relances/").context["a_envoyer"].paginator.count == signalee
    relancer(le=LE, a=A)
    assert sorted(Relance.objects.values_list("destinataire", flat=True)) == sorted(attendus)


@pytest.mark.django_db
def test_d_une_tournee_faite_la_commande_ne_dit_plus_rien_d_envoye(organisme, echeance):
    """What is due since is the next round's."""
    call_command("relances", "--date", LE.isoformat(), stdout=StringIO())
    Relance.objects.all().delete()  # as if it were due since
    for options in ((), ("--simulation",)):
        sortie = StringIO()
        call_command("relances", "--date", LE.isoformat(), *options, stdout=sortie)
        premiere, *_, dit, bilan = sortie.getvalue().splitlines()
        assert premiere.endswith(
            "(l’organisme) : pas envoyée, la tournée de ce jour est déjà faite : étape J-7, il reste 6 jours"
        )
        assert (dit, bilan.rpartition(" : ")[2]) == ("20/11/2026 : cette tournée est déjà faite.", "0.")
    assert Relance.objects.count() == 0


@pytest.mark.django_db
@pytest.mark.parametrize(("nombre", "pages"), [(25, 1), (26, 2)])
def test_la_prochaine_tournee_se_lit_par_vingt_cinq_echeances(
    nombre, pages, echeance, agent, connecte, monkeypatch, horloge_au
):
    horloge_au(LE)
    toutes = [replace(echeance, cle=f"{echeance.cle}:{rang}") for rang in range(nombre)]
    monkeypatch.setattr("certif_portal.portail.queries.echeance.SOURCES", (lambda le, centre=None: toutes,))
    lue = connecte(agent).get("/relances/").context
    assert (lue["a_envoyer"].paginator.count, lue["a_envoyer"].paginator.num_pages) == (nombre, pages)
    assert len(lue["lignes"]) == 2 * 25
    suite = connecte(agent).get("/relances/?a_envoyer=2").context["lignes"]
    assert len(suite) == (2 if pages == 2 else 50)
