"""The recap of a class list on screen: grouped questions, values for every line, words kept, the annotated copy."""

import io

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from candidats.choix import EtatImport
from candidats.imports.colonnes import COLONNES
from candidats.imports.groupes import grouper
from candidats.models import ImportClasseur, Inscription, MotRetenu
from candidats.services.classeur import demander_enregistrement, rapport_conserve
from candidats.tasks import enregistrer_classeur
from tests.candidats.classeur import classeur, martin
from tests.candidats.factories import EntrepriseFactory, InscriptionFactory
from tests.candidats.test_views_classeur import bonne, envoyer, page

SANS = ("voie", "formateurs", "entreprise_code_nace", "financements")


@pytest.fixture
def client_of(connecte, membre_of, referentiel):
    return connecte(membre_of)


def d_un_trait(texte: str) -> str:
    return " ".join(texte.replace("&nbsp;", " ").replace("\u00a0", " ").split())


def sans_colonnes(*lignes, sans: tuple[str, ...] = SANS) -> bytes:
    """A list that lacks these columns, under a title of its own, with a remark at the right of its last column."""
    livre = Workbook()
    ordre = [colonne for colonne in COLONNES if colonne.cle not in sans]
    livre.active.append(["Classe de Sandrine"])
    livre.active.append([*(colonne.titre for colonne in ordre), "Remarque"])
    for valeurs in lignes:
        livre.active.append([*(valeurs.get(colonne.cle) for colonne in ordre), "ok"])
    sortie = io.BytesIO()
    livre.save(sortie)
    return sortie.getvalue()


def classe() -> bytes:
    return sans_colonnes(bonne(), bonne(nom_naissance="Goff", origine="DE"), bonne(nom_naissance="Bihan"))


def ranger(client, import_: ImportClasseur, **valeurs: str):
    adresse = reverse("classeur_colonnes", args=[import_.pk])
    form = client.get(adresse).context["formulaire"]
    proposees = {nom: champ.initial or "" for nom, champ in form.fields.items()}
    return client.post(adresse, proposees | valeurs, follow=True)


def test_ce_que_le_classeur_ne_dit_pas_se_choisit_une_fois(client_of):
    import_ = envoyer(client_of, classe())
    assert import_.etat == EtatImport.A_RANGER
    ecran = client_of.get(reverse("classeur_colonnes", args=[import_.pk]))
    assert "Pour toutes les lignes" in ecran.content.decode()
    assert ecran.context["formulaire"].fields["v-voie"].initial == "formation"
    assert "v-entreprise_code_nace" not in ecran.context["formulaire"].fields  # asked company by company
    ranger(client_of, import_, **{"v-formateurs": "Anne Le Dû", "v-financements": "PDC"})
    import_.refresh_from_db()
    assert import_.valeurs == {"voie": "formation", "formateurs": "Anne Le Dû", "financements": "PDC"}
    assert (import_.etat, import_.bilan["nouvelle"]) == (EtatImport.A_CONFIRMER, 3)
    relu = client_of.get(reverse("classeur_colonnes", args=[import_.pk])).context["formulaire"]
    assert relu.fields["v-formateurs"].initial == "Anne Le Dû"


def test_une_valeur_fausse_ou_absente_se_dit_sur_sa_case(client_of):
    import_ = envoyer(client_of, sans_colonnes(bonne(), sans=("voie", "referentiel_id", "entree_formation")))
    refus = d_un_trait(
        ranger(client_of, import_, **{"v-voie": "", "v-entree_formation": "31/02/2026"}).content.decode()
    )
    assert "Il manque encore : « Certification », « Voie d’accès »." in refus
    assert "Une date qui existe, avec son année entière" in refus
    import_.refresh_from_db()
    assert (import_.etat, import_.valeurs) == (EtatImport.A_RANGER, {})


def test_une_liste_sans_entreprise_recoit_la_sienne(client_of):
    """Then the whole of it is offered, for the salariés."""
    sans = (*SANS, *(c.cle for c in COLONNES if c.cle.startswith("entreprise_")))
    import_ = envoyer(client_of, sans_colonnes(bonne(), sans=sans))
    ecran = client_of.get(reverse("classeur_colonnes", args=[import_.pk])).context
    assert [titre for titre, _ in ecran["communes"]] == ["Parcours", "Entreprise"]
    ranger(client_of, import_, **{"v-entreprise_raison_sociale": "Forges", "v-formateurs": "Anne Le Dû"})
    client_of.post(reverse("classeur_enregistrer", args=[import_.pk]))
    assert Inscription.objects.get().entreprise.raison_sociale == "Forges"


def test_une_question_se_pose_une_fois_pour_toutes_ses_lignes(client_of):
    lignes = [bonne(nom_naissance=martin(n), sexe="Elle", service=None) for n in range(3)]
    import_ = envoyer(client_of, classeur(*lignes))
    ecran = d_un_trait(page(client_of, import_))
    assert (ecran.count('name="e-2-sexe"'), ecran.count('name="m-2-service"')) == (1, 1)
    assert "<b>3 lignes</b>" in ecran
    une_par_une = d_un_trait(page(client_of, import_, "?groupe=m-2-service"))
    assert [f'name="c-{numero}-service"' in une_par_une for numero in (2, 3, 4)] == [True] * 3
    assert 'name="e-2-sexe"' not in une_par_une
    assert 'name="e-2-sexe"' in page(client_of, import_, "?groupe=m-9-service")  # no such group: everything
    client_of.post(
        reverse("classeur_corriger", args=[import_.pk]),
        {"e-2-sexe": "F", "m-2-service": "Atelier", "c-4-service": "Méthodes", "g-x": "?"},
    )
    assert "Enregistrer les 3 lignes" in page(client_of, import_)
    client_of.post(reverse("classeur_enregistrer", args=[import_.pk]))
    services = Inscription.objects.order_by("candidat__nom_naissance").values_list("service", flat=True)
    assert list(services) == ["Atelier", "Atelier", "Méthodes"]
    connus = reverse("correspondance_liste")
    assert ">elle</label>" in client_of.get(connus).content.decode()
    client_of.post(connus, {"oublier-mot": [str(MotRetenu.objects.get().pk)]})
    assert MotRetenu.objects.count() == 0


def test_une_cellule_facultative_se_laisse_vide(client_of):
    import_ = envoyer(client_of, classeur(bonne(courriel="zoe@@mail")))
    assert 'name="vide" value="c-2-courriel"' in d_un_trait(page(client_of, import_))
    client_of.post(reverse("classeur_corriger", args=[import_.pk]), {"vide": ["c-2-courriel", "e-9-origine", "autre"]})
    client_of.post(reverse("classeur_enregistrer", args=[import_.pk]))
    assert Inscription.objects.get().candidat.courriel == ""


def test_une_reponse_qui_ne_se_comprend_pas_se_dit(client_of):
    import_ = envoyer(client_of, classeur(bonne(financements="Région")))
    reponse = client_of.post(reverse("classeur_corriger", args=[import_.pk]), {"e-2-financements": "OPCO"}, follow=True)
    assert "Financements, « OPCO »" in " ".join(str(m) for m in reponse.context["messages"]).replace("\u00a0", " ")


@pytest.mark.parametrize("signe", ["\x00", "\x1f", "\ufffd"])
def test_un_signe_que_personne_n_ecrit_est_demande_ou_il_se_trouve(client_of, signe):
    """A nul sign is kept by no base: the cell asks again, the word explained is refused."""
    import_ = envoyer(client_of, classeur(bonne(nom_naissance="123", referentiel_id="Usinage (soir)")))
    adresse = reverse("classeur_corriger", args=[import_.pk])
    client_of.post(adresse, {"c-2-nom_naissance": f"Mar{signe}tin"})
    assert "Mar" in client_of.get(reverse("classeur_recapitulatif", args=[import_.pk])).content.decode()
    assert {anomalie.cle for anomalie in rapport_conserve(import_).erreurs} == {"nom_naissance", "referentiel_id"}
    reponse = client_of.post(adresse, {"e-2-referentiel_id": f"Usi{signe}nage"}, follow=True)
    assert "«\u00a0Usi" in " ".join(str(m) for m in reponse.context["messages"])
    assert MotRetenu.objects.count() == 0


def test_la_copie_annotee_gagne_les_colonnes_qui_manquent_et_se_relit(client_of):
    """Each cell is marked in its place, and what was said on screen is there: sent again, nothing is asked twice."""
    import_ = envoyer(client_of, classe())
    ranger(client_of, import_, **{"v-formateurs": "Anne Le Dû", "v-financements": "PDC"})
    octets = client_of.get(reverse("classeur_annote", args=[import_.pk])).content
    feuille = load_workbook(io.BytesIO(octets)).active
    titres = [cellule.value for cellule in feuille[2]]
    largeur = len(COLONNES) - len(SANS) + 1
    assert titres[largeur - 1 :] == ["Remarque", "Voie d’accès", "Code NACE", "Formateurs", "Financements"]
    ajoutees = {titre: largeur + rang for rang, titre in enumerate(titres[largeur:], start=1)}
    formateurs = [feuille.cell(row=ligne, column=ajoutees["Formateurs"]).value for ligne in (3, 4, 5)]
    assert formateurs == ["Anne Le Dû"] * 3
    assert feuille.cell(row=3, column=ajoutees["Voie d’accès"]).value == "Parcours de formation"
    nace = feuille.cell(row=3, column=ajoutees["Code NACE"])
    assert (nace.value, nace.comment.text) == (None, "Code NACE : Le code NACE de l’entreprise est à renseigner.")
    assert [feuille.cell(row=ligne, column=1).comment for ligne in (3, 4, 5)] == [None] * 3
    for ligne in (3, 4, 5):
        feuille.cell(row=ligne, column=ajoutees["Code NACE"]).value = "25.62"
    sortie = io.BytesIO()
    feuille.parent.save(sortie)
    relu = envoyer(client_of, sortie.getvalue())
    assert (relu.etat, relu.bilan["nouvelle"], relu.valeurs) == (EtatImport.A_CONFIRMER, 3, {})
    assert "À compléter avant le dépôt" not in page(client_of, relu)


def test_ce_qui_est_connu_d_une_entreprise_est_propose_jamais_ecrit(client_of, organisme, referentiel):
    """By its SIRET, in the answer of each cell that the deposit asks for; kept once the reader sends it."""
    connue = EntrepriseFactory(siret="73282932000074", raison_sociale="Ateliers Ma", ville="Nantes", code_nace="25.62")
    InscriptionFactory(organisme=organisme, referentiel=referentiel, entreprise=connue)
    import_ = envoyer(client_of, classeur(bonne(entreprise_ville=None, entreprise_secteur=None)))
    ecran = d_un_trait(page(client_of, import_))
    assert ecran.count("proposé : vous l’avez déjà saisi pour ce SIRET") == 2
    [ligne] = rapport_conserve(import_).lignes
    proposees = {anomalie.nom: anomalie.connue for anomalie in ligne.anomalies if anomalie.connue}
    assert proposees == {"c-2-entreprise_ville": "Nantes", "c-2-entreprise_secteur": "M"}
    assert [(nom, f'value="{valeur}"' in ecran) for nom, valeur in proposees.items()] == [
        ("c-2-entreprise_ville", True),
        ("c-2-entreprise_secteur", True),
    ]
    assert {a.cle for a in ligne.anomalies if a.au_depot} >= {"entreprise_ville", "entreprise_secteur"}
    client_of.post(reverse("classeur_corriger", args=[import_.pk]), proposees)
    client_of.post(reverse("classeur_enregistrer", args=[import_.pk]))
    ecrite = Inscription.objects.latest("pk").entreprise
    assert (ecrite.ville, ecrite.secteur, ecrite.raison_sociale) == ("Nantes", "M", "Ateliers Maëlström")


def test_sans_reponse_rien_n_est_ecrit_de_ce_qui_est_connu(client_of, organisme, referentiel):
    InscriptionFactory(
        organisme=organisme,
        referentiel=referentiel,
        entreprise=EntrepriseFactory(siret="73282932000074", ville="Nantes"),
    )
    import_ = envoyer(client_of, classeur(bonne(entreprise_ville=None)))
    client_of.post(reverse("classeur_enregistrer", args=[import_.pk]))
    assert Inscription.objects.latest("pk").entreprise.ville == ""


def test_deux_entreprises_n_ont_pas_la_meme_proposition(client_of, organisme, referentiel):
    """One question a proposal: the answer for all would be that of one of them."""
    for siret, ville in (("73282932000074", "Nantes"), ("35600000000048", "Paris")):
        InscriptionFactory(
            organisme=organisme, referentiel=referentiel, entreprise=EntrepriseFactory(siret=siret, ville=ville)
        )
    lignes = [
        bonne(nom_naissance=nom, entreprise_siret=siret, entreprise_ville=None)
        for nom, siret in (("Bihan", "73282932000074"), ("Goff", "35600000000048"), ("Madec", "73282932000074"))
    ]
    import_ = envoyer(client_of, classeur(*lignes))
    groupes = grouper(rapport_conserve(import_).anomalies(bloquantes=False, au_depot=True))
    assert [(g.anomalie.connue, g.nombre) for g in groupes if g.anomalie.cle == "entreprise_ville"] == [
        ("Nantes", 2),
        ("Paris", 1),
    ]


def test_une_autre_feuille_du_classeur_ne_redemande_pas_les_valeurs_communes(client_of):
    """Said of every line of the first, proposed for the second, which may change them; nothing is read with them
    before."""
    livre = load_workbook(io.BytesIO(sans_colonnes(bonne())))
    livre.active.title = "Groupe A"
    livre.copy_worksheet(livre.active).title = "Groupe B"
    sortie = io.BytesIO()
    livre.save(sortie)
    import_ = envoyer(client_of, sortie.getvalue())
    client_of.post(reverse("classeur_feuilles", args=[import_.pk]), {"feuilles": ["Groupe A", "Groupe B"]})
    premier, second = ImportClasseur.objects.order_by("pk")
    dites = {"voie": "formation", "formateurs": "Anne Le Dû", "financements": "PDC"}
    ranger(client_of, premier, **{f"v-{cle}": valeur for cle, valeur in dites.items()})
    second.refresh_from_db()
    assert (second.etat, second.valeurs) == (EtatImport.A_RANGER, dites)
    ecran = client_of.get(reverse("classeur_colonnes", args=[second.pk]))
    assert "est proposé ici" in ecran.content.decode()
    assert ecran.context["formulaire"].fields["v-formateurs"].initial == "Anne Le Dû"
    ranger(client_of, second, **{"v-formateurs": "Loïc Salaün"})
    lus = [{**import_.valeurs} for import_ in ImportClasseur.objects.order_by("pk")]
    assert [lu["formateurs"] for lu in lus] == ["Anne Le Dû", "Loïc Salaün"]


def test_ce_qu_un_ouvrier_a_enregistre_se_dit_comme_dans_la_reponse(client_of, membre_of):
    """Recorded by the worker, the page that waits says what was, before it leads to the papers."""
    import_ = envoyer(client_of, classeur(bonne(), bonne(nom_naissance=None)))
    demander_enregistrement(classeur=import_)
    assert enregistrer_classeur(import_.pk, membre_of.pk) == 1
    reponse = client_of.get(reverse("classeur_recapitulatif", args=[import_.pk]))
    dits = [d_un_trait(str(message)) for message in get_messages(reponse.wsgi_request)]
    assert reponse.url.startswith(reverse("piece_recue_liste"))
    assert dits == [
        "1 inscription est enregistrée en brouillon. Chacune se dépose une fois la pièce d’identité jointe.",
        "1 ligne reste à corriger, hors du portail : corrigez votre classeur, puis importez-le de nouveau.",
    ]
