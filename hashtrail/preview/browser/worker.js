// One event stream for all tabs of a browser, which opens no more than six connections to one host.

import { connect } from "./connection.js";

// Each tab by its port: the site path that it shows, and when a person last looked at it.
const tabs = new Map();
let state = null;
let status = null;

// The page that is being edited opens in the tab that was looked at last, unless another one shows it already.
function followerOf(path) {
  const following = [...tabs].filter(([, tab]) => tab.follows);
  if (path === "" || following.length === 0 || following.some(([, tab]) => tab.path === path)) return null;
  return following.reduce((one, other) => (other[1].seen > one[1].seen ? other : one))[0];
}

connect((message) => {
  // What was edited before this stream began is no news.
  const isNews = message.kind === "state" && state !== null && state.data.version < message.data.version;
  const follower = isNews ? followerOf(message.data.edited) : null;
  for (const port of tabs.keys()) port.postMessage({ ...message, follow: port === follower });
  if (message.kind === "state") state = message;
  if (message.kind === "online" || message.kind === "offline") status = message;
});

addEventListener("connect", (event) => {
  const [port] = event.ports;
  port.onmessage = ({ data }) => {
    if (data === null) {
      tabs.delete(port);
      port.close();
      return;
    }
    const isNew = !tabs.has(port);
    tabs.set(port, data);
    if (!isNew) return;
    for (const message of [status, state]) if (message !== null) port.postMessage(message);
  };
});
