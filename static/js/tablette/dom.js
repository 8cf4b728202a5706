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

export const pluriel = (nombre, mot) => `${nombre} ${mot}${nombre > 1 ? "s" : ""}`;

/** « 9 h 30 », from « 09:30 ». */
export function heureDite(heure) {
  if (!heure) return "";
  const [heures, minutes] = heure.split(":");
  return `${Number(heures)} h${minutes === "00" ? "" : ` ${minutes}`}`;
}

const LE_JOUR = new Intl.DateTimeFormat("fr-FR", { weekday: "long", day: "numeric", month: "long", timeZone: "UTC" });

export const jourDit = (date) => LE_JOUR.format(new Date(`${date.slice(0, 10)}T00:00:00Z`));
