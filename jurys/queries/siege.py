"""Who the members of a jury are, and who surrounds its candidates: the staff reads it, no page of a member does."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, Subquery, Value

from candidats.models import Formateur, Inscription, LigneLivret
from certif_portal.commun.textes import cle_recherche
from certif_portal.comptes.choix import CONSULTATION, Role
from certif_portal.comptes.models import Attribution, Utilisateur
from evaluations.models import MembreCommission
from habilitations.models import MembreOrganisme, OrganismeFormation
from jurys.choix import College
from jurys.models import Jury, MembreJury, PersonneJury, Presentation
from jurys.models.jury import JuryQuerySet
from jurys.regles.siege import Entourage, Identite, Lien, Organismes, Votant, est_interimaire, liens

ANONYMES = frozenset({Role.JURE})
"""The roles that name no candidate to whoever sits in a jury."""


def identite(courriels: Iterable[str], *noms: str) -> Identite:
    return Identite(frozenset(cle_recherche(*noms).split()), frozenset(c.lower() for c in courriels if c))


def _adresses(membre: MembreJury) -> list[str]:
    return [membre.courriel.lower(), membre.utilisateur.email.lower() if membre.utilisateur else ""]


def lecteurs(courriels: Collection[str], le: date) -> frozenset[str]:
    """Of these addresses, those whose account reads every candidate's name on that day: 1 query."""
    roles = Attribution.objects.en_cours(le).filter(role__in=CONSULTATION, utilisateur__is_active=True)
    return frozenset(roles.filter(utilisateur__email__in=courriels).values_list("utilisateur__email", flat=True))


def votants(membres: Iterable[MembreJury], le: date) -> list[Votant]:
    """The members as the rules read them, on that day: 2 queries."""
    membres = list(membres)
    adresses = {adresse for membre in membres for adresse in _adresses(membre) if adresse}
    lisent = lecteurs(adresses, le)
    d_organisme = frozenset(
        MembreOrganisme.objects.filter(utilisateur__email__in=adresses, retire_le__isnull=True).values_list(
            "utilisateur__email", flat=True
        )
    )
    return [
        Votant(
            membre=membre.pk or 0,
            nom=str(membre),
            college=membre.college,
            identite=identite(_adresses(membre), membre.prenom, membre.nom),
            entreprise=cle_recherche(membre.entreprise),
            lecteur=not lisent.isdisjoint(_adresses(membre)),
            organisme=not d_organisme.isdisjoint(_adresses(membre)),
        )
        for membre in membres
    ]


def entourages(jury: Jury) -> list[Entourage]:
    """Who surrounds each candidate attached: 3 queries."""
    sur_place = _formateurs_et_tuteurs(jury)
    presentations = jury.presentations.select_related("inscription__entreprise", "inscription__avis")
    evaluateurs: dict[int, list[Identite]] = {}
    seances = MembreCommission.objects.filter(commission__passages__inscription__presentations__jury=jury).distinct()
    for inscription, courriel, prenom, nom in seances.values_list(
        "commission__passages__inscription",
        "evaluateur__utilisateur__email",
        "evaluateur__utilisateur__prenom",
        "evaluateur__utilisateur__nom",
    ):
        evaluateurs.setdefault(inscription, []).append(identite([courriel], prenom, nom))
    return [
        Entourage(
            presentation=presentation.pk,
            code=presentation.code,
            consultes=(
                *_tuteurs(presentation.inscription),
                *sur_place.get(presentation.inscription_id, []),
                *evaluateurs.get(presentation.inscription_id, []),
            ),
            superieurs=(
                identite([presentation.inscription.superieur_courriel], presentation.inscription.superieur_nom),
            ),
            entreprise=cle_recherche(str(presentation.inscription.entreprise or "")),
            interimaire=_interimaire(presentation.inscription),
        )
        for presentation in presentations
    ]


def _interimaire(inscription: Inscription) -> bool:
    entreprise = inscription.entreprise
    if entreprise is None:
        return False
    return est_interimaire(inscription.origine, entreprise.code_nace, cle_recherche(entreprise.branche))


def _tuteurs(inscription: Inscription) -> list[Identite]:
    avis = getattr(inscription, "avis", None)
    return [
        identite([inscription.tuteur_courriel], inscription.tuteur_nom),
        identite([], avis.nom if avis else ""),
    ]


def _formateurs_et_tuteurs(jury: Jury) -> dict[int, list[Identite]]:
    """By registration, its trainers and the tutors that the lines of its livret name: 1 query."""
    presentees = jury.presentations.order_by().values("inscription")
    formateurs = Formateur.objects.filter(inscription__in=presentees).order_by()
    lignes = LigneLivret.objects.filter(livret__inscription__in=presentees).exclude(tuteur="").order_by()
    connus = formateurs.values_list("inscription", "nom", "courriel").union(
        lignes.values_list("livret__inscription", "tuteur", Value(""))
    )
    trouves: dict[int, list[Identite]] = {}
    for inscription, nom, courriel in connus:
        trouves.setdefault(inscription, []).append(identite([courriel], nom))
    return trouves


def organismes(le: date) -> Organismes:
    """The OFs accredited on that day, as the rules read them: 1 query."""
    courriels: set[str] = set()
    noms: set[str] = set()
    representants: set[Identite] = set()
    for nom, courriel, responsable, contact, le_sien in OrganismeFormation.objects.habilites_le(le).values_list(
        "nom", "courriel", "responsable_nom", "contacts__nom", "contacts__courriel"
    ):
        noms.add(cle_recherche(nom))
        courriels |= {adresse.lower() for adresse in (courriel, le_sien) if adresse}
        representants |= {identite([], qui) for qui in (responsable, contact) if qui}
    return Organismes(frozenset(courriels), frozenset(noms), tuple(representants))


def liens_du_jury(jury: Jury, membres: Iterable[MembreJury], le: date) -> list[Lien]:
    """What keeps the members of a jury from voting, or from voting of one of its candidates."""
    return liens(votants(membres, le), entourages(jury), organismes(le))


@dataclass(frozen=True)
class RolesTenus:
    """What the roles of somebody open that day. `jury`: the number of the jury, not closed yet, in which they sit."""

    roles: frozenset[str]
    suspendus: frozenset[str] = frozenset()
    jury: str = ""


def roles_et_siege(personne: Utilisateur, le: date) -> RolesTenus:
    """The roles held, but those that read names while this person sits with a vote, by their account or their address:
    1 query, and one more for an evaluator who sits."""
    sieges = MembreJury.objects.filter(Q(utilisateur=personne) | Q(courriel__iexact=personne.email))
    ouverts = Jury.objects.non_scelles().filter(membres__in=sieges.exclude(college=College.INVITE))
    numero = Subquery(ouverts.order_by("date", "pk").values("numero")[:1])
    lus = list(personne.attributions.en_cours(le).values_list("role", numero)) if personne.is_active else []
    roles = frozenset(role for role, _ in lus)
    jury = next((numero for _, numero in lus if numero), "")
    if not jury:
        return RolesTenus(roles)
    suspendus = roles - ANONYMES
    if Role.EVALUATEUR in roles and not _evalue_un_candidat(personne, ouverts):
        suspendus -= {Role.EVALUATEUR}
    return RolesTenus(roles - suspendus, suspendus, jury)


def _evalue_un_candidat(personne: Utilisateur, jurys: JuryQuerySet) -> bool:
    """Whether one of their sittings, held or planned, names somebody whom one of these juries judges."""
    juges = Presentation.objects.filter(jury__in=jurys.order_by().values("pk")).values("inscription__candidat")
    sieges = MembreCommission.objects.filter(evaluateur__utilisateur=personne)
    return sieges.filter(commission__passages__inscription__candidat__in=juges).exists()


def preside(utilisateur: int) -> bool:
    """Whether this account chairs a jury that is not closed: 1 query."""
    return Jury.objects.non_scelles().filter(membres__utilisateur=utilisateur, membres__preside=True).exists()


@dataclass(frozen=True)
class Proposee:
    """A person of the directory, as they are proposed for one jury."""

    personne: PersonneJury
    deja: bool
    sans_voix: bool


def repertoire_pour(jury: Jury) -> list[tuple[str, list[Proposee]]]:
    """By delegation, then by union: 2 queries."""
    deja = set(jury.membres.values_list("personne", flat=True))
    personnes = PersonneJury.objects.filter(retiree_le__isnull=True).select_related("organisation")
    proposees = [
        Proposee(
            personne,
            deja=personne.pk in deja,
            sans_voix=bool(personne.organisation and not personne.organisation.representative_le(jury.date)),
        )
        for personne in personnes.order_by("organisation__sigle", "cle")
    ]
    return [(str(c.label), [p for p in proposees if p.personne.college == c]) for c in College]
