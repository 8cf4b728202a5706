// The signature: strokes as vectors, drawn again at every size. What is drawn survives a rotation and a reload.

import { ecrire, lire } from "./base.js";
import { fermer, ouvrir } from "./coffre.js";

const LARGE = 1000; // units of the trace, across and down: the pad is three times wider than high
const POINTS = 4000; // of one signature

const cadre = document.querySelector("[data-signature]");
const toile = cadre?.querySelector("canvas");
const champ = cadre?.querySelector("input[name=trace]");
const utilisateur = Number(document.body.dataset.utilisateur);
const ligne = `signature/${cadre?.dataset.signature}`;

let traits = [];
let courant = null;

function dessiner() {
  const { width, height } = toile.getBoundingClientRect();
  const echelle = window.devicePixelRatio || 1;
  toile.width = Math.round(width * echelle);
  toile.height = Math.round(height * echelle);
  const pinceau = toile.getContext("2d");
  pinceau.strokeStyle = pinceau.fillStyle = getComputedStyle(toile).color;
  pinceau.lineWidth = 2.5 * echelle;
  pinceau.lineCap = pinceau.lineJoin = "round";
  for (const trait of traits) {
    pinceau.beginPath();
    trait.forEach(([x, y], rang) => pinceau[rang ? "lineTo" : "moveTo"]((x / LARGE) * toile.width, (y / LARGE) * toile.height));
    if (trait.length === 1) pinceau.lineTo((trait[0][0] / LARGE) * toile.width + 1, (trait[0][1] / LARGE) * toile.height);
    pinceau.stroke();
  }
}

function point({ clientX, clientY }) {
  const { left, top, width, height } = toile.getBoundingClientRect();
  const borne = (valeur) => Math.min(LARGE, Math.max(0, Math.round(valeur * LARGE)));
  return [borne((clientX - left) / width), borne((clientY - top) / height)];
}

async function garder() {
  champ.value = traits.length ? JSON.stringify(traits) : "";
  if (utilisateur && window.isSecureContext) await ecrire([["lignes", "put", { utilisateur, ligne, scelle: await fermer(utilisateur, { traits }) }]]);
}

function suivre() {
  toile.addEventListener("pointerdown", (evenement) => {
    if (traits.flat().length >= POINTS) return;
    evenement.preventDefault();
    toile.setPointerCapture(evenement.pointerId);
    courant = [point(evenement)];
    traits.push(courant);
    dessiner();
  });
  toile.addEventListener("pointermove", (evenement) => {
    if (!courant || traits.flat().length >= POINTS) return;
    const [x, y] = point(evenement);
    const [ax, ay] = courant.at(-1);
    if (Math.abs(x - ax) + Math.abs(y - ay) < 4) return;
    courant.push([x, y]);
    dessiner();
  });
  for (const fin of ["pointerup", "pointercancel"]) {
    toile.addEventListener(fin, () => {
      if (courant) garder();
      courant = null;
    });
  }
  cadre.querySelector("[data-effacer]").addEventListener("click", () => {
    traits = [];
    dessiner();
    garder();
  });
}

async function reprendre() {
  const fiche = utilisateur && window.isSecureContext ? await lire("lignes", [utilisateur, ligne]) : null;
  traits = (await ouvrir(utilisateur, fiche?.scelle))?.traits ?? [];
  champ.value = traits.length ? JSON.stringify(traits) : "";
  dessiner();
}

if (cadre) {
  cadre.hidden = false;
  suivre();
  new ResizeObserver(dessiner).observe(toile);
  reprendre();
}
