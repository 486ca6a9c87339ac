import type { ReactNode } from 'react';
import { Modal } from './Modal.tsx';

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

/** A question that must be answered first. */
export function Ask({ title, children, yes, no, danger = false, testId, onYes, onNo }: AskProps) {
  return (
    <Modal className="ask" label={title} testId={testId} onClose={onNo}>
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
    </Modal>
  );
}
