import { owner, post } from "./server.js";

const EVERY = 15000;
const ENOUGH = 0.9;

/** Speed, chapters to jump to, the place one left, and "done" when nine tenths have really been played. */
export function player() {
  document.querySelectorAll("[data-player]").forEach(enhance);
}

function enhance(box) {
  const media = box.querySelector("video, audio");
  const status = box.querySelector("[role=status]");
  const say = (what) => (status.textContent = status.dataset[what]);
  addSpeeds(box, media);
  addChapters(box, media);
  if (box.dataset.positionUrl) rememberPosition(box, media, say);
  if (box.dataset.doneUrl) markDone(box, media, say);
}

function addSpeeds(box, media) {
  const group = box.querySelector(".speeds");
  const buttons = [...group.querySelectorAll("button")];
  for (const button of buttons) {
    button.textContent = Number(button.dataset.speed).toLocaleString(document.documentElement.lang);
    button.addEventListener("click", () => (media.playbackRate = Number(button.dataset.speed)));
  }
  media.addEventListener("ratechange", () => {
    for (const button of buttons) {
      button.setAttribute("aria-pressed", String(Number(button.dataset.speed) === media.playbackRate));
    }
  });
  group.hidden = false;
}

function addChapters(box, media) {
  const chapters = [...box.querySelectorAll(".chapters > li")].map((entry) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...entry.childNodes);
    entry.append(button);
    return { at: Number(entry.dataset.at), button };
  });

  function mark() {
    const now = chapters.findLast(({ at }) => at <= media.currentTime);
    for (const { button } of chapters) {
      if (button === now?.button) button.setAttribute("aria-current", "true");
      else button.removeAttribute("aria-current");
    }
  }

  for (const { at, button } of chapters) {
    button.addEventListener("click", () => {
      media.currentTime = at;
      mark();
    });
  }
  media.addEventListener("timeupdate", mark);
  mark();
}

function rememberPosition(box, media, say) {
  const left = Number(box.dataset.position ?? 0);
  let sent = left;

  function resume() {
    if (left > 3 && left < media.duration - 3) {
      media.currentTime = left;
      say("resumed");
    }
  }

  function send(options) {
    const now = Math.floor(media.currentTime);
    if (now === sent) return;
    sent = now;
    post(box.dataset.positionUrl, { position: now }, options).catch(() => {});
  }

  if (media.readyState) resume();
  else media.addEventListener("loadedmetadata", resume, { once: true });
  setInterval(() => media.paused || send(), EVERY);
  media.addEventListener("pause", () => send());
  window.addEventListener("pagehide", () => send({ keepalive: true }));
}

/** The ranges as few as possible: sorted, and joined where they meet. */
export function joined(ranges) {
  const result = [];
  for (const [from, to] of ranges.toSorted((one, other) => one[0] - other[0])) {
    const last = result.at(-1);
    if (last && from <= last[1] + 0.5) last[1] = Math.max(last[1], to);
    else result.push([from, to]);
  }
  return result;
}

function markDone(box, media, say) {
  const key = `played:${owner}:${box.dataset.doneUrl}`;
  const before = JSON.parse(localStorage.getItem(key) ?? "[]");
  let done = false;

  function played() {
    const here = Array.from(media.played, (_, n) => [media.played.start(n), media.played.end(n)]);
    return joined([...before, ...here]);
  }

  async function check() {
    if (done || !media.duration) return;
    const ranges = played();
    const seconds = ranges.reduce((sum, [from, to]) => sum + to - from, 0);
    if (seconds < media.duration * ENOUGH) {
      if (owner) localStorage.setItem(key, JSON.stringify(ranges));
      return;
    }
    done = true;
    const answer = await post(box.dataset.doneUrl, { done: 1 }).catch(() => null);
    done = answer?.ok ?? false;
    if (!done) return;
    localStorage.removeItem(key);
    say("done");
    for (const part of document.querySelectorAll("[data-when]")) part.hidden = part.dataset.when !== "done";
  }

  media.addEventListener("pause", check);
  media.addEventListener("ended", check);
  setInterval(() => media.paused || check(), 5000);
}
