package io.patchbay.provider.deepgram.internal;

import io.patchbay.api.audio.AudioChunk;
import io.patchbay.api.history.Item;
import io.patchbay.api.plug.Settings;
import io.patchbay.api.provider.CodecContext;
import io.patchbay.api.provider.ProviderError;
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
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** A line for tests: keeps what was sent, what was heard, and what became of the opening. */
final class TestLine implements CodecContext, WireOutput, TransportListener {

    final DeepgramCodec codec;
    final List<String> sent = new ArrayList<>();
    final List<TransportEvent> events = new ArrayList<>();
    final List<String> sounds = new ArrayList<>();
    final List<ProviderError> failures = new ArrayList<>();
    final VirtualLoop loop = new VirtualLoop();
    int ready;
    boolean full;
    SessionConfig config = SessionConfig.EMPTY;
    List<Item> history = List.of();
    @Nullable String model;
    private ByteBuffer buffer = ByteBuffer.allocate(0);

    TestLine() {
        this(Map.of());
    }

    TestLine(Map<String, String> settings) {
        codec = new DeepgramCodec(ServiceSettings.of(Settings.of(settings)));
    }

    /** Opened and welcomed; what it sends then is the opening. */
    ObjectNode opening() {
        codec.open(this);
        receive(Fixtures.WELCOME);
        return Json.object("the opening", sent.get(0));
    }

    /** Opened, accepted, and with nothing to see of it. */
    TestLine established() {
        opening();
        receive(Fixtures.SETTINGS_APPLIED);
        sent.clear();
        events.clear();
        return this;
    }

    void receive(String... messages) {
        for (String json : messages) {
            byte[] bytes = ("??" + json).getBytes(StandardCharsets.UTF_8);
            codec.decode(ByteBuffer.wrap(bytes, 2, bytes.length - 2).slice(), WireKind.TEXT);
        }
    }

    void receiveSound(int bytes) {
        codec.decode(ByteBuffer.allocate(bytes), WireKind.BINARY);
    }

    /** The names of the kinds of what was told since they were asked for last. */
    List<String> kinds() {
        List<String> kinds =
                events.stream().map(event -> event.getClass().getSimpleName()).toList();
        events.clear();
        return kinds;
    }

    <E extends TransportEvent> List<E> all(Class<E> kind) {
        return events.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    <E extends TransportEvent> E last(Class<E> kind) {
        List<E> all = all(kind);
        return all.get(all.size() - 1);
    }

    ObjectNode lastSent() {
        return Json.object("what was sent", sent.get(sent.size() - 1));
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
                kind == WireKind.BINARY
                        ? buffer.position() + " bytes"
                        : new String(
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
        sounds.add(chunk.responseId() + " " + chunk.bytes().remaining());
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
        return config;
    }

    @Override
    public @Nullable String model() {
        return model;
    }

    @Override
    public List<Item> history() {
        return history;
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
        throw new AssertionError(reason);
    }
}
