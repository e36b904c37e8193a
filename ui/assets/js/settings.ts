// htmx reads its settings from a meta element at the moment it is loaded, so
// this part comes before it. Nothing here needs eval: hx-on, js: values and
// filters in hx-trigger do, the policy of the pages blocks them, and no page
// may use them.
const settings = {
  extensions: "sse",
  history: "reload", // going back asks the server again: pages carry nonces
  includeIndicatorCSS: false, // app.css has it
  defaultTimeout: 30000,
};

const meta = document.createElement("meta");
meta.name = "htmx-config";
meta.content = JSON.stringify(settings);
document.head.append(meta);
