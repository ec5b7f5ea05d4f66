// What the page /api/v1/api-docs/playground does. It runs in the browser, beside the client of Socket.IO (`io`).
const { api, events } = document.body.dataset;
const find = (id) => document.getElementById(id);
const log = find('log');

/** Examples of the protocol by the event's name. */
const examples = new Map();
let token = '';
let me;
let socket;

/** @param direction `emit`, `hear`, or `note` for what is neither */
function note(direction, name, data) {
  const line = document.createElement('li');
  line.className = direction;
  const time = document.createElement('time');
  time.textContent = new Date().toLocaleTimeString('en-GB');
  const title = document.createElement('strong');
  title.textContent = name;
  line.append(time, ' ', { emit: '↑ ', hear: '↓ ', note: '' }[direction], title);
  if (data !== undefined) {
    const text = document.createElement('pre');
    text.textContent = typeof data === 'string' ? data : JSON.stringify(data, null, 2);
    line.append(text);
  }
  log.prepend(line);
  find('empty').hidden = true;
}

async function ask(path, init = {}) {
  const headers = { 'Content-Type': 'application/json', 'X-Client-Type': 'mobile' };
  if (token !== '') headers.Authorization = `Bearer ${token}`;
  const response = await fetch(api + path, { ...init, headers, credentials: 'omit' });
  const body = await response.json();
  if (!response.ok) throw new Error(`${body.code}: ${body.message}`);
  return body;
}

/** Does it when the form is sent, and writes down what goes wrong. */
function onSubmit(id, act) {
  find(id).addEventListener('submit', async (event) => {
    event.preventDefault();
    try {
      await act(event);
    } catch (thrown) {
      note('note', 'That did not work', String(thrown.message ?? thrown));
    }
  });
}

onSubmit('sign-in', async () => {
  token = '';
  const body = JSON.stringify({ email: find('email').value, password: find('password').value });
  const { accessToken } = await ask('/auth/login', { method: 'POST', body });
  find('token').value = accessToken;
  find('password').value = '';
  note('note', 'Signed in: the token is in this page, and nowhere else');
  await connect();
});
onSubmit('connection', connect);

async function connect() {
  socket?.disconnect();
  token = find('token').value.trim();
  me = await ask('/auth/me');
  socket = io('/chat', { auth: { token }, transports: ['websocket', 'polling'] });
  socket.on('connect', () => showState(`Connected as ${me.name}, ${me.role}`));
  socket.on('connect_error', ({ message, data }) => {
    showState('Not connected');
    note('hear', 'connect_error', { message, data });
  });
  socket.on('disconnect', (reason) => {
    showState('Not connected');
    note('hear', 'disconnect', { reason });
  });
  socket.onAny((name, data) => note('hear', name, data));
  await listConversations();
}

function showState(text) {
  find('state').textContent = text;
  const isConnected = socket?.connected === true;
  for (const name of ['join', 'send', 'emit']) find(name).querySelector('fieldset').disabled = !isConnected;
  find('disconnect').disabled = !isConnected;
}

async function listConversations() {
  const list = await ask(`/chat/conversations?${me.role}Id=${me.id}&expand=people`);
  const options = list.map(({ id, patient, consultant }) => {
    const other = me.role === 'patient' ? consultant : patient;
    return new Option(other === undefined ? id : `${other.name} · ${id.slice(0, 8)}…`, id);
  });
  find('conversation').replaceChildren(...options);
  fillPayload();
}

find('disconnect').addEventListener('click', () => socket.disconnect());

onSubmit('join', () => {
  const payload = { conversationId: find('conversation').value, userId: me.id, userType: me.role };
  emit('join_conversation', payload);
});
onSubmit('send', () => {
  const content = find('content').value;
  const conversationId = find('conversation').value;
  emit('send_message', { conversationId, content, senderType: me.role, clientMessageId: newId() });
  find('content').value = '';
});
onSubmit('emit', () => emit(find('event').value, JSON.parse(find('payload').value)));

function emit(name, payload) {
  note('emit', name, payload);
  socket.emit(name, payload, (reply) => note('hear', `answer to ${name}`, reply));
}

find('event').addEventListener('change', fillPayload);
find('conversation').addEventListener('change', fillPayload);
find('clear').addEventListener('click', () => {
  log.replaceChildren();
  find('empty').hidden = false;
});

/** The example of the document, with the ids of here in it. */
function fillPayload() {
  const payload = { ...examples.get(find('event').value) };
  const known = {
    conversationId: find('conversation').value,
    userId: me?.id,
    userType: me?.role,
    senderType: me?.role,
    clientMessageId: newId(),
  };
  for (const [field, value] of Object.entries(known)) if (field in payload && value) payload[field] = value;
  find('payload').value = JSON.stringify(payload, null, 2);
}

/** A UUID; `crypto.randomUUID` is missing on pages without HTTPS. */
function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

async function listEvents() {
  const { operations, components } = await (await fetch(events)).json();
  for (const { action, messages } of Object.values(operations)) {
    if (action !== 'receive') continue;
    const message = components.messages[messages[0].$ref.split('/').at(-1)];
    examples.set(message.name, message.examples[0].payload);
  }
  find('event').replaceChildren(...Array.from(examples.keys(), (name) => new Option(name)));
  fillPayload();
}

showState('Not connected');
listEvents().catch((thrown) => note('note', 'The events cannot be read', String(thrown)));
