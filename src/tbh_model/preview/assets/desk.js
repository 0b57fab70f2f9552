// Gives each frame the height of what is in it, and the form the instant that is looked at.
(() => {
  const fit = (frame) => {
    const body = frame.contentDocument && frame.contentDocument.body;
    if (body) frame.style.height = `${body.scrollHeight + 2}px`;
  };
  for (const frame of document.querySelectorAll("iframe")) {
    frame.addEventListener("load", () => fit(frame));
    new ResizeObserver(() => fit(frame)).observe(frame);
    fit(frame);
  }
  for (const entry of document.querySelectorAll("details")) {
    entry.addEventListener("toggle", () => entry.querySelectorAll("iframe").forEach(fit));
  }
})();
