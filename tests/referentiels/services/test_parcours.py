"""Parcours de professionnalisation certifiants: annexes 3 and 4, listed, never opened to registrations."""

from datetime import UTC, date, datetime

import pytest
from django.urls import reverse

from certif_portal.commun.erreurs import ErreurMetier
from referentiels.choix import EtatDemande, EtatReferentiel, NatureDemande, TypeCertification
from referentiels.models import Certification, DemandeGTP, Referentiel
from referentiels.services.demande import (
    adresser_demande,
    creer_demande,
    decider_demande,
    joindre_piece,
    rattacher_projet,
)
from referentiels.services.parcours import DomaineSaisi, ModuleSaisi, ParcoursSaisi, enregistrer_parcours
from referentiels.services.version import publier_referentiel

pytestmark = pytest.mark.django_db
A = datetime(2026, 11, 20, 10, tzinfo=UTC)


def saisi(**champs) -> ParcoursSaisi:
    donnees = {
        "intitule": "Conducteur de four à induction",
        "societe": "Fonderies de l’Erdre",
        "adresse": "4 quai des Fonderies, 44000 Nantes",
        "public": "Opérateurs de fusion",
        "heures": 120,
        "mois": 8,
        "attestation": "Attestation remise par le responsable de production.",
        "programme": "Conduite d’un four",
        "domaines": (DomaineSaisi("Réalisation", "Conduire une coulée", "Chargement, fusion", 80, "Chef de four"),),
        "modules": (ModuleSaisi("Phase 1", "Sécurité", "Travailler en sécurité", 40, True, "Pôle formation"),),
    }
    return ParcoursSaisi(**donnees | champs)


def enregistrer(**options) -> Referentiel:
    return enregistrer_parcours(saisi=options.pop("saisi", saisi()), par=None, a=A, **options)


def test_un_parcours_n_a_pas_de_numero_et_plusieurs_coexistent() -> None:
    premier, second = enregistrer(), enregistrer(saisi=saisi(intitule="Mouleur", societe="Ateliers du Four"))
    assert (premier.certification.type, premier.certification.numero) == (TypeCertification.PARCOURS, "")
    assert premier.certification != second.certification
    assert (premier.etat, premier.fiche_parcours.domaines.count(), premier.fiche_parcours.modules.count()) == (
        EtatReferentiel.BROUILLON,
        1,
        1,
    )


def test_un_projet_se_corrige_une_version_publiee_se_revise() -> None:
    projet = enregistrer()
    corrige = enregistrer(referentiel=projet, saisi=saisi(heures=140, modules=()))
    assert (corrige.pk, corrige.fiche_parcours.heures, corrige.fiche_parcours.modules.count()) == (projet.pk, 140, 0)
    publier_referentiel(referentiel=projet, date_gtp=date(2026, 1, 5), par=None, a=A)
    with pytest.raises(ErreurMetier, match="préparez une révision"):
        enregistrer(referentiel=projet)
    revision = enregistrer(certification=projet.certification, saisi=saisi(intitule="Conducteur de fours"))
    assert (revision.certification, revision.etat) == (projet.certification, EtatReferentiel.BROUILLON)


def test_on_ne_revise_pas_un_cqpm_en_parcours(referentiel) -> None:
    with pytest.raises(ErreurMetier, match="n’est pas un parcours"):
        enregistrer(certification=referentiel.certification)


def test_la_demande_au_gtp_met_le_parcours_sur_la_liste() -> None:
    """PARCOURS-LISTE, DEMANDE-PIECES: the fiche and the programme of the project stand for two of the four pieces."""
    projet = enregistrer()
    demande = creer_demande(
        nature=NatureDemande.PARCOURS, intitule=projet.intitule, certification=None, motif="", par=None, a=A
    )
    rattacher_projet(demande=demande, projet=projet, par=None, a=A)
    for code in ("courrier", "representants"):
        joindre_piece(demande=demande, code=code, texte="…", fichier=None, datee_du=None, par=None, a=A)
    adresser_demande(demande=demande, le=date(2026, 10, 1), par=None, a=A)
    decider_demande(demande=demande, acceptee=True, le=date(2026, 11, 2), commentaire="", par=None, a=A)
    projet.refresh_from_db()
    assert (projet.etat, projet.date_gtp) == (EtatReferentiel.EN_VIGUEUR, date(2026, 11, 2))
    assert DemandeGTP.objects.get().etat == EtatDemande.ACCEPTEE


def envoi(**champs) -> dict[str, str]:
    domaine = {
        "domaine": "Réalisation",
        "competences": "Conduire",
        "contenus": "Fusion",
        "heures": "80",
        "intervenants": "Chef",
    }
    module = {"phase": "Phase 1", "intitule": "Sécurité", "objectifs": "Travailler", "heures": "40"}
    lignes = {
        "domaines-TOTAL_FORMS": "3",
        "domaines-INITIAL_FORMS": "0",
        "modules-TOTAL_FORMS": "3",
        "modules-INITIAL_FORMS": "0",
    }
    lignes |= {f"domaines-0-{nom}": valeur for nom, valeur in domaine.items()}
    lignes |= {f"modules-1-{nom}": valeur for nom, valeur in module.items()}
    fiche = {
        "intitule": "Conducteur de four",
        "societe": "Fonderies",
        "adresse": "Nantes",
        "public": "Opérateurs",
        "heures": "120",
        "mois": "8",
        "attestation": "Oui",
    }
    return fiche | lignes | champs


def test_saisir_lire_corriger_a_l_ecran(connecte, responsable, membre_of) -> None:
    client = connecte(responsable)
    reponse = client.post(reverse("parcours_creer"), envoi())
    projet = Referentiel.objects.get()
    assert reponse.url == reverse("parcours_detail", args=[projet.pk])
    page = client.get(reponse.url).content.decode()
    assert "Fonderies évalue ses salariés et délivre cette certification." in page
    assert "autre que la durée annoncée" in page
    assert connecte(membre_of).get(reponse.url).status_code == 404
    corriger = reverse("parcours_modifier", args=[projet.pk])
    saisie = client.get(corriger).context["fiche"]
    assert [form.initial.get("domaine") for form in saisie.lignes_domaines] == ["Réalisation", None, None, None]
    retire = envoi(**{"domaines-INITIAL_FORMS": "1", "domaines-0-DELETE": "on", "encore": "oui"})
    retire |= {nom.replace("modules-1", "modules-0"): valeur for nom, valeur in retire.items()}
    retire |= {"modules-INITIAL_FORMS": "1", "modules-1-DELETE": "on"}
    assert client.post(corriger, retire).url == corriger
    assert projet.fiche_parcours.domaines.count() == 0
    publier_referentiel(referentiel=projet, date_gtp=date(2026, 1, 5), par=responsable, a=A)
    lecture = connecte(membre_of).get(projet.get_absolute_url(), follow=True)
    assert lecture.redirect_chain == [(reverse("parcours_detail", args=[projet.pk]), 302)]
    revision = client.get(reverse("parcours_creer"), {"revision": projet.pk})
    assert revision.context["fiche"].initial["societe"] == "Fonderies"
    repris = {nom: valeur for nom, valeur in retire.items() if nom not in ("domaines-0-DELETE", "encore")}
    adresse = f"{reverse('parcours_creer')}?revision={projet.pk}"
    client.post(adresse, repris | {"domaines-INITIAL_FORMS": "0", "intitule": "Conducteur de fours"})
    assert Certification.objects.get().referentiels.count() == 2


@pytest.mark.parametrize(
    ("champs", "partie"),
    [
        ({"societe": ""}, "fiche"),
        ({"heures": "0"}, "fiche"),
        ({"domaines-0-heures": "x"}, "domaines"),
        ({"modules-1-externe": "on"}, "modules"),
        ({"modules-2-intitule": "Seul"}, "modules"),
    ],
)
def test_saisie_refusee(champs: dict, partie: str, connecte, responsable) -> None:
    reponse = connecte(responsable).post(reverse("parcours_creer"), envoi(**champs))
    fiche = reponse.context["fiche"]
    fautives = {nom for nom in ("domaines", "modules") if not fiche.table(nom).is_valid()}
    fautives |= {"fiche"} if fiche.errors else set()
    assert (reponse.status_code, fautives, Certification.objects.count()) == (200, {partie}, 0)


def test_le_catalogue_liste_et_trouve_les_parcours(connecte, agent) -> None:
    projet = enregistrer()
    publier_referentiel(referentiel=projet, date_gtp=date(2026, 1, 5), par=None, a=A)
    client = connecte(agent)
    for texte in ("induction", "erdre", "coulee", "Pôle"):
        lignes = client.get(reverse("referentiel_liste"), {"q": texte, "type": "PPC"}).context["lignes"]
        assert [certification.pk for certification, _, _ in lignes] == (
            [projet.certification_id] if texte != "Pôle" else []
        )
    page = client.get(projet.certification.get_absolute_url()).content.decode()
    assert "Lire la fiche du parcours" in page
    assert "Répertoire national" not in page


@pytest.mark.parametrize("nombre", [1, 6])
def test_nombre_fixe_de_requetes(nombre: int, connecte, agent, django_assert_max_num_queries) -> None:
    domaine = DomaineSaisi("Réalisation", "Conduire", "Fusion", 10, "Chef")
    projet = enregistrer(saisi=saisi(domaines=(domaine,) * nombre))
    client = connecte(agent)
    with django_assert_max_num_queries(3 + 1 + 3):
        assert len(client.get(reverse("parcours_detail", args=[projet.pk])).context["lu"].domaines) == nombre


@pytest.mark.parametrize("adresse", ["/parcours/999/", "/parcours/999/modifier/", "/parcours/nouveau/?revision=999"])
def test_parcours_inconnu(adresse: str, connecte, responsable) -> None:
    assert connecte(responsable).get(adresse).status_code == 404


def test_un_cqpm_n_est_pas_un_parcours(connecte, responsable, referentiel) -> None:
    assert connecte(responsable).get(reverse("parcours_detail", args=[referentiel.pk])).status_code == 404
