package io.patchbay.telemetry;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.DoubleHistogram;
import io.opentelemetry.api.metrics.LongCounter;
import io.opentelemetry.api.metrics.LongHistogram;
import io.opentelemetry.api.metrics.LongUpDownCounter;
import io.opentelemetry.api.metrics.Meter;
import io.opentelemetry.api.metrics.ObservableLongGauge;
import io.opentelemetry.api.trace.Tracer;
import io.patchbay.api.session.Measure;
import io.patchbay.api.session.SessionCounters;
import io.patchbay.api.session.Usage;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** The tracer and the metric instruments of one OpenTelemetry. For any thread. */
final class Instruments implements AutoCloseable {
    private static final String SCOPE = "io.patchbay";

    /** Seconds; the boundaries that the conventions advise for operations. */
    private static final List<Double> SECONDS =
            List.of(
                    0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96,
                    81.92);

    private static final List<Long> TOKENS =
            List.of(
                    1L, 4L, 16L, 64L, 256L, 1024L, 4096L, 16384L, 65536L, 262144L, 1048576L,
                    4194304L, 16777216L, 67108864L);

    /**
     * What waits in all sessions.
     *
     * @param bytes of caller's sound
     * @param events for listeners
     */
    record Queues(long bytes, long events) {}

    private final OpenTelemetry source;
    private final Tracer tracer;
    private final Map<Measure, DoubleHistogram> measures = new EnumMap<>(Measure.class);
    private final DoubleHistogram operations;
    private final LongHistogram tokens;
    private final LongCounter tokensByModality;
    private final LongUpDownCounter sessions;
    private final LongCounter reconnects;
    private final LongCounter errors;
    private final LongCounter interruptions;
    private final LongCounter lateFrames;
    private final LongCounter callerDropped;
    private final LongCounter listenerDrops;
    private final LongCounter listenerFailures;
    private final LongCounter staleResults;
    private final LongCounter callsNotRun;
    private final LongCounter absorbed;
    private final List<ObservableLongGauge> gauges;

    Instruments(OpenTelemetry source, Supplier<Queues> queues) {
        this.source = source;
        tracer = source.getTracer(SCOPE);
        Meter meter = source.getMeter(SCOPE);
        operations = seconds(meter, "gen_ai.client.operation.duration", "A response.");
        measures.put(
                Measure.TIME_TO_FIRST_AUDIO,
                seconds(
                        meter,
                        "gen_ai.client.operation.time_to_first_chunk",
                        "From the request, or the end of speech, to the first sound."));
        measures.put(
                Measure.TOOL_LATENCY,
                seconds(meter, "gen_ai.execute_tool.duration", "A tool at work."));
        measures.put(
                Measure.RESPONSE_LATENCY,
                seconds(
                        meter,
                        "patchbay.response.latency",
                        "From the caller's last speech frame to the first frame played."));
        measures.put(
                Measure.BARGE_IN_LATENCY,
                seconds(
                        meter,
                        "patchbay.interruption.latency",
                        "From the onset of speech to the agent's silence."));
        measures.put(
                Measure.RECONNECT_GAP,
                seconds(meter, "patchbay.reconnect.gap", "Time without a line to a model."));
        measures.put(
                Measure.HOLD_BACK,
                seconds(meter, "patchbay.guardrail.hold_back", "Delay by a guardrail."));
        tokens =
                meter.histogramBuilder("gen_ai.client.token.usage")
                        .ofLongs()
                        .setUnit("{token}")
                        .setExplicitBucketBoundariesAdvice(TOKENS)
                        .build();
        tokensByModality = counter(meter, "patchbay.token.usage", "{token}", "Tokens by modality.");
        sessions =
                meter.upDownCounterBuilder("patchbay.session.active").setUnit("{session}").build();
        reconnects = counter(meter, "patchbay.reconnects", "{reconnect}", "Lines made again.");
        errors = counter(meter, "patchbay.errors", "{error}", "Errors of sessions, by source.");
        interruptions =
                counter(meter, "patchbay.interruptions", "{interruption}", "Agents silenced.");
        lateFrames =
                counter(meter, "patchbay.audio.late", "{frame}", "Frames after an interruption.");
        callerDropped =
                counter(meter, "patchbay.audio.caller_dropped", "By", "Caller's sound lost.");
        listenerDrops =
                counter(meter, "patchbay.listener.drops", "{event}", "Events nobody had time for.");
        listenerFailures =
                counter(
                        meter,
                        "patchbay.listener.failures",
                        "{exception}",
                        "Listeners that threw.");
        staleResults =
                counter(meter, "patchbay.tool.stale", "{result}", "Results of an older line.");
        callsNotRun =
                counter(meter, "patchbay.tool.not_run", "{call}", "Calls of unfinished responses.");
        absorbed = counter(meter, "patchbay.errors.absorbed", "{error}", "Late cancels, harmless.");
        gauges =
                List.of(
                        meter.gaugeBuilder("patchbay.queue.caller_audio")
                                .ofLongs()
                                .setUnit("By")
                                .buildWithCallback(now -> now.record(queues.get().bytes())),
                        meter.gaugeBuilder("patchbay.queue.listener_events")
                                .ofLongs()
                                .setUnit("{event}")
                                .buildWithCallback(now -> now.record(queues.get().events())));
    }

    private static DoubleHistogram seconds(Meter meter, String name, String description) {
        return meter.histogramBuilder(name)
                .setUnit("s")
                .setDescription(description)
                .setExplicitBucketBoundariesAdvice(SECONDS)
                .build();
    }

    private static LongCounter counter(Meter meter, String name, String unit, String description) {
        return meter.counterBuilder(name).setUnit(unit).setDescription(description).build();
    }

    OpenTelemetry source() {
        return source;
    }

    Tracer tracer() {
        return tracer;
    }

    void session(long change) {
        sessions.add(change);
    }

    void measured(Measure measure, Duration value, Attributes attributes) {
        DoubleHistogram histogram = measures.get(measure);
        if (histogram != null) {
            histogram.record(value.toNanos() / 1e9, attributes);
        }
    }

    void response(double seconds, Attributes attributes) {
        operations.record(seconds, attributes);
    }

    void used(Usage usage, Attributes attributes) {
        tokens("input", usage.input(), attributes);
        tokens("output", usage.output(), attributes);
        modality("transcription", "all", usage.transcription().total(), attributes);
    }

    private void tokens(String type, Usage.Tokens used, Attributes attributes) {
        if (used.total() > 0) {
            tokens.record(used.total(), attributes.toBuilder().put(Names.TOKEN_TYPE, type).build());
        }
        modality(type, "text", used.text(), attributes);
        modality(type, "audio", used.audio(), attributes);
        modality(type, "image", used.image(), attributes);
        modality(type, "cached", used.cached(), attributes);
    }

    private void modality(String type, String modality, long used, Attributes attributes) {
        if (used > 0) {
            tokensByModality.add(
                    used,
                    attributes.toBuilder()
                            .put(Names.TOKEN_TYPE, type)
                            .put(Names.MODALITY, modality)
                            .build());
        }
    }

    void reconnected(Attributes attributes) {
        reconnects.add(1, attributes);
    }

    void error(String source, Attributes attributes) {
        errors.add(1, attributes.toBuilder().put(Names.KIND, source).build());
    }

    void interrupted(String cause, Attributes attributes) {
        interruptions.add(1, attributes.toBuilder().put(Names.CAUSE, cause).build());
    }

    /** What was counted since the last time. */
    void counted(SessionCounters before, SessionCounters now, Attributes attributes) {
        add(lateFrames, now.lateFrames() - before.lateFrames(), attributes);
        add(callerDropped, now.callerBytesDropped() - before.callerBytesDropped(), attributes);
        add(listenerDrops, now.listenerDrops() - before.listenerDrops(), attributes);
        add(listenerFailures, now.listenerFailures() - before.listenerFailures(), attributes);
        add(staleResults, now.staleResults() - before.staleResults(), attributes);
        add(callsNotRun, now.callsNotRun() - before.callsNotRun(), attributes);
        add(absorbed, now.absorbedErrors() - before.absorbedErrors(), attributes);
    }

    private static void add(LongCounter counter, long much, Attributes attributes) {
        if (much > 0) {
            counter.add(much, attributes);
        }
    }

    @Override
    public void close() {
        gauges.forEach(ObservableLongGauge::close);
    }
}
