/* Wagtail starts its calendars and choosers with inline scripts, which our content policy refuses. The same from here. */
(() => {
  const starters = { date: "initDateChooser", time: "initTimeChooser", datetime: "initDateTimeChooser" };
  const start = (root) => {
    for (const field of root.querySelectorAll("input[data-hub-chooser]")) {
      const begin = window[starters[field.dataset.hubChooser]];
      if (typeof begin === "function" && !field.dataset.hubStarted) {
        field.dataset.hubStarted = "yes";
        begin(field.id, JSON.parse(field.dataset.hubConfig));
      }
    }
    for (const place of root.querySelectorAll("[data-hub-widget]")) {
      const Widget = window[place.dataset.hubWidget];
      if (typeof Widget === "function" && !place.dataset.hubStarted) {
        place.dataset.hubStarted = "yes";
        new Widget(place.dataset.hubFor, JSON.parse(place.dataset.hubConfig));
      }
    }
  };

  /* In the editor of a translation, what changed in the source since it was published carries the word for it. */
  const mark = (list, editor) => {
    const word = list.dataset.hubOutdated;
    const changed = new Set([...list.querySelectorAll("dd")].map((piece) => piece.textContent.trim()));
    for (const source of editor.querySelectorAll("li > p:first-child")) {
      const row = source.parentElement;
      if (changed.has(source.textContent.trim()) && !row.querySelector(":scope > .hub-outdated")) {
        const tag = document.createElement("strong");
        tag.className = "hub-outdated";
        tag.textContent = word;
        source.after(tag);
      }
    }
  };
  const watch = () => {
    const list = document.querySelector("[data-hub-outdated]");
    const editor = document.querySelector(".js-translation-editor");
    if (!list || !editor) return;
    mark(list, editor);
    new MutationObserver(() => mark(list, editor)).observe(editor, { childList: true, subtree: true });
  };
  const ready = () => {
    start(document);
    watch();
  };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", ready);
  else ready();
})();
