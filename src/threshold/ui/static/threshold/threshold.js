// What script adds to pages that work without it: GOV.UK's behaviours, saving while someone writes, sending once.
// Nothing is kept in the browser: what is typed goes to the server, or stays in the page.

const WAIT = 1000; // milliseconds after the last key, so that a word is one saving and not eight
const AGAIN = 10000; // milliseconds before a failed saving is tried again

/** The time as the server writes it: 10:41am. */
export function clock(at) {
  const minutes = String(at.getMinutes()).padStart(2, "0");
  return `${at.getHours() % 12 || 12}:${minutes}${at.getHours() < 12 ? "am" : "pm"}`;
}

/** What the form holds, without files, which a draft does not carry. */
export function typed(form) {
  const pairs = new URLSearchParams();
  for (const [name, value] of new FormData(form)) if (typeof value === "string") pairs.append(name, value);
  return pairs;
}

class Draft {
  constructor(form) {
    this.form = form;
    this.status = form.querySelector("[data-draft-status]");
    this.saved = typed(form).toString();
    this.sending = null;
    this.waiting = 0;
    this.closed = false;
    for (const kind of ["input", "change"]) form.addEventListener(kind, () => this.plan(WAIT));
    // Once the form itself is sent, a late draft would bring back what has just been dealt with.
    form.addEventListener("submit", () => {
      this.closed = true;
      clearTimeout(this.waiting);
      setTimeout(() => { this.closed = false; }, AGAIN); // still here: the sending failed
    });
    document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") this.leave(); });
    window.addEventListener("pagehide", () => this.leave());
    window.addEventListener("pageshow", () => { this.closed = false; });
    window.addEventListener("online", () => this.plan(0));
  }

  plan(wait) {
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => this.save(), wait);
  }

  say(text, state) {
    if (!this.status || this.status.textContent === text) return;
    this.status.textContent = text;
    this.status.dataset.state = state;
  }

  request(body, keepalive) {
    return fetch(this.form.dataset.draftUrl, {
      method: "POST",
      body,
      keepalive,
      credentials: "same-origin",
      redirect: "error", // a redirect is the sign-in page: nothing was saved
      headers: { "X-CSRFToken": body.get("csrfmiddlewaretoken") || "", "X-Requested-With": "fetch" },
    });
  }

  async save() {
    const body = typed(this.form);
    const text = body.toString();
    if (this.closed || text === this.saved) return;
    if (this.sending) { this.plan(WAIT); return; } // one at a time, so that an older one cannot arrive last
    const stop = new AbortController();
    this.sending = stop;
    try {
      const answer = await this.request(body, false);
      if (!answer.ok) throw new Error(String(answer.status));
      this.saved = await this.named(body, answer);
      this.say(`Saved at ${clock(new Date())}`, "saved");
    } catch {
      this.say("Not saved. Keep this page open; we will try again.", "failed");
      this.plan(AGAIN);
    } finally {
      this.sending = null;
    }
  }

  /** The server may name the draft; the page then carries the name. Returns what is now saved. */
  async named(body, answer) {
    const field = this.form.elements.namedItem("draft_token");
    if (field && (answer.headers.get("content-type") || "").includes("json")) {
      const { draft_token: token } = await answer.json();
      if (token) {
        field.value = token;
        body.set("draft_token", token);
      }
    }
    return body.toString();
  }

  leave() {
    const body = typed(this.form);
    const text = body.toString();
    if (this.closed || text === this.saved) return;
    // Browsers let a page that is going away send 64 kB. A longer passage is sent as usual and nearly always arrives.
    this.request(body, text.length < 60000).then((answer) => { if (answer.ok) this.saved = text; }).catch(() => {});
  }
}

/** A second press of the button while the first is on its way is a slip. The server counts a sending once anyway. */
function sendOnce(form) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "yes";
    setTimeout(() => { delete form.dataset.sent; }, 3000);
  });
  window.addEventListener("pageshow", () => { delete form.dataset.sent; });
}

export function start(root = document) {
  for (const form of root.querySelectorAll("form[data-draft-url]")) new Draft(form);
  for (const form of root.querySelectorAll("form[data-send-once]")) sendOnce(form);
  // The filters are open without script; a phone has no room for them.
  if (window.matchMedia("(max-width: 40em)").matches) {
    for (const fold of root.querySelectorAll(".th-filter__fold")) fold.open = false;
  }
}

start();
// The address of GOV.UK's script carries a fingerprint, so the page tells it.
import(document.body.dataset.govukScript).then(({ initAll }) => initAll()).catch(() => {});
