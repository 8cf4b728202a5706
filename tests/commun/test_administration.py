"""The administration answers nothing that it does not show: every field of every model is asked, through relations."""

import pytest
from django.contrib import admin
from django.core.exceptions import FieldError
from django.db import IntegrityError, transaction
from django.test import RequestFactory
from django.urls import reverse

from certif_portal.commun.administration import TableAdmin, TableEnLigne
from certif_portal.commun.courriels import deposer_texte
from certif_portal.commun.models import Courriel
from certif_portal.comptes.models import Utilisateur
from jurys.models import DemandeDesignation, OrganisationSyndicale
from tests.jurys.factories import OrganisationSyndicaleFactory, creer_jury_compose

COMPARAISONS = ("", "__exact", "__startswith", "__regex", "__icontains", "__in", "__gt", "__isnull", "__contains")
PROFONDEUR = 3


def chemins(modele, profondeur=PROFONDEUR, deja=()):
    """Every field of a model, and those of what it is related to, in both directions."""
    for champ in modele._meta.get_fields():
        nom = champ.name
        yield nom
        lie = champ.related_model
        if lie and profondeur > 1 and lie not in deja:
            for suite in chemins(lie, profondeur - 1, (*deja, modele)):
                yield f"{nom}__{suite}"


def declares(classe) -> set[str]:
    filtres = {f"{nom}{c}" for nom in classe.list_filter for c in ("", "__exact", "__isnull")}
    return filtres | ({classe.date_hierarchy} if classe.date_hierarchy else set())


def test_chaque_table_a_la_meme_base():
    for classe in admin.site._registry.values():
        assert isinstance(classe, TableAdmin), classe
        assert [ligne for ligne in classe.inlines if not issubclass(ligne, TableEnLigne)] == []


@pytest.mark.parametrize("modele", admin.site._registry, ids=lambda modele: modele._meta.label)
def test_seuls_les_filtres_montres_se_demandent(modele):
    classe, requete = admin.site._registry[modele], RequestFactory().get("/")
    demandes = [chemin + comparaison for chemin in chemins(modele) for comparaison in COMPARAISONS]
    assert len(demandes) > 30
    repondus = {demande for demande in demandes if classe.lookup_allowed(demande, "a", requete)}
    assert repondus - declares(classe) == set()
    assert repondus >= {f"{nom}__exact" for nom in classe.list_filter}
    # Control: Django's own base answers for the fields of the table itself.
    libre = [demande for demande in demandes if admin.ModelAdmin.lookup_allowed(classe, demande, "a", requete)]
    assert len(libre) > len(repondus)


@pytest.mark.parametrize(
    ("table", "demande"),
    [
        ("commun_courriel", "texte__icontains=code"),
        ("commun_courriel", "destinataire__startswith=a"),
        ("comptes_utilisateur", "password__regex=^a"),
        ("comptes_utilisateur", "invitations__jeton_sha256__startswith=a"),
        ("comptes_invitation", "utilisateur__password__startswith=a"),
        ("jurys_jury", "presentations__inscription__candidat__nom_naissance__startswith=A"),
    ],
)
def test_une_question_dans_l_adresse_est_refusee(connecte, administrateur, instant, table, demande):
    deposer_texte(destinataire="a@exemple.fr", objet="x", texte="code 123", acte="essai", a=instant)
    reponse = connecte(administrateur).get(reverse(f"admin:{table}_changelist") + "?" + demande)
    assert reponse.status_code == 400


def test_les_filtres_montres_repondent(connecte, administrateur, instant):
    deposer_texte(destinataire="a@exemple.fr", objet="x", texte="x", acte="essai", a=instant)
    client, de_l_annee = connecte(administrateur), f"cree_le__year={instant.year}"
    for filtre, nombre in (
        ("etat__exact=a_envoyer", 1),
        ("etat__exact=echec", 0),
        (de_l_annee, 1),
    ):
        page = client.get(reverse("admin:commun_courriel_changelist") + "?" + filtre)
        assert (page.status_code, page.context["cl"].result_count) == (200, nombre), filtre


@pytest.mark.django_db
def test_le_texte_d_un_courriel_ne_se_cherche_pas(instant):
    deposer_texte(destinataire="a@exemple.fr", objet="x", texte="code", acte="essai", a=instant)
    for comparaison in ("icontains", "exact", "startswith", "regex"):
        with pytest.raises(FieldError):
            Courriel.objects.filter(**{f"texte__{comparaison}": "code"}).count()


@pytest.mark.django_db
def test_aucun_compte_n_a_tous_les_droits(administrateur):
    assert Utilisateur.objects.filter(is_superuser=True).count() == 0
    with pytest.raises(IntegrityError), transaction.atomic():
        Utilisateur.objects.filter(pk=administrateur.pk).update(is_superuser=True)
    with pytest.raises(ValueError, match="creer_responsable"):
        Utilisateur.objects.create_superuser("x@exemple.fr", "x")


def test_une_ligne_dont_d_autres_dependent_ne_se_supprime_pas(connecte, administrateur, jury_designe):
    organisation, jury = jury_designe
    client = connecte(administrateur)
    adresse = reverse("admin:jurys_organisationsyndicale_delete", args=[organisation.pk])
    assert client.get(adresse).status_code == 403
    assert client.post(adresse, {"post": "yes"}).status_code == 403
    assert OrganisationSyndicale.objects.filter(pk=organisation.pk).exists()
    libre = OrganisationSyndicale.objects.create(sigle="XYZ", nom="Sans lien", debut="2020-01-01")
    adresse = reverse("admin:jurys_organisationsyndicale_delete", args=[libre.pk])
    page = client.get(adresse)
    assert (page.status_code, str(jury) in page.content.decode()) == (200, False)
    assert client.post(adresse, {"post": "yes"}).status_code == 302
    assert not OrganisationSyndicale.objects.filter(pk=libre.pk).exists()


@pytest.fixture
def jury_designe(agent):
    jury, organisation = creer_jury_compose(), OrganisationSyndicaleFactory()
    DemandeDesignation.objects.create(jury=jury, organisation=organisation, demandee_le=jury.date)
    return organisation, jury


def test_ce_qui_depend_d_une_ligne_est_compte_et_jamais_nomme(jury_designe):
    organisation, _ = jury_designe
    classe = admin.site._registry[OrganisationSyndicale]
    rendu = classe.get_deleted_objects([organisation], RequestFactory().get("/"))
    assert rendu == (["demandes de désignation : 1"], {"demandes de désignation": 1}, set(), [])
