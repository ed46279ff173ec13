package io.patchbay.bench.internal.swap;

import io.patchbay.api.session.SessionEvent;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** The last few things that happened to the line of one session. Any thread. */
final class Diary {

    private static final int KEPT = 12;
    private static final int LONGEST = 200;

    private record Entry(long at, String what) {}

    private final Deque<Entry> entries = new ArrayDeque<>();

    void note(SessionEvent event) {
        if (!(event instanceof SessionEvent.StateChanged
                || event instanceof SessionEvent.Reconnecting
                || event instanceof SessionEvent.Swapped
                || event instanceof SessionEvent.Warning
                || event instanceof SessionEvent.Error)) {
            return;
        }
        String text = event.toString().replaceFirst("stamp=[A-Za-z]*\\[[^]]*\\], ", "");
        synchronized (entries) {
            entries.add(
                    new Entry(
                            System.nanoTime(),
                            text.length() > LONGEST ? text.substring(0, LONGEST) : text));
            if (entries.size() > KEPT) {
                entries.remove();
            }
        }
    }

    /** All of it, with how many milliseconds ago it was. */
    @Override
    public String toString() {
        long now = System.nanoTime();
        StringBuilder all = new StringBuilder();
        synchronized (entries) {
            for (Entry entry : entries) {
                all.append(
                        String.format(
                                Locale.ROOT,
                                "%n    %d ms ago: %s",
                                TimeUnit.NANOSECONDS.toMillis(now - entry.at()),
                                entry.what()));
            }
        }
        return all.toString();
    }
}
