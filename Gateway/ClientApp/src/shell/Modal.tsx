import { useEffect, useRef, type ReactNode } from 'react';

interface ModalProps {
  readonly className: string;
  readonly testId: string;
  readonly label?: string;
  readonly labelledBy?: string;
  /** A click beside it closes it, too. */
  readonly closedByBackdrop?: boolean;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** A modal dialog of the browser's own, which keeps the focus inside and closes on Escape. */
export function Modal({ className, testId, label, labelledBy, closedByBackdrop = false, onClose, children }: ModalProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const shown = dialog.current;
    shown?.showModal();
    return () => shown?.close();
  }, []);
  return (
    <dialog
      ref={dialog}
      className={className}
      aria-label={label}
      aria-labelledby={labelledBy}
      data-testid={testId}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onClick={(event) => {
        // The backdrop is the dialog's own; whatever lies on it is a child.
        if (closedByBackdrop && event.target === event.currentTarget) onClose();
      }}
    >
      {children}
    </dialog>
  );
}
