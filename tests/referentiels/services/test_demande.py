"""Requests to the GTP: pieces of the text, sending, decision and its effect on the catalogue."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from certif_portal.commun.erreurs import ErreurMetier, RegleNonRespectee, TransitionInterdite
from referentiels import regles
from referentiels.choix import (
    TRANSITIONS_DEMANDE,
    EtatDemande,
    EtatReferentiel,
    MotifSuppression,
    NatureDemande,
    PieceAttendue,
)
from referentiels.models import DemandeGTP, PieceDemande, Referentiel
from referentiels.services.certification import supprimer_certification
from referentiels.services.demande import (
    abandonner_demande,
    adresser_demande,
    creer_demande,
    decider_demande,
    joindre_piece,
    rattacher_projet,
)
from tests.referentiels.factories import CertificationFactory

pytestmark = pytest.mark.django_db
A = datetime(2026, 11, 20, 10, tzinfo=UTC)
LE = date(2026, 11, 20)


def ouvrir(nature: str, **champs) -> DemandeGTP:
    donnees = {"intitule": "Soudeur naval", "certification": None, "motif": "", "par": None, "a": A}
    return creer_demande(nature=nature, **donnees | champs)


def joindre(demande: DemandeGTP, code: str, texte: str = "Un texte.") -> PieceDemande:
    return joindre_piece(demande=demande, code=code, texte=texte, fichier=None, datee_du=None, par=None, a=A)


def completer(demande: DemandeGTP) -> None:
    for code in regles.PIECES_DEMANDE[NatureDemande(demande.nature)]:
        joindre(demande, code)


def adresser(demande: DemandeGTP, le: date = date(2026, 11, 2)) -> DemandeGTP:
    return adresser_demande(demande=demande, le=le, par=None, a=A)


def decider(demande: DemandeGTP, acceptee: bool = True, le: date = LE, commentaire: str = "") -> DemandeGTP:
    return decider_demande(demande=demande, acceptee=acceptee, le=le, commentaire=commentaire, par=None, a=A)


@pytest.fixture
def brouillon(db) -> Referentiel:
    return Referentiel.objects.create(certification=CertificationFactory(), intitule="Soudeur naval")


# ---------------------------------------------------------------- pieces


def test_on_n_adresse_qu_un_dossier_complet() -> None:
    """DEMANDE-PIECES"""
    demande = ouvrir(NatureDemande.CREATION)
    for code in ("besoins", "emplois", "position", "projet"):
        joindre(demande, code)
    with pytest.raises(RegleNonRespectee) as refus:
        adresser(demande)
    assert str(refus.value).startswith(
        "Il manque : Rapport d’opportunité, 4 : preuves de l’utilisation des compétences."
    )
    joindre(demande, "utilisation")
    with pytest.raises(ErreurMetier, match="est à venir"):
        adresser(demande, le=A.date() + timedelta(days=1))
    assert (adresser(demande, le=A.date()).etat, demande.pieces.count()) == (EtatDemande.ADRESSEE, 5)


def test_le_projet_du_catalogue_vaut_piece(brouillon) -> None:
    demande = ouvrir(NatureDemande.CREATION)
    for code in ("besoins", "emplois", "position", "utilisation"):
        joindre(demande, code)
    rattacher_projet(demande=demande, projet=brouillon, par=None, a=A)
    assert adresser(demande).projet == brouillon


def test_une_piece_se_remplace_et_se_refuse_hors_de_sa_nature() -> None:
    demande = ouvrir(NatureDemande.CREATION)
    joindre(demande, "besoins", "Premier jet.")
    joindre(demande, "besoins", "Texte définitif.")
    assert [piece.texte for piece in demande.pieces.all()] == ["Texte définitif."]
    with pytest.raises(ErreurMetier, match="n’accompagne pas"):
        joindre(demande, "courrier")
    with pytest.raises(ErreurMetier, match="Une pièce porte un texte"):
        joindre(demande, "emplois", "")


# ---------------------------------------------------------------- the decision and its effect


def test_creation_acceptee_met_le_projet_en_vigueur_a_la_date_du_gtp(brouillon) -> None:
    """DEMANDE-EFFET"""
    demande = ouvrir(NatureDemande.CREATION)
    completer(demande)
    adresser(demande)
    with pytest.raises(RegleNonRespectee) as refus:
        decider(demande)
    assert refus.value.regle.code == "DEMANDE-EFFET"
    rattacher_projet(demande=demande, projet=brouillon, par=None, a=A)
    with pytest.raises(RegleNonRespectee, match="est à venir"):
        decider(demande, le=A.date() + timedelta(days=1))
    demande = decider(demande, le=date(2026, 11, 18))
    brouillon.refresh_from_db()
    assert (brouillon.etat, brouillon.date_gtp) == (EtatReferentiel.EN_VIGUEUR, date(2026, 11, 18))
    assert (demande.etat, demande.certification) == (EtatDemande.ACCEPTEE, brouillon.certification)


def test_revision_acceptee_remplace(referentiel) -> None:
    """DEMANDE-EFFET: of the very day."""
    projet = Referentiel.objects.create(certification=referentiel.certification, intitule="Usineur")
    demande = ouvrir(NatureDemande.REVISION, certification=referentiel.certification)
    rattacher_projet(demande=demande, projet=projet, par=None, a=A)
    completer(demande)
    adresser(demande)
    decider(demande, le=A.date())
    referentiel.refresh_from_db()
    projet.refresh_from_db()
    assert (referentiel.etat, projet.etat) == (EtatReferentiel.REMPLACE, EtatReferentiel.EN_VIGUEUR)


def test_suppression_acceptee_supprime_avec_son_motif(referentiel) -> None:
    """DEMANDE-EFFET"""
    certification = referentiel.certification
    demande = ouvrir(NatureDemande.SUPPRESSION, certification=certification, motif=MotifSuppression.OBSOLESCENCE)
    joindre(demande, "motivation", "Le procédé a disparu.")
    adresser(demande)
    decider(demande, le=date(2026, 11, 19))
    certification.refresh_from_db()
    assert (certification.supprimee_le, certification.motif_suppression, certification.texte_suppression) == (
        date(2026, 11, 19),
        "obsolescence",
        "Le procédé a disparu.",
    )


@pytest.mark.parametrize(
    ("dit", "garde"), [("Le marché a disparu.", "Le marché a disparu."), ("", MotifSuppression.USAGE.label)]
)
def test_une_suppression_sans_motivation_garde_ce_que_le_gtp_dit_ou_son_motif(referentiel, dit, garde) -> None:
    """DEMANDE-EFFET"""
    certification = referentiel.certification
    demande = ouvrir(NatureDemande.SUPPRESSION, certification=certification, motif=MotifSuppression.USAGE)
    completer(demande)
    adresser(demande)
    demande.pieces.all().delete()
    decider(demande, commentaire=dit)
    certification.refresh_from_db()
    assert certification.texte_suppression == garde


def test_un_refus_ne_change_pas_le_catalogue(referentiel) -> None:
    demande = ouvrir(NatureDemande.SUPPRESSION, certification=referentiel.certification, motif=MotifSuppression.USAGE)
    completer(demande)
    adresser(demande)
    with pytest.raises(ErreurMetier, match="motif du refus"):
        decider(demande, acceptee=False)
    demande = decider(demande, acceptee=False, commentaire="Deux promotions sont prévues.")
    referentiel.refresh_from_db()
    assert (demande.etat, referentiel.etat) == (EtatDemande.REFUSEE, EtatReferentiel.EN_VIGUEUR)


def test_une_decision_impossible_ne_laisse_rien(referentiel) -> None:
    """The version in force is later than the decision: neither the request nor the catalogue moves."""
    projet = Referentiel.objects.create(certification=referentiel.certification, intitule="Usineur")
    Referentiel.objects.filter(pk=referentiel.pk).update(date_gtp=date(2026, 11, 19))
    demande = ouvrir(NatureDemande.REVISION, certification=referentiel.certification)
    rattacher_projet(demande=demande, projet=projet, par=None, a=A)
    completer(demande)
    adresser(demande)
    with pytest.raises(ErreurMetier, match="ne peut pas la remplacer"):
        decider(demande, le=date(2026, 11, 18))
    demande.refresh_from_db()
    projet.refresh_from_db()
    assert (demande.etat, demande.decidee_le, projet.etat) == (EtatDemande.ADRESSEE, None, EtatReferentiel.BROUILLON)


@pytest.mark.parametrize(("le", "message"), [(date(2026, 11, 21), "à venir"), (date(2026, 11, 1), "précéder")])
def test_date_de_decision(le: date, message: str, referentiel) -> None:
    demande = ouvrir(NatureDemande.SUPPRESSION, certification=referentiel.certification, motif=MotifSuppression.USAGE)
    completer(demande)
    adresser(demande)
    with pytest.raises(ErreurMetier, match=message):
        decider(demande, le=le)
    with pytest.raises(TransitionInterdite):
        adresser(demande)


def test_envoi_a_venir_refuse() -> None:
    demande = ouvrir(NatureDemande.CREATION)
    completer(demande)
    with pytest.raises(ErreurMetier, match="à venir"):
        adresser(demande, date(2026, 11, 21))


def test_demande_close_ne_change_plus(referentiel) -> None:
    demande = ouvrir(NatureDemande.REVISION, certification=referentiel.certification)
    abandonner_demande(demande=demande, motif="Reportée.", par=None, a=A)
    with pytest.raises(ErreurMetier, match="ne change plus"):
        joindre(demande, "besoins")
    with pytest.raises(TransitionInterdite):
        adresser(demande)


def test_natures_et_certifications_ne_se_melangent_pas(referentiel, brouillon) -> None:
    certification = referentiel.certification
    with pytest.raises(ErreurMetier, match="Révision d’une certification"):
        ouvrir(NatureDemande.PARCOURS, certification=certification)
    demande = ouvrir(NatureDemande.REVISION, certification=certification)
    with pytest.raises(ErreurMetier, match="autre certification"):
        rattacher_projet(demande=demande, projet=brouillon, par=None, a=A)
    with pytest.raises(ErreurMetier, match="brouillon"):
        rattacher_projet(demande=demande, projet=referentiel, par=None, a=A)
    suppression = ouvrir(NatureDemande.SUPPRESSION, certification=certification, motif=MotifSuppression.USAGE)
    with pytest.raises(ErreurMetier, match="ne porte pas de projet"):
        rattacher_projet(demande=suppression, projet=brouillon, par=None, a=A)


@pytest.mark.parametrize("nature", [NatureDemande.REVISION, NatureDemande.SUPPRESSION])
def test_une_certification_supprimee_ne_se_demande_plus(nature: str, referentiel) -> None:
    certification = referentiel.certification
    supprimer_certification(
        certification=certification, le=LE, motif=MotifSuppression.USAGE, texte="Sans usage.", par=None, a=A
    )
    certification.refresh_from_db()
    with pytest.raises(RegleNonRespectee, match="est supprimée depuis le 20\u00a0novembre\u00a02026") as refus:
        ouvrir(nature, certification=certification, motif=MotifSuppression.USAGE)
    assert (refus.value.regle, DemandeGTP.objects.count()) == (regles.SUPPRESSION, 0)


def test_machine_a_etats() -> None:
    assert {(de, vers) for de, suites in TRANSITIONS_DEMANDE.items() for vers in suites} == {
        ("preparation", "adressee"),
        ("preparation", "abandonnee"),
        ("adressee", "acceptee"),
        ("adressee", "refusee"),
        ("adressee", "abandonnee"),
    }


# ---------------------------------------------------------------- screens


def test_le_parcours_d_une_suppression_a_l_ecran(connecte, responsable, agent, referentiel) -> None:
    client, certification = connecte(responsable), referentiel.certification
    envoi = {"nature": "suppression", "certification": certification.pk, "motif": "usage"}
    page = client.post(reverse("demandegtp_creer"), envoi).url
    demande = DemandeGTP.objects.get()
    assert page == demande.get_absolute_url()
    assert "Pourquoi pas encore" in client.get(page).content.decode()
    piece = reverse("demandegtp_piece", args=[demande.pk, "motivation"])
    assert "Un texte ou un document est attendu." in str(client.post(piece, {}).context["formulaire"].errors)
    client.post(piece, {"texte": "Aucune promotion depuis 2021."})
    client.post(reverse("demandegtp_adresser", args=[demande.pk]), {"le": "2026-03-01"})
    adresse = reverse("demandegtp_decider", args=[demande.pk])
    client.post(adresse, {"acceptee": "oui", "le": "2026-03-20"})
    demande.refresh_from_db()
    certification.refresh_from_db()
    assert (demande.etat, certification.supprimee_le) == (EtatDemande.ACCEPTEE, date(2026, 3, 20))
    lecture = connecte(agent).get(page).content.decode()
    assert "Aucune promotion depuis 2021." in lecture
    assert "Remplacer ou compléter" not in lecture


def test_la_creation_se_prepare_piece_par_piece(connecte, responsable, brouillon) -> None:
    client = connecte(responsable)
    client.post(reverse("demandegtp_creer"), {"nature": "creation", "intitule": "Soudeur naval"})
    demande = DemandeGTP.objects.get()
    pdf = SimpleUploadedFile("rapport.pdf", _pdf(), content_type="application/pdf")
    piece = reverse("demandegtp_piece", args=[demande.pk, "besoins"])
    client.post(piece, {"fichier": pdf, "datee_du": "2026-09-01"})
    client.post(reverse("demandegtp_projet", args=[demande.pk]), {"projet": brouillon.pk})
    lignes = client.get(demande.get_absolute_url()).context["pieces"]
    assert [(ligne.code, ligne.presente) for ligne in lignes] == [
        ("besoins", True),
        ("emplois", False),
        ("position", False),
        ("utilisation", False),
        ("projet", True),
    ]
    fichier = client.get(reverse("demandegtp_fichier", args=[PieceDemande.objects.get().pk]))
    assert (fichier["Content-Type"], fichier.content[:5]) == ("application/pdf", b"%PDF-")
    faux = SimpleUploadedFile("rapport.pdf", b"pas un pdf", content_type="application/pdf")
    refus = client.post(piece, {"fichier": faux})
    assert "n’est pas d’un type attendu" in str(refus.context["formulaire"].errors["fichier"])


def _pdf() -> bytes:
    import io

    import pikepdf

    flux = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(flux)
    return flux.getvalue()


@pytest.mark.parametrize(
    ("envoi", "champs"),
    [
        ({}, {"nature"}),
        ({"nature": "creation"}, {"intitule"}),
        ({"nature": "revision"}, {"certification"}),
        ({"nature": "suppression"}, {"certification", "motif"}),
        ({"nature": "x", "certification": "999"}, {"nature", "certification"}),
    ],
)
def test_demande_incomplete(envoi: dict, champs: set[str], connecte, responsable) -> None:
    reponse = connecte(responsable).post(reverse("demandegtp_creer"), envoi)
    assert set(reponse.context["formulaire"].errors) == champs
    assert DemandeGTP.objects.count() == 0


@pytest.mark.parametrize(
    ("role", "lecture", "ecriture"),
    [
        ("agent", 200, 403),
        ("auditeur", 200, 403),
        ("membre_of", 403, 403),
        ("evaluateur", 403, 403),
        ("jure", 403, 403),
    ],
)
def test_droits(role: str, lecture: int, ecriture: int, request, connecte) -> None:
    demande = ouvrir(NatureDemande.CREATION)
    personne = request.getfixturevalue(role)
    client = connecte(getattr(personne, "utilisateur", personne))
    assert client.get(reverse("demandegtp_liste")).status_code == lecture
    assert client.get(demande.get_absolute_url()).status_code == lecture
    assert client.get(reverse("demandegtp_decider", args=[demande.pk])).status_code == ecriture
    assert client.get(reverse("demandegtp_piece", args=[demande.pk, "besoins"])).status_code == ecriture


def test_piece_inconnue(connecte, responsable) -> None:
    demande = ouvrir(NatureDemande.CREATION)
    client = connecte(responsable)
    for code in ("courrier", "x"):
        assert client.get(reverse("demandegtp_piece", args=[demande.pk, code])).status_code == 404


@pytest.mark.parametrize("nombre", [1, 8])
def test_liste_et_detail_en_un_nombre_fixe_de_requetes(
    nombre: int, connecte, agent, referentiel, django_assert_max_num_queries
) -> None:
    for _ in range(nombre):
        demande = ouvrir(NatureDemande.REVISION, certification=referentiel.certification)
        completer(demande)
    client = connecte(agent)
    with django_assert_max_num_queries(3 + 1 + 2):
        page = client.get(reverse("demandegtp_liste"), {"nature": "revision", "etat": "preparation"})
    assert [ligne.nombre_pieces for ligne, _ in page.context["lignes"]] == [5] * nombre
    with django_assert_max_num_queries(3 + 1 + 4):
        client.get(demande.get_absolute_url())
    assert len(client.get(reverse("demandegtp_liste"), {"nature": "creation"}).context["lignes"]) == 0


def test_toutes_les_pieces_ont_une_demande() -> None:
    assert {piece for pieces in regles.PIECES_DEMANDE.values() for piece in pieces} == set(PieceAttendue)
