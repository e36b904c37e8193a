// @great-detail/whatsapp 9.2.0 against `accord simulate`.
//
// Oddities: it asks for Node 22 and works on 20. Its README forgets that
// webhook.eventNotification is asynchronous, and that createMessage resolves
// to a Response whose JSON is read apart. It checks signatures and gives the
// notification as it came: statuses are picked here. A refusal of the API is
// an HTTPError of ky, which it does not translate.
import assert from "node:assert/strict";
import Client from "@great-detail/whatsapp";
import { Callback, accountID, appSecret, base, greeting, numberID, person, say, token, verifyToken } from "./wire.mjs";

const sdk = new Client({ baseUrl: base, graphVersion: "v26.0", request: { headers: { Authorization: `Bearer ${token}` } } });
const callback = new Callback();

const url = await callback.listen(async (request, rawBody, { searchParams }) => {
  const { method, headers } = request;
  if (method === "GET") {
    const registration = await sdk.webhook.register({ method, headers, query: Object.fromEntries(searchParams) });
    assert.equal(registration.verifyToken, verifyToken);
    return registration.accept();
  }
  const event = await sdk.webhook.eventNotification({ method, headers, query: {}, body: rawBody.toString() });
  await event.verifySignature(appSecret);
  await assert.rejects(event.verifySignature("other"), sdk.webhook.errors.InvalidHubSignatureWebhookError);
  for (const { value } of event.eventNotification.entry.flatMap((entry) => entry.changes)) {
    callback.messages.push(...(value.messages ?? []));
    callback.statuses.push(...(value.statuses ?? []));
  }
  return event.accept();
});
await sdk.subscribedApps.createSubscription({ businessAccountID: accountID, override_callback_uri: url, verify_token: verifyToken });

await say(greeting);
const heard = await callback.until("her first message", () => callback.messages[0]);
assert.equal(heard.text.body, greeting);
assert.equal(`+${heard.from}`, person);

const send = (message) => sdk.message.createMessage({ phoneNumberID: numberID, to: person, ...message }).json();
const text = await send({ type: "text", text: { body: "Bonjour Zoé, que puis-je pour vous ?" } });
const textID = text.messages[0].id;
assert.equal(await callback.told(textID), "sent,delivered,read");

const template = (parameters) => send({
  type: "template",
  template: {
    name: "rentree",
    language: { code: "fr" },
    components: [
      { type: "body", parameters },
      { type: "button", sub_type: "quick_reply", index: "0", parameters: [{ type: "payload", payload: "OPT_OUT|c17" }] },
      { type: "button", sub_type: "url", index: "1", parameters: [{ type: "text", text: "c17" }] },
    ],
  },
});
const accepted = await template([{ type: "text", text: "Zoé" }]);
const templateID = accepted.messages[0].id;
assert.equal(accepted.messages[0].message_status, "accepted");
assert.equal(await callback.told(templateID), "sent,delivered,read");
assert.equal(callback.statuses.find((s) => s.id === templateID).pricing.category, "marketing");

await assert.rejects(template([]), (fault) => fault.name === "HTTPError" && fault.data.error.code === 132000);

callback.close();
console.log(JSON.stringify({ text: textID, template: templateID }));
