// Gives each frame the height of what is in it, and copies a letter.
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
  // What an editor of Substack or LinkedIn takes from the clipboard: the letter with its own addresses.
  const button = document.querySelector("[data-copy]");
  if (button && navigator.clipboard && window.ClipboardItem) {
    const letter = document.getElementById("rich-text");
    const said = button.parentElement.querySelector("[role=status]");
    const part = (type, text) => new Blob([text], { type });
    button.hidden = false;
    button.addEventListener("click", async () => {
      const html = letter.innerHTML;
      const plain = letter.content.textContent.trim();
      try {
        await navigator.clipboard.write([new ClipboardItem({
          "text/html": part("text/html", html), "text/plain": part("text/plain", plain),
        })]);
        said.textContent = "Copied. Paste it into the editor.";
      } catch {
        said.textContent = "The browser does not let this page copy.";
      }
    });
  }
})();
