package org.example.acme;

import io.patchbay.api.audio.AudioChunk;
import io.patchbay.api.provider.CodecContext;
import io.patchbay.api.provider.ProviderError;
import io.patchbay.api.provider.RealtimeCodec.WireKind;
import io.patchbay.api.provider.ResumptionHandle;
import io.patchbay.api.provider.WireOutput;
import io.patchbay.api.session.SerialLoop;
import io.patchbay.api.session.SessionConfig;
import io.patchbay.api.transport.TransportCapabilities;
import io.patchbay.api.transport.TransportEvent;
import io.patchbay.api.transport.TransportListener;
import io.patchbay.tck.VirtualLoop;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A line that remembers: what the codec sent, and what it told the session. */
final class Wire implements CodecContext, WireOutput, TransportListener {

    final List<String> sent = new ArrayList<>();
    final List<TransportEvent> events = new ArrayList<>();
    final List<String> sounds = new ArrayList<>();
    final List<ProviderError> failed = new ArrayList<>();
    int ready;
    private final SessionConfig config;
    private final VirtualLoop loop = new VirtualLoop();
    private final ByteBuffer message = ByteBuffer.allocate(1 << 16);

    Wire(SessionConfig config) {
        this.config = config;
    }

    <E extends TransportEvent> E last(Class<E> type) {
        return events.stream()
                .filter(type::isInstance)
                .map(type::cast)
                .reduce((first, second) -> second)
                .orElseThrow();
    }

    long count(Class<? extends TransportEvent> type) {
        return events.stream().filter(type::isInstance).count();
    }

    @Override
    public ByteBuffer begin(int maxBytes) {
        return message.clear();
    }

    @Override
    public void end(WireKind kind) {
        message.flip();
        sent.add(StandardCharsets.UTF_8.decode(message).toString());
    }

    @Override
    public void onEvent(TransportEvent event) {
        events.add(event);
    }

    @Override
    public void onAudio(AudioChunk chunk) {
        sounds.add(chunk.itemId() + " " + chunk.micros() / 1_000 + " ms");
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
        return loop;
    }

    @Override
    public SessionConfig initialConfig() {
        return config;
    }

    @Override
    public @Nullable String model() {
        return null;
    }

    @Override
    public TransportCapabilities transport() {
        return new TransportCapabilities(
                "wire", TransportCapabilities.Media.MESSAGES, false, false);
    }

    @Override
    public @Nullable ResumptionHandle resumption() {
        return null;
    }

    @Override
    public void ready() {
        ready++;
    }

    @Override
    public void failed(ProviderError error) {
        failed.add(error);
    }

    @Override
    public void needsNewLine(String reason) {
        throw new AssertionError(reason);
    }
}
