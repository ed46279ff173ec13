package io.patchbay.bench.internal.swap;

import io.patchbay.api.plug.PlugKind;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a run found. Written on the run's thread. */
public final class SwapResults {

    /**
     * One row of the table: exchanges of one kind, done in one way. Times in milliseconds.
     *
     * @param kind what was exchanged; null where lines were cut and nothing was exchanged
     * @param how in which way
     * @param promised whether the silence is promised
     */
    public record Row(
            @Nullable PlugKind kind,
            String how,
            boolean promised,
            Distribution took,
            Distribution silence,
            Distribution held,
            Distribution engineSilence,
            long[] sums) {

        static final int LOST = 0;
        static final int AGAIN = 1;

        Row(@Nullable PlugKind kind, String how, boolean promised) {
            this(
                    kind,
                    how,
                    promised,
                    new Distribution(),
                    new Distribution(),
                    new Distribution(),
                    new Distribution(),
                    new long[2]);
        }

        /** Milliseconds of sound that the sessions themselves say were lost. */
        public long lostMillis() {
            return sums[LOST];
        }

        /** Frames that a new line was given again. */
        public long again() {
            return sums[AGAIN];
        }
    }

    /** A promise, and whether it was kept. */
    public record Verdict(String promise, boolean kept, String found) {}

    private final Map<String, Row> rows = new LinkedHashMap<>();
    private final Map<String, Object> figures = new LinkedHashMap<>();
    private final Map<How, Integer> missed = new EnumMap<>(How.class);
    private final List<Verdict> verdicts = new ArrayList<>();
    private List<String> faults = List.of();
    private Map<String, Integer> complaints = Map.of();

    Row row(@Nullable PlugKind kind, String how, boolean promised) {
        return rows.computeIfAbsent(kind + how, key -> new Row(kind, how, promised));
    }

    /** A number, or words. */
    void figure(String name, Object value) {
        figures.put(name, value);
    }

    /** A moment was over before the exchange had begun. */
    void missed(How how) {
        missed.merge(how, 1, Integer::sum);
    }

    /** How many were, of each way. */
    Map<How, Integer> missed() {
        return missed;
    }

    /** What all this takes of the heap. */
    long bytes() {
        return rows.values().stream()
                .mapToLong(
                        row ->
                                row.took().bytes()
                                        + row.silence().bytes()
                                        + row.held().bytes()
                                        + row.engineSilence().bytes())
                .sum();
    }

    void verdict(String promise, boolean kept, String found) {
        verdicts.add(new Verdict(promise, kept, found));
    }

    void faults(List<String> words) {
        faults = List.copyOf(words);
    }

    void complaints(Map<String, Integer> found) {
        complaints = Map.copyOf(found);
    }

    /** The table's rows. */
    public List<Row> rows() {
        return rows.values().stream()
                .sorted(
                        java.util.Comparator.comparingInt(
                                row -> row.kind() == null ? 99 : row.kind().ordinal()))
                .toList();
    }

    /** What else was counted: numbers and words. */
    public Map<String, Object> figures() {
        return figures;
    }

    /** What was promised. */
    public List<Verdict> verdicts() {
        return List.copyOf(verdicts);
    }

    /** Whether every promise was kept. */
    public boolean kept() {
        return verdicts.stream().allMatch(Verdict::kept);
    }

    /** What went wrong, in words. */
    public List<String> faults() {
        return faults;
    }

    /** What sessions reported as errors and warnings, with how often. */
    public Map<String, Integer> complaints() {
        return complaints;
    }
}
