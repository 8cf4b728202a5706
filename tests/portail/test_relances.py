"""Reminders: once for each (deadline, step, addressee), whatever runs and however often."""

import threading
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
from certif_portal.portail.models import Relance
from certif_portal.portail.queries.echeance import a_relancer, toutes_les_echeances
from certif_portal.portail.regles import RELANCE_ETAPES
from certif_portal.portail.services.relance import relancer, relances_a_venir
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
            )
        ]

    Inscription.objects.update(tout_acquis=True)  # no livret of its own is due
    monkeypatch.setattr("certif_portal.portail.queries.echeance.SOURCES", (source,))
    return source(LE)[0]


@pytest.mark.django_db
def test_une_relance_par_destinataire_avec_son_courriel_et_sa_phrase(echeance, inscription):
    lignes = relancer(le=LE, a=A)
    assert [(ligne.destinataire, ligne.etape, ligne.envoyee) for ligne in lignes] == [
        ("of@exemple.fr", "J-7", True),
        ("autre@exemple.fr", "J-7", True),
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
    assert Relance.objects.filter(courriel__isnull=False).count() == 2


@pytest.mark.django_db
def test_une_seconde_execution_n_envoie_rien_et_dit_pourquoi(echeance):
    relancer(le=LE, a=A)
    lignes = relancer(le=LE + timedelta(days=1), a=A)
    assert [ligne.envoyee for ligne in lignes] == [False, False]
    assert lignes[0].raison == "pas envoyée : déjà partie à l’étape J-7, le 20/11/2026"
    assert Courriel.objects.count() == 2


@pytest.mark.django_db
def test_chaque_etape_part_une_fois_jusqu_au_retard(echeance):
    for reste in range(20, -10, -1):
        relancer(le=echeance.date_limite - timedelta(days=reste), a=A)
    etapes = Relance.objects.filter(destinataire="of@exemple.fr").order_by("pk").values_list("etape", flat=True)
    assert list(etapes) == ["J-15", "J-7", "J-1", "retard"]
    assert Courriel.objects.count() == 8


@pytest.mark.django_db
def test_la_simulation_n_ecrit_rien(echeance):
    lignes = relancer(le=LE, a=A, simulation=True)
    assert lignes[0].raison == "partirait : étape J-7, il reste 6 jours"
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
        "26/11/2026  Livret de suivi attendu — O’BRIEN Zoé → of@exemple.fr : partirait : étape J-7, il reste 6 jours"
    )
    assert lignes[-1] == "20/11/2026 : lignes : 2 ; relances à envoyer (simulation) : 2."
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
            resultats.append(sum(ligne.envoyee for ligne in relancer(le=LE, a=A)))
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
    [envoyee] = [ligne for ligne in relancer(le=LE, a=A) if ligne.envoyee]
    assert (envoyee.destinataire, envoyee.etape) == ("anne.prigent@exemple.fr", "J-7")
    courriel = Relance.objects.get().courriel
    assert (courriel.destinataire, courriel.confidentiel) == ("anne.prigent@exemple.fr", True)
    assert "/avis/" in courriel.texte
    ancien.refresh_from_db()
    assert ancien.revoque_le == A
    assert avis.liens.filter(revoque_le__isnull=True).count() == 1
    assert sum(ligne.envoyee for ligne in relancer(le=LE, a=A)) == 0


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
    envoyees = [ligne for ligne in relancer(le=le, a=A) if ligne.envoyee]
    assert [(ligne.echeance.dossier_id, ligne.destinataire) for ligne in envoyees] == [(nc.pk, scene.of.email)]
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
    assert "enquêtes d’insertion envoyées : 1." in sortie.getvalue()
    assert Courriel.objects.filter(acte="enquete_insertion").count() == 1


@pytest.mark.django_db
def test_un_candidat_seul_est_relance_par_son_propre_lien():
    """RAPPORT-DELAI: nobody else can deposit the report of somebody without OF, who has no account."""
    inscription = InscriptionFactory(organisme=None, date_evaluation_prevue=LE + timedelta(days=22))
    RapportActivites.objects.create(inscription=inscription, demande_le=A)
    relancer(le=LE, a=A)
    [courriel] = Courriel.objects.filter(destinataire=inscription.candidat.courriel)
    assert courriel.acte == "rapport_demande"
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
@pytest.mark.parametrize("reste", [-400, -1, 0, 1, 2, 7, 8, 15, 16])
def test_la_page_liste_ce_que_la_tache_envoie(inscription, responsable, connecte, horloge_au, reste):
    """RELANCE-ETAPES: the step reached is told by SQL on the page and by the rule in the task; the two agree."""
    Inscription.objects.update(tout_acquis=True)  # no livret is due
    AvisEntreprise.objects.create(inscription=inscription, demande_le=A)
    Presentation.objects.create(
        jury=JuryFactory(date=LE + timedelta(days=15 + reste)), inscription=inscription, code="K7", ordre=1
    )
    horloge_au(LE)
    listees = [(e.cle, d) for e in a_relancer(LE, ParametresCentre()) for d in e.destinataires]
    assert (
        a_relancer(LE, ParametresCentre()).count()
        == len(listees)
        == len(relances_a_venir(a_relancer(LE, ParametresCentre()), le=LE, centre=ParametresCentre()))
    )
    envoyees = [(ligne.echeance.cle, ligne.destinataire) for ligne in relancer(le=LE, a=A) if ligne.envoyee]
    assert listees == envoyees
    assert bool(listees) == (-15 <= reste <= 15)
    assert list(a_relancer(LE, ParametresCentre())) == []
