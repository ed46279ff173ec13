package io.patchbay.telemetry;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.testing.exporter.InMemoryMetricReader;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.patchbay.api.agent.RealtimeAgent;
import io.patchbay.api.history.Item;
import io.patchbay.api.session.LineChoice;
import io.patchbay.api.session.RealtimeSession;
import io.patchbay.api.session.SessionOptions;
import io.patchbay.api.transport.CloseReason;
import io.patchbay.api.transport.Command;
import io.patchbay.api.transport.TransportEvent;
import io.patchbay.runtime.Patchbay;
import io.patchbay.tck.ScriptedProvider;
import io.patchbay.tck.ScriptedTransport;
import io.patchbay.tck.ScriptedTransportFactory;
import io.patchbay.tck.ScriptedTurns;
import io.patchbay.tck.Turn;
import io.patchbay.tck.VirtualLoop;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/** A session in virtual time that is reported to an OpenTelemetry in memory. */
final class Watched implements AutoCloseable {
    final InMemorySpanExporter exporter = InMemorySpanExporter.create();
    final InMemoryMetricReader reader = InMemoryMetricReader.create();
    final OpenTelemetrySdk sdk =
            OpenTelemetrySdk.builder()
                    .setTracerProvider(
                            SdkTracerProvider.builder()
                                    .addSpanProcessor(SimpleSpanProcessor.create(exporter))
                                    .build())
                    .setMeterProvider(
                            SdkMeterProvider.builder().registerMetricReader(reader).build())
                    .build();
    final Telemetry telemetry;
    final VirtualLoop loop = new VirtualLoop();
    final ScriptedTransportFactory lines = new ScriptedTransportFactory();
    final ScriptedTurns turns = new ScriptedTurns();
    final Patchbay patchbay;
    final RealtimeSession session;

    Watched(RealtimeAgent agent) {
        this(agent, telemetry -> telemetry);
    }

    Watched(RealtimeAgent agent, UnaryOperator<Telemetry> set) {
        telemetry = set.apply(Telemetry.of(sdk));
        patchbay =
                Patchbay.builder()
                        .loops(() -> loop)
                        .workers(loop)
                        .transport(lines)
                        .provider(new ScriptedProvider())
                        .observer(telemetry)
                        .build();
        session =
                patchbay.open(
                        SessionOptions.builder()
                                .agent(agent)
                                .line(
                                        LineChoice.builder()
                                                .transport("scripted")
                                                .provider("scripted")
                                                .model("talker-1")
                                                .key("sk-very-secret")
                                                .build())
                                .build());
        session.connect();
        loop.run();
    }

    ScriptedTransport line() {
        return lines.last();
    }

    void hears(Turn turn) {
        line().play(turn);
        loop.run();
    }

    void hears(TransportEvent event) {
        hears(Turn.events(event));
    }

    void advance(long millis) {
        loop.advance(Duration.ofMillis(millis));
    }

    /** The far end takes what was sent last. */
    void takes() {
        List<Command.CreateItem> sent = line().commands(Command.CreateItem.class);
        Item item = sent.get(sent.size() - 1).item();
        hears(turns.accepted(item));
    }

    void end() {
        session.close(CloseReason.NORMAL);
        loop.run();
    }

    List<SpanData> spans(String name) {
        return exporter.getFinishedSpanItems().stream()
                .filter(span -> span.getName().equals(name))
                .toList();
    }

    SpanData span(String name) {
        List<SpanData> found = spans(name);
        if (found.size() != 1) {
            throw new AssertionError("one " + name + " in " + exporter.getFinishedSpanItems());
        }
        return found.get(0);
    }

    static long millis(SpanData span) {
        return TimeUnit.NANOSECONDS.toMillis(span.getEndEpochNanos() - span.getStartEpochNanos());
    }

    /** The sums of one counter, by the value of an attribute. */
    long sum(String metric, AttributeKey<String> key, String value) {
        return metric(metric).getLongSumData().getPoints().stream()
                .filter(point -> value.equals(point.getAttributes().get(key)))
                .mapToLong(point -> point.getValue())
                .sum();
    }

    long sum(String metric) {
        return metric(metric).getLongSumData().getPoints().stream()
                .mapToLong(point -> point.getValue())
                .sum();
    }

    /** The one value of a histogram of seconds. */
    double seconds(String metric) {
        return metric(metric).getHistogramData().getPoints().stream()
                .mapToDouble(point -> point.getSum())
                .sum();
    }

    Attributes attributes(String metric) {
        return metric(metric).getData().getPoints().iterator().next().getAttributes();
    }

    MetricData metric(String name) {
        Collection<MetricData> all = reader.collectAllMetrics();
        return all.stream()
                .filter(metric -> metric.getName().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + name + " in " + all));
    }

    @Override
    public void close() {
        end();
        sdk.close();
    }
}
