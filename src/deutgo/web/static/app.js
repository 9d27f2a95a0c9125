// Keys: `/` searches, `?` lists the keys, `g` and a letter goes to a place. Every page works without this file.
const places = {
  o: "/", m: "/mentions", a: "/alerts", t: "/topics", c: "/cases", s: "/statements", i: "/inbox", b: "/balance",
};
let going = false;

function isTyping(element) {
  return element.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(element.tagName);
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
  if (going && places[event.key]) {
    location.href = places[event.key];
  } else if (event.key === "/") {
    event.preventDefault();
    const field = document.querySelector("input[type=search]");
    if (field) field.focus();
    else location.href = "/mentions";
  } else if (event.key === "?") {
    document.getElementById("keys")?.showModal();
  }
  going = event.key === "g";
});

// A veiled text is shown, a folded one unfolded, for as long as the person asks.
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-toggle]");
  if (!button) return;
  const text = document.getElementById(button.dataset.text);
  const hidden = text.classList.toggle(button.dataset.toggle);
  button.setAttribute("aria-expanded", String(!hidden));
  [button.textContent, button.dataset.other] = [button.dataset.other, button.textContent];
});

// Forms that filter apply themselves when a choice changes.
document.addEventListener("change", (event) => {
  if (event.target.closest("[data-apply]")) event.target.form.requestSubmit();
});

// What was just done is said once; the address goes back to the one that reproduces the view.
if (new URLSearchParams(location.search).has("done")) {
  const address = new URL(location.href);
  for (const name of ["done", "undo"]) address.searchParams.delete(name);
  history.replaceState(null, "", address);
}

// Live: one stream a visible page; each kind of event wakes the parts that wait for it.
// It starts at the event the page was drawn at, so what happened before the stream stood is not missed.
let stream = null;
let newest = document.body.dataset.live;
const toldAt = {}; // group → when it was last told
function wake(group) {
  document.body.dispatchEvent(new CustomEvent(`live:${group}`));
}
function listen() {
  if (stream || document.hidden || !newest) return;
  stream = new EventSource(`/live?after=${newest}`);
  stream.addEventListener("live", (event) => {
    const { group } = JSON.parse(event.data);
    newest = event.lastEventId;
    toldAt[group] = performance.now();
    wake(group);
  });
}
function pause() {
  stream?.close();
  stream = null;
}
document.addEventListener("visibilitychange", () => {
  if (document.hidden) return pause();
  listen();
  for (const group of ["alert", "case", "statement", "ticket", "mention", "source"]) wake(group);
});
addEventListener("pagehide", pause);
listen();

// htmx queues an event that comes while a part is being fetched on the old part, and it would go with it.
document.addEventListener("htmx:beforeSend", (event) => {
  event.detail.xhr.sentAt = performance.now();
});
document.addEventListener("htmx:afterSettle", (event) => {
  const waitsFor = event.target.getAttribute("hx-trigger") ?? "";
  for (const [group, at] of Object.entries(toldAt)) {
    if (at > event.detail.xhr.sentAt && waitsFor.includes(`live:${group}`)) wake(group);
  }
});

// A part in which somebody types, or has opened something, is never replaced under their hands.
document.addEventListener("htmx:beforeSwap", (event) => {
  const part = event.detail.target;
  if (part.contains(document.activeElement) && isTyping(document.activeElement)) event.detail.shouldSwap = false;
});
