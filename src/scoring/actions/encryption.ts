import { UNKNOWN } from "../shell/invocation.js";
import { hasFlag, operands, optionValues, type OptionShape } from "../shell/options.js";
import { onPath, type Description } from "./action.js";

const GPG: OptionShape = { values: "ruo", longValues: ["recipient", "local-user", "output", "passphrase", "passphrase-file", "passphrase-fd", "cipher-algo", "homedir", "pinentry-mode", "digest-algo", "s2k-mode", "compress-algo"] };

/** Files that a program encrypts; null where it does something else. */
function encrypted(program: string, args: readonly string[]): readonly string[] | null {
  if (program === "openssl") return /^(?:enc|smime|cms|rsautl|pkeyutl)$/.test(args[0] ?? "") && !args.some((arg) => /^-(?:d|decrypt|verify)$/.test(arg)) && args.some((arg) => /^-(?:aes|des|camellia|chacha|aria|bf|rc4|encrypt|salt|pbkdf2)/.test(arg)) ? optionValues(args, "-in") : null;
  if (program === "gpg" || program === "gpg2") return hasFlag(args, "-c", "--symmetric", "-e", "--encrypt") && !hasFlag(args, "-d", "--decrypt") ? operands(args, GPG) : null;
  if (program === "age" || program === "rage") return hasFlag(args, "-p", "-r", "-R", "--passphrase", "--recipient", "--recipients-file") && !hasFlag(args, "-d", "--decrypt") ? operands(args, { values: "rRoi", longValues: ["recipient", "recipients-file", "output", "identity"] }) : null;
  return null;
}

/** Reports files that are encrypted: `many` of them where they are several, a pattern, or what another program finds. */
export function describeEncryption(description: Description): void {
  const { program, args, via } = description.invocation;
  const files = encrypted(program, args);
  if (files === null) return;
  const many = files.length > 1 || files.some((file) => /[*?]/.test(file) || file.includes(UNKNOWN)) || via === "find" || via === "xargs" || via === "parallel" ? ["many"] : [];
  for (const file of files) onPath(description, "encrypt", file, many);
}
