declare const untrustedBrand: unique symbol;

/**
 * Text that an agent, a file or a web page wrote. It is a string at run time, but the type has none of a string's
 * members, so it cannot reach a label, a page or a terminal by accident: each sink has one function that takes
 * `Untrusted` and gives text that is safe there.
 */
export interface Untrusted {
  readonly [untrustedBrand]: true;
}

/** Marks text that came from outside. */
export function untrusted(text: string): Untrusted {
  return text as unknown as Untrusted;
}

/** The text as it is. Only for storing, judging, hashing, and for the one rendering function of each sink. */
export function rawText(text: Untrusted): string {
  return text as unknown as string;
}
