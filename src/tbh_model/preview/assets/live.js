// Reloads the page when what it shows has changed, also after the server was started anew.
(() => {
  const { version } = document.currentScript.dataset;
  let events;

  const counts = () => {
    const host = document.querySelector("tbh-preview");
    return [document, host && host.shadowRoot].filter(Boolean)
      .flatMap((root) => [...root.querySelectorAll("[data-problems]")]);
  };
  const close = () => {
    if (events) events.close();
    events = undefined;
  };
  // a hidden page lets go: browsers allow but a few connections to one server
  const open = () => {
    if (events || document.hidden) return;
    events = new EventSource("/_tbh/events");
    events.addEventListener("version", ({ data }) => {
      if (data === version) return;
      close();
      location.reload();
    });
    events.addEventListener("problems", ({ data }) => {
      for (const count of counts()) count.textContent = data;
    });
  };

  document.addEventListener("visibilitychange", () => (document.hidden ? close() : open()));
  addEventListener("pagehide", close);
  addEventListener("pageshow", open);
  open();
})();
