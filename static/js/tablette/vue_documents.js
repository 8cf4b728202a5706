// Without network: référentiel, livret and papers of one candidate, from what the tablet keeps of them. It names nobody.

import { el } from "./dom.js";

/** What the livret foresees of one competence. */
export function prevu(competence, livret) {
  if (!competence.prevu) return el("p", { class: "source" }, "Rien n’y est dit de cette compétence.");
  const { modalites, situation, motif } = competence.prevu;
  return el("div", { "aria-label": `Au ${livret}`, role: "group" },
    el("p", {}, modalites.join(" · ") || "Aucune modalité n’y est choisie."),
    situation ? el("p", { class: "texte-saisi" }, situation) : null,
    motif ? el("p", { class: "texte-saisi" }, el("b", {}, "Hors situation de travail :"), ` ${motif}`) : null);
}

function carte(competence, livret) {
  const titre = `titre-${competence.id}`;
  return el("section", { class: "carte document", id: `competence-${competence.id}`, tabindex: "-1", "aria-labelledby": titre },
    el("header", {}, el("h2", { id: titre }, `${competence.numero}. ${competence.intitule}`),
      competence.acquise ? el("span", { class: "etat fait" }, "acquise") : null),
    el("div", { class: "carte-corps" },
      el("h3", {}, `Au ${livret}`), prevu(competence, livret),
      competence.rubriques.map(({ libelle, elements }) => [
        el("h3", {}, libelle),
        el("ul", {}, elements.map(({ texte, sous }) => el("li", { class: sous ? "sous" : null }, texte)))])));
}

const piece = ({ libelle, deposee }) => el("div", { class: "alerte information" }, el("p", {}, el("b", {}, libelle), deposee
  ? " : il nomme le candidat, la tablette ne le garde pas. Lisez-le en ligne, ou emportez-le imprimé."
  : " attendu, pas encore déposé quand la tablette a été préparée."));

export function pageDesDocuments(documents) {
  const grille = `/grilles/${documents.grille}/`;
  return [
    el("p", { class: "sur" }, documents.certification),
    el("h1", { tabindex: "-1" }, `Référentiel et documents · ${documents.initiales}`),
    ...documents.pieces.map(piece),
    ...documents.competences.map((competence) => carte(competence, documents.livret)),
    el("div", { class: "pas" }, el("a", { class: "bouton second", href: grille }, "‹ Toute la grille")),
  ];
}
