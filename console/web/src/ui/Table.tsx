import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { t } from '../i18n';
import { Button } from './Button';

export interface Column<Row> {
  title: string;
  cell: (row: Row) => ComponentChildren;
  /** Numbers stand at the right. */
  numeric?: boolean;
  /** How wide it is in an even table; without, it takes what is left. */
  size?: 'small' | 'medium' | 'large' | 'huge';
  /** Takes a line of its own on a phone. */
  wide?: boolean;
}

interface Props<Row> {
  /** What the table shows, for screen readers. */
  caption: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  keyOf: (row: Row) => string;
  /** In place of the rows when there are none. */
  empty?: ComponentChildren;
  /** How many rows are shown at first. */
  page?: number;
  /** The columns have the sizes that they say, so that tables one below the other match. */
  even?: boolean;
}

const PAGE = 50;

/** A table; below 640 px each row is a card. Long ones show their first rows and offer more. The first column names the row. */
export function Table<Row>({ caption, columns, rows, keyOf, empty, page = PAGE, even = false }: Props<Row>) {
  const [shown, setShown] = useState(page);
  const frame = useRef<HTMLDivElement>(null);
  // where something is too wide after all, the keyboard can scroll to it
  useLayoutEffect(() => {
    const element = frame.current;
    if (element !== null) {
      element.tabIndex = element.scrollWidth > element.clientWidth ? 0 : -1;
    }
  });
  if (rows.length === 0 && empty !== undefined) {
    return <>{empty}</>;
  }
  return (
    <div ref={frame} class={even ? 'table even' : 'table'}>
      <table role="table">
        <caption class="unseen">{caption}</caption>
        <thead role="rowgroup">
          <tr role="row">
            {columns.map((column) => (
              <th key={column.title} role="columnheader" scope="col" class={look(column)}>
                {column.title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody role="rowgroup">
          {rows.slice(0, shown).map((row) => (
            <tr key={keyOf(row)} role="row">
              {columns.map((column, index) => {
                const content = (
                  <>
                    <span class="cell-title" aria-hidden="true">
                      {column.title}
                    </span>
                    <span class="cell">{column.cell(row)}</span>
                  </>
                );
                return index === 0 ? (
                  <th key={column.title} role="rowheader" scope="row">
                    {content}
                  </th>
                ) : (
                  <td key={column.title} role="cell" class={look(column)}>
                    {content}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
      {rows.length > shown && (
        <p class="more">
          {t('app.shown', { shown, count: rows.length })} <Button onClick={() => setShown(shown + Math.max(PAGE, 4 * page))}>{t('app.more')}</Button>
        </p>
      )}
    </div>
  );
}

function look<Row>({ numeric, size, wide }: Column<Row>): string {
  return [numeric === true && 'numeric', size, wide === true && 'wide'].filter(Boolean).join(' ');
}
