// What the page knows about its reader, and how it speaks to the server.
const meta = (name) => document.querySelector(`meta[name="${name}"]`)?.content ?? "";

export const owner = meta("person");

/** Posts fields as a form would. A redirect is not followed: it leads to the sign-in page. */
export function post(url, fields, options = {}) {
  return fetch(url, {
    method: "POST",
    body: new URLSearchParams(fields),
    headers: { Accept: "application/json", "X-CSRFToken": meta("csrf-token") },
    redirect: "manual",
    ...options,
  });
}
