/* What the page does by itself. One delegated listener, no inline handler: the content policy allows none. */
(() => {
  const find = (selector, root = document) => root.querySelector(selector);
  const byId = id => document.getElementById(id);
  const still = () => matchMedia("(prefers-reduced-motion: reduce)").matches;
  const stored = {
    get() { try { return localStorage.getItem("theme"); } catch { return null; } },
    set(value) { try { localStorage.setItem("theme", value); } catch { /* private window: the choice lasts the visit */ } },
  };

  /* theme: the reader's choice wins over the system's */
  function setDark(dark) {
    document.body.classList.toggle("dark", dark);
    document.documentElement.style.colorScheme = dark ? "dark" : "light";
    find("[data-act=theme]")?.setAttribute("aria-pressed", String(dark));
  }
  const wantsDark = () => (stored.get() ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";

  function moveTo(element, block) {
    if (!element) return;
    element.focus({ preventScroll: true });
    element.scrollIntoView({ block, behavior: still() ? "auto" : "smooth" });
  }

  /* light a card, or a group of cards: its group comes in sight, its marker and itself are lit */
  let lit = null;
  const groups = () => document.querySelectorAll("#cards .group");
  function light(target) {
    const group = target.closest(".group"), id = target.id;
    lit = { id, groups: groups().length };
    groups().forEach(other => { other.hidden = other !== group; });
    document.querySelectorAll(".card.on, .cite.on").forEach(element => element.classList.remove("on"));
    if (target.matches(".card")) {
      target.classList.add("on");
      document.querySelectorAll(".cite").forEach(marker => marker.classList.toggle("on", marker.hash === `#${id}`));
    }
  }

  function showSource(id) {
    const target = byId(id);
    if (!target) return;
    light(target);
    moveTo(target, "nearest");
  }

  /* an answer that grows draws its sources again: what the reader chose stays lit, until the next answer */
  document.addEventListener("sources", () => {
    const target = lit && groups().length === lit.groups && byId(lit.id);
    if (target) light(target);
    else lit = null;
  });

  function skipTo(id) {
    moveTo(id === "question" ? find("#question textarea, #question input") : byId(id), "nearest");
  }

  async function copy({ text, html }) {
    const types = { "text/plain": text, ...html && { "text/html": html } };
    const parts = Object.entries(types).map(([type, part]) => [type, new Blob([part], { type })]);
    try {
      await navigator.clipboard.write([new ClipboardItem(Object.fromEntries(parts))]);
      return true;
    } catch { /* no permission, or not a secure context */ }
    const area = Object.assign(document.createElement("textarea"), { value: text });
    area.className = "sr";
    document.body.append(area);
    area.select();
    const copied = document.execCommand("copy");
    area.remove();
    return copied;
  }

  /* the server does not know by which name it is called, so addresses are completed here */
  const markdown = button => find(".markdown", button.closest(".group")).textContent
    .replace(/(^|[^\\])<\/documents\//g, `$1<${location.origin}/documents/`);

  /* what a letter takes: paragraphs and a list for a word processor, the same lines for all else */
  function letter(button) {
    const taken = find(".letter", button.closest(".group")).cloneNode(true);
    taken.querySelectorAll("a").forEach(link => { link.textContent = link.href = new URL(link.getAttribute("href"), location.origin).href; });
    const lines = [...taken.children].map(part => part.matches("ol")
      ? [...part.children].map((reference, place) => `${place + 1}. ${reference.textContent}`).join("\n") : part.textContent);
    return { text: lines.join("\n\n"), html: taken.innerHTML };
  }

  const permalink = button => new URL(find("a", button.parentElement).getAttribute("href"), location.origin).href;

  async function copyAs(button, what) {
    if (button.busy) return; /* of two writes at once the clipboard keeps a part of each */
    button.busy = true;
    const said = (await copy(what)) ? button.dataset.done : button.dataset.failed, line = find("#status p");
    button.busy = false;
    button.dataset.label ??= button.textContent;
    button.style.minWidth = `${button.offsetWidth}px`; /* its neighbours stay where they are */
    button.textContent = said;
    button.focus();
    if (line) line.textContent = said;
    clearTimeout(button.again);
    button.again = setTimeout(() => { button.textContent = button.dataset.label; }, 2000);
  }

  function downloadAnswer(button) {
    const address = URL.createObjectURL(new Blob([markdown(button)], { type: "text/markdown;charset=utf-8" }));
    Object.assign(document.createElement("a"), { href: address, download: button.dataset.name }).click();
    setTimeout(() => URL.revokeObjectURL(address), 1000);
  }

  function toggleTheme() {
    const dark = !document.body.classList.contains("dark");
    stored.set(dark ? "dark" : "light");
    setDark(dark);
  }

  /* put a question into the box as if it had been typed, so that it can be changed and asked */
  function editQuestion(button) {
    const box = find("#question textarea");
    box.value = button.dataset.question;
    box.dispatchEvent(new Event("input", { bubbles: true }));
    box.focus();
  }

  document.addEventListener("click", event => {
    const link = event.target.closest(".skips a, a.cite, a.all, a.back");
    if (link) {
      const id = link.hash.slice(1);
      event.preventDefault();
      if (link.matches(".skips a")) skipTo(id);
      else if (link.matches(".back")) moveTo(byId(id), "center");
      else showSource(id);
      return;
    }
    if (event.target.closest("#new, [data-act=example]")) skipTo("question");
    const button = event.target.closest("[data-act]");
    const act = {
      theme: toggleTheme, download: downloadAnswer, edit: editQuestion,
      copy: () => copyAs(button, letter(button)), permalink: () => copyAs(button, { text: permalink(button) }),
    }[button?.dataset.act];
    act?.(button);
  });

  /* what Gradio leaves out: names for the two columns, so that they are landmarks a skip link can reach */
  const labels = document.documentElement.lang === "en"
    ? { left: "Questions and answers", sources: "Sources" } : { left: "Questions et réponses", sources: "Sources" };
  function nameColumns() {
    for (const [id, label] of Object.entries(labels)) {
      const column = byId(id);
      if (!column || column.hasAttribute("role")) continue;
      column.setAttribute("role", "region");
      column.setAttribute("aria-label", label);
      column.tabIndex = -1;
    }
  }

  /* Gradio tells in English that the server is gone or busy */
  const troubles = document.documentElement.lang === "en"
    ? { title: "The question was not taken", close: "Close",
        busy: "Too many questions are waiting for an answer already. Try again in a few seconds.",
        lost: "The server does not answer. Your question is still in its box: send it again in a moment." }
    : { title: "La question n’a pas été prise", close: "Fermer",
        busy: "Trop de questions attendent déjà une réponse. Réessayez dans quelques secondes.",
        lost: "Le serveur ne répond pas. Votre question reste dans sa case : renvoyez-la dans un instant." };
  function write(element, words) {
    if (element.textContent.trim() !== words) element.textContent = words;
  }
  function sayTroubles() {
    document.querySelectorAll("[data-testid=toast-text]").forEach(text => {
      if (/\b(busy|queue)\b/i.test(text.textContent)) write(text, troubles.busy);
      else if (/\b(connection|fetch|could not)\b/i.test(text.textContent)) write(text, troubles.lost);
    });
    document.querySelectorAll(".toast-title").forEach(title => write(title, troubles.title));
    document.querySelectorAll("[data-testid=toast-close]").forEach(button => button.setAttribute("aria-label", troubles.close));
  }

  function settle() {
    nameColumns();
    sayTroubles();
    if (stored.get()) setDark(wantsDark());
    else find("[data-act=theme]")?.setAttribute("aria-pressed", String(document.body.classList.contains("dark")));
  }

  document.addEventListener("DOMContentLoaded", () => {
    setDark(wantsDark());
    let timer;
    new MutationObserver(() => { clearTimeout(timer); timer = setTimeout(settle, 30); })
      .observe(document.body, { childList: true, subtree: true });
  });
})();
