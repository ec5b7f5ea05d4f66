import { createChatClient } from '@jiggy-care/client';
import {
  ChatProvider,
  useConversation,
  useDraft,
  useInbox,
  useMessages,
  useSession,
} from '@jiggy-care/client/react';
import { Alert, Button, FlatList, Text, TextInput, View } from 'react-native';

// A phone does not find your computer by `localhost`: put its address in the network here.
const client = createChatClient({ url: 'http://localhost:3000', auth: { kind: 'session' } });

export default function App() {
  return (
    <ChatProvider client={client}>
      <Chat />
    </ChatProvider>
  );
}

function Chat() {
  const { user } = useSession();
  const [entry] = useInbox().entries;
  if (user === undefined) return <SignIn />;
  if (entry === undefined) return <Text>One moment…</Text>;
  return <Conversation id={entry.id} title={`${user.name} writes to ${entry.other.name}`} />;
}

function SignIn() {
  const signIn = (role: string) =>
    client.session
      .signIn({ email: `${role}@jiggy.demo`, password: 'jiggy-care-demo' })
      .catch(({ message }) => Alert.alert(message));
  return (
    <View>
      <Text>Who are you?</Text>
      <Button title="patient" onPress={() => signIn('patient')} />
      <Button title="consultant" onPress={() => signIn('consultant')} />
    </View>
  );
}

function Conversation({ id, title }: { id: string; title: string }) {
  const conversation = useConversation(id); // open while mounted
  const { items } = useMessages(conversation);
  const [draft, setDraft] = useDraft(conversation);
  const send = () => {
    conversation.send(draft); // shows at once, is sent in order, offline too
    setDraft('');
  };
  return (
    <View style={{ flex: 1 }}>
      <Text>{title}</Text>
      <FlatList
        inverted
        data={[...items].reverse()}
        keyExtractor={({ key }) => key}
        renderItem={({ item: { content, isOwn, status } }) => (
          <Text>{isOwn ? `${content} (${status})` : content}</Text>
        )}
      />
      <TextInput aria-label="Message" value={draft} onChangeText={setDraft} onSubmitEditing={send} />
    </View>
  );
}
