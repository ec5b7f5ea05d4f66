import { type ClipboardEvent, useEffect, useRef } from 'react';

const holdsFiles = (data: DataTransfer | null) => data?.types.includes('Files') ?? false;

/**
 * A file that is dropped on the page would open in place of it, with the text that is being written gone. It is caught
 * wherever it falls, and said that it cannot be sent; so it is of a picture that is pasted.
 *
 * @param onRefused says so
 * @returns the handler for what is pasted
 */
export function useDroppedFiles(onRefused: () => void): (event: ClipboardEvent) => void {
  const refuse = useRef(onRefused);
  refuse.current = onRefused;
  useEffect(() => {
    const onDrop = (event: DragEvent) => {
      if (holdsFiles(event.dataTransfer)) refuse.current();
    };
    document.addEventListener('drop', onDrop);
    return () => document.removeEventListener('drop', onDrop);
  }, []);
  return (event) => {
    // A table that is copied comes as text and as a picture of it: the text is meant.
    const { types } = event.clipboardData;
    if (!holdsFiles(event.clipboardData) || types.includes('text/plain')) return;
    event.preventDefault();
    refuse.current();
  };
}
