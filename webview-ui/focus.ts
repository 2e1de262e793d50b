/** Draws anew what is in `within`; what had the focus has it afterwards, if it is still there. Elements are known by their `data-key`. */
export function keepFocus(within: HTMLElement, draw: () => void): void {
  const active = document.activeElement;
  const key = active instanceof HTMLElement && within.contains(active) ? active.dataset["key"] : undefined;
  draw();
  if (key !== undefined) [...within.querySelectorAll<HTMLElement>("[data-key]")].find((node) => node.dataset["key"] === key)?.focus({ preventScroll: true });
}
