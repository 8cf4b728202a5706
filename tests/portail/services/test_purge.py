"""What a purge takes and leaves, who approves it, what a cut does to it, and its proof."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.db.models import Min
from django.utils import timezone

from candidats.models import Amenagement, Candidat, Formateur, Inscription
from certif_portal.centre.models import ParametresCentre
from certif_portal.commun import horloge
from certif_portal.commun.chaine import preparer_maillon, verifier
from certif_portal.commun.declencheurs import purge_permise
from certif_portal.commun.erreurs import ErreurMetier, FichierRefuse, RegleNonRespectee
from certif_portal.commun.fichiers import octets_de_l_acte
from certif_portal.commun.models import ContenuFichier, Courriel, EntreeJournal
from certif_portal.commun.passages import taches_de_beat
from certif_portal.commun.tasks import noter_echec, noter_reussite
from certif_portal.comptes.choix import Role
from certif_portal.portail import tasks
from certif_portal.portail.services import purge as services
from certif_portal.portail.services.gel import geler_dossier, lever_gel
from certif_portal.portail.services.purge import (
    approuver_purge,
    ecarter_purge,
    etablir_purge,
    executer_purge,
    prevoir,
    prouver,
    purges_a_reprendre,
)
from evaluations.models import Appreciation, AvisEntreprise
from jurys.choix_conservation import EtatPurge
from jurys.models import Certificat, Effacement, LignePurge, Purge
from tests.comptes.factories import creer_personne
from tests.jurys.factories import JOUR_JURY, dossier_pret, jury_clos, jury_edite
from tests.scelles import refuse

pytestmark = pytest.mark.django_db
EN_COMMUN = ("jury_seul",)
A = datetime(2090, 1, 1, 3, tzinfo=UTC)


@pytest.fixture
def jury(agent, referentiel):
    return jury_edite(
        dossier_pret(referentiel=referentiel),
        non_admis=(dossier_pret(referentiel=referentiel, non_maitrisees=(1,)),),
        par=agent,
    )


@pytest.fixture
def jury_seul(agent, referentiel):
    """Without its papers, which most tests do not read."""
    return jury_clos(
        dossier_pret(referentiel=referentiel),
        non_admis=(dossier_pret(referentiel=referentiel, non_maitrisees=(1,)),),
        par=agent,
    )


def maintenant():
    return A


def purger(le, responsable):
    purge = etablir_purge(le=le, a=A)
    if purge.etat == EtatPurge.A_APPROUVER:
        approuver_purge(purge=purge, par=responsable, a=A)
    executer_purge(purge.pk, a=maintenant)
    return Purge.objects.get(pk=purge.pk)


def dues(le, *codes):
    """What is due that day of these things."""
    return {p.cible.code: p.nombre for p in prevoir(le) if p.cible.code in codes and p.nombre}


def nuits(le, responsable):
    """What depends on what went is listed the night after: nothing goes that was not listed."""
    purges = []
    while any(p.nombre for p in prevoir(le)):
        purges.append(purger(le, responsable))
    return purges


def test_au_bout_de_tout_plus_rien_ne_nomme_personne(jury, responsable):
    preparer_maillon(jour=date(2026, 12, 9), a=A).save()
    noms = list(Candidat.objects.values_list("nom_naissance", flat=True))
    purges = nuits(date(2090, 1, 1), responsable)
    assert {purge.etat for purge in purges} == {EtatPurge.FINIE}
    assert set(Candidat.objects.values_list("nom_naissance", "prenom", "courriel")) == {("Effacé", "", "")}
    assert set(Certificat.objects.values_list("nom", "prenoms")) == {("", "")}
    assert not Appreciation.objects.exists()
    assert not ContenuFichier.objects.exclude(octets=b"").exists()
    dites = " ".join(EntreeJournal.objects.values_list("phrase", flat=True))
    assert [nom for nom in noms if nom in dites] == []
    assert verifier().ecart == ""
    assert etablir_purge(le=date(2090, 1, 1), a=A) is None
    with pytest.raises(FichierRefuse, match="effacé au terme de sa conservation"):
        octets_de_l_acte(Certificat.objects.first().document)


def test_chaque_chose_a_son_jour(jury_seul, responsable):
    """PREPARATION, then two years of a failure or five of a partial one: neither the day before."""
    _, refusee = Inscription.objects.order_by("pk")
    papiers = date(2027, 8, 8)  # two months to send the file to the GTP, six of recourse
    assert dues(papiers, "preparation", "appreciation") == {}
    lendemain = papiers + timedelta(days=1)
    assert dues(lendemain, "preparation", "appreciation") == {"preparation": 2, "appreciation": 1}
    purger(lendemain, responsable)
    assert not AvisEntreprise.objects.exists()
    assert set(Appreciation.objects.values_list("grille__inscription", flat=True)) == {refusee.pk}
    partiel = date(2031, 12, 8)
    assert refusee.acquis.exists()
    assert dues(partiel, "appreciation") == {}
    assert dues(partiel + timedelta(days=1), "appreciation") == {"appreciation": 1}
    assert dues(date(2068, 12, 8), "certificat") == {}
    assert dues(date(2068, 12, 9), "certificat") == {"certificat": Certificat.objects.count()}


def test_un_dossier_envoye_compte_de_son_envoi(jury_seul):
    jury_seul.transmis_gtp_le = date(2026, 12, 20)
    jury_seul.save(update_fields=["transmis_gtp_le"])
    assert dues(date(2027, 6, 20), "preparation") == {}
    assert dues(date(2027, 6, 21), "preparation") == {"preparation": 2}


def test_un_gel_garde_le_dossier_la_personne_et_le_jury(jury_seul, responsable, instant):
    """CONSERVATION-GEL."""
    gelee = Inscription.objects.first()
    geler_dossier(inscription=gelee, motif="Recours.", par=responsable, a=instant)
    nuits(date(2090, 1, 1), responsable)
    gelee = Inscription.objects.select_related("candidat").get(pk=gelee.pk)
    assert gelee.candidat.nom_naissance != "Effacé"
    assert gelee.avis.nom == "Anne Prigent"
    assert not Effacement.objects.filter(cible="jury").exists()
    assert Candidat.objects.exclude(pk=gelee.candidat_id).get().nom_naissance == "Effacé"
    lever_gel(inscription=gelee, par=responsable, a=instant)
    nuits(date(2090, 1, 1), responsable)
    assert {nom for (nom,) in Candidat.objects.values_list("nom_naissance")} == {"Effacé"}


def test_une_petite_purge_part_seule_une_grande_attend(inscription, instant, responsable):
    """PURGE-SECONDE-PERSONNE."""
    Inscription.objects.filter(pk=inscription.pk).update(etat="abandonnee", abandonnee_le=date(2026, 1, 1))
    le = date(2026, 11, 20)
    assert etablir_purge(le=le, a=instant).etat == EtatPurge.EN_COURS
    assert etablir_purge(le=le, a=instant) is None  # the night waits for the next one
    with pytest.raises(ErreurMetier, match="en cours"):
        etablir_purge(le=le, a=instant, par=responsable)
    Purge.objects.update(etat=EtatPurge.ECARTEE)
    ParametresCentre.objects.update_or_create(pk=1, defaults={"purge_seuil": 0})
    grande = etablir_purge(le=le, a=instant)
    assert grande.etat == EtatPurge.A_APPROUVER
    assert executer_purge(grande.pk, a=maintenant) == 0
    encore = etablir_purge(le=le, a=instant)  # made again from the facts of the day
    assert set(Purge.objects.values_list("etat", flat=True)) == {"ecartee", "a_approuver"}
    ecarter_purge(purge=encore, par=responsable, a=instant)
    assert not Effacement.objects.exists()


def test_qui_l_a_demandee_ne_l_approuve_pas(inscription, instant, responsable):
    """PURGE-SECONDE-PERSONNE."""
    Inscription.objects.filter(pk=inscription.pk).update(etat="abandonnee", abandonnee_le=date(2026, 1, 1))
    purge = etablir_purge(le=date(2026, 11, 20), a=instant, par=responsable)
    with pytest.raises(RegleNonRespectee, match="quelqu’un d’autre"):
        approuver_purge(purge=purge, par=responsable, a=instant)
    autre = creer_personne(Role.RESPONSABLE)
    assert approuver_purge(purge=purge, par=autre, a=instant).operateur == str(autre)


def test_une_coupure_se_reprend_sans_rien_compter_deux_fois(referentiel, instant, responsable, monkeypatch):
    """Cut in the middle of a batch: that batch is undone, the ones before stay; taken up again, the counts are those
    of a purge that nothing cut."""
    for _ in range(3):
        inscription = dossier_pret(referentiel=referentiel)
        Inscription.objects.filter(pk=inscription.pk).update(etat="abandonnee", abandonnee_le=date(2026, 1, 1))
    monkeypatch.setattr(services, "PAR_CODE", {c: _d_une(cible) for c, cible in services.PAR_CODE.items()})
    purge = etablir_purge(le=date(2026, 11, 20), a=instant)
    if purge.etat == EtatPurge.A_APPROUVER:
        approuver_purge(purge=purge, par=responsable, a=instant)
    lots = []

    def couper(faites):
        lots.append(faites)
        if len(lots) == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        executer_purge(purge.pk, a=maintenant, avancer=couper)
    assert list(purges_a_reprendre()) == [purge.pk]
    assert sum(LignePurge.objects.values_list("faites", flat=True)) == 2
    assert tasks.reprendre_purges() > 0
    ligne = LignePurge.objects.get(cible="preparation")
    assert (ligne.prevues, ligne.faites) == (3, 3)
    cles = list(Effacement.objects.filter(cible="preparation").order_by("cle").values_list("cle", flat=True))
    preuve = ""
    for cle in cles:
        preuve = prouver(preuve, "preparation", [cle])
    assert ligne.preuve == preuve != prouver("", "preparation", cles)
    assert executer_purge(purge.pk, a=maintenant) == 0
    assert list(purges_a_reprendre()) == []


def test_deux_tours_a_la_fois_ne_finissent_qu_une_fois(referentiel, instant, responsable, monkeypatch):
    for _ in range(2):
        inscription = dossier_pret(referentiel=referentiel)
        Inscription.objects.filter(pk=inscription.pk).update(etat="abandonnee", abandonnee_le=date(2026, 1, 1))
    monkeypatch.setattr(services, "PAR_CODE", {c: _d_une(cible) for c, cible in services.PAR_CODE.items()})
    purge = etablir_purge(le=date(2026, 11, 20), a=instant, par=responsable)
    approuver_purge(purge=purge, par=creer_personne(Role.RESPONSABLE), a=instant)
    reste = []
    faites = executer_purge(
        purge.pk, a=maintenant, avancer=lambda _: reste.append(executer_purge(purge.pk, a=maintenant))
    )
    assert faites == 1
    assert faites + sum(reste) == sum(LignePurge.objects.values_list("faites", flat=True))
    assert LignePurge.objects.get(cible="preparation").faites == 2
    assert EntreeJournal.objects.filter(acte="purge-finie").count() == 1


def _d_une(cible):
    return replace(cible, pas=1)


def test_qui_approuve_apprend_la_nuit_meme_qu_une_purge_attend(jury_seul, responsable):
    """Once: the list is made again every night, and its reminders are those of any due date."""
    autre = creer_personne(Role.RESPONSABLE)
    for _ in range(2):
        etablir_purge(le=date(2090, 1, 1), a=A)
    recus = Courriel.objects.filter(acte="purge_attendue")
    assert sorted(recus.values_list("destinataire", flat=True)) == sorted([responsable.email, autre.email])
    purge = Purge.objects.get(etat=EtatPurge.A_APPROUVER)
    assert purge.get_absolute_url().rpartition("/")[0].rpartition("/")[0] in recus[0].texte
    recus.delete()
    etablir_purge(le=date(2090, 1, 1), a=A, par=responsable)  # asked for by one: the other is told
    assert list(recus.all().values_list("destinataire", flat=True)) == [autre.email]


def test_une_liste_attend_depuis_la_premiere_que_personne_n_a_ecartee(jury_seul, responsable):
    """PURGE-ATTENTE, PURGE-SECONDE-PERSONNE: not from the day since which the rows were kept, five years before; made
    again, it waits since the same day, asked by somebody or by the night; put aside, it starts again."""
    le = date(2090, 1, 1)
    purge = etablir_purge(le=le, a=A)
    assert purge.lignes.aggregate(premiere=Min("depuis"))["premiere"] < date(2027, 1, 1)
    assert "au plus tard le 31\xa0janvier\xa02090" in Courriel.objects.get(acte="purge_attendue").texte
    for jours, par in ((1, None), (12, responsable), (40, None)):
        assert etablir_purge(le=le + timedelta(days=jours), a=A, par=par).attend_depuis == le
    for attendue in Purge.objects.filter(etat=EtatPurge.A_APPROUVER):
        ecarter_purge(purge=attendue, par=responsable, a=A)
    assert etablir_purge(le=le + timedelta(days=41), a=A).attend_depuis == le + timedelta(days=41)


def test_ce_qui_part_seul_n_ecrit_a_personne(inscription, responsable, instant):
    Formateur.objects.create(inscription=inscription, nom="Petit")
    Inscription.objects.filter(pk=inscription.pk).update(etat="abandonnee", abandonnee_le=date(2019, 1, 1))
    assert etablir_purge(le=date(2026, 11, 20), a=instant).etat == EtatPurge.EN_COURS
    assert not Courriel.objects.filter(acte="purge_attendue").exists()


def test_une_purge_qui_echoue_alarme_au_passage_suivant(inscription, responsable, instant, monkeypatch):
    """P3: taken up every ten minutes, it fails there too; the health of the portal writes to each responsable, once,
    until a turn ends well. A purge that somebody approved is taken up the same way."""
    Formateur.objects.create(inscription=inscription, nom="Petit")
    Inscription.objects.filter(pk=inscription.pk).update(etat="abandonnee", abandonnee_le=date(2019, 1, 1))
    purge = etablir_purge(le=date(2026, 11, 20), a=instant, par=responsable)
    approuver_purge(purge=purge, par=creer_personne(Role.RESPONSABLE), a=instant)

    def tour():
        """As the worker's signals end it."""
        tache = tasks.reprendre_purges
        tache.push_request(is_eager=False)
        try:
            tasks.reprendre_purges.run()
        except ZeroDivisionError as erreur:
            noter_echec(tache, erreur)
        else:
            noter_reussite(tache)
        finally:
            tache.pop_request()

    assert tasks.surveiller() == 0
    with monkeypatch.context() as cassee:
        cassee.setattr(services, "prouver", lambda *_: 1 / 0)
        tour()
    assert (tasks.surveiller(), tasks.surveiller()) == (1, 0)
    [dite, _] = Courriel.objects.filter(acte="alarme_sante").values_list("texte", flat=True)
    assert "le dernier tour de certif_portal.portail.tasks.reprendre_purges a échoué" in dite
    tour()
    assert (tasks.surveiller(), Purge.objects.get().etat) == (0, EtatPurge.FINIE)
    assert taches_de_beat()["certif_portal.portail.tasks.reprendre_purges"] <= timedelta(days=1).total_seconds()


def test_un_lot_qui_echoue_ne_laisse_rien(inscription, instant, monkeypatch):
    """Negative control of the batch: emptied, then broken, it is as it was."""
    Formateur.objects.create(inscription=inscription, nom="Petit")
    Inscription.objects.filter(pk=inscription.pk).update(etat="abandonnee", abandonnee_le=date(2019, 1, 1))
    purge = etablir_purge(le=date(2026, 11, 20), a=instant)
    Purge.objects.update(etat=EtatPurge.EN_COURS)
    monkeypatch.setattr(services, "prouver", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        executer_purge(purge.pk, a=maintenant)
    assert Formateur.objects.exists()
    assert not Effacement.objects.exists()


def test_la_preuve_ne_nomme_personne_et_ne_change_plus(jury_seul, responsable):
    purge = purger(date(2090, 1, 1), responsable)
    dites = [
        str(valeur)
        for ligne in LignePurge.objects.values_list("regle", "cible", "prevues", "faites", "depuis", "preuve")
        for valeur in ligne
    ]
    assert not any("Brien" in dite for dite in dites)
    assert sum(ligne.faites for ligne in purge.lignes.all()) >= sum(ligne.prevues for ligne in purge.lignes.all())
    assert refuse("UPDATE jurys_lignepurge SET faites = faites + 1")
    assert refuse("DELETE FROM jurys_effacement")


@pytest.mark.postgresql
def test_sans_la_purge_rien_de_scelle_ne_se_vide(jury_seul):
    """Negative control of the seals: the same sentence passes under the setting of the purge, and only to empty."""
    vider = "UPDATE jurys_certificat SET nom = ''"
    assert refuse(vider)
    with transaction.atomic(), purge_permise(connection):
        assert not refuse(vider)
        assert refuse("UPDATE jurys_certificat SET nom = 'Autre'")
        assert refuse("UPDATE jurys_certificat SET numero = 'MC 999999' WHERE rang = 1")
        assert refuse("DELETE FROM jurys_certificat")
    assert refuse(vider)


def test_un_amenagement_part_trente_jours_apres(inscription):
    Amenagement.objects.create(inscription=inscription, effet="pauses", demande_le=JOUR_JURY)
    Inscription.objects.filter(pk=inscription.pk).update(etat="abandonnee", abandonnee_le=date(2026, 10, 1))
    assert dues(date(2026, 10, 31), "amenagement") == {}
    assert dues(date(2026, 11, 1), "amenagement") == {"amenagement": 1}


def test_la_commande_simule_puis_purge(inscription, capsys):
    Inscription.objects.filter(pk=inscription.pk).update(etat="abandonnee", abandonnee_le=date(2026, 1, 1))
    call_command("purger", "--date", "2027-01-01", "--simulation")
    assert "Livrets, rapports, avis, convocations : 1 ligne" in capsys.readouterr().out
    assert not Purge.objects.exists()
    call_command("purger", "--date", horloge.aujourdhui().isoformat())
    assert "effacées" in capsys.readouterr().out
    assert Effacement.objects.filter(cible="preparation", cle=inscription.pk).exists()
    call_command("purger", "--date", "2020-01-01")
    assert "Rien n’est à effacer au 1er" in capsys.readouterr().out


@pytest.mark.parametrize(("jour", "dit"), [("hier", "n’est pas une date"), ("2090-01-01", "un jour à venir")])
def test_la_commande_refuse_un_jour_faux(jour, dit):
    with pytest.raises(CommandError, match=dit):
        call_command("purger", "--date", jour)


def test_la_nuit_purge_ce_qui_est_petit(inscription):
    Inscription.objects.filter(pk=inscription.pk).update(
        etat="abandonnee", abandonnee_le=horloge.aujourdhui() - timedelta(days=400)
    )
    assert tasks.purger_du_jour() > 0
    assert tasks.purger_du_jour() == 0
    assert Purge.objects.get().etat == EtatPurge.FINIE
    assert timezone.is_aware(Purge.objects.get().finie_le)


def test_rien_ne_part_qui_n_etait_pas_dans_la_liste(referentiel, instant, responsable):
    """What becomes due while a purge waits, or because of its first lines, waits for its own list."""
    dossiers = [dossier_pret(referentiel=referentiel) for _ in range(3)]
    abandonnees = Inscription.objects.filter(pk__in=[d.pk for d in dossiers])
    abandonnees.exclude(pk=dossiers[2].pk).update(etat="abandonnee", abandonnee_le=date(2026, 1, 1))
    purge = etablir_purge(le=date(2026, 11, 20), a=instant, par=responsable)
    abandonnees.update(etat="abandonnee", abandonnee_le=date(2026, 1, 1))
    approuver_purge(purge=purge, par=creer_personne(Role.RESPONSABLE), a=instant)
    executer_purge(purge.pk, a=maintenant)
    ligne = LignePurge.objects.get(cible="preparation")
    assert (ligne.prevues, ligne.faites) == (2, 2)
    assert dues(date(2026, 11, 20), "preparation") == {"preparation": 1}


def test_deux_purges_ne_courent_pas_ensemble(inscription, instant, responsable):
    """That of the night waits for a word while somebody else's runs: the same rows would be counted twice."""
    Inscription.objects.filter(pk=inscription.pk).update(etat="abandonnee", abandonnee_le=date(2026, 1, 1))
    ParametresCentre.objects.update_or_create(pk=1, defaults={"purge_seuil": 0})
    de_la_nuit = etablir_purge(le=date(2026, 11, 20), a=instant)
    demandee = etablir_purge(le=date(2026, 11, 20), a=instant, par=responsable)
    autre = creer_personne(Role.RESPONSABLE)
    approuver_purge(purge=demandee, par=autre, a=instant)
    with pytest.raises(ErreurMetier, match="en cours"):
        approuver_purge(purge=de_la_nuit, par=autre, a=instant)
    executer_purge(demandee.pk, a=maintenant)
    assert approuver_purge(purge=de_la_nuit, par=autre, a=instant).etat == EtatPurge.EN_COURS
    executer_purge(de_la_nuit.pk, a=maintenant)
    assert sum(de_la_nuit.lignes.values_list("faites", flat=True)) == 0
