"""Faults of security sown one by one: a guard taken away, and the tests that must fail without it.

    python3 dev.py epreuves mutants --securite

Each says what guard it takes away, where, and the tests that hold it. All must be seen.
"""

from dataclasses import dataclass
from pathlib import Path

RACINE = Path(__file__).resolve().parent.parent
DROITS = "tests/candidats/test_views_examen.py::test_la_piece_ne_se_lit_que_par_le_centre_et_se_journalise"
PORTE = "tests/commun/test_fichiers.py"
ANNUAIRE = "tests/comptes/test_annuaire.py::"


@dataclass(frozen=True)
class Garde:
    """`avant` is in the file once; `apres` takes its place."""

    nature: str
    chemin: str
    avant: str
    apres: str
    tests: str

    @property
    def source(self) -> str:
        texte = (RACINE / self.chemin).read_text()
        if texte.count(self.avant) != 1:
            raise ValueError(f"{self.chemin} : « {self.avant} » y est {texte.count(self.avant)} fois.")
        return texte.replace(self.avant, self.apres)

    def __str__(self) -> str:
        return f"{self.nature}, {self.chemin} : {self.avant.strip().splitlines()[-1].strip()[:70]}"


C, K = "certif_portal/commun/", "certif_portal/comptes/"
GARDES = (
    Garde("rôle", K + "permissions.py", "if not a_role(request.user, *roles):", "if not roles:", DROITS),
    Garde(
        "décorateur",
        "candidats/views/identite.py",
        "@require_safe\n@reserve_a(*CENTRE)\ndef piece_identite_image",
        "@require_safe\ndef piece_identite_image",
        DROITS,
    ),
    Garde(
        "périmètre",
        "candidats/models/inscription.py",
        "return self._de_l_organisme(personne).filter(resultat_retenu=False)",
        "return self",
        "tests/candidats/test_models.py",
    ),
    Garde(
        "périmètre",
        "evaluations/models/grille.py",
        "        return self.filter(siennes)",
        "        return self",
        "tests/evaluations/test_permissions.py",
    ),
    Garde(
        "périmètre",
        "jurys/models/jury.py",
        "return self.filter(membres__utilisateur=personne).exclude(etat=EtatJury.ANNULE)",
        "return self",
        "tests/jurys/test_permissions.py",
    ),
    Garde(
        "périmètre",
        "habilitations/models/organisme.py",
        "return self.filter(membres__utilisateur=personne, membres__retire_le__isnull=True)",
        "return self",
        "tests/habilitations/services/test_organisme.py",
    ),
    Garde(
        "rôle du jour",
        "jurys/middleware.py",
        "horloge.aujourdhui())",
        "horloge.aujourdhui().min)",
        "tests/comptes/test_views.py tests/comptes/test_permissions.py tests/comptes/test_services.py",
    ),
    Garde(
        "siège du jury",
        "jurys/middleware.py",
        "request.user.retenir_roles(tenus.roles)",
        "request.user.retenir_roles(tenus.roles | tenus.suspendus)",
        "tests/jurys/test_middleware.py",
    ),
    Garde(
        "CSRF",
        "certif_portal/settings.py",
        '    "django.middleware.csrf.CsrfViewMiddleware",\n',
        "",
        "tests/commun/test_gardes.py",
    ),
    Garde(
        "page fermée",
        "certif_portal/settings.py",
        '    "certif_portal.comptes.middleware.ConnexionRequise",\n',
        "",
        "tests/comptes/test_views.py tests/commun/test_gardes.py",
    ),
    Garde(
        "no-store",
        K + "middleware.py",
        '"no-store, private"',
        '"private"',
        "tests/comptes/test_views.py::test_une_page_d_une_personne_connectee_n_est_gardee_par_aucun_cache",
    ),
    Garde(
        "no-store",
        C + "fichiers.py",
        'reponse["Cache-Control"] = "private, no-store"',
        'reponse["Cache-Control"] = "private"',
        DROITS,
    ),
    Garde("bac à sable", C + "fichiers.py", "\"sandbox; default-src 'none'\"", '"default-src *"', PORTE),
    Garde(
        "empreinte",
        C + "fichiers.py",
        "if hashlib.sha256(octets).hexdigest() != fichier.sha256:",
        "if not octets:",
        PORTE,
    ),
    Garde("type réel", C + "fichiers.py", "if type_mime not in types:", "if not type_mime and not types:", PORTE),
    Garde(
        "métadonnées",
        C + "fichiers.py",
        "if type_mime in (JPEG, PNG) else octets",
        "if not octets else octets",
        "tests/commun/test_ajouts.py",
    ),
    Garde(
        "antivirus",
        C + "antivirus.py",
        "        raise FichierRefuse(EN_PANNE) from panne",
        "        return",
        "tests/commun/test_antivirus.py",
    ),
    Garde("contenu actif", C + "controles.py", "    if actif:", "    if not pages:", PORTE),
    Garde(
        "macros",
        C + "controles.py",
        'nom.endswith("vbaProject.bin") for nom in noms)',
        "not nom for nom in noms)",
        PORTE,
    ),
    Garde("bombe", C + "archives.py", "            if reste < 0:", "            if reste is None:", PORTE),
    Garde(
        "retour d’un processus",
        C + "a_part.py",
        'if module.split(".")[0] in NOS_PAQUETS:',
        "if True:",
        "tests/commun/test_a_part.py",
    ),
    Garde(
        "mémoire d’un processus",
        C + "souche.py",
        "(resource.RLIMIT_AS, memoire * MEGA)",
        "(resource.RLIMIT_AS, memoire * MEGA * 100)",
        "tests/commun/test_a_part.py",
    ),
    Garde(
        "réseau du rendu",
        C + "pdf.py",
        'elif not url.startswith("data:"):',
        "elif not url:",
        "tests/commun/test_pdf.py",
    ),
    Garde("formules", C + "tableur.py", 'cellule.data_type = "s"', "pass", "tests/commun/test_sorties_inertes.py"),
    Garde(
        "formules",
        C + "tableur.py",
        'return f\'<c r="{place}"{facon} t="inlineStr"><is><t xml:space="preserve">{ecrit}</t></is></c>\'',
        'return f\'<c r="{place}"{facon}><f>{ecrit.lstrip("=")}</f></c>\'',
        "tests/commun/test_sorties_inertes.py",
    ),
    Garde(
        "échappement",
        C + "courriel_html.py",
        'return format_html_join("", "{}", ecrits)',
        'return SafeString("".join(str(*ecrit) for ecrit in ecrits))',
        "tests/commun/test_courriel_html.py",
    ),
    Garde("texte propre", C + "textes.py", 'INVISIBLES.sub("", valeur)', "valeur", "tests/commun/test_textes.py"),
    Garde(
        "limite",
        C + "limites.py",
        "return cache.incr(cle) <= maximum",
        "return bool(cache.incr(cle))",
        "tests/commun/test_limites.py",
    ),
    Garde(
        "verrou",
        C + "envoi.py",
        'select_for_update(of=("self",), no_key=True, skip_locked=True)',
        "all()",
        "tests/commun/test_envoi.py",
    ),
    Garde(
        "verrou",
        "jurys/services/attribution.py",
        'CompteurCertificat.objects.select_for_update(of=("self",), no_key=True)',
        "CompteurCertificat.objects",
        "tests/epreuves/test_numeros.py",
    ),
    Garde(
        "lien d’un usage",
        C + "liens.py",
        "return self.utilise_le is None and self.revoque_le is None and not self.expire(a)",
        "return self.revoque_le is None and not self.expire(a)",
        "tests/commun/test_liens.py",
    ),
    Garde(
        "adresse sans jeton",
        C + "liens.py",
        "return JETON.sub(lambda trouve: _marque(trouve[0]), adresse)",
        "return adresse",
        "tests/commun/test_liens.py tests/evaluations/test_views_avis.py",
    ),
    Garde(
        "journal d’une ligne",
        C + "traces.py",
        "return en_une_ligne(super().formatMessage(record) + faits)",
        "return super().formatMessage(record) + faits",
        "tests/commun/test_traces.py",
    ),
    Garde(
        "erreur sous sa ligne",
        C + "traces.py",
        '"  " + en_une_ligne(ligne) for ligne in masquer(texte)',
        "ligne for ligne in masquer(texte)",
        "tests/commun/test_traces.py",
    ),
    Garde(
        "signe nul d’un formulaire",
        C + "middleware.py",
        "sans_invisibles(valeur).replace(NUL, PERDU)",
        "sans_invisibles(valeur)",
        "tests/candidats/test_views_recapitulatif.py",
    ),
    Garde(
        "lignes d’un CSV",
        "candidats/imports/textes.py",
        "if lues > ETENDUE_LIGNES:",
        "if lues < 0:",
        "tests/candidats/imports/test_textes.py",
    ),
    Garde(
        "cellules d’un CSV",
        "candidats/imports/textes.py",
        "if len(ligne) > ETENDUE_COLONNES:",
        "if lues < 0:",
        "tests/candidats/imports/test_textes.py",
    ),
    Garde(
        "dossier que rien ne nomme",
        "certif_portal/portail/queries/journal.py",
        "entrees.none() if cle is None else entrees.filter(",
        "entrees if cle is None else entrees.filter(",
        "tests/portail/test_journal.py",
    ),
    Garde(
        "témoins du seul portail",
        "certif_portal/settings.py",
        '"__Host-session", "__Host-csrftoken"',
        '"session", "csrftoken"',
        "tests/commun/test_environnement.py",
    ),
    Garde(
        "code servi une fois",
        K + "essais.py",
        """    if not neuf and ligne.servi_le > a - duree:
        return False
""",
        "",
        "tests/comptes/test_essais.py",
    ),
    Garde(
        "mots du portail",
        K + "mots_de_passe.py",
        "if mot_de_passe_devine(password):",
        "if not password:",
        "tests/comptes/test_services.py",
    ),
    Garde(
        "jeton haché",
        C + "liens.py",
        "return hashlib.sha256(jeton.encode()).hexdigest()",
        "return jeton",
        "tests/commun/test_liens.py",
    ),
    Garde(
        "redirection",
        C + "cadre.py",
        'return adresse if permise and adresse.startswith("/") else ""',
        "return adresse",
        "tests/commun/test_cadre.py",
    ),
    Garde(
        "auteur d’une garde",
        C + "gardes.py",
        "if ligne is None or ligne.auteur_id != _compte(request):",
        "if ligne is None:",
        "tests/commun/test_gardes.py",
    ),
    Garde("secret des traces", C + "traces.py", 'JETON.sub("…", texte)', "texte", "tests/commun/test_traces.py"),
    Garde(
        "nonce",
        K + "annuaire.py",
        'if not secrets.compare_digest(str(dit["nonce"]).encode(), nonce.encode()):',
        "if not nonce:",
        ANNUAIRE + "test_un_jeton_qui_ment_n_ouvre_rien",
    ),
    Garde(
        "signature",
        K + "annuaire.py",
        'options={"require": EXIGES},',
        'options={"require": EXIGES, "verify_signature": False, "verify_exp": True, "verify_iat": True, '
        '"verify_nbf": True, "verify_aud": True, "verify_iss": True},',
        ANNUAIRE + "test_un_jeton_qui_ment_n_ouvre_rien",
    ),
    Garde(
        "départ unique",
        K + "annuaire.py",
        "        session[DEPARTS] = departs\n",
        "",
        ANNUAIRE + "test_un_depart_qui_n_a_pas_abouti_ne_sert_plus",
    ),
    Garde(
        "adresse vérifiée",
        K + "annuaire.py",
        'if dit.get("email_verified") is True else "",',
        'if dit.get("email_verified") != 0 else "",',
        ANNUAIRE + "test_une_adresse_que_l_annuaire_n_a_pas_verifiee_n_ouvre_rien",
    ),
    Garde(
        "code rejoué",
        K + "essais.py",
        "if not neuf and ligne.servi_le > a - duree:",
        "if not cle:",
        "tests/comptes/test_second_facteur.py",
    ),
    Garde(
        "second mur à l’envoi",
        "certif_portal/portail/middleware.py",
        "if not tenu or not mur_pose(DEFAULT_DB_ALIAS):",
        'if request.method == "POST" or not tenu or not mur_pose(DEFAULT_DB_ALIAS):',
        "tests/portail/test_mur.py::test_ce_qu_un_organisme_envoie_n_atteint_rien_de_l_autre_si_un_filtre_manque",
    ),
    Garde(
        "retour derrière le mur",
        "certif_portal/portail/mur.py",
        "        _ou_fermer(connexion, DERRIERE, list(lecteur))",
        "        pass",
        "tests/portail/test_mur.py::test_un_acte_passe_devant_et_l_on_revient_derriere",
    ),
    Garde(
        "siège, hors d’une page",
        K + "models.py",
        "self.retenir_roles(import_string(settings.ROLES_OUVERTS)(self, le).roles)",
        "self.charger_roles(le)",
        "tests/portail/test_siege_de_fond.py",
    ),
    Garde(
        "code de l’enrôlement",
        K + "adaptateur.py",
        "class ApplicationForm(FacteurMixin, ActivateTOTPForm):",
        "class ApplicationForm(ActivateTOTPForm):",
        "tests/comptes/test_second_facteur.py::test_le_code_de_l_enrolement_n_ouvre_pas_de_session",
    ),
    Garde(
        "se confirmer pour délier",
        K + "views/annuaire.py",
        "    if porte := _a_confirmer(request):\n        return porte\n",
        "",
        "tests/comptes/test_annuaire_session.py::test_delier_aussi",
    ),
    Garde(
        "délai de l’annuaire",
        K + "annuaire.py",
        "lu = recu.get(timeout=reste)",
        "lu = recu.get()",
        ANNUAIRE + "test_tout_ce_qu_une_page_demande_a_l_annuaire_tient_dans_un_seul_delai",
    ),
    Garde(
        "deux ouvriers, une lecture",
        "referentiels/services/relecture.py",
        "    if attendre:\n",
        "    if not empreinte:\n",
        "tests/referentiels/services/test_relecture_a_deux.py",
    ),
    Garde(
        "acte fini après un autre",
        "jurys/queries/relecture.py",
        'nombre=Count("pk")',
        'nombre=Max("pk")',
        "tests/jurys/services/test_relecture.py::test_un_acte_commence_avant_un_autre_et_fini_apres_lui_se_voit",
    ),
    Garde(
        "de tous ou de personne",
        C + "secret.py",
        "seuil):\n        return frozenset()\n",
        "seuil):\n        return frozenset(cle for cle, issue in groupes.items() if not issue[1])\n",
        "tests/commun/test_secret.py::test_un_seul_tiret_par_axe_ne_dit_pas_ou_sont_les_refus",
    ),
)
