/** The summary of errors is what a reader has to hear first. */
export function focusErrors() {
  document.querySelector("[data-focus]")?.focus();
}
