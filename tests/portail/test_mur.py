"""The second wall: with the first one open, a page still reads nothing of another; with both, it reads what it read.

PARCOURS_ENTIERS=1 (`dev.py epreuves parcours mur`) sends every form that it stands before.
"""

import random

import lxml.html
import pytest
from django.db import DataError, IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from candidats.models import Candidat, Inscription
from candidats.models.inscription import InscriptionQuerySet
from certif_portal.commun import horloge
from certif_portal.commun.actes import acte
from certif_portal.commun.droits_base import ROLE_MUR, accorder_droits, creer_les_roles_du_mur
from certif_portal.commun.erreurs import ErreurMetier
from certif_portal.commun.liens import empreinte_jeton
from certif_portal.portail import mur as module
from certif_portal.portail.mur import derriere_le_mur, mur_pose, perimetres, poser_le_mur
from evaluations.models import AvisEntreprise, Grille, LienAvis, MembreCommission, OperationRecue, Passage
from evaluations.models.commission import CommissionQuerySet
from evaluations.services import saisie
from evaluations.services.commission import modifier_commission
from jurys.choix import College
from jurys.models import CertificatQuerySet, MembreJury, Presentation
from tests.architecture.attributions import envoyer
from tests.architecture.droits import TUTEUR, lire_table
from tests.architecture.saisies import formulaires
from tests.architecture.test_saisies import monde_entier
from tests.architecture.verbes import ecritures
from tests.environnement import PARCOURS_ENTIERS
from tests.evaluations.factories import CommissionFactory, EvaluateurFactory
from tests.evaluations.services.test_saisie import operation
from tests.evaluations.test_views_saisie import passage, poster  # noqa: F401  # a fixture
from tests.jurys.factories import JuryFactory
from tests.parcours.exploration import fuites, lu
from tests.parcours.test_etancheite import AUTRE, adresses_de, scene  # noqa: F401  # a fixture

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db, pytest.mark.timeout(600)]
SIENNES = ["/", "/inscriptions/", "/inscriptions/export.xlsx", "/certificats/", "/commissions/", "/echeances/"]


def oublier():
    """As a process that begins."""
    module._poses.clear()


@pytest.fixture
def mur(db):
    """Laid in the transaction of the test, and gone with it; the owner's session, once it took the role, is held by
    it as any other."""
    nom = f"{connection.settings_dict['NAME']}_application"
    accorder_droits(connection, nom=nom, mot_de_passe="un-mot-de-passe")
    connection.cursor().execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")  # of what was written
    poser_le_mur(connection, [nom])
    oublier()
    yield
    oublier()


def texte(reponse) -> tuple[int, str]:
    """What a page says, what is drawn at each answer left out."""
    if "html" not in reponse.headers.get("Content-Type", "") or not reponse.content:
        return reponse.status_code, ""
    [page] = lxml.html.fromstring(reponse.content.decode()).xpath("//main") or [None]
    return reponse.status_code, " ".join(page.text_content().split()) if page is not None else ""


def differences(client, adresses, monkeypatch) -> list[str]:
    """The pages that do not say behind the wall what they say without it."""
    derriere = {adresse: texte(client.get(adresse)) for adresse in adresses}
    with monkeypatch.context() as temps:
        temps.setattr("certif_portal.portail.middleware.mur_pose", lambda alias: False)
        devant = {adresse: texte(client.get(adresse)) for adresse in adresses}
    return [
        f"{adresse} : {devant[adresse]} / {derriere[adresse]}"
        for adresse in adresses
        if devant[adresse] != derriere[adresse]
    ]


def test_un_organisme_lit_les_memes_pages_et_rien_de_l_autre_si_un_filtre_manque(mur, scene, connecte, monkeypatch):  # noqa: F811
    nous, eux, _ = scene
    client = connecte(nous.membre)
    assert differences(client, SIENNES + [f"/inscriptions/{nous.acceptee.pk}/"], monkeypatch) == []
    for lignes in (InscriptionQuerySet, CommissionQuerySet, CertificatQuerySet):
        monkeypatch.setattr(lignes, "visibles_par", lambda self, personne: self)
    leurs = [*SIENNES, *(f"/inscriptions/{dossier.pk}/" for dossier in (eux.acceptee, eux.deposee, eux.vae))]
    assert fuites({adresse: lu(client.get(adresse)) for adresse in leurs}, AUTRE) == []
    monkeypatch.setattr("certif_portal.portail.middleware.mur_pose", lambda alias: False)
    assert len(fuites({adresse: lu(client.get(adresse)) for adresse in leurs}, AUTRE)) >= 5  # negative control


def test_un_evaluateur_et_un_jure_aussi(mur, scene, connecte, jure, monkeypatch):  # noqa: F811
    nous, _, _ = scene
    seul, commission = EvaluateurFactory(), CommissionFactory(date=horloge.aujourdhui())
    MembreCommission.objects.create(commission=commission, evaluateur=seul)
    nous.vae.passages.update(commission=commission)
    jury = JuryFactory(date=horloge.aujourdhui())
    Presentation.objects.create(jury=jury, inscription=nous.vae, code="K9", ordre=1)
    MembreJury.objects.create(
        jury=jury, nom="Tanguy", prenom="Nolwenn", college=College.PATRONAL, courriel="n@exemple.fr", utilisateur=jure
    )
    for personne, page in ((seul.utilisateur, f"/commissions/{commission.pk}/"), (jure, f"/jurys/{jury.pk}/")):
        assert differences(connecte(personne), ["/", page], monkeypatch) == []
        with derriere_le_mur(connection, personne=personne.pk):
            assert [dossier.pk for dossier in Inscription.objects.all()] == [nous.vae.pk]
            assert [grille.inscription_id for grille in Grille.objects.all()] == [nous.vae.pk]
    assert Grille.objects.count() == 4  # given back


def test_un_lien_de_tuteur_ne_lit_que_son_dossier(mur, scene, client):  # noqa: F811
    nous, _, _ = scene
    lien = LienAvis.objects.get(avis__inscription=nous.acceptee)
    LienAvis.objects.filter(pk=lien.pk).update(jeton_sha256=empreinte_jeton("un-jeton"))
    assert AvisEntreprise.objects.count() == 2
    with derriere_le_mur(connection, personne=None, jeton=empreinte_jeton("un-jeton")):
        assert [avis.inscription_id for avis in AvisEntreprise.objects.all()] == [nous.acceptee.pk]
        assert Candidat.objects.get() == nous.acceptee.candidat
    with derriere_le_mur(connection, personne=None, jeton=empreinte_jeton("un-autre")):
        assert not AvisEntreprise.objects.exists()
    assert AvisEntreprise.objects.count() == 2  # given back
    page = client.get("/avis/un-jeton/")
    assert page.status_code == 410  # found, and already answered
    assert AUTRE not in lu(page)


RESTREINTS, GRAINE = ("of", "evaluateur", "jure", "president", TUTEUR), 9


def test_tout_formulaire_envoye_se_recoit_de_meme_derriere_le_mur(mur, monkeypatch):
    """Each form that they are shown, filled and sent: the same answer, the same writings, with it and without. In the
    suite, those of a page in two, drawn."""
    monde, table = monde_entier(), lire_table()
    leurs = sorted(nom for nom, ligne in table.items() if 200 in {ligne["attendus"][role] for role in RESTREINTS})
    pages = leurs if PARCOURS_ENTIERS else random.Random(GRAINE).sample(leurs, len(leurs) // 2)  # noqa: S311
    choisis = formulaires(monde, *pages, ordre=RESTREINTS)
    assert len(choisis) > (40 if PARCOURS_ENTIERS else 15)
    fautes, ecrits = [], 0
    for form in choisis:
        derriere = envoyer(monde, form, form.saisi, {})
        with monkeypatch.context() as temps:
            temps.setattr("certif_portal.portail.middleware.mur_pose", lambda alias: False)
            devant = envoyer(monde, form, form.saisi, {})
        ecrits += bool(devant[1])
        if derriere != devant:
            fautes.append(f"{form} : {devant} / {derriere}")
    assert ecrits > (15 if PARCOURS_ENTIERS else 5)
    assert fautes == []


def test_ce_qu_un_organisme_envoie_n_atteint_rien_de_l_autre_si_un_filtre_manque(mur, scene, connecte, monkeypatch):  # noqa: F811
    """Every address that names an object of theirs, sent to: not found, nothing written, whatever the view forgot."""
    nous, eux, _ = scene
    client = connecte(nous.membre)
    client.raise_request_exception = False
    for lignes in (InscriptionQuerySet, CommissionQuerySet, CertificatQuerySet):
        monkeypatch.setattr(lignes, "visibles_par", lambda self, personne: self)
    leurs = [
        adresse
        for _, adresse in adresses_de(eux)
        if any(f"/{nom}/" in f"{adresse}/" for nom in ("inscriptions", "commissions", "certificats"))
    ]
    assert len(leurs) > 30

    def atteintes() -> list[str]:
        trouvees = []
        for adresse in leurs:
            with transaction.atomic(), ecritures() as tables:
                reponse = client.post(adresse, {})
                transaction.set_rollback(True)
            if tables or reponse.status_code not in (403, 404, 405) or AUTRE in lu(reponse):
                trouvees.append(f"{adresse} : {reponse.status_code} {sorted(set(tables))}")
        return trouvees

    assert atteintes() == []
    monkeypatch.setattr("certif_portal.portail.middleware.mur_pose", lambda alias: False)
    assert len(atteintes()) >= 10  # negative control


def test_un_acte_passe_devant_et_l_on_revient_derriere(mur, scene):  # noqa: F811
    """Whatever became of it: done, refused, played by another, its connection broken."""
    nous, eux, _ = scene

    @acte
    def compter(suite=lambda: None) -> int:
        suite()
        return Inscription.objects.count()

    @acte
    def par_un_autre() -> int:
        return compter() + Inscription.objects.count()

    def refuser():
        raise ErreurMetier("Non.")

    toutes = Inscription.objects.count()
    with derriere_le_mur(connection, personne=nous.membre.pk):
        siennes = Inscription.objects.count()
        assert siennes < toutes
        assert (compter(), Inscription.objects.count()) == (toutes, siennes)
        assert (par_un_autre(), Inscription.objects.count()) == (2 * toutes, siennes)
        with pytest.raises(ErreurMetier):
            compter(refuser)
        assert Inscription.objects.count() == siennes
        with pytest.raises(DataError):
            compter(lambda: connection.cursor().execute("SELECT 1 / 0"))
        assert Inscription.objects.count() == siennes
        assert not Inscription.objects.filter(pk=eux.acceptee.pk).exists()
    assert Inscription.objects.count() == compter() == toutes


def test_un_lot_deja_recu_de_qui_ne_siege_plus_a_la_meme_reponse(
    mur,
    connecte,
    agent,
    evaluateur,
    autre_evaluateur,
    passage,  # noqa: F811
    monkeypatch,
):
    """The answer was lost, its author was taken off the sitting, the tablet sends again: the base refuses the id of an
    operation that they see no more."""
    client, envoi = connecte(evaluateur.utilisateur), operation(passage, sorte="note")
    [premiere] = poster(client, envoi).json()["resultats"]
    modifier_commission(
        commission=passage.commission,
        evaluateurs=[autre_evaluateur, EvaluateurFactory()],
        preside=None,
        date=passage.commission.date,
        heure=None,
        lieu=passage.commission.lieu,
        adresse="",
        par=agent,
        a=horloge.maintenant(),
    )
    with derriere_le_mur(connection, personne=evaluateur.utilisateur.pk):
        assert not OperationRecue.objects.exists()
    assert premiere["statut"] == "appliquee"
    assert poster(client, envoi).json()["resultats"] == [premiere | {"statut": "rejouee"}]
    assert OperationRecue.objects.count() == 1
    monkeypatch.setattr(saisie, "_deja_recues", saisie._deja_recues.__wrapped__)
    with pytest.raises(IntegrityError):  # negative control: looked for from behind the wall
        poster(client, envoi)


@pytest.mark.django_db(transaction=True)
def test_une_connexion_qui_ne_revient_pas_derriere_est_fermee():
    """And opened again, behind it."""
    with connection.cursor() as curseur:
        creer_les_roles_du_mur(curseur)
    with derriere_le_mur(connection, personne=None):
        with module.au_large():
            connection.connection.close()
        assert connection.connection is None
        with connection.cursor() as curseur:
            curseur.execute("SELECT current_user")
            assert curseur.fetchone() == (ROLE_MUR,)
    with connection.cursor() as curseur:
        curseur.execute("SELECT current_user")
        assert curseur.fetchone() != (ROLE_MUR,)


def test_toute_table_d_un_dossier_est_derriere_le_mur(mur):
    """What refers to a registration or a person, even by another table; and what is laid is enabled."""
    murs = perimetres()
    for modele in (Passage, LienAvis, MembreCommission, MembreJury):
        assert (modele in murs) is (modele is not MembreJury)
    assert len(murs) > 60
    with connection.cursor() as curseur:
        curseur.execute("SELECT relname FROM pg_class WHERE relrowsecurity")
        assert {nom for (nom,) in curseur.fetchall()} == {modele._meta.db_table for modele in murs}


@pytest.mark.parametrize(
    "geste",
    ["ALTER TABLE evaluations_grille DISABLE ROW LEVEL SECURITY", "DROP POLICY mur_lecture ON evaluations_grille"],
)
def test_pose_de_nouveau_il_se_referme(mur, geste):
    """Else it is left as it is: no table is locked twice."""
    nom = f"{connection.settings_dict['NAME']}_application"

    def gestes() -> list[str]:
        with CaptureQueriesContext(connection) as lues:
            poser_le_mur(connection, [nom])
        return [lue["sql"] for lue in lues if "POLICY" in lue["sql"] or "ROW LEVEL" in lue["sql"]]

    assert gestes() == []
    with connection.cursor() as curseur:
        curseur.execute(geste)
    [refait] = gestes()  # that table, and no other
    assert 'ALTER TABLE "evaluations_grille" ENABLE ROW LEVEL SECURITY' in refait
    assert gestes() == []


def test_un_processus_d_avant_le_mur_le_prend_et_son_absence_se_dit(db, settings, caplog):
    settings.LOCAL = False
    oublier()
    assert [mur_pose("default"), mur_pose("default")] == [False, False]
    assert [ligne.getMessage() for ligne in caplog.records if ligne.name == module.__name__] == [
        "Second mur absent de la base : lancez « manage.py accorder_droits »."
    ]
    nom = f"{connection.settings_dict['NAME']}_application"
    accorder_droits(connection, nom=nom, mot_de_passe="un-mot-de-passe")
    poser_le_mur(connection, [nom])
    assert mur_pose("default")  # the same process
    oublier()
