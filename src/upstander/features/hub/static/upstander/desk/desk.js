/* Wagtail starts its calendars with inline scripts, which our content policy refuses. The same from the page. */
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
  };
  const ready = () => start(document);
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", ready);
  else ready();
})();
