import { runScore } from "../src/cli/score.js";

process.exitCode = await runScore(process.stdin, process.stdout);
