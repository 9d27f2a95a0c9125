// Keys: `/` searches, `?` lists the keys, `g` and a letter goes to a place. Nothing else needs a script.
const places = { o: "/", m: "/mentions", a: "/alerts", c: "/cases", s: "/statements", i: "/inbox", b: "/balance" };
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

// A veiled text is shown for as long as the person asks.
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-unveil]");
  if (!button) return;
  const text = document.getElementById(button.dataset.unveil);
  const veiled = text.classList.toggle("veiled");
  button.setAttribute("aria-expanded", String(!veiled));
});
