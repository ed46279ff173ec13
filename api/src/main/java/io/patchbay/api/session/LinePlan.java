package io.patchbay.api.session;

import io.patchbay.api.provider.Resolution;
import io.patchbay.api.transport.TransportCapabilities;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What would become of a session's wishes on one of its lines, told before anything is sent ({@link
 * RealtimeSessions#plan}). It holds no content: instructions and given words appear by their
 * length.
 *
 * @param line the way to a model that was asked about
 * @param profile the profile of the provider, or null when there is no such provider or profile
 * @param carriage how the transport would carry sound, or null when there is no such transport
 * @param rows the wishes, those about sound and turns first
 */
public record LinePlan(
        LineChoice line,
        @Nullable String profile,
        @Nullable TransportCapabilities carriage,
        List<Row> rows) {

    /**
     * One wish.
     *
     * @param wish what it is about, for people: {@code turn detection}
     * @param asked what the session would ask for, for people: {@code semantic}
     * @param resolution what becomes of it
     * @param needed whether there is no line without it; other wishes are done without
     */
    public record Row(String wish, String asked, Resolution resolution, boolean needed) {

        /** Checks for null. */
        public Row {
            Objects.requireNonNull(wish, "wish");
            Objects.requireNonNull(asked, "asked");
            Objects.requireNonNull(resolution, "resolution");
        }

        /** Whether it cannot be had. */
        public boolean rejected() {
            return resolution instanceof Resolution.Rejected;
        }
    }

    /** Checks for null and copies. */
    public LinePlan {
        Objects.requireNonNull(line, "line");
        Objects.requireNonNull(rows, "rows");
        rows = List.copyOf(rows);
    }

    /** Whether the line would be opened: nothing that it needs is rejected. */
    public boolean opens() {
        return refusals().isEmpty();
    }

    /** What cannot be had, and without which there is no line. */
    public List<Row> refusals() {
        return rows.stream().filter(row -> row.needed() && row.rejected()).toList();
    }

    /** What is said about a wish, if it is among this session's. */
    public Optional<Row> row(String wish) {
        Objects.requireNonNull(wish, "wish");
        return rows.stream().filter(row -> row.wish().equals(wish)).findFirst();
    }
}
