/** What opening found that a person has to know; none of them stops the work. */
export type OpenNotice =
  /** `keptAs` null: it was removed, since it may have held what a person had forgotten. */
  | { readonly kind: "corrupt" | "foreign" | "unmigrated"; readonly keptAs: string | null; readonly detail: string }
  /** A file that a person named holds no store of ours; it was left as it is. */
  | { readonly kind: "not-ours" }
  | { readonly kind: "newer"; readonly version: number }
  | { readonly kind: "unreadable"; readonly code: string }
  | { readonly kind: "not-saved"; readonly code: string }
  /** What a person had forgotten could not be erased from the disk. */
  | { readonly kind: "not-erased"; readonly code: string }
  /** The image from before a migration could not be kept. */
  | { readonly kind: "not-kept"; readonly code: string }
  /** The line was never confirmed. */
  | { readonly kind: "journal-torn"; readonly bytes: number }
  /** The index held decisions that the journal had lost; they are in it again. `tornBytes` of a line that was cut short were cut off; 0 where none was. */
  | { readonly kind: "journal-healed"; readonly decisions: number; readonly tornBytes: number }
  /** They were not written into it: a newer version may have had them forgotten, in a way that this one does not know. */
  | { readonly kind: "journal-withheld"; readonly decisions: number }
  /** They could not be written into it. */
  | { readonly kind: "journal-behind"; readonly code: string }
  /** Each held one decision, or several that were taken together; they are not known to be held elsewhere. */
  | { readonly kind: "journal-damaged"; readonly lines: number }
  /** A newer version wrote these; they are kept, and hold for nothing here. */
  | { readonly kind: "journal-newer"; readonly decisions: number }
  | { readonly kind: "journal-unreadable"; readonly code: string };
