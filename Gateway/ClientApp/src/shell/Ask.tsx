import { useEffect, useRef, type ReactNode } from 'react';

interface AskProps {
  readonly title: string;
  readonly children?: ReactNode;
  readonly yes: string;
  readonly no: string;
  readonly danger?: boolean;
  readonly testId: string;
  readonly onYes: () => void;
  readonly onNo: () => void;
}

/** A question in a modal dialog of the browser's own, which keeps the focus inside and closes on Escape. */
export function Ask({ title, children, yes, no, danger = false, testId, onYes, onNo }: AskProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const shown = dialog.current;
    shown?.showModal();
    return () => shown?.close();
  }, []);
  return (
    <dialog
      ref={dialog}
      className="ask"
      aria-label={title}
      data-testid={testId}
      onCancel={(event) => {
        event.preventDefault();
        onNo();
      }}
    >
      <form
        method="dialog"
        onSubmit={(event) => {
          event.preventDefault();
          onYes();
        }}
      >
        <h2>{title}</h2>
        {children}
        <div className="row end">
          <button type="button" className="button" data-testid={`${testId}-no`} onClick={onNo}>
            {no}
          </button>
          <button type="submit" className={`button ${danger ? 'danger' : 'primary'}`} data-testid={`${testId}-yes`}>
            {yes}
          </button>
        </div>
      </form>
    </dialog>
  );
}
