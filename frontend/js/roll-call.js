import { post } from "./server.js";

/** A tap on a name is noted at once, and shown when the server has noted it; the page stays where it is. */
export function rollCall() {
  for (const roll of document.querySelectorAll("[data-roll]")) {
    roll.addEventListener("click", (event) => {
      const name = event.target.closest("button[name=present], button[name=absent]");
      if (!name) return;
      event.preventDefault();
      if (name.getAttribute("aria-disabled") !== "true") note(roll, name);
    });
  }
}

async function note(roll, name) {
  const status = roll.querySelector("[data-roll-status]");
  const there = roll.querySelector("[data-roll-there]");
  name.setAttribute("aria-disabled", "true");
  const answer = await post(roll.dataset.roll, { [name.name]: name.value }).catch(() => null);
  name.removeAttribute("aria-disabled");
  const json = answer?.headers.get("Content-Type")?.includes("json");
  if (!answer || answer.status >= 500) return (status.textContent = status.dataset.failed);
  // The ordinary way shows what is wrong, or asks to sign in.
  if (!answer.ok || !json) return name.form.requestSubmit(name);
  const words = await answer.json();
  show(name, words.present);
  if (there) there.textContent = words.there;
  status.textContent = "";
}

function show(name, present) {
  name.name = present ? "absent" : "present";
  name.setAttribute("aria-pressed", present);
  name.dataset.color = present ? "success" : "neutral";
  const use = name.querySelector("use");
  use?.setAttribute("href", use.getAttribute("href").replace(/#.*/, present ? "#done_circle" : "#circle"));
}
