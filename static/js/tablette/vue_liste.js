// Without network: my commissions and the whole grid, from the package. Initials and hours, no name.

import { MOTS } from "./lignes.js";
import { el, heureDite, jourDit, pluriel } from "./dom.js";

const RESULTATS = { oui: ["fait", "maîtrisée"], non: ["refus", "pas maîtrisée"], "": ["neutre", "à évaluer"] };
const ATTENTES = new Set(["tablette", "incomplet", "conflit", "quarantaine"]);

const etat = (sorte, mot) => el("span", { class: `etat ${sorte}` }, mot);

/** What is not settled of a competence, in words; nothing when all of it is at the portal. */
function enSuspens(lire, grille, competence) {
  return ["note", "commun"]
    .map((sorte) => [sorte, lire(grille, competence, sorte).etat])
    .filter(([, mot]) => ATTENTES.has(mot))
    .map(([sorte, mot]) => `${sorte === "note" ? "note" : "résultat commun"} ${MOTS[mot]}`)
    .join(", ");
}

/** On the page that the portal wrote: what this tablet still holds of each competence. */
export function annoter(lire) {
  for (const ligne of document.querySelectorAll("[data-competence]")) {
    const texte = enSuspens(lire, Number(ligne.dataset.grille), Number(ligne.dataset.competence));
    let marque = ligne.querySelector("[data-suspens]");
    if (!texte) marque?.remove();
    else {
      marque ??= ligne.firstElementChild.appendChild(el("span", { class: "source suspens", "data-suspens": "" }));
      marque.textContent = texte;
    }
  }
}

export function pageDeLaGrille(grille, lire) {
  const lignes = grille.competences.map((competence) => {
    const { valeur } = lire(grille.grille, competence.id, "commun");
    const texte = enSuspens(lire, grille.grille, competence.id);
    return el("li", { "data-competence": String(competence.id), "data-grille": String(grille.grille) },
      el("span", {},
        el("a", { href: `/grilles/${grille.grille}/competences/${competence.id}/` }, `${competence.numero}. ${competence.intitule}`),
        texte ? el("span", { class: "source suspens", "data-suspens": "" }, texte) : null),
      competence.acquise ? etat("fait", "acquise") : etat(...RESULTATS[valeur.decision ?? ""]));
  });
  return [
    el("p", { class: "sur" }, grille.certification),
    el("h1", { tabindex: "-1" }, `Grille de ${grille.initiales}`),
    el("p", { class: "boutons" }, el("a", { class: "bouton second petit", href: `/grilles/${grille.grille}/documents/` }, "Référentiel et documents")),
    el("section", { class: "carte" }, el("ol", { class: "liste competences" }, lignes)),
    el("div", { class: "alerte information" },
      el("p", {}, "Sans réseau, cette page vient de la tablette. La signature demande le réseau : elle se fait sur la page du portail, dès qu’il revient.")),
    el("div", { class: "pas" }, el("a", { class: "bouton second", href: "/mes-commissions/" }, "Mes commissions")),
  ];
}

export function pageDesCommissions(paquet, lire) {
  const seances = new Map();
  for (const grille of paquet.grilles.filter(({ seance }) => seance)) {
    const { date, lieu } = grille.seance;
    const cle = `${date} ${lieu}`;
    seances.set(cle, [...(seances.get(cle) ?? []), grille]);
  }
  const carte = ([, grilles]) =>
    el("section", { class: "carte" },
      el("header", {}, el("h2", {}, jourDit(grilles[0].seance.date)), el("span", {}, grilles[0].seance.lieu)),
      el("ul", { class: "liste" }, grilles.map((grille) => {
        const faites = (grille.competences ?? []).filter(({ id }) => lire(grille.grille, id, "commun").valeur.decision).length;
        return el("li", {},
          el("span", {}, el("b", {}, grille.initiales), grille.seance.heure ? ` · ${heureDite(grille.seance.heure)}` : "",
            el("br"), el("span", { class: "source" }, grille.independance === false
              ? "Déclarez d’abord votre indépendance, en ligne." : `${faites} sur ${pluriel(grille.competences.length, "compétence")}`)),
          grille.independance === false ? null : el("a", { class: "bouton petit", href: `/grilles/${grille.grille}/` }, "Ouvrir la grille"));
      })));
  return [
    el("h1", { tabindex: "-1" }, "Mes commissions"),
    el("div", { class: "alerte information" }, el("p", {}, "Sans réseau, cette page vient de la tablette : les séances préparées, par initiales.")),
    ...[...seances].sort(([a], [b]) => a.localeCompare(b)).map(carte),
  ];
}

export function pageAbsente(titre, texte) {
  return [
    el("h1", { tabindex: "-1" }, titre),
    el("div", { class: "alerte" }, el("p", {}, texte)),
    el("div", { class: "pas" }, el("a", { class: "bouton second", href: "/mes-commissions/" }, "Mes commissions"),
      el("button", { class: "bouton", type: "button", click: () => location.reload() }, "Réessayer")),
  ];
}
