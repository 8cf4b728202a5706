"""Whom to call when an address does not answer: who bears it, and their phone."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import CharField, F, QuerySet, Value
from django.db.models.functions import Concat

from candidats.models import Candidat, Inscription
from certif_portal.commun.models import url_dossier
from evaluations.models import Evaluateur
from habilitations.models import ContactOrganisme, MembreOrganisme, OrganismeFormation


@dataclass(frozen=True)
class AJoindre:
    """`telephone` is empty when nobody gave it; `url`, the page where the address is corrected, if there is one."""

    qui: str
    telephone: str
    url: str


def a_joindre(adresses: Iterable[str]) -> dict[str, list[AJoindre]]:
    """By address, who bears it, whatever they are in the portal: 1 query."""
    parmi = list(adresses)
    trouves: dict[str, list[AJoindre]] = defaultdict(list)
    if not parmi:
        return trouves
    sources = _sources(parmi)
    for adresse, qui, telephone, genre, cle in sources[0].union(*sources[1:]).order_by("genre", "cle"):
        trouves[adresse].append(AJoindre(qui, telephone, url_dossier(genre, cle)))
    return trouves


def _sources(adresses: list[str]) -> "list[QuerySet]":
    def lignes(lues: QuerySet, adresse: str, qui: object, telephone: object, genre: str, cle: str) -> QuerySet:
        return (
            lues.filter(**{f"{adresse}__in": adresses})
            .order_by()
            .annotate(
                ecrite_a=F(adresse),
                qui=qui,
                tel=telephone,
                genre=Value(genre, output_field=CharField()),
                cle=F(cle),
            )
            .values_list("ecrite_a", "qui", "tel", "genre", "cle")
        )

    vide = Value("", output_field=CharField())
    nom = Concat(F("prenom"), Value(" "), F("nom_naissance"), output_field=CharField())
    organismes, inscriptions = OrganismeFormation.objects, Inscription.objects.exclude(tuteur_courriel="")
    du_compte = Concat(F("utilisateur__prenom"), Value(" "), F("utilisateur__nom"), output_field=CharField())
    return [
        lignes(organismes.all(), "courriel", F("nom"), F("telephone"), "habilitations.organismeformation", "pk"),
        lignes(
            ContactOrganisme.objects.all(),
            "courriel",
            F("nom"),
            F("telephone"),
            "habilitations.organismeformation",
            "organisme_id",
        ),
        lignes(
            MembreOrganisme.objects.filter(retire_le__isnull=True),
            "utilisateur__email",
            Concat(du_compte, Value(", "), F("organisme__nom"), output_field=CharField()),
            F("organisme__telephone"),
            "habilitations.organismeformation",
            "organisme_id",
        ),
        lignes(Candidat.objects.all(), "courriel", nom, F("telephone"), "candidats.candidat", "pk"),
        lignes(inscriptions, "tuteur_courriel", F("tuteur_nom"), vide, "candidats.inscription", "pk"),
        lignes(
            Evaluateur.objects.all(),
            "utilisateur__email",
            du_compte,
            F("telephone"),
            "evaluations.evaluateur",
            "pk",
        ),
    ]
