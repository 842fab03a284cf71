// Text that has not reached the server yet, kept in this browser for its writer alone and for a day at most.
import { owner } from "./server.js";

const PREFIX = "unsaved:";
const DAY = 24 * 60 * 60 * 1000;

function all() {
  return Object.keys(localStorage)
    .filter((key) => key.startsWith(PREFIX))
    .map((key) => [key, JSON.parse(localStorage.getItem(key))]);
}

const put = (key, draft) => localStorage.setItem(key, JSON.stringify(draft));

export const keyOf = (form) => `${PREFIX}${owner}:${form.dataset.autosave}`;
export const recall = (key) => JSON.parse(localStorage.getItem(key));
export const forget = (key) => localStorage.removeItem(key);

/** Without a known owner nothing is kept: a shared computer would show it to the next person. */
export function keep(key, draft) {
  if (owner) put(key, { ...draft, at: Date.now(), sent: false });
}

/** Says that an ordinary submit is carrying the text now. */
export function markSent(key) {
  const draft = recall(key);
  if (draft) put(key, { ...draft, sent: true });
}

/** What was sent arrived if its writer was led on to a page of theirs; no other page says that it did. */
export function settle() {
  const page = performance.getEntriesByType("navigation")[0];
  const ledOn = page?.redirectCount > 0 && (page.responseStatus ?? 200) < 400;
  for (const [key, draft] of all()) {
    const arrived = draft.sent && key.startsWith(`${PREFIX}${owner}:`) && ledOn;
    if (Date.now() - draft.at > DAY || (owner && arrived)) forget(key);
    else if (!owner && draft.sent) put(key, { ...draft, sent: false });
  }
}
