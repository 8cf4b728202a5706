"""The page of a person: every registration for the centre, one's own for an OF; documents a correction made stale."""

from datetime import UTC, date, datetime, timedelta

import pytest

from candidats.choix import EtatInscription, PreuveCorrection
from candidats.models import Acquis, Candidat, Inscription
from candidats.services.correction import corriger_identite
from candidats.services.fusion import CHAMPS_REUNIS, fusionner
from candidats.services.ressemblance import refaire_doubles
from certif_portal.commun.fichiers import enregistrer_fichier
from certif_portal.commun.journal import lectures_de
from certif_portal.commun.models import Courriel, DocumentRendu
from evaluations.models import FeuilleEmargement, Passage
from jurys.choix import NaturePiece
from jurys.documents.certificat import titulaire
from jurys.models import Certificat, PieceJury, Presentation
from referentiels.models import Competence
from tests.candidats.factories import CandidatFactory, InscriptionFactory
from tests.evaluations.factories import CommissionFactory
from tests.journal import journaliser
from tests.jurys.factories import JuryFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def candidat(inscription, agent, instant):
    candidat = inscription.candidat
    candidat.identite_verifiee_le, candidat.identite_verifiee_par = instant, agent
    candidat.identite_document = "carte"
    candidat.save()
    return candidat


def lire(connecte, personne, candidat):
    reponse = connecte(personne).get(f"/candidats/{candidat.pk}/")
    return texte(reponse) if reponse.status_code == 200 else reponse.status_code


def texte(reponse):
    """The page with ordinary spaces."""
    return reponse.content.decode().replace("&nbsp;", " ").replace("\xa0", " ")


def document(titre, a):
    fichier = enregistrer_fichier(nom="x.pdf", octets=b"%PDF-1.4\n", type_mime="application/pdf", par=None, a=a)
    return DocumentRendu.objects.create(
        code="essai", titre=titre, fichier=fichier, version_modele="1", version_dispositif="2020", rendu_le=a
    )


def test_le_centre_voit_identite_inscriptions_acquis_et_certificats(connecte, agent, candidat, inscription, instant):
    ancienne = InscriptionFactory(
        candidat=candidat,
        referentiel=inscription.referentiel,
        etat=EtatInscription.NON_ADMISE,
        decidee_le=date(2023, 1, 20),
    )
    for expire in (date(2028, 1, 20), date(2025, 1, 20)):
        Acquis.objects.create(
            candidat=candidat,
            inscription=ancienne,
            competence=Competence.objects.first(),
            rncp=False,
            decision_le=date(2023, 1, 20),
            expire_le=expire,
        )
    journaliser(ancienne, "essai", "Le livret a été validé.", par=agent, a=instant)
    vu = lire(connecte, agent, candidat)
    assert f"carte nationale d’identité, 20 novembre, {agent}" in vu
    assert vu.count("inscriptions/") >= 2
    assert ("jusqu’au 20 janvier 2028" in vu, vu.count("expiré")) == (True, 1)
    assert "Le livret a été validé." in vu


def test_un_organisme_ne_voit_que_ses_inscriptions_et_rien_des_autres(
    connecte, candidat, inscription, membre_of, membre_autre_of, autre_organisme, agent, instant
):
    """Each date of the other's is one that nothing else bears: checked in March, decided in January, lost in May."""
    Candidat.objects.filter(pk=candidat.pk).update(identite_verifiee_le=datetime(2025, 3, 3, 9, tzinfo=UTC))
    ailleurs = InscriptionFactory(
        candidat=candidat,
        organisme=autre_organisme,
        etat=EtatInscription.NON_ADMISE,
        decidee_le=date(2024, 1, 17),
        referentiel=inscription.referentiel,
    )
    Acquis.objects.create(
        candidat=candidat,
        inscription=ailleurs,
        competence=Competence.objects.first(),
        rncp=False,
        decision_le=date(2024, 1, 17),
        expire_le=date(2029, 5, 4),
    )
    for lue in (lire(connecte, agent, candidat), texte(connecte(agent).get(f"/inscriptions/{inscription.pk}/"))):
        assert "3 mars 2025" in lue  # what follows does look for what the centre reads
    journaliser(ailleurs, "essai", "Acte de l’autre organisme.", par=agent, a=instant)
    journaliser(inscription, "fusion", "Deux fiches sont réunies en une.", par=agent, a=instant)
    vu = lire(connecte, membre_of, candidat)
    assert f"/inscriptions/{inscription.pk}/" in vu
    fiche = texte(connecte(membre_of).get(f"/inscriptions/{inscription.pk}/?journal=tout"))
    for secret in (
        f"/inscriptions/{ailleurs.pk}/",
        autre_organisme.nom,
        "Acte de l’autre",
        "17 janvier",
        "3 mars",
        "4 mai",
        "carte nationale",
        "réunies",
    ):
        assert secret not in vu, secret
        assert secret not in fiche, secret
    assert str(agent) not in vu
    assert "1 inscription<" in vu
    assert f"/inscriptions/{inscription.pk}/" not in lire(connecte, membre_autre_of, candidat)


ETAT_CIVIL_CORRIGE = {
    "nom_naissance": "Corrigé",
    "prenom": "Zoé",
    "sexe": "F",
    "date_naissance": "1996-02-29",
    "pays_naissance": "France",
    "commune_naissance": "Saint-Nazaire",
    "departement_naissance": "44",
    "preuve": "acte",
    "motif": "Acte relu.",
}


def test_hors_de_son_perimetre_le_candidat_n_existe_pas(
    connecte, candidat, membre_autre_of, jure, evaluateur, administrateur
):
    for personne in (membre_autre_of, jure, evaluateur.utilisateur, administrateur):
        assert lire(connecte, personne, candidat) == 404


def test_l_auditeur_lit_et_chaque_lecture_est_notee(connecte, auditeur, candidat, inscription):
    lire(connecte, auditeur, candidat)
    connecte(auditeur).get(f"/inscriptions/{inscription.pk}/?journal=tout")
    lues = [(lue.phrase, lue.par) for lue in lectures_de(inscription)]
    assert lues == [(f"Dossier consulté par {auditeur}.", auditeur)] * 2


def test_le_pv_perime_est_celui_du_bloc_presente_pas_celui_du_cqpm(connecte, agent, candidat, inscription, instant):
    """A candidate for one bloc alone is on that bloc's PV, and not on those of the CQPM or of the other bloc."""
    avant, certification = instant - timedelta(days=1), inscription.referentiel.certification
    vise, autre = [composition.version_bloc for composition in inscription.referentiel.compositions.all()]
    inscription.portee = "blocs"
    inscription.save()
    jury = JuryFactory()
    presentation = Presentation.objects.create(jury=jury, inscription=inscription, code="K7", ordre=1)
    presentation.decisions_blocs.create(version_bloc=vise, decision="A", decidee_le=avant)
    for titre, bloc in (("PV du CQPM", None), ("PV du bloc visé", vise), ("PV de l’autre bloc", autre)):
        PieceJury.objects.create(
            jury=jury,
            nature=NaturePiece.PV,
            certification=certification,
            version_bloc=bloc,
            document=document(titre, avant),
        )
    vu = texte(connecte(agent).post(f"/candidats/{candidat.pk}/etat-civil/", ETAT_CIVIL_CORRIGE, follow=True))
    presents = [titre for titre in ("PV du CQPM", "PV du bloc visé", "PV de l’autre bloc") if f"{titre}, du 19" in vu]
    assert presents == ["PV du bloc visé"]


def test_une_correction_liste_les_documents_perimes_chacun_avec_sa_suite(
    connecte, agent, candidat, inscription, instant
):
    avant = instant - timedelta(days=1)
    jury, commission = JuryFactory(), CommissionFactory()
    Passage.objects.create(commission=commission, inscription=inscription)
    FeuilleEmargement.objects.create(commission=commission, document=document("Émargement de la commission", avant))
    a_venir = CommissionFactory(date=date(2026, 12, 10))
    Passage.objects.create(commission=a_venir, inscription=inscription, convoque_le=avant)
    presentation = Presentation.objects.create(jury=jury, inscription=inscription, code="K7", ordre=1)
    PieceJury.objects.create(
        jury=jury,
        nature=NaturePiece.PV,
        certification=inscription.referentiel.certification,
        document=document("Procès-verbal", avant),
    )
    imprime = titulaire(candidat)
    Certificat.objects.create(
        numero="MC-2026-0001",
        serie="MC",
        rang=1,
        type="CQPM",
        presentation=presentation,
        code_certification="MQ",
        intitule="Essai",
        nom=imprime.nom,
        nom_usage=imprime.nom_usage,
        prenoms=imprime.prenom,
        date_jury=jury.date,
        date_naissance=candidat.date_naissance,
        lieu_naissance=imprime.lieu_naissance,
        delivre_le=avant,
        document=document("Certificat", avant),
    )
    assert "L’état civil a changé depuis" not in lire(connecte, agent, candidat)
    reponse = connecte(agent).post(f"/candidats/{candidat.pk}/etat-civil/", ETAT_CIVIL_CORRIGE, follow=True)
    vu = texte(reponse)
    for attendu in (
        "Certificat MC-2026-0001, du 19 novembre 2026 : il peut être remplacé",
        "Procès-verbal, du 19 novembre 2026 : une note rectificative",
        "Émargement de la commission, du 19 novembre 2026 : à imprimer de nouveau",
        "Convocation du candidat, du 19 novembre 2026 : partie sous l’ancien état civil",
        "Acte relu.",
        "Extrait d’acte de naissance",
    ):
        assert attendu in vu, attendu
    FeuilleEmargement.objects.all().delete()
    connecte(agent).post(f"/commissions/{a_venir.pk}/convoquer/", {"passage": a_venir.passages.get().pk})
    vu = lire(connecte, agent, candidat)
    assert ("à imprimer de nouveau" in vu, "Convocation du candidat" in vu) == (False, False)
    assert "Corrigé" in Courriel.objects.get(acte="candidat_convocation").texte.title()


@pytest.mark.parametrize(
    ("nom", "prenom", "propose"),
    [
        ("ŒUVRÉ ÇELIK", "zoe", True),  # accents and hyphens
        ("Zoé", "Œuvré-Çelik", True),  # inverted
        ("Kerbrat", "Zoé", False),
    ],
)
def test_une_autre_fiche_du_meme_jour_n_est_proposee_que_sous_les_memes_lettres(
    connecte, agent, organisme, nom, prenom, propose
):
    candidat = CandidatFactory(nom_naissance="Œuvré-Çelik", prenom="Zoé")
    for fiche in (candidat, CandidatFactory(nom_naissance=nom, prenom=prenom)):
        InscriptionFactory(candidat=fiche, organisme=organisme)
    assert ("Est-ce la même personne" in lire(connecte, agent, candidat)) is propose


def test_corriger_avant_la_verification_se_fait_dans_l_inscription(connecte, agent, inscription):
    assert connecte(agent).get(f"/candidats/{inscription.candidat_id}/etat-civil/").status_code == 403


def test_reunir_puis_defaire_a_l_ecran(connecte, agent, candidat, autre_organisme):
    autre = CandidatFactory(
        nom_naissance=candidat.nom_naissance.upper(), prenom="Zoe", courriel="autre@exemple.fr", telephone="0600000000"
    )
    InscriptionFactory(candidat=autre, organisme=autre_organisme)
    refaire_doubles()  # a world written by hand
    client = connecte(agent)
    assert (
        f"/candidats/{candidat.pk}/reunir/{autre.pk}/" in client.get("/candidats/doubles/?quoi=toutes").content.decode()
    )
    assert "Est-ce la même personne" in lire(connecte, agent, candidat)
    adresse = f"/candidats/{candidat.pk}/reunir/{autre.pk}/"
    form = client.get(adresse).context["formulaire"]
    assert {nom: champ.initial for nom, champ in form.fields.items() if nom != "version_vue"} == {
        "nom_naissance": "a",
        "prenom": "a",
        "courriel": "a",
        "telephone": "b",
    }
    manque = client.post(adresse, {}).content.decode()
    assert Inscription.objects.filter(candidat=autre).count() == 1, manque
    client.post(adresse, {"nom_naissance": "a", "prenom": "a", "courriel": "b", "telephone": "b"})
    candidat.refresh_from_db()
    assert (candidat.inscriptions.count(), candidat.courriel, candidat.telephone) == (
        2,
        "autre@exemple.fr",
        "0600000000",
    )
    assert client.get(f"/candidats/{autre.pk}/").headers["Location"] == f"/candidats/{candidat.pk}/"
    fusion = candidat.fusions.get()
    client.post(f"/fusions/{fusion.pk}/defaire/")
    assert (candidat.inscriptions.count(), autre.inscriptions.count()) == (1, 1)
    assert client.get(f"/candidats/{autre.pk}/").status_code == 200


def test_defaire_une_reunion_impossible_dit_pourquoi(connecte, agent, candidat, instant):
    autre = InscriptionFactory(candidat__nom_naissance="X").candidat
    valeurs = {c: getattr(candidat, c) for c in CHAMPS_REUNIS}
    fusion = fusionner(conserve=candidat, absorbe=autre, valeurs=valeurs, par=agent, a=instant)
    corriger_identite(
        candidat=candidat, identite={"prenom": "Zoë"}, motif="x", preuve=PreuveCorrection.PIECE, par=agent, a=instant
    )
    vu = connecte(agent).get(f"/fusions/{fusion.pk}/defaire/").content.decode()
    assert "ont changé depuis" in vu
    connecte(agent).post(f"/fusions/{fusion.pk}/defaire/")
    assert candidat.inscriptions.count() == 2


@pytest.mark.parametrize("nombre", [1, 4])
def test_six_requetes_et_une_septieme_apres_une_correction(
    connecte, agent, candidat, inscription, nombre, instant, django_assert_max_num_queries
):
    """Beyond session, user, roles and frame; the same with one registration and with several."""
    for _ in range(nombre - 1):
        InscriptionFactory(candidat=candidat, referentiel=inscription.referentiel)
    client = connecte(agent)
    with django_assert_max_num_queries(4 + 6):
        client.get(f"/candidats/{candidat.pk}/")
    corriger_identite(
        candidat=candidat, identite={"prenom": "Zoë"}, motif="x", preuve=PreuveCorrection.PIECE, par=agent, a=instant
    )
    with django_assert_max_num_queries(4 + 7):  # and what was rendered before it
        client.get(f"/candidats/{candidat.pk}/")


def test_le_dossier_la_liste_et_la_recherche_menent_au_candidat(connecte, agent, inscription):
    client, lien = connecte(agent), f'href="/candidats/{inscription.candidat_id}/"'
    pages = (
        f"/inscriptions/{inscription.pk}/",
        "/inscriptions/",
        f"/recherche/?q={inscription.candidat.nom_naissance}",
    )
    assert [lien in client.get(page).content.decode() for page in pages] == [True, True, True]
