"""What is kept of the files: made by the acts, remade by the command, compared with the function."""

from datetime import UTC, date, datetime

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from candidats.choix import EtatInscription, EtatLivret
from candidats.choix_suivi import ActeDossier, Acteur, NatureEcheance
from candidats.models import (
    AlarmeSuivi,
    DoubleProbable,
    EcheanceDossier,
    Inscription,
    Livret,
    PieceManquante,
    RapportActivites,
    Suivi,
    il_manque,
)
from candidats.services.depot import accepter_inscription
from candidats.services.livret import renvoyer_livret
from candidats.tasks import refaire_paires
from certif_portal.centre.services import enregistrer_parametres
from certif_portal.commun.erreurs import ErreurMetier
from certif_portal.commun.models import Courriel
from evaluations.models import AvisEntreprise
from jurys.services import suivi
from jurys.services.composition import creer_jury, modifier_jury
from jurys.services.presentation import presenter_candidats
from referentiels.choix import MotifSuppression
from referentiels.models import Referentiel
from referentiels.services.certification import supprimer_certification
from referentiels.services.version import publier_referentiel
from tests.candidats.factories import CandidatFactory, InscriptionFactory
from tests.jurys.factories import JOUR_JURY, JuryFactory, dossier_pret

pytestmark = [pytest.mark.django_db, pytest.mark.sans_fabrique]
A = datetime(2026, 6, 2, 9, tzinfo=UTC)


def deposer_livret(inscription, agent, etat=EtatLivret.DEPOSE):
    return Livret.objects.create(
        inscription=inscription,
        etat=etat,
        accord="entreprise",
        accord_nom="A. Prigent",
        accord_le=A.date(),
        depose_le=A,
        premier_depot_le=A.date(),
        depose_par=agent,
    )


def test_le_suivi_dit_l_acte_qui_depuis_quand_et_pour_quand(inscription):
    suivi.refaire([inscription.pk])
    garde = Suivi.objects.get()
    assert (garde.acte, garde.acteur, garde.depuis, garde.limite) == (
        ActeDossier.DEPOSER_LIVRET,
        Acteur.ORGANISME,
        date(2026, 3, 14),
        date(2026, 6, 1),
    )
    assert set(PieceManquante.objects.pour_un_jury_du(JOUR_JURY).values_list("code", flat=True)) == {
        "identite",
        "livret",
        "competences",
        "grille",
        "emargement",
        "avis",
    }
    echeance, _ = EcheanceDossier.objects.order_by("limite")
    assert (echeance.nature, echeance.limite, echeance.acteur, echeance.cle) == (
        NatureEcheance.LIVRET,
        date(2026, 6, 1),
        Acteur.ORGANISME,
        f"LIVRET-TIERS:{inscription.pk}:2026-06-01",
    )


def test_un_acte_refait_les_dossiers_qu_il_touche_et_eux_seuls(inscription, agent, organisme, referentiel):
    temoin = InscriptionFactory(organisme=organisme, referentiel=referentiel)
    livret = deposer_livret(inscription, agent)
    suivi.refaire([inscription.pk])
    renvoyer_livret(livret=livret, motif="Une modalité manque.", par=agent, a=A)
    assert Suivi.objects.get(pk=inscription.pk).acte == ActeDossier.CORRIGER_LIVRET
    assert not Suivi.objects.filter(pk=temoin.pk).exists()
    assert suivi.ecarts([inscription.pk]) == []


def test_ce_qui_s_ecrit_hors_d_un_acte_est_vu_par_le_controle(inscription, agent, responsable, capsys):
    """The negative control of the stories: a service that forgot would be named, file and field."""
    suivi.refaire_tout()
    call_command("recalculer", "--verifier")
    assert "1 inscriptions comparées : aucune différence." in capsys.readouterr().out
    deposer_livret(inscription, agent)
    with pytest.raises(CommandError, match="différences"):
        call_command("recalculer", "--verifier")
    dit = capsys.readouterr().out
    assert f"inscription {inscription.pk}, acte : gardé 'livret', juste 'livret_valider'" in dit
    assert f"inscription {inscription.pk}, échéances" in dit
    assert suivi.verifier(a=A) > 0
    alarme = AlarmeSuivi.objects.get()
    assert (alarme.levee_le, Courriel.objects.get().destinataire) == (None, responsable.email)
    call_command("recalculer")
    assert suivi.verifier(a=A) == 0
    alarme.refresh_from_db()
    assert alarme.levee_le == A


def test_les_paires_de_doubles_se_comparent_et_se_refont_par_la_meme_commande(capsys):
    """Two files written at one instant did not see one another: the night makes their pair too."""
    paire = [CandidatFactory(nom_naissance=nom).pk for nom in ("Dupont", "Dupond")]
    with pytest.raises(CommandError, match="1 différences"):
        call_command("recalculer", "--verifier")
    call_command("recalculer")
    lignes = capsys.readouterr().out.splitlines()
    assert [ligne for ligne in lignes if "Doubles" in ligne] == [
        f"Doubles probables : 1 paire {quoi}." for quoi in ("à refaire", "à jour")
    ]
    assert list(DoubleProbable.objects.values_list("un_id", "autre_id")) == [tuple(paire)]
    DoubleProbable.objects.all().delete()
    refaire_paires()
    assert DoubleProbable.objects.count() == 1


def test_une_inscription_sans_suivi_est_une_difference(inscription):
    [ecart] = [e for e in suivi.ecarts([inscription.pk]) if e.champ == "suivi"]
    assert (ecart.inscription, ecart.garde) == (inscription.pk, None)


def test_un_reglage_du_centre_marque_les_dossiers_et_la_tache_les_refait(
    inscription, responsable, monkeypatch, django_capture_on_commit_callbacks
):
    monkeypatch.setattr(suivi, "SEUIL", 0)
    suivi.refaire_tout()
    with django_capture_on_commit_callbacks() as rappels:
        enregistrer_parametres(donnees={"livret_premier_tiers": False}, par=responsable, a=A)
    garde = Suivi.objects.get()
    assert (garde.a_refaire_le, garde.limite, suivi.en_attente()) == (A, date(2026, 6, 1), 1)
    assert suivi.ecarts([inscription.pk]) == []  # known to be of before: no alarm
    for rappel in rappels:
        rappel()
    garde.refresh_from_db()
    assert (garde.a_refaire_le, garde.limite, suivi.en_attente()) == (None, date(2026, 8, 6), 0)


def test_ce_qui_arrete_l_acceptation_se_garde_tel_que_le_service_le_dirait(organisme, referentiel, responsable, agent):
    """PROJET-PREALABLE, REFERENTIEL-APPLICATION, PARCOURS-ENGAGE: each came after the deposit."""
    deposee = InscriptionFactory(
        deposee=True,
        organisme=organisme,
        referentiel=referentiel,
        deposee_le=date(2026, 3, 10),
        entree_formation=date(2026, 5, 4),
        fin_formation=date(2026, 12, 18),
    )
    suivi.refaire_tout()

    def garde() -> str:
        assert suivi.ecarts([deposee.pk]) == []
        obstacle = Suivi.objects.get(pk=deposee.pk).obstacle
        with pytest.raises(ErreurMetier) as refus:
            accepter_inscription(inscription=deposee, par=agent, a=A)
        refuses = getattr(refus.value, "refus", (refus.value,))
        assert obstacle == " ".join(r.detail for r in refuses)
        return obstacle

    identite = "L’identité n’est pas encore vérifiée."
    assert garde() == identite
    enregistrer_parametres(donnees={"projet_exige": True}, par=responsable, a=A)
    projet = (
        f"{identite} Cette inscription n’est rattachée à aucun projet de certification. "
        "La date du positionnement du candidat n’est pas renseignée."
    )
    assert garde() == projet
    neuve = Referentiel.objects.create(certification=referentiel.certification, intitule="x")
    publier_referentiel(referentiel=neuve, date_gtp=date(2026, 5, 4), par=agent, a=A)
    version = (
        "Candidat engagé le 4\u00a0mai\u00a02026\u00a0: la version choisie est remplacée depuis le "
        "4\u00a0mai\u00a02026. Renvoyez l’inscription pour qu’elle prenne la version de ce jour."
    )
    assert garde() == f"{projet} {version}"
    supprimer_certification(
        certification=referentiel.certification,
        le=date(2026, 5, 4),
        motif=MotifSuppression.USAGE,
        texte="Une seule promotion.",
        par=agent,
        a=A,
    )
    assert garde() == (
        f"{projet} Candidat engagé le 4\u00a0mai\u00a02026, certification supprimée depuis le 4\u00a0mai\u00a02026. "
        f"{version}"
    )


def test_un_jury_cree_ou_deplace_change_la_limite_des_avis_attendus(inscription, agent):
    """AVIS-AVANT-JURY"""
    AvisEntreprise.objects.create(inscription=inscription, demande_le=A)
    suivi.refaire_tout()
    avis = EcheanceDossier.objects.filter(nature=NatureEcheance.AVIS)
    assert not avis.exists()
    jury = creer_jury(numero="2026-4", date_jury=date(2026, 12, 8), heure=None, lieu="Nantes", par=agent, a=A)
    assert (avis.get().limite, avis.get().jusque) == (date(2026, 11, 23), date(2026, 12, 8))
    modifier_jury(jury=jury, date_jury=date(2026, 12, 18), heure=None, lieu="Nantes", par=agent, a=A)
    assert avis.get().limite == date(2026, 12, 3)
    assert suivi.ecarts([inscription.pk]) == []


def test_presenter_dit_le_jour_du_jury_et_qui_delibere(agent):
    inscription = dossier_pret()
    jury = JuryFactory(numero="2026-4")
    presenter_candidats(jury=jury, inscriptions=[inscription], par=agent, a=A)
    garde = Suivi.objects.get(pk=inscription.pk)
    assert (garde.acte, garde.precision, garde.cible, garde.jury_le) == (
        ActeDossier.DELIBERER,
        "2026-4",
        jury.pk,
        JOUR_JURY,
    )


def test_un_dossier_est_pret_les_jours_ou_son_bloc_est_au_rncp(referentiel):
    """What depends on the day of the jury is a span of dates: the filter answers for any day."""
    inscription = dossier_pret(referentiel=referentiel, blocs=(1,))
    suivi.refaire([inscription.pk])
    jours = (date(2026, 12, 8), date(2035, 5, 24))
    assert [jour for jour in jours if Inscription.objects.filter(~il_manque(jour)).exists()] == [date(2026, 12, 8)]


def test_refaire_deux_fois_ne_change_rien(inscription, django_assert_num_queries):
    suivi.refaire_tout()
    lignes = list(PieceManquante.objects.values_list("pk", flat=True))
    assert suivi.refaire([inscription.pk]) == 0
    assert list(PieceManquante.objects.values_list("pk", flat=True)) == lignes


@pytest.mark.parametrize("nombre", [1, 12])
def test_refaire_coute_le_meme_nombre_de_requetes(nombre, organisme, referentiel, django_assert_num_queries):
    pks = [InscriptionFactory(organisme=organisme, referentiel=referentiel).pk for _ in range(nombre)]
    RapportActivites.objects.create(inscription_id=pks[0], demande_le=A)
    with django_assert_num_queries(16):
        assert suivi.refaire(pks) == nombre


def test_la_reprise_apres_un_arret_reprend_ou_elle_en_etait(organisme, referentiel, monkeypatch):
    monkeypatch.setattr(suivi, "LOT", 2)
    pks = [InscriptionFactory(organisme=organisme, referentiel=referentiel).pk for _ in range(5)]
    Suivi.objects.bulk_create(Suivi(pk=pk, a_refaire_le=A) for pk in pks)
    vrai, faits = suivi.refaire, []

    def tuee(lot):
        if faits:
            raise MemoryError
        faits.append(list(lot))
        return vrai(lot)

    monkeypatch.setattr(suivi, "refaire", tuee)
    with pytest.raises(MemoryError), transaction.atomic():
        suivi.refaire_en_attente()
    monkeypatch.setattr(suivi, "refaire", vrai)
    assert suivi.refaire_en_attente() == 5
    assert (suivi.en_attente(), suivi.ecarts(pks)) == (0, [])


def test_une_inscription_abandonnee_n_attend_plus_rien(inscription):
    Inscription.objects.update(etat=EtatInscription.ABANDONNEE, abandonnee_le=A.date())
    suivi.refaire_tout()
    garde = Suivi.objects.get()
    assert (garde.acte, garde.acteur, EcheanceDossier.objects.count()) == ("", "", 0)
