package io.patchbay.itest.container;

import io.patchbay.api.audio.AudioChunk;
import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.audio.AudioSink;
import io.patchbay.api.audio.PlayedPosition;
import io.patchbay.api.plug.PlugContext;
import io.patchbay.api.plug.Settings;
import io.patchbay.api.session.LineChoice;
import io.patchbay.api.session.SerialLoop;
import io.patchbay.api.session.SessionOptions;
import io.patchbay.api.transport.CallerLeg;
import io.patchbay.api.transport.CallerLegFactory;
import io.patchbay.api.transport.CloseReason;
import io.patchbay.api.transport.IncomingCalls;
import io.patchbay.api.transport.LegCapabilities;
import java.net.URI;
import java.util.Hashtable;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;

/**
 * A phone with one line, in one class, for a bundle of its own. The test's JVM rings and hangs up
 * by services that it shares with the container: a {@link Runnable} each.
 */
public final class PhoneCalls implements CallerLegFactory, CallerLeg, AudioSink {

    /** Names the system property with the address of the model. */
    static final String MODEL = "patchbay.itest.model";

    private volatile @Nullable IncomingCalls calls;
    private volatile @Nullable SerialLoop loop;
    private volatile CallerLeg.@Nullable Listener session;

    /** For the container. */
    public PhoneCalls() {}

    void activate(BundleContext context) {
        String version = context.getBundle().getVersion().toString();
        Runnable ring = this::ring;
        Runnable hangUp = this::hangUp;
        context.registerService(
                Runnable.class, ring, new Hashtable<>(Map.of("phone", "ring " + version)));
        context.registerService(
                Runnable.class, hangUp, new Hashtable<>(Map.of("phone", "hang up " + version)));
    }

    /** Fails when the call is not answered. */
    private void ring() {
        SessionOptions options =
                SessionOptions.builder()
                        .agent("concierge")
                        .line(
                                LineChoice.builder()
                                        .url(URI.create(System.getProperty(MODEL, "")))
                                        .key("any")
                                        .build())
                        .build();
        Objects.requireNonNull(calls).answer(options, this).toCompletableFuture().join();
    }

    private void hangUp() {
        CallerLeg.Listener caller = Objects.requireNonNull(session);
        Objects.requireNonNull(loop).execute(() -> caller.onClosed(CloseReason.NORMAL));
    }

    @Override
    public String name() {
        return "phone";
    }

    @Override
    public AutoCloseable listen(Settings settings, PlugContext context, IncomingCalls calls) {
        this.calls = calls;
        return () -> {};
    }

    @Override
    public String id() {
        return "1";
    }

    @Override
    public String kind() {
        return "phone";
    }

    @Override
    public LegCapabilities capabilities() {
        return new LegCapabilities(AudioFormat.PCM16_24K, Map.of());
    }

    @Override
    public void join(SerialLoop loop, CallerLeg.Listener listener) {
        this.loop = loop;
        session = listener;
        listener.onMediaUp();
    }

    @Override
    public AudioSink sink() {
        return this;
    }

    @Override
    public boolean muted() {
        return false;
    }

    @Override
    public void mute(boolean on) {}

    @Override
    public CompletionStage<Void> control(Control control) {
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public void close(CloseReason reason) {}

    @Override
    public void close() {}

    @Override
    public AudioFormat format() {
        return AudioFormat.PCM16_24K;
    }

    @Override
    public Pacing pacing() {
        return Pacing.SINK;
    }

    @Override
    public void listen(AudioSink.Listener listener) {}

    @Override
    public Offer offer(AudioChunk chunk) {
        return Offer.ACCEPTED;
    }

    @Override
    public void flush(@Nullable String itemId) {}

    @Override
    public void pause() {}

    @Override
    public void resume() {}

    @Override
    public @Nullable PlayedPosition position() {
        return null;
    }
}
