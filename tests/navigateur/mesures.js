// What axe does not see, measured on the page as it is shown: rule → the elements at fault. Given: {tactile: bool, seules: [rules], all when empty}.
({ tactile, seules }) => {
  const fautes = {};
  const dire = (regle, element) => {
    if (!seules.length || seules.includes(regle)) (fautes[regle] ??= []).push(element.outerHTML.replace(/\s+/g, " ").slice(0, 170));
  };
  const tous = (choix, dans = document) => [...dans.querySelectorAll(choix)];
  const vu = (e) => e.checkVisibility({ visibilityProperty: true, opacityProperty: true }) && e.getClientRects().length > 0;
  const cache = (e) => e.closest(".visually-hidden, .evitement, [aria-hidden=true]");
  const nomDe = (e) => (e.getAttribute("aria-label") || [...(e.getAttribute("aria-labelledby") || "").split(" ")].map((i) => document.getElementById(i)?.textContent ?? "").join(" ").trim()
    || e.textContent + tous("[aria-label], img[alt]", e).map((x) => " " + (x.getAttribute("aria-label") || x.alt)).join("")).replace(/\s+/g, " ").trim();

  // Nothing wider than the page, nothing cut.
  const large = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth > large) {
    const sortis = tous("body *:not(svg *, .tableau *, .ecarts *)").filter((e) => vu(e) && e.getBoundingClientRect().right > large + 0.5
      && !tous("*:not(svg *)", e).some((x) => x.getBoundingClientRect().right > large + 0.5));
    for (const e of sortis.length ? sortis.slice(0, 4) : [document.body]) dire("debordement", e);
  }
  // A table wider than its card goes under the next one: no page is wider for it.
  for (const e of tous("main .tableau").filter((z) => vu(z) && getComputedStyle(z).overflowX === "visible" && z.scrollWidth > z.clientWidth + 2)) dire("tableau-debordant", e);
  for (const e of tous("main *")) {
    const style = getComputedStyle(e);
    const coupe = /hidden|clip/.test(style.overflowX + style.overflowY) && style.textOverflow !== "ellipsis" && style.clipPath === "none";
    if (coupe && vu(e) && !cache(e) && !e.matches("canvas, input, select, textarea") && !e.closest("svg") && (e.scrollWidth > e.clientWidth + 2 || e.scrollHeight > e.clientHeight + 2)) dire("texte-coupe", e);
  }

  // A finger finds each target on the screens held in hand: 44 px; elsewhere 24, or far from the others, which axe says (2.5.8).
  const cibles = tous("a[href], button, input:not([type=hidden]), select, textarea, summary").filter((e) => vu(e) && !cache(e));
  const boite = (e) => (/radio|checkbox|file/.test(e.type) ? e.closest("label, .form-check") ?? e : e).getBoundingClientRect();
  for (const e of tactile ? cibles : []) {
    if (e.tagName === "A" && getComputedStyle(e).display === "inline") continue; // in a sentence or a line of text
    const { width, height } = boite(e);
    if (width && height && Math.min(width, height) < 43.5) dire("cible-petite", e);
  }

  // The fragment of a link leads to something; that of a summary to something that takes the focus.
  for (const e of tous('a[href^="#"]')) {
    const but = e.hash.length > 1 && document.getElementById(decodeURIComponent(e.hash.slice(1)));
    if (!but || (e.closest(".resume-erreurs") && !but.matches("input:not([type=hidden]), select, textarea, button, [tabindex], summary"))) dire("lien-mort", e);
  }

  // Two links of the same name lead to the same page.
  const noms = new Map();
  for (const e of tous("main a[href]").filter(vu)) {
    const nom = nomDe(e);
    const deja = noms.get(nom);
    if (deja && deja.href.split("#")[0] !== e.href.split("#")[0]) dire("nom-repete", e);
    else noms.set(nom, e);
  }
  // Two buttons of one page do not send the same words to two addresses.
  const boutons = new Map();
  for (const e of tous("main form button:not([type=button])").filter(vu)) {
    const quoi = (e.formAction || "") + "|" + e.name + "|" + e.value;
    const nom = nomDe(e);
    if (boutons.has(nom) && boutons.get(nom) !== quoi) dire("bouton-repete", e);
    else boutons.set(nom, quoi);
  }

  // A table of data says what it is, each of its rows whose it is, unless each cell is a field that says so itself; a day of the
  // calendar says its own date.
  for (const table of tous("main table")) {
    if (table.matches("[role=presentation]")) continue;
    if (!table.caption?.textContent.trim() && !table.getAttribute("aria-label") && !table.getAttribute("aria-labelledby")) dire("tableau-sans-titre", table);
    const rangs = [...table.tBodies].flatMap((corps) => [...corps.rows]).filter((rang) => rang.cells.length > 1 && ![...rang.cells].every((c) => c.querySelector("label")));
    if (!table.matches(".mois") && rangs.length && !rangs.every((rang) => rang.querySelector("th"))) dire("rang-sans-entete", rangs.find((rang) => !rang.querySelector("th")));
    for (const th of tous("th", table)) if (!th.getAttribute("scope")) dire("entete-sans-portee", th);
  }

  // What scrolls is reached by the keyboard, and is named.
  for (const e of tous("main *").filter(vu)) {
    const style = getComputedStyle(e);
    const defile = (/auto|scroll/.test(style.overflowX) && e.scrollWidth > e.clientWidth + 1) || (/auto|scroll/.test(style.overflowY) && e.scrollHeight > e.clientHeight + 1);
    if (defile && !e.matches("textarea, select, input, [tabindex]") && !e.querySelector("a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex]")) dire("defilement-sans-clavier", e);
  }

  // A field refused says why, tied to it.
  for (const e of tous("main [aria-invalid=true]")) {
    const ids = (e.getAttribute("aria-describedby") || e.getAttribute("aria-errormessage") || e.closest("fieldset")?.getAttribute("aria-describedby") || "").split(" ").filter(Boolean);
    if (!ids.some((id) => document.getElementById(id))) dire("refus-sans-lien", e);
  }
  const refuse = document.querySelector(".resume-erreurs");
  if (refuse && !document.title.startsWith("Erreur")) dire("titre-sans-erreur", document.querySelector("title"));
  if (!refuse && document.querySelector("main .invalid-feedback, main .is-invalid")) dire("refus-sans-resume", document.querySelector("main .invalid-feedback, main .is-invalid"));

  // An icon alone is large enough to be told.
  for (const e of tous("button, a[href]").filter((b) => vu(b) && !cache(b) && b.querySelector("svg.icone") && !b.textContent.trim())) {
    if (e.querySelector("svg.icone").getBoundingClientRect().width < 19.5) dire("icone-petite", e);
  }
  return fautes;
}
