import { post } from "./server.js";

/** A form that saves itself when something in it is ticked; its button still works. */
export function quiet() {
  for (const form of document.querySelectorAll("form[data-quiet]")) {
    const status = form.querySelector("[role=status]");
    form.addEventListener("change", async () => {
      if (status) status.textContent = "";
      const answer = await post(form.action, new FormData(form)).catch(() => null);
      if (answer?.ok && status) status.textContent = form.dataset.quiet;
      else if (!answer?.ok) form.requestSubmit();
    });
  }
}
