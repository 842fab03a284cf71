import { post } from "./server.js";

/** A press moves the meeting on without a load; where it cannot be sent so, the form goes as it would without a script. */
export function press(follower) {
  if (follower) document.addEventListener("submit", (event) => sent(event, follower), { capture: true });
  document.addEventListener("keydown", clicked);
}

const plain = new WeakSet();

async function sent(event, follower) {
  const { target: form, submitter } = event;
  if (!form.matches("form[data-press]:not([data-autosave])") || plain.delete(form)) return;
  event.preventDefault();
  if (form.dataset.sending) return;
  form.dataset.sending = "1";
  const fields = new FormData(form);
  if (submitter?.name) fields.append(submitter.name, submitter.value);
  const answer = await post(form.action, fields).catch(() => null);
  delete form.dataset.sending;
  // A redirect is what a form is answered with; whoever is signed out gets none.
  if (answer?.ok || answer?.type === "opaqueredirect") {
    return follower.askFor(form);
  }
  plain.add(form);
  form.requestSubmit(submitter);
}

/** What one holds in one's hand in front of a screen sends the keys that turn pages. */
function clicked(event) {
  if (event.repeat || event.target.matches("textarea, select, input")) return;
  const form = document.querySelector(`form[data-clicker="${CSS.escape(event.key)}"]`);
  if (!form) return;
  event.preventDefault();
  form.requestSubmit();
}
