"""One frame for an act: one card, one name for its form."""

import re

from tests.architecture.test_style import RACINE, gabarits

GABARITS = RACINE / "templates"
BIBLIOTHEQUES = ("account/", "mfa/", "bootstrap5/")  # allauth and crispy name their form themselves
# The card itself, and the page of samples; a table, a grid of fields, several buttons; a page read without an account.
A_PART = {
    "candidats/_pieces_recues.html",
    "candidats/amenagement_liste.html",
    "candidats/candidat_corriger.html",
    "candidats/classeur_colonnes.html",
    "candidats/classeur_importer.html",
    "candidats/correspondance_liste.html",
    "candidats/demande_confirmer.html",
    "candidats/demande_deposer.html",
    "candidats/entreprise_completer.html",
    "candidats/etat_civil_confirmer.html",
    "candidats/gac_colonnes.html",
    "candidats/gac_liste.html",
    "candidats/identite_liste.html",
    "candidats/lieux_charger.html",
    "referentiels/repertoire_reprendre.html",
    "candidats/livret_remplir.html",
    "candidats/piece_recue_liste.html",
    "candidats/projet_formulaire.html",
    "candidats/rapport_deposer.html",
    "candidats/rapport_par_lien.html",
    "centre/parametres_modifier.html",
    "commun/composants.html",
    "composants/acte.html",
    "comptes/invitation_accepter.html",
    "evaluations/candidature_confirmer.html",
    "evaluations/candidature_deposer.html",
    "evaluations/commission_formulaire.html",
    "evaluations/commission_inviter.html",
    "evaluations/invitation_repondre.html",
    "evaluations/evaluateur_seances.html",
    "evaluations/vivier_importer.html",
    "evaluations/vivier_verifier.html",
    "evaluations/numerisation_liste.html",
    "evaluations/page_attribuer.html",
    "habilitations/dossierhabilitation_critere.html",
    "habilitations/organisme_habilite.html",
    "jurys/calendrier_arreter.html",
    "jurys/_panneau_deliberation.html",
    "jurys/certificat_verifier.html",
    "jurys/jury_candidats.html",
    "jurys/jury_commentaires.html",
    "jurys/jury_composer.html",
    "jurys/jury_designations.html",
    "jurys/jury_membre.html",
    "jurys/jury_reponses.html",
    "portail/lot_confirmer.html",
    "portail/vue_modifier.html",
    "referentiels/equivalences.html",
    "referentiels/referentiel_importer.html",
}


def nom(fichier) -> str:
    return str(fichier.relative_to(GABARITS))


def test_un_acte_se_montre_sur_la_carte_commune():
    """`commun.cadre.Page` and composants/acte.html; a page whose card holds a table or fields of its own is named."""
    trouves = {nom(f) for f in gabarits("html") if re.search(r'<form[^>]*class="carte', f.read_text())}
    assert {un for un in trouves if not un.startswith(BIBLIOTHEQUES)} == A_PART


def test_un_gabarit_recoit_son_formulaire_sous_un_seul_nom():
    """`formulaire`, that composants/erreurs.html and composants/acte.html read; an unknown name shows nothing."""
    mot = re.compile(r"(?<![\w.-])form(?![\w-])")
    fautes = [
        f"{nom(fichier)}: {balise}"
        for fichier in gabarits("html")
        if not nom(fichier).startswith(BIBLIOTHEQUES)
        for balise in re.findall(r"\{[{%].*?[%}]\}", fichier.read_text())
        if mot.search(re.sub(r"\"[^\"]*\"|'[^']*'", "", balise))
    ]
    assert fautes == []
