"""Acts on an accreditation file and on its audits: what is refused, and at which day."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from certif_portal.centre.models import parametres
from certif_portal.commun.erreurs import ErreurMetier, RegleNonRespectee, TransitionInterdite
from certif_portal.commun.fichiers import octets_de
from certif_portal.commun.models import Courriel
from certif_portal.portail.queries.echeances import echeances_visibles_par
from habilitations import echeances, queries, services
from habilitations.choix import EtatAudit, EtatDossier, EtatNonConformite
from habilitations.documents import contexte_rapport
from habilitations.models import Audit, DossierHabilitation, NonConformite, OrganismeFormation
from tests.habilitations.dossiers import IDENTITE, Scene, fichier, midi
from tests.habilitations.factories import HabilitationFactory, OrganismeFactory, creer_membre, creer_organisme_habilite
from tests.navigateur.scene import texte_du_pdf

LE = date(2026, 8, 31)
LIMITE = date(2027, 2, 28)
SOCLE = 4  # session, person, roles of the day, settings of the centre


@pytest.fixture
def scene(db) -> Scene:
    return Scene()


def code(erreur) -> str:
    return erreur.value.regle.code


# ---------------------------------------------------------------- the file


def test_hors_des_departements_du_centre_on_dit_a_qui_s_adresser(scene):
    centre = parametres()
    centre.departements = "44, 56"
    centre.save()
    OrganismeFormation.objects.filter(pk=scene.organisme.pk).update(code_postal="49000")
    with pytest.raises(RegleNonRespectee, match="département 49") as erreur:
        services.creer_dossier(organisme=scene.organisme, par=scene.of, a=midi(LE))
    assert (code(erreur), DossierHabilitation.objects.count()) == ("CENTRE-COMPETENT", 0)


def test_une_adresse_hors_des_departements_ne_passe_ni_a_la_saisie_ni_au_depot(scene):
    """CENTRE-COMPETENT: opened without a postal code, or before the OF moved."""
    centre = parametres()
    centre.departements = "44, 56"
    centre.save()
    dossier = scene.brouillon(LE)
    ailleurs = {**IDENTITE, "code_postal": "49000", "ville": "Angers"}
    with pytest.raises(RegleNonRespectee, match="département 49") as erreur:
        services.enregistrer_identite(
            dossier=dossier, donnees=ailleurs, certifications=[], autres_certifications="", par=scene.of, a=midi(LE)
        )
    scene.organisme.refresh_from_db()
    assert (code(erreur), scene.organisme.code_postal) == ("CENTRE-COMPETENT", "44600")
    OrganismeFormation.objects.filter(pk=scene.organisme.pk).update(code_postal="49000")
    with pytest.raises(RegleNonRespectee, match="département 49"):
        services.deposer_dossier(dossier=dossier, par=scene.of, a=midi(LE))
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
        services.saisir_habilitation(**donnees)
    assert code(erreur) == "HABILITATION-AILLEURS"
    habilitation = services.saisir_habilitation(**donnees, acte=fichier())
    assert (habilitation.autre_centre, queries.habilitation_le(organisme, LE)) == ("UIMM de l’Anjou", habilitation)


def test_un_seul_dossier_ouvert_a_la_fois(scene):
    scene.brouillon(LE)
    with pytest.raises(ErreurMetier, match="déjà ouvert"):
        services.creer_dossier(organisme=scene.organisme, par=scene.of, a=midi(LE))


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
    dossier = services.creer_dossier(organisme=scene.organisme, par=scene.of, a=midi(LE))
    with pytest.raises(RegleNonRespectee) as erreur:
        services.deposer_dossier(dossier=dossier, par=scene.of, a=midi(LE))
    manques = queries.manques_du_dossier(queries.dossier_lu(dossier))
    assert (code(erreur), len(manques)) == ("DOSSIER-COMPLET", 3 + 12 + 1)
    complet = scene.organisme.dossiers.get()
    services.enregistrer_identite(
        dossier=complet, donnees=IDENTITE, certifications=[], autres_certifications="", par=scene.of, a=midi(LE)
    )
    complet.refresh_from_db()
    complet.organisme.refresh_from_db()
    assert len(queries.manques_du_dossier(queries.dossier_lu(complet))) == 12 + 1


def test_un_dossier_depose_ne_change_plus(scene):
    """DOSSIER-PREUVES: criteria without evidence were told, and did not keep the file from being deposited."""
    dossier = scene.depose(LE)
    annexe = dossier.annexes.get()
    a = midi(LE)
    for acte in (
        lambda: services.enregistrer_reponses(dossier=dossier, reponses={"1.1": "Autre"}, par=scene.of, a=a),
        lambda: services.retirer_annexe(annexe=annexe, par=scene.of, a=a),
        lambda: services.joindre_annexe(dossier=dossier, critere=2, titre="x", fichier=fichier(), par=scene.of, a=a),
    ):
        with pytest.raises(ErreurMetier, match="ne change plus"):
            acte()
    assert dossier.reponses.get(code="1.1").texte == "Réponse 1.1"
    assert [critere.numero for critere in queries.dossier_lu(dossier).sans_preuve] == [2, 3, 4, 5, 6]


def test_les_annexes_sont_codees_versionnees_et_jamais_renumerotees(scene):
    dossier, a = scene.brouillon(LE), midi(LE)
    premiere = dossier.annexes.get()
    services.joindre_annexe(
        dossier=dossier, critere=1, titre="", fichier=fichier("v2.pdf"), remplace=premiere, par=scene.of, a=a
    )
    services.joindre_annexe(dossier=dossier, critere=1, titre="Moyens", fichier=fichier(), par=scene.of, a=a)
    services.retirer_annexe(annexe=dossier.annexes.get(rang=2), par=scene.of, a=a)
    services.joindre_annexe(dossier=dossier, critere=1, titre="Clients", fichier=fichier(), par=scene.of, a=a)
    lignes = queries.dossier_lu(dossier).annexes
    assert [(ligne.annexe.code, ligne.courante.numero) for ligne in lignes] == [("C1-A1", 2), ("C1-A3", 1)]
    assert lignes[0].courante.fichier.nom == "v2.pdf"
    assert len(lignes[0].courante.fichier.sha256) == 64


def test_un_dossier_non_admissible_est_motive_et_le_suivant_le_reprend(scene):
    dossier = scene.depose(LE)
    commun = {"dossier": dossier, "admissible": False, "agent": None, "par": scene.agent, "a": midi(LE)}
    with pytest.raises(ErreurMetier, match="pourquoi"):
        services.recevoir_dossier(**commun, motif=" ")
    assert services.recevoir_dossier(**commun, motif="Le cachet manque.") is None
    dossier.refresh_from_db()
    suivant = services.creer_dossier(organisme=scene.organisme, par=scene.of, a=midi(LE))
    assert (dossier.etat, suivant.precedent, suivant.reponses.count()) == (EtatDossier.NON_ADMISSIBLE, dossier, 12)
    assert suivant.engagement_scan is None


# ---------------------------------------------------------------- the audit


def test_rien_ne_se_notifie_sans_les_douze_constats(scene):
    audit = scene.instruit(LE)
    scene.apprecie(audit, LE, codes=("1.1", "1.2"))
    with pytest.raises(RegleNonRespectee, match=r"2\.1, 2\.2") as erreur:
        services.notifier_constats(audit=audit, par=scene.agent, a=midi(LE))
    assert (code(erreur), audit.non_conformites.count()) == ("CRITERES-SATISFAITS", 0)


def test_sans_ecart_la_decision_vient_tout_de_suite(scene):
    audit = scene.notifie(LE)
    assert audit.etat == EtatAudit.DECISION
    scene.decide(audit, LE)
    assert scene.organisme.habilitations.get().date_fin == date(2031, 8, 30)


def test_la_preuve_se_depose_jusqu_au_dernier_jour_inclus(scene):
    """ACTIONS-CORRECTIVES: 31 August gives the last of February, that day included; the examination may follow."""
    audit = scene.notifie(LE, {"2.1": "mineure", "2.2": "majeure"})
    mineure, majeure = audit.non_conformites.order_by("constat__code")
    assert (mineure.echeance, majeure.echeance) == (LIMITE, LIMITE)
    scene.prouve(mineure, LIMITE)
    with pytest.raises(RegleNonRespectee) as erreur:
        scene.prouve(majeure, LIMITE + timedelta(days=1))
    assert (code(erreur), majeure.preuves.count()) == ("ACTIONS-CORRECTIVES", 0)
    scene.leve(mineure, LIMITE + timedelta(days=10))
    audit.refresh_from_db()
    assert (audit.etat, audit.non_conformites.get(pk=mineure.pk).etat) == (
        EtatAudit.CORRECTIONS,
        EtatNonConformite.LEVEE,
    )
    with pytest.raises(TransitionInterdite):
        scene.decide(audit, LIMITE)


def test_une_echeance_ne_depasse_jamais_six_mois(scene):
    nc = scene.notifie(LE, {"2.1": "mineure"}).non_conformites.get()
    commun = {"nc": nc, "reaudit": True, "par": scene.agent, "a": midi(LE)}
    for faute in (LIMITE + timedelta(days=1), LE - timedelta(days=1)):
        with pytest.raises(RegleNonRespectee):
            services.fixer_echeance(**commun, echeance=faute)
    services.fixer_echeance(**commun, echeance=LIMITE - timedelta(days=30))
    scene.prouve(nc, LE)
    with pytest.raises(ErreurMetier, match="sur place"):
        scene.leve(nc, LE)
    services.lever_non_conformite(nc=nc, commentaire="Vu.", reaudit_le=LE, par=scene.agent, a=midi(LE))
    nc.refresh_from_db()
    assert (nc.etat, nc.reaudit_le) == (EtatNonConformite.LEVEE, LE)


def test_une_preuve_refusee_ne_leve_rien(scene):
    nc = scene.notifie(LE, {"2.1": "mineure"}).non_conformites.get()
    with pytest.raises(ErreurMetier, match="Aucune preuve"):
        scene.leve(nc, LE)
    scene.prouve(nc, LE)
    services.refuser_preuve(nc=nc, motif="Le délai n’y est pas.", par=scene.agent, a=midi(LE))
    with pytest.raises(ErreurMetier, match="Aucune preuve"):
        scene.leve(nc, LE)
    scene.prouve(nc, LIMITE)
    scene.leve(nc, LIMITE)
    nc.refresh_from_db()
    assert nc.etat == EtatNonConformite.LEVEE


def test_un_refus_attend_les_observations_ou_leur_delai(scene):
    """HABILITATION-OBSERVATIONS: the centre's delay, fifteen days by default."""
    audit = scene.notifie(LE, {"2.1": "majeure"})
    le = LIMITE + timedelta(days=1)
    commun = {"audit": audit, "motif": "Rien.", "par": scene.responsable}
    with pytest.raises(RegleNonRespectee):
        services.engager_contradictoire(**commun, a=midi(LIMITE))
    audit = services.engager_contradictoire(**commun, a=midi(le))
    assert audit.observations_limite == le + timedelta(days=15)
    with pytest.raises(RegleNonRespectee) as erreur:
        scene.decide(audit, le + timedelta(days=15), favorable=False, motif="Rien.")
    assert code(erreur) == "HABILITATION-OBSERVATIONS"
    with pytest.raises(ErreurMetier, match="motivé"):
        scene.decide(audit, le + timedelta(days=16), favorable=False)
    audit = scene.decide(audit, le + timedelta(days=16), favorable=False, motif="Rien n’est venu.")
    assert (audit.favorable, audit.dossier.etat, audit.lettre.titre) == (
        False,
        EtatDossier.REFUSE,
        "Décision d’habilitation Pôle formation de l’Estuaire",
    )


def test_rien_ne_se_refuse_tant_qu_une_preuve_deposee_a_temps_attend(scene):
    """ACTIONS-CORRECTIVES: the centre that reads late does not refuse for its own delay, nor before the day it set."""
    audit = scene.notifie(LE, {"2.1": "majeure", "2.2": "mineure"})
    tenue, autre = audit.non_conformites.order_by("constat__code")
    scene.prouve(tenue, LIMITE)
    le = LIMITE + timedelta(days=1)
    engager = {"audit": audit, "motif": "Rien.", "par": scene.responsable, "a": midi(le)}
    with pytest.raises(RegleNonRespectee, match=r"à examiner, indicateur 2\.1") as erreur:
        services.engager_contradictoire(**engager)
    assert code(erreur) == "ACTIONS-CORRECTIVES"
    services.refuser_preuve(nc=tenue, motif="Illisible.", par=scene.agent, a=midi(le))
    audit = services.engager_contradictoire(**engager)
    tard = le + timedelta(days=16)
    NonConformite.objects.filter(pk=autre.pk).update(echeance=tard)
    scene.prouve(autre, tard)
    with pytest.raises(RegleNonRespectee, match=r"2\.2"):
        scene.decide(audit, tard, favorable=False, motif="Rien.")
    services.refuser_preuve(nc=autre, motif="Hors sujet.", par=scene.agent, a=midi(tard))
    audit = scene.decide(audit, tard, favorable=False, motif="Rien.")
    lettre = " ".join(texte_du_pdf(octets_de(audit.lettre.fichier)).split())
    assert ("2.1, attendu le" in lettre, "2.2, attendu le" in lettre) == (True, False)


def test_un_audit_intermediaire_dit_qui_et_pourquoi_et_maintient_l_habilitation(scene):
    with pytest.raises(RegleNonRespectee) as erreur:
        scene.declenche(LE)
    assert code(erreur) == "AUDIT-INTERMEDIAIRE"
    habilitation = HabilitationFactory(organisme=scene.organisme)
    audit = scene.declenche(LE)
    with pytest.raises(ErreurMetier, match="déjà ouvert"):
        scene.declenche(LE)
    scene.apprecie(audit, LE, codes=("5.2",))
    audit = services.notifier_constats(audit=audit, par=scene.agent, a=midi(LE))
    audit = scene.decide(audit, LE)
    habilitation.refresh_from_db()
    assert (audit.favorable, habilitation.retiree_le, audit.attestation) == (True, None, None)


def test_une_campagne_tire_des_organismes_habilites_et_montre_sa_graine(scene, connecte):
    organismes = [creer_organisme_habilite() for _ in range(4)]
    commun = {
        "intitule": "Avis des entreprises",
        "motif": "Critère 5",
        "graine": "printemps 2027",
        "agent": scene.agent,
    }
    acte = {"par": scene.responsable, "a": midi(LE)}
    with pytest.raises(ErreurMetier, match="De 1 à 4"):
        services.tirer_campagne(**commun, nombre=5, **acte)
    campagne = services.tirer_campagne(**commun, nombre=2, **acte)
    assert campagne.population == sorted(organisme.siret for organisme in organismes)
    assert Audit.objects.filter(campagne=campagne, declencheur="uimm").count() == 2
    page = connecte(scene.agent).get(campagne.get_absolute_url())
    assert (b"printemps 2027" in page.content, len(page.context["lignes"])) == (True, 2)


def test_une_action_corrective_est_une_echeance_de_l_organisme(scene):
    nc = scene.notifie(LE, {"2.1": "mineure"}).non_conformites.get()
    [echeance] = echeances.echeances(LE)
    assert (echeance.date_limite, echeance.destinataires, echeance.dossier_id) == (LIMITE, (scene.of.email,), nc.pk)
    siennes, autres = (
        echeances_visibles_par(personne, LE) for personne in (scene.of, creer_membre(OrganismeFactory()))
    )
    assert ([e.dossier_id for e in siennes], autres) == ([nc.pk], [])
    scene.prouve(nc, LE)
    scene.leve(nc, LE)
    assert echeances.echeances(LE) == []


def test_chaque_acte_previent_qui_doit_l_etre(scene):
    scene.decide(scene.notifie(LE), LE)
    recus = list(Courriel.objects.filter(acte="habilitation").values_list("destinataire", "objet").order_by("pk"))
    assert recus == [
        (scene.of.email, "Votre dossier d’habilitation est admissible"),
        (scene.of.email, "Les constats de votre audit"),
        (scene.of.email, "Habilitation de votre organisme"),
    ]


def test_une_visite_prevue_se_dit_a_l_organisme_son_compte_rendu_non(scene):
    audit = scene.instruit(LE)
    visite = {"audit": audit, "lieu": "Saint-Nazaire", "par": scene.agent}
    audit = services.consigner_visite(**visite, le=LE + timedelta(days=9), compte_rendu="", a=midi(LE))
    assert contexte_rapport(queries.audit_complet(audit), midi(LE)).visite.endswith(
        "(prévue, sans compte rendu à ce jour)"
    )
    services.consigner_visite(**visite, le=LE, compte_rendu="Plateau conforme.", a=midi(LE))
    prevenus = Courriel.objects.filter(objet="Une visite de votre site est prévue")
    assert [
        (c.destinataire, "9 septembre 2026, Saint-Nazaire" in c.texte.replace("\u00a0", " ")) for c in prevenus
    ] == [(scene.of.email, True)]


# ---------------------------------------------------------------- pages


def test_le_brouillon_s_enregistre_en_tapant_et_par_le_bouton(scene, connecte):
    dossier = services.creer_dossier(organisme=scene.organisme, par=scene.of, a=midi(LE))
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
    dossier = services.creer_dossier(organisme=scene.organisme, par=scene.of, a=midi(LE))
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
    assert (page.status_code, list(page.context["form"].errors)) == (200, ["acte"])
