import { homeOf } from "./normalise.js";
import { folderOfBuildOutput, type Surroundings } from "./place.js";
import { patternOf } from "./sensitive.js";
import type { PathTarget } from "../actions/action.js";

/**
 * Why a path is of its class: the pattern that makes it sensitive (`~/.ssh/id_*`), else the folder that places it: the
 * project's, the home, the temporary folder, the build output's, or the first one of an absolute path.
 */
export function basisOf({ path, place, sensitive }: PathTarget, { project }: Surroundings): string {
  if (sensitive !== null) return patternOf(path) ?? sensitive;
  if (place === "build-output") return folderOfBuildOutput(path) ?? path;
  if (project !== null && (place === "project" || place === "project-root" || place === "repository")) return project;
  const home = homeOf(path);
  if (home !== null) return home;
  const second = path.startsWith("/") ? path.indexOf("/", 1) : -1;
  return second < 0 ? path : path.slice(0, second);
}
