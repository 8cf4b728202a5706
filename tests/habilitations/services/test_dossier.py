"""Acts on an accreditation file and on its audits: what is refused, and at which day."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from certif_portal.centre.models import parametres
from certif_portal.commun.erreurs import ErreurMetier, RegleNonRespectee
from certif_portal.commun.fichiers import octets_de, octets_de_l_acte
from habilitations.choix import EtatDossier, NatureDossier
from habilitations.models import Audit, DossierHabilitation, OrganismeFormation
from habilitations.queries.dossier import dossier_lu, manques_du_dossier
from habilitations.queries.organisme import habilitation_le
from habilitations.services.annexe import joindre_annexe, retirer_annexe
from habilitations.services.dossier import (
    creer_dossier,
    deposer_dossier,
    enregistrer_identite,
    enregistrer_reponses,
    recevoir_dossier,
    signer_engagement,
)
from habilitations.services.organisme import saisir_habilitation
from tests.habilitations.dossier import IDENTITE, fichier, midi
from tests.habilitations.factories import HabilitationFactory, OrganismeFactory
from tests.navigateur.scene import texte_du_pdf

LE = date(2026, 8, 31)
LIMITE = date(2027, 2, 28)
SOCLE = 4  # session, person, roles of the day, settings of the centre


def code(erreur) -> str:
    return erreur.value.regle.code


# ---------------------------------------------------------------- the file


def test_hors_des_departements_du_centre_on_dit_a_qui_s_adresser(scene):
    centre = parametres()
    centre.departements = "44, 56"
    centre.save()
    OrganismeFormation.objects.filter(pk=scene.organisme.pk).update(code_postal="49000")
    with pytest.raises(RegleNonRespectee, match="département 49") as erreur:
        creer_dossier(organisme=scene.organisme, par=scene.of, a=midi(LE))
    assert (code(erreur), DossierHabilitation.objects.count()) == ("CENTRE-COMPETENT", 0)


def test_une_adresse_hors_des_departements_ne_passe_ni_a_la_saisie_ni_au_depot(scene):
    """CENTRE-COMPETENT: opened without a postal code, or before the OF moved."""
    centre = parametres()
    centre.departements = "44, 56"
    centre.save()
    dossier = scene.brouillon(LE)
    ailleurs = {**IDENTITE, "code_postal": "49000", "ville": "Angers"}
    with pytest.raises(RegleNonRespectee, match="département 49") as erreur:
        enregistrer_identite(
            dossier=dossier, donnees=ailleurs, certifications=[], autres_certifications="", par=scene.of, a=midi(LE)
        )
    scene.organisme.refresh_from_db()
    assert (code(erreur), scene.organisme.code_postal) == ("CENTRE-COMPETENT", "44600")
    OrganismeFormation.objects.filter(pk=scene.organisme.pk).update(code_postal="49000")
    with pytest.raises(RegleNonRespectee, match="département 49"):
        deposer_dossier(dossier=dossier, par=scene.of, a=midi(LE))
    dossier.refresh_from_db()
    assert (dossier.etat, dossier.document) == (EtatDossier.BROUILLON, None)


def test_une_habilitation_donnee_ailleurs_demande_sa_preuve(responsable):
    organisme = OrganismeFactory()
    donnees = {
        "organisme": organisme,
        "date_effet": LE,
        "autre_centre": "UIMM de l’Anjou",
        "par": responsable,
        "a": midi(LE),
    }
    with pytest.raises(RegleNonRespectee) as erreur:
        saisir_habilitation(**donnees)
    assert code(erreur) == "HABILITATION-AILLEURS"
    habilitation = saisir_habilitation(**donnees, acte=fichier())
    assert (habilitation.autre_centre, habilitation_le(organisme, LE)) == ("UIMM de l’Anjou", habilitation)


def test_un_seul_dossier_ouvert_a_la_fois(scene):
    scene.brouillon(LE)
    with pytest.raises(ErreurMetier, match="déjà ouvert"):
        creer_dossier(organisme=scene.organisme, par=scene.of, a=midi(LE))


def test_un_renouvellement_deja_accorde_ne_se_redemande_pas(scene):
    """HABILITATION-UNIQUE: told at the opening, not once everything was instructed."""
    scene.decide(scene.notifie(LE), LE)
    scene.decide(scene.notifie(date(2031, 6, 1)), date(2031, 6, 1))
    with pytest.raises(RegleNonRespectee, match="31\u00a0août\u00a02031") as erreur:
        scene.depose(date(2031, 6, 2))
    assert code(erreur) == "HABILITATION-UNIQUE"
    assert scene.depose(date(2036, 6, 2)).nature == "renouvellement"


def test_le_depot_dit_tout_ce_qui_manque(scene):
    """DOSSIER-COMPLET: identity, twelve answers, the signed commitment; missing evidence is only warned of."""
    dossier = creer_dossier(organisme=scene.organisme, par=scene.of, a=midi(LE))
    with pytest.raises(RegleNonRespectee) as erreur:
        deposer_dossier(dossier=dossier, par=scene.of, a=midi(LE))
    manques = manques_du_dossier(dossier_lu(dossier))
    assert (code(erreur), len(manques)) == ("DOSSIER-COMPLET", 3 + 12 + 1)
    complet = scene.organisme.dossiers.get()
    enregistrer_identite(
        dossier=complet, donnees=IDENTITE, certifications=[], autres_certifications="", par=scene.of, a=midi(LE)
    )
    complet.refresh_from_db()
    complet.organisme.refresh_from_db()
    assert len(manques_du_dossier(dossier_lu(complet))) == 12 + 1


def test_un_dossier_depose_ne_change_plus(scene):
    """DOSSIER-PREUVES: criteria without evidence were told, and did not keep the file from being deposited."""
    dossier = scene.depose(LE)
    annexe = dossier.annexes.get()
    a = midi(LE)
    for acte in (
        lambda: enregistrer_reponses(dossier=dossier, reponses={"1.1": "Autre"}, par=scene.of, a=a),
        lambda: retirer_annexe(annexe=annexe, par=scene.of, a=a),
        lambda: joindre_annexe(dossier=dossier, critere=2, titre="x", fichier=fichier(), par=scene.of, a=a),
    ):
        with pytest.raises(ErreurMetier, match="ne change plus"):
            acte()
    assert dossier.reponses.get(code="1.1").texte == "Réponse 1.1"
    assert [critere.numero for critere in dossier_lu(dossier).sans_preuve] == [2, 3, 4, 5, 6]


def test_un_dossier_non_admissible_est_motive_et_le_suivant_le_reprend(scene):
    dossier = scene.depose(LE)
    commun = {"dossier": dossier, "admissible": False, "agent": None, "par": scene.agent, "a": midi(LE)}
    with pytest.raises(ErreurMetier, match="pourquoi"):
        recevoir_dossier(**commun, motif=" ")
    assert recevoir_dossier(**commun, motif="Le cachet manque.") is None
    dossier.refresh_from_db()
    suivant = creer_dossier(organisme=scene.organisme, par=scene.of, a=midi(LE))
    assert (dossier.etat, suivant.precedent, suivant.reponses.count()) == (EtatDossier.NON_ADMISSIBLE, dossier, 12)
    assert suivant.engagement_scan is None


def test_l_engagement_se_signe_avant_ce_jour_et_son_scan_reste(scene):
    """DOSSIER-COMPLET: signed that day at the latest; what was deposited is not asked again."""
    dossier = creer_dossier(organisme=scene.organisme, par=scene.of, a=midi(LE))
    signe = {"dossier": dossier, "nom": "Inès Baron", "par": scene.of, "a": midi(LE)}
    with pytest.raises(ErreurMetier, match="La signature du 1er\u00a0septembre\u00a02026 est à venir"):
        signer_engagement(**signe, qualite="Directrice", le=LE + timedelta(days=1), scan=fichier())
    with pytest.raises(RegleNonRespectee, match="L’engagement signé et revêtu du cachet est à joindre") as erreur:
        signer_engagement(**signe, qualite="Directrice", le=LE, scan=None)
    dossier.refresh_from_db()
    assert (code(erreur), dossier.engagement_le, dossier.engagement_scan) == ("DOSSIER-COMPLET", None, None)
    signer_engagement(**signe, qualite="Directrice", le=LE, scan=fichier("signe.pdf"))
    dossier = signer_engagement(**signe, qualite="Gérante", le=LE, scan=None)
    dossier.refresh_from_db()
    assert (dossier.engagement_qualite, dossier.engagement_le, dossier.engagement_scan.nom) == (
        "Gérante",
        LE,
        "signe.pdf",
    )


def test_un_dossier_admissible_est_confie_a_un_agent(scene):
    dossier = scene.depose(LE)
    recu = {"dossier": dossier, "admissible": True, "motif": "", "par": scene.agent, "a": midi(LE)}
    with pytest.raises(ErreurMetier, match="Choisissez l’agent qui instruit le dossier"):
        recevoir_dossier(**recu, agent=None)
    dossier.refresh_from_db()
    assert (dossier.etat, Audit.objects.count()) == (EtatDossier.DEPOSE, 0)
    assert recevoir_dossier(**recu, agent=scene.responsable).agent == scene.responsable


# ---------------------------------------------------------------- pages


def test_le_brouillon_s_enregistre_en_tapant_et_par_le_bouton(scene, connecte):
    dossier = creer_dossier(organisme=scene.organisme, par=scene.of, a=midi(LE))
    adresse = f"{dossier.get_absolute_url()}critere/2/"
    client = connecte(scene.of)
    muet = client.post(adresse, {"reponse_2.1": "En tapant"}, headers={"X-Requested-With": "brouillon"})
    assert (muet.status_code, muet.json()) == (200, {"enregistre": True})
    assert dossier.reponses.get(code="2.1").texte == "En tapant"
    suite = client.post(adresse, {"reponse_2.1": "Au bouton", "suite": ""})
    assert suite["Location"] == f"{dossier.get_absolute_url()}critere/3/"
    assert dossier.reponses.get(code="2.1").texte == "Au bouton"
    trop = client.post(adresse, {"reponse_2.1": "x" * 20_001}, headers={"X-Requested-With": "brouillon"})
    assert trop.status_code == 400


def test_un_fichier_refuse_dit_pourquoi(scene, connecte):
    dossier = creer_dossier(organisme=scene.organisme, par=scene.of, a=midi(LE))
    faux = SimpleUploadedFile("preuve.pdf", b"bonjour")
    page = connecte(scene.of).post(f"{dossier.get_absolute_url()}critere/2/annexe/", {"titre": "x", "fichier": faux})
    assert (page.status_code, "n’est pas d’un type attendu" in page.content.decode()) == (200, True)
    assert dossier.annexes.count() == 0


@pytest.mark.parametrize("nombre", [1, 6])
def test_les_pages_coutent_un_nombre_fixe_de_requetes(scene, connecte, nombre, django_assert_max_num_queries):
    ecarts = dict.fromkeys(("1.1", "1.2", "2.1", "2.2", "3.1", "3.2")[:nombre], "majeure")
    audit = scene.notifie(LE, ecarts)
    for nc in audit.non_conformites.all():
        scene.prouve(nc, LE)
    nc = audit.non_conformites.first()
    client = connecte(scene.of)
    pages = {
        reverse("dossierhabilitation_liste"): 5,
        reverse("audit_liste"): 5,
        audit.dossier.get_absolute_url(): 6,
        audit.get_absolute_url(): 6,
        nc.get_absolute_url(): 6,
        reverse("organisme_habilitation", args=[scene.organisme.pk]): 6,
    }
    for adresse, budget in pages.items():
        client.get(adresse)
        with django_assert_max_num_queries(SOCLE + budget):
            assert client.get(adresse).status_code == 200


def test_la_fiche_d_une_non_conformite_s_imprime(scene, connecte):
    audit = scene.notifie(LE, {"2.1": "mineure"})
    fiche = connecte(scene.of).get(reverse("nonconformite_fiche", args=[audit.non_conformites.get().pk]))
    assert (fiche.status_code, fiche.content[:5], octets_de(audit.rapport.fichier)[:5]) == (200, b"%PDF-", b"%PDF-")


def test_la_preuve_d_une_habilitation_donnee_ailleurs_est_demandee_sous_son_champ(scene, connecte):
    adresse = reverse("habilitation_saisir", args=[scene.organisme.pk])
    page = connecte(scene.responsable).post(adresse, {"date_effet": LE.isoformat(), "autre_centre": "UIMM de l’Anjou"})
    assert (page.status_code, list(page.context["formulaire"].errors)) == (200, ["acte"])


def test_deux_pages_sur_un_critere_la_seconde_n_ecrase_pas_la_premiere(scene, connecte):
    """Saves of one page, in whatever order; those of another page, opened before, are a stale version."""
    dossier = creer_dossier(organisme=scene.organisme, par=scene.of, a=midi(LE))
    adresse, client = f"{dossier.get_absolute_url()}critere/2/", connecte(scene.of)

    def ouvrir():
        page = client.get(adresse)
        jeton = page.content.decode().split('name="page" value="')[1].split('"')[0]
        return {"page": jeton, "version_vue": page.context["formulaire"]["version_vue"].value()}

    def enregistrer(page, rang, texte):
        donnees = page | {"rang": str(rang), "reponse_2.1": texte}
        return client.post(adresse, donnees, headers={"X-Requested-With": "brouillon"}).status_code

    une, autre = ouvrir(), ouvrir()
    assert [enregistrer(une, 2, "Deuxième"), enregistrer(une, 1, "Premier")] == [200, 200]
    assert dossier.reponses.get(code="2.1").texte == "Deuxième"
    assert enregistrer(autre, 1, "D’une page ouverte avant") == 409
    assert dossier.reponses.get(code="2.1").texte == "Deuxième"
    assert client.post(adresse, une | {"rang": "4", "reponse_2.1": "Troisième"}).status_code == 302  # by the button
    assert enregistrer(une, 3, "Parti avant le bouton, arrivé après") == 200
    assert dossier.reponses.get(code="2.1").texte == "Troisième"
    cote_a_cote = client.post(adresse, autre | {"rang": "5", "reponse_2.1": "D’une page ouverte avant"})
    [ecart] = cote_a_cote.context["formulaire"].fields["version_vue"].widget.ecarts
    assert (ecart.vue, ecart.enregistree, ecart.saisie) == ("(rien)", "Troisième", "D’une page ouverte avant")


def test_la_feuille_de_reponses_donne_les_annexes_de_chaque_indicateur(scene, connecte):
    """That of one indicator under it alone, that of the criterion under both; kept by the next file."""
    dossier, a = scene.brouillon(LE), midi(LE)
    joindre_annexe(dossier=dossier, critere=1, titre="Moyens", fichier=fichier(), indicateur="1.2", par=scene.of, a=a)
    critere = dossier_lu(dossier).criteres[0]
    assert [[str(p.annexe) for p in critere.preuves(code)] for code in ("1.1", "1.2")] == [
        ["C1-A1 – Cahier des charges"],
        ["C1-A1 – Cahier des charges", "C1-A2 – Moyens"],
    ]
    deposer_dossier(dossier=dossier, par=scene.of, a=a)
    dossier.refresh_from_db()
    lu = texte_du_pdf(octets_de_l_acte(dossier.document)).replace("\u00a0", " ")
    premier, _, second = lu.partition("1.2 –")
    assert "Annexes : C1-A1 – Cahier des charges." in " ".join(premier.split())
    assert "Annexes : C1-A1 – Cahier des charges ; C1-A2 – Moyens." in " ".join(second.split())
    page = " ".join(connecte(scene.agent).get(dossier.get_absolute_url()).content.decode().split())
    assert ("indicateur 1.2" in page, "tout le critère" in page) == (True, True)


def test_apres_une_interruption_le_dossier_est_une_demande_initiale(scene):
    HabilitationFactory(organisme=scene.organisme, date_effet=date(2020, 1, 1), date_fin=date(2024, 12, 31))
    dossier = creer_dossier(organisme=scene.organisme, par=scene.of, a=midi(LE))
    assert dossier.nature == NatureDossier.INITIALE


def test_le_prix_et_la_sous_traitance_sont_demandes_imprimes_et_repris(scene, connecte):
    dossier = scene.brouillon(LE)
    saisis = {"prix": "4 200 € par candidat, frais du centre compris.", "sous_traitance": "Aucune"}
    donnees = {nom: valeur or "" for nom, valeur in IDENTITE.items()} | saisis
    connecte(scene.of).post(f"{dossier.get_absolute_url()}identite/", donnees)
    dossier.refresh_from_db()
    assert (dossier.prix, dossier.sous_traitance) == (saisis["prix"], "Aucune")
    depose = deposer_dossier(dossier=dossier, par=scene.of, a=midi(LE))
    lu = texte_du_pdf(octets_de(depose.document.fichier))
    assert "Prix demandé par candidat : 4 200 € par candidat" in " ".join(lu.split())
    recevoir_dossier(dossier=depose, admissible=False, agent=None, motif="Incomplet.", par=scene.agent, a=midi(LE))
    suite = creer_dossier(organisme=scene.organisme, par=scene.of, a=midi(LE))
    assert (suite.prix, suite.sous_traitance) == (saisis["prix"], "Aucune")
