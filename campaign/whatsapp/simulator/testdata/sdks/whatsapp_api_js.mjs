// whatsapp-api-js 6.3.0 against `accord simulate`.
//
// Oddities: the host is fixed, so fetch is replaced by one that turns
// graph.facebook.com into the simulator. It asks for Node 22.13 and works on
// 20. post reads the first update of a notification only and drops the rest
// of a batch: here each change goes in by itself, with the signature of the
// whole. It escapes what is outside ASCII before it checks a signature, so a
// body that was signed unescaped would be refused. A refusal of the API comes
// back as a value, not as an error.
import assert from "node:assert/strict";
import { WhatsAppAPI } from "whatsapp-api-js";
import { BodyComponent, BodyParameter, PayloadComponent, Template, Text, URLComponent } from "whatsapp-api-js/messages";
import { Callback, accountID, appSecret, base, greeting, numberID, person, say, token, verifyToken } from "./wire.mjs";

const api = new WhatsAppAPI({
  token, appSecret, webhookVerifyToken: verifyToken, v: "v26.0",
  ponyfill: { fetch: (url, init) => fetch(String(url).replace("https://graph.facebook.com", base), init) },
});
const callback = new Callback();
api.on.message = ({ from, message }) => void callback.messages.push({ from, message });
api.on.status = (status) => void callback.statuses.push(status);

const url = await callback.listen(async (request, rawBody, { searchParams }) => {
  if (request.method === "GET") return api.get(Object.fromEntries(searchParams));
  const signature = request.headers["x-hub-signature-256"];
  const notification = JSON.parse(rawBody);
  for (const change of notification.entry.flatMap((entry) => entry.changes)) {
    await api.post({ ...notification, entry: [{ changes: [change] }] }, rawBody.toString(), signature);
  }
  await assert.rejects(api.post(notification, `${rawBody} `, signature), (fault) => fault.httpStatus === 401);
});
await api.$$apiFetch$$(`https://graph.facebook.com/v26.0/${accountID}/subscribed_apps`, {
  method: "POST",
  body: JSON.stringify({ override_callback_uri: url, verify_token: verifyToken }),
});

await say(greeting);
const heard = await callback.until("her first message", () => callback.messages[0]);
assert.equal(heard.message.text.body, greeting);
assert.equal(`+${heard.from}`, person);

const text = await api.sendMessage(numberID, person, new Text("Bonjour Zoé, que puis-je pour vous ?"));
const textID = text.messages[0].id;
assert.equal(await callback.told(textID), "sent,delivered,read");

const template = (...body) => api.sendMessage(numberID, { phone: person }, new Template(
  "rentree", "fr", ...body, new PayloadComponent("OPT_OUT|c17"), new URLComponent("c17")), undefined, "message-7.1");
const accepted = await template(new BodyComponent(new BodyParameter("Zoé")));
const templateID = accepted.messages[0].id;
assert.equal(accepted.messages[0].message_status, "accepted");
assert.equal(await callback.told(templateID), "sent,delivered,read");
const told = callback.statuses.find((status) => status.id === templateID);
assert.equal(told.pricing.category, "marketing");
assert.equal(told.biz_opaque_callback_data, "message-7.1");

assert.equal((await template()).error.code, 132000);

callback.close();
console.log(JSON.stringify({ text: textID, template: templateID }));
