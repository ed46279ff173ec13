package io.patchbay.telemetry;

import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.OpenTelemetry;
import io.patchbay.api.session.RealtimeSession;
import io.patchbay.api.session.SessionListener;
import io.patchbay.api.session.SessionObserver;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/**
 * Reports every session of a runtime to OpenTelemetry.
 *
 * <pre>{@code
 * Patchbay.builder().observer(Telemetry.of(openTelemetry)).build();
 * }</pre>
 *
 * <p>Without an {@link OpenTelemetry} of its own it uses the global one, asked anew for each
 * session, so that nobody is hindered from setting it later. In a container an {@code
 * OpenTelemetry} that is a service is preferred.
 *
 * <p>What people say, what tools are given and what they answer is left out, unless {@code content}
 * is set to true: {@link #withContent(boolean)}, or the setting {@code content} of the
 * configuration {@code io.patchbay.telemetry}. Keys never get here. For any thread.
 */
@Component(service = SessionObserver.class, configurationPid = "io.patchbay.telemetry")
public final class Telemetry implements SessionObserver, AutoCloseable {
    private final @Nullable OpenTelemetry own;
    private final Map<SessionSpans, Boolean> live = new ConcurrentHashMap<>();
    private volatile @Nullable OpenTelemetry service;
    private volatile @Nullable Instruments instruments;
    private volatile boolean content;

    /** Reports to the global OpenTelemetry, without content. */
    public Telemetry() {
        this(null, false);
    }

    private Telemetry(@Nullable OpenTelemetry own, boolean content) {
        this.own = own;
        this.content = content;
    }

    /** Reports to {@code openTelemetry}, without content. */
    public static Telemetry of(OpenTelemetry openTelemetry) {
        return new Telemetry(Objects.requireNonNull(openTelemetry, "openTelemetry"), false);
    }

    /**
     * The same with or without what people say and tools are told: for systems that may hold it.
     *
     * @param on whether content is reported; default false
     */
    public Telemetry withContent(boolean on) {
        return new Telemetry(own, on);
    }

    @Activate
    @Modified
    void configure(Map<String, Object> properties) {
        content = Boolean.parseBoolean(String.valueOf(properties.get("content")));
    }

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindOpenTelemetry(OpenTelemetry offered) {
        service = offered;
    }

    void unbindOpenTelemetry(OpenTelemetry offered) {
        if (service == offered) {
            service = null;
        }
    }

    @Override
    public Set<SessionListener.Interest> interests() {
        return Set.of(SessionListener.Interest.EVENTS);
    }

    @Override
    public SessionListener observe(RealtimeSession session) {
        SessionSpans spans = new SessionSpans(session, instruments(), content, live::remove);
        live.put(spans, true);
        return spans;
    }

    private synchronized Instruments instruments() {
        OpenTelemetry target = own != null ? own : service;
        if (target == null) {
            target = GlobalOpenTelemetry.getOrNoop();
        }
        Instruments known = instruments;
        if (known == null || known.source() != target) {
            if (known != null) {
                known.close();
            }
            known = new Instruments(target, this::queues);
            instruments = known;
        }
        return known;
    }

    /** What waits in all live sessions together. */
    private Instruments.Queues queues() {
        long bytes = 0;
        long events = 0;
        for (SessionSpans spans : live.keySet()) {
            bytes += spans.session().queues().callerAudioBytes();
            events += spans.session().queues().listenerEvents();
        }
        return new Instruments.Queues(bytes, events);
    }

    /** Ends the spans that are open and reports no more of the sessions concerned. */
    @Override
    @Deactivate
    public synchronized void close() {
        live.keySet().forEach(SessionSpans::end);
        Instruments known = instruments;
        if (known != null) {
            known.close();
            instruments = null;
        }
    }
}
