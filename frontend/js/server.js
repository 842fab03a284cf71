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
    signal: AbortSignal.timeout(10000),
    ...options,
  });
}

/** Takes up the token of a sign-in that is newer than the page; whether its reader is the one who signed in. */
export async function renew() {
  const page = await fetch(location.href).then((answer) => answer.text(), () => "");
  const found = (name) => page.match(new RegExp(`<meta name="${name}" content="([^"]*)"`))?.[1];
  if (!owner || found("person") !== owner) return false;
  document.querySelector('meta[name="csrf-token"]').content = found("csrf-token");
  for (const field of document.querySelectorAll("input[name=csrf_token]")) field.value = found("csrf-token");
  return true;
}
