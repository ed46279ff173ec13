package io.patchbay.runtime.internal.session;

import org.jspecify.annotations.Nullable;

/** How much sound there is of the last few answers. Nothing is allocated per frame. On the loop. */
final class GeneratedSound {
    private static final int REMEMBERED = 16;

    /** One part of one item. */
    private static final class Part {
        final String itemId;
        final int contentIndex;
        long micros;

        Part(String itemId, int contentIndex) {
            this.itemId = itemId;
            this.contentIndex = contentIndex;
        }

        boolean is(String item, int index) {
            return contentIndex == index && itemId.equals(item);
        }
    }

    private @Nullable Part @Nullable [] parts;
    private @Nullable Part last;
    private int next;

    /** So much more sound of a part. */
    void add(String itemId, int contentIndex, long micros) {
        Part part = last;
        if (part == null || !part.is(itemId, contentIndex)) {
            part = find(itemId, contentIndex);
            if (part == null) {
                part = new Part(itemId, contentIndex);
                remember(part);
            }
            last = part;
        }
        part.micros += micros;
    }

    private void remember(Part part) {
        @Nullable Part[] known = parts;
        if (known == null) {
            known = new Part[REMEMBERED];
            parts = known;
        }
        known[next] = part;
        next = (next + 1) % REMEMBERED;
    }

    private @Nullable Part find(String itemId, int contentIndex) {
        @Nullable Part[] known = parts;
        for (int i = 0; known != null && i < known.length; i++) {
            Part part = known[i];
            if (part != null && part.is(itemId, contentIndex)) {
                return part;
            }
        }
        return null;
    }

    /** Milliseconds that were generated of a part; -1 when it is not remembered. */
    long millis(String itemId, int contentIndex) {
        Part part = find(itemId, contentIndex);
        return part == null ? -1 : part.micros / 1_000;
    }
}
