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
export function keep(key, texts, version) {
  if (owner) put(key, { texts, version, at: Date.now(), sent: false });
}

/** Says that an ordinary submit is carrying the text now. */
export function markSent(key) {
  const draft = recall(key);
  if (draft) put(key, { ...draft, sent: true });
}

/** What was sent arrived if a page of its writer's follows; the sign-in page means that it did not. */
export function settle() {
  const status = performance.getEntriesByType("navigation")[0]?.responseStatus ?? 200;
  for (const [key, draft] of all()) {
    const arrived = draft.sent && key.startsWith(`${PREFIX}${owner}:`) && status < 400;
    if (Date.now() - draft.at > DAY || (owner && arrived)) forget(key);
    else if (!owner && draft.sent) put(key, { ...draft, sent: false });
  }
}
