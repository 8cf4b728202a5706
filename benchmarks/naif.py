"""The naive ways, in one place: what somebody in a hurry would write, with the libraries that everybody knows.

Each gives what the portal gives, which the measures check: the same text, the same cells, the same rows.
"""

import io
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.template.loader import render_to_string
from django.utils.html import escape

from candidats.donnees import CHAMPS_CONTACT, CHAMPS_IDENTITE, CHAMPS_PARCOURS, DonneesInscription
from candidats.models import Candidat, EcheanceDossier, Entreprise, FinancementInscription, Formateur, Inscription
from candidats.regles.noms import cle_des_noms
from certif_portal.centre.models import parametres
from certif_portal.commun.actes import acte
from certif_portal.commun.code_dessine import PLAN, codes_de
from certif_portal.commun.courriels import Commun, deposer_courriel, ensemble
from certif_portal.commun.echeances import Echeance
from certif_portal.commun.journal import journaliser
from certif_portal.commun.pdf import VARIANTE, _lecteur_statique
from certif_portal.portail.models import Relance
from certif_portal.portail.queries.echeance import Echeances
from certif_portal.portail.queries.relance import expliquer, lire_tour
from certif_portal.portail.services.relance import DOSSIERS
from habilitations.models import OrganismeFormation
from jurys.documents.papier import contexte_de
from jurys.models import Papier
from referentiels.models import Referentiel

TABLEAU_SIMPLE = "<style>table{table-layout:auto;border-collapse:collapse}col{width:auto}</style></head>"


def rendre_papiers(papiers: Iterable[Papier]) -> list[bytes]:
    """A1: one paper at a time, as if it were alone; its style and its faces read again, its code an SVG."""
    import segno
    from weasyprint import HTML

    rendus = []
    for papier in papiers:
        html = render_to_string(f"documents/{papier.modele}.html", {"acte": contexte_de(papier)})
        for adresse, _ in codes_de(html):
            code = segno.make(adresse.removeprefix(PLAN), error="m", boost_error=False, mask=2)
            html = html.replace(escape(adresse), code.svg_data_uri(border=0))
        source = HTML(string=html, base_url="static:documents/", url_fetcher=_lecteur_statique())
        rendus.append(source.write_pdf(pdf_variant=VARIANTE, pdf_identifier=papier.identifiant.encode()))
    return rendus


def rendre_pv(contexte: Any) -> bytes:
    """A5: a plain table, whose columns are measured from all its cells."""
    from weasyprint import HTML

    html = render_to_string("documents/pv_jury.html", {"acte": contexte}).replace("</head>", TABLEAU_SIMPLE, 1)
    source = HTML(string=html, base_url="static:documents/", url_fetcher=_lecteur_statique())
    return source.write_pdf(pdf_variant=VARIANTE)


def lire_classeur(octets: bytes) -> list[list[Any]]:
    """B2: every cell, by openpyxl."""
    from openpyxl import load_workbook

    return [list(ligne) for ligne in load_workbook(io.BytesIO(octets)).worksheets[0].values]


def enregistrer_lignes(
    lignes: Iterable[DonneesInscription], organisme: OrganismeFormation, a: datetime
) -> list[Inscription]:
    """B1: one `full_clean` and one `save` a row, in one transaction. The cells are already understood: what that would
    cost is not counted against it."""
    with transaction.atomic():
        return [_enregistrer(donnees, organisme, a) for donnees in lignes]


def _enregistrer(donnees: DonneesInscription, organisme: OrganismeFormation, a: datetime) -> Inscription:
    candidat = Candidat(**{champ: getattr(donnees, champ) for champ in (*CHAMPS_IDENTITE, *CHAMPS_CONTACT)})
    candidat.cle_recherche = cle_des_noms(donnees)
    candidat.full_clean()
    candidat.save()
    inscription = Inscription(
        candidat=candidat,
        organisme=organisme,
        referentiel=Referentiel.objects.get(pk=donnees.referentiel_id),
        entreprise=_entreprise(donnees),
        creee_le=a,
        **{champ: getattr(donnees, champ) for champ in CHAMPS_PARCOURS},
    )
    inscription.full_clean()
    inscription.save()
    for code in donnees.financements:
        FinancementInscription.objects.create(inscription=inscription, code=code)
    for formateur in donnees.formateurs:
        Formateur.objects.create(inscription=inscription, nom=formateur.nom, courriel=formateur.courriel)
    return inscription


def _entreprise(donnees: DonneesInscription) -> Entreprise:
    citee = {c.removeprefix("entreprise_"): v for c, v in asdict(donnees).items() if c.startswith("entreprise_")}
    entreprise = Entreprise.objects.filter(**citee).first() or Entreprise(**citee)
    if entreprise.pk is None:
        entreprise.full_clean()
        entreprise.save()
    return entreprise


def ecrire_tableau(titre: str, colonnes: Sequence[tuple[str, int]], lignes: Iterable[Sequence[Any]]) -> bytes:
    """B3: a workbook of openpyxl, its cells typed, its dates with their format."""
    from openpyxl import Workbook
    from openpyxl.styles import Font

    classeur = Workbook()
    feuille = classeur.active
    assert feuille is not None  # noqa: S101  # a new workbook has one
    feuille.title = titre
    feuille.append([entete for entete, _ in colonnes])
    for cellule in feuille[1]:
        cellule.font = Font(bold=True)
    for ligne in lignes:
        feuille.append([None if valeur == "" else valeur for valeur in ligne])
        for cellule in feuille[feuille.max_row]:
            if isinstance(cellule.value, date):
                cellule.number_format = "DD/MM/YYYY"
    sortie = io.BytesIO()
    classeur.save(sortie)
    return sortie.getvalue()


def chercher_nom(mots: Iterable[str], nombre: int) -> list[Inscription]:
    """D1: `icontains` on the names as they were typed."""
    inscriptions = Inscription.objects.select_related("candidat", "organisme", "referentiel__certification")
    for mot in mots:
        nom = Q(candidat__nom_naissance__icontains=mot) | Q(candidat__prenom__icontains=mot)
        inscriptions = inscriptions.filter(nom | Q(candidat__nom_usage__icontains=mot))
    return list(inscriptions.order_by("candidat__nom_naissance", "pk")[:nombre])


def relancer(le: date, a: datetime, nombre: int) -> None:
    """E1: a row, a mail, a sentence of the journal and the conclusions of the file made again for each deadline and
    each addressee; then the mails of a person brought together."""
    centre = parametres()
    tour = lire_tour(le, centre)
    lues = Echeances(EcheanceDossier.objects.au(le), (), centre)[:nombre]
    with ensemble():
        for ligne in list(expliquer(lues, tour))[:nombre]:
            _relancer_une(ligne.echeance, ligne.destinataire or "personne@exemple.fr", le, a)


@acte
def _relancer_une(echeance: Echeance, destinataire: str, le: date, a: datetime) -> None:
    relance, _ = Relance.objects.get_or_create(
        echeance=echeance.cle, etape="naive", destinataire=destinataire, defaults={"due_le": a, "envoyee_le": a}
    )
    dossier = DOSSIERS[echeance.dossier_type](pk=echeance.dossier_id)
    relance.courriel = deposer_courriel(
        destinataire=destinataire,
        acte="relance",
        contexte={
            "echeance": echeance,
            "restant": echeance.restant(le),
            "url": "https://portail",
            "lien": "",
            "signalee": False,
        },
        a=a,
        dossier=dossier,
        en_nombre=Commun("relances"),
    )
    relance.save(update_fields=["courriel"])
    journaliser(dossier, "relance-une-a-une", f"Relance envoyée : {echeance.libelle}.", par=None, a=a)
