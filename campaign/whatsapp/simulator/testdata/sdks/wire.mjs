// The two ends that every script shares: where the simulator is, and a local
// web server that plays the business's webhook.
import { webcrypto } from "node:crypto";
import { createServer } from "node:http";

// Two of the SDKs want it; Debian 12 still has Node 18, where it is no global.
globalThis.crypto ??= webcrypto;

// What `accord simulate` was started with.
export const base = process.env.ACCORD_SIMULATOR;
export const token = "token";
export const appSecret = "app-secret";
export const verifyToken = "verify";
export const numberID = "106540352242922";
export const accountID = "102290129340398";

// By seed 1 she reads this text and this template within a few minutes. What
// she writes holds every kind of character that a webhook escapes.
export const person = "+33612000009";
export const greeting = "Zoé <zoe@example.fr>, 20 % de / 👍 ?";

// say lets her write to the business number.
export async function say(text) {
  const answer = await fetch(`${base}/people/${person}/messages`, { method: "POST", body: JSON.stringify({ text }) });
  if (!answer.ok) throw new Error(`say: ${answer.status} ${await answer.text()}`);
}

// A Callback is the business's web server. An SDK fills `messages` and
// `statuses` with what it read; `until` waits for one of them.
export class Callback {
  messages = [];
  statuses = [];
  #faults = [];

  // listen serves on a free port. answer takes a request and its raw body, as
  // the bytes came, and returns what goes back with a 200.
  async listen(answer) {
    this.server = createServer(async (request, response) => {
      const chunks = [];
      for await (const chunk of request) chunks.push(chunk);
      try {
        response.end(await answer(request, Buffer.concat(chunks), new URL(request.url, this.url)));
      } catch (fault) {
        this.#faults.push(fault);
        response.writeHead(500).end();
      }
    });
    await new Promise((done) => this.server.listen(0, "127.0.0.1", done));
    this.url = `http://127.0.0.1:${this.server.address().port}/webhook`;
    return this.url;
  }

  // until returns the first value of find that is there, or fails after a minute.
  async until(what, find) {
    for (let tries = 0; tries < 1200; tries++) {
      if (this.#faults.length) throw this.#faults[0];
      const found = find();
      if (found) return found;
      await new Promise((done) => setTimeout(done, 50));
    }
    throw new Error(`waited a minute for ${what}; read ${JSON.stringify(this.statuses)}`);
  }

  // told returns the statuses of a message, once it was read.
  told(wamid) {
    const names = () => this.statuses.filter((s) => s.id === wamid).map((s) => s.status);
    return this.until(`read of ${wamid}`, () => names().includes("read") && names().join());
  }

  close() {
    this.server.closeAllConnections();
    this.server.close();
  }
}
