import { Component, type ReactNode } from 'react';
import { language } from '../i18n/language.ts';
import { Button } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { LooseCable } from '../ui/pictures.tsx';
import { sessionWords } from './words.ts';

/** A fault of ours shows as a page with a way on, never as an empty one. */
export class ErrorBoundary extends Component<{ readonly children: ReactNode }, { hasFailed: boolean }> {
  override state = { hasFailed: false };

  static getDerivedStateFromError() {
    return { hasFailed: true };
  }

  override render() {
    if (!this.state.hasFailed) return this.props.children;
    const words = sessionWords[language.get()];
    return (
      <main role="alert" className="grid h-full place-items-center bg-paper">
        <EmptyState
          picture={<LooseCable />}
          title={words.failedTitle}
          action={
            <Button look="primary" onClick={() => location.reload()}>
              {words.reload}
            </Button>
          }
        >
          {words.failed}
        </EmptyState>
      </main>
    );
  }
}
