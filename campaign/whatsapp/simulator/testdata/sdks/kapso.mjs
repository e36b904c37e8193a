// @kapso/whatsapp-cloud-api 0.3.0 against `accord simulate`.
//
// Oddities: it takes camelCase and writes snake_case, and turns what it reads
// around the same way; a URL button of a template has `subType: "url"` and the
// index as a number. It answers no handshake, so the challenge is sent back
// here. baseUrl is all it takes to aim it elsewhere.
import assert from "node:assert/strict";
import { GraphApiError, WhatsAppClient, buildTemplateSendPayload } from "@kapso/whatsapp-cloud-api";
import { normalizeWebhook, verifySignature } from "@kapso/whatsapp-cloud-api/server";
import { Callback, accountID, appSecret, base, greeting, numberID, person, say, token, verifyToken } from "./wire.mjs";

const client = new WhatsAppClient({ accessToken: token, baseUrl: base, graphVersion: "v26.0" });
const callback = new Callback();

const url = await callback.listen((request, rawBody, { searchParams }) => {
  if (request.method === "GET") {
    assert.equal(searchParams.get("hub.verify_token"), verifyToken);
    return searchParams.get("hub.challenge");
  }
  const signatureHeader = request.headers["x-hub-signature-256"];
  assert.ok(verifySignature({ appSecret, rawBody, signatureHeader }), "the signature does not hold");
  assert.ok(!verifySignature({ appSecret: "other", rawBody, signatureHeader }), "a signature of another secret holds");
  const read = normalizeWebhook(JSON.parse(rawBody));
  callback.messages.push(...read.messages);
  callback.statuses.push(...read.statuses);
});
await client.request("POST", `${accountID}/subscribed_apps`, { body: { overrideCallbackUri: url, verifyToken }, responseType: "json" });

await say(greeting);
const heard = await callback.until("her first message", () => callback.messages[0]);
assert.equal(heard.text.body, greeting);
assert.equal(heard.kapso.direction, "inbound");
assert.equal(`+${heard.from}`, person);

const text = await client.messages.sendText({ phoneNumberId: numberID, to: person, body: "Bonjour Zoé, que puis-je pour vous ?" });
const textID = text.messages[0].id;
assert.equal(await callback.told(textID), "sent,delivered,read");

const template = (body) => client.messages.sendTemplate({
  phoneNumberId: numberID,
  to: person,
  template: buildTemplateSendPayload({
    name: "rentree",
    language: "fr",
    body,
    buttons: [
      { type: "button", subType: "quick_reply", index: 0, parameters: [{ type: "payload", payload: "OPT_OUT|c17" }] },
      { type: "button", subType: "url", index: 1, parameters: [{ type: "text", text: "c17" }] },
    ],
  }),
});
const accepted = await template([{ type: "text", text: "Zoé" }]);
const templateID = accepted.messages[0].id;
assert.equal(accepted.messages[0].messageStatus, "accepted");
assert.equal(await callback.told(templateID), "sent,delivered,read");
assert.equal(callback.statuses.find((s) => s.id === templateID).pricing.category, "marketing");

await assert.rejects(template([]), (fault) => fault instanceof GraphApiError && fault.code === 132000);

callback.close();
console.log(JSON.stringify({ text: textID, template: templateID }));
