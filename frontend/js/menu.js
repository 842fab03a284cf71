/** The link to the menu at the foot of the page opens that same list as a dialog. */
export function menu() {
  const link = document.querySelector("[data-menu]");
  const list = document.getElementById("menu");
  if (!link || !list) return;
  const dialog = document.createElement("dialog");
  const close = document.createElement("button");
  const place = document.createComment("");
  dialog.className = "menu-dialog";
  dialog.setAttribute("aria-label", list.getAttribute("aria-label"));
  close.type = "button";
  close.className = "ds-button";
  close.dataset.variant = "tertiary";
  close.textContent = link.dataset.menu;
  dialog.append(close);
  document.body.append(dialog);
  link.setAttribute("role", "button");
  link.setAttribute("aria-haspopup", "dialog");

  function open(event) {
    event.preventDefault();
    list.replaceWith(place);
    dialog.append(list);
    dialog.showModal();
  }

  link.addEventListener("click", open);
  link.addEventListener("keydown", (event) => event.key === " " && open(event));
  close.addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => place.replaceWith(list));
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog && event.clientX < dialog.getBoundingClientRect().left) dialog.close();
  });
}
