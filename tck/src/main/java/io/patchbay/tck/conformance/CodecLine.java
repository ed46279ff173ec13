package io.patchbay.tck.conformance;

import io.patchbay.api.audio.AudioChunk;
import io.patchbay.api.audio.AudioClip;
import io.patchbay.api.provider.CodecContext;
import io.patchbay.api.provider.ProviderError;
import io.patchbay.api.provider.RealtimeCodec;
import io.patchbay.api.provider.RealtimeCodec.WireKind;
import io.patchbay.api.provider.ResumptionHandle;
import io.patchbay.api.provider.WireOutput;
import io.patchbay.api.session.SessionConfig;
import io.patchbay.api.transport.TransportCapabilities;
import io.patchbay.api.transport.TransportEvent;
import io.patchbay.api.transport.TransportListener;
import io.patchbay.tck.VirtualLoop;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A line without a wire: keeps what a codec sends, tells and reports. */
final class CodecLine implements CodecContext, WireOutput, TransportListener {

    static final TransportCapabilities MESSAGES =
            new TransportCapabilities("kit", TransportCapabilities.Media.MESSAGES, false, false);

    final RealtimeCodec codec;
    final VirtualLoop loop = new VirtualLoop();
    final List<byte[]> sent = new ArrayList<>();
    final List<TransportEvent> events = new ArrayList<>();
    final List<AudioClip> sound = new ArrayList<>();
    final List<ProviderError> failures = new ArrayList<>();
    int ready;
    boolean full;
    private byte[] array = new byte[0];
    private ByteBuffer building = ByteBuffer.allocate(0);

    CodecLine(RealtimeCodec codec) {
        this.codec = codec;
    }

    void open() {
        codec.open(this);
        loop.run();
    }

    /** Hands a message over, in a buffer that is spoilt afterwards. */
    void receive(byte[] message, WireKind kind, boolean direct) {
        ByteBuffer buffer =
                direct
                        ? ByteBuffer.allocateDirect(message.length)
                        : ByteBuffer.wrap(new byte[message.length + 9], 5, message.length).slice();
        buffer.put(message).flip();
        codec.decode(buffer, kind);
        loop.run();
        buffer.clear();
        while (buffer.hasRemaining()) {
            buffer.put((byte) 'x');
        }
    }

    void receive(String text) {
        receive(text.getBytes(StandardCharsets.UTF_8), WireKind.TEXT, false);
    }

    /** How much was made of what came. */
    int told() {
        return events.size() + sound.size() + failures.size() + ready;
    }

    @Override
    public @Nullable ByteBuffer begin(int maxBytes) {
        if (full) {
            return null;
        }
        array = new byte[maxBytes + 7];
        building = ByteBuffer.wrap(array, 5, maxBytes).slice();
        return building;
    }

    @Override
    public void end(WireKind kind) {
        sent.add(Arrays.copyOfRange(array, 5, 5 + building.position()));
    }

    @Override
    public void onEvent(TransportEvent event) {
        events.add(event);
    }

    @Override
    public void onAudio(AudioChunk chunk) {
        sound.add(chunk.retain());
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
    public VirtualLoop loop() {
        return loop;
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
        return MESSAGES;
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
        failures.add(error);
    }

    @Override
    public void needsNewLine(String reason) {
        events.add(new TransportEvent.NewLineNeeded(reason));
    }
}
