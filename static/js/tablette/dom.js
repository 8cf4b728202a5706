// Elements written by the script: always as nodes and texts, never as HTML.

export function el(nom, attributs = {}, ...enfants) {
  const element = document.createElement(nom);
  for (const [cle, valeur] of Object.entries(attributs)) {
    if (valeur === false || valeur === null || valeur === undefined) continue;
    if (typeof valeur === "function") element.addEventListener(cle, valeur);
    else if (cle in element && typeof valeur === "boolean") element[cle] = valeur;
    else element.setAttribute(cle, valeur);
  }
  element.append(...enfants.flat(2).filter((enfant) => enfant !== null && enfant !== false && enfant !== undefined));
  return element;
}

let appuis = 0; // fingers, or a button of the mouse, down on the page
for (const [type, pas] of Object.entries({ pointerdown: 1, pointerup: -1, pointercancel: -1 })) {
  document.addEventListener(type, () => (appuis = Math.max(0, appuis + pas)), true);
}
export const enAppui = () => appuis > 0 || document.querySelector("main :active") !== null; // pressed before this script was there
const PRESSION = 5000; // ms: a press that never ends is no press
const TAPE = 400; // ms left to the click that follows a press

/** Nothing is replaced between the press and its click: the click would fall on what is no more there. */
export async function doigtLeve() {
  if (!enAppui()) return;
  const signal = AbortSignal.timeout(PRESSION);
  await new Promise((fait) => {
    const plusTard = (delai) => setTimeout(fait, delai);
    signal.addEventListener("abort", () => fait((appuis = 0)));
    document.addEventListener("click", () => plusTard(0), { once: true, signal });
    document.addEventListener("pointerup", () => plusTard(TAPE), { once: true, signal, capture: true });
    document.addEventListener("pointercancel", () => plusTard(0), { once: true, signal, capture: true });
  });
}

export const pluriel = (nombre, mot) => `${nombre} ${mot}${nombre > 1 ? "s" : ""}`;

/** « 9 h 30 », from « 09:30 ». */
export function heureDite(heure) {
  if (!heure) return "";
  const [heures, minutes] = heure.split(":");
  return `${Number(heures)} h${minutes === "00" ? "" : ` ${minutes}`}`;
}

const LE_JOUR = new Intl.DateTimeFormat("fr-FR", { weekday: "long", day: "numeric", month: "long", timeZone: "UTC" });

export const jourDit = (date) => LE_JOUR.format(new Date(`${date.slice(0, 10)}T00:00:00Z`));
