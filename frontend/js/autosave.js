import { forget, keep, keyOf, markSent, recall, settle } from "./drafts.js";
import { post } from "./server.js";

const PAUSE = 1500;

/** Drafts save themselves; "saved" is said when the server has said it, never before. */
export function autosave() {
  settle();
  document.querySelectorAll("form[data-autosave]").forEach(watch);
}

function watch(form) {
  const key = keyOf(form);
  const status = form.querySelector("[data-autosave-status]");
  const version = form.elements.version;
  const areas = [...form.querySelectorAll("textarea")];
  let timer;
  let changes = 0;
  let savedChanges = 0;
  let sending = null;

  const texts = () => Object.fromEntries(areas.map((area) => [area.name, area.value]));

  function say(what, sentence = status?.dataset[what]) {
    if (!status) return;
    status.dataset.state = what;
    status.textContent = sentence;
  }

  function restore() {
    const draft = recall(key);
    const lost = draft && areas.some((area) => (draft.texts[area.name] ?? area.value) !== area.value);
    if (!lost) return forget(key);
    for (const area of areas) area.value = draft.texts[area.name] ?? area.value;
    if (version) version.value = draft.version;
    changes += 1;
    say("restored");
  }

  function later(wait) {
    clearTimeout(timer);
    timer = setTimeout(save, wait);
  }

  function save(options) {
    clearTimeout(timer);
    if (sending || changes === savedChanges) return;
    sending = send(changes, options).finally(() => (sending = null));
  }

  async function send(until, options) {
    const answer = await post(form.dataset.autosave, new FormData(form), options).catch(() => null);
    if (!answer || answer.status >= 500) {
      say("failed");
      return later(PAUSE * 8);
    }
    if (answer.status === 409) {
      savedChanges = changes;
      return setTimeout(() => form.requestSubmit());
    }
    // A page instead of a few words is the page that asks to sign in.
    const words = answer.headers.get("Content-Type")?.includes("json") ? await answer.json() : null;
    if (answer.status === 422 && words) return say("failed", words.error);
    if (!answer.ok || !words) return say("signedOut");
    if (version && words.version !== undefined) version.value = words.version;
    savedChanges = until;
    if (changes > until) return later(PAUSE);
    forget(key);
    say("saved", status?.dataset.saved.replace("{time}", words.saved));
  }

  form.addEventListener("input", () => {
    changes += 1;
    keep(key, texts(), version?.value);
    if (status?.dataset.state !== "unsaved") say("unsaved");
    later(PAUSE);
  });
  form.addEventListener("submit", (event) => {
    clearTimeout(timer);
    markSent(key);
    if (!sending) return;
    // The draft on its way brings a new version number; without it the writer would clash with themselves.
    event.preventDefault();
    sending.then(() => form.requestSubmit(event.submitter));
  });
  document.addEventListener("visibilitychange", () => document.hidden && save({ keepalive: true }));
  restore();
}
