package io.patchbay.bench.internal.codec;

import io.patchbay.api.audio.AudioChunk;
import io.patchbay.api.plug.PlugContext;
import io.patchbay.api.plug.Settings;
import io.patchbay.api.provider.CodecContext;
import io.patchbay.api.provider.ProviderError;
import io.patchbay.api.provider.RealtimeCodec;
import io.patchbay.api.provider.RealtimeProvider;
import io.patchbay.api.provider.ResumptionHandle;
import io.patchbay.api.provider.WireOutput;
import io.patchbay.api.session.SerialLoop;
import io.patchbay.api.session.SessionConfig;
import io.patchbay.api.transport.TransportCapabilities;
import io.patchbay.api.transport.TransportEvent;
import io.patchbay.api.transport.TransportListener;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ServiceLoader;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** A codec between a wire that swallows and a listener that remembers the last thing it heard. */
final class NoLine implements CodecContext, WireOutput, TransportListener, SerialLoop {

    private static final int LONGEST = 1 << 20;

    final RealtimeCodec codec;
    private final ByteBuffer wire = ByteBuffer.allocate(LONGEST);
    @Nullable Object last;
    int sound;

    private NoLine(RealtimeCodec codec) {
        this.codec = codec;
    }

    /** The codec of the provider {@code openai}, open. */
    static NoLine openai() {
        RealtimeProvider provider =
                ServiceLoader.load(RealtimeProvider.class, NoLine.class.getClassLoader()).stream()
                        .map(ServiceLoader.Provider::get)
                        .filter(found -> "openai".equals(found.name()))
                        .findFirst()
                        .orElseThrow(() -> new IllegalStateException("no provider openai"));
        PlugContext context =
                new PlugContext() {
                    @Override
                    public String name() {
                        return "openai";
                    }

                    @Override
                    public Executor workers() {
                        return Runnable::run;
                    }
                };
        RealtimeCodec codec =
                provider.create(provider.profiles().get(0), Settings.EMPTY, context).openCodec();
        NoLine line = new NoLine(codec);
        codec.open(line);
        return line;
    }

    @Override
    public WireOutput output() {
        return this;
    }

    @Override
    public TransportListener listener() {
        return this;
    }

    @Override
    public SerialLoop loop() {
        return this;
    }

    @Override
    public SessionConfig initialConfig() {
        return SessionConfig.EMPTY;
    }

    @Override
    public @Nullable String model() {
        return null;
    }

    @Override
    public TransportCapabilities transport() {
        return new TransportCapabilities(
                "websocket", TransportCapabilities.Media.MESSAGES, false, false);
    }

    @Override
    public @Nullable ResumptionHandle resumption() {
        return null;
    }

    @Override
    public void ready() {
        last = "ready";
    }

    @Override
    public void failed(ProviderError error) {
        throw new IllegalStateException(error.message());
    }

    @Override
    public void needsNewLine(String reason) {
        throw new IllegalStateException(reason);
    }

    @Override
    public ByteBuffer begin(int maxBytes) {
        return wire.clear();
    }

    @Override
    public void end(RealtimeCodec.WireKind kind) {
        last = kind;
    }

    @Override
    public void onEvent(TransportEvent event) {
        if (event instanceof TransportEvent.Rejected) {
            throw new IllegalStateException("an event was not understood: " + event);
        }
        last = event;
    }

    @Override
    public void onAudio(AudioChunk chunk) {
        sound += chunk.bytes().remaining();
    }

    @Override
    public void execute(Runnable task) {
        task.run();
    }

    @Override
    public Timer schedule(Runnable task, Duration delay) {
        return () -> true;
    }

    @Override
    public boolean inLoop() {
        return true;
    }

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }
}
