import { UNKNOWN } from "../shell/invocation.js";
import { homeOf } from "./normalise.js";
import { isDisposable } from "./worktree.js";

/** Where a path lies, as far as the damage is concerned that a deletion or an overwrite does there. */
export const PLACES = [
  "root", "home", "system", "device", "user-data", "project-root", "repository", "project", "build-output", "temp-root", "temp", "other-project", "outside", "unknown", "null",
] as const;
export type Place = (typeof PLACES)[number];

const SYSTEM = new Set(["bin", "sbin", "usr", "lib", "lib32", "lib64", "libx32", "etc", "boot", "var", "sys", "proc", "dev", "opt", "root", "run", "srv", "System", "Library", "Applications", "private", "cores", "Windows", "Program Files", "Volumes", "mnt", "media", "nix", "snap", "efi"]);

const BUILD_OUTPUT = new Set([
  "node_modules", "dist", "build", "out", "target", "coverage", ".next", ".nuxt", ".output", ".svelte-kit", ".turbo", ".cache", ".parcel-cache", ".vite", "__pycache__", ".pytest_cache", ".mypy_cache", ".ruff_cache", ".tox", ".nox", ".venv", "venv", "env", ".eggs", ".gradle", ".dart_tool", "Pods", "DerivedData", "bin", "obj", ".terraform", "htmlcov", ".nyc_output", "storybook-static", "tmp", "temp", ".tmp", "logs", "site", "_site", "public", "vendor", "cmake-build-debug", "cmake-build-release", ".angular", ".expo", "test-results", "playwright-report", "elm-stuff", "zig-out", "zig-cache", ".zig-cache", "_build", "deps", ".bundle", "bower_components", ".serverless", ".vercel", ".netlify", "generated", "artifacts", "release", "debug", ".ipynb_checkpoints", "_cacache", "Caches", "cache", ".hypothesis", ".docusaurus",
]);

const DEVICE = /^\/dev\/(?:r?disk\d|[shv]d[a-z]|xvd[a-z]|nvme\d|mmcblk\d|md\d|dm-\d|mapper\/|loop\d|sr\d|mem$|kmem$|port$|nbd\d|zd\d|ram\d|fd\d$)/;
const HARMLESS_DEVICE = /^\/dev\/(?:null|zero|full|random|urandom|stdin|stdout|stderr|tty\w*|pts\/|ptmx|fd\/|shm$|shm\/)/;
const TEMP = /^(?:\/private)?(?:\/tmp|\/var\/tmp|\/var\/folders|\/dev\/shm)(?=\/|$)|^[A-Za-z]:\/(?:Windows\/)?Temp(?=\/|$)/;

export interface Surroundings {
  readonly cwd: string | null;
  /** Root of the project; the folder of the session where none is known. */
  readonly project: string | null;
}

/** Place of a normalised path. `glob` endings such as `/*` count as their folder. */
export function placeOf(path: string, surroundings: Surroundings): Place {
  const own = surroundings.project;
  // By far the most paths: a named thing inside the project.
  if (own !== null && path.length > own.length + 1 && isWithin(path, own) && /[\w-]$/.test(path)) return insideProject(path.slice(own.length + 1));
  let whole = path;
  if (/\/[*.?{}[\],a-z]*$/i.test(path) && /\/(?:\*|\.\*|\.\[\^?!?\.\]\*|\*\.\*|\.\?\*|\{[^/]*\})$/.test(path)) whole = path.slice(0, path.lastIndexOf("/")) || "/";
  else if (path === "*" || path === ".*") whole = ".";
  if (whole === "/" || /^[A-Za-z]:\/?$/.test(whole) || whole === "\\") return "root";
  if (whole.startsWith(UNKNOWN)) return "unknown";
  if (DEVICE.test(whole)) return "device";
  if (HARMLESS_DEVICE.test(whole)) return whole === "/dev/shm" ? "temp-root" : whole.startsWith("/dev/shm") ? "temp" : "null";
  const project = surroundings.project;
  if (project !== null && isWithin(whole, project)) return insideProject(whole.slice(project.length + 1));
  const temp = TEMP.exec(whole);
  if (temp !== null) return temp[0] === whole ? "temp-root" : "temp";
  const home = homeOf(whole);
  if (home !== null && isDisposable(whole)) return "temp";
  if (home !== null) return homePlace(whole, home, project);
  if (whole === "/home" || whole === "/Users") return "home";
  if (whole.startsWith("/") || /^[A-Za-z]:\//.test(whole)) return systemPlace(whole);
  // Relative, with no folder known: the session's own.
  return whole.startsWith("..") ? "outside" : insideProject(whole === "." ? "" : whole);
}

/** The folder that makes a path build output, such as `node_modules`; null where none does. */
export function folderOfBuildOutput(path: string): string | null {
  return path.split("/").find((segment) => BUILD_OUTPUT.has(segment) || segment.endsWith(".egg-info")) ?? null;
}

function isWithin(path: string, folder: string): boolean {
  return path.startsWith(folder) && (path.length === folder.length || path.charCodeAt(folder.length) === 47);
}

function insideProject(relative: string): Place {
  if (relative === "") return "project-root";
  const segments = relative.split("/");
  if (segments[0] === ".git") return segments.length === 1 || segments[1] === "objects" || segments[1] === "refs" ? "repository" : "project";
  for (const segment of segments) if (BUILD_OUTPUT.has(segment) || segment.endsWith(".egg-info")) return "build-output";
  return "project";
}

function homePlace(path: string, home: string, project: string | null): Place {
  if (path.length === home.length) return "home";
  const rest = path.slice(home.length + 1);
  if (/^(?:\.local\/share\/Trash|\.Trash)\/./.test(rest)) return "temp";
  const segments = rest.split("/");
  if (segments.some((segment) => BUILD_OUTPUT.has(segment) && segment !== "bin" && segment !== "env" && segment !== "public")) return "build-output";
  // Folders that hold a person's things as a whole; what lies deeper is one thing among many.
  if (segments.length === 1 && /^(?:\.?[A-Z][A-Za-z ]+|\.ssh|\.aws|\.gnupg|\.config|\.local|\.kube|projects?|src|work|dev|code|repos?|git)$/.test(segments[0]!)) return "user-data";
  return project !== null && segments.length > 1 && !segments[0]!.startsWith(".") ? "other-project" : "outside";
}

function systemPlace(path: string): Place {
  const segments = path.split("/");
  const top = segments[1]!;
  if (!SYSTEM.has(top)) return segments.length === 2 && segments[0] !== "" ? "root" : "outside";
  if (/^\/(?:mnt|media|Volumes|srv|opt)\/[^/]+\/./.test(path)) return "outside";
  if (/^\/var\/(?:cache|lib\/apt\/lists|www|log\/[^/]+\/)/.test(path) || /^\/usr\/(?:local\/(?:src|share\/doc)|src)\//.test(path)) return "outside";
  return "system";
}
