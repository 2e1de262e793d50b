import { parentPort, workerData } from "node:worker_threads";
import * as v from "valibot";
import { signSessions } from "../watcher/jsonSigning.js";
import { signingOrder } from "./signAhead.js";

/** A thread that looks at the files of some sessions, tells what they look like, and ends. */
const { path, share } = v.parse(signingOrder, workerData);
parentPort?.postMessage(signSessions(path, share));
