"""The registration form, in sections. A draft needs three values; the deposit asks for the rest."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from typing import Any

from django import forms

from candidats.choix import (
    VOIES_D_UN_ORGANISME,
    EffetAmenagement,
    Financement,
    Origine,
    Portee,
    Secteur,
    Sexe,
    TypePieceIdentite,
    Voie,
)
from candidats.donnees import CHAMPS_IDENTITE, DonneesInscription
from candidats.forms import aides
from candidats.forms.champs import (
    AIDE_PAPIER,
    ChampCode,
    ChampFinancements,
    ChampFormateurs,
    ChampNaissance,
    ChampNaissanceConfirmee,
    ChampNom,
    ChampPapier,
    ChampPays,
    ChampPrenom,
    ChampPrenoms,
    confirmation_montree,
    deplier_naissance,
    proposer_la_confirmation,
)
from candidats.forms.projet import choix_de_projet
from candidats.models import Candidat, Entreprise, Inscription, Projet
from candidats.queries.lieu import completion_de
from candidats.regles.constat import Constat, FaitsReferentiel
from candidats.regles.inscription import financement_ouvert, incoherences
from certif_portal.commun.champs import (
    ChampCodePostal,
    ChampDate,
    ChampDepartement,
    ChampNace,
    ChampSiret,
    ChampTelephone,
    ChampTexte,
)
from certif_portal.commun.formulaires import Formulaire

ATTENDUS = frozenset(
    [
        *("nom_naissance", "prenom", "sexe", "date_naissance", "commune_naissance", "pays_naissance"),
        *("voie", "origine", "financements"),
    ]
)
"""Fields the deposit wants whatever the route: they carry the asterisk."""


def _texte(modele: type, champ: str, libelle: str, genre: type[ChampTexte] = ChampTexte, **options: Any) -> ChampTexte:
    longueur = modele._meta.get_field(champ).max_length
    return genre(label=libelle, max_length=longueur, required=False, **options)


def _choix(liste: Any, vide: str = "—") -> list[tuple[str, str]]:
    return [("", vide), *((code, libelle) for code, libelle in liste.choices)]


CODES_ET_LIBELLES = [(code, f"{code} · {libelle}") for code, libelle in Financement.choices]


@dataclass(frozen=True)
class Section:
    """A part of the form: its title, what it is for, and its rows of (field, columns out of 12)."""

    cle: str
    titre: str
    intro: str
    rangees: tuple[tuple[tuple[str, int], ...], ...]
    conditions: dict[str, str] = field(default_factory=dict)
    """Field -> « other=value,value »: comfort only, the page's module hides it otherwise."""


SECTIONS = (
    Section(
        "candidat",
        "Candidat",
        "Recopiez la pièce d’identité, accents compris : c’est ce qui sera imprimé sur le certificat.",
        (
            (("nom_naissance", 4), ("prenom", 4), ("sexe", 4)),
            (("nom_usage", 4), ("autres_prenoms", 4), ("date_naissance", 4)),
            (("naissance_confirmee", 12),),
            (("autre_personne", 12),),
            (
                ("commune_naissance", 4),
                ("code_commune_naissance", 2),
                ("departement_naissance", 3),
                ("pays_naissance", 3),
            ),
            (("courriel", 5), ("telephone", 3)),
            (("adresse", 6), ("code_postal", 2), ("ville", 4)),
        ),
    ),
    Section(
        "piece",
        "Pièce d’identité",
        "Lue par le centre seul, chaque lecture étant journalisée, et supprimée dès la décision du jury.",
        ((("piece_type", 4), ("piece_identite", 8)),),
    ),
    Section(
        "parcours",
        "Certification et parcours",
        "",
        (
            (("projet_id", 4), ("positionnement_le", 3), ("positionnement_resultat", 5)),
            (("portee", 4), ("blocs", 8)),
            (("voie", 4), ("recevabilite_recue_le", 4)),
            (("entree_formation", 4), ("fin_formation", 4), ("date_evaluation_prevue", 4)),
            (("formateurs", 12),),
        ),
        {
            "blocs": "portee=blocs",
            "recevabilite_recue_le": "voie=vae,vae_branche",
            "entree_formation": "voie=formation",
            "fin_formation": "voie=formation",
            "formateurs": "voie=formation",
        },
    ),
    Section(
        "entreprise",
        "Origine, entreprise et tuteur",
        (
            "Pour un demandeur d’emploi l’entreprise est facultative : elle se complète en cours de formation et "
            "ne figure jamais au procès-verbal."
        ),
        (
            (("origine", 4), ("initiative_sans_accord", 8)),
            (("entreprise_siret", 4), ("entreprise_raison_sociale", 8)),
            (("entreprise_adresse", 6), ("entreprise_code_postal", 2), ("entreprise_ville", 4)),
            (("entreprise_code_nace", 3), ("entreprise_secteur", 4), ("entreprise_branche", 5)),
            (("service", 4), ("superieur_nom", 4), ("superieur_courriel", 4)),
            (("tuteur_nom", 4), ("tuteur_qualite", 4), ("tuteur_courriel", 4)),
        ),
        {"initiative_sans_accord": "origine=SL", "entreprise_branche": "entreprise_secteur=HM"},
    ),
    Section(
        "financement",
        "Financement",
        "Les codes du procès-verbal (annexe 14). Plusieurs sont possibles.",
        ((("financements", 8), ("cpf_abonde", 4)),),
        {"cpf_abonde": "financements=CPF"},
    ),
    Section(
        "amenagements",
        "Aménagements",
        "À la demande du candidat en situation de handicap. Seul l’effet se note, jamais la cause.",
        ((("amenagements", 12),),),
    ),
)


class InscriptionForm(Formulaire):
    """`faits`: the référentiel chosen beforehand; `verifiee`: civil status locked; `sans_formation`: offered here."""

    nom_naissance = _texte(Candidat, "nom_naissance", "Nom de naissance", ChampNom, help_text=aides.NOM)
    prenom = _texte(Candidat, "prenom", "Prénom", ChampPrenom)
    sexe = forms.ChoiceField(label="Sexe", choices=_choix(Sexe), required=False)
    nom_usage = _texte(Candidat, "nom_usage", "Nom d’usage", ChampNom, help_text="S’il diffère du nom de naissance.")
    autres_prenoms = _texte(
        Candidat, "autres_prenoms", "Autres prénoms", ChampPrenoms, help_text="Séparés par des virgules."
    )
    date_naissance = ChampNaissance(required=False)
    naissance_confirmee = ChampNaissanceConfirmee()
    autre_personne = forms.BooleanField(label="C’est une autre personne", required=False)
    commune_naissance = _texte(Candidat, "commune_naissance", "Commune de naissance", help_text=aides.COMMUNE)
    code_commune_naissance = ChampCode(label="Code INSEE", max_length=5, required=False, help_text=aides.CODE_INSEE)
    departement_naissance = ChampDepartement(required=False)
    pays_naissance = ChampPays(label="Pays de naissance", max_length=60, required=False, initial="France")
    courriel = forms.EmailField(
        label="Courriel", required=False, help_text="Sans lui, le candidat ne recevra pas ses résultats."
    )
    telephone = ChampTelephone("Téléphone", required=False)
    adresse = _texte(Candidat, "adresse", "Adresse")
    code_postal = _texte(Candidat, "code_postal", "Code postal")
    ville = _texte(Candidat, "ville", "Ville")

    piece_type = forms.ChoiceField(label="Document", choices=_choix(TypePieceIdentite), required=False)
    piece_identite = ChampPapier(label="Copie", required=False, help_text=AIDE_PAPIER)

    projet_id = forms.TypedChoiceField(
        label="Projet de certification",
        coerce=int,
        empty_value=None,
        required=False,
        help_text="Celui dont le centre a donné l’aval.",
    )
    positionnement_le = ChampDate("Positionnement, le", required=False)
    positionnement_resultat = _texte(
        Inscription, "positionnement_resultat", "Son résultat", help_text="Tests, entretien : ce qu’ils concluent."
    )

    portee = forms.ChoiceField(
        label="Ce qui est visé", choices=Portee.choices, widget=forms.RadioSelect, initial=Portee.COMPLETE
    )
    blocs = forms.TypedMultipleChoiceField(
        label="Blocs visés", coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    voie = forms.ChoiceField(label="Voie d’accès", choices=Voie.choices, initial=Voie.FORMATION, help_text=aides.VOIE)
    recevabilite_recue_le = ChampDate(
        label="Dossier de recevabilité reçu le",
        required=False,
        help_text="Le formulaire CERFA : le candidat est inscrit à cette réception.",
    )
    entree_formation = ChampDate("Entrée en formation", required=False, help_text=aides.ENTREE)
    fin_formation = ChampDate("Fin de la formation", required=False, help_text=aides.FIN)
    date_evaluation_prevue = ChampDate("Évaluation prévue le", required=False, help_text=aides.EVALUATION)
    formateurs = ChampFormateurs(
        label="Formateurs du candidat",
        required=False,
        help_text="Un par ligne : prénom et nom, suivis au besoin du courriel entre chevrons. Ils ne pourront pas "
        "l’évaluer.",
    )

    origine = forms.ChoiceField(label="Origine", choices=_choix(Origine), required=False)
    initiative_sans_accord = forms.BooleanField(
        label="À l’initiative du salarié, sans l’accord de l’employeur",
        required=False,
        help_text="L’entreprise ne recevra rien, et son avis ne sera pas demandé.",
    )
    entreprise_siret = ChampSiret(required=False)
    entreprise_raison_sociale = _texte(Entreprise, "raison_sociale", "Raison sociale")
    entreprise_adresse = _texte(Entreprise, "adresse", "Adresse")
    entreprise_code_postal = ChampCodePostal(required=False)
    entreprise_ville = _texte(Entreprise, "ville", "Ville")
    entreprise_code_nace = ChampNace(required=False)
    entreprise_secteur = forms.ChoiceField(label="Secteur", choices=_choix(Secteur), required=False)
    entreprise_branche = _texte(Entreprise, "branche", "Branche", help_text="Attendue hors métaux.")
    service = _texte(
        Inscription, "service", "Service du candidat", help_text="Ses collègues de service ne l’évalueront pas."
    )
    superieur_nom = _texte(Inscription, "superieur_nom", "Supérieur hiérarchique")
    superieur_courriel = forms.EmailField(label="Courriel du supérieur", required=False)
    tuteur_nom = _texte(Inscription, "tuteur_nom", "Tuteur")
    tuteur_qualite = _texte(Inscription, "tuteur_qualite", "Qualité du tuteur")
    tuteur_courriel = forms.EmailField(
        label="Courriel du tuteur", required=False, help_text="L’avis de l’entreprise lui sera demandé."
    )

    financements = ChampFinancements(
        label="Dispositifs de financement",
        choices=CODES_ET_LIBELLES,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    cpf_abonde = forms.BooleanField(label="CPF abondé", required=False)
    amenagements = forms.MultipleChoiceField(
        label="Aménagements demandés",
        choices=EffetAmenagement.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(
        self,
        *args: Any,
        faits: FaitsReferentiel,
        le: date,
        verifiee: bool = False,
        premier_depot: date | None = None,
        projets: Iterable[Projet] = (),
        sans_formation: bool = False,
        **options: Any,
    ) -> None:
        super().__init__(*args, use_required_attribute=False, **options)
        self.faits, self.le, self.premier_depot = faits, le, premier_depot
        self.fields["date_naissance"].le = le
        self.constats: list[Constat] = []
        initial = self.initial or {}
        if not sans_formation and initial.get("voie") != Voie.SANS_FORMATION:
            self.fields["voie"].choices = VOIES_D_UN_ORGANISME
        deja = initial.get("financements") or ()
        self.fields["financements"].choices = [
            (code, libelle)
            for code, libelle in CODES_ET_LIBELLES
            if financement_ouvert(code, premier_depot or le) or code in deja
        ]
        self.avis: list[str] = []
        self.fields["blocs"].choices = [(bloc.version_id, str(bloc)) for bloc in faits.blocs]
        self.fields["projet_id"].choices = choix_de_projet(projets)
        if not faits.blocs:
            del self.fields["blocs"]
        if premier_depot:  # an arrangement is then between the candidate and the staff (decision 0084)
            del self.fields["amenagements"]
        if verifiee:
            for nom in self.fields.keys() & set(CHAMPS_IDENTITE):
                self.fields[nom].disabled = True

    def sections(self) -> Iterator[dict[str, Any]]:
        """Sections with their bound fields, for the template."""
        for section in SECTIONS:
            rangees = [cases for rangee in section.rangees if (cases := list(self._rangee(section, rangee)))]
            if rangees:
                yield {"section": section, "rangees": rangees}

    def _rangee(self, section: Section, rangee: tuple[tuple[str, int], ...]) -> Iterator[dict[str, Any]]:
        for nom, largeur in rangee:
            if nom in self.fields and self._montre(nom):
                yield {
                    "champ": self[nom],
                    "largeur": largeur,
                    "condition": section.conditions.get(nom, ""),
                    "attendu": nom in ATTENDUS and not self.fields[nom].required,
                }

    def _montre(self, nom: str) -> bool:
        """Two boxes answer a question: they are there once it is asked."""
        if nom == "naissance_confirmee":
            return confirmation_montree(self)
        return nom != "autre_personne" or nom in self.errors

    def resume(self) -> Iterator[dict[str, Any]]:
        """What is wrong or missing, in the order of the form, each with its rule: the summary at the top."""
        regles_dites = {(constat.champ, _court(constat)): constat.regle for constat in self.constats}
        for champ in ("__all__", *self.fields):
            for erreur in map(str, self.errors.get(champ, [])):
                regle = regles_dites.get((champ, erreur))
                ou = None if champ == "__all__" else self[champ]
                yield {"champ": ou, "message": erreur, "regle": regle}

    def clean(self) -> dict[str, Any]:
        propres = super().clean()
        deplier_naissance(propres)
        self._completer_naissance(propres)
        if propres.get("piece_identite") and not propres.get("piece_type"):
            self.add_error("piece_type", "Dites de quel document il s’agit.")
        constats = incoherences(self._donnees(propres), self.faits, self.le, self.premier_depot)
        proposer_la_confirmation(self, propres, constats)
        for constat in constats:
            self._signaler(constat)
        return propres

    def _completer_naissance(self, propres: dict[str, Any]) -> None:
        """The INSEE code and the département, from the name of the commune; what is typed is never replaced."""
        if self.fields["commune_naissance"].disabled or not propres.get("commune_naissance"):
            return
        completion = completion_de(self._donnees(propres))
        propres.update(completion.valeurs)
        self.avis = [message for _, message in completion.avis]
        for champ, question in completion.questions:
            self._signaler(Constat(champ, question))

    def _donnees(self, propres: dict[str, Any]) -> DonneesInscription:
        connus = {nom: valeur for nom, valeur in propres.items() if nom in DonneesInscription.__dataclass_fields__}
        for nom in ("blocs", "financements", "amenagements"):
            connus[nom] = tuple(connus.get(nom) or ())
        connus["formateurs"] = connus.get("formateurs") or ()
        return DonneesInscription(**connus | {"referentiel_id": self.faits.pk})

    @property
    def donnees(self) -> DonneesInscription:
        """The values of a valid form."""
        return self._donnees(self.cleaned_data)

    @property
    def piece(self) -> tuple[TypePieceIdentite, Any] | None:
        """The identity paper of a valid form, if one came with it."""
        recu = self.cleaned_data.get("piece_identite")
        return (TypePieceIdentite(self.cleaned_data["piece_type"]), recu) if recu else None

    @property
    def saisie(self) -> dict[str, Any]:
        """What a valid form gives to the service that keeps a new draft."""
        return {"donnees": self.donnees, "piece": self.piece, "autre_personne": self.cleaned_data["autre_personne"]}

    def signaler(self, constats: Iterable[Constat]) -> None:
        """Show on their fields the things a deposit still misses."""
        for constat in constats:
            self._signaler(constat)

    def _signaler(self, constat: Constat) -> None:
        champ = constat.champ if constat.champ in self.fields else None
        if champ and champ in self.errors:
            return
        self.constats.append(constat if champ else replace(constat, champ="__all__"))
        self.add_error(champ, _court(constat))


def _court(constat: Constat) -> str:
    """Under its field a breach names its rule; the summary tells the rule whole."""
    return f"{constat.message} ({constat.regle.code})" if constat.regle else constat.message


def valeurs_initiales(donnees: DonneesInscription) -> dict[str, Any]:
    """What a form starts from."""
    return asdict(donnees) | {"formateurs": donnees.formateurs, "date_naissance": donnees.naissance}
