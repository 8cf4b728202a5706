// The page of one competence, written from the package: the same on line and off line.

import { MOTS } from "./lignes.js";
import { el, pluriel } from "./dom.js";
import { prevu } from "./vue_documents.js";
import { refusDe } from "./regles.js";

const MODALITES = { observe: "Observé", questionne: "Questionné", presente: "Présenté" };
const ANCRES = { methodes: "Méthodes", moyens: "Moyens", liens: "Liens", contraintes: "Contraintes" };
const DECISIONS = { oui: "Maîtrisée en toute autonomie", non: "Pas maîtrisée en toute autonomie", "": "Pas encore de décision" };

const liste = (elements) =>
  el("ul", {}, elements.map((element) => el("li", { class: element.sous ? "sous" : null }, element.texte ?? element)));

const criteresDe = (competence) => competence.familles.flatMap(({ criteres }) => criteres);

function resume(valeur, competence) {
  const cochables = criteresDe(competence);
  return [
    el("p", {}, el("b", {}, DECISIONS[valeur.decision ?? ""])),
    el("p", { class: "source" }, `${valeur.criteres?.length ?? 0} sur ${pluriel(cochables.length, "critère")} cochés`),
    valeur.preuves ? el("p", {}, `Preuves : ${valeur.preuves}`) : null,
    valeur.commentaire ? el("p", {}, `« ${valeur.commentaire} »`) : null,
  ];
}

/** Two values side by side, and what may be done of them. */
function desaccord(vue) {
  const { ligne, competence, agir } = vue;
  const colonne = (choix) =>
    el(
      "section",
      { class: "carte carte-corps" },
      el("h3", {}, choix.moi ? "La mienne" : choix.par),
      ...resume(choix.valeur, competence),
      el("button", { type: "button", class: "bouton second", click: () => agir.garder(choix.valeur) },
        choix.moi ? "Garder la mienne" : `Garder celle de ${choix.par}`),
    );
  return el(
    "div",
    { class: "alerte erreur desaccord", role: "alert" },
    el("h2", {}, "Deux appréciations différentes"),
    el("p", {}, "Les deux sont gardées. Mettez-vous d’accord : la grille ne se signe pas avant."),
    el("div", { class: "grille grille-egale" }, ligne.conflit.map(colonne)),
    el("button", { type: "button", class: "bouton", click: agir.ensemble }, "Rédiger ensemble"),
  );
}

/** Before the common result: the notes of each, once both are written. */
function lesNotes(vue) {
  const { competence, note, agir, ferme } = vue;
  const autres = competence.notes;
  if (!note.valeur.decision && !autres.length) {
    return el("p", { class: "source" }, "Chacun peut d’abord écrire sa note : elle se montre à l’autre une fois les deux écrites.");
  }
  return el(
    "section",
    { class: "notes" },
    el("h2", { class: "sur" }, "Les notes"),
    el(
      "div",
      { class: "grille grille-egale" },
      el("div", { class: "carte carte-corps" }, el("h3", {}, "Ma note"), ...resume(note.valeur, competence),
        ferme
          ? null
          : el("button", { type: "button", class: "bouton second petit", click: () => agir.reprendre(note.valeur) }, "Partir de ma note")),
      autres.length
        ? autres.map((autre) => el("div", { class: "carte carte-corps" }, el("h3", {}, autre.par), ...resume(autre, competence)))
        : el("div", { class: "carte carte-corps" },
            el("h3", {}, "Note de l’autre évaluateur"),
            el("p", { class: "source" }, "Pas encore écrite, ou pas encore reçue.")),
    ),
  );
}

function decision(vue) {
  const bouton = (valeur, classe, libelle, precision) =>
    el("label", { class: classe },
      el("input", { type: "radio", name: "decision", value: valeur, checked: vue.valeur.decision === valeur }),
      libelle, el("small", {}, precision));
  return el("fieldset", { class: "choix" },
    el("legend", { class: "visually-hidden" }, "Décision"),
    bouton("oui", "oui", "Maîtrisée", "en toute autonomie"),
    bouton("non", "non", "Pas maîtrisée", "en toute autonomie : un commentaire est demandé"));
}

function familles(vue) {
  const compte = (famille) => famille.criteres.filter(({ id }) => vue.valeur.criteres.includes(id)).length;
  const { familles: toutes } = vue.competence;
  if (!toutes.length) return [];
  return [
    el("nav", { "aria-label": "Familles de critères" }, el("ul", { class: "onglets ancres" }, toutes.map((famille) =>
      el("li", {}, el("a", { href: `#famille-${famille.code}` }, ANCRES[famille.code] ?? famille.libelle, " ",
        el("span", { class: "compte-famille", "data-famille": famille.code }, `${compte(famille)}/${famille.criteres.length}`),
        el("span", { class: "visually-hidden" }, " cochés")))))),
    ...toutes.map((famille) =>
      el("section", { class: "carte famille", id: `famille-${famille.code}`, tabindex: "-1", "aria-label": famille.libelle },
        el("h2", { class: "sur" }, famille.libelle),
        famille.criteres.map(({ id, texte, sous }) =>
          el("label", { class: sous ? "coche sous" : "coche" },
            el("input", { type: "checkbox", name: "criteres", value: String(id), checked: vue.valeur.criteres.includes(id) }),
            el("span", {}, texte))))),
    el("p", { class: "source" }, "Cochez ce qui est atteint, pour vous guider : seule la décision compte, il n’y a ni note ni moyenne."),
  ];
}

function modalites(vue) {
  return el("fieldset", { class: "modalites" },
    el("legend", {}, "Comment l’avez-vous vu ?"),
    el("div", { class: "cases" }, Object.entries(MODALITES).map(([code, libelle]) =>
      el("label", { class: "case" },
        el("input", { type: "checkbox", name: "modalite", value: code, checked: vue.valeur.modalite.includes(code) }), libelle))),
    el("label", { class: "form-label", for: "preuves" }, "Preuves vues ", el("span", { class: "source" }, "pièce, document, geste, réponse")),
    el("textarea", { class: "form-control", id: "preuves", name: "preuves", rows: "2", autocomplete: "off" }, vue.valeur.preuves));
}

function commentaire(vue) {
  return el("div", {},
    el("label", { class: "form-label", for: "commentaire" }, "Commentaire ", el("span", { class: "source" }, "tapé, ou dicté par le micro du clavier")),
    el("textarea", { class: "form-control", id: "commentaire", name: "commentaire", rows: "3", autocomplete: "off" }, vue.valeur.commentaire),
    criteresDe(vue.competence).length
      ? el("button", { type: "button", class: "bouton second petit", "data-citer": "", click: vue.agir.citer }, "Citer les critères non cochés")
      : null);
}

/** « Critères non atteints : … », from what is not ticked; what was typed stays before it. */
export function commentaireCite(competence, valeur) {
  const restes = criteresDe(competence).filter(({ id }) => !valeur.criteres.includes(id));
  if (!restes.length) return valeur.commentaire;
  const citation = `Critères non atteints : ${restes.map(({ texte }) => texte.replace(/[.;\s]+$/, "")).join(" ; ")}.`;
  return [valeur.commentaire.trim(), citation].filter(Boolean).join("\n");
}

export function valeurSaisie(formulaire, confirme) {
  const donnees = new FormData(formulaire);
  return {
    decision: donnees.get("decision") ?? "",
    modalite: donnees.getAll("modalite"),
    criteres: donnees.getAll("criteres").map(Number),
    preuves: donnees.get("preuves") ?? "",
    commentaire: donnees.get("commentaire") ?? "",
    confirme,
  };
}

function choixDuResultat(vue) {
  const onglet = (sorte, libelle, ligne) =>
    el("li", {}, el("a", { href: `?pour=${sorte}`, "aria-current": vue.sorte === sorte ? "page" : null },
      libelle, " ", el("small", { "data-etat-ligne": sorte }, MOTS[ligne.etat])));
  return el("nav", { "aria-label": "Ma note ou le résultat commun" },
    el("ul", { class: "onglets pour" }, onglet("note", "Ma note", vue.note), onglet("commun", "Résultat commun", vue.commun)));
}

/** What is asked is a reserve, which a word lifts. */
export const seConfirme = (ligne, competence, regles) =>
  ligne.etat === "incomplet" && Boolean(regles) && !refusDe(ligne.valeur, competence, regles);

/** What to know before filling: why it is closed, what the portal refused, what was put aside. */
function avis(vue) {
  const { ligne, grille, competence, agir } = vue;
  if (ligne.etat === "conflit") return null;
  const dire = (sorte, titre, texte) => el("div", { class: `alerte ${sorte}` }, el("p", {}, el("b", {}, titre), texte));
  if (ligne.etat === "quarantaine") return dire("erreur", "Le centre garde cette saisie sans l’appliquer.", ` ${ligne.phrase}`);
  if (grille.scellee) return dire("information", "Grille scellée", " : rien ne change plus.");
  if (competence.acquise) return dire("succes", "Compétence déjà acquise", " : elle n’est pas évaluée.");
  if (!competence.ici) return dire("information", "Évaluée à une autre séance", " : vous la lisez, vous ne la remplissez pas.");
  const confirmable = seConfirme(ligne, competence, vue.paquet.regles);
  const bouton = { type: "button", class: "bouton second petit", "data-confirmer": "", hidden: !confirmable, click: agir.confirmer };
  return el("div", { class: "alerte avis-saisie", role: "status", "data-avis": "", hidden: !ligne.phrase },
    el("p", {}, ligne.phrase), el("button", bouton, "Nous confirmons cette décision"));
}

export function page(vue) {
  const { grille, competence, precedente, suivante, sorte, ligne, ferme } = vue;
  const vers = (autre) => `/grilles/${grille.grille}/competences/${autre.id}/?pour=${sorte}`;
  const enConflit = ligne.etat === "conflit" && ligne.conflit.length > 0 && !vue.ensemble;
  const formulaire = el("form", { "data-saisie": "", autocomplete: "off", submit: (evenement) => evenement.preventDefault() },
    el("fieldset", { class: "tout", disabled: ferme },
      decision(vue), ...familles(vue), modalites(vue), commentaire(vue)));
  return [
    el("p", { class: "sur" }, competence.bloc),
    el("h1", { tabindex: "-1" }, `${competence.numero}. ${competence.intitule}`),
    competence.resultats.length ? el("div", {}, el("b", {}, "Résultats attendus :"), liste(competence.resultats)) : null,
    choixDuResultat(vue),
    enConflit ? desaccord(vue) : null,
    sorte === "commun" && !enConflit ? lesNotes(vue) : null,
    avis(vue),
    enConflit ? null : formulaire,
    competence.conditions.length
      ? el("details", { class: "repli" }, el("summary", {}, "Conditions de réalisation"), liste(competence.conditions)) : null,
    vue.prevue
      ? el("details", { class: "repli" }, el("summary", {}, `Ce que prévoit le ${vue.documents.livret}`), prevu(vue.prevue, vue.documents.livret)) : null,
    el("p", { class: "boutons" }, el("a", { class: "bouton second petit", href: `/grilles/${grille.grille}/documents/#competence-${competence.id}` },
      "Référentiel et documents")),
    el("div", { class: "pas" },
      precedente
        ? el("a", { class: "bouton second", href: vers(precedente) }, `‹ Compétence ${precedente.numero}`)
        : el("a", { class: "bouton second", href: `/grilles/${grille.grille}/` }, "‹ Toute la grille"),
      suivante
        ? el("a", { class: "bouton", href: vers(suivante) }, `Compétence ${suivante.numero} ›`)
        : el("a", { class: "bouton", href: `/grilles/${grille.grille}/` }, "Terminer ›")),
  ].filter(Boolean);
}
