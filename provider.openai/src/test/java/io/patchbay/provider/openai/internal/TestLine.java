package io.patchbay.provider.openai.internal;

import io.patchbay.api.audio.AudioChunk;
import io.patchbay.api.audio.AudioClip;
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
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A line for tests: keeps what was sent, what was heard, and what became of the opening. */
class TestLine implements CodecContext, WireOutput, TransportListener {

    /** A piece of speech as it was heard. */
    record Heard(AudioClip clip, @Nullable String responseId, @Nullable String itemId, int index) {}

    final OpenAiCodec codec;
    final List<String> sent = new ArrayList<>();
    final List<TransportEvent> events = new ArrayList<>();
    final List<Heard> speech = new ArrayList<>();
    final List<ProviderError> failures = new ArrayList<>();
    final List<String> newLines = new ArrayList<>();
    int ready;
    boolean full;
    boolean wantsRaw;
    SessionConfig config = SessionConfig.EMPTY;
    @Nullable String model;
    private ByteBuffer buffer = ByteBuffer.allocate(0);

    TestLine() {
        this(GaProfiles.OPENAI);
    }

    TestLine(String profile) {
        this(Profiles.of(profile));
    }

    TestLine(Profile profile) {
        codec = new OpenAiCodec(profile, profile.model());
    }

    TestLine opened() {
        codec.open(this);
        return this;
    }

    /** Opened, accepted, and with nothing to see of it. */
    TestLine established() {
        opened();
        receive("{\"type\":\"session.created\",\"session\":{\"tracing\":\"auto\"}}");
        receive("{\"type\":\"session.updated\",\"session\":{}}");
        sent.clear();
        events.clear();
        return this;
    }

    void receive(String json) {
        byte[] bytes = ("??" + json).getBytes(StandardCharsets.UTF_8);
        codec.decode(ByteBuffer.wrap(bytes, 2, bytes.length - 2).slice(), WireKind.TEXT);
    }

    /** What came of one message. */
    List<TransportEvent> eventsOf(String json) {
        events.clear();
        receive(json);
        return List.copyOf(events);
    }

    @Override
    public @Nullable ByteBuffer begin(int maxBytes) {
        if (full) {
            return null;
        }
        buffer = ByteBuffer.wrap(new byte[maxBytes + 7], 5, maxBytes).slice();
        return buffer;
    }

    @Override
    public void end(WireKind kind) {
        sent.add(
                new String(
                        buffer.array(),
                        buffer.arrayOffset(),
                        buffer.position(),
                        StandardCharsets.UTF_8));
    }

    @Override
    public void onEvent(TransportEvent event) {
        events.add(event);
    }

    @Override
    public void onAudio(AudioChunk chunk) {
        speech.add(
                new Heard(
                        chunk.retain(), chunk.responseId(), chunk.itemId(), chunk.contentIndex()));
    }

    @Override
    public boolean wantsRaw() {
        return wantsRaw;
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
        throw new UnsupportedOperationException("this codec needs no timers");
    }

    @Override
    public SessionConfig initialConfig() {
        return config;
    }

    @Override
    public @Nullable String model() {
        return model;
    }

    @Override
    public TransportCapabilities transport() {
        return new TransportCapabilities(
                "test", TransportCapabilities.Media.MESSAGES, false, false);
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
        newLines.add(reason);
    }
}
