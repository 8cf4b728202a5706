"""The round of the morning: once a day, each part alone, taken up where it was cut."""

from datetime import UTC, date, datetime, timedelta
from io import StringIO

import pytest
from dateutil.relativedelta import relativedelta
from django.core.management import CommandError, call_command
from django.urls import reverse

from certif_portal.centre.models import ParametresCentre, parametres
from certif_portal.commun import horloge
from certif_portal.commun.choix import EtatCourriel
from certif_portal.commun.echeances import Echeance
from certif_portal.commun.erreurs import ErreurMetier
from certif_portal.commun.journal import journal_de
from certif_portal.commun.models import Courriel
from certif_portal.portail.choix import NatureRelance
from certif_portal.portail.models import EtapeRelance, Relance, TourneeRelances
from certif_portal.portail.queries.relance import lire_tour
from certif_portal.portail.regles import RELANCE_ETAPES
from certif_portal.portail.services import relance, tournee
from certif_portal.portail.services.relance import relancer
from certif_portal.portail.services.tournee import faire_tournee, simuler_tournee
from jurys.echeances import CALENDRIER
from jurys.models import LignePurge, Purge
from jurys.services.suivi import refaire_tout as recalculer
from tests.candidats.factories import InscriptionFactory
from tests.portail.annee import Annee
from tests.portail.annee_du_centre import DE_L_ANNEE, AnneeDuCentre
from tests.portail.rapport_de_l_annee import clore, fautes_du_rapport, rapport_de

pytestmark = pytest.mark.django_db
LE = date(2026, 11, 20)
A = datetime(2026, 11, 20, 6, tzinfo=UTC)


def en_retard(nombre, **champs):
    """Files whose livret is late."""
    return [
        InscriptionFactory(
            entree_formation=date(2026, 1, 5),
            fin_formation=date(2026, 12, 31),
            date_evaluation_prevue=date(2026, 12, 1),
            **champs,
        )
        for _ in range(nombre)
    ]


def test_une_tournee_par_jour_quoi_qu_on_demande(organisme):
    en_retard(1, organisme=organisme)
    assert faire_tournee(le=LE, a=A).courriels == 1
    en_retard(1, organisme=organisme)
    assert faire_tournee(le=LE, a=A + timedelta(hours=1)).courriels == 0
    faite = TourneeRelances.objects.get()
    assert (faite.relances, faite.courriels, faite.finie_le, faite.pannes) == (1, 1, A, "")
    assert faire_tournee(le=LE + timedelta(days=3), a=A + timedelta(days=3)).courriels == 1
    assert Relance.objects.count() == 2


def test_une_partie_en_panne_n_arrete_pas_les_autres_et_se_dit_une_fois(organisme, responsable, monkeypatch):
    """A fault of a part is raised by a real object: the accreditation that ended cannot be told."""
    en_retard(1, organisme=organisme)

    def en_panne(**_):
        raise RuntimeError("le serveur est en panne")

    with monkeypatch.context() as pendant:
        pendant.setattr(tournee, "noter_fins", en_panne)
        assert faire_tournee(le=LE, a=A).courriels == 2
        assert faire_tournee(le=LE, a=A + timedelta(hours=1)).courriels == 0
    assert Courriel.objects.filter(acte="relance").count() == 2  # the OF, and the responsable
    alarme = Courriel.objects.get(acte="alarme_tournee")
    assert (alarme.destinataire, "Habilitations finies : RuntimeError\n" in alarme.texte) == (responsable.email, True)
    assert "le serveur est en panne" not in alarme.texte  # what a fault says may name somebody
    suivie = TourneeRelances.objects.get()
    assert suivie.finie_le is None
    assert suivie.pannes == "Habilitations finies : RuntimeError"
    faire_tournee(le=LE, a=A + timedelta(hours=2))
    suivie.refresh_from_db()
    assert (suivie.finie_le, suivie.pannes) == (A + timedelta(hours=2), "")


def test_ce_qui_empeche_une_personne_n_empeche_pas_les_autres(responsable, monkeypatch):
    fautive, *_ = en_retard(3)
    vrai = relance._brouillon

    def capricieux(destinataire, elements):
        if destinataire == fautive.organisme.courriel:
            raise ValueError("illisible")
        return vrai(destinataire, elements)

    monkeypatch.setattr(relance, "_brouillon", capricieux)
    faire_tournee(le=LE, a=A)
    ecrites = Relance.objects.filter(envoyee_le__isnull=False)
    assert ecrites.exclude(destinataire=responsable.email).count() == 2
    assert Relance.objects.filter(envoyee_le__isnull=True).get().destinataire == fautive.organisme.courriel
    suivie = TourneeRelances.objects.get()
    assert (suivie.pannes, suivie.finie_le) == ("Relances : ValueError", None)
    assert (suivie.relances, suivie.courriels) == (5, 3)  # two OF, and the responsable's three lines
    monkeypatch.undo()
    assert faire_tournee(le=LE, a=A + timedelta(hours=1)).courriels == 1
    assert Relance.objects.filter(envoyee_le__isnull=True).count() == 0


def test_deux_tournees_a_la_fois_ajoutent_ce_que_chacune_a_ecrit(organisme, monkeypatch):
    en_retard(1, organisme=organisme)
    monkeypatch.setattr(
        tournee, "noter_fins", lambda **_: TourneeRelances.objects.update(relances=5, courriels=4)
    )  # another round ends meanwhile
    assert faire_tournee(le=LE, a=A).courriels == 1
    assert TourneeRelances.objects.values_list("relances", "courriels").get() == (6, 5)


@pytest.mark.parametrize(
    ("le", "courriels"), [(date(2026, 11, 21), 0), (date(2026, 11, 22), 0), (date(2026, 11, 23), 1)]
)
def test_une_enquete_attend_un_jour_ouvre(le, courriels):
    InscriptionFactory(etat="admise", decidee_le=date(2026, 5, 21))  # six months to a Saturday
    assert faire_tournee(le=le, a=A + (le - LE)).courriels == courriels
    assert Courriel.objects.filter(acte="enquete_insertion").count() == courriels


@pytest.mark.parametrize(("jours", "faite"), [(0, True), (1, False)])
def test_un_jour_a_venir_n_est_pas_clos_d_avance(organisme, jours, faite):
    """Its round would find it done that morning, and write to nobody."""
    en_retard(1, organisme=organisme)
    le = LE + timedelta(days=jours)
    if faite:
        assert faire_tournee(le=le, a=A).courriels == 1
    else:
        with pytest.raises(ErreurMetier, match="est à venir"):
            faire_tournee(le=le, a=A)
        assert (TourneeRelances.objects.count(), Courriel.objects.count()) == (0, 0)
        assert simuler_tournee(le=le + timedelta(days=2), a=A).relances.courriels == 1
        with pytest.raises(CommandError, match="ajoutez --simulation"):
            call_command(
                "relances", "--date", (horloge.aujourdhui() + timedelta(days=1)).isoformat(), stdout=StringIO()
            )


@pytest.mark.parametrize(
    ("jours", "dit", "journal"),
    [
        (-1, "Cette échéance vous est signalée, à vous", "Échéance signalée au responsable (J-1)"),
        (1, "Ce retard dure : il vous est signalé, à vous", "Retard signalé au responsable (J+1)"),
    ],
)
def test_le_responsable_n_apprend_un_retard_que_passe_la_date(organisme, responsable, jours, dit, journal):
    """His step may be set before the date."""
    EtapeRelance.objects.all().delete()
    EtapeRelance.objects.create(qui="responsable", jours=jours)
    limite = date(2026, 11, 18)
    inscription = InscriptionFactory(
        organisme=organisme,
        entree_formation=limite,
        fin_formation=limite + timedelta(days=900),
        date_evaluation_prevue=limite + relativedelta(months=3),
    )
    faire_tournee(le=limite + timedelta(days=jours), a=A)
    [courriel] = Courriel.objects.filter(acte="relance")
    assert (courriel.destinataire, dit in courriel.texte.replace("\xa0", " ")) == (responsable.email, True)
    assert journal in journal_de(inscription).get(acte="relance").phrase.replace("\xa0", " ")


@pytest.mark.parametrize(
    ("etat", "sorte"), [("retenu", "attente"), ("ecarte", "neutre"), ("remplace", "neutre"), ("a_envoyer", "attente")]
)
def test_la_page_dit_l_etat_du_courriel_d_une_relance(organisme, agent, connecte, etat, sorte):
    en_retard(1, organisme=organisme)
    faire_tournee(le=LE, a=A)
    Courriel.objects.update(etat=etat)
    page = " ".join(connecte(agent).get(reverse("relance_liste")).content.decode().split())
    cellule = page.partition('data-titre="Courriel">')[2].partition("</td>")[0]
    assert (EtatCourriel(etat).label.lower() in cellule, sorte in cellule) == (True, True)


def test_une_tournee_coupee_reprend_ce_qui_reste_sans_rien_redire(monkeypatch):
    """The worker dies between two chunks of persons: what is due is a row, and the next call writes the rest."""
    en_retard(3)
    monkeypatch.setattr(relance, "PERSONNES", 1)
    vrai, ecrits = relance._ecrire_lot, []

    def mortel(*arguments):
        if len(ecrits) == 1:
            raise KeyboardInterrupt
        ecrits.append(arguments)
        return vrai(*arguments)

    monkeypatch.setattr(relance, "_ecrire_lot", mortel)
    with pytest.raises(KeyboardInterrupt):
        faire_tournee(le=LE, a=A)
    assert Relance.objects.filter(envoyee_le__isnull=False).count() == 1
    monkeypatch.setattr(relance, "_ecrire_lot", vrai)
    assert faire_tournee(le=LE, a=A + timedelta(hours=1)).courriels == 2
    assert Courriel.objects.filter(acte="relance").count() == 3
    assert Relance.objects.values("echeance", "etape", "destinataire").distinct().count() == 3


def test_ce_qui_est_fait_entre_deux_n_est_plus_rappele(organisme, monkeypatch):
    """A row was due, the worker died, the livret came: nobody is reminded of it."""
    [inscription] = en_retard(1, organisme=organisme)

    def mortel(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as pendant:
        pendant.setattr(relance, "_ecrire_lot", mortel)
        with pytest.raises(KeyboardInterrupt):
            faire_tournee(le=LE, a=A)
    assert Relance.objects.filter(envoyee_le__isnull=True).count() == 1
    inscription.echeances.all().delete()
    assert faire_tournee(le=LE, a=A + timedelta(hours=1)).courriels == 0
    assert (Relance.objects.count(), Courriel.objects.count()) == (0, 0)


@pytest.mark.sans_fabrique
@pytest.mark.timeout(300)
def test_deux_mois_jour_apres_jour_rien_de_manque_rien_deux_fois():
    """Christmas, New Year's Day and a 29 February in it, mornings without any round: against an oracle that counts by
    hand, each step leaves once, to its addressee, in one mail a person a morning (the whole year: `epreuves annee`)."""
    annee = Annee(date(2027, 12, 20), 75, graine=3, sans_tournee=frozenset({date(2027, 12, 27), date(2028, 2, 29)}))
    annee.dresser(24, par_promotion=3, organismes=3)
    annee.vivre()
    assert annee.fautes() == []
    assert {genre for genre, *_ in annee.ecrites()} >= {"depot", "livret", "seance", "convocation"}


@pytest.mark.sans_fabrique
def test_l_oracle_voit_une_relance_qui_manque_et_une_de_trop():
    """What would pass whatever was written would prove nothing."""
    annee = Annee(date(2028, 1, 3), 20, graine=3)
    annee.dresser(6, par_promotion=3, organismes=1)
    annee.vivre()
    assert annee.fautes() == []
    relance = Relance.objects.order_by("pk")[0]
    Relance.objects.filter(pk=relance.pk).update(destinataire="autre@exemple.fr")
    assert [faute.partition(" : ")[0] for faute in annee.fautes()] == ["manque", "en trop"]


@pytest.mark.sans_fabrique
@pytest.mark.timeout(300)
def test_le_rapport_d_un_mois_vecu_se_recompte_a_la_main():
    """A jury in it; the figures come from the story of those days alone. The whole year: `epreuves annee`."""
    annee = Annee(date(2028, 1, 3), 40, graine=37, premier_jury=38)
    annee.dresser(36, par_promotion=12, organismes=4)
    annee.vivre()
    clore(annee)
    rapport = rapport_de(annee, 2028)
    assert fautes_du_rapport(annee, rapport) == []
    decidees = [fiche for fiche in annee.fiches if fiche.decidee_le]
    assert (len(decidees) >= 5, {fiche.admise for fiche in decidees}) == (True, {True, False})
    decidees[0].inscription = None  # control: a story that differs by one person
    assert any("le centre" in faute for faute in fautes_du_rapport(annee, rapport))


def test_un_lot_ne_depasse_pas_sa_taille_mais_ne_coupe_personne(responsable, monkeypatch):
    en_retard(3)
    monkeypatch.setattr(relance, "LIGNES", 2)
    assert faire_tournee(le=LE, a=A).courriels == 4  # three OF, and the responsable, who has three lines
    assert Relance.objects.filter(destinataire=responsable.email).values("courriel").distinct().count() == 1


def test_une_echeance_sans_dossier_se_dit_au_journal_du_centre(monkeypatch):
    """The calendar of a year is nobody's file."""
    due = Echeance(
        regle=RELANCE_ETAPES,
        date_limite=LE,
        libelle="Calendrier des jurys à arrêter",
        pour="Année 2027",
        explication="",
        dossier_type=CALENDRIER,
        dossier_id=2027,
        cle="CALENDRIER-ANNUEL:2027:2026-11-20",
        destinataires=("centre@exemple.fr",),
    )
    monkeypatch.setattr("certif_portal.portail.queries.echeance.SOURCES", (lambda le, centre: [due],))
    assert faire_tournee(le=LE, a=A).courriels == 1
    assert [e.phrase for e in journal_de(parametres())] == ["Relance J-1 envoyée : Calendrier des jurys à arrêter."]


def test_un_effacement_a_approuver_se_rappelle_au_journal_de_sa_purge():
    parametres()
    ParametresCentre.objects.update(courriel="centre@exemple.fr")
    purge = Purge.objects.create(le=LE, attend_depuis=LE - timedelta(days=30), demandee_le=A)
    LignePurge.objects.create(purge=purge, rang=1, regle="X", cible="x", prevues=3, depuis=LE - timedelta(days=900))
    assert faire_tournee(le=LE, a=A).courriels == 1
    assert ["Effacement à approuver" in e.phrase for e in journal_de(purge)] == [True]
    assert not journal_de(parametres())
    assert Courriel.objects.get().dossier_type == "jurys.purge"


SAINT_VENDREDI = date(2027, 3, 26)


@pytest.mark.parametrize("chome", [True, False])
def test_un_jour_chome_en_alsace_n_y_ecrit_a_personne(organisme, chome):
    """RELANCE-JOURS: Good Friday, by the centre's setting; each part of the round, and reminders asked alone."""
    parametres()
    ParametresCentre.objects.update(alsace_moselle=chome)
    en_retard(1, organisme=organisme)
    InscriptionFactory(etat="admise", decidee_le=SAINT_VENDREDI - relativedelta(months=6))
    recalculer()  # a simulation undoes what it computes first
    a = A + (SAINT_VENDREDI - LE)
    faite = simuler_tournee(le=SAINT_VENDREDI, a=a)
    assert [nom for nom, _ in faite.autres] == (
        [] if chome else ["Rappels aux évaluateurs", "Récapitulatifs", "Enquêtes d’insertion"]
    )
    assert (faite.courriels, relancer(le=SAINT_VENDREDI, a=a).courriels) == ((0, 0) if chome else (2, 1))
    jeudi = lire_tour(SAINT_VENDREDI - timedelta(days=1), parametres())
    assert jeudi.suivant == (date(2027, 3, 30) if chome else SAINT_VENDREDI)


# --- every kind of deadline ----------------------------------------------------------------------


def test_les_autres_natures_d_echeances_sont_relancees_comme_le_dit_le_texte():
    """Three months of a centre, one deadline of each kind: none missed, none twice, none to the wrong one."""
    centre = AnneeDuCentre()
    centre.dresser()
    centre.vivre()
    assert centre.fautes() == []
    assert centre.natures() | DE_L_ANNEE == set(NatureRelance.values)
    # Control: one row less, one sent to somebody else.
    ecrites = Relance.objects.filter(envoyee_le__isnull=False)
    premiere = ecrites.order_by("pk").first()
    ecrites.filter(pk=premiere.pk).delete()
    autre = ecrites.order_by("pk").first()
    ecrites.filter(pk=autre.pk).update(destinataire="un.autre@exemple.fr")
    assert len([f for f in centre.fautes() if f.startswith("manque")]) == 2
    assert len([f for f in centre.fautes() if f.startswith("en trop")]) == 1
