"""Import in the browser: refusals leave nothing, the review is kept, the confirmed reading is a draft."""

import io
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from certif_portal.commun.erreurs import ErreurMetier, FichierRefuse
from certif_portal.commun.models import EntreeJournal, Fichier
from referentiels.choix import EtatLecture, EtatReferentiel
from referentiels.exports.word import exporter_word
from referentiels.forms.importation import RelectureForm, ajouter, depuis_lignes, en_lignes
from referentiels.imports.memoire import depuis_memoire, en_memoire
from referentiels.imports.modele import Doute, Element, ReferentielLu
from referentiels.models import LectureReferentiel, Referentiel
from referentiels.relecture import empreinte_relecture, lignes_source, parties, situer_doutes
from referentiels.services.relecture import (
    abandonner_lecture,
    confirmer_lecture,
    enregistrer_relecture,
    recevoir_document,
)
from referentiels.services.version import importer_referentiel
from tests.referentiels.imports.test_anciennes_formes import ANCIEN

pytestmark = pytest.mark.django_db
A = datetime(2026, 11, 20, 10, tzinfo=UTC)
SOCLE, CADRE = 3, 1
RECETTE = b"Tarte aux pommes\n\nEtaler la pate, ranger les pommes, cuire trente minutes.\n"


@pytest.fixture
def lecture(responsable, octets_fictifs: bytes) -> LectureReferentiel:
    return recevoir_document(nom="cqpm.md", octets=octets_fictifs, par=responsable, a=A)


def champs(lecture: LectureReferentiel, **changes: object) -> dict[str, object]:
    """What a browser sends back when nothing is touched, then `changes`."""
    lu = depuis_memoire(lecture.relecture)
    form = RelectureForm(
        lu=lu,
        relues=lecture.relues,
        a_cocher=lecture.a_cocher,
        initial={"version": empreinte_relecture(lecture.relecture)},
    )
    donnees = {champ.html_name: champ.value() for champ in form}
    return {nom: v for nom, v in (donnees | changes).items() if v not in (None, False)}


def envoyer(client, nom: str, octets: bytes):
    return client.post(reverse("referentiel_importer"), {"document": SimpleUploadedFile(nom, octets)})


def pdf_chiffre() -> bytes:
    import pikepdf

    sortie, pdf = io.BytesIO(), pikepdf.new()
    pdf.add_blank_page()
    pdf.save(sortie, encryption=pikepdf.Encryption(owner="x", user="y"))
    return sortie.getvalue()


# --- the reading and its parts


def test_une_lecture_revient_telle_quelle_de_la_memoire(fictif: ReferentielLu, ccpm: ReferentielLu) -> None:
    assert [depuis_memoire(en_memoire(lu)) for lu in (fictif, ccpm)] == [fictif, ccpm]


def test_les_listes_vont_et_viennent() -> None:
    elements = (Element("Un"), Element("deux", sous=True), Element("Trois"))
    assert en_lignes(elements) == "Un\n- deux\nTrois"
    assert depuis_lignes("Un\n\n • deux \nTrois\n") == elements
    assert depuis_lignes("- seul\n-5 °C") == (Element("seul"), Element("-5 °C"))


def test_les_doutes_vont_a_leur_partie(fictif: ReferentielLu) -> None:
    intitule = fictif.competences[2].intitule
    doutes = (
        Doute("En-tête", "le document ne porte pas de niveau"),
        Doute(f"Compétence « {intitule} »", "aucun résultat attendu"),
        Doute("Mission et activités", "ligne 12 : « x » n’a pas de place connue"),
        Doute("Modalités d’évaluation", "aucune"),
    )
    lu = replace(fictif, doutes=doutes)
    assert [(d.partie, d.ligne) for d in situer_doutes(lu)] == [
        ("identite", 0),
        ("bloc1", 0),
        ("mission", 12),
        ("modalites", 0),
    ]
    lignes = list(lignes_source("\n".join(f"l{n}" for n in range(1, 21)), [1] * 10 + [2] * 10, lu))
    assert [ligne.numero for ligne in lignes if ligne.doute] == [12]
    assert [(ligne.numero, ligne.page) for ligne in lignes if ligne.page] == [(1, 1), (11, 2)]


@pytest.mark.parametrize("a_cocher", [False, True])
def test_un_formulaire_non_touche_redonne_la_meme_lecture(lecture: LectureReferentiel, a_cocher: bool) -> None:
    lu = depuis_memoire(lecture.lecture)
    form = RelectureForm(champs(lecture), lu=lu, relues=[], a_cocher=a_cocher)
    assert form.is_valid(), form.errors
    assert (form.lu(), form.coches()) == (lu, set())


def test_une_proposition_se_relit_a_l_ecran(connecte, responsable, lecture, fictif) -> None:
    """Each tick is kept beside the texts, and the draft is made once the last one is there."""
    LectureReferentiel.objects.update(lecture=en_memoire(replace(fictif, proposition=True)))
    lecture.refresh_from_db()
    client, url = connecte(responsable), lecture.get_absolute_url()
    toutes = {f"relue_{partie.cle}": "on" for partie in parties(fictif)}
    assert all(f'name="{nom}"' in client.get(url).content.decode() for nom in toutes)
    partielles = {nom: v for nom, v in toutes.items() if nom != "relue_mission"}
    page = client.post(url, champs(lecture, acte="confirmer", **partielles), follow=True).content.decode()
    assert "il reste à relire et à cocher Mission et activités." in page
    lecture.refresh_from_db()
    assert depuis_memoire(lecture.relecture) == fictif
    client.post(url, champs(lecture, acte="confirmer", **toutes))
    assert Referentiel.objects.get().mission == fictif.mission


def test_ajouter_puis_vider(fictif: ReferentielLu) -> None:
    assert [len(ajouter(fictif, quoi).competences) for quoi in ("competence:0", "competence:9", "bloc", "x")] == [
        7,
        6,
        7,
        6,
    ]
    assert len(ajouter(fictif, "activite").activites) == len(fictif.activites) + 1


# --- services


def test_recevoir_conserve_le_document_et_sa_lecture(lecture, responsable, octets_fictifs, fictif) -> None:
    assert (lecture.etat, lecture.source.taille, depuis_memoire(lecture.lecture)) == (
        EtatLecture.EN_RELECTURE,
        len(octets_fictifs),
        fictif,
    )
    assert recevoir_document(nom="autre.md", octets=octets_fictifs, par=responsable, a=A) == lecture
    assert (Referentiel.objects.count(), Fichier.objects.count()) == (0, 1)


def test_confirmer_cree_un_brouillon(lecture, responsable) -> None:
    referentiel = confirmer_lecture(lecture=lecture, par=responsable, a=A)
    lecture.refresh_from_db()
    assert (referentiel.etat, referentiel.date_gtp) == (EtatReferentiel.BROUILLON, None)
    assert (lecture.etat, lecture.referentiel, lecture.close_le) == (EtatLecture.IMPORTEE, referentiel, A)
    assert "Lecture relue et confirmée telle quelle." in EntreeJournal.objects.values_list("phrase", flat=True)
    with pytest.raises(ErreurMetier, match="close"):
        confirmer_lecture(lecture=lecture, par=responsable, a=A)


def test_un_doute_non_regle_reste_sur_la_version(lecture, responsable, fictif) -> None:
    lu = replace(fictif, doutes=(Doute("Ici", "un"), Doute("Là", "deux")))
    version = empreinte_relecture(lecture.relecture)
    enregistrer_relecture(lecture=lecture, lu=lu, relues={"doute0"}, version=version, a=A)
    assert confirmer_lecture(lecture=lecture, par=responsable, a=A).provenance.doutes == [{"ou": "Là", "quoi": "deux"}]


def test_deux_fenetres_ne_s_ecrasent_pas(lecture, fictif) -> None:
    version = empreinte_relecture(lecture.relecture)
    enregistrer_relecture(lecture=lecture, lu=replace(fictif, mission="Une"), relues=(), version=version, a=A)
    with pytest.raises(ErreurMetier, match="autre fenêtre"):
        enregistrer_relecture(lecture=lecture, lu=replace(fictif, mission="Deux"), relues=(), version=version, a=A)
    lecture.refresh_from_db()
    assert lecture.relecture["mission"] == "Une"


def test_une_proposition_se_coche_partie_par_partie(lecture, responsable, fictif) -> None:
    LectureReferentiel.objects.update(lecture=en_memoire(replace(fictif, proposition=True)))
    lecture.refresh_from_db()
    toutes = {partie.cle for partie in parties(fictif)}
    assert toutes == {"identite", "mission", "bloc0", "bloc1", "bloc2", "modalites"}
    version = empreinte_relecture(lecture.relecture)
    enregistrer_relecture(lecture=lecture, lu=fictif, relues=toutes - {"identite"}, version=version, a=A)
    with pytest.raises(ErreurMetier, match="à cocher Identité"):
        confirmer_lecture(lecture=lecture, par=responsable, a=A)
    assert Referentiel.objects.count() == 0
    version = empreinte_relecture(en_memoire(fictif))
    enregistrer_relecture(lecture=lecture, lu=fictif, relues=toutes, version=version, a=A)
    assert confirmer_lecture(lecture=lecture, par=responsable, a=A).etat == EtatReferentiel.BROUILLON


def test_abandonner(lecture, responsable) -> None:
    assert abandonner_lecture(lecture=lecture, par=responsable, a=A).etat == EtatLecture.ABANDONNEE
    ligne = EntreeJournal.objects.get(dossier_type="referentiels.lecturereferentiel", dossier_id=lecture.pk)
    assert (ligne.acte, ligne.phrase, ligne.par) == ("abandon", "Lecture de « cqpm.md » abandonnée.", responsable)
    with pytest.raises(ErreurMetier, match="close"):
        confirmer_lecture(lecture=lecture, par=responsable, a=A)


def test_un_document_deja_importe_est_refuse(lecture, responsable, octets_fictifs) -> None:
    confirmer_lecture(lecture=lecture, par=responsable, a=A)
    with pytest.raises(ErreurMetier, match="déjà importé : CQPM 2024 9001"):
        recevoir_document(nom="cqpm.md", octets=octets_fictifs, par=responsable, a=A)


def test_un_document_importe_pendant_sa_relecture_n_est_pas_repris(lecture, responsable, fictif) -> None:
    """The command imported the same file meanwhile: the reading stays open, to be abandoned."""
    importee = importer_referentiel(lu=fictif, nom_source="x", par=None, par_nom="Essai", a=A).referentiel
    with pytest.raises(ErreurMetier, match="Ce document est déjà importé : CQPM 2024 9001"):
        confirmer_lecture(lecture=lecture, par=responsable, a=A)
    lecture.refresh_from_db()
    assert (lecture.etat, lecture.referentiel, Referentiel.objects.get()) == (EtatLecture.EN_RELECTURE, None, importee)


def test_un_pdf_est_toujours_une_proposition(responsable, agent, fictif) -> None:
    """Whatever the reader makes of a PDF, it is refused or it is to be ticked."""
    from certif_portal.centre.models import parametres
    from referentiels import documents
    from referentiels.queries.fiche import fiche_referentiel

    version = importer_referentiel(lu=fictif, nom_source="x", par=None, par_nom="Essai", a=A).referentiel
    fiche = fiche_referentiel(agent, version.pk)
    assert fiche is not None
    octets = documents.document_pdf(documents.REFERENTIEL, fiche, parametres())
    try:
        lecture = recevoir_document(nom="x.pdf", octets=octets, par=responsable, a=A)
    except FichierRefuse:
        assert LectureReferentiel.objects.count() == 0
    else:
        assert lecture.a_cocher is True


# --- screens


@pytest.mark.parametrize(
    ("nom", "octets", "attendu"),
    [
        ("vide.docx", b"", "Lu\xa0: un fichier vide"),
        ("image.png", b"\x89PNG\r\n\x1a\n" + b"0" * 50, "une image"),
        ("tronque.docx", b"PK\x03\x04" + b"0" * 200, "un document Word tronqué"),
        ("tronque.pdf", b"%PDF-1.7\n1 0 obj", ""),
        ("chiffre.pdf", pdf_chiffre(), "mot de passe"),
        ("recette.txt", RECETTE, ""),
        ("gros.docx", b"PK\x03\x04" + b"0" * (20 * 1024 * 1024 + 1), "20 Mo au plus"),
    ],
)
def test_un_refus_est_dit_et_ne_laisse_rien(nom: str, octets: bytes, attendu: str, connecte, responsable) -> None:
    client = connecte(responsable)
    reponse = envoyer(client, nom, octets)
    if reponse.status_code == 302:
        reponse = client.get(reponse.url)
        message = reponse.context["depot"].resultat
        assert "Document refusé" in reponse.content.decode()
    else:  # what the form sees by itself
        [message] = reponse.context["formulaire"].errors["document"]
    assert (attendu in message.replace(" :", "\xa0:"), message.startswith(("Fichier", "Document"))) == (True, False)
    assert (LectureReferentiel.objects.count(), Fichier.objects.count(), Referentiel.objects.count()) == (0, 0, 0)


def test_sans_document_le_champ_le_dit(connecte, responsable) -> None:
    reponse = connecte(responsable).post(reverse("referentiel_importer"), {})
    assert list(reponse.context["formulaire"].errors) == ["document"]


@pytest.mark.parametrize("nom", ["cqpm.docx", "cqpm.md"])
def test_du_document_a_la_version_en_vigueur(nom: str, connecte, responsable, octets_fictifs, fictif) -> None:
    client = connecte(responsable)
    octets = exporter_word(fictif) if nom.endswith("docx") else octets_fictifs
    reponse = envoyer(client, nom, octets)
    lecture = LectureReferentiel.objects.get()
    reponse = client.get(reponse.url)
    assert reponse.url == lecture.get_absolute_url()
    nouveaux = "Premier critère corrigé\n- un point\nSecond critère"
    reponse = client.post(reponse.url, champs(lecture, c0_0_methodes=nouveaux, acte="enregistrer"))
    lecture.refresh_from_db()
    assert (reponse.status_code, Referentiel.objects.count()) == (302, 0)
    page = client.get(lecture.get_absolute_url()).content.decode()
    assert nouveaux in page.replace("\r\n", "\n")
    reponse = client.post(lecture.get_absolute_url(), champs(lecture, acte="confirmer"))
    referentiel = Referentiel.objects.get()
    assert reponse.url == reverse("referentiel_publier", args=[referentiel.pk])
    methodes = (
        referentiel.blocs.order_by("compositions__ordre")[0].competences.first().elements.filter(rubrique="methodes")
    )
    assert [(e.texte, e.sous) for e in methodes.order_by("ordre")] == [
        ("Premier critère corrigé", False),
        ("un point", True),
        ("Second critère", False),
    ]
    client.post(reponse.url, {"date_gtp": "2024-03-12"})
    referentiel.refresh_from_db()
    assert (referentiel.etat, str(referentiel.date_gtp)) == (EtatReferentiel.EN_VIGUEUR, "2024-03-12")
    assert client.get(lecture.get_absolute_url()).url == referentiel.get_absolute_url()


def test_ajouter_une_competence_puis_la_laisser_vide(connecte, responsable, lecture) -> None:
    client, url = connecte(responsable), lecture.get_absolute_url()
    assert 'value="ajouter_competence:1"' in client.get(url).content.decode()
    client.post(url, champs(lecture, acte="ajouter_competence:1"))
    lecture.refresh_from_db()
    assert [len(bloc["competences"]) for bloc in lecture.relecture["blocs"]] == [2, 3, 2]
    client.post(url, champs(lecture, acte="enregistrer"))
    lecture.refresh_from_db()
    assert [len(bloc["competences"]) for bloc in lecture.relecture["blocs"]] == [2, 2, 2]


@pytest.mark.parametrize(
    ("champ", "valeur", "attendu"),
    [
        ("intitule", "", "L’intitulé de la certification est attendu."),
        (
            "numero",
            "abc",
            "« abc » n’est pas un numéro de certification. Attendu : un numéro comme « CQPM 2006 0248 ».",
        ),
        ("b0_numero", "170", "« 170 » n’est pas un numéro de bloc : attendu « BDC0170 »."),
        ("c0_0_intitule", "", "Cette compétence a des critères : donnez son intitulé."),
    ],
)
def test_une_correction_refusee_garde_la_page(champ, valeur, attendu, connecte, responsable, lecture) -> None:
    donnees = champs(lecture, mission="Mission retouchée", acte="confirmer") | {champ: valeur}
    reponse = connecte(responsable).post(lecture.get_absolute_url(), donnees)
    assert reponse.context["formulaire"].errors == {champ: [attendu]}
    assert "Mission retouchée" in reponse.content.decode()
    assert Referentiel.objects.count() == 0


def test_un_numero_corrige_est_relu(connecte, responsable, lecture) -> None:
    connecte(responsable).post(lecture.get_absolute_url(), champs(lecture, numero="MQ 96 11 76 0145 R"))
    lecture.refresh_from_db()
    assert [lecture.relecture[cle] for cle in ("prefixe", "annee", "mois", "departements", "numero", "suffixe")] == [
        "MQ",
        1996,
        11,
        ["76"],
        "0145",
        "R",
    ]


def test_sans_numero_le_brouillon_n_est_pas_cree(connecte, responsable, lecture) -> None:
    client = connecte(responsable)
    reponse = client.post(lecture.get_absolute_url(), champs(lecture, acte="confirmer") | {"numero": ""}, follow=True)
    assert "Vos corrections sont gardées, la version n’est pas créée." in reponse.content.decode()
    lecture.refresh_from_db()
    assert (lecture.relecture["numero"], lecture.etat, Referentiel.objects.count()) == (
        None,
        EtatLecture.EN_RELECTURE,
        0,
    )


def test_un_envoi_vide_ne_plante_pas(connecte, responsable, lecture) -> None:
    reponse = connecte(responsable).post(lecture.get_absolute_url(), {"acte": "confirmer"})
    assert (reponse.status_code, "version" in reponse.context["formulaire"].errors) == (200, True)


def test_abandon_et_source(connecte, responsable, lecture, octets_fictifs) -> None:
    client = connecte(responsable)
    assert client.get(reverse("lecture_source", args=[lecture.pk])).content == octets_fictifs
    client.post(reverse("lecture_abandonner", args=[lecture.pk]))
    lecture.refresh_from_db()
    assert lecture.etat == EtatLecture.ABANDONNEE
    assert client.get(lecture.get_absolute_url()).url == reverse("referentiel_importer")


@pytest.mark.parametrize("role", ["agent", "auditeur", "membre_of", "evaluateur", "jure", "administrateur"])
def test_reserve_au_responsable(role: str, request, connecte, lecture) -> None:
    personne = request.getfixturevalue(role)
    client = connecte(getattr(personne, "utilisateur", personne))
    urls = [reverse("referentiel_importer"), lecture.get_absolute_url(), reverse("lecture_source", args=[lecture.pk])]
    assert [client.get(url).status_code for url in urls] == [403, 403, 403]


@pytest.mark.parametrize("nombre", [1, 12])
def test_couts(nombre: int, connecte, responsable, lecture, django_assert_max_num_queries) -> None:
    for _ in range(nombre - 1):
        LectureReferentiel.objects.create(
            source=lecture.source,
            texte="x",
            lecture=lecture.lecture,
            relecture=lecture.lecture,
            deposee_le=A,
            deposee_par=responsable,
        )
    client = connecte(responsable)
    with django_assert_max_num_queries(SOCLE + CADRE + 2):
        assert len(client.get(reverse("referentiel_importer")).context["lectures"]) == nombre
    with django_assert_max_num_queries(SOCLE + CADRE + 2):
        client.get(lecture.get_absolute_url())


def test_une_liste_de_competences_n_a_pas_de_bloc(connecte, responsable) -> None:
    client = connecte(responsable)
    page = client.get(envoyer(client, "ancien.txt", ANCIEN.encode()).url, follow=True)
    assert (page.context["nombre_blocs"], len(page.context["lu"].competences)) == (0, 3)
    assert "compétences en liste" in page.content.decode()
