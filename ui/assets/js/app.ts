// What every page loads. Each part adds comfort to markup that works without it.
import "./settings";
import "htmx.org";
import "htmx.org/dist/ext/hx-sse.js";
import "./problem";
import "./dialog";
import "./once";
import "./copy";
import "./drop";
import "./print";
import "./menu";
import "./theme";
import "./keys";
