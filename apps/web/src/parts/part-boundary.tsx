import { Component, type ReactNode } from 'react';
import { MissingPart } from './lazy-part.tsx';

interface Props {
  /** What is shown in place of what broke. @param retry draws it anew */
  readonly fallback: (failure: unknown, retry: () => void) => ReactNode;
  readonly children: ReactNode;
}

interface State {
  readonly failure: { readonly thrown: unknown } | undefined;
}

/**
 * Holds a fault of ours, or a part that could not be fetched, inside the part: what stands around it goes on. Give it a
 * `key` where another place in the app is another part.
 */
export class PartBoundary extends Component<Props, State> {
  override state: State = { failure: undefined };

  static getDerivedStateFromError(thrown: unknown): State {
    return { failure: { thrown } };
  }

  override componentDidCatch(thrown: unknown) {
    if (thrown instanceof MissingPart) thrown.renew();
  }

  private readonly retry = () => this.setState({ failure: undefined });

  override render() {
    const { failure } = this.state;
    return failure === undefined ? this.props.children : this.props.fallback(failure.thrown, this.retry);
  }
}
