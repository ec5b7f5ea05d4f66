/** The call of docs/sdk/testing.md, so that it is type-checked and run. */
import { createFakeChat } from '@jiggy-care/client/testing';

export async function callAndComeBack() {
  const chat = createFakeChat();
  const [patient, consultant] = [chat.openDevice('patient'), chat.openDevice('consultant')];
  for (const { client, calls } of [patient, consultant]) {
    client.connect();
    calls.current.subscribe(() => {}); // from now on it hears when it rings
  }
  await chat.pass(100);

  patient.calls.place({ conversationId: chat.conversationId, type: 'video' });
  await chat.pass(200);
  consultant.calls.current.get()?.accept();
  await chat.pass(500); // both are `live`, and see each other's camera

  consultant.goOffline();
  await chat.pass(5_000); // the patient's call is `reconnecting`
  consultant.comeOnline();
  await chat.pass(20_000); // and `live` again

  return { patient, consultant };
}
