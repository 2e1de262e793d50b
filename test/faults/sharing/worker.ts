// A seat in a worker thread, so that a test can end the engine's thread and leave its process alive.
import { workerData } from "node:worker_threads";
import { takeSeat } from "./seat.js";

takeSeat(workerData as string);
