// Gives each frame the height of what is in it, and the form the instant that is looked at.
(() => {
  const fit = (frame) => {
    const page = frame.contentDocument && frame.contentDocument.body && frame.contentDocument.documentElement;
    if (!page) return;
    frame.style.height = "0";  // a page is never lower than its window
    frame.style.height = `${page.scrollHeight + 2}px`;
  };
  for (const frame of document.querySelectorAll("iframe")) {
    frame.addEventListener("load", () => fit(frame));
    let width = 0;
    new ResizeObserver(() => { if (frame.clientWidth !== width) { width = frame.clientWidth; fit(frame); } }).observe(frame);
    fit(frame);
  }
  for (const entry of document.querySelectorAll("details")) {
    entry.addEventListener("toggle", () => entry.querySelectorAll("iframe").forEach(fit));
  }
})();
