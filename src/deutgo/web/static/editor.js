// The editor: asks the wording check shortly after the last key, marks the text, lists reasons and better words.
// Offsets from the server are code points; strings here are UTF-16, so texts are split with Array.from.
const PAUSE = 60; // milliseconds after the last key

class Editor {
  constructor(form) {
    this.form = form;
    this.area = form.querySelector("textarea[name=text]");
    this.kind = form.querySelector("[name=kind]");
    this.under = form.querySelector(".under");
    this.panel = document.getElementById(form.dataset.check);
    this.words = this.panel.dataset;
    this.list = this.panel.querySelector("[data-findings]");
    this.says = this.panel.querySelector("[data-says]");
    this.parts = document.querySelector("[data-components]");
    this.findings = [];
    this.timer = null;
    this.asked = null;
    this.dirty = false;
    this.area.addEventListener("input", () => { this.dirty = true; this.mark([]); this.later(PAUSE); });
    this.area.addEventListener("scroll", () => { this.under.scrollTop = this.area.scrollTop; });
    this.area.addEventListener("keydown", (event) => this.onKey(event));
    this.kind?.addEventListener("change", () => this.later(0));
    this.form.addEventListener("submit", () => { this.dirty = false; });
    this.list.addEventListener("click", (event) => {
      const button = event.target.closest("button");
      if (button?.dataset.accept) this.accept(Number(button.dataset.accept));
      if (button?.dataset.go) this.go(Number(button.dataset.go));
    });
    addEventListener("beforeunload", (event) => { if (this.dirty) event.preventDefault(); });
    if (this.area.value.trim()) this.later(0);
  }

  later(wait) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(), wait);
  }

  async ask() {
    const text = this.area.value;
    this.asked?.abort();
    this.asked = new AbortController();
    const body = new URLSearchParams({ text, kind: this.kind?.value || this.form.dataset.kind || "" });
    let found;
    try {
      const answer = await fetch("/statements/check", { method: "POST", body, signal: this.asked.signal });
      found = answer.ok ? await answer.json() : null;
    } catch (failure) {
      if (failure.name === "AbortError") return;
      found = null;
    }
    if (this.area.value !== text) return;
    if (!found || found.state === "loading") {
      this.says.textContent = found ? this.words.loading : this.words.failed;
      if (found) this.later(1500);
      return;
    }
    this.show(found, text);
  }

  show(found, text) {
    this.findings = found.findings;
    this.letters = Array.from(text);
    this.mark(found.findings);
    this.list.replaceChildren(...found.findings.map((finding, at) => this.item(finding, at)));
    const missing = new Set(found.missing.map((part) => part.code));
    for (const part of this.parts?.querySelectorAll("[data-part]") || []) {
      const lacks = missing.has(part.dataset.part);
      part.classList.toggle("tag-warning", lacks);
      part.querySelector("[data-state]").textContent = lacks ? this.words.missing : this.words.present;
    }
    const blocks = found.findings.filter((finding) => finding.severity === "block").length;
    this.says.textContent = found.findings.length
      ? this.words.found.replace("%n", found.findings.length).replace("%b", blocks)
      : this.words.clean.replace("%n", found.rules_run);
    this.panel.dataset.state = found.verdict;
  }

  mark(findings) {
    const letters = Array.from(this.area.value);
    const nodes = [];
    let at = 0;
    for (const finding of findings) {
      if (finding.start === null || finding.start < at) continue;
      nodes.push(letters.slice(at, finding.start).join(""));
      const mark = document.createElement("mark");
      mark.className = finding.severity;
      mark.textContent = letters.slice(finding.start, finding.end).join("");
      nodes.push(mark);
      at = finding.end;
    }
    nodes.push(letters.slice(at).join("") + "\n");
    this.under.replaceChildren(...nodes);
    this.under.scrollTop = this.area.scrollTop;
  }

  item(finding, at) {
    const item = document.createElement("li");
    item.className = `finding finding-${finding.severity}`;
    const head = document.createElement("p");
    head.className = "meta";
    const tag = document.createElement("span");
    tag.className = `tag ${finding.severity === "block" ? "tag-severe" : finding.severity === "warn" ? "tag-warning" : ""}`;
    tag.textContent = finding.severity_words;
    head.append(tag, `${finding.category} · ${finding.rule}`);
    const why = document.createElement("p");
    if (finding.quote) {
      const quote = document.createElement("q");
      quote.textContent = finding.quote;
      why.append(quote, " ");
    }
    why.append(finding.why);
    item.append(head, why);
    if (finding.suggestion && finding.sentence_start !== null) {
      const better = document.createElement("p");
      better.className = "better";
      better.textContent = finding.suggestion;
      item.append(better, this.button(this.words.accept, "accept", at, "small"));
    } else if (finding.suggestion) {
      const hint = document.createElement("p");
      hint.className = "hint";
      hint.textContent = finding.suggestion;
      item.append(hint);
    }
    if (finding.start !== null) item.append(this.button(this.words.go, "go", at, "quiet small"));
    return item;
  }

  button(words, act, at, look) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = look;
    button.dataset[act] = at;
    button.textContent = words;
    return button;
  }

  place(offset) {
    return this.letters.slice(0, offset).join("").length;
  }

  go(at) {
    const finding = this.findings[at];
    this.area.focus();
    this.area.setSelectionRange(this.place(finding.start), this.place(finding.end));
  }

  accept(at) {
    const finding = this.findings[at];
    if (!finding || finding.sentence_start === null) return;
    this.area.focus();
    this.area.setSelectionRange(this.place(finding.sentence_start), this.place(finding.sentence_end));
    // insertText keeps the browser's own undo
    if (!document.execCommand("insertText", false, finding.suggestion)) {
      this.area.setRangeText(finding.suggestion, this.area.selectionStart, this.area.selectionEnd, "end");
      this.area.dispatchEvent(new Event("input"));
    }
    this.later(0);
  }

  onKey(event) {
    if (!event.altKey || !this.findings.length) return;
    const caret = this.area.selectionStart;
    const placed = this.findings.map((finding, at) => [finding, at]).filter(([finding]) => finding.start !== null);
    if (!placed.length) return;
    if (event.key === "ArrowDown") {
      event.preventDefault();
      const next = placed.find(([finding]) => this.place(finding.start) > caret) || placed[0];
      this.go(next[1]);
    } else if (event.key === "Enter") {
      event.preventDefault();
      const here = placed.find(([finding]) => finding.sentence_start !== null
        && this.place(finding.sentence_start) <= caret && caret <= this.place(finding.sentence_end));
      this.accept((here || placed[0])[1]);
    }
  }
}

for (const form of document.querySelectorAll("form[data-check]")) new Editor(form);
