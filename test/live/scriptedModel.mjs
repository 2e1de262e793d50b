import { createServer } from "node:http";

/**
 * A provider on 127.0.0.1 that speaks enough of the OpenAI chat API for OpenCode, and answers from a script in place of a
 * model. The n-th answer to a prompt with tools is the n-th step; after the last one it says that it is done.
 * @param {ReadonlyArray<{name: string, arguments: object, after?: Promise<unknown>}>} steps one tool call each; `after` holds
 *   the answer back until it resolves
 * @returns {Promise<{baseUrl: string, close: () => Promise<void>}>}
 */
export async function startScriptedModel(steps) {
  const server = createServer((request, response) => {
    answer(steps, request, response).catch((error) => response.destroy(error));
  });
  await new Promise((resolve, reject) => server.once("error", reject).listen(0, "127.0.0.1", resolve));
  return {
    baseUrl: `http://127.0.0.1:${server.address().port}/v1`,
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

async function answer(steps, request, response) {
  if (request.method !== "POST" || !request.url.endsWith("/chat/completions")) {
    response.writeHead(404).end();
    return;
  }
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const { model, messages, tools = [] } = JSON.parse(Buffer.concat(chunks).toString("utf8"));
  const said = messages.filter(({ role }) => role === "assistant").length;
  // Without tools OpenCode asks for a title.
  const step = tools.length === 0 ? undefined : steps[said];
  await step?.after;
  const events = step === undefined ? textEvents(tools.length === 0 ? "Scripted session" : "Done.") : callEvents(step, said);
  const head = { id: `answer-${said}`, object: "chat.completion.chunk", created: Math.floor(Date.now() / 1000), model };
  response.writeHead(200, { "content-type": "text/event-stream" });
  for (const choice of events) response.write(`data: ${JSON.stringify({ ...head, choices: [{ index: 0, finish_reason: null, ...choice }] })}\n\n`);
  response.write(`data: ${JSON.stringify({ ...head, choices: [], usage: { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 } })}\n\n`);
  response.end("data: [DONE]\n\n");
}

function textEvents(content) {
  return [{ delta: { role: "assistant", content } }, { delta: {}, finish_reason: "stop" }];
}

function callEvents({ name, arguments: values }, number) {
  const call = { index: 0, id: `call_${number}`, type: "function", function: { name, arguments: JSON.stringify(values) } };
  return [{ delta: { role: "assistant", content: null, tool_calls: [call] } }, { delta: {}, finish_reason: "tool_calls" }];
}
