import type { Anchor, Detector } from "./anchors.js";
import { CERTAINTY } from "./observation.js";
import { isPasswordLike, isStandIn } from "./strength.js";

/** How far before an option its program's name may stand. */
const COMMAND_LIMIT = 400;

/** A place for a password in a command: the second group of `expression` is the password, the first what stands before it. */
function passwordAt(expression: RegExp, program: RegExp | null): Detector {
  return (scanned, at, found) => {
    expression.lastIndex = at;
    const match = expression.exec(scanned.text);
    if (match === null) return;
    const password = match[2]!;
    if (password.length < 4 || isStandIn(password) || /^\d{1,5}$/.test(password)) return;
    if (program !== null && !program.test(commandBefore(scanned.text, at))) return;
    const start = at + match[1]!.length;
    found.push({ kind: "password", start, end: start + password.length, certainty: CERTAINTY.named });
  };
}

/** What stands before an option in its simple command. */
function commandBefore(text: string, at: number): string {
  const before = text.slice(Math.max(0, at - COMMAND_LIMIT), at);
  return before.slice(Math.max(before.lastIndexOf("|"), before.lastIndexOf(";"), before.lastIndexOf("&& ")) + 1);
}

const HTTP_CLIENT = /\b(?:curl|curlie|https?|wget|xh|ab|hey|siege|mvn|svn|nuget)\b/;
const USER_OPTION = passwordAt(/([ \t"'[,](?:-u|--user|--proxy-user|-U|--auth|-a)(?:["'], ?|[ \t]{1,4}|=)?["']?[^\s"':$]{1,128}:)([^\s"'`$;|]{1,256})/y, HTTP_CLIENT);

/** Only what a person may have chosen, where the option's letter is used for other things as well. */
function strict(detect: Detector): Detector {
  return (scanned, at, found) => {
    const before = found.length;
    detect(scanned, at, found);
    const last = found.at(-1);
    if (found.length > before && last !== undefined && !isPasswordLike(scanned.text.slice(last.start, last.end))) found.pop();
  };
}

export const COMMAND_LINE_ANCHORS: readonly Anchor[] = [
  { literal: " -u", detect: USER_OPTION },
  { literal: " --user", detect: USER_OPTION },
  { literal: "\"-u", detect: USER_OPTION },
  { literal: "\"--user", detect: USER_OPTION },
  { literal: " --proxy-user", detect: USER_OPTION },
  { literal: " --auth", detect: USER_OPTION },
  { literal: " -a ", detect: USER_OPTION },
  { literal: " -p", detect: strict(passwordAt(/([ \t]-p[ \t]?["']?)([^\s"'`$;|&]{1,256})/y, /\b(?:sshpass|docker|podman|helm|oc|az|skopeo|mysql|mysqldump|mysqladmin|mariadb|7z|sqlcmd)\b/)) },
  { literal: " -P ", detect: strict(passwordAt(/([ \t]-P[ \t]["']?)([^\s"'`$;|&]{1,256})/y, /\b(?:zip|unzip|sqlcmd|bcp)\b/)) },
  { literal: " -w ", detect: strict(passwordAt(/([ \t]-w[ \t]["']?)([^\s"'`$;|&]{1,256})/y, /\bldap\w+\b/)) },
  { literal: " -a ", detect: strict(passwordAt(/([ \t]-a[ \t]["']?)([^\s"'`$;|&]{1,256})/y, /\b(?:redis-cli|valkey-cli)\b/)) },
  { literal: " -U ", detect: passwordAt(/([ \t]-U[ \t]["']?[^\s"'%]{1,64}%)([^\s"'`$;|&]{1,256})/y, /\b(?:smbclient|rpcclient|net|smbmap|winexe)\b/) },
  { literal: "pass:", detect: passwordAt(/(pass:)([^\s"'`$;|&]{1,256})/y, /\bopenssl\b/) },
  { literal: "ConvertTo-SecureString", detect: passwordAt(/(ConvertTo-SecureString[ \t]{1,4}(?:-String[ \t]{1,4})?["'])([^"'\s]{1,256})/iy, null) },
  { literal: "net user ", detect: strict(passwordAt(/(net user [^\s/]{1,64} )([^\s"'`/]{1,128})/iy, null)) },
  { literal: "identified by ", detect: passwordAt(/(identified by ["'])([^"'\s]{1,256})/iy, null) },
  { literal: "password '", detect: passwordAt(/(password ["'])([^"'\s]{1,256})/iy, null) },
  { literal: "login ", detect: passwordAt(/(login[ \t]{1,4}\S{1,128}\s{1,8}password[ \t]{1,4})([^\s"']{1,256})/iy, null) },
];
