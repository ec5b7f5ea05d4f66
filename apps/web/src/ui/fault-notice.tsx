import { CircleAlert } from 'lucide-react';
import { Notice } from './notice.tsx';

/** What went wrong with what was just tried; nothing while nothing did. */
export function FaultNotice({ fault }: { readonly fault: string | undefined }) {
  if (!fault) return null;
  return (
    <Notice tone="danger" icon={CircleAlert} role="alert">
      {fault}
    </Notice>
  );
}
