package io.patchbay.api.session;

/**
 * How much of a conversation a session's history keeps on this side. When there is more, the oldest
 * items are forgotten here, in batches of an eighth, with a {@link SessionEvent.HistoryForgotten};
 * the provider goes on knowing them until it forgets them by its own rules ({@link
 * ConfigField#CONTEXT_TRUNCATION}), and a line that is made anew does not.
 *
 * @param maxItems so many items at most; at least 16
 * @param maxBytes so many bytes of words, pictures and sound at most, as estimated with two bytes
 *     per character; at least 65536. The newest item stays even when it is larger
 */
public record Retention(int maxItems, long maxBytes) {

    /** 10 000 items, 64 MiB. */
    public static final Retention DEFAULT = new Retention(10_000, 64L << 20);

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException for values under the least that is useful
     */
    public Retention {
        if (maxItems < 16) {
            throw new IllegalArgumentException("maxItems must be at least 16, not " + maxItems);
        }
        if (maxBytes < 1 << 16) {
            throw new IllegalArgumentException("maxBytes must be at least 65536, not " + maxBytes);
        }
    }
}
