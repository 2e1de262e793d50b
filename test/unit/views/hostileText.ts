import fc from "fast-check";
import { untrusted } from "../../../src/model/untrusted.js";

/** Any string, mixed with what breaks sinks: controls, escapes, direction marks, icons, markup, halves of pairs. */
export const hostile = fc
  .array(
    fc.oneof(
      fc.string({ unit: "binary", maxLength: 40 }),
      fc.constantFrom("\u001b]0;x\u0007", "\u009b31m", "\u202e", "\u2066", "\u200b", "\u{e0041}", "\ud800", "$(flame)", "](command:x)", "<img src=x onerror=y>", "`".repeat(5), "https://evil.example", "www.evil.example", "a@b.c", "\r\n", "\n", "\t", "../..", "%2e%2f"),
    ),
    { maxLength: 30 },
  )
  .map((parts) => untrusted(parts.join("")));

/** Written anew here, so that a gap in the shared expression shows. */
// eslint-disable-next-line no-control-regex -- naming the control characters is what this expression is for
export const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200b-\u200f\u202a-\u202e\u2028\u2029\u2066-\u2069\ufeff\u{e0000}-\u{e007f}\p{Surrogate}]/u;
