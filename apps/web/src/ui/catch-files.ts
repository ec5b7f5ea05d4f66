const holdsFiles = ({ dataTransfer }: DragEvent) => dataTransfer?.types.includes('Files') ?? false;

/** Keeps the browser from opening a file that is dropped on the page in place of the page, wherever it falls. */
export function catchDroppedFiles(): void {
  const hold = (event: DragEvent) => {
    if (holdsFiles(event)) event.preventDefault();
  };
  window.addEventListener('dragover', hold);
  window.addEventListener('drop', hold);
}
