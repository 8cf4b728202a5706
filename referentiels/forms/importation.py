"""Upload of a published référentiel, and the review of what was read: every text can be corrected."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from django import forms
from django.forms import BoundField

from certif_portal.commun.antivirus import passer_l_antivirus
from certif_portal.commun.erreurs import FichierRefuse
from certif_portal.commun.formulaires import Formulaire
from referentiels import regles
from referentiels.choix import NatureModalite, Rubrique, TypeCertification
from referentiels.imports.fichier import TAILLE_MAXIMALE
from referentiels.imports.modele import (
    FAMILLES,
    ActiviteLue,
    BlocLu,
    CompetenceLue,
    CriteresLus,
    Element,
    ReferentielLu,
)
from referentiels.numeros import lire_bloc, lire_numero
from referentiels.relecture import IDENTITE, MISSION, MODALITES, parties, situer_doutes

TYPES = [choix for choix in TypeCertification.choices if choix[0] != TypeCertification.PARCOURS]
PUCES = "-–•*"
TEXTES_MISSION = (
    ("mission", "Mission"),
    ("environnement", "Environnement de travail"),
    ("interactions", "Interactions"),
    ("evolutions", "Évolutions du métier"),
)
LISTES = ("conditions", *FAMILLES, "resultats")


class DocumentForm(Formulaire):
    document = forms.FileField(
        label="Document",
        allow_empty_file=True,
        help_text="Word (.docx), PDF, texte, Markdown ou HTML ; 20 Mo au plus.",
        widget=forms.ClearableFileInput(attrs={"accept": ".docx,.pdf,.txt,.md,.html,.htm"}),
    )

    def clean_document(self) -> Any:
        document = self.cleaned_data["document"]
        if document.size > TAILLE_MAXIMALE:
            raise forms.ValidationError(
                f"« {document.name} » pèse {document.size // 1024 // 1024} Mo : {TAILLE_MAXIMALE // 1024 // 1024} "
                "Mo au plus."
            )
        try:
            passer_l_antivirus(document.name, document.read())
        except FichierRefuse as refus:
            raise forms.ValidationError(str(refus)) from refus
        document.seek(0)
        return document


@dataclass(frozen=True)
class CompetenceRelue:
    rang: int
    intitule: BoundField
    listes: list[BoundField]


@dataclass(frozen=True)
class PartieRelue:
    """One card of the screen: its fields, its competences, its doubts, its tick."""

    cle: str
    titre: str
    champs: list[BoundField]
    competences: list[CompetenceRelue]
    doutes: list[tuple[Any, BoundField]]
    relue: BoundField | None
    bloc: int | None  # its rank among the blocs


class RelectureForm(Formulaire):
    """Fields made from the reading itself; `lu()` is the reading as corrected."""

    version = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, lu: ReferentielLu, relues: Iterable[str], a_cocher: bool, **options: Any) -> None:
        super().__init__(*args, use_required_attribute=False, **options)
        self.lecture, self.relues, self.a_cocher = lu, set(relues), a_cocher
        self._identite(lu)
        self._mission(lu)
        for rang, bloc in enumerate(lu.blocs):
            self._bloc(rang, bloc)
        self._modalites(lu)
        for cle in self._cles():
            self.fields[coche(cle)] = forms.BooleanField(label="Relu", required=False, initial=cle in self.relues)

    # --- fields

    def _ligne(self, nom: str, libelle: str, valeur: Any, maximum: int = 400, **options: Any) -> None:
        self.fields[nom] = forms.CharField(
            label=libelle, initial=valeur or "", max_length=maximum, required=False, **options
        )

    def _texte(self, nom: str, libelle: str, valeur: str | None, *, signes: int = 75) -> None:
        texte = valeur or ""
        lignes = min(max(sum(1 + len(ligne) // signes for ligne in texte.split("\n")), 2), 16)
        self.fields[nom] = forms.CharField(
            label=libelle,
            initial=texte,
            max_length=30_000,
            required=False,
            widget=forms.Textarea(attrs={"rows": lignes}),
        )

    def _identite(self, lu: ReferentielLu) -> None:
        self.fields["type"] = forms.ChoiceField(label="Type", choices=TYPES, initial=lu.type)
        self._ligne("intitule", "Intitulé", lu.intitule, 255)
        self._ligne(
            "numero", "Numéro", lu.numero_a_imprimer, 60, help_text="Comme il est imprimé : « MQ 2006 0248 R »."
        )
        niveaux = [("", "non lu"), *((niveau, str(niveau)) for niveau in regles.NIVEAUX)]
        self.fields["niveau"] = forms.TypedChoiceField(
            label="Niveau", choices=niveaux, coerce=int, empty_value=None, required=False, initial=lu.niveau
        )
        self._ligne("categorie", "Ancienne catégorie", lu.categorie, 3)

    def _mission(self, lu: ReferentielLu) -> None:
        for nom, libelle in TEXTES_MISSION:
            self._texte(nom, libelle, getattr(lu, nom))
        for rang, activite in enumerate(lu.activites):
            self._ligne(f"a{rang}_intitule", f"Activité {rang + 1}", activite.intitule, 255)
            self._texte(f"a{rang}_texte", f"Texte de l’activité {rang + 1}", activite.texte)

    def _bloc(self, rang: int, bloc: BlocLu) -> None:
        self._ligne(f"b{rang}_numero", "Numéro du bloc", bloc.numero, 12, help_text="« BDC0170 » ; vide sans bloc.")
        self._ligne(f"b{rang}_intitule", "Intitulé du bloc", bloc.intitule, 255)
        self._texte(f"b{rang}_connaissances", "Connaissances associées", en_lignes(bloc.connaissances))
        for place, competence in enumerate(bloc.competences):
            nom = f"c{rang}_{place}"
            self._ligne(f"{nom}_intitule", "Intitulé de la compétence", competence.intitule)
            for liste in LISTES:
                self._texte(
                    f"{nom}_{liste}",
                    Rubrique(liste).label,
                    en_lignes(_elements(competence, liste)),
                    signes=36 if liste in FAMILLES else 75,
                )

    def _modalites(self, lu: ReferentielLu) -> None:
        self._texte("mise_en_oeuvre", "Mise en œuvre des évaluations", "\n\n".join(lu.mise_en_oeuvre))
        self._texte("avis_entreprise", "Avis de l’entreprise", lu.avis_entreprise)
        for rang, modalite in enumerate(lu.modalites):
            self._texte(f"m{rang}_texte", NatureModalite(modalite.nature).label, modalite.texte)
        self._texte("conditions_admission", "Conditions d’admissibilité", lu.conditions_admission)

    def _cles(self) -> list[str]:
        coches = [partie.cle for partie in parties(self.lecture)] if self.a_cocher else []
        return [*coches, *(situe.cle for situe in situer_doutes(self.lecture))]

    # --- what the screen shows

    def parties(self) -> Iterator[PartieRelue]:
        doutes = situer_doutes(self.lecture)
        for partie in parties(self.lecture):
            noms, competences = self._contenu(partie.cle)
            yield PartieRelue(
                partie.cle,
                partie.titre,
                [self[nom] for nom in noms],
                competences,
                [(situe, self[coche(situe.cle)]) for situe in doutes if situe.partie == partie.cle],
                self[coche(partie.cle)] if self.a_cocher else None,
                int(partie.cle.removeprefix("bloc")) if partie.cle.startswith("bloc") else None,
            )

    def doutes_generaux(self) -> list[tuple[Any, BoundField]]:
        """Doubts on the document as a whole."""
        return [(situe, self[coche(situe.cle)]) for situe in situer_doutes(self.lecture) if not situe.partie]

    def _contenu(self, cle: str) -> tuple[list[str], list[CompetenceRelue]]:
        lu = self.lecture
        if cle == IDENTITE:
            return ["type", "intitule", "numero", "niveau", "categorie"], []
        if cle == MISSION:
            activites = [f"a{rang}_{suite}" for rang in range(len(lu.activites)) for suite in ("intitule", "texte")]
            return ["mission", *activites, "environnement", "interactions", "evolutions"], []
        if cle == MODALITES:
            modalites = [f"m{rang}_texte" for rang in range(len(lu.modalites))]
            return ["mise_en_oeuvre", "avis_entreprise", *modalites, "conditions_admission"], []
        bloc = int(cle.removeprefix("bloc"))
        avant = sum(len(precedent.competences) for precedent in lu.blocs[:bloc])
        competences = [
            CompetenceRelue(
                avant + place + 1,
                self[f"c{bloc}_{place}_intitule"],
                [self[f"c{bloc}_{place}_{liste}"] for liste in LISTES],
            )
            for place in range(len(lu.blocs[bloc].competences))
        ]
        return [f"b{bloc}_{suite}" for suite in ("numero", "intitule", "connaissances")], competences

    # --- what the page says

    def clean_intitule(self) -> str:
        intitule = " ".join(self.cleaned_data["intitule"].split())
        if not intitule:
            raise forms.ValidationError("L’intitulé de la certification est attendu.")
        return intitule

    def clean_numero(self) -> str:
        imprime: str = self.cleaned_data["numero"].strip()
        lu = lire_numero(imprime) if imprime else None
        if lu is not None and lu.numero is None:
            raise forms.ValidationError(f"{lu.doutes[0]}. Attendu : un numéro comme « CQPM 2006 0248 ».")
        return imprime

    def clean(self) -> dict[str, Any]:
        propres = super().clean()
        for rang, bloc in enumerate(self.lecture.blocs):
            numero = propres.get(f"b{rang}_numero", "")
            if numero and lire_bloc(numero) is None:
                self.add_error(f"b{rang}_numero", f"« {numero} » n’est pas un numéro de bloc : attendu « BDC0170 ».")
            for place in range(len(bloc.competences)):
                nom = f"c{rang}_{place}"
                rempli = any(propres.get(f"{nom}_{liste}") for liste in LISTES)
                if rempli and not propres.get(f"{nom}_intitule"):
                    self.add_error(f"{nom}_intitule", "Cette compétence a des critères : donnez son intitulé.")
        return propres

    def coches(self) -> set[str]:
        return {cle for cle in self._cles() if self.cleaned_data.get(coche(cle))}

    def lu(self) -> ReferentielLu:
        """The reading as corrected; what was emptied is gone."""
        propres, lu = self.cleaned_data, self.lecture
        activites = (
            ActiviteLue(propres[f"a{rang}_intitule"], propres[f"a{rang}_texte"]) for rang in range(len(lu.activites))
        )
        blocs = (self._bloc_corrige(rang, bloc) for rang, bloc in enumerate(lu.blocs))
        return replace(
            self._avec_numero(lu),
            type=propres["type"],
            intitule=propres["intitule"],
            niveau=propres["niveau"],
            categorie=propres["categorie"] or None,
            mission=propres["mission"] or None,
            environnement=propres["environnement"] or None,
            interactions=propres["interactions"] or None,
            evolutions=propres["evolutions"] or None,
            activites=tuple(activite for activite in activites if activite.intitule),
            blocs=tuple(bloc for bloc in blocs if bloc.numero or bloc.intitule or bloc.competences),
            mise_en_oeuvre=tuple(p.strip() for p in propres["mise_en_oeuvre"].split("\n\n") if p.strip()),
            avis_entreprise=propres["avis_entreprise"] or None,
            modalites=tuple(replace(m, texte=propres[f"m{rang}_texte"]) for rang, m in enumerate(lu.modalites)),
            conditions_admission=propres["conditions_admission"] or None,
        )

    def _avec_numero(self, lu: ReferentielLu) -> ReferentielLu:
        imprime = self.cleaned_data["numero"]
        if imprime == lu.numero_a_imprimer:
            return lu
        return lu.numerote(lire_numero(imprime), imprime or None)

    def _bloc_corrige(self, rang: int, bloc: BlocLu) -> BlocLu:
        propres = self.cleaned_data
        competences = (self._competence_corrigee(f"c{rang}_{n}", lue) for n, lue in enumerate(bloc.competences))
        return BlocLu(
            lire_bloc(propres[f"b{rang}_numero"]) if propres[f"b{rang}_numero"] else None,
            propres[f"b{rang}_intitule"] or None,
            depuis_lignes(propres[f"b{rang}_connaissances"]),
            tuple(competence for competence in competences if competence.intitule),
        )

    def _competence_corrigee(self, nom: str, lue: CompetenceLue) -> CompetenceLue:
        listes = {liste: depuis_lignes(self.cleaned_data[f"{nom}_{liste}"]) for liste in LISTES}
        criteres = CriteresLus(**{famille: listes[famille] for famille in FAMILLES})
        intitule = self.cleaned_data[f"{nom}_intitule"]
        return CompetenceLue(lue.numero, intitule, listes["conditions"], criteres, listes["resultats"])


def coche(cle: str) -> str:
    """Name of the tick of a part or of a doubt: never that of a text (the part « mission » holds a field « mission
    »)."""
    return f"relue_{cle}"


def en_lignes(elements: Iterable[Element]) -> str:
    """One item a line; a bullet marks what hangs under the line before."""
    return "\n".join(f"- {element.texte}" if element.sous else element.texte for element in elements)


def depuis_lignes(texte: str) -> tuple[Element, ...]:
    elements: list[Element] = []
    for ligne in texte.split("\n"):
        propre = ligne.strip()
        sous = propre[:1] in PUCES and propre[1:2] == " " and bool(elements)
        contenu = propre.lstrip(PUCES).strip() if propre[1:2] == " " and propre[:1] in PUCES else propre
        if contenu:
            elements.append(Element(contenu, sous=sous))
    return tuple(elements)


def ajouter(lu: ReferentielLu, quoi: str) -> ReferentielLu:
    """One more activity, bloc or competence (« competence:2 », in the third bloc) to fill in; left empty, it goes
    away."""
    genre, _, rang = quoi.partition(":")
    vide = CompetenceLue(None, "")
    if genre == "activite":
        return replace(lu, activites=(*lu.activites, ActiviteLue("", "")))
    if genre == "bloc":
        return replace(lu, blocs=(*lu.blocs, BlocLu(None, None, (), (vide,))))
    if genre == "competence" and rang.isdigit() and int(rang) < len(lu.blocs):
        blocs = list(lu.blocs)
        blocs[int(rang)] = replace(blocs[int(rang)], competences=(*blocs[int(rang)].competences, vide))
        return replace(lu, blocs=tuple(blocs))
    return lu


def _elements(competence: CompetenceLue, liste: str) -> tuple[Element, ...]:
    elements: tuple[Element, ...] = (
        getattr(competence.criteres, liste) if liste in FAMILLES else getattr(competence, liste)
    )
    return elements
