/** Cards' bodies by what is in them: a change of its size can make a body scroll. */
const bodies = new Map<Element, HTMLElement>();

// The browser tells of sizes when the page is laid out, so reading them costs nothing then. All are read before anything is written.
const sizes = new ResizeObserver((entries) => {
  const changed = new Set(entries.map(({ target }) => bodies.get(target)).filter((body) => body !== undefined));
  const scrolling = [...changed].map((body) => [body, body.scrollHeight > body.clientHeight + 1] as const);
  for (const [body, scrolls] of scrolling) {
    if (scrolls) body.tabIndex = 0;
    else body.removeAttribute("tabindex");
  }
});

/** Lets the keyboard reach a body while it scrolls. */
export function reachByKeys(body: HTMLElement): void {
  watch(body, body);
}

/** Puts that in a body, in that order. What is in it already stays where it is: taking a drawing out and in again has all of it laid out anew. */
export function fillBody(body: HTMLElement, content: readonly HTMLElement[]): void {
  for (const node of [...body.children].filter((child) => !content.includes(child as HTMLElement))) {
    sizes.unobserve(node);
    bodies.delete(node);
    node.remove();
  }
  content.forEach((node, index) => {
    if (body.children[index] !== node) body.insertBefore(node, body.children[index] ?? null);
    watch(node, body);
  });
}

function watch(node: Element, body: HTMLElement): void {
  if (bodies.has(node)) return;
  bodies.set(node, body);
  sizes.observe(node);
}
