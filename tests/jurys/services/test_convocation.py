"""The members convened in time, the unions asked before."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from certif_portal.commun.erreurs import ErreurMetier, RegleNonRespectee, TransitionInterdite
from certif_portal.commun.fichiers import octets_de
from certif_portal.commun.journal import journal_de
from certif_portal.commun.models import Courriel
from jurys.choix import TRANSITIONS_JURY, College, EtatJury
from jurys.models import Jury, OrganisationSyndicale
from jurys.queries.ecrans import membres_de
from jurys.regles.convocation import Envoi
from jurys.services.composition import DonneesMembre, annuler_jury, designer_membre, modifier_jury
from jurys.services.convocation import Convocation, convoquer_jury
from jurys.services.envoi import envoi_prevu
from tests.jurys.composition import LIMITE, A
from tests.jurys.factories import MembreJuryFactory, OrganisationSyndicaleFactory, creer_jury_compose
from tests.jurys.lecture import texte

pytestmark = pytest.mark.django_db
DERNIER_JOUR, LENDEMAIN = datetime(2026, 11, 23, 9, tzinfo=UTC), datetime(2026, 11, 24, 9, tzinfo=UTC)
PREUVE = ("bordereau.pdf", b"%PDF-preuve", "application/pdf")


def test_convoquer_ecrit_aux_membres_et_copie_les_organisations(agent):
    """JURY-CONVOCATION: the last good day."""
    jury = creer_jury_compose(etat=EtatJury.PREPARATION)
    for demande in jury.demandes.all():
        demande.organisation.courriel = f"{demande.organisation.sigle.lower()}@exemple.fr"
        demande.organisation.save()
    prevu = envoi_prevu(membres_de(jury))
    convoquer_jury(jury=jury, le=LIMITE, par=agent, a=DERNIER_JOUR)
    jury.refresh_from_db()
    assert (jury.etat, jury.convoque_le, jury.convocation_canal) == (EtatJury.CONVOQUE, LIMITE, "portail")
    convocations = Courriel.objects.filter(acte="jury_convocation")
    assert convocations.count() == 2
    assert "Vous présidez le jury paritaire" in convocations.get(destinataire="presidente@exemple.fr").texte
    copies = Courriel.objects.filter(acte="jury_convocation_copie")
    assert sorted(copies.values_list("destinataire", flat=True)) == sorted(
        f"{d.organisation.sigle.lower()}@exemple.fr" for d in jury.demandes.all()
    )
    [lettres] = jury.lettres_convocation.all()
    partis = Envoi(convocations.count(), lettres.nombre, copies.count(), 0)
    assert (prevu, prevu.phrase) == (
        partis,
        "2 convocations par courriel, 2 convocations par courrier, à imprimer, "
        "2 copies par courriel aux organisations qui ont mandaté",
    )
    assert prevu.phrase in journal_de(jury)[0].phrase


@pytest.mark.parametrize(
    ("defaire", "regle"),
    [
        (lambda jury: None, "JURY-CONVOCATION"),
        (lambda jury: OrganisationSyndicaleFactory(), "JURY-DESIGNATION"),
        (lambda jury: jury.membres.filter(preside=True).delete(), "JURY-PRESIDENT"),
    ],
)
def test_ce_qui_empeche_de_convoquer(agent, defaire, regle):
    jury = creer_jury_compose(etat=EtatJury.PREPARATION)
    defaire(jury)
    a = LENDEMAIN if regle == "JURY-CONVOCATION" else DERNIER_JOUR
    with pytest.raises(RegleNonRespectee, match=regle):
        convoquer_jury(jury=jury, le=a.date(), par=agent, a=a)
    jury.refresh_from_db()
    assert (jury.etat, Courriel.objects.count()) == (EtatJury.PREPARATION, 0)


def test_avancer_la_date_rend_les_demandes_tardives(agent):
    """JURY-DESIGNATION: asked on 2 November, for a jury now held on 16 November."""
    jury = creer_jury_compose(etat=EtatJury.PREPARATION)
    modifier_jury(jury=jury, date_jury=date(2026, 11, 16), heure=None, lieu="Nantes", par=agent, a=A)
    jury.refresh_from_db()
    with pytest.raises(RegleNonRespectee, match="Sollicitées trop tard"):
        convoquer_jury(jury=jury, le=date(2026, 11, 1), par=agent, a=datetime(2026, 11, 1, 9, tzinfo=UTC))


@pytest.mark.parametrize("de", EtatJury)
def test_la_convocation_et_l_annulation_suivent_la_table(agent, de):
    jury = creer_jury_compose()
    Jury.objects.filter(pk=jury.pk).update(etat=de, clos_le=A)
    for vers, acte in (
        (EtatJury.CONVOQUE, lambda: convoquer_jury(jury=jury, le=LIMITE, par=agent, a=A)),
        (EtatJury.ANNULE, lambda: annuler_jury(jury=jury, motif="x", par=agent, a=A)),
    ):
        if vers not in TRANSITIONS_JURY[de]:
            with pytest.raises(TransitionInterdite):
                acte()


def test_partie_a_temps_et_saisie_apres_coup_elle_est_a_temps(agent):
    """CONVOCATION-PROUVEE: posted on 18 November, recorded on the 24th, with its proof; nothing is sent again."""
    jury = creer_jury_compose(etat=EtatJury.PREPARATION)
    dit = {"jury": jury, "le": date(2026, 11, 18), "par": agent, "a": LENDEMAIN}
    with pytest.raises(RegleNonRespectee, match="CONVOCATION-PROUVEE"):
        convoquer_jury(**dit, convocation=Convocation(canal="courrier"))
    convoquer_jury(**dit, convocation=Convocation(canal="courrier", preuve=PREUVE))
    jury.refresh_from_db()
    assert (jury.convoque_le, jury.convocation_canal) == (date(2026, 11, 18), "courrier")
    assert (octets_de(jury.convocation_preuve), jury.convocation_retard_motif) == (b"%PDF-preuve", "")
    assert (Courriel.objects.count(), jury.lettres_convocation.count()) == (0, 0)
    attendu = "Jury convoqué le 18\u00a0novembre\u00a02026 (courrier posté) : 4 personnes."
    assert journal_de(jury)[0].phrase == attendu


def test_ce_que_le_portail_envoie_ce_jour_est_sa_preuve(agent):
    """CONVOCATION-PROUVEE"""
    jury = creer_jury_compose(etat=EtatJury.PREPARATION)
    convoquer_jury(jury=jury, le=A.date(), par=agent, a=A)
    jury.refresh_from_db()
    assert (jury.etat, jury.convoque_le, jury.convocation_preuve) == (EtatJury.CONVOQUE, A.date(), None)


def test_vraiment_en_retard_un_responsable_dit_pourquoi(agent, responsable):
    """CONVOCATION-TARDIVE: the first bad day."""
    jury = creer_jury_compose(etat=EtatJury.PREPARATION)
    en_retard = {"jury": jury, "le": date(2026, 11, 24), "a": LENDEMAIN}
    motif = Convocation(motif="Président désigné la veille.")
    with pytest.raises(RegleNonRespectee, match=r"23\s*novembre.*JURY-CONVOCATION"):
        convoquer_jury(**en_retard, convocation=motif, par=agent)
    with pytest.raises(RegleNonRespectee, match="CONVOCATION-TARDIVE"):
        convoquer_jury(**en_retard, par=responsable)
    convoquer_jury(**en_retard, convocation=motif, par=responsable)
    jury.refresh_from_db()
    assert (jury.convocation_retard_motif, jury.convocation_retard_par) == (motif.motif, responsable)
    assert journal_de(jury)[0].phrase.endswith("Président désigné la veille.")


@pytest.mark.parametrize(
    ("le", "canal", "dit"),
    [
        (date(2026, 11, 24), "courriel", "pas encore venue"),
        (date(2026, 11, 22), "portail", "Le portail écrit aujourd’hui"),
    ],
)
def test_un_jour_qui_ne_peut_pas_etre_le_sien_est_refuse(agent, le, canal, dit):
    jury = creer_jury_compose(etat=EtatJury.PREPARATION)
    with pytest.raises(ErreurMetier, match=dit):
        convoquer_jury(jury=jury, le=le, convocation=Convocation(canal, PREUVE), par=agent, a=DERNIER_JOUR)


def test_postee_aujourd_hui_chacun_a_sa_lettre_et_les_organisations_leur_copie(agent):
    jury = creer_jury_compose(etat=EtatJury.PREPARATION)
    MembreJuryFactory(jury=jury, invite=True, nom="Tutrice")
    convoquer_jury(jury=jury, le=LIMITE, convocation=Convocation("courrier"), par=agent, a=DERNIER_JOUR)
    [lettres] = jury.lettres_convocation.all()
    assert (lettres.nombre, Courriel.objects.count()) == (7, 0)
    assert "7 lettres à poster" in journal_de(jury)[0].phrase
    lu = texte(octets_de(lettres.document.fichier))
    for attendu in (
        "Nolwenn TANGUY",
        "Vous présidez le jury paritaire",
        "Nous vous invitons, pour consultation et sans voix délibérative",
        "mardi 8 décembre 2026",
        "Copie de convocation",
        "Paul SALARIÉ",
    ):
        assert attendu in lu


def agenda_de(courriel) -> dict[str, str]:
    """The lines of the calendar file of a mail."""
    lignes = octets_de(courriel.fichier).decode().replace("\r\n ", "").split("\r\n")
    return dict(ligne.split(":", 1) for ligne in lignes if ":" in ligne)


def test_le_rendez_vous_d_un_jury_se_pose_se_deplace_et_s_enleve(agent):
    """The same meeting for the calendar: another hour moves it, the cancellation takes it away."""
    jury = creer_jury_compose(etat=EtatJury.PREPARATION)
    convoquer_jury(jury=jury, le=LIMITE, par=agent, a=DERNIER_JOUR)
    modifier_jury(jury=jury, date_jury=jury.date, heure=time(14), lieu="Nantes", par=agent, a=LENDEMAIN)
    annuler_jury(jury=jury, motif="Grève.", par=agent, a=LENDEMAIN + timedelta(hours=1))
    pose, deplace, enleve = (
        agenda_de(courriel)
        for courriel in Courriel.objects.filter(destinataire="presidente@exemple.fr", fichier__isnull=False).order_by(
            "pk"
        )
    )
    assert {un["UID"] for un in (pose, deplace, enleve)} == {f"jury-{jury.pk}@centre.example"}
    assert [un["METHOD"] for un in (pose, deplace, enleve)] == ["PUBLISH", "PUBLISH", "CANCEL"]
    assert int(pose["SEQUENCE"]) < int(deplace["SEQUENCE"]) < int(enleve["SEQUENCE"])
    assert (deplace["DTSTART"], deplace["LOCATION"]) == (f"{jury.date:%Y%m%d}T130000Z", "Nantes")


def test_l_annulation_n_enleve_que_ce_qui_a_ete_pose(agent):
    """A union that was asked, and copied on the convocation of those it mandated, was never sent the meeting."""
    jury = creer_jury_compose(etat=EtatJury.PREPARATION)
    OrganisationSyndicale.objects.update(courriel="os@exemple.fr")
    convoquer_jury(jury=jury, le=LIMITE, par=agent, a=DERNIER_JOUR)
    designer_membre(
        jury=jury,
        donnees=DonneesMembre(nom="Tardif", prenom="Léa", college=College.INVITE, courriel="tard@exemple.fr"),
        par=agent,
        a=DERNIER_JOUR,
    )
    annuler_jury(jury=jury, motif="Grève.", par=agent, a=LENDEMAIN)
    annonces = Courriel.objects.filter(acte="jury_changement")
    assert annonces.get(destinataire="os@exemple.fr").fichier is None
    recus = set(annonces.filter(fichier__isnull=False).values_list("destinataire", flat=True))
    assert {"presidente@exemple.fr", "tard@exemple.fr"} <= recus
    poses = Courriel.objects.filter(acte="jury_convocation").values_list("destinataire", flat=True)
    assert recus == set(poses)


def test_un_jury_convoque_par_courrier_n_est_dans_aucun_agenda(agent):
    jury = creer_jury_compose(etat=EtatJury.PREPARATION)
    convoquer_jury(jury=jury, le=LIMITE, convocation=Convocation(canal="courrier"), par=agent, a=DERNIER_JOUR)
    annuler_jury(jury=jury, motif="Grève.", par=agent, a=LENDEMAIN)
    assert set(Courriel.objects.filter(acte="jury_changement").values_list("fichier", flat=True)) == {None}


def test_un_jury_annule_avant_sa_convocation_n_est_dans_aucun_agenda(agent):
    jury = creer_jury_compose(etat=EtatJury.PREPARATION)
    annuler_jury(jury=jury, motif="Grève.", par=agent, a=DERNIER_JOUR)
    assert set(Courriel.objects.values_list("acte", "fichier")) == {("jury_changement", None)}
