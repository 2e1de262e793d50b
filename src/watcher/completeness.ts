/** Entry of a cursor that is set once all of its source was read: until then it is read for the first time. */
export const COMPLETE_KEY = "complete";
