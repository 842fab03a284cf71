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
  let sending = false;

  const texts = () => Object.fromEntries(areas.map((area) => [area.name, area.value]));

  function say(what, time = "") {
    if (!status) return;
    status.dataset.state = what;
    status.textContent = status.dataset[what].replace("{time}", time);
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

  function hasClashed() {
    savedChanges = changes;
    form.requestSubmit(form.querySelector("[data-autosave-submit]") ?? undefined);
  }

  async function save(options) {
    clearTimeout(timer);
    if (sending || changes === savedChanges) return;
    const until = changes;
    sending = true;
    const answer = await post(form.dataset.autosave, new FormData(form), options).catch(() => null);
    sending = false;
    if (answer?.status === 409) return hasClashed();
    if (!answer || answer.status >= 500) {
      say("failed");
      timer = setTimeout(save, PAUSE * 8);
      return;
    }
    if (!answer.ok) return say("signedOut");
    const { version: now, saved } = await answer.json();
    if (version && now !== undefined) version.value = now;
    savedChanges = until;
    if (changes > until) {
      timer = setTimeout(save, PAUSE);
    } else {
      forget(key);
      say("saved", saved);
    }
  }

  form.addEventListener("input", () => {
    changes += 1;
    keep(key, texts(), version?.value);
    if (status?.dataset.state !== "unsaved") say("unsaved");
    clearTimeout(timer);
    timer = setTimeout(save, PAUSE);
  });
  form.addEventListener("submit", () => {
    clearTimeout(timer);
    markSent(key);
  });
  document.addEventListener("visibilitychange", () => document.hidden && save({ keepalive: true }));
  restore();
}
