// The page of a competence while it is filled: each change goes to the queue, what the portal answers comes back to it.

import { commentaireCite, page, seConfirme, valeurSaisie } from "./vue_competence.js";
import { documentsDe } from "./documents.js";
import { MOTS, lectureDesLignes, valeurDe } from "./lignes.js";
import { nomDeLigne, noter, nouvelles } from "./file.js";
import { pousser } from "./envoi.js";
import { ceQuiManque } from "./regles.js";
import { oublierFormulaire, repris } from "../retenue.js";
import { doigtLeve, el, enAppui, heureDite } from "./dom.js";

const ENVOI = 1000; // ms without a change before it is sent

let vue = null;
let aDeposer = false; // something of the form is not on the tablet yet
let boucle = null;
let depot = Promise.resolve();
let envoi = null;
let saisies = 0; // changes since the page was opened

const formulaire = () => document.querySelector("form[data-saisie]");

function ecrire(valeur) {
  const { utilisateur, cible, sorte } = vue;
  const ici = vue;
  depot = depot
    .then(() => noter(utilisateur, cible, valeur, () => ici.version, ceQuiManque(sorte, valeur, ici.competence, ici.paquet.regles)))
    .then(async () => {
      clearTimeout(envoi);
      envoi = setTimeout(() => pousser(utilisateur), ENVOI);
      if (vue === ici) await remontrer();
    })
    .catch(({ name }) => direPerdu(name));
  return depot;
}

function direPerdu(nom) {
  const texte =
    nom === "QuotaExceededError"
      ? "La mémoire de la tablette est pleine : cette saisie n’est pas gardée. Notez-la sur la grille papier, et libérez de la place."
      : "La tablette n’a pas pu garder cette saisie. Notez-la sur la grille papier, puis rechargez la page.";
  document.querySelector("main").prepend(el("div", { class: "alerte erreur", role: "alert" }, el("p", {}, texte)));
}

/** Somebody is typing, has just done so, or walks the page by the keyboard. */
const enSaisie = () => aDeposer || boucle !== null || Boolean(document.activeElement?.matches("main :is(a, button, input, summary, textarea)"));

/** Everything typed is on the tablet when it answers: what was typed during a writing is written just after it. */
export async function deposer() {
  if (aDeposer) boucle ??= (async () => {
    while (aDeposer) {
      aDeposer = false;
      await ecrire(valeurSaisie(formulaire(), vue.confirme));
    }
    boucle = null;
    nouvelles.dispatchEvent(new CustomEvent("saisie", { detail: false }));
  })();
  await boucle;
  await depot;
}

/** The words around the form follow the queue; the form itself is left to who types. */
async function remontrer() {
  const lire = await lectureDesLignes(vue.utilisateur, vue.paquet);
  const { grille, competence, sorte } = vue;
  for (const marque of document.querySelectorAll("[data-etat-ligne]")) {
    marque.textContent = MOTS[lire(grille.grille, competence.id, marque.dataset.etatLigne).etat];
  }
  const ligne = lire(grille.grille, competence.id, sorte);
  const avis = document.querySelector("[data-avis]");
  if (!avis) return;
  avis.hidden = !ligne.phrase;
  avis.querySelector("p").textContent = ligne.phrase;
  avis.querySelector("[data-confirmer]").hidden = !seConfirme(ligne, competence, vue.paquet.regles);
}

function compter() {
  for (const marque of document.querySelectorAll("[data-famille]")) {
    const cases = [...document.querySelectorAll(`#famille-${marque.dataset.famille} input`)];
    marque.textContent = `${cases.filter(({ checked }) => checked).length}/${cases.length}`;
  }
}

const agir = {
  garder: (valeur) => {
    ecrire({ ...valeurDe(valeur), confirme: true }).then(() => montrer(vue.demande));
  },
  ensemble: () => {
    vue.ensemble = true;
    afficher();
    formulaire().querySelector("input")?.focus();
  },
  reprendre: (valeur) => agir.garder({ ...valeur }),
  confirmer: () => {
    vue.confirme = true;
    ecrire(valeurSaisie(formulaire(), true));
  },
  citer: () => {
    const champ = formulaire().elements.commentaire;
    champ.value = commentaireCite(vue.competence, valeurSaisie(formulaire(), vue.confirme));
    champ.focus();
    champ.dispatchEvent(new Event("input", { bubbles: true }));
  },
};

/** What was typed in the portal's own form before this script took its place; null when nothing was. */
function saisieDuPortail() {
  const portail = document.querySelector("main form[method=post]:not([data-saisie])");
  const change = ({ checked, defaultChecked, value, defaultValue, type }) =>
    /^(radio|checkbox)$/.test(type) ? checked !== defaultChecked : type !== "hidden" && defaultValue !== undefined && value !== defaultValue;
  if (!portail || ![...portail.elements].some(change)) return null;
  const donnees = new FormData(portail);
  return { ...valeurSaisie(portail, false), modalite: donnees.getAll("modalites") };
}

async function reprendre(valeur) {
  if (vue.ferme) return;
  vue.valeur = valeur;
  afficher();
  await ecrire(valeur);
}

function surChangement({ target }) {
  if (target.closest("form[data-saisie]") === null) return;
  if (target.name === "decision" || target.name === "criteres") vue.confirme = false;
  compter();
  saisies += 1;
  aDeposer = true;
  nouvelles.dispatchEvent(new CustomEvent("saisie", { detail: true }));
  deposer();
}

function surNouvelle({ detail }) {
  if (!vue || detail.utilisateur !== vue.utilisateur) return;
  if (detail.ligne !== nomDeLigne(vue.cible)) return;
  if (detail.statut === "appliquee" || detail.statut === "rejouee") {
    if (vue.version === detail.depuis) vue.version = detail.version; // at once: the next change stands on it
  }
  if (detail.statut === "conflit" || detail.statut === "quarantaine") deposer().then(() => montrer(vue.demande));
  else remontrer();
}

function barre(grille) {
  const gauche = document.querySelector("[data-gauche]");
  const seance = grille.seance?.heure ? ` · ${heureDite(grille.seance.heure)}` : "";
  gauche.replaceChildren(el("b", {}, grille.initiales), seance);
  if (grille.amenagements?.length) gauche.append(el("br"), el("small", {}, grille.amenagements.join(" · ")));
}

function segments(grille, courante, lire, sorte) {
  const statut = ({ id }) => ({ oui: "fait", non: "refus" })[lire(grille.grille, id, "commun").valeur.decision];
  const dits = { fait: "maîtrisée", refus: "pas maîtrisée", ici: "en cours", vide: "à faire" };
  const liste = grille.competences.map((competence) => {
    const ici = competence.id === courante.id;
    const mot = (competence.acquise ? "fait" : statut(competence)) ?? (ici ? "ici" : "vide");
    return el("li", {}, el("a",
      { class: mot, href: `/grilles/${grille.grille}/competences/${competence.id}/?pour=${sorte}`, "aria-current": ici ? "step" : null },
      el("span", { class: "visually-hidden" }, `Compétence ${competence.numero} : ${dits[mot]}`)));
  });
  document.querySelector("[data-segments]").replaceChildren(
    el("nav", { "aria-label": "Compétences" }, el("ol", { class: "segments" }, liste)));
}

function afficher() {
  const contenu = document.querySelector("main");
  contenu.replaceChildren(...page(vue));
  segments(vue.grille, vue.competence, vue.lire, vue.sorte);
  barre(vue.grille);
  document.title = `Compétence ${vue.competence.numero} · Certifications`;
}

/** Show one competence. `demande`: {utilisateur, paquet, grille, competence, sorte}; false when the package lacks it.
 *  `discret`: nothing is drawn again under the finger of who has begun to type. */
export async function montrer(demande) {
  const { utilisateur, paquet, sorte } = demande;
  const grille = paquet?.grilles.find((une) => une.grille === demande.grille && une.competences);
  const rang = grille?.competences.findIndex(({ id }) => id === demande.competence) ?? -1;
  if (rang < 0) return false;
  const competence = grille.competences[rang];
  const documents = await documentsDe(utilisateur, grille.grille);
  let lire, avant;
  do {
    avant = saisies;
    await doigtLeve();
    await depot;
    lire = await lectureDesLignes(utilisateur, paquet);
  } while (avant !== saisies || enAppui()); // what is drawn holds what was tapped meanwhile
  if (demande.discret && enSaisie()) return true;
  const [note, commun] = ["note", "commun"].map((laquelle) => lire(grille.grille, competence.id, laquelle));
  const ligne = sorte === "commun" ? commun : note;
  const vu = JSON.stringify([grille, competence.id, sorte, note, commun, documents]);
  if (demande.discret && vue?.vu === vu) return true; // nothing new: the page stays as it is under who reads
  vue = {
    vu,
    demande: { ...demande, discret: false },
    utilisateur, paquet, grille, competence, sorte, note, commun, ligne, lire, agir, documents,
    prevue: documents?.competences.find(({ id, prevu }) => id === competence.id && prevu),
    cible: { grille: grille.grille, competence: competence.id, sorte, passage: competence.passage },
    precedente: grille.competences[rang - 1],
    suivante: grille.competences[rang + 1],
    valeur: ligne.etat === "conflit" && ligne.mienne ? valeurDe(ligne.mienne) : ligne.valeur,
    version: ligne.version,
    confirme: Boolean(ligne.valeur.confirme),
    ensemble: false,
    ferme: grille.scellee || competence.acquise || !competence.ici,
  };
  await repris;
  const dejaSaisi = saisieDuPortail(); // at the very moment its form goes
  afficher();
  if (!dejaSaisi) return true;
  await reprendre(dejaSaisi);
  await oublierFormulaire(location.href);
  return true;
}

export function tenirLaSaisie() {
  document.addEventListener("input", surChangement);
  nouvelles.addEventListener("file", surNouvelle);
  window.addEventListener("beforeunload", (evenement) => {
    if (aDeposer || boucle) evenement.preventDefault(); // a moment, until it is written
  });
}
