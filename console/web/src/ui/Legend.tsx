/** What the lines of a chart are; `look` is the line's colour, or `limit`, which is dashed. */
export function Legend({ items }: { items: readonly { look: 'info' | 'accent' | 'warn' | 'limit'; text: string }[] }) {
  return (
    <figcaption>
      <ul class="legend">
        {items.map((item) => (
          <li key={item.text}>
            <span class={`line ${item.look}`} aria-hidden="true" />
            {item.text}
          </li>
        ))}
      </ul>
    </figcaption>
  );
}
