// A part of a page is brought up to date without a load: focus, scroll and what is being written stay where they are.
const WRITTEN = "textarea, select, [contenteditable], input:not([type=checkbox], [type=radio], [type=hidden])";
const rules = window.trustedTypes?.createPolicy("live", { createHTML: (html) => html });

function fragment(html) {
  const template = document.createElement("template");
  // Our own server's, as the page itself: its templates escape what people write.
  template.innerHTML = rules ? rules.createHTML(html) : html;
  return template.content;
}

const isSaved = (field) => field.form?.querySelector("[data-autosave-status]")?.dataset.state === "saved";

function isUnsaved(field) {
  if (field.type === "checkbox" || field.type === "radio") return field.checked !== field.defaultChecked;
  return field.type !== "hidden" && field.value !== field.defaultValue && !isSaved(field);
}

/** Whether a region is left alone for now: somebody writes in it, or would lose their place. */
function isBusy(region, content) {
  if ([...region.querySelectorAll("textarea, input")].some(isUnsaved)) return true;
  const here = document.activeElement;
  if (!region.contains(here) || here === region) return false;
  return here.matches(WRITTEN) || !here.id || !content.getElementById(here.id);
}

const isAlike = (one, other) =>
  one?.nodeType === other.nodeType && one.nodeName === other.nodeName && (one.id ?? "") === (other.id ?? "");

function syncAttributes(old, fresh) {
  for (const { name } of [...old.attributes]) {
    if (!fresh.hasAttribute(name) && name !== "open") old.removeAttribute(name);
  }
  for (const { name, value } of fresh.attributes) {
    if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  }
}

/** Makes the old like the fresh one, and keeps every element that is in both. */
function sync(old, fresh) {
  let place = old.firstChild;
  for (const child of [...fresh.childNodes]) {
    let match = place;
    if (child.id) while (match && !isAlike(match, child)) match = match.nextSibling;
    if (!isAlike(match, child)) {
      old.insertBefore(child, place);
      continue;
    }
    while (place !== match) {
      const gone = place;
      place = place.nextSibling;
      gone.remove();
    }
    place = match.nextSibling;
    if (match.nodeType === Node.ELEMENT_NODE) {
      const isField = match.matches("textarea, input:not([type=hidden])");
      if (isField && (match === document.activeElement || isUnsaved(match))) continue;
      syncAttributes(match, child);
      sync(match, child);
      // A field that was written in once shows what it is given only when it is told to.
      if (isField) match.value = match.defaultValue;
    } else if (match.data !== child.data) match.data = child.data;
  }
  while (place) {
    const gone = place;
    place = place.nextSibling;
    gone.remove();
  }
}

/** Brings a region up to date, unless it is busy; whether it is. `force` is for whoever pressed in it. */
export function bring(region, html, force) {
  const content = fragment(html);
  if (!force && isBusy(region, content)) return false;
  const here = region.contains(document.activeElement) ? document.activeElement : null;
  sync(region, content);
  if (here && document.activeElement !== here) {
    const again = document.getElementById(here.id) ?? region.querySelector("button, a[href]");
    again?.focus({ preventScroll: true });
  }
  return true;
}
