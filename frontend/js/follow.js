import { draw, hear, hearPage, run } from "./clocks.js";
import { bring } from "./parts.js";

const OFTEN = 1200;
const JITTER = 400;
const PATIENCE = 5000;
const CALM = 10000;
const GONE = [401, 403, 404, 410];
const QUIET = 3000;

/** Asks the server whether the meeting has moved on, and brings the page's regions up to date. */
export function follow() {
  const page = document.querySelector("[data-follow]");
  return page ? new Follower(page) : null;
}

class Follower {
  constructor(page) {
    Object.assign(this, { page, version: page.dataset.version, waiting: new Map(), shown: new Map(), forced: null });
    this.heard = performance.now();
    this.asking = this.isLost = this.isOver = false;
    this.said = page.dataset.sentence;
    hearPage(Number(page.dataset.now));
    run(
      () => this.mind(),
      () => this.wake(),
    );
    document.addEventListener("visibilitychange", () => this.wake());
    window.addEventListener("online", () => this.wake());
    window.addEventListener("pageshow", (event) => event.persisted && this.wake());
    document.addEventListener("arrived", ({ target }) => this.askFor(target));
    document.addEventListener("focusout", () => setTimeout(() => this.show()));
    this.later();
  }

  later() {
    clearTimeout(this.timer);
    if (!document.hidden && !this.isOver) this.timer = setTimeout(() => this.ask(), OFTEN + Math.random() * JITTER);
  }

  /** Seen again, or awake: what was not heard meanwhile is nobody's fault. */
  wake() {
    if (document.hidden) return clearTimeout(this.timer);
    if (!this.isLost) this.heard = performance.now();
    this.ask();
  }

  /** What somebody pressed shows where they pressed it, though they are writing there. */
  askFor(form) {
    this.forced = form.closest("[data-live]");
    return this.ask();
  }

  /** Asks now; while an answer is on its way, once more after it. */
  async ask() {
    clearTimeout(this.timer);
    if (this.isOver) return;
    if (this.asking) return (this.again = true);
    this.asking = true;
    this.again = false;
    await this.poll().catch(() => {});
    this.asking = false;
    if (this.again) return this.ask();
    this.later();
  }

  async poll() {
    const sent = performance.now();
    const answer = await fetch(this.page.dataset.follow, {
      headers: { Accept: "application/json", "If-None-Match": `"${this.version}"`, ...this.pass },
      cache: "no-store",
      redirect: "manual",
      signal: AbortSignal.timeout(PATIENCE),
    });
    if (answer.type === "opaqueredirect" || GONE.includes(answer.status)) return this.end();
    if (!answer.ok && answer.status !== 304) return;
    // While nothing changes, what let the last question in lets the next one in sooner.
    const following = answer.headers.get("Following");
    if (following) this.pass = { Following: following };
    hear(Number(answer.headers.get("Server-Time") ?? NaN), sent, performance.now());
    if (answer.status !== 304) this.take(await answer.json());
    this.heard = performance.now();
    this.show();
  }

  take({ version, parts, said }) {
    this.version = version;
    for (const [name, html] of Object.entries(parts)) {
      if (this.shown.get(name) !== html) this.waiting.set(name, html);
      else this.waiting.delete(name);
    }
    if (said && said !== this.said) this.announce(said);
    this.said = said;
  }

  /** Shows what has come, as far as nobody is writing there. */
  show() {
    for (const [name, html] of this.waiting) {
      const region = document.querySelector(`[data-live="${CSS.escape(name)}"]`);
      if (region && !bring(region, html, region === this.forced)) continue;
      this.waiting.delete(name);
      this.shown.set(name, html);
    }
    this.forced = null;
    draw();
  }

  /** One sentence at a time, and the last of several that come at once. */
  announce(sentence) {
    clearTimeout(this.speaking);
    const wait = Math.max(0, QUIET - (performance.now() - (this.spoke ?? -QUIET)));
    this.speaking = setTimeout(() => {
      this.spoke = performance.now();
      this.tell("[data-said]", sentence);
    }, wait);
  }

  tell(where, sentence) {
    const place = document.querySelector(where);
    if (place && place.textContent !== sentence) place.textContent = sentence;
  }

  /** After ten seconds without an answer it is said, calmly; and when there is one again. */
  mind() {
    const isLost = !document.hidden && !this.isOver && performance.now() - this.heard > CALM;
    if (isLost === this.isLost || document.hidden) return;
    this.isLost = isLost;
    this.tell("[data-contact]", this.page.dataset[isLost ? "lost" : "back"] ?? "");
    clearTimeout(this.calming);
    if (!isLost) this.calming = setTimeout(() => this.tell("[data-contact]", ""), CALM / 2);
  }

  /** The page may not be followed any longer: signed out, or the meeting is over for it. */
  end() {
    this.isOver = true;
    if (this.page.dataset.leave) return location.assign(this.page.dataset.leave);
    this.tell("[data-contact]", this.page.dataset.over ?? "");
  }
}
