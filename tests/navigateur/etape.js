// What a step of the tabulation gives: the field that has the focus, and the fault when it is not seen, hidden or out of order.
() => {
  const e = document.activeElement;
  const dit = (faute) => ({ faute, nom: e?.name || "", type: e?.type || "", coche: Boolean(e?.checked) });
  if (!e || e === document.body) { // past the last: the window's own, then the first again
    window.precedentFocus = null;
    return dit("");
  }
  const precedent = window.precedentFocus;
  window.precedentFocus = e;
  const autour = ["label", ".recherche", ".coche", ".form-check"].map((choix) => e.closest(choix));
  const ici = [e, ...autour, e.nextElementSibling].filter(Boolean);
  const entoure = (x) => {
    const style = getComputedStyle(x);
    return (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2) || style.boxShadow !== "none";
  };
  const parties = /date|time/.test(e.type); // the browser shows which part of it has the focus
  if (!parties && !ici.some(entoure)) return dit("le focus ne se voit pas");
  const { left, right, top, bottom, width, height } = e.getBoundingClientRect();
  if (width && (bottom <= 0 || top >= innerHeight || right <= 0 || left >= innerWidth)) return dit("le focus est hors de l’écran");
  const dans = (valeur, fin) => Math.min(Math.max(valeur, 1), fin - 2);
  const dessus = document.elementFromPoint(dans(left + Math.min(width, 40) / 2, innerWidth), dans(top + Math.min(height, 40) / 2, innerHeight));
  const sien = dessus && (e.contains(dessus) || dessus.contains(e) || ici.some((x) => x.contains(dessus)));
  if (width > 1 && height > 1 && !sien) return dit(`le focus est caché par ${dessus?.outerHTML.slice(0, 80)}`);
  const suit = !precedent?.isConnected || precedent === e || precedent.compareDocumentPosition(e) & Node.DOCUMENT_POSITION_FOLLOWING;
  return dit(suit ? "" : "le focus revient en arrière");
}
