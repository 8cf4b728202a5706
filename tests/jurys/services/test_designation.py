"""Unions asked together, their answers recorded together, a request withdrawn."""

from datetime import UTC, date, datetime

import pytest

from certif_portal.commun.erreurs import ErreurMetier, RegleNonRespectee
from certif_portal.commun.fichiers import octets_de
from certif_portal.commun.journal import journal_de
from certif_portal.commun.models import Courriel
from jurys.choix import EtatJury
from jurys.models import DemandeDesignation, Jury
from jurys.services.designation import Reponse, demander_designations, repondre_designations, retirer_demande
from jurys.services.emargement import editer_emargement
from tests.jurys.composition import LIMITE, A
from tests.jurys.factories import (
    PDF_MINIMAL,
    JuryFactory,
    OrganisationSyndicaleFactory,
    creer_jury_compose,
    dossier_pret,
    presenter,
)
from tests.jurys.lecture import texte

pytestmark = pytest.mark.django_db
LE = date(2026, 11, 2)  # the day of A
RECU = ("recu.pdf", PDF_MINIMAL, "application/pdf")
AU_DERNIER_JOUR = datetime(2026, 11, 23, 9, tzinfo=UTC)


def phrases(jury) -> str:
    return " ".join(entree.phrase for entree in journal_de(jury)).replace("\u00a0", " ")


def test_chaque_organisation_representative_est_sollicitee_une_fois(agent):
    """One act: a mail to whoever has an address, one document of letters for the others."""
    jury = JuryFactory()
    OrganisationSyndicaleFactory(sigle="CFDT", courriel="cfdt@exemple.fr")
    for sigle in ("CGT", "FO"):
        OrganisationSyndicaleFactory(sigle=sigle, nom=f"Union {sigle}", adresse="1 rue des Forges\n44600 Saint-Nazaire")
    OrganisationSyndicaleFactory(sigle="CFTC", fin=date(2026, 12, 7))
    demander_designations(jury=jury, le=LE, par=agent, a=A)
    demandes = jury.demandes.order_by("organisation__sigle")
    assert [(d.organisation.sigle, d.demandee_le, d.lettres is None) for d in demandes] == [
        ("CFDT", LE, True),
        ("CGT", LE, False),
        ("FO", LE, False),
    ]
    [courriel] = Courriel.objects.filter(acte="jury_designation")
    assert (courriel.destinataire, courriel.objet) == (
        "cfdt@exemple.fr",
        "Jury paritaire du 8 décembre 2026 : désignation de vos représentants",
    )
    assert len({d.lettres_id for d in demandes if d.lettres_id}) == 1
    lu = texte(octets_de(demandes[1].lettres.fichier))
    for attendu in ("Union CGT", "Union FO", "1 rue des Forges", "au plus tard le 23 novembre 2026"):
        assert attendu in lu
    assert "cfdt" not in lu.lower()
    jury.refresh_from_db()
    assert jury.designations_demandees_le == LE
    with pytest.raises(ErreurMetier, match="déjà été sollicitées"):
        demander_designations(jury=jury, le=LE, par=agent, a=A)


DEMANDE = [
    "Madame, Monsieur,",
    "Nous vous demandons de désigner les représentants de votre organisation{nom}, au jury paritaire de délibération "
    "des certifications professionnelles de la métallurgie qui se tient :",
    "{titre} : 2 candidats",
    "Vous désignez un ou plusieurs représentants qualifiés, salariés d’entreprises de la branche de la métallurgie. Un "
    "seul siège avec droit de vote ; vous pouvez envoyer alternativement l’un ou l’autre.",
    "au plus tard le 23 novembre 2026, en indiquant pour chaque personne ses nom et prénom, son entreprise, ce qui la "
    "qualifie et son adresse électronique. Sans désignation, votre organisation figurera sur la feuille d’émargement "
    "comme organisation invitée.",
    "Nous vous prions d’agréer, Madame, Monsieur, l’expression de nos salutations distinguées.",
]


def test_la_demande_se_lit_mot_a_mot_par_courriel_et_par_lettre(agent, referentiel):
    """It asks, with the date, the place, each certification, how many candidates, and the closing formula."""
    jury = JuryFactory()
    presenter(jury, *(dossier_pret(referentiel=referentiel) for _ in range(2)), par=agent)
    OrganisationSyndicaleFactory(nom="Union écrite", courriel="os@exemple.fr")
    OrganisationSyndicaleFactory(nom="Union postée")
    demander_designations(jury=jury, le=LE, par=agent, a=A)
    courriel = Courriel.objects.get(acte="jury_designation").texte.replace("\u00a0", " ").replace("\n", " ")
    lettre = texte(octets_de(jury.demandes.get(organisation__nom="Union postée").lettres.fichier))
    certification = referentiel.certification
    titre = f"{referentiel} ({certification.code})"
    for attendu in DEMANDE:
        assert attendu.format(nom=", Union écrite", titre=titre) in courriel
        assert attendu.format(nom="", titre=titre).replace("organisation, au", "organisation au") in lettre
    assert "Date : mardi 8 décembre 2026 Lieu : Saint-Nazaire" in courriel
    assert "Date mardi 8 décembre 2026 Lieu Saint-Nazaire" in lettre
    assert "Saint-Nazaire" in lettre.partition("Union postée")[2]


def test_une_organisation_reconnue_depuis_est_sollicitee_seule(agent):
    """The day of the first demand stays the one that is kept for the GTP."""
    jury = JuryFactory()
    premiere = OrganisationSyndicaleFactory(sigle="CFDT")
    demander_designations(jury=jury, le=LE, par=agent, a=A)
    OrganisationSyndicaleFactory(sigle="FO")
    [demande] = demander_designations(jury=jury, le=date(2026, 11, 23), par=agent, a=AU_DERNIER_JOUR)
    jury.refresh_from_db()
    assert (demande.organisation.sigle, jury.designations_demandees_le) == ("FO", LE)
    assert jury.demandes.get(organisation=premiere).demandee_le == LE


def test_la_demande_est_refusee_a_moins_de_quinze_jours(agent):
    """JURY-DESIGNATION, DESIGNATION-PROUVEE: on the fifteenth day it leaves, without any proof when the portal sends;
    the next day it is refused."""
    jury = JuryFactory()
    OrganisationSyndicaleFactory()
    with pytest.raises(RegleNonRespectee, match="JURY-DESIGNATION"):
        demander_designations(jury=jury, le=date(2026, 11, 24), par=agent, a=datetime(2026, 11, 24, 9, tzinfo=UTC))
    assert DemandeDesignation.objects.count() == Courriel.objects.count() == 0
    assert len(demander_designations(jury=jury, le=LIMITE, par=agent, a=AU_DERNIER_JOUR)) == 1


def test_des_demandes_deja_parties_portent_leur_jour_et_leur_preuve(agent):
    """DESIGNATION-PROUVEE: nothing leaves a second time."""
    jury = JuryFactory()
    OrganisationSyndicaleFactory(courriel="os@exemple.fr")
    quand = {"jury": jury, "le": date(2026, 10, 20), "par": agent, "a": A}
    with pytest.raises(RegleNonRespectee, match="DESIGNATION-PROUVEE"):
        demander_designations(canal="courriel", **quand)
    with pytest.raises(ErreurMetier, match="Le portail écrit aujourd’hui"):
        demander_designations(**quand)
    [demande] = demander_designations(canal="courriel", preuve=RECU, **quand)
    assert (demande.demandee_le, demande.preuve.nom, demande.lettres) == (date(2026, 10, 20), "recu.pdf", None)
    assert Courriel.objects.count() == 0
    assert "le 20 octobre 2026, courriel parti d’ailleurs" in phrases(jury)


def test_postees_ce_jour_toutes_les_lettres_s_impriment(agent):
    jury = JuryFactory()
    OrganisationSyndicaleFactory(courriel="os@exemple.fr", nom="Union écrite")
    presenter(jury, dossier_pret(), par=agent)
    [demande] = demander_designations(jury=jury, le=LE, canal="courrier", par=agent, a=A)
    lu = texte(octets_de(demande.lettres.fichier))
    assert ("Union écrite" in lu, "1 candidat" in lu, Courriel.objects.filter(acte="jury_designation").count()) == (
        True,
        True,
        0,
    )


def test_les_reponses_s_enregistrent_ensemble_et_s_effacent(agent):
    jury = creer_jury_compose(etat=EtatJury.PREPARATION)
    un, deux = jury.demandes.order_by("pk")
    reponses = [Reponse(un.pk, "designe", date(2026, 11, 2), " Mme Salaün "), Reponse(deux.pk, "sans_reponse")]
    assert len(repondre_designations(jury=jury, reponses=reponses, par=agent, a=A)) == 2
    assert repondre_designations(jury=jury, reponses=reponses, par=agent, a=A) == []
    un.refresh_from_db()
    deux.refresh_from_db()
    assert (un.issue, un.reponse, un.repondue_le) == ("designe", "Mme Salaün", LE)
    assert (deux.issue, deux.repondue_le) == ("sans_reponse", None)
    assert f"{un.organisation.sigle} a désigné (réponse le 2 novembre 2026) : Mme Salaün." in phrases(jury)
    assert f"{deux.organisation.sigle} n’a pas répondu." in phrases(jury)
    repondre_designations(jury=jury, reponses=[Reponse(un.pk, "designe", LE, "Il siégera.")], par=agent, a=A)
    assert "Il siégera." in phrases(jury)
    assert "Il siégera.." not in phrases(jury)
    repondre_designations(jury=jury, reponses=[Reponse(un.pk, "")], par=agent, a=A)
    un.refresh_from_db()
    assert (un.issue, un.reponse, un.repondue_le) == ("", "", None)
    assert "réponse effacée" in phrases(jury)


def test_la_date_seule_change_une_reponse(agent):
    jury = creer_jury_compose(etat=EtatJury.PREPARATION)
    demande = jury.demandes.first()
    a = datetime(2026, 11, 9, 9, tzinfo=UTC)
    for jour in (2, 9):
        reponse = Reponse(demande.pk, "refus", date(2026, 11, jour))
        assert len(repondre_designations(jury=jury, reponses=[reponse], par=agent, a=a)) == 1
    demande.refresh_from_db()
    assert demande.repondue_le == date(2026, 11, 9)


def test_une_reponse_fausse_refuse_toutes_les_autres(agent):
    jury = creer_jury_compose(etat=EtatJury.PREPARATION)
    un, deux = jury.demandes.order_by("pk")
    reponses = [Reponse(un.pk, "refus", LE), Reponse(deux.pk, "designe", date(2026, 11, 1))]
    with pytest.raises(ErreurMetier, match=f"{deux.organisation.sigle} : La réponse ne peut pas précéder"):
        repondre_designations(jury=jury, reponses=reponses, par=agent, a=A)
    assert not jury.demandes.exclude(issue="").exists()
    ailleurs = creer_jury_compose().demandes.first()
    assert repondre_designations(jury=jury, reponses=[Reponse(ailleurs.pk, "refus", LE)], par=agent, a=A) == []


@pytest.mark.parametrize("etat", [EtatJury.CLOS, EtatJury.ANNULE])
def test_un_jury_clos_ou_annule_ne_recoit_plus_de_reponse(agent, etat):
    jury = creer_jury_compose()
    Jury.objects.filter(pk=jury.pk).update(etat=etat, clos_le=A)
    with pytest.raises(ErreurMetier, match="les réponses ne changent plus"):
        repondre_designations(jury=jury, reponses=[], par=agent, a=A)
    with pytest.raises(ErreurMetier, match="ne change plus"):
        demander_designations(jury=jury, le=LE, par=agent, a=A)


def test_une_reponse_perime_la_feuille_qui_la_dit(agent, referentiel):
    jury = creer_jury_compose()
    presenter(jury, dossier_pret(referentiel=referentiel), par=agent)
    muette = OrganisationSyndicaleFactory(nom="Union muette")
    demande = DemandeDesignation.objects.create(jury=jury, organisation=muette, demandee_le=LE)
    piece = editer_emargement(jury=jury, par=agent, a=A)
    assert "organisation invitée le 2 novembre 2026, n’a pas répondu" in texte(octets_de(piece.document.fichier))
    repondre_designations(jury=jury, reponses=[Reponse(demande.pk, "refus", LE)], par=agent, a=A)
    assert jury.pieces.count() == 0
    piece = editer_emargement(jury=jury, par=agent, a=AU_DERNIER_JOUR)
    assert "organisation invitée le 2 novembre 2026, n’a désigné personne" in texte(octets_de(piece.document.fichier))


def test_une_demande_retiree_previent_qui_a_ete_ecrit_et_peut_repartir(agent):
    jury = JuryFactory()
    organisation = OrganisationSyndicaleFactory(courriel="os@exemple.fr")
    [demande] = demander_designations(jury=jury, le=LE, par=agent, a=A)
    with pytest.raises(ErreurMetier, match="Dites pourquoi"):
        retirer_demande(demande=demande, motif=" ", par=agent, a=A)
    retirer_demande(demande=demande, motif="Jury saisi par erreur", par=agent, a=A)
    courriel = Courriel.objects.get(acte="jury_designation_retiree")
    assert (courriel.destinataire, "Jury saisi par erreur" in courriel.texte) == ("os@exemple.fr", True)
    jury.refresh_from_db()
    assert (jury.demandes.count(), jury.designations_demandees_le) == (0, None)
    assert f"Demande à {organisation.nom} retirée : Jury saisi par erreur" in phrases(jury)
    assert len(demander_designations(jury=jury, le=LE, par=agent, a=A)) == 1


def test_une_demande_repondue_ne_se_retire_pas_et_sans_adresse_personne_n_est_ecrit(agent):
    jury = creer_jury_compose(etat=EtatJury.PREPARATION)
    demande = jury.demandes.first()
    repondre_designations(jury=jury, reponses=[Reponse(demande.pk, "sans_reponse")], par=agent, a=A)
    with pytest.raises(ErreurMetier, match="effacez-la d’abord"):
        retirer_demande(demande=demande, motif="Erreur", par=agent, a=A)
    repondre_designations(jury=jury, reponses=[Reponse(demande.pk, "")], par=agent, a=A)
    retirer_demande(demande=demande, motif="Erreur", par=agent, a=A)
    assert (jury.demandes.count(), Courriel.objects.count()) == (1, 0)
