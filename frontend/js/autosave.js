import { forget, keep, keyOf, markSent, recall, settle } from "./drafts.js";
import { post, renew } from "./server.js";

const PAUSE = 1500;
const AGAIN = 4000;
const PATIENCE = 10000;

/** Drafts save themselves; "saved" is said when the server has said it, never before. */
export function autosave() {
  settle();
  const watched = new WeakSet();
  const watchNew = () => {
    for (const form of document.querySelectorAll("form[data-autosave]")) {
      if (watched.has(form)) continue;
      watched.add(form);
      watch(form);
    }
  };
  watchNew();
  // A page that follows a meeting gets new forms without being loaded.
  const live = document.querySelector("[data-follow]");
  if (live) new MutationObserver(watchNew).observe(live, { childList: true, subtree: true });
}

/*
 * A text that several write has a field beside it with what its writer started from. What could not
 * be sent, or was sent and not answered, is sent again just as it was until there is an answer, and
 * only then what was written since: so the server never takes a writer's own words for another's.
 */
function watch(form) {
  const key = keyOf(form);
  // What was written is brought back from here, with all that belongs to it; the browser would bring back the text alone.
  form.autocomplete = "off";
  const status = form.querySelector("[data-autosave-status]");
  const both = form.querySelector("[data-autosave-both]");
  const version = form.elements.version;
  const areas = [...form.querySelectorAll("textarea:not([name$=_base])")];
  const baseOf = (area) => form.elements[`${area.name}_base`];
  const shared = areas.filter(baseOf);
  // What is sent once more has to be known by the name it had: else it would be made a second time.
  const named = areas.map((area) => form.elements[`${area.name}_id`]).filter(Boolean);
  const besides = [...shared.map(baseOf), ...named];
  let timer;
  let patience;
  let changes = 0;
  let savedChanges = 0;
  let sending = null;
  let underway = null;
  let pressed = {};
  let needsPage = false;
  let stands = {};
  let renewed = false;
  let seen = Number(version?.value ?? 0);

  const texts = () => Object.fromEntries(areas.map((area) => [area.name, area.value]));
  const bases = () => Object.fromEntries(besides.map((field) => [field.name, field.value]));
  const remember = () => keep(key, { texts: texts(), bases: bases(), version: version?.value, underway });

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
    for (const field of besides) field.value = draft.bases?.[field.name] ?? field.value;
    if (version) version.value = seen = Number(draft.version);
    underway = draft.underway && { ...draft.underway, until: 0 };
    changes = 1;
    say("restored");
    if (shared.length) later(0);
  }

  function later(wait) {
    clearTimeout(timer);
    timer = setTimeout(save, wait);
  }

  function save(options) {
    clearTimeout(timer);
    if (sending || (changes === savedChanges && !underway)) return;
    sending = send(options).finally(() => (sending = null));
  }

  function noContact() {
    remember();
    if (!document.hidden) later(AGAIN);
  }

  async function send(options) {
    if (!underway) {
      underway = { fields: { ...texts(), ...bases(), ...pressed }, until: changes, wasPressed: "act" in pressed };
      pressed = {};
    }
    if (changes > savedChanges) remember();
    patience ??= setTimeout(say, PATIENCE, "waiting");
    const fields = new FormData(form);
    for (const [name, text] of Object.entries(underway.fields)) fields.set(name, text);
    const answer = await post(form.dataset.autosave, fields, options).catch(() => null);
    if (!answer || answer.status >= 500 || answer.status === 429) return noContact();
    clearTimeout(patience);
    patience = undefined;
    const { fields: sent, until, wasPressed } = underway;
    underway = null;
    // A page instead of a few words is the page that asks to sign in.
    const words = answer.headers.get("Content-Type")?.includes("json") ? await answer.json() : null;
    if (answer.status === 409) {
      savedChanges = changes;
      needsPage = true;
      return setTimeout(() => form.requestSubmit());
    }
    if (answer.status === 422 && words) return say("failed", words.error);
    if (!answer.ok || !words) return notTaken(answer.status);
    if (version && words.version !== undefined) version.value = seen = Number(words.version);
    for (const area of shared) baseOf(area).value = sent[area.name];
    savedChanges = until;
    renewed = false;
    arrived(words);
    if (wasPressed) form.dispatchEvent(new Event("arrived", { bubbles: true }));
  }

  async function notTaken(status) {
    // Signed in again in another tab, the page is as good as new once it knows the new token.
    if (status === 400 && !renewed && (await renew())) {
      renewed = true;
      return later(0);
    }
    say(status === 404 ? "gone" : "signedOut");
    remember();
  }

  function arrived(words) {
    const saved = status?.dataset.saved.replace("{time}", words.saved);
    if (both) both.hidden = !words.clash;
    stands = words.clash ? {} : (words.texts ?? { [shared[0]?.name]: words.text });
    if (changes > savedChanges) {
      say("unsaved");
      remember();
      return later(PAUSE);
    }
    forget(key);
    // What was kept for a page that has no form any more: it shows both texts when it is loaded again.
    if (words.clash && form.hidden) return location.reload();
    say("saved", words.clash ? `${saved}. ${words.clash}` : saved);
    shared.forEach(catchUp);
  }

  /** What the others have written since comes in where nobody is writing. */
  function catchUp(area) {
    const text = stands[area.name];
    if (text === undefined || area === document.activeElement || changes > savedChanges) return;
    if (area.value !== text) area.value = text;
    baseOf(area).value = text;
  }

  /** A page that follows a meeting puts what stands now into the form: that comes in as well, unless it is older. */
  function followed(area) {
    if (version && Number(version.value) < seen) return void (version.value = seen);
    seen = Number(version?.value ?? 0);
    if (both && !both.hidden) return;
    stands = { ...stands, [area.name]: area.defaultValue };
    catchUp(area);
  }

  for (const area of shared) {
    new MutationObserver(() => followed(area)).observe(area, { childList: true, characterData: true, subtree: true });
  }
  form.addEventListener("input", () => {
    changes += 1;
    stands = {};
    remember();
    if (!["unsaved", "waiting", "signedOut"].includes(status?.dataset.state)) say("unsaved");
    later(PAUSE);
  });
  form.addEventListener("focusout", () => setTimeout(() => shared.forEach(catchUp)));
  form.addEventListener("submit", (event) => {
    clearTimeout(timer);
    if (form.matches("[data-press]") && !needsPage) {
      // On a page that follows, a button is sent along with the text, and what it does comes with the next answer.
      event.preventDefault();
      const { name, value } = event.submitter ?? {};
      if (name) pressed = { [name]: value };
      changes += 1;
      sending ? sending.then(() => save()) : save();
    } else if (sending) {
      // The draft on its way brings a new version; without it the writer would clash with themselves.
      event.preventDefault();
      sending.then(() => form.requestSubmit(event.submitter));
    } else if (underway || !navigator.onLine) {
      event.preventDefault();
      changes += 1;
      save();
      sending.then(() => (underway ? say("waiting") : form.requestSubmit(event.submitter)));
    } else {
      // What the form carries now is not sent once more while the page is left: something new would be there twice.
      savedChanges = changes;
      markSent(key);
    }
  });
  both?.addEventListener("click", (event) => {
    // In a meeting's room both stand on another page, which the link leads to.
    if (new URL(event.target.href).pathname !== location.pathname) return;
    event.preventDefault();
    history.scrollRestoration = "manual";
    history.replaceState(null, "", event.target.href);
    location.reload();
  });
  document.addEventListener("visibilitychange", () => save(document.hidden ? { keepalive: true } : {}));
  window.addEventListener("online", () => save());
  restore();
}
