"""From the draft to the accepted registration: state, journal, mails."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from candidats.choix import (
    TRANSITIONS_DEROGATION,
    TRANSITIONS_INSCRIPTION,
    EtatDerogation,
    EtatInscription,
    Portee,
    TypePieceIdentite,
)
from candidats.models import Candidat, Entreprise, Inscription
from candidats.queries.inscription import details_saisis, donnees_de
from candidats.services.depot import (
    InscriptionIncomplete,
    accepter_inscription,
    decider_derogation,
    demander_derogation,
    deposer_inscription,
    renvoyer_inscription,
)
from candidats.services.identite import deposer_piece_identite, lire_piece_identite, verifier_identite
from candidats.services.incident import reporter_evaluation
from candidats.services.inscription import creer_inscription, modifier_inscription
from candidats.services.livret import deposer_livret, renvoyer_livret
from certif_portal.centre.models import parametres
from certif_portal.commun.erreurs import ErreurMetier, RegleNonRespectee, TransitionInterdite
from certif_portal.commun.etats import verifier_transition
from certif_portal.commun.journal import journal_de
from certif_portal.commun.models import ContenuFichier, Courriel, Fichier
from tests.candidats.factories import InscriptionFactory, donnees_completes, donnees_livret, piece_recue
from tests.habilitations.factories import OrganismeFactory
from tests.referentiels.factories import creer_referentiel

pytestmark = pytest.mark.django_db


@pytest.fixture
def brouillon(organisme, referentiel, membre_of, instant):
    return creer_inscription(
        donnees=donnees_completes(referentiel_id=referentiel.pk),
        organisme=organisme,
        piece=piece_recue(),
        par=membre_of,
        a=instant,
    )


@pytest.fixture
def deposee(brouillon, membre_of, instant):
    return deposer_inscription(inscription=brouillon, par=membre_of, a=instant)


def actes(inscription) -> list[str]:
    return list(journal_de(inscription).values_list("acte", flat=True))[::-1]


def modifier(inscription, par, a, **champs):
    donnees = replace(donnees_de(Inscription.objects.get(pk=inscription.pk)), **champs)
    return modifier_inscription(inscription=inscription, donnees=donnees, par=par, a=a)


def test_un_brouillon_garde_tout_ce_qui_est_saisi(organisme, referentiel, membre_of, instant):
    bloc = referentiel.blocs.first()
    donnees = donnees_completes(
        referentiel_id=referentiel.pk,
        portee=Portee.BLOCS,
        blocs=(bloc.pk,),
        financements=("CPF", "PDC"),
        cpf_abonde=True,
        amenagements=("temps_majore",),
    )
    inscription = creer_inscription(donnees=donnees, organisme=organisme, par=membre_of, a=instant)
    relue = Inscription.objects.get(pk=inscription.pk)
    assert donnees_de(relue) == donnees
    assert relue.etat == EtatInscription.BROUILLON
    assert relue.candidat.cle_recherche == "o brien nguyen lucja"
    assert actes(relue) == ["creation"]


def test_un_brouillon_se_garde_incomplet(organisme, referentiel, membre_of, instant):
    donnees = replace(
        donnees_completes(demandeur_emploi=True, referentiel_id=referentiel.pk),
        sexe="",
        commune_naissance="",
        departement_naissance="",
        origine="",
        financements=(),
        formateurs=(),
        entree_formation=None,
        fin_formation=None,
    )
    inscription = creer_inscription(donnees=donnees, organisme=organisme, par=membre_of, a=instant)
    assert donnees_de(Inscription.objects.get(pk=inscription.pk)) == donnees


def test_une_incoherence_ne_s_enregistre_pas(organisme, referentiel, membre_of, instant):
    donnees = donnees_completes(referentiel_id=referentiel.pk, entreprise_siret="73282932000075")
    with pytest.raises(ErreurMetier, match="SIRET"):
        creer_inscription(donnees=donnees, organisme=organisme, par=membre_of, a=instant)
    assert Candidat.objects.count() == 0


def test_la_meme_personne_ne_s_inscrit_pas_deux_fois(brouillon, organisme, referentiel, membre_of, instant):
    donnees = donnees_completes(referentiel_id=referentiel.pk, nom_naissance="O'BRIEN NGUYEN", prenom="Lucja")
    with pytest.raises(RegleNonRespectee, match="INSCRIPTION-UNIQUE"):
        creer_inscription(donnees=donnees, organisme=organisme, par=membre_of, a=instant)
    assert Inscription.objects.count() == 1


def test_deux_blocs_differents_sont_deux_inscriptions(organisme, referentiel, membre_of, instant):
    for bloc in referentiel.blocs.all():
        donnees = donnees_completes(referentiel_id=referentiel.pk, portee=Portee.BLOCS, blocs=(bloc.pk,))
        creer_inscription(donnees=donnees, organisme=organisme, par=membre_of, a=instant)
    assert (Inscription.objects.count(), Candidat.objects.count()) == (2, 1)


def test_l_autre_organisme_a_sa_propre_fiche(brouillon, autre_organisme, referentiel, membre_autre_of, instant):
    """Neither the person nor the company is shared: an OF never writes on another's."""
    donnees = donnees_completes(referentiel_id=referentiel.pk, entreprise_adresse="Ailleurs")
    creer_inscription(donnees=donnees, organisme=autre_organisme, par=membre_autre_of, a=instant)
    assert (Candidat.objects.count(), Entreprise.objects.count()) == (2, 2)
    assert Inscription.objects.get(pk=brouillon.pk).entreprise.adresse == "3 rue des Forges"


def test_une_entreprise_corrigee_ne_laisse_pas_d_orpheline(brouillon, membre_of, instant):
    modifier(brouillon, membre_of, instant, entreprise_raison_sociale="Ateliers Maelström")
    assert [entreprise.raison_sociale for entreprise in Entreprise.objects.all()] == ["Ateliers Maelström"]


def test_le_depot_date_l_inscription(deposee, membre_of):
    deposee.refresh_from_db()
    assert (deposee.etat, deposee.deposee_le) == (EtatInscription.DEPOSEE, date(2026, 11, 20))
    assert sorted(actes(deposee)) == ["creation", "depot", "piece-identite"]


def test_un_depot_incomplet_dit_tout_ce_qui_manque(brouillon, membre_of, instant):
    modifier(brouillon, membre_of, instant, sexe="", financements=())
    with pytest.raises(InscriptionIncomplete) as refus:
        deposer_inscription(inscription=brouillon, par=membre_of, a=instant)
    assert [constat.champ for constat in refus.value.constats] == ["sexe", "financements"]
    brouillon.refresh_from_db()
    assert (brouillon.etat, brouillon.deposee_le) == (EtatInscription.BROUILLON, None)


def test_un_organisme_non_habilite_ne_depose_pas(referentiel, membre_of, instant):
    """HABILITATION-VALIDE, the day of the deposit."""
    inscription = creer_inscription(
        donnees=donnees_completes(referentiel_id=referentiel.pk),
        organisme=OrganismeFactory(),
        piece=piece_recue(),
        par=membre_of,
        a=instant,
    )
    with pytest.raises(InscriptionIncomplete, match="HABILITATION-VALIDE"):
        deposer_inscription(inscription=inscription, par=membre_of, a=instant)


def test_une_certification_supprimee_n_engage_plus(brouillon, referentiel, membre_of, instant):
    """CERTIFICATION-SUPPRESSION"""
    certification = referentiel.certification
    certification.supprimee_le = date(2026, 11, 16)
    certification.save()
    with pytest.raises(InscriptionIncomplete, match="CERTIFICATION-SUPPRESSION"):
        deposer_inscription(inscription=brouillon, par=membre_of, a=instant)


def test_une_version_remplacee_se_signale(brouillon, referentiel, membre_of, instant):
    """REFERENTIEL-APPLICATION"""
    referentiel.etat = "remplace"
    referentiel.save()
    creer_referentiel(certification=referentiel.certification, date_gtp=date(2026, 11, 1), rncp=False)
    with pytest.raises(InscriptionIncomplete, match="REFERENTIEL-APPLICATION"):
        deposer_inscription(inscription=brouillon, par=membre_of, a=instant)


def test_le_centre_inscrit_sans_organisme_ni_copie(referentiel, agent, instant):
    inscription = creer_inscription(
        donnees=donnees_completes(referentiel_id=referentiel.pk, vae=True), par=agent, a=instant
    )
    deposer_inscription(inscription=inscription, par=agent, a=instant)
    inscription.refresh_from_db()
    assert (inscription.organisme, inscription.etat) == (None, EtatInscription.DEPOSEE)
    assert inscription.recevabilite.recue_le == date(2026, 11, 18)


# ---------------------------------------------------------------- late: dérogation


@pytest.fixture
def tardif(brouillon, membre_of, instant):
    return modifier(brouillon, membre_of, instant, entree_formation=date(2026, 11, 4))


def test_le_quinzieme_jour_est_encore_bon(brouillon, membre_of, instant):
    """INSCRIPTION-DELAI"""
    modifier(brouillon, membre_of, instant, entree_formation=date(2026, 11, 5))
    deposee = deposer_inscription(inscription=brouillon, par=membre_of, a=instant)
    assert deposee.etat == EtatInscription.DEPOSEE


def test_le_seizieme_jour_demande_une_derogation(tardif, membre_of, agent, instant):
    """INSCRIPTION-DELAI"""
    with pytest.raises(RegleNonRespectee, match="INSCRIPTION-DELAI") as refus:
        deposer_inscription(inscription=tardif, par=membre_of, a=instant)
    assert "19\u00a0novembre\u00a02026" in str(refus.value)
    derogation = demander_derogation(inscription=tardif, motif="Embauche tardive.", par=membre_of, a=instant)
    deposer_inscription(inscription=tardif, par=membre_of, a=instant)
    verifier_identite(inscription=tardif, type_document=TypePieceIdentite.CARTE, par=agent, a=instant)
    with pytest.raises(RegleNonRespectee, match="La dérogation est demandée"):
        accepter_inscription(inscription=tardif, par=agent, a=instant)
    decider_derogation(derogation=derogation, accordee=True, motif="Contrat signé le 2.", par=agent, a=instant)
    acceptee = accepter_inscription(inscription=tardif, par=agent, a=instant)
    assert acceptee.etat == EtatInscription.ACCEPTEE
    derogation.refresh_from_db()
    assert (derogation.etat, derogation.decidee_par, derogation.motif_decision) == (
        EtatDerogation.ACCORDEE,
        agent,
        "Contrat signé le 2.",
    )
    assert [courriel.acte for courriel in Courriel.objects.order_by("pk")] == [
        "derogation_decidee",
        "inscription_acceptee",
        "candidat_accueil",
    ]


def test_le_delai_est_le_reglage_du_centre(tardif, membre_of, instant):
    centre = parametres()
    centre.inscription_jours = 16
    centre.save()
    assert deposer_inscription(inscription=tardif, par=membre_of, a=instant).etat == EtatInscription.DEPOSEE


def test_une_derogation_refusee_bloque_l_acceptation(tardif, membre_of, agent, instant):
    derogation = demander_derogation(inscription=tardif, motif="Oubli.", par=membre_of, a=instant)
    deposer_inscription(inscription=tardif, par=membre_of, a=instant)
    decider_derogation(derogation=derogation, accordee=False, motif="Sans raison.", par=agent, a=instant)
    verifier_identite(inscription=tardif, type_document=TypePieceIdentite.CARTE, par=agent, a=instant)
    with pytest.raises(RegleNonRespectee, match="La dérogation est refusée"):
        accepter_inscription(inscription=tardif, par=agent, a=instant)
    with pytest.raises(TransitionInterdite):
        decider_derogation(derogation=derogation, accordee=True, motif="Finalement.", par=agent, a=instant)


def test_apres_la_formation_personne_ne_deroge(tardif, membre_of, agent, instant):
    """INSCRIPTION-PREALABLE"""
    apres = datetime(2027, 7, 1, 9, tzinfo=UTC)
    with pytest.raises(RegleNonRespectee, match="INSCRIPTION-PREALABLE"):
        demander_derogation(inscription=tardif, motif="Oubli.", par=membre_of, a=apres)
    derogation = demander_derogation(inscription=tardif, motif="Oubli.", par=membre_of, a=instant)
    deposer_inscription(inscription=tardif, par=membre_of, a=instant)
    with pytest.raises(RegleNonRespectee, match="INSCRIPTION-PREALABLE"):
        decider_derogation(derogation=derogation, accordee=True, motif="Soit.", par=agent, a=apres)
    derogation.refresh_from_db()
    assert derogation.etat == EtatDerogation.DEMANDEE


def test_pas_de_derogation_dans_les_delais_ni_deux_fois(brouillon, membre_of, instant):
    with pytest.raises(ErreurMetier, match="dans les délais"):
        demander_derogation(inscription=brouillon, motif="Au cas où.", par=membre_of, a=instant)
    modifier(brouillon, membre_of, instant, entree_formation=date(2026, 10, 1))
    demander_derogation(inscription=brouillon, motif="Retard.", par=membre_of, a=instant)
    with pytest.raises(ErreurMetier, match="déjà été demandée"):
        demander_derogation(inscription=brouillon, motif="Encore.", par=membre_of, a=instant)


# ---------------------------------------------------------------- check, return, accept


def test_renvoyer_puis_redeposer_garde_la_premiere_date(deposee, membre_of, agent, instant):
    renvoyer_inscription(inscription=deposee, motif="La commune est illisible.", par=agent, a=instant)
    courriel = Courriel.objects.get()
    assert (courriel.destinataire, courriel.objet) == (deposee.organisme.courriel, "Une inscription est à corriger")
    assert "La commune est illisible." in courriel.texte
    assert "O’BRIEN-NGUYỄN Łucja" in courriel.texte
    plus_tard = datetime(2026, 12, 20, 9, tzinfo=UTC)
    modifier(deposee, membre_of, plus_tard, commune_naissance="Nantes")
    redeposee = deposer_inscription(inscription=deposee, par=membre_of, a=plus_tard)
    assert (redeposee.etat, redeposee.deposee_le, redeposee.motif_retour) == (
        EtatInscription.DEPOSEE,
        date(2026, 11, 20),
        "",
    )
    assert redeposee.candidat.commune_naissance == "Nantes"


def test_un_renvoi_porte_son_motif(deposee, agent, instant):
    with pytest.raises(ErreurMetier, match="motif"):
        renvoyer_inscription(inscription=deposee, motif="  ", par=agent, a=instant)


def test_on_n_accepte_pas_sans_identite_verifiee(deposee, agent, instant):
    """IDENTITE-VERIFIEE"""
    with pytest.raises(RegleNonRespectee, match="IDENTITE-VERIFIEE"):
        accepter_inscription(inscription=deposee, par=agent, a=instant)
    verifier_identite(inscription=deposee, type_document=TypePieceIdentite.PASSEPORT, par=agent, a=instant)
    acceptee = accepter_inscription(inscription=deposee, par=agent, a=instant)
    assert (acceptee.etat, acceptee.acceptee_par) == (EtatInscription.ACCEPTEE, agent)
    candidat = Candidat.objects.get()
    assert (candidat.identite_verifiee_par, candidat.identite_document) == (agent, TypePieceIdentite.PASSEPORT)
    assert actes(deposee)[-3:] == ["identite", "acceptation", "candidat_prevenu"]


def test_une_identite_verifiee_ne_se_change_plus(deposee, membre_of, agent, instant):
    verifier_identite(inscription=deposee, type_document=TypePieceIdentite.CARTE, par=agent, a=instant)
    renvoyer_inscription(inscription=deposee, motif="Le tuteur manque.", par=agent, a=instant)
    with pytest.raises(ErreurMetier, match="est vérifié"):
        modifier(deposee, membre_of, instant, nom_naissance="Obrien")
    assert modifier(deposee, membre_of, instant, tuteur_nom="Ewen Tanguy").tuteur_nom == "Ewen Tanguy"


def test_lire_la_piece_se_journalise(deposee, agent, instant):
    piece = deposee.pieces_identite.get()
    fichier = lire_piece_identite(piece=piece, par=agent, a=instant)
    assert fichier.nom == "carte Łucja.png"
    derniere = journal_de(deposee).first()
    assert (derniere.acte, derniere.par) == ("lecture", agent)


def test_une_nouvelle_piece_remplace_l_ancienne(brouillon, membre_of, instant):
    genre, fichier = piece_recue()
    deposer_piece_identite(
        inscription=brouillon, type_document=TypePieceIdentite.PASSEPORT, fichier=fichier, par=membre_of, a=instant
    )
    assert len(details_saisis(brouillon).pieces) == 1
    assert (Fichier.objects.count(), ContenuFichier.objects.count()) == (1, 1)
    assert brouillon.pieces_identite.filter(supprimee_le__isnull=False).count() == 1
    assert genre == TypePieceIdentite.CARTE


def test_une_piece_ne_se_depose_plus_apres_l_acceptation(membre_of, instant):
    inscription = InscriptionFactory()
    genre, fichier = piece_recue()
    with pytest.raises(TransitionInterdite):
        deposer_piece_identite(inscription=inscription, type_document=genre, fichier=fichier, par=membre_of, a=instant)


@pytest.mark.parametrize("de", EtatInscription)
@pytest.mark.parametrize("vers", EtatInscription)
def test_le_graphe_des_inscriptions(de, vers):
    if vers in TRANSITIONS_INSCRIPTION[de]:
        verifier_transition(TRANSITIONS_INSCRIPTION, de, vers)
    else:
        with pytest.raises(TransitionInterdite):
            verifier_transition(TRANSITIONS_INSCRIPTION, de, vers)


def test_une_derogation_decidee_est_definitive():
    assert TRANSITIONS_DEROGATION[EtatDerogation.ACCORDEE] == TRANSITIONS_DEROGATION[EtatDerogation.REFUSEE] == set()


def test_la_date_d_evaluation_garde_le_jour_ou_le_centre_l_a_connue(brouillon, membre_of, agent, instant):
    """EVALUATION-ANNONCE: told again, a date keeps its first day; another one starts anew, a draft tells nothing."""
    prevue, autre = date(2027, 6, 10), date(2027, 6, 20)
    jours = [instant + timedelta(days=n) for n in range(4)]
    modifier(brouillon, membre_of, jours[0], date_evaluation_prevue=prevue)
    assert Inscription.objects.get().evaluation_annoncee_le is None
    deposee = deposer_inscription(inscription=brouillon, par=membre_of, a=jours[0])
    assert deposee.evaluation_annoncee_le == jours[0].date()

    renvoyer_inscription(inscription=deposee, motif="Pièce illisible", par=agent, a=jours[1])
    modifier(deposee, membre_of, jours[1], date_evaluation_prevue=prevue)
    deposee = deposer_inscription(inscription=deposee, par=membre_of, a=jours[1])
    assert deposee.evaluation_annoncee_le == jours[0].date()

    renvoyer_inscription(inscription=deposee, motif="Date à revoir", par=agent, a=jours[2])
    modifier(deposee, membre_of, jours[2], date_evaluation_prevue=autre)
    deposee = deposer_inscription(inscription=deposee, par=membre_of, a=jours[2])
    assert deposee.evaluation_annoncee_le == jours[2].date()


def test_le_livret_et_un_report_annoncent_une_autre_date(inscription, membre_of, agent, instant):
    """EVALUATION-ANNONCE"""
    meme, autre, reportee = inscription.date_evaluation_prevue, date(2027, 5, 20), date(2027, 8, 1)
    Inscription.objects.update(evaluation_annoncee_le=date(2026, 3, 10), date_evaluation_prevue=autre)
    donnees = donnees_livret(inscription, date_evaluation_prevue=autre)
    deposer_livret(inscription=inscription, donnees=donnees, fichier=None, par=membre_of, a=instant)
    assert Inscription.objects.get().evaluation_annoncee_le == date(2026, 3, 10)
    Inscription.objects.update(date_evaluation_prevue=meme)
    renvoyer_livret(livret=inscription.livret, motif="À revoir", par=agent, a=instant)
    deposer_livret(inscription=inscription, donnees=donnees, fichier=None, par=membre_of, a=instant)
    assert Inscription.objects.get().evaluation_annoncee_le == instant.date()
    demain = instant + timedelta(days=1)
    reporter_evaluation(inscription=inscription, nouvelle_date=reportee, motif="Arrêt de travail", par=agent, a=demain)
    assert Inscription.objects.get().evaluation_annoncee_le == demain.date()
