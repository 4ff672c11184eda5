// Calls of the control API. Every path lies below /simulator, so that a proxy of /simulator is enough.
const BASE = "/simulator/control";

export async function call(method, path, body) {
  const options = { method, headers: {} };
  if (method !== "GET" && method !== "DELETE") {
    options.headers["Content-Type"] = "application/json";
    options.body = JSON.stringify(body ?? {});
  }
  const answer = await fetch(BASE + path, options);
  const data = await answer.json();
  if (!answer.ok) {
    throw new Error(data.detail || `The simulator answered ${answer.status}.`);
  }
  return data;
}

export const mediaUrl = (id) => `${BASE}/media/${encodeURIComponent(id)}`;

export function listen(onEvent, onState) {
  const source = new EventSource(BASE + "/events");
  source.onmessage = (message) => onEvent(JSON.parse(message.data));
  source.onopen = () => onState(true);
  source.onerror = () => onState(false);
}

export function element(tag, className, text) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (text !== undefined) node.textContent = text;
  return node;
}
