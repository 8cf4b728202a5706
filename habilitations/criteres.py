"""The six criteria and twelve indicators of the accreditation, and how each is read.

Titles and indicators are the dispositif's own wording (part 2, chapter 1). The guide is ours: it carries the facts of
the CERTIMÉTAL deck, not its sentences.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Indicateur:
    code: str  # « 1.2 »: criterion, rank
    libelle: str
    a_decrire: str
    preuves: tuple[str, ...]


@dataclass(frozen=True)
class Critere:
    numero: int
    titre: str
    appreciation: str
    attendu: str
    indicateurs: tuple[Indicateur, Indicateur]
    autre_titre: str = ""
    qualiopi: str = ""


CRITERES: tuple[Critere, ...] = (
    Critere(
        1,
        "Le choix de la certification",
        "Selon son opportunité : le bon choix, assez tôt, pour ce parcours. Et selon sa cohérence avec les "
        "objectifs visés et les moyens que vous y consacrez.",
        "Le centre de certification connaît chaque projet, en a parlé avec vous et a donné son aval avant que le "
        "parcours ne commence.",
        (
            Indicateur(
                "1.1",
                "Capacité du prestataire à sélectionner la ou les certification(s) visée(s) en cohérence avec les "
                "compétences à développer et avec les besoins réels de l’entreprise.",
                "Pourquoi ces certifications, comment vous les repérez, avec quelles ressources du centre.",
                (
                    "une réponse à un cahier des charges qui croise compétences demandées et compétences certifiées",
                    "les moyens humains et techniques que la certification exige, et comment vous en disposez",
                    "votre méthode de rapprochement, jusqu’au type, au domaine et au niveau de la certification",
                    "la trace de l’accord du client sur la certification retenue",
                ),
            ),
            Indicateur(
                "1.2",
                (
                    "Capacité du prestataire à informer et à solliciter l’UIMM Centre de Certification du projet de "
                    "certification."
                ),
                "Quand et comment vous informez et consultez le centre.",
                (
                    "le nom des personnes à contacter pour les certifications de la métallurgie",
                    "qui prévient le centre, à quel moment, par quel support",
                    "votre façon de demander conseil quand le choix n’est pas fait",
                    "votre méthode de positionnement des candidats",
                ),
            ),
        ),
        autre_titre="L’identification de la certification",
        qualiopi="Critère 2, indicateur 7",
    ),
    Critere(
        2,
        "La mise en œuvre du dispositif de certification",
        "Selon sa conformité : chaque étape du dispositif de la branche a sa place dans votre organisation.",
        "Étapes et délais sont maîtrisés, quels que soient la pédagogie, la durée ou le rythme de la formation.",
        (
            Indicateur(
                "2.1",
                "Capacité du prestataire à mettre en œuvre les principes et procédures de mise en œuvre du "
                "dispositif de certification de la branche.",
                "Comment formation et évaluation s’enchaînent, et où se trouve chaque étape du dispositif.",
                (
                    "les référentiels d’activités, de compétences et d’évaluation, dans leur version en vigueur",
                    "votre procédure, mise en regard du dispositif",
                    "les particularités des CQPM, CQPI, blocs, CCPM et CCPI telles que vous les appliquez",
                    (
                        "information, inscription, délais, supports à jour, organisation des évaluations : ce qui le "
                        "garantit"
                    ),
                ),
            ),
            Indicateur(
                "2.2",
                "Capacité du prestataire à identifier les processus d’attribution de la certification de la branche.",
                "Comment vous suivez les évaluations, et ce qui rend un candidat admissible.",
                (
                    "les étapes qui mènent à l’attribution, et votre engagement à les suivre",
                    "ce qui vous permet de tenir les délais",
                    "comment les résultats remontent au centre",
                    "les supports propres à chaque certification, et qui les transmet",
                ),
            ),
        ),
    ),
    Critere(
        3,
        "L’inscription à la certification",
        "Selon la conformité de ce que vous recueillez et transmettez : juste, complet, justifié, dans le "
        "respect des données personnelles.",
        "Exigeant : une erreur d’état civil se retrouve imprimée sur un certificat.",
        (
            Indicateur(
                "3.1",
                "Capacité du prestataire à utiliser les outils mis à disposition par le certificateur.",
                "Comment vous vous servez des outils du centre, en formation comme en VAE.",
                (
                    "les formulaires ou classeurs d’inscription que vous utilisez",
                    "les accès en ligne que vous utilisez",
                    "le nom de celles et ceux qui saisissent",
                ),
            ),
            Indicateur(
                "3.2",
                "Capacité du prestataire à recueillir les informations requises aux candidats présentés dans les délais"
                " prescrits.",
                "Comment vous recueillez, vérifiez et transmettez les informations des candidats.",
                (
                    "une pièce d’identité valide, comparée à la saisie",
                    "le résultat du positionnement de chaque candidat",
                    "ce qui assure l’envoi dans le délai, après le positionnement et jamais après le parcours",
                    "comment une entreprise connue plus tard est signalée",
                ),
            ),
        ),
    ),
    Critere(
        4,
        "Le choix des modalités d’évaluation",
        "Selon la conformité des modalités retenues à celles du référentiel, et la crédibilité des moyens avancés.",
        (
            "Les modalités sont choisies après le positionnement, selon le statut du candidat, son poste et son "
            "entreprise."
        ),
        (
            Indicateur(
                "4.1",
                "Capacité du prestataire à choisir les modalités d’évaluation parmi celles préconisées.",
                "Comment les modalités sont choisies pour chaque compétence, et écrites avant l’évaluation.",
                (
                    "les modalités du référentiel, telles que vous les avez relevées",
                    "le livret de suivi ou le dossier technique que vous remplissez",
                    "la consultation du centre sur les modalités retenues",
                    "la description des évaluations prévues",
                ),
            ),
            Indicateur(
                "4.2",
                "Capacité du prestataire à respecter les situations professionnelles imposées.",
                (
                    "Comment se passent les évaluations en situation de travail ; à défaut, comment elles sont "
                    "reconstituées."
                ),
                (
                    "les certifications que vous pouvez évaluer : évaluateurs, plateau technique, mises en situation",
                    "comment l’entreprise apprend ce que l’on attend de son avis",
                    "la mise à disposition des postes de travail, ou une reconstitution fidèle",
                    "des situations professionnelles, non un contrôle de connaissances",
                ),
            ),
        ),
    ),
    Critere(
        5,
        "L’évaluation",
        "Selon la cohérence des évaluations avec la certification, et leur conformité à ce qui est demandé.",
        "Chaque compétence de la certification ou du bloc est validée ou non, sur les critères du référentiel.",
        (
            Indicateur(
                "5.1",
                "Capacité du prestataire à planifier et organiser l’évaluation des compétences des candidats en "
                "lien avec l’UIMM centre de certification.",
                "Comment l’évaluation est planifiée, et quelle place y tient le centre.",
                (
                    "le calendrier et l’organisation des évaluations, envoyés au centre",
                    "la validation de cette organisation par le centre",
                    "le nom et la qualification des évaluateurs, communiqués à l’avance",
                ),
            ),
            Indicateur(
                "5.2",
                "Capacité du prestataire à mener des actions d’évaluations, sous la responsabilité de l’UIMM "
                "centre de certification, conformes aux référentiels de la certification visée, et de fournir les "
                "résultats dans les formats et les délais imposés.",
                "Ce qui garantit des évaluations conformes et des résultats rendus à temps.",
                (
                    "le déroulement d’une évaluation, au regard du référentiel",
                    "comment les évaluateurs sont informés ou formés à leur rôle",
                    "les grilles et supports imposés que vous utilisez",
                    "l’envoi des grilles et des avis des entreprises, et la protection de ces données",
                ),
            ),
        ),
        qualiopi="Critère 3, indicateur 16",
    ),
    Critere(
        6,
        "La pertinence de l’action et le suivi qualité",
        (
            "Selon la conformité de votre amélioration continue, et l’opportunité de recourir aux certifications "
            "de la branche."
        ),
        "L’action débouche sur l’emploi : c’est l’insertion qui le montre.",
        (
            Indicateur(
                "6.1",
                "Capacité du prestataire à mettre en œuvre une démarche qualité et d’amélioration continue "
                "contextualisée aux dispositifs de certifications UIMM.",
                "Votre démarche qualité, appliquée aux certifications de la branche et aux besoins des entreprises.",
                (
                    "votre démarche qualité",
                    "les réunions d’information du centre que vous avez suivies",
                    "ce que vous améliorez, et à partir de quels constats",
                ),
            ),
            Indicateur(
                "6.2",
                "Capacité du prestataire à mettre en œuvre des mesures de suivi de promotion des candidats "
                "titulaires d’une ou plusieurs certifications.",
                "Comment vous suivez vos promotions, à quelle fréquence, sous quelle forme.",
                (
                    "le suivi des promotions : fréquence, forme",
                    "vos enquêtes d’insertion, dans les formats attendus",
                    "votre engagement à en transmettre les résultats au centre",
                ),
            ),
        ),
        qualiopi="Critère 1, indicateur 3",
    ),
)
PAR_NUMERO = {critere.numero: critere for critere in CRITERES}
INDICATEURS = {indicateur.code: indicateur for critere in CRITERES for indicateur in critere.indicateurs}
CODES = tuple(INDICATEURS)
CHOIX_INDICATEURS = [(code, f"Indicateur {code}") for code in CODES]
ENGAGEMENT = (
    "L’organisme s’engage à respecter les 6 critères et 12 indicateurs associés correspondants à "
    "l’habilitation demandée, et prend acte que s’il s’avère que ces critères ne seraient plus respectés "
    "lors d’une phase d’audit, l’habilitation serait alors retirée."
)
