import { ChatService } from './documented-client.ts';

/*
 * The least page around a client of the document: what its comments leave to the reader. It runs in the browser;
 * documented-page.ts puts it together, with this client or with the one cut from the document.
 */

const query = new URLSearchParams(location.search);
const asked = (name: string) => query.get(name) ?? '';
const [me, role, other, conversation] = ['me', 'role', 'other', 'conversation'].map(asked) as [
  string,
  string,
  string,
  string,
];

const said = document.createElement('ol');
said.setAttribute('role', 'log');
const video = document.createElement('video');
video.dataset.remoteVideo = '';
video.autoplay = true;
document.body.append(video, said);

// biome-ignore lint/suspicious/noConsole: what the client logs is all it shows
const log = console.log.bind(console);
console.log = (...words: unknown[]) => {
  const line = document.createElement('li');
  line.textContent = words.map(String).join(' ');
  said.append(line);
  log(...words);
};

const service = new ChatService(asked('token'));
service.connect(me, role);
service.joinConversation(conversation, me, role);

button('Call', () => service.initiateCall(other, conversation, 'video'));
button('Accept', () => service.acceptCall(other, 'video'));
button('Decline', () => service.rejectCall(other));
button('Hang up', () => service.endCall());
button('Leave', () => service.disconnect());
requestAnimationFrame(showRemote);

/** The example only keeps the stream in a field: to attach it to a video element is left to the page. */
function showRemote(): void {
  const stream = service.remoteStream ?? null;
  if (video.srcObject !== stream) video.srcObject = stream;
  requestAnimationFrame(showRemote);
}

function button(name: string, act: () => unknown): void {
  const element = document.createElement('button');
  element.textContent = name;
  element.addEventListener('click', act);
  document.body.prepend(element);
}
