"""What the check of a workbook needs to know, in a number of queries that does not grow with its lines."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from candidats.choix import MODIFIABLE_PAR_ORGANISME, EtatInscription, EtatProjet
from candidats.donnees import DonneesInscription, PersonneCitee
from candidats.imports.cellules import code_lu, montrer
from candidats.imports.contexte import ContexteImport, ProjetConnu
from candidats.imports.lecture import ClasseurLu
from candidats.imports.rapprochement import Existante
from candidats.models import CorrespondanceColonne, ImportClasseur, Inscription, MotRetenu, Projet
from candidats.queries.catalogue import faits_referentiels, referentiels_ouverts
from candidats.queries.entreprise import entreprises_decrites
from candidats.queries.inscription import Details, donnees_de, inscriptions_en_cours_de
from candidats.queries.lieu import lieux_cites
from candidats.queries.projet import faits_du_projet
from candidats.regles.inscription import pays
from certif_portal.centre.models import parametres
from certif_portal.commun.typographie import jour_de
from habilitations.models import OrganismeFormation


def memoire_des_colonnes(organisme: OrganismeFormation) -> dict[str, str]:
    """Headers this organisation has already explained."""
    return dict(CorrespondanceColonne.objects.filter(organisme=organisme).values_list("titre", "cle"))


def memoire_des_mots(organisme: OrganismeFormation) -> dict[tuple[str, str], str]:
    """Words this organisation has already explained, by column."""
    retenus = MotRetenu.objects.filter(organisme=organisme).values_list("cle", "mot", "valeur")
    return {(cle, mot): valeur for cle, mot, valeur in retenus}


def inscriptions_completes(organisme: OrganismeFormation) -> Iterator[tuple[Inscription, DonneesInscription]]:
    """The running registrations of an OF with all their values: a constant number of queries."""
    inscriptions = (
        inscriptions_en_cours_de(organisme)
        .select_related("candidat", "entreprise", "recevabilite", "referentiel__certification")
        .prefetch_related("blocs", "financements", "formateurs", "amenagements")
        .order_by("pk")
    )
    for inscription in inscriptions:
        financements = inscription.financements.all()
        details = Details(
            blocs=tuple(sorted(bloc.pk for bloc in inscription.blocs.all())),
            financements=tuple(financement.code for financement in financements),
            cpf_abonde=any(financement.abondement for financement in financements),
            amenagements=_amenagements_de_l_organisme(inscription),
            formateurs=tuple(PersonneCitee(f.nom, f.courriel) for f in inscription.formateurs.all()),
        )
        yield inscription, donnees_de(inscription, details)


def _amenagements_de_l_organisme(inscription: Inscription) -> tuple[str, ...]:
    """What its OF noted in a draft; once deposited the staff alone read them (decision 0084)."""
    return () if inscription.deposee_le else tuple(amenagement.effet for amenagement in inscription.amenagements.all())


def contexte_import(organisme: OrganismeFormation, le: date, classeur: ImportClasseur | None = None) -> ContexteImport:
    """Certifications, projets and running registrations of the OF, with what was settled on screen; no place yet."""
    referentiels = {referentiel.pk: referentiel for referentiel in referentiels_ouverts(le)}
    existantes = []
    for inscription, donnees in inscriptions_completes(organisme):
        referentiels.setdefault(inscription.referentiel_id, inscription.referentiel)
        existantes.append(_existante(inscription, donnees))
    reglages = parametres()
    return ContexteImport(
        le=le,
        jours_inscription=reglages.inscription_jours,
        projet_exige=reglages.projet_exige,
        organisme_id=organisme.pk,
        projets=projets_connus(organisme, le),
        referentiels=tuple(faits_referentiels(referentiels.values()).values()),
        certifications={pk: referentiel.certification_id for pk, referentiel in referentiels.items()},
        existantes=tuple(existantes),
        corrections=_par_ligne(classeur.corrections) if classeur else {},
        decisions=_par_ligne(classeur.decisions) if classeur else {},
        valeurs=classeur.valeurs if classeur else {},
        mots=memoire_des_mots(organisme),
        entreprises=entreprises_decrites(Inscription.objects.filter(organisme=organisme)),
    )


def avec_lieux(contexte: ContexteImport, lu: ClasseurLu) -> ContexteImport:
    """The same, with the places of birth that the workbook and its corrections name."""
    communes, noms, codes = (
        _textes(lu, contexte, cle) for cle in ("commune_naissance", "pays_naissance", "code_commune_naissance")
    )
    citees = {pays(contexte.traduire("pays_naissance", nom)) for nom in noms}
    return replace(contexte, lieux=lieux_cites(communes, citees, map(code_lu, codes)))


def listes_ouvertes(organisme: OrganismeFormation, le: date) -> dict[str, list[str]]:
    """What the cells of a certification and of a projet may be picked from, as the template writes them."""
    certifications = faits_referentiels(referentiels_ouverts(le)).values()
    return {
        "referentiel_id": list(dict.fromkeys(map(str, certifications))),
        "projet_id": [str(projet) for projet in projets_connus(organisme, le) if projet.ouvert],
    }


def projets_connus(organisme: OrganismeFormation, le: date) -> tuple[ProjetConnu, ...]:
    """Every projet of the OF that has its aval, those over included: 2 queries."""
    projets = (
        Projet.objects.filter(organisme=organisme, etat=EtatProjet.AVAL)
        .select_related("referentiel")
        .prefetch_related("blocs__bloc")
        .order_by("pk")
    )
    return tuple(
        ProjetConnu(
            projet.pk, projet.reference, projet.referentiel.intitule, projet.ouvert(le), faits_du_projet(projet)
        )
        for projet in projets
    )


def _existante(inscription: Inscription, donnees: DonneesInscription) -> Existante:
    return Existante(
        pk=inscription.pk,
        certification_id=inscription.referentiel.certification_id,
        modifiable=inscription.etat in MODIFIABLE_PAR_ORGANISME,
        identite_verifiee=inscription.candidat.identite_verifiee_le is not None,
        etat=EtatInscription(inscription.etat).label.lower(),
        creee_le=jour_de(inscription.creee_le),
        deposee_le=inscription.deposee_le,
        donnees=donnees,
    )


def _par_ligne(valeurs: dict[str, Any]) -> dict[int, Any]:
    """JSON keys are texts."""
    return {int(ligne): valeur for ligne, valeur in valeurs.items()}


def _textes(lu: ClasseurLu, contexte: ContexteImport, cle: str) -> set[str]:
    """Every place name of the workbook, as read or as corrected."""
    corriges = (contexte.corrections or {}).values()
    return {montrer(ligne.cellules[cle]) for ligne in lu.lignes if cle in ligne.cellules} | {
        valeurs[cle] for valeurs in corriges if cle in valeurs
    }
