/** A second press while the first is on its way sends nothing. */
export function submitOnce() {
  const sent = new Map();

  function release(form) {
    sent.get(form)?.removeAttribute("aria-disabled");
    sent.delete(form);
  }

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post") return;
    if (sent.has(form)) {
      event.preventDefault();
      return;
    }
    sent.set(form, event.submitter);
    event.submitter?.setAttribute("aria-disabled", "true");
    setTimeout(release, 10000, form);
  });
  window.addEventListener("pageshow", () => [...sent.keys()].forEach(release));
}
