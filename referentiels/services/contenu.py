"""From what was read to rows: texts, activities, modalities, and blocs shared when they say the same."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from certif_portal.commun.erreurs import ErreurMetier
from referentiels.choix import Rubrique
from referentiels.imports.modele import BlocLu, CompetenceLue, ReferentielLu
from referentiels.models import (
    Activite,
    Bloc,
    Certification,
    Competence,
    Composition,
    Connaissance,
    ElementEvaluation,
    Modalite,
    Provenance,
    Referentiel,
    VersionBloc,
)

CONTENU_SANS_BLOC = "Compétences"  # title of the one content of a certification without blocs
Forme = tuple[str, list[str], list[tuple[str, list[tuple[str, int, str, bool]]]]]


def creer_version(lu: ReferentielLu, certification: Certification, nom_source: str, a: datetime) -> Referentiel:
    """The draft version: its own texts, activities and modalities; blocs come with `composer`."""
    referentiel = Referentiel(
        certification=certification,
        intitule=lu.intitule,
        niveau=lu.niveau,
        categorie=lu.categorie or "",
        mission=lu.mission or "",
        environnement=lu.environnement or "",
        interactions=lu.interactions or "",
        evolutions=lu.evolutions or "",
        texte_modalites="\n\n".join([*lu.mise_en_oeuvre, *([lu.avis_entreprise] if lu.avis_entreprise else [])]),
        conditions_admission=lu.conditions_admission or "",
        source_nom=nom_source[-200:],
        source_sha256=lu.empreinte,
        importe_le=a,
    )
    enregistrer(referentiel)
    Provenance.objects.create(
        referentiel=referentiel,
        textes_ecartes=[{"ou": e.ou, "texte": e.texte, "motif": e.motif} for e in lu.ecartes],
        doutes=[
            {"ou": doute.ou, "quoi": doute.quoi} | ({"change": True} if doute.change else {}) for doute in lu.doutes
        ],
    )
    Activite.objects.bulk_create(
        Activite(referentiel=referentiel, ordre=ordre, intitule=activite.intitule, texte=activite.texte)
        for ordre, activite in enumerate(lu.activites, start=1)
    )
    Modalite.objects.bulk_create(
        Modalite(referentiel=referentiel, ordre=ordre, nature=modalite.nature, texte=modalite.texte)
        for ordre, modalite in enumerate(lu.modalites, start=1)
    )
    return referentiel


def composer(referentiel: Referentiel, lu: ReferentielLu) -> tuple[str, ...]:
    """Put the blocs in their order; returns the numbers of those shared with what was already stored."""
    repris = []
    for ordre, bloc_lu in enumerate(lu.blocs, start=1):
        contenu = _contenu_identique(bloc_lu)
        if contenu is None:
            contenu = _creer_contenu(bloc_lu)
        else:
            repris.append(bloc_lu.numero or "")
        Composition.objects.create(referentiel=referentiel, version_bloc=contenu, ordre=ordre)
    return tuple(repris)


def _contenu_identique(lu: BlocLu) -> VersionBloc | None:
    """The latest stored content of that bloc, when it says the same, word for word."""
    if lu.numero is None:
        return None
    contenus = VersionBloc.objects.filter(bloc__numero=lu.numero).order_by("-pk")
    attendu = _forme_lue(lu)
    return next(
        (c for c in contenus.prefetch_related("connaissances", "competences__elements") if _forme(c) == attendu), None
    )


def _creer_contenu(lu: BlocLu) -> VersionBloc:
    bloc = Bloc.objects.get_or_create(numero=lu.numero)[0] if lu.numero else None
    contenu = VersionBloc(bloc=bloc, intitule=lu.intitule or CONTENU_SANS_BLOC)
    enregistrer(contenu)
    Connaissance.objects.bulk_create(
        Connaissance(version_bloc=contenu, ordre=ordre, texte=element.texte)
        for ordre, element in enumerate(lu.connaissances, start=1)
    )
    for ordre, competence_lue in enumerate(lu.competences, start=1):
        competence = Competence.objects.create(version_bloc=contenu, ordre=ordre, intitule=competence_lue.intitule)
        ElementEvaluation.objects.bulk_create(
            ElementEvaluation(
                competence=competence, rubrique=rubrique, ordre=rang, texte=element.texte, sous=element.sous
            )
            for rubrique, elements in _rubriques(competence_lue)
            for rang, element in enumerate(elements, start=1)
        )
    return contenu


def _rubriques(lue: CompetenceLue) -> list[tuple[str, Sequence[Any]]]:
    return [
        (Rubrique.CONDITIONS, lue.conditions),
        *((Rubrique(famille), elements) for famille, elements in lue.criteres.familles()),
        (Rubrique.RESULTATS, lue.resultats),
    ]


def _forme_lue(lu: BlocLu) -> Forme:
    competences = [
        (
            lue.intitule,
            sorted(
                (str(rubrique), rang, element.texte, element.sous)
                for rubrique, elements in _rubriques(lue)
                for rang, element in enumerate(elements, start=1)
            ),
        )
        for lue in lu.competences
    ]
    return lu.intitule or CONTENU_SANS_BLOC, [element.texte for element in lu.connaissances], competences


def _forme(contenu: VersionBloc) -> Forme:
    competences = [
        (competence.intitule, sorted((e.rubrique, e.ordre, e.texte, e.sous) for e in competence.elements.all()))
        for competence in sorted(contenu.competences.all(), key=lambda competence: competence.ordre)
    ]
    return contenu.intitule, [connaissance.texte for connaissance in contenu.connaissances.all()], competences


def verifier_longueurs(lu: ReferentielLu) -> None:
    """A title too long is refused by name rather than cut, or than an error of the database."""
    titres: list[tuple[str, str, type[models.Model]]] = [("l’intitulé", lu.intitule, Referentiel)]
    titres += [("l’activité", activite.intitule, Activite) for activite in lu.activites]
    titres += [("le bloc", bloc.intitule or "", VersionBloc) for bloc in lu.blocs]
    titres += [("la compétence", competence.intitule, Competence) for competence in lu.competences]
    for nom, titre, modele in titres:
        limite = getattr(modele._meta.get_field("intitule"), "max_length", 0)
        if len(titre) > limite:
            raise ErreurMetier(f"Titre trop long pour {nom} « {titre[:60]}… » : {len(titre)} signes, {limite} au plus.")


def enregistrer(objet: models.Model, champs: list[str] | None = None) -> None:
    """Validate then save; a breach of the model is told as a refusal."""
    try:
        objet.full_clean()
    except ValidationError as erreur:
        raise ErreurMetier(" ".join(erreur.messages)) from erreur
    objet.save(update_fields=champs)
