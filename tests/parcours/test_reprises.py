"""Registrations that come back: what is acquired is not evaluated again; a report then a success; a partial VAE;
an own initiative of which the company learns nothing."""

import re

import pytest
from django.core import mail

from candidats.choix import EtatInscription, NatureIncident
from candidats.models import Acquis, Incident, Inscription, Reprise
from certif_portal.commun import horloge
from certif_portal.commun.models import Courriel
from certif_portal.portail.services.relance import relancer
from evaluations.models import Appreciation, AvisEntreprise, Commission, Grille
from jurys.models import Certificat, Presentation
from referentiels.choix import TypeCertification
from tests.parcours.troupe import ENTREPRISE, Troupe, feuille
from tests.referentiels.factories import creer_referentiel

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def troupe(horloge_du_mur, referentiel) -> Troupe:
    return Troupe(referentiel)


def reprendre(troupe: Troupe, inscription: Inscription) -> list[str]:
    """The agent takes over everything proposed; the choices that were."""
    page = troupe.agent.get(f"/inscriptions/{inscription.pk}/acquis/")
    choix = page.context["formulaire"].fields["competences"].choices
    troupe.faire(troupe.agent, f"/inscriptions/{inscription.pk}/acquis/", competences=[pk for pk, _ in choix])
    inscription.refresh_from_db()
    return [libelle for _, libelle in choix]


def gardes(inscription: Inscription) -> set[str]:
    """What its jury kept, by rank in the version: whole blocs, or competences (two of them a bloc)."""
    blocs = [composition.version_bloc for composition in inscription.referentiel.compositions.order_by("ordre")]
    competences = [competence for bloc in blocs for competence in bloc.competences.order_by("ordre")]
    return {
        f"bloc {blocs.index(acquis.version_bloc) + 1}"
        if acquis.version_bloc
        else f"compétence {competences.index(acquis.competence) + 1}"
        for acquis in Acquis.objects.filter(inscription=inscription)
    }


def test_se_reinscrire_n_evalue_que_le_reste_et_donne_le_cqpm_entier(troupe):
    premiere = troupe.inscrire(origine="SL", financements=["PDC"], **ENTREPRISE, **troupe.en_formation())
    troupe.deposer_livret(premiere, "entreprise")
    troupe.donner_avis()
    troupe.tenir_commission(premiere, non_maitrisees=(4,))
    troupe.tenir_jury(premiere, "NA")
    assert gardes(premiere) == {"bloc 1", "compétence 3"}
    [terme] = set(Acquis.objects.values_list("expire_le", flat=True))
    troupe.recommencer(230)
    seconde = troupe.inscrire(origine="SL", financements=["PDC"], **ENTREPRISE, **troupe.en_formation())
    proposees = reprendre(troupe, seconde)
    assert [libelle[:2] for libelle in proposees] == ["1.", "2.", "3."]
    assert set(Reprise.objects.values_list("expire_le", flat=True)) == {terme}
    troupe.deposer_livret(seconde, "entreprise")
    assert seconde.livret.lignes.count() == 1
    troupe.donner_avis()
    troupe.tenir_commission(seconde)
    assert Appreciation.objects.filter(grille__inscription=seconde).count() == 1
    page = troupe.agent.get(f"/inscriptions/{seconde.pk}/").content.decode()
    assert page.count("acquise le") == 3
    troupe.tenir_jury(seconde, "A")
    synthese = Presentation.objects.get(inscription=seconde).synthese
    lignes = [competence for bloc in synthese["blocs"] for competence in bloc["competences"]]
    assert [bool(ligne["acquise_le"]) for ligne in lignes] == [True, True, True, False]
    assert [ligne["maitrisee"] for ligne in lignes] == [True] * 4
    certificat = Certificat.objects.get()
    assert (certificat.type, certificat.version_bloc, certificat.presentation.inscription) == ("CQPM", None, seconde)


def test_tout_est_deja_acquis_le_jury_decide_sans_nouvelle_evaluation(troupe):
    """One bloc acquired in a failure, the other certified alone: proposed for the whole, nothing evaluated again."""
    premiere = troupe.inscrire(origine="SL", financements=["PDC"], **ENTREPRISE, **troupe.en_formation())
    troupe.deposer_livret(premiere, "entreprise")
    troupe.donner_avis()
    troupe.tenir_commission(premiere, non_maitrisees=(4,))
    troupe.tenir_jury(premiere, "NA")
    troupe.recommencer(230)
    second = troupe.referentiel.compositions.get(ordre=2).version_bloc
    seul = troupe.inscrire(
        portee="blocs", blocs=[second.pk], origine="SL", financements=["CPF"], **ENTREPRISE, **troupe.en_formation()
    )
    troupe.deposer_livret(seul, "entreprise")
    troupe.donner_avis()
    troupe.tenir_commission(seul)
    troupe.tenir_jury(seul, "A")
    troupe.recommencer(230)
    proposes = troupe.agent.get("/inscriptions/tout-acquis/").context["page"]
    terme = Acquis.objects.get(version_bloc__isnull=False).expire_le
    assert [(d.candidat, d.jusqu_au) for d in proposes] == [(premiere.candidat, terme)]
    entiere = troupe.inscrire(origine="SL", financements=["PDC"], **ENTREPRISE, **troupe.en_formation())
    assert entiere.acquis_proposes == 4
    assert f"/inscriptions/{entiere.pk}/acquis/" in troupe.agent.get("/a-faire/acquis/").content.decode()
    assert len(reprendre(troupe, entiere)) == 4
    assert (entiere.tout_acquis, entiere.acquis_proposes) == (True, 0)
    pieces = troupe.agent.get(f"/inscriptions/{entiere.pk}/").context["dossier"].pieces
    assert [piece.code for piece in pieces if piece.manque] == []
    troupe.attendre(180)  # no sitting moves the clock to the days of the jury
    troupe.tenir_jury(entiere, "A")
    entiere.refresh_from_db()
    assert (entiere.etat, hasattr(entiere, "livret"), hasattr(entiere, "grille")) == ("admise", False, False)
    assert Certificat.objects.get(type="CQPM").presentation.inscription == entiere
    assert list(troupe.agent.get("/inscriptions/tout-acquis/").context["page"]) == []


def test_un_second_echec_garde_le_premier_terme(troupe):
    premiere = troupe.inscrire(origine="SL", financements=["PDC"], **ENTREPRISE, **troupe.en_formation())
    troupe.deposer_livret(premiere, "entreprise")
    troupe.donner_avis()
    troupe.tenir_commission(premiere, non_maitrisees=(4,))
    troupe.tenir_jury(premiere, "NA")
    troupe.recommencer(230)
    seconde = troupe.inscrire(origine="SL", financements=["PDC"], **ENTREPRISE, **troupe.en_formation())
    reprendre(troupe, seconde)
    troupe.deposer_livret(seconde, "entreprise")
    troupe.donner_avis()
    troupe.tenir_commission(seconde, non_maitrisees=(4,))
    troupe.tenir_jury(seconde, "NA")
    assert (gardes(premiere), gardes(seconde)) == ({"bloc 1", "compétence 3"}, set())


def test_un_ccpm_garde_ses_competences_vingt_quatre_mois(horloge_du_mur, db):
    ccpm = creer_referentiel(rncp=False, competences_par_bloc=3, champs_certification={"type": TypeCertification.CCPM})
    troupe = Troupe(ccpm)
    premiere = troupe.inscrire(origine="SL", financements=["PDC"], **ENTREPRISE, **troupe.en_formation())
    troupe.deposer_livret(premiere, "entreprise")
    troupe.tenir_commission(premiere, non_maitrisees=(2,))
    jury = troupe.tenir_jury(premiere, "NA")
    acquises = Acquis.objects.order_by("pk")
    assert [acquis.competence.ordre for acquis in acquises] == [1, 3]
    assert [(a.rncp, a.version_bloc, a.expire_le.year - jury.date.year) for a in acquises] == [(False, None, 2)] * 2
    troupe.recommencer(230)
    seconde = troupe.inscrire(origine="SL", financements=["PDC"], **ENTREPRISE, **troupe.en_formation())
    assert [libelle[:2] for libelle in reprendre(troupe, seconde)] == ["1.", "3."]
    troupe.deposer_livret(seconde, "entreprise")
    troupe.tenir_commission(seconde)
    troupe.tenir_jury(seconde, "A")
    assert Certificat.objects.get().type == "CCPM"


def test_un_report_puis_le_succes(troupe):
    inscription = troupe.inscrire(origine="SL", financements=["PDC"], **ENTREPRISE, **troupe.en_formation())
    troupe.deposer_livret(inscription, "entreprise")
    troupe.donner_avis()
    membres = [evaluateur.pk for evaluateur in troupe.evaluateurs]
    troupe.faire(
        troupe.agent,
        "/commissions/nouvelle/",
        nature="evaluation",
        date=troupe.jour(100),
        lieu="Lanester",
        evaluateurs=membres,
    )
    commission = Commission.objects.get()
    competences = [c.pk for c in inscription.referentiel.compositions.get(ordre=1).version_bloc.competences.all()]
    troupe.faire(
        troupe.agent, f"/commissions/{commission.pk}/candidats/?inscription={inscription.pk}", competences=competences
    )
    passage = commission.passages.get()
    troupe.faire(
        troupe.agent,
        f"/passages/{passage.pk}/retirer/",
        nature="report",
        motif="Arrêt de travail.",
        nouvelle_date=troupe.jour(180),
    )
    inscription.refresh_from_db()
    assert (inscription.date_commission, inscription.date_evaluation_prevue.isoformat()) == (None, troupe.jour(180))
    assert Courriel.objects.filter(acte="evaluation_reportee", destinataire=troupe.organisme.courriel).count() == 1
    assert "Arrêt de travail." in troupe.agent.get(f"/commissions/{commission.pk}/").content.decode()
    troupe.tenir_commission(inscription)
    troupe.tenir_jury(inscription, "A")
    inscription.refresh_from_db()
    assert (inscription.etat, Incident.objects.get().nature) == (EtatInscription.ADMISE, NatureIncident.REPORT)


def test_une_vae_recevable_puis_partielle(troupe):
    inscription = troupe.inscrire(
        voie="vae",
        recevabilite_recue_le=troupe.jour(-3),
        origine="SL",
        financements=["CVAE"],
        date_evaluation_prevue=troupe.jour(180),
        courriel="elodie@exemple.fr",
        **ENTREPRISE,
    )
    fiche = f"/inscriptions/{inscription.pk}"
    troupe.faire(troupe.agent, f"{fiche}/vae/", fichier=feuille(), accueil_le=troupe.jour(0), accompagnement="Cap VAE")
    troupe.faire(troupe.agent, f"{fiche}/recevabilite/", recevable="oui", motif="Deux ans d’expérience.")
    assert Courriel.objects.filter(acte="recevabilite_decidee", destinataire="elodie@exemple.fr").count() == 1
    troupe.faire(troupe.of, f"{fiche}/vae/livret-2/", le=troupe.jour(0), fichier=feuille())
    troupe.tenir_commission(inscription, nature="validation", non_maitrisees=(1,))
    assert Grille.objects.get().conclusion == "partielle"
    troupe.tenir_jury(inscription, "NA")
    assert Presentation.objects.get().synthese["conclusion"] == "Validation partielle"
    assert gardes(inscription) == {"bloc 2", "compétence 2"}


def test_une_vae_de_branche_collective_donne_un_ccpm(horloge_du_mur, db):
    """Outside the RNCP, without individual accueil: experience justified, livret 2, total validation, the same jury."""
    troupe = Troupe(creer_referentiel(rncp=False, champs_certification={"type": TypeCertification.CCPM}))
    inscription = troupe.inscrire(
        voie="vae_branche",
        recevabilite_recue_le=troupe.jour(-3),
        origine="SL",
        financements=["PDC"],
        date_evaluation_prevue=troupe.jour(180),
        courriel="elodie@exemple.fr",
        **ENTREPRISE,
    )
    fiche = f"/inscriptions/{inscription.pk}"
    troupe.faire(troupe.agent, f"{fiche}/vae/", accueil_collectif="on", accompagnement="")
    troupe.faire(troupe.agent, f"{fiche}/recevabilite/", recevable="oui", motif="Sept ans de fraisage.")
    troupe.faire(troupe.of, f"{fiche}/vae/livret-2/", le=troupe.jour(0), fichier=feuille())
    troupe.tenir_commission(inscription, nature="validation")
    assert Grille.objects.get().conclusion == "totale"
    troupe.tenir_jury(inscription, "A")
    assert Presentation.objects.get().synthese["conclusion"] == "Validation totale"
    assert (Certificat.objects.get().type, AvisEntreprise.objects.count()) == ("CCPM", 0)


CANARIS = {
    "tuteur_courriel": "canari.tuteur@ateliers.example",
    "superieur_courriel": "canari.superieur@ateliers.example",
}


def test_l_employeur_n_apprend_rien_d_une_initiative_sans_son_accord(troupe):
    """Every mail of the whole way, reminders included: none is for the company, and no opinion is asked."""
    inscription = troupe.inscrire(
        origine="SL", financements=["CPF"], initiative_sans_accord="on", **ENTREPRISE | CANARIS, **troupe.en_formation()
    )
    troupe.deposer_livret(inscription, "candidat")
    relancer(le=horloge.aujourdhui(), a=horloge.maintenant())
    troupe.tenir_commission(inscription)
    relancer(le=horloge.aujourdhui(), a=horloge.maintenant())
    troupe.tenir_jury(inscription, "A")
    for jours in (1, 60, 120):
        troupe.attendre(220 + jours)
        relancer(le=horloge.aujourdhui(), a=horloge.maintenant())
    inscription.refresh_from_db()
    assert (inscription.etat, AvisEntreprise.objects.count()) == (EtatInscription.ADMISE, 0)
    adresses = {c.destinataire for c in Courriel.objects.all()} | {a for m in mail.outbox for a in m.recipients()}
    assert troupe.organisme.courriel in adresses
    assert {adresse for adresse in adresses if re.search(r"ateliers|canari", adresse)} == set()
    page = troupe.agent.get(f"/inscriptions/{inscription.pk}/avis/lien/")
    assert page.status_code == 404


def test_le_canari_chante_quand_l_employeur_est_d_accord(troupe):
    """Negative control: with the agreement, the tutor's address is written to."""
    inscription = troupe.inscrire(origine="SL", financements=["CPF"], **ENTREPRISE | CANARIS, **troupe.en_formation())
    troupe.deposer_livret(inscription, "entreprise")
    assert Courriel.objects.filter(destinataire="canari.tuteur@ateliers.example").count() == 1
