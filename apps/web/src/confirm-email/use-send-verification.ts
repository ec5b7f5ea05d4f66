import { useChatClient } from '@jiggy-care/client/react';
import { useState } from 'react';

/** Asks for another mail with a link that confirms the address, and how far that is. */
export function useSendVerification() {
  const { session } = useChatClient();
  const [sending, setSending] = useState<'no' | 'now' | 'done'>('no');
  const [fault, setFault] = useState<unknown>();
  const send = async () => {
    setSending('now');
    setFault(undefined);
    try {
      await session.sendVerification();
      setSending('done');
    } catch (thrown) {
      setFault(thrown);
      setSending('no');
    }
  };
  return { sending, fault, send };
}
